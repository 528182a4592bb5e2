import { compiledSchema } from "../platform/compiled-schema.ts";
import { fromRoot } from "../platform/root.ts";

/** Says what is wrong with a message by its contract (contracts/bus/cloud-event.schema.json); undefined: nothing. */
export function makeJudgeEvent(): (event: unknown) => string | undefined {
  const judge = compiledSchema(fromRoot("contracts", "bus", "cloud-event.schema.json"), { strictTypes: false });
  return (event) => {
    if (judge(event)) return undefined;
    const [fault] = judge.errors ?? [];
    return `${fault?.instancePath ?? ""} ${fault?.message ?? ""}`.trim();
  };
}

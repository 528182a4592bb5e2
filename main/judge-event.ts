import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { fromRoot } from "../platform/root.ts";

/** Says what is wrong with a message by its contract (contracts/bus/cloud-event.schema.json); undefined: nothing. */
export function makeJudgeEvent(): (event: unknown) => string | undefined {
  const ajv = new Ajv2020({ strictTypes: false });
  addFormats.default(ajv);
  const file = fromRoot("contracts", "bus", "cloud-event.schema.json");
  const judge = ajv.compile(JSON.parse(readFileSync(file, "utf8")) as object);
  return (event) => {
    if (judge(event)) return undefined;
    const [fault] = judge.errors ?? [];
    return `${fault?.instancePath ?? ""} ${fault?.message ?? ""}`.trim();
  };
}

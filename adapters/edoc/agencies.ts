import { areAgenciesDue, keepAgencies } from "../../core/service/letter-agencies.ts";
import { gateOf } from "../../core/service/letter-gate.ts";
import { identifiersOf } from "../../mappings/edoc/agencies.ts";
import type { EdocAxis } from "./client.ts";
import { gated } from "./gate.ts";
import type { LetterWorker } from "./work.ts";

const againAfterMs = 3_600_000;

/** Asks which agencies the axis knows, once a night and where it never told. @returns whether there is a list now. */
export async function askAgencies({ world }: LetterWorker, given: EdocAxis, signal: AbortSignal): Promise<boolean> {
  const { db, now, log } = world;
  const { name } = given.settings;
  const heard = await gated(world, given).agencies(signal);
  if (heard.kind === "done" && (await keepAgencies(db, name, heard.agencies.map(identifiersOf), now()))) return true;
  const detail = heard.kind === "done" ? "a list of nobody" : heard.detail;
  log.warn(
    { account: name, ending: heard.kind, detail },
    "the axis did not tell its agencies; what it told before is kept",
  );
  return false;
}

/** A question that failed is asked again after an hour. */
export function askingAgencies(worker: LetterWorker, axis: EdocAxis, signal: AbortSignal): () => Promise<boolean> {
  const { db, now } = worker.world;
  const { name } = axis.settings;
  let notBefore = 0;
  return async () => {
    const at = now();
    if (at.getTime() < notBefore || (await gateOf({ db }, name)) || !(await areAgenciesDue(db, name, at))) return false;
    notBefore = at.getTime() + againAfterMs;
    await askAgencies(worker, axis, signal);
    return false;
  };
}

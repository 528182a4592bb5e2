import { dayOf, parseDay } from "../domain/day.ts";
import type { Process } from "../domain/process.ts";
import { refuse } from "../domain/refusal.ts";
import { lockVersions, saveProcess } from "../store/processes.ts";
import type { Database } from "../../platform/database.ts";
import { unfitDecision } from "./decision-day.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { processView, type ProcessView } from "./process-view.ts";

export interface Retirement {
  /** The last day of receipt. A dossier received until then may still start; one that runs is not touched (P9). */
  readonly lastDay: string;
  readonly decisionNo: string;
  readonly decisionDate: string;
  readonly signer: string;
}

/**
 * A decision ends the process: no approved version runs for a dossier received after the last day. A version that was
 * only to begin then is retired as a whole. Answers the version that ran last.
 */
export const retireProcess = (
  { db, now }: { readonly db: Database; readonly now: () => Date },
  id: string,
  request: Retirement,
  ask: Ask,
): Promise<Answer<ProcessView>> =>
  once(db, ask, async (tx) => {
    const lastDay = parseDay(request.lastDay);
    const today = dayOf(now());
    if (lastDay < today) return refuse("day-too-early", { day: lastDay, earliest: today }, "/lastDay");
    const unfit = unfitDecision(request, today);
    if (unfit) return unfit;
    const versions = await lockVersions(tx, id);
    if (versions.length === 0) return refuse("process-unknown", { process: id });
    const retirement = { no: request.decisionNo, date: parseDay(request.decisionDate), signer: request.signer };
    const retired = versions
      .filter(({ state, validTo }) => state === "approved" && (validTo === null || validTo > lastDay))
      .map((one): Process => {
        if (one.validFrom > lastDay)
          return { ...one, state: "retired", validTo: one.validTo ?? one.validFrom, retirement };
        return { ...one, validTo: lastDay, retirement };
      });
    for (const one of retired) await saveProcess(tx, one);
    const last = retired.find(({ state }) => state === "approved") ?? retired[0];
    return last
      ? { ok: true, body: await processView(tx, last) }
      : refuse("process-not-running", { process: id, day: lastDay });
  });

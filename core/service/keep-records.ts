import type { StepDetails } from "../domain/step-details.ts";
import { insertIncident, insertResult, resultsOf } from "../store/dossier-records.ts";
import type { Tx } from "../../platform/database.ts";
import type { RecordedStep } from "./keep-papers.ts";

/** Whether a step may say something that is kept beside the dossier. */
export const hasRecord = ({ result, incident }: StepDetails): boolean => result !== undefined || incident !== undefined;

/**
 * Keeps what a step says beside the dossier: the result of a decision, the one that corrects it (T36: the former
 * stays, no fee, and the dossier is not opened again), papers lost or damaged (T37: the clock runs on).
 */
export async function keepRecords(tx: Tx, { before, saved, event, officer, details }: RecordedStep): Promise<void> {
  const { revision } = saved.dossier;
  const by = { revision, officer: officer ?? null, at: event.at };
  const { result, incident } = details;
  if (result && (event.step === "conclude" || event.step === "settleAtOnce"))
    await insertResult(tx, saved.id, { ...result, ...by, corrects: null, reason: event.reason, letterNo: null });
  if (result && event.step === "correct") {
    // null where the former was decided without telling the hub its number
    const corrects = (await resultsOf(tx, saved.id)).at(-1)?.revision ?? null;
    const letterNo = details.decisionNo ?? null;
    await insertResult(tx, saved.id, { ...result, ...by, corrects, reason: event.reason, letterNo });
  }
  if (incident && event.step === "reportLoss")
    await insertIncident(tx, saved.id, {
      ...{ ...incident, ...by, heldBy: before?.heldBy ?? event.by, reason: event.reason ?? "" },
    });
}

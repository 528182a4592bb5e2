import { closeUnpaid } from "../store/pay-reports.ts";
import { requestsOf } from "../store/pay-requests.ts";
import { noteStep, stepsOf, type OwedStep } from "../store/pay-steps.ts";
import type { Database } from "../../platform/database.ts";
import { holdOwed } from "./pay-owed.ts";

/**
 * A fee whose payment was corrected away is paid by other money. Its dossier was told of the first and knows the fee as paid: the
 * step is done, whom the correction had called looks no more, and this money is not owed back.
 *
 * @returns whether it is so.
 */
export async function noteKnown(db: Database, { key, feeId, step }: OwedStep, at: Date): Promise<boolean> {
  if (step !== "confirmPayment" || !(await stepsOf(db, [feeId])).some(isTold(key))) return false;
  await db.transaction().execute(async (tx) => {
    const fee = await holdOwed(tx, key);
    // it was corrected meanwhile, and its step fell with it
    if (!fee) return;
    await noteStep(tx, key, { how: "taken", doneAt: at, nextAt: null });
    const attempts = (await requestsOf(tx, feeId)).map(({ request }) => request.reference);
    await closeUnpaid(tx, attempts, { by: "sweep-payments", how: `paid ${fee.paidBy ?? ""}`, at });
  });
  return true;
}

const isTold =
  (but: string) =>
  ({ key, step, how }: { readonly key: string; readonly step: string; readonly how: string | null }): boolean =>
    key !== but && step === "confirmPayment" && how === "taken";

import { isDong } from "../domain/payment/dong.ts";
import * as journal from "../domain/payment/journal.ts";
import { ofFeeIn, step } from "../domain/payment/request.ts";
import { book } from "../store/journal.ts";
import { unpayFee } from "../store/pay-fees.ts";
import { findRequest, moveRequest } from "../store/pay-requests.ts";
import { noteStep, type OwedStep } from "../store/pay-steps.ts";
import type { Database } from "../../platform/database.ts";
import { close } from "./pay-follow.ts";
import { holdOwed } from "./pay-owed.ts";

/**
 * A dossier takes a step about its money no more. What paid its fee is late then, and owed back under its reference; the
 * fee ends. One transaction with the step's end, so that it happens once.
 *
 * @returns false: its money does not pay the fee any more, or is in doubt. Who found that noted the step.
 */
export const oweBackUntaken = (
  { db }: { readonly db: Database },
  { key, step: name }: OwedStep,
  how: string,
  at: Date,
): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    const fee = name === "confirmPayment" ? await holdOwed(tx, key) : undefined;
    if (name === "confirmPayment" && !fee) return false;
    await noteStep(tx, key, { how, doneAt: at, nextAt: null });
    const stored = fee?.paidBy ? await findRequest(tx, fee.paidBy) : undefined;
    if (!fee || !stored) return true;
    const { reference } = stored.request;
    const amount = ofFeeIn(stored.request);
    const late = step(stored.request, "notTaken");
    if (!late || !isDong(amount)) return true;
    await book(tx, [journal.notTaken({ id: `notTaken:${reference}`, about: reference, at }, amount)]);
    await moveRequest(
      tx,
      stored,
      late,
      { event: "notTaken", rule: "R5", by: "sweep-payments", at },
      { duty: "refund", lastSaid: how },
    );
    await unpayFee(tx, fee.id);
    await close(tx, { ...fee, paidBy: null, paidAt: null }, "notTaken", "sweep-payments", at);
    return true;
  });

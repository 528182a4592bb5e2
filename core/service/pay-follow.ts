import type { DossierEvent } from "../domain/dossier.ts";
import * as journal from "../domain/payment/journal.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { book, bookingsOf } from "../store/journal.ts";
import { endFee, feesOf, lockFeeOf, reopenFee, type FeeEnding, type StoredFee } from "../store/pay-fees.ts";
import { noteRequest, requestsOf } from "../store/pay-requests.ts";
import type { Tx } from "../../platform/database.ts";
import { expireOthers } from "./pay-hear.ts";

export const feeBooking = ({ id }: Pick<StoredFee, "id">) => ({
  id: `feeOwed:${id.toString()}`,
  about: `fee:${id.toString()}`,
});

/** Ends a fee and its open requests; what is not paid is owed no more. Under its lock. */
export async function close(tx: Tx, fee: StoredFee, why: FeeEnding, by: string, at: Date): Promise<void> {
  await endFee(tx, fee.id, why, at);
  await expireOthers(tx, await requestsOf(tx, fee.id), null, { by, at, why });
  if (fee.paidBy !== null) return;
  const was = journal.feeOwed({ ...(await standingBooking(tx, fee)), at: fee.fixedAt }, fee.amount);
  await book(tx, [journal.reversal({ id: `${was.id}:ended`, about: was.about, at }, was)]);
}

/** A fee that ended without money of ours is owed again, under its lock. No other is in force. */
export async function reopen(tx: Tx, fee: StoredFee, at: Date): Promise<StoredFee> {
  await book(tx, [journal.feeOwed({ ...(await standingBooking(tx, fee)), at }, fee.amount)]);
  await reopenFee(tx, fee.id);
  return { ...fee, endedAt: null, endedWhy: null };
}

/** Under which a fee is owed now: each time that it was owed again has a booking of its own. */
async function standingBooking(tx: Tx, fee: StoredFee): Promise<ReturnType<typeof feeBooking>> {
  const { id, about } = feeBooking(fee);
  for (let turn = 1; ; turn++) {
    const standing = turn === 1 ? id : `${id}#${turn}`;
    if ((await bookingsOf(tx, [`${standing}:ended`])).length === 0) return { id: standing, about };
  }
}

/**
 * What a dossier's step means to its fee, in the same transaction and before anything is written: a waiver, a
 * withdrawal and a payment at the counter end the fee; a refund that is decided is owed. The dossier is locked.
 */
export async function moneyFollows(
  tx: Tx,
  dossier: { readonly id: bigint; readonly code: string },
  { step }: Pick<DossierEvent, "step">,
  facts: { readonly paymentReference?: string | undefined; readonly by: string; readonly at: Date },
): Promise<Refusal | undefined> {
  if (!followed.includes(step)) return undefined;
  const fee = await lockFeeOf(tx, dossier.id);
  if (!fee) return undefined;
  const { by, at, paymentReference } = facts;
  // our own money, also of a fee that another one followed
  if (step === "confirmPayment" && (await feesOf(tx, dossier.id)).some(({ paidBy }) => paidBy === paymentReference))
    return undefined;
  if (step === "decideRefund" || (step === "confirmWithdrawal" && fee.paidBy !== null)) {
    if (fee.paidBy !== null) await noteRequest(tx, fee.paidBy, { duty: "refund" });
    return undefined;
  }
  if (fee.paidBy !== null) {
    // it was found while the clerk was writing: one of the two goes back
    return refuse("payment-already-confirmed", { code: dossier.code }, "/step");
  }
  const why = { waivePayment: "waived", confirmWithdrawal: "withdrawn", confirmPayment: "paidOtherwise" } as const;
  // money that waits for a person is no end of it
  await close(tx, fee, why[step as keyof typeof why], by, at);
  return undefined;
}
const followed = ["waivePayment", "confirmWithdrawal", "confirmPayment", "decideRefund"];

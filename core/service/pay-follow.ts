import type { DossierEvent } from "../domain/dossier.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import type { Role } from "../domain/state.ts";
import { endFee, feesOf, lockFeeOf, reopenFee, type FeeEnding, type StoredFee } from "../store/pay-fees.ts";
import { findRequest, noteRequest, requestsOf } from "../store/pay-requests.ts";
import type { Tx } from "../../platform/database.ts";
import { charge, chargeOff } from "./pay-charge.ts";
import { expireOthers } from "./pay-hear.ts";
import { holdOwed } from "./pay-owed.ts";

/** Ends a fee and its open requests; what is not paid is owed no more. Under its lock. */
export async function close(tx: Tx, fee: StoredFee, why: FeeEnding, by: string, at: Date): Promise<void> {
  await endFee(tx, fee.id, why, at);
  // what paid it stays, also in doubt: its money may come after all
  await expireOthers(tx, await requestsOf(tx, fee.id), fee.paidBy, { by, at, why });
  if (fee.paidBy === null) await chargeOff(tx, fee, at);
}

/** A fee that ended without money of ours is owed again, under its lock. No other is in force. */
export async function reopen(tx: Tx, fee: StoredFee, at: Date): Promise<StoredFee> {
  await charge(tx, fee, at);
  await reopenFee(tx, fee.id);
  return { ...fee, endedAt: null, endedWhy: null };
}

/**
 * What a dossier's step means to its fee, in the same transaction and before anything is written: a waiver, a
 * withdrawal and a payment at the counter end the fee; a refund that is decided is owed. The hub's own step is taken as long as its
 * money pays. The dossier is locked.
 */
export async function moneyFollows(
  tx: Tx,
  dossier: { readonly id: bigint; readonly code: string },
  { step }: Pick<DossierEvent, "step">,
  facts: {
    readonly paymentReference?: string | undefined;
    readonly role?: Role | undefined;
    readonly by: string;
    readonly at: Date;
  },
): Promise<Refusal | undefined> {
  if (!followed.includes(step)) return undefined;
  const { by, at, paymentReference, role } = facts;
  // a reference that is none of ours is the national portal's own voucher: paid otherwise, as at a counter
  if (step === "confirmPayment" && role === "hub" && (await findRequest(tx, paymentReference ?? "")))
    return (await holdOwed(tx, `payment ${paymentReference ?? ""}`))
      ? undefined
      : refuse("payment-unknown", { reference: paymentReference ?? "–", code: dossier.code }, "/paymentReference");
  const fee = await lockFeeOf(tx, dossier.id);
  if (!fee) return undefined;
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

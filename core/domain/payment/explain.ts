import type { Dong } from "./dong.ts";
import { squeeze } from "./find-token.ts";
import { charged, postSettled, refundSent, settled, type Booking, type BookingOf } from "./journal.ts";

/** What a row of a statement is that is nobody's payment. */
export type Explanation =
  | { readonly as: "charge"; readonly name: string }
  | { readonly as: "settlement"; readonly gateway: string; readonly charge: Dong }
  /** What the post had collected under a customer code: by these receipts, or all that were not settled up to the row's day. */
  | { readonly as: "post"; readonly customer: string; readonly receipts?: readonly string[] }
  /** What was owed back, and has left. */
  | { readonly as: "refund" };

/** An installation's word on what a bank writes of its own: charges, interest, a gateway's transfers. */
export interface ExplainRule {
  readonly id: string;
  readonly place: string;
  readonly way: "in" | "out";
  /** Found in the text whatever its case, accents, blanks and points. */
  readonly has: string;
  readonly is: Explanation;
}

interface SeenRow {
  readonly amount: bigint;
  readonly text: string;
}

/** The first that fits. */
export const ruleFor = (
  rules: readonly ExplainRule[],
  place: string,
  { amount, text }: SeenRow,
): ExplainRule | undefined =>
  rules.find(
    (rule) => rule.place === place && (rule.way === "in") === amount > 0n && squeeze(text).includes(squeeze(rule.has)),
  );

/** Which way the money of a row goes that can be this; null: either. */
export const wayOf = ({ as }: Explanation): "in" | "out" | null =>
  as === "charge" ? null : as === "refund" ? "out" : "in";

/**
 * @param amount of the row, signed. Of a settlement it is what came; what was paid is this and the charge.
 * @throws {RangeError} for money that goes the other way.
 */
export function explained(of: BookingOf, bank: string, amount: bigint, what: Explanation): Booking {
  if (what.as === "charge") return charged(of, bank, what.name, amount);
  if (what.as === "refund") return refundSent(of, `bank:${bank}`, -amount);
  if (amount < 0n) throw new RangeError("a settlement is money in");
  if (what.as === "post") return postSettled(of, what.customer, bank, amount);
  return settled(of, what.gateway, bank, { gross: amount + what.charge, charge: what.charge });
}

import type { Dong } from "./dong.ts";
import { squeeze } from "./find-token.ts";
import { charged, postSettled, refundSent, settled, type Booking, type BookingOf, type Holder } from "./journal.ts";

/** What a row of a statement or of a gateway's file is that is nobody's payment. */
export type Explanation =
  | { readonly as: "charge"; readonly name: string }
  | { readonly as: "settlement"; readonly gateway: string; readonly charge: Dong }
  /** What the post had collected under a customer code: by these receipts, or all that were not settled up to the row's day. */
  | { readonly as: "post"; readonly customer: string; readonly receipts?: readonly string[] }
  /** A refund of a payment, by its key: this is how it left. */
  | { readonly as: "refund"; readonly key: string }
  /** Nobody's money that a case owed back, and that has left. */
  | { readonly as: "owedBack"; readonly case: bigint };
/** What a booking of its own explains; a refund has one already, or gets it where it is decided. */
export type Booked = Exclude<Explanation, { readonly as: "refund" }>;

/** An installation's word on what a bank writes of its own: charges, interest, a gateway's transfers. */
export interface ExplainRule {
  readonly id: string;
  readonly place: string;
  readonly way: "in" | "out";
  /** Found in the text whatever its case, accents, blanks and points. */
  readonly has: string;
  readonly is: Booked;
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
  as === "charge" ? null : as === "refund" || as === "owedBack" ? "out" : "in";

/** By which the money that a case owed back is found in the journal. */
export const aboutOwedBack = (id: bigint): string => `owedBack:${id}`;

/** What is handed on arrives at a bank. */
export const isAtBankAlone = ({ as }: Explanation): boolean => as === "settlement" || as === "post";

/**
 * @param amount of the row, signed. Of a settlement it is what came; what was paid is this and the charge.
 * @throws {RangeError} for money that goes the other way, or that cannot come there.
 */
export function explained(of: BookingOf, at: Holder, amount: bigint, what: Booked): Booking {
  if (what.as === "charge") return charged(of, at, what.name, amount);
  if (what.as === "owedBack") return refundSent({ ...of, about: aboutOwedBack(what.case) }, at, -amount);
  if (amount < 0n || !at.startsWith("bank:")) throw new RangeError("a settlement is money in, at a bank");
  const bank = at.slice("bank:".length);
  if (what.as === "post") return postSettled(of, what.customer, bank, amount);
  return settled(of, what.gateway, bank, { gross: amount + what.charge, charge: what.charge });
}

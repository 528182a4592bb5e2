import { isDong, type Dong } from "./dong.ts";
import { cameOf, owedBack, type PaymentRequest } from "./request.ts";
import { isSamePerson, type Person } from "./two-persons.ts";

export const refundStates = ["decided", "approved", "sent", "unknown", "done", "refused", "withdrawn"] as const;
export type RefundState = (typeof refundStates)[number];

/** One giving back, under a key of its own that stays the same at every try (R11). */
export interface Refund {
  readonly key: string;
  readonly amount: Dong;
  readonly state: RefundState;
  /** The part that the fee was rightly paid with, fixed when it is decided; the rest was owed back before. */
  readonly chargedOff: Dong;
  readonly decidedBy: string;
  readonly decidedLogin: string | null;
  readonly approvedBy: string | null;
  readonly approvedLogin: string | null;
}

export type RefundFault =
  | "notAnAmount"
  | "moreThanCame" // with those that are under way
  | "leftDiffers" // who decides believes that another sum is left
  | "sameKeyOtherContent" // R2
  | "samePerson"
  | "decideAnew" // less is owed back, or is here, than when it was decided
  | "notNow";

export type RefundDecision =
  { readonly ok: true; readonly refund: Refund } | { readonly ok: false; readonly why: RefundFault };

const ended: readonly RefundState[] = ["refused", "withdrawn"];

/** What may still be decided to go back: what came, without what went or is about to go. */
export const refundable = (request: PaymentRequest, refunds: readonly Refund[]): Dong =>
  refunds.filter(({ state }) => !ended.includes(state)).reduce((left, { amount }) => left - amount, cameOf(request));

const underWay: readonly RefundState[] = ["decided", "approved", "sent", "unknown"];
export const isUnderWay = ({ state }: Pick<Refund, "state">): boolean => underWay.includes(state);

/** What is owed back, and no other refund is to give back. */
export function owedStill(request: PaymentRequest, refunds: readonly Refund[], but?: string): Dong {
  const left = refunds
    .filter((refund) => refund.key !== but && isUnderWay(refund))
    .reduce((sum, { amount, chargedOff }) => sum - (amount - chargedOff), owedBack(request));
  return left > 0n ? left : 0n;
}

/** Money that came, of which a part may have gone. */
export interface RefundablePayment {
  readonly id: bigint;
  readonly amount: Dong;
}

/**
 * The payment that goes back: what came last where it was owed back, what came first where the fee was paid with it.
 * Undefined: no single one covers it, and it goes by hand.
 *
 * @param payments that count, oldest first. @param refunds all of their request.
 * @param named by who decides; null: ours to find.
 */
export function paymentToReturn<P extends RefundablePayment>(
  payments: readonly P[],
  refunds: readonly (Refund & { readonly paymentId: bigint | null })[],
  { amount, chargedOff, named }: { readonly amount: Dong; readonly chargedOff: Dong; readonly named: bigint | null },
): P | undefined {
  const going = refunds.filter(({ state }) => !ended.includes(state));
  // what went by hand may have been of any of them
  const leftOf = ({ id, amount: came }: P): Dong =>
    going
      .filter(({ paymentId }) => paymentId === null || paymentId === id)
      .reduce((left, refund) => left - refund.amount, came);
  const covers = payments.filter((payment) => (named === null || payment.id === named) && leftOf(payment) >= amount);
  return chargedOff === amount ? covers[0] : covers.at(-1);
}

/**
 * Decides a refund, under the lock of its request.
 * @param leftBelieved what is left before it, as who decides it believes.
 * @param refunds all of this request.
 */
export function decideRefund(
  request: PaymentRequest,
  refunds: readonly Refund[],
  { key, amount, by, login, leftBelieved }: Person & { key: string; amount: Dong; leftBelieved: Dong },
): RefundDecision {
  const known = refunds.find((refund) => refund.key === key);
  if (known)
    return known.amount === amount && known.decidedBy === by
      ? { ok: true, refund: known }
      : { ok: false, why: "sameKeyOtherContent" };
  if (!isDong(amount)) return { ok: false, why: "notAnAmount" };
  const left = refundable(request, refunds);
  if (leftBelieved !== left) return { ok: false, why: "leftDiffers" };
  if (amount > left) return { ok: false, why: "moreThanCame" };
  const owed = owedStill(request, refunds);
  return {
    ok: true,
    refund: {
      ...{ key, amount, state: "decided", chargedOff: amount > owed ? amount - owed : 0n },
      ...{ decidedBy: by, decidedLogin: login, approvedBy: null, approvedLogin: null },
    },
  };
}

/**
 * By another person than the one who decided it, and as it was decided: what was owed back then, or here, and is not any more
 * is decided anew.
 */
export function approveRefund(
  request: PaymentRequest,
  refunds: readonly Refund[],
  refund: Refund,
  person: Person,
): RefundDecision {
  if (refund.approvedBy === person.by) return { ok: true, refund };
  if (refund.state !== "decided") return { ok: false, why: "notNow" };
  if (isSamePerson({ by: refund.decidedBy, login: refund.decidedLogin }, person))
    return { ok: false, why: "samePerson" };
  const others = refunds.filter(({ key }) => key !== refund.key);
  if (refund.amount > refundable(request, others)) return { ok: false, why: "decideAnew" };
  if (refund.amount - refund.chargedOff > owedStill(request, refunds, refund.key))
    return { ok: false, why: "decideAnew" };
  return { ok: true, refund: { ...refund, state: "approved", approvedBy: person.by, approvedLogin: person.login } };
}

const refundMoves: Readonly<Record<RefundState, readonly RefundState[]>> = {
  decided: ["withdrawn"],
  approved: ["sent", "withdrawn"],
  sent: ["done", "refused", "unknown"],
  unknown: ["done", "refused"], // asked until it is clear, never sent again under another key (R4)
  done: [],
  refused: [],
  withdrawn: [],
};

export const moveRefund = (refund: Refund, to: RefundState): RefundDecision =>
  refundMoves[refund.state].includes(to)
    ? { ok: true, refund: { ...refund, state: to } }
    : { ok: false, why: "notNow" };

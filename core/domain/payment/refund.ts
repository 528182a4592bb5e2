import { isDong, type Dong } from "./dong.ts";
import { cameOf, type PaymentRequest } from "./request.ts";

export const refundStates = ["decided", "approved", "sent", "unknown", "done", "refused", "withdrawn"] as const;
export type RefundState = (typeof refundStates)[number];

/** One giving back, under a key of its own that stays the same at every try (R11). */
export interface Refund {
  readonly key: string;
  readonly amount: Dong;
  readonly state: RefundState;
  readonly decidedBy: string;
  readonly approvedBy: string | null;
}

export type RefundFault =
  | "notAnAmount"
  | "moreThanCame" // with those that are under way
  | "leftDiffers" // who decides believes that another sum is left
  | "sameKeyOtherContent" // R2
  | "samePerson"
  | "notNow";

export type RefundDecision =
  { readonly ok: true; readonly refund: Refund } | { readonly ok: false; readonly why: RefundFault };

const ended: readonly RefundState[] = ["refused", "withdrawn"];

/** What may still be decided to go back: what came, without what went or is about to go. */
export const refundable = (request: PaymentRequest, refunds: readonly Refund[]): Dong =>
  refunds.filter(({ state }) => !ended.includes(state)).reduce((left, { amount }) => left - amount, cameOf(request));

/**
 * Decides a refund, under the lock of its request.
 * @param leftBelieved what is left before it, as who decides it believes.
 * @param refunds all of this request.
 */
export function decideRefund(
  request: PaymentRequest,
  refunds: readonly Refund[],
  { key, amount, by, leftBelieved }: { key: string; amount: Dong; by: string; leftBelieved: Dong },
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
  return { ok: true, refund: { key, amount, state: "decided", decidedBy: by, approvedBy: null } };
}

/** By another person than the one who decided it. */
export function approveRefund(refund: Refund, by: string): RefundDecision {
  if (refund.approvedBy === by) return { ok: true, refund };
  if (refund.state !== "decided") return { ok: false, why: "notNow" };
  if (refund.decidedBy === by) return { ok: false, why: "samePerson" };
  return { ok: true, refund: { ...refund, state: "approved", approvedBy: by } };
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

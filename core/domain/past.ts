import type { Dossier, Step } from "./dossier.ts";
import type { Facts } from "./guards.ts";
import type { MoneyState } from "./state.ts";

/** A step of before, as its history keeps it. */
export interface PastStep {
  readonly step: Step;
  readonly by: string;
  /** Who held the dossier after it. */
  readonly heldBy: string;
  readonly at: Date;
  /** Of the result that it named. */
  readonly resultNumber?: string;
  /** Of the payment that it confirmed. */
  readonly paymentReference?: string;
}

/** Steps that tell of an issued result: the decision itself, or the withdrawal declined because of it (T30). */
const tellsOfResult: readonly Step[] = ["conclude", "settleAtOnce", "declineWithdrawal"];

/** How money stands after the steps that settle it. */
const settles: ReadonlyMap<string, MoneyState> = new Map([
  ["confirmPayment", "paid"],
  ["decideRefund", "toRefund"],
  ["confirmRefund", "refunded"],
]);

/** What was paid stays paid when a later payment is waived: only that one is. */
export const waivedAfter = (before: MoneyState): MoneyState => (before === "paid" ? "paid" : "waived");

const settledBy = (money: MoneyState, { step }: PastStep): MoneyState =>
  step === "waivePayment" ? waivedAfter(money) : (settles.get(step) ?? money);

/**
 * What a dossier's own past says to the next step.
 * @param past oldest first.
 */
export function factsOfPast(
  past: readonly PastStep[],
): Pick<Facts, "isAnnounced" | "isPaymentAwaited" | "issuedNumber" | "moneyBefore" | "paidUnder"> {
  const issuedNumber = past.findLast(
    ({ step, resultNumber }) => resultNumber && tellsOfResult.includes(step),
  )?.resultNumber;
  const moneyBefore = past.reduce(settledBy, "none");
  const moneyStep = past.findLast(({ step }) => ["askPayment", "confirmPayment", "waivePayment"].includes(step))?.step;
  const isAnnounced = past.some(({ step }) => step === "announceEarly");
  const isPaymentAwaited = moneyStep === "askPayment";
  const paidUnder = past.flatMap(({ paymentReference }) => paymentReference ?? []);
  return {
    paidUnder,
    isAnnounced,
    isPaymentAwaited,
    moneyBefore,
    ...(issuedNumber === undefined ? {} : { issuedNumber }),
  };
}

/** Steps that ask for it; of the others nothing is read. */
export const asksForPast = (step: Step, namesResult: boolean): boolean =>
  [
    "confirmPayment",
    "requestWithdrawal",
    "confirmWithdrawal",
    "declineWithdrawal",
    "announceEarly",
    "waivePayment",
  ].includes(step) ||
  (step === "conclude" && namesResult);

/**
 * Since when its holder had the chance to look at it: the first time it came, never renewed by sending it away and taking
 * it back (D14); not before the receipt.
 * @param past oldest first.
 */
export function heldFirst(past: readonly PastStep[], { heldBy, heldSince, receivedAt }: Dossier): Date {
  const first = past.find((step) => step.heldBy === heldBy)?.at ?? heldSince;
  return first < receivedAt ? receivedAt : first;
}

import type { Step } from "./dossier.ts";
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
}

/** Steps that tell of an issued result: the decision itself, or the withdrawal declined because of it (T30). */
const tellsOfResult: readonly Step[] = ["conclude", "settleAtOnce", "declineWithdrawal"];

/** How money stands after the steps that settle it. */
const settles: ReadonlyMap<string, MoneyState> = new Map([
  ["confirmPayment", "paid"],
  ["waivePayment", "waived"],
  ["decideRefund", "toRefund"],
  ["confirmRefund", "refunded"],
]);

/**
 * What a dossier's own past says to the next step.
 * @param past oldest first.
 */
export function factsOfPast(past: readonly PastStep[]): Pick<Facts, "issuedNumber" | "moneyBefore"> {
  const issuedNumber = past.findLast(
    ({ step, resultNumber }) => resultNumber && tellsOfResult.includes(step),
  )?.resultNumber;
  const settled = past.findLast(({ step }) => settles.has(step));
  const moneyBefore = (settled && settles.get(settled.step)) ?? "none";
  return { moneyBefore, ...(issuedNumber === undefined ? {} : { issuedNumber }) };
}

/** Steps that ask for it; of the others nothing is read. */
export const asksForPast = (step: Step, namesResult: boolean): boolean =>
  ["requestWithdrawal", "confirmWithdrawal", "declineWithdrawal"].includes(step) ||
  (step === "conclude" && namesResult);

import type { Command, Dossier } from "./dossier.ts";
import { plain } from "./plain-text.ts";
import { refuse, type Refusal } from "./refusal.ts";
import type { MoneyState, State } from "./state.ts";

// Money is a dimension of its own (§2.1): beside T23 and T24 nothing here moves the state of a dossier.

/** Steps that are about money. */
export const moneySteps = ["askPayment", "confirmPayment", "waivePayment", "decideRefund", "confirmRefund"] as const;

const wasPaid = (money: MoneyState): boolean => ["paid", "toRefund", "refunded"].includes(money);

/** A payment or a waiver after the matter was settled: it is told how, so that what was paid twice is given back. */
export function paymentTooLate(dossier: Dossier, command: Pick<Command, "step" | "facts">): Refusal | undefined {
  const { code, money, state } = dossier;
  const { step } = command;
  if ((step !== "confirmPayment" && step !== "waivePayment") || state === "waitingForPayment") return undefined;
  if (step === "confirmPayment" && isAwaited(dossier, command)) return undefined;
  const field = step === "confirmPayment" ? "/paymentReference" : "/step";
  if (wasPaid(money)) return refuse("payment-already-confirmed", { code }, field);
  return money === "waived" ? refuse("payment-already-waived", { code }, field) : undefined;
}

const isAwaited = ({ money }: Dossier, { facts }: Pick<Command, "facts">): boolean =>
  money === "due" || facts?.isPaymentAwaited === true;

/** By its reference, which pays once: another fee has a receipt of its own. */
export const moneyConfirmed = ({ code }: Dossier, { facts }: Command): "lawful" | Refusal => {
  const { paymentReference: reference, paidUnder = [] } = facts ?? {};
  if (!reference) return refuse("payment-not-confirmed", { code }, "/paymentReference");
  return paidUnder.some((one) => plain(one) === plain(reference))
    ? refuse("payment-reference-used", { code, reference }, "/paymentReference")
    : "lawful";
};

/** Of what nobody asked for the hub has no account: beside the payments that it stopped for it records none. */
export const moneyAwaited = (dossier: Dossier, command: Command): "lawful" | Refusal => {
  const { code, state } = dossier;
  if (isAwaited(dossier, command)) return moneyConfirmed(dossier, command);
  return refuse("step-not-allowed", { code, step: command.step, state }, "/step");
};

/** What was asked for in vain and came after the end is owed back; while a withdrawal is decided it is paid (T29). */
export const moneyAfterPayment = (state: State): MoneyState =>
  state === "stopped" || state === "archived" ? "toRefund" : "paid";

/** What is owed back is given back first: the dossier has one account of its money. */
export const nothingOwedBack = ({ code, money }: Dossier): "lawful" | Refusal =>
  money === "toRefund" ? refuse("refund-still-owed", { code }, "/step") : "lawful";

/** Miễn: by a law that is named; the hub knows no fee that may be let off without one. */
export const namesItsLaw = (_: Dossier, { step, facts }: Command): "lawful" | Refusal =>
  facts?.legalBasis?.trim() ? "lawful" : refuse("legal-basis-missing", { step }, "/legalBasis");

/** A fee stays paid after a refusal (KARA, L10) unless a law says that it goes back; a withdrawal owes it by itself (T29). */
export function refundDecidable(dossier: Dossier, command: Command): "lawful" | Refusal {
  const { code, money } = dossier;
  if (money === "toRefund") return refuse("refund-still-owed", { code }, "/step");
  return notRefundable(dossier) ?? namesItsLaw(dossier, command);
}

/** Once, and with the reference under which the money went back. */
export function refundOwed(dossier: Dossier, { facts }: Command): "lawful" | Refusal {
  const { code, money } = dossier;
  if (money === "paid") return refuse("refund-not-decided", { code }, "/step");
  const nothing = notRefundable(dossier);
  if (nothing) return nothing;
  return facts?.refundReference?.trim() ? "lawful" : refuse("refund-without-reference", { code }, "/refund");
}

function notRefundable({ code, money }: Dossier): Refusal | undefined {
  if (money === "refunded") return refuse("refund-already-recorded", { code }, "/step");
  return wasPaid(money) ? undefined : refuse("nothing-to-refund", { code, money }, "/step");
}

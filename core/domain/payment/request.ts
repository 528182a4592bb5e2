import { isDong, type Dong } from "./dong.ts";
import type { CallbackVerdict, PaymentReport, Signed } from "./report.ts";

/** A request is one attempt to have one fee paid, under a reference of its own. */
export const requestStates = [
  "created", // written down; nothing is sent
  "sent", // on its way to the gateway, or told there; no answer yet
  "pending", // the gateway waits for the payer
  "unknown", // nobody can say: asked until somebody does (R4)
  "failed", // the gateway says that no money came
  "expired", // we gave it up
  "paid",
  "paidLate", // money came after the end: owed back, unless a person lets it count (R5)
  "paidTwice", // more came than was asked for: the rest is owed back
  "partlyRefunded",
  "refunded",
] as const;
export type RequestState = (typeof requestStates)[number];

export type RequestEvent =
  | "send"
  | "taken"
  | "refused"
  | "noAnswer"
  | "saidPaid"
  | "saidFailed"
  | "saidPending"
  | "saidUnknown"
  | "saidReversed"
  | "expire"
  | "reapply"
  | "notTaken"
  | "refundDone";

/** Rules of docs/money.md that name a row. */
export type MoneyRule = `R${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18}`;

export interface Edge {
  readonly from: RequestState;
  readonly on: RequestEvent;
  /** `byMoney`: what is left of what came decides. */
  readonly to: RequestState | "byMoney";
  readonly rule: MoneyRule;
}

const edge = (from: RequestState, on: RequestEvent, to: Edge["to"], rule: MoneyRule): Edge => ({ from, on, to, rule });

/** All that moves a request. What is not here changes nothing. */
export const edges: readonly Edge[] = [
  edge("created", "send", "sent", "R4"),
  edge("sent", "taken", "pending", "R3"),
  edge("sent", "refused", "failed", "R4"),
  edge("sent", "noAnswer", "unknown", "R4"),
  // a bill or a code is paid without our sending anything
  ...(["created", "sent", "pending", "unknown"] as const).flatMap((from) => [
    edge(from, "saidPaid", "paid", "R6"),
    edge(from, "expire", "expired", "R5"),
  ]),
  ...(["sent", "pending", "unknown"] as const).map((from) => edge(from, "saidFailed", "failed", "R3")),
  edge("sent", "saidPending", "pending", "R3"),
  edge("unknown", "saidPending", "pending", "R4"),
  ...(["sent", "pending"] as const).flatMap((from) => [
    edge(from, "saidUnknown", "unknown", "R4"),
    edge(from, "saidReversed", "unknown", "R4"),
  ]),
  ...(["failed", "expired", "refunded", "paidLate"] as const).map((from) => edge(from, "saidPaid", "paidLate", "R5")),
  ...(["paid", "paidTwice", "partlyRefunded"] as const).map((from) => edge(from, "saidPaid", "paidTwice", "R16")),
  edge("paidLate", "reapply", "byMoney", "R5"),
  // its dossier takes no payment any more
  ...(["paid", "paidTwice", "partlyRefunded"] as const).map((from) => edge(from, "notTaken", "paidLate", "R5")),
  ...(["paid", "paidLate", "paidTwice", "partlyRefunded"] as const).map((from) =>
    edge(from, "refundDone", "byMoney", "R11"),
  ),
];

export interface CountedPayment {
  /** The gateway's; null: it names none. */
  readonly number: string | null;
  readonly amount: Dong;
}

export interface PaymentRequest {
  readonly reference: string;
  readonly amount: Dong;
  readonly state: RequestState;
  readonly createdAt: Date;
  /** What came, each once. */
  readonly payments: readonly CountedPayment[];
  /** What went back. */
  readonly returned: Dong;
  /** Of it, what the fee was rightly paid with: so much less is the fee's. */
  readonly returnedOfFee: Dong;
}

/** Who says it. Nobody believes a browser (R8); a callback counts as far as its signature goes, or the line it came by. */
export interface Hearing {
  readonly source: "callback" | "asked" | "statement" | "browser" | "post";
  /** Of a callback: what its signature, or the line for it, vouches for. */
  readonly covers: readonly Signed[];
}

export interface Heard {
  /** The same object when nothing moved. */
  readonly request: PaymentRequest;
  readonly verdict: CallbackVerdict;
  /** `counted`: money of this request. `suspense`: money, but not this. `noted`: kept as said (R17). */
  readonly kept: "counted" | "suspense" | "noted";
  /** What is to be done next; null: nothing. */
  readonly duty: "ask" | "person" | "refund" | null;
  readonly rule: MoneyRule;
}

/** The clocks of two houses may differ by so much. */
export const clockDifferenceMs = 10 * 60_000;

/**
 * What a report changes. Every report is kept by the caller, whatever is decided here.
 */
export function hear(request: PaymentRequest, report: PaymentReport, { source, covers }: Hearing): Heard {
  const stays = (
    verdict: CallbackVerdict,
    rule: MoneyRule,
    duty: Heard["duty"] = null,
    kept: Heard["kept"] = "noted",
  ): Heard => ({ request, verdict, kept, duty, rule });

  if (report.reference !== request.reference) return stays("notFound", "R6", "person");
  if (source === "browser") return stays("recorded", "R8", isOpen(request.state) ? "ask" : null);
  // what a bank or the post tells of may have come before we wrote anything down
  if (source !== "statement" && source !== "post" && isOlder(report.at, request.createdAt))
    return stays("malformed", "R6", "person");
  const isVouched = isVouchedFor({ source, covers });
  // a payment that is counted, told again with another content
  const isCounted = request.payments.some(({ number }) => number !== null && number === report.theirNumber);
  if (isCounted && report.outcome === "paid" && !isSame(request, report)) return stays("wrongAmount", "R2", "person");
  if (!isSame(request, report)) {
    const isMoney = report.outcome === "paid" && report.amount !== null && isVouched;
    return isMoney ? stays("wrongAmount", "R16", "person", "suspense") : stays("wrongAmount", "R6", "ask");
  }
  // not believed by itself, it says nothing new of what is known
  if (report.outcome === "paid" && isKnown(request, report)) return stays("repeated", isVouched ? "R1" : "R9");
  if (!isVouched) return stays("recorded", "R9", "ask");
  return move(request, report);
}

/** Whether what is said is believed by itself (R9). */
export const isVouchedFor = ({ source, covers }: Hearing): boolean =>
  source !== "callback" || (["reference", "amount", "outcome"] as const).every((part) => covers.includes(part));

/** Null where a message has no field for it; a failure may name no amount. */
const isSame = (request: PaymentRequest, { outcome, amount, currency }: PaymentReport): boolean =>
  (amount === request.amount || (amount === null && outcome !== "paid")) && (currency === null || currency === "VND");

const isOlder = (said: Date | null, createdAt: Date): boolean =>
  said !== null && said.getTime() < createdAt.getTime() - clockDifferenceMs;

/** By the gateway's number. One that it did not name then or now is taken for the same. */
const isKnown = ({ payments }: PaymentRequest, { theirNumber }: PaymentReport): boolean =>
  payments.some(({ number }) => number === null || theirNumber === null || number === theirNumber);

const eventOf = {
  paid: "saidPaid",
  failed: "saidFailed",
  pending: "saidPending",
  unknown: "saidUnknown",
  reversed: "saidReversed",
} as const satisfies Readonly<Record<PaymentReport["outcome"], RequestEvent>>;

function move(request: PaymentRequest, report: PaymentReport): Heard {
  const on = eventOf[report.outcome];
  const found = edges.find((row) => row.from === request.state && row.on === on);
  const isPaid = report.outcome === "paid";
  if (!found) {
    // a late "failed" undoes nothing (R3); what is taken back after it was paid is a person's
    const isTakenBack = report.outcome === "reversed" && hasMoney(request);
    const duty = isTakenBack ? "person" : request.state === "unknown" ? "ask" : null;
    return { request, verdict: "recorded", kept: "noted", duty, rule: "R3" };
  }
  const isAlready = hasMoney(request);
  const payment = { number: report.theirNumber, amount: request.amount };
  const payments = isPaid ? [...request.payments, payment] : request.payments;
  const moved = { ...request, payments };
  const state = found.to === "byMoney" ? stateByMoney(moved) : found.to;
  return {
    request: { ...moved, state },
    verdict: isPaid && isAlready ? "alreadyPaid" : "recorded",
    kept: isPaid ? "counted" : "noted",
    duty: state === "paidLate" || state === "paidTwice" ? "refund" : state === "unknown" ? "ask" : null,
    rule: found.rule,
  };
}

/** What we do or learn beside reports. Undefined: not from here. */
export function step(
  request: PaymentRequest,
  on: "send" | "taken" | "refused" | "noAnswer" | "expire" | "reapply" | "notTaken",
): PaymentRequest | undefined {
  const found = edges.find((row) => row.from === request.state && row.on === on);
  if (!found) return undefined;
  // late money counts for the fee only while all of it is still here
  if (on === "reapply" && (leftOf(request) < request.amount || request.returnedOfFee > 0n)) return undefined;
  const state =
    on === "reapply" ? (leftOf(request) === request.amount ? "paid" : "paidTwice") : (found.to as RequestState);
  return { ...request, state };
}

/**
 * A refund that is done. Undefined: more than is left, or nothing to give back from.
 *
 * @param ofFee the part of it that the fee was rightly paid with; the rest was owed back.
 */
export function giveBack(request: PaymentRequest, amount: Dong, ofFee: Dong): PaymentRequest | undefined {
  const isAllowed = edges.some((row) => row.from === request.state && row.on === "refundDone");
  if (!isAllowed || !isDong(amount) || amount > leftOf(request) || ofFee < 0n || ofFee > amount) return undefined;
  if (amount - ofFee > owedBack(request)) return undefined;
  const given = {
    ...request,
    returned: request.returned + amount,
    returnedOfFee: request.returnedOfFee + ofFee,
  };
  return { ...given, state: stateByMoney(given) };
}

function stateByMoney(request: PaymentRequest): RequestState {
  const left = leftOf(request);
  if (left === 0n) return "refunded";
  if (request.state === "paidLate") return "paidLate";
  if (left > ofFeeIn(request)) return "paidTwice";
  return left < request.amount ? "partlyRefunded" : "paid";
}

export const cameOf = ({ payments }: PaymentRequest): Dong => payments.reduce((sum, { amount }) => sum + amount, 0n);

/** What came and has not gone back. */
export const leftOf = (request: PaymentRequest): Dong => cameOf(request) - request.returned;

/** What of the money here is rightly the fee's. */
const paidStates: readonly RequestState[] = ["paid", "paidTwice", "partlyRefunded"];
export const ofFeeIn = (request: PaymentRequest): Dong =>
  paidStates.includes(request.state) ? request.amount - request.returnedOfFee : 0n;

/** What is to be given back by itself, without anybody's decision on the fee. */
export function owedBack(request: PaymentRequest): Dong {
  if (request.state === "paidLate") return leftOf(request);
  const more = paidStates.includes(request.state) ? leftOf(request) - ofFeeIn(request) : 0n;
  return more > 0n ? more : 0n;
}

export const hasMoney = (request: PaymentRequest): boolean => leftOf(request) > 0n;

const open: readonly RequestState[] = ["created", "sent", "pending", "unknown"];
export const isOpen = (state: RequestState): boolean => open.includes(state);

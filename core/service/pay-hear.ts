import { sql } from "kysely";
import { type Booking, type Holder } from "../domain/payment/journal.ts";
import * as journal from "../domain/payment/journal.ts";
import type { CallbackVerdict, PaymentReport } from "../domain/payment/report.ts";
import {
  hasMoney,
  hear,
  isOpen,
  isVouchedFor,
  step,
  type Hearing,
  type PaymentRequest,
} from "../domain/payment/request.ts";
import { book, isReversed } from "../store/journal.ts";
import { holdCountingRow } from "../store/money-take-back.ts";
import { feePaid, lockFee, type StoredFee } from "../store/pay-fees.ts";
import { closeCases, hasOpenCase, insertReport, openCase, reportBefore } from "../store/pay-reports.ts";
import { oweReceipt } from "../store/pay-receipts.ts";
import {
  findRequest,
  insertPayment,
  moveRequest,
  noteRequest,
  paymentNumbered,
  paymentsUnder,
  requestsOf,
  type Duty,
  type StoredPayment,
  type StoredRequest,
} from "../store/pay-requests.ts";
import { oweStep } from "../store/pay-steps.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { owedIfEnded } from "./pay-unpaid.ts";

/** What somebody said of a payment: a gateway's callback, its answer to our question, a row of a bank's statement, a receipt of the post. */
export interface HeardMessage {
  /** The connection that says it, or the account: `bank:0011001234567`. */
  readonly gateway: string;
  /** Where the money is, if it came. */
  readonly holder: Holder;
  readonly source: Hearing["source"];
  readonly covers: Hearing["covers"];
  readonly report: PaymentReport;
  readonly contentSha256: string;
  /** Bounded, without card fields (R18). */
  readonly raw: string | null;
  readonly peer: string | null;
  readonly at: Date;
  /** Whether who says it makes receipts. */
  readonly givesReceipts: boolean;
  /** When it may be asked next, should it have to be; null: it answers no questions. */
  readonly askAt: Date | null;
  /** Of a statement: nothing is heard of a row that counts no more by now, as its file was taken back. */
  readonly rowId?: bigint;
}

export interface HearingDone {
  readonly verdict: CallbackVerdict;
  readonly rule: string;
  readonly kept: "counted" | "suspense" | "noted";
  readonly duty: Duty | "person" | null;
  /** Of the request; null: there is none. */
  readonly reference: string | null;
  /** Whose steps may be owed now. */
  readonly feeId: bigint | null;
}

/**
 * Takes what was said in a transaction of its own: find, compare, still pending, record (R1–R6, R17). Two at once that
 * bring the same number under two references are decided one after the other.
 */
export async function hearMessage(db: Database, message: HeardMessage, tries = 3): Promise<HearingDone> {
  try {
    return await db.transaction().execute(async (tx) => {
      await limitWaiting(tx);
      return hearWithin(tx, message);
    });
  } catch (error) {
    if (tries > 1 && isNumberTaken(error)) return hearMessage(db, message, tries - 1);
    throw error;
  }
}

/** Whoever asks waits seconds at most: the lock of a fee is held for milliseconds. */
async function limitWaiting(tx: Tx): Promise<void> {
  await sql`set local lock_timeout = '6s'`.execute(tx);
}

const isNumberTaken = (error: unknown): boolean =>
  error instanceof Error && "constraint" in error && error.constraint === "payment_their_number";

/** The same inside a caller's transaction, which locks nothing of fees before it. */
export async function hearWithin(tx: Tx, message: HeardMessage): Promise<HearingDone> {
  const { report, source, at } = message;
  // before the fee's lock, as whoever takes its file back does
  if (message.rowId !== undefined && !(await holdCountingRow(tx, message.rowId)))
    return { verdict: "notFound", rule: "R17", kept: "noted", duty: null, reference: null, feeId: null };
  const found = await findRequest(tx, report.reference);
  if (!found || !isTheirs(found, message)) {
    await keep(tx, message, { verdict: "notFound", rule: "R6", kept: "noted" });
    return { verdict: "notFound", rule: "R6", kept: "noted", duty: null, reference: null, feeId: null };
  }
  const fee = await lockFee(tx, found.feeId);
  const all = await requestsOf(tx, fee.id);
  const stored = all.find(({ request }) => request.reference === report.reference);
  if (!stored) throw new Error(`request ${report.reference} left its fee`);
  const before = await knownPayment(tx, message, stored.request.amount);
  const done = (heard: Omit<HearingDone, "reference" | "feeId">): HearingDone => ({
    ...heard,
    reference: stored.request.reference,
    feeId: fee.id,
  });
  if (before === "ofAnother") {
    await keep(tx, message, { verdict: "malformed", rule: "R2", kept: "noted" });
    await contradict(tx, message);
    await noteRequest(tx, stored.request.reference, { person: at });
    return done({ verdict: "malformed", rule: "R2", kept: "noted", duty: "person" });
  }
  if (before === "waits") {
    const rule = isVouchedFor(message) ? "R1" : "R9";
    await keep(tx, message, { verdict: "wrongAmount", rule, kept: "noted" });
    return done({ verdict: "wrongAmount", rule, kept: "noted", duty: stored.duty });
  }

  const heard = hear(stored.request, report, { source, covers: message.covers });
  const { verdict, rule, kept } = heard;
  const reportId = await keep(tx, message, { verdict, rule, kept });
  const isMoved = heard.request !== stored.request;
  // who cannot be asked is a person's to look into
  const wished = heard.duty === "ask" && message.askAt === null ? "person" : heard.duty;
  // that a person looks is kept beside it; that a refund is owed is not forgotten over a question
  const isPerson = wished === "person";
  const duty = isPerson || (wished === "ask" && stored.duty === "refund") ? stored.duty : wished;
  // the question was answered, the money is here, and nothing is left to do
  const isAnswered = stored.duty === "ask" && message.source === "asked" && duty === null && hasMoney(heard.request);
  const beside = {
    ...(duty !== null || isAnswered || isMoved ? { duty } : {}),
    ...(isPerson ? { person: at } : {}),
    ...(report.theirNumber !== null && kept !== "noted" ? { theirNumber: report.theirNumber } : {}),
    ...(isSettled(heard.request) ? { nextAskAt: null } : wished === "ask" ? { nextAskAt: message.askAt } : {}),
    ...(report.code === "" ? {} : { lastSaid: report.code }),
  };
  const move = { event: eventOf(report), rule, reportId, by: message.gateway, at };
  if (isMoved) {
    await moveRequest(tx, stored, heard.request, move, beside);
    await owedIfEnded(tx, fee, stored, heard.request, { by: message.gateway, at });
  } else await noteRequest(tx, stored.request.reference, beside);

  if (kept !== "noted") {
    const booking = await unused(tx, bookingOf(message, heard.request, kept, stored.request.payments.length));
    await insertPayment(tx, {
      ...{ reference: stored.request.reference, holder: message.holder, theirNumber: report.theirNumber },
      ...{ amount: report.amount ?? stored.request.amount, kept, paidAt: report.at ?? at },
      ...{ reportId: reportId ?? null, bookingId: booking.id },
    });
    await book(tx, [booking]);
    if (kept === "suspense")
      await openCase(tx, {
        ...{ class: "suspense", place: message.holder, reference: stored.request.reference },
        ...{ amount: report.amount ?? 0n, rule, bookingId: booking.id, at },
      });
    if (heard.request.state === "paid" && stored.request.state !== "paid") {
      // who was to look for it need not: it is here, in time, and nothing contradicts it
      if (stored.personSince !== null) {
        await closeCases(tx, stored.request.reference, ["silent"], { by: message.gateway, how: "paid", at });
        if (!(await hasOpenCase(tx, stored.request.reference)))
          await noteRequest(tx, stored.request.reference, { person: null });
      }
      await feeIsPaid(tx, fee, all, heard.request, {
        ...{ by: message.gateway, at, paidAt: report.at ?? at, receipt: message.givesReceipts },
      });
    }
  }
  if (report.outcome === "reversed" && isPerson)
    await openCase(tx, {
      ...{ class: "reversedAfterPaid", place: message.holder, reference: stored.request.reference },
      ...{ amount: stored.request.amount, rule, bookingId: null, at },
    });
  if (rule === "R2") await contradict(tx, message);
  return done({ verdict, rule, kept, duty: wished });
}

/** Its own, or money on our account: a note names its reference, whatever was asked for first. */
const isTheirs = (found: StoredRequest, { gateway, source }: HeardMessage): boolean =>
  source === "statement" || found.gateway === gateway;

const isSettled = ({ state }: PaymentRequest): boolean => !isOpen(state) && state !== "expired";

/** `ofAnother`: the number is of other money (R2). `waits`: this very money is in suspense already, or was until a person decided (R1). */
async function knownPayment(tx: Tx, message: HeardMessage, asked: bigint): Promise<"ofAnother" | "waits" | undefined> {
  const { report, holder } = message;
  if (report.outcome !== "paid") return undefined;
  if (report.theirNumber !== null) {
    const known = await paymentNumbered(tx, holder, report.theirNumber);
    if (!known || isToldAfterAll(known, message)) return undefined;
    if (known.reference !== report.reference) return "ofAnother";
    // what is counted is the request's, and is compared with it; another sum is there because a person let it count
    if (known.kept === "counted" && known.amount === asked) return undefined;
    return known.amount === report.amount ? "waits" : "ofAnother";
  }
  const under = await paymentsUnder(tx, [report.reference]);
  return under.some(({ kept, amount }) => amount === report.amount && (kept === "suspense" || amount !== asked))
    ? "waits"
    : undefined;
}

/** A file that was taken back told it by mistake: what its gateway or a person says of that number is said of money. */
const isToldAfterAll = ({ kept }: StoredPayment, { source, rowId }: HeardMessage): boolean =>
  kept === "takenBack" && source !== "post" && rowId === undefined;

const contradict = (tx: Tx, { holder, report, at }: HeardMessage): Promise<void> =>
  openCase(tx, {
    ...{ class: "contradiction", place: holder, reference: report.reference, amount: report.amount ?? 0n },
    ...{ rule: "R2", bookingId: null, at },
  });

/** What is said again word for word, and does nothing, is not kept again: 1,000 at once are two rows. */
async function keep(
  tx: Tx,
  message: HeardMessage,
  { verdict, rule, kept }: Pick<HearingDone, "verdict" | "rule" | "kept">,
): Promise<bigint | undefined> {
  const { gateway, source, report, contentSha256, raw, peer, at } = message;
  if (kept === "noted") {
    const before = await reportBefore(tx, gateway, contentSha256);
    if (before?.verdicts.includes(verdict)) return undefined;
  }
  return insertReport(tx, { gateway, source, report, verdict, rule, kept, contentSha256, raw, peer, at });
}

const eventOf = ({ outcome }: PaymentReport): string => `said${outcome.charAt(0).toUpperCase()}${outcome.slice(1)}`;

function bookingOf(
  { report, holder, at }: HeardMessage,
  { state, amount, reference }: PaymentRequest,
  kept: "counted" | "suspense",
  earlier: number,
): Booking {
  // by their number; one that has none is told by its place among those of its reference
  const id = `payment:${holder}:${report.theirNumber ?? `${reference}#${earlier + 1}${kept === "suspense" ? `s${report.amount ?? ""}` : ""}`}`;
  const of = { id, about: reference, at };
  if (kept === "suspense") return journal.wrongAmount(of, holder, report.amount ?? amount);
  if (state === "paidLate") return journal.paidLate(of, holder, amount);
  return state === "paid" ? journal.paid(of, holder, amount) : journal.paidTwice(of, holder, amount);
}

/** What was booked under an id and taken back has it for ever. */
async function unused(tx: Tx, booking: Booking): Promise<Booking> {
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? booking.id : `${booking.id}:again${n}`;
    if (!(await isReversed(tx, id))) return { ...booking, id };
  }
}

/**
 * A fee that is paid asks for nothing more: its other open requests end, so that money there is late and owed back, and
 * its dossier is owed the step (T24). Under the fee's lock.
 */
export async function feeIsPaid(
  tx: Tx,
  fee: StoredFee,
  requests: readonly StoredRequest[],
  { reference }: PaymentRequest,
  {
    by,
    at,
    paidAt,
    receipt,
  }: { readonly by: string; readonly at: Date; readonly paidAt: Date; readonly receipt: boolean },
): Promise<void> {
  await feePaid(tx, fee.id, reference, paidAt);
  await expireOthers(tx, requests, reference, { by, at, why: "paid" });
  await oweStep(
    tx,
    {
      ...{ key: `payment ${reference}`, feeId: fee.id, dossierId: fee.dossierId, step: "confirmPayment", at: paidAt },
      details: { paymentReference: reference },
    },
    at,
  );
  if (receipt) await oweReceipt(tx, reference, at);
}

/** Ends the attempts of a fee that are open, but one. Asked about all the same for as long as money may come (R13). */
export async function expireOthers(
  tx: Tx,
  requests: readonly StoredRequest[],
  but: string | null,
  { by, at, why }: { readonly by: string; readonly at: Date; readonly why: string },
): Promise<void> {
  for (const stored of requests) {
    if (stored.request.reference === but || !isOpen(stored.request.state)) continue;
    const after = step(stored.request, "expire");
    if (after) await moveRequest(tx, stored, after, { event: "expire", rule: "R5", by, at }, { lastSaid: why });
  }
}

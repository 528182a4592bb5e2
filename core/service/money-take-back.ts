import * as journal from "../domain/payment/journal.ts";
import { reversal, type Booking, type Holder } from "../domain/payment/journal.ts";
import { MoneyFault } from "../domain/payment/money-fault.ts";
import { isUnderWay } from "../domain/payment/refund.ts";
import { leftOf, ofFeeIn, type PaymentRequest } from "../domain/payment/request.ts";
import { isSamePerson } from "../domain/payment/two-persons.ts";
import { book, bookingsOf } from "../store/journal.ts";
import { countRows, fileChanges, lockPlace, noteFileChange, placeOfFile } from "../store/money-files.ts";
import {
  bookingsOfFile,
  closeCaseOfBooking,
  forgetRows,
  heardFrom,
  isCounting,
  leftAlready,
  lockRows,
  refuseFile,
  setTakenBack,
  type HeardPayment,
} from "../store/money-take-back.ts";
import { datePaid, lockFee } from "../store/pay-fees.ts";
import { openCase } from "../store/pay-reports.ts";
import { moveRequest, noteRequest, paymentsUnder, requestsOf } from "../store/pay-requests.ts";
import { refundsUnder } from "../store/pay-refunds.ts";
import { noteStep, stepsOf } from "../store/pay-steps.ts";
import { forgetSettled } from "../store/post-collections.ts";
import type { Act } from "./money-cases.ts";
import { decideAgain, undoDecisions } from "./money-undecide.ts";
import type { Database, Tx } from "../../platform/database.ts";

/** What became of taking a file back. */
export interface TakenBack {
  /** `proposed`: payments were heard from it, and another person approves. */
  readonly became: "proposed" | "declined" | "takenBack";
  /** Heard from it. */
  readonly payments: number;
}

/**
 * Takes back a file that counts: brought under a wrong account, it told of money that is not there. Its rows count no more, what
 * was booked for them is reversed, what was matched with them is open again, and the payments that were heard from it are
 * persons': their requests are in doubt, never silently unpaid, and what was decided of that money is undone. Where there are such payments another person approves.
 *
 * @throws {MoneyFault}
 */
export function takeBackFile(
  db: Database,
  sha256: string,
  wish: "takeBack" | "approve" | "decline",
  act: Act,
): Promise<TakenBack> {
  return db.transaction().execute(async (tx) => {
    const before = await placeOfFile(tx, sha256);
    if (!before) throw new MoneyFault("file-not-counting", sha256.slice(0, 12));
    await lockPlace(tx, before.place);
    if (!(await isCounting(tx, sha256))) throw new MoneyFault("file-not-counting", sha256.slice(0, 12));
    const file = { sha256, place: before.place as Holder };
    await lockRows(tx, file);
    const left = wish === "decline" ? undefined : await leftAlready(tx, file);
    if (left !== undefined) throw new MoneyFault("money-left-already", String(left));
    const payments = await heardFrom(tx, file);
    const note = (what: string) => noteFileChange(tx, sha256, file.place, { ...act, act: what });
    if (wish === "takeBack" && payments.length > 0) {
      for (const { reference } of payments) await waitForRefunds(tx, reference);
      await note("proposed");
      return { became: "proposed", payments: payments.length };
    }
    if (wish !== "takeBack") {
      const [latest] = await fileChanges(tx, sha256);
      if (latest?.act !== "proposed") throw new MoneyFault("take-back-not-proposed", sha256.slice(0, 12));
      if (wish === "decline") {
        await note("declined");
        return { became: "declined", payments: payments.length };
      }
      if (isSamePerson(latest, act)) throw new MoneyFault("same-person", `${latest.by}, ${latest.login}`);
    }
    await note("takenBack");
    const explained = await bookingsOfFile(tx, file);
    // before any fee is locked: who corrects a receipt locks it, and then its fee
    for (const id of explained) await forgetSettled(tx, id);
    for (const payment of payments) await takeBackPayment(tx, payment, file.place, act);
    const how = "file taken back";
    for (const was of await bookingsOf(tx, explained))
      await book(tx, [reversal({ id: `back:${was.id}`, about: was.about, at: act.at }, was as Booking)]);
    const { others, refunds } = await forgetRows(tx, file, { ...act, how });
    await refuseFile(tx, sha256, { code: "taken-back", detail: file.place });
    for (const other of others) await countRows(tx, other.sha256, other.place);
    // done all the same, but from which account nobody can say: a person explains the right row as it
    for (const { id, about, lines } of await bookingsOf(tx, refunds)) {
      const amount = lines.find(({ account }) => account === file.place)?.amount ?? 0n;
      const of = { place: file.place, reference: about, amount, bookingId: id };
      await openCase(tx, { class: "contradiction", rule: "R17", at: act.at, ...of });
    }
    return { became: "takenBack", payments: payments.length };
  });
}

/** Money that is about to go back: it is withdrawn first, or has left. */
async function waitForRefunds(tx: Tx, reference: string): Promise<void> {
  const going = (await refundsUnder(tx, [reference])).find(isUnderWay);
  if (going) throw new MoneyFault("refund-under-way", `${going.key} (${reference})`);
}

/** Under the fee's lock: the money is not there, and what that means for its fee a person finds out. */
async function takeBackPayment(tx: Tx, { id, reference, feeId }: HeardPayment, place: Holder, act: Act): Promise<void> {
  const { by, at } = act;
  await lockFee(tx, feeId);
  await waitForRefunds(tx, reference);
  const stored = (await requestsOf(tx, feeId)).find(({ request }) => request.reference === reference);
  const payment = (await paymentsUnder(tx, [reference])).find((one) => one.id === id);
  if (!stored || !payment) throw new Error(`payment ${id} left its request`);
  const [was] = await bookingsOf(tx, [payment.bookingId]);
  if (!was) throw new Error(`no booking ${payment.bookingId}`);
  await book(tx, [reversal({ id: `back:${was.id}`, about: was.about, at }, was as Booking)]);
  await setTakenBack(tx, id);
  await closeCaseOfBooking(tx, was.id, { by, at, how: "file taken back" });

  if (payment.kept === "counted") {
    const isReturning = (await refundsUnder(tx, [reference])).some(({ state }) => !ended.includes(state));
    const rest = (await paymentsUnder(tx, [reference])).filter(({ kept }) => kept === "counted");
    const isUndone = await undoDecisions(tx, reference, at);
    // what of it went back rightly nobody can say
    if (isReturning && isUndone && rest.length > 0) throw new MoneyFault("given-back-of-several", reference);
    const left = without(stored.request, payment);
    // what else had come went back as paid twice: what is left does not pay the fee
    const isGone = isReturning && was.kind === "paid" && rest.length > 0 && leftOf(left) < ofFeeIn(left);
    const after = isGone
      ? judged(left)
      : isReturning
        ? left
        : await decideAgain(tx, judged(left), rest, { because: was.id, at });
    // what had been owed back as paid twice pays the fee instead
    if (isReturning && was.kind === "paid" && (after.state === "paid" || after.state === "paidTwice"))
      await book(tx, [
        journal.applied({ id: `applied:back:${was.id}`, about: reference, at }, "refunds:owed", after.amount),
      ]);
    const move = { event: "takenBack", rule: "R17", by, at };
    await moveRequest(tx, stored, after, move, { nextAskAt: null });
    if (was.kind === "paid" && (after.state === "paid" || after.state === "paidTwice")) await datePaid(tx, feeId);
    // the dossier's step waits for the person, or for the money
    if (after.state === "unknown")
      for (const step of await stepsOf(tx, [feeId]))
        if (step.key === `payment ${reference}` && step.doneAt === null)
          await noteStep(tx, step.key, { how: "takenBack", doneAt: null, nextAt: null });
  }
  await noteRequest(tx, reference, { person: at });
  await openCase(tx, {
    ...{ class: "reversedAfterPaid", place, reference, amount: payment.amount, rule: "R17", bookingId: null, at },
  });
}

const ended = ["refused", "withdrawn"];

function without(request: PaymentRequest, payment: { readonly theirNumber: string | null; readonly amount: bigint }) {
  const at = request.payments.findIndex(
    ({ number, amount }) => number === payment.theirNumber && amount === payment.amount,
  );
  return { ...request, payments: request.payments.filter((_, index) => index !== at) };
}

/** `unknown`: nobody can say whether it was paid elsewhere; the right account's statement, or a person, does. */
function judged(request: PaymentRequest): PaymentRequest {
  if (request.state === "paidLate") return request.payments.length === 0 ? { ...request, state: "expired" } : request;
  const left = leftOf(request);
  if (left < request.amount) return { ...request, state: "unknown" };
  return { ...request, state: left === request.amount ? "paid" : "paidTwice" };
}

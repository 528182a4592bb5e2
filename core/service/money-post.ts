import { createHash } from "node:crypto";
import { endOf, type Day } from "../domain/day.ts";
import * as journal from "../domain/payment/journal.ts";
import { postAccount, reversal, type Booking } from "../domain/payment/journal.ts";
import { MoneyFault } from "../domain/payment/money-fault.ts";
import { cameOf, isOpen, owedBack, step, type PaymentRequest } from "../domain/payment/request.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { isErased } from "../store/erasures.ts";
import { book, bookingsOf } from "../store/journal.ts";
import { decisionsAbout } from "../store/money-take-back.ts";
import { datePaid, feesOf, lockFee, lockFeeOf, type StoredFee } from "../store/pay-fees.ts";
import { refundsUnder } from "../store/pay-refunds.ts";
import { closeUnpaid } from "../store/pay-reports.ts";
import {
  findRequest,
  insertRequest,
  moveRequest,
  newReference,
  noteRequest,
  paymentNumbered,
  paymentsUnder,
  requestsOf,
  type StoredPayment,
} from "../store/pay-requests.ts";
import { noteStep } from "../store/pay-steps.ts";
import * as collections from "../store/post-collections.ts";
import type { StoredCollection } from "../store/post-collections.ts";
import { closeMatters, openMatter } from "../store/post-matters.ts";
import type { Tx } from "../../platform/database.ts";
import { charge } from "./pay-charge.ts";
import { reopen } from "./pay-follow.ts";
import { hearWithin } from "./pay-hear.ts";
import { takeOwedSteps } from "./pay-steps.ts";
import { owedAgain } from "./pay-unpaid.ts";
import { isOwedBack } from "./post-owe-back.ts";
import type { World } from "./step-taken.ts";

// What the post took from an applicant is paid for the applicant (QĐ 45/2016 art. 11: the fee may be paid to the post), from
// the moment on its receipt. For us it is with the post, apart from what was paid online, until a settlement brings it (§1.6).

/** An attempt that the post's receipts are heard under is given up by nobody: it is open only while another sum waits. */
const attemptDays = 3650;

/**
 * Hears a receipt as a payment, by the same door as a callback and a row of a statement, under its fee's lock: equal, it pays the
 * fee, also one that a clerk confirmed by its number before; a fee that is paid, waived or otherwise over has it owed back; another
 * sum waits for a person (R5, R16). A dossier without a fee waits for one, and a person is told. The receipt is locked.
 *
 * @returns the fee whose steps may be owed now; undefined: there is none.
 */
export async function hearCollection(tx: Tx, receipt: StoredCollection, at: Date): Promise<bigint | undefined> {
  const found = await feeFor(tx, receipt);
  const isConfirmed = found !== undefined && (await isConfirmedByHand(tx, found, receipt));
  const fee = isConfirmed ? await reopen(tx, found, at) : found;
  // it was void, and is right after all, of a fee that another one followed
  const isRestored =
    fee?.endedWhy === "settled" &&
    fee.paidBy === null &&
    fee.amount === receipt.amount &&
    !(await isErased(tx, receipt.dossierCode));
  if (isRestored) await charge(tx, fee, at);
  const before = receipt.bookingId === null ? [] : await bookingsOf(tx, [receipt.bookingId]);
  if (!fee) {
    if (before.length === 0) await setAside(tx, receipt);
    return undefined;
  }
  // what was set aside until there was a fee
  for (const was of before) {
    await book(tx, [reversal(backOf(was.id, was.about, at), was as Booking)]);
    await collections.closeCaseOf(tx, was.id, { by: postAccount(receipt.customerCode), how: "heard", at });
  }
  const holder = postAccount(receipt.customerCode);
  const reference = await attemptFor(tx, isRestored ? { ...fee, endedAt: null } : fee, receipt, at);
  const { amount, collectedAt, receiptNumber, version } = receipt;
  const number = numberOf(receipt);
  const { kept } = await hearWithin(tx, {
    ...{ gateway: holder, holder, source: "post", covers: [], peer: null, raw: null, at },
    report: {
      ...{ reference, outcome: "paid", amount, currency: "VND", theirNumber: number },
      ...{ at: collectedAt, code: "post", said: null },
    },
    contentSha256: createHash("sha256").update(`${holder} ${receiptNumber} ${version}`).digest("hex"),
    // the post gave its own
    ...{ givesReceipts: false, askAt: null },
  });
  const payment = await paymentNumbered(tx, holder, number);
  if (kept === "noted" || !payment) throw new Error(`receipt ${receiptNumber} of ${holder} was not heard`);
  // its dossier was told: by the clerk, or before the receipt was void
  if (isConfirmed || isRestored) await noteStep(tx, `payment ${reference}`, { how: "taken", doneAt: at, nextAt: null });
  if (isRestored) {
    const attempts = (await requestsOf(tx, fee.id)).map(({ request }) => request.reference);
    await closeUnpaid(tx, attempts, { by: holder, how: `paid ${reference}`, at });
  }
  await collections.noteHeard(tx, receipt, { heardAt: at, reference, bookingId: payment.bookingId });
  await closeMatters(tx, receipt.orderNumber, ["collected-without-fee"], { by: holder, reason: reference, at });
  return fee.id;
}

/** By which it is known: a correction of it is other money. No receipt's own number has a space in it. */
const numberOf = ({ receiptNumber, version }: Pick<StoredCollection, "receiptNumber" | "version">): string =>
  version === 1 ? receiptNumber : `${receiptNumber} #${version}`;

const backOf = (id: string, about: string, at: Date) => ({ id: `back:${id}`, about, at });

/**
 * In force, else the last that was: what comes after its end is owed back under it. A receipt that had paid a fee which another one
 * followed stays with that one. Locked.
 */
async function feeFor(tx: Tx, receipt: StoredCollection): Promise<StoredFee | undefined> {
  const { customerCode, dossierId, receiptNumber, version } = receipt;
  const before = Array.from({ length: version - 1 }, (_, n) => numberOf({ receiptNumber, version: n + 1 }));
  const settled = await collections.settledFeeOf(tx, dossierId, postAccount(customerCode), before);
  if (settled !== undefined) return lockFee(tx, settled);
  const inForce = await lockFeeOf(tx, dossierId);
  if (inForce) return inForce;
  const last = (await feesOf(tx, dossierId)).at(-1);
  return last && lockFee(tx, last.id);
}

/** A clerk who had the receipt before us confirmed the payment by its number, which ended the fee: it is this very money. */
const isConfirmedByHand = async (
  tx: Tx,
  { endedWhy, amount }: StoredFee,
  { dossierId, receiptNumber, amount: came }: StoredCollection,
): Promise<boolean> =>
  endedWhy === "paidOtherwise" && came === amount && (await collections.isConfirmedBy(tx, dossierId, receiptNumber));

async function setAside(tx: Tx, receipt: StoredCollection): Promise<void> {
  const { customerCode, orderId, orderNumber, amount, collectedAt, receiptNumber, dossierCode } = receipt;
  const id = `post:${customerCode}:${numberOf(receipt)}`;
  await book(tx, [journal.postCollected({ id, about: orderNumber, at: collectedAt }, customerCode, amount)]);
  await collections.noteHeard(tx, receipt, { heardAt: null, reference: null, bookingId: id });
  await openMatter(tx, {
    ...{ subject: orderNumber, kind: "collected-without-fee", orderId },
    details: { receipt: receiptNumber, amount: String(amount), dossier: dossierCode, customer: customerCode },
  });
}

/**
 * One attempt a fee and customer takes its receipts: that which pays the fee, else one that is open. What has ended pays nothing
 * in time: while the fee is owed another takes its place. Ended, where nobody owes the fee any more.
 */
async function attemptFor(tx: Tx, fee: StoredFee, receipt: StoredCollection, at: Date): Promise<string> {
  const gateway = postAccount(receipt.customerCode);
  const isOver = fee.endedAt !== null || fee.paidBy !== null || (await isErased(tx, receipt.dossierCode));
  const mineOf = async () => {
    const all = (await requestsOf(tx, fee.id)).filter(
      (one) => one.gateway === gateway && one.request.state !== "failed",
    );
    const fit =
      all.find(({ request }) => request.reference === fee.paidBy) ?? all.find(({ request }) => isOpen(request.state));
    return fit ?? (isOver ? all[0] : undefined);
  };
  if (!(await mineOf()))
    await insertRequest(tx, {
      ...{ reference: await newReference(tx), feeId: fee.id, amount: fee.amount, gateway, at, by: gateway },
      description: `Buu dien thu ho so ${receipt.dossierCode}`,
      expiresAt: new Date(at.getTime() + attemptDays * 86_400_000),
    });
  const mine = await mineOf();
  if (!mine) throw new Error(`no attempt of ${gateway}`);
  const { reference, state } = mine.request;
  const ended = isOver && reference !== fee.paidBy && isOpen(state) ? step(mine.request, "expire") : undefined;
  if (ended)
    await moveRequest(tx, mine, ended, { event: "expire", rule: "R5", by: gateway, at }, { lastSaid: "feeOver" });
  return reference;
}

/**
 * Takes a receipt out of the journal and off its fee, as if it had never been heard: for its correction. The receipt is locked.
 *
 * @returns why it cannot: money of it went back, or a person decided about it.
 */
export async function takeBackCollection(
  tx: Tx,
  receipt: StoredCollection,
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<Refusal | undefined> {
  const { bookingId, reference, orderNumber, receiptNumber } = receipt;
  if (bookingId === null) return undefined;
  const [was] = await bookingsOf(tx, [bookingId]);
  if (!was) throw new Error(`no booking ${bookingId}`);
  const takenBack = () => book(tx, [reversal(backOf(was.id, was.about, at), was as Booking)]);
  const asideOnly = { heardAt: null, reference: null, bookingId: null };
  if (reference === null) {
    if (await isOwedBack(tx, bookingId))
      return refuse("post-receipt-decided", { receipt: receiptNumber, reference: orderNumber }, "/receiptNumber");
    await takenBack();
    await collections.closeCaseOf(tx, bookingId, { by, how: "corrected", at });
    await closeMatters(tx, orderNumber, ["collected-without-fee"], { by, reason: receiptNumber, at });
    await collections.noteHeard(tx, receipt, asideOnly);
    return undefined;
  }
  const found = await findRequest(tx, reference);
  if (!found) throw new Error(`no attempt ${reference}`);
  const fee = await lockFee(tx, found.feeId);
  const stored = (await requestsOf(tx, fee.id)).find(({ request }) => request.reference === reference);
  // by its booking: a correction of its moment gave the receipt another number, and left the payment
  const payments = await paymentsUnder(tx, [reference]);
  const payment = payments.find((one) => one.bookingId === bookingId && one.kept !== "takenBack");
  if (!stored || !payment) throw new Error(`receipt ${receiptNumber} has no payment`);
  const refunds = await refundsUnder(tx, [reference]);
  const instead = (await decisionsAbout(tx, reference)).filter((id) => id.startsWith("instead:"));
  const isDecided = payment.kept === "counted" && !stillAs(was.kind, instead.length > 0).includes(stored.request.state);
  if (isDecided || refunds.some((one) => one.state !== "refused" && one.state !== "withdrawn"))
    return refuse("post-receipt-decided", { receipt: receiptNumber, reference }, "/receiptNumber");

  await takenBack();
  await collections.takeBackPayment(tx, payment.id);
  await collections.closeCaseOf(tx, bookingId, { by, how: "corrected", at });
  const left = payments.filter(({ id, kept }) => id !== payment.id && kept === "suspense");
  const person = left.length > 0 ? at : null;
  if (payment.kept === "suspense") await noteRequest(tx, reference, { person });
  else {
    const after = withoutPayment(stored.request, payment);
    const isPaying = after.state === "paid" || after.state === "paidTwice";
    const duty = owedBack(after) > 0n ? ("refund" as const) : null;
    await moveRequest(
      tx,
      stored,
      after,
      { event: "takenBack", rule: "R17", by, at },
      { duty, person, nextAskAt: null },
    );
    // what came after it, and was owed back, pays the fee in its place
    if (was.kind === "paid" && isPaying) {
      await book(tx, [
        journal.applied({ id: `instead:${was.id}`, about: reference, at }, "refunds:owed", stored.request.amount),
      ]);
      await datePaid(tx, fee.id);
    }
    if (!isPaying)
      for (const one of await bookingsOf(tx, instead))
        await book(tx, [reversal(backOf(one.id, one.about, at), one as Booking)]);
    if (fee.paidBy === reference && !isPaying)
      await owedAgain(
        tx,
        fee,
        { reference, place: postAccount(receipt.customerCode), amount: payment.amount },
        { how: "corrected", at },
      );
  }
  await collections.noteHeard(tx, receipt, asideOnly);
  return undefined;
}

/** States of an attempt in which money stands as it was booked; in another one somebody decided about it since. */
const stillAs = (kind: string, isInstead: boolean): readonly string[] => {
  if (kind === "paid" || (kind === "paidTwice" && isInstead)) return ["paid", "paidTwice"];
  return kind === "paidTwice" || kind === "paidLate" ? [kind] : [];
};

/**
 * What the attempt is without that money; `failed`: none came after all, and what comes now is another attempt. Only the fee's own
 * sum pays in its place (R16): what else is left was owed back, and stays so.
 */
function withoutPayment(
  request: PaymentRequest,
  { theirNumber, amount: sum }: Pick<StoredPayment, "theirNumber" | "amount">,
): PaymentRequest {
  const gone = request.payments.findIndex(({ number, amount }) => number === theirNumber && amount === sum);
  const payments = request.payments.filter((_, index) => index !== gone);
  const less = { ...request, payments };
  if (payments.length === 0) return { ...less, state: "failed" };
  if (!payments.some(({ amount }) => amount === request.amount)) return { ...less, state: "paidLate" };
  if (request.state === "paidLate") return less;
  return { ...less, state: cameOf(less) > request.amount ? "paidTwice" : "paid" };
}

/** Hears what was collected before its dossier had a fee: one receipt a transaction. */
export async function hearCollections(world: World): Promise<{ readonly heard: number }> {
  const due = await collections.hearableCollections(world.db, 500);
  let heard = 0;
  for (const { orderId, receiptNumber } of due) {
    const feeId = await world.db.transaction().execute(async (tx) => {
      const receipt = await collections.lockCollection(tx, orderId, receiptNumber);
      if (!receipt || receipt.heardAt !== null || receipt.voidedAt !== null) return undefined;
      return hearCollection(tx, receipt, world.now());
    });
    if (feeId === undefined) continue;
    heard += 1;
    await takeOwedSteps(world, feeId);
  }
  return { heard };
}

/**
 * Marks the receipts that a row of a statement brings: those named, or all that are with the post and were collected up to the
 * row's day. Their sum is the row's, to the dong.
 *
 * @throws {MoneyFault} else: the row stays a case.
 */
export async function settleReceipts(
  tx: Tx,
  { customer, receipts }: { readonly customer: string; readonly receipts?: readonly string[] },
  row: { readonly amount: bigint; readonly day: Day | null; readonly at: Date },
  bookingId: string,
): Promise<void> {
  const before = row.day === null ? row.at : endOf(row.day);
  const found = await collections.lockCollections(tx, customer, receipts ? { receipts } : { before });
  const known = new Set(found.map(({ receiptNumber }) => receiptNumber));
  const missing = receipts?.find((one) => !known.has(one));
  if (missing !== undefined) throw new MoneyFault("receipt-unknown", `${customer} ${missing}`);
  const over = found.find(({ settledBy, voidedAt }) => settledBy !== null || voidedAt !== null);
  if (over) throw new MoneyFault("receipt-settled", `${over.receiptNumber} (${over.settledBy ?? "void"})`);
  const sum = found.reduce((total, { amount }) => total + amount, 0n);
  if (sum !== row.amount) throw new MoneyFault("settlement-differs", `${found.length}: ${sum} ≠ ${row.amount}`);
  await collections.noteSettled(tx, found, bookingId);
}

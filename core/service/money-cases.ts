import { createHash } from "node:crypto";
import { isDong } from "../domain/payment/dong.ts";
import { aboutOwedBack, explained, isAtBankAlone, wayOf, type Explanation } from "../domain/payment/explain.ts";
import { refundSent, reversal, suspenseOwedBack, type Account, type Booking } from "../domain/payment/journal.ts";
import { MoneyFault } from "../domain/payment/money-fault.ts";
import { isOpen } from "../domain/payment/request.ts";
import { isSamePerson } from "../domain/payment/two-persons.ts";
import { book, bookingsOf, heldOn } from "../store/journal.ts";
import {
  bookingOfPayment,
  endCase,
  endMatch,
  findCase,
  isBookedAbout,
  isStanding,
  lockCase,
  matchRow,
  noteChange,
  setOwner,
  setProposal,
  unmatchedAmount,
  type StoredCase,
} from "../store/money-cases.ts";
import { lockPlace } from "../store/money-files.ts";
import { closeCaseOfBooking, lostItsRow, sentBy, sentId } from "../store/money-take-back.ts";
import { findRefund } from "../store/pay-refunds.ts";
import { closeCases, hasOpenCase } from "../store/pay-reports.ts";
import { lockFee } from "../store/pay-fees.ts";
import {
  findRequest,
  noteRequest,
  paymentNumbered,
  type StoredPayment,
  type StoredRequest,
} from "../store/pay-requests.ts";
import { forgetSettled } from "../store/post-collections.ts";
import { hearWithin } from "./pay-hear.ts";
import { settleReceipts } from "./money-post.ts";
import { refundLeft } from "./pay-refunds.ts";
import { oweReceiptBack } from "./post-owe-back.ts";
import { momentOf, releaseSuspense } from "./money-reconcile.ts";
import type { Database, Tx } from "../../platform/database.ts";

// What people do about what reconciliation left. Each act is one transaction, on record with who and why, or nothing at all.

export interface Act {
  readonly by: string;
  /** `login:…` of the operating system: what nobody can give himself. */
  readonly login: string;
  readonly why: string;
  readonly at: Date;
}

/** Runs an act on an open case under its place's lock. @throws {MoneyFault} */
async function onCase<T>(db: Database, id: bigint, act: (tx: Tx, one: StoredCase) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    const before = await findCase(tx, id);
    if (!before) throw new MoneyFault("case-unknown", String(id));
    await lockPlace(tx, before.place);
    const one = await findCase(tx, id);
    if (!one || one.closedAt !== null) throw new MoneyFault("case-closed", String(id));
    return act(tx, one);
  });
}

export const assignCase = (db: Database, id: bigint, owner: string, act: Act): Promise<void> =>
  onCase(db, id, async (tx) => {
    await setOwner(tx, id, owner);
    await noteChange(tx, id, { act: "assigned", ...act, details: { owner } });
  });

/**
 * For a case that holds no money: what differs stays as it is, with a reason. It is not opened again, and its request is no
 * person's any more, unless something else is open.
 */
export const closeCase = (db: Database, id: bigint, act: Act): Promise<void> =>
  onCase(db, id, async (tx, one) => {
    if (one.suspenseId !== null || one.class === "suspense") throw new MoneyFault("case-holds-money", String(id));
    await endCase(tx, id, { ...act, how: `closed: ${act.why}` });
    await noteChange(tx, id, { act: "closed", ...act });
    const request = one.reference === null ? undefined : await findRequest(tx, one.reference);
    // what is open itself waits for money, or for who ends it
    if (request && !isOpen(request.request.state)) await endLook(tx, request);
  });

interface RowCase extends StoredCase {
  readonly rowId: bigint;
  readonly suspenseId: string;
}

/** A row of a bank's statement or a gateway's file whose money waits. */
function rowOf(one: StoredCase): RowCase {
  const { id, rowId, suspenseId } = one;
  if (rowId === null || suspenseId === null) throw new MoneyFault("case-without-row", String(id));
  return { ...one, rowId, suspenseId };
}

/** The row has its booking: its money waits no longer, and the case is over. */
async function solve(
  tx: Tx,
  one: RowCase,
  bookingId: string,
  rule: string,
  act: Act & { readonly how: string },
): Promise<void> {
  await matchRow(tx, { bookingId, rowId: one.rowId, rule, by: act.by, at: act.at });
  await endCase(tx, one.id, act);
  if (one.isReversal && one.reference !== null) await closeCases(tx, one.reference, ["reversedAfterPaid"], act);
  await releaseSuspense(tx, one.place, act.at);
}

/** What became of money that a person named: `owedBack` where it came late or once more, `suspense` where it is another sum. */
export type Named = "counted" | "owedBack" | "suspense";

/** A person says whose payment the row is. It is heard like any other, so that amount, order and repeats are judged the same. */
export const nameRow = (db: Database, id: bigint, reference: string, act: Act): Promise<Named> =>
  onCase(db, id, async (tx, stored) => {
    const one = rowOf(stored);
    const { place, amount, rowId, day } = one;
    if (amount <= 0n) throw new MoneyFault("wrong-way");
    const number = await numberOf(tx, one);
    const isTold = await toldSince(tx, one);
    const heard = isTold
      ? undefined
      : await hearWithin(tx, {
          ...{ gateway: place, holder: place, source: "statement", covers: [], peer: null, at: act.at, raw: null },
          report: {
            ...{ reference, outcome: "paid", amount, currency: "VND", theirNumber: number },
            ...{ at: momentOf(day, act.at), code: "statement", said: null },
          },
          contentSha256: createHash("sha256").update(`${place} row ${rowId} ${id} ${reference}`).digest("hex"),
          ...{ givesReceipts: false, askAt: null },
        });
    // its callback may have come in this very moment
    const told = isTold ?? (heard?.kept === "noted" ? await toldSince(tx, one) : undefined);
    if (told && told.reference !== reference)
      throw new MoneyFault("told-otherwise", `${told.bookingId}: ${told.reference ?? "–"}`);
    const bookingId = told?.bookingId ?? (await bookingOfPayment(tx, place, number));
    const kept = told?.kept ?? heard?.kept;
    if (kept === undefined || kept === "noted" || bookingId === undefined)
      throw new MoneyFault("reference-not-heard", reference);
    const named = await becameOf(tx, { kept, bookingId });
    await noteChange(tx, id, { act: "named", ...act, details: { reference, became: named } });
    await solve(tx, one, bookingId, "named", { ...act, how: `named ${reference}: ${named}` });
    return named;
  });

async function becameOf(
  tx: Tx,
  { kept, bookingId }: { readonly kept: string; readonly bookingId: string },
): Promise<Named> {
  if (kept === "suspense") return "suspense";
  const [booking] = await bookingsOf(tx, [bookingId]);
  return booking?.kind === "paid" ? "counted" : "owedBack";
}

/**
 * The payment that a gateway told under the row's number since the last reconciliation: it is the same money, and would be counted
 * twice if the row were booked as well. @throws {MoneyFault} where it told another sum.
 */
async function toldSince(tx: Tx, { place, theirNumber, amount }: RowCase): Promise<StoredPayment | undefined> {
  if (!place.startsWith("gateway:") || theirNumber === null) return undefined;
  const told = await paymentNumbered(tx, place, theirNumber);
  const unmatched = told && (await unmatchedAmount(tx, told.bookingId, place));
  if (unmatched === undefined) return undefined;
  if (unmatched !== amount) throw new MoneyFault("not-the-same", told?.bookingId);
  return told;
}

/** For acts by which a row's money becomes something else than a payment. */
async function notToldSince(tx: Tx, one: RowCase): Promise<void> {
  const told = await toldSince(tx, one);
  if (told) throw new MoneyFault("told-otherwise", `${told.bookingId}: ${told.reference ?? "–"}`);
}

/** A gateway says its number again, in a callback that comes late; a bank's is told apart by nothing but its row. */
async function numberOf(tx: Tx, { place, rowId, theirNumber }: RowCase): Promise<string> {
  const isFree = place.startsWith("gateway:") && theirNumber !== null;
  const told = isFree ? await paymentNumbered(tx, place, theirNumber) : undefined;
  return isFree && (told?.kept ?? "takenBack") === "takenBack" ? theirNumber : `row#${rowId}`;
}

/** What holds the money that an explanation takes away from. */
function sourceOf(what: Explanation): Account | null {
  if (what.as === "settlement") return `gateway:${what.gateway}`;
  if (what.as === "post") return `post:${what.customer}`;
  return null;
}

/**
 * A person says what the row is: a charge, a gateway's or the post's settlement, a refund that left. What the post settles is
 * settled receipt by receipt; another sum than theirs moves nothing, and that it was tried stands with the case.
 */
export async function explainRow(db: Database, id: bigint, what: Explanation, act: Act): Promise<void> {
  try {
    await explain(db, id, what, act);
  } catch (error) {
    if (error instanceof MoneyFault && error.code === "settlement-differs")
      await onCase(db, id, (tx) => noteChange(tx, id, { act: "noted", ...act, details: { tried: error.message } }));
    throw error;
  }
}

const explain = (db: Database, id: bigint, what: Explanation, act: Act): Promise<void> =>
  onCase(db, id, async (tx, stored) => {
    const one = rowOf(stored);
    const { amount, place, rowId, day } = one;
    const way = wayOf(what);
    if (way !== null && (way === "in") !== amount > 0n) throw new MoneyFault("wrong-way");
    if (isAtBankAlone(what) && !place.startsWith("bank:")) throw new MoneyFault("only-at-bank", String(id));
    await notToldSince(tx, one);
    const said = Object.fromEntries(Object.entries(what).map(([name, value]) => [name, String(value)]));
    if (what.as === "refund") {
      const sent = await refundOf(tx, one, what.key, act);
      await noteChange(tx, id, { act: "explained", ...act, details: said });
      await solve(tx, one, sent, "explained", { ...act, how: `explained refund ${what.key}` });
      await endLookAtRefund(tx, what.key);
      return;
    }
    const source = sourceOf(what);
    const moved = what.as === "settlement" ? amount + what.charge : amount;
    if (source !== null && (await heldOn(tx, source, day)) < moved) throw new MoneyFault("holds-less", source);
    if (what.as === "owedBack") await checkOwedBack(tx, what.case, amount);
    const bookingId = `row:${rowId}:${id}`;
    if (what.as === "post") await settleReceipts(tx, what, { amount, day, at: act.at }, bookingId);
    const of = { id: bookingId, about: `row:${rowId}`, at: momentOf(day, act.at) };
    await book(tx, [explained(of, place, amount, what)]);
    await noteChange(tx, id, { act: "explained", ...act, details: said });
    await solve(tx, one, bookingId, "explained", { ...act, how: `explained ${what.as}` });
  });

/**
 * The row is how a refund left: what is done is matched with its booking, what is approved is done by it, with the row as its proof.
 *
 * @returns its booking.
 */
async function refundOf(tx: Tx, one: RowCase, key: string, act: Act): Promise<string> {
  const refund = await findRefund(tx, key);
  if (!refund) throw new MoneyFault("refund-unknown", key);
  if (refund.amount !== -one.amount) throw new MoneyFault("refund-differs", `${key}: ${refund.amount}`);
  const { by, at } = act;
  const proof = one.theirNumber ?? `row:${one.rowId}`;
  if (refund.state !== "done" && !(await refundLeft(tx, key, { by, at, from: one.place, proof })))
    throw new MoneyFault("refund-not-now", `${key} (${refund.state})`);
  const sent = (await sentBy(tx, key, refund.reference)) ?? sentId(key);
  if ((await unmatchedAmount(tx, sent, one.place)) === one.amount) return sent;
  // the row that it left by was of a wrong account, and its file was taken back
  const [was] = (await lostItsRow(tx, sent)) ? await bookingsOf(tx, [sent]) : [];
  if (!was || !isDong(refund.amount)) throw new MoneyFault("not-the-same", sent);
  const of = { id: sentId(key, one.id), about: was.about, at };
  await book(tx, [reversal({ ...of, id: `back:${sent}` }, was as Booking), refundSent(of, one.place, refund.amount)]);
  await closeCaseOfBooking(tx, sent, { by, at, how: `left ${one.place}` });
  return of.id;
}

/** Whoever names a refund has looked into its request. */
async function endLookAtRefund(tx: Tx, key: string): Promise<void> {
  const refund = await findRefund(tx, key);
  const request = refund && (await findRequest(tx, refund.reference));
  if (request) await endLook(tx, request);
}

/** With nothing else open, no person looks into it any more. */
async function endLook(tx: Tx, { feeId, request: { reference } }: StoredRequest): Promise<void> {
  await lockFee(tx, feeId);
  if (!(await hasOpenCase(tx, reference))) await noteRequest(tx, reference, { person: null });
}

/** Once, and so much as was approved; what a row was owed back for is owed no more once its file is taken back. */
async function checkOwedBack(tx: Tx, id: bigint, amount: bigint): Promise<void> {
  // its row may be of another place, whose file is taken back in this very moment
  await lockCase(tx, id);
  const owed = await findCase(tx, id);
  const isOwed =
    owed?.closedHow?.startsWith(owedBackHow) === true &&
    owed.amount === -amount &&
    (owed.rowId === null || (await isStanding(tx, owedBackId(id))));
  if (!isOwed || (await isBookedAbout(tx, aboutOwedBack(id), "refundSent")))
    throw new MoneyFault("not-owed-back", String(id));
}

const owedBackHow = "owed back";
/** The booking by which a row's money is owed back. */
const owedBackId = (id: bigint): string => `owedBack:${id}`;

/** A person says that a row and a booking of ours are the same money. */
export const matchByHand = (db: Database, id: bigint, bookingId: string, act: Act): Promise<void> =>
  onCase(db, id, async (tx, one) => {
    if (one.rowId === null) throw new MoneyFault("case-without-row", String(id));
    if ((await unmatchedAmount(tx, bookingId, one.place)) !== one.amount)
      throw new MoneyFault("not-the-same", bookingId);
    await noteChange(tx, id, { act: "explained", ...act, details: { bookingId } });
    await matchRow(tx, { bookingId, rowId: one.rowId, rule: "hand", by: act.by, at: act.at });
    await endCase(tx, id, { ...act, how: "matched hand" });
    await releaseSuspense(tx, one.place, act.at);
  });

/** Money that is nobody's fee is to go back; it does when another person approves (R11). */
export const proposeOwedBack = (db: Database, id: bigint, act: Act): Promise<void> =>
  onCase(db, id, async (tx, stored) => {
    const one = rowOf(stored);
    if (one.amount <= 0n) throw new MoneyFault("wrong-way");
    await notToldSince(tx, one);
    await setProposal(tx, id, act);
    await noteChange(tx, id, { act: "proposed", ...act });
  });

/** @param isApproved false: the proposal falls, and the money waits as before. */
export const decideOwedBack = (db: Database, id: bigint, isApproved: boolean, act: Act): Promise<void> =>
  onCase(db, id, async (tx, stored) => {
    const isReceipt = stored.rowId === null && stored.proposedBy !== null;
    const one = isReceipt ? stored : rowOf(stored);
    if (one.proposedBy === null) throw new MoneyFault("not-proposed", String(id));
    if (!isApproved) {
      await setProposal(tx, id, null);
      await noteChange(tx, id, { act: "declined", ...act });
      // the post's receipt waits by its matter, as before
      if (isReceipt) await endCase(tx, id, { ...act, how: "declined" });
      return;
    }
    if (isSamePerson({ by: one.proposedBy, login: one.proposedLogin }, act))
      throw new MoneyFault("same-person", `${one.proposedBy}, ${one.proposedLogin ?? "–"}`);
    const how = `${owedBackHow}, proposed by ${one.proposedBy}`;
    if (isReceipt) {
      await oweReceiptBack(tx, one, act);
      await noteChange(tx, id, { act: "approved", ...act });
      await endCase(tx, id, { ...act, how });
      return;
    }
    const row = rowOf(one);
    await notToldSince(tx, row);
    await book(tx, [suspenseOwedBack({ id: owedBackId(id), about: `row:${row.rowId}`, at: act.at }, row.amount)]);
    await noteChange(tx, id, { act: "approved", ...act });
    // it stays on the account under the booking that held it; whose it is has changed
    await solve(tx, row, row.suspenseId, "owedBack", { ...act, how });
  });

const reversible: readonly string[] = ["settled", "postSettled", "charged"];

/**
 * Takes back a wrong explanation; its row is opened again by the next reconciliation. A payment's booking is the payment's,
 * and is given back instead.
 */
export async function reverseExplanation(db: Database, bookingId: string, act: Act): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const [stored] = await bookingsOf(tx, [bookingId]);
    if (!stored) throw new MoneyFault("booking-unknown", bookingId);
    // of refunds those that a row was, not those of a payment
    const isOurs = reversible.includes(stored.kind) || (stored.kind === "refundSent" && bookingId.startsWith("row:"));
    if (!isOurs) throw new MoneyFault("booking-not-ours", bookingId);
    const placeIn = (kind: string) => stored.lines.find(({ account }) => account.startsWith(kind))?.account;
    const place = placeIn("bank:") ?? placeIn("gateway:");
    if (place !== undefined) await lockPlace(tx, place);
    const of = { id: `back:${bookingId}`, about: stored.about, at: act.at };
    // as it was written, its lines summed to zero
    const fresh = await book(tx, [reversal(of, stored as Booking)]);
    if (fresh.size === 0) throw new MoneyFault("booking-reversed", bookingId);
    await endMatch(tx, bookingId, act.at);
    await forgetSettled(tx, bookingId);
  });
}

import { collectedOwedBack, postAccount } from "../domain/payment/journal.ts";
import { MoneyFault } from "../domain/payment/money-fault.ts";
import { book, bookingsOf } from "../store/journal.ts";
import { caseOfBooking, noteChange, setProposal, type StoredCase } from "../store/money-cases.ts";
import { openCase } from "../store/pay-reports.ts";
import { lockCollectionBooked, lockCollections, noteHeard, type StoredCollection } from "../store/post-collections.ts";
import { closeMatters } from "../store/post-matters.ts";
import type { Act } from "./money-cases.ts";
import type { Database, Tx } from "../../platform/database.ts";

// What the post took where no fee is due goes back, also once the post has handed it over: one person proposes, another approves
// (R11). It leaves by a row of a statement, as all that a case owes back.

/** By which a receipt's money is owed back. */
const owedBy = (bookingId: string): string => `owedBack:${bookingId}`;

/** Of a receipt that is set aside, and is no payment: the booking that holds its money; undefined: it was heard, is void or owed back. */
async function asideOf(tx: Tx, { reference, voidedAt, bookingId }: StoredCollection): Promise<string | undefined> {
  if (reference !== null || voidedAt !== null || bookingId === null) return undefined;
  return (await isOwedBack(tx, bookingId)) ? undefined : bookingId;
}

/** Whether the receipt of that booking is owed back: it is corrected no more. */
export const isOwedBack = async (tx: Tx, bookingId: string): Promise<boolean> =>
  (await bookingsOf(tx, [owedBy(bookingId)])).length > 0;

/**
 * Proposes to owe back a receipt that is set aside.
 *
 * @returns the case that another person approves or declines.
 * @throws {MoneyFault} for a receipt that is unknown, heard as a payment, void or owed back.
 */
export const oweReceipt = (
  db: Database,
  { customer, receipt }: { readonly customer: string; readonly receipt: string },
  act: Act,
): Promise<bigint> =>
  db.transaction().execute(async (tx) => {
    const [one] = await lockCollections(tx, customer, { receipts: [receipt] });
    if (!one) throw new MoneyFault("receipt-unknown", `${customer} ${receipt}`);
    const bookingId = await asideOf(tx, one);
    if (bookingId === undefined) throw new MoneyFault("receipt-not-aside", receipt);
    const { amount } = one;
    await openCase(tx, {
      ...{
        class: "suspense",
        place: postAccount(customer),
        reference: null,
        amount,
        rule: "R11",
        bookingId,
        at: act.at,
      },
    });
    const id = await caseOfBooking(tx, bookingId);
    await setProposal(tx, id, act);
    await noteChange(tx, id, { act: "proposed", ...act });
    return id;
  });

/** The receipt of the case is owed back: no fee that comes later is paid by it. @throws {MoneyFault} where it is set aside no more. */
export async function oweReceiptBack(tx: Tx, one: StoredCase, act: Act): Promise<void> {
  const receipt = one.bookingId === null ? undefined : await lockCollectionBooked(tx, one.bookingId);
  const bookingId = receipt && (await asideOf(tx, receipt));
  if (!bookingId) throw new MoneyFault("receipt-not-aside", receipt?.receiptNumber ?? String(one.id));
  const { orderNumber, amount } = receipt;
  await book(tx, [collectedOwedBack({ id: owedBy(bookingId), about: orderNumber, at: act.at }, amount)]);
  await noteHeard(tx, receipt, { heardAt: act.at, reference: null, bookingId });
  await closeMatters(tx, orderNumber, ["collected-without-fee"], { by: act.by, reason: act.why, at: act.at });
}

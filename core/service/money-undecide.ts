import { isDong } from "../domain/payment/dong.ts";
import * as journal from "../domain/payment/journal.ts";
import { reversal, type Account, type Booking } from "../domain/payment/journal.ts";
import type { PaymentRequest } from "../domain/payment/request.ts";
import { book, bookingsOf } from "../store/journal.ts";
import { decisionsAbout, setWaiting } from "../store/money-take-back.ts";
import { openCase } from "../store/pay-reports.ts";
import type { StoredPayment } from "../store/pay-requests.ts";
import type { Tx } from "../../platform/database.ts";

/**
 * Reverses what was decided of a request's money after it came: applied, owed back, not taken by its dossier.
 *
 * @returns whether there was any of it.
 */
export async function undoDecisions(tx: Tx, reference: string, at: Date): Promise<boolean> {
  const standing = await bookingsOf(tx, await decisionsAbout(tx, reference));
  await book(
    tx,
    standing.map((was) => reversal({ id: `back:${was.id}`, about: was.about, at }, was as Booking)),
  );
  return standing.length > 0;
}

/**
 * Books what is left of a request's money for what it is now: it pays the fee as far as that is paid, and the rest is owed back.
 * What does not pay the fee any more, and was another sum than was asked for, waits for a person as before (R16).
 *
 * @param rest what counts, without what was taken back. @param because the booking that was taken back.
 */
export async function decideAgain(
  tx: Tx,
  request: PaymentRequest,
  rest: readonly StoredPayment[],
  { because, at }: { readonly because: string; readonly at: Date },
): Promise<PaymentRequest> {
  const { reference } = request;
  if (request.state === "unknown") {
    for (const { id, holder, amount, bookingId } of rest) {
      await setWaiting(tx, id);
      await openCase(tx, { class: "suspense", place: holder, reference, amount, rule: "R16", bookingId, at });
    }
    return { ...request, payments: [] };
  }
  const lines = (
    await bookingsOf(
      tx,
      rest.map(({ bookingId }) => bookingId),
    )
  ).flatMap((booking) => booking.lines);
  const heldFor = (account: Account): bigint => -journal.sumOf(lines.filter((line) => line.account === account));
  const [paying, owed, waiting] = [heldFor("fees:owed"), heldFor("refunds:owed"), heldFor("suspense")];
  const isPaying = request.state === "paid" || request.state === "paidTwice";
  const missing = isPaying ? request.amount - paying : 0n;
  const fromOwed = missing < owed ? missing : owed;
  const fromWaiting = missing - fromOwed;
  const id = (what: string) => ({ id: `${what}:back:${because}`, about: reference, at });
  await book(tx, [
    ...(isDong(fromOwed) ? [journal.applied(id("applied"), "refunds:owed", fromOwed)] : []),
    ...(isDong(fromWaiting) ? [journal.applied(id("appliedWaiting"), "suspense", fromWaiting)] : []),
    ...(isDong(waiting - fromWaiting) ? [journal.suspenseOwedBack(id("suspenseOwedBack"), waiting - fromWaiting)] : []),
    ...(!isPaying && isDong(paying) ? [journal.notTaken(id("notTaken"), paying)] : []),
  ]);
  return request;
}

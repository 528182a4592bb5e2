import * as journal from "../domain/payment/journal.ts";
import { book, bookingsOf } from "../store/journal.ts";
import type { StoredFee } from "../store/pay-fees.ts";
import type { Tx } from "../../platform/database.ts";

// What a payer owes for a fee, as the journal has it: under the fee's lock.

export async function charge(tx: Tx, fee: Pick<StoredFee, "id" | "amount">, at: Date): Promise<void> {
  await book(tx, [journal.feeOwed({ ...(await standingBooking(tx, fee)), at }, fee.amount)]);
}

/** Nobody owes it any more. */
export async function chargeOff(tx: Tx, fee: StoredFee, at: Date): Promise<void> {
  const was = journal.feeOwed({ ...(await standingBooking(tx, fee)), at: fee.fixedAt }, fee.amount);
  await book(tx, [journal.reversal({ id: `${was.id}:ended`, about: was.about, at }, was)]);
}

/** Under which a fee is owed now: each time that it was owed again has a booking of its own. */
async function standingBooking(tx: Tx, { id }: Pick<StoredFee, "id">): Promise<{ id: string; about: string }> {
  const [first, about] = [`feeOwed:${id.toString()}`, `fee:${id.toString()}`];
  for (let turn = 1; ; turn++) {
    const standing = turn === 1 ? first : `${first}#${turn}`;
    if ((await bookingsOf(tx, [`${standing}:ended`])).length === 0) return { id: standing, about };
  }
}

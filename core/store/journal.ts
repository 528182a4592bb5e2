import { sql } from "kysely";
import { dayOf, type Day } from "../domain/day.ts";
import type { Account, Booking, BookingKind } from "../domain/payment/journal.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** A booking's id stands for its cause: with other content under it, one of two callers is wrong. */
export class BookedOtherwise extends Error {
  override readonly name = "BookedOtherwise";
}

/**
 * Writes bookings, in the transaction of what caused them. One that is there with the same content stays as it is; the
 * database refuses at commit what does not sum to zero.
 *
 * @returns ids of those that are new.
 * @throws {BookedOtherwise} for an id that is there with another kind, subject or lines.
 */
export async function book(tx: Tx, bookings: readonly Booking[]): Promise<ReadonlySet<string>> {
  if (bookings.length === 0) return new Set();
  const heads = bookings.map(({ id, kind, about, at, reverses }) => ({
    id,
    kind,
    about,
    at,
    day: dayOf(at),
    reverses,
  }));
  const { rows } = await sql<{ id: string }>`
    insert into hub.journal_booking (id, kind, about, at, day, reverses)
    select id, kind, about, at, day, reverses
      from jsonb_to_recordset(${JSON.stringify(heads)}::jsonb)
        as head (id text, kind text, about text, at timestamptz, day date, reverses text)
        on conflict (id) do nothing
    returning id`.execute(tx);
  const fresh = new Set(rows.map(({ id }) => id));
  const lines = bookings
    .filter(({ id }) => fresh.has(id))
    .flatMap(({ id, lines }) =>
      lines.map(({ account, amount }, index) => ({ id, line: index + 1, account, amount: String(amount) })),
    );
  await sql`
    insert into hub.journal_line (booking_id, line, account, amount)
    select id, line, account, amount
      from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as line (id text, line int, account text, amount bigint)`.execute(
    tx,
  );
  const known = bookings.filter(({ id }) => !fresh.has(id));
  const stored = new Map(
    (
      await bookingsOf(
        tx,
        known.map(({ id }) => id),
      )
    ).map((booking) => [booking.id, booking]),
  );
  for (const booking of known)
    if (contentOf(booking) !== contentOf(stored.get(booking.id)))
      throw new BookedOtherwise(`booking ${booking.id} is there with other content`);
  return fresh;
}

export async function isReversed(db: Reader, id: string): Promise<boolean> {
  const { rows } = await sql`select from hub.journal_booking where reverses = ${id}`.execute(db);
  return rows.length > 0;
}

/** As it was written; its lines summed to zero then. */
export type StoredBooking = Pick<Booking, "id" | "kind" | "about" | "at" | "reverses" | "lines">;

/** The bookings of these ids that there are. */
export async function bookingsOf(db: Reader, ids: readonly string[]): Promise<readonly StoredBooking[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<
    Omit<StoredBooking, "lines" | "kind"> & { kind: BookingKind; accounts: Account[]; amounts: string[] }
  >`
    select id, kind, about, at, reverses, accounts, amounts
      from hub.journal_booking
      join lateral (select array_agg(account order by line) as accounts, array_agg(amount::text order by line) as amounts
                      from hub.journal_line where booking_id = id) as lines on true
     where id = any(${[...ids]}::text[])
     order by number`.execute(db);
  return rows.map(({ accounts, amounts, ...head }) => ({
    ...head,
    lines: accounts.map((account, index) => ({ account, amount: BigInt(amounts[index] ?? "0") })),
  }));
}

/** When it was booked may differ at a repeat: the first time counts. */
const contentOf = (booking: StoredBooking | undefined): string | undefined =>
  booking &&
  JSON.stringify([
    booking.kind,
    booking.about,
    booking.reverses,
    booking.lines.map(({ account, amount }) => [account, String(amount)]),
  ]);

/** What stands on each account, in dong; all together are zero. */
export async function journalBalances(db: Reader): Promise<ReadonlyMap<Account, bigint>> {
  const { rows } = await sql<{ account: Account; amount: bigint }>`
    select account, sum(amount)::bigint as amount from hub.journal_line group by account order by account`.execute(db);
  return new Map(rows.map(({ account, amount }) => [account, amount]));
}

/** What stands on one account, in dong. */
export async function accountBalance(db: Reader, account: Account): Promise<bigint> {
  const { rows } = await sql<{ amount: bigint }>`
    select coalesce(sum(amount), 0)::bigint as amount from hub.journal_line where account = ${account}`.execute(db);
  return rows[0]?.amount ?? 0n;
}

/**
 * What a holder could hand on on a day: its balance, and what it gave back on that day or later, which comes out of what it
 * hands on next.
 * @param day null: now.
 */
export async function heldOn(db: Reader, account: Account, day: Day | null): Promise<bigint> {
  const { rows } = await sql<{ amount: bigint }>`
    select (coalesce((select sum(amount) from hub.journal_line where account = ${account}), 0)
            - coalesce((select sum(l.amount)
                          from hub.journal_booking b join hub.journal_line l on l.booking_id = b.id
                         where l.account = ${account} and b.kind = 'refundSent' and b.day >= ${day}::date), 0))::bigint as amount`.execute(
    db,
  );
  return rows[0]?.amount ?? 0n;
}

import { sql } from "kysely";
import type { Day } from "../domain/day.ts";
import type { Holder } from "../domain/payment/journal.ts";
import type { Reader, Tx } from "../../platform/database.ts";

export interface StoredCase {
  readonly id: bigint;
  readonly class: string;
  readonly place: Holder;
  /** Of ours; null: the case is of a row. */
  readonly bookingId: string | null;
  readonly rowId: bigint | null;
  readonly reference: string | null;
  /** Dong, signed. */
  readonly amount: bigint;
  readonly day: Day | null;
  readonly rule: string | null;
  readonly openedAt: Date;
  readonly seenAt: Date;
  readonly owner: string | null;
  readonly suspenseId: string | null;
  readonly proposedBy: string | null;
  readonly proposedLogin: string | null;
  readonly closedAt: Date | null;
  readonly closedBy: string | null;
  readonly closedHow: string | null;
  /** What the counterparty wrote, and its number. */
  readonly text: string | null;
  readonly theirNumber: string | null;
  /** Of a row: it takes money back. */
  readonly isReversal: boolean;
}

const columns = sql<StoredCase>`
  c.id, c.class, c.place, c.booking_id as "bookingId", c.row_id as "rowId", c.reference, c.amount, c.day, c.rule,
  c.opened_at as "openedAt", c.seen_at as "seenAt", c.owner, c.suspense_id as "suspenseId", c.proposed_by as "proposedBy",
  c.proposed_login as "proposedLogin", c.closed_at as "closedAt", c.closed_by as "closedBy", c.closed_how as "closedHow", r.text,
  r.their_number as "theirNumber", coalesce(r.is_reversal, false) as "isReversal"`;

export interface CaseFilter {
  readonly place?: string | undefined;
  readonly class?: string | undefined;
  readonly owner?: string | undefined;
  readonly limit: number;
}

/** Open ones, the oldest first. */
export async function openCases(
  db: Reader,
  { place, class: of, owner, limit }: CaseFilter,
): Promise<readonly StoredCase[]> {
  const { rows } = await sql<StoredCase>`
    select ${columns} from hub.money_case c left join hub.money_row r on r.id = c.row_id
     where c.closed_at is null and (${place ?? null}::text is null or c.place = ${place ?? null})
       and (${of ?? null}::text is null or c.class = ${of ?? null})
       and (${owner ?? null}::text is null or c.owner = ${owner ?? null})
     order by c.opened_at, c.id limit ${limit}`.execute(db);
  return rows;
}

export async function findCase(db: Reader, id: bigint): Promise<StoredCase | undefined> {
  const { rows } = await sql<StoredCase>`
    select ${columns} from hub.money_case c left join hub.money_row r on r.id = c.row_id where c.id = ${id}`.execute(
    db,
  );
  return rows[0];
}

/** Stays as it is until the transaction ends. */
export const lockCase = (tx: Tx, id: bigint): Promise<unknown> =>
  sql`select from hub.money_case where id = ${id} for update`.execute(tx);

/** The open one of money that waits under a booking. */
export async function caseOfBooking(tx: Tx, bookingId: string): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    select id from hub.money_case
     where booking_id = ${bookingId} and class = 'suspense' and closed_at is null`.execute(tx);
  if (!rows[0]) throw new Error(`no case of ${bookingId}`);
  return rows[0].id;
}

export interface CaseChange {
  readonly number: number;
  readonly act: string;
  readonly by: string;
  /** Null: from before it was kept. */
  readonly login: string | null;
  readonly why: string;
  readonly details: unknown;
  readonly at: Date;
}

export async function changesOf(db: Reader, id: bigint): Promise<readonly CaseChange[]> {
  const { rows } = await sql<CaseChange>`
    select number, act, by, login, why, details, at from hub.money_case_change where case_id = ${id} order by number`.execute(
    db,
  );
  return rows;
}

/** Bookings and rows of the same reference at the place: what the case was held against. */
export async function against(db: Reader, { place, reference }: StoredCase): Promise<readonly string[]> {
  if (reference === null) return [];
  const { rows } = await sql<{ line: string }>`
    select concat_ws(' ', b.day, b.id, b.kind, l.amount) as line
      from hub.journal_booking b join hub.journal_line l on l.booking_id = b.id and l.account = ${place}
     where b.about = ${reference}
    union all
    select concat_ws(' ', day, 'row:' || id, their_number, amount) from hub.money_row
     where place = ${place} and reference = ${reference} and counts
     order by 1 limit 50`.execute(db);
  return rows.map(({ line }) => line);
}

export async function noteChange(
  tx: Tx,
  id: bigint,
  change: {
    readonly act: string;
    readonly by: string;
    readonly login: string;
    readonly why: string;
    readonly at: Date;
    readonly details?: object;
  },
): Promise<void> {
  await sql`
    insert into hub.money_case_change (case_id, number, act, by, login, why, details, at)
    select ${id}, coalesce(max(number), 0) + 1, ${change.act}, ${change.by}, ${change.login}, ${change.why},
           ${JSON.stringify(change.details ?? {})}::jsonb, ${change.at}
      from hub.money_case_change where case_id = ${id}`.execute(tx);
}

export const setOwner = (tx: Tx, id: bigint, owner: string): Promise<unknown> =>
  sql`update hub.money_case set owner = ${owner} where id = ${id}`.execute(tx);

export const setProposal = (
  tx: Tx,
  id: bigint,
  proposal: { readonly by: string; readonly login: string; readonly at: Date } | null,
): Promise<unknown> =>
  sql`update hub.money_case
         set proposed_by = ${proposal?.by ?? null}, proposed_login = ${proposal?.login ?? null},
             proposed_at = ${proposal?.at ?? null}
       where id = ${id}`.execute(tx);

export const endCase = (
  tx: Tx,
  id: bigint,
  end: { readonly by: string; readonly how: string; readonly at: Date },
): Promise<unknown> =>
  sql`update hub.money_case set closed_at = ${end.at}, closed_by = ${end.by}, closed_how = ${end.how}
       where id = ${id}`.execute(tx);

export const matchRow = (
  tx: Tx,
  match: {
    readonly bookingId: string;
    readonly rowId: bigint;
    readonly rule: string;
    readonly by: string;
    readonly at: Date;
  },
): Promise<unknown> =>
  sql`insert into hub.money_match (booking_id, row_id, rule, by, at)
      values (${match.bookingId}, ${match.rowId}, ${match.rule}, ${match.by}, ${match.at})`.execute(tx);

/** A booking that was taken back explains its row no more. */
export const endMatch = (tx: Tx, bookingId: string, at: Date): Promise<unknown> =>
  sql`update hub.money_match set ended_at = ${at} where booking_id = ${bookingId} and ended_at is null`.execute(tx);

/** What a booking moves at a place and that no row was found for; undefined: nothing. */
export async function unmatchedAmount(db: Reader, bookingId: string, place: string): Promise<bigint | undefined> {
  const { rows } = await sql<{ amount: bigint }>`
    select l.amount from hub.journal_line l join hub.journal_booking b on b.id = l.booking_id
     where l.booking_id = ${bookingId} and l.account = ${place} and b.kind <> 'unexplained' and b.reverses is null
       and not exists (select from hub.journal_booking r where r.reverses = b.id)
       and not exists (select from hub.money_match m where m.booking_id = b.id and m.ended_at is null)`.execute(db);
  return rows[0]?.amount;
}

/** The booking of a payment, by the number that it was heard under. */
export async function bookingOfPayment(db: Reader, holder: string, theirNumber: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select booking_id as id from hub.payment where holder = ${holder} and their_number = ${theirNumber}
     order by kept = 'takenBack', id desc limit 1`.execute(db);
  return rows[0]?.id;
}

/** Whether a booking of this kind about it stands, and was not taken back. */
export async function isBookedAbout(db: Reader, about: string, kind: string): Promise<boolean> {
  const { rows } = await sql`
    select from hub.journal_booking b
     where b.about = ${about} and b.kind = ${kind}
       and not exists (select from hub.journal_booking r where r.reverses = b.id) limit 1`.execute(db);
  return rows.length > 0;
}

/** Whether a booking is there, and was not taken back. */
export async function isStanding(db: Reader, bookingId: string): Promise<boolean> {
  const { rows } = await sql`
    select from hub.journal_booking b
     where b.id = ${bookingId} and not exists (select from hub.journal_booking r where r.reverses = b.id)`.execute(db);
  return rows.length > 0;
}

export interface CaseCounts {
  readonly class: string;
  readonly open: number;
  readonly oldest: Date;
}

export async function countCases(db: Reader): Promise<readonly CaseCounts[]> {
  const { rows } = await sql<CaseCounts>`
    select class, count(*)::integer as open, min(opened_at) as oldest from hub.money_case
     where closed_at is null group by class order by class`.execute(db);
  return rows;
}

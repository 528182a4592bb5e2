import { sql } from "kysely";
import type { Reader, Tx } from "../../platform/database.ts";

// What a file left behind, once its rows are no rows of ours. Rows that another file tells as well are that file's from then on.

/** Of a file that counts. */
export interface CountingFile {
  readonly sha256: string;
  readonly place: string;
}

export async function isCounting(db: Reader, sha256: string): Promise<boolean> {
  const { rows } = await sql`
    select from hub.money_file
     where sha256 = ${sha256} and (weight = 'told' or (weight = 'held' and released_at is not null))`.execute(db);
  return rows.length > 0;
}

/** Files that count, at the place of the row: the same bytes may have rows of a wrong account, too. */
const countsAt = (row: string) => sql`
  exists (select from hub.money_file f where f.sha256 = ${sql.ref(`${row}.file_sha256`)} and f.place = ${sql.ref(`${row}.place`)}
                                         and (f.weight = 'told' or (f.weight = 'held' and f.released_at is not null)))`;

const rowsOf = ({ sha256, place }: CountingFile) =>
  sql`(select id, key from hub.money_row where file_sha256 = ${sha256} and place = ${place} and counts)`;

/** Those that no other file that counts tells. */
const onlyHere = (file: CountingFile) =>
  sql`(select r.id, r.key from ${rowsOf(file)} r
        where not exists (select from hub.money_row s
                           where s.same_as = r.id and s.file_sha256 <> ${file.sha256} and ${countsAt("s")}))`;

/** Its rows are heard by nobody until the transaction ends; before the locks of fees. */
export const lockRows = (tx: Tx, file: CountingFile): Promise<unknown> =>
  sql`
    select from hub.money_row where file_sha256 = ${file.sha256} and place = ${file.place} and counts
     order by id for no key update`.execute(tx);

/** A row stays as it is until the transaction ends. @returns false: it counts no more. */
export async function holdCountingRow(tx: Tx, id: bigint): Promise<boolean> {
  const { rows } = await sql`select from hub.money_row where id = ${id} and counts for share`.execute(tx);
  return rows.length > 0;
}

export interface HeardPayment {
  readonly id: bigint;
  readonly reference: string;
  readonly feeId: bigint;
}

/** Payments that nobody but this file told us of, no gateway either that is believed by itself, in the order of their fees' locks. */
export async function heardFrom(db: Reader, file: CountingFile): Promise<readonly HeardPayment[]> {
  const { place } = file;
  const gateway = place.startsWith("bank:") ? place : place.slice("gateway:".length);
  const { rows } = await sql<HeardPayment>`
    with mine as materialized (select * from ${onlyHere(file)} r),
    -- a file that was taken back before may have told it first
    told as (
      select key from mine
      union
      select o.key from mine r join hub.money_row o on o.same_as = r.id and o.place = ${place}
    ),
    found as (
      select p.id from told r
        join hub.payment_report s
          on s.gateway = ${gateway}
             and s.content_sha256 = encode(sha256(convert_to(${place} || ' ' || r.key, 'UTF8')), 'hex')
        join hub.payment p on p.report_id = s.id
      union
      select p.id from mine r
        join hub.money_match m on m.row_id = r.id and m.ended_at is null
        join hub.payment p on p.booking_id = m.booking_id
        join hub.payment_report s on s.id = p.report_id and s.source = 'statement'
    )
    select p.id, p.reference, q.fee_id as "feeId"
      from found join hub.payment p on p.id = found.id join hub.payment_request q on q.reference = p.reference
     where p.kept <> 'takenBack' and p.holder = ${place}
       and not exists (select from hub.payment_report g
                        where g.gateway = ${gateway} and g.source in ('callback', 'asked') and g.reference = p.reference
                          and g.outcome = 'paid' and g.rule = 'R1' and g.amount = p.amount
                          and (g.their_number is null or p.their_number is null or g.their_number = p.their_number))
     order by q.fee_id, p.id`.execute(db);
  return rows;
}

/** Bookings that explained its rows or held their money, and were not taken back yet: not those of payments. */
export async function bookingsOfFile(tx: Tx, file: CountingFile): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    with mine as materialized (select * from ${rowsOf(file)} r),
    found as (
      select m.booking_id as id from mine r join hub.money_match m on m.row_id = r.id and m.ended_at is null
       where m.booking_id like 'row:%' or m.booking_id like 'suspense:%'
      union
      select c.suspense_id from mine r join hub.money_case c on c.row_id = r.id where c.suspense_id is not null
      union
      select 'owedBack:' || c.id from mine r join hub.money_case c on c.row_id = r.id
    )
    select b.id from found join hub.journal_booking b on b.id = found.id
     where not exists (select from hub.journal_booking v where v.reverses = b.id)
     order by b.number`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Of rows that other files tell as well: the one that counts from now on, rather one that names a request. */
const heirs = (file: CountingFile) => sql`
  select distinct on (key) row_id, id
    from (select distinct on (r.id) r.id as row_id, s.id, s.key
            from ${rowsOf(file)} r join hub.money_row s on s.same_as = r.id
           where s.file_sha256 <> ${file.sha256} and ${countsAt("s")}
           order by r.id, s.reference is null, s.id) heir
   order by key, row_id`;

/** The booking by which a refund left that is done, however often its account was put right. */
export async function sentBy(tx: Tx, key: string, reference: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select b.id from hub.journal_booking b
     where b.about = ${reference} and b.kind = 'refundSent'
       and (b.id = ${sentId(key)} or starts_with(b.id, ${`${sentId(key)}:case`}))
       and not exists (select from hub.journal_booking v where v.reverses = b.id)`.execute(tx);
  return rows[0]?.id;
}

/** @param atCase where a row of another account than was booked is how it left. */
export const sentId = (key: string, atCase?: bigint): string =>
  `refundSent:${key}${atCase === undefined ? "" : `:case${atCase}`}`;

/** Whether a booking was matched with a row whose file was taken back, and is with none by now. */
export async function lostItsRow(tx: Tx, bookingId: string): Promise<boolean> {
  const { rows } = await sql`
    select from hub.money_match m join hub.money_row r on r.id = m.row_id
     where m.booking_id = ${bookingId} and m.ended_at is not null and not r.counts
       and not exists (select from hub.money_match n where n.booking_id = m.booking_id and n.ended_at is null)`.execute(
    tx,
  );
  return rows.length > 0;
}

/** A case of its rows whose money was owed back and has left, by a row that another file tells. None leaves until the transaction ends. */
export async function leftAlready(tx: Tx, file: CountingFile): Promise<bigint | undefined> {
  await sql`
    select from hub.money_case where row_id in (select id from ${rowsOf(file)} r) order by id for update`.execute(tx);
  const { rows } = await sql<{ id: bigint }>`
    with mine as materialized (select * from ${rowsOf(file)} r)
    select c.id from mine r join hub.money_case c on c.row_id = r.id
      join hub.journal_booking b on b.about = 'owedBack:' || c.id and b.kind = 'refundSent'
     where not exists (select from hub.journal_booking v where v.reverses = b.id)
       and not exists (select from hub.money_match m join mine o on o.id = m.row_id
                        where m.booking_id = b.id and m.ended_at is null)
     order by c.id limit 1`.execute(tx);
  return rows[0]?.id;
}

/**
 * Its rows count no more. What another file told of one counts in its place: matched with what it was matched with, but for what
 * explained it, and known to all others as the same. Other matches end, and cases close.
 *
 * @returns files that told some of it, too, and bookings of refunds that no row shows any more.
 */
export async function forgetRows(
  tx: Tx,
  file: CountingFile,
  { by, at, how }: { readonly by: string; readonly at: Date; readonly how: string },
): Promise<{ readonly others: readonly CountingFile[]; readonly refunds: readonly string[] }> {
  await sql`create temp table forgotten on commit drop as
              with heir as materialized (${heirs(file)})
              select r.id, heir.id as heir_id from ${rowsOf(file)} r left join heir on heir.row_id = r.id`.execute(tx);
  // planned for what is in it: a file may have 50,000 rows
  await sql`analyze forgotten`.execute(tx);
  const { rows } = await sql<CountingFile>`
    select distinct s.file_sha256 as sha256, s.place from hub.money_row s join forgotten f on f.id = s.same_as
     where s.file_sha256 <> ${file.sha256} and ${countsAt("s")}`.execute(tx);
  const { rows: ended } = await sql<{ bookingId: string; heirId: string | null; rule: string }>`
    update hub.money_match m set ended_at = ${at} from forgotten f
     where m.ended_at is null and m.row_id = f.id
    returning m.booking_id as "bookingId", f.heir_id::text as "heirId", m.rule`.execute(tx);
  await sql`
    update hub.money_case c set closed_at = ${at}, closed_by = ${by}, closed_how = ${how} from forgotten f
     where c.closed_at is null and c.row_id = f.id`.execute(tx);
  await sql`
    update hub.money_row r set counts = false, same_as = f.heir_id from forgotten f where r.id = f.id`.execute(tx);
  await sql`
    update hub.money_row r set counts = true, same_as = null from forgotten f where r.id = f.heir_id`.execute(tx);
  await sql`
    update hub.money_row r set same_as = f.heir_id from forgotten f where r.same_as = f.id and f.heir_id is not null`.execute(
    tx,
  );
  const inherited = ended.filter(({ bookingId, heirId }) => heirId !== null && !isExplanation(bookingId));
  await sql`
    insert into hub.money_match (booking_id, row_id, rule, by, at)
    select "bookingId", "heirId", rule, ${by}, ${at}
      from jsonb_to_recordset(${JSON.stringify(inherited)}::jsonb) as row ("bookingId" text, "heirId" bigint, rule text)`.execute(
    tx,
  );
  const refunds = ended.filter(({ bookingId, heirId }) => heirId === null && bookingId.startsWith(sentId("")));
  return { others: rows, refunds: refunds.map(({ bookingId }) => bookingId) };
}

/** Reversed with the row that it explained. */
const isExplanation = (bookingId: string): boolean => bookingId.startsWith("row:") || bookingId.startsWith("suspense:");

export const refuseFile = (tx: Tx, sha256: string, finding: object): Promise<unknown> =>
  sql`update hub.money_file set weight = 'refused', findings = findings || ${JSON.stringify([finding])}::jsonb
       where sha256 = ${sha256}`.execute(tx);

/** The payment stays on record, as none. */
export const setTakenBack = (tx: Tx, id: bigint): Promise<unknown> =>
  sql`update hub.payment set kept = 'takenBack' where id = ${id}`.execute(tx);

/** It counted by a decision that stands no more, and waits as before (R16). */
export const setWaiting = (tx: Tx, id: bigint): Promise<unknown> =>
  sql`update hub.payment set kept = 'suspense' where id = ${id}`.execute(tx);

/** Bookings that stand of what was decided of a request's money after it came. */
export async function decisionsAbout(tx: Tx, reference: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select b.id from hub.journal_booking b
     where b.about = ${reference} and b.kind in ('applied', 'suspenseOwedBack', 'notTaken')
       and not exists (select from hub.journal_booking v where v.reverses = b.id)
     order by b.number`.execute(tx);
  return rows.map(({ id }) => id);
}

export const closeCaseOfBooking = (
  tx: Tx,
  bookingId: string,
  { by, at, how }: { readonly by: string; readonly at: Date; readonly how: string },
): Promise<unknown> =>
  sql`update hub.money_case set closed_at = ${at}, closed_by = ${by}, closed_how = ${how}
       where booking_id = ${bookingId} and closed_at is null`.execute(tx);

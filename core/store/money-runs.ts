import { sql } from "kysely";
import type { Day } from "../domain/day.ts";
import type { Holder } from "../domain/payment/journal.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** Where a file has been taken: what nobody tells us of cannot be held against anything. */
export async function knownPlaces(db: Reader): Promise<readonly Holder[]> {
  const { rows } = await sql<{ place: Holder }>`
    select distinct place from hub.money_file where weight <> 'refused' and place ~ '^(gateway|bank):' order by 1`.execute(
    db,
  );
  return rows.map(({ place }) => place);
}

export interface ToldFiles {
  /** The first day that they tell of: what was before is nobody's to compare. Null: there is none. */
  readonly told: Day | null;
  /** The last day that they tell completely. */
  readonly covered: Day | null;
  readonly files: number;
  /** Of which files they are, since when they count, and how often a person decided about one: never the same again. */
  readonly digest: string;
}

/** A place's files that count. */
export async function filesOf(db: Reader, place: string): Promise<ToldFiles> {
  const { rows } = await sql<ToldFiles>`
    select least(min(told_from), min(covers), (select min(day) from hub.money_row where place = ${place} and counts)) as told,
           max(covers) as covered, count(*)::integer as files,
           encode(sha256(convert_to(concat_ws(' ',
             string_agg(concat_ws(' ', sha256, extract(epoch from taken_at), extract(epoch from released_at)), ',' order by sha256),
             (select count(*) from hub.money_file_change where place = ${place})), 'UTF8')), 'hex') as digest
      from hub.money_file
     where place = ${place} and (weight = 'told' or (weight = 'held' and released_at is not null))`.execute(db);
  return rows[0] ?? { told: null, covered: null, files: 0, digest: "" };
}

export async function beginRun(tx: Tx, place: string, day: Day, at: Date): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    insert into hub.money_run (day, place, started_at) values (${day}, ${place}, ${at}) returning id`.execute(tx);
  return rows[0]?.id ?? 0n;
}

export const endRun = (tx: Tx, id: bigint, at: Date, counts: object): Promise<unknown> =>
  sql`update hub.money_run set ended_at = ${at}, counts = ${JSON.stringify(counts)}::jsonb where id = ${id}`.execute(
    tx,
  );

export interface LastRun {
  /** The last day that was reconciled with all that the other side tells of it. */
  readonly day: Day;
  /** How many files counted at the latest run. */
  readonly files: number;
}

export async function lastRuns(db: Reader): Promise<ReadonlyMap<string, LastRun>> {
  const { rows } = await sql<LastRun & { place: string }>`
    select place, max(least(day, (counts ->> 'covered')::date)) as day,
           (array_agg((counts ->> 'files')::integer order by id desc))[1] as files
      from hub.money_run where ended_at is not null and counts ->> 'covered' is not null
     group by place order by place`.execute(db);
  return new Map(rows.map(({ place, day, files }) => [place, { day, files }]));
}

/** Up to which day a place was reconciled with these very files; null: it was not. */
export async function reconciledWith(db: Reader, place: string, digest: string): Promise<Day | null> {
  const { rows } = await sql<{ day: Day | null }>`
    select max(least(day, (counts ->> 'covered')::date)) as day
      from hub.money_run where place = ${place} and ended_at is not null and counts ->> 'digest' = ${digest}`.execute(
    db,
  );
  return rows[0]?.day ?? null;
}

/** Whether a row up to that day is neither matched nor in a case, as after an explanation of it was taken back. */
export async function hasForgottenRow(db: Reader, place: string, day: Day): Promise<boolean> {
  const { rows } = await sql`
    select from hub.money_open_row open join hub.money_row row on row.id = open.row_id
     where open.place = ${place} and (row.day is null or row.day <= ${day}::date)
       and not exists (select from hub.money_case c
                        where c.row_id = row.id and (c.closed_at is null or c.closed_how like 'closed%'))
     limit 1`.execute(db);
  return rows.length > 0;
}

export interface BankStanding {
  /** Of the latest statement with a balance. */
  readonly day: Day | null;
  readonly opening: bigint | null;
  readonly closing: bigint | null;
  /** What the journal has on the account, of all days. */
  readonly journal: bigint;
  /** Bookings of ours that no row was found for. */
  readonly ours: bigint;
  /** Rows that are in no booking yet. */
  readonly waiting: bigint;
  /** Rows of days after the closing balance. */
  readonly later: bigint;
}

/**
 * An account in the journal beside its statement. What was on it before its first statement is none of ours, so that closing -
 * first opening = journal - ours + waiting - later.
 */
export async function bankStanding(db: Reader, place: Holder): Promise<BankStanding> {
  const account = place.slice(place.indexOf(":") + 1);
  const { rows } = await sql<BankStanding>`
    with counted as (
      select s.* from hub.statement s join hub.money_file f on f.sha256 = s.file_sha256 and f.place = ${place}
       where s.account = ${account} and s.closing is not null
         and (f.weight = 'told' or (f.weight = 'held' and f.released_at is not null))
    ), last as (select day, closing from counted order by day desc nulls last, sequence desc nulls last, id desc limit 1),
    waiting as (
      select r.id, r.amount from hub.money_open_row o join hub.money_row r on r.id = o.row_id where o.place = ${place}
    )
    select (select day from last) as day, (select closing from last) as closing,
           (select opening from counted order by day nulls last, sequence nulls last, id limit 1) as opening,
           (select coalesce(sum(amount), 0)::bigint from hub.journal_line where account = ${place}) as journal,
           (select coalesce(sum(l.amount), 0)::bigint
              from hub.money_open_line o join hub.journal_line l on l.booking_id = o.booking_id and l.account = o.place
             where o.place = ${place}) as ours,
           (select coalesce(sum(amount), 0)::bigint from waiting w
             where not exists (select from hub.money_case c
                                where c.row_id = w.id and c.suspense_id is not null
                                  and not exists (select from hub.journal_booking v where v.reverses = c.suspense_id))) as waiting,
           (select coalesce(sum(amount), 0)::bigint from hub.money_row
             where place = ${place} and counts and day > (select day from last)) as later`.execute(db);
  const [standing] = rows;
  if (!standing) throw new Error("no row");
  return standing;
}

/** What nothing explains: nought, unless a file of the account is missing. Null: there is no balance to hold it against. */
export const differenceOf = ({ opening, closing, journal, ours, waiting, later }: BankStanding): bigint | null =>
  opening === null || closing === null ? null : closing - opening - (journal - ours + waiting - later);

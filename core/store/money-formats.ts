import { sql } from "kysely";
import type { Day } from "../domain/day.ts";
import type { Tx } from "../../platform/database.ts";

// One account in two formats. What is the same in all of them is account, day, amount, direction and, as letters and digits alone,
// the bank's reference: rows that agree in all of it are one payment. Where they do not, a person decides.

/** A file of an account in a format: `camt`, `mt940`, `csv`. */
export interface FormatFile {
  readonly sha256: string;
  readonly place: string;
  readonly kind: string;
}

const counting = sql`(f.weight = 'told' or (f.weight = 'held' and f.released_at is not null))`;

/** Whether another format tells of the account at all: mostly none does. */
export async function hasOtherFormat(tx: Tx, { place, kind }: FormatFile): Promise<boolean> {
  const { rows } = await sql`
    select from hub.money_file f where f.place = ${place} and f.kind <> ${kind} and ${counting} limit 1`.execute(tx);
  return rows.length > 0;
}

/** Rows of the file that count, and those of other formats on the same days. */
const sides = ({ sha256, place, kind }: FormatFile) => sql`
  mine as (
    select id, day, amount, upper(regexp_replace(their_number, '[^[:alnum:]]', '', 'g')) as number
      from hub.money_row where file_sha256 = ${sha256} and place = ${place} and counts and day is not null
  ), others as (
    select r.id, r.day, r.amount, upper(regexp_replace(r.their_number, '[^[:alnum:]]', '', 'g')) as number
      from hub.money_row r join hub.money_file f on f.sha256 = r.file_sha256
     where r.place = ${place} and r.counts and f.kind <> ${kind} and r.day in (select day from mine)
       and not exists (select from hub.money_row s where s.same_as = r.id and s.file_sha256 = ${sha256})
  )`;

/**
 * What another format has told under the same reference counts once; equal payments under one reference one by one.
 *
 * @returns how many.
 */
export async function pairByReference(tx: Tx, file: FormatFile): Promise<number> {
  const { numAffectedRows } = await sql`
    with ${sides(file)},
    numbered as (select *, row_number() over (partition by day, amount, number order by id) as n from mine where number <> ''),
    known as (select *, row_number() over (partition by day, amount, number order by id) as n from others where number <> '')
    update hub.money_row row set counts = false, same_as = known.id
      from numbered join known using (day, amount, number, n)
     where row.id = numbered.id`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

/**
 * Of equal sums on a day as many count as the format that told more of them has: what a person let through is not counted twice.
 *
 * @returns how many count once.
 */
export async function pairByCount(tx: Tx, file: FormatFile): Promise<number> {
  const { numAffectedRows } = await sql`
    with ${sides(file)},
    numbered as (select *, row_number() over (partition by day, amount order by id) as n from mine),
    known as (select *, row_number() over (partition by day, amount order by id) as n from others)
    update hub.money_row row set counts = false, same_as = known.id
      from numbered join known using (day, amount, n)
     where row.id = numbered.id`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

export interface DoubtfulDay {
  readonly day: Day | null;
  readonly rows: number;
}

/**
 * Days with rows of the file that may be told already: another format told the day completely, or has the same sum on the day or
 * one beside it (one bank's booking day is another's value day).
 */
export async function doubtfulDays(tx: Tx, { sha256, place, kind }: FormatFile): Promise<readonly DoubtfulDay[]> {
  const { rows } = await sql<DoubtfulDay>`
    select r.day, count(*)::integer as rows
      from hub.money_row r
     where r.file_sha256 = ${sha256} and r.place = ${place} and r.counts
       and (r.day is null
            or exists (select from hub.money_file f
                        where f.place = ${place} and f.kind <> ${kind} and ${counting}
                          and r.day between coalesce(f.told_from, f.covers) and f.covers)
            or exists (select from hub.money_row o join hub.money_file f on f.sha256 = o.file_sha256
                        where o.place = ${place} and o.counts and f.kind <> ${kind} and o.amount = r.amount
                          and o.day between r.day - 1 and r.day + 1
                          and not exists (select from hub.money_row s where s.same_as = o.id and s.file_sha256 = ${sha256})))
     group by r.day order by r.day`.execute(tx);
  return rows;
}

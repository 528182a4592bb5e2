import { sql, type RawBuilder } from "kysely";
import type { Day } from "../domain/day.ts";
import type { Tx } from "../../platform/database.ts";

// One account in two formats. What is the same in all of them is account, day, amount, direction and, as letters and digits alone,
// the bank's reference: rows that agree in all of it are one payment. Where they do not, a person decides. Rows whose texts name
// different requests of ours are two payments, whatever else agrees.

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

/**
 * Rows of the file that count, and those of other formats on the same days, or the days beside them. What a row of this format is
 * the same as already has its twin: another row of the format is other money.
 */
const sides = ({ sha256, place, kind }: FormatFile) => sql`
  mine as (
    select id, day, amount, reference, upper(regexp_replace(their_number, '[^[:alnum:]]', '', 'g')) as number
      from hub.money_row where file_sha256 = ${sha256} and place = ${place} and counts and day is not null
  ), others as (
    select r.id, r.day, r.amount, r.reference, upper(regexp_replace(r.their_number, '[^[:alnum:]]', '', 'g')) as number
      from hub.money_row r join hub.money_file f on f.sha256 = r.file_sha256
     where r.place = ${place} and r.counts and f.kind <> ${kind}
       and r.day in (select day + beside from mine, generate_series(-1, 1) as beside)
       and not exists (select from hub.money_row s join hub.money_file t on t.sha256 = s.file_sha256
                        where s.same_as = r.id and t.place = ${place} and t.kind = ${kind} and t.weight <> 'refused')
  )`;

const [known, none, any] = [sql`reference is not null`, sql`reference is null`, sql`true`];
/** Which request of ours they name, in this order: two rows that name different ones are two payments. */
const namings = [
  { mine: known, others: known, isSame: true },
  { mine: known, others: none, isSame: false },
  { mine: none, others: any, isSame: false },
];

interface Pass {
  readonly naming: (typeof namings)[number];
  /** By the bank's own number, too. */
  readonly isNumbered: boolean;
  /** By how many days theirs is after mine. */
  readonly after: -1 | 0 | 1;
}

/** Pairs equal ones one by one, in the order that they were told. @returns how many. */
async function pair(tx: Tx, file: FormatFile, { naming, isNumbered, after }: Pass): Promise<number> {
  const { place, kind } = file;
  const [number, reference] = [isNumbered ? sql`number` : sql`''`, naming.isSame ? sql`reference` : sql`''`];
  const counted = (side: "mine" | "others") => sql`
    select id, day, amount, ${number} as number, ${reference} as reference,
           row_number() over (partition by day, amount, ${number}, ${reference} order by id) as n
      from ${sql.table(side)} where ${naming[side]} and ${isNumbered ? sql`number <> ''` : any}`;
  const tells = (day: RawBuilder<unknown>, format: RawBuilder<unknown>) => sql`exists (
    select from hub.money_file f where f.place = ${place} and f.kind ${format} ${kind} and ${counting}
                                   and ${day} between coalesce(f.told_from, f.covers) and f.covers)`;
  // beside its day only what is too many on a day that both formats tell, or names the same request
  const beside = sql`
    (${naming.isSame}::boolean or ${tells(sql`m.day`, sql`<>`)} or ${tells(sql`o.day`, sql`=`)})`;
  const { numAffectedRows } = await sql`
    with ${sides(file)}, m as (${counted("mine")}), o as (${counted("others")})
    update hub.money_row row set counts = false, same_as = o.id
      from m join o on o.day = m.day + ${after}::integer and (o.amount, o.number, o.reference, o.n) = (m.amount, m.number, m.reference, m.n)
     where row.id = m.id and ${after === 0 ? any : beside}`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

async function pairAll(tx: Tx, file: FormatFile, passes: readonly Pass[]): Promise<number> {
  let paired = 0;
  for (const pass of passes) paired += await pair(tx, file, pass);
  return paired;
}

/**
 * What another format has told under the bank's same number counts once; equal payments under one number one by one.
 *
 * @returns how many.
 */
export const pairByReference = (tx: Tx, file: FormatFile): Promise<number> =>
  pairAll(
    tx,
    file,
    namings.map((naming) => ({ naming, isNumbered: true, after: 0 })),
  );

/**
 * What names the same request is the same payment, also a day beside it. Of equal sums that are left as many count as the format
 * that told more of them has: what a person let through is not counted twice.
 *
 * @returns how many count once.
 */
export const pairByCount = (tx: Tx, file: FormatFile): Promise<number> => {
  const days = [0, -1, 1] as const;
  const [same, ...others] = namings;
  const of = (naming: Pass["naming"], after: Pass["after"]): Pass => ({ naming, isNumbered: false, after });
  return pairAll(tx, file, [
    ...(same ? days.map((after) => of(same, after)) : []),
    ...days.flatMap((after) => others.map((naming) => of(naming, after))),
  ]);
};

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

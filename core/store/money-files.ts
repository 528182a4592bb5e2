import { sql, type RawBuilder } from "kysely";
import type { Day } from "../domain/day.ts";
import type { Finding, StatementSeries } from "../domain/payment/statement.ts";
import type { Standing, Weight } from "../domain/payment/statement-control.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** One at a time per place, files and reconciliations alike; ends with the transaction. */
export const lockPlace = (tx: Tx, place: string): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`money ${place}`}, 0))`.execute(tx);

/** Of a file that counts or waits for a person; what was refused may come again, when it was not the file's fault. */
export async function isTaken(db: Reader, sha256: string): Promise<boolean> {
  const { rows } = await sql`
    select from hub.money_file where sha256 = ${sha256} and weight <> 'refused'`.execute(db);
  return rows.length > 0;
}

/** Where the account stood after the latest statement of each series that counts. */
export async function standingsOf(db: Reader, account: string): Promise<ReadonlyMap<StatementSeries, Standing>> {
  const { rows } = await sql<Standing & { series: StatementSeries }>`
    select distinct on (s.series) s.series, s.closing, s.sequence, s.day
      from hub.statement s join hub.money_file f on f.sha256 = s.file_sha256 and f.place = 'bank:' || s.account
     where s.account = ${account} and (f.weight = 'told' or (f.weight = 'held' and f.released_at is not null))
     order by s.series, s.day desc nulls last, s.sequence desc nulls last, s.id desc`.execute(db);
  return new Map(rows.map(({ series, closing, sequence, day }) => [series, { closing, sequence, day }]));
}

export interface StoredFile {
  readonly sha256: string;
  readonly kind: string;
  readonly place: string;
  readonly name: string;
  readonly bytes: number;
  readonly takenAt: Date;
  readonly takenBy: string;
  readonly weight: Weight;
  readonly findings: readonly Finding[];
  readonly rows: number;
  readonly covers: Day | null;
  /** The first day that it has rows of. */
  readonly toldFrom?: Day | null;
}

/** Writes it, or again one that was refused. */
export async function writeFileHead(tx: Tx, file: StoredFile): Promise<void> {
  await sql`
    insert into hub.money_file as f (sha256, kind, place, name, bytes, taken_at, taken_by, weight, findings, rows, covers,
                                told_from)
    values (${file.sha256}, ${file.kind}, ${file.place}, ${file.name}, ${file.bytes}, ${file.takenAt}, ${file.takenBy},
            ${file.weight}, ${JSON.stringify(file.findings)}::jsonb, ${file.rows}, ${file.covers}, ${file.toldFrom ?? null})
    on conflict (sha256) do update
      set kind = excluded.kind, place = excluded.place, name = excluded.name, taken_at = excluded.taken_at,
          taken_by = excluded.taken_by, weight = excluded.weight, findings = excluded.findings, rows = excluded.rows,
          covers = excluded.covers, told_from = excluded.told_from, released_by = null, released_at = null, released_why = null`.execute(
    tx,
  );
}

export interface NewRow {
  readonly key: string;
  /** Dong, signed: money in is above zero. */
  readonly amount: bigint;
  readonly day: Day | null;
  readonly reference: string | null;
  readonly theirNumber: string | null;
  readonly text: string;
  readonly isReversal: boolean;
  readonly hint: string | null;
  readonly mentions: number;
}

/** The row that counts for a key: its own, or the one that a row of that key is the same as. */
const sameAs = (place: RawBuilder<unknown>, key: RawBuilder<unknown>) => sql`coalesce(
  (select o.id from hub.money_row o where o.place = ${place} and o.key = ${key} and o.counts),
  (select o.id from hub.money_row s join hub.money_row o on o.id = s.same_as and o.counts
    where s.place = ${place} and s.key = ${key} and s.same_as is not null order by s.id limit 1))`;

/**
 * Rows as if they counted; what another file's row tells already is kept beside it, and counts should that one be taken back. The
 * file's head is there. @returns how many are new.
 */
export async function writeRows(tx: Tx, sha256: string, place: string, rows: readonly NewRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  const told = rows.map((row) => ({ ...row, amount: String(row.amount) }));
  const { rows: written } = await sql<{ n: number }>`
    with written as (
      insert into hub.money_row (place, key, file_sha256, amount, day, reference, their_number, text, is_reversal, hint, mentions,
                                 counts, same_as)
      select ${place}, row.key, ${sha256}, amount, day, reference, "theirNumber", text, "isReversal", hint, mentions,
             known.id is null, known.id
        from jsonb_to_recordset(${JSON.stringify(told)}::jsonb)
          as row (key text, amount bigint, day date, reference text, "theirNumber" text, text text, "isReversal" boolean,
                  hint text, mentions smallint)
        left join lateral (select ${sameAs(sql`${place}::text`, sql`row.key`)} as id) known on true
      on conflict do nothing
      returning counts)
    select count(*)::integer as n from written where counts`.execute(tx);
  return written[0]?.n ?? 0;
}

/** What is held does not count yet. */
export const holdRows = (tx: Tx, sha256: string): Promise<unknown> =>
  sql`update hub.money_row set counts = false where file_sha256 = ${sha256} and counts`.execute(tx);

/**
 * Lets a file's rows count at its place, each unless another file's same row does, which it points to then: brought under a wrong
 * account before, the same bytes have rows there too.
 */
export const countRows = (tx: Tx, sha256: string, place: string): Promise<unknown> =>
  sql`
    update hub.money_row as row set counts = known.id is null, same_as = known.id
      from (select r.id as row_id,
                   coalesce((select o.id from hub.money_row o where o.id = r.same_as and o.counts),
                            ${sameAs(sql`r.place`, sql`r.key`)}) as id
              from hub.money_row r where r.file_sha256 = ${sha256} and r.place = ${place} and not r.counts) known
     where row.id = known.row_id and (known.id is null or known.id is distinct from row.same_as)`.execute(tx);

/**
 * What names nobody, and waits, is named by the file that tells it as well: one bank's table leaves out the note that its statement
 * has.
 */
export const lendNames = (tx: Tx, sha256: string, place: string): Promise<unknown> =>
  sql`
    update hub.money_row o set reference = s.reference, hint = null, mentions = s.mentions
      from hub.money_row s
     where s.file_sha256 = ${sha256} and s.place = ${place} and s.reference is not null and s.same_as = o.id and o.counts
       and o.reference is null and o.mentions = 0 and (o.hint is null or starts_with(s.reference, o.hint))
       and exists (select from hub.money_open_row w where w.place = o.place and w.row_id = o.id)`.execute(tx);

/** How many of a file's rows count at its place. */
export async function countingRows(tx: Tx, sha256: string, place: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from hub.money_row where file_sha256 = ${sha256} and place = ${place} and counts`.execute(
    tx,
  );
  return rows[0]?.n ?? 0;
}

export interface NewStatement {
  readonly account: string;
  readonly series: StatementSeries;
  readonly statementId: string | null;
  readonly sequence: bigint | null;
  readonly opening: bigint | null;
  readonly closing: bigint | null;
  readonly day: Day | null;
  readonly entries: number;
  readonly moneyIn: bigint;
  readonly moneyOut: bigint;
  readonly weight: Weight;
}

export async function writeStatements(tx: Tx, sha256: string, statements: readonly NewStatement[]): Promise<void> {
  for (const one of statements)
    await sql`
      insert into hub.statement (file_sha256, account, series, statement_id, sequence, opening, closing, day, entries,
                                 money_in, money_out, weight)
      values (${sha256}, ${one.account}, ${one.series}, ${one.statementId}, ${one.sequence}, ${one.opening},
              ${one.closing}, ${one.day}, ${one.entries}, ${one.moneyIn}, ${one.moneyOut}, ${one.weight})`.execute(tx);
}

export interface HeldFile {
  readonly sha256: string;
  readonly kind: string;
  readonly place: string;
  readonly name: string;
  readonly weight: Weight;
  readonly takenAt: Date;
  readonly takenBy: string;
  readonly releasedBy: string | null;
  readonly releasedWhy: string | null;
  readonly findings: readonly Finding[];
  readonly rows: number;
  readonly covers: Day | null;
}

/** Newest first. @param sha256 its beginning is enough. */
export async function readFiles(
  db: Reader,
  { sha256 = "", limit = 50 }: { readonly sha256?: string; readonly limit?: number },
): Promise<readonly HeldFile[]> {
  const { rows } = await sql<HeldFile>`
    select sha256, kind, place, name, weight, taken_at as "takenAt", taken_by as "takenBy", released_by as "releasedBy",
           released_why as "releasedWhy", findings, rows, covers
      from hub.money_file where starts_with(sha256, ${sha256})
     order by taken_at desc, sha256 limit ${limit}`.execute(db);
  return rows;
}

/** Of a held file that nobody decided on. @returns whether it was one. */
export async function decideFile(
  tx: Tx,
  sha256: string,
  decision: { readonly isReleased: boolean; readonly by: string; readonly why: string; readonly at: Date },
): Promise<boolean> {
  const { isReleased, by, why, at } = decision;
  const { numAffectedRows } = await sql`
    update hub.money_file
       set released_by = ${by}, released_at = ${at}, released_why = ${why},
           weight = case when ${isReleased}::boolean then weight else 'refused' end
     where sha256 = ${sha256} and weight = 'held' and released_at is null`.execute(tx);
  return numAffectedRows === 1n;
}

/** The place of a file, to lock it, and its format. */
export async function placeOfFile(
  db: Reader,
  sha256: string,
): Promise<{ readonly place: string; readonly kind: string } | undefined> {
  const { rows } = await sql<{ place: string; kind: string }>`
    select place, kind from hub.money_file where sha256 = ${sha256}`.execute(db);
  return rows[0];
}

export interface FileChange {
  readonly act: string;
  readonly by: string;
  readonly login: string;
  readonly why: string;
  readonly at: Date;
}

/** What people did to it, the latest first. */
export async function fileChanges(db: Reader, sha256: string): Promise<readonly FileChange[]> {
  const { rows } = await sql<FileChange>`
    select act, by, login, why, at from hub.money_file_change where sha256 = ${sha256} order by number desc`.execute(
    db,
  );
  return rows;
}

export const noteFileChange = (tx: Tx, sha256: string, place: string, change: FileChange): Promise<unknown> =>
  sql`
    insert into hub.money_file_change (sha256, number, act, place, by, login, why, at)
    select ${sha256}, coalesce(max(number), 0) + 1, ${change.act}, ${place}, ${change.by}, ${change.login}, ${change.why},
           ${change.at}
      from hub.money_file_change where sha256 = ${sha256}`.execute(tx);

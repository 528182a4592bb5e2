import { sql } from "kysely";
import type { LetterPaper } from "../domain/letter/arriving.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** What is said of a letter that we do not know, or by one who has no say in it. */
export interface ParkedLetter {
  readonly id: bigint;
  readonly account: string;
  readonly itemId: bigint | null;
  /** Whose mailbox it is about; null: any of the account's. */
  readonly unit: string | null;
  readonly kind: "new" | "recall" | "update" | "replace" | "status";
  readonly why: "unknown" | "several" | "notTheSender" | "notAnAddressee" | "fromDiffers";
  readonly fromKey: string;
  readonly documentId: string | null;
  readonly code: string | null;
  readonly year: number | null;
  readonly digest: string;
  /** The message; null: settled, let go of, or of a replacement, which is a letter by itself. */
  readonly said: unknown;
  readonly cameAt: Date;
  /** Who sent it, as the axis says. */
  readonly axisFrom: string | null;
  readonly settledAt: Date | null;
  readonly settledHow: string | null;
  /** Of a replacement: the letter that replaces; of what was settled: the letter it was about. */
  readonly letterId: bigint | null;
}

const columns = sql`
  id, account, item_id as "itemId", unit, kind, why, from_key as "fromKey", document_id as "documentId", code, year, digest, said,
  came_at as "cameAt", settled_at as "settledAt", settled_how as "settledHow", letter_id as "letterId",
  (select axis_from from letter_item i where i.id = item_id) as "axisFrom"`;

/** @returns false when the same is parked, or was. */
export async function park(
  tx: Tx,
  one: Omit<ParkedLetter, "id" | "axisFrom" | "settledAt" | "settledHow" | "said"> & { readonly said: object | null },
  papers: readonly LetterPaper[] = [],
): Promise<boolean> {
  const { rows } = await sql<{ id: bigint }>`
    insert into letter_parked (account, item_id, unit, kind, why, from_key, document_id, code, year, digest, said, came_at, letter_id)
    values (${one.account}, ${one.itemId}, ${one.unit}, ${one.kind}, ${one.why}, ${one.fromKey}, ${one.documentId}, ${one.code},
            ${one.year}, ${one.digest}, ${JSON.stringify(one.said)}::jsonb, ${one.cameAt}, ${one.letterId})
    on conflict do nothing returning id`.execute(tx);
  const [made] = rows;
  if (made && papers.length > 0)
    await sql`
      insert into letter_parked_file (parked_id, place, sha256, size, type, name, description, verdict)
      select ${made.id}, place, sha256, size, type, name, description, nullif(verdict, 'null')
        from rows from (jsonb_to_recordset(${JSON.stringify(papers)}::jsonb)
               as (sha256 text, size bigint, type text, name text, description text, verdict jsonb))
               with ordinality as f (sha256, size, type, name, description, verdict, place)`.execute(tx);
  return made !== undefined;
}

/** What came with it; of what was settled nothing. */
export async function parkedPapers(db: Reader, id: bigint): Promise<LetterPaper[]> {
  const { rows } = await sql<Omit<LetterPaper, "size"> & { size: bigint }>`
    select sha256, size, type, name, description, verdict from letter_parked_file
     where parked_id = ${id} order by place`.execute(db);
  return rows.map((row) => ({ ...row, size: Number(row.size) }));
}

/** What waits and may be about a letter with these identifiers or this number; locked. */
export async function parkedAbout(
  tx: Tx,
  account: string,
  documentIds: readonly string[],
  code: string | null,
): Promise<ParkedLetter[]> {
  const { rows } = await sql<ParkedLetter>`
    select ${columns} from letter_parked
     where account = ${account} and settled_at is null and why = 'unknown'
       and (document_id = any(${[...documentIds]}::text[]) or code = ${code})
     order by id for update`.execute(tx);
  return rows;
}

/** Waiting, oldest first. */
export async function listParked(db: Reader, limit: number): Promise<ParkedLetter[]> {
  const { rows } = await sql<ParkedLetter>`
    select ${columns} from letter_parked where settled_at is null order by id limit ${limit}`.execute(db);
  return rows;
}

export async function findParked(db: Reader, id: bigint): Promise<ParkedLetter | undefined> {
  const { rows } = await sql<ParkedLetter>`select ${columns} from letter_parked where id = ${id}`.execute(db);
  return rows[0];
}

export async function lockParked(tx: Tx, id: bigint): Promise<ParkedLetter | undefined> {
  const { rows } = await sql<ParkedLetter>`select ${columns} from letter_parked where id = ${id} for update`.execute(
    tx,
  );
  return rows[0];
}

/** It waits no more, and lets go of what it said. */
export async function settleParked(
  tx: Tx,
  id: bigint,
  {
    how,
    by,
    at,
    letterId,
  }: { readonly how: string; readonly by: string; readonly at: Date; readonly letterId: bigint | null },
): Promise<void> {
  await sql`
    update letter_parked
       set settled_at = ${at}, settled_how = ${how}, settled_by = ${by}, letter_id = coalesce(${letterId}, letter_id),
           said = null
     where id = ${id} and settled_at is null`.execute(tx);
  await sql`delete from letter_parked_file where parked_id = ${id}`.execute(tx);
}

/** Lets go of what was said so long ago and nobody has settled; that something waits stays. @returns how many. */
export async function forgetParked(db: Reader, before: Date): Promise<number> {
  const { rows } = await sql`
    with forgotten as (
      update letter_parked set said = null where said is not null and came_at < ${before} returning id
    ), papers as (
      delete from letter_parked_file f using letter_parked p where p.id = f.parked_id and p.came_at < ${before}
    )
    select from forgotten`.execute(db);
  return rows.length;
}

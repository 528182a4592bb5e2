import { sql } from "kysely";
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
  /** The message; null: settled, or erased. */
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
): Promise<boolean> {
  const { rows } = await sql`
    insert into letter_parked (account, item_id, unit, kind, why, from_key, document_id, code, year, digest, said, came_at, letter_id)
    values (${one.account}, ${one.itemId}, ${one.unit}, ${one.kind}, ${one.why}, ${one.fromKey}, ${one.documentId}, ${one.code},
            ${one.year}, ${one.digest}, ${JSON.stringify(one.said)}::jsonb, ${one.cameAt}, ${one.letterId})
    on conflict do nothing returning id`.execute(tx);
  return rows.length > 0;
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

export async function lockParked(tx: Tx, id: bigint): Promise<ParkedLetter | undefined> {
  const { rows } = await sql<ParkedLetter>`select ${columns} from letter_parked where id = ${id} for update`.execute(
    tx,
  );
  return rows[0];
}

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
}

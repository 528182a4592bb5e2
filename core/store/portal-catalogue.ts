import { sql } from "kysely";
import type { Reader, Tx } from "../../platform/database.ts";

/** A row of one of the portal's lists. */
export interface ListedRow {
  readonly code: string;
  readonly row: unknown;
  readonly digest: string;
}

/** As it was told last. */
export interface KnownRow extends ListedRow {
  readonly readAt: Date;
  /** Not listed any more. */
  readonly isGone: boolean;
}

export async function knownRows(db: Reader, list: string): Promise<KnownRow[]> {
  const rows = await db
    .selectFrom("portal_catalogue")
    .select(["code", "row", "digest", "read_at", "gone_at"])
    .where("list", "=", list)
    .orderBy("code")
    .execute();
  return rows.map(({ code, row, digest, read_at: readAt, gone_at: gone }) => ({
    ...{ code, row, digest, readAt, isGone: gone !== null },
  }));
}

/** Keeps rows as they are told now; one that had gone is there again. */
export async function keepRows(tx: Tx, list: string, rows: readonly ListedRow[], at: Date): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into hub.portal_catalogue as c (list, code, row, digest, first_seen, read_at)
    select ${list}, code, row, digest, ${at}, ${at}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (code text, row jsonb, digest text)
    on conflict (list, code) do update
      set row = excluded.row, digest = excluded.digest, read_at = excluded.read_at, gone_at = null`.execute(tx);
}

/** They are listed no more: unused, and never deleted. */
export async function markGone(tx: Tx, list: string, codes: readonly string[], at: Date): Promise<void> {
  await sql`
    update hub.portal_catalogue set gone_at = ${at}
     where list = ${list} and code = any(${[...codes]}::text[]) and gone_at is null`.execute(tx);
}

export async function notePull(tx: Tx, beganAt: Date, applied: boolean, report: object): Promise<void> {
  await sql`
    insert into hub.portal_pull (began_at, applied, report)
    values (${beganAt}, ${applied}, ${JSON.stringify(report)}::jsonb)`.execute(tx);
}

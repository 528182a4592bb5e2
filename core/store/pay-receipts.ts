import { sql } from "kysely";
import type { Reader, Tx } from "../../platform/database.ts";

export interface StoredReceipt {
  readonly reference: string;
  readonly state: "owed" | "issued" | "failed" | "cancelled";
  readonly url: string | null;
  readonly fileSha256: string | null;
  readonly tried: number;
  readonly lastSaid: string | null;
  readonly changedAt: Date;
}

export async function oweReceipt(tx: Tx, reference: string, at: Date): Promise<void> {
  await sql`
    insert into hub.receipt (reference, state, next_at, changed_at) values (${reference}, 'owed', ${at}, ${at})
        on conflict (reference) do nothing`.execute(tx);
}

/** Those to be asked for now, each taken by one worker until `nextAt`. */
export async function takeReceipts(
  tx: Tx,
  now: Date,
  nextAt: Date,
  most: number,
): Promise<readonly { reference: string; gateway: string; tried: number }[]> {
  const { rows } = await sql<{ reference: string; gateway: string; tried: number }>`
    with due as materialized (
      select reference from hub.receipt where state in ('owed', 'failed') and next_at <= ${now}
       order by next_at limit ${most} for update skip locked)
    update hub.receipt t set next_at = ${nextAt}, tried = t.tried + 1
      from due join hub.payment_request r using (reference)
     where t.reference = due.reference
    returning t.reference, r.gateway, t.tried`.execute(tx);
  return rows;
}

export async function noteReceipt(
  db: Reader,
  reference: string,
  said: {
    readonly state: "issued" | "failed";
    readonly url: string | null;
    readonly fileSha256: string | null;
    readonly said: string;
    /** Null: it is there, or nobody asks any more. */
    readonly nextAt: Date | null;
    readonly at: Date;
  },
): Promise<void> {
  await sql`
    update hub.receipt
       set state = ${said.state}, url = ${said.url}, file_sha256 = ${said.fileSha256}, next_at = ${said.nextAt},
           last_said = ${said.said.slice(0, 300)}, changed_at = ${said.at}
     where reference = ${reference} and state in ('owed', 'failed')`.execute(db);
}

export async function receiptsOf(db: Reader, references: readonly string[]): Promise<readonly StoredReceipt[]> {
  if (references.length === 0) return [];
  const { rows } = await sql<StoredReceipt>`
    select reference, state, url, file_sha256 as "fileSha256", tried, last_said as "lastSaid", changed_at as "changedAt"
      from hub.receipt where reference = any(${[...references]}::text[])`.execute(db);
  return rows;
}

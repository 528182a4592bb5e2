import { sql } from "kysely";
import type { Reader, Tx } from "../../platform/database.ts";

export interface StoredReceipt {
  readonly reference: string;
  readonly state: "owed" | "issued" | "failed" | "cancelled";
  readonly number: string | null;
  readonly series: string | null;
  /** A day in Viet Nam, `2026-11-16`. */
  readonly issuedOn: string | null;
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

/** It is asked once more how it stands: money went back, and its maker may have cancelled it. */
export async function askReceiptAgain(tx: Tx, reference: string, at: Date): Promise<void> {
  await sql`
    update hub.receipt set next_at = ${at}, tried = 0 where reference = ${reference} and state = 'issued'`.execute(tx);
}

export interface DueReceipt {
  readonly reference: string;
  readonly feeId: bigint;
  readonly state: StoredReceipt["state"];
  readonly tried: number;
}

/** The next one of a gateway that is to be asked for now, taken by one worker until `nextAt`. */
export async function takeReceipt(
  tx: Tx,
  { gateway, now, nextAt }: { readonly gateway: string; readonly now: Date; readonly nextAt: Date },
): Promise<DueReceipt | undefined> {
  const { rows } = await sql<DueReceipt>`
    with due as materialized (
      select t.reference, r.fee_id from hub.receipt t join hub.payment_request r using (reference)
       where t.next_at <= ${now} and r.gateway = ${gateway}
       order by t.next_at, t.reference limit 1 for update of t skip locked)
    update hub.receipt t set next_at = ${nextAt}, tried = t.tried + 1
      from due where t.reference = due.reference
    returning t.reference, due.fee_id as "feeId", t.state, t.tried`.execute(tx);
  return rows[0];
}

/** As its maker says; what it does not say stays. */
export async function noteReceipt(
  db: Reader,
  reference: string,
  said: {
    readonly state: StoredReceipt["state"];
    readonly number?: string | null;
    readonly series?: string | null;
    readonly issuedOn?: string | null;
    readonly url?: string | null;
    readonly fileSha256?: string | null;
    readonly said: string;
    /** Null: it is there, or nobody asks any more. */
    readonly nextAt: Date | null;
    readonly at: Date;
  },
): Promise<void> {
  await sql`
    update hub.receipt
       set state = ${said.state}, number = coalesce(${said.number ?? null}, number),
           series = coalesce(${said.series ?? null}, series),
           issued_on = coalesce(${said.issuedOn ?? null}::date, issued_on), url = coalesce(${said.url ?? null}, url),
           file_sha256 = coalesce(${said.fileSha256 ?? null}, file_sha256), next_at = ${said.nextAt},
           last_said = ${said.said.slice(0, 300)}, changed_at = ${said.at}
     where reference = ${reference} and state <> 'cancelled' and erased_at is null`.execute(db);
}

export async function receiptsOf(db: Reader, references: readonly string[]): Promise<readonly StoredReceipt[]> {
  if (references.length === 0) return [];
  const { rows } = await sql<StoredReceipt>`
    select reference, state, number, series, to_char(issued_on, 'YYYY-MM-DD') as "issuedOn", url,
           file_sha256 as "fileSha256", tried, last_said as "lastSaid", changed_at as "changedAt"
      from hub.receipt where reference = any(${[...references]}::text[])`.execute(db);
  return rows;
}

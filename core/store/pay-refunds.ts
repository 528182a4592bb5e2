import { sql } from "kysely";
import type { Dong } from "../domain/payment/dong.ts";
import type { Refund, RefundState } from "../domain/payment/refund.ts";
import type { Reader, Tx } from "../../platform/database.ts";

export interface StoredRefund extends Refund {
  readonly reference: string;
  readonly reason: string;
  readonly legalBasis: string | null;
  readonly decidedAt: Date;
  readonly approvedAt: Date | null;
  readonly sentAt: Date | null;
  readonly askedAt: Date | null;
  readonly theirCode: string | null;
  readonly proof: string | null;
  /** The part that was rightly paid and is charged no more. */
  readonly chargedOff: Dong;
}

type Row = Omit<StoredRefund, "state"> & { readonly state: string };
const columns = sql`key, reference, amount, state, reason, legal_basis as "legalBasis", decided_by as "decidedBy",
  decided_at as "decidedAt", approved_by as "approvedBy", approved_at as "approvedAt", sent_at as "sentAt",
  asked_at as "askedAt", their_code as "theirCode", proof, charged_off as "chargedOff"`;
const toRefund = (row: Row): StoredRefund => ({ ...row, state: row.state as RefundState });

export async function refundsUnder(db: Reader, references: readonly string[]): Promise<readonly StoredRefund[]> {
  if (references.length === 0) return [];
  const { rows } = await sql<Row>`
    select ${columns} from hub.refund where reference = any(${[...references]}::text[]) order by decided_at, key`.execute(
    db,
  );
  return rows.map(toRefund);
}

export async function findRefund(db: Reader, key: string): Promise<StoredRefund | undefined> {
  const { rows } = await sql<Row>`select ${columns} from hub.refund where key = ${key}`.execute(db);
  return rows[0] && toRefund(rows[0]);
}

export async function insertRefund(
  tx: Tx,
  refund: Refund,
  about: { readonly reference: string; readonly reason: string; readonly legalBasis: string | null; readonly at: Date },
): Promise<void> {
  await tx
    .insertInto("refund")
    .values({
      ...{ key: refund.key, reference: about.reference, amount: refund.amount, state: refund.state },
      ...{ reason: about.reason, legal_basis: about.legalBasis, decided_by: refund.decidedBy, decided_at: about.at },
    })
    .execute();
  await insertChange(tx, refund.key, "decided", refund.decidedBy, about.at, about.reason);
}

/** Moves it, with its history. Under the lock of its fee. */
export async function moveStoredRefund(
  tx: Tx,
  after: Refund,
  { by, at, said }: { readonly by: string; readonly at: Date; readonly said: string | null },
  beside: { readonly theirCode?: string; readonly proof?: string; readonly chargedOff?: Dong } = {},
): Promise<void> {
  await tx
    .updateTable("refund")
    .set({
      state: after.state,
      ...(after.state === "approved" ? { approved_by: after.approvedBy, approved_at: at } : {}),
      ...(after.state === "sent" ? { sent_at: at } : {}),
      ...(beside.theirCode === undefined ? {} : { their_code: beside.theirCode }),
      ...(beside.proof === undefined ? {} : { proof: beside.proof }),
      ...(beside.chargedOff === undefined ? {} : { charged_off: beside.chargedOff }),
      ...(said === null ? {} : { last_said: said.slice(0, 300) }),
    })
    .where("key", "=", after.key)
    .execute();
  await insertChange(tx, after.key, after.state, by, at, said);
}

const insertChange = (
  tx: Tx,
  key: string,
  state: string,
  by: string,
  at: Date,
  said: string | null,
): Promise<unknown> =>
  sql`
    insert into hub.refund_change (key, state, by, at, said) values (${key}, ${state}, ${by}, ${at}, ${said?.slice(0, 300) ?? null})
        on conflict do nothing`.execute(tx);

/** Those to be sent, or whose sending was cut off; each taken by one worker until `before` is past. */
export async function takeRefunds(
  tx: Tx,
  now: Date,
  before: Date,
  most: number,
): Promise<readonly { readonly key: string; readonly state: RefundState }[]> {
  const { rows } = await sql<{ key: string; state: RefundState }>`
    with due as materialized (
      select key from hub.refund
       where state in ('approved', 'sent', 'unknown') and proof is null and (asked_at is null or asked_at <= ${before})
       order by decided_at limit ${most} for update skip locked)
    update hub.refund set asked_at = ${now} from due where refund.key = due.key
    returning refund.key, refund.state`.execute(tx);
  return rows;
}

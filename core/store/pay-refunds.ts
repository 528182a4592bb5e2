import { sql } from "kysely";
import type { Holder } from "../domain/payment/journal.ts";
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
  /** The payment that goes back; null: no single one covers it. */
  readonly paymentId: bigint | null;
}

type Row = Omit<StoredRefund, "state"> & { readonly state: string };
const columns = sql`key, reference, amount, state, reason, legal_basis as "legalBasis", decided_by as "decidedBy",
  decided_at as "decidedAt", approved_by as "approvedBy", approved_at as "approvedAt", sent_at as "sentAt",
  asked_at as "askedAt", their_code as "theirCode", proof, charged_off as "chargedOff", payment_id as "paymentId",
  decided_login as "decidedLogin", approved_login as "approvedLogin"`;
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
  about: {
    readonly reference: string;
    readonly reason: string;
    readonly legalBasis: string | null;
    readonly paymentId: bigint | null;
    readonly at: Date;
  },
): Promise<void> {
  await tx
    .insertInto("refund")
    .values({
      ...{ key: refund.key, reference: about.reference, amount: refund.amount, state: refund.state },
      ...{ reason: about.reason, legal_basis: about.legalBasis, decided_by: refund.decidedBy, decided_at: about.at },
      ...{ charged_off: refund.chargedOff, decided_login: refund.decidedLogin, payment_id: about.paymentId },
    })
    .execute();
  await insertChange(tx, refund.key, "decided", refund.decidedBy, about.at, about.reason);
}

/** Moves it, with its history. Under the lock of its fee. */
export async function moveStoredRefund(
  tx: Tx,
  after: Refund,
  { by, at, said }: { readonly by: string; readonly at: Date; readonly said: string | null },
  beside: { readonly proof?: string } = {},
): Promise<void> {
  await tx
    .updateTable("refund")
    .set({
      state: after.state,
      ...(after.state === "approved"
        ? { approved_by: after.approvedBy, approved_at: at, approved_login: after.approvedLogin }
        : {}),
      ...(after.state === "sent" ? { sent_at: at } : {}),
      ...(beside.proof === undefined ? {} : { proof: beside.proof }),
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

/**
 * The next one of this gateway's own payments that is to be sent, or whose sending was cut off, taken by one worker until
 * `before` is past; those that were never asked first. What is not here is not sent.
 */
export async function takeRefund(
  tx: Tx,
  { holder, now, before }: { readonly holder: Holder; readonly now: Date; readonly before: Date },
): Promise<string | undefined> {
  const { rows } = await sql<{ key: string }>`
    with due as materialized (
      select r.key from hub.refund r join hub.payment p on p.id = r.payment_id
       where r.state in ('approved', 'sent', 'unknown') and r.proof is null and p.holder = ${holder}
         and (r.state <> 'approved' or p.kept = 'counted')
         and (r.asked_at is null or r.asked_at <= ${before})
       order by r.asked_at nulls first, r.decided_at, r.key limit 1 for update of r skip locked)
    update hub.refund set asked_at = ${now} from due where refund.key = due.key
    returning refund.key`.execute(tx);
  return rows[0]?.key;
}

import { sql } from "kysely";
import type { Dong } from "../domain/payment/dong.ts";
import type { Holder } from "../domain/payment/journal.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import { datePaidAt } from "./pay-fees.ts";

/** A receipt of the post as it stands, after its corrections. */
export interface StoredCollection {
  readonly customerCode: string;
  readonly receiptNumber: string;
  readonly orderId: bigint;
  readonly orderNumber: string;
  readonly dossierId: bigint;
  readonly dossierCode: string;
  readonly amount: Dong;
  readonly collectedAt: Date;
  readonly version: number;
  readonly voidedAt: Date | null;
  /** Null: its dossier has no fee yet. Without a reference: a person decides about it, or has. */
  readonly heardAt: Date | null;
  /** Of the attempt under which it was heard. */
  readonly reference: string | null;
  readonly bookingId: string | null;
  readonly settledBy: string | null;
}

const columns = sql`
  c.customer_code as "customerCode", c.receipt_number as "receiptNumber", c.order_id as "orderId", o.number as "orderNumber",
  o.dossier_id as "dossierId", d.code as "dossierCode", c.amount_vnd as amount, c.collected_at as "collectedAt", c.version,
  c.voided_at as "voidedAt", c.heard_at as "heardAt", c.reference, c.booking_id as "bookingId", c.settled_by as "settledBy"`;
const from = sql`hub.post_collection c join hub.post_order o on o.id = c.order_id join hub.dossier d on d.id = o.dossier_id`;

/** Of this order, locked; undefined: it has no such receipt. */
export async function lockCollection(
  tx: Tx,
  orderId: bigint,
  receiptNumber: string,
): Promise<StoredCollection | undefined> {
  const { rows } = await sql<StoredCollection>`
    select ${columns} from ${from} where c.order_id = ${orderId} and c.receipt_number = ${receiptNumber}
       for update of c`.execute(tx);
  return rows[0];
}

/** Which stands in the journal by that booking, locked. */
export async function lockCollectionBooked(tx: Tx, bookingId: string): Promise<StoredCollection | undefined> {
  const { rows } = await sql<StoredCollection>`
    select ${columns} from ${from} where c.booking_id = ${bookingId} for update of c`.execute(tx);
  return rows[0];
}

/** Those of a customer, locked in their order: the ones named, or all that are with the post and were collected before a moment. */
export async function lockCollections(
  tx: Tx,
  customerCode: string,
  which: { readonly receipts: readonly string[] } | { readonly before: Date },
): Promise<readonly StoredCollection[]> {
  const those =
    "receipts" in which
      ? sql`c.receipt_number = any(${[...which.receipts]}::text[])`
      : sql`c.settled_by is null and c.voided_at is null and c.collected_at < ${which.before}`;
  const { rows } = await sql<StoredCollection>`
    select ${columns} from ${from} where c.customer_code = ${customerCode} and ${those}
     order by c.receipt_number for update of c`.execute(tx);
  return rows;
}

/** That are with the post, the oldest first. */
export async function unsettledCollections(
  db: Reader,
  { customerCode, limit }: { readonly customerCode: string | undefined; readonly limit: number },
): Promise<readonly StoredCollection[]> {
  const { rows } = await sql<StoredCollection>`
    select ${columns} from ${from}
     where c.settled_by is null and c.voided_at is null
       and (${customerCode ?? null}::text is null or c.customer_code = ${customerCode ?? null})
     order by c.collected_at, c.receipt_number limit ${limit}`.execute(db);
  return rows;
}

/** Receipts that were not heard, of dossiers that have a fee by now. */
export async function hearableCollections(
  db: Reader,
  limit: number,
): Promise<readonly Pick<StoredCollection, "orderId" | "receiptNumber">[]> {
  const { rows } = await sql<Pick<StoredCollection, "orderId" | "receiptNumber">>`
    select c.order_id as "orderId", c.receipt_number as "receiptNumber" from ${from}
     where c.heard_at is null and c.voided_at is null
       and exists (select from hub.fee f where f.dossier_id = o.dossier_id)
     order by c.recorded_at limit ${limit}`.execute(db);
  return rows;
}

export interface CollectionChange {
  readonly heardAt?: Date | null;
  readonly reference?: string | null;
  readonly bookingId?: string | null;
}

/** How it stands in the journal. */
export async function noteHeard(
  tx: Tx,
  { customerCode, receiptNumber }: Pick<StoredCollection, "customerCode" | "receiptNumber">,
  { heardAt, reference, bookingId }: Required<CollectionChange>,
): Promise<void> {
  await sql`
    update hub.post_collection set heard_at = ${heardAt}, reference = ${reference}, booking_id = ${bookingId}
     where customer_code = ${customerCode} and receipt_number = ${receiptNumber}`.execute(tx);
}

export async function noteSettled(tx: Tx, receipts: readonly StoredCollection[], bookingId: string): Promise<void> {
  await sql`
    update hub.post_collection c set settled_by = ${bookingId}
      from jsonb_to_recordset(${JSON.stringify(receipts.map(({ customerCode, receiptNumber }) => ({ customerCode, receiptNumber })))}::jsonb)
        as r ("customerCode" text, "receiptNumber" text)
     where c.customer_code = r."customerCode" and c.receipt_number = r."receiptNumber"`.execute(tx);
}

/** A settlement that was taken back brought nothing. */
export async function forgetSettled(tx: Tx, bookingId: string): Promise<void> {
  await sql`update hub.post_collection set settled_by = null where settled_by = ${bookingId}`.execute(tx);
}

/** What a receipt says from now on; its history is written with it. */
export async function correctCollection(
  tx: Tx,
  was: StoredCollection,
  correction: {
    /** Null: void. */
    readonly to: { readonly amount: Dong; readonly collectedAt: Date } | null;
    readonly reason: string;
    readonly partnerId: string;
    readonly officer: string | null;
    readonly at: Date;
  },
): Promise<StoredCollection> {
  const { to, reason, partnerId, officer, at } = correction;
  const version = was.version + 1;
  await sql`
    insert into hub.post_correction (customer_code, receipt_number, version, order_id, was_amount_vnd, was_collected_at,
                                     amount_vnd, collected_at, reason, partner_id, officer, at)
    values (${was.customerCode}, ${was.receiptNumber}, ${version}, ${was.orderId}, ${was.amount}, ${was.collectedAt}, ${to?.amount ?? null},
            ${to?.collectedAt ?? null}, ${reason}, ${partnerId}, ${officer}, ${at})`.execute(tx);
  const now = { ...was, version, amount: to?.amount ?? was.amount, collectedAt: to?.collectedAt ?? was.collectedAt };
  await sql`
    update hub.post_collection
       set version = ${version}, amount_vnd = ${now.amount}, collected_at = ${now.collectedAt},
           voided_at = ${to === null ? at : null}
     where customer_code = ${was.customerCode} and receipt_number = ${was.receiptNumber}`.execute(tx);
  return { ...now, voidedAt: to === null ? at : null };
}

/**
 * A receipt that is void under the order it was entered under is another one's of the same customer. Its history goes with it.
 *
 * @returns false: it is none that is void, or stands under this order.
 */
export async function moveVoided(
  tx: Tx,
  order: { readonly id: bigint; readonly customerCode: string },
  now: {
    readonly receiptNumber: string;
    readonly amount: Dong;
    readonly collectedAt: Date;
    readonly postage: bigint | null;
  },
  by: { readonly partnerId: string; readonly officer: string | null; readonly at: Date },
): Promise<boolean> {
  const { receiptNumber, amount, collectedAt, postage } = now;
  const [was] = await lockCollections(tx, order.customerCode, { receipts: [receiptNumber] });
  if (!was || was.voidedAt === null || was.orderId === order.id) return false;
  const reason = `từ đơn ${was.orderNumber} / from order ${was.orderNumber}`;
  await correctCollection(tx, was, { to: { amount, collectedAt }, reason, ...by });
  await sql`
    update hub.post_collection set order_id = ${order.id}, postage_vnd = ${postage}
     where customer_code = ${was.customerCode} and receipt_number = ${receiptNumber}`.execute(tx);
  return true;
}

export interface StoredCorrection {
  readonly orderId: bigint;
  readonly receiptNumber: string;
  readonly version: number;
  readonly wasAmount: Dong;
  readonly wasCollectedAt: Date;
  readonly amount: Dong | null;
  readonly collectedAt: Date | null;
  readonly reason: string;
  readonly officer: string | null;
  readonly at: Date;
}

export async function correctionsOf(db: Reader, orderIds: readonly bigint[]): Promise<readonly StoredCorrection[]> {
  const { rows } = await sql<StoredCorrection>`
    select c.order_id as "orderId", k.receipt_number as "receiptNumber", k.version, k.was_amount_vnd as "wasAmount",
           k.was_collected_at as "wasCollectedAt", k.amount_vnd as amount, k.collected_at as "collectedAt", k.reason, k.officer, k.at
      from hub.post_correction k
      join hub.post_collection c on (c.customer_code, c.receipt_number) = (k.customer_code, k.receipt_number)
     where c.order_id = any(${orderIds.map(String)}::bigint[]) order by k.at, k.version`.execute(db);
  return rows;
}

/** Whether the dossier is paid, and its last confirmation named this number. */
export async function isConfirmedBy(db: Reader, dossierId: bigint, number: string): Promise<boolean> {
  const { rows } = await sql`
    select from hub.dossier d
     where d.id = ${dossierId} and d.money = 'paid'
       and (select e.details ->> 'paymentReference' from hub.dossier_event e
             where e.dossier_id = d.id and e.step = 'confirmPayment' order by e.revision desc limit 1) = ${number}`.execute(
    db,
  );
  return rows.length > 0;
}

/** A payment whose receipt was mistyped is none any more. */
export async function takeBackPayment(tx: Tx, id: bigint): Promise<void> {
  await sql`update hub.payment set kept = 'takenBack' where id = ${id}`.execute(tx);
}

/** When its money was paid; and, where it pays the fee, when that was. */
export async function redate(tx: Tx, { bookingId, reference }: StoredCollection, to: Date): Promise<void> {
  if (bookingId === null || reference === null) return;
  const { rows } = await sql<{ id: bigint }>`
    select f.id from hub.payment p join hub.fee f on f.paid_by = p.reference and f.paid_at = p.paid_at
     where p.booking_id = ${bookingId} and p.kept = 'counted'
       -- of the same moment, and paid before it
       and not exists (select from hub.payment o
                        where o.reference = p.reference and o.kept = 'counted' and o.amount = f.amount and o.id < p.id)`.execute(
    tx,
  );
  await sql`update hub.payment set paid_at = ${to} where booking_id = ${bookingId}`.execute(tx);
  for (const { id } of rows) await datePaidAt(tx, id, to);
}

/** Of this dossier: the fee that was paid under one of these numbers, and that another one followed. */
export async function settledFeeOf(
  tx: Tx,
  dossierId: bigint,
  holder: Holder,
  numbers: readonly string[],
): Promise<bigint | undefined> {
  if (numbers.length === 0) return undefined;
  const { rows } = await sql<{ id: bigint }>`
    select f.id from hub.payment p
      join hub.payment_request r on r.reference = p.reference
      join hub.fee f on f.id = r.fee_id
     where p.holder = ${holder} and p.their_number = any(${[...numbers]}::text[])
       and f.dossier_id = ${dossierId} and f.ended_why = 'settled'
     order by p.id desc limit 1`.execute(tx);
  return rows[0]?.id;
}

/** The case of money that waits under a booking. */
export async function closeCaseOf(
  tx: Tx,
  bookingId: string,
  { by, how, at }: { readonly by: string; readonly how: string; readonly at: Date },
): Promise<void> {
  await sql`
    update hub.money_case set closed_at = ${at}, closed_by = ${by}, closed_how = ${how}
     where booking_id = ${bookingId} and class = 'suspense' and closed_at is null`.execute(tx);
}

import { sql } from "kysely";
import { dayOf, type Day } from "../domain/day.ts";
import type { PostEvent } from "../domain/post/event.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** How an event was understood; `unknownOrder`: its number is none of ours. */
export type EventFollowed = "moved" | "same" | "late" | "unknownCode" | "contradicts" | "unknownOrder";

export interface StoredPostEvent extends PostEvent {
  readonly followed: EventFollowed;
  readonly source: "feed" | "order";
  readonly cameAt: Date;
}

export async function isEventKnown(db: Reader, customerCode: string, key: string): Promise<boolean> {
  const { rows } = await sql`
    select from post_event where customer_code = ${customerCode} and key = ${key}`.execute(db);
  return rows.length > 0;
}

/** @returns false when it was there. */
export async function insertEvent(
  tx: Tx,
  customerCode: string,
  orderId: bigint | null,
  event: PostEvent,
  { followed, source }: Pick<StoredPostEvent, "followed" | "source">,
): Promise<boolean> {
  const { key, orderNumber, waybill, code, meaning, at, said, place } = event;
  const { rows } = await sql`
    insert into post_event (customer_code, key, order_id, order_number, waybill, code, meaning, at, said, place, followed, source)
    values (${customerCode}, ${key}, ${orderId}, ${orderNumber}, ${waybill}, ${code}, ${meaning}, ${at}, ${said}, ${place},
            ${followed}, ${source})
    on conflict do nothing returning id`.execute(tx);
  return rows.length > 0;
}

/** As they came. */
export async function eventsOf(
  db: Reader,
  orderIds: readonly bigint[],
): Promise<(StoredPostEvent & { readonly orderId: bigint })[]> {
  const { rows } = await sql<StoredPostEvent & { readonly orderId: bigint }>`
    select order_id as "orderId", key, order_number as "orderNumber", waybill, code, meaning, at, said, place, followed, source,
           came_at as "cameAt"
      from post_event where order_id = any(${orderIds.map(String)}::bigint[]) order by id`.execute(db);
  return rows;
}

/** How far a customer's feed was read. */
export interface Cursor {
  readonly customerCode: string;
  readonly cursor: string;
  readonly nextAt: Date;
  readonly readAt: Date | null;
  readonly movedAt: Date | null;
  /** Why it stands still. */
  readonly fault: string | null;
  /** Events of orders that are not ours, from before it was connected. */
  readonly passedOver: bigint;
}

/** A feed that was taken to be read. */
export interface ClaimedCursor {
  readonly cursor: string;
  /** What was ordered elsewhere before this day is nobody's here. */
  readonly firstDay: Day;
}

/**
 * Takes a customer's feed to read it, for so long; undefined: it is not due, or waits for a person.
 * @param firstDay as the connection file says; null: the day it is read first.
 */
export async function claimCursor(
  db: Reader,
  customerCode: string,
  {
    first,
    firstDay,
    now,
    leaseMs,
  }: { readonly first: string; readonly firstDay: Day | null; readonly now: Date; readonly leaseMs: number },
): Promise<ClaimedCursor | undefined> {
  await sql`
    insert into post_cursor (customer_code, cursor, next_at, first_day) values (${customerCode}, ${first}, ${now}, ${dayOf(now)})
    on conflict do nothing`.execute(db);
  const { rows } = await sql<ClaimedCursor>`
    update post_cursor set next_at = ${new Date(now.getTime() + leaseMs)}
     where customer_code = ${customerCode} and next_at <= ${now} and fault is null
    returning cursor, coalesce(${firstDay}::date, first_day, ${dayOf(now)}::date) as "firstDay"`.execute(db);
  return rows[0];
}

export async function countPassedOver(tx: Tx, customerCode: string, events: number): Promise<void> {
  await sql`
    update post_cursor set passed_over = passed_over + ${events} where customer_code = ${customerCode}`.execute(tx);
}

/** @returns false when another worker moved it meanwhile: what was read with it is not kept. */
export async function moveCursor(
  tx: Tx,
  customerCode: string,
  { from, to, nextAt, now }: { readonly from: string; readonly to: string; readonly nextAt: Date; readonly now: Date },
): Promise<boolean> {
  const { rows } = await sql`
    update post_cursor
       set cursor = ${to}, next_at = ${nextAt}, read_at = ${now},
           moved_at = case when cursor <> ${to} then ${now}::timestamptz else moved_at end
     where customer_code = ${customerCode} and cursor = ${from} and fault is null returning cursor`.execute(tx);
  return rows.length > 0;
}

/** It stands still until a person says where it goes on. */
export async function stopCursor(tx: Reader, customerCode: string, from: string, fault: string): Promise<void> {
  await sql`
    update post_cursor set fault = ${fault} where customer_code = ${customerCode} and cursor = ${from}`.execute(tx);
}

export async function delayCursor(db: Reader, customerCode: string, until: Date): Promise<void> {
  await sql`update post_cursor set next_at = ${until} where customer_code = ${customerCode}`.execute(db);
}

/** A person says where it goes on. @returns false when there is no such customer. */
export async function putCursor(tx: Tx, customerCode: string, cursor: string, by: string, now: Date): Promise<boolean> {
  const { rows } = await sql`
    update post_cursor set cursor = ${cursor}, fault = null, next_at = ${now}, decided_by = ${by}
     where customer_code = ${customerCode} returning cursor`.execute(tx);
  return rows.length > 0;
}

export async function listCursors(db: Reader): Promise<Cursor[]> {
  const { rows } = await sql<Cursor>`
    select customer_code as "customerCode", cursor, next_at as "nextAt", read_at as "readAt", moved_at as "movedAt", fault,
           passed_over as "passedOver"
      from post_cursor order by customer_code`.execute(db);
  return rows;
}

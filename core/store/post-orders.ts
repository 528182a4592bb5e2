import { sql } from "kysely";
import type { OrgCode } from "../domain/org-code.ts";
import type { ParcelStage } from "../domain/post/event.ts";
import type { OrderState, PostParty, PostPurpose } from "../domain/post/order.ts";
import type { Dong } from "../domain/payment/dong.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** What is owed to the post about an order: `ask` and `askCancel` after a call of which nobody knows how it ended. */
export type PostTask = "create" | "ask" | "cancel" | "askCancel";

/** An order as the database has it. */
export interface StoredOrder {
  readonly id: bigint;
  readonly dossierId: bigint;
  readonly dossierCode: string;
  readonly purpose: PostPurpose;
  readonly attempt: number;
  readonly number: string;
  readonly account: string;
  readonly profile: string;
  readonly customerCode: string;
  readonly unit: string;
  readonly state: OrderState;
  readonly stage: ParcelStage;
  readonly stageSince: Date | null;
  readonly waybill: string | null;
  readonly theirNumber: string | null;
  readonly weightGrams: number;
  readonly collect: Dong | null;
  /** Revision of the step that asked for papers; 0: the filing, or the result. */
  readonly occasion: number;
  /** Provisional, as the post told it with the order. */
  readonly fee: Dong | null;
  readonly feeAt: Date | null;
  /** Provisional, as an officer was told before the order; null: nobody asked. */
  readonly quote: { readonly price: Dong; readonly service: string; readonly at: Date } | null;
  readonly task: PostTask | null;
  readonly nextAt: Date | null;
  readonly round: number;
  /** Milliseconds of open time. */
  readonly waitedMs: number;
  /** When the last call that may have called a postman left. */
  readonly calledAt: Date | null;
  readonly cancelAskedAt: Date | null;
  readonly caseId: string | null;
  readonly owedStep: "confirmPostDelivery" | "resultCameBack" | null;
  readonly officer: string | null;
  readonly createdAt: Date;
}

export interface OrderPeople {
  readonly sender: PostParty;
  readonly receiver: PostParty;
  readonly contents: string;
}

const columns = sql`
  o.id, o.dossier_id as "dossierId", d.code as "dossierCode", o.purpose, o.attempt, o.number, o.account, o.profile,
  o.customer_code as "customerCode", o.unit_code as unit, o.state, o.stage, o.stage_since as "stageSince", o.waybill,
  o.their_number as "theirNumber", o.weight_grams as "weightGrams", o.collect_vnd as collect, o.fee_vnd as fee, o.task,
  o.occasion, o.fee_at as "feeAt", o.quoted_vnd as "quotedVnd", o.quoted_for as "quotedFor", o.quoted_at as "quotedAt",
  o.next_at as "nextAt", o.round, o.waited_ms::float8 as "waitedMs", o.called_at as "calledAt",
  o.cancel_asked_at as "cancelAskedAt", o.case_id as "caseId", o.owed_step as "owedStep", o.officer,
  o.created_at as "createdAt"`;
const from = sql`post_order o join dossier d on d.id = o.dossier_id`;

type Row = Omit<StoredOrder, "quote"> & {
  readonly quotedVnd: Dong | null;
  readonly quotedFor: string | null;
  readonly quotedAt: Date | null;
};
const toOrder = ({ quotedVnd, quotedFor, quotedAt, ...order }: Row): StoredOrder => ({
  ...order,
  quote: quotedVnd === null || quotedAt === null ? null : { price: quotedVnd, service: quotedFor ?? "", at: quotedAt },
});

export interface NewOrder extends Pick<
  StoredOrder,
  | "dossierId"
  | "purpose"
  | "attempt"
  | "occasion"
  | "number"
  | "account"
  | "profile"
  | "customerCode"
  | "weightGrams"
  | "collect"
  | "quote"
> {
  readonly unit: OrgCode;
  readonly officer: string | null;
  readonly partnerId: string;
  readonly cause: string;
}

/** Owed to the post from now on. */
export async function insertOrder(tx: Tx, order: NewOrder, people: OrderPeople, at: Date): Promise<bigint> {
  const { id } = await tx
    .insertInto("post_order")
    .values({
      ...{ dossier_id: order.dossierId, purpose: order.purpose, attempt: order.attempt, number: order.number },
      ...{ account: order.account, profile: order.profile, customer_code: order.customerCode, unit_code: order.unit },
      ...{ weight_grams: order.weightGrams, collect_vnd: order.collect, officer: order.officer },
      ...{ occasion: order.occasion, quoted_vnd: order.quote?.price ?? null, quoted_for: order.quote?.service ?? null },
      quoted_at: order.quote?.at ?? null,
      ...{ partner_id: order.partnerId, cause: order.cause, task: "create", next_at: at, created_at: at },
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  const { sender, receiver, contents } = people;
  await tx
    .insertInto("post_order_person")
    .values({ order_id: id, sender: JSON.stringify(sender), receiver: JSON.stringify(receiver), contents })
    .execute();
  return id;
}

/** Oldest first. */
export async function ordersOf(db: Reader, dossierId: bigint): Promise<StoredOrder[]> {
  const { rows } = await sql<Row>`
    select ${columns} from ${from} where o.dossier_id = ${dossierId} order by o.id`.execute(db);
  return rows.map(toOrder);
}

export async function findOrder(db: Reader, number: string): Promise<StoredOrder | undefined> {
  const { rows } = await sql<Row>`select ${columns} from ${from} where o.number = ${number}`.execute(db);
  return rows[0] && toOrder(rows[0]);
}

/** Locked until the transaction ends: what the post says and what people ask come one after the other. */
export async function lockOrder(
  tx: Tx,
  which: { readonly number: string } | { readonly id: bigint },
): Promise<StoredOrder | undefined> {
  const that = "id" in which ? sql`o.id = ${which.id}` : sql`o.number = ${which.number}`;
  const { rows } = await sql<Row>`select ${columns} from ${from} where ${that} for update of o`.execute(tx);
  return rows[0] && toOrder(rows[0]);
}

export async function peopleOf(db: Reader, orderId: bigint): Promise<OrderPeople | undefined> {
  const { rows } = await sql<OrderPeople>`
    select sender, receiver, contents from post_order_person where order_id = ${orderId}`.execute(db);
  return rows[0];
}

/** Newest first. */
export async function listOrders(
  db: Reader,
  { states, limit }: { readonly states: readonly OrderState[]; readonly limit: number },
): Promise<StoredOrder[]> {
  const { rows } = await sql<Row>`
    select ${columns} from ${from} where o.state = any(${[...states]}::text[]) order by o.id desc limit ${limit}`.execute(
    db,
  );
  return rows.map(toOrder);
}

/**
 * For which occasion papers would be sent now: the revision of the dossier's last step that asked for some; 0: none did, and it
 * is the filing.
 */
export async function occasionOf(db: Reader, dossierId: bigint): Promise<number> {
  const { rows } = await sql<{ revision: number | null }>`
    select max(revision) as revision from dossier_event where dossier_id = ${dossierId} and step = 'askSupplement'`.execute(
    db,
  );
  return rows[0]?.revision ?? 0;
}

interface QuoteFor {
  readonly dossierId: bigint;
  readonly purpose: PostPurpose;
  readonly account: string;
  readonly weightGrams: number;
}

/** The last price that the post named for such an order, service by service. */
export async function keepQuote(
  db: Reader,
  { dossierId, purpose, account, weightGrams }: QuoteFor,
  prices: readonly { readonly service: string; readonly price: Dong }[],
  at: Date,
): Promise<void> {
  for (const { service, price } of prices)
    await sql`
      insert into post_quote (dossier_id, purpose, account, weight_grams, service, price_vnd, at)
      values (${dossierId}, ${purpose}, ${account}, ${weightGrams}, ${service}, ${price}, ${at})
      on conflict (dossier_id, purpose, account, weight_grams, service)
      do update set price_vnd = excluded.price_vnd, at = excluded.at`.execute(db);
}

/** Of the service that will be ordered; where the account names none, and the post named one price, that one. */
export async function quoteFor(
  db: Reader,
  { dossierId, purpose, account, weightGrams }: QuoteFor,
  service: string,
): Promise<StoredOrder["quote"]> {
  const { rows } = await sql<NonNullable<StoredOrder["quote"]>>`
    select price_vnd as price, service, at from post_quote
     where dossier_id = ${dossierId} and purpose = ${purpose} and account = ${account} and weight_grams = ${weightGrams}
     order by service`.execute(db);
  return rows.find((one) => one.service === service) ?? (rows.length === 1 ? (rows[0] ?? null) : null);
}

export interface OrderChange {
  readonly state?: OrderState;
  readonly stage?: ParcelStage;
  readonly stageSince?: Date | null;
  readonly waybill?: string | null;
  readonly theirNumber?: string | null;
  readonly fee?: Dong | null;
  readonly feeAt?: Date;
  readonly task?: PostTask | null;
  readonly nextAt?: Date | null;
  readonly round?: number;
  readonly waitedMs?: number;
  readonly cancelAskedAt?: Date;
  readonly cancelReason?: string;
  readonly caseId?: string | null;
  readonly owedStep?: StoredOrder["owedStep"];
  readonly owedNextAt?: Date | null;
}

/** Writes what is named, and that something changed. */
export async function changeOrder(tx: Reader, id: bigint, change: OrderChange): Promise<void> {
  const { stageSince, theirNumber, fee, nextAt, waitedMs, cancelAskedAt, cancelReason, caseId, owedStep, owedNextAt } =
    change;
  const { state, stage, waybill, task, round, feeAt } = change;
  const said = {
    ...{ state, stage, stage_since: stageSince, waybill, their_number: theirNumber, fee_vnd: fee, task, round },
    ...{ next_at: nextAt, waited_ms: waitedMs === undefined ? undefined : BigInt(Math.round(waitedMs)) },
    ...{ cancel_asked_at: cancelAskedAt, cancel_reason: cancelReason, case_id: caseId },
    ...{ owed_step: owedStep, owed_next_at: owedNextAt, fee_at: feeAt },
  };
  const named = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  await tx
    .updateTable("post_order")
    .set({ ...named, changed_at: sql<Date>`now()` })
    .where("id", "=", id)
    .execute();
}

/** What was taken, and what was to be done with it. */
export interface ClaimedOrder {
  readonly order: StoredOrder;
  readonly task: PostTask;
  /** Nobody knew how the call before ended. */
  readonly wasUnknown: boolean;
}

/**
 * Takes the next order of which something is due, for so long. What may call or call off a postman is on record as
 * unknown before it leaves (P6): a worker that dies leaves an order that is asked after, never one that is sent again.
 */
export async function claimOrder(tx: Tx, now: Date, leaseMs: number): Promise<ClaimedOrder | undefined> {
  const { rows } = await sql<{ id: bigint; task: PostTask; state: OrderState }>`
    select id, task, state from post_order where next_at <= ${now} order by next_at limit 1 for update skip locked`.execute(
    tx,
  );
  const [next] = rows;
  if (!next) return undefined;
  const { id, task, state } = next;
  await sql`
    update post_order
       set next_at = ${new Date(now.getTime() + leaseMs)}, round = round + 1,
           task = case task when 'create' then 'ask' when 'cancel' then 'askCancel' else task end,
           state = case when task = 'create' then 'unknown' else state end,
           called_at = case when task in ('create', 'cancel') then ${now}::timestamptz else called_at end
     where id = ${id}`.execute(tx);
  const order = await lockOrder(tx, { id });
  return order && { order, task, wasUnknown: state === "unknown" };
}

/** The next order to read at the post because of a hint; it is not read again for a while. */
export async function claimLook(tx: Tx, now: Date): Promise<StoredOrder | undefined> {
  const { rows } = await sql<{ id: bigint }>`
    update post_order set look_at = null, looked_at = ${now}
     where id = (select id from post_order where look_at <= ${now} order by look_at limit 1 for update skip locked)
    returning id`.execute(tx);
  return rows[0] && lockOrder(tx, { id: rows[0].id });
}

/** Orders to read at the post soon, but none oftener than so. @returns how many were known. */
export async function hintAt(
  db: Reader,
  account: string,
  waybills: readonly string[],
  now: Date,
  againAfterMs: number,
): Promise<number> {
  const { rows } = await sql`
    update post_order
       set look_at = least(look_at, greatest(${now}::timestamptz, looked_at + make_interval(secs => ${againAfterMs / 1000})))
     where account = ${account} and waybill = any(${[...waybills]}::text[])
    returning id`.execute(db);
  return rows.length;
}

/** The next dossier to which an event owes a step. */
export async function claimOwed(tx: Tx, now: Date, leaseMs: number): Promise<StoredOrder | undefined> {
  const { rows } = await sql<{ id: bigint }>`
    update post_order set owed_next_at = ${new Date(now.getTime() + leaseMs)}
     where id = (select id from post_order where owed_next_at <= ${now} order by owed_next_at limit 1
                    for update skip locked)
    returning id`.execute(tx);
  return rows[0] && lockOrder(tx, { id: rows[0].id });
}

/** The next allocated number, for good. Undefined: the pool is empty. */
export async function takeWaybill(tx: Tx, account: string, orderId: bigint): Promise<string | undefined> {
  const { rows } = await sql<{ number: string }>`
    with mine as (
      select number from post_waybill where account = ${account} and order_id = ${orderId}
    ), free as (
      select number from post_waybill where account = ${account} and order_id is null and not exists (select from mine)
      order by added_at, number limit 1 for update skip locked
    ), taken as (
      update post_waybill w set order_id = ${orderId} from free
       where w.account = ${account} and w.number = free.number returning w.number
    )
    select number from mine union all select number from taken`.execute(tx);
  return rows[0]?.number;
}

/** @returns how many were new. */
export async function addWaybills(db: Reader, account: string, numbers: readonly string[]): Promise<number> {
  const { rows } = await sql`
    insert into post_waybill (account, number) select ${account}, unnest(${[...numbers]}::text[])
    on conflict do nothing returning number`.execute(db);
  return rows.length;
}

export interface PostCounts {
  readonly orders: readonly { readonly state: string; readonly n: number }[];
  readonly matters: readonly { readonly kind: string; readonly n: number }[];
  /** Seconds since the oldest order was made that the post has not answered. */
  readonly oldest: number;
  readonly feeds: readonly { readonly customer: string; readonly seconds: number }[];
}

/** For the metrics of whoever works; orders that are over for good are not counted. */
export async function countPost(db: Reader, now: Date): Promise<PostCounts> {
  const { rows } = await sql<PostCounts>`
    with open as (
      select state, task, created_at from post_order where state not in ('refused', 'cancelled', 'delivered', 'returned')
    )
    select (select coalesce(jsonb_agg(jsonb_build_object('state', state, 'n', n)), '[]')
              from (select state, count(*) as n from open group by state) s) as orders,
           (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'n', n)), '[]')
              from (select kind, count(*) as n from post_matter where closed_at is null group by kind) m) as matters,
           coalesce((select greatest(0, extract(epoch from ${now}::timestamptz - min(created_at)))::float8
                       from open where task in ('create', 'ask')), 0) as oldest,
           (select coalesce(jsonb_agg(jsonb_build_object('customer', customer_code, 'seconds',
                     greatest(0, extract(epoch from ${now}::timestamptz - read_at)))), '[]')
              from post_cursor where read_at is not null) as feeds`.execute(db);
  return rows[0] ?? { orders: [], matters: [], oldest: 0, feeds: [] };
}

/** What is owed to the dossier is tried at once. */
export async function owedAgain(tx: Tx, id: bigint, at: Date): Promise<void> {
  await sql`update post_order set owed_next_at = ${at} where id = ${id} and owed_step is not null`.execute(tx);
}

export async function lookAt(db: Reader, id: bigint, at: Date): Promise<void> {
  await sql`update post_order set look_at = ${at} where id = ${id}`.execute(db);
}

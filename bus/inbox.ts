import { sql } from "kysely";
import { refuse, type Refusal } from "../core/domain/refusal.ts";
import type { Database, Reader, Tx } from "../platform/database.ts";
import type { Listener } from "../platform/listen.ts";
import type { Envelope } from "./envelope.ts";
import { advanceLanes, lockLane } from "./lane.ts";
import type { Receipt } from "./outcome.ts";
import { stateOf } from "./state-of.ts";
import { makeWaker } from "./waker.ts";

export interface InboxMessage {
  readonly messageId: string;
  /** The cursor to read on from. */
  readonly position: bigint;
  readonly envelope: Envelope;
  readonly acknowledgedAt: Date | null;
}

export interface InboxQuery {
  /**
   * Read what comes after this position, acknowledged or not. Without it: what waits to be acknowledged, oldest first;
   * that is nothing while the partner has a webhook, whose messages the hub brings itself.
   */
  readonly after?: bigint | undefined;
  readonly limit: number;
}

export async function readInbox(db: Reader, partnerId: string, { after, limit }: InboxQuery): Promise<InboxMessage[]> {
  const open =
    after === undefined
      ? sql`state <> 'delivered' and not exists (
          select from hub.subscription where partner_id = ${partnerId} and channel = 'webhook')`
      : sql`position > ${after.toString()}::bigint`;
  const { rows } = await sql<{ message_id: string; position: bigint; envelope: Envelope; delivered_at: Date | null }>`
    select message_id, position, coalesce(substitute, envelope) as envelope,
           case when ${wasReceived} then delivered_at end as delivered_at from hub.delivery
    where partner_id = ${partnerId} and position is not null and ${open}
    order by position limit ${limit}`.execute(db);
  return rows.map((row) => ({
    messageId: row.message_id,
    position: row.position,
    envelope: row.envelope,
    acknowledgedAt: row.delivered_at,
  }));
}

/** Delivered, and not in its place gone to the agency that follows (bus/succession). */
export const wasReceived = sql`(state = 'delivered' and receipt ->> 'channel' is distinct from 'succession')`;

export interface Acknowledged {
  readonly ok: true;
  /** When it was acknowledged first; the same however often it is repeated. */
  readonly at: Date;
  /** Of the first time: how long after it was written, seconds, and by which channel it had come. */
  readonly first?: { readonly seconds: number; readonly channel: "inbox" | "amqp" };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Laid into the partner's queue, or this very moment: a receipt may be faster than our own note of it. */
const isInQueue = (partnerId: string) => sql`(queued_at is not null or (leased_until is not null and exists (
  select from hub.subscription where partner_id = ${partnerId} and channel = 'amqp')))`;

/** The partner has it. Also what was parked or on its way by webhook: the partner's word counts. */
export async function acknowledge(
  tx: Tx,
  partnerId: string,
  wanted: string,
  at: Date,
): Promise<Acknowledged | Refusal> {
  const unknown = refuse("message-unknown", { message: wanted });
  if (!uuid.test(wanted)) return unknown;
  // by its own id, or by that of what was sent in its place
  const found = await sql<{ message_id: string; receiver: string; subject: string }>`
    select message_id, receiver, subject from hub.delivery
    where partner_id = ${partnerId} and (message_id = ${wanted} or substitute ->> 'id' = lower(${wanted}))`.execute(tx);
  const [lane] = found.rows;
  if (!lane) return unknown;
  const messageId = lane.message_id;
  await lockLane(tx, lane);
  const receipt: Receipt = { channel: "inbox", acknowledgedBy: partnerId };
  const { rows } = await sql<{ delivered_at: Date; first: boolean; seconds: number; queued: boolean }>`
    with answered as (
      update hub.delivery
      set state = 'delivered', delivered_at = ${at}, receipt = ${JSON.stringify(receipt)}::jsonb,
          -- what lies in its queue is an attempt that ends now; else this is one of its own
          attempts = attempts + (not ${isInQueue(partnerId)})::integer, leased_until = null, parked_reason = null, parked_at = null,
          parked_fault = null
      where message_id = ${messageId} and ${stateOf("delivery")} <> 'delivered'
      returning message_id, attempts, delivered_at, coalesce(queued_at, delivered_at) as started_at, created_at,
                queued_at is not null as queued
    ), noted as (
      insert into hub.delivery_attempt (message_id, attempt, started_at, duration_ms, outcome, detail)
      select message_id, attempts, started_at,
             greatest(0, least(extract(epoch from delivered_at - started_at) * 1000, 2147483647))::integer, 'delivered', ${`acknowledged by ${partnerId}`} from answered
      on conflict do nothing
    )
    select delivered_at, true as first,
           greatest(0, extract(epoch from delivered_at - created_at))::double precision as seconds, queued from answered
    union all
    select delivered_at, false, 0, false from hub.delivery where message_id = ${messageId} and state = 'delivered'`.execute(
    tx,
  );
  const [answer] = rows;
  if (!answer) return unknown;
  if (!answer.first) return { ok: true, at: answer.delivered_at };
  await advanceLanes(tx, [lane]);
  const { seconds, queued } = answer;
  return { ok: true, at: answer.delivered_at, first: { seconds, channel: queued ? "amqp" : "inbox" } };
}

/** Lets any number of long polls wait on the process's one LISTEN connection. */
export interface InboxWatch {
  /** Watches from this moment on; call it before reading, so that what commits in between is not missed. */
  readonly watch: (partnerId: string) => {
    /** Resolves when something may have come, after `ms`, or when the signal aborts. */
    readonly news: (ms: number, signal: AbortSignal) => Promise<void>;
    readonly stop: () => void;
  };
}

export const watchInboxes = (listener: Listener): InboxWatch => ({
  watch(partnerId) {
    const waker = makeWaker();
    const stop = listener.on("hub_delivery", (payload) => {
      if (payload === undefined || payload === partnerId) waker.wake();
    });
    return {
      stop,
      async news(ms, signal) {
        signal.addEventListener("abort", waker.wake);
        if (!signal.aborted) await waker.sleep(ms);
        signal.removeEventListener("abort", waker.wake);
      },
    };
  },
});

/** Reads the inbox and, when it is empty, waits up to `waitMs` for something to come. */
export async function awaitInbox(
  db: Database,
  inboxes: InboxWatch,
  partnerId: string,
  query: InboxQuery,
  waitMs: number,
  signal: AbortSignal,
): Promise<InboxMessage[]> {
  const until = performance.now() + waitMs;
  const { news, stop } = inboxes.watch(partnerId);
  try {
    for (;;) {
      const messages = await readInbox(db, partnerId, query);
      const left = until - performance.now();
      if (messages.length > 0 || left <= 0 || signal.aborted) return messages;
      await news(left, signal);
    }
  } finally {
    stop();
  }
}

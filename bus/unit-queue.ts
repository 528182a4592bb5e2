import { sql } from "kysely";
import type { Database, Tx } from "../platform/database.ts";
import type { Management } from "./management.ts";
import type { OutgoingMessage, Outcome, Queued } from "./outcome.ts";
import { unitQueue } from "./topology.ts";
import type { Transport } from "./transport.ts";

/** Lays a message into its partner's own queue. What the broker does is an outcome; it does not throw. */
export type HandOver = (partnerId: string, message: OutgoingMessage) => Promise<Queued | Outcome>;

/** One CloudEvent in structured mode, confirmed and routed (P2). */
export const makeHandOver =
  (transport: Pick<Transport, "publish">): HandOver =>
  async (partnerId, { messageId, envelope }) => {
    const queue = unitQueue(partnerId);
    const body = Buffer.from(JSON.stringify(envelope));
    const contentType = "application/cloudevents+json; charset=utf-8";
    const [answer] = await transport.publish(queue, [{ messageId, body, contentType }]);
    if (answer?.ok) return { kind: "queued" };
    const detail = answer?.detail ?? "the transport gave no answer";
    switch (answer?.reason) {
      case "rejected":
        return { kind: "retry", detail: `the queue ${queue} takes no more: ${detail}`, fault: "queue-full" };
      case "unroutable":
        return { kind: "retry", detail, fault: "our-fault" };
      default:
        return { kind: "unknown", detail, fault: "our-fault" };
    }
  };

/** A partner that fetches and gives no receipt gets a message so many times; then a person is asked. */
const mostTimes = 12;

/**
 * Sends again what a partner took out of its queue without a receipt for it. The queue is first in, first out, so of
 * what was laid in and has no receipt the newest `depth` may still lie there; everything older was taken. The partner
 * knows a repeat by its id.
 * @param afterSeconds so long a receipt may take.
 * @returns how many.
 */
export async function sendUnreceiptedAgain(
  db: Database,
  management: Pick<Management, "depthOf">,
  afterSeconds = 600,
): Promise<number> {
  const waiting = await sql<{ partner_id: string }>`
    select distinct partner_id from hub.delivery
    where queued_at < now() - make_interval(secs => ${afterSeconds}) and state = 'waiting'`.execute(db);
  let again = 0;
  for (const { partner_id: partnerId } of waiting.rows) {
    const depth = await management.depthOf(partnerId);
    const { rows } = await sql`
      with taken as (
        select message_id, attempts, queued_at from hub.delivery
        where partner_id = ${partnerId} and queued_at is not null and state = 'waiting'
        order by queued_at desc offset ${depth}
      ), due as (
        select d.message_id, d.attempts, d.queued_at from hub.delivery d join taken using (message_id)
        where d.queued_at = taken.queued_at and d.queued_at < now() - make_interval(secs => ${afterSeconds})
          and d.state = 'waiting'
        for update of d skip locked
      ), noted as (
        insert into hub.delivery_attempt (message_id, attempt, started_at, duration_ms, outcome, detail)
        select message_id, attempts, queued_at, ${durationSince("due")}, 'unknown', ${noReceipt} from due
        on conflict do nothing
      ), counted as (
        select due.message_id,
               due.attempts - coalesce((select max(r.attempts) from hub.delivery_reopened r
                                        where r.message_id = due.message_id), 0) >= ${mostTimes} as enough
        from due
      ), changed as (
        update hub.delivery d
        set queued_at = null, next_attempt_at = now(),
            first_failed_at = coalesce(first_failed_at, now()), first_fault = coalesce(first_fault, 'no-receipt'),
            first_detail = coalesce(first_detail, ${noReceipt}),
            state = case when enough then 'parked' else state end,
            parked_at = case when enough then now() end,
            parked_fault = case when enough then 'no-receipt' end,
            parked_reason = case when enough then ${noReceipt} end
        from counted where d.message_id = counted.message_id
        returning d.message_id
      )
      select pg_notify('hub_delivery', '') from changed`.execute(db);
    again += rows.length;
  }
  return again;
}

const noReceipt = "it was taken from the queue, and no receipt came";

/** Milliseconds since `queued_at`, as far as the column goes. */
const durationSince = (from: "due" | "d") =>
  sql`least(extract(epoch from now() - ${sql.ref(`${from}.queued_at`)}) * 1000, 2147483647)::integer`;

/** The partner left the channel: what lies in its queue goes the new way. In the transaction that changes it. */
export async function takeBackQueued(tx: Tx, partnerId: string): Promise<void> {
  await sql`
    update hub.delivery set queued_at = null, next_attempt_at = now()
    where partner_id = ${partnerId} and queued_at is not null and state = 'waiting'
      and not exists (select from hub.subscription where partner_id = ${partnerId} and channel = 'amqp')`.execute(tx);
}

import { sql, type RawBuilder } from "kysely";
import type { Reader, Tx } from "../platform/database.ts";
import type { Lane } from "./lane.ts";

/**
 * What lies in a partner's own queue is a copy; when our tables owe it to somebody else, the copy is a leftover that the
 * partner could still take. Noted in the transaction that makes it so; bus/empty-queue.ts takes it out.
 */

/** Before the open messages of the lane go to another agency, or to nobody yet. */
export const leaveLaneInQueue = (tx: Tx, { receiver, subject }: Lane): Promise<void> =>
  leave(tx, sql`d.receiver = ${receiver} and d.subject = ${subject}`);

/** Before the agency's open messages go to another partner. */
export const leaveAgencyInQueue = (tx: Tx, agency: string, to: string | null): Promise<void> =>
  leave(tx, sql`d.receiver = ${agency} and d.partner_id is distinct from ${to}`);

/** The process that is just laying a message in notes it when it is done (below); one that dies then does not. */
async function leave(tx: Tx, meant: RawBuilder<unknown>): Promise<void> {
  await sql`
    with left_there as (
      insert into hub.queue_leftover (partner_id, due_at)
      select distinct d.partner_id, case when d.queued_at is null then now() + interval '1 minute' else now() end
      from hub.delivery d join hub.subscription s on s.partner_id = d.partner_id and s.channel = 'amqp'
      where ${meant} and d.state <> 'delivered' and (d.queued_at is not null or d.leased_until is not null)
      returning due_at
    )
    select pg_notify('hub_partner', '') from left_there where due_at <= now() limit 1`.execute(tx);
}

/** It was laid in, and meanwhile it was no longer this partner's. A receipt that was faster than we leaves nothing. */
export async function noteLaidInVain(tx: Tx, messageId: string, partnerId: string): Promise<void> {
  await sql`
    with left_there as (
      insert into hub.queue_leftover (partner_id)
      select ${partnerId} from hub.delivery
      where message_id = ${messageId}
        and (partner_id is distinct from ${partnerId} or receipt ->> 'channel' = 'succession')
      returning partner_id
    )
    select pg_notify('hub_partner', '') from left_there`.execute(tx);
}

/** Partners whose queues are to be emptied now, each with the last note of it. */
export async function queuesWithLeftovers(tx: Tx): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await sql<{ partner_id: string; last: bigint }>`
    select partner_id, max(id) as last from hub.queue_leftover where due_at <= now() group by partner_id
    order by partner_id`.execute(tx);
  return new Map(rows.map(({ partner_id, last }) => [partner_id, last]));
}

/** What was noted meanwhile stays noted. */
export async function crossOutLeftovers(tx: Tx, partnerId: string, last: bigint): Promise<void> {
  await sql`
    delete from hub.queue_leftover
    where partner_id = ${partnerId} and id <= ${last.toString()}::bigint and due_at <= now()`.execute(tx);
}

/** Which of these messages in the partner's queue it is not owed. What the hub did not lay in is none of them. */
export async function leftoversAmong(db: Reader, partnerId: string, wireIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select w.id::text as id from unnest(${wireIds}::uuid[]) w (id)
    left join hub.delivery_substitute s on s.message_id = w.id
    join hub.delivery d on d.message_id = coalesce(s.stands_for, w.id)
    where not (d.partner_id is not distinct from ${partnerId} and d.state = 'waiting'
               and (d.queued_at is not null or d.leased_until is not null))`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

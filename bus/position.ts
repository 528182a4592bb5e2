import { sql } from "kysely";
import type { Tx } from "../platform/database.ts";
import { lockLanes } from "./lane.ts";
import { reopenParked } from "./parked.ts";
import { leaveAgencyInQueue } from "./queue-leftover.ts";

// any number, the same in every process of the hub
export const servingLock = 736_120_517;

/**
 * Who serves an agency must not change between looking and writing: takers share, a change is alone. Ends with the
 * transaction; waits for a change that is just being made.
 * @returns the agencies, all of them shared now.
 */
export async function shareServing(tx: Tx, receivers: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ receiver: string }>`/* prepared */
    select receiver, pg_advisory_xact_lock_shared(${servingLock}, hashtext(receiver))
    from unnest(${[...new Set(receivers)]}::text[]) receiver`.execute(tx);
  return rows.map(({ receiver }) => receiver);
}
const changeServing = (tx: Tx, receiver: string) =>
  sql`select pg_advisory_xact_lock(${servingLock}, hashtext(${receiver}))`.execute(tx);

/** Of one receiver, served by this partner: one dossier's messages, or all of them where none has a subject. */
export interface Served {
  readonly partnerId: string;
  readonly receiver: string;
  readonly subject?: string;
}

/**
 * Gives messages that have none their places in the partners' inboxes, in each lane's order; what stands behind a gap
 * waits for the gap. A counter's row stays locked until the commit: a place is visible only after all places before it,
 * so a cursor never jumps over a late commit.
 */
export async function givePositions(tx: Tx, served: readonly Served[]): Promise<void> {
  const lanes = served.every(({ subject }) => subject !== undefined);
  const partners = [...new Set(served.map(({ partnerId }) => partnerId))].sort();
  await sql`/* prepared */
    insert into hub.inbox_counter as c (partner_id) select unnest(${partners}::text[])
    on conflict (partner_id) do update set last = c.last`.execute(tx);
  await sql`/* prepared */
    with wanted as materialized (
      select distinct * from unnest(
        ${served.map(({ partnerId }) => partnerId)}::text[], ${served.map(({ receiver }) => receiver)}::text[],
        ${served.map(({ subject }) => subject ?? null)}::text[]) as w (partner_id, receiver, subject)
    ), placeless as (
      select d.message_id, d.partner_id, d.subject, d.sequence,
             min(d.created_at) over (partition by d.receiver, d.subject) as lane_since
      from wanted w
      join hub.delivery d on d.receiver = w.receiver and d.partner_id = w.partner_id and d.position is null
        ${lanes ? sql`and d.subject = w.subject` : sql``}
      join hub.lane l on l.receiver = d.receiver and l.subject = d.subject
      where not exists (
        select from generate_series(l.delivered + 1, d.sequence - 1) earlier
        where not exists (
          select from hub.delivery e
          where e.receiver = d.receiver and e.subject = d.subject and e.sequence = earlier))
    ), placed as (
      select message_id, partner_id,
             row_number() over (partition by partner_id order by lane_since, subject, sequence) as place
      from placeless
    ), given as (
      update hub.delivery d set position = c.last + placed.place
      from placed join hub.inbox_counter c using (partner_id)
      where d.message_id = placed.message_id
      returning d.partner_id
    ), counted as (
      update hub.inbox_counter c set last = c.last + given.n
      from (select partner_id, count(*) as n from given group by partner_id) given where c.partner_id = given.partner_id
    )
    select pg_notify('hub_delivery', partner_id) from given group by partner_id`.execute(tx);
}

/**
 * Hands what an agency has not yet answered to the partner that now serves it: what waited for somebody to serve it,
 * and what the partner before left open, parked or being called at this moment. To the new one all of it is new.
 * Called in the transaction that writes hub.partner_unit.
 * @param partnerId null: nobody serves the agency for now.
 * @returns how many messages changed hands.
 */
export async function assignWaiting(tx: Tx, organisationCode: string, partnerId: string | null): Promise<number> {
  await changeServing(tx, organisationCode);
  const { rows } = await sql<{ subject: string }>`
    select subject from hub.delivery
    where receiver = ${organisationCode} and state <> 'delivered' and partner_id is distinct from ${partnerId}`.execute(
    tx,
  );
  if (rows.length === 0) return 0;
  await lockLanes(tx, organisationCode, [...new Set(rows.map(({ subject }) => subject))]);
  await leaveAgencyInQueue(tx, organisationCode, partnerId);
  await reopenParked(tx, { agency: organisationCode }, "agency", partnerId ?? "nobody");
  const { numAffectedRows } = await sql`
    update hub.delivery d set partner_id = ${partnerId}, position = null, leased_until = null, queued_at = null, waited_ms = 0,
           first_failed_at = null, first_fault = null, first_detail = null, fault_field = null,
           next_attempt_at = case when d.sequence = l.delivered + 1 and l.replaying is null then now() else 'infinity' end
    from hub.lane l
    where d.receiver = ${organisationCode} and d.state <> 'delivered' and d.partner_id is distinct from ${partnerId}
      and l.receiver = d.receiver and l.subject = d.subject
      and l.succession is distinct from 'undecided'`.execute(tx);
  if (partnerId !== null) await givePositions(tx, [{ partnerId, receiver: organisationCode }]);
  return Number(numAffectedRows ?? 0n);
}

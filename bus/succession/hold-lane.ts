import { sql } from "kysely";
import type { Tx } from "../../platform/database.ts";
import { lockLane, type Lane } from "../lane.ts";
import { givePositions } from "../position.ts";
import { leaveLaneInQueue } from "../queue-leftover.ts";

/**
 * A person must say who follows the agency for this dossier. Until then nothing of the lane is sent: it has no partner,
 * as if nobody served the agency. What is parked stays parked; a call on its way ends first and counts.
 */
export async function holdLane(tx: Tx, lane: Lane): Promise<void> {
  await lockLane(tx, lane);
  await sql`
    update hub.lane set succession = 'undecided'
    where receiver = ${lane.receiver} and subject = ${lane.subject} and succession is distinct from 'undecided'`.execute(
    tx,
  );
  await noteQueued(tx, lane, "it lay in the queue of the agency's partner when the agency ended");
  await sql`
    update hub.delivery set partner_id = null, position = null, queued_at = null, next_attempt_at = 'infinity'
    where receiver = ${lane.receiver} and subject = ${lane.subject} and state <> 'delivered' and leased_until is null
      and partner_id is not null`.execute(tx);
}

/** The partner serves the agency and the one that follows: its lane goes on, also what waited meanwhile. */
export async function keepLane(tx: Tx, { receiver, subject }: Lane, partnerId: string): Promise<void> {
  await sql`
    update hub.lane set succession = 'kept'
    where receiver = ${receiver} and subject = ${subject} and succession is distinct from 'kept'`.execute(tx);
  const { numAffectedRows } = await sql`
    update hub.delivery d set partner_id = ${partnerId},
           next_attempt_at = case when d.sequence = l.delivered + 1 and l.replaying is null then now() else 'infinity' end
    from hub.lane l
    where d.receiver = ${receiver} and d.subject = ${subject} and d.state <> 'delivered' and d.partner_id is null
      and l.receiver = d.receiver and l.subject = d.subject`.execute(tx);
  if (numAffectedRows) await givePositions(tx, [{ partnerId, receiver, subject }]);
}

/** What lies in a partner's queue is an attempt; it ends here, unknown, and is taken out of it. The lane is locked. */
export async function noteQueued(tx: Tx, { receiver, subject }: Lane, detail: string): Promise<void> {
  await leaveLaneInQueue(tx, { receiver, subject });
  await sql`
    insert into hub.delivery_attempt (message_id, attempt, started_at, duration_ms, outcome, detail)
    select message_id, attempts, queued_at,
           greatest(0, least(extract(epoch from now() - queued_at) * 1000, 2147483647))::integer, 'unknown', ${detail}
    from hub.delivery
    where receiver = ${receiver} and subject = ${subject} and state <> 'delivered' and queued_at is not null
    on conflict do nothing`.execute(tx);
}

import { sql } from "kysely";
import type { Database, Tx } from "../../platform/database.ts";
import type { Lane } from "../lane.ts";

/**
 * Keeps every lane that the replay has something to send in: their live heads wait until it is through there, so that
 * what is old never comes after what is new (P4). A call that is on its way ends first (`isLaneFree`).
 */
export async function holdLanes(tx: Tx, replayId: string): Promise<void> {
  await sql`
    update hub.lane set replaying = ${replayId}
    from (
      select l.receiver, l.subject from hub.lane l join hub.replay r on r.receiver = l.receiver
      where r.id = ${replayId} and l.subject in (
        select subject from hub.replay_item where replay_id = ${replayId} and state = 'pending')
      order by l.receiver, l.subject for update of l
    ) wanted
    where lane.receiver = wanted.receiver and lane.subject = wanted.subject`.execute(tx);
  await sql`
    update hub.delivery d set next_attempt_at = 'infinity'
    from hub.lane l
    where l.replaying = ${replayId} and d.receiver = l.receiver and d.subject = l.subject
      and d.sequence = l.delivered + 1 and d.state = 'waiting' and d.leased_until is null`.execute(tx);
}

/** Whether no call of the lane is on its way. The lane is locked, and kept for the replay. */
export async function isLaneFree(tx: Tx, { receiver, subject }: Lane): Promise<boolean> {
  const { rows } = await sql`
    select from hub.delivery
    where receiver = ${receiver} and subject = ${subject} and leased_until is not null limit 1`.execute(tx);
  return rows.length === 0;
}

/** Lets the lane's live messages go on when the replay has nothing more to send there. The lane is locked. */
export async function releaseWhenThrough(tx: Tx, replayId: string, { receiver, subject }: Lane): Promise<void> {
  await release(
    tx,
    sql`l.replaying = ${replayId} and l.receiver = ${receiver} and l.subject = ${subject} and not exists (
      select from hub.replay_item i where i.replay_id = ${replayId} and i.subject = ${subject} and i.state = 'pending')`,
  );
}

/** Lanes of replays that were paused or ended; one with a call of the replay on its way follows when that has ended. */
export async function releaseOfStopped(db: Database): Promise<void> {
  const stopped = sql`l.replaying is not null and l.replaying in (select r.id from hub.replay r where r.state <> 'running')`;
  await db.transaction().execute(async (tx) => {
    // in a statement of its own: what came into a lane while it was waited for is seen by the next
    const { rows } = await sql`
      select 1 as held from hub.lane l where ${stopped} order by l.receiver, l.subject for update of l`.execute(tx);
    if (rows.length > 0) await release(tx, stopped);
  });
}

/** The lanes are locked. */
const release = (tx: Tx, which: ReturnType<typeof sql>) =>
  sql`
    with meant as (
      select l.receiver, l.subject from hub.lane l
      where ${which} and not exists (
        select from hub.delivery d
        where d.receiver = l.receiver and d.subject = l.subject and d.leased_until is not null)
      order by l.receiver, l.subject for update of l
    ), released as (
      update hub.lane l set replaying = null from meant
      where l.receiver = meant.receiver and l.subject = meant.subject
      returning l.receiver, l.subject, l.delivered + 1 as sequence
    ), due as (
      update hub.delivery d set next_attempt_at = now() from released
      where d.receiver = released.receiver and d.subject = released.subject and d.sequence = released.sequence
        and d.state = 'waiting' and d.next_attempt_at = 'infinity'
      returning d.partner_id
    )
    select pg_notify('hub_delivery', partner_id) from due where partner_id is not null`.execute(tx);

import { sql } from "kysely";
import type { Tx } from "../platform/database.ts";
import { stateOf } from "./state-of.ts";

/** Whose turn it is on a lane (receiver, dossier) is decided under the lane's row lock (P4). */
export interface Lane {
  readonly receiver: string;
  readonly subject: string;
}

/** Locks the lane and answers the last sequence delivered without a gap; undefined when nothing was ever announced. */
export async function lockLane(tx: Tx, { receiver, subject }: Lane): Promise<number | undefined> {
  const { rows } = await sql<{ delivered: number }>`/* prepared */
    select delivered from hub.lane where receiver = ${receiver} and subject = ${subject} for update`.execute(tx);
  return rows[0]?.delivered;
}

/** Locks some lanes of a receiver, in one order for everybody. */
export async function lockLanes(tx: Tx, receiver: string, subjects: readonly string[]): Promise<void> {
  await sql`
    select from hub.lane where receiver = ${receiver} and subject = any(${subjects}::text[])
    order by receiver, subject for update`.execute(tx);
}

/**
 * Locks those of these lanes that nobody else has locked: who holds one and waits for another may wait for somebody
 * that waits for the one. @returns whether a lane is ours until the commit.
 */
export async function lockFree(tx: Tx, lanes: readonly Lane[]): Promise<(lane: Lane) => boolean> {
  const { rows } = await sql<Lane>`/* prepared */
    select receiver, subject from hub.lane l
    where (receiver, subject) in (select w.receiver, w.subject from ${wanted(lanes)})
    for update of l skip locked`.execute(tx);
  const locked = new Set(rows.map(nameOf));
  return (lane) => locked.has(nameOf(lane));
}

const nameOf = ({ receiver, subject }: Lane) => `${receiver} ${subject}`;

const wanted = (lanes: readonly Lane[]) =>
  sql`unnest(${lanes.map(({ receiver }) => receiver)}::text[], ${lanes.map(({ subject }) => subject)}::text[])
        as w (receiver, subject)`;

/**
 * Moves `delivered` to the longest gap-free run and makes the message behind it due. The lanes are locked.
 * @param unmoved whether a lane that stands where it stood is looked at too: what stands behind may wait for no turn.
 */
export async function advanceLanes(tx: Tx, lanes: readonly Lane[], unmoved = true): Promise<void> {
  const moves = sql`and exists (
        select from hub.delivery d where d.receiver = l.receiver and d.subject = l.subject
          and d.sequence = l.delivered + 1 and ${stateOf("d")} = 'delivered')`;
  await sql`/* prepared */
    with head as (
      update hub.lane l set delivered = (
        select min(s) - 1 from generate_series(l.delivered + 1, l.announced + 1) s
        where not exists (
          select from hub.delivery d
          where d.receiver = l.receiver and d.subject = l.subject and d.sequence = s and d.state = 'delivered'))
      where (l.receiver, l.subject) in (select w.receiver, w.subject from ${wanted(lanes)}) ${unmoved ? sql`` : moves}
      returning l.receiver, l.subject, l.delivered + 1 as sequence, l.replaying
    ), due as (
      update hub.delivery d set next_attempt_at = now() from head
      where d.receiver = head.receiver and d.subject = head.subject and d.sequence = head.sequence
        and ${stateOf("d")} = 'waiting' and d.next_attempt_at = 'infinity' and head.replaying is null
      returning d.partner_id
    )
    select pg_notify('hub_delivery', partner_id) from due where partner_id is not null group by partner_id`.execute(tx);
}

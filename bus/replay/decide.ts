import { sql } from "kysely";
import { maskPersonal } from "../../core/domain/mask.ts";
import { refuse, type Refusal } from "../../core/domain/refusal.ts";
import type { Tx } from "../../platform/database.ts";
import { holdLanes } from "./hold-lane.ts";

export type ReplayState = "draft" | "running" | "paused" | "done" | "aborted";
export type ReplayDecision = "start" | "pause" | "abort";

const table: Readonly<
  Record<ReplayDecision, Readonly<Partial<Record<ReplayState, { readonly to: ReplayState; readonly change: string }>>>>
> = {
  start: { draft: { to: "running", change: "started" }, paused: { to: "running", change: "resumed" } },
  pause: { running: { to: "paused", change: "paused" } },
  abort: {
    draft: { to: "aborted", change: "aborted" },
    running: { to: "aborted", change: "aborted" },
    paused: { to: "aborted", change: "aborted" },
  },
};

export interface ReplayOrder {
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
}

/**
 * A person's word on a replay, on record with who and why. It counts at once: at most the one message that is on its
 * way at this moment still arrives. One replay at a time for a receiver.
 */
export async function decideReplay(
  tx: Tx,
  id: string,
  decision: ReplayDecision,
  { by, reason, at }: ReplayOrder,
): Promise<{ readonly ok: true } | Refusal> {
  const { rows } = await sql<{ receiver: string; state: ReplayState; pending: boolean }>`
    select receiver, state, exists (select from hub.replay_item i where i.replay_id = r.id and i.state = 'pending') as pending
    from hub.replay r where id = ${id} for update`.execute(tx);
  const [found] = rows;
  if (!found) return refuse("replay-unknown", { replay: id });
  const move = table[decision][found.state];
  if (!move) return refuse("replay-state-wrong", { replay: id, state: found.state });
  if (decision === "start") {
    if (!found.pending) return refuse("replay-empty", { replay: id });
    // two that start at one moment: the second waits here for the first
    await sql`select pg_advisory_xact_lock(${startLock}, hashtext(${found.receiver}))`.execute(tx);
    const other = await sql<{ id: string }>`
      select id from hub.replay
      where receiver = ${found.receiver} and state in ('running', 'paused') and id <> ${id}`.execute(tx);
    if (other.rows[0]) return refuse("replay-running", { unit: found.receiver, replay: other.rows[0].id });
  }
  if (decision === "start") await holdLanes(tx, id);
  await changeState(tx, id, move.to, move.change, { by, reason: maskPersonal(reason), at });
  return { ok: true };
}

// any number, the same in every process of the hub
const startLock = 736_120_519;

/** Writes the new state and the record of it, and wakes whoever sends. The replay is locked. */
export async function changeState(
  tx: Tx,
  id: string,
  to: ReplayState,
  change: string,
  { by, reason, at }: ReplayOrder,
): Promise<void> {
  await sql`
    with moved as (
      update hub.replay set state = ${to}, waits_for = null, next_at = least(next_at, now()),
        started_at = case when ${to} = 'running' then coalesce(started_at, ${at}) else started_at end,
        ended_at = case when ${to} in ('done', 'aborted') then ${at}::timestamptz end
      where id = ${id} returning id
    ), noted as (
      insert into hub.replay_change (replay_id, number, change, by, reason, at)
      select id, (select count(*) + 1 from hub.replay_change c where c.replay_id = moved.id), ${change}, ${by},
             ${reason}, ${at}
      from moved
    )
    select pg_notify('hub_replay', '') from moved`.execute(tx);
}

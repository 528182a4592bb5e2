import { sql } from "kysely";
import type { Database, Tx } from "../../platform/database.ts";
import { lockLane } from "../lane.ts";
import type { OutgoingMessage, Target } from "../outcome.ts";
import { changeState } from "./decide.ts";
import { isLaneFree, releaseWhenThrough } from "./hold-lane.ts";
import type { LeftOut } from "./left-out.ts";

/** One message on its way again. */
export interface ReplayClaim extends OutgoingMessage, Target {
  readonly replayId: string;
  readonly place: number;
  /** The number of this attempt among all on the message. */
  readonly attempt: number;
  /** Tries of this replay that failed before. */
  readonly tries: number;
  /** Sent to see whether a partner that was down is back. */
  readonly probe: boolean;
  readonly claimedAt: Date;
}

/** What became of looking: a message to send, a replay that moved on without sending, or nothing to do. */
export type Next =
  { readonly kind: "send"; readonly claim: ReplayClaim } | { readonly kind: "moved" } | { readonly kind: "nothing" };

interface Due {
  readonly id: string;
  readonly receiver: string;
  readonly partner_id: string;
  readonly url: string | null;
  readonly secret_version: number;
  readonly former_version: number | null;
  readonly still_served: boolean;
  readonly disabled: boolean;
  readonly resting: boolean;
  readonly room: number;
  readonly is_open: boolean;
  readonly probe_due: boolean;
  readonly others_probe: boolean;
}

interface Item {
  readonly place: number;
  readonly messageId: string;
  readonly subject: string;
  readonly sequence: number;
  readonly tries: number;
  readonly envelope: Readonly<Record<string, unknown>>;
  readonly leave: LeftOut | null;
}

const busyPauseMs = 100;
const waitPauseMs = 2_000;

/**
 * Takes the next message of the replay that has waited longest. Everything is looked at again: what was erased, moved
 * to another partner or is no longer served since the choice was made is left out (P14). One call at a time for each
 * replay, within what its receiver may be called by ordinary messages and replays together.
 */
export async function nextMessage(db: Database, leaseMs: number, now: Date): Promise<Next> {
  return db.transaction().execute(async (tx): Promise<Next> => {
    const due = await lockDue(tx);
    if (!due) return { kind: "nothing" };
    const reason = reasonToWait(due);
    if (reason) return wait(tx, due, reason, reason === "pace" ? busyPauseMs : waitPauseMs);
    const item = await firstPending(tx, due);
    if (!item) {
      await changeState(tx, due.id, "done", "done", { by: "hub", reason: "all messages are through", at: now });
      return { kind: "moved" };
    }
    // one lane in each transaction: several would have to be locked in everybody's order
    const lane = { receiver: due.receiver, subject: item.subject };
    await lockLane(tx, lane);
    if (item.leave) {
      await leave(tx, due.id, item.place, item.leave);
      await releaseWhenThrough(tx, due.id, lane);
      return { kind: "moved" };
    }
    if (!(await isLaneFree(tx, lane))) return wait(tx, due, "lane-busy", busyPauseMs);
    if (!(await useFlow(tx, due))) return wait(tx, due, "partner-down", waitPauseMs);
    return { kind: "send", claim: await lease(tx, due, item, leaseMs) };
  });
}

async function lockDue(tx: Tx): Promise<Due | undefined> {
  const locked = await sql<{ id: string }>`
    select id from hub.replay where state = 'running' and next_at <= now()
    order by next_at limit 1 for update skip locked`.execute(tx);
  const [first] = locked.rows;
  if (!first) return undefined;
  const { rows } = await sql<Due>`
    select r.id, r.receiver, r.partner_id, s.url, s.secret_version,
           case when s.rotated_at > now() - interval '1 day' then s.secret_version - 1 end as former_version,
           s.channel = 'webhook' and exists (
             select from hub.partner_unit u where u.organisation_code = r.receiver and u.partner_id = r.partner_id
           ) as still_served,
           p.disabled_at is not null as disabled, coalesce(f.resume_at > now(), false) as resting,
           s.concurrency - (select count(*)::integer from hub.delivery d
                             where d.partner_id = r.partner_id and d.leased_until is not null) as room,
           f.opened_at is not null as is_open, coalesce(f.probe_at <= now(), false) as probe_due,
           f.opened_at is not null and exists (
             select from hub.delivery d where d.partner_id = r.partner_id and d.state = 'waiting'
               and d.next_attempt_at < 'infinity') as others_probe
    from hub.replay r join hub.partner p on p.id = r.partner_id
    join hub.subscription s on s.partner_id = r.partner_id
    join hub.partner_flow f on f.partner_id = r.partner_id
    where r.id = ${first.id}`.execute(tx);
  return rows[0];
}

/** Ordinary messages find out whether a partner that was down is back; the replay does only where there are none. */
function reasonToWait({ disabled, resting, room, is_open, probe_due, others_probe, still_served }: Due) {
  if (!still_served) return undefined; // its messages are left out one by one
  if (disabled) return "partner-disabled";
  if (resting) return "partner-rest";
  if (is_open && (others_probe || !probe_due)) return "partner-down";
  return room > 0 ? undefined : "pace";
}

async function wait(tx: Tx, { id }: Due, reason: string, ms: number): Promise<Next> {
  await sql`
    update hub.replay set waits_for = ${reason}, next_at = now() + make_interval(secs => ${ms / 1000})
    where id = ${id}`.execute(tx);
  return { kind: "moved" };
}

/** Of the lane that was begun; else of the one in which a live message has waited longest; else as it was chosen. */
async function firstPending(tx: Tx, { id, receiver, partner_id, still_served }: Due): Promise<Item | undefined> {
  const { rows } = await sql<Item>`
    with begun as (
      select r.lane_at as subject from hub.replay r where r.id = ${id} and exists (
        select from hub.replay_item i where i.replay_id = r.id and i.subject = r.lane_at and i.state = 'pending')
    ), awaited as (
      select d.subject from hub.delivery d
      join hub.lane l on l.receiver = d.receiver and l.subject = d.subject and l.replaying = ${id}
      where d.receiver = ${receiver} and d.state = 'waiting' and exists (
        select from hub.replay_item i where i.replay_id = ${id} and i.subject = d.subject and i.state = 'pending')
      order by d.created_at limit 1
    ), chosen as (
      select coalesce((select subject from begun), (select subject from awaited), (
        select subject from hub.replay_item where replay_id = ${id} and state = 'pending' order by place limit 1)) as subject
    )
    select i.place, i.message_id as "messageId", i.subject, i.sequence, i.tries,
           coalesce(d.substitute, d.envelope) as envelope,
           case when d.receipt ->> 'channel' = 'succession' then 'agency-ended'
                when d.salt is null then 'erased'
                when not ${still_served}::boolean or d.partner_id is distinct from ${partner_id} then 'other-partner'
                when d.delivered_at < s.webhook_since then 'before-webhook'
                when d.state <> 'delivered' then 'waiting'
           end as leave
    from chosen join hub.replay_item i on i.replay_id = ${id} and i.subject = chosen.subject and i.state = 'pending'
    join hub.delivery d using (message_id)
    join hub.subscription s on s.partner_id = ${partner_id}
    order by i.place limit 1`.execute(tx);
  return rows[0];
}

const leave = (tx: Tx, id: string, place: number, reason: LeftOut) =>
  sql`
    update hub.replay_item set state = 'left', reason = ${reason}, settled_at = now()
    where replay_id = ${id} and place = ${place}`.execute(tx);

/** Counts the call in the partner's pace, and as the probe where its circuit is open. After the lane is locked. */
async function useFlow(tx: Tx, { partner_id }: Due): Promise<boolean> {
  const { rows } = await sql`
    update hub.partner_flow f
    set probe_at = case when opened_at is not null then now() + interval '1 minute' end,
        paced_until = case when s.per_minute is not null
          then greatest(paced_until, now()) + make_interval(secs => 60.0 / s.per_minute) end
    from hub.subscription s
    where f.partner_id = ${partner_id} and s.partner_id = f.partner_id and (opened_at is null or probe_at <= now())
    returning f.partner_id`.execute(tx);
  return rows.length > 0;
}

async function lease(tx: Tx, due: Due, item: Item, leaseMs: number): Promise<ReplayClaim> {
  const seconds = leaseMs / 1000;
  const { rows } = await sql<{ attempt: number; claimedAt: Date }>`
    update hub.delivery set attempts = attempts + 1, leased_until = now() + make_interval(secs => ${seconds})
    where message_id = ${item.messageId} returning attempts as attempt, now() as "claimedAt"`.execute(tx);
  await sql`
    update hub.replay set waits_for = null, sent_at = now(), lane_at = ${item.subject}, next_at = now() + make_interval(secs => ${seconds})
    where id = ${due.id}`.execute(tx);
  const [leased] = rows;
  if (!leased) throw new Error(`delivery ${item.messageId} is gone`);
  const { attempt, claimedAt } = leased;
  return {
    ...{ replayId: due.id, place: item.place, tries: item.tries, probe: due.is_open, attempt, claimedAt },
    ...{ messageId: item.messageId, receiver: due.receiver, subject: item.subject, sequence: item.sequence },
    // the same id, sequence and data; whoever asks why it came again finds the replay
    envelope: { ...item.envelope, replay: due.id },
    ...{ partnerId: due.partner_id, url: due.url ?? "", secretVersion: due.secret_version },
    formerSecretVersion: due.former_version,
  };
}

import { sql, type RawBuilder } from "kysely";
import type { Database } from "../platform/database.ts";
import { aheadLateMs, type Share } from "./fair-share.ts";
import type { OutgoingMessage, Target } from "./outcome.ts";
import { stateOf } from "./state-of.ts";

/**
 * Channels on which the hub brings the messages; `amqp`: into the partner's own queue; `portal`: by the national portal's
 * own interface, its addresses are in its connection file. Of both `url` is empty.
 */
export type CalledChannel = "webhook" | "amqp" | "portal";

/**
 * One attempt on a webhook, in two short transactions with no lock held in between: claim (a lease in our tables),
 * then settle (bus/settle.ts). All times are the database's clock, the only one that all workers share.
 */
export interface Claim extends OutgoingMessage, Target {
  /** Which attempt this is, from 1. */
  readonly attempt: number;
  /** The same, counted from the last time it was let go after being parked: the retry table's row. */
  readonly round: number;
  /** Open time of the receiver it has waited in this round, in milliseconds. */
  readonly waitedMs: number;
  /** Sent to see whether a partner that was down is back. */
  readonly probe: boolean;
  /** The attempt before may have arrived. */
  readonly mayHaveArrived: boolean;
  readonly claimedAt: Date;
  /** When the message was written. */
  readonly announcedAt: Date;
  readonly channel: CalledChannel;
  /** How many calls of this partner were allowed to begin when this one was taken. */
  readonly room: number;
}

/**
 * Takes due lane heads of partners with one of the channels, oldest due first, at most `limit`, and of each partner as many as its
 * circuit, its concurrency and its rate allow over all workers (two workers that look in the same instant may
 * overstep by what one of them took). The channel is looked up now, so a partner that changes it is followed.
 *
 * With `shares` not the oldest due first but by shares (bus/fair-share.ts): of a partner to whom some messages are urgent.
 *
 * While a circuit is open the head that has been tried least lately is taken as the probe: one message that a partner
 * chokes on must not be the only one by which it is judged.
 */
export async function claimDue(
  db: Database,
  limit: number,
  leaseMs: number,
  channels: readonly CalledChannel[] = ["webhook"],
  shares?: readonly Share[],
): Promise<Claim[]> {
  const { rows } = await sql<Claim>`/* prepared */
    with ready as materialized (
      select s.partner_id, s.channel, coalesce(s.url, '') as url, s.secret_version, s.per_minute,
             case when s.rotated_at > now() - interval '1 day' then s.secret_version - 1 end as former_version,
             f.opened_at is not null as probe, ${roomOf} as room,
             case when f.opened_at is null then now() else ${anyTime} end as until
      from hub.partner_flow f
      join hub.subscription s on s.partner_id = f.partner_id
      join hub.partner p on p.id = f.partner_id and p.disabled_at is null
      ${runningOf}
      -- not exists (…): that the planner may answer by reading all that wait, of all partners
      cross join lateral (
        select from hub.delivery where partner_id = f.partner_id and state = 'waiting'
          and next_attempt_at <= case when f.opened_at is null then now() else ${anyTime} end
        order by next_attempt_at limit 1
      ) due
      where ${isCalled(channels)} and (f.resume_at is null or f.resume_at <= now())
        and (f.opened_at is null or f.probe_at <= now())
      for update of f skip locked
    ), candidate as materialized (
      select head.message_id, ready.* from ready cross join lateral (
        ${shares ? inShares(shares) : oldest}
      ) head
      order by ${shares ? sql`head.turn, head.place` : sql`head.next_attempt_at`} limit ${limit}
    ), locked as (
      select d.message_id, c.partner_id from candidate c
      join hub.delivery d on d.message_id = c.message_id and d.partner_id = c.partner_id
      join hub.lane l on l.receiver = d.receiver and l.subject = d.subject and d.sequence = l.delivered + 1
        and l.replaying is null
      where ${stateOf("d")} = 'waiting' and d.next_attempt_at <= c.until and d.leased_until is null
      for update of d skip locked
    ), begun as (
      update hub.partner_flow f
      set paced_until = case when taken.per_minute is not null
                             then ${pacedFrom(sql`taken.per_minute`)} + taken.n * ${intervalOf(sql`taken.per_minute`)} end,
          -- whatever becomes of a probe, the next one is not at once
          probe_at = case when f.opened_at is not null then now() + interval '1 minute' end
      from (select c.partner_id, c.per_minute, count(*)::integer as n
            from locked join candidate c using (message_id) group by 1, 2) taken
      where f.partner_id = taken.partner_id and (taken.per_minute is not null or f.opened_at is not null)
    )
    update hub.delivery d
    set attempts = attempts + 1, leased_until = now() + make_interval(secs => ${leaseMs / 1000}),
        next_attempt_at = now() + make_interval(secs => ${leaseMs / 1000})
    from locked join candidate using (message_id)
    where d.message_id = locked.message_id
    returning d.message_id as "messageId", d.receiver, d.subject, d.sequence,
              coalesce(d.substitute, d.envelope) as envelope,
              candidate.partner_id as "partnerId", candidate.channel, candidate.url, candidate.secret_version as "secretVersion",
              candidate.former_version as "formerSecretVersion", d.attempts as attempt, candidate.probe, candidate.room,
              d.attempts - ${letGoAfter(sql`d.message_id`)} as round, d.waited_ms as "waitedMs",
              exists (select from hub.delivery_attempt a where a.message_id = d.message_id
                        and a.attempt = d.attempts - 1 and a.outcome = 'unknown') as "mayHaveArrived",
              now() as "claimedAt", d.created_at as "announcedAt"`.execute(db);
  return rows;
}

const due = sql`from hub.delivery
  where partner_id = ready.partner_id and state = 'waiting' and next_attempt_at <= ready.until and leased_until is null`;
const room = sql`greatest(0, ready.room)`;

const oldest = sql`select message_id, next_attempt_at ${due} order by next_attempt_at limit ${room}`;

// what is young came no earlier than it was due: the index begins there
const lateSince = sql`now() - make_interval(secs => ${aheadLateMs / 1000})`;

// not the bare column: with an index of its own the planner reads all that came in these minutes, for each look
const cameAt = sql`created_at + interval '0'`;

/** Each share may fill the room, all together no more than that; the first one's come first. */
const inShares = (shares: readonly Share[]) => {
  const turn = (share: Share) => sql`${shares.indexOf(share)}::integer as turn`;
  const age = sql`extract(epoch from next_attempt_at)`;
  return sql`
    select * from (select distinct on (message_id) message_id, next_attempt_at, turn, place from (
      (select message_id, next_attempt_at, ${turn("inTime")}, ${age} as place
       ${due} and ahead and next_attempt_at > ${lateSince} and ${cameAt} > ${lateSince}
       order by next_attempt_at limit ${room})
      union all
      (select message_id, next_attempt_at, ${turn("ahead")}, ${age} as place
       ${due} and ahead order by next_attempt_at limit ${room})
      union all
      (select message_id, next_attempt_at, ${turn("oldest")}, ${age} as place
       ${due} order by next_attempt_at limit ${room})
      union all
      (select message_id, next_attempt_at, ${turn("newest")}, -${age} as place
       ${due} order by next_attempt_at desc limit ${room})
    ) shared order by message_id, turn) once order by turn, place limit ${room}`;
};

/** A partner's queue has to be there before anything is laid into it. */
const isCalled = (channels: readonly CalledChannel[]) => sql`s.channel = any(${[...channels]}::text[]) and (
  s.channel <> 'amqp' or exists (
    select from hub.amqp_access a where a.partner_id = s.partner_id and a.ready_version is not null))`;

const anyTime = sql`timestamptz '9999-12-31'`;

/** How many calls to each partner run now, over all workers: few rows, read once. */
const runningOf = sql`left join (
  select partner_id, count(*)::integer as n from hub.delivery where leased_until is not null group by partner_id
) running on running.partner_id = f.partner_id`;
const running = sql`coalesce(running.n, 0)`;

const intervalOf = (perMinute: RawBuilder<unknown>) => sql`make_interval(secs => 60.0 / ${perMinute})`;

/** From when the rate counts: a second's worth, or one call, may come at once after a rest. */
const pacedFrom = (perMinute: RawBuilder<unknown>) =>
  sql`greatest(f.paced_until, now() - greatest(interval '1 second', ${intervalOf(perMinute)}))`;

const roomOf = sql`case
  when f.opened_at is not null then 1 - ${running}
  when s.per_minute is null then s.concurrency - ${running}
  else least(s.concurrency - ${running},
             floor(extract(epoch from now() - ${pacedFrom(sql`s.per_minute`)}) * s.per_minute / 60)::integer) end`;

/** After how many attempts a message was let go last; 0: never parked. */
export const letGoAfter = (messageId: RawBuilder<unknown>) =>
  sql`coalesce((select max(r.attempts) from hub.delivery_reopened r where r.message_id = ${messageId}), 0)`;

/** Milliseconds until a webhook partner that has room has something due; undefined when nothing is scheduled. */
export async function untilNextDue(
  db: Database,
  channels: readonly CalledChannel[] = ["webhook"],
): Promise<number | undefined> {
  const { rows } = await sql<{ ms: number | null }>`/* prepared */
    select extract(epoch from min(next.at) - clock_timestamp())::double precision * 1000 as ms
    from hub.partner_flow f
    join hub.subscription s on s.partner_id = f.partner_id
    join hub.partner p on p.id = f.partner_id and p.disabled_at is null
    ${runningOf}
    cross join lateral (
      select next_attempt_at from hub.delivery
      where partner_id = f.partner_id and state = 'waiting' and next_attempt_at < 'infinity'
      order by next_attempt_at limit 1
    ) head
    cross join lateral (
      select greatest(f.resume_at, case
        when f.opened_at is not null then f.probe_at
        when s.per_minute is null then head.next_attempt_at
        else greatest(head.next_attempt_at, f.paced_until + ${intervalOf(sql`s.per_minute`)}) end) as at
    ) next
    where ${isCalled(channels)} and next.at < 'infinity'
      and ${running} < case when f.opened_at is null then s.concurrency else 1 end`.execute(db);
  return rows[0]?.ms ?? undefined;
}

/**
 * The process is alive and has the message in hand: its lease goes on. One that ran out meanwhile stays so, and one that is
 * just being settled is not waited for.
 */
export async function renewLease(
  db: Database,
  { messageId, partnerId, attempt }: Pick<Claim, "messageId" | "partnerId" | "attempt">,
  leaseMs: number,
): Promise<void> {
  await sql`/* prepared */
    with held as (
      select message_id from hub.delivery
      where message_id = ${messageId} and partner_id = ${partnerId} and attempts = ${attempt}
        and leased_until is not null
      for update skip locked
    )
    update hub.delivery d set leased_until = now() + make_interval(secs => ${leaseMs / 1000}),
           next_attempt_at = now() + make_interval(secs => ${leaseMs / 1000})
    from held where d.message_id = held.message_id`.execute(db);
}

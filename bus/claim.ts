import { sql, type RawBuilder } from "kysely";
import type { Database } from "../platform/database.ts";
import { advanceLane, lockLane } from "./lane.ts";
import type { Outcome, OutgoingMessage, Target } from "./outcome.ts";
import { retryDelay } from "./retry.ts";

/**
 * One attempt on a webhook, in two short transactions with no lock held in between: claim (a lease in our tables),
 * then settle. All times are the database's clock, the only one that all workers share.
 */
export interface Claim extends OutgoingMessage, Target {
  /** Which attempt this is, from 1. */
  readonly attempt: number;
  /** The same, counted from the last time it was let go after being parked: the retry table's row. */
  readonly round: number;
  readonly claimedAt: Date;
}

/**
 * Takes due lane heads of webhook partners, oldest due first, at most `limit` and at most `perPartner` of one partner
 * counting what runs already. The channel is looked up now, so a partner that changes it is followed.
 */
export async function claimDue(
  db: Database,
  limit: number,
  perPartner: number,
  running: ReadonlyMap<string, number>,
  leaseMs: number,
): Promise<Claim[]> {
  const { rows } = await sql<Claim>`
    with candidate as materialized (
      select head.message_id, s.partner_id, s.url, s.secret_version,
             case when s.rotated_at > now() - interval '1 day' then s.secret_version - 1 end as former_version
      from hub.subscription s
      join hub.partner p on p.id = s.partner_id and p.disabled_at is null
      left join unnest(${[...running.keys()]}::text[], ${[...running.values()]}::integer[]) as busy (partner_id, n)
        on busy.partner_id = s.partner_id
      cross join lateral (
        select message_id, next_attempt_at from hub.delivery
        where partner_id = s.partner_id and state = 'waiting' and next_attempt_at <= now() and leased_until is null
        order by next_attempt_at limit greatest(0, ${perPartner}::integer - coalesce(busy.n, 0))
      ) head
      where s.channel = 'webhook'
      order by head.next_attempt_at limit ${limit}
    ), locked as (
      select d.message_id from hub.delivery d
      join hub.lane l on l.receiver = d.receiver and l.subject = d.subject and d.sequence = l.delivered + 1
      where (d.message_id, d.partner_id) in (select message_id, partner_id from candidate)
        and d.state = 'waiting' and d.next_attempt_at <= now() and d.leased_until is null
      for update of d skip locked
    )
    update hub.delivery d
    set attempts = attempts + 1, leased_until = now() + make_interval(secs => ${leaseMs / 1000}),
        next_attempt_at = now() + make_interval(secs => ${leaseMs / 1000})
    from locked join candidate using (message_id)
    where d.message_id = locked.message_id
    returning d.message_id as "messageId", d.receiver, d.subject, d.sequence, d.envelope,
              candidate.partner_id as "partnerId", candidate.url, candidate.secret_version as "secretVersion",
              candidate.former_version as "formerSecretVersion", d.attempts as attempt,
              d.attempts - ${letGoAfter(sql`d.message_id`)} as round, now() as "claimedAt"`.execute(db);
  return rows;
}

/** After how many attempts a message was let go last; 0: never parked. */
const letGoAfter = (messageId: RawBuilder<unknown>) =>
  sql`coalesce((select max(r.attempts) from hub.delivery_reopened r where r.message_id = ${messageId}), 0)`;

/** Milliseconds until a webhook partner that has room has something due; undefined when nothing is scheduled. */
export async function untilNextDue(db: Database, fullPartners: readonly string[]): Promise<number | undefined> {
  const { rows } = await sql<{ ms: number | null }>`
    select extract(epoch from min(head.next_attempt_at) - clock_timestamp())::double precision * 1000 as ms
    from hub.subscription s
    join hub.partner p on p.id = s.partner_id and p.disabled_at is null
    cross join lateral (
      select next_attempt_at from hub.delivery
      where partner_id = s.partner_id and state = 'waiting' and next_attempt_at < 'infinity'
      order by next_attempt_at limit 1
    ) head
    where s.channel = 'webhook' and not s.partner_id = any(${fullPartners}::text[])`.execute(db);
  return rows[0]?.ms ?? undefined;
}

/** The process is alive and still calling: its lease goes on. One that ran out meanwhile stays so. */
export async function renewLease(
  db: Database,
  { messageId, partnerId, attempt }: Claim,
  leaseMs: number,
): Promise<void> {
  await sql`
    update hub.delivery set leased_until = now() + make_interval(secs => ${leaseMs / 1000}),
           next_attempt_at = now() + make_interval(secs => ${leaseMs / 1000})
    where message_id = ${messageId} and partner_id = ${partnerId} and attempts = ${attempt}
      and leased_until is not null`.execute(db);
}

/**
 * Writes down how the attempt ended, and what follows from it, in one transaction. Nothing follows when the agency
 * went to another partner meanwhile: what this one answered says nothing about that one.
 */
export async function settle(
  db: Database,
  claim: Claim,
  outcome: Outcome,
  durationMs: number,
  random: number,
): Promise<void> {
  const { messageId, partnerId, attempt } = claim;
  await db.transaction().execute(async (tx) => {
    await lockLane(tx, claim);
    // an attempt whose lease ran out stands in the record as unknown already; its late answer still counts below
    await sql`
      insert into hub.delivery_attempt (message_id, attempt, started_at, duration_ms, outcome, detail)
      values (${messageId}, ${attempt}, ${claim.claimedAt}, ${durationMs}, ${outcome.kind}, ${outcome.detail})
      on conflict do nothing`.execute(tx);
    switch (outcome.kind) {
      case "delivered": {
        const { numAffectedRows } = await sql`
          update hub.delivery set state = 'delivered', delivered_at = now(), leased_until = null, parked_reason = null,
                 receipt = ${JSON.stringify(outcome.receipt)}::jsonb
          where message_id = ${messageId} and partner_id = ${partnerId} and state <> 'delivered'`.execute(tx);
        if (numAffectedRows) await advanceLane(tx, claim);
        return;
      }
      case "refused":
        // only this lane stops; a person decides (P4)
        await sql`
          update hub.delivery set state = 'parked', parked_reason = ${outcome.detail}, leased_until = null
          where message_id = ${messageId} and partner_id = ${partnerId} and state = 'waiting'
            and attempts = ${attempt}`.execute(tx);
        return;
      case "retry":
      case "unknown":
        await sql`
          update hub.delivery set leased_until = null,
                 next_attempt_at = now() + make_interval(secs => ${retryDelay(claim.round, outcome, random) / 1000})
          where message_id = ${messageId} and partner_id = ${partnerId} and state = 'waiting'
            and attempts = ${attempt} and leased_until is not null`.execute(tx);
        return;
    }
  });
}

const noWord = { kind: "unknown", detail: "no word from the process that was calling" } as const;

/**
 * A lease that ran out: the process died, or lost the database, in mid-call. It may have arrived: unknown (P6). The
 * record says when it was last heard of.
 */
export async function settleExpired(db: Database, leaseMs: number, random: () => number): Promise<number> {
  const { rows } = await sql<{ message_id: string; attempts: number; round: number; started_at: Date }>`
    select message_id, attempts, attempts - ${letGoAfter(sql`delivery.message_id`)} as round,
           leased_until - make_interval(secs => ${leaseMs / 1000}) as started_at
    from hub.delivery where leased_until <= now() limit 100`.execute(db);
  for (const row of rows)
    await sql`
      with freed as (
        update hub.delivery set leased_until = null,
               next_attempt_at = now() + make_interval(secs => ${retryDelay(row.round, noWord, random()) / 1000})
        where message_id = ${row.message_id} and attempts = ${row.attempts} and leased_until <= now()
        returning message_id, attempts
      )
      insert into hub.delivery_attempt (message_id, attempt, started_at, duration_ms, outcome, detail)
      select message_id, attempts, ${row.started_at}, ${leaseMs}, ${noWord.kind}, ${noWord.detail}
      from freed on conflict do nothing`.execute(db);
  return rows.length;
}

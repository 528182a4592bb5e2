import { sql } from "kysely";
import type { Reader } from "../platform/database.ts";
import { faultClasses, readFault, type FaultClass } from "./fault.ts";

/**
 * Age in seconds of the oldest message each receiver has not answered (P13): in the outbox, on the way, waiting and
 * parked alike. Reads partial indexes of what is open only; a receiver's backlog costs one index step.
 */
export async function ageOfOldestUnanswered(db: Reader): Promise<{ receiver: string; seconds: number }[]> {
  const { rows } = await sql<{ receiver: string; seconds: number }>`
    with recursive arrived as (
      (select receiver, created_at from hub.delivery where state <> 'delivered'
       order by receiver, created_at limit 1)
      union all
      select next.receiver, next.created_at from arrived cross join lateral (
        select receiver, created_at from hub.delivery where state <> 'delivered' and receiver > arrived.receiver
        order by receiver, created_at limit 1) next
    ), in_transit as (
      (select receiver, created_at from hub.outbox where arrived_at is null order by receiver, created_at limit 1)
      union all
      select next.receiver, next.created_at from in_transit cross join lateral (
        select receiver, created_at from hub.outbox where arrived_at is null and receiver > in_transit.receiver
        order by receiver, created_at limit 1) next
    )
    select receiver, greatest(0, extract(epoch from now() - min(created_at)))::double precision as seconds
    from (select * from arrived union all select * from in_transit) open
    group by receiver order by receiver`.execute(db);
  return rows;
}

/**
 * Age in seconds of the oldest message that the transport confirmed and that has not arrived: lost, or nobody takes
 * messages off the transport. 0: nothing is on its way.
 */
export async function ageOfOldestInTransit(db: Reader): Promise<number> {
  const { rows } = await sql<{ seconds: number | null }>`
    select extract(epoch from now() - min(published_at))::double precision as seconds
    from hub.outbox where arrived_at is null`.execute(db);
  return Math.max(0, rows[0]?.seconds ?? 0);
}

/** How many messages are open, by state; `in transit`: announced and not yet on the delivery side. */
export async function countDeliveries(db: Reader): Promise<Record<"in transit" | "waiting" | "parked", number>> {
  const { rows } = await sql<{ in_transit: number; waiting: number; parked: number }>`
    select (select count(*) from hub.outbox where arrived_at is null)::integer as in_transit,
           count(*) filter (where state = 'waiting')::integer as waiting,
           count(*) filter (where state = 'parked')::integer as parked
    from hub.delivery where state <> 'delivered'`.execute(db);
  const { in_transit = 0, waiting = 0, parked = 0 } = rows[0] ?? {};
  return { "in transit": in_transit, waiting, parked };
}

/**
 * Lanes with something open, by their head: `waiting` for its first attempt, `retrying`, or `parked`; and those that
 * wait for a person to say who follows their agency (`undecided`). Reads partial indexes of what is open.
 */
export async function countLanes(db: Reader): Promise<Record<"waiting" | "retrying" | "parked" | "undecided", number>> {
  const { rows } = await sql<{ waiting: number; retrying: number; parked: number; undecided: number }>`
    select count(*) filter (where state = 'waiting' and first_failed_at is null)::integer as waiting,
           count(*) filter (where state = 'waiting' and first_failed_at is not null)::integer as retrying,
           count(*) filter (where state = 'parked')::integer as parked,
           (select count(*) from hub.lane where succession = 'undecided' and delivered < announced)::integer as undecided
    from hub.delivery where state <> 'delivered' and (state = 'parked' or next_attempt_at < 'infinity')`.execute(db);
  return rows[0] ?? { waiting: 0, retrying: 0, parked: 0, undecided: 0 };
}

/** Parked messages by class; every class is there. */
export async function countParked(db: Reader): Promise<Record<FaultClass, number>> {
  const { rows } = await sql<{ fault: string | null; n: number }>`
    select parked_fault as fault, count(*)::integer as n from hub.delivery where state = 'parked' group by 1`.execute(
    db,
  );
  const counts = Object.fromEntries(faultClasses.map((name) => [name, 0])) as Record<FaultClass, number>;
  for (const { fault, n } of rows) counts[readFault(fault).class] += n;
  return counts;
}

/** Partners whose circuit is open, and for how long. */
export async function downFor(db: Reader): Promise<{ partner: string; seconds: number }[]> {
  const { rows } = await sql<{ partner: string; seconds: number }>`
    select partner_id as partner, greatest(0, extract(epoch from now() - opened_at))::double precision as seconds
    from hub.partner_flow where opened_at is not null order by 1`.execute(db);
  return rows;
}

/** How many messages are owed and not yet on the delivery side, outbox and transport together; counts to `atMost`. */
export async function countOwed(db: Reader, atMost: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from (
      select from hub.outbox where arrived_at is null limit ${atMost}) owed`.execute(db);
  return rows[0]?.n ?? 0;
}

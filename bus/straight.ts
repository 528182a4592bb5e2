import { sql, type RawBuilder } from "kysely";
import type { Database } from "../platform/database.ts";
import type { BusMetrics } from "./metrics.ts";
import { makeNotices } from "./nudge.ts";

/**
 * The end of `owe` (bus/outbox.ts) where outbox and deliveries are one database (ADR 18): a message goes into its partner's
 * inbox in the statement that owes it, if nothing has to be waited for. That is: its lane is in our hands, nobody is
 * changing who serves its agency, the message before it has its place, and nobody else is giving places in that
 * inbox. Everything else is left to the relay, which finds it as it finds all that is owed (P2).
 *
 * It is the transaction's last statement: its locks on agencies and counters are taken by trying, after the lanes, and
 * nothing is waited for while they are held.
 */
export const straightOver = (envelope: RawBuilder<unknown>): RawBuilder<unknown> => sql`
    served as materialized (
      select * from hub.serving(array(
        select distinct receiver from numbered where together = 1 and coalesce(succession, 'kept') = 'kept'))
    ), free as materialized (
      select partner_id from hub.inbox_counter
      where partner_id in (select partner_id from served) for update skip locked
    ), straight as materialized (
      select n.*, partner_id,
             count(*) over (partition by partner_id) - row_number() over (partition by partner_id order by n.place) as behind
      from numbered n join served using (receiver) join free using (partner_id)
      where n.together = 1 and coalesce(n.succession, 'kept') = 'kept' and (n.sequence = n.delivered + 1 or exists (
        select from hub.delivery d
        where d.receiver = n.receiver and d.subject = n.subject and d.sequence = n.sequence - 1
          and d.position is not null))
    ), counted as (
      update hub.inbox_counter c set last = c.last + given.n
      from (select partner_id, count(*) as n from straight group by partner_id) given
      where c.partner_id = given.partner_id
      returning c.partner_id, c.last
    ), written as (
      insert into hub.outbox (message_id, receiver, subject, sequence, event_id, envelope, published_at, arrived_at)
      select n.message_id, n.receiver, n.subject, n.sequence, n.event_id, ${envelope},
             case when s.message_id is not null then now() end, case when s.message_id is not null then now() end
      from numbered n left join straight s using (message_id) order by n.place
      returning message_id
    ), taken as (
      insert into hub.delivery
        (message_id, receiver, subject, sequence, partner_id, position, envelope, next_attempt_at, ahead)
      select n.message_id, n.receiver, n.subject, n.sequence, partner_id, counted.last - n.behind, ${envelope},
             case when n.sequence = n.delivered + 1 and n.replaying is null then now() else 'infinity' end,
             n.envelope ? 'ahead'
      from straight n join counted using (partner_id)
      returning message_id, partner_id
    ), told as (
      select n.step, n.place, n.message_id, n.receiver, n.sequence, taken.partner_id
      from numbered n join written using (message_id) left join taken using (message_id)
    )`;

/** What follows after the commit for the partner of each message that went so. */
export type WentStraight = (to: readonly string[]) => void;

/** Counts them as taken in at once, and wakes the workers. */
export function noteStraight(db: Database, metrics: BusMetrics): WentStraight {
  const notify = makeNotices(db, "hub_delivery");
  return (to) => {
    metrics.taken.inc({ result: "taken" }, to.length);
    for (const lag of [metrics.relayLag, metrics.transit]) to.forEach(() => lag.observe(0));
    notify([...new Set(to)]);
  };
}

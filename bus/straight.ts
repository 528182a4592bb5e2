import { sql, type RawBuilder } from "kysely";
import type { Database } from "../platform/database.ts";
import { hasPlace } from "./has-place.ts";
import type { BusMetrics } from "./metrics.ts";
import { makeNotices } from "./nudge.ts";

/**
 * The end of `owe` (bus/outbox.ts) where outbox and deliveries are one database (ADR 18): a message goes into its partner's
 * inbox in the statement that owes it, if nothing has to be waited for. That is: its lane is in our hands, nobody is
 * changing who serves its agency, the message before it has its place, and nobody else is giving places in that
 * inbox. Everything else is left to the relay, which finds it as it finds all that is owed (P2).
 *
 * It is the transaction's last statement: its locks on agencies and counters are taken by trying, after the lanes (each
 * expression below reads the one before it to its end), and no lane or dossier is waited for while they are held.
 * @param envelope of a row `n`, with its number.
 */
export const straightOver = (envelope: RawBuilder<unknown>): RawBuilder<unknown> => sql`
    served as materialized (
      select * from hub.serving(array(
        select distinct receiver from numbered where together = 1 and coalesce(succession, 'kept') = 'kept'))
    ), free as materialized (
      select partner_id from hub.inbox_counter
      where partner_id in (select partner_id from served) for update skip locked
    ), straight as materialized (
      select message_id, delivered, replaying, partner_id,
             count(*) over (partition by partner_id) - row_number() over (partition by partner_id order by place) as behind
      from numbered n join served using (receiver) join free using (partner_id)
      where together = 1 and coalesce(succession, 'kept') = 'kept'
        and (sequence = delivered + 1 or ${hasPlace("n", "sequence")})
    ), counted as (
      update hub.inbox_counter c set last = c.last + given.n
      from (select partner_id, count(*) as n from straight group by partner_id) given
      where c.partner_id = given.partner_id
      returning c.partner_id, c.last
    ), written as (
      insert into hub.outbox (message_id, receiver, subject, sequence, event_id, envelope, published_at, arrived_at)
      select message_id, receiver, subject, sequence, event_id, ${envelope}, went.at, went.at
      from numbered n left join (select message_id, now() as at from straight) went using (message_id) order by place
      returning message_id, receiver, subject, sequence, envelope, created_at
    ), taken as (
      insert into hub.delivery
        (message_id, receiver, subject, sequence, partner_id, position, envelope, created_at, next_attempt_at, ahead)
      select message_id, receiver, subject, sequence, partner_id, counted.last - behind, envelope, created_at,
             case when sequence = delivered + 1 and replaying is null then now() else 'infinity' end, envelope ? 'ahead'
      from straight join written using (message_id) join counted using (partner_id)
      returning message_id, partner_id
    ), told as (
      select step, place, message_id, receiver, sequence, taken.partner_id
      from numbered left join taken using (message_id)
    )`;

/** What follows after the commit for the partner of each message that went so. */
export type WentStraight = (to: readonly string[]) => void;

/** Counts them, and wakes the workers and whoever reads an inbox. */
export function noteStraight(db: Database, metrics: BusMetrics): WentStraight {
  const notify = makeNotices(db, "hub_delivery");
  return (to) => {
    metrics.taken.inc({ result: "straight" }, to.length);
    notify(to);
  };
}

import { sql } from "kysely";
import type { Reader } from "../../platform/database.ts";
import type { Lane } from "../lane.ts";

export interface LanesQuery {
  /** Whose day has come is judged by this moment, in Viet Nam. */
  readonly now: Date;
  /**
   * Also those that were looked at before, kept or waiting for a person; else what came late into a lane that has moved,
   * and new lanes that the agency's own system, if it still runs, has not answered within a minute.
   */
  readonly all: boolean;
  /** Only of these agencies. */
  readonly agencies?: readonly string[] | undefined;
  readonly after?: Lane | undefined;
  readonly limit: number;
}

/**
 * Lanes of agencies that have ended in which something is not delivered, wherever it is, or is being replayed. Reads
 * partial indexes of what is open; a standing receiver's backlog costs one index step.
 */
export async function lanesInFlight(db: Reader, query: LanesQuery): Promise<Lane[]> {
  const { now, all, agencies, after, limit } = query;
  const { rows } = await sql<Lane>`
    with recursive arrived as (
      (select receiver from hub.delivery where state <> 'delivered' order by receiver limit 1)
      union all
      select next.receiver from arrived cross join lateral (
        select receiver from hub.delivery where state <> 'delivered' and receiver > arrived.receiver
        order by receiver limit 1) next
    ), in_transit as (
      (select receiver from hub.outbox where arrived_at is null order by receiver limit 1)
      union all
      select next.receiver from in_transit cross join lateral (
        select receiver from hub.outbox where arrived_at is null and receiver > in_transit.receiver
        order by receiver limit 1) next
    ), ended as materialized (
      select receiver from (
        select receiver from arrived union select receiver from in_transit
        union select receiver from hub.lane where replaying is not null) concerned
      where hub.agency_ended(receiver, ${now})
        and (${agencies ?? null}::text[] is null or receiver = any(${agencies ?? null}::text[]))
    ), open as (
      select d.receiver, d.subject from ended join hub.delivery d using (receiver) where d.state <> 'delivered'
      union select o.receiver, o.subject from ended join hub.outbox o using (receiver) where o.arrived_at is null
      union select l.receiver, l.subject from ended join hub.lane l using (receiver) where l.replaying is not null
    )
    select receiver, subject from open join hub.lane l using (receiver, subject)
    where (receiver, subject) > (${after?.receiver ?? ""}, ${after?.subject ?? ""})
      and (${all}::boolean or l.succession = 'moved' or (l.succession is null and exists (
          select from hub.outbox o left join hub.delivery d using (message_id)
          where o.receiver = l.receiver and o.subject = l.subject and d.state is distinct from 'delivered'
            and o.created_at < now() - interval '1 minute'))
        or (l.succession = 'undecided' and exists (
          select from hub.delivery d
          where d.receiver = l.receiver and d.subject = l.subject and d.state <> 'delivered' and d.partner_id is not null)))
    order by receiver, subject limit ${limit}`.execute(db);
  return rows;
}

import { sql } from "kysely";
import type { Reader } from "../../platform/database.ts";

/** Seconds since the oldest change was committed that the portal was not told of; 0: there is none. */
export interface UntoldAges {
  readonly all: number;
  /** Of linked groups: the law gives these 10 minutes (NĐ 63/2024 art. 7). */
  readonly linked: number;
}

/**
 * Fed or not, on its way or due; not what waits for a person, nor what stands behind that in its lane. Each part looks
 * at the first entry of an index, whatever the backlog.
 */
export async function untoldAges(db: Reader, partnerId: string, receiver: string): Promise<UntoldAges> {
  const { rows } = await sql<{ all: number | null; linked: number | null }>`
    with unfed as (
      select d.changed_at as at from hub.portal_feed f
      cross join lateral (
        select changed_at from hub.dossier
         where (changed_xid, id) > (f.fed_xid, f.fed_id) order by changed_xid, id limit 1
      ) d where f.partner_id = ${partnerId}
    ), due as (${oldestDue(receiver, sql`true`)}), linked as (${oldestDue(receiver, sql`ahead`)}
    ), on_its_way as (
      select created_at as at, envelope ? 'ahead' as ahead from hub.outbox
       where receiver = ${receiver} and arrived_at is null order by created_at limit 1
    )
    select ${secondsSince(sql`select at from unfed union all select at from due union all select at from on_its_way`)} as all,
           ${secondsSince(sql`select at from linked union all select at from on_its_way where ahead`)} as linked`.execute(
    db,
  );
  return { all: rows[0]?.all ?? 0, linked: rows[0]?.linked ?? 0 };
}

/** When the change of the oldest message that may go was committed. */
const oldestDue = (receiver: string, which: ReturnType<typeof sql>) => sql`
  select coalesce(e.recorded_at, v.created_at) as at from (
    select subject, created_at, (envelope -> 'data' ->> 'revision')::integer as revision from hub.delivery
     where receiver = ${receiver} and state <> 'delivered' and ${which} and state = 'waiting' and next_attempt_at < 'infinity'
     order by created_at limit 1
  ) v
  left join hub.dossier d on d.code = v.subject
  left join hub.dossier_event e on e.dossier_id = d.id and e.revision = v.revision`;

const secondsSince = (moments: ReturnType<typeof sql>) =>
  sql`(select greatest(0, extract(epoch from now() - min(at)))::double precision from (${moments}) m)`;

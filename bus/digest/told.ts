import { sql } from "kysely";
import type { Held, Told } from "../../core/domain/digest.ts";
import type { Reader } from "../../platform/database.ts";

/** Of which lanes a digest speaks. */
export interface Scope {
  readonly partnerId: string;
  /** What its receivers had taken over by then. */
  readonly at: Date;
  /** First two hex digits of the SHA-256 of the dossier code; undefined: all. */
  readonly bucket: string | undefined;
}

/** Days a dossier that has ended stays in the digest after its last message. */
const endedDays = 31;

/** A step's message tells the state and who holds the dossier; legs, alerts and dues tell something else. */
const tellsState = sql`said -> 'data' ? 'state' and said -> 'data' ? 'heldBy'`;

const lanesOf = ({ partnerId, at, bucket }: Scope) => sql`
  lanes as (
    select l.receiver, l.subject, l.announced,
           coalesce(min(o.sequence) filter (where d.state is distinct from 'delivered' or d.delivered_at > ${at}) - 1,
                    l.announced) as settled,
           max(d.delivered_at) as last_at
      from hub.partner_unit u
      join hub.lane l on l.receiver = u.organisation_code
      join hub.outbox o on o.receiver = l.receiver and o.subject = l.subject
      left join hub.delivery d on d.message_id = o.message_id
     where u.partner_id = ${partnerId} and not hub.agency_ended(u.organisation_code, ${at}::timestamptz)
       and (${bucket ?? null}::text is null
            or left(encode(sha256(convert_to(l.subject, 'UTF8')), 'hex'), 2) = ${bucket ?? null}::text)
     group by l.receiver, l.subject, l.announced
  ), current as (
    select lanes.*, settled > 0 and (last_at > ${at}::timestamptz - make_interval(days => ${endedDays})
           or coalesce(dossier.state not in ('receiptRefused', 'stopped', 'resultReturned', 'archived'), true)) as wanted
      from lanes left join hub.dossier on dossier.code = lanes.subject
  )`;

const stateAt = (receiver: string, subject: string, sequence: string) => sql`
  (select said -> 'data' ->> 'state'
     from hub.outbox o left join hub.delivery d using (message_id), lateral coalesce(d.substitute, o.envelope) said
    where o.receiver = ${sql.ref(receiver)} and o.subject = ${sql.ref(subject)}
      and o.sequence <= ${sql.ref(sequence)} and ${tellsState}
    order by o.sequence desc limit 1)`;

/** What a partner's receivers had taken over, lane by lane: what an honest receiver's own digest says. */
export async function settledLanes(
  db: Reader,
  scope: Scope,
): Promise<readonly { receiver: string; dossier: string; sequence: number; state: string | null }[]> {
  const { rows } = await sql<{ receiver: string; dossier: string; sequence: number; state: string | null }>`
    with ${lanesOf(scope)}
    select receiver, subject as dossier, settled as sequence,
           ${stateAt("current.receiver", "current.subject", "current.settled")} as state
      from current where wanted
     order by receiver collate "C", subject collate "C"`.execute(db);
  return rows;
}

/** Both sides of every lane that either of them names. */
export async function bothSides(db: Reader, scope: Scope, items: readonly Held[]): Promise<readonly Told[]> {
  const { rows } = await sql<{
    receiver: string;
    dossier: string;
    settled: number;
    announced: number;
    state: string | null;
    their_sequence: number | null;
    their_state: string | null;
  }>`
    with ${lanesOf(scope)}, theirs as (
      select * from jsonb_to_recordset(${JSON.stringify(items)}::jsonb)
        as t (receiver text, dossier text, sequence integer, state text)
       where not hub.agency_ended(receiver, ${scope.at}::timestamptz)
    ), both_sides as (
      select coalesce(c.receiver, t.receiver) as receiver, coalesce(c.subject, t.dossier) as subject,
             coalesce(c.settled, 0) as settled, coalesce(c.announced, 0) as announced,
             least(coalesce(t.sequence, c.settled), c.announced) as upto,
             t.sequence as their_sequence, t.state as their_state
        from current c full join theirs t on t.receiver = c.receiver and t.dossier = c.subject
       where t.receiver is not null or c.wanted
    )
    select receiver, subject as dossier, settled, announced, their_sequence, their_state,
           ${stateAt("both_sides.receiver", "both_sides.subject", "both_sides.upto")} as state
      from both_sides
     order by receiver collate "C", subject collate "C"`.execute(db);
  return rows.map(({ their_sequence, their_state, ...ours }) => ({
    ...ours,
    theirs: their_sequence === null ? null : { sequence: their_sequence, state: their_state ?? "" },
  }));
}

import { sql } from "kysely";
import type { Tx } from "../platform/database.ts";
import type { Consignment } from "./envelope.ts";
import { hasPlace } from "./has-place.ts";
import { givePositions, servingLock, shareServing } from "./position.ts";

/** A message as it is known to both sides. What it says is read where it was written, in the outbox. */
export type Addressed = Omit<Consignment, "envelope">;

export type TookIn = "leftOut" | { readonly transit: number | null; readonly age: number };

/**
 * Writes consignments of any lanes into hub.delivery, in the transaction: once per message id (P3), with their places in
 * the inboxes. Locks go in one order for everybody: who serves an agency, lanes, outbox rows by id, counters of
 * inboxes by partner.
 * @param waits one that finds its lane or its agency locked waits for it; of many, that one is left out: who holds
 *   lanes must wait for none.
 * @returns what became of each id: left out, or taken in so many seconds after it was written and after the
 *   transport's confirm (null: before it);
 *   nothing: known before, or never announced.
 */
export async function takeIn(
  tx: Tx,
  given: readonly Addressed[],
  waits: boolean,
): Promise<ReadonlyMap<string, TookIn>> {
  const held = new Set(await lock(tx, given, waits));
  const leftOut = given.flatMap(({ messageId }) => (held.has(messageId) ? [] : [[messageId, "leftOut"] as const]));
  if (held.size === 0) return new Map(leftOut);
  const free = given.filter(({ messageId }) => held.has(messageId));
  const rows = await write(tx, free);
  const loose = rows.flatMap(({ partner_id: partnerId, receiver, subject, loose }) =>
    partnerId === null || !loose ? [] : [{ partnerId, receiver, subject }],
  );
  if (loose.length > 0) await givePositions(tx, loose);
  return new Map<string, TookIn>([
    ...leftOut,
    ...rows.map(({ message_id, transit, age }) => [message_id, { transit, age }] as const),
  ]);
}

/** @returns the ids whose agency and lane are ours until the commit; of those that wait also where there is no lane at all. */
async function lock(tx: Tx, given: readonly Addressed[], waits: boolean): Promise<readonly string[]> {
  if (!waits) return lockFree(tx, given);
  const shared = new Set(
    await shareServing(
      tx,
      given.map(({ receiver }) => receiver),
    ),
  );
  const ours = given.filter(({ receiver }) => shared.has(receiver));
  await sql`/* prepared */
    select from hub.lane l where (receiver, subject) in (select receiver, subject from ${lanesOf(ours)})
    order by receiver, subject for update`.execute(tx);
  return ours.map(({ messageId }) => messageId);
}

/** One statement: agencies whose serving nobody is changing, then their lanes that nobody else has locked. */
async function lockFree(tx: Tx, given: readonly Addressed[]): Promise<readonly string[]> {
  const { rows } = await sql<{ receiver: string; subject: string }>`/* prepared */
    with wanted as materialized (
      select distinct receiver, subject from ${lanesOf(given)}
    ), shared as materialized (
      select receiver from (select distinct receiver from wanted) agency
      where pg_try_advisory_xact_lock_shared(${servingLock}, hashtext(receiver))
    )
    select l.receiver, l.subject from wanted join shared using (receiver) join hub.lane l using (receiver, subject)
    for update of l skip locked`.execute(tx);
  const locked = new Set(rows.map(nameOf));
  return given.flatMap((one) => (locked.has(nameOf(one)) ? [one.messageId] : []));
}

const nameOf = ({ receiver, subject }: { readonly receiver: string; readonly subject: string }) =>
  `${receiver} ${subject}`;

const lanesOf = (given: readonly Addressed[]) => sql`unnest(
  ${given.map(({ receiver }) => receiver)}::text[], ${given.map(({ subject }) => subject)}::text[]) as g (receiver, subject)`;

interface Taken {
  readonly message_id: string;
  readonly partner_id: string | null;
  readonly receiver: string;
  readonly subject: string;
  readonly transit: number | null;
  readonly age: number;
  /** It has no place yet, or others wait behind it for theirs. */
  readonly loose: boolean;
}

/**
 * Who serves the agency and whose turn it is are read anew: the locks were waited for. What follows in its lane on a
 * message that has its place gets its own with the insert; the counter's row stays locked until the commit, see
 * `givePositions`. Nobody else writes a message of these lanes meanwhile, so what is fresh is known before it is counted.
 */
async function write(tx: Tx, given: readonly Addressed[]): Promise<Taken[]> {
  const of = <T>(pick: (one: Addressed) => T): T[] => given.map(pick);
  const { rows } = await sql<Taken>`/* prepared */
    with given as materialized (
      select g.*, o.id as outbox_id, o.envelope, o.created_at, o.published_at from unnest(
        ${of(({ messageId }) => messageId)}::uuid[], ${of(({ receiver }) => receiver)}::text[],
        ${of(({ subject }) => subject)}::text[], ${of(({ sequence }) => sequence)}::integer[]
      ) as g (message_id, receiver, subject, sequence)
      join hub.outbox o using (message_id, receiver, subject, sequence)
      order by o.id for no key update of o
    ), arrived as (
      -- what arrived was published, also where the relay has not noted it yet
      update hub.outbox o set arrived_at = coalesce(o.arrived_at, now()), published_at = coalesce(o.published_at, now())
      from given where o.id = given.outbox_id
    ), fresh as materialized (
      select given.*, lane.delivered, lane.replaying, served.partner_id
      from given join hub.lane using (receiver, subject)
      -- hub.partner_of_lane, as part of the statement: by itself it costs as much as the rest
      left join hub.partner_unit served
        on served.organisation_code = receiver and coalesce(lane.succession, 'kept') = 'kept'
      where not exists (select from hub.delivery d where d.message_id = given.message_id)
    ), in_lane as (
      select *, min(created_at) over whole as lane_since, first_value(sequence) over so_far as first,
             row_number() over so_far as nth
      from fresh where partner_id is not null
      window whole as (partition by receiver, subject), so_far as (partition by receiver, subject order by sequence)
    ), following as (
      select message_id, partner_id,
             row_number() over (partition by partner_id order by lane_since, subject, sequence) as nth
      from in_lane
      where sequence = first + nth - 1 and (first = delivered + 1 or ${hasPlace("in_lane", "first")})
    ), counted as (
      insert into hub.inbox_counter as c (partner_id, last)
      select partner_id, count(*) from following group by partner_id order by partner_id
      on conflict (partner_id) do update set last = c.last + excluded.last
      returning partner_id, last
    -- once: it would be counted anew for each message
    ), placed as materialized (
      select message_id, last - count(*) over (partition by partner_id) + nth as position
      from following join counted using (partner_id)
    ), taken as (
      insert into hub.delivery
        (message_id, receiver, subject, sequence, partner_id, position, envelope, created_at, next_attempt_at, ahead)
      select message_id, receiver, subject, sequence, partner_id, position, envelope, created_at,
             case when sequence = delivered + 1 and replaying is null then now() else 'infinity' end, envelope ? 'ahead'
      from fresh left join placed using (message_id)
      on conflict (message_id) do nothing
      returning message_id, partner_id, receiver, subject, sequence, position
    ), told as (
      select pg_notify('hub_delivery', partner_id) from counted
    )
    select message_id, partner_id, receiver, subject, (select count(*) from told) as told,
           extract(epoch from clock_timestamp() - published_at)::double precision as transit,
           extract(epoch from clock_timestamp() - created_at)::double precision as age,
           position is null or exists (
             select from hub.delivery d
             where d.receiver = taken.receiver and d.subject = taken.subject and d.sequence > taken.sequence) as loose
    from taken join given using (message_id, receiver, subject, sequence)`.execute(tx);
  return rows;
}

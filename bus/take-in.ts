import { sql } from "kysely";
import type { Tx } from "../platform/database.ts";
import type { Consignment } from "./envelope.ts";
import { lockFree } from "./lane.ts";
import { givePositions, shareServing } from "./position.ts";

type TookIn = "leftOut" | { readonly transit: number | null };

/**
 * Writes consignments of any lanes into hub.delivery, in the transaction: once per message id (P3), with their places in
 * the inboxes. Locks go in one order for everybody: who serves an agency, lanes, outbox rows by id, counters of
 * inboxes by partner.
 * @param waits one that finds its lane or its agency locked waits for it; of many, that one is left out: who holds
 *   lanes must wait for none.
 * @returns what became of each id: left out, or taken in so many seconds after the transport's confirm (null: before it);
 *   nothing: known before, or never announced.
 */
export async function takeIn(
  tx: Tx,
  given: readonly Consignment[],
  waits: boolean,
): Promise<ReadonlyMap<string, TookIn>> {
  const held = new Set(await lock(tx, given, waits));
  const leftOut = given.flatMap(({ messageId }) => (held.has(messageId) ? [] : [[messageId, "leftOut"] as const]));
  if (held.size === 0) return new Map(leftOut);
  const free = given.filter(({ messageId }) => held.has(messageId));
  const rows = await write(tx, free);
  const served = rows.flatMap(({ partner_id: partnerId, receiver, subject }) =>
    partnerId === null ? [] : [{ partnerId, receiver, subject }],
  );
  if (served.length > 0) await givePositions(tx, served);
  return new Map<string, TookIn>([
    ...leftOut,
    ...rows.map(({ message_id, transit }) => [message_id, { transit }] as const),
  ]);
}

/** @returns the ids whose agency and lane are ours until the commit; also where there is no lane at all. */
async function lock(tx: Tx, given: readonly Consignment[], waits: boolean): Promise<readonly string[]> {
  const shared = new Set(
    await shareServing(
      tx,
      given.map(({ receiver }) => receiver),
      waits,
    ),
  );
  const ours = given.filter(({ receiver }) => shared.has(receiver));
  if (waits) {
    await sql`/* prepared */
      select from hub.lane l where (receiver, subject) in (select receiver, subject from ${lanesOf(ours)})
      order by receiver, subject for update`.execute(tx);
    return ours.map(({ messageId }) => messageId);
  }
  const isOurs = await lockFree(tx, ours);
  return ours.filter(isOurs).map(({ messageId }) => messageId);
}

const lanesOf = (given: readonly Consignment[]) => sql`unnest(
  ${given.map(({ receiver }) => receiver)}::text[], ${given.map(({ subject }) => subject)}::text[]) as g (receiver, subject)`;

interface Taken {
  readonly message_id: string;
  readonly partner_id: string | null;
  readonly receiver: string;
  readonly subject: string;
  readonly transit: number | null;
}

/** Who serves the agency and whose turn it is are read anew: the locks were waited for. */
async function write(tx: Tx, given: readonly Consignment[]): Promise<Taken[]> {
  const of = <T>(pick: (one: Consignment) => T): T[] => given.map(pick);
  const { rows } = await sql<Taken>`/* prepared */
    with given as materialized (
      select g.*, o.id as outbox_id from unnest(
        ${of(({ messageId }) => messageId)}::uuid[], ${of(({ receiver }) => receiver)}::text[],
        ${of(({ subject }) => subject)}::text[], ${of(({ sequence }) => sequence)}::integer[],
        ${of(({ envelope }) => JSON.stringify(envelope))}::jsonb[]
      ) as g (message_id, receiver, subject, sequence, envelope)
      join hub.outbox o using (message_id, receiver, subject, sequence)
      order by o.id for no key update of o
    ), arrived as (
      update hub.outbox o set arrived_at = coalesce(arrived_at, now()) from given where o.id = given.outbox_id
      returning o.message_id, o.created_at, o.published_at
    ), taken as (
      insert into hub.delivery
        (message_id, receiver, subject, sequence, partner_id, envelope, created_at, next_attempt_at)
      select message_id, receiver, subject, sequence,
             hub.partner_of_lane(receiver, subject), envelope, arrived.created_at,
             case when sequence = lane.delivered + 1 and lane.replaying is null then now() else 'infinity' end
      from given join arrived using (message_id) join hub.lane using (receiver, subject)
      on conflict (message_id) do nothing
      returning message_id, partner_id, receiver, subject
    )
    select taken.*, extract(epoch from clock_timestamp() - published_at)::double precision as transit
    from taken join arrived using (message_id)`.execute(tx);
  return rows;
}

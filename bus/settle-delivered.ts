import { sql } from "kysely";
import { maskPersonal } from "../core/domain/mask.ts";
import { briefly } from "../platform/brief-transaction.ts";
import type { Database, Tx } from "../platform/database.ts";
import { noteUp, type Turn } from "./circuit.ts";
import type { Claim } from "./claim.ts";
import { advanceLanes, lockFree, lockLane } from "./lane.ts";
import type { Outcome } from "./outcome.ts";
import { stateOf } from "./state-of.ts";

/** An attempt that delivered, and has to be written down. */
export interface Arrived {
  readonly claim: Claim;
  readonly outcome: Extract<Outcome, { kind: "delivered" }>;
  readonly durationMs: number;
}

export const detailLimit = 400;

export interface Written {
  /** Those written down; the others wait for a lane that somebody else has locked. */
  readonly settled: ReadonlySet<Arrived>;
  /** What became of the partners' circuits that were troubled. */
  readonly turns: Map<string, Turn | undefined>;
}

/**
 * Writes down deliveries of any lanes and partners in one transaction: round trips and commits are what a message
 * costs. One alone waits for its lane; of several those are left out whose lane is locked.
 */
export async function settleDelivered(db: Database, arrived: readonly Arrived[]): Promise<Written> {
  const turns = new Map<string, Turn | undefined>();
  const { settled, troubled } = await briefly(db, async (tx, commitAfter) => {
    const settled = new Set(await locked(tx, arrived));
    if (settled.size === 0) return { settled, troubled: [] };
    for (const { outcome } of settled) await outcome.keep?.(tx);
    // sent together, and the commit with them; the lanes see what was written before them
    commitAfter(2);
    const [troubled] = await Promise.all([
      write(tx, [...settled]),
      advanceLanes(
        tx,
        [...settled].map(({ claim }) => claim),
        false,
      ),
    ]);
    return { settled, troubled };
  });
  // Lost by a crash it is noted by what is delivered next, as it would be had nothing been delivered just now. All of
  // them or none: of one that was noted already nobody would hear when the group is written one by one.
  if (troubled.length > 0)
    await db.transaction().execute(async (tx) => {
      for (const partnerId of troubled) turns.set(partnerId, await noteUp(tx, partnerId));
    });
  return { settled, turns };
}

async function locked(tx: Tx, arrived: readonly Arrived[]): Promise<readonly Arrived[]> {
  const [first, ...others] = arrived;
  if (first && others.length === 0) {
    await lockLane(tx, first.claim);
    return arrived;
  }
  const isOurs = await lockFree(
    tx,
    arrived.map(({ claim }) => claim),
  );
  return arrived.filter(({ claim }) => isOurs(claim));
}

/**
 * An attempt whose lease ran out stands in the record as unknown already; its late answer still counts. Nothing follows
 * for a message whose agency went to another partner meanwhile. What went along is an attempt of its own, and only where
 * it waits behind, as it was announced.
 */
async function write(tx: Tx, arrived: readonly Arrived[]): Promise<readonly string[]> {
  const of = <T>(pick: (one: Arrived) => T): T[] => arrived.map(pick);
  // not as JSON: a detail cut off in the middle of a letter is text that a column takes and JSON refuses
  const { rows } = await sql<{ troubled: string[] | null }>`/* prepared */
    with given as materialized (
      select * from unnest(
        ${of(({ claim }) => claim.messageId)}::uuid[], ${of(({ claim }) => claim.partnerId)}::text[],
        ${of(({ claim }) => claim.attempt)}::integer[], ${of(({ claim }) => claim.claimedAt)}::timestamptz[],
        ${of(({ durationMs }) => durationMs)}::integer[],
        ${of(({ outcome }) => maskPersonal(outcome.detail).slice(0, detailLimit))}::text[],
        ${of(({ outcome }) => JSON.stringify(outcome.receipt))}::jsonb[],
        ${of(({ claim }) => claim.receiver)}::text[], ${of(({ claim }) => claim.subject)}::text[],
        ${of(({ claim }) => claim.sequence)}::integer[],
        ${of(({ outcome }) => (outcome.along ? JSON.stringify(outcome.along) : null))}::jsonb[]
      ) as g (message_id, partner_id, attempt, started_at, duration_ms, detail, receipt, receiver, subject, sequence, along)
    ), followed as (
      update hub.delivery d set state = 'delivered', delivered_at = now(), attempts = d.attempts + 1, receipt = given.receipt
      from given
      where given.along is not null and d.receiver = given.receiver and d.subject = given.subject
        and d.sequence > given.sequence and d.partner_id = given.partner_id and ${stateOf("d")} = 'waiting'
        and d.leased_until is null and d.substitute is null
        and d.envelope -> 'data' in (select jsonb_array_elements(given.along))
      returning d.message_id, d.attempts, given.started_at, given.duration_ms, given.message_id as first
    ), attempted as (
      insert into hub.delivery_attempt (message_id, attempt, started_at, duration_ms, outcome, detail)
      select message_id, attempt, started_at, duration_ms, 'delivered', detail from given
      union all
      select message_id, attempts, started_at, duration_ms, 'delivered', 'told with message ' || first from followed
      on conflict do nothing
    ), answered as (
      update hub.delivery d set state = 'delivered', delivered_at = now(), leased_until = null, parked_reason = null,
             parked_at = null, parked_fault = null, receipt = given.receipt
      from given
      where d.message_id = given.message_id and d.partner_id = given.partner_id and ${stateOf("d")} <> 'delivered'
    )
    select jsonb_agg(partner_id order by partner_id) as troubled from hub.partner_flow
    where partner_id in (select partner_id from given) and (failures > 0 or opened_at is not null)`.execute(tx);
  return rows[0]?.troubled ?? [];
}

import { sql } from "kysely";
import { alwaysOpen } from "../core/domain/clock/open-time.ts";
import { maskPersonal } from "../core/domain/mask.ts";
import { unlessAway, type Database, type Tx } from "../platform/database.ts";
import { letGoAfter, type Claim } from "./claim.ts";
import { note, noteUp, type Turn } from "./circuit.ts";
import { faultOf } from "./fault.ts";
import { grouped } from "../platform/grouped.ts";
import { lockLane } from "./lane.ts";
import { noteLaidInVain } from "./queue-leftover.ts";
import type { FaultCode, Outcome } from "./outcome.ts";
import { detailLimit, settleDelivered, type Arrived, type Written } from "./settle-delivered.ts";
import { stateOf } from "./state-of.ts";
import { planRetry, type Failed, type Pause } from "./retry.ts";

/** What followed from an attempt. */
export interface Settled {
  readonly parked?: FaultCode;
  /** Tried again later, for this fault. */
  readonly again?: FaultCode;
  readonly circuit?: Turn | undefined;
}

type Failure = Exclude<Outcome, { kind: "delivered" }>;

const fieldLimit = 100;

/**
 * Writes down how the attempt ended, and what follows from it, in one transaction; that a partner is back, in one of its
 * own. Nothing follows for the message when its agency went to another partner meanwhile: what this one answered says
 * nothing about that one.
 */
export async function settle(
  db: Database,
  claim: Claim,
  outcome: Outcome,
  durationMs: number,
  pause: Pause,
): Promise<Settled> {
  if (outcome.kind === "delivered") {
    const { turns } = await settleDelivered(db, [{ claim, outcome, durationMs }]);
    return afterDelivery(db, claim, turns);
  }
  const detail = maskPersonal(outcome.detail).slice(0, detailLimit);
  const settled = await db.transaction().execute(async (tx): Promise<Settled> => {
    await lockLane(tx, claim);
    // an attempt whose lease ran out stands in the record as unknown already; its late answer still counts below
    await sql`/* prepared */
      insert into hub.delivery_attempt (message_id, attempt, started_at, duration_ms, outcome, detail)
      values (${claim.messageId}, ${claim.attempt}, ${claim.claimedAt}, ${durationMs}, ${outcome.kind}, ${detail})
      on conflict do nothing`.execute(tx);
    const fault = faultOf(outcome);
    const followed =
      outcome.kind === "refused"
        ? await park(tx, claim, outcome, detail)
        : await planAgain(tx, claim, outcome, detail, pause);
    const retryAfterMs = outcome.kind === "retry" ? outcome.retryAfterMs : undefined;
    const circuit = await note(tx, claim.partnerId, { fault, detail, probe: claim.probe, retryAfterMs }, pause);
    return { ...followed, circuit };
  });
  if (settled.circuit === "closed") await releaseHeads(db, claim.partnerId);
  return settled;
}

/**
 * Settles what was delivered together with what else is just being settled in this process. One that cannot be written
 * must not hinder the others: after a failure, or when its lane is locked, one is written by itself.
 */
export function makeSettle(
  db: Database,
): (claim: Claim, outcome: Outcome, durationMs: number, pause: Pause) => Promise<Settled> {
  const together = grouped<Arrived, Written>(groupLimit, (arrived) => settleDelivered(db, arrived));
  // each waits for its partner's row: a partner that falls silent would have all connections wait for one row
  const alone = grouped<() => Promise<Settled>, Settled>(1, ([one]) => (one as () => Promise<Settled>)(), aloneAtOnce);
  return async (claim, outcome, durationMs, pause) => {
    if (outcome.kind !== "delivered") return alone(() => settle(db, claim, outcome, durationMs, pause));
    const arrived = { claim, outcome, durationMs };
    for (let tries = 0; tries < groupTries; tries++) {
      const written = await together(arrived).catch(unlessAway);
      if (written?.settled.has(arrived)) return afterDelivery(db, claim, written.turns);
      if (!written) break;
    }
    return settle(db, claim, outcome, durationMs, pause);
  };
}
const groupLimit = 64;
/** Of what did not deliver so many are written down at a time in this process. */
const aloneAtOnce = 3;
/** How often one whose lane is just being used waits for the next group before it waits for the lane. */
const groupTries = 3;

async function afterDelivery(
  db: Database,
  { partnerId }: Claim,
  turns: Map<string, Turn | undefined>,
): Promise<Settled> {
  const circuit = turns.get(partnerId);
  // told once, by the first of the group
  turns.delete(partnerId);
  if (circuit === "closed") await releaseHeads(db, partnerId);
  return { circuit };
}

/**
 * It lies in the partner's queue: the attempt goes on, without a lease, until the receipt comes (bus/inbox.ts) or it is
 * found that none will (bus/unit-queue.ts). A queue that takes messages is a partner that is there.
 */
export async function settleQueued(db: Database, claim: Claim): Promise<Settled> {
  const circuit = await db.transaction().execute(async (tx) => {
    await lockLane(tx, claim);
    const { numAffectedRows } = await sql`
      update hub.delivery set queued_at = now(), leased_until = null, next_attempt_at = 'infinity'
      where ${isCurrent(claim)} and leased_until is not null`.execute(tx);
    if (!numAffectedRows) await noteLaidInVain(tx, claim.messageId, claim.partnerId);
    return noteUp(tx, claim.partnerId);
  });
  if (circuit === "closed") await releaseHeads(db, claim.partnerId);
  return { circuit };
}

/** Only this lane stops; a person decides (P4). */
async function park(
  tx: Tx,
  claim: Claim,
  outcome: Extract<Failure, { kind: "refused" }>,
  detail: string,
): Promise<Settled> {
  const fault = faultOf(outcome);
  const field = outcome.field === undefined ? null : maskPersonal(outcome.field).slice(0, fieldLimit);
  const { numAffectedRows } = await sql`
    update hub.delivery set state = 'parked', parked_at = now(), parked_fault = ${fault}, parked_reason = ${detail},
           ${firstCause(fault, detail)}, fault_field = coalesce(fault_field, ${field}), leased_until = null
    where ${isCurrent(claim)}`.execute(tx);
  return numAffectedRows ? { parked: fault } : {};
}

async function planAgain(tx: Tx, claim: Claim, outcome: Failed, detail: string, pause: Pause): Promise<Settled> {
  const fault = faultOf(outcome);
  // a probe is the partner's affair: it uses up nothing of the message's budget
  const plan = planRetry(claim.round, outcome, claim.probe ? 0 : claim.waitedMs, pause);
  if (plan.kind === "park") {
    const { rows } = await sql<{ first_fault: FaultCode }>`
      update hub.delivery
      set state = 'parked', parked_at = now(), ${firstCause(fault, detail)}, leased_until = null,
          parked_fault = coalesce(first_fault, ${fault}), parked_reason = ${`the retry budget is used up; last: ${detail}`}
      where ${isCurrent(claim)} and leased_until is not null
      returning first_fault`.execute(tx);
    return rows[0] ? { parked: rows[0].first_fault } : {};
  }
  await sql`
    update hub.delivery
    set leased_until = null, next_attempt_at = ${unlessReplaying(plan.afterMs)},
        waited_ms = ${claim.probe ? claim.waitedMs : plan.waitedMs}, ${firstCause(fault, detail)}
    where ${isCurrent(claim)} and leased_until is not null`.execute(tx);
  return { again: fault };
}

const isCurrent = ({ messageId, partnerId, attempt }: Claim) =>
  sql`message_id = ${messageId} and partner_id = ${partnerId} and ${stateOf("delivery")} = 'waiting' and attempts = ${attempt}`;

/** After the pause; while the lane is to be replayed, not before that is through. */
const unlessReplaying = (pauseMs: number) => sql`case
  when exists (select from hub.lane l where l.receiver = delivery.receiver and l.subject = delivery.subject
                 and l.replaying is not null) then 'infinity'
  else now() + make_interval(secs => ${pauseMs / 1000}) end`;

/** Kept from the first failure on: what comes later must not mask it. */
const firstCause = (fault: FaultCode, detail: string) =>
  sql`first_failed_at = coalesce(first_failed_at, now()), first_fault = coalesce(first_fault, ${fault}),
      first_detail = coalesce(first_detail, ${detail})`;

/**
 * The partner is back: what failed during its outage does not sit out its pause; the oldest goes first. Apart from the
 * transaction that closed the circuit, whose locks are in another order; lost by a crash, each waits its own pause.
 */
async function releaseHeads(db: Database, partnerId: string): Promise<void> {
  await sql`
    with held as (
      select message_id from hub.delivery
      where partner_id = ${partnerId} and state = 'waiting' and next_attempt_at > now() and next_attempt_at < 'infinity'
        and leased_until is null
      for update skip locked
    ), released as (
      update hub.delivery d set next_attempt_at = d.created_at from held where d.message_id = held.message_id
      returning d.message_id
    )
    select pg_notify('hub_delivery', ${partnerId}) from released limit 1`.execute(db);
}

const noWord = { kind: "unknown", detail: "no word from the process that was calling", fault: "our-fault" } as const;

/**
 * A lease that ran out: the process died, or lost the database, in mid-call. It may have arrived: unknown (P6). The
 * record says when it was last heard of. Nobody's budget is touched: the fault is ours.
 */
export async function settleExpired(db: Database, leaseMs: number, random: () => number): Promise<number> {
  const { rows } = await sql<{ message_id: string; attempts: number; round: number; started_at: Date }>`/* prepared */
    select message_id, attempts, attempts - ${letGoAfter(sql`delivery.message_id`)} as round,
           leased_until - make_interval(secs => ${leaseMs / 1000}) as started_at
    from hub.delivery where leased_until <= now() limit 100`.execute(db);
  for (const row of rows) {
    const plan = planRetry(row.round, noWord, 0, { now: new Date(0), afterOpenTime: alwaysOpen, random: random() });
    const afterMs = plan.kind === "again" ? plan.afterMs : 0;
    await sql`
      with freed as (
        update hub.delivery set leased_until = null, next_attempt_at = ${unlessReplaying(afterMs)}
        where message_id = ${row.message_id} and attempts = ${row.attempts} and leased_until <= now()
        returning message_id, attempts
      )
      insert into hub.delivery_attempt (message_id, attempt, started_at, duration_ms, outcome, detail)
      select message_id, attempts, ${row.started_at}, ${leaseMs}, ${noWord.kind}, ${noWord.detail}
      from freed on conflict do nothing`.execute(db);
  }
  return rows.length;
}

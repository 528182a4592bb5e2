import { sql } from "kysely";
import { alwaysOpen } from "../../core/domain/clock/open-time.ts";
import { maskPersonal } from "../../core/domain/mask.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { note, noteUp, type Turn } from "../circuit.ts";
import { faultOf, faults } from "../fault.ts";
import { lockLane } from "../lane.ts";
import type { Outcome } from "../outcome.ts";
import { planRetry, type Pause } from "../retry.ts";
import { releaseWhenThrough } from "./hold-lane.ts";
import type { ReplayClaim } from "./next-message.ts";
import { replayRate } from "./read.ts";

/** After so many tries that find the partner up the message is given up: its lane's live messages wait behind. */
const mostTries = 5;
const detailLimit = 400;

export type ReplayEnding = "sent" | "failed" | "again";

/**
 * Writes down how the attempt ended. The delivery itself stays as it was: it arrived, and its first receipt counts.
 * A message that is not taken ends the replay of its lane; the other lanes go on.
 */
export async function settleReplayed(
  db: Database,
  claim: ReplayClaim,
  outcome: Outcome,
  durationMs: number,
  pause: Pause,
): Promise<{ readonly ending: ReplayEnding; readonly circuit: Turn | undefined }> {
  const detail = maskPersonal(outcome.detail).slice(0, detailLimit);
  return db.transaction().execute(async (tx) => {
    await sql`select from hub.replay where id = ${claim.replayId} for update`.execute(tx);
    await lockLane(tx, claim);
    await sql`
      insert into hub.delivery_attempt (message_id, attempt, started_at, duration_ms, outcome, detail, replay_id)
      values (${claim.messageId}, ${claim.attempt}, ${claim.claimedAt}, ${durationMs}, ${outcome.kind}, ${detail},
              ${claim.replayId})
      on conflict do nothing`.execute(tx);
    await sql`
      update hub.delivery set leased_until = null
      where message_id = ${claim.messageId} and attempts = ${claim.attempt}`.execute(tx);
    const circuit = await tellCircuit(tx, claim, outcome, detail, pause);
    const ending = await settleItem(tx, claim, outcome, pause);
    return { ending, circuit };
  });
}

async function tellCircuit(
  tx: Tx,
  { partnerId, probe }: ReplayClaim,
  outcome: Outcome,
  detail: string,
  pause: Pause,
): Promise<Turn | undefined> {
  if (outcome.kind === "delivered") return noteUp(tx, partnerId);
  const retryAfterMs = outcome.kind === "retry" ? outcome.retryAfterMs : undefined;
  return note(tx, partnerId, { fault: faultOf(outcome), detail, probe, retryAfterMs }, pause);
}

async function settleItem(tx: Tx, claim: ReplayClaim, outcome: Outcome, pause: Pause): Promise<ReplayEnding> {
  if (outcome.kind === "delivered") {
    await end(tx, claim, "sent", null);
    await releaseWhenThrough(tx, claim.replayId, claim);
    await goOn(tx, claim.replayId);
    return "sent";
  }
  const fault = faultOf(outcome);
  const { rows } = await sql<{ down: boolean }>`
    select opened_at is not null as down from hub.partner_flow where partner_id = ${claim.partnerId}`.execute(tx);
  // a partner that is away says nothing about the message: it waits, and nothing is counted against it
  const isAway = rows[0]?.down === true || faults[fault].partner === "gone";
  const tries = claim.tries + (isAway ? 0 : 1);
  if (!isAway && (outcome.kind === "refused" || tries >= mostTries)) {
    await end(tx, claim, "failed", fault);
    await sql`
      update hub.replay_item set state = 'left', reason = 'lane-stopped', settled_at = now()
      where replay_id = ${claim.replayId} and subject = ${claim.subject} and state = 'pending'`.execute(tx);
    await releaseWhenThrough(tx, claim.replayId, claim);
    await goOn(tx, claim.replayId);
    return "failed";
  }
  await sql`
    update hub.replay_item set tries = ${tries}
    where replay_id = ${claim.replayId} and place = ${claim.place} and state = 'pending'`.execute(tx);
  const plan = planRetry(Math.max(1, tries), { kind: "unknown", detail: "" }, 0, {
    ...pause,
    afterOpenTime: alwaysOpen,
  });
  await goOn(tx, claim.replayId, plan.kind === "again" ? plan.afterMs : 0);
  return "again";
}

const end = (tx: Tx, { replayId, place }: ReplayClaim, state: "sent" | "failed", reason: string | null) =>
  sql`
    update hub.replay_item set state = ${state}, reason = ${reason}, settled_at = now()
    where replay_id = ${replayId} and place = ${place} and state = 'pending'`.execute(tx);

/** The next one after the replay's pace, counted from the beginning of this one, or after the pause when it is longer. */
const goOn = (tx: Tx, replayId: string, pauseMs = 0) =>
  sql`
    update hub.replay r
    set next_at = greatest(now() + make_interval(secs => ${pauseMs / 1000}), r.sent_at + make_interval(secs => 60.0 / ${replayRate}))
    from hub.subscription s where r.id = ${replayId} and s.partner_id = r.partner_id`.execute(tx);

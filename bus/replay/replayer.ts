import { sql } from "kysely";
import { alwaysOpen, type AfterOpenTime } from "../../core/domain/clock/open-time.ts";
import type { Database } from "../../platform/database.ts";
import type { Listener } from "../../platform/listen.ts";
import type { Log } from "../../platform/log.ts";
import { renewLease } from "../claim.ts";
import type { BusMetrics } from "../metrics.ts";
import type { Deliver, Outcome } from "../outcome.ts";
import { makeWaker, within } from "../waker.ts";
import { releaseOfStopped } from "./hold-lane.ts";
import { nextMessage, type ReplayClaim } from "./next-message.ts";
import { settleReplayed } from "./settle-replayed.ts";

/**
 * Sends what replays have chosen. Any number of processes may run one. After a kill -9 another goes on where it was:
 * the message that was on its way is recorded as unknown (bus/settle.ts) and sent again with the same id.
 */
export interface Replayer {
  /** Takes nothing more, lets running calls end within the limit, then breaks them off. */
  close(): Promise<void>;
}

export interface ReplayerOptions {
  readonly db: Database;
  readonly listener: Listener;
  readonly deliver: Deliver;
  readonly openTimeOf?: (receiver: string) => Promise<AfterOpenTime>;
  readonly log: Log;
  readonly metrics?: BusMetrics;
  readonly leaseMs?: number;
  readonly fallbackMs?: number;
  readonly closeLimitMs?: number;
  readonly random?: () => number;
  readonly now?: () => Date;
}

const mostCalls = 8;
const pauseMs = 500;
const abortLimitMs = 3_000;

export function startReplayer(options: ReplayerOptions): Replayer {
  const { db, listener, deliver, log, metrics, random = Math.random, now = () => new Date() } = options;
  const { leaseMs = 6_000, fallbackMs = 5_000, closeLimitMs = 12_000 } = options;
  const openTimeOf = options.openTimeOf ?? (() => Promise.resolve(alwaysOpen));
  const waker = makeWaker();
  const running = new Set<Promise<void>>();
  const breakOff = new AbortController();
  let closing = false;
  let troubled = false;
  const isOpen = () => !closing;
  const stopListening = listener.on("hub_replay", waker.wake);

  const loop = async () => {
    while (isOpen()) {
      try {
        await releaseOfStopped(db);
        const next = running.size < mostCalls ? await nextMessage(db, leaseMs, now()) : undefined;
        if (next?.kind === "send") begin(next.claim);
        troubled = false;
        if (next?.kind === "nothing" || !next) await waker.sleep(await rest());
      } catch (error) {
        if (!troubled) log.warn({ err: error }, "replays cannot be read from the database; trying again");
        troubled = true;
        if (isOpen()) await waker.sleep(pauseMs);
      }
    }
  };

  const rest = async (): Promise<number> => {
    const { rows } = await sql<{ ms: number | null; held: boolean }>`
      select extract(epoch from min(next_at) - clock_timestamp())::double precision * 1000 as ms,
             exists (
               select from hub.lane l join hub.replay r on r.id = l.replaying where r.state <> 'running') as held
      from hub.replay where state = 'running'`.execute(db);
    const { ms = null, held = false } = rows[0] ?? {};
    // a lane whose last call is still on its way is let go soon after
    return Math.min(fallbackMs, held ? 1_000 : fallbackMs, Math.max(20, ms ?? fallbackMs));
  };

  const begin = (claim: ReplayClaim) => {
    const work = send(claim).finally(() => {
      running.delete(work);
      waker.wake();
    });
    running.add(work);
  };

  const send = async (claim: ReplayClaim) => {
    const startedAt = performance.now();
    const renewal = setInterval(() => void renewLease(db, claim, leaseMs).catch(() => undefined), leaseMs / 3);
    const outcome = await call(claim).finally(() => clearInterval(renewal));
    const durationMs = Math.round(performance.now() - startedAt);
    const { messageId, replayId, receiver } = claim;
    try {
      const afterOpenTime = outcome.kind === "delivered" ? alwaysOpen : await openTimeOf(receiver);
      const { ending, circuit } = await settleReplayed(db, claim, outcome, durationMs, {
        ...{ now: now(), afterOpenTime, random: random() },
      });
      metrics?.replayed.inc({ ending });
      if (circuit) metrics?.outages.inc({ event: circuit });
      log.debug({ messageId, replayId, receiver, outcome: outcome.kind, durationMs }, "a message was sent again");
    } catch (error) {
      // its lease runs out, and it is sent again: the receiver drops what it has
      log.warn({ err: error, messageId, replayId }, "the ending of a replayed message could not be written down");
    }
  };

  const call = async (claim: ReplayClaim): Promise<Outcome> => {
    const { envelope } = claim;
    // what stands in for a message has an id of its own
    const messageId = typeof envelope["id"] === "string" ? envelope["id"] : claim.messageId;
    try {
      return await deliver(claim, { ...claim, messageId }, breakOff.signal);
    } catch (error) {
      log.error({ err: error, messageId: claim.messageId }, "replaying failed in an unforeseen way");
      return { kind: "unknown", detail: error instanceof Error ? error.message : String(error), fault: "our-fault" };
    }
  };

  const looping = loop();
  return {
    async close() {
      closing = true;
      stopListening();
      waker.wake();
      await looping;
      await within(closeLimitMs, Promise.all(running));
      breakOff.abort();
      await within(abortLimitMs, Promise.all(running));
    },
  };
}

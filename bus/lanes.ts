import { setMaxListeners } from "node:events";
import { alwaysOpen, type AfterOpenTime } from "../core/domain/clock/open-time.ts";
import type { Database } from "../platform/database.ts";
import type { Listener } from "../platform/listen.ts";
import type { Log } from "../platform/log.ts";
import { claimDue, renewLease, untilNextDue, type CalledChannel, type Claim } from "./claim.ts";
import { sharesOf } from "./fair-share.ts";
import { faults } from "./fault.ts";
import type { BusMetrics } from "./metrics.ts";
import type { Asked, Deliver, Outcome, Queued, Reconcile } from "./outcome.ts";
import { watchPace } from "./pace.ts";
import { makeSettle, settleExpired, settleQueued, type Settled } from "./settle.ts";
import type { HandOver } from "./unit-queue.ts";
import { makeWaker, within } from "./waker.ts";

/**
 * Delivers to partners with a webhook or a queue of their own: the head of every lane, as soon as it is due, each lane on its own (P4). Any number
 * of processes may run one; they share the work through leases.
 */
export interface DeliveryWorker {
  /** Claims nothing more, lets running calls end within the limit, then breaks them off as unknown. */
  close(): Promise<void>;
}

export interface DeliveryWorkerOptions {
  readonly db: Database;
  readonly listener: Listener;
  readonly deliver: Deliver;
  /** Where the partner can be asked whether it has a message: asked before anything unknown is sent again (P6). */
  readonly reconcile?: Reconcile;
  /** How the national portal is called; missing: not from this process. */
  readonly portal?: { readonly deliver: Deliver; readonly reconcile?: Reconcile };
  /** How a message gets into the queue of a partner that has one, and whether it could now; missing: nobody has one. */
  readonly queues?: { readonly handOver: HandOver; readonly isConnected: () => boolean };
  /** When an agency is open; missing: always. */
  readonly openTimeOf?: (receiver: string) => Promise<AfterOpenTime>;
  readonly log: Log;
  readonly metrics?: BusMetrics;
  /** Calls at a time in this process; how many to one partner is in its subscription. */
  readonly concurrency?: number;
  /** How long after its last sign of life a process is given up, and its calls count as unknown; milliseconds. */
  readonly leaseMs?: number;
  /** Looks at least this often, should a notice be lost; milliseconds. */
  readonly fallbackMs?: number;
  readonly closeLimitMs?: number;
  readonly random?: () => number;
  readonly now?: () => Date;
}

const settlePauseMs = 500;
const quietMs = 25;
const slowMs = 250;
// an answer is worth keeping while the database is away: without it the unit is asked again
const settleLimitMs = 5 * 60_000;
const abortLimitMs = 3_000;
const pacePauseMs = 10_000;
// linked groups have ten minutes, the outage not counted: that it is over is seen within one
const portalProbeMs = 60_000;

export function startDeliveryWorker(options: DeliveryWorkerOptions): DeliveryWorker {
  const { db, listener, deliver, reconcile, log, metrics, random = Math.random, now = () => new Date() } = options;
  const { concurrency = 128, leaseMs = 6_000, fallbackMs = 5_000, closeLimitMs = 12_000 } = options;
  const openTimeOf = options.openTimeOf ?? (() => Promise.resolve(alwaysOpen));
  const waker = makeWaker();
  const pause = makeWaker();
  const running = new Set<Promise<void>>();
  const pace = watchPace();
  const settle = makeSettle(db);
  const breakOff = new AbortController();
  // each call under way listens: many of them are no leak, and Node's warning of one would only frighten
  setMaxListeners(0, breakOff.signal);
  let closing = false;
  let troubled = false;
  const isOpen = () => !closing;
  const stopListening = listener.on("hub_delivery", waker.wake);
  const pacing = setInterval(() => void pace.writeDown(db).catch(() => undefined), pacePauseMs);

  let lookedForExpiredAt = -Infinity;
  // while the broker is away its partners wait, and nobody's attempts are used up
  const unitChannels = (): readonly CalledChannel[] => [
    "webhook",
    ...(options.queues?.isConnected() ? (["amqp"] as const) : []),
  ];
  const channels = (): readonly CalledChannel[] => [
    ...unitChannels(),
    ...(options.portal ? (["portal"] as const) : []),
  ];

  let portalLooks = 0;
  const take = async (free: number): Promise<Claim[]> => {
    const claims = await claimDue(db, free, leaseMs, unitChannels());
    if (!options.portal || claims.length === free) return claims;
    const toPortal = await claimDue(db, free - claims.length, leaseMs, ["portal"], sharesOf(portalLooks));
    if (toPortal.length > 0) portalLooks += 1;
    return [...claims, ...toPortal];
  };

  const loop = async () => {
    while (isOpen()) {
      try {
        if (performance.now() - lookedForExpiredAt >= leaseMs / 6) {
          lookedForExpiredAt = performance.now();
          await settleExpired(db, leaseMs, random);
        }
        const free = concurrency - running.size;
        const claims = free > 0 ? await take(free) : [];
        noteFull(claims);
        for (const claim of claims) begin(claim);
        troubled = false;
        // where much is on its way the next notice comes before the schedule is worth a question
        if (isOpen() && !(await waker.sleep(quietMs)) && isOpen()) await waker.sleep(await rest());
      } catch (error) {
        if (!troubled) log.warn({ err: error }, "deliveries cannot be read from the database; trying again");
        troubled = true;
        if (isOpen()) await pause.sleep(settlePauseMs);
      }
    }
  };

  // partners that may have more due than could begin: a call that ends makes room
  const full = new Set<string>();
  const noteFull = (claims: readonly Claim[]) => {
    const begun = new Map<string, number>();
    for (const { partnerId } of claims) begun.set(partnerId, (begun.get(partnerId) ?? 0) + 1);
    for (const { partnerId, room } of claims)
      if ((begun.get(partnerId) ?? 0) >= room) full.add(partnerId);
      else full.delete(partnerId);
  };

  /** Until something is due that may start. */
  const rest = async (): Promise<number> => {
    if (running.size >= concurrency) return fallbackMs;
    const dueMs = (await untilNextDue(db, channels())) ?? fallbackMs;
    // a head that is due and was not claimed is just being claimed by another process
    return Math.min(fallbackMs, Math.max(20, dueMs));
  };

  const begin = (claim: Claim) => {
    const work = attempt(claim).then((calm) => {
      const hadRoom = running.size < concurrency && !full.has(claim.partnerId);
      running.delete(work);
      // what is due next in the lane brings a notice of its own
      if (!calm || !hadRoom || !listener.isConnected()) waker.wake();
    });
    running.add(work);
  };

  /**
   * The lease goes on until the ending is written down: an answer that waits for its turn is in hand.
   * @returns whether it ended as most do: nothing is planned anew, and no other worker was kept waiting for room.
   */
  const attempt = (claim: Claim): Promise<boolean> => {
    const renewal = setInterval(() => {
      // without the database the lease runs out, and the answer counts all the same when it comes
      renewLease(db, claim, leaseMs).catch(() => undefined);
    }, leaseMs / 3);
    return callAndSettle(claim).finally(() => clearInterval(renewal));
  };

  const callAndSettle = async (claim: Claim): Promise<boolean> => {
    const startedAt = performance.now();
    if (claim.attempt === 1) metrics?.firstCall.observe(secondsBetween(claim.announcedAt, claim.claimedAt));
    const outcome = await call(claim);
    const durationMs = Math.round(performance.now() - startedAt);
    metrics?.attempts.inc({ outcome: outcome.kind });
    metrics?.attemptSeconds.observe(durationMs / 1000);
    if (outcome.kind === "delivered") pace.observe(claim.partnerId, durationMs);
    const { messageId, partnerId, receiver, sequence } = claim;
    const line = {
      messageId,
      partnerId,
      receiver,
      sequence,
      attempt: claim.attempt,
      outcome: outcome.kind,
      durationMs,
    };
    log.debug(line, "an attempt");
    const endedAt = performance.now();
    while (performance.now() - endedAt < settleLimitMs)
      try {
        if (outcome.kind === "queued") {
          return report(claim, await settleQueued(db, claim));
        }
        const afterOpenTime = outcome.kind === "delivered" ? alwaysOpen : await openTimeOf(receiver);
        const probeWithinMs = claim.channel === "portal" ? portalProbeMs : undefined;
        const pause = { now: now(), afterOpenTime, random: random(), ...(probeWithinMs ? { probeWithinMs } : {}) };
        const settled = await settle(claim, outcome, durationMs, pause);
        if (outcome.kind === "delivered")
          metrics?.delivered.observe(
            { channel: claim.channel },
            secondsBetween(claim.announcedAt, claim.claimedAt) + durationMs / 1000,
          );
        return report(claim, settled) && outcome.kind === "delivered" && durationMs < slowMs;
      } catch (error) {
        log.warn({ err: error, messageId }, "the ending of an attempt could not be written down; trying again");
        await pause.sleep(settlePauseMs);
        if (breakOff.signal.aborted) return false;
      }
    return false;
  };

  const report = ({ partnerId, messageId, receiver }: Claim, { parked, again, circuit }: Settled) => {
    if (again) metrics?.retries.inc({ class: faults[again].class });
    if (parked) log.warn({ messageId, receiver, partnerId, fault: parked }, "a message waits for a person");
    if (!circuit) return !parked && !again;
    metrics?.outages.inc({ event: circuit });
    if (circuit === "opened") log.warn({ partnerId }, "a partner is down: its messages wait until it answers a probe");
    else log.info({ partnerId }, "a partner is back: its messages go on, the oldest first");
    return false;
  };

  const call = async (claim: Claim): Promise<Outcome | Queued> => {
    const { partnerId, url, secretVersion, formerSecretVersion } = claim;
    const former = formerSecretVersion ? { formerSecretVersion } : {};
    const { messageId, receiver, subject, sequence, envelope } = claim;
    const target = { partnerId, url, secretVersion, ...former };
    // what stands in for a message has an id of its own
    const wireId = typeof envelope["id"] === "string" ? envelope["id"] : messageId;
    const message = { messageId: wireId, receiver, subject, sequence, envelope, attempt: claim.round };
    try {
      if (claim.channel === "amqp" && options.queues) return await options.queues.handOver(partnerId, message);
      const caller = claim.channel === "portal" && options.portal ? options.portal : { deliver, reconcile };
      const asked = claim.mayHaveArrived && (await caller.reconcile?.(target, message, breakOff.signal));
      if (asked && asked.kind !== "notArrived") return answered(asked);
      return await caller.deliver(target, message, breakOff.signal);
    } catch (error) {
      // a fault of ours: nobody knows how far it got
      log.error({ err: error, messageId, partnerId }, "delivering failed in an unforeseen way");
      return { kind: "unknown", detail: error instanceof Error ? error.message : String(error), fault: "our-fault" };
    }
  };

  const looping = loop();
  return {
    async close() {
      closing = true;
      clearInterval(pacing);
      stopListening();
      waker.wake();
      pause.wake();
      await looping;
      await within(closeLimitMs, Promise.all(running));
      breakOff.abort();
      pause.wake();
      await within(abortLimitMs, Promise.all(running));
      await within(settlePauseMs, pace.writeDown(db));
    },
  };
}

const secondsBetween = (from: Date, to: Date) => Math.max(0, to.getTime() - from.getTime()) / 1000;

/** How an attempt ended that only asked. */
const answered = (asked: Exclude<Asked, { kind: "notArrived" }>): Outcome =>
  asked.kind === "delivered" ? asked : { kind: "unknown", detail: `asked: ${asked.detail}` };

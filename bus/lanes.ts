import type { Database } from "../platform/database.ts";
import type { Listener } from "../platform/listen.ts";
import type { Log } from "../platform/log.ts";
import { claimDue, renewLease, settle, settleExpired, untilNextDue, type Claim } from "./claim.ts";
import type { BusMetrics } from "./metrics.ts";
import type { Deliver, Outcome } from "./outcome.ts";
import { makeWaker, within } from "./waker.ts";

/**
 * Delivers to webhook partners: the head of every lane, as soon as it is due, each lane on its own (P4). Any number
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
  readonly log: Log;
  readonly metrics?: BusMetrics;
  /** Calls at a time in this process. */
  readonly concurrency?: number;
  /** Calls at a time to one partner from this process: a unit's server is a small one. */
  readonly perPartner?: number;
  /** How long after its last sign of life a process is given up, and its calls count as unknown; milliseconds. */
  readonly leaseMs?: number;
  /** Looks at least this often, should a notice be lost; milliseconds. */
  readonly fallbackMs?: number;
  readonly closeLimitMs?: number;
  readonly random?: () => number;
}

const settlePauseMs = 500;
// an answer is worth keeping while the database is away: without it the unit is asked again
const settleLimitMs = 5 * 60_000;
const abortLimitMs = 3_000;

export function startDeliveryWorker(options: DeliveryWorkerOptions): DeliveryWorker {
  const { db, listener, deliver, log, metrics, random = Math.random } = options;
  const { concurrency = 32, perPartner = 4, leaseMs = 6_000, fallbackMs = 5_000, closeLimitMs = 12_000 } = options;
  const waker = makeWaker();
  const pause = makeWaker();
  const running = new Set<Promise<void>>();
  const busy = new Map<string, number>();
  const breakOff = new AbortController();
  let closing = false;
  let troubled = false;
  const isOpen = () => !closing;
  const stopListening = listener.on("hub_delivery", waker.wake);

  const loop = async () => {
    while (isOpen()) {
      try {
        await settleExpired(db, leaseMs, random);
        const free = concurrency - running.size;
        const claims = free > 0 ? await claimDue(db, free, perPartner, busy, leaseMs) : [];
        for (const claim of claims) begin(claim);
        troubled = false;
        if (isOpen()) await waker.sleep(await rest());
      } catch (error) {
        if (!troubled) log.warn({ err: error }, "deliveries cannot be read from the database; trying again");
        troubled = true;
        if (isOpen()) await pause.sleep(settlePauseMs);
      }
    }
  };

  /** Until something is due that may start; a call that ends wakes us anyway. */
  const rest = async (): Promise<number> => {
    if (running.size >= concurrency) return fallbackMs;
    const full = [...busy].filter(([, n]) => n >= perPartner).map(([partnerId]) => partnerId);
    const dueMs = (await untilNextDue(db, full)) ?? fallbackMs;
    // a head that is due and was not claimed is just being claimed by another process
    return Math.min(fallbackMs, Math.max(20, dueMs));
  };

  const begin = (claim: Claim) => {
    busy.set(claim.partnerId, (busy.get(claim.partnerId) ?? 0) + 1);
    const work = attempt(claim).finally(() => {
      const left = (busy.get(claim.partnerId) ?? 1) - 1;
      if (left > 0) busy.set(claim.partnerId, left);
      else busy.delete(claim.partnerId);
      running.delete(work);
      waker.wake();
    });
    running.add(work);
  };

  const attempt = async (claim: Claim) => {
    const startedAt = performance.now();
    const renewal = setInterval(() => {
      // without the database the lease runs out, and the answer counts all the same when it comes
      renewLease(db, claim, leaseMs).catch(() => undefined);
    }, leaseMs / 3);
    const outcome = await call(claim).finally(() => clearInterval(renewal));
    const durationMs = Math.round(performance.now() - startedAt);
    metrics?.attempts.inc({ outcome: outcome.kind });
    metrics?.attemptSeconds.observe(durationMs / 1000);
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
    if (outcome.kind === "refused") log.warn(line, "a partner refused a message; its lane waits for a person");
    else log.debug(line, "attempt on a webhook");
    const endedAt = performance.now();
    while (performance.now() - endedAt < settleLimitMs)
      try {
        await settle(db, claim, outcome, durationMs, random());
        return;
      } catch (error) {
        log.warn({ err: error, messageId }, "the ending of an attempt could not be written down; trying again");
        await pause.sleep(settlePauseMs);
        if (breakOff.signal.aborted) return;
      }
  };

  const call = async (claim: Claim): Promise<Outcome> => {
    const { partnerId, url, secretVersion, formerSecretVersion } = claim;
    const former = formerSecretVersion ? { formerSecretVersion } : {};
    const { messageId, receiver, subject, sequence, envelope } = claim;
    try {
      const message = { messageId, receiver, subject, sequence, envelope };
      return await deliver({ partnerId, url, secretVersion, ...former }, message, breakOff.signal);
    } catch (error) {
      // a fault of ours: nobody knows how far it got
      log.error({ err: error, messageId, partnerId }, "delivering failed in an unforeseen way");
      return { kind: "unknown", detail: error instanceof Error ? error.message : String(error) };
    }
  };

  const looping = loop();
  return {
    async close() {
      closing = true;
      stopListening();
      waker.wake();
      pause.wake();
      await looping;
      await within(closeLimitMs, Promise.all(running));
      breakOff.abort();
      pause.wake();
      await within(abortLimitMs, Promise.all(running));
    },
  };
}

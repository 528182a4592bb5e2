import type { Database } from "../../platform/database.ts";
import type { Log } from "../../platform/log.ts";
import type { BusMetrics } from "../metrics.ts";
import { makeWaker, within, type Waker } from "../waker.ts";
import { chainBatch, findWork, publishEvidenceKey, sealHead } from "./chain.ts";
import type { EvidenceKey } from "./signing.ts";
import { stampHeads } from "./stamp-heads.ts";

/**
 * Chains, signs and stamps in the background (P11). Any number of processes may run one; at any moment one of them
 * works. Without it facts wait in hub.evidence_entry, and nothing else of the hub waits for it.
 */
export interface EvidenceKeeper {
  close(): Promise<void>;
}

export interface EvidenceKeeperOptions {
  readonly db: Database;
  readonly log: Log;
  readonly key: EvidenceKey;
  readonly metrics?: BusMetrics;
  /** Time-stamping authority (RFC 3161); undefined: heads are signed and not stamped. */
  readonly authority?: string | undefined;
  readonly batchSize?: number;
  /** Looks for facts so often; milliseconds. Not by notice: a notice in every transaction would serialise commits. */
  readonly everyMs?: number;
  /** A record waits at most so long for its signature; milliseconds. */
  readonly signAfterMs?: number;
  /** How long the authority may take; milliseconds. */
  readonly stampLimitMs?: number;
  /** After a failed stamp; milliseconds. */
  readonly stampPauseMs?: number;
}

const closeLimitMs = 10_000;

export function startEvidenceKeeper(options: EvidenceKeeperOptions): EvidenceKeeper {
  const { db, log, key, metrics, authority } = options;
  const { batchSize = 1_000, everyMs = 250, signAfterMs = 60_000 } = options;
  const { stampLimitMs = 10_000, stampPauseMs = 60_000 } = options;
  const wakers: Waker[] = [];
  const closing = new AbortController();
  const isOpen = () => !closing.signal.aborted;

  const loop = async (what: string, pause: Waker, failedPauseMs: number, round: () => Promise<number>) => {
    let troubled = false;
    while (isOpen()) {
      let restMs = failedPauseMs;
      try {
        restMs = await round();
        troubled = false;
      } catch (error) {
        if (!troubled && isOpen()) log.warn({ err: error }, `evidence cannot be ${what} for now; trying again`);
        troubled = true;
      }
      if (isOpen() && restMs > 0) await pause.sleep(restMs);
    }
  };

  let published = false;
  const chain = async () => {
    if (!published) await publishEvidenceKey(db, key);
    published = true;
    const work = await findWork(db, signAfterMs);
    const chained = work.facts ? ((await chainBatch(db, batchSize)) ?? 0) : 0;
    metrics?.chained.inc(chained);
    if (work.head && (await sealHead(db, key)) !== undefined) stampWaker.wake();
    return chained === batchSize ? 0 : everyMs;
  };

  let complained = false;
  const stamp = async (url: string) => {
    const round = await stampHeads(db, url, stampLimitMs, closing.signal);
    if (round?.fault === undefined) {
      if (complained && round) log.info("time stamps are back");
      if (round) complained = false;
      return stampPauseMs;
    }
    if (!complained) log.warn({ fault: round.fault }, "no time stamp could be had; it is on record and tried again");
    complained = true;
    // news of more heads must not shorten the pause of an outage
    await outage.sleep(stampPauseMs);
    return 0;
  };

  const newWaker = () => {
    const waker = makeWaker();
    wakers.push(waker);
    return waker;
  };
  const chainWaker = newWaker();
  const stampWaker = newWaker();
  const outage = newWaker();
  const running = [loop("chained", chainWaker, 1_000, chain)];
  if (authority !== undefined) running.push(loop("stamped", stampWaker, stampPauseMs, () => stamp(authority)));
  return {
    async close() {
      closing.abort();
      for (const waker of wakers) waker.wake();
      await within(closeLimitMs, Promise.all(running));
    },
  };
}

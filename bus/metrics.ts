import type { Database } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import type { BusMetrics } from "../platform/metrics.ts";
import { measureLag } from "./evidence/chain.ts";
import { faultClasses } from "./fault.ts";
import {
  ageOfOldestInTransit,
  ageOfOldestUnanswered,
  countDeliveries,
  countLanes,
  countParked,
  downFor,
} from "./lateness.ts";
import { countUnreadable } from "./unreadable.ts";

/** What is counted and how it is called stands in platform/metrics.ts; here is what has to be asked of the database. */
export { openBusMetrics, openDeliverySeconds, type BusMetrics } from "../platform/metrics.ts";

interface Aged {
  readonly name: string;
  readonly seconds: number;
}

/** Lines a gauge may have: twice the communes, departments and ministries there are. */
const mostLines = 10_000;

/** The oldest have a line each; what is beyond `most` shares the last one, `other`, with the age of its oldest. */
export function bounded(all: readonly Aged[], most = mostLines): readonly Aged[] {
  if (all.length <= most) return all;
  const byAge = all.toSorted((a, b) => b.seconds - a.seconds);
  const shared = byAge[most - 1];
  return shared ? [...byAge.slice(0, most - 1), { name: "other", seconds: shared.seconds }] : [];
}

// counting what is open takes the longer the more is open: a fiftieth of the time at most
const restShare = 50;

/**
 * Refreshes the gauges on an interval; a scrape asks the database nothing.
 * @param alongside further gauges, each of which settles its own faults.
 */
export function watchLateness(
  db: Database,
  metrics: BusMetrics,
  log: Log,
  everyMs = 15_000,
  alongside: readonly (() => Promise<void>)[] = [],
): { refresh: () => Promise<void>; close: () => Promise<void> } {
  let running: Promise<void> | undefined;
  const look = async () => {
    const [ages, counts, lanes, parkedBy, down, inTransit, unreadable, evidence] = await Promise.all([
      ageOfOldestUnanswered(db),
      countDeliveries(db),
      countLanes(db),
      countParked(db),
      downFor(db),
      ageOfOldestInTransit(db),
      countUnreadable(db),
      measureLag(db),
    ]);
    // a receiver that owes nothing any more has no line, not a line with its last age
    metrics.oldest.reset();
    for (const { name, seconds } of bounded(ages.map(({ receiver, seconds }) => ({ name: receiver, seconds }))))
      metrics.oldest.set({ receiver: name }, seconds);
    for (const [state, n] of Object.entries(counts)) metrics.deliveries.set({ state }, n);
    for (const [state, n] of Object.entries(lanes)) metrics.lanes.set({ state }, n);
    for (const name of faultClasses) metrics.parked.set({ class: name }, parkedBy[name]);
    metrics.down.reset();
    for (const { name, seconds } of bounded(down.map(({ partner, seconds }) => ({ name: partner, seconds }))))
      metrics.down.set({ partner: name }, seconds);
    metrics.inTransit.set(inTransit);
    for (const until of ["chained", "signed", "stamped"] as const) metrics.evidenceLag.set({ until }, evidence[until]);
    metrics.unreadable.set(unreadable);
  };
  const all = async () => {
    const own = look().catch((error: unknown) => log.warn({ err: error }, "lateness could not be measured"));
    await Promise.all([own, ...alongside.map((each) => each())]);
  };
  const refresh = () => {
    running ??= all().finally(() => (running = undefined));
    return running;
  };
  let notBefore = 0;
  const lookNow = async () => {
    if (performance.now() < notBefore) return;
    const from = performance.now();
    await refresh();
    const now = performance.now();
    notBefore = now + restShare * (now - from);
  };
  const timer = setInterval(() => void lookNow(), everyMs);
  void lookNow();
  return {
    refresh,
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}

import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Database } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
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

export type BusMetrics = ReturnType<typeof openBusMetrics>;

const stageBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3_600, 86_400];

/** The same for the gateway and the worker of one process: receipts come to both. */
export const openDeliverySeconds = (registry: Registry): Histogram<"channel"> =>
  (registry.getSingleMetric(deliverySeconds) as Histogram<"channel"> | undefined) ??
  new Histogram({
    name: "hub_delivery_seconds",
    help: "Time from writing a message to its receiver's receipt.",
    labelNames: ["channel"] as const,
    buckets: stageBuckets,
    registers: [registry],
  });
const deliverySeconds = "hub_delivery_seconds";

/** Names and meanings for dashboards. Labels are few and hold agency codes at most, never dossiers or people (P12). */
export const openBusMetrics = (registry: Registry) => ({
  published: new Counter({
    name: "hub_bus_published_total",
    help: "Messages given to the transport, by how it answered.",
    labelNames: ["answer"] as const,
    registers: [registry],
  }),
  relayLag: new Histogram({
    name: "hub_bus_relay_lag_seconds",
    help: "Time from writing a message to the transport's confirm.",
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300],
    registers: [registry],
  }),
  transit: new Histogram({
    name: "hub_bus_transit_seconds",
    help: "Time from the transport's confirm to the delivery side.",
    buckets: stageBuckets,
    registers: [registry],
  }),
  firstCall: new Histogram({
    name: "hub_delivery_first_call_seconds",
    help: "Time from writing a message to the beginning of its first call; what waits for another of its lane included.",
    buckets: stageBuckets,
    registers: [registry],
  }),
  delivered: openDeliverySeconds(registry),
  taken: new Counter({
    name: "hub_bus_taken_total",
    help: "Messages off the transport, by what became of them.",
    labelNames: ["result"] as const,
    registers: [registry],
  }),
  attempts: new Counter({
    name: "hub_delivery_attempts_total",
    help: "Attempts on webhooks, by how they ended.",
    labelNames: ["outcome"] as const,
    registers: [registry],
  }),
  attemptSeconds: new Histogram({
    name: "hub_delivery_attempt_seconds",
    help: "How long partners took to answer.",
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  }),
  chained: new Counter({
    name: "hub_evidence_records_total",
    help: "Facts this process gave their place in the evidence chain.",
    registers: [registry],
  }),
  evidenceLag: new Gauge({
    name: "hub_evidence_lag_seconds",
    help: "Age of the oldest fact that is not yet chained, signed, or stamped; 0: all are.",
    labelNames: ["until"] as const,
    registers: [registry],
  }),
  retries: new Counter({
    name: "hub_delivery_retries_total",
    help: "Attempts that will be repeated, by the class of what was wrong.",
    labelNames: ["class"] as const,
    registers: [registry],
  }),
  replayed: new Counter({
    name: "hub_replay_messages_total",
    help: "Messages sent again by a replay, by how that ended.",
    labelNames: ["ending"] as const,
    registers: [registry],
  }),
  succeeded: new Counter({
    name: "hub_delivery_succeeded_total",
    help: "Messages that went from an agency that ended to the one that follows it.",
    registers: [registry],
  }),
  outages: new Counter({
    name: "hub_partner_outages_total",
    help: "Circuits of partners that opened and closed: two per outage, whatever the number of messages.",
    labelNames: ["event"] as const,
    registers: [registry],
  }),
  down: new Gauge({
    name: "hub_partner_down_seconds",
    help: "How long a partner's circuit has been open; partners that answer have no line.",
    labelNames: ["partner"] as const,
    registers: [registry],
  }),
  lanes: new Gauge({
    name: "hub_delivery_lanes",
    help: "Lanes (receiver, dossier) with something open, by the state of their head; undecided: nobody said who follows the agency.",
    labelNames: ["state"] as const,
    registers: [registry],
  }),
  parked: new Gauge({
    name: "hub_delivery_parked",
    help: "Messages that wait for a person, by the class of what is wrong.",
    labelNames: ["class"] as const,
    registers: [registry],
  }),
  oldest: new Gauge({
    name: "hub_delivery_oldest_unanswered_seconds",
    help: "Age of the oldest message a receiver has not answered; nothing is left out (P13). Beyond 10,000 receivers those that wait least share the line `other`.",
    labelNames: ["receiver"] as const,
    registers: [registry],
  }),
  inTransit: new Gauge({
    name: "hub_bus_oldest_in_transit_seconds",
    help: "Time since the transport confirmed the oldest message that has not arrived; 0: none is on its way.",
    registers: [registry],
  }),
  deliveries: new Gauge({
    name: "hub_delivery_open",
    help: "Messages not yet delivered, by state.",
    labelNames: ["state"] as const,
    registers: [registry],
  }),
  unreadable: new Gauge({
    name: "hub_bus_parked_messages",
    help: "Messages off the transport that could not be understood and wait for a person.",
    registers: [registry],
  }),
});

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

/** Refreshes the gauges on an interval; a scrape asks the database nothing. */
export function watchLateness(
  db: Database,
  metrics: BusMetrics,
  log: Log,
  everyMs = 15_000,
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
  const refresh = () => {
    running ??= look()
      .catch((error: unknown) => log.warn({ err: error }, "lateness could not be measured"))
      .finally(() => (running = undefined));
    return running;
  };
  const timer = setInterval(() => void refresh(), everyMs);
  void refresh();
  return {
    refresh,
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/**
 * Every metric of the house, its unit, its labels and its buckets; what the rooms count, they are given from here.
 * docs/operating.md says what an operator reads in them (test/house/metrics.spec.ts compares).
 */

/** The process's own registry. Labels are bounded and carry no personal data (P12); scraping scans no table. */
export function openMetrics(role: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ role });
  collectDefaultMetrics({ register: registry });
  return registry;
}

const answerBuckets = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 60];

/** Of requests; labels are operations of the contract and statuses. */
export const openRequestMetrics = (registry: Registry) => ({
  duration: new Histogram({
    name: "hub_http_request_duration_seconds",
    help: "Time to answer, by operation and status.",
    labelNames: ["operation", "status"],
    buckets: answerBuckets,
    registers: [registry],
  }),
  commit: new Histogram({
    name: "hub_gateway_commit_seconds",
    help: "Time from a request's arrival until what it asked for was committed, by operation.",
    labelNames: ["operation"],
    buckets: answerBuckets,
    registers: [registry],
  }),
});

/** Of the gateway's valve. @param inFlight is asked at every scrape. */
export function openValveMetrics(registry: Registry, inFlight: () => number) {
  new Gauge({
    name: "hub_gateway_in_flight",
    help: "Requests being answered, long polls apart.",
    registers: [registry],
    collect() {
      this.set(inFlight());
    },
  });
  return {
    shed: new Counter({
      name: "hub_gateway_shed_total",
      help: "Requests told to come again, by what there was too much of.",
      labelNames: ["reason"] as const,
      registers: [registry],
    }),
  };
}

/** @param freeBytes is asked of the file system at every scrape. */
export function openFileMetrics(registry: Registry, freeBytes: () => Promise<number>): void {
  new Gauge({
    name: "hub_files_free_bytes",
    help: "What is left on the disk of FILES_FOLDER.",
    registers: [registry],
    async collect() {
      this.set(await freeBytes());
    },
  });
}

/** Of the nightly comparison with partners. */
export const openDigestCounters = (registry: Registry) => ({
  runs: new Counter({
    name: "hub_digest_runs_total",
    help: "Digests asked for or brought, by how it ended.",
    labelNames: ["ending"] as const,
    registers: [registry],
  }),
  differences: new Counter({
    name: "hub_digest_differences_total",
    help: "Differences between what partners took over and what they hold, by class and repair.",
    labelNames: ["class", "repair"] as const,
    registers: [registry],
  }),
});

/** Of absences at the agencies (row 39). */
export const openAbsenceCounter = (registry: Registry) =>
  new Counter({
    name: "hub_duty_uncovered_total",
    help: "Absences of officers for which nobody stands in, as each working morning's look finds them.",
    registers: [registry],
  });

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
    help: "Messages taken in, by what became of them; straight: with the step that owed them.",
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

export interface PortalGauges {
  /** Seconds; undefined: nobody knows. */
  readonly untold: (ages: { readonly all: number; readonly linked: number } | undefined) => void;
  /** Of the last nightly reconciliation by kind; undefined: there was none, or nobody knows. */
  readonly differences: (counts: Readonly<Record<string, number>> | undefined) => void;
}

/** How far the national portal is behind, and otherwise than the truth. They are told by a loop, never asked at a scrape. */
export function openPortalGauges(registry: Registry): PortalGauges {
  const untold = new Gauge({
    name: "hub_portal_untold_seconds",
    help: "Age of the oldest change that the national portal was not told of; linked: of linked groups.",
    labelNames: ["group"] as const,
    registers: [registry],
  });
  const differences = new Gauge({
    name: "hub_portal_differences",
    help: "Differences that the last nightly reconciliation with the national portal found, by kind; unasked: no answer.",
    labelNames: ["kind"] as const,
    registers: [registry],
  });
  return {
    untold(ages) {
      untold.reset();
      for (const group of ["all", "linked"] as const) if (ages) untold.set({ group }, ages[group]);
    },
    differences(counts) {
      differences.reset();
      for (const [kind, n] of Object.entries(counts ?? {})) differences.set({ kind }, n);
    },
  };
}

/** At the door for the national portal: `stranger`: nobody it knows; `link`: a link that opens nothing. */
export const openPortalRefusals = (registry: Registry) =>
  new Counter({
    name: "hub_portal_refused_total",
    help: "Calls of nobody known (stranger) and links that open nothing (link), at the door for the national portal.",
    labelNames: ["reason"] as const,
    registers: [registry],
  });

/** Of the door for the national portal, by service and the `error_code` it was answered. */
export const openPortalCalls = (registry: Registry) =>
  new Counter({
    name: "hub_portal_calls_total",
    help: "Calls of the national portal, by service and error_code.",
    labelNames: ["service", "code"] as const,
    registers: [registry],
  });

export type ReconcileGauges = ReturnType<typeof openReconcileGauges>;

/** Of reconciliation, as its last look found it; places are accounts and gateways, a few. */
export const openReconcileGauges = (registry: Registry) => ({
  cases: new Gauge({
    name: "hub_money_cases",
    help: "Open cases of money that wait for a person, by class.",
    labelNames: ["class"] as const,
    registers: [registry],
  }),
  oldest: new Gauge({
    name: "hub_money_oldest_case_seconds",
    help: "Age of the oldest open case, by class.",
    labelNames: ["class"] as const,
    registers: [registry],
  }),
  reconciled: new Gauge({
    name: "hub_money_reconciled_through_seconds",
    help: "End of the last day that was reconciled with all that the other side tells of it, as a Unix time, by place.",
    labelNames: ["place"] as const,
    registers: [registry],
  }),
});

/** Of the door for payment gateways, by connection and verdict. */
export const openPaymentCalls = (registry: Registry) =>
  new Counter({
    name: "hub_payment_calls_total",
    help: "Messages of payment gateways, by connection and verdict.",
    labelNames: ["gateway", "verdict"] as const,
    registers: [registry],
  });

/** How money stands, as the sweep found it at its last run. */
export const openPaymentStanding = (registry: Registry) => ({
  requests: new Gauge({
    name: "hub_payment_requests",
    help: "Attempts to pay that are open or wait for somebody, by state and duty.",
    labelNames: ["state", "duty"] as const,
    registers: [registry],
  }),
  unasked: new Gauge({
    name: "hub_payment_oldest_unasked_seconds",
    help: "How long the oldest question to a gateway is overdue; 0: none is.",
    registers: [registry],
  }),
  refundsOwed: new Gauge({
    name: "hub_payment_refunds_owed_vnd",
    help: "What is owed back to payers and has not gone, in dong.",
    registers: [registry],
  }),
  steps: new Gauge({
    name: "hub_payment_steps_owed",
    help: "Steps that money owes to dossiers and that were not taken yet.",
    registers: [registry],
  }),
  stepsForPerson: new Gauge({
    name: "hub_payment_steps_for_a_person",
    help: "Of the steps that money owes, those that the hub tries no more: a person looks.",
    registers: [registry],
  }),
});
/** Of the post office. */
export interface PostMetrics {
  readonly calls: Counter<"account" | "call" | "ending">;
  readonly callbacks: Counter<"account" | "ending">;
  /** What the worker's look found; scraping asks nobody. */
  readonly look: (found: PostStanding) => void;
}

interface PostStanding {
  readonly orders: readonly { readonly state: string; readonly n: number }[];
  readonly matters: readonly { readonly kind: string; readonly n: number }[];
  /** Seconds. */
  readonly oldest: number;
  readonly feeds: readonly { readonly customer: string; readonly seconds: number }[];
}

/** Of the post office; the same for the gateway and the worker of one process. */
export function openPostMetrics(registry: Registry): PostMetrics {
  const known = postMetricsOf.get(registry);
  if (known) return known;
  const orders = new Gauge({
    name: "hub_post_orders",
    help: "Orders of the post that have not ended, by state, as the worker's last look found them.",
    labelNames: ["state"] as const,
    registers: [registry],
  });
  const matters = new Gauge({
    name: "hub_post_matters",
    help: "What about the post waits for a person, by kind.",
    labelNames: ["kind"] as const,
    registers: [registry],
  });
  const oldest = new Gauge({
    name: "hub_post_oldest_unanswered_seconds",
    help: "Age of the oldest order that the post has not answered; 0: there is none.",
    registers: [registry],
  });
  const feed = new Gauge({
    name: "hub_post_feed_seconds",
    help: "Time since a customer's feed was last read.",
    labelNames: ["customer"] as const,
    registers: [registry],
  });
  const metrics: PostMetrics = {
    calls: new Counter({
      name: "hub_post_calls_total",
      help: "Calls of the post, by account, what was asked and how it ended.",
      labelNames: ["account", "call", "ending"] as const,
      registers: [registry],
    }),
    callbacks: new Counter({
      name: "hub_post_callbacks_total",
      help: "Callbacks of the post and of strangers at its door, by how they ended.",
      labelNames: ["account", "ending"] as const,
      registers: [registry],
    }),
    look(found: PostStanding) {
      for (const gauge of [orders, matters, feed]) gauge.reset();
      for (const { state, n } of found.orders) orders.set({ state }, n);
      for (const { kind, n } of found.matters) matters.set({ kind }, n);
      for (const { customer, seconds } of found.feeds) feed.set({ customer }, seconds);
      oldest.set(found.oldest);
    },
  };
  postMetricsOf.set(registry, metrics);
  return metrics;
}
const postMetricsOf = new WeakMap<Registry, PostMetrics>();

/** Of official letters over the document axis. */
export interface LetterMetrics {
  readonly calls: Counter<"account" | "verb" | "ending">;
  /** What the worker's look found; scraping asks nobody. */
  readonly look: (found: LetterStanding) => void;
}

interface LetterStanding {
  readonly receipts: readonly { readonly standing: string; readonly n: number }[];
  /** Seconds. */
  readonly oldestReceipt: number;
  readonly requests: number;
  readonly tasks: readonly { readonly kind: string; readonly state: string; readonly n: number }[];
  /** Seconds. */
  readonly oldestTask: number;
  readonly parked: readonly { readonly why: string; readonly n: number }[];
  readonly items: readonly { readonly ending: string; readonly n: number }[];
  readonly looks: readonly { readonly what: string; readonly n: number }[];
  /** Seconds. */
  readonly oldestLook: number;
  readonly polls: readonly { readonly account: string; readonly seconds: number }[];
  readonly gates: readonly { readonly account: string; readonly seconds: number }[];
}

export function openLetterMetrics(registry: Registry): LetterMetrics {
  const registers = [registry];
  const receipts = new Gauge({
    name: "hub_letter_receipts_owed",
    help: "Letters that came and whose receipt (03 or 02) nobody has told yet, in time and late.",
    labelNames: ["standing"] as const,
    registers,
  });
  const oldestReceipt = new Gauge({
    name: "hub_letter_oldest_receipt_seconds",
    help: "Age of the oldest of them; 0: there is none.",
    registers,
  });
  const requests = new Gauge({
    name: "hub_letter_recalls_asked",
    help: "Letters whose sender asked for them back, and waits for an answer of a person.",
    registers,
  });
  const tasks = new Gauge({
    name: "hub_letter_tasks",
    help: "Letters and states owed to the axis, by how they stand.",
    labelNames: ["kind", "state"] as const,
    registers,
  });
  const oldestTask = new Gauge({
    name: "hub_letter_oldest_task_seconds",
    help: "Age of the oldest of them; 0: there is none.",
    registers,
  });
  const parked = new Gauge({
    name: "hub_letter_parked",
    help: "Recalls, replacements and states of letters that are not known here, or by who has no say, by why.",
    labelNames: ["why"] as const,
    registers,
  });
  const items = new Gauge({
    name: "hub_letter_items",
    help: "What the axis offered that is not through, was refused, is not ours, or troubled us.",
    labelNames: ["ending"] as const,
    registers,
  });
  const looks = new Gauge({
    name: "hub_letter_signature_looks",
    help: "Signatures of letters that are still to be looked at: of messages, of files.",
    labelNames: ["what"] as const,
    registers,
  });
  const oldestLook = new Gauge({
    name: "hub_letter_oldest_signature_look_seconds",
    help: "Age of the oldest of them; 0: there is none.",
    registers,
  });
  const polls = new Gauge({
    name: "hub_letter_poll_seconds",
    help: "Time since the axis last told an account what it offers.",
    labelNames: ["account"] as const,
    registers,
  });
  const gates = new Gauge({
    name: "hub_letter_not_let_in_seconds",
    help: "Time since the axis lets an account in no more; without a value: it is let in.",
    labelNames: ["account"] as const,
    registers,
  });
  return {
    calls: new Counter({
      name: "hub_letter_calls_total",
      help: "Calls of the axis, by account, verb and how they ended.",
      labelNames: ["account", "verb", "ending"] as const,
      registers,
    }),
    look(found) {
      for (const gauge of [receipts, tasks, parked, items, looks, polls, gates]) gauge.reset();
      for (const { standing, n } of found.receipts) receipts.set({ standing }, n);
      for (const { kind, state, n } of found.tasks) tasks.set({ kind, state }, n);
      for (const { why, n } of found.parked) parked.set({ why }, n);
      for (const { ending, n } of found.items) items.set({ ending }, n);
      for (const { what, n } of found.looks) looks.set({ what }, n);
      for (const { account, seconds } of found.polls) polls.set({ account }, seconds);
      for (const { account, seconds } of found.gates) gates.set({ account }, seconds);
      oldestReceipt.set(found.oldestReceipt);
      oldestTask.set(found.oldestTask);
      oldestLook.set(found.oldestLook);
      requests.set(found.requests);
    },
  };
}

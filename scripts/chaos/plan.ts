import { seeded, type Random } from "./random.ts";
import { communes, partners, units, webhookPartners, type PartnerId, type Unit } from "./units.ts";

/**
 * What a seed means: which dossiers go which way at which time, and what breaks when. The same seed is the same plan.
 * How processes then fall into each other's way is the machine's affair and cannot be repeated.
 */
export type TransportName = "rabbitmq" | "embedded";

/** The hub's processes: one that does everything with a second worker beside it, or a gateway with two workers. */
export const processes = {
  embedded: ["all", "worker-2"],
  rabbitmq: ["gateway", "worker-1", "worker-2"],
} as const satisfies Record<TransportName, readonly string[]>;
export type ProcessName = (typeof processes)[TransportName][number];

export type PlannedStep = { readonly by: Unit; readonly pauseMs: number; readonly twice: boolean } & (
  | { readonly step: "receive" | "acknowledge" | "sendBack" | "conclude" | "returnResult" }
  | { readonly step: "handOver"; readonly to: Unit }
);

export interface Script {
  /** Milliseconds after the run's beginning. */
  readonly startsAt: number;
  readonly steps: readonly PlannedStep[];
}

/** How a unit's software behaves for a while. What each does is in receiver.ts. */
export const webhookTempers = [
  "slow",
  "unwell",
  "busy",
  "refusing",
  "brokenBefore",
  "brokenAfter",
  "hanging",
  "lying",
  "doubling",
  "shuffling",
] as const;
export const inboxTempers = ["slow", "lying", "doubling", "forgettingItsPlace", "shuffling"] as const;
export type Temper = "honest" | (typeof webhookTempers)[number] | (typeof inboxTempers)[number];

export type Wire = `${ProcessName} to database` | `${ProcessName} to broker` | `hub to ${PartnerId}` | "units to hub";

/**
 * `at`: after so many accepted steps, so that it strikes living traffic however fast the machine is; `forMs`:
 * milliseconds; `forSteps`: until so many more have been accepted. What is killed is started again at once, what is cut
 * may connect again at once.
 */
export type Fault = { readonly at: number } & (
  | { readonly kind: "kill"; readonly what: ProcessName | "database" | "broker" }
  | { readonly kind: "cut"; readonly wire: Wire }
  | { readonly kind: "sever" | "slow"; readonly wire: Wire; readonly forMs: number }
  | { readonly kind: "temper"; readonly partner: PartnerId; readonly temper: Temper; readonly forSteps: number }
);

export interface Plan {
  readonly seed: number;
  readonly transport: TransportName;
  readonly scripts: readonly Script[];
  readonly faults: readonly Fault[];
}

const dossiers = 7;
const startWithinMs = 800;
/** In some runs, a morning's post: so many at once that a queue holds more than its consumers have room for. */
const rush = { probability: 0.3, least: 40, most: 90 };

export function planRun(seed: number, transport: TransportName): Plan {
  const random = seeded(seed);
  const calm = Array.from({ length: dossiers }, () =>
    planScript(random, { startsAt: random.between(0, startWithinMs), hurried: false, legs: random.between(1, 4) }),
  );
  const rushAt = random.between(0, startWithinMs);
  const rushing = random.chance(rush.probability) ? random.between(rush.least, rush.most) : 0;
  const rushed = Array.from({ length: rushing }, () =>
    planScript(random, { startsAt: rushAt, hurried: true, legs: 1 }),
  );
  const scripts = [...calm, ...rushed];
  const steps = scripts.reduce((total, script) => total + script.steps.length, 0);
  return { seed, transport, scripts, faults: planFaults(random, transport, steps).sort((a, b) => a.at - b.at) };
}

/** A way that the rules allow: received, handed to and fro, sent back at times, concluded, brought back, returned. */
function planScript(
  random: Random,
  { startsAt, hurried, legs }: { readonly startsAt: number; readonly hurried: boolean; readonly legs: number },
): Script {
  const home = random.pick(communes);
  const steps: PlannedStep[] = [];
  const take = (step: StepOf) => {
    const pauseMs = hurried || random.chance(0.5) ? 0 : random.between(20, 400);
    steps.push({ ...step, pauseMs, twice: random.chance(hurried ? 0.02 : 0.15) });
  };
  let holder: Unit = home;
  const handOver = (to: Unit, sendsBack: boolean) => {
    take({ step: "handOver", by: holder, to });
    take({ step: sendsBack ? "sendBack" : "acknowledge", by: to });
    if (!sendsBack) holder = to;
  };
  take({ step: "receive", by: home });
  for (let leg = 1; leg <= legs; leg++)
    handOver(random.pick(units.filter((unit) => unit !== holder)), leg < legs && random.chance(0.25));
  take({ step: "conclude", by: holder });
  if (holder !== home) handOver(home, false);
  take({ step: "returnResult", by: home });
  return { startsAt, steps };
}

type StepOf = PlannedStep extends infer S ? (S extends PlannedStep ? Omit<S, "pauseMs" | "twice"> : never) : never;

/** @param steps how many the run takes in all. */
function planFaults(random: Random, transport: TransportName, steps: number): Fault[] {
  const faults: Fault[] = [];
  const whenever = () => random.between(1, Math.floor(steps * 0.9));
  const aWhile = () => random.between(150, 1_500);
  const hub: readonly ProcessName[] = processes[transport];
  const inner: Wire[] = hub.flatMap((name): Wire[] =>
    transport === "rabbitmq" && name !== "gateway"
      ? [`${name} to database`, `${name} to broker`]
      : [`${name} to database`],
  );
  const outer: Wire[] = ["units to hub", ...webhookPartners.map((id): Wire => `hub to ${id}`)];
  const onWire = (wire: Wire): Fault => {
    const kind = random.pick(["cut", "cut", "sever", "slow"] as const);
    return kind === "cut" ? { at: whenever(), kind, wire } : { at: whenever(), kind, wire, forMs: aWhile() };
  };

  const kills = random.between(1, 2);
  for (let i = 0; i < kills; i++) faults.push({ at: whenever(), kind: "kill", what: random.pick(hub) });
  if (random.chance(0.3)) faults.push({ at: whenever(), kind: "kill", what: "database" });
  if (transport === "rabbitmq" && random.chance(0.2)) faults.push({ at: whenever(), kind: "kill", what: "broker" });
  for (let i = random.between(1, 3); i > 0; i--) faults.push(onWire(random.pick(inner)));
  for (let i = random.between(0, 2); i > 0; i--) faults.push(onWire(random.pick(outer)));
  for (const { id, channel } of partners)
    if (random.chance(0.75)) {
      const temper = random.pick<Temper>(channel === "webhook" ? webhookTempers : inboxTempers);
      const at = random.between(0, Math.floor(steps * 0.7));
      faults.push({ at, kind: "temper", partner: id, temper, forSteps: random.between(5, Math.ceil(steps * 0.4)) });
    }
  return faults;
}

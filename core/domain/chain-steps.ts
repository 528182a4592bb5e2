import { endedBy, inHandsOf, isOpen, nextLegs, type Chain, type Leg, type LegDue } from "./chain.ts";
import type { OrgCode } from "./org-code.ts";
import { refuse, type Refusal } from "./refusal.ts";

/** What an agency may say of its leg. */
export const legSteps = ["acknowledge", "finish", "return", "refuse"] as const;
export type LegStep = (typeof legSteps)[number];

/**
 * `assign`: told of it at the start of the chain; `start`: it is the agency's turn. Both happen by themselves. `stop`,
 * `resume`: it stands still and goes on with its dossier; `reappoint`: the joint due was moved, its own stays.
 */
export type LegHappening = LegStep | "assign" | "start" | "cancel" | "stop" | "resume" | "reappoint";

export interface LegEvent {
  readonly number: number;
  readonly step: LegHappening;
  readonly by: OrgCode;
  readonly at: Date;
  readonly reason: string | null;
}

export interface LegCommand {
  readonly number: number;
  readonly step: LegStep;
  readonly by: OrgCode;
  readonly at: Date;
  readonly reason?: string;
  /** To which leg it is sent back, when it waited for several. */
  readonly to?: number;
  readonly foreignCode?: string;
}

/** Computes what a leg is given when it starts. */
export type StartLeg = (leg: Leg, at: Date) => { readonly due: LegDue; readonly answerBy: Date };

export type LegDecision = { readonly ok: true; readonly chain: Chain; readonly events: readonly LegEvent[] } | Refusal;

/** The chain begins: the legs that wait for nobody start, all others are told of their duty (L2). */
export function beginChain(chain: Chain, at: Date, startLeg: StartLeg): LegDecision & { readonly ok: true } {
  const started = startNext(chain, chain.receivedBy, at, startLeg);
  const assigned = started.chain.legs
    .filter(({ state }) => state === "waiting")
    .map(({ number }) => legEvent(number, "assign", chain.receivedBy, at));
  return { ok: true, chain: started.chain, events: [...started.events, ...assigned] };
}

/** Told of their duty, all of them; none starts before the payment with which the dossier's limit begins (D1, L2). */
export const assignChain = (chain: Chain, at: Date): LegDecision & { readonly ok: true } => ({
  ok: true,
  chain,
  events: chain.legs.map(({ number }) => legEvent(number, "assign", chain.receivedBy, at)),
});

/** Whether the step may be taken now, and how all legs stand after it. Changes nothing. */
export function takeLegStep(chain: Chain, command: LegCommand, startLeg: StartLeg): LegDecision {
  const { number, step, by, at } = command;
  const leg = chain.legs.find((one) => one.number === number);
  const values = { code: chain.code, leg: String(number) };
  if (!leg) return refuse("leg-unknown", values, "n");
  if (leg.agency !== by) return refuse("leg-not-yours", { ...values, agency: leg.agency, unit: by }, "/by");
  if (!isOpen(leg)) return refuse("leg-ended", { ...values, state: leg.state }, "/step");
  if (leg.state !== "running" || !leg.startedAt) return refuse("leg-not-started", values, "/step");
  if (at < leg.startedAt) return refuse("leg-not-started", { ...values, since: leg.startedAt.toISOString() }, "/at");
  if (step === "acknowledge") {
    if (leg.acknowledgedAt)
      return refuse("leg-already-acknowledged", { ...values, at: leg.acknowledgedAt.toISOString() }, "/step");
    const acknowledged = { ...leg, acknowledgedAt: at, foreignCode: command.foreignCode ?? leg.foreignCode };
    return { ok: true, chain: withLegs(chain, acknowledged), events: [legEvent(number, step, by, at)] };
  }
  if (!leg.acknowledgedAt) return refuse("leg-not-acknowledged", values, "/step");
  if (at < leg.acknowledgedAt)
    return refuse("time-before-last-step", { at: at.toISOString(), last: leg.acknowledgedAt.toISOString() }, "/at");
  const event = legEvent(number, step, by, at, command.reason);
  switch (step) {
    case "finish": {
      const next = startNext(withLegs(chain, ended(leg, "done", at)), by, at, startLeg);
      return { ok: true, chain: next.chain, events: [event, ...next.events] };
    }
    case "refuse": {
      const refused = withLegs(chain, ended(leg, "refused", at));
      const others = endedBy(refused, number);
      const after = withLegs(refused, ...others.map((one) => ended(one, "cancelled", at)));
      const next = startNext(after, by, at, startLeg);
      const cancelled = others.map((one) => legEvent(one.number, "cancel", by, at));
      return { ok: true, chain: next.chain, events: [event, ...cancelled, ...next.events] };
    }
    case "return":
      return sendBack(chain, leg, command, event, startLeg);
  }
}

/** L10: once, with a reason, to the leg before, or to the return of it under way; the joint clock runs on. */
function sendBack(chain: Chain, leg: Leg, command: LegCommand, event: LegEvent, startLeg: StartLeg): LegDecision {
  const { by, at, to } = command;
  const values = { code: chain.code, leg: String(leg.number), after: leg.after.join(", ") };
  if (leg.returns > 0) return refuse("leg-already-returned", values, "/step");
  if (leg.after.length === 0) return refuse("leg-nothing-before", values, "/step");
  const target = to ?? (leg.after.length === 1 ? leg.after[0] : undefined);
  const before = chain.legs.find(({ number }) => number === target && leg.after.includes(number));
  if (!before || before.state === "cancelled") return refuse("leg-return-target", values, "/to");
  const returned: Leg = {
    ...leg,
    state: "returned",
    returns: 1,
    startedAt: null,
    answerBy: null,
    acknowledgedAt: null,
    due: null,
    stoppedAt: null,
  };
  const sentBackBy = [...before.sentBackBy, leg.number];
  // another leg sent it back before: one return is under way, which keeps its clock
  if (isOpen(before)) return { ok: true, chain: withLegs(chain, returned, { ...before, sentBackBy }), events: [event] };
  const again = started(chain, before, at, (one, when) =>
    startLeg({ ...one, returns: Math.max(1, one.returns) }, when),
  );
  return {
    ok: true,
    chain: withLegs(chain, returned, { ...again, sentBackBy: [leg.number] }),
    events: [event, legEvent(before.number, "start", by, at)],
  };
}

function startNext(chain: Chain, by: OrgCode, at: Date, startLeg: StartLeg) {
  const next = nextLegs(chain.legs, chain.linked).map((leg) => started(chain, leg, at, startLeg));
  return {
    chain: withLegs(chain, ...next),
    events: next.map(({ number }) => legEvent(number, "start", by, at)),
  };
}

/** While its dossier stands still a leg may start, and stands still with it: not before it did. */
const started = ({ isStopped, stoppedSince }: Chain, leg: Leg, at: Date, startLeg: StartLeg): Leg => ({
  ...leg,
  ...startLeg(leg, at),
  state: "running",
  startedAt: at,
  acknowledgedAt: null,
  stoppedAt: isStopped ? (stoppedSince && stoppedSince > at ? stoppedSince : at) : null,
  endedAt: null,
  sentBackBy: [],
});

/** A leg as it ended; `at` as somebody states it, and never before its start. */
export const ended = (leg: Leg, state: "done" | "refused" | "cancelled", at: Date): Leg => ({
  ...leg,
  state,
  stoppedAt: null,
  endedAt: leg.startedAt && leg.startedAt > at ? leg.startedAt : at,
});

export const withLegs = (chain: Chain, ...changed: readonly Leg[]): Chain => ({
  ...chain,
  legs: chain.legs.map((leg) => changed.find(({ number }) => number === leg.number) ?? leg),
});

export const legEvent = (number: number, step: LegHappening, by: OrgCode, at: Date, reason?: string): LegEvent => ({
  number,
  step,
  by,
  at,
  reason: reason ?? null,
});

/**
 * Who is owed the news of a leg: the one-stop always, the lead, the superior's one-stop (L3), and who needs the result
 * next (L2); never the agency that acted.
 */
export function legAudience(chain: Chain, event: LegEvent): OrgCode[] {
  const leg = chain.legs.find(({ number }) => number === event.number);
  if (!leg) return [];
  const needing = chain.legs.filter(({ after }) => after.includes(leg.number)).map(({ agency }) => agency);
  const giving = chain.legs.filter(({ number }) => leg.after.includes(number)).map(({ agency }) => agency);
  const concerned: Readonly<Record<LegHappening, readonly (OrgCode | null)[]>> = {
    assign: [leg.agency],
    start: [leg.agency, ...inHandsOf(chain, leg)],
    acknowledge: giving,
    finish: needing,
    return: giving,
    refuse: needing,
    cancel: [leg.agency],
    stop: [leg.agency],
    resume: [leg.agency],
    reappoint: [leg.agency],
  };
  return [...new Set([chain.receivedBy, chain.lead, leg.supervisedBy, ...concerned[event.step]])].filter(
    (unit): unit is OrgCode => unit !== null && unit !== event.by,
  );
}

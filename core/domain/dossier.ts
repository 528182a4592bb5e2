import type { DossierCode } from "./dossier-code.ts";
import type { OrgCode } from "./org-code.ts";
import { refuse, type Refusal } from "./refusal.ts";

/** Business state (one-stop.md §2.2). Who holds the dossier is a dimension of its own: `Custody`. */
export type State = "accepted" | "processing" | "done" | "resultReturned";
export type Step = "handOver" | "acknowledge" | "sendBack" | "conclude" | "returnResult";
/** `offered`: handed over and not yet acknowledged. The dossier stays the sender's until then (rule L12). */
export type Custody = "held" | "offered";
type Actor = "holder" | "receiver" | "receivingUnit";
export type Outcome = "granted" | "refused";

export interface Move {
  /** `asBefore`: the state from before the hand-over, which then never happened. */
  readonly to: State | "asBefore";
  readonly by: Actor;
  /** The transition of one-stop.md §2.4 (T…) or rule of §2.6 (L…) it comes from. */
  readonly source: string;
}

/** The law, as a table. A step that is not in it is not allowed. */
export const moves: Readonly<Record<State, Readonly<Record<Custody, Readonly<Partial<Record<Step, Move>>>>>>> = {
  accepted: {
    held: {
      handOver: { to: "processing", by: "holder", source: "T12" },
      conclude: { to: "done", by: "holder", source: "T13" },
    },
    offered: {}, // handing over makes it "processing" at once
  },
  processing: {
    held: {
      handOver: { to: "processing", by: "holder", source: "T14" },
      sendBack: { to: "processing", by: "holder", source: "T15" },
      conclude: { to: "done", by: "holder", source: "T26, T27" },
    },
    offered: {
      acknowledge: { to: "processing", by: "receiver", source: "T16, L12" },
      sendBack: { to: "asBefore", by: "receiver", source: "T15" },
    },
  },
  done: {
    held: {
      handOver: { to: "done", by: "holder", source: "L3" }, // the result travels to the receiving one-stop
      returnResult: { to: "resultReturned", by: "receivingUnit", source: "T32, T34" },
    },
    offered: {
      acknowledge: { to: "done", by: "receiver", source: "L12" },
      sendBack: { to: "asBefore", by: "receiver", source: "T15" },
    },
  },
  resultReturned: { held: {}, offered: {} },
};

export interface Offer {
  readonly to: OrgCode;
  readonly at: Date;
  readonly stateBefore: State;
}

export interface Dossier {
  readonly code: DossierCode;
  /** The version valid on the day of receipt, kept for life (P9). */
  readonly procedure: { readonly code: string; readonly version: string };
  readonly receivedBy: OrgCode;
  readonly receivedAt: Date;
  readonly state: State;
  readonly heldBy: OrgCode;
  readonly heldSince: Date;
  /** The way it came, oldest first; sending back goes to the last. */
  readonly cameFrom: readonly OrgCode[];
  readonly offer: Offer | null;
  readonly outcome: Outcome | null;
  readonly lastEventAt: Date;
  readonly revision: number;
}

/** What a unit wants done. `at` is when it happened there, as the unit states it. */
export type Command = {
  readonly by: OrgCode;
  readonly at: Date;
  readonly reason?: string;
} & (
  | { readonly step: "handOver"; readonly to: OrgCode }
  | { readonly step: "conclude"; readonly outcome: Outcome }
  | { readonly step: "acknowledge" | "sendBack" | "returnResult" }
);

export interface DossierEvent {
  readonly step: Step | "receive";
  readonly from: State | null;
  readonly state: State;
  readonly by: OrgCode;
  readonly to: OrgCode | null;
  readonly at: Date;
  readonly reason: string | null;
  readonly outcome: Outcome | null;
}

export type Decision = { readonly ok: true; readonly event: DossierEvent } | Refusal;

export const custodyOf = (dossier: Dossier): Custody => (dossier.offer ? "offered" : "held");

/** Whether the step may be taken now, and what then happened. Changes nothing. */
export function decide(dossier: Dossier, command: Command): Decision {
  const { step, by, at } = command;
  const move = moves[dossier.state][custodyOf(dossier)][step];
  const actor = expectedActor(dossier, step, move);
  if (actor !== by) return refuse("not-your-dossier", { code: dossier.code, holder: actor, unit: by }, "/by");
  if (!move) {
    if (dossier.offer && step !== "acknowledge")
      return refuse("handover-pending", { code: dossier.code, receiver: dossier.offer.to });
    return refuse("step-not-allowed", { code: dossier.code, step, state: dossier.state }, "/step");
  }
  const to = target(dossier, command);
  if ((move.by === "receivingUnit" && by !== dossier.receivedBy) || (step === "sendBack" && to === null))
    return refuse("step-not-allowed", { code: dossier.code, step, state: dossier.state }, "/step");
  if (at < dossier.lastEventAt)
    return refuse("time-before-last-step", { at: at.toISOString(), last: dossier.lastEventAt.toISOString() }, "/at");
  if (to === by) return refuse("handover-to-self", { unit: by }, "/to");
  return {
    ok: true,
    event: {
      step,
      from: dossier.state,
      state: move.to === "asBefore" ? (dossier.offer?.stateBefore ?? dossier.state) : move.to,
      by,
      to,
      at,
      reason: command.reason ?? null,
      outcome: command.step === "conclude" ? command.outcome : null,
    },
  };
}

/** The dossier after the event. */
export function evolve(dossier: Dossier, event: DossierEvent): Dossier {
  const next = { ...dossier, state: event.state, lastEventAt: event.at, revision: dossier.revision + 1 };
  switch (event.step) {
    case "handOver":
      return { ...next, offer: event.to && { to: event.to, at: event.at, stateBefore: dossier.state } };
    case "acknowledge":
      return { ...next, ...passedOn(dossier, event), offer: null };
    case "sendBack":
      if (dossier.offer) return { ...next, offer: null };
      return { ...next, offer: event.to && { to: event.to, at: event.at, stateBefore: dossier.state } };
    case "conclude":
      return { ...next, outcome: event.outcome };
    case "returnResult":
    case "receive":
      return next;
  }
}

/**
 * Who is owed the news of an event: the receiving one-stop (which supervises, L3), who held the dossier, who holds it
 * now and to whom it is offered; never the unit that acted, which has its answer already.
 */
export function audience(before: Dossier | null, after: Dossier, event: DossierEvent): OrgCode[] {
  const concerned = [after.receivedBy, before?.heldBy, before?.offer?.to, after.heldBy, after.offer?.to];
  return [...new Set(concerned)].filter((unit): unit is OrgCode => unit !== undefined && unit !== event.by);
}

/** The steps a unit may take now: what its officer sees as buttons. */
export function allowedSteps(dossier: Dossier, unit: OrgCode): Step[] {
  const possible = moves[dossier.state][custodyOf(dossier)];
  return (Object.keys(possible) as Step[]).filter((step) => {
    const move = possible[step];
    if (move?.by === "receivingUnit" && unit !== dossier.receivedBy) return false;
    if (step === "sendBack" && !dossier.offer && dossier.cameFrom.length === 0) return false;
    return expectedActor(dossier, step, move) === unit;
  });
}

function expectedActor(dossier: Dossier, step: Step, move: Move | undefined): OrgCode {
  const byReceiver = move ? move.by === "receiver" : step === "acknowledge";
  return byReceiver ? (dossier.offer?.to ?? dossier.heldBy) : dossier.heldBy;
}

function target(dossier: Dossier, command: Command): OrgCode | null {
  if (command.step === "handOver") return command.to;
  if (command.step === "sendBack") return dossier.offer ? dossier.heldBy : (dossier.cameFrom.at(-1) ?? null);
  return null;
}

/** The receiver holds it now. Coming back to the unit it came from shortens the way instead of lengthening it. */
function passedOn(dossier: Dossier, event: DossierEvent): Pick<Dossier, "heldBy" | "heldSince" | "cameFrom"> {
  const back = dossier.cameFrom.at(-1) === event.by;
  return {
    heldBy: event.by,
    heldSince: event.at,
    cameFrom: back ? dossier.cameFrom.slice(0, -1) : [...dossier.cameFrom, dossier.heldBy],
  };
}

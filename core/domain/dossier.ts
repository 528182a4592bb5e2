import { actingRole } from "./acting-role.ts";
import type { DossierCode } from "./dossier-code.ts";
import { chainAllows } from "./chain-guard.ts";
import { guards, type Facts } from "./guards.ts";
import { moneyAfterPayment, paymentTooLate } from "./money.ts";
import { moves, type ClockEffect, type Move, type Step } from "./moves.ts";
import { awaitedOf, endedOpinion, recordedOpinion, type Opinion } from "./opinion.ts";
import type { OrgCode } from "./org-code.ts";
import { waivedAfter } from "./past.ts";
import { refuse, type Refusal } from "./refusal.ts";
import type { Custody, DeliveryState, MoneyState, Outcome, Paper, Role, State, StopReason } from "./state.ts";

export type { Custody, Outcome, State } from "./state.ts";
export type { Step } from "./moves.ts";

export interface Offer {
  readonly to: OrgCode;
  readonly at: Date;
  readonly stateBefore: State;
}

export interface Dossier {
  readonly code: DossierCode;
  /** The version valid on the day of receipt, kept for life (P9); `province`: whose it is, when a province's own. */
  readonly procedure: {
    readonly code: string;
    readonly version: string;
    readonly province?: OrgCode;
    /** Which of those of that day (C9); left out: the first. */
    readonly edition?: number;
  };
  readonly receivedBy: OrgCode;
  /** Who supervises it and returns its result: the one-stop that received it, or what that one became. */
  readonly returnsTo: OrgCode;
  /** Complete and valid receipt (D1); until then when it was filed. */
  readonly receivedAt: Date;
  readonly state: State;
  /** What it was before a payment or a withdrawal interrupted it. */
  readonly stateBefore: State | null;
  readonly heldBy: OrgCode;
  readonly heldSince: Date;
  /** The way it came, oldest first; sending back goes to the last. */
  readonly cameFrom: readonly OrgCode[];
  readonly offer: Offer | null;
  /** The last opinion asked for; null: none ever was. */
  readonly opinion: Opinion | null;
  readonly outcome: Outcome | null;
  /** As it was called when it decided; null: nobody did yet. */
  readonly decidedBy: OrgCode | null;
  readonly stopReason: StopReason | null;
  readonly money: MoneyState;
  readonly delivery: DeliveryState;
  /** The unit's own reference of the officer in charge. */
  readonly assignee: string | null;
  /** Requests for supplement so far; the law allows one (NĐ61 11(2c)). */
  readonly supplements: number;
  /** Re-appointments so far; the law allows one (NĐ61 19(9)). */
  readonly extensions: number;
  /** Of the last step, after which the next one lies; what the hub noted beside does not count. */
  readonly lastEventAt: Date;
  readonly revision: number;
}

/** What a unit wants done. `at` is when it happened there, as the unit states it. */
export interface Command {
  readonly step: Step;
  readonly by: OrgCode;
  readonly at: Date;
  /** Who at the unit; may be left out where the unit's rows have one role (acting-role.ts). */
  readonly role?: Role;
  /** The receiver of a hand-over, the unit whose opinion is asked. */
  readonly to?: OrgCode;
  readonly reason?: string;
  readonly outcome?: Outcome;
  readonly assignee?: string;
  /** Whatever a guard asks for: a legal basis, a second person, a new date, a payment's reference. */
  readonly facts?: Facts;
}

export interface DossierEvent {
  readonly step: Step;
  readonly from: State | null;
  readonly state: State;
  readonly by: OrgCode;
  readonly to: OrgCode | null;
  readonly at: Date;
  readonly role: Role;
  readonly reason: string | null;
  readonly outcome: Outcome | null;
  readonly assignee: string | null;
  readonly paper: Paper | null;
  readonly clock: ClockEffect | null;
  readonly source: string;
  /** Until when the opinion was asked for (askOpinion). */
  readonly opinionDue?: Date;
  /** How its money stood before the payment that is awaited was asked for (confirmWithdrawal, waivePayment). */
  readonly moneyBefore?: MoneyState;
  /** Lawful only by an exception that is on record, and marked in every index. */
  readonly exceptional: boolean;
}

export type Decision = { readonly ok: true; readonly event: DossierEvent; readonly move: Move } | Refusal;

export const custodyOf = (dossier: Dossier): Custody => (dossier.offer ? "offered" : "held");

type Key = `${State | "none"} ${Custody} ${Step}`;
const rowsOf = new Map<Key, Move[]>();
for (const move of moves) {
  const key: Key = `${move.from} ${move.custody} ${move.step}`;
  rowsOf.set(key, [...(rowsOf.get(key) ?? []), move]);
}

/** The rows of the table for a step, in this state and custody. */
export const rowsFor = (from: State | "none", custody: Custody, step: Step): readonly Move[] =>
  rowsOf.get(`${from} ${custody} ${step}`) ?? [];

/** Whether the step may be taken now, and what then happened. Changes nothing. */
export function decide(dossier: Dossier, command: Command): Decision {
  const { step, by, at } = command;
  const rows = rowsFor(dossier.state, custodyOf(dossier), step);
  const late = comesTooLate(dossier, command);
  if (late) return late;
  const actors = actorsOf(dossier, command, rows);
  if (!actors.includes(by))
    return refuse("not-your-dossier", { code: dossier.code, holder: actors.join(", ") || "–", unit: by }, "/by");
  if (rows.length === 0) {
    if (dossier.offer && step !== "acknowledge")
      return refuse("handover-pending", { code: dossier.code, receiver: dossier.offer.to, holder: dossier.heldBy });
    return refuse("step-not-allowed", { code: dossier.code, step, state: dossier.state }, "/step");
  }
  const to = targetOf(dossier, command);
  const isElsewhere = rows[0]?.unit === "receivingHolder" && by !== dossier.returnsTo;
  if (isElsewhere || (step === "sendBack" && to === null))
    return refuse("step-not-allowed", { code: dossier.code, step, state: dossier.state }, "/step");
  const acting = actingRole(
    rows.filter((row) => actorOf(dossier, row, command.facts) === by),
    step,
    command.role,
  );
  if (!acting.ok) return acting;
  const { move, role } = acting;
  if (at < dossier.lastEventAt)
    return refuse("time-before-last-step", { at: at.toISOString(), last: dossier.lastEventAt.toISOString() }, "/at");
  if (to === by && step === "handOver") return refuse("handover-to-self", { unit: by }, "/to");
  if (to === by && step === "askOpinion") return refuse("opinion-of-self", { unit: by }, "/to");
  const passed = move.guard ? guards[move.guard](dossier, command, role) : "lawful";
  if (typeof passed === "object") return passed;
  const joined = chainAllows(dossier, command);
  if (typeof joined === "object") return joined;

  const exceptional = passed === "exceptional" || joined === "exceptional";
  const event = eventOf(acting, command, dossier.state, nextState(dossier, move, by), to, exceptional);
  return { ok: true, move, event };
}

/**
 * What the one-stop asks for and the commit before ours made impossible: it is told what happened, not that the step
 * has no row. A withdrawal after the signature (T30: winner by the order of commits), a payment of what is paid.
 */
function comesTooLate(dossier: Dossier, command: Command): Refusal | undefined {
  const { step, by } = command;
  const { code, outcome } = dossier;
  if (by !== dossier.returnsTo) return undefined;
  if (step === "requestWithdrawal" && outcome !== null) return refuse("result-already-issued", { code, outcome });
  return paymentTooLate(dossier, command);
}

/** How a dossier may come into being. */
export const beginnings = ["draft", "receive", "refuseReceipt", "settleAtOnce"] as const;
export type Beginning = (typeof beginnings)[number];

/**
 * The first event of a dossier (T01, T03, T05, T11).
 * @param blank the dossier with everything that no event decides; its state is replaced.
 */
export function begin(blank: Dossier, command: Command & { readonly step: Beginning }): Decision {
  const acting = actingRole(rowsFor("none", "held", command.step), command.step, command.role);
  if (!acting.ok) return acting;
  const { move, role } = acting;
  const passed = move.guard ? guards[move.guard](blank, command, role) : "lawful";
  if (typeof passed === "object") return passed;
  const to = move.to === "asBefore" ? blank.state : move.to;
  return { ok: true, move, event: eventOf(acting, command, null, to, null, passed === "exceptional") };
}

const eventOf = (
  { move, role }: { readonly move: Move; readonly role: Role },
  command: Command,
  from: State | null,
  state: State,
  to: OrgCode | null,
  exceptional: boolean,
): DossierEvent => ({
  step: command.step,
  from,
  state,
  by: command.by,
  to,
  at: command.at,
  role,
  reason: command.reason ?? null,
  outcome:
    command.step === "conclude" ? (command.outcome ?? "granted") : command.step === "settleAtOnce" ? "granted" : null,
  assignee: command.step === "assign" ? (command.assignee ?? null) : null,
  paper: paperOf(move, command),
  clock: move.clock ?? null,
  source: move.source,
  exceptional,
  ...(command.step === "askOpinion" && command.facts?.opinionDue ? { opinionDue: command.facts.opinionDue } : {}),
  ...((command.step === "confirmWithdrawal" || command.step === "waivePayment") && command.facts?.moneyBefore
    ? { moneyBefore: command.facts.moneyBefore }
    : {}),
});

/** The dossier after the event. */
export function evolve(dossier: Dossier, event: DossierEvent): Dossier {
  // what the hub notes beside is no step of a unit: theirs may still come, dated before it
  const isNote = event.role === "hub" && event.state === event.from;
  const lastEventAt = isNote ? dossier.lastEventAt : event.at;
  const next: Dossier = { ...dossier, state: event.state, lastEventAt, revision: dossier.revision + 1 };
  switch (event.step) {
    case "handOver":
      return { ...next, offer: event.to && { to: event.to, at: event.at, stateBefore: dossier.state } };
    case "acknowledge":
      return { ...next, ...passedOn(dossier, event), offer: null, assignee: null };
    case "recall":
      return { ...next, offer: null };
    case "sendBack":
      if (dossier.offer) return { ...next, offer: null };
      return { ...next, offer: event.to && { to: event.to, at: event.at, stateBefore: dossier.state } };
    case "assign":
      return { ...next, assignee: event.assignee };
    case "submit": // filed now: the version in force on this day counts (C5)
    case "accept":
      return { ...next, receivedAt: event.at };
    case "askSupplement":
      return { ...next, supplements: dossier.supplements + 1 };
    case "askPayment":
      return { ...next, stateBefore: dossier.state, money: "due" };
    case "confirmPayment":
      // paid while a withdrawal is decided: declined, it goes on from where the payment interrupted it
      return {
        ...next,
        stateBefore: event.state === "withdrawRequested" ? dossier.stateBefore : null,
        money: moneyAfterPayment(event.state),
      };
    case "waivePayment":
      return { ...next, stateBefore: null, money: waivedAfter(event.moneyBefore ?? "none") };
    case "decideRefund":
      return { ...next, money: "toRefund" };
    case "confirmRefund":
      return { ...next, money: "refunded" };
    case "requestWithdrawal":
      // asked while a payment is awaited: what was before the payment stays known, or nothing could end it any more;
      // asked on the way: the hand-over never happened
      return { ...next, offer: null, stateBefore: stateBefore(dossier) };
    case "declineWithdrawal":
      return event.state === "waitingForPayment" ? next : { ...next, stateBefore: null };
    case "confirmWithdrawal": {
      // nobody owes what was asked for in vain; what was paid before it is owed back (T29)
      const settled = dossier.money === "due" ? (event.moneyBefore ?? "none") : dossier.money;
      const money = settled === "paid" ? "toRefund" : settled;
      return { ...next, stopReason: "applicant", money, opinion: endedOpinion(dossier.opinion, event.at) };
    }
    case "closeUnsupplemented":
      return event.state === "stopped" ? { ...next, stopReason: "noSupplement" } : next;
    case "extend":
      return { ...next, extensions: dossier.extensions + 1 };
    case "conclude":
      return { ...next, outcome: event.outcome, decidedBy: event.by, delivery: "ready" };
    case "settleAtOnce":
      return { ...next, outcome: "granted", decidedBy: event.by, delivery: "delivered" };
    case "returnResult":
    case "confirmPostDelivery":
      return { ...next, delivery: "delivered" };
    case "sendResultByPost":
      return { ...next, delivery: "withPost" };
    case "resultCameBack":
      return { ...next, delivery: "returnedToSender" };
    case "askOpinion": {
      const asked = { askedAt: event.at, due: event.opinionDue ?? null, lateAt: null, endedAt: null };
      return { ...next, opinion: event.to && { of: event.to, ...asked } };
    }
    case "recordOpinion":
      return {
        ...next,
        opinion: recordedOpinion(dossier.opinion, event.at),
        ...(event.state === "withdrawRequested" ? { stateBefore: "appraising" } : {}),
      };
    case "noteOpinionLate":
      return { ...next, opinion: dossier.opinion && { ...dossier.opinion, lateAt: event.at } };
    case "archive":
      return { ...next, delivery: isUnclaimed(dossier) ? "stored" : dossier.delivery };
    case "draft":
    case "receive":
    case "refuseReceipt":
    case "supplement":
    case "submitForSignature":
    case "startVerification":
    case "endVerification":
    case "returnToHandler":
    case "announceEarly":
    case "correct":
    case "reportLoss":
    case "reset":
    case "excludeTime":
      return next;
  }
}

const isUnclaimed = ({ delivery }: Dossier): boolean => delivery === "ready" || delivery === "returnedToSender";

/**
 * Who is owed the news of an event: the receiving one-stop (which supervises, L3), who held the dossier, who holds it
 * now, to whom it is offered, and of an opinion who was asked for it; never the unit that acted, which has its answer
 * already. Where the hub acted in its name it has none.
 */
export function audience(before: Dossier | null, after: Dossier, event: DossierEvent): OrgCode[] {
  const isOnOpinion = ["askOpinion", "recordOpinion", "noteOpinionLate"].includes(event.step);
  const asked = isOnOpinion ? after.opinion?.of : undefined;
  const concerned = [after.returnsTo, before?.heldBy, before?.offer?.to, after.heldBy, after.offer?.to, asked];
  return [...new Set(concerned)].filter(
    (unit): unit is OrgCode => unit !== undefined && (unit !== event.by || event.role === "hub"),
  );
}

/** The rows of a step that are a unit's own now: in whose roles its officers may take it. */
export const rowsOfUnit = (dossier: Dossier, step: Step, by: OrgCode, facts?: Facts): readonly Move[] =>
  rowsFor(dossier.state, custodyOf(dossier), step).filter(
    (row) => actorOf(dossier, row, facts) === by && (row.unit !== "receivingHolder" || by === dossier.returnsTo),
  );

/** The units that may take the step; where the state has no row for it, whoever may take it in another state. */
const actorsOf = (dossier: Dossier, { step, facts }: Command, rows: readonly Move[]): OrgCode[] => {
  if (rows.length > 0) return present(rows.map((row) => actorOf(dossier, row, facts)));
  const elsewhere = moves.filter((move) => move.step === step);
  return present([
    dossier.heldBy,
    ...elsewhere.map((row) => {
      if (row.unit === "receivingHolder") return dossier.returnsTo;
      return row.unit === "asked" ? (dossier.opinion?.of ?? null) : actorOf(dossier, row, facts);
    }),
  ]);
};

const present = (units: readonly (OrgCode | null)[]): OrgCode[] => [...new Set(units)].filter((unit) => unit !== null);

/** The only unit that may take it by this row; null: nobody, as nobody's opinion is awaited, or nobody decided. */
function actorOf(dossier: Dossier, { unit }: Move, facts: Facts | undefined): OrgCode | null {
  if (unit === "decider") return facts?.decider ?? dossier.decidedBy;
  if (unit === "asked") return awaitedOf(dossier.opinion);
  if (unit === "receivingUnit") return dossier.returnsTo;
  return unit === "receiver" ? (dossier.offer?.to ?? dossier.heldBy) : dossier.heldBy;
}

/** Back at the one-stop that received it, a dossier is accepted again (T15: trả về một cửa). */
function nextState(dossier: Dossier, move: Move, by: OrgCode): State {
  if (move.to === "asBefore")
    return move.step === "declineWithdrawal" && dossier.money === "due" ? "waitingForPayment" : stateBefore(dossier);
  const isBack = dossier.cameFrom.at(-1) === by && by === dossier.returnsTo;
  return move.step === "acknowledge" && move.to === "processing" && isBack ? "accepted" : move.to;
}

/** Before the hand-over while one is pending, before the interruption otherwise. */
const stateBefore = (dossier: Dossier): State => dossier.offer?.stateBefore ?? dossier.stateBefore ?? dossier.state;

function targetOf(dossier: Dossier, command: Command): OrgCode | null {
  if (command.step === "handOver" || command.step === "askOpinion") return command.to ?? null;
  if (command.step === "noteOpinionLate") return awaitedOf(dossier.opinion);
  if (command.step === "sendBack") return backTo(dossier);
  return null;
}

/** Whom a dossier goes back to when it is sent back: who offers it, else whom it came from. */
export const backTo = ({ offer, heldBy, cameFrom }: Dossier): OrgCode | null =>
  offer ? heldBy : (cameFrom.at(-1) ?? null);

/** A refusal after appraisal has its own form (T27), and what is given back has the same. */
const paperOf = (move: Move, { outcome = "granted" }: Command): Paper | null =>
  move.step === "conclude" && outcome !== "granted" ? "TU_CHOI" : (move.paper ?? null);

/** The receiver holds it now. Coming back to the unit it came from shortens the way instead of lengthening it. */
function passedOn(dossier: Dossier, event: DossierEvent): Pick<Dossier, "heldBy" | "heldSince" | "cameFrom"> {
  const back = dossier.cameFrom.at(-1) === event.by;
  return {
    heldBy: event.by,
    heldSince: event.at,
    cameFrom: back ? dossier.cameFrom.slice(0, -1) : [...dossier.cameFrom, dossier.heldBy],
  };
}

import type { Announcement } from "../domain/announcement.ts";
import { childCode, type Chain } from "../domain/chain.ts";
import { legDue, legAnswerBy } from "../domain/chain-time.ts";
import { legAudience, type LegEvent, type StartLeg } from "../domain/chain-steps.ts";
import { ClockFault } from "../domain/clock/fault.ts";
import { wordsOfFault } from "../domain/clock/fault-words.ts";
import type { Mode } from "../domain/clock/mode.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { PaperDifference } from "../domain/papers/handed-papers.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import * as chains from "../store/chains.ts";
import type { Tx } from "../../platform/database.ts";
import { chainView, type ChainView } from "./chain-view.ts";
import { saidOfPapers } from "./differing-papers.ts";
import { keepLegPapers } from "./keep-leg-papers.ts";
import type { Ask } from "./once.ts";
import type { Place, ReadPlaces } from "./places.ts";
import type { StepTaken, World } from "./step-taken.ts";

export interface ChainWorld extends World {
  readonly readPlaces: ReadPlaces;
}

/** What the caller is told of a step of a chain. */
export interface LegTaken {
  readonly chain: ChainView;
  /** When not all the papers came, or others (L12). */
  readonly paperDifferences?: readonly PaperDifference[];
  readonly messages: StepTaken["messages"];
}

export interface LegsMoved {
  readonly stored: chains.StoredChain;
  readonly events: readonly LegEvent[];
  readonly officer: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  /** Of the first of the events, an acknowledgement. */
  readonly paperDifferences?: readonly PaperDifference[];
}

/** Writes what happened to the legs, makes the forms of those that were given, and owes everyone concerned the news, in the step's own transaction (P2). */
export async function tellLegs(
  tx: Tx,
  world: World,
  ask: Ask,
  { stored, events: happened, officer, details, paperDifferences = [] }: LegsMoved,
): Promise<StepTaken["messages"]> {
  const events = happened.map((event) => ({ ...event, id: world.newId() }));
  await chains.recordLegs(tx, stored.dossierId, stored.chain, events, {
    officer: officer ?? null,
    cause: ask.requestId,
    partnerId: ask.partnerId,
    details,
  });
  // who acts for a leg without saying in which role is its officer
  const role = typeof details["role"] === "string" ? details["role"] : "officer";
  await keepLegPapers(tx, stored, events, { officer: officer ?? null, role });
  const owed = events.flatMap((event, place) =>
    announcementsOfLeg(stored.chain, event, place === 0 ? paperDifferences : []),
  );
  const messages = await world.announce(tx, owed, ask.requestId);
  return messages.map(({ messageId, receiver, sequence }) => ({ id: messageId, receiver, sequence }));
}

/** A step of a leg, told, and the chain after it. */
export async function recordLegStep(
  tx: Tx,
  world: ChainWorld,
  ask: Ask,
  step: LegsMoved & { readonly placeOf: (unit: OrgCode) => Place },
): Promise<LegTaken> {
  const messages = await tellLegs(tx, world, ask, step);
  const chain = chainView(step.stored, world.now(), step.placeOf);
  return { chain, ...saidOfPapers(step.paperDifferences ?? []), messages };
}

/** Naming the lead, and the duty, content and deadline of the leg (L2). No personal data travels. */
function announcementsOfLeg(
  chain: Chain,
  event: LegEvent & { readonly id: string },
  differences: readonly PaperDifference[],
): Announcement[] {
  const leg = chain.legs.find(({ number }) => number === event.number);
  if (!leg) return [];
  const data = {
    code: chain.code,
    leg: childCode(chain.code, leg.number),
    number: leg.number,
    step: event.step,
    by: event.by,
    at: event.at.toISOString(),
    state: leg.state,
    agency: leg.agency,
    kind: leg.kind,
    work: leg.work,
    dueAt: (leg.due?.due ?? leg.plannedDue).toISOString(),
    ...(chain.jointDue ? { jointDueAt: chain.jointDue.toISOString() } : {}),
    ...(chain.lead ? { lead: chain.lead } : {}),
    ...(leg.procedure ? { procedure: leg.procedure } : {}),
    ...(event.reason ? { reason: event.reason } : {}),
    ...saidOfPapers(differences),
  };
  return legAudience(chain, event).map((receiver) => ({
    receiver,
    subject: chain.code,
    eventId: event.id,
    type: "vn.lienthong.dossier.leg-moved.v1",
    time: event.at,
    data,
  }));
}

export const startLegWith =
  (mode: Mode, placeOf: (unit: OrgCode) => Place): StartLeg =>
  (leg, at) => ({
    due: legDue(leg, at, mode, placeOf(leg.agency)),
    answerBy: legAnswerBy(at, placeOf(leg.agency)),
  });

/** A day that no calendar knows is the asker's to mend, not a failure of ours. */
export async function refusedBeyondCalendar<T>(work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ClockFault)) throw error;
    const { vi, en } = wordsOfFault(error);
    return refuse("calendar-missing", { reason: en, reasonVi: vi }, "/at");
  }
}

/** The agencies whose hours a chain depends on. */
export const unitsOf = (chain: Pick<Chain, "legs" | "receivedBy">): OrgCode[] => [
  ...new Set([chain.receivedBy, ...chain.legs.map(({ agency }) => agency)]),
];

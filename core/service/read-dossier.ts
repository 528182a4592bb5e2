import type { TimeState } from "../domain/clock/time-state.ts";
import { chainFactsOf } from "../domain/chain-guard.ts";
import { findDossierCode, type DossierCode } from "../domain/dossier-code.ts";
import type { FileReference } from "../domain/dossier-file.ts";
import type { Dossier, State, Step } from "../domain/dossier.ts";
import { allowedSteps, type StepExplained } from "../domain/explain-steps.ts";
import { findOrgCode, type OrgCode } from "../domain/org-code.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import type { Role } from "../domain/state.ts";
import { clocksOf } from "../store/dossier-clocks.ts";
import * as chains from "../store/chains.ts";
import * as dossiers from "../store/dossiers.ts";
import { opinionsOf } from "../store/opinions.ts";
import { filesOf } from "../store/files.ts";
import { readdressingsOf, type StoredReaddressing } from "../store/readdressings.ts";
import { timeAlertsOf } from "../store/time-alerts.ts";
import { organisationNames } from "../store/organisations.ts";
import type { Database, Reader } from "../../platform/database.ts";
import {
  recordsOf,
  type ContactBefore,
  type IncidentView,
  type PaymentView,
  type ResultView,
} from "./dossier-records-view.ts";
import { chainFacts } from "./chain-facts.ts";
import { chainSummary } from "./chain-view.ts";
import { deciderOn } from "./decider.ts";
import { letterStory, type LetterEvent } from "./letter-story.ts";
import { inPlaceOfEnded } from "./owes-duty.ts";
import { responsibleFor } from "../store/overdue.ts";
import { noDueOf, type NoDue } from "./no-due.ts";
import { openExplainer } from "./explain-now.ts";
import { overdueView, type OverdueStandingView } from "./overdue-standing.ts";
import type { World } from "./step-taken.ts";
import { timeStanding } from "./time-standing.ts";
import {
  clockView,
  dossierView,
  eventView,
  opinionView,
  timeAlertView,
  type ClockView,
  type DossierView,
  type EventView,
  type OpinionView,
  type TimeAlertView,
} from "./views.ts";

export interface DossierDetail extends DossierView {
  readonly allowedSteps: Readonly<Record<string, readonly Step[]>>;
  readonly clocks: readonly ClockView[];
  readonly results: readonly ResultView[];
  readonly incidents: readonly IncidentView[];
  /** What its steps said about money. */
  readonly payments: readonly PaymentView[];
  /** Visits before the receipt that led to none (T04). */
  readonly contacts: readonly ContactBefore[];
  /** Names only for those who work on it: they may tell of people. */
  readonly files: readonly (Omit<FileReference, "name"> & { readonly name?: string; readonly revision: number })[];
  /** Every opinion asked for, oldest first; `opinion` is the last. */
  readonly opinions: readonly OpinionView[];
  /** Why no due runs though it was received, where somebody has to do something about it; null: none has to. */
  readonly noDue: NoDue | null;
  /** How the chain of several agencies stands; null where none was started. */
  readonly chain: ReturnType<typeof chainSummary> | null;
  /** Where it stands against its due (D24); null: nothing was promised yet. */
  readonly timeState: TimeState | null;
  /** Null: nothing was promised yet. */
  readonly overdue: OverdueStandingView | null;
  /** What was told of answers, transfers and forecasts, in that order of time (time-alert.v1). */
  readonly timeAlerts: readonly TimeAlertView[];
  readonly applicant?: object;
}

/** The dossier, if one of the caller's units is a party; the applicant only for those who work on it (§10.1). */
export async function readDossier(
  world: Pick<World, "db" | "clocks" | "now">,
  text: string,
  units: ReadonlySet<string>,
): Promise<{ readonly ok: true; readonly dossier: DossierDetail } | Refusal> {
  const { db, clocks: finder, now } = world;
  const found = await findForParties(db, text, units, now());
  if (!found) return refuse("dossier-unknown", { code: text });
  const { stored, parties } = found;
  const working = await worksOn(db, stored, parties);
  const clocks = await clocksOf(db, stored.id);
  const chained = await chains.findChain(db, stored);
  const explain = await openExplainer(world, stored, clocks, chained && chainFactsOf(chained.chain));
  const allowed: Record<string, Step[]> = {};
  for (const unit of parties) allowed[unit] = allowedSteps(await explain(unit));
  const applicant = working ? await dossiers.applicantOf(db, stored.id) : undefined;
  return {
    ok: true,
    dossier: {
      ...dossierView(stored),
      clocks: Object.values(clocks).map(clockView),
      ...(await recordsOf(db, stored.id)),
      files: (await filesOf(db, stored.id)).map(({ name, ...file }) => ({ ...file, ...(working ? { name } : {}) })),
      opinions: (await opinionsOf(db, stored.id)).map(opinionView),
      allowedSteps: allowed,
      noDue: await noDueOf(db, stored, clocks),
      chain: chained ? chainSummary(chained.chain) : null,
      timeState: await timeStanding(db, finder, stored, clocks.settlement, now()),
      overdue: await overdueView(db, finder, stored, clocks.settlement, now()),
      timeAlerts: (await timeAlertsOf(db, stored.id)).map(timeAlertView),
      ...(applicant ? { applicant } : {}),
    },
  };
}

/** Every step for one of the caller's units: open or not, for whom, and why not. */
export async function listSteps(
  world: Pick<World, "db" | "clocks" | "now">,
  text: string,
  units: ReadonlySet<string>,
  question: { readonly by: string; readonly role?: Role | undefined },
): Promise<
  | {
      readonly ok: true;
      readonly code: string;
      readonly by: string;
      readonly noDue: NoDue | null;
      readonly steps: readonly StepExplained[];
    }
  | Refusal
> {
  const found = await findForParties(world.db, text, units, world.now());
  if (!found) return refuse("dossier-unknown", { code: text });
  const by = findOrgCode(question.by);
  if (!by || !units.has(by)) return refuse("unit-not-yours", { unit: question.by }, "by");
  const { id, dossier } = found.stored;
  const { chain } = await chainFacts(world.db, found.stored);
  const clocks = await clocksOf(world.db, id);
  const explain = await openExplainer(world, found.stored, clocks, chain);
  const noDue = await noDueOf(world.db, found.stored, clocks);
  return { ok: true, code: dossier.code, by, noDue, steps: await explain(by, question.role) };
}

export interface CustodyPeriod {
  readonly unit: string;
  readonly name: string;
  readonly from: string;
  readonly until: string | null;
  /** Whole seconds between the units' own times. Working hours come with the calendars. */
  readonly seconds: number | null;
}

/** A reform moved the dossier, or what it is owed, to a successor (P10). */
export interface ReaddressingView {
  readonly role: string;
  readonly from: string;
  readonly to: string;
  readonly effective: string;
  readonly reason: string;
  readonly basis: string;
  readonly at: string;
}

/** Everything that happened, and who held the dossier from when to when. */
export async function readTimeline(
  { db, now }: Pick<World, "db" | "now">,
  text: string,
  units: ReadonlySet<string>,
): Promise<
  | {
      readonly ok: true;
      readonly code: DossierCode;
      readonly events: EventView[];
      readonly custody: CustodyPeriod[];
      readonly readdressings: ReaddressingView[];
      readonly letters: readonly LetterEvent[];
    }
  | Refusal
> {
  const found = await findForParties(db, text, units, now());
  if (!found) return refuse("dossier-unknown", { code: text });
  const events = await dossiers.history(db, found.stored.id);
  const readdressed = await readdressingsOf(db, found.stored.id);
  const holders = [...events, ...readdressed.filter(({ role }) => role === "holder").map(takenOver)].sort(
    (a, b) => a.revision - b.revision,
  );
  const names = await organisationNames(db, [...new Set(holders.map((event) => event.heldBy))]);
  const working = await worksOn(db, found.stored, found.parties);
  return {
    ok: true,
    code: found.stored.dossier.code,
    events: events.map(eventView),
    custody: custodyOf(holders, names),
    readdressings: readdressed.map(({ role, from, to, effective, reason, basis, at }) => ({
      role,
      from,
      to,
      effective,
      reason,
      basis,
      at: at.toISOString(),
    })),
    letters: await letterStory(db, found.stored.id, (unit) => working || units.has(unit)),
  };
}

/** How far a dossier is, for anyone who has its code: nothing else (TT 01/2018 art. 16(2d), P12). */
export async function lookUpDossier(
  db: Database,
  text: string,
): Promise<{ readonly ok: true; readonly code: string; readonly completion: Completion } | Refusal> {
  const code = findDossierCode(text);
  const stored = code && (await dossiers.find(db, code));
  if (!stored) return refuse("dossier-unknown", { code: text });
  return { ok: true, code: stored.dossier.code, completion: completionNow(stored.dossier) };
}

/** In the archive it is what it was before: returned, done and stored where nobody fetched it, or ended without a result. */
function completionNow({ state, delivery, outcome }: Dossier): Completion {
  if (state !== "archived") return completionOf[state];
  if (delivery === "delivered") return "returned";
  return outcome === null ? "ended" : "done";
}

export type Completion = "filed" | "received" | "processing" | "waitingForApplicant" | "ended" | "done" | "returned";
const completionOf: Readonly<Record<Exclude<State, "archived">, Completion>> = {
  draft: "filed",
  submitted: "filed",
  supplementBeforeReceipt: "waitingForApplicant",
  receiptRefused: "ended",
  accepted: "received",
  processing: "processing",
  appraising: "processing",
  verifying: "processing",
  consulting: "processing",
  signing: "processing",
  supplement: "waitingForApplicant",
  waitingForPayment: "waitingForApplicant",
  withdrawRequested: "processing",
  stopped: "ended",
  done: "done",
  resultReturned: "returned",
};

/** Whether one of these units works on the dossier, and so may know whose it is (§10.1). */
export async function worksOn(
  db: Reader,
  { id, dossier: { returnsTo, heldBy, offer } }: dossiers.StoredDossier,
  parties: readonly OrgCode[],
): Promise<boolean> {
  if (parties.some((unit) => unit === returnsTo || unit === heldBy || unit === offer?.to)) return true;
  return (await chains.workingAmong(db, id, parties)).length > 0;
}

/**
 * The dossier, if one of these units was ever concerned with it, or answers now for who decided it or owes a duty about
 * its lateness (P12).
 */
export async function findForParties(db: Reader, text: string, units: ReadonlySet<string>, now: Date) {
  const code = findDossierCode(text);
  const stored = code && (await dossiers.find(db, code));
  if (!stored) return undefined;
  const concerned = await dossiers.partiesAmong(db, stored.id, [...units]);
  const { decider } = await deciderOn(db, stored.dossier, now);
  const parties = decider && units.has(decider) ? [...new Set([...concerned, decider])] : concerned;
  if (parties.length > 0) return { stored, parties };
  const responsible = await responsibleFor(db, stored.id);
  const owing = responsible ? await inPlaceOfEnded(db, stored, responsible, now) : [];
  const owers = owing.flatMap(({ by }) => (units.has(by) ? [by] : []));
  return owers.length > 0 ? { stored, parties: [...new Set(owers)] } : undefined;
}

/** A reform put the dossier into a successor's hands (P10). */
const takenOver = ({ revision, to, at }: StoredReaddressing): Held => ({ revision, heldBy: to, at });

type Held = Pick<dossiers.StoredEvent, "revision" | "heldBy" | "at"> & { readonly state?: State };

function custodyOf(events: readonly Held[], names: ReadonlyMap<string, string>): CustodyPeriod[] {
  const changes = events.filter((event, index) => event.heldBy !== events[index - 1]?.heldBy);
  // nobody holds a dossier any longer once its result is with the applicant
  const end = events.find((event) => event.state === "resultReturned")?.at;
  return changes.map((event, index) => {
    const until = changes[index + 1]?.at ?? end ?? null;
    return {
      unit: event.heldBy,
      name: names.get(event.heldBy) ?? event.heldBy,
      from: event.at.toISOString(),
      until: until?.toISOString() ?? null,
      seconds: until && Math.round((until.getTime() - event.at.getTime()) / 1000),
    };
  });
}

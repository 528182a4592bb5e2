import { returnBy } from "../domain/clock/windows.ts";
import { currentDue } from "../domain/dossier-clock.ts";
import { findDossierCode } from "../domain/dossier-code.ts";
import { dayOf } from "../domain/day.ts";
import { decide, evolve, type Command, type Dossier, type Outcome, type Step } from "../domain/dossier.ts";
import type { Facts } from "../domain/guards.ts";
import type { OrgCode } from "../domain/org-code.ts";
import { paperNames, paperWithoutGround } from "../domain/paper-list.ts";
import type { ProcedureCode } from "../domain/procedure.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import type { Role } from "../domain/state.ts";
import { clocksOf } from "../store/dossier-clocks.ts";
import { isDelegated } from "../store/delegations.ts";
import * as dossiers from "../store/dossiers.ts";
import { procedureVersions } from "../store/procedures.ts";
import type { Tx } from "../../platform/database.ts";
import { actingUnit, momentOf, unitOn } from "./acting-unit.ts";
import type { Clocks } from "./clock-in-force.ts";
import { withinCalendar } from "./keep-time.ts";
import { once, type Answer, type Ask } from "./once.ts";
import type { Letter } from "./stamp-overdue.ts";
import { recordStep, type StepTaken, type World } from "./step-taken.ts";

export interface StepRequest {
  readonly step: Step;
  readonly by: string;
  readonly role?: Role;
  readonly to?: string;
  readonly at?: string;
  readonly reason?: string;
  readonly outcome?: Outcome;
  readonly officer?: string;
  readonly assignee?: string;
  readonly legalBasis?: string;
  readonly approvedBy?: string;
  readonly decisionNo?: string;
  readonly newDue?: string;
  readonly paymentReference?: string;
  /** What the extension letter says beside the reason: it is the apology (O1). */
  readonly apology?: Letter;
  /** Papers asked for in a supplement, opinion asked, and the like; kept with the event. */
  readonly items?: readonly { readonly name: string; readonly legalBasis?: string }[];
}

export type TakeStep = (code: string, request: StepRequest, ask: Ask) => Promise<Answer<StepTaken>>;

/** Any step after the receipt: lock, decide, save, announce, in one transaction. */
export const makeTakeStep =
  (world: World): TakeStep =>
  (text, request, ask) =>
    once(world.db, ask, async (tx) => {
      const code = findDossierCode(text);
      const stored = code && (await dossiers.lock(tx, code));
      // whoever was never concerned learns nothing, not even that it exists (P12)
      const parties = stored ? await dossiers.partiesAmong(tx, stored.id, [...ask.units]) : [];
      if (!stored || parties.length === 0) return refuse("dossier-unknown", { code: text });

      const command = await readCommand(tx, request, ask.units, world.now(), stored.dossier);
      if (!command.ok) return command;
      const facts = { ...command.command.facts, ...(await timeFacts(tx, world.clocks, stored, request.step)) };
      const decision = decide(stored.dossier, { ...command.command, facts });
      if (!decision.ok) return decision;
      const unfounded = await paperNotOnList(tx, request, stored.dossier);
      if (unfounded) return unfounded;

      // back to a unit that has ended meanwhile is back to nobody
      if (request.step === "sendBack" && decision.event.to) {
        const back = await unitOn(tx, decision.event.to, decision.event.at, "/step");
        if (!back.ok) return back;
      }

      const after = evolve(stored.dossier, decision.event);
      const saved = await dossiers.save(tx, stored.id, after);
      const { event } = decision;
      const details = detailsOf(request);
      return {
        ok: true,
        body: await recordStep(tx, world, ask, {
          before: stored.dossier,
          saved,
          event,
          officer: request.officer,
          details,
        }),
      };
    });

/** The request in the core's own terms: agencies found and valid on the day it happened, the caller one of its own. */
async function readCommand(
  tx: Tx,
  request: StepRequest,
  units: ReadonlySet<string>,
  now: Date,
  dossier: Dossier,
): Promise<{ readonly ok: true; readonly command: Command } | Refusal> {
  const moment = momentOf(request.at, now);
  if (!moment.ok) return moment;
  const acting = await actingUnit(tx, units, request.by, moment.at);
  if (!acting.ok) return acting;
  const receiver = request.to === undefined ? undefined : await unitOn(tx, request.to, moment.at, "/to");
  if (receiver && !receiver.ok) return receiver;
  const { step, role, reason, outcome, assignee } = request;
  return {
    ok: true,
    command: {
      step,
      by: acting.unit.code,
      at: moment.at,
      ...(role ? { role } : {}),
      ...(receiver ? { to: receiver.unit.code } : {}),
      ...(reason ? { reason } : {}),
      ...(outcome ? { outcome } : {}),
      ...(assignee ? { assignee } : {}),
      facts: { ...factsOf(request), ...(await delegationFact(tx, request, acting.unit.code, moment.at, dossier)) },
    },
  };
}

/** What the clocks know that a guard asks for; nothing is looked up for other steps. */
async function timeFacts(tx: Tx, finder: Clocks, { id, dossier }: dossiers.StoredDossier, step: Step): Promise<Facts> {
  if (step === "askSupplement" && dossier.state !== "submitted") {
    const place = await finder.clockFor(tx, dossier.receivedBy);
    const ends = withinCalendar(() => returnBy(dossier.heldSince, place));
    return ends ? { returnWindowEnds: ends } : {};
  }
  if (step !== "extend") return {};
  const { settlement } = await clocksOf(tx, id);
  return settlement ? { currentDue: currentDue(settlement) } : {};
}

/** Delegations are asked at the signature, for the day of the signature (row 17). */
async function delegationFact(
  tx: Tx,
  { step, officer }: StepRequest,
  unit: OrgCode,
  at: Date,
  { procedure }: Dossier,
): Promise<Pick<Facts, "delegated">> {
  if (!officer || (step !== "conclude" && step !== "submitForSignature")) return {};
  return { delegated: await isDelegated(tx, unit, officer, procedure.code, dayOf(at)) };
}

/** Papers may be asked for when the version of the dossier lists them, or a law of their own does (NĐ61 5(1đ)). */
async function paperNotOnList(
  tx: Tx,
  { step, items, legalBasis }: StepRequest,
  { procedure: { code, version } }: Dossier,
): Promise<Refusal | undefined> {
  if (step !== "askSupplement" || !items || legalBasis) return undefined;
  const versions = await procedureVersions(tx, code as ProcedureCode);
  const list = versions.find(({ validFrom }) => validFrom === version)?.documents ?? [];
  const paper = paperWithoutGround(items, paperNames(list));
  if (!paper) return undefined;
  return refuse("paper-not-on-list", { paper: paper.name, procedure: code }, `/items/${items.indexOf(paper)}`);
}

const factsOf = (request: StepRequest): Facts => ({
  ...(request.legalBasis ? { legalBasis: request.legalBasis } : {}),
  ...(request.approvedBy ? { approvedBy: request.approvedBy } : {}),
  ...(request.officer ? { officer: request.officer } : {}),
  ...(request.decisionNo ? { decisionNo: request.decisionNo } : {}),
  ...(request.paymentReference ? { paymentReference: request.paymentReference } : {}),
  ...(request.newDue ? { newDue: new Date(request.newDue) } : {}),
});

/** What is kept with the event beside its own columns. */
function detailsOf(request: StepRequest): Readonly<Record<string, unknown>> {
  const { legalBasis, approvedBy, decisionNo, newDue, paymentReference, apology, items } = request;
  const all = { legalBasis, approvedBy, decisionNo, newDue, paymentReference, apology, items };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

import { dayOf } from "../domain/day.ts";
import { findDossierCode } from "../domain/dossier-code.ts";
import type { FileReference } from "../domain/dossier-file.ts";
import { decide, evolve, type Command, type Dossier, type Outcome, type Step } from "../domain/dossier.ts";
import type { Facts } from "../domain/guards.ts";
import { unfitNewDue } from "../domain/new-due.ts";
import { moves } from "../domain/moves.ts";
import { findOrgCode } from "../domain/org-code.ts";
import { asksForPast, factsOfPast, heldFirst } from "../domain/past.ts";
import { paperNames, paperWithoutGround } from "../domain/paper-list.ts";
import { versionKey } from "../domain/provincial-version.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import type { Role } from "../domain/state.ts";
import { unfitExclusion } from "../domain/unfit-exclusion.ts";
import { detailsOf, exclusionOf, type StepDetails } from "../domain/step-details.ts";
import { closuresOf } from "../store/calendars.ts";
import { pastSteps } from "../store/past-steps.ts";
import { readForStep, type ReadForStep, type StepQuestion } from "../store/read-for-step.ts";
import type { Tx } from "../../platform/database.ts";
import { momentOf, ownUnit, standing } from "./acting-unit.ts";
import { dateByPost } from "./date-by-post.ts";
import { opinionLetter } from "./letter-opinion.ts";
import { chainFactsFor } from "./chain-facts.ts";
import type { Clocks } from "./clock-in-force.ts";
import { deciderOn } from "./decider.ts";
import { differingPapers } from "./differing-papers.ts";
import { keepFiles } from "./keep-files.ts";
import { filedVersion } from "./filed-version.ts";
import { givenTo, onceWithin, theHub, type Answer, type Ask } from "./once.ts";
import { moneyFollows } from "./pay-follow.ts";
import { recordStep, type StepTaken, type World } from "./step-taken.ts";
import { clockFacts, returnWindow } from "./time-facts.ts";

/** With what it states beside: papers asked for, a result, an incident. */
export interface StepRequest extends StepDetails {
  readonly step: Step;
  readonly by: string;
  readonly role?: Role;
  readonly to?: string;
  readonly at?: string;
  readonly reason?: string;
  readonly outcome?: Outcome;
  readonly officer?: string;
  readonly assignee?: string;
  readonly files?: readonly FileReference[];
}

export type TakeStep = (code: string, request: StepRequest, ask: Ask) => Promise<Answer<StepTaken>>;

/** Any step after the receipt: lock and read, decide, write, in one transaction of four round trips (ADR 10). */
export const makeTakeStep =
  (world: World): TakeStep =>
  (text, request, ask) => {
    // a file that is missing is refused last of all
    const lockedFirst = request.files ? undefined : findDossierCode(text);
    const work = async (tx: Tx): Promise<Answer<StepTaken>> => {
      const stated = momentOf(request.at, world.now());
      const read = await readForStep(tx, questionOf(text, request, ask, stated));
      if (read.kept) return givenTo(ask, read.kept);
      const { stored } = read;
      const byPost =
        stored && request.at === undefined
          ? await dateByPost(tx, request.step, { id: stored.id, lastEventAt: stored.dossier.lastEventAt })
          : undefined;
      const moment = byPost ? { ok: true as const, at: byPost } : stated;
      const decider =
        stored && request.step === "correct" && moment.ok ? await deciderOn(tx, stored.dossier, moment.at) : {};
      const followsDecider = decider.decider !== undefined && ask.units.has(decider.decider);
      // whoever was never concerned learns nothing, not even that it exists (P12)
      if (!stored || !(read.isParty || followsDecider)) return refuse("dossier-unknown", { code: text });
      const before = stored.dossier;

      if (!moment.ok) return moment;
      if (request.role === "hub" && ask.partnerId !== theHub) return onlyTheHub(request.step);
      const command = commandOf(request, ask.units, moment.at, read);
      if (!command.ok) return command;
      const { happenedAt } = request.incident ?? {};
      if (happenedAt !== undefined && new Date(happenedAt) > moment.at)
        return refuse("time-in-future", { at: happenedAt, now: moment.at.toISOString() }, "/incident/happenedAt");
      const facts = {
        ...clockFacts(before, read.clocks),
        ...command.command.facts,
        ...(request.step === "askSupplement"
          ? returnWindow(
              heldFirst(await pastSteps(tx, stored.id), before),
              await world.clocks.clockOf(tx, before.returnsTo, read.inForce),
            )
          : {}),
        ...(asksForPast(request.step, request.result !== undefined) ? factsOfPast(await pastSteps(tx, stored.id)) : {}),
        ...decider,
        ...(read.hasChain ? await chainFactsFor(tx, stored, request.step) : {}),
      };
      const decision = decide(before, { ...command.command, facts });
      if (!decision.ok) return decision;
      const unfounded = paperNotOnList(request, before, read.papers);
      if (unfounded) return unfounded;
      const { exclusion } = facts;
      const unfit = exclusion
        ? unfitExclusion(exclusion, moment.at, before.code, read.clocks.settlement)
        : await newDueUnfit(tx, world.clocks, command.command, read);
      if (unfit) return unfit;

      const letter =
        request.letter === undefined ? undefined : await opinionLetter(tx, request.letter, decision.event.by, stored);
      if (letter && !letter.ok) return letter;
      const event = letter ? { ...decision.event, reason: decision.event.reason ?? letter.reason } : decision.event;
      // back to a unit that has ended meanwhile is back to nobody
      if (request.step === "sendBack" && event.to) {
        const back = standing(read.agencies.get(event.to), event.to, event.at, "/step");
        if (!back.ok) return back;
      }

      const filed = await filedVersion(tx, before, event, read.agencies.get(event.by));
      if (!filed.ok) return filed;
      const after = evolve(before, event);
      const owed = await moneyFollows(tx, { id: stored.id, code: before.code }, event, {
        ...{ paymentReference: request.paymentReference, role: request.role },
        by: request.officer ?? event.by,
        at: world.now(),
      });
      if (owed) return owed;
      const taken = request.step === "acknowledge" ? request.papers : undefined;

      const body = await recordStep(tx, world, ask, {
        before,
        after: filed.kept ? after : { ...after, procedure: versionKey(filed.version) },
        of: { id: stored.id },
        channel: stored.channel,
        event,
        officer: request.officer,
        details: { ...detailsOf(request), ...(event.opinionDue ? { opinionDue: event.opinionDue.toISOString() } : {}) },
        files: request.files,
        ...(filed.kept ? {} : { remapped: filed.remapped }),
        paperDifferences: await differingPapers(tx, stored.id, null, taken),
        clocks: read.clocks,
        time: filed.kept ? read.time : filed.version,
        inForce: read.inForce,
        writtenAt: read.writtenAt,
        hasChain: read.hasChain,
      });
      const missing = await keepFiles(tx, body.dossier, request.files, ask);
      return missing ?? { ok: true, replayed: false, body };
    };
    return onceWithin(world, ask, work, lockedFirst);
  };

/** No unit acts as the hub (SYS): only what the hub does by its own clock bears that role. */
function onlyTheHub(step: Step): Refusal {
  const others = moves.filter((move) => move.step === step).flatMap((move) => move.roles);
  const roles = [...new Set(others)].filter((role) => role !== "hub");
  return refuse("role-not-allowed", { step, role: "hub", roles: roles.join(", ") || "–" }, "/role");
}

/** What has to be read to decide this request. */
function questionOf(text: string, request: StepRequest, ask: Ask, moment: ReturnType<typeof momentOf>): StepQuestion {
  const { step, officer, by, to } = request;
  // delegations are asked at the signature, for the day of the signature (row 17)
  const isSigned = step === "conclude" || step === "submitForSignature";
  return {
    partnerId: ask.partnerId,
    key: ask.key,
    code: findDossierCode(text),
    units: [...ask.units],
    by: findOrgCode(by),
    to: to === undefined ? undefined : findOrgCode(to),
    signing: isSigned && officer && moment.ok ? { officer, day: dayOf(moment.at) } : undefined,
    withPapers: asksForPapers(request),
  };
}

/** The request in the core's own terms: agencies found and valid on the day it happened, the caller one of its own. */
function commandOf(
  request: StepRequest,
  units: ReadonlySet<string>,
  at: Date,
  read: ReadForStep,
): { readonly ok: true; readonly command: Command } | Refusal {
  const named = (text: string, field: string) => standing(read.agencies.get(findOrgCode(text) ?? ""), text, at, field);
  const acting = ownUnit(units, named(request.by, "/by"));
  if (!acting.ok) return acting;
  const receiver = request.to === undefined ? undefined : named(request.to, "/to");
  if (receiver && !receiver.ok) return receiver;
  const { step, role, reason, outcome, assignee } = request;
  return {
    ok: true,
    command: {
      step,
      by: acting.unit.code,
      at,
      ...(role ? { role } : {}),
      ...(receiver ? { to: receiver.unit.code } : {}),
      ...(reason ? { reason } : {}),
      ...(outcome ? { outcome } : {}),
      ...(assignee ? { assignee } : {}),
      facts: { ...factsOf(request), delegated: read.isDelegated },
    },
  };
}

/** A new due is a day on which the result can be fetched, and after which its lateness can be watched. */
async function newDueUnfit(
  tx: Tx,
  finder: Clocks,
  { at, facts }: Command,
  { stored, clocks: { settlement }, inForce }: ReadForStep,
): Promise<Refusal | undefined> {
  if (!facts?.newDue || !settlement || !stored) return undefined;
  const { returnsTo } = stored.dossier;
  const closures = await closuresOf(tx, returnsTo, dayOf(at));
  return unfitNewDue(facts.newDue, at, settlement, await finder.clockOf(tx, returnsTo, inForce), closures);
}

const asksForPapers = ({ step, items }: StepRequest): boolean => step === "askSupplement" && items !== undefined;

/**
 * Papers may be asked for when the version of the dossier lists them, or a law does (NĐ61 5(1đ)): for all of them, or of
 * their own. The legal reason of a second request is why it is made, not a law for any paper.
 */
function paperNotOnList(
  request: StepRequest,
  { procedure: { code }, supplements }: Dossier,
  list: readonly unknown[],
): Refusal | undefined {
  const { items, legalBasis } = request;
  if (!items || !asksForPapers(request) || (legalBasis && supplements === 0)) return undefined;
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
  ...(request.refund ? { refundReference: request.refund.reference } : {}),
  ...(request.result ? { resultNumber: request.result.number } : {}),
  ...(request.ground ? { ground: request.ground } : {}),
  ...(request.rightAgency ? { rightAgency: request.rightAgency } : {}),
  ...(request.newDue ? { newDue: new Date(request.newDue) } : {}),
  ...(request.opinionDue ? { opinionDue: new Date(request.opinionDue) } : {}),
  ...(request.exclusion ? { exclusion: exclusionOf(request.exclusion) } : {}),
});

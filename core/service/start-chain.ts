import type { Chain, Leg } from "../domain/chain.ts";
import { chainFactsOf, outsideChain } from "../domain/chain-guard.ts";
import { withPlan } from "../domain/chain-time.ts";
import { assignChain, beginChain } from "../domain/chain-steps.ts";
import { dayOf } from "../domain/day.ts";
import { findDossierCode } from "../domain/dossier-code.ts";
import type { OrgCode } from "../domain/org-code.ts";
import { mayRun, type Process, type ProcessLeg } from "../domain/process.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { isRunning } from "../domain/state.ts";
import { holdCalendar } from "../store/calendars.ts";
import * as chains from "../store/chains.ts";
import { clocksOf } from "../store/dossier-clocks.ts";
import * as dossiers from "../store/dossiers.ts";
import { findVersionOf } from "../store/procedures.ts";
import { processVersions } from "../store/processes.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import { actingUnit, momentOf, unitOn } from "./acting-unit.ts";
import {
  recordLegStep,
  startLegWith,
  unitsOf,
  refusedBeyondCalendar,
  type ChainWorld,
  type LegTaken,
} from "./leg-taken.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { judgeAgencies, judgeForDossier } from "./process-view.ts";

export interface ChainRequest {
  readonly by: string;
  readonly process: string;
  readonly lead?: string;
  readonly at?: string;
  readonly officer?: string;
}

export type StartChain = (code: string, request: ChainRequest, ask: Ask) => Promise<Answer<LegTaken>>;

/**
 * The receiving one-stop sends a dossier on its way through several agencies: legs are made of the process approved
 * for the day of receipt (P9), the first ones start, and every agency is told at once (L2). Where the dossier's limit
 * begins with a payment, the first ones start with it (moveLegs).
 */
export const makeStartChain =
  (world: ChainWorld): StartChain =>
  (text, request, ask) =>
    once(world.db, ask, (tx) => refusedBeyondCalendar(() => start(tx, world, text, request, ask)));

async function start(
  tx: Tx,
  world: ChainWorld,
  text: string,
  request: ChainRequest,
  ask: Ask,
): Promise<{ readonly ok: true; readonly body: LegTaken } | Refusal> {
  const code = findDossierCode(text);
  await holdCalendar(tx);
  const stored = code && (await dossiers.lock(tx, code));
  const parties = stored ? await dossiers.partiesAmong(tx, stored.id, [...ask.units]) : [];
  if (!stored || parties.length === 0) return refuse("dossier-unknown", { code: text });
  const { dossier } = stored;

  const moment = momentOf(request.at, world.now());
  if (!moment.ok) return moment;
  const { at } = moment;
  const acting = await actingUnit(tx, ask.units, request.by, at);
  if (!acting.ok) return acting;
  const oneStop = dossier.returnsTo;
  if (acting.unit.code !== oneStop)
    return refuse("not-your-dossier", { code: dossier.code, holder: oneStop, unit: acting.unit.code }, "/by");
  if (!isRunning(dossier.state))
    return refuse("step-not-allowed", { code: dossier.code, step: "chain", state: dossier.state });
  // also for a stop: what the dossier did before it is known
  if (at < dossier.lastEventAt)
    return refuse("time-before-last-step", { at: at.toISOString(), last: dossier.lastEventAt.toISOString() }, "/at");
  const before = await chains.findChain(tx, stored);
  if (before) return refuse("chain-already-started", { code: dossier.code, process: before.process.id });

  const found = await processFor(tx, request.process, dossier);
  if (!found.ok) return found;
  const { process } = found;
  const lead = await leadOf(tx, process, request, at);
  if (!lead.ok) return lead;
  const legs = process.legs.map((leg) => ({ ...leg, agency: agencyOf(leg, oneStop, lead.code) }));
  for (const { agency, supervisedBy } of legs)
    for (const unit of [agency, ...(supervisedBy ? [supervisedBy] : [])]) {
      const valid = await unitOn(tx, unit, at, "/process");
      if (!valid.ok) return valid;
    }
  const unfit = await judgeAgencies(tx, { ...process, legs });
  if (unfit) return unfit;

  const placeOf = await world.readPlaces(tx, unitsOf({ receivedBy: oneStop, legs: legs as Leg[] }));
  const { settlement } = await clocksOf(tx, stored.id);
  const chain: Chain = {
    code: dossier.code,
    receivedBy: oneStop,
    lead: lead.code,
    linked: process.linked,
    refundWhenRefused: process.refundWhenRefused,
    mode: process.mode,
    ...(await chains.jointClockOf(tx, stored.id, dossier, settlement)),
    legs: withPlan(legs, at, process.mode, ({ agency }) => placeOf(agency)).map((leg) => ({ ...leg, ...untouched })),
  };
  const facts = chainFactsOf(chain);
  for (const unit of [dossier.heldBy, ...(dossier.offer ? [dossier.offer.to] : [])]) {
    const outside = outsideChain(dossier.code, facts, unit);
    if (outside) return outside;
  }
  const begun =
    !settlement && (await isPaymentAwaited(tx, stored))
      ? assignChain(chain, at)
      : beginChain(chain, at, startLegWith(process.mode, placeOf));
  const made: chains.StoredChain = {
    dossierId: stored.id,
    process: { id: process.id, version: process.version },
    startedAt: at,
    chain: begun.chain,
  };
  await chains.insertChain(tx, made);
  const details = { process: process.id, version: process.version };
  return {
    ok: true,
    body: await recordLegStep(tx, world, ask, {
      stored: made,
      events: begun.events,
      officer: request.officer,
      details,
      placeOf,
    }),
  };
}

/** Whether its time begins with a payment, whatever its limit, and nobody has settled that (KARA 6(2), D1). */
async function isPaymentAwaited(db: Reader, { dossier }: dossiers.StoredDossier): Promise<boolean> {
  if (dossier.money !== "none" && dossier.money !== "due") return false;
  const version = await findVersionOf(db, dossier.procedure);
  return version?.paymentMode === "START_AFTER_PAID" && version.feeVnd !== 0n;
}

const untouched = {
  state: "waiting",
  startedAt: null,
  answerBy: null,
  acknowledgedAt: null,
  due: null,
  stoppedAt: null,
  endedAt: null,
  returns: 0,
  sentBackBy: [],
  foreignCode: null,
} as const;

/** The version approved for the day of receipt, no longer than the law of the dossier's version allows (P9, L9). */
async function processFor(
  db: Reader,
  id: string,
  dossier: dossiers.StoredDossier["dossier"],
): Promise<{ readonly ok: true; readonly process: Process } | Refusal> {
  const versions = await processVersions(db, id);
  const [newest] = versions;
  if (!newest) return refuse("process-unknown", { process: id }, "/process");
  const day = dayOf(dossier.receivedAt);
  const process = versions.find((version) => mayRun(version, day));
  if (!process) return refuse("process-not-approved", { process: id, day }, "/process");
  if (process.procedure !== dossier.procedure.code)
    return refuse(
      "process-not-for-procedure",
      { process: id, procedure: process.procedure, dossier: dossier.procedure.code },
      "/process",
    );
  return (await judgeForDossier(db, process, dossier.procedure)) ?? { ok: true, process };
}

async function leadOf(
  db: Reader,
  process: Process,
  request: ChainRequest,
  at: Date,
): Promise<{ readonly ok: true; readonly code: OrgCode | null } | Refusal> {
  const named = request.lead ?? process.lead;
  if (named) {
    const unit = await unitOn(db, named, at, "/lead");
    return unit.ok ? { ok: true, code: unit.unit.code } : unit;
  }
  const isNeeded = process.legs.some(({ agency }) => agency === "lead");
  return isNeeded ? refuse("chain-lead-missing", { process: process.id }, "/lead") : { ok: true, code: null };
}

function agencyOf({ agency }: ProcessLeg, oneStop: OrgCode, lead: OrgCode | null): OrgCode {
  if (agency === "receivingOneStop") return oneStop;
  // a process that needs a lead has one by now
  return agency === "lead" ? (lead as OrgCode) : agency;
}

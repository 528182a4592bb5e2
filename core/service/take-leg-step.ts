import { takeLegStep, type LegStep } from "../domain/chain-steps.ts";
import type { Leg } from "../domain/chain.ts";
import { dayOf } from "../domain/day.ts";
import { findDossierCode } from "../domain/dossier-code.ts";
import type { FiledPaper } from "../domain/step-details.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { isRunning, type Role } from "../domain/state.ts";
import { holdCalendar } from "../store/calendars.ts";
import * as chains from "../store/chains.ts";
import { isDelegated } from "../store/delegations.ts";
import * as dossiers from "../store/dossiers.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { actingUnit, momentOf } from "./acting-unit.ts";
import { chainView, type ChainView } from "./chain-view.ts";
import { differingPapers } from "./differing-papers.ts";
import {
  recordLegStep,
  startLegWith,
  unitsOf,
  refusedBeyondCalendar,
  type ChainWorld,
  type LegTaken,
} from "./leg-taken.ts";
import { once, type Answer, type Ask } from "./once.ts";
import type { ReadPlaces } from "./places.ts";
import { chainToReturnTo, recordFollowed } from "./return-to-successor.ts";

export interface LegStepRequest {
  readonly step: LegStep;
  readonly by: string;
  readonly role?: Role;
  readonly at?: string;
  readonly officer?: string;
  readonly reason?: string;
  readonly to?: number;
  readonly foreignCode?: string;
  /** Those taken over (acknowledge, L12). */
  readonly papers?: readonly FiledPaper[];
}

export type TakeLegStep = (
  code: string,
  number: number,
  request: LegStepRequest,
  ask: Ask,
) => Promise<Answer<LegTaken>>;

/** An agency acknowledges, finishes, sends back or refuses its leg: lock, decide, save, announce, in one transaction. */
export const makeTakeLegStep =
  (world: ChainWorld): TakeLegStep =>
  (text, number, request, ask) =>
    once(world.db, ask, (tx) => refusedBeyondCalendar(() => take(tx, world, text, number, request, ask)));

async function take(
  tx: Tx,
  world: ChainWorld,
  text: string,
  number: number,
  request: LegStepRequest,
  ask: Ask,
): Promise<{ readonly ok: true; readonly body: LegTaken } | Refusal> {
  const code = findDossierCode(text);
  await holdCalendar(tx);
  const stored = code && (await dossiers.lock(tx, code));
  const parties = stored ? await dossiers.partiesAmong(tx, stored.id, [...ask.units]) : [];
  if (!stored || parties.length === 0) return refuse("dossier-unknown", { code: text });
  const found = await chains.findChain(tx, stored);
  if (!found) return refuse("chain-unknown", { code: text });

  const moment = momentOf(request.at, world.now());
  if (!moment.ok) return moment;
  const { at } = moment;
  const acting = await actingUnit(tx, ask.units, request.by, at);
  if (!acting.ok) return acting;
  const { step, reason, to, foreignCode } = request;
  const target = to ?? found.chain.legs.find((one) => one.number === number)?.after[0];
  const reached =
    step === "return"
      ? await chainToReturnTo(tx, found.chain, target, stored, at)
      : { ok: true as const, chain: found.chain, followed: null };
  if (!reached.ok) return reached;
  const { chain, followed } = reached;
  const placeOf = await world.readPlaces(tx, unitsOf(chain));
  const decision = takeLegStep(
    chain,
    {
      number,
      step,
      by: acting.unit.code,
      at,
      ...(reason ? { reason } : {}),
      ...(to === undefined ? {} : { to }),
      ...(foreignCode ? { foreignCode } : {}),
    },
    startLegWith(chain.mode, placeOf),
  );
  if (!decision.ok) return decision;
  // a withdrawn or stopped dossier goes no further, whichever leg has it; a concluded one is handed out, never opened again
  const { state } = stored.dossier;
  const handsOut = state === "done" && (step === "acknowledge" || step === "finish");
  if (!isRunning(state) && !handsOut) return refuse("step-not-allowed", { code: chain.code, step, state }, "/step");
  const leg = chain.legs.find((one) => one.number === number);
  if (leg?.kind === "return" && step === "finish" && state !== "done")
    return refuse("leg-before-conclusion", { code: chain.code, leg: String(number) }, "/step");
  const unsigned = leg && (await signedBy(tx, leg, request, stored.dossier.procedure.code, at));
  if (unsigned) return unsigned;

  const { role, papers } = request;
  const paperDifferences = await differingPapers(tx, found.dossierId, number, papers);
  await chains.saveLegs(tx, found.dossierId, chain, decision.chain);
  if (followed) await recordFollowed(tx, world, ask, stored, decision.chain, followed, at);
  return {
    ok: true,
    body: await recordLegStep(tx, world, ask, {
      stored: { ...found, chain: decision.chain },
      events: decision.events,
      officer: request.officer,
      details: { ...(role ? { role } : {}), ...(to === undefined ? {} : { to }), ...(papers ? { papers } : {}) },
      paperDifferences,
      placeOf,
    }),
  };
}

/** A leg of signing ends by the signatory, or by an officer with a delegation of that day; in which role is said. */
async function signedBy(
  tx: Tx,
  leg: Leg,
  { step, role, officer }: LegStepRequest,
  procedure: string,
  at: Date,
): Promise<Refusal | undefined> {
  if (role === "hub") return refuse("role-not-allowed", { step, role, roles: "–" }, "/role"); // no unit is the hub
  if (leg.kind !== "sign" || (step !== "finish" && step !== "refuse") || role === "signatory") return undefined;
  if (role === undefined) return refuse("role-not-said", { step, roles: "signatory, officer" }, "/role");
  const of = leg.procedure ?? procedure;
  if (officer && (await isDelegated(tx, leg.agency, officer, of, dayOf(at)))) return undefined;
  return refuse("delegation-missing", { unit: leg.agency, procedure: of }, "/officer");
}

/** The legs of a dossier, for those who are parties of it (P12). */
export async function readChain(
  world: { readonly db: Database; readonly now: () => Date; readonly readPlaces: ReadPlaces },
  text: string,
  units: ReadonlySet<string>,
): Promise<{ readonly ok: true; readonly chain: ChainView } | Refusal> {
  const code = findDossierCode(text);
  const stored = code && (await dossiers.find(world.db, code));
  const parties = stored ? await dossiers.partiesAmong(world.db, stored.id, [...units]) : [];
  if (!stored || parties.length === 0) return refuse("dossier-unknown", { code: text });
  const found = await chains.findChain(world.db, stored);
  if (!found) return refuse("chain-unknown", { code: text });
  const placeOf = await world.readPlaces(world.db, unitsOf(found.chain));
  return { ok: true, chain: chainView(found, world.now(), placeOf) };
}

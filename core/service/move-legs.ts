import { concernsLegs, followDossier } from "../domain/chain-follows.ts";
import { resumedDue } from "../domain/chain-time.ts";
import type { DossierEvent } from "../domain/dossier.ts";
import * as chains from "../store/chains.ts";
import type { StoredDossier } from "../store/dossiers.ts";
import type { Tx } from "../../platform/database.ts";
import { tellLegs, unitsOf } from "./leg-taken.ts";
import type { Ask } from "./once.ts";
import { makeReadPlaces } from "./places.ts";
import type { StepTaken, World } from "./step-taken.ts";

/**
 * The legs follow a step of their dossier, in its transaction: what happens to them is decided in `followDossier`, kept
 * in their history, and told to their agencies. Comes after the dossier's clocks, whose due is theirs.
 */
export async function moveLegs(
  tx: Tx,
  world: World,
  ask: Ask,
  saved: StoredDossier,
  event: DossierEvent,
): Promise<StepTaken["messages"]> {
  const stored = concernsLegs(event) ? await chains.findChain(tx, saved) : undefined;
  if (!stored) return [];
  const placeOf = await makeReadPlaces(world.clocks)(tx, unitsOf(stored.chain));
  const { chain, events } = followDossier(stored.chain, event, (leg, due, stoppedAt, at) =>
    resumedDue(due, stoppedAt, at, placeOf(leg.agency), event.clock === "resume" ? "resumed" : due.mode),
  );
  if (events.length === 0) return [];
  await chains.saveLegs(tx, stored.dossierId, stored.chain, chain);
  return tellLegs(tx, world, ask, {
    stored: { ...stored, chain },
    events,
    officer: undefined,
    details: { step: event.step },
  });
}

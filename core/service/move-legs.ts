import { concernsLegs, followDossier } from "../domain/chain-follows.ts";
import { waitsToBegin } from "../domain/chain.ts";
import { beginChain } from "../domain/chain-steps.ts";
import { resumedDue, withPlan } from "../domain/chain-time.ts";
import type { DossierEvent } from "../domain/dossier.ts";
import * as chains from "../store/chains.ts";
import type { StoredDossier } from "../store/dossiers.ts";
import type { Tx } from "../../platform/database.ts";
import { startLegWith, tellLegs, unitsOf } from "./leg-taken.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { Ask } from "./once.ts";
import { makeReadPlaces, type Place } from "./places.ts";
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
  const { chain, events } =
    event.clock === "resume" && waitsToBegin(stored.chain)
      ? begin(stored, event.at, placeOf)
      : followDossier(stored.chain, event, (leg, due, stoppedAt, at) =>
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

/** Paid, or the fee waived: the first legs start with the dossier's limit (KARA 6(2)), and all dues are planned from there. */
function begin({ chain, startedAt }: chains.StoredChain, paidAt: Date, placeOf: (unit: OrgCode) => Place) {
  // a payment dated before the chain is of no agency's time
  const at = paidAt > startedAt ? paidAt : startedAt;
  const { mode } = chain;
  const legs = withPlan(chain.legs, at, mode, ({ agency }) => placeOf(agency));
  return beginChain({ ...chain, legs }, at, startLegWith(mode, placeOf));
}

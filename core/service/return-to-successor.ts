import type { Chain } from "../domain/chain.ts";
import { withLegs } from "../domain/chain-steps.ts";
import { dayAfter, dayOf, type Day } from "../domain/day.ts";
import { parseOrgCode } from "../domain/org-code.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { findOrganisation } from "../store/organisations.ts";
import { findVersionOf } from "../store/procedures.ts";
import { writeReaddressings } from "../store/readdressings.ts";
import type { StoredDossier } from "../store/dossiers.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import type { Ask } from "./once.ts";
import { newsOf } from "./readdress-dossiers.ts";
import type { World } from "./step-taken.ts";
import { readKnowledge, successorFor, type Successor } from "./who-follows.ts";

/** The leg that starts anew at another agency than the one that did it. */
export interface Followed extends Successor {
  readonly leg: number;
  readonly from: string;
  /** The first day on which the old agency was no more. */
  readonly effective: Day;
}

/**
 * The chain to which a leg is sent back: a leg that has ended keeps the name of who did it, so an agency that is no more
 * may stand there. The leg then starts at who follows it (P10); refused where only a person could say who that is.
 */
export async function chainToReturnTo(
  db: Reader,
  chain: Chain,
  target: number | undefined,
  { dossier }: StoredDossier,
  at: Date,
): Promise<{ readonly ok: true; readonly chain: Chain; readonly followed: Followed | null } | Refusal> {
  const leg = chain.legs.find(({ number }) => number === target);
  const agency = leg && (await findOrganisation(db, leg.agency));
  if (!leg || !agency?.validTo || agency.validTo >= dayOf(at)) return { ok: true, chain, followed: null };
  const known = await readKnowledge(db, dayOf(at));
  const field = (await findVersionOf(db, dossier.procedure))?.field ?? null;
  const successor = successorFor(known, { code: dossier.code, procedure: dossier.procedure, field }, agency.code);
  if (!successor)
    return refuse("agency-ended", { unit: agency.code, name: agency.name, day: agency.validTo, successor: "–" }, "/to");
  return {
    ok: true,
    chain: withLegs(chain, { ...leg, agency: parseOrgCode(successor.to) }),
    followed: { ...successor, leg: leg.number, from: agency.code, effective: dayAfter(agency.validTo as Day) },
  };
}

/** Puts on record that the leg went to who follows, with the ground, and tells who has a part in the dossier. */
export async function recordFollowed(
  tx: Tx,
  world: World,
  ask: Ask,
  { id, dossier }: StoredDossier,
  chain: Chain,
  { leg, from, effective, ...successor }: Followed,
  at: Date,
): Promise<void> {
  const moved = chain.legs.filter(({ number }) => number === leg);
  const one = {
    id,
    revision: dossier.revision + 1,
    address: {
      heldBy: dossier.heldBy,
      offeredTo: dossier.offer?.to ?? null,
      returnsTo: dossier.returnsTo,
      cameFrom: dossier.cameFrom,
    },
    chain: {
      lead: chain.lead,
      legs: moved.map(({ number, agency, supervisedBy }) => ({ number, agency, supervisedBy })),
    },
    offerClosed: false,
    eventId: world.newId(),
    at,
    parts: [{ role: "leg" as const, from, ...successor }],
  };
  await writeReaddressings(tx, [one], { effective, by: ask.partnerId });
  await world.announce(tx, newsOf(dossier, one), ask.requestId);
}

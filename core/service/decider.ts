import { dayOf } from "../domain/day.ts";
import type { Dossier } from "../domain/dossier.ts";
import type { Facts } from "../domain/guards.ts";
import { parseOrgCode, type OrgCode } from "../domain/org-code.ts";
import { findOrganisation } from "../store/organisations.ts";
import { findVersionOf } from "../store/procedures.ts";
import type { Reader } from "../../platform/database.ts";
import { readKnowledgeOf, successorFor } from "./who-follows.ts";

/**
 * Who answers on a day for what an agency decided that has ended since: its successor in the registry, or whom a person
 * named (T36, P10). Says nothing where the agency stands, where nothing can be corrected, or where only a person can
 * say. One statement, and three more where the agency has ended.
 */
export async function deciderOn(db: Reader, dossier: Dossier, at: Date): Promise<Pick<Facts, "decider">> {
  const { decidedBy, state } = dossier;
  if (state !== "resultReturned" || decidedBy === null) return {};
  const decider = await followerOn(db, dossier, decidedBy, at);
  return decider ? { decider } : {};
}

/** Who follows on a day, for this dossier, an agency that ended before it; undefined: it stands, or a person must say. */
export async function followerOn(
  db: Reader,
  { code, procedure }: Pick<Dossier, "code" | "procedure">,
  ended: OrgCode,
  at: Date,
): Promise<OrgCode | undefined> {
  const on = dayOf(at);
  const agency = await findOrganisation(db, ended);
  if (!agency?.validTo || agency.validTo >= on) return undefined;
  const known = await readKnowledgeOf(db, ended, on);
  const field = (await findVersionOf(db, procedure))?.field ?? null;
  const successor = successorFor(known, { code, procedure, field }, ended);
  return successor && parseOrgCode(successor.to);
}

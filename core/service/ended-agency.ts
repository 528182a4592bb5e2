import { dayOf } from "../domain/day.ts";
import type { OrgCode } from "../domain/org-code.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { findOrganisation } from "../store/organisations.ts";
import type { Reader } from "../../platform/database.ts";

/** Why an agency takes no step any more: it ended before today, in Viet Nam. Undefined: it still may (P10). */
export async function agencyEnded(db: Reader, code: OrgCode, now: Date): Promise<Refusal | undefined> {
  const agency = await findOrganisation(db, code);
  if (!agency?.validTo || agency.validTo >= dayOf(now)) return undefined;
  const { name, validTo: day, successorCode } = agency;
  return refuse("agency-ended", { unit: code, name, day, successor: successorCode ?? "–" }, "by");
}

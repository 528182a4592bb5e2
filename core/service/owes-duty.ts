import type { OrgCode } from "../domain/org-code.ts";
import type { InPlace } from "../domain/overdue-duty.ts";
import type { StoredDossier } from "../store/dossiers.ts";
import type { Reader } from "../../platform/database.ts";
import { followerOn } from "./decider.ts";

/** Who follows the agencies that owe the duties of §5 about a dossier, where these have ended (P10). */
export async function inPlaceOfEnded(
  db: Reader,
  { dossier }: StoredDossier,
  responsible: OrgCode | undefined,
  now: Date,
): Promise<InPlace[]> {
  const found: InPlace[] = [];
  for (const of of new Set([responsible ?? dossier.heldBy, dossier.heldBy])) {
    const by = await followerOn(db, dossier, of, now);
    if (by) found.push({ of, by });
  }
  return found;
}

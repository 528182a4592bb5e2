import type { OrgCode } from "../domain/org-code.ts";
import type { Reader } from "../../platform/database.ts";

/** Whether an agency has, or ever had, to do with a dossier, so that it may hear of it (P12). */
export async function isConcerned(db: Reader, agency: OrgCode, dossierCode: string): Promise<boolean> {
  const row = await db
    .selectFrom("dossier_party")
    .innerJoin("dossier", "dossier.id", "dossier_party.dossier_id")
    .select("dossier.id")
    .where("dossier.code", "=", dossierCode)
    .where("dossier_party.organisation_code", "=", agency)
    .executeTakeFirst();
  return row !== undefined;
}

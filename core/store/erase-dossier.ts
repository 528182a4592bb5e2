import { sql } from "kysely";
import type { DossierCode } from "../domain/dossier-code.ts";
import type { Tx } from "../../platform/database.ts";

/** What stands where words were that may have told of a person. */
export const erasedWords = "đã xóa";

/**
 * Takes the applicant, and what officers wrote in words, out of an ended dossier; steps, agencies, times, legal grounds
 * and decision numbers stay. Needs the owner's rights: to the application history is insert-only.
 * @returns false when the dossier is unknown or has not ended.
 */
export async function eraseDossierWords(tx: Tx, code: DossierCode): Promise<boolean> {
  const { rows } = await sql<{ id: bigint }>`
    select id from hub.dossier
    where code = ${code} and state in ('receiptRefused', 'stopped', 'resultReturned', 'archived') for update`.execute(
    tx,
  );
  const [dossier] = rows;
  if (!dossier) return false;
  await sql`delete from hub.dossier_person where dossier_id = ${dossier.id}`.execute(tx);
  await sql`
    update hub.dossier_event set reason = ${erasedWords}::text where dossier_id = ${dossier.id} and reason is not null`.execute(
    tx,
  );
  await sql`
    update hub.dossier_event set officer = null, assignee = null where dossier_id = ${dossier.id}`.execute(tx);
  await sql`
    update hub.dossier_leg_event set officer = null, reason = case when reason is not null then ${erasedWords}::text end
    where dossier_id = ${dossier.id}`.execute(tx);
  await sql`update hub.dossier set assignee = null where id = ${dossier.id}`.execute(tx);
  return true;
}

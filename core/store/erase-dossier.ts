import { sql } from "kysely";
import type { DossierCode } from "../domain/dossier-code.ts";
import type { Tx } from "../../platform/database.ts";

/** What stands where words were that may have told of a person. */
export const erasedWords = "đã xóa";

/**
 * Takes the applicant, what officers wrote in words, and the salts of its evidence out of an ended dossier; steps,
 * agencies, times, legal grounds and decision numbers stay. Needs the owner's rights: to the application history is insert-only.
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
  for (const table of ["dossier_event", "dossier_leg_event"])
    await sql`
      update ${sql.table(`hub.${table}`)} set officer = null, salt = null,
             reason = case when reason is not null then ${erasedWords}::text end
      where dossier_id = ${dossier.id}`.execute(tx);
  await sql`update hub.dossier_event set assignee = null where dossier_id = ${dossier.id}`.execute(tx);
  await sql`update hub.readdressing set salt = null where dossier_id = ${dossier.id}`.execute(tx);
  await sql`update hub.dossier set assignee = null where id = ${dossier.id}`.execute(tx);
  return true;
}

import { sql } from "kysely";
import type { Reader, Tx } from "../../platform/database.ts";

/** Whether the dossier's words were erased (P12): nobody is left in it to whom anything could be paid or told. */
export async function isErased(db: Reader, dossierCode: string): Promise<boolean> {
  const { rows } = await sql`select from hub.evidence_erasure where subject = ${dossierCode} limit 1`.execute(db);
  return rows.length > 0;
}

/** The same of a dossier to which words are to be added: until the transaction ends it is not erased meanwhile. */
export async function isErasedNow(tx: Tx, dossierId: bigint): Promise<boolean> {
  const { rows } = await sql<{ code: string }>`
    select code from dossier where id = ${dossierId} for key share`.execute(tx);
  return rows[0] !== undefined && isErased(tx, rows[0].code);
}

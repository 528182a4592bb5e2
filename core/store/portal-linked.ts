import { sql } from "kysely";
import type { Reader } from "../../platform/database.ts";

/** Statuses that the linked services acknowledged, in their order. */
export async function linkedStatuses(db: Reader, dossierId: bigint): Promise<string[]> {
  const rows = await db
    .selectFrom("portal_linked_status")
    .select("status")
    .where("dossier_id", "=", dossierId)
    .orderBy("number")
    .execute();
  return rows.map(({ status }) => status);
}

export async function noteLinkedStatus(db: Reader, dossierId: bigint, status: string): Promise<void> {
  await sql`
    insert into hub.portal_linked_status (dossier_id, number, status)
    select ${dossierId}, coalesce(max(number), 0) + 1, ${status}
      from hub.portal_linked_status where dossier_id = ${dossierId}`.execute(db);
}

/** They say that they have not what we thought they had: all of it is told anew. */
export async function forgetLinkedStatuses(db: Reader, dossierId: bigint): Promise<void> {
  await db.deleteFrom("portal_linked_status").where("dossier_id", "=", dossierId).execute();
}

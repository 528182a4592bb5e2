import { sql } from "kysely";
import type { Reader } from "../../platform/database.ts";

/** A status of a judicial record that VNeID acknowledged. */
export interface ToldRecordStatus {
  readonly revision: number;
  readonly status: string;
}

/** In the order of the steps. */
export async function recordStatuses(db: Reader, dossierId: bigint): Promise<ToldRecordStatus[]> {
  return db
    .selectFrom("portal_record_status")
    .select(["revision", "status"])
    .where("dossier_id", "=", dossierId)
    .orderBy("revision")
    .execute();
}

export async function noteRecordStatus(db: Reader, dossierId: bigint, told: ToldRecordStatus): Promise<void> {
  await sql`
    insert into hub.portal_record_status (dossier_id, revision, status)
    values (${dossierId}, ${told.revision}, ${told.status}) on conflict do nothing`.execute(db);
}

/** What was filed last under a reserved number, as JSON; null: it was erased. */
export async function recordFiled(db: Reader, code: string): Promise<string | null> {
  const { rows } = await sql<{ body: string | null }>`
    select body from hub.portal_inbox
     where flow = 'vneid' and national_code = ${code} and state <> 'refused' order by revision desc limit 1`.execute(
    db,
  );
  return rows[0]?.body ?? null;
}

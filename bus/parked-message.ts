import { sql } from "kysely";
import type { Reader } from "../platform/database.ts";

/** Keeps for a person what came off the transport and cannot be taken in. Once per body; a repeat adds nothing (P3). */
export async function park(db: Reader, body: Buffer, reason: string): Promise<void> {
  await sql`
    insert into hub.parked_message (body, reason)
    select ${body}::bytea, ${reason}
    where not exists (select from hub.parked_message where body = ${body}::bytea)`.execute(db);
}

import { sql } from "kysely";
import type { Reader } from "../platform/database.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Keeps for a person what came off the transport and cannot be taken in. Once per body until that person has decided; a
 * repeat adds nothing (P3).
 * @param messageId under which it came; anything may have been written there.
 */
export async function park(db: Reader, messageId: string, body: Buffer, reason: string): Promise<void> {
  await sql`
    insert into hub.parked_message (message_id, body, reason)
    select ${uuid.test(messageId) ? messageId : null}, ${body}::bytea, ${reason}
    where not exists (
      select from hub.parked_message p where p.body = ${body}::bytea
        and not exists (select from hub.parked_message_decision d where d.parked_id = p.id))`.execute(db);
}

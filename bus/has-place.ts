import { sql, type RawBuilder } from "kysely";

/**
 * Whether the message before this one of its lane has its place. Not `exists`: while hub.delivery is small the planner would read
 * all of it at once, and go on doing so when it has grown.
 */
export const hasPlace = (row: "in_lane" | "n", sequence: "first" | "sequence"): RawBuilder<boolean> => sql`(
  select d.position from hub.delivery d where d.receiver = ${sql.ref(row)}.receiver
    and d.subject = ${sql.ref(row)}.subject and d.sequence = ${sql.ref(`${row}.${sequence}`)} - 1) is not null`;

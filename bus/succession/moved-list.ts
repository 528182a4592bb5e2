import { sql } from "kysely";
import type { Reader } from "../../platform/database.ts";

/** A message that went from an agency that ended to the one that follows it. */
export interface MovedMessage {
  readonly messageId: string;
  readonly receiver: string;
  /** The dossier code. */
  readonly subject: string;
  readonly sequence: number;
  readonly type: string;
  readonly was: "announced" | "inTransit" | "waiting" | "calling" | "queued" | "parked";
  readonly movedTo: string;
  /** null: an operator had withdrawn it, so there was nothing to tell. */
  readonly movedAs: string | null;
  /** First day without the agency. */
  readonly effective: string;
  readonly ground: string;
  readonly basis: string;
  readonly by: string;
  readonly at: Date;
}

/** Newest first; how many there are of the receiver, and how many lanes wait for a person to say who follows. */
export async function listMoved(
  db: Reader,
  { receiver, limit }: { readonly receiver?: string | undefined; readonly limit: number },
): Promise<{ readonly total: number; readonly undecided: number; readonly items: readonly MovedMessage[] }> {
  const meant = sql`s.kind = 'succeeded' and (${receiver ?? null}::text is null or d.receiver = ${receiver ?? null})`;
  const { rows } = await sql<MovedMessage>`
    select d.message_id as "messageId", d.receiver, d.subject, d.sequence, d.envelope ->> 'type' as type, s.was,
           s.moved_to as "movedTo", s.moved_as as "movedAs", s.effective::text, s.ground, s.reason as basis, s.by, s.at
    from hub.delivery_substitute s join hub.delivery d on d.message_id = s.stands_for
    where ${meant} order by s.at desc, s.message_id limit ${limit}`.execute(db);
  const counted = await sql<{ total: number; undecided: number }>`
    select (select count(*)::integer from hub.delivery_substitute s join hub.delivery d on d.message_id = s.stands_for
            where ${meant}) as total,
           (select count(*)::integer from hub.lane l where l.succession = 'undecided' and l.delivered < l.announced
              and (${receiver ?? null}::text is null or l.receiver = ${receiver ?? null})) as undecided`.execute(db);
  return { ...(counted.rows[0] ?? { total: 0, undecided: 0 }), items: rows };
}

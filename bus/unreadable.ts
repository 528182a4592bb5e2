import { sql } from "kysely";
import { maskPersonal } from "../core/domain/mask.ts";
import { refuse, type Refusal } from "../core/domain/refusal.ts";
import type { Reader, Tx } from "../platform/database.ts";
import type { Decision } from "./substitute.ts";

/** What came off the transport and could not be taken in, or killed its consumers (bus/poison.ts). */
export interface Unreadable {
  readonly id: number;
  /** Under which it came; null: it said none of ours. */
  readonly messageId: string | null;
  /** Whom and what it is for, where it is a message of this hub. */
  readonly receiver: string | null;
  /** The dossier code. */
  readonly subject: string | null;
  readonly sequence: number | null;
  /** A unit still waits for it, and its lane with it: it can be released, not dismissed. */
  readonly owed: boolean;
  readonly reason: string;
  readonly bytes: number;
  readonly parkedAt: Date;
}

export interface UnreadableDecided {
  readonly ok: true;
  readonly body: { readonly id: number; readonly messageId: string | null };
}

const isOwed = sql`(o.message_id is not null and d.message_id is null)`;
const kept = sql`
  from hub.parked_message p
  left join hub.outbox o using (message_id) left join hub.delivery d using (message_id)`;
const undecided = sql`not exists (select from hub.parked_message_decision c where c.parked_id = p.id)`;

/** Those nobody has decided about, oldest first, and how many there are. */
export async function listUnreadable(
  db: Reader,
  limit: number,
): Promise<{ readonly total: number; readonly items: readonly Unreadable[] }> {
  const { rows } = await sql<Unreadable>`
    select p.id::integer as id, p.message_id as "messageId", o.receiver, o.subject, o.sequence, ${isOwed} as owed,
           p.reason, octet_length(p.body) as bytes, p.created_at as "parkedAt"
    ${kept} where ${undecided} order by p.id limit ${limit}`.execute(db);
  return { total: await countUnreadable(db), items: rows };
}

export async function countUnreadable(db: Reader): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from hub.parked_message p where ${undecided}`.execute(db);
  return rows[0]?.n ?? 0;
}

/** The cause is mended: the message goes out again from the outbox, as it was written, and its lane goes on. */
export async function release(tx: Tx, id: number, decision: Decision): Promise<UnreadableDecided | Refusal> {
  const found = await decide(tx, id, "released", decision);
  if (!found.ok) return found;
  await sql`
    with again as (
      update hub.outbox set published_at = null, arrived_at = null where message_id = ${found.body.messageId}
      returning message_id
    )
    select pg_notify('hub_outbox', '') from again`.execute(tx);
  return found;
}

/** Nobody is owed it: it leaves the list and stays on record. */
export const dismiss = (tx: Tx, id: number, decision: Decision): Promise<UnreadableDecided | Refusal> =>
  decide(tx, id, "dismissed", decision);

async function decide(
  tx: Tx,
  id: number,
  decided: "released" | "dismissed",
  { by, reason, at }: Decision,
): Promise<UnreadableDecided | Refusal> {
  const { rows } = await sql<{ messageId: string | null; owed: boolean }>`
    select p.message_id as "messageId", ${isOwed} as owed ${kept} where p.id = ${id}`.execute(tx);
  const [found] = rows;
  if (!found) return refuse("unreadable-unknown", { id: String(id) });
  if (found.owed !== (decided === "released"))
    return refuse(found.owed ? "unreadable-owed" : "unreadable-not-owed", { id: String(id) });
  const { numAffectedRows } = await sql`
    insert into hub.parked_message_decision (parked_id, decision, by, reason, at)
    values (${id}, ${decided}, ${by}, ${maskPersonal(reason)}, ${at}) on conflict do nothing`.execute(tx);
  if (!numAffectedRows) return refuse("unreadable-decided", { id: String(id) });
  return { ok: true, body: { id, messageId: found.messageId } };
}

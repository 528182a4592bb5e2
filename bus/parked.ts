import { sql } from "kysely";
import type { Reader, Tx } from "../platform/database.ts";
import { giveAnotherChance } from "./circuit.ts";

/** Which parked messages are meant. */
export type Parked =
  | { readonly message: string }
  | { readonly agency: string }
  /** All that this partner refused. */
  | { readonly partner: string };

/**
 * The way out of being parked: an operator lets a message go, its partner changed where or how it is called, or its
 * agency went to another partner. The message is tried at once and its retry table starts anew; attempts go on being
 * numbered, so the record of earlier ones stays whole. Who did it is kept.
 * @returns the ids let go.
 */
export async function reopenParked(
  tx: Tx,
  which: Parked,
  cause: "operator" | "subscription" | "agency",
  by: string,
  reason: string | null = null,
): Promise<string[]> {
  const meant =
    "message" in which
      ? sql`message_id = ${which.message}`
      : "agency" in which
        ? sql`receiver = ${which.agency}`
        : sql`partner_id = ${which.partner}`;
  const { rows } = await sql<{ message_id: string; partner_id: string | null }>`
    with parked as (
      select message_id, attempts, parked_reason from hub.delivery
      where state = 'parked' and ${meant}
      order by receiver, subject, sequence for update
    ), noted as (
      insert into hub.delivery_reopened (message_id, attempts, parked_reason, cause, by, reason)
      select message_id, attempts, parked_reason, ${cause}, ${by}, ${reason} from parked
      on conflict do nothing
    ), reopened as (
      update hub.delivery d
      set state = 'waiting', parked_reason = null, parked_at = null, parked_fault = null, fault_field = null,
          waited_ms = 0, first_failed_at = null, first_fault = null, first_detail = null, leased_until = null,
          next_attempt_at = case when d.sequence = l.delivered + 1 and l.replaying is null then now() else 'infinity' end
      from parked, hub.lane l
      where d.message_id = parked.message_id and l.receiver = d.receiver and l.subject = d.subject
      returning d.message_id, d.partner_id
    )
    select message_id, partner_id, pg_notify('hub_delivery', '') from reopened order by message_id`.execute(tx);
  if (cause === "operator")
    for (const partner of new Set(rows.flatMap((row) => row.partner_id ?? [])))
      await giveAnotherChance(tx, partner, cause);
  return rows.map(({ message_id }) => message_id);
}

export interface OpenDelivery {
  readonly messageId: string;
  readonly receiver: string;
  /** The dossier code. */
  readonly subject: string;
  readonly sequence: number;
  readonly type: string;
  /** Who is called, or reads it; null: nobody serves the agency. */
  readonly partnerId: string | null;
  readonly state: "waiting" | "parked";
  readonly attempts: number;
  readonly createdAt: Date;
  /** The agency that ended for which it was first; null: it was for the receiver from the beginning. */
  readonly formerReceiver: string | null;
  /** The receiver ended, and a person must say who follows it: nothing is sent until then. */
  readonly undecided: boolean;
  /** null: parked, or behind an earlier message of its lane. */
  readonly nextAttemptAt: Date | null;
  readonly parkedReason: string | null;
}

/** Messages not yet delivered, oldest first, at most `limit`; and how many there are. */
export async function listOpenDeliveries(
  db: Reader,
  { parkedOnly, limit }: { readonly parkedOnly: boolean; readonly limit: number },
): Promise<{ readonly total: number; readonly deliveries: readonly OpenDelivery[] }> {
  const state = parkedOnly ? sql`state = 'parked'` : sql`state <> 'delivered'`;
  const deliveries = await sql<OpenDelivery>`
    select message_id as "messageId", receiver, subject, sequence, envelope ->> 'type' as type,
           partner_id as "partnerId", state, attempts, created_at as "createdAt", parked_reason as "parkedReason",
           case when state = 'waiting' and next_attempt_at < 'infinity' then next_attempt_at end as "nextAttemptAt",
           envelope ->> 'formerreceiver' as "formerReceiver",
           exists (select from hub.lane l where l.receiver = delivery.receiver and l.subject = delivery.subject
                     and l.succession = 'undecided') as undecided
    from hub.delivery where ${state}
    order by created_at, receiver, subject, sequence limit ${limit}`.execute(db);
  const counted = await sql<{ total: number }>`
    select count(*)::integer as total from hub.delivery where ${state}`.execute(db);
  return { total: counted.rows[0]?.total ?? 0, deliveries: deliveries.rows };
}

/** How a message stands; undefined when none of this id has arrived on the delivery side. */
export async function findDeliveryState(
  db: Reader,
  messageId: string,
): Promise<"waiting" | "delivered" | "parked" | undefined> {
  const { rows } = await sql<{ state: "waiting" | "delivered" | "parked" }>`
    select state from hub.delivery where message_id = ${messageId}`.execute(db);
  return rows[0]?.state;
}

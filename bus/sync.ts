import { sql } from "kysely";
import type { Reader } from "../platform/database.ts";
import { wasReceived } from "./inbox.ts";

/**
 * Whether a destination knows what the hub knows of a dossier, beside its state, its money and its result (§2.1).
 * `pending`: something still waits here. `sent`: all of it is out, and not yet all acknowledged. `acknowledged`: all of it
 * is. `refused`: it will not take a message, and what comes after it waits. `diverged`: it had acknowledged, and its
 * digest says otherwise. `failed`: a message is parked though it refused none. `moved`: it ended; who follows it is told
 * the rest.
 */
export type SyncState = "pending" | "sent" | "acknowledged" | "refused" | "diverged" | "failed" | "moved";

export interface Destination {
  readonly destination: string;
  readonly state: SyncState;
  /** Sequences of the last message owed, and of the last that arrived. */
  readonly announced: number;
  readonly delivered: number;
  /**
   * acknowledged, moved: when the last message was; diverged: when the digests were compared; else when the oldest
   * message that is not acknowledged was written.
   */
  readonly since: Date;
}

/** It left for the partner and may be there: being called, in its queue, unanswered, or in the inbox it reads from. */
const isOut = sql`(
  leased_until is not null or queued_at is not null or last_outcome is not distinct from 'unknown'
  or position is not null and not exists (
    select from hub.subscription s where s.partner_id = told.partner_id and s.channel <> 'inbox'))`;

/** Our own refusal to call an address is none of the partner's. */
const isRefused = sql`(state = 'parked' and last_outcome = 'refused' and parked_fault <> 'address-refused')`;

/**
 * The last difference of a lane, found at the partner that serves it now, unless a later comparison found none. Messages
 * that went out to repair it and were acknowledged have repaired it, as far as anybody has said.
 */
const openDifference = sql`
  select run.at from (
    select run_id, repair from hub.digest_difference
     where receiver = lane.receiver and subject = lane.subject order by run_id desc limit 1) difference
  join hub.digest_run run on run.id = difference.run_id
  join hub.partner_unit unit on unit.organisation_code = lane.receiver and unit.partner_id = run.partner_id
  where not (lane.all_told and difference.repair in ('resent', 'restated'))
    and not exists (
      select from hub.digest_run later
       where later.partner_id = run.partner_id and later.id > run.id and later.ending = 'compared'
         and (later.bucket is null
              or later.bucket = left(encode(sha256(convert_to(lane.subject, 'UTF8')), 'hex'), 2)))`;

/**
 * A dossier's destinations are those it owes messages to: nothing of this is stored, so that it cannot differ. One
 * statement, over the dossier's own messages.
 */
export async function syncOfDossier(db: Reader, dossierCode: string): Promise<readonly Destination[]> {
  const { rows } = await sql<Destination>`
    with told as (
      select o.receiver, o.subject, o.sequence, o.created_at, d.state, d.partner_id, d.delivered_at, d.receipt,
             d.leased_until, d.queued_at, d.position, d.parked_fault, last.outcome as last_outcome
        from hub.outbox o
        left join hub.delivery d using (message_id)
        left join lateral (
          select outcome from hub.delivery_attempt
           where message_id = d.message_id and d.state <> 'delivered' order by attempt desc limit 1) last on true
       where o.subject = ${dossierCode}
    ), lane as (
      select receiver, subject, max(sequence) as announced,
             coalesce(max(sequence) filter (where ${wasReceived}), 0) as delivered,
             bool_or(${isRefused}) as refused, bool_or(state = 'parked') as parked,
             bool_and(state is not distinct from 'delivered') as all_told,
             bool_and(state is not distinct from 'delivered' or state = 'waiting' and ${isOut}) as all_out,
             bool_or(receipt ->> 'channel' = 'succession') as moved,
             min(created_at) filter (where state is distinct from 'delivered') as open_since, max(delivered_at) as last_at
        from told group by receiver, subject
    )
    select receiver as destination, announced, delivered,
           case when refused then 'refused' when parked then 'failed' when found.at is not null then 'diverged'
                when all_told and moved then 'moved' when all_told then 'acknowledged'
                when all_out then 'sent' else 'pending' end as state,
           case when found.at is not null and not coalesce(parked, false) then found.at
                else coalesce(open_since, last_at) end as since
      from lane left join lateral (${openDifference}) found on true
     order by receiver`.execute(db);
  return rows;
}

import { sql } from "kysely";
import type { DossierCode } from "../core/domain/dossier-code.ts";
import type { Reader } from "../platform/database.ts";
import { withdrawnType } from "./envelope.ts";
import { wasReceived } from "./inbox.ts";
import type { Receipt } from "./outcome.ts";

/** What the gateway may ask the bus: inboxes, what became of a dossier's messages, and how late the hub is. */
export { listEvidenceKeys } from "./evidence/chain.ts";
export { acknowledge, awaitInbox, readInbox, watchInboxes } from "./inbox.ts";
export type { Acknowledged, InboxMessage, InboxQuery, InboxWatch } from "./inbox.ts";
export { ageOfOldestInTransit, ageOfOldestUnanswered, countDeliveries, countOwed } from "./lateness.ts";
export { forecast, type Forecast } from "./forecast.ts";
export { readMissing, type Missing, type MissingQuery } from "./missing.ts";
export { findParked, listParked, type ParkedDetail, type ParkedMessage, type ParkedQuery } from "./parked-list.ts";
export { readdress, replace, retry, withdraw } from "./substitute.ts";
export type { Decided } from "./substitute.ts";
export { dismiss, listUnreadable, release, type Unreadable, type UnreadableDecided } from "./unreadable.ts";
export { compareDigest, type DigestReport, type Statement } from "./digest/compare.ts";
export { openDigestMetrics } from "./digest/metrics.ts";
export { digestRuns, type DigestRun } from "./digest/reports.ts";
export { itemsOf, summarise, type DigestItem, type DigestSummary } from "./digest/summary.ts";
export { listMoved, type MovedMessage } from "./succession/moved-list.ts";
export { draftReplay, type ReplayWish } from "./replay/draft.ts";
export { decideReplay, type ReplayDecision } from "./replay/decide.ts";
export { findReplay, listReplays, type Replay, type ReplayDetail } from "./replay/read.ts";
export { syncOfDossier, type Destination, type SyncState } from "./sync.ts";
export { openBusMetrics, openDeliverySeconds, watchLateness, type BusMetrics } from "./metrics.ts";

/**
 * `announced`: owed; `inTransit`: given to the transport; then as in hub.delivery. `withdrawn`: the receiver was told
 * that it will not come. `moved`: the receiver ended, and the agency that follows it is told (`receipt`).
 */
export type MessageState = "announced" | "inTransit" | "waiting" | "delivered" | "parked" | "withdrawn" | "moved";

export interface SentMessage {
  readonly messageId: string;
  readonly receiver: string;
  readonly sequence: number;
  readonly type: string;
  readonly announcedAt: Date;
  readonly state: MessageState;
  readonly attempts: number;
  readonly deliveredAt: Date | null;
  readonly receipt: Receipt | null;
  readonly parkedReason: string | null;
}

/** What each event of a dossier told whom, and whether it is known there; by event id, in the order of telling. */
export async function messagesOfDossier(
  db: Reader,
  dossierCode: DossierCode,
): Promise<ReadonlyMap<string, readonly SentMessage[]>> {
  const { rows } = await sql<SentMessage & { eventId: string }>`
    select o.event_id as "eventId", o.message_id as "messageId", o.receiver, o.sequence, o.envelope ->> 'type' as type,
           o.created_at as "announcedAt",
           case when d.receipt ->> 'channel' = 'succession' then 'moved'
                when d.state = 'delivered' and d.substitute ->> 'type' = ${withdrawnType} then 'withdrawn'
                else coalesce(d.state, case when o.published_at is null then 'announced' else 'inTransit' end)
           end as state,
           coalesce(d.attempts, 0) as attempts, case when ${wasReceived} then d.delivered_at end as "deliveredAt", d.receipt,
           d.parked_reason as "parkedReason"
    from hub.outbox o left join hub.delivery d using (message_id)
    where o.subject = ${dossierCode}
    order by o.id`.execute(db);
  const told = new Map<string, SentMessage[]>();
  for (const { eventId, ...message } of rows) told.set(eventId, [...(told.get(eventId) ?? []), message]);
  return told;
}

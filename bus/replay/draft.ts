import { sql } from "kysely";
import type { OrgCode } from "../../core/domain/org-code.ts";
import { refuse, type Refusal } from "../../core/domain/refusal.ts";
import { maskPersonal } from "../../core/domain/mask.ts";
import type { Tx } from "../../platform/database.ts";

/** A larger choice has to be split: nobody oversees it, and nobody could stop to think in between. */
export const mostMessages = 10_000;

/** Slow enough that ordinary messages are not noticeably slower. */
const usualPerMinute = 60;

export interface ReplayWish {
  readonly receiver: OrgCode;
  /** Messages announced from this moment on. */
  readonly from: Date;
  /** To before this one. */
  readonly to: Date;
  readonly dossier?: string | undefined;
  /** Of the message, such as vn.lienthong.dossier.moved.v1. */
  readonly type?: string | undefined;
  /** 1 to 600; never more than half of what the receiver may be called is used. */
  readonly perMinute?: number | undefined;
  readonly reason: string;
}

/**
 * Chooses what a replay would send, and freezes the choice: a message that comes later, or a subscription that changes
 * later, adds nothing to it. Nothing is sent before it is started. What is left out is kept beside, with the reason.
 */
export async function draftReplay(
  tx: Tx,
  id: string,
  wish: ReplayWish,
  by: string,
  now: Date,
): Promise<{ readonly ok: true } | Refusal> {
  const { receiver, from, to, perMinute = usualPerMinute } = wish;
  // nothing is older than 1970, and the database knows no year 0
  if (from.getTime() < 0 || from >= to || to > now)
    return refuse("replay-period-wrong", { from: from.toISOString(), to: to.toISOString() }, "/from");
  const { rows } = await sql<{ partner_id: string | null; channel: string | null }>`
    select u.partner_id, s.channel from hub.organisation o
    left join hub.partner_unit u on u.organisation_code = o.code
    left join hub.subscription s on s.partner_id = u.partner_id
    where o.code = ${receiver}`.execute(tx);
  const [served] = rows;
  if (!served) return refuse("unit-unknown", { unit: receiver }, "/receiver");
  if (served.partner_id === null || served.channel !== "webhook")
    return refuse("replay-without-webhook", { unit: receiver }, "/receiver");
  const matching = await countMatching(tx, wish);
  if (matching > mostMessages)
    return refuse("replay-too-large", { count: `${mostMessages}+`, most: String(mostMessages) }, "/from");
  await sql`
    insert into hub.replay (id, receiver, partner_id, dossier, type, from_at, to_at, per_minute, reason, by, created_at)
    values (${id}, ${receiver}, ${served.partner_id}, ${wish.dossier ?? null}, ${wish.type ?? null}, ${from}, ${to},
            ${perMinute}, ${maskPersonal(wish.reason)}, ${by}, ${now})`.execute(tx);
  await sql`
    insert into hub.replay_item (replay_id, place, message_id, subject, sequence, state, reason)
    select ${id}, row_number() over (order by lane, subject, sequence), message_id, subject, sequence,
           case when reason is null then 'pending' else 'left' end, reason
    from (
      select o.message_id, o.subject, o.sequence, min(o.id) over (partition by o.subject) as lane,
             case when d.message_id is null or d.state = 'waiting' then 'waiting'
                  when d.state = 'parked' then 'parked'
                  when d.receipt ->> 'channel' = 'succession' then 'agency-ended'
                  when d.salt is null then 'erased'
                  when d.partner_id is distinct from s.partner_id then 'other-partner'
                  when d.delivered_at < s.webhook_since then 'before-webhook'
             end as reason
      from hub.outbox o left join hub.delivery d using (message_id)
      join hub.subscription s on s.partner_id = ${served.partner_id}
      where ${meant(wish)}
    ) chosen`.execute(tx);
  return { ok: true };
}

const meant = ({ receiver, from, to, dossier, type }: ReplayWish) => sql`
  o.receiver = ${receiver} and o.created_at >= ${from} and o.created_at < ${to}
  and (${dossier ?? null}::text is null or o.subject = ${dossier ?? null})
  and (${type ?? null}::text is null or coalesce(d.substitute, o.envelope) ->> 'type' = ${type ?? null})`;

/** Counts one further than there may be. */
async function countMatching(tx: Tx, wish: ReplayWish): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from (
      select from hub.outbox o left join hub.delivery d using (message_id)
      where ${meant(wish)} limit ${mostMessages + 1}) matching`.execute(tx);
  return rows[0]?.n ?? 0;
}

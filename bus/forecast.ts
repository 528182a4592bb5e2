import { sql } from "kysely";
import type { Reader } from "../platform/database.ts";

/** When what waits for a partner will be through. */
export interface Forecast {
  readonly partnerId: string;
  readonly name: string;
  readonly channel: "webhook" | "inbox" | "amqp" | "portal";
  readonly waiting: number;
  readonly parked: number;
  readonly oldest: Date;
  /** Since when it has been down; null: it answers. */
  readonly downSince: Date | null;
  /** Messages a minute, by how fast it answers and how fast it may be called; null: it fetches them itself. */
  readonly perMinute: number | null;
  /** Whether it has answered often enough to know, else one second for each answer is supposed. */
  readonly measured: boolean;
  /** When it is called next; null: not before somebody changes something. */
  readonly startsAt: Date | null;
  /** Expected, were it to answer from `startsAt` on; null: cannot be told. */
  readonly endsAt: Date | null;
}

const supposedAnswerMs = 1_000;

/** Partners to whom something is owed, the longest backlog first. Reads what is open, once. */
export async function forecast(db: Reader, now: Date): Promise<Forecast[]> {
  const { rows } = await sql<Row>`
    with owed as (
      select partner_id, count(*) filter (where state = 'waiting')::integer as waiting,
             count(*) filter (where state = 'parked')::integer as parked, min(created_at) as oldest,
             count(*) filter (where state = 'waiting' and next_attempt_at < 'infinity')::integer as lanes
      from hub.delivery where state <> 'delivered' and partner_id is not null group by 1
    )
    select owed.*, p.name, coalesce(s.channel, 'inbox') as channel, coalesce(s.concurrency, 1) as concurrency,
           s.per_minute, f.opened_at, f.answer_ms, f.probe_at = 'infinity' as gone,
           nullif(f.probe_at, 'infinity') as probe_at, f.resume_at
    from owed join hub.partner p on p.id = owed.partner_id
    left join hub.subscription s on s.partner_id = owed.partner_id
    left join hub.partner_flow f on f.partner_id = owed.partner_id
    order by owed.waiting desc, owed.partner_id`.execute(db);
  return rows.map((row) => foresee(row, now));
}

interface Row {
  readonly partner_id: string;
  readonly name: string;
  readonly channel: "webhook" | "inbox" | "amqp" | "portal";
  readonly waiting: number;
  readonly parked: number;
  readonly lanes: number;
  readonly oldest: Date;
  readonly concurrency: number;
  readonly per_minute: number | null;
  readonly opened_at: Date | null;
  readonly answer_ms: number | null;
  readonly gone: boolean | null;
  readonly probe_at: Date | null;
  readonly resume_at: Date | null;
}

function foresee(row: Row, now: Date): Forecast {
  const base = {
    partnerId: row.partner_id,
    name: row.name,
    channel: row.channel,
    waiting: row.waiting,
    parked: row.parked,
    oldest: row.oldest,
    downSince: row.opened_at,
    measured: row.answer_ms !== null,
  };
  if (row.channel !== "webhook" && row.channel !== "portal")
    return { ...base, perMinute: null, startsAt: null, endsAt: null };
  // a lane has one call at a time
  const calls = Math.max(1, Math.min(row.concurrency, row.lanes));
  const byAnswers = (calls * 60_000) / Math.max(1, row.answer_ms ?? supposedAnswerMs);
  const perMinute = Math.max(1, Math.floor(Math.min(byAnswers, row.per_minute ?? Infinity)));
  if (row.gone === true) return { ...base, perMinute, startsAt: null, endsAt: null };
  const startsAt = new Date(Math.max(now.getTime(), row.probe_at?.getTime() ?? 0, row.resume_at?.getTime() ?? 0));
  const endsAt = new Date(startsAt.getTime() + Math.ceil((row.waiting / perMinute) * 60_000));
  return { ...base, perMinute, startsAt, endsAt };
}

import { sql } from "kysely";
import type { Reader } from "../../platform/database.ts";
import type { ReplayState } from "./decide.ts";
import { leftOutWords, type LeftOut } from "./left-out.ts";

/** How a replay stands. Before it is started this is its preview: nothing was sent. */
export interface Replay {
  readonly id: string;
  readonly state: ReplayState;
  readonly receiver: string;
  readonly partnerId: string;
  readonly dossier: string | null;
  readonly type: string | null;
  readonly from: Date;
  readonly to: Date;
  readonly reason: string;
  readonly by: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** Messages a minute at most, as its receiver may be called now. */
  readonly perMinute: number;
  /** Why nothing is sent just now, while it runs; null: it moves. */
  readonly waitsFor: string | null;
  /** Chosen to be sent, and in how many lanes (dossiers). */
  readonly messages: number;
  readonly lanes: number;
  /** Of these, how many the receiver has confirmed before: one that drops known ids does nothing with them. */
  readonly alreadyHas: number;
  readonly counts: Readonly<Record<"pending" | "sent" | "failed" | "left", number>>;
  /** For what is still to be sent. */
  readonly estimatedSeconds: number;
}

export interface ReplayDetail extends Replay {
  readonly leftOut: readonly {
    readonly reason: LeftOut;
    readonly count: number;
    readonly what: { readonly vi: string; readonly en: string };
    /** The first of them. */
    readonly messages: readonly { readonly messageId: string; readonly subject: string; readonly sequence: number }[];
  }[];
  /** The first lanes, in the order of sending. */
  readonly firstLanes: readonly {
    readonly subject: string;
    readonly messages: number;
    readonly first: number;
    readonly last: number;
    /** Live messages that wait until this lane is through. */
    readonly behind: number;
  }[];
  readonly failed: readonly {
    readonly messageId: string;
    readonly subject: string;
    readonly sequence: number;
    readonly reason: string;
  }[];
  readonly changes: readonly {
    readonly change: string;
    readonly by: string;
    readonly reason: string;
    readonly at: Date;
  }[];
}

const shown = 20;
const supposedAnswerMs = 1_000;

/** The least of what was wished and half of what the receiver may be called: its rate, with s, and r, the replay. */
export const replayRate = sql<number>`least(r.per_minute, case when s.per_minute is not null then greatest(1, s.per_minute / 2) end)`;

const columns = sql`
  r.id, r.state, r.receiver, r.partner_id as "partnerId", r.dossier, r.type, r.from_at as "from", r.to_at as "to",
  r.reason, r.by, r.created_at as "createdAt", r.started_at as "startedAt", r.ended_at as "endedAt",
  ${replayRate} as "perMinute", r.waits_for as "waitsFor", f.answer_ms as "answerMs",
  n.pending, n.sent, n.failed, n.left, n.already, n.lanes
  from hub.replay r
  join hub.subscription s on s.partner_id = r.partner_id
  left join hub.partner_flow f on f.partner_id = r.partner_id
  cross join lateral (
    select count(*) filter (where i.state = 'pending')::integer as pending,
           count(*) filter (where i.state = 'sent')::integer as sent,
           count(*) filter (where i.state = 'failed')::integer as failed,
           count(*) filter (where i.state = 'left')::integer as left,
           count(*) filter (where i.state <> 'left' and d.state = 'delivered')::integer as already,
           count(distinct i.subject) filter (where i.state <> 'left')::integer as lanes
    from hub.replay_item i left join hub.delivery d using (message_id) where i.replay_id = r.id
  ) n`;

type Row = Omit<Replay, "messages" | "lanes" | "alreadyHas" | "counts" | "estimatedSeconds"> & {
  readonly answerMs: number | null;
  readonly pending: number;
  readonly sent: number;
  readonly failed: number;
  readonly left: number;
  readonly already: number;
  readonly lanes: number;
};

function toReplay({ answerMs, pending, sent, failed, left, already, lanes, ...row }: Row): Replay {
  const secondsEach = Math.max(60 / row.perMinute, (answerMs ?? supposedAnswerMs) / 1000);
  return {
    ...row,
    ...{ messages: pending + sent + failed, lanes, alreadyHas: already },
    counts: { pending, sent, failed, left },
    estimatedSeconds: Math.ceil(pending * secondsEach),
  };
}

/** The newest first, at most `limit`. */
export async function listReplays(db: Reader, limit: number): Promise<Replay[]> {
  const { rows } = await sql<Row>`select ${columns} order by r.created_at desc, r.id limit ${limit}`.execute(db);
  return rows.map(toReplay);
}

export async function findReplay(db: Reader, id: string): Promise<ReplayDetail | undefined> {
  const found = await sql<Row>`select ${columns} where r.id = ${id}`.execute(db);
  const [row] = found.rows;
  if (!row) return undefined;
  const left = await sql<{ reason: LeftOut; count: number; messages: ReplayDetail["leftOut"][number]["messages"] }>`
    with left_out as (
      select i.message_id, i.subject, i.sequence, i.place,
             case when i.state = 'left' then i.reason
                  when d.substitute ->> 'replaces' is null then null
                  when d.substitute ->> 'type' like '%.message-withdrawn.v1' then 'withdrawn'
                  else 'replaced' end as reason
      from hub.replay_item i left join hub.delivery d using (message_id)
      where i.replay_id = ${id} and (i.state = 'left' or d.substitute is not null)
    ), ranked as (
      select *, row_number() over (partition by reason order by place) as rank from left_out where reason is not null
    )
    select reason, count(*)::integer as count,
           jsonb_agg(jsonb_build_object('messageId', message_id, 'subject', subject, 'sequence', sequence) order by place)
             filter (where rank <= ${shown}) as messages
    from ranked group by reason order by reason`.execute(db);
  const lanes = await sql<ReplayDetail["firstLanes"][number]>`
    with lane as (
      select subject, count(*)::integer as messages, min(sequence) as first, max(sequence) as last, min(place) as place
      from hub.replay_item where replay_id = ${id} and state <> 'left' group by subject order by min(place) limit ${shown}
    )
    select lane.subject, messages, first, last,
           (select count(*)::integer from hub.delivery d
             where d.receiver = ${row.receiver} and d.subject = lane.subject and d.state = 'waiting') as behind
    from lane order by place`.execute(db);
  const failed = await sql<ReplayDetail["failed"][number]>`
    select message_id as "messageId", subject, sequence, reason from hub.replay_item
    where replay_id = ${id} and state = 'failed' order by place limit ${shown}`.execute(db);
  const changes = await sql<ReplayDetail["changes"][number]>`
    select change, by, reason, at from hub.replay_change where replay_id = ${id} order by number`.execute(db);
  return {
    ...toReplay(row),
    leftOut: left.rows.map((one) => ({ ...one, what: leftOutWords[one.reason] })),
    firstLanes: lanes.rows,
    failed: failed.rows,
    changes: changes.rows,
  };
}

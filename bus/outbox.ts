import { randomUUID } from "node:crypto";
import { sql, type RawBuilder } from "kysely";
import type { Announcement } from "../core/domain/announcement.ts";
import type { Tx } from "../platform/database.ts";
import { writeEnvelope } from "./envelope.ts";
import { straightOver } from "./straight.ts";

export interface Announced {
  readonly messageId: string;
  readonly receiver: string;
  readonly sequence: number;
}

/**
 * Writes what is owed into the transaction that makes it true (P2): with it committed or with it gone. Answers in the
 * order of the announcements.
 * @param cause the request that led here; travels as correlation id.
 */
export async function announce(tx: Tx, announcements: readonly Announcement[], cause: string): Promise<Announced[]> {
  if (announcements.length === 0) return [];
  const { rows } = await sql<{ message_id: string; receiver: string; sequence: number }>`
    with ${owe([{ announcements, cause }], "relay")}
    select message_id, receiver, sequence, pg_notify('hub_outbox', '') from told order by place`.execute(tx);
  return rows.map((row) => ({ messageId: row.message_id, receiver: row.receiver, sequence: row.sequence }));
}

const numberedEnvelope = sql`n.envelope || jsonb_build_object('sequence', lpad(n.sequence::text, 10, '0'))`;

/** What one step owes. */
export interface Owed {
  readonly announcements: readonly Announcement[];
  readonly cause: string;
}

export type Way = "straight" | "relay";

/**
 * The same for some steps, as part of a larger statement that makes it true: common table expressions, the last of which
 * is `told (step, place, message_id, receiver, sequence, partner_id)`, one row for each announcement; steps are counted from 1.
 * Whoever runs it wakes the relay after the commit (bus/nudge.ts).
 * @param way `straight`: see bus/straight.ts.
 */
export function owe(owed: readonly Owed[], way: Way): RawBuilder<unknown> {
  const each = owed.flatMap(({ announcements, cause }, i) =>
    announcements.map((announcement) => ({ step: i + 1, announcement, cause })),
  );
  const wanted = each.map(({ step, announcement, cause }, place) => {
    const messageId = randomUUID();
    return {
      step,
      place,
      message_id: messageId,
      event_id: announcement.eventId,
      receiver: announcement.receiver,
      subject: announcement.subject,
      envelope: writeEnvelope(announcement, messageId, cause),
    };
  });
  // The lane's row stays locked until the commit, so sequences have no gap and a later message of a lane has a higher
  // id; lanes are locked in one order, so two transactions cannot wait for each other.
  return sql`
    wanted as (
      select * from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
        as w (step integer, place integer, message_id uuid, event_id uuid, receiver text, subject text, envelope jsonb)
    ), lane as (
      insert into hub.lane as l (receiver, subject, announced)
      select receiver, subject, count(*) from wanted group by receiver, subject order by receiver, subject
      on conflict (receiver, subject) do update set announced = l.announced + excluded.announced
      returning receiver, subject, announced, delivered, replaying, succession
    ), numbered as (
      select wanted.*, (lane.announced - count(*) over whole + row_number() over so_far)::integer as sequence,
             count(*) over whole as together, delivered, replaying, succession
      from wanted join lane using (receiver, subject)
      window whole as (partition by receiver, subject), so_far as (partition by receiver, subject order by place)
    ), ${way === "straight" ? straightOver(numberedEnvelope) : written}`;
}

const written = sql`
    written as (
      insert into hub.outbox (message_id, receiver, subject, sequence, event_id, envelope)
      select message_id, receiver, subject, sequence, event_id, ${numberedEnvelope}
      from numbered n order by place
      returning message_id
    ), told as (
      select step, place, message_id, receiver, sequence, null::text as partner_id from written join numbered using (message_id)
    )`;

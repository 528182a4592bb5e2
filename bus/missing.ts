import { sql } from "kysely";
import type { Reader } from "../platform/database.ts";
import type { Envelope } from "./envelope.ts";
import { wasReceived } from "./inbox.ts";

export interface MissingQuery {
  readonly receiver: string;
  /** The dossier code. */
  readonly subject: string;
  /** First sequence wanted, from 1. */
  readonly from: number;
  /** Last one. */
  readonly to: number;
}

export interface Missing {
  /** The highest sequence there is: who has all of 1 to this one has everything. */
  readonly announced: number;
  readonly items: readonly {
    readonly sequence: number;
    readonly acknowledged: boolean;
    readonly message: Envelope;
  }[];
}

/** What was said to an agency about a dossier, by sequence, whatever channel it takes and whether it came or not. */
export async function readMissing(db: Reader, { receiver, subject, from, to }: MissingQuery): Promise<Missing> {
  const lane = await sql<{ announced: number }>`
    select announced from hub.lane where receiver = ${receiver} and subject = ${subject}`.execute(db);
  const { rows } = await sql<Missing["items"][number]>`
    select o.sequence, coalesce(${wasReceived}, false) as acknowledged,
           coalesce(d.substitute, o.envelope) as message
    from hub.outbox o left join hub.delivery d using (message_id)
    where o.receiver = ${receiver} and o.subject = ${subject} and o.sequence between ${from} and ${to}
    order by o.sequence`.execute(db);
  return { announced: lane.rows[0]?.announced ?? 0, items: rows };
}

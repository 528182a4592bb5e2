import { sql } from "kysely";
import { ageOfOldestInTransit } from "../bus/ledger.ts";
import type { Database } from "../platform/database.ts";

/** By then the relay has sent again what the transport lost (bus/relay.ts). */
const lostForSeconds = 15 * 60;

/** Whether the database answers, can be written, and what is owed is relayed and arrives. */
export async function checkDatabase(db: Database): Promise<string> {
  const { rows } = await sql<{ readonly: boolean; waiting: number | null }>`
    select pg_is_in_recovery() as readonly,
           (select extract(epoch from now() - created_at)::integer from outbox
            where published_at is null order by id limit 1) as waiting`.execute(db);
  if (rows[0]?.readonly) return "read-only: this is a standby server";
  const waiting = rows[0]?.waiting ?? 0;
  if (waiting > 60) return `messages have waited ${waiting} s to be relayed: is a worker running?`;
  const onTheWay = Math.floor(await ageOfOldestInTransit(db));
  return onTheWay > lostForSeconds
    ? `messages were published ${onTheWay} s ago and have not arrived: is a worker running, is the broker's queue intact?`
    : "ok";
}

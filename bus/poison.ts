import { sql } from "kysely";
import type { Database } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import { park } from "./parked-message.ts";
import type { ReceivedMessage } from "./transport.ts";

/**
 * A message that kills its consumer comes again, and kills the next one. The broker's count of redeliveries cannot tell
 * that from a message that waited out an outage, so we count ourselves: for what comes a second time it is written down
 * that its handling begins, and crossed out when it comes back, however it ended. What began so many times and never
 * came back is parked and acknowledged.
 *
 * What comes again is handled one at a time: of sixteen handled side by side in a process that died, fifteen are
 * innocent. The first time costs nothing and counts nothing.
 */
export function guardAgainstPoison(
  {
    db,
    log,
    limit = 5,
  }: {
    readonly db: Database;
    readonly log: Log;
    /** So many consumers may die of one message. */
    readonly limit?: number;
  },
  handle: (message: ReceivedMessage) => Promise<void>,
): (message: ReceivedMessage) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();

  const handleSuspect = async (message: ReceivedMessage) => {
    const { messageId, body } = message;
    // the first death was not written down
    const deaths = (await begin(db, messageId)) + 1;
    if (deaths >= limit) {
      const reason = `its consumer died ${deaths} times while handling it`;
      await parkPoison(db, messageId, body, reason);
      log.error({ messageId, reason }, "a message kills its consumers and waits for a person");
      return;
    }
    try {
      await handle(message);
    } catch (error) {
      await comeBack(db, messageId).catch(() => undefined);
      throw error;
    }
    await sql`delete from hub.poison_trial where message_id = ${messageId}`.execute(db);
  };

  return (message) => {
    if (message.redeliveries === 0) return handle(message);
    const turn = last.then(() => handleSuspect(message));
    last = turn.catch(() => undefined);
    return turn;
  };
}

/** @returns how often its handling began before and did not come back. */
async function begin(db: Database, messageId: string): Promise<number> {
  const { rows } = await sql<{ before: number }>`
    insert into hub.poison_trial as t (message_id, begun) values (${messageId}, 1)
    on conflict (message_id) do update set begun = t.begun + 1, last_at = now()
    returning begun - 1 as before`.execute(db);
  return rows[0]?.before ?? 0;
}

const comeBack = (db: Database, messageId: string) =>
  sql`update hub.poison_trial set begun = begun - 1 where message_id = ${messageId} and begun > 0`.execute(db);

/** It has arrived, as far as the relay is concerned: sent again it would go on killing. */
async function parkPoison(db: Database, messageId: string, body: Buffer, reason: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await park(tx, messageId, body, reason);
    await sql`
      update hub.outbox set arrived_at = coalesce(arrived_at, now()) where message_id::text = ${messageId}`.execute(tx);
    await sql`delete from hub.poison_trial where message_id = ${messageId}`.execute(tx);
  });
}

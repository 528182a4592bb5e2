import { sql } from "kysely";
import type { Database, Tx } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import { unpackConsignment, type Consignment } from "./envelope.ts";
import { lockLane } from "./lane.ts";
import type { BusMetrics } from "./metrics.ts";
import { park } from "./parked-message.ts";
import { givePositions, shareServing } from "./position.ts";
import type { ReceivedMessage } from "./transport.ts";

export { assignWaiting } from "./position.ts";

export type Intake = (message: ReceivedMessage) => Promise<void>;

/**
 * Takes messages off the transport into hub.delivery, where the schedule lives (P5): once per message id, however
 * often it comes (P3). What can never be taken in is parked with its reason and acknowledged; only a database that
 * cannot answer makes it throw, so that the message comes again.
 */
export const makeIntake =
  ({ db, log, metrics }: { db: Database; log: Log; metrics?: BusMetrics }): Intake =>
  async ({ messageId, body }) => {
    const result = await takeOrSayWhyNot(db, body);
    if (typeof result === "string") {
      metrics?.taken.inc({ result });
      return;
    }
    await park(db, body, result.reason);
    metrics?.taken.inc({ result: "parked" });
    log.error({ messageId, reason: result.reason }, "a message could not be understood and waits for a person");
  };

type Result = "taken" | "repeat" | { readonly reason: string };

async function takeOrSayWhyNot(db: Database, body: Buffer): Promise<Result> {
  let consignment: Consignment;
  try {
    consignment = unpackConsignment(body);
  } catch (error) {
    return { reason: (error as Error).message };
  }
  try {
    return await db.transaction().execute((tx) => takeIn(tx, consignment));
  } catch (error) {
    // class 22: the value can be in no such column; 23: against a constraint. The same again would end the same.
    const { code, message } = error as { code?: unknown; message?: unknown };
    if (typeof code === "string" && /^2[23]/.test(code))
      return { reason: `the database refuses it: ${String(message)}` };
    throw error;
  }
}

async function takeIn(tx: Tx, { messageId, receiver, subject, sequence, envelope }: Consignment): Promise<Result> {
  await shareServing(tx, receiver);
  const delivered = await lockLane(tx, { receiver, subject });
  const { rows } = await sql<{ partner_id: string | null }>`/* prepared */
    with arrived as (
      update hub.outbox set arrived_at = coalesce(arrived_at, now())
      where message_id = ${messageId} and receiver = ${receiver} and subject = ${subject} and sequence = ${sequence}
      returning created_at
    )
    insert into hub.delivery
      (message_id, receiver, subject, sequence, partner_id, envelope, created_at, next_attempt_at)
    select ${messageId}, ${receiver}, ${subject}, ${sequence}::integer,
           (select partner_id from hub.partner_unit where organisation_code = ${receiver}),
           ${JSON.stringify(envelope)}::jsonb, arrived.created_at,
           case when ${sequence}::integer = ${delivered ?? 0}::integer + 1 and not exists (
             select from hub.lane where receiver = ${receiver} and subject = ${subject} and replaying is not null) then now() else 'infinity' end
    from arrived
    on conflict (message_id) do nothing
    returning partner_id`.execute(tx);
  const [taken] = rows;
  if (!taken) return (await isKnown(tx, messageId)) ? "repeat" : { reason: neverAnnounced };
  if (taken.partner_id !== null) await givePositions(tx, taken.partner_id, receiver, subject);
  return "taken";
}

const neverAnnounced =
  "this database never announced it; was the database restored from a backup older than the broker?";

async function isKnown(tx: Tx, messageId: string): Promise<boolean> {
  const { rows } = await sql`select from hub.delivery where message_id = ${messageId}`.execute(tx);
  return rows.length > 0;
}

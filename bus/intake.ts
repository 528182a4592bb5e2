import { sql } from "kysely";
import { briefly } from "../platform/brief-transaction.ts";
import { unlessAway, type Database, type Tx } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import { grouped } from "../platform/grouped.ts";
import { unpackConsignment, type Consignment } from "./envelope.ts";
import type { BusMetrics } from "./metrics.ts";
import { park } from "./parked-message.ts";
import { takeIn, type Addressed } from "./take-in.ts";
import type { ReceivedMessage } from "./transport.ts";

export { assignWaiting } from "./position.ts";

export type Intake = (message: ReceivedMessage) => Promise<void>;

/**
 * Takes messages off the transport into hub.delivery, where the schedule lives (P5): once per message id, however
 * often it comes (P3); what comes together shares a transaction. What can never be taken in is parked with its reason and acknowledged; only a database that
 * cannot answer makes it throw, so that the message comes again.
 */
export const makeIntake = ({ db, log, metrics }: { db: Database; log: Log; metrics?: BusMetrics }): Intake => {
  const take = makeTake(db);
  return async ({ messageId, body }) => {
    const result = await takeOrSayWhyNot(take, body);
    if (result === "repeat") {
      metrics?.taken.inc({ result });
      return;
    }
    if ("transit" in result) {
      metrics?.taken.inc({ result: "taken" });
      if (result.transit !== null) metrics?.transit.observe(Math.max(0, result.transit));
      return;
    }
    await park(db, messageId, body, result.reason);
    metrics?.taken.inc({ result: "parked" });
    log.error({ messageId, reason: result.reason }, "a message could not be understood and waits for a person");
  };
};

async function takeOrSayWhyNot(take: Take, body: Buffer): Promise<TakeResult> {
  let consignment: Consignment;
  try {
    consignment = unpackConsignment(body);
  } catch (error) {
    return { reason: (error as Error).message };
  }
  return take(consignment);
}

/**
 * Seconds since it was written, and since the transport's confirm; null: it was faster than our own note of that. Or
 * why it can never be taken in.
 */
export type TakeResult =
  { readonly transit: number | null; readonly age: number } | "repeat" | { readonly reason: string };

/** Takes one in together with what comes just then. @throws when the database cannot answer. */
export type Take = (one: Addressed) => Promise<TakeResult>;

const groupLimit = 64;
/** How often one whose lane is just being used waits for the next group before it waits for the lane. */
const groupTries = 3;

type Took = Awaited<ReturnType<typeof takeIn>>;

const distinct = (given: readonly Addressed[]) => [...new Map(given.map((one) => [one.messageId, one])).values()];

/** What the group leaves out, and every one of a group that failed, goes by itself: none suffers for another. */
export function makeTake(db: Database): Take {
  const together = grouped<Addressed, Took>(groupLimit, (given) =>
    briefly(db, (tx) => takeIn(tx, distinct(given), false)),
  );
  return async (one) => {
    for (let tries = 0; tries < groupTries; tries++) {
      const took = (await together(one).catch(unlessAway))?.get(one.messageId);
      if (took === undefined) break;
      if (took !== "leftOut") return took;
    }
    try {
      return await db.transaction().execute((tx) => takeAlone(tx, one));
    } catch (error) {
      // class 22: the value can be in no such column; 23: against a constraint. The same again would end the same.
      const { code, message } = error as { code?: unknown; message?: unknown };
      if (typeof code === "string" && /^2[23]/.test(code))
        return { reason: `the database refuses it: ${String(message)}` };
      throw error;
    }
  };
}

async function takeAlone(tx: Tx, one: Addressed): Promise<TakeResult> {
  const took = await takeIn(tx, [one], true);
  const taken = took.get(one.messageId);
  if (taken !== undefined && taken !== "leftOut") return taken;
  return (await isKnown(tx, one.messageId)) ? "repeat" : { reason: neverAnnounced };
}

const neverAnnounced =
  "this database never announced it; was the database restored from a backup older than the broker?";

async function isKnown(tx: Tx, messageId: string): Promise<boolean> {
  const { rows } = await sql`select from hub.delivery where message_id = ${messageId}`.execute(tx);
  return rows.length > 0;
}

import { sql } from "kysely";
import { isDatabaseAway, type Database } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import { packText } from "./envelope.ts";
import { makeTake } from "./intake.ts";
import type { BusMetrics } from "./metrics.ts";
import { park } from "./parked-message.ts";
import type { Addressed } from "./take-in.ts";

/** `away`: the database could not be asked; `failed`: this message alone, for now. */
export type Carried = "done" | "away" | "failed";

/** Takes what the outbox owes to the delivery side. @returns for each what became of it. */
export type Carry = (owed: readonly Addressed[]) => Promise<Carried[]>;

/**
 * On the single machine both sides are one database, and nothing has to lie in a queue between them (ADR 18): the
 * delivery is written and the outbox marked in one transaction, so a message is on one side or on the other (P1, P2).
 * What can never be taken in is parked with its reason, as off a queue.
 */
export function makeCarry({ db, log, metrics }: { db: Database; log: Log; metrics?: BusMetrics }): Carry {
  const take = makeTake(db);
  const carry = async (one: Addressed): Promise<void> => {
    const result = await take(one);
    if (result === "repeat") metrics?.taken.inc({ result });
    else if ("age" in result) {
      metrics?.taken.inc({ result: "taken" });
      metrics?.relayLag.observe(Math.max(0, result.age));
      metrics?.transit.observe(0);
    } else {
      await parkOwed(db, one, result.reason);
      metrics?.taken.inc({ result: "parked" });
      const { messageId } = one;
      log.error({ messageId, reason: result.reason }, "a message could not be taken in and waits for a person");
    }
  };
  return (owed) =>
    Promise.all(
      owed.map((one) =>
        carry(one).then(
          () => "done" as const,
          (error: unknown) => {
            if (isDatabaseAway(error)) return "away";
            log.warn({ err: error, messageId: one.messageId }, "a message was not taken in; it rests");
            return "failed";
          },
        ),
      ),
    );
}

/** Marked as published and not as arrived: a person lets it go on from the outbox (bus/unreadable.ts). */
async function parkOwed(db: Database, one: Addressed, reason: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ envelope: string }>`
      update hub.outbox set published_at = coalesce(published_at, now()) where message_id = ${one.messageId}
      returning envelope::text as envelope`.execute(tx);
    const { messageId, receiver, subject, sequence } = one;
    const body = packText({ messageId, receiver, subject, sequence }, rows[0]?.envelope ?? "null");
    await park(tx, messageId, body, reason);
  });
}

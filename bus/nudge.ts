import { setTimeout as wait } from "node:timers/promises";
import { sql } from "kysely";
import type { Database } from "../platform/database.ts";

/**
 * Wakes the relay after a commit that owes something. Not as part of it: a notice is sent under a lock of the whole
 * server, held until the commit is on disk, so that transactions with a notice commit one after another. Notices that
 * come together are one. One that is lost, by a crash in between, costs the relay's next look and no message (P2).
 * @param wakeHere wakes the relay if it is in this very process, and says whether it is; then no notice is needed.
 */
export function makeNudge(db: Database, wakeHere: () => boolean = () => false): () => void {
  const notify = makeNotices(db, "hub_outbox");
  return () => {
    if (!wakeHere()) notify([""]);
  };
}

/**
 * In the same way wakes who waits for what somebody has: workers, and inboxes that are being read. One that cannot be sent is
 * tried again for some seconds; after that the database is away, and whoever listens looks by itself when it is back.
 */
export function makeNotices(
  db: Database,
  channel: "hub_outbox" | "hub_delivery",
): (payloads: readonly string[]) => void {
  const waiting = new Set<string>();
  let running = false;
  const run = async () => {
    running = true;
    for (let failures = 0; waiting.size > 0 && failures < noticeTries;) {
      const payloads = [...waiting];
      waiting.clear();
      try {
        // nothing of it has to be on disk
        await sql`/* prepared */
          select set_config('synchronous_commit', 'off', true) as commits, pg_notify(${channel}, payload) as told
          from unnest(${payloads}::text[]) payload`.execute(db);
        failures = 0;
      } catch {
        payloads.forEach((payload) => waiting.add(payload));
        failures += 1;
        await wait(noticePauseMs, undefined, { ref: false });
      }
    }
    waiting.clear();
    running = false;
  };
  return (payloads) => {
    payloads.forEach((payload) => waiting.add(payload));
    if (!running) void run();
  };
}
const noticeTries = 5;
const noticePauseMs = 1_000;

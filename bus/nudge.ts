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

/** In the same way wakes who waits for what somebody has: workers, and inboxes that are being read. */
export function makeNotices(
  db: Database,
  channel: "hub_outbox" | "hub_delivery",
): (payloads: readonly string[]) => void {
  const waiting = new Set<string>();
  let running = false;
  const run = async () => {
    running = true;
    while (waiting.size > 0) {
      const payloads = [...waiting];
      waiting.clear();
      // nothing of it has to be on disk
      await sql`/* prepared */
        select set_config('synchronous_commit', 'off', true), pg_notify(${channel}, payload)
        from unnest(${payloads}::text[]) payload`
        .execute(db)
        .catch(() => undefined);
    }
    running = false;
  };
  return (payloads) => {
    payloads.forEach((payload) => waiting.add(payload));
    if (!running) void run();
  };
}

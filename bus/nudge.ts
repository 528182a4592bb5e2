import { sql } from "kysely";
import type { Database } from "../platform/database.ts";

/**
 * Wakes the relay after a commit that owes something. Not as part of it: a notice is sent under a lock of the whole
 * server, held until the commit is on disk, so that transactions with a notice commit one after another. Notices that
 * come together are one. One that is lost, by a crash in between, costs the relay's next look and no message (P2).
 * @param wakeHere wakes the relay if it is in this very process, and says whether it is; then no notice is needed.
 */
export function makeNudge(db: Database, wakeHere: () => boolean = () => false): () => void {
  let running = false;
  let again = false;
  const run = async () => {
    running = true;
    while (again) {
      again = false;
      // nothing of it has to be on disk
      await sql`select set_config('synchronous_commit', 'off', true), pg_notify('hub_outbox', '')`
        .execute(db)
        .catch(() => undefined);
    }
    running = false;
  };
  return () => {
    if (wakeHere()) return;
    again = true;
    if (!running) void run();
  };
}

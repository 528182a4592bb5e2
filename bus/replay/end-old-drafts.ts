import { sql } from "kysely";
import type { Database } from "../../platform/database.ts";
import { changeState } from "./decide.ts";

/** So long a preview may wait for somebody to start it: what it chose then is no longer what it would choose now. */
const dayMs = 86_400_000;
const mostAtOnce = 1_000;

const order = {
  by: "hub",
  reason: "bản xem trước quá một ngày mà không ai bắt đầu / a preview that nobody started within a day",
};

/** Ends drafts that nobody started within a day, each on record as if a person had. @returns how many. */
export async function endOldDrafts(db: Database, now: Date): Promise<number> {
  return db.transaction().execute(async (tx) => {
    // one that is just being started is not waited for: it is no draft any more
    const { rows } = await sql<{ id: string }>`
      select id from hub.replay where state = 'draft' and created_at < ${new Date(now.getTime() - dayMs)}
      order by created_at limit ${mostAtOnce} for update skip locked`.execute(tx);
    for (const { id } of rows) await changeState(tx, id, "aborted", "aborted", { ...order, at: now });
    return rows.length;
  });
}

import { sql } from "kysely";
import type { Reader } from "../../platform/database.ts";
import type { Overrun } from "./overrun.ts";

/** Whose opinion did not come in time, by `now`, and of whom that is not noted, in the name of who asked and holds it; by id, from after the last one seen. */
export async function lateOpinions(db: Reader, now: Date, after: bigint, limit: number): Promise<Overrun[]> {
  const { rows } = await sql<Overrun>`
    select id, code, held_by as unit, revision from dossier
     where opinion_late_at is null and opinion_ended_at is null and opinion_due_at < ${now}
       and state in ('consulting', 'withdrawRequested') and id > ${after.toString()}::bigint
     order by id limit ${limit}`.execute(db);
  return rows;
}

import { sql } from "kysely";
import type { Reader } from "../../platform/database.ts";

/** A dossier whose opinion did not come in time. */
export interface LateOpinion {
  readonly id: bigint;
  readonly code: string;
  /** Who asked for it, and holds the dossier. */
  readonly heldBy: string;
  readonly revision: number;
}

/** Those whose time is over at `now`, and of whom that is not noted; by id, from after the last one seen. */
export async function lateOpinions(db: Reader, now: Date, after: bigint, limit: number): Promise<LateOpinion[]> {
  const { rows } = await sql<LateOpinion>`
    select id, code, held_by as "heldBy", revision from dossier
     where opinion_late_at is null and opinion_ended_at is null and opinion_due_at < ${now}
       and state in ('consulting', 'withdrawRequested') and id > ${after.toString()}::bigint
     order by id limit ${limit}`.execute(db);
  return rows;
}

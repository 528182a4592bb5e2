import { sql } from "kysely";
import type { Reader } from "../../platform/database.ts";
import type { Overrun } from "./overrun.ts";

/** The names of the papers in the last request for a supplement. */
export async function askedFor(db: Reader, dossierId: bigint): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select item ->> 'name' as name
      from (select details -> 'items' as items from dossier_event
             where dossier_id = ${dossierId} and step = 'askSupplement' order by revision desc limit 1) as last,
           jsonb_array_elements(coalesce(items, '[]')) as item`.execute(db);
  return rows.map(({ name }) => name);
}

/** Whose applicant did not bring in time, by `now`, what was asked for, in the name of their one-stop now; by id, from after the last one seen. */
export async function unsupplemented(db: Reader, now: Date, after: bigint, limit: number): Promise<Overrun[]> {
  const { rows } = await sql<Overrun>`
    select dossier.id, code, coalesce(returns_to, received_by) as unit, revision
      from dossier_clock clock
      join dossier on dossier.id = clock.dossier_id
     where kind = 'supplement' and clock.state = 'running' and coalesce(extended_to, due_at) < ${now}
       and dossier.state in ('supplement', 'supplementBeforeReceipt') and dossier.id > ${after.toString()}::bigint
     order by dossier.id limit ${limit}`.execute(db);
  return rows;
}

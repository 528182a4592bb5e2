import { sql } from "kysely";
import type { Reader } from "../../platform/database.ts";

/** The names of the papers in the last request for a supplement. */
export async function askedFor(db: Reader, dossierId: bigint): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select item ->> 'name' as name
      from (select details -> 'items' as items from dossier_event
             where dossier_id = ${dossierId} and step = 'askSupplement' order by revision desc limit 1) as last,
           jsonb_array_elements(coalesce(items, '[]')) as item`.execute(db);
  return rows.map(({ name }) => name);
}

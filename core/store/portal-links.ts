import { sql } from "kysely";
import type { Reader } from "../../platform/database.ts";

/** The links to files of a dossier by SHA-256; each is made the first time it is wanted, and stays. */
export async function linksTo(db: Reader, dossierId: bigint, sha256: readonly string[]): Promise<Map<string, string>> {
  if (sha256.length === 0) return new Map();
  const wanted = [...new Set(sha256)];
  await sql`
    insert into hub.portal_link (dossier_id, sha256)
    select ${dossierId}, f.sha256 from unnest(${wanted}::text[]) as f (sha256)
     where not exists (select from hub.portal_link l where l.dossier_id = ${dossierId} and l.sha256 = f.sha256)
        on conflict do nothing`.execute(db);
  const { rows } = await sql<{ id: string; sha256: string }>`
    select id, sha256 from hub.portal_link where dossier_id = ${dossierId} and sha256 = any(${wanted}::text[])`.execute(
    db,
  );
  return new Map(rows.map(({ id, sha256: of }) => [of, id]));
}

/** What a link opens, as the last step that refers to it names it; undefined: nothing, or nothing any more. */
export async function linkedFile(
  db: Reader,
  id: string,
): Promise<{ readonly sha256: string; readonly name: string; readonly mediaType: string } | undefined> {
  const { rows } = await sql<{ sha256: string; name: string; mediaType: string }>`
    select f.sha256, f.name, f.media_type as "mediaType"
      from hub.portal_link l
      join hub.dossier_file f using (dossier_id, sha256)
      join hub.file stored on stored.sha256 = f.sha256 and stored.leaving_at is null
     where l.id = ${id} order by f.revision desc, f.place limit 1`.execute(db);
  return rows[0];
}

import { sql } from "kysely";
import type { FileReference } from "../domain/dossier-file.ts";
import type { Database, Reader, Tx } from "../../platform/database.ts";

/** Who asks, and for which agencies. */
export interface Reading {
  readonly partnerId: string;
  readonly units: readonly string[];
}

export interface StoredFile {
  readonly size: number;
  /** As the last of the caller's dossiers says; undefined: none refers to it. */
  readonly mediaType: string | undefined;
}

/**
 * Those of these files that are there and that this caller may read: it brought them, or a dossier or a letter of its own has
 * them (P12).
 */
export async function readableFiles(
  db: Reader,
  sha256: readonly string[],
  { partnerId, units }: Reading,
  /** Until the transaction ends they cannot be removed. */
  hold = false,
): Promise<ReadonlyMap<string, StoredFile>> {
  const { rows } = await sql<{ sha256: string; size: bigint; media_type: string | null }>`
    select file.sha256, file.size, coalesce(shown.media_type, lettered.media_type) as media_type
      from hub.file
      left join hub.file_uploader mine on mine.sha256 = file.sha256 and mine.partner_id = ${partnerId}
      left join lateral (
        select f.media_type from hub.dossier_file f join hub.dossier_party p using (dossier_id)
         where f.sha256 = file.sha256 and p.organisation_code = any(${units}::text[])
         order by f.dossier_id desc, f.revision desc, f.place limit 1
      ) shown on true
      left join lateral (
        select 'application/octet-stream' as media_type from hub.letter_file f join hub.letter l on l.id = f.letter_id
         where f.sha256 = file.sha256 and l.unit = any(${units}::text[]) limit 1
      ) lettered on true
     where file.sha256 = any(${sha256}::text[]) and file.leaving_at is null
       and (mine.partner_id is not null or shown.media_type is not null or lettered.media_type is not null)
     ${hold ? sql`for key share of file` : sql``}`.execute(db);
  return new Map(rows.map((row) => [row.sha256, { size: Number(row.size), mediaType: row.media_type ?? undefined }]));
}

/** No dossier refers to it, and nothing that waits to become one. */
const isNeededByNone = sql`not exists (select from hub.dossier_file f where f.sha256 = file.sha256)
  and not exists (select from hub.portal_inbox_file f where f.sha256 = file.sha256)
  and not exists (select from hub.letter_file f where f.sha256 = file.sha256)
  and not exists (select from hub.letter_parked_file f where f.sha256 = file.sha256)
  and not exists (select from hub.letter_item f where f.raw_sha256 = file.sha256)
  and not exists (select from hub.letter_task f where f.message_sha256 = file.sha256)`;

export interface UploadClaim {
  readonly partnerId: string;
  readonly sha256: string;
  readonly size: number;
  readonly holder: string;
}

/** Takes the upload for one request; false: another request is at it. */
export async function claimUpload(db: Database, claim: UploadClaim, leaseMs: number): Promise<boolean> {
  const { partnerId, sha256, size, holder } = claim;
  const { rows } = await sql`
    insert into hub.file_upload as u (partner_id, sha256, size, holder, leased_until)
    values (${partnerId}, ${sha256}, ${size}, ${holder}, now() + make_interval(secs => ${leaseMs / 1000}))
    on conflict (partner_id, sha256) do update
      set size = excluded.size, holder = excluded.holder, leased_until = excluded.leased_until, touched_at = now()
      where u.leased_until <= now()
    returning holder`.execute(db);
  return rows.length > 0;
}

/** Goes on holding the upload, or with 0 gives it back; false: it was lost to another request. */
export async function renewUpload(db: Reader, claim: UploadClaim, leaseMs: number): Promise<boolean> {
  const { rows } = await sql`
    update hub.file_upload set leased_until = now() + make_interval(secs => ${leaseMs / 1000}), touched_at = now()
    where partner_id = ${claim.partnerId} and sha256 = ${claim.sha256} and holder = ${claim.holder}
    returning holder`.execute(db);
  return rows.length > 0;
}

export async function endUpload(db: Reader, { partnerId, sha256, holder }: UploadClaim): Promise<void> {
  await sql`
    delete from hub.file_upload
    where partner_id = ${partnerId} and sha256 = ${sha256} and holder = ${holder}`.execute(db);
}

/** What of this partner is on its way beside this upload, and what it brought that no dossier refers to yet. */
export async function usageOf(
  db: Reader,
  partnerId: string,
  sha256: string,
): Promise<{ readonly running: number; readonly unclaimedBytes: number }> {
  const { rows } = await sql<{ running: number; bytes: bigint }>`
    select (select count(*)::integer from hub.file_upload
             where partner_id = ${partnerId} and sha256 <> ${sha256} and leased_until > now()) as running,
           (select coalesce(sum(size), 0)::bigint from hub.file_upload
             where partner_id = ${partnerId} and sha256 <> ${sha256})
         + (select coalesce(sum(file.size), 0)::bigint from hub.file_uploader join hub.file using (sha256)
             where partner_id = ${partnerId}
               and ${isNeededByNone}) as bytes`.execute(db);
  return { running: rows[0]?.running ?? 0, unclaimedBytes: Number(rows[0]?.bytes ?? 0n) };
}

/** Whoever puts a content in its place or takes it away holds this until the end of its transaction. */
export const lockFile = (tx: Tx, sha256: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended('file ' || ${sha256}, 0))`.execute(tx);

/** The content is in its place, and this partner has brought it. */
export async function saveFile(
  tx: Tx,
  { sha256, size, partnerId }: Pick<UploadClaim, "sha256" | "size" | "partnerId">,
): Promise<void> {
  await keepOwnFile(tx, { sha256, size });
  await sql`
    insert into hub.file_uploader (sha256, partner_id) values (${sha256}, ${partnerId})
    on conflict (sha256, partner_id) do update set uploaded_at = now()`.execute(tx);
}

/** The same of a content that no partner brought: a dossier that refers to it is who reads it. */
export async function keepOwnFile(tx: Tx, { sha256, size }: Pick<UploadClaim, "sha256" | "size">): Promise<void> {
  await sql`
    insert into hub.file (sha256, size) values (${sha256}, ${size})
    on conflict (sha256) do update set leaving_at = null, stored_at = now()`.execute(tx);
}

export async function isFileThere(tx: Tx, sha256: string): Promise<boolean> {
  const { rows } = await sql`select from hub.file where sha256 = ${sha256} and leaving_at is null`.execute(tx);
  return rows.length > 0;
}

export async function linkFiles(
  tx: Tx,
  dossierCode: string,
  revision: number,
  files: readonly FileReference[],
): Promise<void> {
  await sql`
    insert into hub.dossier_file (dossier_id, revision, place, sha256, name, media_type, size, kind)
    select dossier.id, ${revision}, place, sha256, name, "mediaType", size, kind
      from hub.dossier, rows from (jsonb_to_recordset(${JSON.stringify(files)}::jsonb)
             as (sha256 text, name text, "mediaType" text, size bigint, kind text))
             with ordinality as f (sha256, name, "mediaType", size, kind, place)
     where dossier.code = ${dossierCode}`.execute(tx);
}

/** Puts contents that came without a step behind those of the dossier's last one; what it has already stays once. */
export async function linkBehind(tx: Tx, dossierId: bigint, files: readonly FileReference[]): Promise<void> {
  if (files.length === 0) return;
  await sql`select from hub.dossier where id = ${dossierId} for no key update`.execute(tx);
  await sql`
    insert into hub.dossier_file (dossier_id, revision, place, sha256, name, media_type, size, kind)
    select d.id, d.revision,
           f.place + (select coalesce(max(t.place), 0) from hub.dossier_file t
                       where t.dossier_id = d.id and t.revision = d.revision),
           f.sha256, f.name, f."mediaType", f.size, f.kind
      from hub.dossier d, rows from (jsonb_to_recordset(${JSON.stringify(files)}::jsonb)
             as (sha256 text, name text, "mediaType" text, size bigint, kind text))
             with ordinality as f (sha256, name, "mediaType", size, kind, place)
     where d.id = ${dossierId}
       and not exists (select from hub.dossier_file t where t.dossier_id = d.id and t.sha256 = f.sha256)`.execute(tx);
}

export async function filesOf(
  db: Reader,
  dossierId: bigint,
): Promise<readonly (FileReference & { readonly revision: number })[]> {
  const rows = await db
    .selectFrom("dossier_file")
    .selectAll()
    .where("dossier_id", "=", dossierId)
    .orderBy("revision")
    .orderBy("place")
    .execute();
  return rows.map(toFile);
}

export const toFile = (row: {
  readonly revision: number;
  readonly sha256: string;
  readonly name: string;
  readonly media_type: string;
  readonly size: bigint | number;
  readonly kind: string;
}): FileReference & { readonly revision: number } => ({
  ...{ revision: row.revision, sha256: row.sha256, name: row.name, mediaType: row.media_type },
  ...{ size: Number(row.size), kind: row.kind as FileReference["kind"] },
});

/** Marks what no dossier has referred to for so many days, and what is marked already; at most 1,000 at a time. */
export async function markUnneeded(db: Database, days: number, now: Date): Promise<string[]> {
  await sql`
    update hub.file set leaving_at = ${now}
    where sha256 in (
      select sha256 from hub.file
       where leaving_at is null and stored_at < ${now}::timestamptz - make_interval(days => ${days})
         and ${isNeededByNone}
       limit 1000 for update skip locked)`.execute(db);
  const { rows } = await sql<{ sha256: string }>`
    select sha256 from hub.file where leaving_at is not null limit 1000`.execute(db);
  return rows.map(({ sha256 }) => sha256);
}

/** Forgets a marked file; false: it came again meanwhile, or a dossier refers to it after all. */
export async function forgetFile(tx: Tx, sha256: string): Promise<boolean> {
  await sql`
    update hub.file set leaving_at = null
    where sha256 = ${sha256} and not (${isNeededByNone})`.execute(tx);
  const { rows } = await sql`
    delete from hub.file where sha256 = ${sha256} and leaving_at is not null
    returning sha256`.execute(tx);
  return rows.length > 0;
}

/** Uploads that nobody went on with for so many hours, taken out for good. */
export async function dropStaleUploads(
  tx: Tx,
  hours: number,
  now: Date,
): Promise<readonly Pick<UploadClaim, "partnerId" | "sha256">[]> {
  const { rows } = await sql<{ partnerId: string; sha256: string }>`
    delete from hub.file_upload
    where leased_until <= ${now} and touched_at < ${now}::timestamptz - make_interval(hours => ${hours})
    returning partner_id as "partnerId", sha256`.execute(tx);
  return rows;
}

import { sql } from "kysely";
import type { Reader } from "../../platform/database.ts";
import { erasedWords } from "./erase-dossier.ts";

const atOnce = 10_000;

/** Calls of before. @returns how many went. */
export async function forgetCallsBefore(db: Reader, before: Date): Promise<number> {
  for (let gone = 0; ;) {
    const { numAffectedRows } = await sql`
      delete from hub.portal_call where id in (
        select id from hub.portal_call where at < ${before} order by at limit ${atOnce})`.execute(db);
    gone += Number(numAffectedRows ?? 0n);
    if (Number(numAffectedRows ?? 0n) < atOnce) return gone;
  }
}

/** What never became a dossier, decided or replaced before then; key, digest and decision stay: a repeat is known by them. */
export async function forgetPacketsBefore(db: Reader, before: Date): Promise<number> {
  const { rows } = await sql<{ id: bigint }>`
    select id from hub.portal_inbox
     where body is not null and state in ('refused', 'replaced') and coalesce(decided_at, came_at) < ${before}`.execute(
    db,
  );
  for (const { id } of rows) await erasePacket(db, id);
  return rows.length;
}

/** Of a packet that is done with and belongs to no dossier. @returns false when it is not of these, or is erased. */
export async function erasePacket(db: Reader, id: bigint): Promise<boolean> {
  const { rows } = await sql`
    with gone as (
      update hub.portal_inbox set body = null
       where id = ${id} and body is not null and state in ('refused', 'replaced') returning id
    ), contents as (
      delete from hub.portal_inbox_file where inbox_id in (select id from gone)
    )
    select id from gone`.execute(db);
  return rows.length > 0;
}

/** What stays of a question: which it was, of which field and procedure, and for whom. */
const questionFieldsKept = ["HOIDAPID", "MALINHVUC", "MADONVI", "TENDONVI", "MATTHCDP", "TRANGTHAI", "TRALOIID"];

/** @param which one question, or those whose answer the portal has had since before then. @returns how many. */
export async function eraseQuestions(
  db: Reader,
  which: { readonly id: string } | { readonly toldBefore: Date },
  at: Date,
): Promise<number> {
  const those = "id" in which ? sql`id = ${which.id}` : sql`told_at < ${which.toldBefore}`;
  const { numAffectedRows } = await sql`
    update hub.portal_question
       set row = (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(row)
                   where key = any(${questionFieldsKept}::text[])),
           answer = case when answer is not null then jsonb_build_object(
             'unit', answer -> 'unit', 'by', ${erasedWords}::text, 'title', '', 'text', ${erasedWords}::text) end,
           erased_at = ${at}
     where erased_at is null and ${those}`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

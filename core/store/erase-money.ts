import { sql } from "kysely";
import type { Database, Tx } from "../../platform/database.ts";
import { agencyIn } from "./erase-names.ts";

/**
 * Takes persons out of what statements said of a dossier's payments, and of what people wrote about it: the payers' words, also
 * of rows that were never matched but name its references and of the same rows in other files, and reasons. Amounts, days, references and matches stay: accounts are
 * kept by law. Needs the owner's rights.
 */
export async function eraseStatementsOf(tx: Tx, dossierId: bigint, erasedWords: string): Promise<void> {
  const references = sql`(
    select r.reference from hub.payment_request r join hub.fee f on f.id = r.fee_id where f.dossier_id = ${dossierId})`;
  const { rows } = await sql<{ id: bigint }>`
    with recursive mine as (
      select id from hub.money_row where reference in ${references}
      union
      select m.row_id from hub.journal_booking b join hub.money_match m on m.booking_id = b.id where b.about in ${references}
    ), same as (
      select id from mine
      union
      -- the same money as other files tell it, whether they count or not
      select other.id
        from same join hub.money_row r on r.id = same.id
       cross join lateral (
              select s.id from hub.money_row s where s.same_as = r.id
              union all
              select r.same_as where r.same_as is not null
              union all
              select k.id from hub.money_file f join hub.money_row k
                on k.file_sha256 = f.sha256 and k.place = r.place and k.key = r.key) other
    )
    select id from same`.execute(tx);
  const ids = sql`any(${rows.map(({ id }) => String(id))}::bigint[])`;
  const ofCases = sql`(row_id = ${ids} or reference in ${references})`;
  await sql`update hub.money_row set text = '', hint = null where id = ${ids} and text <> ''`.execute(tx);
  await sql`
    update hub.money_case_change
       set why = ${erasedWords}, by = ${erasedWords}, login = null, details = details - 'owner'
     where case_id in (select id from hub.money_case where ${ofCases})`.execute(tx);
  // what it came to stands before the words
  await sql`
    update hub.money_case
       set owner = null, proposed_login = null,
           proposed_by = case when proposed_by is not null then ${erasedWords}::text end,
           closed_by = ${agencyIn("closed_by", dossierId, erasedWords)},
           closed_how = (regexp_split_to_array(closed_how, '[:,]'))[1]
     where ${ofCases}`.execute(tx);
}

/**
 * Lets go of what payers wrote on rows that were matched before, and on rows that do not count in files that were brought before:
 * names and numbers of accounts among it. What waits for a person keeps its words.
 *
 * @returns how many.
 */
export async function forgetTexts(db: Database, before: Date): Promise<number> {
  const matched = sql`
    select r.id from hub.money_row r
      join hub.money_match m on m.row_id = r.id and m.ended_at is null
     where r.text <> '' and (r.day is null or r.day <= ${before}::timestamptz::date) and m.at < ${before}`;
  // told once more in another file, thrown away, or taken back
  const uncounted = sql`
    select r.id from hub.money_row r
      join hub.money_file f on f.sha256 = r.file_sha256
     where r.text <> '' and not r.counts and f.taken_at < ${before} and not (f.weight = 'held' and f.released_at is null)`;
  let forgotten = 0;
  for (const rows of [matched, uncounted])
    for (;;) {
      const { numAffectedRows } = await sql`
        update hub.money_row set text = '' where id in (${rows} limit 5000)`.execute(db);
      const now = Number(numAffectedRows ?? 0n);
      forgotten += now;
      if (now === 0) break;
    }
  return forgotten;
}

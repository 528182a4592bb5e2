import { sql } from "kysely";
import type { DossierCode } from "../domain/dossier-code.ts";
import type { StepDetails } from "../domain/step-details.ts";
import type { Tx } from "../../platform/database.ts";
import { eraseStatementsOf } from "./erase-money.ts";
import { erasePaymentsOf } from "./erase-payments.ts";

/** What stands where words were that may have told of a person. */
export const erasedWords = "đã xóa";

/** What stays of a form: numbers, days, agencies and what the law calls the paper. Every other field becomes unknown. */
const formFieldsKept = [
  ...["agencyAbove", "agency", "oneStop", "code", "procedure", "stage", "clockMode", "sequence", "kind", "heldBy"],
  ...[
    "receivedAt",
    "appointedAt",
    "dueAt",
    "proposedDue",
    "applicantDeadline",
    "requestedAt",
    "decidedAt",
    "returnedAt",
  ],
  ...["handedOverAt", "happenedAt", "paidAt", "at", "about", "legalLimit", "legalLimitText", "feeVnd", "feeText"],
  ...[
    "registerBook",
    "registerNo",
    "letterNo",
    "decisionNo",
    "minutesNo",
    "reasonCategory",
    "stopReason",
    "stateAtRequest",
  ],
  ...[
    "feeHandling",
    "clockAffected",
    "resultChannel",
    "resultPlace",
    "resultKind",
    "resultNumber",
    "rightAgency",
    "asked",
  ],
  // the work is the process's, written for all dossiers
  ...["leg", "childCode", "givenTo", "givenAt", "work", "answerBy", "jointDueAt", "lead", "agencies"],
];

/** What of the details of a step stays: the rest was written in words. A new one does not compile until it is judged. */
const judged: Readonly<Record<keyof StepDetails, "stays" | "goes">> = {
  legalBasis: "stays",
  approvedBy: "goes",
  decisionNo: "stays",
  newDue: "stays",
  opinionDue: "stays",
  letter: "stays",
  paymentReference: "goes",
  refund: "goes",
  items: "goes",
  papers: "goes",
  sets: "stays",
  resultChannel: "stays",
  ground: "stays",
  rightAgency: "stays",
  apology: "goes",
  result: "stays",
  incident: "goes",
  exclusion: "stays", // but for its evidence, see below: past reports count around it
};
const detailsKept = Object.entries(judged).flatMap(([name, fate]) => (fate === "stays" ? [name] : []));

/** A JSON object with only these fields; the others null, or gone. */
const only = (column: string, kept: readonly string[], others: "null" | "gone") =>
  sql`(select coalesce(jsonb_object_agg(key, case when key = any(${[...kept]}::text[]) then value else 'null' end), '{}')
       from jsonb_each(${sql.ref(column)}) where ${others} = 'null' or key = any(${[...kept]}::text[]))`;

/**
 * Takes out of an ended dossier the persons, the names of its files and the files themselves where nothing else needs
 * them, what officers wrote in words and who they were, and the salts of its evidence; steps, agencies, times, legal
 * grounds and the numbers of decisions stay. The visits that led to it (T04) are part of it. Needs the owner's rights:
 * to the application history is insert-only.
 * @returns false when the dossier is unknown or has not ended.
 */
export async function eraseDossierWords(tx: Tx, code: DossierCode): Promise<boolean> {
  // letters before their dossier, as whatever happens to a letter takes them: else each waits for the other
  await sql`
    select from hub.letter where dossier_id = (select id from hub.dossier where code = ${code}) order by id for no key update`.execute(
    tx,
  );
  const { rows } = await sql<{ id: bigint }>`
    select id from hub.dossier
    where code = ${code} and state in ('receiptRefused', 'stopped', 'resultReturned', 'archived') for update`.execute(
    tx,
  );
  const [dossier] = rows;
  if (!dossier) return false;
  const ofDossier = sql`dossier_id = ${dossier.id}`;
  const ofPapers = sql`paper_id in (select id from hub.dossier_paper where ${ofDossier} or contact_id in (
    select contact_id from hub.dossier_contact where ${ofDossier}))`;
  const ofContacts = sql`contact_id in (select contact_id from hub.dossier_contact where ${ofDossier})`;

  await sql`delete from hub.dossier_person where ${ofDossier}`.execute(tx);
  await sql`delete from hub.contact_person where ${ofContacts}`.execute(tx);
  await sql`delete from hub.dossier_paper_person where ${ofPapers}`.execute(tx);
  // as it came from the national portal, also what was replaced or refused of it, and the account that filed it
  const ofPacket = sql`(${ofDossier} or national_code in (
    select national_code from hub.dossier_national_code where ${ofDossier}) or national_code = ${code})`;
  await sql`
    delete from hub.portal_inbox_file where inbox_id in (select id from hub.portal_inbox where ${ofPacket})`.execute(
    tx,
  );
  await sql`update hub.portal_inbox set body = null where ${ofPacket}`.execute(tx);
  // a person's tax number is a key here
  await sql`
    update hub.land_tax t set tax_number = ${erasedWords}::text || ' ' || n.number
      from (select tax_number, decision_no, row_number() over (order by tax_number, decision_no) as number
              from hub.land_tax where ${ofDossier}) n
     where t.dossier_id = ${dossier.id} and t.tax_number = n.tax_number and t.decision_no = n.decision_no`.execute(tx);
  await sql`update hub.dossier_national_code set account_id = null where ${ofDossier}`.execute(tx);
  // who sent and received by the post; what the post wrote of them
  const ofOrders = sql`order_id in (select id from hub.post_order where ${ofDossier})`;
  await sql`delete from hub.post_order_person where ${ofOrders}`.execute(tx);
  await sql`update hub.post_event set said = null, place = null where ${ofOrders}`.execute(tx);
  await sql`update hub.post_order set officer = null, cancel_reason = null where ${ofDossier}`.execute(tx);
  await sql`
    update hub.post_matter set details = '{}', closed_reason = case when closed_reason is not null then ${erasedWords}::text end
    where ${ofOrders}`.execute(tx);
  await sql`update hub.post_call set said = '' where ${ofOrders}`.execute(tx);
  await sql`
    update hub.post_correction k set officer = null, reason = ${erasedWords}::text from hub.post_collection c
     where (c.customer_code, c.receipt_number) = (k.customer_code, k.receipt_number)
       and exists (select from hub.post_order o where o.id in (c.order_id, k.order_id) and o.${ofDossier})`.execute(tx);
  for (const table of ["post_slip", "post_packet", "post_collection", "post_minute"])
    await sql`update ${sql.table(`hub.${table}`)} set officer = null where ${ofOrders}`.execute(tx);
  await eraseStatementsOf(tx, dossier.id, erasedWords);
  await erasePaymentsOf(tx, dossier.id, erasedWords);
  await eraseLetters(tx, dossier.id);
  // the nightly sweep takes away what no dossier refers to any more
  await sql`delete from hub.dossier_file where ${ofDossier}`.execute(tx);

  for (const table of ["dossier_event", "dossier_leg_event"])
    await sql`
      update ${sql.table(`hub.${table}`)} set officer = null, salt = null,
             reason = case when reason is not null then ${erasedWords}::text end,
             details = jsonb_set(${only("details", detailsKept, "gone")}, '{exclusion,evidence}',
                                 to_jsonb(${erasedWords}::text), false)
      where ${ofDossier}`.execute(tx);
  await sql`
    update hub.dossier_clock set exclusions = (
      select jsonb_agg(jsonb_set(one, '{evidence}', to_jsonb(${erasedWords}::text)) order by place)
        from jsonb_array_elements(exclusions) with ordinality as stated (one, place))
    where ${ofDossier} and exclusions <> '[]'`.execute(tx);
  await sql`update hub.dossier_event set assignee = null where ${ofDossier}`.execute(tx);
  await sql`update hub.dossier set assignee = null where id = ${dossier.id}`.execute(tx);
  await sql`update hub.readdressing set salt = null where ${ofDossier}`.execute(tx);
  await sql`
    update hub.contact set officer = null, items = '[]', reason = case when reason is not null then ${erasedWords}::text end
    where id in (select contact_id from hub.dossier_contact where ${ofDossier})`.execute(tx);
  await sql`
    update hub.dossier_paper set signer = null, data = ${only("data", formFieldsKept, "null")}
    where ${ofDossier} or ${ofContacts}`.execute(tx);
  await sql`update hub.dossier_paper_print set officer = null where ${ofPapers}`.execute(tx);
  await sql`update hub.urging_letter_dossier set handled_by = null where ${ofDossier}`.execute(tx);
  await sql`
    update hub.dossier_result set officer = null, reason = case when reason is not null then ${erasedWords}::text end
    where ${ofDossier}`.execute(tx);
  await sql`
    update hub.dossier_incident set officer = null, items = array[${erasedWords}::text], reason = ${erasedWords},
           remedy = case when remedy is not null then ${erasedWords}::text end
    where ${ofDossier}`.execute(tx);
  await sql`
    update hub.overdue_stamp set officer = null, approved_by = null, sent = '[]',
           reason = case when reason is not null then ${erasedWords}::text end
    where ${ofDossier}`.execute(tx);
  return true;
}

/**
 * Official letters of the dossier: what they say and the names of their papers, the papers and the messages as they came and left.
 * That there was a letter, from whom, its number and its states stay.
 */
async function eraseLetters(tx: Tx, dossierId: bigint): Promise<void> {
  const ofLetters = sql`letter_id in (select id from hub.letter where dossier_id = ${dossierId})`;
  const itemsOfLetters = sql`
    select item_id from hub.letter_message where ${ofLetters}
    union all select item_id from hub.letter_status where ${ofLetters}
    union all select item_id from hub.letter_parked where ${ofLetters}`;
  const words = (column: string) =>
    sql`${sql.ref(column)} = case when ${sql.ref(column)} is not null then ${erasedWords}::text end`;
  // whoever looks at signatures meanwhile finds nothing to look at any more; those that were linked a moment ago, too
  await sql`select from hub.letter where dossier_id = ${dossierId} order by id for update`.execute(tx);
  await sql`delete from hub.letter_look where ${ofLetters}`.execute(tx);
  await sql`update hub.letter_check set record = null, salt = null, sha256 = null where ${ofLetters}`.execute(tx);
  await sql`
    update hub.letter_item set raw_sha256 = null
     where id in (${itemsOfLetters})`.execute(tx);
  await sql`
    update hub.letter_item_decision set ${words("reason")}
     where item_id in (${itemsOfLetters})`.execute(tx);
  await sql`update hub.letter_message set said = null where ${ofLetters}`.execute(tx);
  await sql`update hub.letter_parked set said = null where ${ofLetters} and settled_at is not null`.execute(tx);
  await sql`delete from hub.letter_file where ${ofLetters}`.execute(tx);
  await sql`update hub.letter_status set officer = null, ${words("description")} where ${ofLetters}`.execute(tx);
  await sql`update hub.letter_change set officer = null, ${words("reason")} where ${ofLetters}`.execute(tx);
  // what waits to be sent is dropped when its turn comes: there is nothing to write any more
  await sql`update hub.letter_task set message_sha256 = null, ${words("description")} where ${ofLetters}`.execute(tx);
  await sql`
    update hub.letter
       set subject = null, signer = null, officer = null, reference_codes = '{}', reply_fors = '{}',
           ${words("content")}, ${words("request_reason")},
           warnings = (select coalesce(jsonb_agg(jsonb_build_object('code', w ->> 'code', 'detail', '')), '[]')
                         from jsonb_array_elements(warnings) w)
     where dossier_id = ${dossierId}`.execute(tx);
}

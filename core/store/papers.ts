import { sql } from "kysely";
import type { OrgCode } from "../domain/org-code.ts";
import type { FilledForm, FormData } from "../domain/papers/fill.ts";
import type { FormSet, FormSetStart, StoredForm } from "../domain/papers/forms.ts";
import { filings, type SlipEvent } from "../domain/papers/control-slip.ts";
import type { SlipLegEvent } from "../domain/papers/slip-legs.ts";
import type { LimitUnit } from "../domain/procedure.ts";
import type { ResultDocument, StepDetails } from "../domain/step-details.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** From when each set of forms counts; of rows about the same set the newest. */
export async function formSetStarts(
  db: Reader,
): Promise<(FormSetStart & { readonly confirmed: boolean; readonly basis: string })[]> {
  const { rows } = await sql<{ name: FormSet; validFrom: string; confirmed: boolean; basis: string }>`
    select distinct on (name) name, valid_from as "validFrom", confirmed, basis
      from form_set order by name, id desc`.execute(db);
  return rows;
}

export async function insertFormSetStart(db: Reader, start: FormSetStart, basis: string): Promise<void> {
  await db
    .insertInto("form_set")
    .values({ name: start.name, valid_from: start.validFrom, confirmed: true, basis })
    .execute();
}

const newestFormSets = sql`
  (select jsonb_agg(jsonb_build_object('name', s.name, 'validFrom', s.valid_from))
     from (select distinct on (name) name, valid_from from form_set order by name, id desc) s)`;

/** What the hub knows beside the step itself, in one question. */
export interface Around {
  readonly agency: string;
  readonly agencyAbove: string | null;
  readonly oneStop: string;
  readonly asked: string | null;
  readonly procedureName: string;
  readonly limitValue: string | null;
  readonly limitUnit: LimitUnit | null;
  readonly limitText: string | null;
  readonly feeVnd: bigint | null;
  readonly feeText: string | null;
  readonly supplementMode: string | null;
  readonly filed: StepDetails;
  readonly registerYear: number | null;
  readonly registerNumber: number | null;
  readonly printedDue: Date | null;
  readonly originalDue: Date | null;
  readonly appointed: string | null;
  readonly supplementDue: Date | null;
  readonly withdrawalRequestedAt: Date | null;
  readonly result: ResultDocument | null;
  readonly submitter: object | null;
  /** From when each set of forms counts. */
  readonly formSets: readonly FormSetStart[];
}

export async function paperContext(
  tx: Tx,
  dossierId: bigint,
  event: { readonly by: OrgCode; readonly to: OrgCode | null },
): Promise<Around> {
  const { rows } = await sql<Around>`/* prepared */
    select actor.name as agency, above.name as "agencyAbove", one_stop.name as "oneStop", asked.name as asked,
           v.name as "procedureName", v.limit_value as "limitValue", v.limit_unit as "limitUnit",
           v.limit_text as "limitText", v.fee_vnd as "feeVnd", v.fee_text as "feeText",
           v.supplement_mode as "supplementMode", coalesce(begun.details, '{}') as filed,
           r.year as "registerYear", r.number as "registerNumber",
           settlement.printed_due_at as "printedDue", settlement.original_due_at as "originalDue",
           (select p.data ->> 'dueAt' from dossier_paper p
             where p.dossier_id = d.id and p.form = 'GIAY_TIEP_NHAN' order by p.id desc limit 1) as appointed,
           supplement.due_at as "supplementDue",
           (select e.at from dossier_event e
             where e.dossier_id = d.id and e.step = 'requestWithdrawal' order by e.revision desc limit 1)
             as "withdrawalRequestedAt",
           (select jsonb_strip_nulls(jsonb_build_object(
                     'kind', x.kind, 'number', x.number, 'code', x.code, 'issuedOn', x.issued_on))
              from dossier_result x where x.dossier_id = d.id order by x.revision desc limit 1) as result,
           person.applicant as submitter,
           ${newestFormSets} as "formSets"
      from dossier d
      join procedure_version v on (v.code, v.province, v.valid_from, v.edition)
                                   = (d.procedure_code, d.procedure_province, d.procedure_version, d.procedure_edition)
      join organisation actor on actor.code = ${event.by}
      left join organisation above on above.code = actor.parent_code
      join organisation one_stop on one_stop.code = d.received_by
      left join organisation asked on asked.code = ${event.to}
      left join dossier_event begun on begun.dossier_id = d.id and begun.revision = 1
      left join register_row r on r.dossier_id = d.id
      left join dossier_clock settlement on settlement.dossier_id = d.id and settlement.kind = 'settlement'
      left join dossier_clock supplement on supplement.dossier_id = d.id and supplement.kind = 'supplement'
      left join dossier_person person on person.dossier_id = d.id
     where d.id = ${dossierId}`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error(`no dossier ${dossierId.toString()}`);
  return row;
}

/** What the form of a leg says beside the chain. */
export interface AroundLeg extends Pick<Around, "agency" | "agencyAbove" | "oneStop" | "formSets"> {
  readonly procedure: { readonly code: string; readonly version: string; readonly name: string };
  readonly receivedAt: Date;
}

export async function legPaperContext(tx: Tx, dossierId: bigint, by: OrgCode): Promise<AroundLeg> {
  const { rows } = await sql<AroundLeg>`
    /* prepared */ select actor.name as agency, above.name as "agencyAbove", one_stop.name as "oneStop", d.received_at as "receivedAt",
           jsonb_build_object('code', v.code, 'version', v.valid_from, 'name', v.name) as procedure,
           ${newestFormSets} as "formSets"
      from dossier d
      join procedure_version v on (v.code, v.province, v.valid_from, v.edition)
                                   = (d.procedure_code, d.procedure_province, d.procedure_version, d.procedure_edition)
      join organisation actor on actor.code = ${by}
      left join organisation above on above.code = actor.parent_code
      join organisation one_stop on one_stop.code = d.received_by
     where d.id = ${dossierId}`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error(`no dossier ${dossierId.toString()}`);
  return row;
}

export interface NewPaper extends FilledForm {
  readonly of:
    | { readonly dossierId: bigint; readonly revision: number }
    | { readonly dossierId: bigint; readonly legEventId: string }
    | { readonly contactId: string };
  readonly form: StoredForm;
  readonly formSet: FormSet;
  readonly unit: OrgCode;
  readonly year: number;
  readonly signerRole: string;
  readonly signer: string | null;
  readonly at: Date;
  /** Personal data, kept apart. */
  readonly submitter: object | null;
}

/** Gives the form the next number of its unit, kind and year, and keeps it, in one statement. */
export async function insertPaper(tx: Tx, paper: NewPaper): Promise<{ readonly id: bigint; readonly number: number }> {
  const { unit, form, year } = paper;
  const { dossierId, revision, legEventId, contactId } = {
    ...{ dossierId: null, revision: null, legEventId: null, contactId: null },
    ...paper.of,
  };
  const { rows } = await sql<{ id: bigint; number: number }>`/* prepared */
    with counted as (
      insert into paper_counter as counter (unit_code, book, year, last) values (${unit}, ${form}, ${year}, 1)
          on conflict (unit_code, book, year) do update set last = counter.last + 1
      returning last),
    kept as (
      insert into dossier_paper (dossier_id, revision, leg_event_id, contact_id, form, form_set, unit_code, year, number, data,
                                 missing, signer_role, signer, at)
      select ${dossierId}, ${revision}, ${legEventId}::uuid, ${contactId}::uuid, ${form}, ${paper.formSet}, ${unit}, ${year}, last,
             ${JSON.stringify(paper.data)}::jsonb, ${[...paper.missing]}::text[], ${paper.signerRole}, ${paper.signer},
             ${paper.at}
        from counted
      returning id, number),
    person as (
      insert into dossier_paper_person (paper_id, submitter)
      select id, ${paper.submitter && JSON.stringify(paper.submitter)}::jsonb from kept
       where ${paper.submitter !== null})
    select id, number from kept`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error("a paper was not kept");
  return row;
}

export interface StoredPaper extends FilledForm {
  readonly id: bigint;
  readonly form: StoredForm;
  readonly formSet: FormSet;
  readonly unit: string;
  readonly year: number;
  readonly number: number;
  readonly signerRole: string;
  readonly signer: string | null;
  readonly at: Date;
  readonly printed: number;
  readonly submitter: object | null;
}

const paperColumns = sql`
  p.id, p.form, p.form_set as "formSet", p.unit_code as unit, p.year, p.number, p.data, p.missing,
  p.signer_role as "signerRole", p.signer, p.at, person.submitter,
  (select count(*)::int from dossier_paper_print printed where printed.paper_id = p.id) as printed`;

/** Every form of a dossier, in the order they were made. */
export async function papersOf(db: Reader, dossierId: bigint): Promise<StoredPaper[]> {
  const { rows } = await sql<StoredPaper & { data: FormData }>`
    select ${paperColumns} from dossier_paper p
      left join dossier_paper_person person on person.paper_id = p.id
     where p.dossier_id = ${dossierId} order by p.id`.execute(db);
  return rows;
}

export async function paperOfContact(db: Reader, contactId: string): Promise<StoredPaper | undefined> {
  const { rows } = await sql<StoredPaper & { data: FormData }>`
    select ${paperColumns} from dossier_paper p
      left join dossier_paper_person person on person.paper_id = p.id
     where p.contact_id = ${contactId}::uuid`.execute(db);
  return rows[0];
}

/** @returns how often it was printed, this time included. */
export async function recordPrint(
  tx: Tx,
  paperId: bigint,
  print: { readonly by: string; readonly officer: string | null; readonly at: Date; readonly partnerId: string },
): Promise<number> {
  const { by, officer, at, partnerId } = print;
  await tx
    .insertInto("dossier_paper_print")
    .values({ paper_id: paperId, by_org: by, officer, at, partner_id: partnerId })
    .execute();
  const { count } = await tx
    .selectFrom("dossier_paper_print")
    .select((e) => e.fn.countAll<string>().as("count"))
    .where("paper_id", "=", paperId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The steps that move a dossier from hand to hand, and what was filed with it, oldest first. */
export async function slipEvents(db: Reader, dossierId: bigint): Promise<SlipEvent[]> {
  const rows = await db
    .selectFrom("dossier_event")
    .select(["step", "by_org", "to_org", "at", "officer", "details"])
    .where("dossier_id", "=", dossierId)
    .where("step", "in", [...filings, "handOver", "acknowledge", "sendBack", "recall", "requestWithdrawal", "conclude"])
    .orderBy("revision")
    .execute();
  return rows.map(({ step, by_org, to_org, at, officer, details }) => ({
    step: step as SlipEvent["step"],
    by: by_org,
    to: to_org,
    at,
    officer,
    papers: (details as StepDetails).papers ?? null,
  }));
}

/**
 * What happened to the legs, oldest first, each with its agency of then. The officer stands at what he did; what followed
 * in the same request, or a step of the dossier that took the leg along, was his as well, with the papers he acknowledged.
 */
export async function slipLegEvents(db: Reader, dossierId: bigint): Promise<SlipLegEvent[]> {
  const { rows } = await sql<SlipLegEvent>`
    select e.number, e.step, coalesce(e.agency, l.agency) as agency, e.by_org as by, e.at, e.due_at as "dueAt",
           coalesce(e.officer,
             (select max(first.officer) from dossier_leg_event first
               where (first.dossier_id, first.cause, first.by_org, first.at)
                     = (e.dossier_id, e.cause, e.by_org, e.at)),
             (select max(taken.officer) from dossier_event taken
               where (taken.dossier_id, taken.cause, taken.by_org, taken.at)
                     = (e.dossier_id, e.cause, e.by_org, e.at))) as officer,
           coalesce(e.details -> 'papers',
             (select taken.details -> 'papers' from dossier_event taken
               where e.step = 'acknowledge' and taken.step = 'acknowledge'
                     and (taken.dossier_id, taken.cause, taken.by_org, taken.at)
                         = (e.dossier_id, e.cause, e.by_org, e.at) limit 1)) as papers
      from dossier_leg_event e join dossier_leg l using (dossier_id, number)
     where e.dossier_id = ${dossierId} order by e.id`.execute(db);
  return rows;
}

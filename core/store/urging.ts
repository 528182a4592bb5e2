import { sql } from "kysely";
import type { OrgCode } from "../domain/org-code.ts";
import type { Dossier } from "../domain/dossier.ts";
import { urgingForm, type Urged } from "../domain/urging.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import { procedureOf } from "./procedures.ts";

/** A dossier of a one-stop that is due before long, or has a leg that is. */
export interface DueDossier {
  readonly id: bigint;
  readonly code: string;
  readonly procedure: Dossier["procedure"];
  readonly procedureName: string;
  readonly heldBy: OrgCode;
  readonly assignee: string | null;
  /** Of its running settlement clock; null: it stands still, has ended, or has none. */
  readonly due: Date | null;
}

/** Those that a one-stop received, or took over from one that ended, by id. */
export async function dueDossiers(db: Reader, oneStop: OrgCode, until: Date): Promise<DueDossier[]> {
  const { rows } = await sql<
    Omit<DueDossier, "procedure"> & {
      procedure_code: string;
      procedure_version: string;
      procedure_province: string;
      procedure_edition: number;
    }
  >`
    select d.id, d.code, d.procedure_code, d.procedure_version::text, d.procedure_province, d.procedure_edition,
           v.name as "procedureName", d.held_by as "heldBy", d.assignee,
           case when clock.state = 'running' then coalesce(clock.extended_to, clock.due_at) end as due
      from dossier d
      join procedure_version v on (v.code, v.province, v.valid_from, v.edition)
                                   = (d.procedure_code, d.procedure_province, d.procedure_version, d.procedure_edition)
      left join dossier_clock clock on clock.dossier_id = d.id and clock.kind = 'settlement'
     where coalesce(d.returns_to, d.received_by) = ${oneStop}
       and d.state not in ('draft', 'receiptRefused', 'stopped', 'resultReturned', 'archived')
       and (clock.state = 'running' and coalesce(clock.extended_to, clock.due_at) <= ${until}
            or exists (select from dossier_leg l where l.dossier_id = d.id and l.state = 'running'
                          and l.stopped_at is null and l.due_at <= ${until}))
     order by d.id`.execute(db);
  return rows.map(({ procedure_code, procedure_version, procedure_province, procedure_edition, ...row }) => ({
    ...row,
    procedure: procedureOf({ procedure_code, procedure_version, procedure_province, procedure_edition }),
  }));
}

/** Who acknowledged the legs of these dossiers last, by `dossier number`; those of whom no officer was named are left out. */
export async function takersOfLegs(db: Reader, dossierIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ leg: string; officer: string }>`
    select distinct on (dossier_id, number) dossier_id || ' ' || number as leg, officer
      from dossier_leg_event
     where dossier_id = any(${dossierIds}::bigint[]) and step = 'acknowledge' and officer is not null
     order by dossier_id, number, id desc`.execute(db);
  return new Map(rows.map(({ leg, officer }) => [leg, officer]));
}

/** When each unit was last urged to each of these dossiers, by `unit dossier`. */
export async function lastUrged(db: Reader, dossierIds: readonly string[]): Promise<Map<string, Date>> {
  const { rows } = await sql<{ of: string; at: Date }>`
    select urged || ' ' || dossier_id as of, max(at) as at
      from urging_letter_dossier join urging_letter on id = letter_id
     where dossier_id = any(${dossierIds}::bigint[]) group by urged, dossier_id`.execute(db);
  return new Map(rows.map(({ of, at }) => [of, at]));
}

interface Named {
  readonly code: OrgCode;
  readonly name: string;
}

export interface NewLetter {
  readonly from: Named;
  readonly to: Named;
  /** By whose order its head signs; null: the register names none. */
  readonly byOrderOf: Named | null;
  readonly year: number;
  readonly letterNo: string | null;
  readonly signer: string;
  readonly at: Date;
  readonly cause: string;
  readonly partnerId: string;
  readonly dossiers: readonly Urged[];
}

/** Gives the letter the one-stop's next number of the year and keeps it, with what it says of each dossier. @returns its id. */
export async function insertLetter(tx: Tx, letter: NewLetter): Promise<bigint> {
  const { from, to, byOrderOf, year } = letter;
  const { rows } = await sql<{ id: bigint }>`
    with counted as (
      insert into paper_counter as counter (unit_code, book, year, last) values (${from.code}, ${urgingForm.form}, ${year}, 1)
          on conflict (unit_code, book, year) do update set last = counter.last + 1
      returning last)
    insert into urging_letter (unit_code, unit_name, urged, urged_name, by_order_of, by_order_name, year, number,
                               letter_no, signer, at, cause, partner_id)
    select ${from.code}, ${from.name}, ${to.code}, ${to.name}, ${byOrderOf?.code ?? null}, ${byOrderOf?.name ?? null},
           ${year}, last, ${letter.letterNo}, ${letter.signer}, ${letter.at}, ${letter.cause}, ${letter.partnerId}
      from counted returning id`.execute(tx);
  const id = rows[0]?.id;
  if (id === undefined) throw new Error("no letter was written");
  const urged = letter.dossiers.map(({ dossierId, leg, due, isOverdue, daysLate, handledBy }) => ({
    ...{ dossier_id: String(dossierId), leg, due_at: due, is_overdue: isOverdue, days_late: daysLate },
    handled_by: handledBy,
  }));
  await sql`
    insert into urging_letter_dossier (letter_id, dossier_id, leg, due_at, is_overdue, days_late, handled_by)
    select ${id}, r.* from json_to_recordset(${JSON.stringify(urged)}::json)
      as r (dossier_id bigint, leg integer, due_at timestamptz, is_overdue boolean, days_late integer, handled_by text)`.execute(
    tx,
  );
  return id;
}

/** What a letter says of a dossier, as it was then. */
export interface LetterRow {
  readonly code: string;
  readonly procedure: { readonly code: string; readonly name: string };
  readonly leg: number | null;
  readonly dueAt: string;
  readonly isOverdue: boolean;
  readonly daysLate: number;
  readonly handledBy: string | null;
}

export interface Letter {
  readonly id: bigint;
  readonly from: { readonly code: string; readonly name: string };
  readonly to: { readonly code: string; readonly name: string };
  readonly byOrderOf: { readonly code: string; readonly name: string } | null;
  readonly year: number;
  readonly number: number;
  readonly letterNo: string | null;
  readonly signer: string;
  readonly at: Date;
  readonly dossiers: readonly LetterRow[];
}

/** Letters that an agency sent or got, the newest first; before an id, or one of it. */
export async function findLetters(
  db: Reader,
  { unit, before, only, limit }: { unit: OrgCode; before?: bigint | undefined; only?: bigint; limit: number },
): Promise<Letter[]> {
  const { rows } = await sql<Letter>`
    select l.id, jsonb_build_object('code', unit_code, 'name', unit_name) as from,
           jsonb_build_object('code', urged, 'name', urged_name) as to,
           case when by_order_of is not null
                then jsonb_build_object('code', by_order_of, 'name', by_order_name) end as "byOrderOf",
           l.year, l.number, letter_no as "letterNo", signer, l.at,
           (select jsonb_agg(jsonb_build_object(
                     'code', d.code, 'procedure', jsonb_build_object('code', v.code, 'name', v.name), 'leg', x.leg,
                     'dueAt', x.due_at, 'isOverdue', x.is_overdue, 'daysLate', x.days_late, 'handledBy', x.handled_by)
                   order by x.due_at, d.id)
              from urging_letter_dossier x join dossier d on d.id = x.dossier_id
              join procedure_version v on (v.code, v.province, v.valid_from, v.edition)
                     = (d.procedure_code, d.procedure_province, d.procedure_version, d.procedure_edition)
             where x.letter_id = l.id) as dossiers
      from urging_letter l
     where (unit_code = ${unit} or urged = ${unit})
       and (${before?.toString() ?? null}::bigint is null or l.id < ${before?.toString() ?? null}::bigint)
       and (${only?.toString() ?? null}::bigint is null or l.id = ${only?.toString() ?? null}::bigint)
     order by l.id desc limit ${limit}`.execute(db);
  return rows;
}

import { sql } from "kysely";
import type { OrgCode } from "../domain/org-code.ts";
import type { Outcome, StopReason } from "../domain/state.ts";
import type { Reader } from "../../platform/database.ts";

/** A row of a one-stop's register (Sổ theo dõi hồ sơ), its columns out of history; it is never deleted. */
export interface RegisterRow {
  readonly number: number;
  readonly code: string;
  readonly procedure: string;
  readonly procedureName: string;
  readonly sets: number | null;
  readonly applicant: {
    readonly name?: string;
    readonly address?: string;
    readonly phone?: string;
    readonly owner?: { readonly name: string; readonly address?: string };
  } | null;
  /** Who decided it, or who has it to decide; null: still at the counter. */
  readonly deciding: string | null;
  readonly receivedAt: Date;
  readonly dueAt: Date | null;
  /** To the deciding agency, and its result back from there. */
  readonly passedOnAt: Date | null;
  readonly resultBackAt: Date | null;
  readonly returnedAt: Date | null;
  readonly returnedBy: "counter" | "post" | "online" | null;
  readonly stopReason: StopReason | null;
  readonly outcome: Outcome | null;
  readonly receiver: string | null;
}

/** Rows of a year by number. */
export async function registerRows(
  db: Reader,
  question: { readonly unit: OrgCode; readonly year: number; readonly after: number; readonly limit: number },
): Promise<RegisterRow[]> {
  const { unit, year, after, limit } = question;
  const { rows } = await sql<RegisterRow>`${selectRows}
     where r.unit_code = ${unit} and r.year = ${year} and r.number > ${after}
     order by r.number limit ${limit}`.execute(db);
  return rows;
}

/** The row of a dossier, which it has from its receipt on. */
export async function registerRowOf(
  db: Reader,
  dossierId: bigint,
): Promise<(RegisterRow & { readonly unit: string; readonly year: number }) | undefined> {
  const { rows } = await sql<RegisterRow & { unit: string; year: number }>`${selectRows}
     where r.dossier_id = ${dossierId}`.execute(db);
  return rows[0];
}

const selectRows = sql`
  select r.unit_code as unit, r.year, r.number, d.code, d.procedure_code as procedure, v.name as "procedureName",
         (begun.details ->> 'sets')::int as sets, person.applicant,
         coalesce(d.decided_by, passed.to_org) as deciding, d.received_at as "receivedAt",
         settlement.printed_due_at as "dueAt", passed.at as "passedOnAt", back.at as "resultBackAt",
         returned.at as "returnedAt",
         case when returned.step = 'confirmPostDelivery' then 'post'
              when returned.step is not null and returned.role = 'hub' then 'online'
              when returned.step is not null then 'counter' end as "returnedBy",
         d.stop_reason as "stopReason", d.outcome, entered.officer as receiver
    from register_row r
    join dossier d on d.id = r.dossier_id
    join procedure_version v on (v.code, v.province, v.valid_from, v.edition)
                                 = (d.procedure_code, d.procedure_province, d.procedure_version, d.procedure_edition)
    left join dossier_event begun on begun.dossier_id = d.id and begun.revision = 1
    left join dossier_person person on person.dossier_id = d.id
    left join dossier_clock settlement on settlement.dossier_id = d.id and settlement.kind = 'settlement'
    left join lateral (
         select e.officer from dossier_event e
          where e.dossier_id = d.id and e.step in ('receive', 'accept', 'settleAtOnce') order by e.revision limit 1
         ) entered on true
    left join lateral (
         select e.at, e.to_org from dossier_event e
          where e.dossier_id = d.id and e.step = 'handOver' and e.from_state = 'accepted' order by e.revision limit 1
         ) passed on true
    left join lateral (
         select e.at from dossier_event e
          where e.dossier_id = d.id and e.step = 'acknowledge' and e.to_state = 'done'
            and e.by_org = coalesce(d.returns_to, d.received_by) order by e.revision desc limit 1
         ) back on true
    left join lateral (
         select e.at, e.step, e.role from dossier_event e
          where e.dossier_id = d.id and e.step in ('returnResult', 'confirmPostDelivery', 'settleAtOnce')
          order by e.revision desc limit 1
         ) returned on true`;

import { sql } from "kysely";
import type { Mode } from "../domain/clock/mode.ts";
import { parseOrgCode, type OrgCode } from "../domain/org-code.ts";
import { toldOf, type OverdueView, type Rung, type Stamps } from "../domain/overdue.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** A dossier that is or may become late, with all that the ladder depends on. */
export interface Watched {
  readonly id: bigint;
  readonly code: string;
  readonly receivedBy: OrgCode;
  readonly heldBy: OrgCode;
  readonly start: Date;
  readonly mode: Mode;
  readonly originalDue: Date;
  readonly currentDue: Date;
  readonly stamps: Stamps;
}

/** Running settlement clocks, and ended ones whose case is not closed; by id, from after the last one seen. */
export async function watched(db: Reader, after: bigint, limit: number): Promise<Watched[]> {
  const { rows } = await sql<{
    id: bigint;
    code: string;
    received_by: string;
    held_by: string;
    start_at: Date;
    mode: string;
    original_due_at: Date;
    due: Date;
    ended_at: Date | null;
    apology_at: Date | null;
    report_at: Date | null;
    centre_updated_at: Date | null;
  }>`
    select dossier.id, code, received_by, held_by, start_at, mode, original_due_at, coalesce(extended_to, due_at) as due,
           ended_at, apology_at, report_at, centre_updated_at
    from dossier_clock clock
    join dossier on dossier.id = clock.dossier_id
    left join overdue_case "case" on "case".dossier_id = dossier.id
    where kind = 'settlement' and dossier.id > ${after.toString()}::bigint
      and (clock.state = 'running' or (clock.state = 'ended' and "case".state <> 'closed'))
    order by dossier.id limit ${limit}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    receivedBy: parseOrgCode(row.received_by),
    heldBy: parseOrgCode(row.held_by),
    start: row.start_at,
    mode: row.mode as Mode,
    originalDue: row.original_due_at,
    currentDue: row.due,
    stamps: {
      endedAt: row.ended_at,
      apologyAt: row.apology_at,
      reportAt: row.report_at,
      centreUpdatedAt: row.centre_updated_at,
    },
  }));
}

/** Writes how cases stand, and each rung once. @returns the rungs reached now, told to nobody before. */
export async function saveCases(
  tx: Tx,
  cases: readonly { readonly dossier: Watched; readonly view: OverdueView }[],
): Promise<{ readonly code: string; readonly rung: Rung }[]> {
  const open = cases.filter(({ view }) => view.state !== undefined);
  if (open.length > 0) {
    const rows = open.map(({ dossier, view }) => ({
      id: String(dossier.id),
      state: view.state,
      breaches: view.breaches,
      overdue_from: view.overdueFrom ?? null,
      responsible: dossier.heldBy,
    }));
    // who held it when it was foreseen stays responsible, wherever it goes
    await sql`
      insert into overdue_case as c (dossier_id, state, breaches, overdue_from, responsible)
      select id, state, array(select json_array_elements_text(breaches)), overdue_from, responsible
      from json_to_recordset(${JSON.stringify(rows)}::json)
        as r (id bigint, state text, breaches json, overdue_from timestamptz, responsible text)
      on conflict (dossier_id) do update
        set state = excluded.state, breaches = excluded.breaches, overdue_from = excluded.overdue_from, changed_at = now()
        where (c.state, c.breaches, c.overdue_from) is distinct from (excluded.state, excluded.breaches, excluded.overdue_from)`.execute(
      tx,
    );
  }
  const rungs = cases.flatMap(({ dossier, view }) =>
    view.reached.map((rung) => ({ id: String(dossier.id), rung, told: toldOf[rung] })),
  );
  if (rungs.length === 0) return [];
  const { rows } = await sql<{ code: string; rung: Rung }>`
    with told as (
      insert into overdue_alert (dossier_id, rung, told)
      select id, rung, told from json_to_recordset(${JSON.stringify(rungs)}::json) as r (id bigint, rung text, told text)
      on conflict do nothing
      returning dossier_id, rung)
    select code, rung from told join dossier on dossier.id = told.dossier_id`.execute(tx);
  return rows;
}

export interface CaseRow {
  readonly dossier: string;
  readonly state: string;
  readonly breaches: readonly string[];
  readonly overdueFrom: Date | null;
  readonly responsible: string;
}

/** Cases that are not closed, the longest overdue first. */
export async function openCases(db: Reader, limit: number): Promise<CaseRow[]> {
  const rows = await db
    .selectFrom("overdue_case")
    .innerJoin("dossier", "dossier.id", "overdue_case.dossier_id")
    .select(["dossier.code", "overdue_case.state", "breaches", "overdue_from", "responsible"])
    .where("overdue_case.state", "<>", "closed")
    .orderBy(sql`overdue_from nulls last`)
    .orderBy("dossier.id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    dossier: row.code,
    state: row.state,
    breaches: row.breaches,
    overdueFrom: row.overdue_from,
    responsible: row.responsible,
  }));
}

export type Stamp = "apology" | "report" | "centre";

/** Records that a duty was done. The first stamp counts; a second changes nothing. @returns false: there is no case. */
export async function stampCase(
  tx: Tx,
  dossierId: bigint,
  stamp: Stamp,
  at: Date,
  letter: string | null,
): Promise<boolean> {
  const { rows } = await sql`
    update overdue_case set
      apology_at = case when ${stamp} = 'apology' then coalesce(apology_at, ${at}) else apology_at end,
      apology_letter = case when ${stamp} = 'apology' then coalesce(apology_letter, ${letter}) else apology_letter end,
      report_at = case when ${stamp} = 'report' then coalesce(report_at, ${at}) else report_at end,
      centre_updated_at = case when ${stamp} = 'centre' then coalesce(centre_updated_at, ${at}) else centre_updated_at end,
      changed_at = now()
    where dossier_id = ${dossierId.toString()}::bigint returning dossier_id`.execute(tx);
  return rows.length > 0;
}

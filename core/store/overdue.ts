import { sql, type RawBuilder } from "kysely";
import type { CountMode } from "../domain/clock/mode.ts";
import { parseDossierCode, type DossierCode } from "../domain/dossier-code.ts";
import { parseOrgCode, type OrgCode } from "../domain/org-code.ts";
import { toldOf, type Breach, type OverdueState, type OverdueView, type Rung, type Stamps } from "../domain/overdue.ts";
import type { Dossier } from "../domain/dossier.ts";
import { procedureOf } from "./procedures.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** A dossier that is or may become late, with all that the ladder depends on. */
export interface Watched {
  readonly id: bigint;
  readonly code: DossierCode;
  readonly procedure: Dossier["procedure"];
  readonly returnsTo: OrgCode;
  readonly heldBy: OrgCode;
  readonly receivedAt: Date;
  readonly start: Date;
  readonly mode: CountMode;
  readonly usedBefore: number;
  readonly originalDue: Date;
  readonly currentDue: Date;
  readonly stamps: Stamps;
  /** The due that had passed when it stopped, counted anew since. */
  readonly missedDue: Date | null;
  /** Rungs told before. */
  readonly told: readonly Rung[];
  /** How the case was last written; null: there is none, or nothing was due any more. */
  readonly saved: (Pick<OverdueView, "overdueFrom"> & { readonly state: OverdueState }) | null;
  /** Breaches on record, of a case at rest too. */
  readonly recorded: readonly Breach[];
}

/**
 * Running settlement clocks, those that stopped or ended after their due, and what ended with an open case; by id, from
 * after the last one seen. One that was late and closed, or ended in time, is watched no more.
 */
export const watched = (db: Reader, after: bigint, limit: number): Promise<Watched[]> =>
  read(db, (id) => sql`${id} > ${after.toString()}::bigint`, sql`limit ${limit}`);

/** Some of them as they are now, locked until the transaction ends: what a step does meanwhile is seen, or waits. */
export const lockWatched = (tx: Tx, ids: readonly bigint[]): Promise<Watched[]> =>
  read(tx, (id) => sql`${id} = any(${ids.map(String)}::bigint[])`, sql`for update of dossier`);

/** @param which said of the ids of each table: from one the planner concludes nothing for the others, and each page would read them all. */
async function read(
  db: Reader,
  which: (id: RawBuilder<unknown>) => RawBuilder<unknown>,
  end: RawBuilder<unknown>,
): Promise<Watched[]> {
  const { rows } = await sql<{
    id: bigint;
    code: string;
    procedure_code: string;
    procedure_version: string;
    procedure_province: string;
    procedure_edition: number;
    received_by: string;
    returns_to: string;
    held_by: string;
    received_at: Date;
    start_at: Date;
    mode: string;
    used_before: string;
    original_due_at: Date;
    due: Date;
    ended_at: Date | null;
    stopped_at: Date | null;
    missed_due_at: Date | null;
    apology_at: Date | null;
    apology_latest: Date | null;
    report_at: Date | null;
    centre_updated_at: Date | null;
    told: string[];
    state: string | null;
    breaches: string[] | null;
    overdue_from: Date | null;
  }>`
    select dossier.id, code, procedure_code, procedure_version::text, procedure_province, procedure_edition, received_by,
           coalesce(returns_to, received_by) as returns_to, held_by, received_at, start_at, mode, used_before,
           original_due_at,
           coalesce(extended_to, due_at) as due, ended_at, stopped_at, missed_due_at, stamp.*, "case".state, "case".breaches, "case".overdue_from,
           array(select rung from overdue_alert where overdue_alert.dossier_id = dossier.id) as told
    from dossier_clock clock
    join dossier on dossier.id = clock.dossier_id
    left join overdue_case "case" on "case".dossier_id = dossier.id and ${which(sql`"case".dossier_id`)}
    cross join lateral (
      select max(at) filter (where duty = 'apology') as apology_at,
             max(latest) filter (where duty = 'apology') as apology_latest,
             max(at) filter (where duty = 'report') as report_at,
             max(at) filter (where duty = 'centreUpdate') as centre_updated_at
      from overdue_stamp where overdue_stamp.dossier_id = dossier.id) as stamp
    where kind = 'settlement' and ${which(sql`clock.dossier_id`)} and ${which(sql`dossier.id`)}
      and (clock.state = 'running' or (clock.state = 'ended' and "case".state <> 'closed')
           or coalesce(stopped_at, ended_at) > coalesce(extended_to, due_at) and "case".state is distinct from 'closed'
           or missed_due_at is not null and array_position("case".breaches, 'due') is null)
    order by clock.dossier_id ${end}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    code: parseDossierCode(row.code),
    procedure: procedureOf(row),
    returnsTo: parseOrgCode(row.returns_to),
    heldBy: parseOrgCode(row.held_by),
    receivedAt: row.received_at,
    start: row.start_at,
    mode: row.mode as CountMode,
    usedBefore: Number(row.used_before),
    originalDue: row.original_due_at,
    currentDue: row.due,
    stamps: {
      endedAt: row.ended_at,
      stoppedAt: row.stopped_at,
      apologyAt: row.apology_at,
      apologyLatest: row.apology_latest,
      reportAt: row.report_at,
      centreUpdatedAt: row.centre_updated_at,
    },
    missedDue: row.missed_due_at,
    told: row.told as Rung[],
    saved: row.state === null ? null : { state: row.state as OverdueState, overdueFrom: row.overdue_from ?? undefined },
    recorded: (row.breaches ?? []) as Breach[],
  }));
}

/**
 * Writes how cases stand; one of which nothing is due any more rests, with the breaches on record. Who held it when it was foreseen stays
 * responsible, wherever it goes.
 */
export async function saveCases(
  tx: Tx,
  cases: readonly { readonly dossier: Pick<Watched, "id" | "heldBy">; readonly view: OverdueView }[],
): Promise<void> {
  const isFree = (view: OverdueView) => view.state === undefined && view.breaches.length === 0;
  const atRest = cases.filter(({ view }) => isFree(view)).map(({ dossier }) => String(dossier.id));
  if (atRest.length > 0)
    await sql`
      update overdue_case set state = null, overdue_from = null, changed_at = now()
      where dossier_id = any(${atRest}::bigint[]) and state is not null`.execute(tx);
  const rows = cases
    .filter(({ view }) => !isFree(view))
    .map(({ dossier, view }) => ({
      id: String(dossier.id),
      state: view.state ?? null,
      breaches: view.breaches,
      overdue_from: view.overdueFrom ?? null,
      responsible: dossier.heldBy,
    }));
  if (rows.length === 0) return;
  await sql`
    insert into overdue_case as c (dossier_id, state, breaches, overdue_from, responsible)
    select id, state, array(select json_array_elements_text(breaches)), overdue_from, responsible
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as r (id bigint, state text, breaches json, overdue_from timestamptz, responsible text)
    on conflict (dossier_id) do update
      set state = excluded.state, breaches = excluded.breaches, overdue_from = excluded.overdue_from, changed_at = now(),
          responsible = case when c.state is null then excluded.responsible else c.responsible end
      where (c.state, c.breaches, c.overdue_from) is distinct from (excluded.state, excluded.breaches, excluded.overdue_from)`.execute(
    tx,
  );
}

/** A rung and the agency that is told of it. */
export interface RungTold {
  readonly id: bigint;
  readonly rung: Rung;
  readonly receiver: OrgCode;
}

/** Records rungs, each once per dossier; who is told may look at the dossier. @returns those nobody recorded before. */
export async function recordRungs(tx: Tx, rungs: readonly RungTold[], at: Date): Promise<RungTold[]> {
  if (rungs.length === 0) return [];
  const rows = rungs.map(({ id, rung, receiver }) => ({ id: String(id), rung, receiver, told: toldOf[rung] }));
  const { rows: fresh } = await sql<{ id: bigint; rung: Rung; receiver: OrgCode }>`
    with fresh as (
      insert into overdue_alert (dossier_id, rung, told, receiver, at)
      select id, rung, told, receiver, ${at}
      from json_to_recordset(${JSON.stringify(rows)}::json) as r (id bigint, rung text, told text, receiver text)
      on conflict do nothing
      returning dossier_id as id, rung, receiver
    ), party as (
      insert into dossier_party (dossier_id, organisation_code) select distinct id, receiver from fresh
      on conflict do nothing
    )
    select id, rung, receiver from fresh`.execute(tx);
  return fresh;
}

/** The breaches on record (P13): those of a case at rest too. */
export async function recordedBreaches(db: Reader, dossierId: bigint): Promise<Breach[]> {
  const row = await db
    .selectFrom("overdue_case")
    .select("breaches")
    .where("dossier_id", "=", dossierId)
    .executeTakeFirst();
  return (row?.breaches ?? []) as Breach[];
}

/** A step or a duty that was entered after the moment until which it says it was done. */
export interface LateEntry {
  readonly what: string;
  readonly by: string;
  readonly at: Date;
  readonly recordedAt: Date;
}

/** What was entered after a due, or after a duty's latest moment, and dated before it; in the order of entry (P13). */
export async function lateEntriesOf(
  db: Reader,
  dossierId: bigint,
  { originalDue, currentDue }: { readonly originalDue: Date; readonly currentDue: Date },
): Promise<LateEntry[]> {
  const { rows } = await sql<LateEntry>`
    select step as what, by_org as by, at, recorded_at as "recordedAt" from dossier_event
     where dossier_id = ${dossierId}
       and ((at <= ${originalDue} and recorded_at > ${originalDue}) or (at <= ${currentDue} and recorded_at > ${currentDue}))
    union all
    select duty, by_org, at, recorded_at from overdue_stamp
     where dossier_id = ${dossierId} and at <= latest and recorded_at > latest
    order by "recordedAt", at, what`.execute(db);
  return rows;
}

/** The agency that a case was opened for; undefined: there is none, or it is at rest. */
export async function responsibleFor(db: Reader, dossierId: bigint): Promise<OrgCode | undefined> {
  const row = await db
    .selectFrom("overdue_case")
    .select("responsible")
    .where("dossier_id", "=", dossierId)
    .where("state", "is not", null)
    .executeTakeFirst();
  return row && parseOrgCode(row.responsible);
}

export interface CaseRow {
  readonly dossier: string;
  readonly state: OverdueState;
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
    state: row.state as OverdueState,
    breaches: row.breaches,
    overdueFrom: row.overdue_from,
    responsible: row.responsible,
  }));
}

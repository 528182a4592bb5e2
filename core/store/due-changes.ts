import { sql } from "kysely";
import type { Day } from "../domain/day.ts";
import type { DueKind, MovedDue } from "../domain/clock/stored-due.ts";
import type { LimitUnit } from "../domain/clock/limit.ts";
import type { CountMode } from "../domain/clock/mode.ts";
import { parseDossierCode, type DossierCode } from "../domain/dossier-code.ts";
import { parseOrgCode, type OrgCode } from "../domain/org-code.ts";
import type { StoredDue } from "../domain/clock/stored-due.ts";
import type { Dossier } from "../domain/dossier.ts";
import { procedureOf } from "./procedures.ts";
import { exclusionsOf } from "./dossier-clocks.ts";
import type { Reader, Tx } from "../../platform/database.ts";

type RunningDue = StoredDue & { readonly agency: OrgCode };

/**
 * The dues that a calendar can still move: of running settlements, those that resumed with what was left included; the
 * applicants' dates for a supplement; those of running legs. With them the dates set by a decision, which it cannot.
 */
export const runningDues = async (db: Reader): Promise<RunningDue[]> => [
  ...(await runningClocks(db)),
  ...(await runningLegs(db)),
];

async function runningClocks(db: Reader): Promise<RunningDue[]> {
  const rows = await db
    .selectFrom("dossier_clock as clock")
    .innerJoin("dossier", "dossier.id", "clock.dossier_id")
    .select([
      "dossier.code",
      "dossier.received_by",
      "dossier.returns_to",
      "clock.kind",
      "clock.start_at",
      "clock.limit_value",
      "clock.limit_unit",
      "clock.mode",
      "clock.used_before",
      "clock.exclusions",
      "clock.extended_to",
      "clock.calendar_version",
      "clock.office_hours_version",
      "clock.due_at",
      "clock.printed_due_at",
    ])
    .where("clock.kind", "in", ["settlement", "supplement"])
    .where("clock.state", "=", "running")
    .orderBy("dossier.id")
    .execute();
  return rows.map((row) => ({
    dossier: row.code,
    kind: row.kind as DueKind,
    agency: parseOrgCode(row.returns_to ?? row.received_by),
    start: row.start_at,
    limit: Number(row.limit_value),
    unit: row.limit_unit as LimitUnit,
    mode: row.mode as CountMode,
    usedBefore: Number(row.used_before),
    calendarVersion: row.calendar_version,
    officeHoursVersion: row.office_hours_version,
    due: row.due_at,
    exclusions: exclusionsOf(row.exclusions),
    printedDue: row.printed_due_at ?? row.due_at,
    setTo: row.extended_to,
  }));
}

/** Of the legs at work; what they promise is their due itself. */
async function runningLegs(db: Reader): Promise<RunningDue[]> {
  const { rows } = await sql<{
    dossier: DossierCode;
    leg: number;
    agency: string;
    start: Date;
    limit: string;
    unit: LimitUnit;
    mode: CountMode;
    used: string;
    calendar: string;
    hours: string;
    due: Date;
  }>`
    select code as dossier, number as leg, agency, counted_from as start, limit_value as limit, limit_unit as unit,
           due_mode as mode, used_before as used, calendar_version as calendar, office_hours_version as hours, due_at as due
      from dossier_leg leg join dossier on dossier.id = leg.dossier_id
     where leg.state = 'running' and stopped_at is null and counted_from is not null
     order by dossier.id, number`.execute(db);
  return rows.map(({ used, calendar, hours, ...row }) => ({
    ...row,
    kind: "leg",
    agency: parseOrgCode(row.agency),
    limit: Number(row.limit),
    usedBefore: Number(used),
    calendarVersion: calendar,
    officeHoursVersion: hours,
    printedDue: row.due,
  }));
}

/**
 * Takes the later dates, keeps the printed ones, and remembers both with the calendars they come from and the reason
 * (D18). What is remembered is owed to the one-stop until it is told; a date kept for the same cause once is not owed
 * again by the next edit. With the calendar frozen since they were read, nobody has written a due meanwhile.
 */
export async function changeDues(tx: Tx, changes: readonly MovedDue[], reason: string): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ dossier, fate, before, after }) => ({
    dossier,
    kind: before.kind ?? "settlement",
    leg: before.leg ?? null,
    fate,
    due_before: before.printedDue,
    due_after: after.due,
    calendar_before: before.calendarVersion,
    calendar_after: after.calendarVersion,
  }));
  await sql`
    with change as (
      select d.id, c.* from json_to_recordset(${JSON.stringify(rows)}::json)
        as c (dossier text, kind text, leg integer, fate text, due_before timestamptz, due_after timestamptz, calendar_before text, calendar_after text)
      join dossier d on d.code = c.dossier
      order by d.id
    ), remembered as (
      insert into due_change (dossier_id, kind, leg, fate, due_before, due_after, calendar_before, calendar_after, reason)
      select id, kind, leg, fate, due_before, due_after, calendar_before, calendar_after, ${reason} from change
      where fate = 'moved' or not exists (
        select from due_change last where last.dossier_id = change.id and last.kind = change.kind and last.leg is not distinct from change.leg and last.fate = 'kept'
          and (last.due_before, last.due_after) = (change.due_before, change.due_after))
    ), legs as (
      update dossier_leg set due_at = due_after, calendar_version = calendar_after from change
       where (dossier_leg.dossier_id, dossier_leg.number) = (change.id, change.leg) and fate = 'moved'
    )
    update dossier_clock set due_at = due_after, calendar_version = calendar_after,
      printed_due_at = case when dossier_clock.kind = 'settlement' then due_after end
    from change where (dossier_clock.dossier_id, dossier_clock.kind) = (change.id, change.kind) and fate = 'moved'`.execute(
    tx,
  );
}

/** What a calendar did to a dossier's date, as it is owed to its one-stop, or to a leg's, owed to its agency. */
export interface DueChange {
  readonly number: bigint;
  readonly code: DossierCode;
  readonly procedure: Dossier["procedure"];
  readonly receiver: OrgCode;
  readonly kind: DueKind;
  readonly leg: number | null;
  readonly fate: "kept" | "moved";
  readonly at: Date;
  /** What the slip, or the request for a supplement, said. */
  readonly before: Date;
  /** What the new calendar gives. */
  readonly computed: Date;
  readonly reason: string;
  readonly calendarBefore: string;
  readonly calendarAfter: string;
}

/** The next changes nobody was told of, oldest first, held by this transaction alone. */
export async function lockUntold(tx: Tx, limit: number): Promise<DueChange[]> {
  const rows = await tx
    .selectFrom("due_change")
    .innerJoin("dossier", "dossier.id", "due_change.dossier_id")
    .leftJoin("dossier_leg", (join) =>
      join
        .onRef("dossier_leg.dossier_id", "=", "due_change.dossier_id")
        .onRef("dossier_leg.number", "=", "due_change.leg"),
    )
    .selectAll("due_change")
    .select([
      "agency",
      "code",
      "dossier.procedure_code",
      "procedure_version",
      "procedure_province",
      "procedure_edition",
      "received_by",
      "returns_to",
    ])
    .where("due_change.told_at", "is", null)
    .orderBy("due_change.number")
    .limit(limit)
    .forUpdate("due_change")
    .skipLocked()
    .execute();
  return rows.map((row) => ({
    number: row.number,
    code: parseDossierCode(row.code),
    procedure: procedureOf(row),
    receiver: parseOrgCode(row.agency ?? row.returns_to ?? row.received_by),
    kind: row.kind as DueKind,
    leg: row.leg,
    fate: row.fate as DueChange["fate"],
    at: row.at,
    before: row.due_before,
    computed: row.due_after,
    reason: row.reason,
    calendarBefore: row.calendar_before,
    calendarAfter: row.calendar_after,
  }));
}

export async function markTold(tx: Tx, changes: readonly DueChange[], at: Date): Promise<void> {
  const numbers = changes.map(({ number }) => number);
  await tx.updateTable("due_change").set({ told_at: at }).where("number", "in", numbers).execute();
}

/** How many dues run at an agency and all below it, or everywhere: none of them moves when office hours change (P9). */
export async function countRunningDues(db: Reader, agency: OrgCode | null): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    select count(*) from dossier_clock clock join dossier on dossier.id = clock.dossier_id
     where kind = 'settlement' and clock.state = 'running'
       and (${agency}::text is null or received_by = ${agency} or starts_with(received_by, ${agency} || '.'))`.execute(
    db,
  );
  return Number(rows[0]?.count ?? 0);
}

/** The dossiers whose result an agency has promised for one of these days. */
export async function duesWithin(
  db: Reader,
  agency: OrgCode,
  from: Day,
  to: Day,
): Promise<{ readonly dossier: string; readonly due: Date }[]> {
  const { rows } = await sql<{ dossier: string; due: Date }>`
    select code as dossier, coalesce(extended_to, due_at) as due
      from dossier_clock clock join dossier on dossier.id = clock.dossier_id
     where kind = 'settlement' and clock.state = 'running' and coalesce(returns_to, received_by) = ${agency}
       and (coalesce(extended_to, due_at) at time zone 'Asia/Ho_Chi_Minh')::date between ${from} and ${to}
     order by due, code`.execute(db);
  return rows;
}

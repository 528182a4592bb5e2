import { sql } from "kysely";
import type { Day } from "../domain/day.ts";
import type { DayOfNumbers, ReceiptEntry } from "../domain/discipline.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { Database, Reader } from "../../platform/database.ts";

/** Both days included. */
export interface Period {
  readonly unit: OrgCode;
  readonly from: Day;
  readonly to: Day;
}

/** The numbers given on each day, those given up, and those promised that nobody has filed under. */
export async function daysOfNumbers(db: Reader, { unit, from, to }: Period): Promise<DayOfNumbers[]> {
  const { rows } = await sql<{ day: Day; last: number; voided: number[]; reserved: number[] }>`
    select counter.day, counter.last,
           array(select number from dossier_number_void v
                 where v.unit_code = counter.unit_code and v.day = counter.day order by number) as voided,
           array(select number from reserved_number r
                 where r.unit_code = counter.unit_code and r.day = counter.day and r.dossier_id is null
                 order by number) as reserved
    from dossier_counter counter
    where unit_code = ${unit} and day between ${from} and ${to}
    order by day`.execute(db);
  return rows;
}

/** The dossiers that a unit received, by the day and number in their codes, with their conclusions. */
export async function receiptEntries(db: Reader, { unit, from, to }: Period): Promise<ReceiptEntry[]> {
  // the code ends in the day, as 260105 or 20260105, and the number
  const { rows } = await sql<{
    code: string;
    day: Day;
    number: number;
    received_at: Date;
    recorded_at: Date;
    concluded_at: Date | null;
    conclusion_recorded_at: Date | null;
    immediate: boolean;
  }>`
    select dossier.code, numbered.day, numbered.number, first.at as received_at, first.recorded_at,
           conclusion.at as concluded_at, conclusion.recorded_at as conclusion_recorded_at,
           coalesce(version.limit_unit = 'immediate', false) as immediate
    from dossier
    join procedure_version version
      on (version.code, version.province, version.valid_from, version.edition) =
         (dossier.procedure_code, dossier.procedure_province, dossier.procedure_version, dossier.procedure_edition)
    join lateral (
      -- what was filed online is received when it is accepted
      select at, recorded_at from dossier_event
      where dossier_id = dossier.id and (revision = 1 or step in ('accept', 'settleAtOnce'))
      order by step in ('accept', 'settleAtOnce') desc, revision limit 1
    ) first on true
    cross join lateral (
      select to_date(right(split_part(dossier.code, '-', -2), 6), 'YYMMDD') as day,
             split_part(dossier.code, '-', -1)::integer as number
    ) numbered
    left join lateral (
      select at, recorded_at from dossier_event
      where dossier_id = dossier.id and step = 'conclude' order by revision limit 1
    ) conclusion on true
    -- under a reserved number a successor may have received it: the number stays its agency's
    where dossier.id in (
        select id from dossier d where received_by = ${unit}
           and not exists (select from reserved_number r where r.dossier_id = d.id and r.unit_code <> ${unit})
        union all
        select dossier_id from reserved_number where unit_code = ${unit} and dossier_id is not null)
      and numbered.day between ${from} and ${to}
    order by numbered.day, numbered.number`.execute(db);
  return rows.map((row) => ({
    code: row.code,
    day: row.day,
    number: row.number,
    receivedAt: row.received_at,
    recordedAt: row.recorded_at,
    concludedAt: row.concluded_at,
    conclusionRecordedAt: row.conclusion_recorded_at,
    immediate: row.immediate,
  }));
}

/**
 * Number and day of issue of every result, corrected ones too, that a dossier names which the agency received or decided, in
 * the years of a period. Where no day was said, that of the entry (Vietnam).
 */
export async function knownResults(
  db: Reader,
  { unit, from, to }: Period,
): Promise<{ readonly number: string; readonly issuedOn: Day }[]> {
  const { rows } = await sql<{ number: string; issued_on: Day }>`
    select named.number, named.issued_on
    from dossier
    join lateral (
      select number, coalesce(issued_on, (at at time zone 'Asia/Ho_Chi_Minh')::date) as issued_on
      from dossier_result where dossier_id = dossier.id
    ) named on named.issued_on between date_trunc('year', ${from}::date)::date
                                   and (date_trunc('year', ${to}::date) + interval '1 year - 1 day')::date
    where dossier.received_by = ${unit} or dossier.decided_by = ${unit}`.execute(db);
  return rows.map(({ number, issued_on }) => ({ number, issuedOn: issued_on }));
}

/**
 * Gives up a number with the reason. @returns false when a dossier has it, it was promised to somebody, was never given or
 * is given up.
 */
export async function voidNumber(
  db: Database,
  given: {
    readonly unit: OrgCode;
    readonly day: Day;
    readonly number: number;
    readonly reason: string;
    readonly officer: string;
  },
): Promise<boolean> {
  const { unit, day, number, reason, officer } = given;
  const { numAffectedRows } = await sql`
    insert into dossier_number_void (unit_code, day, number, reason, officer)
    select ${unit}, ${day}, ${number}, ${reason}, ${officer}
    where exists (select from dossier_counter where unit_code = ${unit} and day = ${day} and last >= ${number})
      and not exists (
        select from dossier where received_by = ${unit}
          and to_date(right(split_part(code, '-', -2), 6), 'YYMMDD') = ${day}::date
          and split_part(code, '-', -1)::integer = ${number})
      and not exists (select from reserved_number where unit_code = ${unit} and day = ${day} and number = ${number})
    on conflict do nothing`.execute(db);
  return numAffectedRows === 1n;
}

export interface Absence {
  readonly unit: OrgCode;
  readonly officer: string;
  readonly substitute: string | null;
  readonly from: Day;
  readonly to: Day;
}

export const recordAbsence = (db: Database, { unit, officer, substitute, from, to }: Absence): Promise<unknown> =>
  db.insertInto("duty").values({ unit_code: unit, officer, substitute, absent_from: from, absent_to: to }).execute();

/** Who stands in is absent, too, on a day of the absence and of the period: nobody is there for the work. */
const substituteIsAbsent = (from: Day, to: Day) => sql<boolean>`exists (
  select from duty other
  where other.unit_code = duty.unit_code and other.officer = duty.substitute
    and other.absent_from <= least(duty.absent_to, ${to}::date) and other.absent_to >= greatest(duty.absent_from, ${from}::date))`;

/** Names who stands in. @returns how many absences of that day had nobody, or somebody who is absent, too. */
export async function appointSubstitute(
  db: Database,
  unit: OrgCode,
  officer: string,
  on: Day,
  substitute: string,
): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable("duty")
    .set({ substitute })
    .where("unit_code", "=", unit)
    .where("officer", "=", officer)
    .where((is) => is.or([is("substitute", "is", null), substituteIsAbsent(on, on)]))
    .where("absent_from", "<=", on)
    .where("absent_to", ">=", on)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

export interface Uncovered {
  readonly officer: string;
  readonly from: Day;
  readonly to: Day;
  /** Codes of the dossiers that wait for the officer. */
  readonly dossiers: readonly string[];
}

const isUncovered = (from: Day, to: Day) =>
  sql<boolean>`(substitute is null or ${substituteIsAbsent(from, to)}) and absent_from <= ${to} and absent_to >= ${from}`;

/** Of `duty` and `dossier`: it waits for the officer. */
const waitsForOfficer = sql<boolean>`held_by = duty.unit_code and assignee = duty.officer
                   and state not in ('resultReturned', 'stopped', 'receiptRefused', 'archived', 'done')`;

export interface UncoveredUnit {
  readonly unit: OrgCode;
  readonly absences: number;
  /** Dossiers that wait for these officers. */
  readonly dossiers: number;
}

/** The agencies with absences in the period for which nobody stands in who is there, by their identifiers. */
export async function uncoveredUnits(db: Reader, from: Day, to: Day): Promise<UncoveredUnit[]> {
  const { rows } = await sql<UncoveredUnit>`
    select unit_code as unit, count(*)::integer as absences,
           (select count(*)::integer from dossier
             where exists (select from duty where unit_code = away.unit_code and ${isUncovered(from, to)} and ${waitsForOfficer})) as dossiers
    from duty away
    where id in (select id from duty where ${isUncovered(from, to)})
    group by unit_code order by unit_code`.execute(db);
  return rows;
}

/** Dossiers of an agency that wait on a day for somebody who is away, nobody standing in, and of which that was not told. */
export async function unattendedDossiers(
  db: Reader,
  unit: OrgCode,
  on: Day,
): Promise<{ readonly id: bigint; readonly since: Date }[]> {
  const { rows } = await sql<{ id: bigint; since: Date }>`
    select id, since from (
      select dossier.id, min(absent_from)::timestamp at time zone 'Asia/Ho_Chi_Minh' as since
      from duty join dossier on ${waitsForOfficer}
      where unit_code = ${unit} and ${isUncovered(on, on)}
      group by dossier.id) as waiting
    where not exists (
      select from time_alert where dossier_id = waiting.id and kind = 'handlerAbsent' and about = waiting.since)
    order by id`.execute(db);
  return rows;
}

/** Absences in the period for which nobody stands in who is there, each with the officer's open dossiers (trap 19). */
export async function absencesWithoutSubstitute(db: Reader, { unit, from, to }: Period): Promise<Uncovered[]> {
  const { rows } = await sql<Uncovered>`
    select duty.officer, duty.absent_from as from, duty.absent_to as to,
           array(select code from dossier
                 where ${waitsForOfficer} order by code) as dossiers
    from duty
    where unit_code = ${unit} and ${isUncovered(from, to)}
    order by duty.absent_from, duty.id`.execute(db);
  return rows;
}

import { sql } from "kysely";
import { nation, type CalendarContent, type CalendarDay, type DayKind } from "../domain/clock/calendar.ts";
import type { Closure } from "../domain/clock/closure.ts";
import { findSession, writeSession, type OfficePeriod } from "../domain/clock/office-hours.ts";
import type { Day } from "../domain/day.ts";
import { parentOf, type OrgCode } from "../domain/org-code.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** A calendar's or office hours' name and the digest of its content, of which the name is made. */
export interface VersionKey {
  readonly version: string;
  readonly digest: string;
}

/** Writes a version; one that is there already says the same, and stays. */
export async function insertCalendar(tx: Tx, { version, digest }: VersionKey, content: CalendarContent): Promise<void> {
  const written = await tx
    .insertInto("calendar_version")
    .values({ version, digest, covers_from: content.coversFrom, covers_to: content.coversTo })
    .onConflict((on) => on.doNothing())
    .returning("version")
    .executeTakeFirst();
  if (!written || content.days.length === 0) return;
  await tx
    .insertInto("calendar_day")
    .values(
      content.days.map(({ day, scope, kind, name, basis, status, pairedDay, validFrom }) => ({
        ...{ version, day, scope, kind, name, basis, status },
        paired_day: pairedDay,
        valid_from: validFrom,
      })),
    )
    .execute();
}

/** Keeps whoever computes a due waiting, until this transaction ends, and waits for those who have begun (D18). */
export async function freezeCalendar(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('hub calendar'))`.execute(tx);
}

/**
 * Keeps an edit waiting until what is computed here is committed. Comes before the calendar is read, and before a
 * dossier is locked; receipts and steps have it in their one read.
 */
export async function holdCalendar(tx: Tx): Promise<void> {
  await sql`select calendar_held()`.execute(tx);
}

export const putCalendarInForce = async (tx: Tx, version: string, reason: string): Promise<void> => {
  await tx.insertInto("calendar_in_force").values({ version, reason }).execute();
};

/** The version that counts for what is computed now. */
export async function calendarInForce(db: Reader): Promise<string | undefined> {
  const row = await db
    .selectFrom("calendar_in_force")
    .select("version")
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.version;
}

export async function findCalendar(db: Reader, version: string): Promise<CalendarContent | undefined> {
  const found = await db
    .selectFrom("calendar_version")
    .select(["covers_from", "covers_to"])
    .where("version", "=", version)
    .executeTakeFirst();
  if (!found) return undefined;
  const rows = await db
    .selectFrom("calendar_day")
    .selectAll()
    .where("version", "=", version)
    .orderBy("day")
    .orderBy("scope")
    .execute();
  return {
    coversFrom: found.covers_from as Day,
    coversTo: found.covers_to as Day,
    days: rows.map((row): CalendarDay => ({
      day: row.day as Day,
      kind: row.kind as DayKind,
      name: row.name,
      scope: row.scope === nation ? nation : row.scope,
      basis: row.basis,
      status: row.status as CalendarDay["status"],
      pairedDay: row.paired_day as Day | null,
      validFrom: row.valid_from as Day | null,
    })),
  };
}

/** Writes office hours; those that are there already say the same, and stay. */
export async function insertOfficeHours(
  tx: Tx,
  { version, digest }: VersionKey,
  periods: readonly OfficePeriod[],
): Promise<void> {
  const written = await tx
    .insertInto("office_hours_version")
    .values({ version, digest })
    .onConflict((on) => on.doNothing())
    .returning("version")
    .executeTakeFirst();
  if (!written) return;
  await tx
    .insertInto("office_period")
    .values(periods.map(({ from, sessions }) => ({ version, valid_from: from, hours: sessions.map(writeSession) })))
    .execute();
}

/** @param agency null: for whoever has stated none of its own. */
export async function putOfficeHoursInForce(
  tx: Tx,
  agency: OrgCode | null,
  version: string,
  reason: string,
): Promise<void> {
  await tx.insertInto("office_hours_in_force").values({ organisation_code: agency, version, reason }).execute();
}

/** The version that counts for an agency now: its own, else that of the nearest above it, else everybody's. */
export async function officeHoursInForce(db: Reader, agency: OrgCode | null): Promise<string | undefined> {
  const lineage: string[] = [];
  for (let code = agency ?? undefined; code !== undefined; code = parentOf(code)) lineage.push(code);
  const { rows } = await sql<{ version: string }>`
    select version from hub.office_hours_in_force
     where organisation_code is null or organisation_code = any(${lineage}::text[])
     order by coalesce(array_position(${lineage}::text[], organisation_code), 99), number desc
     limit 1`.execute(db);
  return rows[0]?.version;
}

/** Office hours as an agency states them now; `agency` null: everybody's who states none. */
export interface StatedHours {
  readonly agency: OrgCode | null;
  readonly version: string;
  readonly since: Date;
  readonly reason: string;
}

/** What counts now of all that was ever stated, by agency; everybody's first. */
export async function statedOfficeHours(db: Reader): Promise<StatedHours[]> {
  const { rows } = await sql<{ agency: OrgCode | null; version: string; since: Date; reason: string }>`
    select distinct on (organisation_code) organisation_code as agency, version, since, reason
      from hub.office_hours_in_force
     order by organisation_code nulls first, number desc`.execute(db);
  return rows;
}

export async function findOfficeHours(db: Reader, version: string): Promise<OfficePeriod[] | undefined> {
  const rows = await db
    .selectFrom("office_period")
    .selectAll()
    .where("version", "=", version)
    .orderBy("valid_from")
    .execute();
  if (rows.length === 0) return undefined;
  return rows.map(({ valid_from, hours }) => ({
    from: valid_from as OfficePeriod["from"],
    sessions: hours.flatMap((text) => findSession(text) ?? []),
  }));
}

export const insertClosure = async (tx: Tx, agency: OrgCode, closure: Closure): Promise<void> => {
  const { from, to, basis, replacedBy, noticeOn } = closure;
  await tx
    .insertInto("closure")
    .values({
      ...{ organisation_code: agency, from_day: from, to_day: to, basis },
      replaced_by: replacedBy,
      notice_on: noticeOn,
    })
    .execute();
};

/** An agency's closures that are not over on the day. */
export async function closuresOf(db: Reader, agency: OrgCode, since: Day): Promise<Closure[]> {
  return (await allClosures(db, since)).filter((closure) => closure.agency === agency);
}

/** The closures that are not over on the day, whosever. */
export async function allClosures(db: Reader, since: Day): Promise<(Closure & { readonly agency: OrgCode })[]> {
  const rows = await db
    .selectFrom("closure")
    .selectAll()
    .where("to_day", ">=", since)
    .orderBy("from_day")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    agency: row.organisation_code as OrgCode,
    from: row.from_day as Day,
    to: row.to_day as Day,
    basis: row.basis,
    replacedBy: row.replaced_by,
    noticeOn: row.notice_on as Day | null,
  }));
}

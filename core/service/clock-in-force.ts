import { calendarFor, splitVersion } from "../domain/clock/calendar-scope.ts";
import { nation, openCalendar, type Calendar } from "../domain/clock/calendar.ts";
import { openOfficeHours, type OfficeHours } from "../domain/clock/office-hours.ts";
import { findOrgCode, type OrgCode } from "../domain/org-code.ts";
import {
  calendarInForce,
  findCalendar,
  findOfficeHours,
  insertCalendar,
  insertOfficeHours,
  officeHoursInForce,
  putCalendarInForce,
  putOfficeHoursInForce,
} from "../store/calendars.ts";
import { lockImports } from "../store/units.ts";
import type { Database, Reader } from "../../platform/database.ts";
import { defaultOfficePeriods } from "../domain/clock/default-office-hours.ts";
import { nationalCalendar } from "../domain/clock/national-calendar.ts";
import { calendarDigest, defaultCalendar, defaultOfficeHours, officeHoursDigest } from "./clock-version.ts";

/** What a due of an agency is computed with now. */
export interface ClockParts {
  readonly calendar: Calendar;
  readonly officeHours: OfficeHours;
}

/** The versions in force; undefined: none was ever stored. */
export interface InForce {
  readonly calendar: string | undefined;
  readonly officeHours: string | undefined;
}

/**
 * Reads calendars and office hours, each version once: they never change. What the hub was built with answers where
 * nothing was stored.
 */
export function openClocks() {
  const calendars = new Map<string, Calendar>([[defaultCalendar().version, defaultCalendar()]]);
  const hours = new Map<string, OfficeHours>([[defaultOfficeHours().version, defaultOfficeHours()]]);

  /** Of any version ever used, an agency's own included; undefined when there is no such version. */
  async function calendarOf(db: Reader, wanted: string): Promise<Calendar | undefined> {
    const known = calendars.get(wanted);
    if (known) return known;
    const { version, agency } = splitVersion(wanted);
    let calendar = calendars.get(version);
    if (!calendar) {
      const content = await findCalendar(db, version);
      if (!content) return undefined;
      calendars.set(version, (calendar = openCalendar(version, content)));
    }
    if (agency === null) return calendar;
    if (agency === nation) return localised(calendar, null);
    const code = findOrgCode(agency);
    return code && localised(calendar, code);
  }

  function localised(calendar: Calendar, agency: OrgCode | null): Calendar {
    const local = calendarFor(calendar, agency);
    const known = calendars.get(local.version);
    if (known) return known;
    calendars.set(local.version, local);
    return local;
  }

  async function officeHoursOf(db: Reader, version: string): Promise<OfficeHours | undefined> {
    const known = hours.get(version);
    if (known) return known;
    const periods = await findOfficeHours(db, version);
    if (!periods) return undefined;
    const opened = openOfficeHours(version, periods);
    hours.set(version, opened);
    return opened;
  }

  /** What counts for an agency now. */
  const clockFor = async (db: Reader, agency: OrgCode): Promise<ClockParts> =>
    clockOf(db, agency, {
      calendar: await calendarInForce(db),
      officeHours: await officeHoursInForce(db, agency),
    });

  /** The same with the versions in force known already: nothing is asked when both were read before. */
  async function clockOf(db: Reader, agency: OrgCode, { calendar, officeHours }: InForce): Promise<ClockParts> {
    const stored = calendar ?? defaultCalendar().version;
    return {
      calendar: localised((await calendarOf(db, stored)) ?? defaultCalendar(), agency),
      officeHours: (await officeHoursOf(db, officeHours ?? defaultOfficeHours().version)) ?? defaultOfficeHours(),
    };
  }

  /** The calendar and the hours that a stored due was computed with; they are kept for ever (P9). */
  async function clockWith(
    db: Reader,
    stored: { readonly calendarVersion: string; readonly officeHoursVersion: string },
  ): Promise<ClockParts> {
    const calendar = await calendarOf(db, stored.calendarVersion);
    const officeHours = await officeHoursOf(db, stored.officeHoursVersion);
    if (!calendar || !officeHours)
      throw new Error(`${stored.calendarVersion} or ${stored.officeHoursVersion} is named by a due and stored nowhere`);
    return { calendar, officeHours };
  }

  /** The office hours that count now; null: of whoever has stated none. */
  async function hoursFor(db: Reader, agency: OrgCode | null): Promise<OfficeHours> {
    const version = (await officeHoursInForce(db, agency)) ?? defaultOfficeHours().version;
    return (await officeHoursOf(db, version)) ?? defaultOfficeHours();
  }

  return { calendarOf, officeHoursOf, clockFor, clockOf, clockWith, hoursFor };
}

export type Clocks = ReturnType<typeof openClocks>;

/** Stores what the hub was built with, when nothing counts yet: what is computed with it outlives the next build. */
export async function seedClocks(db: Database): Promise<void> {
  // without the lock first: a long import does not hold up a start
  if ((await calendarInForce(db)) !== undefined && (await officeHoursInForce(db, null)) !== undefined) return;
  await db.transaction().execute(async (tx) => {
    await lockImports(tx);
    const reason = "mặc định toàn quốc";
    if ((await calendarInForce(tx)) === undefined) {
      const { version } = defaultCalendar();
      await insertCalendar(tx, { version, digest: calendarDigest(nationalCalendar) }, nationalCalendar);
      await putCalendarInForce(tx, version, reason);
    }
    if ((await officeHoursInForce(tx, null)) === undefined) {
      const { version } = defaultOfficeHours();
      await insertOfficeHours(tx, { version, digest: officeHoursDigest(defaultOfficePeriods) }, defaultOfficePeriods);
      await putOfficeHoursInForce(tx, null, version, reason);
    }
  });
}

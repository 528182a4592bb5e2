import { openCalendar, type Calendar, type CalendarContent } from "../domain/clock/calendar.ts";
import { edited, type CalendarEdit } from "../domain/clock/calendar-edit.ts";
import type { OfficeHours } from "../domain/clock/office-hours.ts";
import {
  calendarInForce,
  findCalendar,
  freezeCalendar,
  insertCalendar,
  putCalendarInForce,
} from "../store/calendars.ts";
import { lockImports } from "../store/units.ts";
import type { Database, Reader, Tx } from "../../platform/database.ts";
import { calendarDigest, defaultCalendar, versionedCalendar } from "./clock-version.ts";
import type { Clocks } from "./clock-in-force.ts";
import { previewCalendar, type CalendarPreview, type DueToRetime } from "./preview-calendar-edit.ts";

/** Where running dues are read, and what is done with those that a new calendar moves or keeps. */
export interface Dues {
  readonly read: (db: Reader) => Promise<readonly DueToRetime[]>;
  readonly retimed: (tx: Tx, preview: CalendarPreview, reason: string) => Promise<void>;
}

/** The calendar that counts now: the stored one, else the one the hub was built with. */
export async function currentCalendar(db: Reader): Promise<Calendar> {
  const version = await calendarInForce(db);
  const content = version === undefined ? undefined : await findCalendar(db, version);
  return version === undefined || !content ? defaultCalendar() : openCalendar(version, content);
}

/** What an edit of the calendar that counts now would move. Nothing is written. */
export async function previewEdit(
  db: Reader,
  edit: CalendarEdit,
  dues: Dues,
  clocks: Clocks,
): Promise<CalendarPreview> {
  const before = await currentCalendar(db);
  return previewContent(db, before, edited(before, edit), dues, clocks);
}

/**
 * Makes the edit a new version that counts from now on, and hands on what it moves: all in one transaction, between
 * the steps that compute a due and not beside them.
 */
export const editCalendar = (
  db: Database,
  edit: CalendarEdit,
  reason: string,
  dues: Dues,
  clocks: Clocks,
): Promise<CalendarPreview> =>
  db.transaction().execute(async (tx) => {
    await lockImports(tx);
    await freezeCalendar(tx);
    const before = await currentCalendar(tx);
    const seen = await previewContent(tx, before, edited(before, edit), dues, clocks);
    if (seen.days.length === 0) return seen;
    await putInForce(tx, seen.after, reason);
    await dues.retimed(tx, seen, reason);
    return seen;
  });

/** Stores a content as a version and lets it count from now on. */
export async function putInForce(tx: Tx, content: CalendarContent, reason: string): Promise<string> {
  const { version } = versionedCalendar(content);
  await insertCalendar(tx, { version, digest: calendarDigest(content) }, content);
  await putCalendarInForce(tx, version, reason);
  return version;
}

/** What another content would do to the running dues. */
export async function previewContent(db: Reader, before: Calendar, after: CalendarContent, dues: Dues, clocks: Clocks) {
  const stored = await dues.read(db);
  const hours = new Map<string, OfficeHours>();
  for (const version of new Set(stored.map(({ officeHoursVersion }) => officeHoursVersion))) {
    const found = await clocks.officeHoursOf(db, version);
    if (!found) throw new Error(`office hours ${version} are named by a dossier and stored nowhere`);
    hours.set(version, found);
  }
  return previewCalendar(before, after, stored, (version) => hours.get(version) as OfficeHours);
}

import { changedDays, type ChangedDay } from "../domain/clock/calendar-edit.ts";
import type { Calendar, CalendarContent } from "../domain/clock/calendar.ts";
import { calendarFor } from "../domain/clock/calendar-scope.ts";
import type { OfficeHours } from "../domain/clock/office-hours.ts";
import { retime, setDue, type MovedDue, type SetDue, type StoredDue } from "../domain/clock/stored-due.ts";
import type { OrgCode } from "../domain/org-code.ts";
import { versionedCalendar } from "./clock-version.ts";

/** A stored due with the agency it was computed for: days of its province count too. */
export interface DueToRetime extends StoredDue {
  readonly agency?: OrgCode;
}

/** What an edit would do, before it is done (D18). */
export interface CalendarPreview {
  readonly before: string;
  readonly after: Calendar;
  readonly days: readonly ChangedDay[];
  readonly unchanged: number;
  /** Would be earlier: the printed date stands. */
  readonly kept: readonly MovedDue[];
  /** Are later: the new date is taken, and the applicant told. */
  readonly moved: readonly MovedDue[];
  /** Rest on a decision and move by none but another one: those on a day off first. */
  readonly decided: readonly SetDue[];
}

/** @throws {ClockFault} when the content makes no calendar, or a due falls out of it. */
export function previewCalendar(
  before: Calendar,
  content: CalendarContent,
  dues: Iterable<DueToRetime>,
  officeHoursOf: (version: string) => OfficeHours,
): CalendarPreview {
  const after = versionedCalendar(content);
  let unchanged = 0;
  const kept: MovedDue[] = [];
  const moved: MovedDue[] = [];
  const decided: SetDue[] = [];
  for (const stored of dues) {
    const calendar = stored.agency === undefined ? after : calendarFor(after, stored.agency);
    if (stored.setTo) {
      decided.push(setDue(stored.dossier, stored.setTo, calendar));
      continue;
    }
    const one = retime(stored, calendar, officeHoursOf(stored.officeHoursVersion));
    if (one.fate === "moved") moved.push(one);
    else if (one.fate === "kept") kept.push(one);
    else unchanged += 1;
  }
  return {
    before: before.version,
    after,
    days: changedDays(before, after),
    unchanged,
    kept,
    moved,
    decided: decided.toSorted(dayOffFirst),
  };
}

const dayOffFirst = (one: SetDue, other: SetDue) => Number(other.isDayOff) - Number(one.isDayOff);

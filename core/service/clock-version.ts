import { createHash } from "node:crypto";
import { calendarText, openCalendar, type Calendar, type CalendarContent } from "../domain/clock/calendar.ts";
import { defaultOfficePeriods } from "../domain/clock/default-office-hours.ts";
import { nationalCalendar } from "../domain/clock/national-calendar.ts";
import { officeHoursText, openOfficeHours, type OfficeHours, type OfficePeriod } from "../domain/clock/office-hours.ts";

const digestOf = (text: string) => createHash("sha256").update(text).digest("hex");

export const calendarDigest = (content: CalendarContent): string => digestOf(calendarText(content));
export const officeHoursDigest = (periods: readonly OfficePeriod[]): string => digestOf(officeHoursText(periods));

/** A version is named by its content: the same days are the same version wherever they were written (P9). */
export const versionedCalendar = (content: CalendarContent): Calendar =>
  openCalendar(`calendar-${calendarDigest(content).slice(0, 16)}`, content);

export const versionedOfficeHours = (periods: readonly OfficePeriod[]): OfficeHours =>
  openOfficeHours(`office-${officeHoursDigest(periods).slice(0, 16)}`, periods);

/** What counts where nothing else was imported or stated. */
export const defaultCalendar = (): Calendar => versionedCalendar(nationalCalendar);
export const defaultOfficeHours = (): OfficeHours => versionedOfficeHours(defaultOfficePeriods);

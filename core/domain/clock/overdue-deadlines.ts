import type { Deadlines } from "../overdue.ts";
import type { Day } from "../day.ts";
import { nextWorking, type Calendar } from "./calendar.ts";
import { clockOf, countedStart, endOf, momentOf, officeTime, officeTimeBetween } from "./clock.ts";
import type { CountMode } from "./mode.ts";
import { dayNumber } from "./moment.ts";
import type { OfficeHours } from "./office-hours.ts";
import { apologyLatest, reportBy } from "./windows.ts";

/** The moments of the ladder O11 for one settlement clock; days end with their office hours. */
export function overdueDeadlines(
  clock: { readonly start: Date; readonly mode: CountMode; readonly originalDue: Date; readonly currentDue: Date },
  { calendar, officeHours }: { readonly calendar: Calendar; readonly officeHours: OfficeHours },
): Deadlines {
  const hours = clockOf(calendar, officeHours);
  const place = (day: Day) => nextWorking(calendar, dayNumber(day));
  const apology = place(apologyLatest(clock.currentDue, calendar));
  const half = officeTimeBetween(hours, clock.start, clock.currentDue) / 2;
  return {
    start: clock.start,
    originalDue: clock.originalDue,
    currentDue: clock.currentDue,
    halfUsed: momentOf(hours, officeTime(hours, countedStart(hours, clock.start, clock.mode)) + Math.round(half)),
    beforeApology: endOf(hours, apology - 1),
    apologyLatest: endOf(hours, apology),
    reportDue: endOf(hours, place(reportBy(clock.currentDue, calendar).working)),
  };
}

import { isWorkingDay, type Calendar } from "./calendar.ts";
import type { Day } from "../day.ts";
import type { Closure } from "./closure.ts";
import { ClockFault } from "./fault.ts";
import { dayNumber, dayNumberOf, momentAt, timeOf } from "./moment.ts";
import { sessionsOn, type OfficeHours } from "./office-hours.ts";

/** When somebody is at work at an agency: its calendar, its hours, and the closures it has declared. */
export interface Opening {
  readonly calendar: Calendar;
  readonly officeHours: OfficeHours;
  readonly closures: readonly Closure[];
}

/** The moment at which so many milliseconds of an agency's open time have run; for 0 the first open one. */
export type AfterOpenTime = (from: Date, ms: number) => Date;

// a closure without an end, or a calendar that ends, must not keep a message for ever
const longestWalk = 366;

/**
 * Counts open time from a moment on: office hours of working days on which no closure is declared (P7). Other than the
 * settlement clock (D19) this one stands still while an agency is closed: nobody is there to mend its server. What
 * is open for no hour in a year counts as always open.
 */
export function afterOpenTime({ calendar, officeHours, closures }: Opening): AfterOpenTime {
  const shut = closures.map(({ from, to }) => [dayNumber(from), dayNumber(to)] as const);
  const isOpen = (day: number) => worksOn(calendar, day) && !shut.some(([first, last]) => first <= day && day <= last);

  return (from, ms) => {
    const today = dayNumberOf(from);
    let left = ms;
    for (let day = today; day < today + longestWalk; day += 1) {
      if (!isOpen(day)) continue;
      for (const { opens, closes } of sessionsOn(officeHours, day)) {
        const begins = day === today ? Math.max(opens, timeOf(from)) : opens;
        if (begins >= closes) continue;
        if (left < closes - begins) return momentAt(day, begins + left);
        left -= closes - begins;
      }
    }
    return new Date(from.getTime() + ms);
  };
}

/** Whether anybody is at work at an agency on a day. */
export const isOpenOn = ({ calendar, closures }: Pick<Opening, "calendar" | "closures">, day: Day): boolean =>
  worksOn(calendar, dayNumber(day)) && !closures.some(({ from, to }) => from <= day && day <= to);

/** Outside its calendar an agency's rest days are not known: it counts as open. */
function worksOn(calendar: Calendar, day: number): boolean {
  try {
    return isWorkingDay(calendar, day);
  } catch (error) {
    if (error instanceof ClockFault) return true;
    throw error;
  }
}

/** For whoever has no calendar: open day and night. */
export const alwaysOpen: AfterOpenTime = (from, ms) => new Date(from.getTime() + ms);

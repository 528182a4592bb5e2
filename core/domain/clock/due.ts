import { nextWorking, nthWorkingDay, workingDaysUpTo, type Calendar } from "./calendar.ts";
import {
  clockOf,
  countedStart,
  dayZero,
  endOf,
  fifteen,
  momentOf,
  officeTime,
  type Clock,
  type CountedStart,
} from "./clock.ts";
import { checkLimit, hoursOfHalfDay, type LimitUnit } from "./limit.ts";
import { hourMs, momentAt } from "./moment.ts";
import { withoutMoves, type CountMode } from "./mode.ts";
import { addMonths } from "./months.ts";
import type { OfficeHours } from "./office-hours.ts";

/** All a due date depends on (D20). Stored with it, so that recomputing gives it bit for bit (P9). */
export interface DueQuestion {
  readonly start: Date;
  readonly limit: number;
  readonly unit: LimitUnit;
  readonly mode: CountMode;
  readonly calendar: Calendar;
  readonly officeHours: OfficeHours;
}

/** When a limit ends. @throws {ClockFault} when the limit or the calendar does not allow an answer. */
export function due({ start, limit, unit, mode, calendar, officeHours }: DueQuestion): Date {
  checkLimit({ value: limit, unit });
  const clock = clockOf(calendar, officeHours);
  if (unit === "same_day" || limit === 0) return endOf(clock, sameDay(clock, start, mode));
  const from = countedStart(clock, start, mode);
  switch (unit) {
    case "working_hour":
      return afterHours(clock, from, limit);
    case "half_day":
      return afterHours(clock, from, limit * hoursOfHalfDay);
    case "working_day":
      return afterWorkingDays(clock, from, workingDaysUpTo(calendar, dayZero(clock, from, mode)) - 1, limit);
    case "calendar_day":
      return endOf(clock, nextWorking(calendar, dayZero(clock, from, mode) + limit));
    case "month":
      return endOf(clock, nextWorking(calendar, addMonths(dayZero(clock, from, mode), limit)));
  }
}

const afterHours = (clock: Clock, from: CountedStart, hours: number): Date =>
  momentOf(clock, officeTime(clock, from) + Math.round(hours * hourMs));

/**
 * Day 1 is the working day after day 0. A half at the end is four hours from the opening after the whole days, at
 * most to that day's closing; half a day alone runs from the start.
 */
function afterWorkingDays(clock: Clock, from: CountedStart, zero: number, limit: number): Date {
  const whole = Math.floor(limit);
  if (whole === limit) return endOf(clock, zero + whole);
  if (whole === 0) return afterHours(clock, from, hoursOfHalfDay);
  const n = zero + whole + 1;
  const half = momentOf(clock, (clock.before[n] ?? Infinity) + hoursOfHalfDay * hourMs);
  const end = endOf(clock, n);
  return half < end ? half : end;
}

/** D5(b), D22: the same working day; received after 15:00, the next one. */
export function sameDay(clock: Clock, start: Date, mode: CountMode): number {
  const { n, time } = countedStart(clock, start, withoutMoves(mode));
  return time > fifteen && mode !== "resumed" ? n + 1 : n;
}

/** The moment from which a start counts: itself inside office hours, else the opening after it (D3). */
export function countedFrom({ start, mode, calendar, officeHours }: Omit<DueQuestion, "limit" | "unit">): Date {
  const { n, time } = countedStart(clockOf(calendar, officeHours), start, mode);
  return momentAt(nthWorkingDay(calendar, n), time);
}

import { nextWorking, workingDaysUpTo } from "./calendar.ts";
import { clockOf, countedStart, dayZero, endOf, officeTimeBetween } from "./clock.ts";
import { countedFrom, due, sameDay, type DueQuestion } from "./due.ts";
import { hoursOfHalfDay } from "./limit.ts";
import { dayNumberOf, hourMs } from "./moment.ts";
import { addMonths } from "./months.ts";

/**
 * How much of a limit has run from its start to a moment, in the unit the limit is counted in (D13): whole working
 * days, or calendar days, strictly after day 0 up to the day of the moment; hours as they are. Of months, which have
 * no parts, the calendar days are counted.
 */
export function usedUntil(question: DueQuestion, until: Date): number {
  const { start, mode, calendar, officeHours, unit } = question;
  if (isHalfOnly(question)) return usedUntil({ ...question, limit: 1, unit: "half_day" }, until) / 2;
  const clock = clockOf(calendar, officeHours);
  const zero = () => dayZero(clock, countedStart(clock, start, mode), mode);
  switch (unit) {
    case "working_hour":
      return officeTimeBetween(clock, start, until) / hourMs;
    case "half_day":
      return officeTimeBetween(clock, start, until) / (hoursOfHalfDay * hourMs);
    case "working_day":
      return Math.max(0, workingDaysUpTo(calendar, dayNumberOf(until)) - workingDaysUpTo(calendar, zero()));
    case "calendar_day":
    case "month":
      return Math.max(0, dayNumberOf(until) - zero());
    case "same_day":
      return 0;
  }
}

/** Half a working day alone is four hours, and so is what was used of it. */
const isHalfOnly = ({ limit, unit }: DueQuestion) => unit === "working_day" && limit === 0.5;

/**
 * When a limit ends of which a part was used before `start`. With nothing left of days, the working day itself
 * remains (D22); with nothing left of hours, nothing does.
 */
export function dueWithUsed(question: DueQuestion, used: number): Date {
  if (used <= 0) return due(question);
  const { start, limit, unit, mode, calendar, officeHours } = question;
  const left = limit - used;
  if (isHalfOnly(question)) return dueWithUsed({ ...question, limit: 1, unit: "half_day" }, used * 2);
  switch (unit) {
    case "same_day":
      return due(question);
    case "working_hour":
      return left > 0 ? due({ ...question, limit: left }) : countedFrom(question);
    case "half_day":
      // what is left of a half day is hours: no whole halves
      return dueWithUsed({ ...question, unit: "working_hour", limit: limit * hoursOfHalfDay }, used * hoursOfHalfDay);
    case "working_day":
    case "calendar_day":
      return due({ ...question, limit: Math.max(0, left) });
    case "month": {
      const clock = clockOf(calendar, officeHours);
      const from = countedStart(clock, start, mode);
      const zero = dayZero(clock, from, mode);
      const last = addMonths(zero, limit) - used;
      return endOf(clock, last > zero ? nextWorking(calendar, last) : sameDay(clock, start, mode));
    }
  }
}

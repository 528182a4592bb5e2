import type { Deadlines } from "../overdue.ts";
import type { Day } from "../day.ts";
import { nextWorking, type Calendar } from "./calendar.ts";
import { clockOf, countedStart, endOf, momentOf, officeTime, officeTimeBetween } from "./clock.ts";
import type { CountMode } from "./mode.ts";
import { dayNumber } from "./moment.ts";
import type { OfficeHours } from "./office-hours.ts";
import { apologyLatest, reportBy } from "./windows.ts";

interface Place {
  readonly calendar: Calendar;
  readonly officeHours: OfficeHours;
}

/** What the moments of one settlement clock are computed from. */
interface SettlementClock {
  readonly receivedAt: Date;
  /** Since when it runs: receipt, payment, or the end of the last stop. */
  readonly start: Date;
  readonly mode: CountMode;
  /** Part of the limit used before `start`. */
  readonly usedBefore: number;
  readonly originalDue: Date;
  readonly currentDue: Date;
}

/**
 * The moments of the ladder O11 for one settlement clock; days end with their office hours. Nothing was to be done
 * before there was anything to do: what is settled the same day never had a day for an apology before its due.
 */
export function overdueDeadlines(clock: SettlementClock, { calendar, officeHours }: Place): Deadlines {
  const hours = clockOf(calendar, officeHours);
  const place = (day: Day) => nextWorking(calendar, dayNumber(day));
  const apology = place(apologyLatest(clock.currentDue, calendar));
  const since = begunAt(clock, { calendar, officeHours });
  const unlessBefore = (moment: Date) => (moment < since ? null : moment);
  const half = officeTimeBetween(hours, clock.start, clock.currentDue) / 2;
  return {
    start: clock.start,
    originalDue: clock.originalDue,
    currentDue: clock.currentDue,
    halfUsed: momentOf(hours, officeTime(hours, countedStart(hours, clock.start, clock.mode)) + Math.round(half)),
    beforeApology: unlessBefore(endOf(hours, apology - 1)),
    apologyLatest: unlessBefore(endOf(hours, apology)),
    reportDue: endOf(hours, place(reportBy(clock.currentDue, calendar).working)),
  };
}

/** Whether a due left a day for an apology after the receipt (D16). */
export const hadApologyDay = (due: Date, receivedAt: Date, { calendar, officeHours }: Place): boolean =>
  endOf(clockOf(calendar, officeHours), nextWorking(calendar, dayNumber(apologyLatest(due, calendar)))) >= receivedAt;

/** Since when the dossier could be late: what had its day for an apology before a stop has it still. */
const begunAt = ({ start, usedBefore, originalDue, receivedAt }: SettlementClock, place: Place): Date =>
  usedBefore > 0 && hadApologyDay(originalDue, receivedAt, place) ? receivedAt : start;

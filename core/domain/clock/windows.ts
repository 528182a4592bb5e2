import { dayOfNumber, dayNumberOf } from "./moment.ts";
import type { Day } from "../day.ts";
import { nextWorking, nthWorkingDay, workingDaysUpTo, type Calendar } from "./calendar.ts";
import { beginningOf, clockOf, countedStart, endOf, fifteen } from "./clock.ts";
import { due, type DueQuestion } from "./due.ts";

type Place = Pick<DueQuestion, "calendar" | "officeHours">;

/** D15: an online filing is answered within 8 working hours. */
export const onlineAnswerHours = 8;
/** L5: a unit says within 2 working hours that it has received. */
export const receiptAnswerHours = 2;
/** D14: the appraising unit returns a faulty dossier within 3 working days of receipt. */
const returnWindowDays = 3;
/** E28: a request for supplement that nobody answers closes the dossier. */
export const autoCloseDays = 15;
/** O5: explanation and apology reach the centre within two days; O6 reads them as working days. */
const reportDays = 2;

/** A moment from which so many working hours have run. */
export const answerBy = (from: Date, hours: number, place: Place): Date =>
  due({ ...place, start: from, limit: hours, unit: "working_hour", mode: "A" });

/** The last moment to return a dossier after appraisal. */
export const returnBy = (received: Date, place: Place): Date =>
  due({ ...place, start: received, limit: returnWindowDays, unit: "working_day", mode: "A" });

/**
 * When received papers must be with the settling agency (ND 61/2018 art. 18, D5(a)): the same day; received after
 * 15:00, first thing on the next working day.
 */
export function transferBy(received: Date, { calendar, officeHours }: Place): Date {
  const clock = clockOf(calendar, officeHours);
  const { n, time } = countedStart(clock, received, "A");
  return time > fifteen ? beginningOf(clock, n + 1) : endOf(clock, n);
}

/** D16: "one day before the due date", read safely as the working day before it. */
export const apologyLatest = (dueAt: Date, calendar: Calendar): Day =>
  dayOfNumber(nthWorkingDay(calendar, nextWorking(calendar, dayNumberOf(dueAt)) - 1));

/** When the explanation must be there, in both readings of "two days" (O6). */
export function reportBy(dueAt: Date, calendar: Calendar): { working: Day; calendar: Day } {
  const day = dayNumberOf(dueAt);
  const inCalendarDays = nthWorkingDay(calendar, nextWorking(calendar, day + reportDays));
  return {
    working: dayOfNumber(nthWorkingDay(calendar, workingDaysUpTo(calendar, day) - 1 + reportDays)),
    calendar: dayOfNumber(inCalendarDays),
  };
}

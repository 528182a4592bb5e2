import type { Day } from "../day.ts";
import { isWorkingDay, type Calendar } from "./calendar.ts";
import { dayNumber, dayNumberOf, dayOfNumber } from "./moment.ts";

/** A one-stop that is closed for a while (§3.7). It is no public holiday: the settlement clock runs on (D19). */
export interface Closure {
  readonly from: Day;
  /** Last day, inclusive. */
  readonly to: Day;
  readonly basis: string;
  /** Another one-stop, or `online`. */
  readonly replacedBy: string | null;
  readonly noticeOn: Day | null;
}

/** The day the result can be fetched: the due day, or the first working day after it that is open. The due stays. */
export function pickUpDay(dueAt: Date, closures: readonly Closure[], calendar: Calendar): Day {
  let day = dayNumberOf(dueAt);
  while (!isWorkingDay(calendar, day) || closures.some((closure) => isClosedOn(closure, day))) day += 1;
  return dayOfNumber(day);
}

/** @param day the number of a day. */
export const isClosedOn = ({ from, to }: Closure, day: number) => dayNumber(from) <= day && day <= dayNumber(to);

import { dayNumberOf, momentAt, timeOf } from "../clock/moment.ts";
import { isOpenOn, type Opening } from "../clock/open-time.ts";
import { dayOfNumber } from "../clock/moment.ts";
import { sessionsOn } from "../clock/office-hours.ts";

// a closure without an end must not put a duty off for ever
const longestWalk = 366;

/**
 * Until when the receipt of a letter is owed to its sender (NĐ 30 art. 21(2)(c): within the day it came): the end of that day's
 * office hours; of the next open day where it came after them, or on a day on which nobody is there.
 */
export function receiptDue(opening: Opening, at: Date): Date {
  const today = dayNumberOf(at);
  for (let day = today; day < today + longestWalk; day += 1) {
    if (!isOpenOn(opening, dayOfNumber(day))) continue;
    const closes = sessionsOn(opening.officeHours, day).at(-1)?.closes ?? 0;
    if (day > today || timeOf(at) < closes) return momentAt(day, closes);
  }
  return momentAt(today + 1, 0);
}

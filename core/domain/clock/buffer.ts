import { workingDaysUpTo } from "./calendar.ts";
import { clockOf, countedStart, endOf, momentOf, officeTime } from "./clock.ts";
import type { DueQuestion } from "./due.ts";
import { dayNumberOf, hourMs } from "./moment.ts";

export interface Buffer {
  readonly value: number;
  readonly unit: "working_day" | "working_hour";
}

/**
 * D12: when the department must have the result at the centre, so much before the appointment. In days: the end of
 * that day; in hours: never an opening, always the end of hours before it.
 */
export function unitDue(
  dueAt: Date,
  buffer: Buffer,
  { calendar, officeHours }: Pick<DueQuestion, "calendar" | "officeHours">,
): Date {
  const clock = clockOf(calendar, officeHours);
  if (buffer.value === 0) return dueAt;
  if (buffer.unit === "working_day")
    return endOf(clock, workingDaysUpTo(calendar, dayNumberOf(dueAt)) - 1 - buffer.value);
  return momentOf(clock, officeTime(clock, countedStart(clock, dueAt, "A")) - buffer.value * hourMs);
}

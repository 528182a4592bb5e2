import { clockOf, officeTimeBetween } from "./clock.ts";
import type { DueQuestion } from "./due.ts";
import { workingDaysUpTo } from "./calendar.ts";
import { dayNumberOf } from "./moment.ts";

/** D24: a due is near when no more than both of these are left. */
export interface Near {
  readonly workingDays: number;
  /** Of the office time from start to due, 0 to 1. */
  readonly share: number;
}

export const defaultNear: Near = { workingDays: 1, share: 0.25 };

export type TimeState = "in_time" | "due_soon" | "overdue";

/** Where a dossier stands against its due, now. The due moment itself is still in time. */
export function timeState(
  now: Date,
  { start, dueAt, calendar, officeHours }: { start: Date; dueAt: Date } & Pick<DueQuestion, "calendar" | "officeHours">,
  near: Near = defaultNear,
): TimeState {
  if (now > dueAt) return "overdue";
  const clock = clockOf(calendar, officeHours);
  const daysLeft = workingDaysUpTo(calendar, dayNumberOf(dueAt)) - workingDaysUpTo(calendar, dayNumberOf(now));
  const left = officeTimeBetween(clock, now, dueAt);
  const isNear = daysLeft <= near.workingDays && left <= near.share * officeTimeBetween(clock, start, dueAt);
  return isNear ? "due_soon" : "in_time";
}

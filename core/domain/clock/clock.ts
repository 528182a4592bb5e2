import { isWorkingDay, nextWorking, nthWorkingDay, workingDaysUpTo, type Calendar } from "./calendar.ts";
import { ClockFault } from "./fault.ts";
import { dayNumberOf, dayOfNumber, hourMs, momentAt, timeOf } from "./moment.ts";
import { readings, type CountMode } from "./mode.ts";
import { sessionsOn, type OfficeHours, type Session } from "./office-hours.ts";

/** A calendar and office hours wound up together: office time becomes one line that can be looked up. */
export interface Clock {
  readonly calendar: Calendar;
  /** The hours of the nth working day. */
  readonly sessions: readonly (readonly Session[])[];
  /** Office time before the nth working day, in milliseconds. */
  readonly before: Float64Array;
}

const clocks = new WeakMap<Calendar, WeakMap<OfficeHours, Clock>>();

/** Both are immutable, so one clock serves as long as they live. */
export function clockOf(calendar: Calendar, officeHours: OfficeHours): Clock {
  let ofCalendar = clocks.get(calendar);
  if (!ofCalendar) clocks.set(calendar, (ofCalendar = new WeakMap<OfficeHours, Clock>()));
  let clock = ofCalendar.get(officeHours);
  if (!clock) ofCalendar.set(officeHours, (clock = wind(calendar, officeHours)));
  return clock;
}

function wind(calendar: Calendar, officeHours: OfficeHours): Clock {
  const { nth } = calendar.index;
  const before = new Float64Array(nth.length + 1);
  const sessions: (readonly Session[])[] = [];
  for (const [n, day] of nth.entries()) {
    const hours = sessionsOn(officeHours, day);
    sessions.push(hours);
    before[n + 1] = (before[n] as number) + hours.reduce((sum, { opens, closes }) => sum + closes - opens, 0);
  }
  return { calendar, sessions, before };
}

export function hoursOf(clock: Clock, n: number): readonly Session[] {
  const hours = clock.sessions[n];
  if (hours) return hours;
  nthWorkingDay(clock.calendar, n); // says on which side of the calendar this is
  throw new ClockFault("beyond-calendar", { last: dayOfNumber(clock.calendar.index.last) });
}

export const opening = (clock: Clock, n: number): number => (hoursOf(clock, n)[0] as Session).opens;
export const closing = (clock: Clock, n: number): number => (hoursOf(clock, n).at(-1) as Session).closes;

/** D7: a limit in days ends with the office hours of its last day. */
export const endOf = (clock: Clock, n: number): Date => momentAt(nthWorkingDay(clock.calendar, n), closing(clock, n));
export const beginningOf = (clock: Clock, n: number): Date =>
  momentAt(nthWorkingDay(clock.calendar, n), opening(clock, n));

export type Moved = "no" | "before-opening" | "break" | "after-closing" | "rest-day" | "last-hour" | "after-15";

/** A moment brought into office hours. */
export interface CountedStart {
  /** Which working day it counts on. */
  readonly n: number;
  /** Time of that day. */
  readonly time: number;
  readonly moved: Moved;
  /** It came between a closing and the next opening: the mode says whether that day is day 0 or day 1. */
  readonly fromClosed: boolean;
  /** Of a count that goes on: the last day of which office time had run by then, working day or not. */
  readonly begun?: number;
}

/** "After 15:00" means later than 15:00:00. */
export const fifteen = 15 * hourMs;

/** D3: before opening, in the break, after closing, on a rest day: the moment counts from the next opening. */
export function countedStart(clock: Clock, start: Date, mode: CountMode): CountedStart {
  if (mode === "resumed") return { ...countedStart(clock, start, "A"), begun: lastBegun(clock, start) };
  const { calendar } = clock;
  const day = dayNumberOf(start);
  const time = timeOf(start);
  if (!isWorkingDay(calendar, day)) return fromOpening(clock, nextWorking(calendar, day), "rest-day");
  const n = workingDaysUpTo(calendar, day) - 1;
  const closes = closing(clock, n);
  if (time > closes) return fromOpening(clock, n + 1, "after-closing");
  const { moves } = readings[mode];
  if (moves === "last_hour" && time >= closes - hourMs) return fromOpening(clock, n + 1, "last-hour");
  if (moves === "after_15" && time > fifteen) return fromOpening(clock, n + 1, "after-15");
  for (const [at, { opens, closes: ends }] of hoursOf(clock, n).entries()) {
    if (time < opens)
      return at === 0 ? fromOpening(clock, n, "before-opening") : { n, time: opens, moved: "break", fromClosed: false };
    if (time <= ends) break;
  }
  return { n, time, moved: "no", fromClosed: false };
}

const fromOpening = (clock: Clock, n: number, moved: Moved): CountedStart => ({
  n,
  time: opening(clock, n),
  moved,
  fromClosed: true,
});

/**
 * The day before the first day counted, as the number of a day (D2, D4). A count that goes on has no day of receipt: the
 * first day of which no office time had run is counted, and of calendar days the first after the stretch (D9).
 */
export const dayZero = ({ calendar }: Clock, { n, fromClosed, begun }: CountedStart, mode: CountMode): number =>
  begun ?? nthWorkingDay(calendar, n) - (fromClosed && firstDayOf(mode) === "counted" ? 1 : 0);

const firstDayOf = (mode: CountMode) => (mode === "resumed" ? "receipt" : readings[mode].firstDay);

/** The day of a moment, or where no office time of it has run by then, the day before. */
export function lastBegun(clock: Clock, moment: Date): number {
  const day = dayNumberOf(moment);
  return officeTimeBetween(clock, momentAt(day, 0), moment) > 0 ? day : day - 1;
}

/** Office time from the calendar's beginning to a moment, in milliseconds. */
export function officeTime(clock: Clock, { n, time }: Pick<CountedStart, "n" | "time">): number {
  let sum = clock.before[n] as number;
  for (const { opens, closes } of hoursOf(clock, n)) sum += Math.max(0, Math.min(time, closes) - opens);
  return sum;
}

/** Office time between two moments; never negative. */
export const officeTimeBetween = (clock: Clock, from: Date, to: Date): number =>
  Math.max(0, officeTime(clock, countedStart(clock, to, "A")) - officeTime(clock, countedStart(clock, from, "A")));

/** The earliest moment at which so much office time has run: an end of hours, never the opening after it (D8). */
export function momentOf(clock: Clock, target: number): Date {
  const { before, calendar } = clock;
  let [low, high] = [0, before.length - 1];
  if (target > (before[high] as number))
    throw new ClockFault("beyond-calendar", { last: dayOfNumber(calendar.index.last) });
  // the first day at whose end at least `target` has run
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((before[middle + 1] as number) >= target) high = middle;
    else low = middle + 1;
  }
  let left = target - (before[low] as number);
  for (const { opens, closes } of hoursOf(clock, low)) {
    if (left <= closes - opens) return momentAt(nthWorkingDay(calendar, low), opens + left);
    left -= closes - opens;
  }
  return endOf(clock, low);
}

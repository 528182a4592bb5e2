import type { Day } from "../day.ts";
import { ClockFault } from "./fault.ts";
import { dayNumber, dayOfNumber, weekday } from "./moment.ts";

/** LE, BU, HOAN_DOI_NGHI, LAM_BU of the notices. */
export const dayKinds = ["holiday", "compensatory", "swapped", "makeup"] as const;
export type DayKind = (typeof dayKinds)[number];

export const nation = "nation";

/** A day that is not what its weekday says. */
export interface CalendarDay {
  readonly day: Day;
  readonly kind: DayKind;
  readonly name: string;
  /** `nation`, or the identifier of the agency for which, with all below it, the day counts. */
  readonly scope: string;
  /** Number of the document, or the law. */
  readonly basis: string;
  /** Provisional: expected, no notice yet; whoever counts across it is told. */
  readonly status: "confirmed" | "provisional";
  /** The other side of a swap, or the rest day that is compensated. */
  readonly pairedDay: Day | null;
  /** The day from which the basis counts; null: always did. */
  readonly validFrom: Day | null;
}

export interface CalendarContent {
  /** Outside these days only weekends are known. */
  readonly coversFrom: Day;
  readonly coversTo: Day;
  readonly days: readonly CalendarDay[];
}

/** What rest and work were known to be when something was computed. Never changed: an edit is another version (P9). */
export interface Calendar extends CalendarContent {
  readonly version: string;
  readonly byNumber: ReadonlyMap<number, CalendarDay>;
  readonly index: WorkingDays;
}

/** Working days numbered one after the other, so that counting is looking up. */
export interface WorkingDays {
  readonly first: number;
  readonly last: number;
  /** How many working days there are from `first` up to and including the day at this place. */
  readonly upTo: Int32Array;
  /** The number of the nth working day, from 0. */
  readonly nth: Int32Array;
}

/** So far ahead of its last covered day a calendar still answers, knowing weekends only and saying so. */
const daysAhead = 3_653;

/** @throws {ClockFault} when a day is there twice in one scope, or the calendar ends before it begins. */
export function openCalendar(version: string, content: CalendarContent): Calendar {
  const { coversFrom, coversTo } = content;
  if (coversFrom > coversTo) throw new ClockFault("calendar-reversed", { from: coversFrom, to: coversTo });
  const days = content.days.toSorted(inOrder);
  for (const [at, { day, scope }] of days.entries()) {
    const before = days[at - 1];
    if (before?.day === day && before.scope === scope) throw new ClockFault("calendar-day-twice", { day });
  }
  // the widest scope first: what an agency says of its own day speaks over the nation
  const byNumber = new Map(
    days.toSorted((a, b) => breadth(a.scope) - breadth(b.scope)).map((day) => [dayNumber(day.day), day]),
  );
  return { version, coversFrom, coversTo, days, byNumber, index: workingDays(coversFrom, coversTo, byNumber) };
}

const breadth = (scope: string) => (scope === nation ? 0 : scope.length);

const inOrder = (a: CalendarDay, b: CalendarDay) => (`${a.day} ${a.scope}` < `${b.day} ${b.scope}` ? -1 : 1);

function workingDays(from: Day, to: Day, special: ReadonlyMap<number, CalendarDay>): WorkingDays {
  const first = dayNumber(from);
  const last = dayNumber(to) + daysAhead;
  const upTo = new Int32Array(last - first + 1);
  const nth: number[] = [];
  for (let day = first; day <= last; day += 1) {
    if (works(day, special.get(day))) nth.push(day);
    upTo[day - first] = nth.length;
  }
  return { first, last, upTo, nth: Int32Array.from(nth) };
}

/** D6: (Monday to Friday and not a rest day) or a make-up day. */
const works = (day: number, special: CalendarDay | undefined): boolean =>
  special ? special.kind === "makeup" : !isWeekend(day);

export const isWeekend = (day: number): boolean => weekday(day) === 0 || weekday(day) === 6;

/** How many working days of the calendar there are up to and including this one. @throws {ClockFault} outside it. */
export function workingDaysUpTo({ index: { first, last, upTo } }: Calendar, day: number): number {
  if (day < first) throw new ClockFault("before-calendar", { day: dayOfNumber(day), first: dayOfNumber(first) });
  if (day > last) throw new ClockFault("beyond-calendar", { last: dayOfNumber(last) });
  return upTo[day - first] as number;
}

/** The number of the nth working day, from 0. @throws {ClockFault} outside the calendar. */
export function nthWorkingDay({ index: { first, last, nth } }: Calendar, n: number): number {
  const day = nth[n];
  if (day !== undefined) return day;
  if (n < 0) throw new ClockFault("before-calendar", { day: dayOfNumber(first - 1), first: dayOfNumber(first) });
  throw new ClockFault("beyond-calendar", { last: dayOfNumber(last) });
}

export const isWorkingDay = (calendar: Calendar, day: number): boolean =>
  workingDaysUpTo(calendar, day) > 0 && nthWorkingDay(calendar, workingDaysUpTo(calendar, day) - 1) === day;

/** The place of the day itself when it works, else of the next one that does. */
export const nextWorking = (calendar: Calendar, day: number): number =>
  workingDaysUpTo(calendar, day) - (isWorkingDay(calendar, day) ? 1 : 0);

/** Whether a count over these days rests on what is not certain yet. */
export function isProvisional(calendar: Calendar, from: number, to: number): boolean {
  if (to > dayNumber(calendar.coversTo)) return true;
  for (const [day, { status }] of calendar.byNumber)
    if (status === "provisional" && day >= from && day <= to) return true;
  return false;
}

/** The content as one text, the same for the same content: what a version's digest is made of. */
export const calendarText = ({ coversFrom, coversTo, days }: CalendarContent): string =>
  JSON.stringify([
    coversFrom,
    coversTo,
    days
      .toSorted(inOrder)
      .map(({ day, kind, name, scope, basis, status, pairedDay, validFrom }) => [
        day,
        kind,
        name,
        scope,
        basis,
        status,
        pairedDay,
        validFrom,
      ]),
  ]);

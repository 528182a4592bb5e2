import type { Day } from "../day.ts";
import type { CalendarContent, CalendarDay } from "./calendar.ts";

/** What ops change: days that are stated anew, and days that become ordinary again. */
export interface CalendarEdit {
  readonly set: readonly CalendarDay[];
  readonly clear: readonly { readonly day: Day; readonly scope: string }[];
}

/** The content after an edit; what it says of a day replaces what was said in the same scope. Covers what it must. */
export function edited(content: CalendarContent, { set, clear }: CalendarEdit): CalendarContent {
  const touched = new Set([...set, ...clear].map(({ day, scope }) => `${day} ${scope}`));
  const days = [...content.days.filter(({ day, scope }) => !touched.has(`${day} ${scope}`)), ...set];
  const all = set.map(({ day }) => day);
  return {
    coversFrom: all.reduce((first, day) => (day < first ? firstOfYear(day) : first), content.coversFrom),
    coversTo: all.reduce((last, day) => (day > last ? lastOfYear(day) : last), content.coversTo),
    days,
  };
}

export const firstOfYear = (day: Day): Day => `${day.slice(0, 4)}-01-01` as Day;
export const lastOfYear = (day: Day): Day => `${day.slice(0, 4)}-12-31` as Day;

/** Days that an edit changed, for a person to see. */
export interface ChangedDay {
  readonly day: Day;
  readonly scope: string;
  readonly before: CalendarDay | null;
  readonly after: CalendarDay | null;
}

export function changedDays(before: CalendarContent, after: CalendarContent): ChangedDay[] {
  const key = ({ day, scope }: CalendarDay) => `${day} ${scope}`;
  const old = new Map(before.days.map((day) => [key(day), day]));
  const now = new Map(after.days.map((day) => [key(day), day]));
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((at) => {
    const [was, is] = [old.get(at) ?? null, now.get(at) ?? null];
    const one = is ?? was;
    return one && !isSame(was, is) ? [{ day: one.day, scope: one.scope, before: was, after: is }] : [];
  });
}

const isSame = (a: CalendarDay | null, b: CalendarDay | null): boolean =>
  a !== null &&
  b !== null &&
  a.kind === b.kind &&
  a.name === b.name &&
  a.basis === b.basis &&
  a.status === b.status &&
  a.pairedDay === b.pairedDay &&
  a.validFrom === b.validFrom;

import { isWorkingDay, type Calendar } from "./calendar.ts";
import { dueAround, type Exclusion } from "./exclusion.ts";
import type { LimitUnit } from "./limit.ts";
import type { CountMode } from "./mode.ts";
import { dayNumberOf } from "./moment.ts";
import type { OfficeHours } from "./office-hours.ts";

export type DueKind = "settlement" | "supplement" | "leg";

/** A due as it is kept: the six things it depends on (D20), what came out, and what stands on the slip. */
export interface StoredDue {
  readonly dossier: string;
  /** Whose date it is: the result's, the applicant's for a supplement, an agency's for a leg; the result's when left out. */
  readonly kind?: DueKind;
  /** Of a leg: its number. */
  readonly leg?: number;
  readonly start: Date;
  readonly limit: number;
  readonly unit: LimitUnit;
  readonly mode: CountMode;
  /** Part of the limit used before `start`, in its own unit; none when left out. */
  readonly usedBefore?: number;
  readonly exclusions?: readonly Exclusion[];
  readonly calendarVersion: string;
  readonly officeHoursVersion: string;
  readonly due: Date;
  readonly printedDue: Date;
  /** Re-appointed (D17) or reset (T39) to this: it counts instead, and no calendar moves it. */
  readonly setTo?: Date | null;
}

/** A date that rests on a decision: a person looks at it when the calendar changes. */
export interface SetDue {
  readonly dossier: string;
  readonly setTo: Date;
  /** By the new calendar nobody is there on that day. */
  readonly isDayOff: boolean;
}

export const setDue = (dossier: string, setTo: Date, calendar: Calendar): SetDue => ({
  dossier,
  setTo,
  isDayOff: !isWorkingDay(calendar, dayNumberOf(setTo)),
});

/** What another calendar does to a stored due (D18). */
export interface MovedDue {
  readonly dossier: string;
  /** Unchanged; kept: it would be earlier, the printed one stands; moved: it is later, the applicant is told. */
  readonly fate: "unchanged" | "kept" | "moved";
  readonly before: StoredDue;
  /** With the new version and what comes out of it; `printedDue` is what counts from now on. */
  readonly after: StoredDue;
}

/** Earlier than printed: the citizen keeps the printed date. Later: the new one is taken and told (D18). */
export function retime(stored: StoredDue, calendar: Calendar, officeHours: OfficeHours): MovedDue {
  const computed = recompute(stored, calendar, officeHours);
  const isLater = computed > stored.printedDue;
  const fate = isLater ? "moved" : computed < stored.printedDue ? "kept" : "unchanged";
  const after = {
    ...stored,
    calendarVersion: calendar.version,
    due: computed,
    printedDue: isLater ? computed : stored.printedDue,
  };
  return { dossier: stored.dossier, fate, before: stored, after };
}

const recompute = (
  { start, limit, unit, mode, usedBefore = 0, exclusions = [] }: StoredDue,
  calendar: Calendar,
  officeHours: OfficeHours,
): Date => dueAround({ start, limit, unit, mode, calendar, officeHours }, usedBefore, exclusions);

import type { Calendar } from "./calendar.ts";
import { ClockFault } from "./fault.ts";
import type { LimitUnit } from "./limit.ts";
import type { Mode } from "./mode.ts";
import type { OfficeHours } from "./office-hours.ts";
import { dueWithUsed } from "./used.ts";

export type DueKind = "settlement" | "supplement";

/** A due as it is kept: the six things it depends on (D20), what came out, and what stands on the slip. */
export interface StoredDue {
  readonly dossier: string;
  /** Whose date it is: the result's, or the applicant's for a supplement; the result's when left out. */
  readonly kind?: DueKind;
  readonly start: Date;
  readonly limit: number;
  readonly unit: LimitUnit;
  readonly mode: Mode;
  /** Part of the limit used before `start`, in its own unit; none when left out. */
  readonly usedBefore?: number;
  readonly calendarVersion: string;
  readonly officeHoursVersion: string;
  readonly due: Date;
  readonly printedDue: Date;
}

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
  { start, limit, unit, mode, usedBefore }: StoredDue,
  calendar: Calendar,
  officeHours: OfficeHours,
): Date => dueWithUsed({ start, limit, unit, mode, calendar, officeHours }, usedBefore ?? 0);

/** Whether recomputing with the stored versions gives the stored due bit for bit (P9). */
export function isReproduced(stored: StoredDue, calendar: Calendar, officeHours: OfficeHours): boolean {
  if (calendar.version !== stored.calendarVersion || officeHours.version !== stored.officeHoursVersion) return false;
  try {
    return recompute(stored, calendar, officeHours).getTime() === stored.due.getTime();
  } catch (error) {
    if (error instanceof ClockFault) return false;
    throw error;
  }
}

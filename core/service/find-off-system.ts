import { clockOf, officeTimeBetween } from "../domain/clock/clock.ts";
import { dayNumber, hourMs } from "../domain/clock/moment.ts";
import type { Day } from "../domain/day.ts";
import { findOffSystem, type Completeness, type Finding } from "../domain/discipline.ts";
import {
  absencesWithoutSubstitute,
  daysOfNumbers,
  receiptEntries,
  type Period,
  type Uncovered,
} from "../store/discipline.ts";
import type { Database } from "../../platform/database.ts";
import type { ReadPlaces } from "./places.ts";

/** Entered later than so many working hours after it happened counts as late. */
export const lateAfterHours = 24;

export interface DisciplineReport {
  readonly unit: string;
  readonly from: Day;
  readonly to: Day;
  readonly lateAfterHours: number;
  readonly completeness: Completeness;
  readonly findings: readonly Finding[];
  readonly uncovered: readonly Uncovered[];
}

/** How completely a unit keeps its books in a period: signs of receipts outside the system, duties without substitute. */
export async function reportDiscipline(
  { db, readPlaces }: { readonly db: Database; readonly readPlaces: ReadPlaces },
  period: Period,
  hours = lateAfterHours,
): Promise<DisciplineReport> {
  const placeOf = await readPlaces(db, [period.unit]);
  const { calendar, officeHours } = placeOf(period.unit);
  const clock = clockOf(calendar, officeHours);
  const firstKnown = new Date((dayNumber(calendar.coversFrom) + 1) * 24 * hourMs);
  // days before the calendar begins count as long ago: whatever was entered from there is late enough
  const hoursBetween = (from: Date, to: Date) =>
    to < firstKnown
      ? (to.getTime() - from.getTime()) / hourMs
      : officeTimeBetween(clock, from < firstKnown ? firstKnown : from, to) / hourMs;
  const [days, entries, uncovered] = await Promise.all([
    daysOfNumbers(db, period),
    receiptEntries(db, period),
    absencesWithoutSubstitute(db, period),
  ]);
  const { findings, completeness } = findOffSystem(days, entries, hoursBetween, hours);
  return { ...period, lateAfterHours: hours, completeness, findings, uncovered };
}

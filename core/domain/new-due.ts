import { isWorkingDay } from "./clock/calendar.ts";
import { ClockFault } from "./clock/fault.ts";
import { dayNumberOf } from "./clock/moment.ts";
import { overdueDeadlines } from "./clock/overdue-deadlines.ts";
import type { DossierClock } from "./dossier-clock.ts";
import { refuse, type Refusal } from "./refusal.ts";

type Place = Parameters<typeof overdueDeadlines>[1];

/**
 * Why a moment cannot be what a dossier is due by from `at` on (T31, T39): it has passed, the one-stop is closed that
 * day, or the calendar does not reach it and the duties that hang on it (§5). Undefined: it can.
 */
export function unfitNewDue(newDue: Date, at: Date, settlement: DossierClock, place: Place): Refusal | undefined {
  const text = newDue.toISOString();
  if (newDue <= at) return refuse("new-due-passed", { newDue: text, at: at.toISOString() }, "/newDue");
  try {
    overdueDeadlines({ ...settlement, currentDue: newDue }, place);
    if (isWorkingDay(place.calendar, dayNumberOf(newDue))) return undefined;
  } catch (error) {
    if (!(error instanceof ClockFault)) throw error;
    return refuse("new-due-beyond-calendar", { newDue: text, to: place.calendar.coversTo }, "/newDue");
  }
  return refuse("new-due-on-day-off", { newDue: text }, "/newDue");
}

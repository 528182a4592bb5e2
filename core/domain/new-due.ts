import { isWorkingDay } from "./clock/calendar.ts";
import { isClosedOn, pickUpDay, type Closure } from "./clock/closure.ts";
import { ClockFault } from "./clock/fault.ts";
import { dayNumberOf, timeOf, writeTime } from "./clock/moment.ts";
import { sessionsOn, writeSessions } from "./clock/office-hours.ts";
import { overdueDeadlines } from "./clock/overdue-deadlines.ts";
import type { DossierClock } from "./dossier-clock.ts";
import { refuse, type Refusal } from "./refusal.ts";

type Place = Parameters<typeof overdueDeadlines>[1];

/**
 * Why a moment cannot be what a dossier is due by from `at` on (T31, T39): it has passed, the one-stop is not there then,
 * by the calendar, its hours or a closure (P2, D7, D19), or the calendar does not reach it and the duties that hang on
 * it (§5). Undefined: it can. What two persons or a head decided is refused, never brought to another hour.
 */
export function unfitNewDue(
  newDue: Date,
  at: Date,
  settlement: DossierClock,
  place: Place,
  closures: readonly Closure[],
): Refusal | undefined {
  const text = newDue.toISOString();
  if (newDue <= at) return refuse("new-due-passed", { newDue: text, at: at.toISOString() }, "/newDue");
  try {
    overdueDeadlines({ ...settlement, receivedAt: settlement.start, currentDue: newDue }, place);
    return whileAway(newDue, text, place, closures);
  } catch (error) {
    if (!(error instanceof ClockFault)) throw error;
    return refuse("new-due-beyond-calendar", { newDue: text, to: place.calendar.coversTo }, "/newDue");
  }
}

function whileAway(
  newDue: Date,
  text: string,
  { calendar, officeHours }: Place,
  closures: readonly Closure[],
): Refusal | undefined {
  const [day, time] = [dayNumberOf(newDue), timeOf(newDue)];
  if (!isWorkingDay(calendar, day)) return refuse("new-due-on-day-off", { newDue: text }, "/newDue");
  const closure = closures.find((one) => isClosedOn(one, day));
  if (closure) {
    const open = pickUpDay(newDue, closures, calendar);
    return refuse("new-due-while-closed", { newDue: text, basis: closure.basis, open }, "/newDue");
  }
  const sessions = sessionsOn(officeHours, day);
  if (sessions.some(({ opens, closes }) => opens <= time && time <= closes)) return undefined;
  const last = writeTime(Math.max(...sessions.map(({ closes }) => closes)));
  return refuse("new-due-out-of-hours", { newDue: text, hours: writeSessions(sessions), last }, "/newDue");
}

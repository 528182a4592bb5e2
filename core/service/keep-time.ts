import { ClockFault, type ClockFaultCode } from "../domain/clock/fault.ts";
import type { Dossier, DossierEvent } from "../domain/dossier.ts";
import {
  afterStep,
  type Clocks,
  type DossierClock,
  type StatedTimes,
  type TimeRules,
} from "../domain/dossier-clock.ts";
import { transferAfter } from "../domain/transfer-clock.ts";
import type { ClockParts } from "./clock-in-force.ts";

/**
 * The clocks that a step moves, by the rules of the dossier's own version (P9).
 * @param place calendar and hours of its one-stop.
 */
export function keepTime(
  { before: dossier, after: then }: { readonly before: Dossier | null; readonly after: Dossier },
  event: DossierEvent,
  before: Clocks,
  rules: TimeRules,
  place: ClockParts,
  stated: StatedTimes,
): DossierClock[] {
  const after = withinCalendar(() => afterStep(event.clock, before, event.at, rules, place, stated)) ?? before;
  const transfer = dossier && withinCalendar(() => transferAfter(after.transfer, dossier, then, event, place));
  return Object.values({ ...after, ...(transfer ? { transfer } : {}) }).filter((clock) => clock !== before[clock.kind]);
}

/**
 * What the calendar does not cover has no due: nothing is promised, and nothing is guessed. A limit that no clock can
 * count is a fault of ours: it is refused where it is entered.
 */
export function withinCalendar<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof ClockFault && outsideCalendar.has(error.code)) return undefined;
    throw error;
  }
}

const outsideCalendar: ReadonlySet<ClockFaultCode> = new Set(["before-calendar", "beyond-calendar"]);

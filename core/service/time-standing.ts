import { timeState, type TimeState } from "../domain/clock/time-state.ts";
import { currentDue, type DossierClock } from "../domain/dossier-clock.ts";
import type { StoredDossier } from "../store/dossiers.ts";
import type { Reader } from "../../platform/database.ts";
import type { Clocks } from "./clock-in-force.ts";
import { withinCalendar } from "./keep-time.ts";

/**
 * Whether a dossier is in time, near its due or late (D24), at the moment of asking; of a clock that stands or has
 * ended, at the moment it did. Null: nothing was promised, or the calendar does not reach it.
 */
export async function timeStanding(
  db: Reader,
  finder: Clocks,
  { dossier }: StoredDossier,
  settlement: DossierClock | undefined,
  now: Date,
): Promise<TimeState | null> {
  if (!settlement) return null;
  const place = await finder.clockFor(db, dossier.returnsTo);
  const { start, endedAt, stoppedAt } = settlement;
  const question = { ...place, start, dueAt: currentDue(settlement) };
  return withinCalendar(() => timeState(stoppedAt ?? endedAt ?? now, question)) ?? null;
}

import { ClockFault } from "../domain/clock/fault.ts";
import type { DossierEvent } from "../domain/dossier.ts";
import { afterStep, type Clocks } from "../domain/dossier-clock.ts";
import { timeRulesOf, unstated } from "../domain/time-rules.ts";
import { clocksOf, saveClocks } from "../store/dossier-clocks.ts";
import type { StoredDossier } from "../store/dossiers.ts";
import { findVersionFrom } from "../store/procedures.ts";
import type { Tx } from "../../platform/database.ts";
import type { Clocks as ClockFinder } from "./clock-in-force.ts";

/** Lets a step move the dossier's clocks, by the rules of its own version and its one-stop's calendar (P9). */
export async function keepTime(
  tx: Tx,
  finder: ClockFinder,
  saved: StoredDossier,
  event: DossierEvent,
  newDue: Date | undefined,
): Promise<Clocks | undefined> {
  if (event.clock === null) return undefined;
  const { dossier } = saved;
  const [before, version, place] = [
    dossier.revision > 1 ? await clocksOf(tx, saved.id) : {},
    await findVersionFrom(tx, dossier.procedure.code, dossier.procedure.version),
    await finder.clockFor(tx, dossier.receivedBy),
  ];
  const rules = timeRulesOf(version ?? unstated);
  const after = withinCalendar(() => afterStep(event.clock, before, event.at, rules, place, newDue));
  if (after) await saveClocks(tx, saved.id, after);
  return after;
}

/** What the calendar does not cover has no due: nothing is promised, and nothing is guessed. */
export function withinCalendar<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof ClockFault) return undefined;
    throw error;
  }
}

import { ClockFault } from "../domain/clock/fault.ts";
import { unitOfCatalogue } from "../domain/clock/limit.ts";
import type { DossierEvent } from "../domain/dossier.ts";
import { afterStep, type Clocks, type TimeRules } from "../domain/dossier-clock.ts";
import type { ProcedureVersion } from "../domain/procedure.ts";
import { clocksOf, saveClocks } from "../store/dossier-clocks.ts";
import type { StoredDossier } from "../store/dossiers.ts";
import { findVersionFrom } from "../store/procedures.ts";
import type { Tx } from "../../platform/database.ts";
import type { Clocks as ClockFinder } from "./clock-in-force.ts";

/** What a version says about time. The modes are the law's defaults until a procedure names its own (D4, D13). */
export const timeRulesOf = (version: Pick<ProcedureVersion, "limit">): TimeRules => ({
  limit: version.limit && { value: version.limit.value, unit: unitOfCatalogue[version.limit.unit] },
  mode: "A",
  supplement: "RESTART",
});

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
  const rules = timeRulesOf({ limit: version?.limit ?? null });
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

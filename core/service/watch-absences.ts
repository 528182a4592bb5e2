import { isOpenOn } from "../domain/clock/open-time.ts";
import { dayOf, type Day } from "../domain/day.ts";
import type { OrgCode } from "../domain/org-code.ts";
import { unattended } from "../domain/time-alert.ts";
import { closuresOf } from "../store/calendars.ts";
import { unattendedDossiers, uncoveredUnits } from "../store/discipline.ts";
import { lockTimed, recordAlerts } from "../store/time-alerts.ts";
import type { Tx } from "../../platform/database.ts";
import type { World } from "./step-taken.ts";
import { newsOf } from "./watch-windows.ts";

const batch = 500;

export interface AbsenceReport {
  /** Agencies that are open today, with absences for which nobody stands in. */
  readonly units: number;
  readonly absences: number;
  /** Dossiers of which that was told by this look. */
  readonly told: number;
}

/**
 * Looks which officers are away today and have nobody who stands in (row 39, NĐ61 12(8)), at agencies that are open, and tells
 * of each dossier that waits for them once per absence, in the transaction that records it (P2, P3): who holds it and its
 * one-stop, without the officer (P12). An absence for which no dossier waits is only counted.
 */
export async function watchAbsences(world: World, now: Date): Promise<AbsenceReport> {
  const today = dayOf(now);
  let [units, absences, told] = [0, 0, 0];
  for (const uncovered of await uncoveredUnits(world.db, today, today)) {
    const { unit } = uncovered;
    const { calendar } = await world.clocks.clockFor(world.db, unit);
    if (!isOpenOn({ calendar, closures: await closuresOf(world.db, unit, today) }, today)) continue;
    units += 1;
    absences += uncovered.absences;
    const waiting = await unattendedDossiers(world.db, unit, today);
    for (let from = 0; from < waiting.length; from += batch) {
      const ids = waiting.slice(from, from + batch).map(({ id }) => id);
      told += await world.db.transaction().execute((tx) => tell(tx, world, { unit, today, ids }, now));
    }
  }
  return { units, absences, told };
}

async function tell(
  tx: Tx,
  world: World,
  { unit, today, ids }: { readonly unit: OrgCode; readonly today: Day; readonly ids: readonly bigint[] },
  now: Date,
): Promise<number> {
  const dossiers = await lockTimed(tx, ids);
  // as they are under the lock: handed on, assigned anew or told meanwhile, a dossier waits no more
  const since = new Map((await unattendedDossiers(tx, unit, today)).map((one) => [one.id, one.since]));
  const found = dossiers.flatMap((dossier) => {
    const from = since.get(dossier.id);
    return from ? [{ id: dossier.id, dossier, alert: unattended(dossier, from) }] : [];
  });
  const fresh = await recordAlerts(tx, found, now);
  const news = fresh.flatMap(({ dossier, alert }) => newsOf(dossier, alert, world.newId(), now));
  await world.announce(tx, news, `watch-absences ${now.toISOString()}`);
  return fresh.length;
}

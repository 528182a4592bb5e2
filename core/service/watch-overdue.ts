import { overdueDeadlines } from "../domain/clock/overdue-deadlines.ts";
import { overdueAt, type OverdueView } from "../domain/overdue.ts";
import { saveCases, watched, type Watched } from "../store/overdue.ts";
import type { Database } from "../../platform/database.ts";
import type { Clocks } from "./clock-in-force.ts";
import { withinCalendar } from "./keep-time.ts";

const batch = 500;

/**
 * Looks at every running dossier and every open case, and tells each rung of the ladder once (O11). What was missed
 * while nothing ran is found by the next look: the answer depends on the moment only.
 */
export async function watchOverdue(
  db: Database,
  finder: Clocks,
  now: Date,
): Promise<{ watched: number; told: number }> {
  let [seen, told] = [0, 0];
  for (let after = 0n; ;) {
    const dossiers = await watched(db, after, batch);
    if (dossiers.length === 0) return { watched: seen, told };
    const cases: { dossier: Watched; view: OverdueView }[] = [];
    for (const dossier of dossiers) {
      const place = await finder.clockFor(db, dossier.receivedBy);
      const deadlines = withinCalendar(() => overdueDeadlines(dossier, place));
      if (deadlines) cases.push({ dossier, view: overdueAt(now, deadlines, dossier.stamps) });
    }
    told += (await db.transaction().execute((tx) => saveCases(tx, cases))).length;
    seen += dossiers.length;
    after = dossiers.at(-1)?.id ?? after;
  }
}

import { overdueDeadlines } from "../domain/clock/overdue-deadlines.ts";
import { reportBy } from "../domain/clock/windows.ts";
import { currentDue, type DossierClock } from "../domain/dossier-clock.ts";
import { overdueAt, withRecorded, type Deadlines, type OverdueView, type Stamps } from "../domain/overdue.ts";
import type { StoredDossier } from "../store/dossiers.ts";
import { lateEntriesOf, recordedBreaches, responsibleFor } from "../store/overdue.ts";
import { alertsOf, stampsOf, type Stamp } from "../store/overdue-stamps.ts";
import type { Reader } from "../../platform/database.ts";
import type { ClockParts, Clocks } from "./clock-in-force.ts";
import { withinCalendar } from "./keep-time.ts";

/** How a dossier stands with its due, and what was done about it. */
export interface Standing {
  readonly deadlines: Deadlines;
  readonly place: ClockParts;
  readonly stamps: readonly Stamp[];
  readonly view: OverdueView;
}

/** Of a dossier's settlement clock; undefined when the calendar does not cover it. */
export async function overdueStanding(
  db: Reader,
  finder: Clocks,
  { id, dossier }: StoredDossier,
  settlement: DossierClock,
  now: Date,
): Promise<Standing | undefined> {
  const place = await finder.clockFor(db, dossier.returnsTo);
  const deadlines = withinCalendar(() =>
    overdueDeadlines({ ...settlement, receivedAt: dossier.receivedAt, currentDue: currentDue(settlement) }, place),
  );
  if (!deadlines) return undefined;
  const stamps = await stampsOf(db, id);
  const view = overdueAt(now, deadlines, stampTimes(settlement, stamps));
  return { deadlines, place, stamps, view: withRecorded(view, await recordedBreaches(db, id)) };
}

/** The moments of the stamps, as the rules of lateness ask for them. */
export function stampTimes({ endedAt, stoppedAt }: DossierClock, stamps: readonly Stamp[]): Stamps {
  const [apology, report, centre] = (["apology", "report", "centreUpdate"] as const).map((duty) =>
    stamps.find((stamp) => stamp.duty === duty),
  );
  return {
    endedAt,
    stoppedAt,
    apologyAt: apology?.at ?? null,
    apologyLatest: apology?.latest ?? null,
    reportAt: report?.at ?? null,
    centreUpdatedAt: centre?.at ?? null,
  };
}

/** What the gateway shows of it, computed for the moment of asking. */
export async function overdueView(
  db: Reader,
  finder: Clocks,
  stored: StoredDossier,
  settlement: DossierClock | undefined,
  now: Date,
) {
  const standing = settlement && (await overdueStanding(db, finder, stored, settlement, now));
  if (!standing) return null;
  const { deadlines, place, stamps, view } = standing;
  return {
    state: view.state ?? null,
    breaches: view.breaches,
    overdueFrom: view.overdueFrom?.toISOString() ?? null,
    originalDue: deadlines.originalDue.toISOString(),
    currentDue: deadlines.currentDue.toISOString(),
    apologyLatest: deadlines.apologyLatest?.toISOString() ?? null,
    reportDue: deadlines.reportDue.toISOString(),
    reportDueInCalendarDays: reportBy(deadlines.currentDue, place.calendar).calendar as string,
    responsible: ((await responsibleFor(db, stored.id)) ?? null) as string | null,
    stamps: stamps.map(stampView),
    lateEntries: (await lateEntriesOf(db, stored.id, deadlines)).map(({ at, recordedAt, ...entry }) => ({
      ...entry,
      at: at.toISOString(),
      recordedAt: recordedAt.toISOString(),
    })),
    alerts: (await alertsOf(db, stored.id)).map(({ rung, to, at }) => ({ rung, to, at: at.toISOString() })),
  };
}
export type OverdueStandingView = NonNullable<Awaited<ReturnType<typeof overdueView>>>;

const stampView = ({ at, latest, proposedDue, ...stamp }: Stamp) => ({
  ...stamp,
  at: at.toISOString(),
  latest: latest?.toISOString() ?? null,
  proposedDue: proposedDue?.toISOString() ?? null,
});

import { returnBy } from "../domain/clock/windows.ts";
import { currentDue, type Clocks as DossierClocks } from "../domain/dossier-clock.ts";
import type { Dossier } from "../domain/dossier.ts";
import type { Facts } from "../domain/guards.ts";
import { closedToExclusion } from "../domain/unfit-exclusion.ts";
import type { ClockParts } from "./clock-in-force.ts";
import { withinCalendar } from "./keep-time.ts";

/** What the dossier's own clocks say to its guards. */
export function clockFacts({ code }: Dossier, { settlement, supplement }: DossierClocks): Facts {
  const closed = closedToExclusion(code, settlement);
  return {
    // opinions are given inside the limit (§2.5): asked for without a deadline, they are due when the dossier is
    ...(settlement ? { currentDue: currentDue(settlement), opinionDue: currentDue(settlement) } : {}),
    ...(supplement ? { applicantTimeEnds: currentDue(supplement) } : {}),
    ...(closed ? { exclusionClosed: closed } : {}),
  };
}

/** Until when a holder since then may ask for a supplement (D14); nothing where the calendar does not reach it. */
export function returnWindow(since: Date, place: ClockParts): Facts {
  const ends = withinCalendar(() => returnBy(since, place));
  return ends ? { returnWindowEnds: ends } : {};
}

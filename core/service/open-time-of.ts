import { afterOpenTime, alwaysOpen, type AfterOpenTime } from "../domain/clock/open-time.ts";
import { dayOf } from "../domain/day.ts";
import { findOrgCode } from "../domain/org-code.ts";
import { closuresOf } from "../store/calendars.ts";
import type { Database } from "../../platform/database.ts";
import type { Clocks } from "./clock-in-force.ts";

// a closure declared now counts for messages within this time
const rememberMs = 5 * 60_000;

/**
 * When an agency is open: the calendar and office hours in force for it and the closures it has declared, read anew
 * every five minutes at most. An unknown agency is always open.
 */
export function makeOpenTimeOf(
  db: Database,
  clocks: Clocks,
  now: () => Date,
): (receiver: string) => Promise<AfterOpenTime> {
  const known = new Map<string, { readonly until: number; readonly openTime: AfterOpenTime }>();
  return async (receiver) => {
    const remembered = known.get(receiver);
    if (remembered && remembered.until > now().getTime()) return remembered.openTime;
    const agency = findOrgCode(receiver);
    if (!agency) return alwaysOpen;
    const { calendar, officeHours } = await clocks.clockFor(db, agency);
    const closures = await closuresOf(db, agency, dayOf(now()));
    const openTime = afterOpenTime({ calendar, officeHours, closures });
    known.set(receiver, { until: now().getTime() + rememberMs, openTime });
    return openTime;
  };
}

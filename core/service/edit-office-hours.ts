import type { Day } from "../domain/day.ts";
import type { OfficeHours, OfficePeriod, Session } from "../domain/clock/office-hours.ts";
import type { OrgCode } from "../domain/org-code.ts";
import { insertOfficeHours, putOfficeHoursInForce, statedOfficeHours } from "../store/calendars.ts";
import { countRunningDues } from "../store/due-changes.ts";
import { lockImports } from "../store/units.ts";
import type { Database, Reader } from "../../platform/database.ts";
import type { Clocks } from "./clock-in-force.ts";
import { officeHoursDigest, versionedOfficeHours } from "./clock-version.ts";

/** What other office hours would do. Nobody's due moves: a dossier keeps the hours of its receipt (P9). */
export interface HoursPreview {
  /** What counts for the agency now: its own, or those it takes from above. */
  readonly before: OfficeHours;
  readonly after: OfficeHours;
  /** False: the agency states exactly these already. */
  readonly changed: boolean;
  /** Running dues at the agency and below it; they stand. */
  readonly running: number;
}

/** New sessions from a day on; what counted before that day stays as it was. */
export const fromDayOn = ({ periods }: OfficeHours, from: Day, sessions: readonly Session[]): OfficePeriod[] => [
  ...periods.filter((period) => period.from !== from),
  { from, sessions },
];

/**
 * @param agency null: for whoever has stated none of its own.
 * @throws {ClockFault} when the periods make no office hours.
 */
export async function previewOfficeHours(
  db: Reader,
  clocks: Clocks,
  agency: OrgCode | null,
  periods: readonly OfficePeriod[],
): Promise<HoursPreview> {
  const after = versionedOfficeHours(periods);
  const own = (await statedOfficeHours(db)).find((stated) => stated.agency === agency);
  return {
    before: await clocks.hoursFor(db, agency),
    after,
    changed: own?.version !== after.version,
    running: await countRunningDues(db, agency),
  };
}

/** Lets them count from now on, as a version of their own; the same again changes nothing. */
export const setOfficeHours = (
  db: Database,
  clocks: Clocks,
  agency: OrgCode | null,
  periods: readonly OfficePeriod[],
  reason: string,
): Promise<HoursPreview> =>
  db.transaction().execute(async (tx) => {
    await lockImports(tx);
    const seen = await previewOfficeHours(tx, clocks, agency, periods);
    if (!seen.changed) return seen;
    const { version } = seen.after;
    await insertOfficeHours(tx, { version, digest: officeHoursDigest(periods) }, periods);
    await putOfficeHoursInForce(tx, agency, version, reason);
    return seen;
  });

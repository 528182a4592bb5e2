import type { DueQuestion } from "../domain/clock/due.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { Reader } from "../../platform/database.ts";
import type { Clocks } from "./clock-in-force.ts";

export type Place = Pick<DueQuestion, "calendar" | "officeHours">;

/** Calendar and office hours, as they are in force now, of the agencies that a chain runs through. */
export type ReadPlaces = (db: Reader, units: readonly OrgCode[]) => Promise<(unit: OrgCode) => Place>;

export const makeReadPlaces =
  ({ clockFor }: Pick<Clocks, "clockFor">): ReadPlaces =>
  async (db, units) => {
    const places = new Map<OrgCode, Place>();
    for (const unit of units) places.set(unit, await clockFor(db, unit));
    return (unit) => {
      const place = places.get(unit);
      if (!place) throw new Error(`the office hours of ${unit} were not read`);
      return place;
    };
  };

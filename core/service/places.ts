import type { DueQuestion } from "../domain/clock/due.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { Reader } from "../../platform/database.ts";
import { defaultCalendar, defaultOfficeHours } from "./clock-version.ts";

export type Place = Pick<DueQuestion, "calendar" | "officeHours">;

/** Calendar and office hours of the agencies that a chain runs through. */
export type ReadPlaces = (db: Reader, units: readonly OrgCode[]) => Promise<(unit: OrgCode) => Place>;

const common: Place = { calendar: defaultCalendar(), officeHours: defaultOfficeHours() };

/** What counts where an agency has stated nothing else: the nation's calendar and the commonest hours. */
export const defaultPlaces: ReadPlaces = () => Promise.resolve(() => common);

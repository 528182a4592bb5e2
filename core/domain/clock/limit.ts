import { ClockFault } from "./fault.ts";

/** A limit stays in the unit the law gave it: 21 working days and 168 hours end at different hours (E12). */
export const limitUnits = ["working_day", "calendar_day", "month", "working_hour", "half_day", "same_day"] as const;
export type LimitUnit = (typeof limitUnits)[number];

export interface Limit {
  readonly value: number;
  readonly unit: LimitUnit;
}

/** Half a day is four working hours, whatever an agency's day adds up to. */
export const hoursOfHalfDay = 4;

/**
 * Whole numbers of what is counted in days; halves of working days, because the catalogue has them; hours as they
 * are. Nothing (zero) of a day unit is "at once" (D22).
 * @throws {ClockFault}
 */
export function checkLimit({ value, unit }: Limit): void {
  if (!Number.isFinite(value)) throw new ClockFault("limit-not-a-number", { value: String(value) });
  if (unit === "same_day") return;
  if (value < 0 || (value === 0 && isOfHours(unit)))
    throw new ClockFault("limit-not-positive", { value: String(value), unit });
  const whole = unit === "working_day" ? value * 2 : unit === "working_hour" ? 0 : value;
  if (!Number.isInteger(whole)) throw new ClockFault("limit-not-whole", { value: String(value), unit });
}

const isOfHours = (unit: LimitUnit) => unit === "working_hour" || unit === "half_day";

/** The catalogue's words for units (`hub.procedure_version.limit_unit`). */
export const unitOfCatalogue = {
  working_day: "working_day",
  day: "calendar_day",
  month: "month",
  hour: "working_hour",
  immediate: "same_day",
} as const satisfies Readonly<Record<string, LimitUnit>>;

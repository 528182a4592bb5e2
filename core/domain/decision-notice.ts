import { workingDaysUpTo, type Calendar } from "./clock/calendar.ts";
import { dayNumber } from "./clock/moment.ts";
import type { Day } from "./day.ts";
import { issuerKey, type DecisionName } from "./decision-key.ts";

/** Days from the signing of a decision to its effect, and how many the law wants at least. */
export interface Notice {
  readonly days: number;
  readonly required: number;
}

const dayMs = 86_400_000;

/**
 * Calendar days of notice (ND 63/2010 art. 15, C1): a ministry's decision is signed 20 days before it takes effect, a
 * province's 5. Undefined: enough. Where the law came about by the shortened procedure less is lawful: it is only told.
 */
export function shortNotice({ issuedBy, signedOn, effective }: DecisionName & { effective: Day }): Notice | undefined {
  const days = Math.round((Date.parse(effective) - Date.parse(signedOn)) / dayMs);
  const required = isOfProvince(issuedBy) ? 5 : 20;
  return days < required ? { days, required } : undefined;
}

/** Working days from the signing of a decision to its entry, and how many the law allows at most. */
export interface LateEntry {
  readonly days: number;
  readonly allowed: number;
}

/**
 * Working days to enter a decision (ND 63/2010 art. 24, C2): a ministry's 10 from its signing, a province's 5. Undefined: in
 * time. Where the law came about by the shortened procedure with immediate effect they are 2, which no decision says: it
 * is told nothing of that.
 * @throws {ClockFault} when the calendar does not cover the days.
 */
export function lateEntry(
  { issuedBy, signedOn }: Pick<DecisionName, "issuedBy" | "signedOn">,
  enteredOn: Day,
  calendar: Calendar,
): LateEntry | undefined {
  const days = workingDaysUpTo(calendar, dayNumber(enteredOn)) - workingDaysUpTo(calendar, dayNumber(signedOn));
  const allowed = isOfProvince(issuedBy) ? 5 : 10;
  return days > allowed ? { days, allowed } : undefined;
}

const isOfProvince = (issuedBy: string): boolean =>
  /^(chủ tịch )?(ubnd|(ủy|uỷ) ban nhân dân)(?=\s|$)/.test(issuerKey(issuedBy));

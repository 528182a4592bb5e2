import { workingDaysUpTo, type Calendar } from "./clock/calendar.ts";
import { dayNumber } from "./clock/moment.ts";
import type { Day } from "./day.ts";
import { issuerKey, type DecisionName } from "./decision-key.ts";

/** Of a decision: whose law came about by the shortened procedure says when that was published or signed. */
export interface DecisionDays extends Pick<DecisionName, "issuedBy" | "signedOn"> {
  readonly effective: Day;
  /** Null: the law was made by the ordinary procedure. */
  readonly shortenedLawOf: Day | null;
}

/** Days from the signing of a decision to its effect, and how many are wanted at least. */
export interface Notice {
  /** Calendar days, which the law counts. */
  readonly days: number;
  /** Working days, which the index (QĐ 766) counts; null where the calendar does not reach. */
  readonly workingDays: number | null;
  readonly required: number;
}

const dayMs = 86_400_000;

/**
 * Days of notice (ND 63/2010 art. 15, C1): a ministry's decision is signed 20 days before it takes effect, a province's 5,
 * in calendar days by the law and in working days by the index; told is what is short by either. Undefined: enough by
 * both, or the law was made by the shortened procedure, which asks for `lateAfterLaw` instead.
 */
export function shortNotice(
  { issuedBy, signedOn, effective, shortenedLawOf }: DecisionDays,
  calendar: Calendar,
): Notice | undefined {
  if (shortenedLawOf !== null) return undefined;
  const days = daysBetween(signedOn, effective);
  const workingDays = knownWorkingDays(calendar, signedOn, effective);
  const required = isOfProvince(issuedBy) ? 5 : 20;
  return days < required || (workingDays !== null && workingDays < required)
    ? { days, workingDays, required }
    : undefined;
}

/** Calendar days from a law to the decision that publishes its procedures, and how many the law allows at most. */
export interface LateAfterLaw {
  readonly days: number;
  readonly allowed: number;
}

/**
 * Of a law made by the shortened procedure the decision follows within 3 days of its publication or signing (ND 63/2010
 * art. 15, C1). Undefined: in time, or made by the ordinary procedure.
 */
export function lateAfterLaw({ signedOn, shortenedLawOf }: DecisionDays): LateAfterLaw | undefined {
  if (shortenedLawOf === null) return undefined;
  const days = daysBetween(shortenedLawOf, signedOn);
  return days > 3 ? { days, allowed: 3 } : undefined;
}

/** Working days from the signing of a decision to its entry, and how many the law allows at most. */
export interface LateEntry {
  readonly days: number;
  readonly allowed: number;
}

/**
 * Working days to enter a decision (ND 63/2010 art. 24, C2): a ministry's 10 from its signing, a province's 5; 2 of either
 * where the law was made by the shortened procedure with immediate effect, which is an effect from the day of signing.
 * Undefined: in time.
 * @throws {ClockFault} when the calendar does not cover the days.
 */
export function lateEntry(
  { issuedBy, signedOn, effective, shortenedLawOf }: DecisionDays,
  enteredOn: Day,
  calendar: Calendar,
): LateEntry | undefined {
  const days = workingDaysBetween(calendar, signedOn, enteredOn);
  const isImmediate = shortenedLawOf !== null && effective === signedOn;
  const ordinary = isOfProvince(issuedBy) ? 5 : 10;
  const allowed = isImmediate ? 2 : ordinary;
  return days > allowed ? { days, allowed } : undefined;
}

const daysBetween = (from: Day, to: Day): number => Math.round((Date.parse(to) - Date.parse(from)) / dayMs);

const workingDaysBetween = (calendar: Calendar, from: Day, to: Day): number =>
  workingDaysUpTo(calendar, dayNumber(to)) - workingDaysUpTo(calendar, dayNumber(from));

const knownWorkingDays = (calendar: Calendar, from: Day, to: Day): number | null =>
  from < calendar.coversFrom || to > calendar.coversTo ? null : workingDaysBetween(calendar, from, to);

const isOfProvince = (issuedBy: string): boolean =>
  /^(chủ tịch )?(ubnd|(ủy|uỷ) ban nhân dân)(?=\s|$)/.test(issuerKey(issuedBy));

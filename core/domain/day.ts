/**
 * Days and moments in Viet Nam. Asia/Ho_Chi_Minh is UTC+7 all year and has been since 1975: plain arithmetic, no
 * time-zone data (rule D21).
 */
declare const day: unique symbol;

/** A calendar day in Viet Nam, `2025-07-01`; ordered as text. */
export type Day = string & { readonly [day]: true };

const offsetMs = 7 * 3_600_000;

/** @throws {RangeError} when the text is not a day that exists, such as 2025-02-29. */
export function parseDay(text: string): Day {
  // there is no year 0: the calendar goes from 1 BC to AD 1, and PostgreSQL knows it
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith("0000"))
    throw new RangeError(`not a day (YYYY-MM-DD): ${text}`);
  const at = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text)
    throw new RangeError(`no such day: ${text}`);
  return text as Day;
}

/** The day it is in Viet Nam at this moment. */
export const dayOf = (at: Date): Day => new Date(at.getTime() + offsetMs).toISOString().slice(0, 10) as Day;

/** The day before, for the last day of what ends when its successor begins. */
export const dayBefore = (of: Day): Day =>
  new Date(Date.parse(`${of}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10) as Day;

/** The day after, for the first day without what has ended. */
export const dayAfter = (of: Day): Day =>
  new Date(Date.parse(`${of}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10) as Day;

/** The moment at which a day ends in Viet Nam. */
export const endOf = (of: Day): Date => new Date(Date.parse(`${of}T00:00:00Z`) - offsetMs + 86_400_000);

/** A stretch of days, both ends included. `-infinity`: since anyone knows; null: still. */
export interface Validity {
  readonly validFrom: string;
  readonly validTo: string | null;
}

/** Whether it is in force on no day: what takes its place began on the same day (C7, C9). */
export const isOfNoDay = ({ validFrom, validTo }: Validity): boolean => validTo !== null && validTo < validFrom;

export const isValidOn = ({ validFrom, validTo }: Validity, on: Day): boolean =>
  (validFrom === "-infinity" || validFrom <= on) && (validTo === null || on <= validTo);

import type { Day } from "./day.ts";

/** A receipt as it stands in the books, with what shows that it was made elsewhere first. */
export interface ReceiptEntry {
  readonly code: string;
  readonly day: Day;
  /** Number in the unit's day. */
  readonly number: number;
  /** When it happened, as the unit states it. */
  readonly receivedAt: Date;
  /** When the hub learned of it. */
  readonly recordedAt: Date;
  readonly concludedAt: Date | null;
  readonly conclusionRecordedAt: Date | null;
  /** Settled while the applicant waits: no time between receipt and result is lawful. */
  readonly immediate: boolean;
}

/** The last number given on a day, the numbers that were given up with a reason, and those promised and not yet used. */
export interface DayOfNumbers {
  readonly day: Day;
  readonly last: number;
  readonly voided: readonly number[];
  readonly reserved?: readonly number[];
}

export type FindingKind = "number-missing" | "entered-late" | "result-at-once" | "entered-after-the-result";

/** One sign of a receipt outside the system (S003, row 14). */
export interface Finding {
  readonly kind: FindingKind;
  readonly day: Day;
  readonly number: number;
  readonly code: string | null;
  /** Working hours between event and entry, for what was entered late. */
  readonly hoursLate?: number;
}

export interface Completeness {
  readonly numbersGiven: number;
  readonly voided: number;
  readonly entered: number;
  /** Entered, in time, and with running time before the result. */
  readonly clean: number;
  /** Of the numbers that were neither voided nor only promised, in percent with one decimal; null when there are none. */
  readonly percent: number | null;
}

const atOnceMs = 60_000;

/**
 * What in a unit's books shows dossiers that were received elsewhere.
 * @param hoursBetween working hours from one moment to another.
 * @param lateAfterHours later than so many working hours is late.
 */
export function findOffSystem(
  days: readonly DayOfNumbers[],
  entries: readonly ReceiptEntry[],
  hoursBetween: (from: Date, to: Date) => number,
  lateAfterHours: number,
): { readonly findings: readonly Finding[]; readonly completeness: Completeness } {
  const known = new Set(entries.map(({ day, number }) => `${day} ${number}`));
  const missing = days.flatMap(({ day, last, voided, reserved = [] }) =>
    Array.from({ length: last }, (_, index) => index + 1)
      .filter((number) => !known.has(`${day} ${number}`) && !voided.includes(number) && !reserved.includes(number))
      .map((number): Finding => ({ kind: "number-missing", day, number, code: null })),
  );
  const wrong = entries.flatMap((entry) => findingsOf(entry, hoursBetween, lateAfterHours));
  const dirty = new Set(wrong.map(({ code }) => code));
  const numbersGiven = days.reduce((sum, { last }) => sum + last, 0);
  const voided = days.reduce((sum, one) => sum + one.voided.length, 0);
  const clean = entries.filter(({ code }) => !dirty.has(code)).length;
  const due = numbersGiven - voided - days.reduce((sum, { reserved = [] }) => sum + reserved.length, 0);
  return {
    findings: [...missing, ...wrong].toSorted((a, b) =>
      a.day === b.day ? a.number - b.number : a.day < b.day ? -1 : 1,
    ),
    completeness: {
      numbersGiven,
      voided,
      entered: entries.length,
      clean,
      percent: due === 0 ? null : Math.round((clean * 1000) / due) / 10,
    },
  };
}

function findingsOf(
  entry: ReceiptEntry,
  hoursBetween: (from: Date, to: Date) => number,
  lateAfterHours: number,
): Finding[] {
  const { day, number, code, receivedAt, recordedAt, concludedAt, conclusionRecordedAt, immediate } = entry;
  const found: Finding[] = [];
  const hours = recordedAt > receivedAt ? hoursBetween(receivedAt, recordedAt) : 0;
  if (hours > lateAfterHours)
    found.push({ kind: "entered-late", day, number, code, hoursLate: Math.round(hours * 10) / 10 });
  if (concludedAt && !immediate && concludedAt.getTime() - receivedAt.getTime() < atOnceMs)
    found.push({ kind: "result-at-once", day, number, code });
  else if (conclusionRecordedAt && !immediate && conclusionRecordedAt.getTime() - recordedAt.getTime() < atOnceMs)
    found.push({ kind: "entered-after-the-result", day, number, code });
  return found;
}

import { dayOf } from "../day.ts";

export type OnTime = "before" | "on" | "after";

/** One hand-over: 1. Giao, 2. Nhận (§4.6). */
export interface SlipRow {
  readonly agency: string;
  readonly givenBy: string;
  readonly giver: string | null;
  readonly givenAt: Date;
  readonly takenBy: string | null;
  readonly taker: string | null;
  readonly takenAt: Date | null;
  /** Whether the agency was done before, on or after the day of its due; null while it works or where there is no due. */
  readonly result: OnTime | null;
  readonly note: "recalled" | "sentBack" | null;
  readonly leg: number | null;
  /** "Giao" without "nhận": nobody has acknowledged it, it may be lost on the way. */
  readonly lost: boolean;
}

/** Trước hạn, đúng hạn, quá hạn: by days in Viet Nam; on the day itself until the due moment. */
export function onTime(done: Date | null, due: Date | null): OnTime | null {
  if (done === null || due === null) return null;
  if (done > due) return "after";
  return dayOf(done) < dayOf(due) ? "before" : "on";
}

import { dayOf } from "../day.ts";
import type { FiledPaper } from "../step-details.ts";
import { paperDifferences, type PaperDifference } from "./handed-papers.ts";

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
  /** What was handed over with it; null: nobody ever said which papers there are. */
  readonly papersGiven: readonly FiledPaper[] | null;
  /** What the receiver acknowledged (L12); null until then, and where nobody said. */
  readonly papersTaken: readonly FiledPaper[] | null;
  readonly differences: readonly PaperDifference[];
}

/** A row before it is known which papers went with it but for what its two sides said themselves. */
export type RowSaid = Omit<SlipRow, "differences">;

/**
 * Which papers went with each hand-over (L12). Who gives says so, else gives what it took over last itself, else what was
 * filed; who takes says so, else took what was given.
 * @param rows in the order in which they were given.
 */
export function withPapers(rows: readonly RowSaid[], filed: readonly FiledPaper[] | null): SlipRow[] {
  const full: SlipRow[] = [];
  for (const row of rows) {
    const before = full
      .filter(({ takenBy, takenAt }) => takenBy === row.givenBy && takenAt !== null && takenAt <= row.givenAt)
      .toSorted((a, b) => Number(a.takenAt) - Number(b.takenAt))
      .at(-1);
    const papersGiven = row.papersGiven ?? before?.papersTaken ?? filed;
    const papersTaken = row.takenAt === null ? null : (row.papersTaken ?? papersGiven);
    const differences = papersGiven && papersTaken ? paperDifferences(papersGiven, papersTaken) : [];
    full.push({ ...row, papersGiven, papersTaken, differences });
  }
  return full;
}

/** Trước hạn, đúng hạn, quá hạn: by days in Viet Nam; on the day itself until the due moment. */
export function onTime(done: Date | null, due: Date | null): OnTime | null {
  if (done === null || due === null) return null;
  if (done > due) return "after";
  return dayOf(done) < dayOf(due) ? "before" : "on";
}

import type { Day } from "./day.ts";
import { groupBy } from "./group-by.ts";

/** A received dossier as form II.06a/VPCP/KSTT (TT 01/2020/TT-VPCP) counts it: whole days in Viet Nam, no hours. */
export interface Counted {
  /** Lĩnh vực; null where the catalogue names none. */
  readonly field: string | null;
  readonly online: boolean;
  readonly receivedOn: Day;
  /** When it was settled or stopped; null while it runs. */
  readonly endedOn: Day | null;
  /** Ended without a decision on the matter: withdrawn, its supplement never came, or given back. */
  readonly undecided: boolean;
  /** The appointment; null where none was promised, or while the clock stands. */
  readonly dueOn: Day | null;
}

/** How a dossier of a period stands at its end; what ended undecided, or without any due, is not late. */
export type Standing = "early" | "onTime" | "late" | "undecided" | "openInTime" | "openLate";

/**
 * By whole days: ended before its due day is early, on it or without any due on time, after it late.
 * @param to the period's last day.
 * @param on the day on which open dossiers are judged: the period's last, or today while the period lasts.
 */
export function standingOf({ endedOn, undecided, dueOn }: Counted, to: Day, on: Day): Standing {
  if (endedOn === null || endedOn > to) return dueOn !== null && on > dueOn ? "openLate" : "openInTime";
  if (undecided) return "undecided";
  if (dueOn === null || endedOn === dueOn) return "onTime";
  return endedOn < dueOn ? "early" : "late";
}

/** Columns (3) to (13) of the form. */
export interface Columns {
  readonly received: number; // (3) = (4) + (5) + (6)
  readonly receivedOnline: number; // (4)
  readonly receivedDirect: number; // (5), the post counts here
  readonly carriedOver: number; // (6)
  readonly settled: number; // (7) = (8) + (9) + (10)
  readonly settledEarly: number; // (8)
  readonly settledOnTime: number; // (9)
  readonly settledLate: number; // (10)
  readonly open: number; // (11) = (12) + (13)
  readonly openInTime: number; // (12), also what waits for the applicant
  readonly openLate: number; // (13)
}

export interface Row06a extends Columns {
  readonly field: string | null;
}

export interface Report06a {
  readonly rows: readonly Row06a[];
  readonly total: Columns;
}

/**
 * The form's rows by field, and their total; (3) = (7) + (11) in each. Ended before its due day is early, on it or
 * without any due on time, after it late. What ended undecided counts as settled on time, as the provinces count it.
 * @param period both days included; dossiers received after it, or ended before it, are left out.
 * @param on the day on which open dossiers are judged: the period's last, or today while the period lasts.
 */
export function report06a(
  dossiers: readonly Counted[],
  period: { readonly from: Day; readonly to: Day },
  on: Day,
): Report06a {
  const inPeriod = dossiers.filter(
    ({ receivedOn, endedOn }) => receivedOn <= period.to && (endedOn === null || endedOn >= period.from),
  );
  const rows = [...groupBy(inPeriod, ({ field }) => field ?? "")]
    .map(([field, ofField]): Row06a => ({ field: field || null, ...count(ofField, period, on) }))
    .sort((a, b) => (a.field ?? "\uffff").localeCompare(b.field ?? "\uffff", "vi"));
  return { rows, total: count(inPeriod, period, on) };
}

/**
 * Late, settled or open, of all that was to be settled (O15): (10) + (13) of (3), in percent with one decimal; null where
 * nothing was.
 */
export const lateRate = ({ received, settledLate, openLate }: Columns): number | null =>
  received === 0 ? null : Math.round(((settledLate + openLate) * 1000) / received) / 10;

function count(dossiers: readonly Counted[], { from, to }: { readonly from: Day; readonly to: Day }, on: Day): Columns {
  const of = (is: (one: Counted) => boolean): number => dossiers.filter(is).length;
  const isNew = ({ receivedOn }: Counted) => receivedOn >= from;
  const standing = (...wanted: readonly Standing[]) => of((one) => wanted.includes(standingOf(one, to, on)));
  const parts = {
    receivedOnline: of((one) => isNew(one) && one.online),
    receivedDirect: of((one) => isNew(one) && !one.online),
    carriedOver: of((one) => !isNew(one)),
    settledEarly: standing("early"),
    settledOnTime: standing("onTime", "undecided"),
    settledLate: standing("late"),
    openInTime: standing("openInTime"),
    openLate: standing("openLate"),
  };
  return {
    ...parts,
    received: parts.receivedOnline + parts.receivedDirect + parts.carriedOver,
    settled: parts.settledEarly + parts.settledOnTime + parts.settledLate,
    open: parts.openInTime + parts.openLate,
  };
}

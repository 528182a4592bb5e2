import { dayOf } from "../day.ts";
import type { Step } from "../moves.ts";

/** A step as the slip needs it, oldest first. */
export interface SlipEvent {
  readonly step: Step;
  readonly by: string;
  readonly to: string | null;
  readonly at: Date;
  readonly officer: string | null;
}

/** A leg of a chain: given when it started, taken when acknowledged. */
export interface SlipLeg {
  readonly number: number;
  readonly agency: string;
  readonly givenBy: string;
  readonly givenAt: Date;
  readonly takenAt: Date | null;
  readonly dueAt: Date | null;
  readonly endedAt: Date | null;
}

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

interface OpenRow {
  agency: string;
  givenBy: string;
  giver: string | null;
  givenAt: Date;
  takenBy: string | null;
  taker: string | null;
  takenAt: Date | null;
  doneAt: Date | null;
  note: SlipRow["note"];
}

/** The slip out of the log: complete at any time, and never written by hand. `due` is the dossier's. */
export function controlSlip(events: readonly SlipEvent[], legs: readonly SlipLeg[], due: Date | null): SlipRow[] {
  const rows: OpenRow[] = [];
  let offered: OpenRow | undefined;
  let working: OpenRow | undefined;
  for (const { step, by, to, at, officer } of events) {
    if (step === "acknowledge" && offered) {
      Object.assign(offered, { takenBy: by, taker: officer, takenAt: at });
      working = offered;
      offered = undefined;
    } else if (offered && (step === "recall" || step === "sendBack" || step === "requestWithdrawal")) {
      // asked back by the applicant while on its way, it was taken back as well (T28)
      offered.note = step === "sendBack" ? "sentBack" : "recalled";
      // it never left: who gave it works on
      if (working?.doneAt === offered.givenAt) working.doneAt = null;
      offered = undefined;
    } else if ((step === "handOver" || step === "sendBack") && to !== null) {
      if (working) working.doneAt ??= at;
      offered = {
        ...{ agency: to, givenBy: by, giver: officer, givenAt: at, takenBy: null, taker: null, takenAt: null },
        ...{ doneAt: null, note: null },
      };
      rows.push(offered);
    } else if (step === "conclude" && working) working.doneAt ??= at;
  }
  const handovers = rows.map(({ doneAt, ...row }): SlipRow => ({
    ...row,
    result: onTime(doneAt, due),
    leg: null,
    lost: row.takenAt === null && row.note === null,
  }));
  const ofLegs = legs.map(({ number, agency, givenBy, givenAt, takenAt, dueAt, endedAt }): SlipRow => ({
    ...{ agency, givenBy, giver: null, givenAt, takenBy: takenAt && agency, taker: null, takenAt },
    ...{ result: onTime(endedAt, dueAt), note: null, leg: number, lost: takenAt === null && endedAt === null },
  }));
  return [...handovers, ...ofLegs].sort((a, b) => a.givenAt.getTime() - b.givenAt.getTime());
}

/** Trước hạn, đúng hạn, quá hạn: by days in Viet Nam; on the day itself until the due moment. */
function onTime(done: Date | null, due: Date | null): OnTime | null {
  if (done === null || due === null) return null;
  if (done > due) return "after";
  return dayOf(done) < dayOf(due) ? "before" : "on";
}

import type { Step } from "../moves.ts";
import type { FiledPaper } from "../step-details.ts";
import { rowsOfLegs, type SlipLegEvent } from "./slip-legs.ts";
import { onTime, withPapers, type RowSaid, type SlipRow } from "./slip-row.ts";

/** A step as the slip needs it, oldest first. */
export interface SlipEvent {
  readonly step: Step;
  readonly by: string;
  readonly to: string | null;
  readonly at: Date;
  readonly officer: string | null;
  /** Those filed, given, or acknowledged, where the step says so. */
  readonly papers?: readonly FiledPaper[] | null;
}

/** How a dossier comes into being; what was filed with it is the first list of papers. */
export const filings = ["receive", "draft", "settleAtOnce"] as const satisfies readonly Step[];

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
  papersGiven: SlipRow["papersGiven"];
  papersTaken: SlipRow["papersTaken"];
}

/** The slip out of the log: complete at any time, and never written by hand. `due` is the dossier's. */
export function controlSlip(events: readonly SlipEvent[], legs: readonly SlipLegEvent[], due: Date | null): SlipRow[] {
  const rows: OpenRow[] = [];
  let offered: OpenRow | undefined;
  let working: OpenRow | undefined;
  for (const { step, by, to, at, officer, papers = null } of events) {
    if (step === "acknowledge" && offered) {
      Object.assign(offered, { takenBy: by, taker: officer, takenAt: at, papersTaken: papers });
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
        ...{ doneAt: null, note: null, papersGiven: papers, papersTaken: null },
      };
      rows.push(offered);
    } else if (step === "conclude" && working) working.doneAt ??= at;
  }
  const handovers = rows.map(({ doneAt, ...row }): RowSaid => ({
    ...row,
    result: onTime(doneAt, due),
    leg: null,
    lost: row.takenAt === null && row.note === null,
  }));
  const filed = events.find(({ step }) => (filings as readonly Step[]).includes(step))?.papers ?? null;
  return withPapers(
    [...handovers, ...rowsOfLegs(legs)].sort((a, b) => a.givenAt.getTime() - b.givenAt.getTime()),
    filed,
  );
}

import type { LegHappening } from "../chain-steps.ts";
import type { FiledPaper } from "../step-details.ts";
import { onTime, type RowSaid } from "./slip-row.ts";

/** What happened to a leg of a chain, as it was told then. */
export interface SlipLegEvent {
  readonly number: number;
  readonly step: LegHappening;
  /** Whose leg it was then: a reform since has changed nothing in it (P10). */
  readonly agency: string;
  readonly by: string;
  readonly at: Date;
  readonly officer: string | null;
  /** The leg's own due as it was then. */
  readonly dueAt: Date | null;
  /** Those acknowledged, where its agency says so. */
  readonly papers?: readonly FiledPaper[] | null;
}

/**
 * A row each time a leg was given to its agency: by who acted when it started, taken when it was acknowledged. A leg that
 * was sent back and started anew has a row for each time. Only an agency that finished or refused was in time or late.
 * @param events of all legs, oldest first.
 */
export function rowsOfLegs(events: readonly SlipLegEvent[]): RowSaid[] {
  const rows: RowSaid[] = [];
  const open = new Map<number, number>();
  for (const { number, step, agency, by, at, officer, dueAt, papers = null } of events) {
    if (step === "start") {
      open.set(number, rows.length);
      rows.push({
        ...{ agency, givenBy: by, giver: officer, givenAt: at, takenBy: null, taker: null, takenAt: null },
        ...{ result: null, note: null, leg: number, lost: true },
        ...{ papersGiven: null, papersTaken: null },
      });
      continue;
    }
    const place = open.get(number) ?? -1;
    const row = rows[place];
    if (!row) continue;
    const ends = { ...row, lost: false };
    switch (step) {
      case "acknowledge":
        rows[place] = { ...row, takenBy: by, taker: officer, takenAt: at, lost: false, papersTaken: papers };
        break;
      case "finish":
      case "refuse":
        rows[place] = { ...ends, result: onTime(at, dueAt) };
        open.delete(number);
        break;
      case "return":
        rows[place] = { ...ends, note: "sentBack" };
        open.delete(number);
        break;
      case "cancel":
        rows[place] = ends;
        open.delete(number);
        break;
      default: // told, stopped, gone on: in nobody else's hands
    }
  }
  return rows;
}

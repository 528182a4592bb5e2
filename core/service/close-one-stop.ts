import { dayOf, type Day } from "../domain/day.ts";
import { pickUpDay, type Closure } from "../domain/clock/closure.ts";
import type { OrgCode } from "../domain/org-code.ts";
import { closuresOf, insertClosure } from "../store/calendars.ts";
import { duesWithin } from "../store/due-changes.ts";
import { lockImports } from "../store/units.ts";
import type { Database, Reader } from "../../platform/database.ts";
import type { Clocks } from "./clock-in-force.ts";

/** What a closure does: the due stands and the clock runs on, only the day of fetching the result moves (D19). */
export interface ClosurePreview {
  /** The same days were recorded before; nothing changes. */
  readonly already: boolean;
  readonly moved: readonly { readonly dossier: string; readonly due: Date; readonly pickUp: Day }[];
}

/** @throws {ClockFault} when the calendar ends before a day on which the results can be fetched. */
export async function previewClosure(
  db: Reader,
  clocks: Clocks,
  agency: OrgCode,
  closure: Closure,
): Promise<ClosurePreview> {
  const known = await closuresOf(db, agency, closure.from);
  const { calendar } = await clocks.clockFor(db, agency);
  const all = [...known, closure];
  const dues = await duesWithin(db, agency, closure.from, closure.to);
  return {
    already: known.some(({ from, to }) => from === closure.from && to === closure.to),
    moved: dues
      .map((one) => ({ ...one, pickUp: pickUpDay(one.due, all, calendar) }))
      .filter(({ due, pickUp }) => pickUp !== dayOf(due)),
  };
}

export const closeOneStop = (
  db: Database,
  clocks: Clocks,
  agency: OrgCode,
  closure: Closure,
): Promise<ClosurePreview> =>
  db.transaction().execute(async (tx) => {
    await lockImports(tx);
    const seen = await previewClosure(tx, clocks, agency, closure);
    if (!seen.already) await insertClosure(tx, agency, closure);
    return seen;
  });

import { isValidOn, type Day } from "../../core/domain/day.ts";
import { findProcedureCode, type ProcedureLevel } from "../../core/domain/procedure.ts";

/**
 * Which procedure of ours a national code means at a level on a day (quirk 26): the same code of a linked service is
 * another procedure at a commune than at a province. Of the operator's connection file.
 */
export interface LocalCodeRow {
  readonly national: string;
  /** Missing: at every level that no other row speaks of. */
  readonly level?: ProcedureLevel;
  /** `KS`, `KT` of the linked services; missing: of any. */
  readonly module?: string;
  readonly local: string;
  /** Days, both included; null: without end. */
  readonly from: Day;
  readonly until: Day | null;
}

export interface LocalCodeAsked {
  readonly national: string;
  readonly level: ProcedureLevel | null;
  readonly module: string | null;
  readonly on: Day;
}

/** Rows that say more come first; without a row the national code is our own. Undefined: it is no procedure's code. */
export function toLocalProcedure(asked: LocalCodeAsked, rows: readonly LocalCodeRow[]): string | undefined {
  const national = findProcedureCode(asked.national);
  const fits = rows.filter(
    (row) =>
      findProcedureCode(row.national) === national &&
      isValidOn({ validFrom: row.from, validTo: row.until }, asked.on) &&
      (row.level === undefined || row.level === asked.level) &&
      (row.module === undefined || row.module === asked.module),
  );
  const weight = ({ level, module }: LocalCodeRow) => Number(level !== undefined) * 2 + Number(module !== undefined);
  const [best] = fits.toSorted((a, b) => weight(b) - weight(a));
  return national && (best ? findProcedureCode(best.local) : national);
}

/** The national code that is told of ours: as it was mapped on the day of receipt. */
export function fromLocalProcedure(
  local: string,
  level: ProcedureLevel | null,
  on: Day,
  rows: readonly LocalCodeRow[],
): string | undefined {
  const code = findProcedureCode(local);
  const row = rows.find(
    (each) =>
      findProcedureCode(each.local) === code &&
      (each.level === undefined || each.level === level) &&
      isValidOn({ validFrom: each.from, validTo: each.until }, on),
  );
  return row ? findProcedureCode(row.national) : code;
}

/** Two rows of the same say for the same day; null: none. */
export function contradiction(rows: readonly LocalCodeRow[]): readonly [LocalCodeRow, LocalCodeRow] | null {
  for (const [at, a] of rows.entries())
    for (const b of rows.slice(at + 1))
      if (
        findProcedureCode(a.national) === findProcedureCode(b.national) &&
        a.level === b.level &&
        a.module === b.module &&
        a.from <= (b.until ?? "9999-12-31") &&
        b.from <= (a.until ?? "9999-12-31")
      )
        return [a, b];
  return null;
}

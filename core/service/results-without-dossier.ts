import { resultsWithoutDossier, type IssuedResult } from "../domain/issued-result.ts";
import { knownResults, type Period } from "../store/discipline.ts";
import type { Reader } from "../../platform/database.ts";
import { bad, openTally, type Read, type RefusedRow } from "./import-report.ts";
import type { Source } from "./import-source.ts";
import { readTable, type TableRow } from "./read-table.ts";
import { readDay } from "./read-units.ts";

export interface ResultsReport {
  /** Rows of the register; those of other days are not compared. */
  readonly read: number;
  readonly ofOtherDays: number;
  readonly refused: readonly RefusedRow[];
  readonly withoutDossier: readonly (IssuedResult & { readonly line: number })[];
}

const required = ["number", "issued_on"] as const;
const optional = ["kind"] as const;
type Column = (typeof required)[number] | (typeof optional)[number];

/**
 * Holds an agency's own register of issued results (CSV: number, issued_on, kind) against the results that its dossiers
 * name, those it received and those it decided. Nothing of the file is kept.
 * @throws {ImportError} when the file has no such columns.
 */
export async function findResultsWithoutDossier(db: Reader, period: Period, register: Source): Promise<ResultsReport> {
  const tally = openTally(register.name);
  const issued: (IssuedResult & { readonly line: number })[] = [];
  for (const row of await readTable(register, required, optional, tally, () => undefined)) {
    const read = readResult(row);
    if (read.ok) issued.push(read.value);
    else tally.refuse(row.line, read.reason);
  }
  const ofPeriod = issued.filter(({ issuedOn }) => issuedOn >= period.from && issuedOn <= period.to);
  const { read, refused } = tally.report();
  return {
    read,
    ofOtherDays: issued.length - ofPeriod.length,
    refused,
    withoutDossier: resultsWithoutDossier(ofPeriod, await knownResults(db, period)),
  };
}

function readResult({ line, cells }: TableRow<Column>): Read<IssuedResult & { readonly line: number }> {
  if (cells.number === "") return bad("thiếu số của kết quả", "the number of the result is missing");
  const issuedOn = readDay(cells.issued_on);
  if (!issuedOn.ok) return issuedOn;
  if (!issuedOn.value) return bad("thiếu ngày ban hành", "the day of issue is missing");
  return { ok: true, value: { line, number: cells.number, issuedOn: issuedOn.value, kind: cells.kind } };
}

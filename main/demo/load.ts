import type { Day } from "../../core/domain/day.ts";
import { findOrgCode } from "../../core/domain/org-code.ts";
import { importProcedures } from "../../core/service/import-procedures.ts";
import type { FileReport } from "../../core/service/import-report.ts";
import { textSource } from "../../core/service/import-source.ts";
import { importUnits } from "../../core/service/import-units.ts";
import { organisationTree } from "../../core/store/organisations.ts";
import { knownProcedures } from "../../core/store/procedures.ts";
import { allUnits } from "../../core/store/units.ts";
import type { Database } from "../../platform/database.ts";
import { demoOrganisations } from "./organisations.ts";
import { demoProcedures } from "./procedures.ts";
import { demoSuccessions, demoUnits } from "./units.ts";

/**
 * Loads the demonstration set the way files are imported. It only adds what is missing: it never speaks over what a
 * real import has said, and the second time it adds nothing.
 */
export async function loadDemonstration(db: Database, today: Day): Promise<FileReport[]> {
  const units = new Set((await allUnits(db)).map(({ code, validFrom }) => `${code} ${validFrom}`));
  const organisations = new Set<string>((await organisationTree(db)).map(({ code }) => code));
  const procedures = new Set<string>(await knownProcedures(db));

  const missingUnits = rowsWithout(demoUnits, (row) => {
    const [code = "", , , , , validFrom = ""] = row.split(",");
    return units.has(`${code} ${validFrom || "-infinity"}`);
  });
  const missingOrganisations = rowsWithout(demoOrganisations, (row) =>
    organisations.has(findOrgCode(row.slice(0, row.indexOf(","))) ?? ""),
  );
  const missingProcedures = demoProcedures.filter(({ code }) => !procedures.has(code));

  const reports = await importUnits(db, {
    units: textSource("demonstration units", missingUnits),
    successions: textSource("demonstration successions", demoSuccessions),
    organisations: textSource("demonstration organisations", missingOrganisations),
  });
  if (missingProcedures.length === 0) return reports;
  const lines = missingProcedures.map((row) => JSON.stringify(row)).join("\n");
  return [...reports, await importProcedures(db, textSource("demonstration procedures", lines), { today })];
}

function rowsWithout(table: string, isKnown: (row: string) => boolean): string {
  const [header, ...rows] = table.split("\n");
  return [header, ...rows.filter((row) => row !== "" && !isKnown(row))].join("\n");
}

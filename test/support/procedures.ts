import type { Day } from "../../core/domain/day.ts";
import type { ProcedureCode, ProcedureVersion } from "../../core/domain/procedure.ts";
import { procedureVersions } from "../../core/store/procedures.ts";
import type { Reader } from "../../platform/database.ts";

/** The version of a procedure that is in force on the day: the centre's, unless only provinces have one. */
export async function findProcedureVersion(
  db: Reader,
  code: ProcedureCode,
  on: Day,
): Promise<ProcedureVersion | undefined> {
  const inForce = (await procedureVersions(db, code)).filter(
    ({ validFrom, validTo }) => validFrom <= on && (validTo === null || validTo >= on),
  );
  return inForce.find(({ province }) => province === null) ?? inForce[0];
}

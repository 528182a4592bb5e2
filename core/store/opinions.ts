import { sql } from "kysely";
import { opinionsFrom, type Opinion } from "../domain/opinion.ts";
import { parseOrgCode } from "../domain/org-code.ts";
import type { StepDetails } from "../domain/step-details.ts";
import type { Reader } from "../../platform/database.ts";

const telling = ["askOpinion", "recordOpinion", "noteOpinionLate", "confirmWithdrawal"];

/** Every opinion asked for in a dossier, oldest first. */
export async function opinionsOf(db: Reader, dossierId: bigint): Promise<Opinion[]> {
  const rows = await db
    .selectFrom("dossier_event")
    .select(["step", "at", "to_org", "details"])
    .where("dossier_id", "=", dossierId)
    .where("step", "in", telling)
    .orderBy("revision")
    .execute();
  return opinionsFrom(
    rows.map(({ step, at, to_org, details }) => {
      const { opinionDue } = details as StepDetails;
      return {
        step,
        at,
        of: to_org === null ? null : parseOrgCode(to_org),
        due: opinionDue ? new Date(opinionDue) : null,
      };
    }),
  );
}

export interface OpinionLetter {
  readonly letter: string;
  readonly revision: number;
  readonly by: string;
  readonly at: Date;
}

/** By which official letters its opinions came, as the steps say that recorded them. */
export async function opinionLetters(db: Reader, dossierId: bigint): Promise<OpinionLetter[]> {
  const { rows } = await sql<OpinionLetter>`
    select details ->> 'letter' as letter, revision, by_org as by, at from dossier_event
     where dossier_id = ${dossierId} and step = 'recordOpinion' and details ->> 'letter' is not null order by revision`.execute(
    db,
  );
  return rows;
}

import type { PastStep } from "../domain/past.ts";
import type { Step } from "../domain/dossier.ts";
import type { StepDetails } from "../domain/step-details.ts";
import type { Reader } from "../../platform/database.ts";

/** What was done with the dossier, oldest first, as far as later steps ask for it. */
export async function pastSteps(db: Reader, dossierId: bigint): Promise<PastStep[]> {
  const rows = await db
    .selectFrom("dossier_event")
    .select(["step", "by_org", "held_by", "at", "details"])
    .where("dossier_id", "=", dossierId)
    .orderBy("revision")
    .execute();
  return rows.map(({ step, by_org: by, held_by: heldBy, at, details }) => {
    const { result, paymentReference } = details as StepDetails;
    return {
      ...{ step: step as Step, by, heldBy, at },
      ...(result ? { resultNumber: result.number } : {}),
      ...(paymentReference === undefined ? {} : { paymentReference }),
    };
  });
}

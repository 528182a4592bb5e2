import type { Step } from "../domain/dossier.ts";
import { handedOverSince } from "../store/post-records.ts";
import type { Reader } from "../../platform/database.ts";

/** The steps by which papers come to the one-stop. */
const comesIn: readonly Step[] = ["submit", "accept", "supplement"];

/**
 * When a step happened by which papers come in and of which no time is stated: when the post handed them over, by the minute
 * that both signed (QĐ 45/2016 art. 7(4), D1), so that no applicant loses the days between the minute and the keyboard. A
 * minute from before the dossier's last step is about papers that were taken in by then, and counts no more.
 * @returns undefined: as in any other step.
 */
export async function dateByPost(
  db: Reader,
  step: Step,
  { id, lastEventAt }: { readonly id: bigint; readonly lastEventAt: Date },
): Promise<Date | undefined> {
  return comesIn.includes(step) ? handedOverSince(db, id, lastEventAt) : undefined;
}

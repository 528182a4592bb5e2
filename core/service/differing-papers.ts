import { controlSlip } from "../domain/papers/control-slip.ts";
import { paperDifferences, type PaperDifference } from "../domain/papers/handed-papers.ts";
import type { FiledPaper } from "../domain/step-details.ts";
import { slipEvents, slipLegEvents } from "../store/papers.ts";
import type { Tx } from "../../platform/database.ts";

/**
 * What differs between the papers of a hand-over that is on its way and those its receiver states (L12), before that is
 * written. A difference stops nothing: it is told. Whoever states nothing took what was given, and nothing is read.
 * @param leg null: of the dossier itself.
 */
export async function differingPapers(
  tx: Tx,
  dossierId: bigint,
  leg: number | null,
  taken: readonly FiledPaper[] | undefined,
): Promise<readonly PaperDifference[]> {
  if (!taken) return [];
  const rows = controlSlip(await slipEvents(tx, dossierId), await slipLegEvents(tx, dossierId), null);
  const given = rows.findLast((row) => row.leg === leg && row.lost)?.papersGiven;
  return given ? paperDifferences(given, taken) : [];
}

/** As it is answered and told; left out where nothing differs. */
export const saidOfPapers = (paperDifferences: readonly PaperDifference[]) =>
  paperDifferences.length > 0 ? { paperDifferences } : {};

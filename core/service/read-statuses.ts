import { dayOf } from "../domain/day.ts";
import { statusesOf, type StatusRow } from "../store/dossier-status.ts";
import { findForParties } from "./read-dossier.ts";
import type { World } from "./step-taken.ts";

export interface AskedStatus {
  readonly asked: string;
  /** Null: there is no such dossier, or none of these units may read it. */
  readonly status: ReturnType<typeof statusView> | null;
}

/**
 * How many dossiers stand, in one statement, with the rights of a single read (`findForParties`). Who was never concerned
 * may follow an agency that has ended: only such a dossier is looked at by itself.
 */
export async function readStatuses(
  { db, now }: Pick<World, "db" | "now">,
  codes: readonly string[],
  units: ReadonlySet<string>,
): Promise<readonly AskedStatus[]> {
  const rows = await statusesOf(db, codes, [...units], dayOf(now()));
  const readable = new Map<number, StatusRow>();
  for (const row of rows) {
    const may = row.isParty || (row.mayBeFollowed && (await findForParties(db, row.code, units, now())) !== undefined);
    if (may) readable.set(row.place, row);
  }
  return codes.map((asked, i) => {
    const row = readable.get(i + 1);
    return { asked, status: row ? statusView(row) : null };
  });
}

const statusView = (row: StatusRow) => ({
  ...{ code: row.code, nationalCode: row.nationalCode, procedure: row.procedure, state: row.state },
  ...{ outcome: row.outcome, stopReason: row.stopReason, heldBy: row.heldBy, offeredTo: row.offeredTo },
  ...{ revision: row.revision, changedAt: row.changedAt.toISOString() },
});

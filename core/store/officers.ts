import { sql } from "kysely";
import type { Holder } from "../domain/officer-figures.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { Reader } from "../../platform/database.ts";
import type { Span } from "./report-06a.ts";

/** Who worked on legs of these dossiers in a time, by dossier; an officer may come several times. */
export async function legHands(
  db: Reader,
  dossiers: readonly bigint[],
  { from, until }: Span,
): Promise<(Holder & { readonly id: bigint })[]> {
  const { rows } = await sql<Holder & { readonly id: bigint }>`
    select dossier_id as id, by_org as agency, officer from dossier_leg_event
    where dossier_id = any(${dossiers.map(String)}::bigint[]) and at >= ${from} and at < ${until}
      and step in ('acknowledge', 'finish', 'return', 'refuse')
    order by dossier_leg_event.id`.execute(db);
  return rows;
}

/**
 * Of which of these dossiers it came to be in a time that no letter of apology was there in time (O1): by the breaches on record,
 * for the agency that is responsible; when the ladder told of it, the letter came late, or the dossier ended, whatever
 * was first.
 */
export async function missedApologies(
  db: Reader,
  dossiers: readonly bigint[],
  { from, until }: Span,
): Promise<{ readonly id: bigint; readonly agency: OrgCode; readonly at: Date }[]> {
  const { rows } = await sql<{ id: bigint; agency: OrgCode; at: Date }>`
    select id, agency, at from (
      select dossier_id as id, responsible as agency,
             least((select min(at) from overdue_alert alert
                     where alert.dossier_id = "case".dossier_id and rung in ('apologyMissed', 'duePassed')),
                   (select at from overdue_stamp stamp where stamp.dossier_id = "case".dossier_id and duty = 'apology'),
                   (select ended_at from dossier_clock clock
                     where clock.dossier_id = "case".dossier_id and kind = 'settlement')) as at
      from overdue_case "case"
      where dossier_id = any(${dossiers.map(String)}::bigint[]) and breaches && array['noApology', 'lateApology']) as missed
    where at >= ${from} and at < ${until}`.execute(db);
  return rows;
}

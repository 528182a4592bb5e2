import { sql } from "kysely";
import type { Outcome, State, StopReason } from "../domain/state.ts";
import type { Reader } from "../../platform/database.ts";

/** How a dossier stands, without a word about people (P12). */
export interface StoredStatus {
  readonly code: string;
  readonly nationalCode: string | null;
  readonly procedure: string;
  readonly state: State;
  readonly outcome: Outcome | null;
  readonly stopReason: StopReason | null;
  readonly heldBy: string;
  readonly offeredTo: string | null;
  readonly revision: number;
  readonly changedAt: Date;
}

export interface StatusRow extends StoredStatus {
  /** Place of its code among those asked for, from 1. */
  readonly place: number;
  readonly isParty: boolean;
  /** An agency that decided or holds it, or owes a duty about it, has ended: somebody may follow it. */
  readonly mayBeFollowed: boolean;
}

/**
 * Dossiers by their own code or the portal's, those that are there, in one statement. Each part goes by an index that the
 * planner cannot take for worse (`limit`, `order by` of the index): a batch must never read a table.
 */
export async function statusesOf(
  db: Reader,
  codes: readonly string[],
  units: readonly string[],
  today: string,
): Promise<readonly StatusRow[]> {
  const { rows } = await statement(codes, units, today).execute(db);
  return rows;
}

/** By itself, so that a test can look at its plan. */
export const statement = (
  codes: readonly string[],
  units: readonly string[],
  today: string,
) => sql<StatusRow>`/* prepared */
  select asked.place::integer as place, d.code, n.national_code as "nationalCode", d.procedure_code as procedure, d.state,
         d.outcome, d.stop_reason as "stopReason", d.held_by as "heldBy", d.offered_to as "offeredTo", d.revision,
         d.changed_at as "changedAt",
         coalesce((
           select true from hub.dossier_party p
            where p.dossier_id = d.id and p.organisation_code = any(${[...units]}::text[])
            order by p.dossier_id, p.organisation_code limit 1), false) as "isParty",
         coalesce((
           select true from hub.organisation o
            where o.code = any(array[d.held_by, d.decided_by, (
                    select c.responsible from hub.overdue_case c where c.dossier_id = d.id limit 1)])
              and o.valid_to < ${today}::date
            order by o.code limit 1), false) as "mayBeFollowed"
    from unnest(${[...codes]}::text[]) with ordinality as asked (code, place)
    cross join lateral (
      select id from (
        select id from hub.dossier where code = asked.code
        union all
        select dossier_id from hub.dossier_national_code where national_code = asked.code
      ) either limit 1
    ) found
    cross join lateral (select * from hub.dossier where id = found.id limit 1) d
    left join lateral (
      select national_code from hub.dossier_national_code where dossier_id = found.id limit 1
    ) n on true
   order by asked.place`;

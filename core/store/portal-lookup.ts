import { sql } from "kysely";
import type { Outcome, State, StopReason } from "../domain/state.ts";
import type { Reader } from "../../platform/database.ts";

/** What the portal may know of a dossier that it asks for (P12). */
export interface LookedUp {
  readonly procedure: {
    readonly code: string;
    readonly name: string;
    readonly field: string;
    readonly fieldCode: string;
  };
  readonly state: State;
  readonly stateBefore: State | null;
  readonly outcome: Outcome | null;
  readonly stopReason: StopReason | null;
  /** Of a stored one: whether its result was returned, or it was refused at the counter. */
  readonly returned: boolean;
  readonly refusedAtReceipt: boolean;
  readonly holder: string;
  /** Of the owner's paper. */
  readonly idKind: string | null;
  readonly resultChannel: "counter" | "post" | "online" | null;
}

/**
 * One statement, each of its parts by an index, whatever the number of dossiers: `/search/call` is the portal's hot path.
 * The text is a prepared statement's. A draft is nobody's business but its applicant's.
 */
export async function lookUpForPortal(db: Reader, code: string): Promise<LookedUp | undefined> {
  const { rows } = await statement(code).execute(db);
  const [row] = rows;
  return (
    row && {
      procedure: { code: row.code, name: row.name ?? "", field: row.field ?? "", fieldCode: row.field_code ?? "" },
      ...{ state: row.state, stateBefore: row.state_before, outcome: row.outcome, stopReason: row.stop_reason },
      ...{ returned: row.returned, refusedAtReceipt: row.refused, holder: row.holder ?? "" },
      ...{ idKind: row.id_kind, resultChannel: row.result_channel },
    }
  );
}

interface Row {
  code: string;
  name: string | null;
  field: string | null;
  field_code: string | null;
  state: State;
  state_before: State | null;
  outcome: Outcome | null;
  stop_reason: StopReason | null;
  returned: boolean;
  refused: boolean;
  holder: string | null;
  id_kind: string | null;
  result_channel: LookedUp["resultChannel"];
}

/** By itself, so that a test can look at its plan. */
export const statement = (code: string) => sql<Row>`/* prepared */
  select d.procedure_code as code, v.name, v.field, v.details ->> 'fieldCode' as field_code,
         d.state, d.state_before, d.outcome, d.stop_reason, o.name as holder,
         coalesce(p.applicant -> 'owner', p.applicant) ->> 'idKind' as id_kind,
         (select e.details ->> 'resultChannel' from hub.dossier_event e
           where e.dossier_id = d.id and e.details ? 'resultChannel' order by e.dossier_id desc, e.revision desc limit 1) as result_channel,
         -- neither exists (…) nor limit alone: the planner may answer those by reading the history of all dossiers
         d.state = 'archived' and coalesce((
           select true from hub.dossier_event e
            where e.dossier_id = d.id and e.step in ('returnResult', 'confirmPostDelivery')
            order by e.dossier_id, e.revision limit 1), false) as returned,
         d.state = 'archived' and coalesce((
           select true from hub.dossier_event e
            where e.dossier_id = d.id and e.step = 'refuseReceipt'
            order by e.dossier_id, e.revision limit 1), false) as refused
    from (
      select id from hub.dossier where code = ${code}
      union
      select dossier_id from hub.dossier_national_code where national_code = ${code}
    ) asked
    join hub.dossier d on d.id = asked.id
    left join hub.procedure_version v on v.code = d.procedure_code and v.province = d.procedure_province
     and v.valid_from = d.procedure_version and v.edition = d.procedure_edition
    left join hub.organisation o on o.code = d.held_by
    left join hub.dossier_person p on p.dossier_id = d.id
   where d.state <> 'draft'
   limit 1`;

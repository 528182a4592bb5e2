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
 * Those of the dossiers that are there, by the code that was asked for. One statement, each of its parts by an index, whatever
 * the number of dossiers: `/search/call` is the portal's hot path. A draft is nobody's business but its applicant's.
 */
export async function lookUpForPortal(db: Reader, codes: readonly string[]): Promise<ReadonlyMap<string, LookedUp>> {
  const { rows } = await statement(codes).execute(db);
  return new Map(
    rows.map((row) => [
      row.asked,
      {
        procedure: { code: row.code, name: row.name ?? "", field: row.field ?? "", fieldCode: row.field_code ?? "" },
        ...{ state: row.state, stateBefore: row.state_before, outcome: row.outcome, stopReason: row.stop_reason },
        ...{ returned: row.returned, refusedAtReceipt: row.refused, holder: row.holder ?? "" },
        ...{ idKind: row.id_kind, resultChannel: row.result_channel },
      },
    ]),
  );
}

interface Row {
  asked: string;
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
export const statement = (codes: readonly string[]) => sql<Row>`/* prepared */
  select asked.code as asked, d.procedure_code as code, v.name, v.field, v.details ->> 'fieldCode' as field_code,
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
    from unnest(${[...codes]}::text[]) as asked (code)
    cross join lateral (
      select id from hub.dossier where code = asked.code
      union
      select dossier_id from hub.dossier_national_code where national_code = asked.code
    ) found
    cross join lateral (select * from hub.dossier where id = found.id limit 1) d
    left join lateral (
      select name, field, details from hub.procedure_version
       where code = d.procedure_code and province = d.procedure_province and valid_from = d.procedure_version
         and edition = d.procedure_edition
       limit 1
    ) v on true
    left join lateral (select name from hub.organisation where code = d.held_by limit 1) o on true
    left join lateral (select applicant from hub.dossier_person where dossier_id = d.id limit 1) p on true
   where d.state <> 'draft'`;

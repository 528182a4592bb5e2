import { sql } from "kysely";
import type { Day } from "../domain/day.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** A dossier as far as it says who follows an agency for it. */
export interface LaneDossier {
  readonly id: bigint;
  readonly code: string;
  readonly procedure: { readonly code: string };
  readonly field: string | null;
  readonly returnsTo: string;
  /** Who took whose place in it so far; the newest of each agency. */
  readonly readdressed: readonly {
    readonly from: string;
    readonly to: string;
    readonly effective: Day;
    readonly reason: string;
    readonly basis: string;
  }[];
}

/** Dossiers by code; what is no dossier of ours is left out. */
export async function laneDossiers(db: Reader, codes: readonly string[]): Promise<ReadonlyMap<string, LaneDossier>> {
  const { rows } = await sql<Omit<LaneDossier, "procedure"> & { procedure: string }>`
    select d.id, d.code, d.procedure_code as procedure, coalesce(d.returns_to, d.received_by) as "returnsTo",
           (select field from procedure_version v
             where (v.code, v.province, v.valid_from, v.edition) =
                   (d.procedure_code, d.procedure_province, d.procedure_version, d.procedure_edition)) as field,
           coalesce((
             select json_agg(json_build_object('from', from_org, 'to', to_org, 'effective', effective, 'reason', reason,
                                               'basis', basis))
               from (select distinct on (from_org) * from readdressing r where r.dossier_id = d.id
                      order by from_org, revision desc, role) newest), '[]') as readdressed
      from dossier d where d.code = any(${codes}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.code, { ...row, procedure: { code: row.procedure } }]));
}

/** What waits because of messages alone: no part of the dossier does. */
const messagesOnly = ["message"];

/** A dossier whose messages wait for a case; one that waits with a part of its own stays as it is. */
export async function addWaitingMessages(
  tx: Tx,
  waiting: { readonly caseId: bigint; readonly dossierId: bigint; readonly proposed: string | null },
): Promise<void> {
  await sql`
    insert into succession_case_dossier as c (case_id, dossier_id, roles, proposed)
    values (${waiting.caseId}, ${waiting.dossierId}, ${messagesOnly}::text[], ${waiting.proposed})
        on conflict (case_id, dossier_id) do update
       set roles = excluded.roles, proposed = excluded.proposed, settled_at = null
     where c.settled_at is not null`.execute(tx);
}

/** Its messages wait no longer; a case with nothing that waits is settled. */
export async function settleWaitingMessages(tx: Tx, from: string, dossierId: bigint, at: Date): Promise<void> {
  await sql`
    with settled as (
      update succession_case_dossier w set settled_at = ${at} from succession_case c
       where w.case_id = c.id and c.from_org = ${from} and w.dossier_id = ${dossierId} and w.settled_at is null
         and w.roles = ${messagesOnly}::text[]
      returning w.case_id, w.dossier_id
    )
    update succession_case c set state = 'settled', settled_at = ${at} from settled
     where c.id = settled.case_id and c.state = 'open' and not exists (
       select from succession_case_dossier w
        where w.case_id = c.id and w.settled_at is null and w.dossier_id <> settled.dossier_id)`.execute(tx);
}

import { sql, type Selectable } from "kysely";
import type { LimitUnit } from "../domain/clock/limit.ts";
import type { Mode } from "../domain/clock/mode.ts";
import type { Day } from "../domain/day.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { Decision, LegAgency, LegKind, Process, ProcessLeg, ProcessState } from "../domain/process.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import type { Process as Row, ProcessLeg as LegRow } from "../../platform/tables.ts";

/** All versions of a process, newest first. */
export async function processVersions(db: Reader, id: string): Promise<Process[]> {
  const rows = await db.selectFrom("process").selectAll().where("id", "=", id).orderBy("version", "desc").execute();
  const legs = await db.selectFrom("process_leg").selectAll().where("process_id", "=", id).orderBy("number").execute();
  return rows.map((row) =>
    toProcess(
      row,
      legs.filter(({ process_version }) => process_version === row.version),
    ),
  );
}

/** An approved process that names an agency which is no more: no dossier can start it. */
export interface StrandedProcess {
  readonly id: string;
  readonly version: number;
  readonly agencies: readonly string[];
}

/** Approved processes that run on the day or later and name agencies that have ended before it. */
export async function strandedProcesses(db: Reader, on: Day): Promise<StrandedProcess[]> {
  const { rows } = await sql<StrandedProcess>`
    select p.id, p.version, array_agg(distinct o.code order by o.code) as agencies
      from process p
      join (select process_id, process_version, agency as code from process_leg
            union select process_id, process_version, supervised_by from process_leg
            union select id, version, lead from process) named
        on (named.process_id, named.process_version) = (p.id, p.version)
      join organisation o on o.code = named.code and o.valid_to < ${on}
     where p.state = 'approved' and (p.valid_to is null or p.valid_to >= ${on})
     group by p.id, p.version order by p.id, p.version`.execute(db);
  return rows;
}

/** The versions, locked until the transaction ends: two changes at once are decided one after the other. */
export async function lockVersions(tx: Tx, id: string): Promise<Process[]> {
  await tx.selectFrom("process").select("version").where("id", "=", id).forUpdate().execute();
  return processVersions(tx, id);
}

export async function saveProcess(tx: Tx, process: Process): Promise<void> {
  const { id, version } = process;
  const row = {
    name: process.name,
    procedure_code: process.procedure,
    lead: process.lead,
    mode: process.mode,
    linked: process.linked,
    refund_when_refused: process.refundWhenRefused,
    state: process.state,
    valid_from: process.validFrom,
    valid_to: process.validTo,
    checked_by: process.checkedBy,
    decision_no: process.decision?.no ?? null,
    decision_date: process.decision?.date ?? null,
    signer: process.decision?.signer ?? null,
    end_decision_no: process.retirement?.no ?? null,
    end_decision_date: process.retirement?.date ?? null,
    end_signer: process.retirement?.signer ?? null,
    changed_at: new Date(),
  };
  await tx
    .insertInto("process")
    .values({ id, version, ...row })
    .onConflict((conflict) => conflict.columns(["id", "version"]).doUpdateSet(row))
    .execute();
}

/** Writes the legs of a draft in place of those it had. */
export async function replaceLegs(tx: Tx, { id, version, legs }: Process): Promise<void> {
  await tx.deleteFrom("process_leg").where("process_id", "=", id).where("process_version", "=", version).execute();
  if (legs.length === 0) return;
  await tx
    .insertInto("process_leg")
    .values(
      legs.map((leg) => ({
        process_id: id,
        process_version: version,
        number: leg.number,
        agency: leg.agency,
        supervised_by: leg.supervisedBy,
        kind: leg.kind,
        work: leg.work,
        limit_value: leg.limit.value,
        limit_unit: leg.limit.unit,
        after: [...leg.after],
        fee_vnd: leg.feeVnd,
        procedure_code: leg.procedure,
      })),
    )
    .execute();
}

const toProcess = (row: Selectable<Row>, legs: readonly Selectable<LegRow>[]): Process => ({
  id: row.id,
  version: row.version,
  name: row.name,
  procedure: row.procedure_code,
  lead: row.lead as OrgCode | null,
  mode: row.mode as Mode,
  linked: row.linked,
  refundWhenRefused: row.refund_when_refused,
  state: row.state as ProcessState,
  validFrom: row.valid_from,
  validTo: row.valid_to,
  checkedBy: row.checked_by,
  decision: toDecision(row.decision_no, row.decision_date, row.signer),
  retirement: toDecision(row.end_decision_no, row.end_decision_date, row.end_signer),
  legs: legs.map(toLeg),
});

const toDecision = (no: string | null, date: string | null, signer: string | null): Decision | null =>
  no !== null && date !== null && signer !== null ? { no, date: date as Day, signer } : null;

const toLeg = (row: Selectable<LegRow>): ProcessLeg => ({
  number: row.number,
  agency: row.agency as LegAgency,
  supervisedBy: row.supervised_by as OrgCode | null,
  kind: row.kind as LegKind,
  work: row.work,
  limit: { value: Number(row.limit_value), unit: row.limit_unit as LimitUnit },
  after: row.after,
  feeVnd: row.fee_vnd,
  procedure: row.procedure_code,
});

import { sql, type Selectable } from "kysely";
import type { Day } from "../domain/day.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import type { Delegation as Row } from "../../platform/tables.ts";

/** Who may decide in whose place, for which procedures and days, by which decision. Officers are references. */
export interface Delegation {
  readonly unit: OrgCode;
  readonly from: string;
  readonly to: string;
  readonly procedures: readonly string[];
  readonly validFrom: Day;
  readonly validTo: Day;
  readonly decisionNo: string;
  readonly decisionDate: Day;
}

export interface StoredDelegation extends Delegation {
  readonly id: bigint;
  /** Ended before its time by another decision; null: it runs to its end. */
  readonly end: DelegationEnd | null;
}

export interface DelegationEnd {
  /** The last day on which it may be used; before `validFrom`: it was never used. */
  readonly lastDay: Day;
  readonly decisionNo: string;
  readonly decisionDate: Day;
}

export async function findDelegation(db: Reader, id: bigint): Promise<StoredDelegation | undefined> {
  const row = await db.selectFrom("delegation").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toDelegation(row, await endsOf(db, [row.id]));
}

/** Of several ends the earliest counts, so nothing is locked; false: it ends on that day already. */
export async function insertEnd(tx: Tx, id: bigint, end: DelegationEnd, recordedBy: string): Promise<boolean> {
  const row = await tx
    .insertInto("delegation_end")
    .values({
      delegation_id: id,
      last_day: end.lastDay,
      decision_no: end.decisionNo,
      decision_date: end.decisionDate,
      recorded_by: recordedBy,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("delegation_id")
    .executeTakeFirst();
  return row !== undefined;
}

/** The earliest end of each. */
async function endsOf(db: Reader, ids: readonly bigint[]): Promise<ReadonlyMap<bigint, DelegationEnd>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("delegation_end")
    .selectAll()
    .where("delegation_id", "in", ids)
    .orderBy("last_day", "desc")
    .execute();
  return new Map(
    rows.map((row) => [
      row.delegation_id,
      { lastDay: row.last_day as Day, decisionNo: row.decision_no, decisionDate: row.decision_date as Day },
    ]),
  );
}

export async function insertDelegation(tx: Tx, delegation: Delegation, recordedBy: string): Promise<StoredDelegation> {
  const row = await tx
    .insertInto("delegation")
    .values({
      unit_code: delegation.unit,
      from_officer: delegation.from,
      to_officer: delegation.to,
      procedures: [...delegation.procedures],
      valid_from: delegation.validFrom,
      valid_to: delegation.validTo,
      decision_no: delegation.decisionNo,
      decision_date: delegation.decisionDate,
      recorded_by: recordedBy,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toDelegation(row, new Map());
}

/** Oldest first. */
export async function listDelegations(
  db: Reader,
  { unit, on }: { readonly unit?: OrgCode | undefined; readonly on?: Day | undefined },
): Promise<StoredDelegation[]> {
  const rows = await db
    .selectFrom("delegation")
    .selectAll()
    .$if(unit !== undefined, (query) => query.where("unit_code", "=", unit as string))
    .$if(on !== undefined, (query) =>
      query
        .where("valid_from", "<=", on as string)
        .where("valid_to", ">=", on as string)
        .where(notEndedBefore(on as Day)),
    )
    .orderBy("id")
    .limit(500)
    .execute();
  const ends = await endsOf(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => toDelegation(row, ends));
}

/** Whether the officer of the unit may decide this procedure on this day. */
export async function isDelegated(
  db: Reader,
  unit: OrgCode,
  officer: string,
  procedure: string,
  day: Day,
): Promise<boolean> {
  const found = await db
    .selectFrom("delegation")
    .select("id")
    .where("unit_code", "=", unit)
    .where("to_officer", "=", officer)
    .where(sql<boolean>`${procedure} = any(procedures)`)
    .where("valid_from", "<=", day)
    .where("valid_to", ">=", day)
    .where(notEndedBefore(day))
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

const notEndedBefore = (day: Day) => sql<boolean>`not exists (
  select from delegation_end where delegation_id = delegation.id and last_day < ${day})`;

const toDelegation = (row: Selectable<Row>, ends: ReadonlyMap<bigint, DelegationEnd>): StoredDelegation => ({
  id: row.id,
  unit: row.unit_code as OrgCode,
  from: row.from_officer,
  to: row.to_officer,
  procedures: row.procedures,
  validFrom: row.valid_from as Day,
  validTo: row.valid_to as Day,
  decisionNo: row.decision_no,
  decisionDate: row.decision_date as Day,
  end: ends.get(row.id) ?? null,
});

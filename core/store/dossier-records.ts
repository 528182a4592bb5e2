import type { Selectable } from "kysely";
import type { IncidentReport, ResultDocument } from "../domain/step-details.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import type { DossierResult } from "../../platform/tables.ts";

/** The document that a decision is, or that corrects one (T36). */
export interface StoredResult extends ResultDocument {
  readonly revision: number;
  /** Revision of the result it takes the place of. */
  readonly corrects: number | null;
  readonly reason: string | null;
  readonly letterNo: string | null;
  readonly officer: string | null;
  readonly at: Date;
}

export async function resultsOf(db: Reader, dossierId: bigint): Promise<StoredResult[]> {
  const rows = await db
    .selectFrom("dossier_result")
    .selectAll()
    .where("dossier_id", "=", dossierId)
    .orderBy("revision")
    .execute();
  return rows.map(toResult);
}

export const toResult = (row: Omit<Selectable<DossierResult>, "dossier_id" | "recorded_at">): StoredResult => ({
  ...{ revision: row.revision, kind: row.kind, number: row.number, corrects: row.corrects, reason: row.reason },
  ...(row.code === null ? {} : { code: row.code }),
  ...(row.issued_on === null ? {} : { issuedOn: row.issued_on }),
  ...{ letterNo: row.letter_no, officer: row.officer, at: row.at },
});

export async function insertResult(tx: Tx, dossierId: bigint, result: StoredResult): Promise<void> {
  const { revision, kind, code, number, issuedOn, corrects, reason, letterNo, officer, at } = result;
  await tx
    .insertInto("dossier_result")
    .values({
      ...{ dossier_id: dossierId, revision, kind, code: code ?? null, number, issued_on: issuedOn ?? null },
      ...{ corrects, reason, letter_no: letterNo, officer, at },
    })
    .execute();
}

/** Papers lost or damaged, as reported (T37). */
export interface StoredIncident extends IncidentReport {
  readonly revision: number;
  readonly heldBy: string;
  readonly reason: string;
  readonly officer: string | null;
  readonly at: Date;
}

export async function incidentsOf(db: Reader, dossierId: bigint): Promise<StoredIncident[]> {
  const rows = await db
    .selectFrom("dossier_incident")
    .selectAll()
    .where("dossier_id", "=", dossierId)
    .orderBy("revision")
    .execute();
  return rows.map((row) => ({
    ...{ revision: row.revision, kind: row.kind as StoredIncident["kind"], items: row.items, heldBy: row.held_by },
    ...(row.happened_at === null ? {} : { happenedAt: row.happened_at.toISOString() }),
    ...(row.minutes_no === null ? {} : { minutesNo: row.minutes_no }),
    ...(row.remedy === null ? {} : { remedy: row.remedy }),
    ...{ reason: row.reason, officer: row.officer, at: row.at },
  }));
}

export async function insertIncident(tx: Tx, dossierId: bigint, incident: StoredIncident): Promise<void> {
  const { revision, kind, items, happenedAt, heldBy, minutesNo, remedy, reason, officer, at } = incident;
  await tx
    .insertInto("dossier_incident")
    .values({
      ...{ dossier_id: dossierId, revision, kind, items: [...items], held_by: heldBy, reason, officer, at },
      ...{ happened_at: happenedAt ?? null, minutes_no: minutesNo ?? null, remedy: remedy ?? null },
    })
    .execute();
}

import { sql } from "kysely";
import type { Day } from "../domain/day.ts";
import { decisionKey, yearOf, type DecisionName } from "../domain/decision-key.ts";
import type { ProcedureCode } from "../domain/procedure.ts";
import type { ChangeKind, PublishedFigure } from "../domain/publishing-decision.ts";
import type { DecisionChange } from "../domain/settle-same-day.ts";
import { toProvince } from "./procedures.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** A publishing decision (quyết định công bố). */
export interface Decision extends DecisionName {
  readonly effective: Day;
  readonly title: string | null;
  readonly contentSha256: string;
}

/** The digest of a decision that was applied. */
export async function findDecision(
  db: Reader,
  decision: DecisionName,
): Promise<{ readonly contentSha256: string; readonly appliedAt: Date } | undefined> {
  const row = await db
    .selectFrom("publishing_decision")
    .select(["content_sha256", "applied_at"])
    .where("key", "=", decisionKey(decision))
    .executeTakeFirst();
  return row && { contentSha256: row.content_sha256, appliedAt: row.applied_at };
}

/** @returns when it was entered. */
export async function insertDecision(
  tx: Tx,
  decision: Decision,
  changes: readonly DecisionChange[],
  figures: readonly PublishedFigure[],
): Promise<Date> {
  const { number, signedOn, issuedBy, effective, title, contentSha256 } = decision;
  const key = decisionKey(decision);
  const { applied_at } = await tx
    .insertInto("publishing_decision")
    .values({
      ...{ key, number, year: yearOf(signedOn), signed_on: signedOn, issued_by: issuedBy },
      ...{ effective, title, content_sha256: contentSha256 },
    })
    .returning("applied_at")
    .executeTakeFirstOrThrow();
  await sql`
    insert into procedure_change (decision, code, province, kind, replaces, opened, opened_edition, closed)
    select ${key}, code, coalesce(province, ''), kind, replaces, opened, "openedEdition", closed
      from json_to_recordset(${JSON.stringify(changes)}::json)
           as r (code text, province text, kind text, replaces text[], opened date, "openedEdition" int,
                 closed jsonb)`.execute(tx);
  if (figures.length > 0)
    await tx
      .insertInto("published_figure")
      .values(figures.map((figure, position) => ({ decision: key, position, ...figure })))
      .execute();
  return applied_at;
}

export interface YearCounts {
  readonly decisions: number;
  readonly changes: Readonly<Record<ChangeKind, number>>;
}

/** How many decisions were signed in a year, and how many changes of each kind they hold. */
export async function countChanges(db: Reader, year: number): Promise<YearCounts> {
  const { decisions } = await db
    .selectFrom("publishing_decision")
    .select((e) => e.fn.countAll<string>().as("decisions"))
    .where("year", "=", year)
    .executeTakeFirstOrThrow();
  const rows = await db
    .selectFrom("procedure_change")
    .innerJoin("publishing_decision", "key", "decision")
    .select(["kind", (e) => e.fn.countAll<string>().as("count")])
    .where("year", "=", year)
    .groupBy("kind")
    .execute();
  const changes: Record<ChangeKind, number> = { new: 0, amended: 0, replaced: 0, abolished: 0, corrected: 0 };
  for (const { kind, count } of rows) changes[kind as ChangeKind] = Number(count);
  return { decisions: Number(decisions), changes };
}

export interface FigureOfDecision extends PublishedFigure {
  readonly number: string;
  readonly issuedBy: string;
}

/** The figures that a year's decisions print. */
export async function figuresOf(db: Reader, year: number): Promise<FigureOfDecision[]> {
  const rows = await db
    .selectFrom("published_figure")
    .innerJoin("publishing_decision", "key", "decision")
    .select(["number", "issued_by", "subject", "numerator", "denominator", "percent"])
    .where("year", "=", year)
    .orderBy("number")
    .orderBy("key")
    .orderBy("position")
    .execute();
  return rows.map(({ issued_by: issuedBy, ...row }) => ({
    ...row,
    issuedBy,
    percent: row.percent === null ? null : Number(row.percent),
  }));
}

/** A change with the decision that made it. */
export interface ProcedureChange extends DecisionChange, DecisionName {
  readonly effective: Day;
}

/** What decisions did to a procedure, also as one of those replaced; oldest first. */
export const changesOf = (db: Reader, code: ProcedureCode): Promise<ProcedureChange[]> =>
  changesWhere(db, [code], undefined);

/** What decisions of one day did to some procedures. */
export const changesFrom = (db: Reader, effective: Day, codes: readonly ProcedureCode[]): Promise<ProcedureChange[]> =>
  changesWhere(db, codes, effective);

async function changesWhere(
  db: Reader,
  codes: readonly ProcedureCode[],
  effective: Day | undefined,
): Promise<ProcedureChange[]> {
  const rows = await db
    .selectFrom("procedure_change as c")
    .innerJoin("publishing_decision as d", "d.key", "c.decision")
    .select(["c.kind", "c.code", "c.province", "c.replaces", "c.opened", "c.opened_edition", "c.closed"])
    .select(["d.number", "d.signed_on", "d.issued_by", "d.effective"])
    .where(sql<boolean>`(c.code || c.replaces) && ${codes}::text[]`)
    .$if(effective !== undefined, (s) => s.where("d.effective", "=", effective as Day))
    .orderBy("d.effective")
    .orderBy("d.signed_on")
    .orderBy("d.number")
    .orderBy("d.key")
    .execute();
  return rows.map((row) => ({
    kind: row.kind as ChangeKind,
    code: row.code as ProcedureCode,
    province: toProvince(row.province),
    replaces: row.replaces as ProcedureCode[],
    opened: row.opened,
    openedEdition: row.opened_edition,
    closed: row.closed as unknown as ProcedureChange["closed"],
    number: row.number,
    signedOn: row.signed_on as Day,
    issuedBy: row.issued_by,
    effective: row.effective as Day,
  }));
}

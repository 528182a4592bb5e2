import { sql, type Selectable } from "kysely";
import type { Day } from "../domain/day.ts";
import type { Dossier } from "../domain/dossier.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type {
  LimitUnit,
  LocalCode,
  ProcedureCode,
  ProcedureLevel,
  ProcedureVersion,
  VersionMark,
} from "../domain/procedure.ts";
import { versionKey } from "../domain/provincial-version.ts";
import type { StatedTime } from "../domain/time-rules.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import type { ProcedureVersion as Row } from "../../platform/tables.ts";
import { beginningWith, containing, isNowhere, page, type Page } from "./page.ts";

type Selected = Selectable<Row>;

/** @param value a numeric, as text or as jsonb's number. */
export const toLimit = (value: string | number | null, unit: string | null): ProcedureVersion["limit"] =>
  value !== null && unit !== null ? { value: Number(value), unit: unit as LimitUnit } : null;

export interface TimeRow {
  readonly limit_value: string | number | null;
  readonly limit_unit: string | null;
  readonly start_mode: string | null;
  readonly supplement_mode: string | null;
  readonly payment_mode: string | null;
}

export const toStatedTime = (row: TimeRow): StatedTime => ({
  limit: toLimit(row.limit_value, row.limit_unit),
  startMode: row.start_mode as StatedTime["startMode"],
  supplementMode: row.supplement_mode as StatedTime["supplementMode"],
  paymentMode: row.payment_mode as StatedTime["paymentMode"],
});

/** Empty in the tables, where it is a part of the key. */
export const toProvince = (province: string): OrgCode | null => (province === "" ? null : (province as OrgCode));
export const provinceKey = (province: OrgCode | null | undefined): string => province ?? "";

/** Which version a row names. */
export const procedureOf = (row: {
  readonly procedure_code: string;
  readonly procedure_version: string;
  readonly procedure_province: string;
  readonly procedure_edition: number;
}): Dossier["procedure"] => {
  const province = toProvince(row.procedure_province);
  return versionKey({
    ...{ code: row.procedure_code, validFrom: row.procedure_version, edition: row.procedure_edition, province },
  });
};

const toSummary = (row: Omit<Selected, "documents" | "details">): ProcedureSummary => ({
  code: row.code as ProcedureCode,
  province: toProvince(row.province),
  validFrom: row.valid_from,
  validTo: row.valid_to,
  edition: row.edition,
  name: row.name,
  field: row.field,
  levels: row.levels as ProcedureLevel[],
  ...toStatedTime(row),
  limitText: row.limit_text,
  legalLimit:
    row.legal_limit_value !== null && row.legal_limit_unit !== null
      ? { value: Number(row.legal_limit_value), unit: row.legal_limit_unit as LimitUnit }
      : null,
  solvedBy: row.solved_by as ProcedureVersion["solvedBy"],
  feeVnd: row.fee_vnd,
  feeText: row.fee_text,
  replacedBy: row.replaced_by as ProcedureCode | null,
  listing: row.listing,
  source: row.source,
  contentSha256: row.content_sha256,
});

const toVersion = (row: Selected): ProcedureVersion => ({
  ...toSummary(row),
  documents: row.documents as unknown[],
  details: row.details as Record<string, unknown>,
});

/** The version that a dossier keeps for life. */
export async function findVersionOf(
  db: Reader,
  { code, version, province, edition = 0 }: Dossier["procedure"],
): Promise<ProcedureVersion | undefined> {
  const row = await db
    .selectFrom("procedure_version")
    .selectAll()
    .where("code", "=", code)
    .where("province", "=", provinceKey(province))
    .where("valid_from", "=", version)
    .where("edition", "=", edition)
    .executeTakeFirst();
  return row && toVersion(row);
}

/**
 * Every version of a procedure, oldest first, the centre's before those of provinces, also those of no day (C9); none:
 * the code is unknown.
 */
export async function procedureVersions(db: Reader, code: ProcedureCode): Promise<ProcedureVersion[]> {
  const rows = await db
    .selectFrom("procedure_version")
    .selectAll()
    .where("code", "=", code)
    .orderBy("valid_from")
    .orderBy("province")
    .orderBy("edition")
    .execute();
  return rows.map(toVersion);
}

export interface ProcedureFilter {
  readonly on: Day;
  /** Part of the name, or the beginning of the code. */
  readonly q?: string | undefined;
  /** Carried out at this level. */
  readonly level?: ProcedureLevel | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** A version without its papers and particulars. */
export type ProcedureSummary = Omit<ProcedureVersion, "documents" | "details">;

/** The procedures in force on a day, by code: the centre's version, unless only provinces have one. */
export async function listProcedures(
  db: Reader,
  { on, q, level, after, limit }: ProcedureFilter,
): Promise<Page<ProcedureSummary>> {
  if (isNowhere(q) || isNowhere(after)) return { items: [], next: undefined };
  const rows = await db
    .selectFrom("procedure_version")
    .distinctOn("code")
    .select(["code", "province", "valid_from", "valid_to", "edition", "name", "field", "levels"])
    .select(["limit_value", "limit_unit", "limit_text"])
    .select(["legal_limit_value", "legal_limit_unit", "start_mode", "supplement_mode", "payment_mode", "solved_by"])
    .select(["fee_vnd", "fee_text", "replaced_by", "listing", "source", "content_sha256"])
    .where("valid_from", "<=", on)
    .where((e) => e.or([e("valid_to", "is", null), e("valid_to", ">=", on)]))
    .$if(q !== undefined && q !== "", (s) =>
      s.where((e) =>
        e.or([e("name", "ilike", containing(q as string)), e("code", "like", beginningWith(q as string))]),
      ),
    )
    .$if(level !== undefined, (s) => s.where(sql<boolean>`${level} = any(levels)`))
    .$if(after !== undefined, (s) => s.where("code", ">", after as string))
    .orderBy("code")
    .orderBy("province")
    .limit(limit + 1)
    .execute();
  return page(rows.map(toSummary), limit, ({ code }) => code);
}

/** What may be said anew of a version, and which one it is. */
export type StoredMark = VersionMark & Pick<ProcedureVersion, "code" | "province" | "edition">;

/** By code, the marks of all versions that are in force on some day, oldest first: what an import is placed among. */
export async function versionMarks(db: Reader): Promise<StoredMark[]> {
  const rows = await db
    .selectFrom("procedure_version")
    .select(["code", "province", "valid_from", "valid_to", "edition"])
    .select(["content_sha256", "replaced_by", "listing", "source"])
    .where((e) => e.or([e("valid_to", "is", null), e("valid_to", ">=", e.ref("valid_from"))]))
    .orderBy("code")
    .orderBy("valid_from")
    .execute();
  return rows.map((row) => ({
    code: row.code as ProcedureCode,
    province: toProvince(row.province),
    validFrom: row.valid_from,
    validTo: row.valid_to,
    edition: row.edition,
    contentSha256: row.content_sha256,
    replacedBy: row.replaced_by,
    listing: row.listing,
    source: row.source,
  }));
}

/** A version before it is written. */
export type NewVersion = Omit<ProcedureVersion, "edition">;

/** Writes versions that were not there; where others began on the same day, as the next edition of that day. */
export async function insertVersions(tx: Tx, versions: readonly NewVersion[]): Promise<void> {
  const flat = versions.map(({ limit, legalLimit, feeVnd, province, ...rest }) => ({
    ...rest,
    province: provinceKey(province),
    legalLimitValue: legalLimit?.value ?? null,
    legalLimitUnit: legalLimit?.unit ?? null,
    limitValue: limit?.value ?? null,
    limitUnit: limit?.unit ?? null,
    feeVnd: feeVnd === null ? null : String(feeVnd),
  }));
  const json = JSON.stringify(flat);
  await sql`
    insert into hub.procedure (code)
    select distinct code from json_to_recordset(${json}::json) as r (code text)
        on conflict do nothing`.execute(tx);
  await sql`
    insert into hub.procedure_version (code, province, valid_from, edition, valid_to, name, field, levels,
                                       limit_value, limit_unit, limit_text, fee_vnd, fee_text, documents, details, replaced_by, listing, source,
                                       content_sha256, legal_limit_value, legal_limit_unit, start_mode,
                                       supplement_mode, payment_mode, solved_by)
    select code, province, "validFrom",
           (select coalesce(max(edition) + 1, 0) from hub.procedure_version before
             where (before.code, before.province, before.valid_from) = (r.code, r.province, r."validFrom")),
           "validTo", name, field, levels, "limitValue", "limitUnit",
           "limitText", "feeVnd", "feeText", documents, details, "replacedBy", listing, source, "contentSha256",
           "legalLimitValue", "legalLimitUnit", "startMode", "supplementMode", "paymentMode", "solvedBy"
      from json_to_recordset(${json}::json)
           as r (code text, province text, "validFrom" date, "validTo" date, name text, field text, levels text[],
                 "limitValue" numeric, "limitUnit" text, "limitText" text, "feeVnd" bigint, "feeText" text,
                 documents jsonb, details jsonb, "replacedBy" text, listing text, source text,
                 "contentSha256" text, "legalLimitValue" numeric, "legalLimitUnit" text, "startMode" text,
                 "supplementMode" text, "paymentMode" text, "solvedBy" text)`.execute(tx);
}

/** Writes the end, the successor and the listing of versions that are there; their content never changes. */
export async function restateVersions(tx: Tx, marks: readonly StoredMark[]): Promise<void> {
  const flat = marks.map((mark) => ({ ...mark, province: provinceKey(mark.province) }));
  await sql`
    update hub.procedure_version v
       set valid_to = r."validTo", replaced_by = r."replacedBy", listing = r.listing, source = r.source
      from json_to_recordset(${JSON.stringify(flat)}::json)
           as r (code text, province text, "validFrom" date, edition int, "validTo" date, "replacedBy" text,
                 listing text, source text)
     where (v.code, v.province, v.valid_from, v.edition) = (r.code, r.province, r."validFrom", r.edition)`.execute(tx);
}

/** Keeps provinces' own forms of known codes for ever, with where each was seen first. */
export async function insertLocalCodes(tx: Tx, codes: readonly LocalCode[], seenIn: string): Promise<void> {
  if (codes.length === 0) return;
  await sql`
    insert into hub.local_procedure_code (local_code, code, organisation_code, first_seen_in)
    select distinct on (local) local, code, organisation, ${seenIn}::text
      from json_to_recordset(${JSON.stringify(codes)}::json) as r (local text, code text, organisation text)
      join hub.procedure using (code)
        on conflict do nothing`.execute(tx);
}

export interface StoredLocalCode extends LocalCode {
  readonly firstSeenIn: string;
}

/** Every local form of a code that was ever seen. */
export async function localCodesOf(db: Reader, code: ProcedureCode): Promise<StoredLocalCode[]> {
  const rows = await db
    .selectFrom("local_procedure_code")
    .selectAll()
    .where("code", "=", code)
    .orderBy("local_code")
    .execute();
  return rows.map((row) => ({
    local: row.local_code,
    code: row.code as ProcedureCode,
    organisation: row.organisation_code as LocalCode["organisation"],
    firstSeenIn: row.first_seen_in,
  }));
}

/** Every version of some procedures, by code, oldest first. */
export async function versionsOf(db: Reader, codes: readonly string[]): Promise<ProcedureVersion[]> {
  const rows = await db
    .selectFrom("procedure_version")
    .selectAll()
    .where("code", "=", sql<string>`any(${codes}::text[])`)
    .orderBy("code")
    .orderBy("valid_from")
    .orderBy("province")
    .orderBy("edition")
    .execute();
  return rows.map(toVersion);
}

/** Every version that a province has of its own. */
export async function provincialVersions(db: Reader): Promise<ProcedureVersion[]> {
  const rows = await db.selectFrom("procedure_version").selectAll().where("province", "<>", "").execute();
  return rows.map(toVersion);
}

/** The procedures that a procedure took the place of. */
export async function replacedWith(db: Reader, code: ProcedureCode): Promise<ProcedureCode[]> {
  const rows = await db
    .selectFrom("procedure_version")
    .select("code")
    .distinct()
    .where("replaced_by", "=", code)
    .orderBy("code")
    .execute();
  return rows.map((row) => row.code as ProcedureCode);
}

/** The codes of all procedures that are known. */
export async function knownProcedures(db: Reader): Promise<ProcedureCode[]> {
  const rows = await db.selectFrom("procedure").select("code").execute();
  return rows.map(({ code }) => code as ProcedureCode);
}

/** At which levels each procedure in force on the day is carried out. */
export async function levelsOn(db: Reader, on: Day): Promise<Map<string, readonly string[]>> {
  const rows = await db
    .selectFrom("procedure_version")
    .select(["code", "levels"])
    .where("valid_from", "<=", on)
    .where((e) => e.or([e("valid_to", "is", null), e("valid_to", ">=", on)]))
    .orderBy("province", "desc") // the centre's last: it is the one that stays
    .execute();
  return new Map(rows.map(({ code, levels }) => [code, levels]));
}

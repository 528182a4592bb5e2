import { sql, type Selectable } from "kysely";
import type { OrgCode } from "../domain/org-code.ts";
import type { Organisation, OrganisationKind, Scheme } from "../domain/organisation.ts";
import type { Receiver } from "../domain/provincial-version.ts";
import type { Level, UnitKey } from "../domain/unit.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import type { Organisation as Row } from "../../platform/tables.ts";
import type { Written } from "./units.ts";

export const toOrganisation = (row: Selectable<Row>): Organisation => ({
  code: row.code as OrgCode,
  writtenAs: row.written_as,
  scheme: row.scheme as Scheme,
  tier: row.tier,
  kind: row.kind as OrganisationKind,
  name: row.name,
  parentCode: row.parent_code as OrgCode | null,
  unit:
    row.unit_level !== null && row.unit_code !== null && row.unit_valid_from !== null
      ? { level: row.unit_level as Level, code: row.unit_code, validFrom: row.unit_valid_from }
      : null,
  successorCode: row.successor_code as OrgCode | null,
  confidence: row.confidence,
  source: row.source,
  validFrom: row.valid_from,
  validTo: row.valid_to,
});

/** The agency of an identifier, valid today or not: old codes answer for ever (P10). */
export async function findOrganisation(db: Reader, code: OrgCode): Promise<Organisation | undefined> {
  const row = await db.selectFrom("organisation").selectAll().where("code", "=", code).executeTakeFirst();
  return row && toOrganisation(row);
}

/** Those that an agency took the place of, whenever that was. */
export async function predecessorsOf(db: Reader, code: OrgCode): Promise<Receiver["before"]> {
  const { rows } = await sql<{ code: OrgCode; validFrom: string; validTo: string | null }>`
    select code, valid_from as "validFrom", valid_to as "validTo" from predecessors_of(${code})`.execute(db);
  return rows;
}

/** The names of some agencies, by code. */
export async function organisationNames(db: Reader, codes: readonly string[]): Promise<Map<string, string>> {
  if (codes.length === 0) return new Map();
  const rows = await db.selectFrom("organisation").select(["code", "name"]).where("code", "in", codes).execute();
  return new Map(rows.map(({ code, name }) => [code, name]));
}

/** The kinds of some agencies, by code. */
export async function organisationKindsOf(
  db: Reader,
  codes: readonly string[],
): Promise<Map<string, OrganisationKind>> {
  if (codes.length === 0) return new Map();
  const rows = await db.selectFrom("organisation").select(["code", "kind"]).where("code", "in", codes).execute();
  return new Map(rows.map(({ code, kind }) => [code, kind as OrganisationKind]));
}

/** The agencies that act on a unit. */
export async function organisationsOf(db: Reader, unit: UnitKey): Promise<Organisation[]> {
  const rows = await db
    .selectFrom("organisation")
    .selectAll()
    .where("unit_level", "=", unit.level)
    .where("unit_code", "=", unit.code)
    .where("unit_valid_from", "=", unit.validFrom)
    .orderBy("code")
    .execute();
  return rows.map(toOrganisation);
}

/** Every agency there ever was: who follows whom is worked out among them. */
export async function allOrganisations(db: Reader): Promise<Organisation[]> {
  return (await db.selectFrom("organisation").selectAll().orderBy("code").execute()).map(toOrganisation);
}

/** Code, kind and parent of every agency: what an import is checked against. */
export async function organisationTree(db: Reader): Promise<Pick<Organisation, "code" | "kind" | "parentCode">[]> {
  const rows = await db.selectFrom("organisation").select(["code", "kind", "parent_code"]).execute();
  return rows.map(({ code, kind, parent_code }) => ({
    code: code as OrgCode,
    kind: kind as OrganisationKind,
    parentCode: parent_code as OrgCode | null,
  }));
}

/** Writes agencies; the result's keys are their codes. */
export async function upsertOrganisations(tx: Tx, organisations: readonly Organisation[]): Promise<Written> {
  const flat = organisations.map(({ unit, ...rest }) => ({
    ...rest,
    unitLevel: unit?.level ?? null,
    unitCode: unit?.code ?? null,
    unitValidFrom: unit?.validFrom ?? null,
  }));
  const { rows } = await sql<{ key: string; added: boolean }>`
    insert into hub.organisation as o (code, written_as, scheme, tier, kind, name, parent_code, unit_level, unit_code,
                                       unit_valid_from, valid_from, valid_to, successor_code, confidence, source)
    select code, "writtenAs", scheme, tier, kind, name, "parentCode", "unitLevel", "unitCode",
           "unitValidFrom", "validFrom", "validTo", "successorCode", confidence, source
      from json_to_recordset(${JSON.stringify(flat)}::json)
           as r (code text, "writtenAs" text, scheme text, tier smallint, kind text, name text, "parentCode" text,
                 "unitLevel" text, "unitCode" text, "unitValidFrom" date, "validFrom" date, "validTo" date,
                 "successorCode" text, confidence text, source text)
        on conflict (code) do update
       set written_as = excluded.written_as, scheme = excluded.scheme, tier = excluded.tier, kind = excluded.kind,
           name = excluded.name, parent_code = excluded.parent_code, unit_level = excluded.unit_level,
           unit_code = excluded.unit_code, unit_valid_from = excluded.unit_valid_from,
           valid_from = excluded.valid_from, valid_to = excluded.valid_to, successor_code = excluded.successor_code,
           confidence = excluded.confidence, source = excluded.source
     where o is distinct from excluded
    returning o.code as key, o.xmax = 0 as added`.execute(tx);
  return {
    added: new Set(rows.filter(({ added }) => added).map(({ key }) => key)),
    changed: new Set(rows.filter(({ added }) => !added).map(({ key }) => key)),
  };
}

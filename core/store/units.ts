import { sql, type Selectable } from "kysely";
import type { Day } from "../domain/day.ts";
import { levelOfCode, type Level, type Parenthood, type Succession, type Unit, type UnitKey } from "../domain/unit.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import type { AdministrativeUnit } from "../../platform/tables.ts";
import { beginningWith, containing, isNowhere, page, type Page } from "./page.ts";

type UnitRow = Selectable<AdministrativeUnit>;

const columns = ["u.level", "u.code", "u.valid_from", "u.valid_to", "u.type", "u.name", "u.decree"] as const;

export const toUnit = (row: UnitRow): Unit => ({
  level: row.level as Level,
  code: row.code,
  validFrom: row.valid_from,
  validTo: row.valid_to,
  type: row.type,
  name: row.name,
  decree: row.decree,
});

/** The unit that has the code on the day. */
export async function findUnit(db: Reader, level: Level, code: string, on: Day): Promise<Unit | undefined> {
  if (levelOfCode(code) !== level) return undefined;
  const row = await db
    .selectFrom("administrative_unit as u")
    .select(columns)
    .where("u.level", "=", level)
    .where("u.code", "=", code)
    .where("u.valid_from", "<=", on)
    .where((e) => e.or([e("u.valid_to", "is", null), e("u.valid_to", ">=", on)]))
    .executeTakeFirst();
  return row && toUnit(row);
}

/** Every unit that ever had the code, oldest first. */
export async function unitsOfCode(db: Reader, code: string, level?: Level): Promise<Unit[]> {
  const rows = await db
    .selectFrom("administrative_unit as u")
    .select(columns)
    .where("u.code", "=", code)
    .$if(level !== undefined, (q) => q.where("u.level", "=", level as Level))
    .orderBy("u.valid_from")
    .execute();
  return rows.map(toUnit);
}

export interface UnitFilter {
  readonly on: Day;
  readonly level?: Level | undefined;
  /** Part of the name, or the beginning of the code. */
  readonly q?: string | undefined;
  /** Code of the unit they answer to on that day. */
  readonly parent?: string | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** The units that are valid on a day, provinces first, by code. */
export async function listUnits(db: Reader, { on, level, q, parent, after, limit }: UnitFilter): Promise<Page<Unit>> {
  const parentLevel = parent === undefined ? undefined : levelOfCode(parent);
  if ((parent !== undefined && !parentLevel) || isNowhere(q) || isNowhere(after)) return { items: [], next: undefined };
  const rows = await db
    .selectFrom("administrative_unit as u")
    .select(columns)
    .where("u.valid_from", "<=", on)
    .where((e) => e.or([e("u.valid_to", "is", null), e("u.valid_to", ">=", on)]))
    .$if(level !== undefined, (s) => s.where("u.level", "=", level as Level))
    .$if(q !== undefined && q !== "", (s) =>
      s.where((e) =>
        e.or([e("u.name", "ilike", containing(q as string)), e("u.code", "like", beginningWith(q as string))]),
      ),
    )
    .$if(parent !== undefined, (s) =>
      s.where((e) =>
        e.exists(
          e
            .selectFrom("administrative_parent as p")
            .select("p.code")
            .whereRef("p.level", "=", "u.level")
            .whereRef("p.code", "=", "u.code")
            .whereRef("p.valid_from", "=", "u.valid_from")
            .where("p.parent_level", "=", parentLevel as Level)
            .where("p.parent_code", "=", parent as string)
            .where("p.since", "<=", on)
            .where((w) => w.or([w("p.until", "is", null), w("p.until", ">=", on)])),
        ),
      ),
    )
    // a level's codes have one length: this order is by level, then by code, and the code alone is the cursor
    .$if(after !== undefined, (s) =>
      s.where(sql<boolean>`(char_length(u.code), u.code) > (char_length(${after}::text), ${after}::text)`),
    )
    .orderBy(sql`char_length(u.code)`)
    .orderBy("u.code")
    .limit(limit + 1)
    .execute();
  return page(rows.map(toUnit), limit, ({ code }) => code);
}

/** The unit that a unit answers to on the day; undefined for a province. */
export async function parentOn(db: Reader, { level, code, validFrom }: UnitKey, on: Day): Promise<Unit | undefined> {
  const row = await db
    .selectFrom("administrative_parent as p")
    .innerJoin("administrative_unit as u", (j) =>
      j.onRef("u.level", "=", "p.parent_level").onRef("u.code", "=", "p.parent_code"),
    )
    .select(columns)
    .where("p.level", "=", level)
    .where("p.code", "=", code)
    .where("p.valid_from", "=", validFrom)
    .where("p.since", "<=", on)
    .where((e) => e.or([e("p.until", "is", null), e("p.until", ">=", on)]))
    .where("u.valid_from", "<=", on)
    .where((e) => e.or([e("u.valid_to", "is", null), e("u.valid_to", ">=", on)]))
    .executeTakeFirst();
  return row && toUnit(row);
}

export interface SuccessionTo {
  readonly kind: string;
  readonly effective: string;
  readonly note: string | null;
  readonly unit: Unit;
}

/** What became of a unit. */
export const successorsOf = (db: Reader, of: UnitKey): Promise<SuccessionTo[]> => successions(db, of, "from", "to");

/** What a unit was made of. */
export const predecessorsOf = (db: Reader, of: UnitKey): Promise<SuccessionTo[]> => successions(db, of, "to", "from");

async function successions(db: Reader, of: UnitKey, side: "from" | "to", other: "from" | "to") {
  const rows = await db
    .selectFrom("unit_succession as s")
    .innerJoin("administrative_unit as u", (j) =>
      j
        .onRef("u.level", "=", `s.${other}_level`)
        .onRef("u.code", "=", `s.${other}_code`)
        .onRef("u.valid_from", "=", `s.${other}_valid_from`),
    )
    .select(columns)
    .select(["s.kind", "s.effective", "s.note"])
    .where(`s.${side}_level`, "=", of.level)
    .where(`s.${side}_code`, "=", of.code)
    .where(`s.${side}_valid_from`, "=", of.validFrom)
    .orderBy("s.effective")
    .orderBy(sql`char_length(u.code)`)
    .orderBy("u.code")
    .execute();
  return rows.map((row): SuccessionTo => ({
    kind: row.kind,
    effective: row.effective,
    note: row.note,
    unit: toUnit(row),
  }));
}

/** All units there are, of all times: what an import is checked against. */
export async function allUnits(db: Reader): Promise<Unit[]> {
  return (await db.selectFrom("administrative_unit as u").select(columns).execute()).map(toUnit);
}

export const unitKey = ({ level, code, validFrom }: UnitKey): string => `${level} ${code} ${validFrom}`;

/** What a write found: rows that were not there, and rows that said something else. The rest was as written. */
export interface Written {
  readonly added: ReadonlySet<string>;
  readonly changed: ReadonlySet<string>;
}

interface WrittenRow {
  key: string;
  added: boolean;
}

const written = (rows: readonly WrittenRow[]): Written => ({
  added: new Set(rows.filter(({ added }) => added).map(({ key }) => key)),
  changed: new Set(rows.filter(({ added }) => !added).map(({ key }) => key)),
});

/** Writes units; the result's keys are `unitKey`. */
export async function upsertUnits(tx: Tx, units: readonly Unit[]): Promise<Written> {
  const { rows } = await sql<WrittenRow>`
    insert into hub.administrative_unit as u (level, code, valid_from, valid_to, type, name, decree)
    select level, code, "validFrom", "validTo", type, name, decree
      from json_to_recordset(${JSON.stringify(units)}::json)
           as r (level text, code text, "validFrom" date, "validTo" date, type text, name text, decree text)
        on conflict (level, code, valid_from) do update
       set valid_to = excluded.valid_to, type = excluded.type, name = excluded.name, decree = excluded.decree
     where (u.valid_to, u.type, u.name, u.decree)
           is distinct from (excluded.valid_to, excluded.type, excluded.name, excluded.decree)
    returning concat_ws(' ', u.level, u.code, u.valid_from) as key, u.xmax = 0 as added`.execute(tx);
  return written(rows);
}

/** Writes who answers to whom; the result's keys are those of the units that answer. */
export async function upsertParents(tx: Tx, parents: readonly (UnitKey & Parenthood)[]): Promise<Written> {
  const { rows } = await sql<WrittenRow>`
    insert into hub.administrative_parent as p (level, code, valid_from, parent_level, parent_code, since, until)
    select level, code, "validFrom", "parentLevel", "parentCode", since, until
      from json_to_recordset(${JSON.stringify(parents)}::json)
           as r (level text, code text, "validFrom" date, "parentLevel" text, "parentCode" text, since date, until date)
        on conflict (level, code, valid_from, since) do update
       set parent_level = excluded.parent_level, parent_code = excluded.parent_code, until = excluded.until
     where (p.parent_level, p.parent_code, p.until)
           is distinct from (excluded.parent_level, excluded.parent_code, excluded.until)
    returning concat_ws(' ', p.level, p.code, p.valid_from) as key, p.xmax = 0 as added`.execute(tx);
  return written(rows);
}

export const successionKey = ({ from, to, effective }: Pick<Succession, "from" | "to" | "effective">): string =>
  `${unitKey(from)} > ${unitKey(to)} > ${effective}`;

/** Writes which unit became which; the result's keys are `successionKey`. */
export async function upsertSuccessions(tx: Tx, successions: readonly Succession[]): Promise<Written> {
  const flat = successions.map(({ from, to, kind, effective, note }) => ({
    fl: from.level,
    fc: from.code,
    fv: from.validFrom,
    tl: to.level,
    tc: to.code,
    tv: to.validFrom,
    kind,
    effective,
    note,
  }));
  const { rows } = await sql<WrittenRow>`
    insert into hub.unit_succession as s (from_level, from_code, from_valid_from, to_level, to_code, to_valid_from,
                                          kind, effective, note)
    select fl, fc, fv, tl, tc, tv, kind, effective, note
      from json_to_recordset(${JSON.stringify(flat)}::json)
           as r (fl text, fc text, fv date, tl text, tc text, tv date, kind text, effective date, note text)
        on conflict (from_level, from_code, from_valid_from, to_level, to_code, to_valid_from, effective) do update
       set kind = excluded.kind, note = excluded.note
     where (s.kind, s.note) is distinct from (excluded.kind, excluded.note)
    returning concat_ws(' ', s.from_level, s.from_code, s.from_valid_from, '>', s.to_level, s.to_code, s.to_valid_from,
                        '>', s.effective) as key,
              s.xmax = 0 as added`.execute(tx);
  return written(rows);
}

/** Lets one import at a time write the registry or the catalogue; released with the transaction. */
export async function lockImports(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('hub import'))`.execute(tx);
}

export interface Surroundings {
  readonly parent: { readonly level: string; readonly code: string } | null;
  readonly agencies: readonly string[];
}

/** Parent on a day and agencies of many units, in their order, in one question. */
export async function surroundings(
  db: Reader,
  units: readonly (UnitKey & { readonly on: string })[],
): Promise<Surroundings[]> {
  if (units.length === 0) return [];
  const { rows } = await sql<{ parent_level: string | null; parent_code: string | null; agencies: string[] }>`
    select p.parent_level, p.parent_code,
           array(select o.code from organisation o
                 where o.unit_level = u.level and o.unit_code = u.code and o.unit_valid_from = u.valid_from
                 order by o.code) as agencies
    from unnest(${units.map(({ level }) => level)}::text[], ${units.map(({ code }) => code)}::text[],
                ${units.map(({ validFrom }) => validFrom)}::date[], ${units.map(({ on }) => on)}::date[])
         with ordinality as u (level, code, valid_from, on_day, place)
    left join administrative_parent p
      on p.level = u.level and p.code = u.code and p.valid_from = u.valid_from
     and p.since <= u.on_day and (p.until is null or p.until >= u.on_day)
    order by u.place`.execute(db);
  return rows.map(({ parent_level: level, parent_code: code, agencies }) => ({
    parent: level !== null && code !== null ? { level, code } : null,
    agencies,
  }));
}

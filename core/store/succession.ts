import { sql, type Selectable } from "kysely";
import type { Day } from "../domain/day.ts";
import { groupBy } from "../domain/group-by.ts";
import type { OrgCode } from "../domain/org-code.ts";
import {
  keyOfUnit,
  type AgencyGraph,
  type OpenReason,
  type RuleMatch,
  type SuccessionRule,
} from "../domain/succession.ts";
import type { Level, Succession, SuccessionKind, Unit } from "../domain/unit.ts";
import type { Organisation } from "../domain/organisation.ts";
import type { Database, Reader, Tx } from "../../platform/database.ts";
import type { AdministrativeUnit, Organisation as OrganisationRow, UnitSuccession } from "../../platform/tables.ts";
import { openParts } from "./readdressings.ts";
import { allOrganisations, toOrganisation } from "./organisations.ts";
import { allUnits, toUnit } from "./units.ts";

export interface Registry extends AgencyGraph {
  /** The resolution that formed a unit. */
  readonly decreeOf: (unit: string) => string | null;
}

/** Everything needed to say who follows whom, read once: tens of thousands of rows, asked tens of thousands of times. */
export const successionGraph = async (db: Reader): Promise<Registry> =>
  graphOf(await allUnits(db), await allSuccessions(db), await allOrganisations(db));

/** The part of it that says who follows one agency, in one statement; also by what persons decided. */
export async function successionGraphOf(db: Reader, agency: OrgCode): Promise<Registry> {
  const { rows } = await sql<{
    units: Selectable<AdministrativeUnit>[];
    successions: Selectable<UnitSuccession>[];
    agencies: Selectable<OrganisationRow>[];
  }>`
    with recursive reached (agency, level, code, valid_from) as (
      select code, unit_level, unit_code, unit_valid_from from organisation
       where code = ${agency} or code in (select to_org from succession_rule where from_org = ${agency})
      union
      select next.* from reached cross join lateral (
        select further.code, further.unit_level, further.unit_code, further.unit_valid_from
          from organisation o join organisation further on further.code in (o.successor_code, o.parent_code)
         where o.code = reached.agency
        union all
        select null, s.to_level, s.to_code, s.to_valid_from from unit_succession s
         where (s.from_level, s.from_code, s.from_valid_from) = (reached.level, reached.code, reached.valid_from)
        union all
        select o.code, o.unit_level, o.unit_code, o.unit_valid_from from organisation o
         where (o.unit_level, o.unit_code, o.unit_valid_from) = (reached.level, reached.code, reached.valid_from)
      ) next
    ), unit as (
      select distinct level, code, valid_from from reached where level is not null
    )
    select (select coalesce(jsonb_agg(u), '[]') from administrative_unit u join unit using (level, code, valid_from)) as units,
           (select coalesce(jsonb_agg(s order by effective, from_code, to_code), '[]') from unit_succession s
              join unit on (from_level, from_code, from_valid_from) = (unit.level, unit.code, unit.valid_from)) as successions,
           (select coalesce(jsonb_agg(o order by code), '[]') from organisation o
             where code in (select reached.agency from reached)) as agencies`.execute(db);
  const [row] = rows;
  return graphOf(
    (row?.units ?? []).map(toUnit),
    (row?.successions ?? []).map(toSuccession),
    (row?.agencies ?? []).map(toOrganisation),
  );
}

function graphOf(
  allOfUnits: readonly Unit[],
  successions: readonly Succession[],
  agencies: readonly Organisation[],
): Registry {
  const units = new Map(allOfUnits.map((unit) => [keyOfUnit(unit), unit]));
  const after = groupBy(successions, ({ from }) => keyOfUnit(from));
  const byCode = new Map<string, (typeof agencies)[number]>(agencies.map((agency) => [agency.code, agency]));
  const ofUnit = groupBy(agencies, ({ unit }) => (unit ? keyOfUnit(unit) : ""));
  return {
    units: { validity: (unit) => units.get(unit), after: (unit) => after.get(unit) ?? [] },
    find: (code) => byCode.get(code),
    of: (unit) => ofUnit.get(unit) ?? [],
    decreeOf: (unit) => units.get(unit)?.decree ?? null,
  };
}

/** Which unit became which, ever; oldest first. */
async function allSuccessions(db: Reader): Promise<Succession[]> {
  const rows = await db
    .selectFrom("unit_succession")
    .selectAll()
    .orderBy("effective")
    .orderBy("from_code")
    .orderBy("to_code")
    .execute();
  return rows.map(toSuccession);
}

const toSuccession = (row: Selectable<UnitSuccession>): Succession => ({
  from: { level: row.from_level as Level, code: row.from_code, validFrom: row.from_valid_from },
  to: { level: row.to_level as Level, code: row.to_code, validFrom: row.to_valid_from },
  kind: row.kind as SuccessionKind,
  effective: row.effective as Day,
  note: row.note,
});

/** What persons decided, by the agency that ended, of all or of one; oldest first. */
export async function successionRules(db: Reader, of?: OrgCode): Promise<Map<string, SuccessionRule[]>> {
  const rows = await db
    .selectFrom("succession_rule")
    .selectAll()
    .$if(of !== undefined, (q) => q.where("from_org", "=", of as OrgCode))
    .orderBy("id")
    .execute();
  const rules = rows.map((row): SuccessionRule => ({
    id: row.id,
    from: row.from_org as OrgCode,
    match: row.match as RuleMatch,
    value: row.value,
    to: row.to_org as OrgCode,
    basis: row.basis,
  }));
  return groupBy(rules, ({ from }) => from);
}

/**
 * Decides about a case while nobody else does, until its dossiers have moved: a lock of a session, which ends with the
 * process. @returns undefined when another person's decision is under way.
 */
export const whileDeciding = <T>(db: Database, caseId: bigint, work: () => Promise<T>): Promise<T | undefined> =>
  db.connection().execute(async (session) => {
    const key = sql`hashtextextended('succession case ' || ${String(caseId)}, 0)`;
    const { rows } = await sql<{ held: boolean }>`select pg_try_advisory_lock(${key}) as held`.execute(session);
    if (!rows[0]?.held) return undefined;
    try {
      return await work();
    } finally {
      // a session that broke meanwhile holds nothing any more
      await sql`select pg_advisory_unlock(${key})`.execute(session).catch(() => undefined);
    }
  });

export interface NewRule extends Omit<SuccessionRule, "id"> {
  readonly decidedBy: string;
  readonly decidedAt: Date;
}

export async function insertRules(tx: Tx, rules: readonly NewRule[]): Promise<void> {
  if (rules.length === 0) return;
  await tx
    .insertInto("succession_rule")
    .values(
      rules.map(({ from, match, value, to, basis, decidedBy, decidedAt }) => ({
        ...{ from_org: from, match, value, to_org: to, basis, decided_by: decidedBy, decided_at: decidedAt },
      })),
    )
    .execute();
}

/** An open question for a person. */
export interface SuccessionCase {
  readonly id: bigint;
  readonly from: string;
  readonly fromName: string;
  readonly effective: Day;
  readonly reason: OpenReason;
  readonly candidates: readonly string[];
  readonly proposed: string | null;
  readonly state: "open" | "settled";
  readonly openedAt: Date;
  /** Dossiers that wait for it now. */
  readonly waiting: number;
  /** How many of these have a proposal of their own. */
  readonly proposals: number;
}

export interface CaseFilter {
  readonly id?: bigint | undefined;
  readonly all?: boolean | undefined;
}

/** Cases by number; those that are open unless all are asked for. */
export async function successionCases(db: Reader, { id, all }: CaseFilter = {}): Promise<SuccessionCase[]> {
  const rows = await db
    .selectFrom("succession_case as c")
    .innerJoin("organisation as o", "o.code", "c.from_org")
    .leftJoin("succession_case_dossier as d", (j) => j.onRef("d.case_id", "=", "c.id").on("d.settled_at", "is", null))
    .select(["c.id", "c.from_org", "o.name", "c.effective", "c.reason", "c.candidates", "c.proposed", "c.state"])
    .select(["c.opened_at", sql<string>`count(d.dossier_id)`.as("waiting"), sql<string>`count(d.proposed)`.as("own")])
    .$if(id !== undefined, (q) => q.where("c.id", "=", id as bigint))
    .$if(id === undefined && all !== true, (q) => q.where("c.state", "=", "open"))
    .groupBy(["c.id", "o.name"])
    .orderBy("c.id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    from: row.from_org,
    fromName: row.name,
    effective: row.effective as Day,
    reason: row.reason as OpenReason,
    candidates: row.candidates,
    proposed: row.proposed,
    state: row.state as SuccessionCase["state"],
    openedAt: row.opened_at,
    waiting: Number(row.waiting),
    proposals: Number(row.own),
  }));
}

export interface WaitingDossier {
  readonly code: string;
  readonly procedure: string;
  readonly roles: readonly string[];
  readonly proposed: string | null;
}

/** The dossiers that wait for a case, by code. */
export async function waitingFor(db: Reader, id: bigint): Promise<WaitingDossier[]> {
  return db
    .selectFrom("succession_case_dossier as c")
    .innerJoin("dossier as d", "d.id", "c.dossier_id")
    .select(["d.code", "d.procedure_code as procedure", "c.roles", "c.proposed"])
    .where("c.case_id", "=", id)
    .where("c.settled_at", "is", null)
    .orderBy("d.code")
    .execute();
}

export interface NewCase {
  readonly from: string;
  readonly effective: Day;
  readonly reason: OpenReason;
  readonly candidates: readonly string[];
  readonly proposed: string | null;
}

/** Opens cases, or states anew what is known of them; answers their numbers by agency. */
export async function openCases(tx: Tx, cases: readonly NewCase[], at: Date): Promise<Map<string, bigint>> {
  const { rows } = await sql<{ id: bigint; from_org: string }>`
    insert into succession_case as c (from_org, effective, reason, candidates, proposed, opened_at)
    select "from", effective, reason, candidates, proposed, ${at}
      from json_to_recordset(${JSON.stringify(cases)}::json)
           as r ("from" text, effective date, reason text, candidates text[], proposed text)
        on conflict (from_org, effective) do update
       set reason = excluded.reason, candidates = excluded.candidates, proposed = excluded.proposed,
           state = 'open', settled_at = null
    returning id, from_org`.execute(tx);
  return new Map(rows.map(({ id, from_org }) => [from_org, id]));
}

export interface NewWaiting {
  readonly caseId: bigint;
  readonly dossierId: bigint;
  readonly roles: readonly string[];
  readonly proposed: string | null;
}

export async function addWaiting(tx: Tx, waiting: readonly NewWaiting[]): Promise<void> {
  const flat = waiting.map(({ caseId, dossierId, ...rest }) => ({
    ...{ case_id: String(caseId), dossier_id: String(dossierId), ...rest },
  }));
  await sql`
    insert into succession_case_dossier as c (case_id, dossier_id, roles, proposed)
    select case_id, dossier_id, roles, proposed
      from json_to_recordset(${JSON.stringify(flat)}::json)
           as r (case_id bigint, dossier_id bigint, roles text[], proposed text)
        on conflict (case_id, dossier_id) do update
       set roles = excluded.roles, proposed = excluded.proposed, settled_at = null
     where (c.roles, c.proposed, c.settled_at) is distinct from (excluded.roles, excluded.proposed, null)`.execute(tx);
}

/** Settles what no running dossier waits for any longer, whatever the reason: decided, stated in the registry, ended. */
export async function settleCases(tx: Tx, ended: readonly string[], at: Date): Promise<void> {
  await sql`
    update succession_case_dossier w set settled_at = ${at}
      from dossier d, succession_case c
     where w.settled_at is null and d.id = w.dossier_id and c.id = w.case_id
       -- what waits because of messages alone is settled when they have moved (lane-dossiers.ts)
       and w.roles <> array['message']
       and (d.state = any(${ended}::text[])
            or c.from_org <> all(array[d.held_by, coalesce(d.offered_to, ''), coalesce(d.returns_to, d.received_by)]
                                 || d.previous_holders)
               and not exists (
                 select from (${openParts}) as part where part.dossier_id = d.id and part.agency = c.from_org))`.execute(
    tx,
  );
  await sql`
    update succession_case c set state = 'settled', settled_at = ${at}
     where c.state = 'open'
       and not exists (select from succession_case_dossier w where w.case_id = c.id and w.settled_at is null)`.execute(
    tx,
  );
}

import { sql } from "kysely";
import type { Day } from "../domain/day.ts";
import type { Address, Role } from "../domain/readdress.ts";
import type { ChainAddress } from "../domain/readdress-chain.ts";
import type { State } from "../domain/state.ts";
import type { Dossier } from "../domain/dossier.ts";
import { procedureOf } from "./procedures.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** States after which a dossier is nobody's work any more and keeps its old names. */
export const endedStates: readonly State[] = ["receiptRefused", "stopped", "resultReturned", "archived"];

/** A running dossier as far as its address is concerned. */
export interface Addressed {
  readonly id: bigint;
  readonly code: string;
  readonly procedure: Dossier["procedure"];
  readonly field: string | null;
  readonly state: string;
  readonly address: Address;
  /** Null where no leg is open. */
  readonly chain: ChainAddress | null;
  readonly lastEventAt: Date;
  readonly revision: number;
}

/** Agencies that running dossiers are held by, offered to, returned by, or came through, or that have a part in a chain. */
export async function addressedAgencies(db: Reader): Promise<string[]> {
  const { rows } = await sql<{ code: string }>`
    select distinct agency as code
      from dossier d,
           unnest(d.previous_holders || array[d.held_by, d.offered_to, coalesce(d.returns_to, d.received_by)]) as agency
     where d.state <> all(${endedStates}::text[]) and agency is not null
    union
    select agency from (${openParts}) as part where agency is not null`.execute(db);
  return rows.map(({ code }) => code);
}

/**
 * The first day of a reform that running dossiers are behind: an agency they are addressed to ended the day before, or
 * what follows it began on that day, later than it ended.
 * @param after only days after it; undefined: from the beginning.
 */
export async function nextReform(db: Reader, after: Day | undefined, today: Day): Promise<Day | undefined> {
  const addressed = await addressedAgencies(db);
  const { rows } = await sql<{ on: Day | null }>`
    with recursive ended as (
      select code, valid_to, unit_level, unit_code, unit_valid_from from organisation
       where code = any(${addressed}::text[]) and valid_to < ${today}
    ), stated as (
      select code from ended
      union
      select o.successor_code from stated join organisation o using (code) where o.successor_code is not null
    ), unit as (
      select unit_level as level, unit_code as code, unit_valid_from as valid_from from ended where unit_level is not null
      union
      select s.to_level, s.to_code, s.to_valid_from from unit_succession s
        join unit u on (s.from_level, s.from_code, s.from_valid_from) = (u.level, u.code, u.valid_from)
    ), began as (
      select valid_to + 1 as day from ended
      union select o.valid_from from stated join organisation o using (code)
      union select o.valid_from from organisation o
        join unit u on (o.unit_level, o.unit_code, o.unit_valid_from) = (u.level, u.code, u.valid_from)
      union select s.effective from unit_succession s
        join unit u on (s.from_level, s.from_code, s.from_valid_from) = (u.level, u.code, u.valid_from)
    )
    select min(day)::text as on from began
     where day <= ${today} and exists (select from ended where ended.valid_to < day)
       and (${after ?? null}::date is null or day > ${after ?? null}::date)`.execute(db);
  return rows[0]?.on ?? undefined;
}

/** How many running dossiers any of these agencies has a part in. */
export async function countAddressed(db: Reader, agencies: readonly string[]): Promise<number> {
  const { rows } = await sql<{ count: string }>`select count(*) ${concerning(agencies)}`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

/** The next running dossiers these agencies have a part in, locked: a step at the same time waits, or is seen. */
export async function lockAddressed(
  tx: Tx,
  agencies: readonly string[],
  after: bigint,
  limit: number,
): Promise<Addressed[]> {
  const { rows } = await sql<Row>`
    select d.id, d.code, d.procedure_code, d.procedure_version::text, d.procedure_province, d.procedure_edition, d.state, d.held_by, d.offered_to,
           coalesce(d.returns_to, d.received_by) as returns_to, d.previous_holders, d.last_event_at, d.revision,
           (select field from procedure_version v
             where (v.code, v.province, v.valid_from, v.edition) =
                   (d.procedure_code, d.procedure_province, d.procedure_version, d.procedure_edition)) as field,
           (select json_build_object('lead', c.lead, 'legs', json_agg(json_build_object(
                     'number', l.number, 'agency', l.agency, 'supervisedBy', l.supervised_by) order by l.number))
              from dossier_chain c join dossier_leg l using (dossier_id)
             where c.dossier_id = d.id and ${isOpenLeg} group by c.dossier_id) as chain
      ${concerning(agencies)} and d.id > ${after}
     order by d.id limit ${limit} for update of d`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    procedure: procedureOf(row),
    field: row.field,
    state: row.state,
    address: {
      heldBy: row.held_by,
      offeredTo: row.offered_to,
      returnsTo: row.returns_to,
      cameFrom: row.previous_holders,
    },
    chain: row.chain,
    lastEventAt: row.last_event_at,
    revision: row.revision,
  }));
}

interface Row {
  id: bigint;
  code: string;
  procedure_code: string;
  procedure_version: string;
  procedure_province: string;
  procedure_edition: number;
  field: string | null;
  state: string;
  held_by: string;
  offered_to: string | null;
  returns_to: string;
  previous_holders: string[];
  chain: ChainAddress | null;
  last_event_at: Date;
  revision: number;
}

const isOpenLeg = sql`l.state in ('waiting', 'running', 'returned')`;

/** Every part that an agency has in the open part of a chain. */
export const openParts = sql`
  select l.dossier_id, l.agency from dossier_leg l where ${isOpenLeg}
  union all select l.dossier_id, l.supervised_by from dossier_leg l where ${isOpenLeg} and l.supervised_by is not null
  union all select c.dossier_id, c.lead from dossier_chain c join dossier_leg l using (dossier_id) where ${isOpenLeg}`;

const concerning = (agencies: readonly string[]) => sql`
  from dossier d
 where d.state <> all(${endedStates}::text[])
   and ((array[d.held_by, d.offered_to, coalesce(d.returns_to, d.received_by)] || d.previous_holders)
         && ${agencies}::text[]
        or d.id in (select dossier_id from (${openParts}) as part where agency = any(${agencies}::text[])))`;

/** One dossier, locked; undefined: there is none. */
export async function findForMove(
  tx: Tx,
  id: bigint,
): Promise<
  { readonly state: State; readonly revision: number; readonly heldBy: string; readonly returnsTo: string } | undefined
> {
  const { rows } = await sql<{ state: State; revision: number; heldBy: string; returnsTo: string }>`
    select state, revision, held_by as "heldBy", coalesce(returns_to, received_by) as "returnsTo"
      from dossier where id = ${id} for update`.execute(tx);
  return rows[0];
}

/** A dossier's new address with the evidence for each part that moved. */
export interface Readdressing {
  readonly id: bigint;
  readonly revision: number;
  readonly address: Address;
  /** The open legs' new address; null where none is open. */
  readonly chain: ChainAddress | null;
  readonly offerClosed: boolean;
  readonly eventId: string;
  readonly at: Date;
  readonly parts: readonly {
    readonly role: Role;
    readonly from: string;
    readonly to: string;
    readonly reason: string;
    readonly basis: string;
    readonly ruleId: bigint | null;
  }[];
}

/**
 * The one place where an address changes without a step of an agency. Receipt, procedure version, state, offer's and
 * last step's moment stay: nothing is re-timed (P9, P10).
 */
export async function writeReaddressings(
  tx: Tx,
  readdressings: readonly Readdressing[],
  context: { readonly effective: Day; readonly by: string },
): Promise<void> {
  if (readdressings.length === 0) return;
  const dossiers = readdressings.map(({ id, revision, address, offerClosed, at }) => ({
    ...{ id: String(id), revision, at, offer_closed: offerClosed, held_by: address.heldBy },
    ...{ offered_to: address.offeredTo, returns_to: address.returnsTo, previous_holders: address.cameFrom },
  }));
  await sql`
    update dossier d
       set held_by = r.held_by,
           held_since = case when d.held_by = r.held_by then d.held_since else r.at end,
           -- the old agency's reference of its officer means nothing to the new one
           assignee = case when d.held_by = r.held_by then d.assignee end,
           offered_to = r.offered_to,
           offered_at = case when r.offer_closed then null else d.offered_at end,
           state_before_offer = case when r.offer_closed then null else d.state_before_offer end,
           returns_to = nullif(r.returns_to, d.received_by),
           previous_holders = r.previous_holders,
           revision = r.revision,
           changed_at = now(), changed_xid = pg_current_xact_id()
      from json_to_recordset(${JSON.stringify(dossiers)}::json)
           as r (id bigint, revision integer, at timestamptz, offer_closed boolean, held_by text, offered_to text,
                 returns_to text, previous_holders text[])
     where d.id = r.id`.execute(tx);
  await writeChains(tx, readdressings);
  const parts = readdressings.flatMap(({ id, revision, eventId, at, parts }) =>
    parts.map(({ role, from, to, reason, basis, ruleId }) => ({
      ...{ dossier_id: String(id), revision, role, from_org: from, to_org: to, reason, basis, event_id: eventId, at },
      rule_id: ruleId === null ? null : String(ruleId),
    })),
  );
  const json = JSON.stringify(parts);
  await sql`
    insert into readdressing (dossier_id, revision, role, from_org, to_org, effective, reason, basis, rule_id, by,
                              event_id, at)
    select dossier_id, revision, role, from_org, to_org, ${context.effective}, reason, basis, rule_id, ${context.by},
           event_id, at
      from json_to_recordset(${json}::json)
           as r (dossier_id bigint, revision integer, role text, from_org text, to_org text, reason text, basis text,
                 rule_id bigint, event_id uuid, at timestamptz)`.execute(tx);
  await sql`
    insert into dossier_party (dossier_id, organisation_code)
    select distinct dossier_id, to_org
      from json_to_recordset(${json}::json) as r (dossier_id bigint, to_org text)
        on conflict do nothing`.execute(tx);
}

/** Agencies of the open legs, and leads; states, dues and acknowledgements stay (P9). */
async function writeChains(tx: Tx, readdressings: readonly Readdressing[]): Promise<void> {
  const chains = readdressings.flatMap(({ id, chain, parts }) =>
    chain && parts.some(({ role }) => role === "leg" || role === "supervisor" || role === "lead")
      ? [{ id: String(id), ...chain }]
      : [],
  );
  if (chains.length === 0) return;
  const legs = chains.flatMap(({ id, legs: of }) => of.map((leg) => ({ id, ...leg })));
  await sql`
    update dossier_leg l set agency = r.agency, supervised_by = r."supervisedBy"
      from json_to_recordset(${JSON.stringify(legs)}::json)
           as r (id bigint, number integer, agency text, "supervisedBy" text)
     where (l.dossier_id, l.number) = (r.id, r.number) and ${isOpenLeg}`.execute(tx);
  await sql`
    update dossier_chain c set lead = r.lead
      from json_to_recordset(${JSON.stringify(chains)}::json) as r (id bigint, lead text)
     where c.dossier_id = r.id and c.lead is distinct from r.lead`.execute(tx);
}

/** A part of a dossier's history: who took whose place in it, from when, on which ground. */
export interface StoredReaddressing {
  readonly revision: number;
  readonly role: Role;
  readonly from: string;
  readonly to: string;
  readonly effective: string;
  readonly reason: string;
  readonly basis: string;
  readonly by: string;
  readonly eventId: string;
  readonly at: Date;
  readonly recordedAt: Date;
}

export async function readdressingsOf(db: Reader, dossierId: bigint): Promise<StoredReaddressing[]> {
  const rows = await db
    .selectFrom("readdressing")
    .selectAll()
    .where("dossier_id", "=", dossierId)
    .orderBy("revision")
    .orderBy("role")
    .orderBy("from_org")
    .execute();
  return rows.map((row) => ({
    revision: row.revision,
    role: row.role as Role,
    from: row.from_org,
    to: row.to_org,
    effective: row.effective,
    reason: row.reason,
    basis: row.basis,
    by: row.by,
    eventId: row.event_id,
    at: row.at,
    recordedAt: row.recorded_at,
  }));
}

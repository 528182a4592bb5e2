import { sql, type Selectable } from "kysely";
import { parseDossierCode, type DossierCode } from "../domain/dossier-code.ts";
import type { Dossier, Outcome, State, Step } from "../domain/dossier.ts";
import type { DeliveryState, MoneyState, Role, StopReason } from "../domain/state.ts";
import { parseOrgCode, type OrgCode } from "../domain/org-code.ts";
import type { StepDetails } from "../domain/step-details.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import { procedureOf, provinceKey } from "./procedures.ts";
import type { Dossier as DossierRow } from "../../platform/tables.ts";

export type Channel = "direct" | "online" | "post";

/** A dossier with what only the database knows of it. */
export interface StoredDossier {
  readonly id: bigint;
  readonly channel: Channel;
  readonly changedAt: Date;
  readonly dossier: Dossier;
}

export interface StoredEvent {
  readonly id: string;
  readonly revision: number;
  readonly step: Step;
  readonly state: State;
  readonly by: string;
  readonly to: string | null;
  readonly heldBy: string;
  readonly at: Date;
  readonly recordedAt: Date;
  readonly reason: string | null;
  readonly outcome: Outcome | null;
  readonly role: Role;
  /** Transition or rule, as T12. */
  readonly source: string;
  readonly paper: string | null;
  readonly exceptional: boolean;
}

/** The dossier, locked until the transaction ends: two steps at once are decided one after the other. */
export async function lock(tx: Tx, code: DossierCode): Promise<StoredDossier | undefined> {
  const row = await tx.selectFrom("dossier").selectAll().where("code", "=", code).forUpdate().executeTakeFirst();
  return row && toStored(row);
}

export async function find(db: Reader, code: DossierCode): Promise<StoredDossier | undefined> {
  const row = await db.selectFrom("dossier").selectAll().where("code", "=", code).executeTakeFirst();
  return row && toStored(row);
}

/** Who is told of a dossier without a step of its own may look at it. */
export async function addParties(tx: Tx, id: bigint, units: readonly OrgCode[]): Promise<void> {
  await sql`
    insert into dossier_party (dossier_id, organisation_code)
    select ${id}, unnest(${[...units]}::text[]) on conflict do nothing`.execute(tx);
}

export async function history(db: Reader, id: bigint): Promise<StoredEvent[]> {
  const rows = await db
    .selectFrom("dossier_event")
    .selectAll()
    .where("dossier_id", "=", id)
    .orderBy("revision")
    .execute();
  return rows.map(toEvent);
}

/** An event with what its unit stated beside it. */
export interface EventTold extends StoredEvent {
  readonly officer: string | null;
  readonly details: StepDetails;
}

export async function applicantOf(db: Reader, id: bigint): Promise<object | undefined> {
  const row = await db.selectFrom("dossier_person").select("applicant").where("dossier_id", "=", id).executeTakeFirst();
  return row?.applicant as object | undefined;
}

/** Which of these agencies were ever concerned with the dossier (P12). */
export async function partiesAmong(db: Reader, id: bigint, units: readonly string[]): Promise<OrgCode[]> {
  if (units.length === 0) return [];
  const rows = await db
    .selectFrom("dossier_party")
    .select("organisation_code")
    .where("dossier_id", "=", id)
    .where("organisation_code", "in", units)
    .orderBy("organisation_code")
    .execute();
  return rows.map((row) => parseOrgCode(row.organisation_code));
}

/** Where a listing of changes goes on: the transaction of the last change seen, and the dossier. */
export interface ChangeCursor {
  readonly xid: string;
  readonly id: bigint;
}

/**
 * Dossiers of these agencies in the order of their last change. It stops at the oldest transaction still running:
 * whatever commits later comes after the cursor, so no change is ever jumped over.
 */
export async function changes(
  db: Reader,
  units: readonly string[],
  question: { readonly since?: Date; readonly after?: ChangeCursor; readonly limit: number },
): Promise<(StoredDossier & { readonly cursor: ChangeCursor })[]> {
  const { after, since, limit } = question;
  const { rows } = await sql<Selectable<DossierRow>>`
    select dossier.* from dossier
    where exists (
        select from dossier_party party
        where party.dossier_id = dossier.id and party.organisation_code = any(${units}::text[]))
      and changed_xid < pg_snapshot_xmin(pg_current_snapshot())
      ${after ? sql`and (changed_xid, id) > (${after.xid}::xid8, ${after.id})` : sql``}
      ${since ? sql`and changed_at >= ${since}` : sql``}
    order by changed_xid, id
    limit ${limit}`.execute(db);
  return rows.map((row) => ({ ...toStored(row), cursor: { xid: row.changed_xid, id: row.id } }));
}

/** The columns that steps change. */
export const movable = (dossier: Dossier) => ({
  // a filing may fall under another version when it is submitted (C5)
  procedure_code: dossier.procedure.code,
  procedure_province: provinceKey(dossier.procedure.province),
  procedure_version: dossier.procedure.version,
  procedure_edition: dossier.procedure.edition ?? 0,
  // an online filing is received when it is accepted (T06)
  received_at: dossier.receivedAt,
  state: dossier.state,
  held_by: dossier.heldBy,
  held_since: dossier.heldSince,
  previous_holders: [...dossier.cameFrom],
  offered_to: dossier.offer?.to ?? null,
  offered_at: dossier.offer?.at ?? null,
  state_before_offer: dossier.offer?.stateBefore ?? null,
  state_before: dossier.stateBefore,
  opinion_of: dossier.opinion?.of ?? null,
  opinion_asked_at: dossier.opinion?.askedAt ?? null,
  opinion_due_at: dossier.opinion?.due ?? null,
  opinion_late_at: dossier.opinion?.lateAt ?? null,
  opinion_ended_at: dossier.opinion?.endedAt ?? null,
  stop_reason: dossier.stopReason,
  money: dossier.money,
  delivery: dossier.delivery,
  assignee: dossier.assignee,
  supplements: dossier.supplements,
  extensions: dossier.extensions,
  outcome: dossier.outcome,
  decided_by: dossier.decidedBy,
  last_event_at: dossier.lastEventAt,
  revision: dossier.revision,
});

export function toStored(row: Selectable<DossierRow>): StoredDossier {
  return {
    id: row.id,
    channel: row.channel as Channel,
    changedAt: row.changed_at,
    dossier: {
      code: parseDossierCode(row.code),
      procedure: procedureOf(row),
      receivedBy: parseOrgCode(row.received_by),
      returnsTo: parseOrgCode(row.returns_to ?? row.received_by),
      receivedAt: row.received_at,
      state: row.state as State,
      heldBy: parseOrgCode(row.held_by),
      heldSince: row.held_since,
      cameFrom: row.previous_holders.map(parseOrgCode),
      stateBefore: row.state_before as State | null,
      stopReason: row.stop_reason as StopReason | null,
      money: row.money as MoneyState,
      delivery: row.delivery as DeliveryState,
      assignee: row.assignee,
      supplements: row.supplements,
      extensions: row.extensions,
      offer:
        row.offered_to && row.offered_at
          ? { to: parseOrgCode(row.offered_to), at: row.offered_at, stateBefore: row.state_before_offer as State }
          : null,
      opinion:
        row.opinion_of !== null && row.opinion_asked_at !== null
          ? {
              of: parseOrgCode(row.opinion_of),
              askedAt: row.opinion_asked_at,
              due: row.opinion_due_at,
              lateAt: row.opinion_late_at,
              endedAt: row.opinion_ended_at,
            }
          : null,
      outcome: row.outcome as Outcome | null,
      decidedBy: row.decided_by === null ? null : parseOrgCode(row.decided_by),
      lastEventAt: row.last_event_at,
      revision: row.revision,
    },
  };
}

export const toEvent = (row: {
  event_id: string;
  revision: number;
  step: string;
  to_state: string;
  by_org: string;
  to_org: string | null;
  held_by: string;
  at: Date;
  recorded_at: Date;
  reason: string | null;
  outcome: string | null;
  role: string;
  source: string;
  paper: string | null;
  exceptional: boolean;
}): StoredEvent => ({
  id: row.event_id,
  revision: row.revision,
  step: row.step as StoredEvent["step"],
  state: row.to_state as State,
  by: row.by_org,
  to: row.to_org,
  heldBy: row.held_by,
  at: row.at,
  recordedAt: row.recorded_at,
  reason: row.reason,
  outcome: row.outcome as Outcome | null,
  role: row.role as Role,
  source: row.source,
  paper: row.paper,
  exceptional: row.exceptional,
});

import { sql, type Selectable } from "kysely";
import { childCode, jointClock, type Chain, type Leg, type LegState } from "../domain/chain.ts";
import type { LegEvent } from "../domain/chain-steps.ts";
import type { Limit, LimitUnit } from "../domain/clock/limit.ts";
import type { CountMode, Mode } from "../domain/clock/mode.ts";
import type { DossierClock } from "../domain/dossier-clock.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { LegKind } from "../domain/process.ts";
import { paymentDefault } from "../domain/time-rules.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import type { DossierLeg as Row } from "../../platform/tables.ts";
import { clocksOf } from "./dossier-clocks.ts";
import type { StoredDossier } from "./dossiers.ts";
import { findVersionOf } from "./procedures.ts";

/** A chain with what only the database knows of it. */
export interface StoredChain {
  readonly dossierId: bigint;
  readonly process: { readonly id: string; readonly version: number };
  readonly startedAt: Date;
  readonly chain: Chain;
}

export async function findChain(db: Reader, { id, dossier }: StoredDossier): Promise<StoredChain | undefined> {
  const row = await db.selectFrom("dossier_chain").selectAll().where("dossier_id", "=", id).executeTakeFirst();
  if (!row) return undefined;
  const { settlement } = await clocksOf(db, id);
  const legs = await db.selectFrom("dossier_leg").selectAll().where("dossier_id", "=", id).orderBy("number").execute();
  return {
    dossierId: id,
    process: { id: row.process_id, version: row.process_version },
    startedAt: row.started_at,
    chain: {
      code: dossier.code,
      receivedBy: dossier.returnsTo,
      lead: row.lead as OrgCode | null,
      linked: row.linked,
      refundWhenRefused: row.refund_when_refused,
      mode: row.mode as Mode,
      ...(await jointClockOf(db, id, dossier, settlement)),
      legs: legs.map(toLeg),
    },
  };
}

/** The clock that a chain shares with its dossier. */
export async function jointClockOf(
  db: Reader,
  id: bigint,
  dossier: StoredDossier["dossier"],
  settlement: DossierClock | undefined,
): Promise<ReturnType<typeof jointClock>> {
  // with a clock all is said by it
  if (settlement) return jointClock(dossier, settlement, paymentDefault);
  const version = await findVersionOf(db, dossier.procedure);
  const joint = jointClock(dossier, undefined, version?.paymentMode ?? paymentDefault);
  if (!joint.isStopped) return joint;
  const stop = await db
    .selectFrom("dossier_event")
    .select("at")
    .where("dossier_id", "=", id)
    .where("clock", "in", ["supplement", "pause"])
    .orderBy("revision", "desc")
    .executeTakeFirst();
  return { ...joint, stoppedSince: stop?.at ?? null };
}

/** The legs of these dossiers, each dossier's in their order. */
export async function legsOf(db: Reader, dossierIds: readonly string[]): Promise<ReadonlyMap<bigint, Leg[]>> {
  const { rows } = await sql<Selectable<Row>>`
    select * from dossier_leg where dossier_id = any(${dossierIds}::bigint[]) order by dossier_id, number`.execute(db);
  const legs = new Map<bigint, Leg[]>();
  for (const row of rows) legs.set(row.dossier_id, [...(legs.get(row.dossier_id) ?? []), toLeg(row)]);
  return legs;
}

/** A new chain; its agencies are parties of the dossier from now on (L2, P12). */
export async function insertChain(tx: Tx, stored: StoredChain): Promise<void> {
  const { dossierId, chain, process } = stored;
  await tx
    .insertInto("dossier_chain")
    .values({
      dossier_id: dossierId,
      process_id: process.id,
      process_version: process.version,
      lead: chain.lead,
      linked: chain.linked,
      refund_when_refused: chain.refundWhenRefused,
      mode: chain.mode,
      started_at: stored.startedAt,
    })
    .execute();
  await tx
    .insertInto("dossier_leg")
    .values(
      chain.legs.map((leg) => ({
        dossier_id: dossierId,
        number: leg.number,
        child_code: childCode(chain.code, leg.number),
        agency: leg.agency,
        supervised_by: leg.supervisedBy,
        kind: leg.kind,
        work: leg.work,
        limit_value: leg.limit.value,
        limit_unit: leg.limit.unit,
        after: [...leg.after],
        fee_vnd: leg.feeVnd,
        procedure_code: leg.procedure,
        ...movable(leg),
      })),
    )
    .execute();
  const parties = [
    ...new Set([chain.lead, ...chain.legs.flatMap(({ agency, supervisedBy }) => [agency, supervisedBy])]),
  ].filter((unit) => unit !== null);
  await sql`
    insert into dossier_party (dossier_id, organisation_code)
    select ${dossierId}, unnest(${parties}::text[]) on conflict do nothing`.execute(tx);
}

/** Writes the legs that a step changed. */
export async function saveLegs(tx: Tx, dossierId: bigint, before: Chain, after: Chain): Promise<void> {
  for (const [at, leg] of after.legs.entries())
    if (leg !== before.legs[at])
      await tx
        .updateTable("dossier_leg")
        .set(movable(leg))
        .where("dossier_id", "=", dossierId)
        .where("number", "=", leg.number)
        .execute();
}

/** Adds to the append-only history of the legs. */
export async function recordLegs(
  tx: Tx,
  dossierId: bigint,
  chain: Chain,
  events: readonly (LegEvent & { readonly id: string })[],
  context: {
    readonly officer: string | null;
    readonly cause: string;
    readonly partnerId: string;
    readonly details: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  await tx
    .insertInto("dossier_leg_event")
    .values(
      events.map((event, place) => {
        const leg = chain.legs.find(({ number }) => number === event.number);
        return {
          dossier_id: dossierId,
          number: event.number,
          event_id: event.id,
          step: event.step,
          state: leg?.state ?? "",
          agency: leg?.agency ?? null,
          by_org: event.by,
          at: event.at,
          due_at: leg?.due?.due ?? null,
          reason: event.reason,
          // the officer did the first of them; the others followed by themselves
          officer: place === 0 ? context.officer : null,
          details: JSON.stringify(place === 0 ? context.details : {}),
          cause: context.cause,
          partner_id: context.partnerId,
        };
      }),
    )
    .execute();
}

/** Which of these agencies have a leg of the dossier in hand now. */
export async function workingAmong(db: Reader, dossierId: bigint, units: readonly string[]): Promise<string[]> {
  if (units.length === 0) return [];
  const rows = await db
    .selectFrom("dossier_leg")
    .select("agency")
    .distinct()
    .where("dossier_id", "=", dossierId)
    .where("state", "=", "running")
    .where("agency", "in", units)
    .execute();
  return rows.map(({ agency }) => agency);
}

const movable = (leg: Leg) => ({
  planned_due_at: leg.plannedDue,
  state: leg.state,
  started_at: leg.startedAt,
  answer_by_at: leg.answerBy,
  acknowledged_at: leg.acknowledgedAt,
  due_at: leg.due?.due ?? null,
  counted_from: leg.due?.start ?? null,
  used_before: leg.due?.usedBefore ?? 0,
  stopped_at: leg.stoppedAt,
  due_mode: leg.due?.mode ?? null,
  calendar_version: leg.due?.calendarVersion ?? null,
  office_hours_version: leg.due?.officeHoursVersion ?? null,
  ended_at: leg.endedAt,
  returns: leg.returns,
  sent_back_by: [...leg.sentBackBy],
  foreign_code: leg.foreignCode,
});

function toLeg(row: Selectable<Row>): Leg {
  const limit: Limit = { value: Number(row.limit_value), unit: row.limit_unit as LimitUnit };
  return {
    number: row.number,
    agency: row.agency as OrgCode,
    supervisedBy: row.supervised_by as OrgCode | null,
    kind: row.kind as LegKind,
    work: row.work,
    limit,
    after: row.after,
    feeVnd: row.fee_vnd,
    procedure: row.procedure_code,
    state: row.state as LegState,
    plannedDue: row.planned_due_at,
    startedAt: row.started_at,
    answerBy: row.answer_by_at,
    acknowledgedAt: row.acknowledged_at,
    due:
      row.counted_from && row.due_at && row.due_mode && row.calendar_version && row.office_hours_version
        ? {
            start: row.counted_from,
            usedBefore: Number(row.used_before),
            limit: limit.value,
            unit: limit.unit,
            mode: row.due_mode as CountMode,
            calendarVersion: row.calendar_version,
            officeHoursVersion: row.office_hours_version,
            due: row.due_at,
          }
        : null,
    stoppedAt: row.stopped_at,
    endedAt: row.ended_at,
    returns: row.returns,
    sentBackBy: row.sent_back_by,
    foreignCode: row.foreign_code,
  };
}

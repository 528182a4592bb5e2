import { sql, type RawBuilder } from "kysely";
import { jointClock } from "../domain/chain.ts";
import type { Mode } from "../domain/clock/mode.ts";
import { parseDossierCode, type DossierCode } from "../domain/dossier-code.ts";
import type { Dossier } from "../domain/dossier.ts";
import { parseOrgCode, type OrgCode } from "../domain/org-code.ts";
import type { PaymentMode } from "../domain/procedure.ts";
import { running, type State } from "../domain/state.ts";
import type { Timed, TimeAlert } from "../domain/time-alert.ts";
import { paymentDefault } from "../domain/time-rules.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import { legsOf } from "./chains.ts";
import { clocksFromJson, type ClockJson } from "./dossier-clocks.ts";
import { procedureOf } from "./procedures.ts";

/** A dossier of which something may be open past its time. */
export interface TimedDossier extends Timed {
  readonly id: bigint;
  readonly code: DossierCode;
  readonly procedure: Dossier["procedure"];
  /** Told before. */
  readonly told: ReadonlySet<string>;
}

/** What tells one alert of a dossier from the others. */
export const alertKey = ({ kind, leg, about }: Pick<TimeAlert, "kind" | "leg" | "about">): string =>
  `${kind} ${leg ?? 0} ${about.getTime()}`;

/** What was told of a dossier, to whom and when. */
export interface AlertTold {
  readonly kind: TimeAlert["kind"];
  /** null: not of a leg. */
  readonly leg: number | null;
  readonly about: Date;
  readonly due: Date;
  readonly receivers: readonly string[];
  readonly at: Date;
}

/** In the order of telling. */
export async function timeAlertsOf(db: Reader, dossierId: bigint): Promise<AlertTold[]> {
  const rows = await db
    .selectFrom("time_alert")
    .selectAll()
    .where("dossier_id", "=", dossierId)
    .orderBy("at")
    .orderBy("kind")
    .orderBy("leg")
    .orderBy("about")
    .execute();
  return rows.map(({ kind, leg, about, due_at: due, receivers, at }) => ({
    ...{ kind: kind as TimeAlert["kind"], leg: leg === 0 ? null : leg },
    ...{ about, due, receivers, at },
  }));
}

const ofItsVersion = sql`(v.code, v.province, v.valid_from, v.edition)
         = (dossier.procedure_code, dossier.procedure_province, dossier.procedure_version, dossier.procedure_edition)`;

/** A dossier's version whose limit begins with a payment that there is something to pay for. */
const ofPaidStart = sql`${ofItsVersion}
     and v.payment_mode = 'START_AFTER_PAID' and v.fee_vnd is distinct from 0 and v.limit_value is not null`;

const beginsWhenPaid = sql<boolean>`dossier.money = 'none' and exists (select from procedure_version v where ${ofPaidStart})`;

/** Whether a dossier's limit begins with a payment that nobody has settled or asked for. */
export async function beginsWhenPaidOf(db: Reader, dossierId: bigint): Promise<boolean> {
  const { rows } = await sql<{ begins: boolean }>`
    select ${beginsWhenPaid} as begins from dossier where id = ${dossierId}`.execute(db);
  return rows[0]?.begins ?? false;
}

/** Dossiers with a window that has passed or a leg at work; by id, from after the last one seen. */
export const timedDossiers = (db: Reader, now: Date, after: bigint, limit: number): Promise<TimedDossier[]> =>
  read(
    db,
    sql`dossier.id > ${after.toString()}::bigint and dossier.id in (
      select dossier_id from dossier_clock where kind in ('answer', 'transfer') and state = 'running' and due_at < ${now}
      union select dossier_id from dossier_leg where state = 'running'
      union select dossier.id from procedure_version v join dossier on ${ofPaidStart}
             where dossier.money = 'none' and dossier.received_at < ${now} and dossier.state = any(${running}::text[])
               and not exists (select from dossier_clock where dossier_id = dossier.id and kind = 'settlement'))`,
    sql`limit ${limit}`,
  );

/** Some of them as they are now, locked until the transaction ends: what a step does meanwhile is seen, or waits. */
export const lockTimed = (tx: Tx, ids: readonly bigint[]): Promise<TimedDossier[]> =>
  read(tx, sql`dossier.id = any(${ids.map(String)}::bigint[])`, sql`for update of dossier`);

async function read(db: Reader, which: RawBuilder<unknown>, end: RawBuilder<unknown>): Promise<TimedDossier[]> {
  // locks first and reads after: what a step wrote while it was waited for is in the second statement
  const { rows: found } = await sql<{ id: bigint }>`
    select id from dossier where ${which} order by id ${end}`.execute(db);
  const ids = found.map(({ id }) => String(id));
  const { rows } = await sql<{
    id: bigint;
    code: string;
    procedure_code: string;
    procedure_version: string;
    procedure_province: string;
    procedure_edition: number;
    state: State;
    state_before: State | null;
    held_by: string;
    returns_to: string;
    received_at: Date;
    begins_when_paid: boolean;
    clocks: ClockJson[];
    chained: boolean;
    payment_mode: PaymentMode;
    lead: string | null;
    linked: boolean;
    refund_when_refused: boolean;
    mode: Mode;
    told: { kind: TimeAlert["kind"]; leg: number; about: string }[];
  }>`
    select dossier.id, code, procedure_code, procedure_version::text, procedure_province, procedure_edition, state, state_before, held_by,
           coalesce(returns_to, received_by) as returns_to, chain.dossier_id is not null as chained,
           coalesce((select v.payment_mode from procedure_version v where ${ofItsVersion}), ${paymentDefault}) as payment_mode, lead, linked,
           refund_when_refused, chain.mode, received_at, ${beginsWhenPaid} as begins_when_paid,
           (select coalesce(jsonb_agg(to_jsonb(clock)), '[]') from dossier_clock clock
             where clock.dossier_id = dossier.id) as clocks,
           (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'leg', leg, 'about', about)), '[]')
              from time_alert where time_alert.dossier_id = dossier.id) as told
      from dossier left join dossier_chain chain on chain.dossier_id = dossier.id
     where dossier.id = any(${ids}::bigint[]) order by dossier.id`.execute(db);
  const legs = await legsOf(db, ids);
  return rows.map((row) => {
    const clocks = clocksFromJson(row.clocks);
    const code = parseDossierCode(row.code);
    const returnsTo = parseOrgCode(row.returns_to);
    return {
      id: row.id,
      code,
      procedure: procedureOf(row),
      state: row.state,
      heldBy: parseOrgCode(row.held_by),
      returnsTo,
      receivedAt: row.received_at,
      beginsWhenPaid: row.begins_when_paid,
      clocks,
      chain: row.chained
        ? {
            code,
            receivedBy: returnsTo,
            lead: row.lead as OrgCode | null,
            linked: row.linked,
            refundWhenRefused: row.refund_when_refused,
            mode: row.mode,
            ...jointClock({ state: row.state, stateBefore: row.state_before }, clocks.settlement, row.payment_mode),
            legs: legs.get(row.id) ?? [],
          }
        : undefined,
      told: new Set(row.told.map(({ kind, leg, about }) => alertKey({ kind, leg, about: new Date(about) }))),
    };
  });
}

/** Records alerts, each once; who is told may look at the dossier. @returns those nobody recorded before. */
export async function recordAlerts<T extends { readonly id: bigint; readonly alert: TimeAlert }>(
  tx: Tx,
  alerts: readonly T[],
  at: Date,
): Promise<T[]> {
  if (alerts.length === 0) return [];
  const rows = alerts.map(({ id, alert }, place) => ({
    place,
    id: String(id),
    kind: alert.kind,
    leg: alert.leg ?? 0,
    about: alert.about,
    due: alert.due,
    receivers: [...alert.told.keys()],
  }));
  const { rows: fresh } = await sql<{ place: number }>`
    with given as (
      select place, id, kind, leg, about, due, array(select json_array_elements_text(receivers)) as receivers
        from json_to_recordset(${JSON.stringify(rows)}::json)
          as r (place integer, id bigint, kind text, leg integer, about timestamptz, due timestamptz, receivers json)
    ), fresh as (
      insert into time_alert (dossier_id, kind, leg, about, due_at, receivers, at)
      select id, kind, leg, about, due, receivers, ${at} from given
      on conflict do nothing
      returning dossier_id, kind, leg, about
    ), party as (
      insert into dossier_party (dossier_id, organisation_code)
      select distinct id, unnest(receivers) from given on conflict do nothing
    )
    select place from fresh join given on (given.id, given.kind, given.leg, given.about)
      = (fresh.dossier_id, fresh.kind, fresh.leg, fresh.about) order by place`.execute(tx);
  return fresh.flatMap(({ place }) => alerts[place] ?? []);
}

import { sql, type RawBuilder } from "kysely";
import type { ClockEffect } from "../domain/moves.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { Outcome, State } from "../domain/state.ts";
import type { StatedExclusion } from "../domain/step-details.ts";
import type { StatedTime } from "../domain/time-rules.ts";
import type { Reader } from "../../platform/database.ts";
import { toStatedTime, type TimeRow } from "./procedures.ts";

/** What happened to a received dossier until a moment, as far as a report on its time needs it. */
export interface Life {
  readonly id: bigint;
  readonly field: string | null;
  readonly channel: string;
  /** Of the version it was received under (P9). */
  readonly time: StatedTime;
  readonly feeVnd: bigint | null;
  /** Versions that its settlement clock was computed with at that moment; null: it has no clock. */
  readonly calendarVersion: string | null;
  readonly officeHoursVersion: string | null;
  /** First appointed, whatever moved it since (D17); null: it has no clock. */
  readonly originalDue: Date | null;
  readonly events: readonly {
    readonly step: string;
    readonly state: State;
    readonly at: string;
    readonly clock: ClockEffect | null;
    readonly outcome: Outcome | null;
    readonly newDue: string | null;
    readonly exclusion: StatedExclusion | null;
    readonly by: OrgCode;
    /** Who held it from then on. */
    readonly heldBy: OrgCode;
    readonly officer: string | null;
    readonly assignee: string | null;
    readonly exceptional: boolean;
  }[];
}

/** From a moment until before another. */
export interface Span {
  readonly from: Date;
  readonly until: Date;
}

/**
 * The lives of an agency's dossiers up to a moment, by the append-only history, without those that ended before the
 * period. A dossier is counted at the one-stop that received it, from a reform on at the one that followed (P10).
 */
export const lives = (db: Reader, agency: OrgCode, span: Span): Promise<Life[]> =>
  read(db, span, sql`coalesce(moved.to_org, dossier.received_by) = ${agency}`, sql``);

/**
 * The same of all dossiers, or of those of which an agency took a step, whoever received them; by id, from after the last one
 * seen.
 */
export const livesTouchedBy = (
  db: Reader,
  agency: OrgCode | undefined,
  span: Span,
  after: bigint,
  limit: number,
): Promise<Life[]> =>
  read(
    db,
    span,
    agency === undefined
      ? sql`dossier.id > ${after.toString()}::bigint`
      : sql`dossier.id > ${after.toString()}::bigint
       and (exists (select from dossier_event e where e.dossier_id = dossier.id and e.by_org = ${agency} and e.at < ${span.until})
            or exists (select from dossier_leg_event e where e.dossier_id = dossier.id and e.by_org = ${agency} and e.at < ${span.until})
            or exists (select from overdue_case c where c.dossier_id = dossier.id and c.responsible = ${agency}))`,
    sql`limit ${limit}`,
  );

async function read(
  db: Reader,
  { from, until }: Span,
  which: RawBuilder<unknown>,
  end: RawBuilder<unknown>,
): Promise<Life[]> {
  const { rows } = await sql<
    TimeRow & {
      id: bigint;
      field: string | null;
      fee_vnd: bigint | null;
      channel: string;
      calendar_version: string | null;
      office_hours_version: string | null;
      original_due_at: Date | null;
      events: Life["events"];
    }
  >`
    select dossier.id, version.field, dossier.channel, version.limit_value, version.limit_unit, version.start_mode,
           version.supplement_mode, version.payment_mode, version.fee_vnd,
           coalesce(moved_later.calendar_before, clock.calendar_version) as calendar_version, clock.office_hours_version,
           clock.original_due_at, history.events
      from dossier
      join procedure_version version
        on (version.code, version.province, version.valid_from, version.edition) =
         (dossier.procedure_code, dossier.procedure_province, dossier.procedure_version, dossier.procedure_edition)
      left join dossier_clock clock on clock.dossier_id = dossier.id and clock.kind = 'settlement'
      left join lateral (
        select to_org from readdressing
         where dossier_id = dossier.id and role = 'returns'
           and effective::timestamp at time zone 'Asia/Ho_Chi_Minh' < ${until}
         order by revision desc limit 1) moved on true
      left join lateral (
        select calendar_before from due_change
         where dossier_id = dossier.id and kind = 'settlement' and fate = 'moved' and at >= ${until}
         order by number limit 1) moved_later on true
      cross join lateral (
        select json_agg(json_build_object('step', step, 'state', to_state, 'at', at, 'clock', event.clock, 'outcome', event.outcome,
                                          'newDue', details ->> 'newDue', 'exclusion', details -> 'exclusion',
                                          'by', by_org, 'heldBy', held_by, 'officer', officer, 'assignee', assignee,
                                          'exceptional', exceptional) order by revision) as events,
               bool_or(step in ('receive', 'accept', 'settleAtOnce')) as received,
               min(at) filter (where event.clock = 'end') as ended_at
          from dossier_event event where event.dossier_id = dossier.id and at < ${until}) history
     where ${which}
       and history.received
       and (history.ended_at is null or history.ended_at >= ${from})
     order by dossier.id ${end}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    field: row.field,
    channel: row.channel,
    time: toStatedTime(row),
    feeVnd: row.fee_vnd,
    calendarVersion: row.calendar_version,
    officeHoursVersion: row.office_hours_version,
    originalDue: row.original_due_at,
    events: row.events,
  }));
}

import type { Selectable } from "kysely";
import type { LimitUnit } from "../domain/clock/limit.ts";
import type { CountMode } from "../domain/clock/mode.ts";
import type { ClockKind, Clocks, DossierClock } from "../domain/dossier-clock.ts";
import { exclusionOf, type StatedExclusion } from "../domain/step-details.ts";
import type { Reader } from "../../platform/database.ts";
import type { DossierClock as Row } from "../../platform/tables.ts";

export async function clocksOf(db: Reader, dossierId: bigint): Promise<Clocks> {
  const rows = await db.selectFrom("dossier_clock").selectAll().where("dossier_id", "=", dossierId).execute();
  return Object.fromEntries(rows.map((row) => [row.kind, toClock(row)]));
}

/** A row as jsonb tells it: moments are text. */
export type ClockJson = {
  readonly [C in keyof Selectable<Row>]: Date extends Selectable<Row>[C]
    ? string | Exclude<Selectable<Row>[C], Date>
    : Selectable<Row>[C];
};

export const clocksFromJson = (rows: readonly ClockJson[]): Clocks =>
  Object.fromEntries(
    rows.map((row) => [
      row.kind,
      toClock({
        ...row,
        start_at: new Date(row.start_at),
        due_at: new Date(row.due_at),
        extended_to: moment(row.extended_to),
        original_due_at: new Date(row.original_due_at),
        printed_due_at: moment(row.printed_due_at),
        stopped_at: moment(row.stopped_at),
        ended_at: moment(row.ended_at),
        missed_due_at: moment(row.missed_due_at),
      }),
    ]),
  );

const moment = (text: string | null) => (text === null ? null : new Date(text));

/** What a clock's row says, but for its dossier. */
export const clockColumns = (clock: DossierClock) => ({
  kind: clock.kind,
  start_at: clock.start,
  limit_value: clock.limit,
  limit_unit: clock.unit,
  mode: clock.mode,
  calendar_version: clock.calendarVersion,
  office_hours_version: clock.officeHoursVersion,
  used_before: clock.usedBefore,
  exclusions: JSON.stringify(clock.exclusions),
  due_at: clock.due,
  extended_to: clock.extendedTo,
  original_due_at: clock.originalDue,
  printed_due_at: clock.printedDue,
  state: clock.state,
  stopped_at: clock.stoppedAt,
  ended_at: clock.endedAt,
});

/** As jsonb keeps them. */
export const exclusionsOf = (kept: unknown) => (kept as StatedExclusion[]).map(exclusionOf);

const toClock = (row: Selectable<Row>): DossierClock => ({
  kind: row.kind as ClockKind,
  start: row.start_at,
  limit: Number(row.limit_value),
  unit: row.limit_unit as LimitUnit,
  mode: row.mode as CountMode,
  calendarVersion: row.calendar_version,
  officeHoursVersion: row.office_hours_version,
  usedBefore: Number(row.used_before),
  exclusions: exclusionsOf(row.exclusions),
  due: row.due_at,
  extendedTo: row.extended_to,
  originalDue: row.original_due_at,
  printedDue: row.printed_due_at,
  state: row.state as DossierClock["state"],
  stoppedAt: row.stopped_at,
  endedAt: row.ended_at,
});

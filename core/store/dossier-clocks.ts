import type { Selectable } from "kysely";
import { sql } from "kysely";
import type { LimitUnit } from "../domain/clock/limit.ts";
import type { Mode } from "../domain/clock/mode.ts";
import type { ClockKind, Clocks, DossierClock } from "../domain/dossier-clock.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import type { DossierClock as Row } from "../../platform/tables.ts";

export async function clocksOf(db: Reader, dossierId: bigint): Promise<Clocks> {
  const rows = await db.selectFrom("dossier_clock").selectAll().where("dossier_id", "=", dossierId).execute();
  return Object.fromEntries(rows.map((row) => [row.kind, toClock(row)]));
}

/** Writes the clocks as they are now, in one statement. */
export async function saveClocks(tx: Tx, dossierId: bigint, clocks: Clocks): Promise<void> {
  const rows = Object.values(clocks).map((clock) => ({
    dossier_id: dossierId,
    kind: clock.kind,
    start_at: clock.start,
    limit_value: clock.limit,
    limit_unit: clock.unit,
    mode: clock.mode,
    calendar_version: clock.calendarVersion,
    office_hours_version: clock.officeHoursVersion,
    used_before: clock.usedBefore,
    due_at: clock.due,
    extended_to: clock.extendedTo,
    original_due_at: clock.originalDue,
    printed_due_at: clock.printedDue,
    state: clock.state,
    stopped_at: clock.stoppedAt,
    ended_at: clock.endedAt,
  }));
  if (rows.length === 0) return;
  await tx
    .insertInto("dossier_clock")
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(["dossier_id", "kind"]).doUpdateSet({
        start_at: sql`excluded.start_at`,
        limit_value: sql`excluded.limit_value`,
        limit_unit: sql`excluded.limit_unit`,
        mode: sql`excluded.mode`,
        calendar_version: sql`excluded.calendar_version`,
        office_hours_version: sql`excluded.office_hours_version`,
        used_before: sql`excluded.used_before`,
        due_at: sql`excluded.due_at`,
        extended_to: sql`excluded.extended_to`,
        printed_due_at: sql`excluded.printed_due_at`,
        state: sql`excluded.state`,
        stopped_at: sql`excluded.stopped_at`,
        ended_at: sql`excluded.ended_at`,
      }),
    )
    .execute();
}

const toClock = (row: Selectable<Row>): DossierClock => ({
  kind: row.kind as ClockKind,
  start: row.start_at,
  limit: Number(row.limit_value),
  unit: row.limit_unit as LimitUnit,
  mode: row.mode as Mode,
  calendarVersion: row.calendar_version,
  officeHoursVersion: row.office_hours_version,
  usedBefore: Number(row.used_before),
  due: row.due_at,
  extendedTo: row.extended_to,
  originalDue: row.original_due_at,
  printedDue: row.printed_due_at,
  state: row.state as DossierClock["state"],
  stoppedAt: row.stopped_at,
  endedAt: row.ended_at,
});

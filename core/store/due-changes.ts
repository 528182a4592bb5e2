import { sql } from "kysely";
import type { MovedDue } from "../domain/clock/stored-due.ts";
import type { LimitUnit } from "../domain/clock/limit.ts";
import type { Mode } from "../domain/clock/mode.ts";
import { parseOrgCode, type OrgCode } from "../domain/org-code.ts";
import type { StoredDue } from "../domain/clock/stored-due.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/**
 * The settlement dues that a calendar can still move: running, and neither re-appointed nor resumed, whose dates rest
 * on a decision or on what was left.
 */
export async function runningDues(db: Reader): Promise<(StoredDue & { readonly agency: OrgCode })[]> {
  const rows = await db
    .selectFrom("dossier_clock as clock")
    .innerJoin("dossier", "dossier.id", "clock.dossier_id")
    .select([
      "dossier.code",
      "dossier.received_by",
      "clock.start_at",
      "clock.limit_value",
      "clock.limit_unit",
      "clock.mode",
      "clock.calendar_version",
      "clock.office_hours_version",
      "clock.due_at",
      "clock.printed_due_at",
    ])
    .where("clock.kind", "=", "settlement")
    .where("clock.state", "=", "running")
    .where("clock.extended_to", "is", null)
    .where("clock.used_before", "=", "0")
    .orderBy("dossier.id")
    .execute();
  return rows.map((row) => ({
    dossier: row.code,
    agency: parseOrgCode(row.received_by),
    start: row.start_at,
    limit: Number(row.limit_value),
    unit: row.limit_unit as LimitUnit,
    mode: row.mode as Mode,
    calendarVersion: row.calendar_version,
    officeHoursVersion: row.office_hours_version,
    due: row.due_at,
    printedDue: row.printed_due_at ?? row.due_at,
  }));
}

/** Takes the later dates, keeps the printed ones, and remembers both with the calendars they come from (D18). */
export async function changeDues(tx: Tx, changes: readonly MovedDue[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ dossier, fate, before, after }) => ({
    dossier,
    fate,
    due_before: before.printedDue,
    due_after: after.due,
    calendar_before: before.calendarVersion,
    calendar_after: after.calendarVersion,
  }));
  await sql`
    with change as (
      select d.id, c.* from json_to_recordset(${JSON.stringify(rows)}::json)
        as c (dossier text, fate text, due_before timestamptz, due_after timestamptz, calendar_before text, calendar_after text)
      join dossier d on d.code = c.dossier
    ), remembered as (
      insert into due_change (dossier_id, fate, due_before, due_after, calendar_before, calendar_after)
      select id, fate, due_before, due_after, calendar_before, calendar_after from change
      on conflict do nothing
    )
    update dossier_clock set due_at = due_after, printed_due_at = due_after, calendar_version = calendar_after
    from change where dossier_clock.dossier_id = change.id and kind = 'settlement' and fate = 'moved'`.execute(tx);
}

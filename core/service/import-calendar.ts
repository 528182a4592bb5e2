import { access } from "node:fs/promises";
import { nation, type CalendarContent, type CalendarDay } from "../domain/clock/calendar.ts";
import { firstOfYear, lastOfYear } from "../domain/clock/calendar-edit.ts";
import { calendarInForce, freezeCalendar } from "../store/calendars.ts";
import { lockImports } from "../store/units.ts";
import type { Database, Reader } from "../../platform/database.ts";
import type { Clocks } from "./clock-in-force.ts";
import { currentCalendar, previewContent, putInForce, type Dues } from "./edit-calendar.ts";
import { ImportError, openProgress, openTally, type FileReport, type OnProgress } from "./import-report.ts";
import { fileSource, type Source } from "./import-source.ts";
import type { CalendarPreview } from "./preview-calendar-edit.ts";
import { readCalendar, type CalendarRow } from "./read-calendar.ts";

/** @throws {ImportError} when there is no such file. */
export async function calendarSource(path: string): Promise<Source> {
  try {
    await access(path);
  } catch {
    throw new ImportError(
      `Không có tệp ${path}; hãy ghi đúng đường dẫn tới tệp ngày nghỉ (.csv).`,
      `There is no file ${path}; give the path of the file of days off (.csv).`,
    );
  }
  return fileSource(path);
}

export interface CalendarImported {
  readonly report: FileReport;
  /** What it does to the calendar and the running dues; null: the file has no day that can be read. */
  readonly seen: CalendarPreview | null;
}

export interface CalendarImport {
  readonly dues: Dues;
  readonly clocks: Clocks;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Imports days off and make-up days as a new version of the calendar, in one transaction. A file is the whole truth of
 * the years it names: days of those years that it no longer has are dropped, so that a notice replaces what was only
 * expected. The same file again changes nothing. Broken rows are reported and skipped.
 */
export async function importCalendar(db: Database, source: Source, options: CalendarImport): Promise<CalendarImported> {
  const progress = openProgress(source.bytes, options.onProgress);
  return db.transaction().execute(async (tx) => {
    await lockImports(tx);
    await freezeCalendar(tx);
    const { report, seen, isNew } = await readImport(tx, source, options, progress.read);
    if (seen && isNew) {
      await putInForce(tx, seen.after, source.name);
      await options.dues.retimed(tx, seen, source.name);
    }
    progress.written(1);
    return { report, seen };
  });
}

/** What the import would do to the calendar and the running dues. Nothing is written. */
export async function previewCalendarImport(
  db: Reader,
  source: Source,
  options: CalendarImport,
): Promise<CalendarImported> {
  const progress = openProgress(source.bytes, options.onProgress);
  const { report, seen } = await readImport(db, source, options, progress.read);
  return { report, seen };
}

async function readImport(
  db: Reader,
  source: Source,
  { dues, clocks }: CalendarImport,
  read: ReturnType<typeof openProgress>["read"],
): Promise<CalendarImported & { readonly isNew: boolean }> {
  const tally = openTally(source.name);
  const rows = await readCalendar(source, tally, read);
  if (rows.length === 0) return { report: tally.report(), seen: null, isNew: false };
  const isStored = (await calendarInForce(db)) !== undefined;
  const before = await currentCalendar(db);
  const content = merged(before, rows, tally, isStored);
  const seen = await previewContent(db, before, content, dues, clocks);
  return { report: tally.report(), seen, isNew: !isStored || seen.after.version !== before.version };
}

const keyOf = ({ day, scope }: Pick<CalendarDay, "day" | "scope">) => `${day} ${scope}`;

function merged(
  before: CalendarContent,
  rows: readonly CalendarRow[],
  tally: ReturnType<typeof openTally>,
  isStored: boolean,
): CalendarContent {
  const known = new Map(before.days.map((day) => [keyOf(day), day]));
  const years = new Set(rows.map(({ day: { day, scope } }) => `${day.slice(0, 4)} ${scope}`));
  const days: CalendarDay[] = [];
  for (const { day } of rows) {
    const old = known.get(keyOf(day));
    // a file without the column says nothing about since when a day counts
    const now = { ...day, validFrom: day.validFrom ?? old?.validFrom ?? null };
    days.push(now);
    tally.count(
      !isStored || !old
        ? "added"
        : JSON.stringify(inOrder(old)) === JSON.stringify(inOrder(now))
          ? "unchanged"
          : "changed",
    );
  }
  const named = new Set(days.map(keyOf));
  for (const old of before.days) {
    if (named.has(keyOf(old))) continue;
    if (!years.has(`${old.day.slice(0, 4)} ${old.scope}`)) days.push(old);
    else if (isStored)
      tally.note(
        "dropped",
        0,
        "ngày của những năm này không còn trong tệp, nay là ngày thường",
        "days of these years that the file no longer has; ordinary from now on",
      );
  }
  const national = days.filter(({ scope }) => scope === nation).map(({ day }) => day);
  const all = [...national, before.coversFrom, before.coversTo].sort();
  return {
    coversFrom: firstOfYear(all[0] ?? before.coversFrom),
    coversTo: lastOfYear(all.at(-1) ?? before.coversTo),
    days,
  };
}

const inOrder = ({ day, kind, name, scope, basis, status, pairedDay, validFrom }: CalendarDay) => [
  ...[day, kind, name, scope, basis, status],
  ...[pairedDay, validFrom],
];

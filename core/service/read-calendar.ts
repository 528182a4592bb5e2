import { isWeekend, nation, type CalendarDay } from "../domain/clock/calendar.ts";
import { dayNumber } from "../domain/clock/moment.ts";
import { findOrgCode } from "../domain/org-code.ts";
import { bad, type Read, type Tally } from "./import-report.ts";
import type { Source } from "./import-source.ts";
import { readDay } from "./read-units.ts";
import { readTable, withoutContradictions, type TableRow } from "./read-table.ts";

export interface CalendarRow {
  readonly line: number;
  readonly day: CalendarDay;
}

const required = ["date", "name", "kind", "status"] as const;
const optional = ["source", "paired_date", "scope", "valid_from"] as const;
type Column = (typeof required)[number] | (typeof optional)[number];

const kinds = ["holiday", "compensatory", "makeup_workday"] as const;
const statuses: Readonly<Record<string, CalendarDay["status"]>> = { official: "confirmed", estimated: "provisional" };

/** Days that are not what their weekday says; what contradicts itself or another row goes to the tally. */
export async function readCalendar(
  source: Source,
  tally: Tally,
  onBytes: (count: number) => void,
): Promise<CalendarRow[]> {
  const rows: CalendarRow[] = [];
  for (const row of await readTable(source, required, optional, tally, onBytes)) {
    const read = readDayRow(row);
    if (read.ok) rows.push(read.value);
    else tally.refuse(row.line, read.reason);
  }
  const single = withoutContradictions(
    rows,
    ({ day: { day, scope } }) => `${day} ${scope}`,
    ({ day }) => JSON.stringify(day),
    tally,
  );
  return swapsTold(single, tally);
}

function readDayRow({ line, cells }: TableRow<Column>): Read<CalendarRow> {
  const day = readDay(cells.date);
  if (!day.ok) return day;
  if (!day.value) return bad("thiếu ngày", "the day is missing");
  if (cells.name === "") return bad("thiếu tên ngày", "the name is missing");
  const kind = kinds.find((known) => known === cells.kind);
  if (!kind)
    return bad(
      `loại "${cells.kind}" không có; chỉ dùng ${kinds.join(", ")}`,
      `unknown kind "${cells.kind}"; use ${kinds.join(", ")}`,
    );
  const status = Object.hasOwn(statuses, cells.status) ? statuses[cells.status] : undefined;
  if (!status)
    return bad(
      `trạng thái "${cells.status}" không có; chỉ dùng ${Object.keys(statuses).join(", ")}`,
      `unknown status "${cells.status}"; use ${Object.keys(statuses).join(", ")}`,
    );
  if (kind === "makeup_workday" && !isWeekend(dayNumber(day.value)))
    return bad("ngày làm bù phải là thứ Bảy hoặc Chủ nhật", "a make-up day must be a Saturday or a Sunday");
  const pairedDay = readDay(cells.paired_date);
  if (!pairedDay.ok) return pairedDay;
  if (pairedDay.value === day.value) return bad("ngày không thể bù cho chính nó", "a day cannot make up for itself");
  const validFrom = readDay(cells.valid_from);
  if (!validFrom.ok) return validFrom;
  const scope = cells.scope === "" || cells.scope === nation ? nation : findOrgCode(cells.scope);
  if (!scope)
    return bad(
      `phạm vi "${cells.scope}" không phải nation hay mã định danh cơ quan`,
      `the scope "${cells.scope}" is neither nation nor an agency's identifier`,
    );
  return {
    ok: true,
    value: {
      line,
      day: {
        day: day.value,
        kind: kind === "makeup_workday" ? "makeup" : kind,
        name: cells.name,
        scope,
        basis: cells.source,
        status,
        pairedDay: pairedDay.value ?? null,
        validFrom: validFrom.value ?? null,
      },
    },
  };
}

/** A day off whose other side is a make-up day was swapped, not given in lieu: the file has one word for both. */
function swapsTold(rows: readonly CalendarRow[], tally: Tally): CalendarRow[] {
  const makeups = new Map(
    rows.filter(({ day }) => day.kind === "makeup").map(({ day }) => [`${day.day} ${day.scope}`, day]),
  );
  const off = new Set(rows.filter(({ day }) => day.kind !== "makeup").map(({ day }) => `${day.day} ${day.scope}`));
  return rows.map(({ line, day }) => {
    if (day.kind === "makeup" && (day.pairedDay === null || !off.has(`${day.pairedDay} ${day.scope}`)))
      tally.note(
        "makeup-without-rest",
        line,
        "ngày làm bù không có ngày nghỉ tương ứng trong tệp (vẫn nhận)",
        "make-up days whose day off is not in the file (taken all the same)",
      );
    const isSwap =
      day.kind === "compensatory" && day.pairedDay !== null && makeups.has(`${day.pairedDay} ${day.scope}`);
    return { line, day: isSwap ? { ...day, kind: "swapped" } : day };
  });
}

import { parseDay, type Day } from "../domain/day.ts";
import { groupBy } from "../domain/group-by.ts";
import {
  covers,
  findLevel,
  isForward,
  isTypeOf,
  levelOfCode,
  levels,
  overlap,
  parenthood,
  typeInName,
  type Level,
  type Parenthood,
  type Unit,
} from "../domain/unit.ts";
import { unitKey } from "../store/units.ts";
import { bad, type Read, type Tally, type Words } from "./import-report.ts";
import type { Source } from "./import-source.ts";
import { registryKey } from "./registry.ts";
import { readTable, withoutContradictions, type TableRow } from "./read-table.ts";

export interface UnitRow {
  readonly line: number;
  readonly unit: Unit;
  readonly parents: readonly Parenthood[];
}

const required = ["code", "level", "type", "name", "parent_code", "valid_from", "valid_to"] as const;
const optional = ["legacy_parent_code", "decree"] as const;
type Column = (typeof required)[number] | (typeof optional)[number];

/** Units with their parents; what contradicts itself, a sibling row or the parents goes to the tally. */
export async function readUnits(
  source: Source,
  known: readonly Unit[],
  tally: Tally,
  onBytes: (count: number) => void,
): Promise<UnitRow[]> {
  const rows: UnitRow[] = [];
  for (const row of await readTable(source, required, optional, tally, onBytes)) {
    const read = readUnit(row);
    if (!read.ok) {
      tally.refuse(row.line, read.reason);
      continue;
    }
    if (row.cells.type === "")
      tally.note("type-from-name", row.line, "loại đơn vị để trống, lấy theo tên", "empty type, taken from the name");
    rows.push(read.value);
  }
  const single = withoutContradictions(
    rows,
    ({ unit }) => unitKey(unit),
    ({ unit, parents }) => JSON.stringify([unit, parents]),
    tally,
  );
  return withParents(apart(single, known, tally), known, tally);
}

function readUnit({ line, cells }: TableRow<Column>): Read<UnitRow> {
  const { code, name } = cells;
  const level = findLevel(cells.level);
  if (!level)
    return bad(
      `cấp "${cells.level}" không có; chỉ dùng province, district, commune`,
      `unknown level "${cells.level}"; use province, district or commune`,
    );
  if (levelOfCode(code) !== level)
    return bad(
      `mã "${code}" không đúng: cấp ${level} dùng mã ${digits[level]} chữ số, giữ số 0 ở đầu`,
      `bad code "${code}": a ${level} has ${digits[level]} digits, leading zeros kept`,
    );
  if (name === "") return bad("thiếu tên đơn vị", "the name is missing");
  const type = cells.type === "" ? typeInName(level, name) : cells.type;
  if (type === undefined || !isTypeOf(level, type))
    return bad(
      `loại đơn vị "${cells.type}" không có ở cấp ${level}`,
      `there is no type "${cells.type}" at level ${level}`,
    );
  const validFrom = readDay(cells.valid_from);
  const validTo = readDay(cells.valid_to);
  if (!validFrom.ok) return validFrom;
  if (!validTo.ok) return validTo;
  const unit: Unit = {
    level,
    code,
    validFrom: validFrom.value ?? "-infinity",
    validTo: validTo.value ?? null,
    type,
    name,
    decree: cells.decree || null,
  };
  if (!isForward(unit)) return reversed;
  if (level === "province" && (cells.parent_code || cells.legacy_parent_code))
    return bad("đơn vị cấp tỉnh không có đơn vị cấp trên", "a province has no parent");
  const parents = parenthood(unit, cells.parent_code, cells.legacy_parent_code);
  const wanted = level === "province" ? 0 : cells.legacy_parent_code ? 2 : 1;
  const rank = (of: Level) => levels.indexOf(of);
  if (parents.length !== wanted || parents.some(({ parentLevel }) => rank(parentLevel) >= rank(level)))
    return bad(
      `mã cấp trên "${[cells.legacy_parent_code, cells.parent_code].filter(Boolean).join(", ")}" thiếu hoặc không đúng`,
      `the parent's code "${[cells.legacy_parent_code, cells.parent_code].filter(Boolean).join(", ")}" is missing or wrong`,
    );
  if (!parents.every(({ since, until }) => isForward({ validFrom: since, validTo: until }))) return reversed;
  return { ok: true, value: { line, unit, parents } };
}

const digits: Readonly<Record<Level, number>> = { province: 2, district: 3, commune: 5 };

export const reversed = bad("ngày bắt đầu sau ngày kết thúc", "its first day is after its last");

/** The day, or undefined where the cell is empty. */
export function readDay(text: string): Read<Day | undefined> {
  if (text === "") return { ok: true, value: undefined };
  try {
    return { ok: true, value: parseDay(text) };
  } catch {
    return bad(
      `"${text}" không phải ngày có thật; hãy viết như 2025-07-01`,
      `"${text}" is not a day; write it as 2025-07-01`,
    );
  }
}

/** Units that do not share a day with another unit of their code. */
function apart(rows: readonly UnitRow[], known: readonly Unit[], tally: Tally): UnitRow[] {
  const imported = new Set(rows.map(({ unit }) => unitKey(unit)));
  const stored = groupBy(
    known.filter((unit) => !imported.has(unitKey(unit))),
    ({ level, code }) => registryKey(level, code),
  );
  const byCode = groupBy(rows, ({ unit: { level, code } }) => registryKey(level, code));
  return rows.filter(({ line, unit }) => {
    const code = registryKey(unit.level, unit.code);
    const other = byCode.get(code)?.find((row) => row.line !== line && overlap(row.unit, unit));
    const old = stored.get(code)?.find((one) => overlap(one, unit));
    if (other) tally.refuse(line, overlapping(`dòng ${other.line}`, `line ${other.line}`));
    else if (old) tally.refuse(line, overlapping(`"${old.name}" đã có trong hệ thống`, `"${old.name}" already known`));
    return !other && !old;
  });
}

const overlapping = (vi: string, en: string): Words => ({
  vi: `cùng mã và trùng thời gian với ${vi}; hãy sửa ngày`,
  en: `has the code of ${en} on some of the same days; correct the days`,
});

/** Units whose parents are there for as long as they are needed; a refused parent takes its children along. */
function withParents(rows: readonly UnitRow[], known: readonly Unit[], tally: Tally): UnitRow[] {
  const imported = new Set(rows.map(({ unit }) => unitKey(unit)));
  const there = groupBy(
    known.filter((unit) => !imported.has(unitKey(unit))),
    ({ level, code }) => registryKey(level, code),
  );
  const enter = (unit: Unit) => {
    const key = registryKey(unit.level, unit.code);
    there.set(key, [...(there.get(key) ?? []), unit]);
  };
  const kept: UnitRow[] = [];
  for (const level of levels)
    for (const row of rows.filter(({ unit }) => unit.level === level)) {
      const lacking = row.parents.find(
        (parent) => !covers(there.get(registryKey(parent.parentLevel, parent.parentCode)) ?? [], parent),
      );
      if (lacking)
        tally.refuse(row.line, {
          vi: `không có đơn vị cấp trên ${lacking.parentCode} (${lacking.parentLevel}) trong thời gian của đơn vị này`,
          en: `there is no parent ${lacking.parentCode} (${lacking.parentLevel}) in the time of this unit`,
        });
      else {
        enter(row.unit);
        kept.push(row);
      }
    }
  return kept;
}

import { dayBefore } from "../domain/day.ts";
import {
  findLevel,
  levelOfCode,
  successionKinds,
  validOn,
  type Level,
  type Succession,
  type Unit,
} from "../domain/unit.ts";
import { successionKey } from "../store/units.ts";
import { bad, type Bad, type Read, type Tally } from "./import-report.ts";
import type { Source } from "./import-source.ts";
import { registryKey, type Registry } from "./registry.ts";
import { readDay } from "./read-units.ts";
import { readTable, withoutContradictions, type TableRow } from "./read-table.ts";

const required = ["from_code", "from_level", "to_code", "to_level", "kind", "effective"] as const;
const optional = ["from_name", "to_name", "note"] as const;
type Column = (typeof required)[number] | (typeof optional)[number];

interface SuccessionRow {
  readonly line: number;
  readonly succession: Succession;
}

/** Which unit became which; both must be in the registry on their side of the day. */
export async function readSuccessions(
  source: Source,
  registry: Registry,
  tally: Tally,
  onBytes: (count: number) => void,
): Promise<Succession[]> {
  const rows: SuccessionRow[] = [];
  for (const row of await readTable(source, required, optional, tally, onBytes)) {
    const read = readSuccession(row, registry);
    if (!read.ok) {
      tally.refuse(row.line, read.reason);
      continue;
    }
    const { from, to, succession } = read.value;
    if (differs(row.cells.from_name, from) || differs(row.cells.to_name, to))
      tally.note(
        "name-differs",
        row.line,
        "tên khác với tên trong danh mục đơn vị (mã được giữ)",
        "names that differ from the registry's (the code counts)",
      );
    rows.push({ line: row.line, succession });
  }
  return withoutContradictions(
    rows,
    ({ succession }) => successionKey(succession),
    ({ succession: { kind, note } }) => JSON.stringify([kind, note]),
    tally,
  ).map(({ succession }) => succession);
}

const differs = (name: string, unit: Unit) => name !== "" && name !== unit.name;

function readSuccession(
  { cells }: TableRow<Column>,
  registry: Registry,
): Read<{ from: Unit; to: Unit; succession: Succession }> {
  const kind = successionKinds.find((known) => known === cells.kind);
  if (!kind)
    return bad(
      `kiểu "${cells.kind}" không có; chỉ dùng ${successionKinds.join(", ")}`,
      `unknown kind "${cells.kind}"; use ${successionKinds.join(", ")}`,
    );
  const day = readDay(cells.effective);
  if (!day.ok) return day;
  const effective = day.value;
  if (!effective) return bad("thiếu ngày hiệu lực", "the effective day is missing");
  const fromLevel = findLevel(cells.from_level);
  const toLevel = findLevel(cells.to_level);
  if (!fromLevel || !toLevel || levelOfCode(cells.from_code) !== fromLevel || levelOfCode(cells.to_code) !== toLevel)
    return bad(
      `cấp hoặc mã không đúng: ${cells.from_level} ${cells.from_code} → ${cells.to_level} ${cells.to_code}`,
      `bad level or code: ${cells.from_level} ${cells.from_code} → ${cells.to_level} ${cells.to_code}`,
    );
  const before = dayBefore(effective);
  const from = validOn(registry.get(registryKey(fromLevel, cells.from_code)) ?? [], before);
  if (!from) return unknown(fromLevel, cells.from_code, before);
  const to = validOn(registry.get(registryKey(toLevel, cells.to_code)) ?? [], effective);
  if (!to) return unknown(toLevel, cells.to_code, effective);
  if (from === to && kind !== "unchanged")
    return bad("đơn vị không thể thay thế chính nó", "a unit cannot succeed itself");
  const succession: Succession = {
    from: { level: from.level, code: from.code, validFrom: from.validFrom },
    to: { level: to.level, code: to.code, validFrom: to.validFrom },
    kind,
    effective,
    note: cells.note || null,
  };
  return { ok: true, value: { from, to, succession } };
}

const unknown = (level: Level, code: string, day: string): Bad =>
  bad(`không có đơn vị ${level} ${code} vào ngày ${day}`, `there is no ${level} ${code} on ${day}`);

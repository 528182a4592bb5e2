import { parse } from "csv-parse/sync";
import { groupBy } from "../domain/group-by.ts";
import { bad, ImportError, type Read, type Tally } from "./import-report.ts";
import { readLines, type Source } from "./import-source.ts";

/** A row of a table by its column names, in NFC; empty text where the file has nothing. */
export interface TableRow<Column extends string> {
  readonly line: number;
  readonly cells: Readonly<Record<Column, string>>;
}

/**
 * Reads a CSV file with a header row, one row a line. Broken rows go to the tally.
 * @throws {ImportError} when columns are missing from the header, or there is none.
 */
export async function readTable<Required extends string, Optional extends string = never>(
  source: Source,
  required: readonly Required[],
  optional: readonly Optional[],
  tally: Tally,
  onBytes: (count: number) => void,
): Promise<TableRow<Required | Optional>[]> {
  const rows: TableRow<Required | Optional>[] = [];
  let header: string[] | undefined;
  for await (const line of readLines(source, onBytes)) {
    const fields: Read<string[]> = line.ok ? split(line.text) : line;
    if (!header) {
      header = headerOf(fields, source.name, required);
      continue;
    }
    tally.row();
    if (!fields.ok) tally.refuse(line.number, fields.reason);
    else if (fields.value.length !== header.length)
      tally.refuse(line.number, {
        vi: `có ${fields.value.length} cột, dòng tiêu đề có ${header.length}`,
        en: `has ${fields.value.length} columns, the header has ${header.length}`,
      });
    else {
      const composed = fields.value.map((field) => field.normalize("NFC"));
      if (composed.some((field, at) => field !== fields.value[at]))
        tally.note("nfc", line.number, "dòng có chữ dựng sẵn không chuẩn, đã chuyển về NFC", "rows normalised to NFC");
      const cells: Record<string, string> = {};
      for (const column of optional) cells[column] = "";
      header.forEach((column, at) => (cells[column] = (composed[at] ?? "").trim()));
      rows.push({ line: line.number, cells: cells as Record<Required | Optional, string> });
    }
  }
  if (!header) throw new ImportError(`Tệp ${source.name} không có gì.`, `The file ${source.name} is empty.`);
  return rows;
}

function headerOf(fields: Read<string[]>, file: string, required: readonly string[]): string[] {
  if (!fields.ok)
    throw new ImportError(
      `Tệp ${file}: không đọc được dòng tiêu đề: ${fields.reason.vi}.`,
      `The file ${file} has an unreadable header: ${fields.reason.en}.`,
    );
  const header = fields.value.map((column) => column.trim());
  const missing = required.filter((column) => !header.includes(column));
  if (missing.length > 0)
    throw new ImportError(
      `Tệp ${file} thiếu cột ${missing.join(", ")} ở dòng tiêu đề; hãy thêm cột hoặc chọn đúng tệp.`,
      `The file ${file} lacks the column(s) ${missing.join(", ")} in its header; add them or choose the right file.`,
    );
  const twice = header.find((column, at) => header.indexOf(column) !== at);
  if (twice !== undefined)
    throw new ImportError(
      `Tệp ${file} có hai cột cùng tên ${twice}; hãy bỏ bớt một cột.`,
      `The file ${file} has two columns called ${twice}; remove one.`,
    );
  return header;
}

function split(text: string): Read<string[]> {
  if (!text.includes('"')) return { ok: true, value: text.split(",") };
  try {
    const [fields] = parse(text, { relax_column_count: true });
    return { ok: true, value: fields ?? [] };
  } catch {
    return bad(
      "dấu ngoặc kép không khớp (mỗi dòng phải là một bản ghi trọn vẹn)",
      "its quotes do not match (each line must be one whole row)",
    );
  }
}

/**
 * Rows that share a key. The same said twice is counted as unchanged; if two rows differ, nobody knows which is right
 * and all of them are refused.
 */
export function withoutContradictions<T extends { readonly line: number }>(
  rows: readonly T[],
  keyOf: (row: T) => string,
  contentOf: (row: T) => string,
  tally: Tally,
): T[] {
  const kept: T[] = [];
  for (const group of groupBy(rows, keyOf).values()) {
    const [first, ...others] = group;
    if (!first) continue;
    const content = others.length > 0 ? contentOf(first) : "";
    if (others.every((other) => contentOf(other) === content)) {
      kept.push(first);
      for (const { line } of others) {
        tally.count("unchanged");
        tally.note("repeated", line, "dòng lặp lại nguyên văn một dòng khác", "rows that repeat another row");
      }
    } else
      for (const row of group) {
        const other = row === first ? others[0]?.line : first.line;
        tally.refuse(row.line, {
          vi: `trùng khóa nhưng khác nội dung với dòng ${other ?? "khác"}; hãy giữ lại một dòng`,
          en: `has the key of line ${other ?? "another"} but other content; keep one of them`,
        });
      }
  }
  return kept;
}

import type { FileReport } from "../../core/service/import-report.ts";
import { speak, words } from "./language.ts";

const shownRefusals = 20;

/** What an import did, file by file, for a person to read. */
export function importSummary(reports: readonly FileReport[], english: boolean, all: boolean): string {
  const say = speak(english);
  const number = new Intl.NumberFormat(english ? "en" : "vi");
  const head = [
    words("Tệp", "File"),
    words("Đọc", "Read"),
    words("Thêm", "Added"),
    words("Đổi", "Changed"),
    words("Không đổi", "Unchanged"),
    words("Từ chối", "Refused"),
  ].map(say);
  const rows = reports.map(({ file, read, added, changed, unchanged, refused }) => [
    file,
    ...[read, added, changed, unchanged, refused.length].map((count) => number.format(count)),
  ]);
  const lines = aligned([head, ...rows]);

  for (const { file, notes } of reports)
    for (const { words: what, count, lines: at } of notes)
      lines.push(
        `${file}: ${number.format(count)} × ${say(what)} (${say(words("dòng", "line"))} ${at.join(", ")}${count > at.length ? ", …" : ""})`,
      );

  const refused = reports.flatMap((report) => report.refused);
  if (refused.length > 0) lines.push("", say(words("Dòng bị từ chối:", "Refused rows:")));
  for (const { file, line, reason } of all ? refused : refused.slice(0, shownRefusals))
    lines.push(`  ${file}:${line}: ${say(reason)}`);
  if (!all && refused.length > shownRefusals) {
    const rest = number.format(refused.length - shownRefusals);
    lines.push(
      say(words(`  … và ${rest} dòng nữa; thêm --all để xem hết.`, `  … and ${rest} more; add --all to see them.`)),
    );
  }
  if (reports.every(({ added, changed }) => added + changed === 0) && refused.length === 0)
    lines.push(say(words("Dữ liệu đã có đủ, không có gì thay đổi.", "Everything was there already; nothing changed.")));
  return `${lines.join("\n")}\n`;
}

/** Whether there was something to import and none of it could be. */
export const nothingImported = (reports: readonly FileReport[]): boolean =>
  reports.some(({ read }) => read > 0) && reports.every(({ read, refused }) => read === refused.length);

/** Cells in columns: the first to the left, the others to the right. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  "),
  );
}

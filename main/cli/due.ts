import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Command } from "commander";
import type { DueQuestion } from "../../core/domain/clock/due.ts";
import { explain, type Explanation } from "../../core/domain/clock/explain.ts";
import { writeDay, writeLimit, writeStep } from "../../core/domain/clock/explain-words.ts";
import { ClockFault } from "../../core/domain/clock/fault.ts";
import { wordsOfFault } from "../../core/domain/clock/fault-words.ts";
import { limitUnits } from "../../core/domain/clock/limit.ts";
import { findMoment, writeMoment } from "../../core/domain/clock/moment.ts";
import { modes } from "../../core/domain/clock/mode.ts";
import type { OfficeHours } from "../../core/domain/clock/office-hours.ts";
import type { Day } from "../../core/domain/day.ts";
import { defaultCalendar, defaultOfficeHours, versionedOfficeHours } from "../../core/service/clock-version.ts";
import { ImportError } from "../../core/service/import-report.ts";
import { explainDossierDue } from "../../core/service/explain-due.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { readOfficeHours } from "../../core/service/read-office-hours.ts";
import type { Database } from "../../platform/database.ts";
import { answered } from "./answered.ts";
import { speak } from "./language.ts";

interface DueOptions {
  readonly start?: string;
  readonly limit?: string;
  readonly unit?: string;
  readonly mode?: string;
  readonly office?: string;
  readonly dossier?: string;
  readonly json?: true;
  readonly english?: true;
}

/** `hub due`: what people ask on the telephone. Answers alone, but for a dossier, whose stored inputs it reads. */
export function addDueCommand(program: Command, open: () => Promise<Database>): void {
  program
    .command("due")
    .description("tính và giải thích ngày hẹn trả / compute and explain a due date")
    .option("--start <moment>", "lúc tiếp nhận, giờ Việt Nam, ví dụ 2026-11-02T09:00 / start, Vietnamese time")
    .option("--limit <number>", "thời hạn / limit")
    .option("--unit <unit>", `${limitUnits.join(", ")}; mặc định / default working_day`)
    .option("--mode <mode>", `nhận ngoài giờ: ${modes.join(", ")}; mặc định A / default A`)
    .option("--office <file>", 'giờ làm việc, ví dụ {"hours": ["07:00-11:30", "13:30-17:00"]} / office hours')
    .option("--dossier <code>", "giải thích hạn của một hồ sơ / explain the due of a dossier")
    .option("--json", "in dạng JSON / print JSON")
    .option("--english", "in bằng tiếng Anh / speak English")
    .action(async (options: DueOptions, command: Command) => {
      const say = speak(options.english);
      const output = command.configureOutput();
      if (options.dossier !== undefined) return ofDossier(command, options, open, options.dossier);
      try {
        const explained = explain(await questionOf(options));
        output.writeOut?.(options.json ? asJson(explained, say) : asText(explained, say));
      } catch (error) {
        const words =
          error instanceof ClockFault ? wordsOfFault(error) : error instanceof ImportError ? error.words : undefined;
        if (!words) throw error;
        output.writeErr?.(`${say(words)}\n`);
        process.exitCode = 1;
      }
    });
}

const ofDossier = (command: Command, options: DueOptions, open: () => Promise<Database>, code: string) =>
  answered(command, options, open, async (db, write, say) => {
    const found = await explainDossierDue(db, openClocks(), code);
    if (!found)
      throw new ImportError(
        `Không có hồ sơ ${code}, hoặc hồ sơ chưa có hạn giải quyết; hãy kiểm tra mã hồ sơ.`,
        `There is no dossier ${code}, or nothing was promised for it yet; check the code.`,
      );
    const { explanation, setTo, reproduced } = found;
    const decided = setTo && writeMoment(setTo);
    if (options.json) write(asJson(explanation, say, { setTo: decided, reproduced }));
    else {
      const again = reproduced
        ? { vi: "Tính lại từ dữ liệu đã lưu: đúng như vậy.", en: "Computed again from what was stored: the same." }
        : { vi: "Tính lại từ dữ liệu đã lưu: KHÁC.", en: "Computed again from what was stored: NOT the same." };
      const set = decided && {
        vi: `Đã hẹn lại hoặc đặt lại: ${decided.slice(0, 16).replace("T", " ")}; ngày này được dùng thay hạn tính ở trên.`,
        en: `Re-appointed or reset: ${decided.slice(0, 16).replace("T", " ")}; it counts instead of the due above.`,
      };
      write(`${asText(explanation, say)}${set ? `${say(set)}\n` : ""}${say(again)}\n`);
    }
  });

/** @throws {ImportError} with one sentence about the first thing that is wrong. */
async function questionOf(options: DueOptions): Promise<DueQuestion> {
  const start = findMoment(options.start ?? "");
  if (!start)
    throw new ImportError(
      options.start === undefined
        ? "Thiếu lúc tiếp nhận; hãy ghi, ví dụ --start 2026-11-02T09:00."
        : `"${options.start}" không phải thời điểm có thật; hãy ghi ngày và giờ, ví dụ --start 2026-11-02T09:00.`,
      options.start === undefined
        ? "The start is missing; give it, for example --start 2026-11-02T09:00."
        : `"${options.start}" is no such moment; give day and time, for example --start 2026-11-02T09:00.`,
    );
  const unit = oneOf(limitUnits, options.unit ?? "working_day", "--unit");
  const mode = oneOf(modes, options.mode ?? "A", "--mode");
  const limit = options.limit ?? (unit === "same_day" ? "0" : "");
  if (!/^\d+(\.\d+)?$/.test(limit))
    throw new ImportError(
      limit === ""
        ? "Thiếu thời hạn; hãy ghi, ví dụ --limit 5."
        : `Thời hạn "${limit}" không phải số không âm; hãy ghi, ví dụ --limit 5.`,
      limit === ""
        ? "The limit is missing; give it, for example --limit 5."
        : `The limit "${limit}" is not a number of at least 0; give one, for example --limit 5.`,
    );
  const officeHours = options.office === undefined ? defaultOfficeHours() : await officeHoursOf(options.office);
  return { start, limit: Number(limit), unit, mode, calendar: defaultCalendar(), officeHours };
}

function oneOf<T extends string>(known: readonly T[], text: string, option: string): T {
  const found = known.find((one) => one === text);
  if (found !== undefined) return found;
  throw new ImportError(
    `${option} "${text}" không có; chỉ dùng ${known.join(", ")}.`,
    `There is no ${option} "${text}"; use ${known.join(", ")}.`,
  );
}

async function officeHoursOf(file: string): Promise<OfficeHours> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    throw new ImportError(
      `Không đọc được tệp ${file}; hãy ghi đúng đường dẫn tới tệp giờ làm việc.`,
      `The file ${file} cannot be read; give the path of the file of office hours.`,
    );
  }
  return versionedOfficeHours(readOfficeHours(basename(file), text));
}

function asJson(explained: Explanation, say: ReturnType<typeof speak>, beside: object = {}): string {
  const steps = explained.steps.map((step) => ({ ...step, text: say(writeStep(step)) }));
  return `${JSON.stringify({ ...explained, ...beside, steps }, null, 2)}\n`;
}

function asText(explained: Explanation, say: ReturnType<typeof speak>): string {
  const { due, steps, calendarVersion, officeHoursVersion, mode } = explained;
  const at = writeDay(due.slice(0, 10) as Day);
  const time = due.slice(11, due.indexOf("+")).replace(/(:\d\d):00$/, "$1");
  const limit = writeLimit(explained);
  const lines = [
    say({ vi: `Hẹn trả: ${time} ${at.vi}  (${limit.vi})`, en: `Due: ${at.en} ${time}  (${limit.en})` }),
    "",
  ];
  let shown = "";
  for (const step of steps) {
    const day = say(writeDay(step.day));
    lines.push(`  ${(day === shown ? "" : day).padEnd(21)}  ${say(writeStep(step))}  [${step.rule}]`);
    shown = day;
  }
  lines.push(
    "",
    say({
      vi: `Lịch ${calendarVersion}, giờ làm việc ${officeHoursVersion}, cách tính ${mode}.`,
      en: `Calendar ${calendarVersion}, office hours ${officeHoursVersion}, mode ${mode}.`,
    }),
  );
  return `${lines.join("\n")}\n`;
}

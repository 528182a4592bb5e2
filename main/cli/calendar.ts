import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import {
  isWeekend,
  nation,
  openCalendar,
  type Calendar,
  type CalendarDay,
  type DayKind,
} from "../../core/domain/clock/calendar.ts";
import type { CalendarEdit } from "../../core/domain/clock/calendar-edit.ts";
import { writeDay } from "../../core/domain/clock/explain-words.ts";
import { dayNumber, writeMoment } from "../../core/domain/clock/moment.ts";
import { parseDay, type Day } from "../../core/domain/day.ts";
import { findOrgCode } from "../../core/domain/org-code.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { currentCalendar, editCalendar, previewEdit, type Dues } from "../../core/service/edit-calendar.ts";
import { calendarSource, importCalendar, previewCalendarImport } from "../../core/service/import-calendar.ts";
import { ImportError, type Words } from "../../core/service/import-report.ts";
import type { CalendarPreview } from "../../core/service/preview-calendar-edit.ts";
import type { MovedDue, SetDue } from "../../core/domain/clock/stored-due.ts";
import { findCalendar } from "../../core/store/calendars.ts";
import type { Database } from "../../platform/database.ts";
import { answered, type Say, type Spoken } from "./answered.ts";
import { toJson, words } from "./language.ts";
import { runImport, withImportOptions, type ImportOptions } from "./run-import.ts";

const defaultFile = "../shared/data/holidays-vn.csv";
const shownDues = 20;

/** `hub calendar import|show|edit`: days off and make-up days, in versions. */
export function addCalendarCommand(program: Command, open: () => Promise<Database>, dues: Dues): void {
  const calendar = program.command("calendar").description("lịch nghỉ, làm bù / days off and make-up days");
  const clocks = openClocks();

  withImportOptions(calendar.command("import"))
    .description("nhập ngày nghỉ, ngày làm bù / import days off and make-up days; only looks without --apply")
    .argument("[file]", `tệp .csv; mặc định ${defaultFile}`)
    .option("--apply", "áp dụng; nếu không, chỉ xem / do it; else only look")
    .action(async (file: string | undefined, options: ImportOptions & Applied, command: Command) => {
      const take = options.apply ? importCalendar : previewCalendarImport;
      let seen: CalendarPreview | null = null;
      await runImport(
        command,
        options,
        open,
        async (db, onProgress) => {
          const done = await take(db, await calendarSource(fileOr(file)), { dues, clocks, onProgress });
          seen = done.seen;
          return [done.report];
        },
        (say) => (seen ? { json: previewJson(seen, options), text: previewText(seen, options, say) } : nothingSeen),
      );
    });

  calendar
    .command("show")
    .description("xem lịch đang dùng / show the calendar that counts")
    .option("--year <year>", "chỉ một năm / one year only")
    .option("--calendar <version>", "một phiên bản khác / another version")
    .option("--json", "in dạng JSON / print JSON")
    .option("--english", "in bằng tiếng Anh / speak English")
    .action(async (options: ShowOptions, command: Command) => {
      await answered(command, options, open, async (db, write, say) => {
        const found =
          options.calendar === undefined ? await currentCalendar(db) : await versionOf(db, options.calendar);
        const { version, coversFrom, coversTo } = found;
        const days = found.days.filter(({ day }) => options.year === undefined || day.startsWith(`${options.year}-`));
        if (options.json) write(toJson({ version, coversFrom, coversTo, days }));
        else write(calendarText(found, days, say));
      });
    });

  calendar
    .command("edit")
    .description("sửa lịch thành phiên bản mới / make a new version; only looks without --apply")
    .option("--set <day=kind:name...>", "2027-09-01=holiday:Quốc khánh; holiday, compensatory, swapped, makeup")
    .option("--clear <day...>", "trở lại ngày thường / ordinary again")
    .option("--basis <document>", "số văn bản / number of the document")
    .option("--scope <code>", "mã cơ quan; mặc định cả nước / an agency; the nation by default")
    .option("--provisional", "chưa có thông báo chính thức / no official notice yet")
    .option("--apply", "áp dụng; nếu không, chỉ xem / do it; else only look")
    .option("--json", "in dạng JSON / print JSON")
    .option("--english", "in bằng tiếng Anh / speak English")
    .action(async (options: EditOptions, command: Command) => {
      await answered(command, options, open, async (db, write, say) => {
        const edit = editOf(options);
        const seen = options.apply
          ? await editCalendar(db, edit, options.basis ?? "", dues, clocks)
          : await previewEdit(db, edit, dues, clocks);
        write(options.json ? toJson(previewJson(seen, options)) : previewText(seen, options, say));
      });
    });
}

interface ShowOptions extends Spoken {
  readonly year?: string;
  readonly calendar?: string;
}
interface Applied {
  readonly apply?: true;
}
interface EditOptions extends Spoken, Applied {
  readonly set?: readonly string[];
  readonly clear?: readonly string[];
  readonly basis?: string;
  readonly scope?: string;
  readonly provisional?: true;
}

function fileOr(file: string | undefined): string {
  if (file !== undefined) return resolve(file);
  if (existsSync(defaultFile)) return resolve(defaultFile);
  throw new ImportError(
    `Không có tệp ${defaultFile}; hãy ghi tệp ngày nghỉ, ví dụ: hub calendar import /duong/dan/ngay-nghi.csv.`,
    `There is no file ${defaultFile}; give the file, for example: hub calendar import /path/to/days-off.csv.`,
  );
}

async function versionOf(db: Database, version: string): Promise<Calendar> {
  const content = await findCalendar(db, version);
  if (content) return openCalendar(version, content);
  throw new ImportError(
    `Không có phiên bản lịch ${version}; hãy xem tên phiên bản bằng hub calendar show.`,
    `There is no calendar version ${version}; see the name with hub calendar show.`,
  );
}

const kinds: Readonly<Record<DayKind, Words>> = {
  holiday: words("nghỉ lễ", "holiday"),
  compensatory: words("nghỉ bù", "in lieu"),
  swapped: words("nghỉ hoán đổi", "swapped"),
  makeup: words("LÀM BÙ", "WORKED"),
};

function editOf({ set, clear, basis, scope: code, provisional }: EditOptions): CalendarEdit {
  const scope = code === undefined || code === nation ? nation : findOrgCode(code);
  if (!scope)
    throw new ImportError(
      `"${code ?? ""}" không phải mã định danh cơ quan; hãy ghi như H38 hoặc 000.00.29.H38.`,
      `"${code ?? ""}" is no agency's identifier; write it as H38 or 000.00.29.H38.`,
    );
  if (set === undefined && clear === undefined)
    throw new ImportError(
      "Chưa có gì để sửa; hãy ghi --set 2027-09-01=holiday:Tên hoặc --clear 2027-09-03.",
      "There is nothing to edit; give --set 2027-09-01=holiday:Name or --clear 2027-09-03.",
    );
  if (basis === undefined || basis.trim() === "")
    throw new ImportError(
      'Thiếu số văn bản; hãy ghi --basis "TB 1/2027".',
      'The document is missing; give --basis "TB 1/2027".',
    );
  const status = provisional ? "provisional" : "confirmed";
  const days = (set ?? []).map((text): CalendarDay => ({
    ...dayOf(text),
    scope,
    basis,
    status,
    pairedDay: null,
    validFrom: null,
  }));
  const cleared = (clear ?? []).map((text) => ({ day: dayIn(text), scope }));
  const all = [...days, ...cleared].map(({ day }) => day);
  const twice = all.find((day, at) => all.indexOf(day) !== at);
  if (twice !== undefined)
    throw new ImportError(
      `Ngày ${twice} được ghi hai lần; hãy giữ lại một.`,
      `The day ${twice} is given twice; keep one.`,
    );
  return { set: days, clear: cleared };
}

function dayOf(text: string): Pick<CalendarDay, "day" | "kind" | "name"> {
  const [, day = "", kind = "", name = ""] = /^([^=]*)=([a-z]+):(.+)$/.exec(text) ?? [];
  const known = (Object.keys(kinds) as DayKind[]).find((one) => one === kind);
  if (!known)
    throw new ImportError(
      `"${text}" chưa đúng; hãy ghi như 2027-09-01=holiday:Quốc khánh (${Object.keys(kinds).join(", ")}).`,
      `"${text}" is not right; write it as 2027-09-01=holiday:Name (${Object.keys(kinds).join(", ")}).`,
    );
  const on = dayIn(day);
  if (known === "makeup" && !isWeekend(dayNumber(on)))
    throw new ImportError(
      `Ngày làm bù ${on} phải là thứ Bảy hoặc Chủ nhật; hãy chọn ngày khác.`,
      `The make-up day ${on} must be a Saturday or a Sunday; choose another day.`,
    );
  return { day: on, kind: known, name: name.trim().normalize("NFC") };
}

function dayIn(text: string): Day {
  try {
    return parseDay(text);
  } catch {
    throw new ImportError(
      `"${text}" không phải ngày có thật; hãy viết như 2027-09-01.`,
      `"${text}" is not a day; write it as 2027-09-01.`,
    );
  }
}

function calendarText({ version, coversFrom, coversTo }: Calendar, days: readonly CalendarDay[], say: Say): string {
  const covers = words(`từ ${coversFrom} đến ${coversTo}`, `${coversFrom} to ${coversTo}`);
  return `${[`${version}  (${say(covers)})`, ...days.map((day) => dayLine(day, say))].join("\n")}\n`;
}

function dayLine({ day, kind, name, scope, basis, status }: CalendarDay, say: Say): string {
  const local = scope === nation ? "" : `  [${scope}]`;
  const guess = status === "provisional" ? say(words("  DỰ KIẾN", "  PROVISIONAL")) : "";
  return `  ${say(writeDay(day)).padEnd(21)}  ${say(kinds[kind]).padEnd(13)}  ${name}${local}${guess}  (${basis})`;
}

const dueJson = ({ dossier, before, after }: MovedDue) => ({
  dossier,
  clock: before.kind ?? "settlement",
  ...(before.leg === undefined ? {} : { leg: before.leg }),
  printedBefore: writeMoment(before.printedDue),
  printedAfter: writeMoment(after.printedDue),
  computed: writeMoment(after.due),
});

/** A file of which no day could be read. */
const nothingSeen = { json: { applied: false }, text: "" };

const previewJson = (
  { before, after, days, unchanged, kept, moved, decided }: CalendarPreview,
  { apply }: Applied,
) => ({
  applied: apply === true && days.length > 0,
  before,
  after: after.version,
  days,
  unchanged,
  kept: kept.map(dueJson),
  moved: moved.map(dueJson),
  decided: decided.map(({ setTo, ...one }) => ({ ...one, setTo: writeMoment(setTo) })),
});

function previewText(
  { after, days, unchanged, kept, moved, decided }: CalendarPreview,
  { apply }: Applied,
  say: Say,
): string {
  if (days.length === 0)
    return `${say(words("Lịch đã như vậy, không có gì thay đổi.", "The calendar says so already; nothing changed."))}\n`;
  const ordinary = say(words("ngày thường", "ordinary"));
  const lines = days.map(
    ({ day, before: was, after: is }) =>
      `  ${say(writeDay(day)).padEnd(21)}  ${was ? say(kinds[was.kind]) : ordinary} → ${is ? `${say(kinds[is.kind])} ${is.name}` : ordinary}`,
  );
  lines.push(
    say(
      words(
        `Hồ sơ đang chạy: ${moved.length} hẹn muộn hơn (phải báo người dân), ${kept.length} sớm hơn (giữ ngày đã in), ${unchanged} không đổi.`,
        `Running dossiers: ${moved.length} later (to be told), ${kept.length} earlier (the printed date stands), ${unchanged} unchanged.`,
      ),
    ),
    ...moved.slice(0, shownDues).map((one) => dueLine(one, say)),
  );
  if (moved.length > shownDues) lines.push(`  … ${moved.length - shownDues}`);
  if (decided.length > 0)
    lines.push(
      say(
        words(
          `Hẹn theo quyết định (hẹn lại, đặt lại): ${decided.length}, không tự đổi; hãy xem lại.`,
          `Dates set by decision (re-appointed, reset): ${decided.length}, they do not move; look at them.`,
        ),
      ),
      ...decided.slice(0, shownDues).map((one) => setLine(one, say)),
    );
  if (decided.length > shownDues) lines.push(`  … ${decided.length - shownDues}`);
  lines.push(
    apply
      ? say(words(`Đã áp dụng: ${after.version}.`, `Applied: ${after.version}.`))
      : say(words("Chưa ghi gì; thêm --apply để áp dụng.", "Nothing was written; add --apply to do it.")),
  );
  return `${lines.join("\n")}\n`;
}

const supplement = words("  (hạn bổ sung của người dân)", "  (the applicant's date for a supplement)");

const dueLine = ({ dossier, before, after }: MovedDue, say: Say) =>
  `  ${dossier}  ${writeMoment(before.printedDue).slice(0, 16)} → ${writeMoment(after.printedDue).slice(0, 16)}` +
  (before.kind === "supplement" ? say(supplement) : "") +
  (before.leg === undefined ? "" : say(words(`  (bước liên thông ${before.leg})`, `  (leg ${before.leg})`)));

const setLine = ({ dossier, setTo, isDayOff }: SetDue, say: Say) =>
  `  ${dossier}  ${writeMoment(setTo).slice(0, 16)}` +
  (isDayOff ? say(words("  (RƠI VÀO NGÀY NGHỈ)", "  (ON A DAY OFF)")) : "");

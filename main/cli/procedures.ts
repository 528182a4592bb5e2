import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { dayOf, isOfNoDay, type Day } from "../../core/domain/day.ts";
import type { Mode, SupplementMode } from "../../core/domain/clock/mode.ts";
import {
  findProcedureCode,
  type LimitUnit,
  type PaymentMode,
  type ProcedureLevel,
  type ProcedureVersion,
} from "../../core/domain/procedure.ts";
import type { Signature } from "../../core/domain/same-day.ts";
import type { ChangeKind } from "../../core/domain/publishing-decision.ts";
import { paymentDefault, startDefault, supplementDefault } from "../../core/domain/time-rules.ts";
import { importProcedures, procedureSource } from "../../core/service/import-procedures.ts";
import { ImportError, type Words } from "../../core/service/import-report.ts";
import { procedureHistory, type ProcedureHistory, type VersionInTime } from "../../core/service/procedure-history.ts";
import { replacementChain } from "../../core/service/remap-draft.ts";
import type { Database } from "../../platform/database.ts";
import { dayArgument, period, speak, toJson, words } from "./language.ts";
import { addProcedureChangeCommands } from "./procedure-changes.ts";
import { runImport, withImportOptions, type ImportOptions } from "./run-import.ts";

const defaultFile = "../shared/data/procedures.jsonl";

/** `hub procedures import|show|apply|changes`. */
export function addProceduresCommand(program: Command, open: () => Promise<Database>): void {
  const procedures = program.command("procedures").description("danh mục thủ tục hành chính / catalogue of procedures");

  withImportOptions(procedures.command("import"))
    .description("nhập danh mục thủ tục, mỗi dòng một đối tượng JSON / import procedures, one JSON object a line")
    .argument("[file]", `tệp .jsonl; mặc định ${defaultFile}`)
    .option(
      "--effective <day>",
      "ngày có hiệu lực của nội dung mới / day from which new content is in force",
      dayArgument,
    )
    .action(async (file: string | undefined, options: ImportOptions & { effective?: Day }, command: Command) => {
      const { effective } = options;
      await runImport(command, options, open, async (db, onProgress) => [
        await importProcedures(db, await procedureSource(fileOr(file)), {
          today: dayOf(new Date()),
          effective,
          onProgress,
        }),
      ]);
    });

  procedures
    .command("show")
    .description("xem một thủ tục theo mã / show a procedure by its code")
    .argument("<code>", "mã thủ tục, ví dụ 1.001612 hoặc 1.001612.H56")
    .option("--on <day>", "chỉ phiên bản có hiệu lực vào ngày / only the version of that day", dayArgument)
    .option("--json", "in dạng JSON / print JSON")
    .option("--english", "in bằng tiếng Anh / speak English")
    .action(async (code: string, options: ShowOptions, command: Command) => {
      const db = await open();
      try {
        await show(db, code, options, command);
      } finally {
        await db.destroy();
      }
    });

  addProcedureChangeCommands(procedures, open);
}

function fileOr(file: string | undefined): string {
  if (file !== undefined) return resolve(file);
  if (existsSync(defaultFile)) return resolve(defaultFile);
  throw new ImportError(
    `Không có tệp ${defaultFile}; hãy ghi tệp thủ tục, ví dụ: hub procedures import /duong/dan/thu-tuc.jsonl.`,
    `There is no file ${defaultFile}; give the file, for example: hub procedures import /path/to/procedures.jsonl.`,
  );
}

interface ShowOptions {
  readonly on?: Day;
  readonly json?: true;
  readonly english?: true;
}

async function show(db: Database, text: string, { on, json, english }: ShowOptions, command: Command): Promise<void> {
  const say = speak(english);
  const output = command.configureOutput();
  const history = await procedureHistory(db, text, on, dayOf(new Date()));
  if (!history) {
    output.writeErr?.(`${say(await whyNone(db, text, on))}\n`);
    process.exitCode = 1;
    return;
  }
  output.writeOut?.(json ? toJson(history) : asText(history, say));
}

async function whyNone(db: Database, text: string, on: Day | undefined): Promise<Words> {
  const code = findProcedureCode(text);
  const chain = code && on ? await replacementChain(db, code, on) : [];
  if (on && chain.length > 1)
    return words(
      `Thủ tục ${text} không có hiệu lực vào ngày ${on}; được thay thế: ${chain.join(" → ")}.`,
      `The procedure ${text} is not in force on ${on}; it was replaced: ${chain.join(" → ")}.`,
    );
  const when = on ? words(` vào ngày ${on}`, ` on ${on}`) : words("", "");
  return words(
    `Không có thủ tục ${text}${when.vi}; hãy kiểm tra lại mã và ngày.`,
    `There is no procedure ${text}${when.en}; check the code and the day.`,
  );
}

type Say = ReturnType<typeof speak>;

function asText({ versions, chain, replaces, localCodes }: ProcedureHistory, say: Say): string {
  const lines = versions.flatMap((version) => versionText(version, say));
  if (chain.length > 1) lines.push(`${say(words("Chuỗi thay thế", "Replacements"))}: ${chain.join(" → ")}`);
  if (replaces.length > 0) lines.push(`${say(words("Thay thế cho", "Takes the place of"))}: ${replaces.join(", ")}`);
  if (localCodes.length > 0)
    lines.push(`${say(words("Mã địa phương", "Local codes"))}: ${localCodes.map(({ local }) => local).join(", ")}`);
  return `${lines.join("\n")}\n`;
}

function versionText(version: VersionInTime, say: Say): string[] {
  const { code, province, name, field, levels, limit, limitText, feeVnd, feeText, documents, replacedBy, listing } =
    version;
  const unstated = say(words("không nêu", "not stated"));
  const lines = [
    `${code}  ${name}  (${say(isOfNoDay(version) ? ofNoDay(version) : period(version))})`,
    ...(province === null
      ? []
      : [
          `  ${say(words(`Chỉ áp dụng cho các đơn vị của tỉnh ${province}; nơi khác theo bản của trung ương`, `Binds the units of province ${province} only; elsewhere the centre's version holds`))}`,
        ]),
    `  ${say(words("Lĩnh vực", "Field"))}: ${field ?? unstated}`,
    `  ${say(words("Cấp thực hiện", "Levels"))}: ${levels.map((level) => say(levelWords[level])).join(", ") || unstated}`,
    `  ${say(words("Thời hạn", "Time limit"))}: ${limit ? say(limitWords(limit)) : (limitText ?? unstated)}`,
    ...timeText(version, say),
    `  ${say(words("Phí", "Fee"))}: ${feeText ?? (feeVnd === null ? unstated : `${feeVnd.toString()} đ`)}`,
    `  ${say(words("Số giấy tờ", "Papers"))}: ${documents.length}`,
    `  ${say(words("Nguồn", "Listing"))}: ${listing}`,
  ];
  for (const { number, signedOn, issuedBy, kind, supersededBy } of version.decisions) {
    const decision = `${number} (${signedOn}, ${issuedBy}): ${say(changeWords[kind])}`;
    lines.push(
      `  ${say(words("Quyết định", "Decision"))}: ${decision}${supersededBy ? say(instead(supersededBy)) : ""}`,
    );
  }
  if (replacedBy) lines.push(`  ${say(words("Thay thế bởi", "Replaced by"))}: ${replacedBy}`);
  return lines;
}

const instead = ({ number, signedOn }: Signature): Words =>
  words(
    `; không áp dụng, cùng ngày có quyết định ${number} (${signedOn})`,
    `; not in force, decision ${number} (${signedOn}) counts from that day`,
  );

const ofNoDay = ({ validFrom }: VersionInTime): Words =>
  words(
    `từ ${validFrom}, không còn áp dụng; hồ sơ đã nhận theo bản này giữ nguyên`,
    `from ${validFrom}, no longer in force; dossiers received under it keep it`,
  );

/** How time is read: what the version says, or the law's default with its source. */
function timeText({ legalLimit, startMode, supplementMode, paymentMode, solvedBy }: VersionInTime, say: Say): string[] {
  const or = <M extends keyof typeof modeWords>(stated: M | null, by: M, source: string) =>
    stated !== null
      ? say(modeWords[stated])
      : `${say(modeWords[by])} (${say(words("mặc định", "default"))}, ${source})`;
  const lines = [
    `  ${say(words("Cách tính ngày bắt đầu", "Start"))}: ${or(startMode, startDefault, "D4")}`,
    `  ${say(words("Khi bổ sung", "Supplement"))}: ${or(supplementMode, supplementDefault, "NĐ 61/2018 19(4)")}`,
    `  ${say(words("Khi chờ nộp tiền", "Payment"))}: ${or(paymentMode, paymentDefault, "§2.5")}`,
  ];
  if (legalLimit)
    lines.unshift(`  ${say(words("Thời hạn trung ương", "The centre's limit"))}: ${say(limitWords(legalLimit))}`);
  if (solvedBy === "ministry")
    lines.push(
      `  ${say(words("Do bộ giải quyết tập trung: địa phương không tiếp nhận (NĐ 224/2026 15(1i))", "Solved by the ministry alone: no local receipt (ND 224/2026 15(1i))"))}`,
    );
  return lines;
}

const levelWords: Readonly<Record<ProcedureLevel, Words>> = {
  ministry: words("bộ", "ministry"),
  province: words("cấp tỉnh", "province"),
  district: words("cấp huyện", "district"),
  commune: words("cấp xã", "commune"),
  other: words("khác", "other"),
};

const unitWords: Readonly<Record<Exclude<LimitUnit, "immediate">, Words>> = {
  working_day: words("ngày làm việc", "working days"),
  day: words("ngày", "calendar days"),
  month: words("tháng", "months"),
  hour: words("giờ làm việc", "working hours"),
};

const limitWords = ({ value, unit }: NonNullable<ProcedureVersion["limit"]>): Words =>
  unit === "immediate"
    ? words("giải quyết ngay trong ngày", "settled the same day")
    : words(`${value} ${unitWords[unit].vi}`, `${value} ${unitWords[unit].en}`);

// a start outside office hours (D4), and inside them where the procedure says so
const dayOfReceipt = words(
  "A: ngoài giờ thì ngày làm việc tiếp theo là ngày nhận",
  "A: out of hours the next working day is that of receipt",
);
const firstCounted = words(
  "B: ngoài giờ thì ngày làm việc tiếp theo là ngày đầu được tính",
  "B: out of hours the next working day is the first counted",
);
const lastHour = words("giờ làm việc cuối ngày cũng vậy", "the day's last working hour likewise");
const after15 = words("sau 15 giờ cũng vậy", "after 15:00 likewise");

const modeWords: Readonly<Record<Mode | SupplementMode | PaymentMode, Words>> = {
  A: dayOfReceipt,
  B: firstCounted,
  "A/last_hour": words(`${dayOfReceipt.vi}, ${lastHour.vi}`, `${dayOfReceipt.en}, ${lastHour.en}`),
  "B/last_hour": words(`${firstCounted.vi}, ${lastHour.vi}`, `${firstCounted.en}, ${lastHour.en}`),
  "A/after_15": words(`${dayOfReceipt.vi}, ${after15.vi}`, `${dayOfReceipt.en}, ${after15.en}`),
  "B/after_15": words(`${firstCounted.vi}, ${after15.vi}`, `${firstCounted.en}, ${after15.en}`),
  RESTART: words("tính lại từ đầu", "the limit begins again"),
  RESUME: words("tính tiếp phần còn lại", "what is left of the limit goes on"),
  PAUSE: words("tạm dừng tính", "the clock pauses"),
  RUN: words("vẫn tính", "the clock runs"),
  START_AFTER_PAID: words("bắt đầu tính khi đã nộp", "the clock begins when it is paid"),
};

const changeWords: Readonly<Record<ChangeKind, Words>> = {
  new: words("ban hành mới", "new"),
  amended: words("sửa đổi, bổ sung", "amended"),
  replaced: words("thay thế", "replaced"),
  abolished: words("bãi bỏ", "abolished"),
  corrected: words("đính chính", "corrected"),
};

import { InvalidArgumentError, type Command } from "commander";
import { dayOf, type Day } from "../../core/domain/day.ts";
import type { Finding, FindingKind } from "../../core/domain/discipline.ts";
import { findOrgCode } from "../../core/domain/org-code.ts";
import type { Organisation } from "../../core/domain/organisation.ts";
import { lateAfterHours, reportDiscipline, type DisciplineReport } from "../../core/service/find-off-system.ts";
import { findResultsWithoutDossier, type ResultsReport } from "../../core/service/results-without-dossier.ts";
import { ImportError } from "../../core/service/import-report.ts";
import { fileSource } from "../../core/service/import-source.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { makeReadPlaces } from "../../core/service/places.ts";
import {
  appointSubstitute,
  recordAbsence,
  uncoveredUnits,
  voidNumber,
  type Period,
} from "../../core/store/discipline.ts";
import { findOrganisation } from "../../core/store/organisations.ts";
import type { Database } from "../../platform/database.ts";
import { dayArgument, speak, toJson, words } from "./language.ts";

type Open = () => Promise<Database>;
interface ReportOptions {
  readonly unit: string;
  readonly from: Day;
  readonly to: Day;
  readonly hours: number;
  readonly results?: string;
  readonly json?: true;
  readonly english?: true;
}

export const unitOption = ["--unit <code>", "mã định danh, ví dụ H38.91 / identifier of the unit"] as const;

const daysReversed = words("Ngày cuối trước ngày đầu.", "The last day is before the first.");

/** `hub discipline`, `hub duty absent|substitute|uncovered`, `hub numbers void`: whether all dossiers are in the books. */
export function addDisciplineCommands(program: Command, open: Open, now = () => new Date()): void {
  program
    .command("discipline")
    .description("mức độ đầy đủ và dấu hiệu nhận hồ sơ ngoài hệ thống / completeness and signs of off-system receipt")
    .requiredOption(...unitOption)
    .requiredOption("--from <day>", "từ ngày / first day", dayArgument)
    .requiredOption("--to <day>", "đến ngày / last day", dayArgument)
    .option(
      "--hours <n>",
      "nhập muộn hơn số giờ làm việc này / late after working hours",
      hoursArgument,
      lateAfterHours,
    )
    .option(
      "--results <file>",
      "sổ kết quả đã ban hành của đơn vị, CSV: number, issued_on, kind / the agency's register of issued results",
    )
    .option("--json", "in dạng JSON / print JSON")
    .option("--english", "in bằng tiếng Anh / speak English")
    .action(async (options: ReportOptions, command: Command) => {
      if (options.to < options.from) {
        refuse(command, speak(options.english)(daysReversed));
        return;
      }
      const db = await open();
      const unit = await unitOf(db, options.unit, command);
      if (!unit) return;
      const say = speak(options.english);
      const period = { unit: unit.code, from: options.from, to: options.to };
      try {
        const results = options.results === undefined ? undefined : await compared(db, period, options.results);
        const report = await reportDiscipline({ db, readPlaces: makeReadPlaces(openClocks()) }, period, options.hours);
        const text = options.json
          ? toJson({ ...report, ...(results ? { results } : {}) })
          : `${asText(report, unit.name, say)}${results ? resultsAsText(results, say) : ""}`;
        command.configureOutput().writeOut?.(text);
      } catch (error) {
        if (!(error instanceof ImportError)) throw error;
        refuse(command, say(error.words));
      }
    });

  const duty = program.command("duty").description("cán bộ vắng mặt và người thay / absences and substitutes");
  duty
    .command("absent")
    .description("ghi cán bộ vắng mặt / record an officer's absence")
    .requiredOption(...unitOption)
    .requiredOption("--officer <reference>", "mã cán bộ / officer's reference")
    .requiredOption("--from <day>", "từ ngày / first day", dayArgument)
    .requiredOption("--to <day>", "đến ngày / last day", dayArgument)
    .option("--substitute <reference>", "người thay / who stands in")
    .action(async (options: AbsentOptions, command: Command) => {
      const db = await open();
      const unit = await unitOf(db, options.unit, command);
      if (!unit) return;
      const { officer, substitute = null, from, to } = options;
      if (to < from) {
        refuse(command, "Ngày cuối trước ngày đầu. / The last day is before the first.");
        return;
      }
      if (substitute === officer) {
        refuse(command, "Người thay phải là người khác. / The substitute must be another person.");
        return;
      }
      await recordAbsence(db, { unit: unit.code, officer, substitute, from, to });
      say(command, "Đã ghi. / Recorded.");
    });
  duty
    .command("substitute")
    .description("cử người thay / appoint a substitute")
    .requiredOption(...unitOption)
    .requiredOption("--officer <reference>", "cán bộ vắng mặt / the absent officer")
    .requiredOption("--on <day>", "một ngày vắng / a day of the absence", dayArgument)
    .requiredOption("--substitute <reference>", "người thay / who stands in")
    .action(async (options: SubstituteOptions, command: Command) => {
      const db = await open();
      const unit = await unitOf(db, options.unit, command);
      if (!unit) return;
      const { officer, substitute, on } = options;
      if (substitute === officer) {
        refuse(command, "Người thay phải là người khác. / The substitute must be another person.");
        return;
      }
      const found = await appointSubstitute(db, unit.code, officer, on, substitute);
      if (found === 0) {
        refuse(
          command,
          `Ngày ${on} không có lần vắng nào của ${officer} chưa có người thay. / ${officer} has no absence without substitute on ${on}.`,
        );
        return;
      }
      say(command, "Đã cử người thay. / Appointed.");
    });

  duty
    .command("uncovered")
    .description("đơn vị có cán bộ vắng mặt chưa có người thay / agencies with absences and nobody standing in")
    .option("--on <day>", "ngày; mặc định hôm nay / day; default today", dayArgument)
    .option("--json", "in dạng JSON / print JSON")
    .option("--english", "in bằng tiếng Anh / speak English")
    .action(async ({ on = dayOf(now()), json, english }: UncoveredOptions, command: Command) => {
      const units = await uncoveredUnits(await open(), on, on);
      const speaker = speak(english);
      const lines = units.map(({ unit, absences, dossiers }) =>
        words(
          `${unit}  ${absences} cán bộ vắng mặt chưa có người thay, ${dossiers} hồ sơ đang chờ`,
          `${unit}  ${absences} absences without substitute, ${dossiers} dossiers wait`,
        ),
      );
      const none = words(`Ngày ${on}: không có.`, `On ${on}: none.`);
      const text = (lines.length > 0 ? lines : [none]).map((line) => `${speaker(line)}\n`).join("");
      command.configureOutput().writeOut?.(json ? toJson({ on, units }) : text);
    });

  program
    .command("numbers")
    .description("số thứ tự hồ sơ trong ngày / numbers of a unit's day")
    .command("void")
    .description("bỏ một số, nêu lý do / give up a number, with the reason")
    .requiredOption(...unitOption)
    .requiredOption("--day <day>", "ngày của số / day of the number", dayArgument)
    .requiredOption("--number <n>", "số thứ tự / the number", numberArgument)
    .requiredOption("--reason <text>", "lý do / reason")
    .requiredOption("--officer <reference>", "người ghi / who records it")
    .action(async (options: VoidOptions, command: Command) => {
      const db = await open();
      const unit = await unitOf(db, options.unit, command);
      if (!unit) return;
      const { day, number, reason, officer } = options;
      const isVoid = await voidNumber(db, { unit: unit.code, day, number, reason, officer });
      if (!isVoid) {
        refuse(
          command,
          `Không bỏ được số ${number}: số chưa được cấp, đã có hồ sơ, hoặc đã bỏ. / Number ${number} cannot be given up: it was never given, a dossier has it, or it is given up already.`,
        );
        return;
      }
      say(command, "Đã ghi. / Recorded.");
    });
}

interface AbsentOptions {
  readonly unit: string;
  readonly officer: string;
  readonly from: Day;
  readonly to: Day;
  readonly substitute?: string;
}
interface SubstituteOptions {
  readonly unit: string;
  readonly officer: string;
  readonly on: Day;
  readonly substitute: string;
}
interface UncoveredOptions {
  readonly on?: Day;
  readonly json?: true;
  readonly english?: true;
}
interface VoidOptions {
  readonly unit: string;
  readonly day: Day;
  readonly number: number;
  readonly reason: string;
  readonly officer: string;
}

function say(command: Command, sentence: string): void {
  command.configureOutput().writeOut?.(`${sentence}\n`);
}

function refuse(command: Command, sentence: string): void {
  command.configureOutput().writeErr?.(`${sentence}\n`);
  process.exitCode = 1;
}

/** The agency of an identifier given on the command line, or a refusal. */
export async function unitOf(db: Database, text: string, command: Command): Promise<Organisation | undefined> {
  const code = findOrgCode(text);
  const unit = code && (await findOrganisation(db, code));
  if (!unit)
    refuse(
      command,
      `Không có đơn vị mang mã “${text}”; xem hub units show. / No unit has the identifier “${text}”; see hub units show.`,
    );
  return unit;
}

function hoursArgument(text: string): number {
  const hours = Number(text);
  if (Number.isFinite(hours) && hours >= 0) return hours;
  throw new InvalidArgumentError("Số giờ viết như 24. / Write the hours as 24.");
}

function numberArgument(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError("Số thứ tự viết như 12. / Write the number as 12.");
}

const kinds: Readonly<Record<FindingKind, (finding: Finding) => ReturnType<typeof words>>> = {
  "number-missing": () => words("số bị thiếu, chưa có lý do", "the number is missing, without a reason"),
  "entered-late": ({ hoursLate = 0 }) =>
    words(`nhập muộn ${hoursLate} giờ làm việc`, `entered ${hoursLate} working hours late`),
  "result-at-once": () =>
    words("có kết quả trong vòng một phút sau khi tiếp nhận", "has its result within a minute of receipt"),
  "entered-after-the-result": () =>
    words("tiếp nhận và kết quả được nhập cùng lúc", "receipt and result were entered together"),
};

/** @throws {ImportError} when the register cannot be read. */
async function compared(db: Database, period: Period, path: string): Promise<ResultsReport> {
  const source = await fileSource(path).catch(() => {
    throw new ImportError(
      `Không đọc được tệp ${path}; hãy ghi đường dẫn của sổ kết quả.`,
      `The file ${path} cannot be read; give the path of the register of results.`,
    );
  });
  return findResultsWithoutDossier(db, period, source);
}

function resultsAsText(report: ResultsReport, speaker: ReturnType<typeof speak>): string {
  const { read, ofOtherDays, refused, withoutDossier } = report;
  const lines = [
    words(
      `  Sổ kết quả: ${read} dòng, ${ofOtherDays} dòng ngoài kỳ, ${refused.length} dòng không đọc được; ${withoutDossier.length} kết quả không có hồ sơ`,
      `  Register of results: ${read} rows, ${ofOtherDays} of other days, ${refused.length} refused; ${withoutDossier.length} results without a dossier`,
    ),
    ...refused.map(({ line, reason }) => words(`  dòng ${line}: ${reason.vi}`, `  line ${line}: ${reason.en}`)),
    ...withoutDossier.map(({ line, number, issuedOn, kind }) => {
      const what = kind === "" ? number : `${kind} ${number}`;
      return words(
        `  dòng ${line}: ${what} ngày ${issuedOn} không có hồ sơ nào`,
        `  line ${line}: ${what} of ${issuedOn} is in no dossier`,
      );
    }),
  ];
  return lines.map((line) => `${speaker(line)}\n`).join("");
}

function asText(report: DisciplineReport, name: string, speaker: ReturnType<typeof speak>): string {
  const { completeness, findings, uncovered, unit, from, to } = report;
  const { numbersGiven, voided, clean, percent } = completeness;
  const lines = [
    `${unit}  ${name}  ${from} – ${to}`,
    speaker(
      words(
        `  Đầy đủ: ${percent ?? "–"} % (${clean} hồ sơ đúng trên ${numbersGiven} số đã cấp, ${voided} số bỏ có lý do)`,
        `  Complete: ${percent ?? "–"} % (${clean} dossiers in order of ${numbersGiven} numbers given, ${voided} voided with reason)`,
      ),
    ),
    ...findings.map((one) => `  ${one.code ?? `${one.day} № ${one.number}`}: ${speaker(kinds[one.kind](one))}`),
    ...uncovered.map((one) =>
      speaker(
        words(
          `  ${one.officer} vắng ${one.from} – ${one.to}, chưa có người thay; ${one.dossiers.length} hồ sơ đang mở: ${one.dossiers.join(", ")}`,
          `  ${one.officer} is away ${one.from} – ${one.to} without substitute; ${one.dossiers.length} open dossiers: ${one.dossiers.join(", ")}`,
        ),
      ),
    ),
  ];
  return `${lines.join("\n")}\n`;
}

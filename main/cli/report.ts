import type { Command } from "commander";
import { dayOf, type Day } from "../../core/domain/day.ts";
import { findOrgCode } from "../../core/domain/org-code.ts";
import { lateRate, type Columns, type Report06a } from "../../core/domain/report-06a.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { makeReport06a } from "../../core/service/report-06a.ts";
import { findOrganisation } from "../../core/store/organisations.ts";
import type { Database } from "../../platform/database.ts";
import { StartError } from "../../platform/start-error.ts";
import { aligned } from "./import-summary.ts";
import { dayArgument, speak, toJson, words } from "./language.ts";
import { addOfficersCommand } from "./officers.ts";

interface Options {
  readonly unit: string;
  readonly from: Day;
  readonly to: Day;
  readonly originalDue?: true;
  readonly json?: true;
  readonly english?: true;
}

/** `hub report 06a`, the statistical form of one agency for a period; `hub report officers`. */
export function addReportCommand(program: Command, open: () => Promise<Database>, now = () => new Date()): void {
  const reports = program.command("report").description("báo cáo thống kê / statistical reports");
  addOfficersCommand(reports, open, now);
  reports
    .command("06a")
    .description("Biểu II.06a/VPCP/KSTT của một cơ quan / form II.06a of one agency")
    .requiredOption("--unit <code>", "mã định danh, ví dụ H38.91 / identifier of the unit")
    .requiredOption("--from <day>", "từ ngày / first day", dayArgument)
    .requiredOption("--to <day>", "đến ngày / last day", dayArgument)
    .option("--original-due", "so với ngày hẹn đầu tiên / measure against the first appointment")
    .option("--json", "in dạng JSON / print JSON")
    .option("--english", "in bằng tiếng Anh / speak English")
    .action(async ({ unit: text, from, to, originalDue, json, english }: Options, command: Command) => {
      if (to < from) throw new StartError("Ngày cuối trước ngày đầu. / The last day is before the first.");
      const db = await open();
      const code = findOrgCode(text);
      const unit = code && (await findOrganisation(db, code));
      if (!unit)
        throw new StartError(
          `Không có đơn vị mang mã “${text}”; xem hub units show. / No unit has the identifier “${text}”; see hub units show.`,
        );
      const original = originalDue ?? false;
      const report = await makeReport06a(db, openClocks(), {
        ...{ agency: unit.code, from, to, today: dayOf(now()), original },
      });
      const head = { form: "II.06a/VPCP/KSTT", unit: unit.code, name: unit.name, from, to, originalDue: original };
      command
        .configureOutput()
        .writeOut?.(
          json ? toJson({ ...head, ...report, lateRate: lateRate(report.total) }) : asText(head, report, english),
        );
    });
}

const columns = [
  ["received", "(3)"],
  ["receivedOnline", "(4)"],
  ["receivedDirect", "(5)"],
  ["carriedOver", "(6)"],
  ["settled", "(7)"],
  ["settledEarly", "(8)"],
  ["settledOnTime", "(9)"],
  ["settledLate", "(10)"],
  ["open", "(11)"],
  ["openInTime", "(12)"],
  ["openLate", "(13)"],
] as const satisfies readonly (readonly [keyof Columns, string])[];

function asText(
  { form, unit, name, from, to }: { form: string; unit: string; name: string; from: Day; to: Day },
  { rows, total }: Report06a,
  english: true | undefined,
): string {
  const say = speak(english);
  const cells = (of: Columns) => columns.map(([column]) => String(of[column]));
  const table = [
    [say(words("Lĩnh vực", "Field")), ...columns.map(([, number]) => number)],
    ...rows.map((row) => [row.field ?? say(words("(không rõ)", "(unknown)")), ...cells(row)]),
    [say(words("Tổng số", "Total")), ...cells(total)],
  ];
  const legend = say(
    words(
      "(3) tiếp nhận = (4) trực tuyến + (5) trực tiếp, bưu chính + (6) kỳ trước; (7) đã giải quyết = (8) trước hạn + (9) đúng hạn + (10) quá hạn; (11) đang giải quyết = (12) trong hạn + (13) quá hạn",
      "(3) received = (4) online + (5) counter, post + (6) carried over; (7) settled = (8) early + (9) on time + (10) late; (11) open = (12) in time + (13) late",
    ),
  );
  const rate = lateRate(total);
  const late =
    rate === null
      ? say(words("Tỉ lệ trễ: không có hồ sơ phải giải quyết", "Late rate: nothing was to be settled"))
      : say(
          words(
            `Tỉ lệ trễ: ${rate.toLocaleString("vi")} % = ((10) + (13)) / (3)`,
            `Late rate: ${rate} % = ((10) + (13)) / (3)`,
          ),
        );
  return `${[`${form}  ${unit}  ${name}  ${from} – ${to}`, ...aligned(table), legend, late].join("\n")}\n`;
}

import { InvalidArgumentError, type Command } from "commander";
import { dayOf, type Day } from "../../core/domain/day.ts";
import { officerColumns, type OfficerColumn, type OfficerFigures } from "../../core/domain/officer-figures.ts";
import { findOrgCode } from "../../core/domain/org-code.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import type { Words } from "../../core/service/import-report.ts";
import { reportOfficers, type AgencyOfficers } from "../../core/service/report-officers.ts";
import { findOrganisation } from "../../core/store/organisations.ts";
import type { Database } from "../../platform/database.ts";
import { StartError } from "../../platform/start-error.ts";
import { aligned } from "./import-summary.ts";
import { speak, toJson, words } from "./language.ts";

interface Period {
  readonly text: string;
  readonly from: Day;
  readonly to: Day;
}
interface Options {
  readonly month?: Period;
  readonly quarter?: Period;
  readonly agency?: string;
  readonly json?: true;
  readonly english?: true;
}

/** `hub report officers`: the monthly notice on officers, and the same over a quarter for the meeting (O16). */
export function addOfficersCommand(reports: Command, open: () => Promise<Database>, now: () => Date): void {
  reports
    .command("officers")
    .description(
      "thông báo hằng tháng về cán bộ, tài liệu họp quý với các cơ quan / monthly notice on officers, material of the quarterly meeting",
    )
    .option("--month <month>", "tháng, ví dụ 2026-10 / month", monthArgument)
    .option("--quarter <quarter>", "quý, ví dụ 2026-Q4 / quarter", quarterArgument)
    .option("--agency <code>", "chỉ một cơ quan / one agency only")
    .option("--json", "in dạng JSON / print JSON")
    .option("--english", "in bằng tiếng Anh / speak English")
    .action(async ({ month, quarter, agency: text, json, english }: Options, command: Command) => {
      const period = month ?? quarter;
      if (!period || (month && quarter))
        throw new StartError("Ghi --month hoặc --quarter. / Give --month or --quarter.");
      const today = dayOf(now());
      if (period.from > today) throw new StartError(`Kỳ ${period.text} chưa bắt đầu. / ${period.text} has not begun.`);
      const db = await open();
      const code = text === undefined ? undefined : findOrgCode(text);
      const unit = code && (await findOrganisation(db, code));
      if (text !== undefined && !unit)
        throw new StartError(
          `Không có đơn vị mang mã “${text}”; xem hub units show. / No unit has the identifier “${text}”; see hub units show.`,
        );
      const agencies = await reportOfficers(db, openClocks(), {
        ...{ from: period.from, to: period.to, today },
        ...(unit ? { agency: unit.code } : {}),
      });
      const basis = month ? "NĐ61 9(3)" : "NĐ61 9(2)";
      const head = { period: period.text, from: period.from, to: period.to, basis };
      const say = speak(english);
      const spoken = Object.fromEntries(officerColumns.map((column) => [column, say(rules[column])]));
      command
        .configureOutput()
        .writeOut?.(json ? toJson({ ...head, rules: spoken, agencies }) : asText(head, agencies, say));
    });
}

const lastDay = (year: number, month: number): Day =>
  new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10) as Day;

function monthArgument(text: string): Period {
  const [, year, month] = /^((?:19|20)\d\d)-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (year === undefined || month === undefined)
    throw new InvalidArgumentError("Tháng viết như 2026-10. / Write the month as 2026-10.");
  return { text, from: `${year}-${month}-01` as Day, to: lastDay(Number(year), Number(month)) };
}

function quarterArgument(text: string): Period {
  const [, year, quarter] = /^((?:19|20)\d\d)-Q([1-4])$/.exec(text) ?? [];
  if (year === undefined || quarter === undefined)
    throw new InvalidArgumentError("Quý viết như 2026-Q4. / Write the quarter as 2026-Q4.");
  const last = Number(quarter) * 3;
  const first = String(last - 2).padStart(2, "0");
  return { text, from: `${year}-${first}-01` as Day, to: lastDay(Number(year), last) };
}

/** What each figure counts, and the rule behind it. */
const rules: Readonly<Record<OfficerColumn, Words>> = {
  handled: words(
    "hồ sơ đã xử lý: được phân công, hoặc đã thực hiện một bước khi chưa phân công ai",
    "dossiers handled: assigned, or a step taken while nobody was assigned",
  ),
  decidedInTime: words(
    "giải quyết trước hạn, đúng hạn, như Biểu II.06a (TT01/2020), không kể cột 4",
    "settled early or on time, as form II.06a counts (TT01/2020), without column 4",
  ),
  decidedLate: words("giải quyết quá hạn, như Biểu II.06a cột (10)", "settled late, as form II.06a, column (10)"),
  undecided: words(
    "kết thúc không có quyết định: dừng, rút, trả lại (NĐ61 19)",
    "ended without a decision: stopped, withdrawn, returned (ND61 19)",
  ),
  openLate: words(
    "đang giải quyết quá hạn, như Biểu II.06a cột (13)",
    "open past their due, as form II.06a, column (13)",
  ),
  apologiesMissing: words(
    "không có thư xin lỗi trước ngày hết hạn một ngày (NĐ61 19(9))",
    "no letter of apology a day before the due (ND61 19(9))",
  ),
  secondSupplements: words(
    "yêu cầu bổ sung lần thứ hai trở đi (NĐ61 11(2c))",
    "second and later requests for supplements (ND61 11(2c))",
  ),
  absencesWithoutSubstitute: words(
    "lần vắng mặt không có người thay (NĐ61 12(8))",
    "absences without substitute (ND61 12(8))",
  ),
};

function asText(
  { period, from, to, basis }: { period: string; from: Day; to: Day; basis: string },
  agencies: readonly AgencyOfficers[],
  say: (words: Words) => string,
): string {
  const title = say(
    words(`Cán bộ, ${period}: ${from} – ${to} (${basis})`, `Officers, ${period}: ${from} – ${to} (${basis})`),
  );
  if (agencies.length === 0) return `${title}\n${say(words("Không có gì trong kỳ.", "Nothing in the period."))}\n`;
  const cells = (of: OfficerFigures) => officerColumns.map((column) => String(of[column]));
  const tables = agencies.flatMap(({ agency, name, officers, total }) => [
    `${agency}  ${name}`,
    ...aligned([
      [say(words("Cán bộ", "Officer")), ...officerColumns.map((_, at) => `(${at + 1})`)],
      ...officers.map((row) => [row.officer ?? say(words("(không ghi)", "(not named)")), ...cells(row)]),
      [say(words("Tổng số", "Total")), ...cells(total)],
    ]),
  ]);
  const legend = officerColumns.map((column, at) => `(${at + 1}) ${say(rules[column])}`);
  return `${[title, ...tables, ...legend].join("\n")}\n`;
}

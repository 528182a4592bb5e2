import { Argument, type Command } from "commander";
import { writeMoment } from "../../core/domain/clock/moment.ts";
import type { Day } from "../../core/domain/day.ts";
import { formSets, type FormSet } from "../../core/domain/papers/forms.ts";
import { yearAt } from "../../core/service/form-set.ts";
import { registerPage, type RegisterView } from "../../core/service/read-register.ts";
import { formSetStarts, insertFormSetStart } from "../../core/store/papers.ts";
import type { Database } from "../../platform/database.ts";
import { unitOf, unitOption } from "./discipline.ts";
import { dayArgument, speak, words } from "./language.ts";
import { yearArgument } from "./procedure-changes.ts";

interface RegisterOptions {
  readonly unit: string;
  readonly year?: number;
  readonly csv?: true;
  readonly persons?: true;
}

const rowsAtOnce = 500;

/** `hub register`: the year's book of a one-stop. `hub forms show|from`: which set of forms counts from when. */
export function addRegisterCommands(program: Command, open: () => Promise<Database>): void {
  program
    .command("register")
    .description("Sổ theo dõi hồ sơ của một năm / the register of a one-stop and year")
    .requiredOption(...unitOption)
    .option("--year <year>", "năm, mặc định năm nay / this year when left out", yearArgument)
    .option("--csv", "in dạng CSV cho bảng tính / print CSV")
    // whoever runs the hub needs no names; whoever prints the book for its one-stop does (§10.1)
    .option("--persons", "kèm tên, địa chỉ, điện thoại / with names, addresses and telephones")
    .action(async ({ unit: text, year = yearAt(new Date()), csv, persons }: RegisterOptions, command: Command) => {
      const db = await open();
      const unit = await unitOf(db, text, command);
      if (!unit) return;
      const print = (line: string) => command.configureOutput().writeOut?.(`${line}\n`);
      if (csv) print(`\uFEFF${csvLine(columns.filter(shownTo(persons)).map(({ head }) => head))}`);
      else print(`${unit.code}  ${unit.name}  ${year}`);
      let after: number | null = 0;
      while (after !== null) {
        const page = await registerPage(db, { unit: unit.code, year, after, limit: rowsAtOnce }, persons === true);
        for (const row of page.items)
          print(csv ? csvLine(columns.filter(shownTo(persons)).map(({ of }) => of(row))) : `  ${asText(row)}`);
        after = page.next;
      }
    });

  const forms = program.command("forms").description("bộ biểu mẫu / sets of official forms");
  forms
    .command("show")
    .description("bộ nào áp dụng từ ngày nào / which set counts from when")
    .option("--english", "in bằng tiếng Anh / speak English")
    .action(async ({ english }: { english?: true }, command: Command) => {
      const say = speak(english);
      for (const { name, validFrom, confirmed, basis } of await formSetStarts(await open())) {
        const from =
          validFrom === "-infinity"
            ? words("từ trước đến nay", "since ever")
            : words(`từ ${validFrom}`, `from ${validFrom}`);
        const doubt = confirmed ? words("", "") : words(" (chưa xác nhận)", " (not confirmed)");
        command.configureOutput().writeOut?.(`${name}: ${say(from)}${say(doubt)}; ${basis}\n`);
      }
    });
  forms
    .command("from")
    .description(
      "ghi ngày một bộ biểu mẫu có hiệu lực, theo ngày tiếp nhận / state from which day of receipt a set counts",
    )
    .addArgument(new Argument("<set>", "2018, 2025").choices(formSets))
    .requiredOption("--day <day>", "ngày có hiệu lực / first day", dayArgument)
    .requiredOption("--basis <text>", "văn bản, điều khoản / document and article")
    .action(async (name: FormSet, { day, basis }: { day: Day; basis: string }, command: Command) => {
      await insertFormSetStart(await open(), { name, validFrom: day }, basis);
      command
        .configureOutput()
        .writeOut?.("Đã ghi; giấy tờ đã lập giữ nguyên. / Recorded; papers that were made stay as they are.\n");
    });
}

interface Column {
  readonly head: string;
  readonly of: (row: RegisterView) => string | number | null;
  readonly person?: true;
}

/** The columns of the form (§4.7). */
const columns: readonly Column[] = [
  { head: "STT", of: ({ number }) => number },
  { head: "Mã hồ sơ", of: ({ code }) => code },
  { head: "Tên thủ tục hành chính", of: ({ procedure }) => procedure.name },
  { head: "Số lượng hồ sơ (bộ)", of: ({ sets }) => sets },
  { head: "Tên cá nhân, tổ chức", of: ({ applicant }) => applicant?.name ?? null, person: true },
  { head: "Địa chỉ", of: ({ applicant }) => applicant?.address ?? null, person: true },
  { head: "Số điện thoại", of: ({ applicant }) => applicant?.phone ?? null, person: true },
  { head: "Chủ hồ sơ", of: ({ applicant }) => applicant?.owner?.name ?? null, person: true },
  { head: "Cơ quan chủ trì giải quyết", of: ({ deciding }) => deciding },
  { head: "Nhận hồ sơ", of: ({ receivedAt }) => local(receivedAt) },
  { head: "Hẹn trả kết quả", of: ({ dueAt }) => local(dueAt) },
  { head: "Chuyển hồ sơ đến cơ quan giải quyết", of: ({ passedOnAt }) => local(passedOnAt) },
  { head: "Nhận kết quả từ cơ quan giải quyết", of: ({ resultBackAt }) => local(resultBackAt) },
  { head: "Trả kết quả", of: ({ returnedAt }) => local(returnedAt) },
  { head: "Phương thức nhận kết quả", of: ({ returnedBy }) => returnedBy && manners[returnedBy] },
  { head: "Ký nhận", of: ({ signature }) => signature },
  { head: "Ghi chú", of: ({ note }) => note && notes[note] },
];

const notes = {
  refused: "không giải quyết",
  returned: "trả lại hồ sơ",
  applicant: "dừng theo yêu cầu của người nộp",
  noSupplement: "dừng vì không bổ sung",
} as const;
const manners = { counter: "trực tiếp", post: "bưu chính", online: "trực tuyến" } as const;

const shownTo =
  (persons: true | undefined) =>
  ({ person }: Column): boolean =>
    persons === true || person !== true;

const asText = ({ number, code, receivedAt, dueAt, returnedAt, applicant, procedure }: RegisterView): string =>
  [
    ...[number, code, local(receivedAt), `→ ${local(dueAt) ?? "–"}`, returnedAt ? `✓ ${local(returnedAt)}` : "…"],
    ...(applicant?.name ? [applicant.name] : []),
    procedure.name,
  ].join("  ");

/** In Viet Nam, as `2026-11-02 09:00`. */
const local = (iso: string | null): string | null =>
  iso === null ? null : writeMoment(new Date(iso)).slice(0, 16).replace("T", " ");

const csvLine = (cells: readonly (string | number | null)[]): string =>
  cells.map((cell) => csvCell(cell === null ? "" : String(cell))).join(",");

/** Quoted where needed; what a spreadsheet would take for a formula is told to be text. */
function csvCell(text: string): string {
  const safe = /^[=@+-]/.test(text) && !/^\+?[\d ]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

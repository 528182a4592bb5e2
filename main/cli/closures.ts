import type { Command } from "commander";
import type { Closure } from "../../core/domain/clock/closure.ts";
import { writeMoment } from "../../core/domain/clock/moment.ts";
import { dayOf, type Day } from "../../core/domain/day.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { closeOneStop, previewClosure, type ClosurePreview } from "../../core/service/close-one-stop.ts";
import { ImportError } from "../../core/service/import-report.ts";
import { allClosures } from "../../core/store/calendars.ts";
import type { Database } from "../../platform/database.ts";
import { answered, spoken, type Say, type Spoken } from "./answered.ts";
import { knownUnit, standingUnit } from "./known-unit.ts";
import { dayArgument, toJson, words } from "./language.ts";

interface AddOptions extends Spoken {
  readonly unit: string;
  readonly from: Day;
  readonly to: Day;
  readonly basis: string;
  readonly replacedBy?: string;
  readonly noticeOn?: Day;
  readonly apply?: true;
}

const shownDossiers = 20;

/** `hub closures add|list`: a one-stop that is closed for a while; a preview unless --apply is given. */
export function addClosuresCommand(program: Command, open: () => Promise<Database>): void {
  const closures = program.command("closures").description("một cửa tạm đóng / one-stops closed for a while");

  spoken(closures.command("add"))
    .description("ghi đợt tạm đóng; hạn hồ sơ không đổi / record a closure; only looks without --apply")
    .requiredOption("--unit <code>", "bộ phận một cửa / the one-stop")
    .requiredOption("--from <day>", "ngày đầu / first day", dayArgument)
    .requiredOption("--to <day>", "ngày cuối / last day, included", dayArgument)
    .requiredOption("--basis <document>", "số văn bản / number of the document")
    .option("--replaced-by <code>", "nơi nhận thay, hoặc online / who receives meanwhile, or online")
    .option("--notice-on <day>", "ngày thông báo / day of the notice", dayArgument)
    .option("--apply", "áp dụng; nếu không, chỉ xem / do it; else only look")
    .action(async (options: AddOptions, command: Command) => {
      await answered(command, options, open, async (db, write, say) => {
        const { code } = await standingUnit(db, options.unit, options.from);
        const closure = await closureOf(db, options);
        const clocks = openClocks();
        const seen = options.apply
          ? await closeOneStop(db, clocks, code, closure)
          : await previewClosure(db, clocks, code, closure);
        const applied = options.apply === true && !seen.already;
        write(options.json ? toJson({ applied, agency: code, ...closure, ...seen }) : previewText(seen, options, say));
      });
    });

  spoken(closures.command("list"))
    .description("các đợt tạm đóng chưa kết thúc / closures that are not over")
    .option("--unit <code>", "của một cơ quan / of one agency")
    .option("--on <day>", "tính từ ngày; mặc định hôm nay / as of a day; today by default", dayArgument)
    .action(async (options: Spoken & { unit?: string; on?: Day }, command: Command) => {
      await answered(command, options, open, async (db, write, say) => {
        const unit = options.unit === undefined ? undefined : (await knownUnit(db, options.unit)).code;
        const all = await allClosures(db, options.on ?? dayOf(new Date()));
        const found = all.filter(({ agency }) => unit === undefined || agency === unit);
        if (options.json) write(toJson(found));
        else if (found.length === 0) write(`${say(words("Không có đợt tạm đóng nào.", "No closures."))}\n`);
        else write(found.map((one) => `${one.agency}  ${closureText(one, say)}\n`).join(""));
      });
    });
}

async function closureOf(db: Database, options: AddOptions): Promise<Closure> {
  const { from, to, replacedBy, noticeOn } = options;
  const basis = options.basis.trim();
  if (to < from) throw new ImportError("Ngày cuối trước ngày đầu.", "The last day is before the first.");
  if (basis === "")
    throw new ImportError(
      'Thiếu số văn bản; hãy ghi --basis "TB 15/TB-UBND".',
      'The document is missing; give --basis "TB 15/TB-UBND".',
    );
  const instead =
    replacedBy === undefined
      ? null
      : replacedBy === "online"
        ? "online"
        : (await standingUnit(db, replacedBy, from)).code;
  return { from, to, basis, replacedBy: instead, noticeOn: noticeOn ?? null };
}

function closureText({ from, to, basis, replacedBy }: Closure, say: Say): string {
  const instead = replacedBy === null ? "" : say(words(`  nhận thay: ${replacedBy}`, `  meanwhile: ${replacedBy}`));
  return `${from} – ${to}${instead}  (${basis})`;
}

function previewText({ already, moved }: ClosurePreview, { apply }: AddOptions, say: Say): string {
  if (already)
    return `${say(words("Đợt tạm đóng này đã được ghi, không có gì thay đổi.", "This closure is recorded already."))}\n`;
  const lines = [
    say(
      words(
        `Hạn hồ sơ không đổi (D19). ${moved.length} hồ sơ hẹn trả trong những ngày này nhận kết quả vào ngày khác:`,
        `No due moves (D19). ${moved.length} dossiers due on these days are fetched on another day:`,
      ),
    ),
    ...moved
      .slice(0, shownDossiers)
      .map(({ dossier, due, pickUp }) => `  ${dossier}  ${writeMoment(due).slice(0, 16)} → ${pickUp}`),
    ...(moved.length > shownDossiers ? [`  … ${moved.length - shownDossiers}`] : []),
    apply
      ? say(words("Đã ghi.", "Recorded."))
      : say(words("Chưa ghi gì; thêm --apply để áp dụng.", "Nothing was written; add --apply to do it.")),
  ];
  return `${lines.join("\n")}\n`;
}

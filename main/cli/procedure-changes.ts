import { readFile } from "node:fs/promises";
import { InvalidArgumentError, type Command } from "commander";
import { applyDecision, type DecisionApplied } from "../../core/service/apply-decision.ts";
import type { LateAfterLaw, LateEntry, Notice } from "../../core/domain/decision-notice.ts";
import type { Contested } from "../../core/domain/contested.ts";
import type { Words } from "../../core/service/import-report.ts";
import { yearlyChanges, type YearlyChanges } from "../../core/service/yearly-changes.ts";
import type { Database } from "../../platform/database.ts";
import { StartError } from "../../platform/start-error.ts";
import { speak, toJson, words } from "./language.ts";

interface Options {
  readonly json?: true;
  readonly english?: true;
}

/** `hub procedures apply|changes`: publishing decisions (quyết định công bố), and what a year of them changed. */
export function addProcedureChangeCommands(procedures: Command, open: () => Promise<Database>): void {
  procedures
    .command("apply")
    .description("áp dụng một quyết định công bố / carry out a publishing decision")
    .argument("<file>", "quyết định dạng JSON, xem docs/import.md / the decision as JSON")
    .option("--json", "in dạng JSON / print JSON")
    .option("--english", "in bằng tiếng Anh / speak English")
    .action(async (file: string, options: Options, command: Command) => {
      const say = speak(options.english);
      const output = command.configureOutput();
      const text = await readText(file);
      const db = await open();
      try {
        const answer = await applyDecision(db, text);
        if (!answer.ok) output.writeErr?.(`${file}: ${say(answer.reason)}\n`);
        else if (options.json) output.writeOut?.(toJson(answer.value));
        else if (answer.value.applied) output.writeOut?.(applied(answer.value, say));
        else output.writeErr?.(refused(answer.value, say));
        if (!answer.ok || !answer.value.applied) process.exitCode = 1;
      } finally {
        await db.destroy();
      }
    });

  procedures
    .command("changes")
    .description("các thay đổi trong một năm / what the decisions of a year changed")
    .argument("<year>", "năm ký, ví dụ 2019 / year of signing", yearArgument)
    .option("--json", "in dạng JSON / print JSON")
    .option("--english", "in bằng tiếng Anh / speak English")
    .action(async (year: number, options: Options, command: Command) => {
      const db = await open();
      try {
        const changes = await yearlyChanges(db, year);
        command
          .configureOutput()
          .writeOut?.(options.json ? toJson(changes) : yearText(changes, speak(options.english)));
      } finally {
        await db.destroy();
      }
    });
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new StartError(
      `Không đọc được tệp ${file}; hãy kiểm tra đường dẫn. / The file ${file} cannot be read; check the path.`,
      { cause: error },
    );
  }
}

/** Reads a year given on the command line. */
export function yearArgument(text: string): number {
  if (!/^(19|20)\d\d$/.test(text)) throw new InvalidArgumentError("Năm viết như 2019. / Write the year as 2019.");
  return Number(text);
}

type Applied = Extract<DecisionApplied, { applied: true }>;

function applied(answer: Applied, say: (words: Words) => string): string {
  const contested = answer.contested.map((one) => `  ${say(whichCounts(one, answer.decision.effective))}\n`);
  const notice = answer.shortNotice ? `  ! ${say(tooShort(answer.shortNotice))}\n` : "";
  const late = answer.lateEntry ? `  ! ${say(enteredLate(answer.lateEntry))}\n` : "";
  const afterLaw = answer.lateAfterLaw ? `  ! ${say(signedLate(answer.lateAfterLaw))}\n` : "";
  return summary(answer, say) + notice + afterLaw + late + contested.join("");
}

function tooShort({ days, workingDays, required }: Notice): Words {
  if (days >= required)
    return words(
      `hiệu lực sau ngày ký ${days} ngày, đủ theo NĐ 63/2010 Điều 15; theo bộ chỉ số (QĐ 766) là ${workingDays} ngày làm việc, cần ít nhất ${required}`,
      `in force ${days} days after its signing, enough by ND 63/2010 art. 15; by the index (QD 766) these are ${workingDays} working days, of at least ${required}`,
    );
  const counted =
    workingDays === null ? words("", "") : words(` (${workingDays} ngày làm việc)`, ` (${workingDays} working days)`);
  return words(
    `hiệu lực sau ngày ký ${days} ngày${counted.vi}, quy định ít nhất ${required} ngày (NĐ 63/2010 Điều 15); chỉ đúng khi văn bản được ban hành theo trình tự rút gọn, khi đó ghi shortened_procedure; hãy kiểm tra ngày`,
    `in force ${days} days after its signing${counted.en}, the law wants ${required} at least (ND 63/2010 art. 15); right only where the law was made by the shortened procedure, which shortened_procedure says; check the days`,
  );
}

const signedLate = ({ days, allowed }: LateAfterLaw): Words =>
  words(
    `ký sau văn bản theo trình tự, thủ tục rút gọn ${days} ngày, quy định không quá ${allowed} ngày (NĐ 63/2010 Điều 15)`,
    `signed ${days} days after the law made by the shortened procedure, ${allowed} are allowed at most (ND 63/2010 art. 15)`,
  );

const enteredLate = ({ days, allowed }: LateEntry): Words =>
  words(
    `nhập sau ngày ký ${days} ngày làm việc, quy định không quá ${allowed} ngày (NĐ 63/2010 Điều 24)`,
    `entered ${days} working days after its signing, the law allows ${allowed} at most (ND 63/2010 art. 24)`,
  );

function whichCounts({ place, code, province, counts, why, superseded }: Contested, day: string): Words {
  const name = ({ number, signedOn }: Contested["counts"]) => `${number} (${signedOn})`;
  const others = superseded.map(name).join(", ");
  const of = province === null ? code : `${code}.${province}`;
  const because = {
    "later-signature": words("ký sau", "signed later"),
    "higher-number": words("ký cùng ngày, số lớn hơn", "signed on the same day, its number is higher"),
  }[why];
  return words(
    `${place}. ${of}: nhiều quyết định cùng hiệu lực từ ${day}; áp dụng ${name(counts)} vì ${because.vi}, không áp dụng ${others}.`,
    `${place}. ${of}: several decisions take effect on ${day}; ${name(counts)} counts (${because.en}), not ${others}.`,
  );
}

function summary({ decision, already, changes, opened, closed }: Applied, say: (words: Words) => string): string {
  const { number, signedOn, issuedBy, effective } = decision;
  const head = `${number} (${signedOn}, ${issuedBy})`;
  if (already)
    return `${say(words(`Quyết định ${head} đã được áp dụng, không có gì thay đổi.`, `Decision ${head} was applied before; nothing changed.`))}\n`;
  const { amended, replaced, abolished, corrected } = changes;
  const mended = corrected > 0 ? words(`, đính chính ${corrected}`, `, ${corrected} corrected`) : words("", "");
  return `${say(
    words(
      `Quyết định ${head}, hiệu lực từ ${effective}: mới ${changes.new}, sửa đổi ${amended}, thay thế ${replaced}, bãi bỏ ${abolished}${mended.vi}; mở ${opened} phiên bản, kết thúc ${closed} thủ tục. Hồ sơ đã nhận giữ phiên bản lúc nhận.`,
      `Decision ${head}, in force from ${effective}: ${changes.new} new, ${amended} amended, ${replaced} replaced, ${abolished} abolished${mended.en}; ${opened} versions opened, ${closed} procedures ended. Dossiers keep the version of their receipt.`,
    ),
  )}\n`;
}

function refused({ refused }: Extract<DecisionApplied, { applied: false }>, say: (words: Words) => string): string {
  const lines = refused.map(({ place, code, reason }) => `  ${place}. ${code}: ${say(reason)}`);
  const head = words(
    `Quyết định chưa được áp dụng, không có gì thay đổi; ${refused.length} mục cần sửa:`,
    `The decision was not applied and nothing changed; ${refused.length} entries need correction:`,
  );
  return `${[say(head), ...lines].join("\n")}\n`;
}

function yearText({ sentence, figures }: YearlyChanges, say: (words: Words) => string): string {
  const lines = figures.map((figure) => {
    const { number, issuedBy, subject, numerator, denominator, percent } = figure;
    const part = denominator === null ? `${numerator}` : `${numerator}/${denominator}`;
    const printed = percent === null ? "" : ` = ${percent} %`;
    const warning = figure.contradictsItself
      ? `  ! ${say(words("tỷ lệ công bố không khớp hai số này; giữ nguyên như công bố", "the printed percentage does not fit these numbers; kept as printed"))}`
      : "";
    return `  ${subject}: ${part}${printed} (${number}, ${issuedBy})${warning}`;
  });
  if (lines.length > 0)
    lines.unshift(say(words("Số liệu như các quyết định công bố:", "Figures as the decisions print them:")));
  return `${[say(sentence), ...lines].join("\n")}\n`;
}

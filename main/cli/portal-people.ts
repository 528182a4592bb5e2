import { readFileSync } from "node:fs";
import type { Command } from "commander";
import type { PortalConnection } from "../../adapters/national-portal/connection.ts";
import { pullQuestions, pushAnswers } from "../../adapters/national-portal/questions.ts";
import { pushOnce } from "../../adapters/national-portal/push-once.ts";
import { eraseQuestions } from "../../core/service/forget-portal.ts";
import { answerQuestion, listQuestions } from "../../core/service/portal-questions.ts";
import { findOrgCode } from "../../core/domain/org-code.ts";
import { toEvaluationRow } from "../../mappings/national-portal/to-evaluation.ts";
import { toOwnQuestionRow } from "../../mappings/national-portal/to-own-question.ts";
import type { Database } from "../../platform/database.ts";
import { StartError } from "../../platform/start-error.ts";
import { reach } from "../portal.ts";
import { toJson } from "./language.ts";

const forever = new AbortController().signal;

/** `hub portal questions pull|list|answer|push`, `hub portal evaluations push`: what people ask and think. */
export function addPortalPeopleCommands(
  portal: Command,
  open: () => Promise<Database>,
  connectionOf: () => PortalConnection,
): void {
  const questions = portal.command("questions").description("hỏi đáp trên Cổng / questions asked on the portal");
  questions
    .command("pull")
    .description("lấy câu hỏi của người dân / fetches what people asked")
    .action(async () => {
      const db = await open();
      process.stdout.write(toJson(await pullQuestions(db, reach(db, connectionOf()).ask.read, forever)));
    });
  questions
    .command("list")
    .description("câu hỏi chưa trả lời / questions without an answer")
    .option("--all", "tất cả / all of them")
    .action(async ({ all }: { readonly all?: boolean }) => {
      process.stdout.write(toJson(await listQuestions(await open(), all ? "all" : "open")));
    });
  questions
    .command("answer")
    .description("trả lời một câu hỏi; gửi bằng push / answers one; push sends it")
    .argument("<id>", "HOIDAPID")
    .requiredOption("--unit <code>", "đơn vị trả lời / who answers")
    .requiredOption("--by <name>", "người trả lời / the person")
    .option("--title <text>", "chức vụ / title", "")
    .requiredOption("--text <file>", "tệp chứa câu trả lời / a file with the answer")
    .action(async (id: string, given: { unit: string; by: string; title: string; text: string }) => {
      if (!findOrgCode(given.unit))
        throw new StartError(`${given.unit} không phải mã định danh đơn vị. / ${given.unit} is no unit's code.`);
      const text = readText(given.text).trim();
      if (text === "" || given.by.trim() === "")
        throw new StartError("Câu trả lời hoặc người trả lời để trống. / The answer or who answers is empty.");
      const { unit, by, title } = given;
      if (!(await answerQuestion(await open(), id, { unit, by, title, text }, new Date())))
        throw new StartError(
          `Không có câu hỏi ${id}, hoặc Cổng đã nhận câu trả lời. / No question ${id}, or the portal has its answer.`,
        );
    });
  questions
    .command("push")
    .description("gửi câu trả lời lên Cổng / hands the answers to the portal")
    .action(async () => {
      const db = await open();
      const { ask } = reach(db, connectionOf());
      const sent = await pushAnswers({ db, read: ask.read, push: ask.push }, () => new Date(), forever);
      process.stdout.write(toJson(sent));
      if (sent.left.length > 0) process.exitCode = 1;
    });

  questions
    .command("erase")
    .description(
      "xóa người hỏi, câu hỏi và câu trả lời; mã và đơn vị còn lại / erases who asked, the question and the answer; its id and agency stay",
    )
    .argument("<id>", "HOIDAPID")
    .action(async (id: string) => {
      if ((await eraseQuestions(await open(), { id }, new Date())) === 0)
        throw new StartError(
          `Không có câu hỏi ${id}, hoặc đã xóa từ trước. / No question ${id}, or it was erased before.`,
        );
      console.log(`${id}: đã xóa / erased`);
    });
  questions
    .command("publish")
    .description("gửi câu hỏi của đơn vị mình lên Cổng / hands questions of ours to the portal (DongBoHoiDap)")
    .argument("<file>", "danh sách JSON theo tên trường của DongBoHoiDap / a JSON list in the words of DongBoHoiDap")
    .option("--again", againHelp)
    .action(async (file: string, { again = false }: { readonly again?: boolean }) => {
      await pushFile(await open(), connectionOf(), "DongBoHoiDap", file, toOwnQuestionRow, again);
    });

  portal
    .command("evaluations")
    .description("đánh giá hài lòng / satisfaction")
    .command("push")
    .description(
      "gửi tổng hợp tháng từ tệp JSON của đơn vị khảo sát; trục không tự đánh giá / sends monthly totals of a JSON file; this hub rates nothing",
    )
    .argument("<file>", "danh sách JSON theo tên trường của DongBoDanhGia / a JSON list in the words of DongBoDanhGia")
    .option("--again", againHelp)
    .action(async (file: string, { again = false }: { readonly again?: boolean }) => {
      await pushFile(await open(), connectionOf(), "DongBoDanhGia", file, toEvaluationRow, again);
    });
}

const againHelp =
  "đã xem trên Cổng: dòng chưa rõ có tới là chưa tới, gửi lại / looked there: rows in doubt are not there, send them again";

type ReadRow = (
  row: unknown,
) =>
  | { readonly ok: true; readonly row: object }
  | { readonly ok: false; readonly faults: readonly { readonly vi: string; readonly en: string }[] };

/** Nothing is sent of a file that has a fault. */
async function pushFile(
  db: Database,
  connection: PortalConnection,
  service: "DongBoDanhGia" | "DongBoHoiDap",
  file: string,
  toRow: ReadRow,
  again: boolean,
): Promise<void> {
  const rows: object[] = [];
  const faults: string[] = [];
  for (const [at, given] of readRows(file).entries()) {
    const read = toRow(given);
    if (read.ok) rows.push(read.row);
    else faults.push(...read.faults.map(({ vi, en }) => `${at + 1}: ${vi} / ${en}`));
  }
  if (faults.length > 0) throw new StartError(`${file}\n${faults.join("\n")}`);
  const { ask } = reach(db, connection);
  const { told, before, doubtful, left } = await pushOnce({ db, push: ask.push }, service, rows, again, forever);
  console.log(
    `${told.length}/${rows.length}; đã gửi trước đây / told before: ${before.length}; chưa rõ có tới / in doubt: ${doubtful.length}`,
  );
  const lines = [
    ...doubtful.map(
      (at) =>
        `${at + 1}: lần trước đã gửi mà không có trả lời; xem trên Cổng, rồi --again / it left before without an answer; look there, then --again`,
    ),
    ...left.map(({ at, reply }) => `${at + 1}: ${reply.kind}, ${reply.detail}`),
  ];
  if (lines.length > 0) throw new StartError(lines.join("\n"));
}

function readRows(file: string): readonly unknown[] {
  let rows: unknown;
  try {
    rows = JSON.parse(readText(file));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (Array.isArray(rows)) return rows as unknown[];
  throw new StartError(`${file} không phải danh sách JSON. / ${file} is no JSON list.`);
}

/** @throws {StartError} that names the file and what is wrong with it. */
function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "?";
    const { vi, en } = unreadable[code] ?? { vi: `không đọc được (${code})`, en: `cannot be read (${code})` };
    throw new StartError(`${file}: ${vi}. / ${file}: ${en}.`);
  }
}

const unreadable: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  ENOENT: { vi: "không có tệp này", en: "there is no such file" },
  EISDIR: { vi: "là thư mục, không phải tệp", en: "is a folder, no file" },
  EACCES: { vi: "không được phép đọc tệp này", en: "this file may not be read" },
};

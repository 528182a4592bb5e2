import { readFileSync } from "node:fs";
import type { Command } from "commander";
import type { PortalConnection } from "../../adapters/national-portal/connection.ts";
import { pullQuestions, pushAnswers } from "../../adapters/national-portal/questions.ts";
import { answerQuestion, listQuestions } from "../../core/service/portal-questions.ts";
import { findOrgCode } from "../../core/domain/org-code.ts";
import { toEvaluationRow } from "../../mappings/national-portal/to-evaluation.ts";
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
      const text = readFileSync(given.text, "utf8").trim();
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

  portal
    .command("evaluations")
    .description("đánh giá hài lòng / satisfaction")
    .command("push")
    .description(
      "gửi tổng hợp tháng từ tệp JSON của đơn vị khảo sát; trục không tự đánh giá / sends monthly totals of a JSON file; this hub rates nothing",
    )
    .argument("<file>", "danh sách JSON theo tên trường của DongBoDanhGia / a JSON list in the words of DongBoDanhGia")
    .action(async (file: string) => {
      const rows = readRows(file);
      const read = rows.map(toEvaluationRow);
      const faults = read.flatMap((each, at) =>
        each.ok ? [] : each.faults.map(({ vi, en }) => `${at + 1}: ${vi} / ${en}`),
      );
      if (faults.length > 0) throw new StartError(`${file}\n${faults.join("\n")}`);
      const { ask } = reach(await open(), connectionOf());
      const left: string[] = [];
      // one answer covers a call: a row at a time, so that it is known which one was refused (quirk 11)
      for (const [at, each] of read.entries()) {
        const reply = each.ok ? await ask.push("DongBoDanhGia", [each.row], forever) : undefined;
        if (reply && reply.kind !== "done") left.push(`${at + 1}: ${reply.kind}, ${reply.detail}`);
      }
      console.log(`${read.length - left.length}/${read.length}`);
      if (left.length > 0) throw new StartError(left.join("\n"));
    });
}

function readRows(file: string): readonly unknown[] {
  let rows: unknown;
  try {
    rows = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (Array.isArray(rows)) return rows as unknown[];
  throw new StartError(`${file} không phải danh sách JSON. / ${file} is no JSON list.`);
}

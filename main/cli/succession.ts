import { randomUUID } from "node:crypto";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { InvalidArgumentError, type Command } from "commander";
import { announce, owe } from "../../bus/outbox.ts";
import type { Day } from "../../core/domain/day.ts";
import type { OpenReason } from "../../core/domain/succession.ts";
import {
  decideSuccession,
  previewSuccession,
  type SuccessionDecided,
  type SuccessionDecision,
} from "../../core/service/decide-succession.ts";
import type { Read, Words } from "../../core/service/import-report.ts";
import { readdressDossiers, type ReaddressReport } from "../../core/service/readdress-dossiers.ts";
import { moveMessages, type MoveReport } from "../../core/service/move-messages.ts";
import type { World } from "../../core/service/step-taken.ts";
import { organisationNames } from "../../core/store/organisations.ts";
import { successionCases, waitingFor, type SuccessionCase } from "../../core/store/succession.ts";
import type { Database } from "../../platform/database.ts";
import { messagesInFlight } from "../messages-in-flight.ts";
import { dayArgument, speak, toJson, words } from "./language.ts";
import { noProgress, openProgress } from "./progress.ts";
import { whoRuns } from "./who-runs.ts";

interface Options {
  readonly json?: true;
  readonly english?: true;
}

/** `hub succession apply|cases|decide`: running dossiers when agencies merge, split or end. */
export function addSuccessionCommand(program: Command, open: () => Promise<Database>): void {
  const succession = program
    .command("succession")
    .description(
      "chuyển hồ sơ đang xử lý khi cơ quan sáp nhập, chia tách, kết thúc / when agencies merge, split or end",
    );

  common(succession.command("apply"))
    .description("chuyển địa chỉ hồ sơ từ ngày cải cách; chạy lại không đổi gì thêm / re-address the running dossiers")
    .requiredOption("--on <day>", "ngày hiệu lực / effective day", dayArgument)
    .option("--dry-run", "chỉ xem trước / only look ahead")
    .option("--by <name>", "người ra lệnh / who orders it", whoRuns())
    .action(async (options: Options & { on: Day; dryRun?: true; by: string }, command: Command) => {
      const { on, by, dryRun } = options;
      await inDatabase(open, async (db) => {
        const progress = openBar(options, command);
        const order = { on, by, dryRun: dryRun === true, onProgress: progress.onProgress };
        const answer = await readdressDossiers(worldOf(db), order).finally(progress.stop);
        if (!answer.ok || dryRun) {
          print(command, options, answer, (report, say) => summary(report, true, say));
          return;
        }
        const messages = await moveMessages(worldOf(db), messagesInFlight, { by, all: true });
        const value = { ...answer.value, messages };
        print(command, options, { ok: true, value }, (all, say) => summary(all, false, say) + moved(messages, say));
      });
    });

  common(succession.command("cases"))
    .description("việc chờ người quyết định / what waits for a person")
    .argument("[case]", "số của việc / number of a case", caseNumber)
    .option("--all", "cả việc đã xong / settled ones too")
    .action(async (id: bigint | undefined, options: Options & { all?: true }, command: Command) => {
      await inDatabase(open, async (db) => {
        const cases = await successionCases(db, { id, all: options.all });
        const names = await organisationNames(db, [...new Set(cases.flatMap(({ candidates }) => candidates))]);
        const waiting = id === undefined ? undefined : await waitingFor(db, id);
        const found: Read<readonly SuccessionCase[]> =
          id !== undefined && cases.length === 0
            ? { ok: false, reason: words(`Không có việc số ${id}.`, `There is no case ${id}.`) }
            : { ok: true, value: cases };
        print(
          command,
          options,
          found,
          (value, say) => {
            if (value.length === 0) return say(words("Không có việc nào chờ quyết định.\n", "No case waits.\n"));
            return value.map((one) => caseText(one, names, waiting, say)).join("");
          },
          (value) => value.map((one) => ({ ...one, ...(waiting ? { dossiers: waiting } : {}) })),
        );
      });
    });

  common(succession.command("decide"))
    .description("quyết định một việc: hồ sơ đi đâu, theo căn cứ nào / decide a case; only looks without --apply")
    .argument("<case>", "số của việc / number of the case", caseNumber)
    .option("--to <code>", "cơ quan nhận / the agency that follows")
    .option("--as-proposed", "mỗi hồ sơ theo đề xuất của nó / each dossier as proposed")
    .requiredOption("--basis <text>", "căn cứ: số văn bản / the paper it rests on")
    .option("--by <name>", "người quyết định / who decides", whoRuns())
    .option("--dossier <code...>", "chỉ các hồ sơ này / only these dossiers")
    .option("--procedure <code...>", "chỉ các thủ tục này / only these procedures")
    .option("--field <name...>", "chỉ các lĩnh vực này / only these fields")
    .option("--outsider", "cơ quan nhận không có trong danh sách / the agency is none of the candidates")
    .option("--apply", "quyết định; nếu không, chỉ xem / do it; else only look")
    .action(async (caseId: bigint, options: DecideOptions, command: Command) => {
      await inDatabase(open, async (db) => {
        const read = readDecision(caseId, options);
        const take = options.apply ? decideSuccession : previewSuccession;
        const answer = read.ok ? await take(worldOf(db), read.value) : read;
        if (!answer.ok) {
          print(command, options, answer, () => "");
          return;
        }
        const names = await organisationNames(db, answer.value.to);
        if (!options.apply) {
          const seen = { ...answer.value, applied: false };
          print(command, options, { ok: true, value: seen }, (all, say) => previewText(all, names, say));
          return;
        }
        const order = { by: options.by, all: true, agencies: [answer.value.case.from] };
        const messages = await moveMessages(worldOf(db), messagesInFlight, order);
        const [after = answer.value.case] = await successionCases(db, { id: caseId });
        const value = { ...answer.value, case: after, messages, applied: true };
        print(command, options, { ok: true, value }, (all, say) => decidedText(all, names, say) + moved(messages, say));
      });
    });
}

interface DecideOptions extends Options {
  readonly to?: string;
  readonly asProposed?: true;
  readonly basis: string;
  readonly by: string;
  readonly dossier?: string[];
  readonly procedure?: string[];
  readonly field?: string[];
  readonly outsider?: true;
  readonly apply?: true;
}

const common = (command: Command): Command =>
  command.option("--json", "in dạng JSON / print JSON").option("--english", "in bằng tiếng Anh / speak English");

function caseNumber(text: string): bigint {
  if (!/^\d{1,15}$/.test(text))
    throw new InvalidArgumentError("Số của việc là số nguyên. / A case's number is a whole number.");
  return BigInt(text);
}

function readDecision(caseId: bigint, options: DecideOptions): Read<SuccessionDecision> {
  const { to, asProposed, basis, by, outsider = false } = options;
  const limits = (["dossier", "procedure", "field"] as const).filter((match) => options[match] !== undefined);
  if ((to === undefined) === (asProposed === undefined) || limits.length > 1 || (asProposed && limits.length > 0))
    return {
      ok: false,
      reason: words(
        "Hãy ghi --to (có thể kèm một trong --dossier, --procedure, --field) hoặc --as-proposed.",
        "Give --to (with one of --dossier, --procedure, --field, if need be) or --as-proposed.",
      ),
    };
  const [match] = limits;
  return { ok: true, value: { caseId, to, basis, by, outsider, match, values: match ? (options[match] ?? []) : [] } };
}

const worldOf = (db: Database): World => ({
  db,
  announce,
  owe,
  now: () => new Date(),
  newId: randomUUID,
  clocks: openClocks(),
});

async function inDatabase(open: () => Promise<Database>, work: (db: Database) => Promise<void>): Promise<void> {
  const db = await open();
  try {
    await work(db);
  } finally {
    await db.destroy();
  }
}

const openBar = ({ json, english }: Options, command: Command) =>
  json
    ? noProgress
    : openProgress(speak(english)(words("Đang chuyển", "Re-addressing")), process.stderr, (line) =>
        command.configureOutput().writeErr?.(line),
      );

/** Prints an answer, or the sentence why not with exit code 1. */
function print<T>(
  command: Command,
  { json, english }: Options,
  answer: Read<T>,
  asText: (value: T, say: (words: Words) => string) => string,
  asJson: (value: T) => unknown = (value) => value,
): void {
  const output = command.configureOutput();
  const say = speak(english);
  if (!answer.ok) {
    output.writeErr?.(`${say(answer.reason)}\n`);
    process.exitCode = 1;
    return;
  }
  output.writeOut?.(json ? toJson(asJson(answer.value)) : asText(answer.value, say));
}

const reasons: Readonly<Record<OpenReason, Words>> = {
  split: words("đơn vị bị chia tách", "the unit was split"),
  "district-dissolved": words("cấp huyện kết thúc", "the district ended"),
  "several-agencies": words("đơn vị mới có nhiều cơ quan", "the new unit has several agencies"),
  "no-agency": words("đơn vị mới chưa có cơ quan trong danh mục", "the new unit has no agency in the registry"),
  "not-stated": words("chưa ghi cơ quan kế tiếp", "no successor is stated"),
  "no-successor": words("không rõ cơ quan kế tiếp", "no successor is known"),
};

function summary(report: ReaddressReport, dryRun: boolean, say: (words: Words) => string): string {
  const { on, concerned, moved, waiting, offersClosed, questions, processes } = report;
  const lines = [
    say(
      dryRun
        ? words(`Xem trước cho ngày ${on}, chưa đổi gì:`, `Looking ahead to ${on}; nothing was changed:`)
        : words(`Cải cách ngày ${on}:`, `Reform of ${on}:`),
    ),
    say(
      words(
        `  ${concerned} hồ sơ đang xử lý có cơ quan đã kết thúc: ${moved} được chuyển địa chỉ, ${waiting} còn phần chờ người quyết định.`,
        `  ${concerned} running dossiers of ended agencies: ${moved} re-addressed, ${waiting} with a part that waits for a person.`,
      ),
    ),
  ];
  if (offersClosed > 0)
    lines.push(
      say(
        words(
          `  ${offersClosed} lần chuyển chưa xác nhận kết thúc vì hai bên nay là một cơ quan.`,
          `  ${offersClosed} open hand-overs ended because both sides are one agency now.`,
        ),
      ),
    );
  for (const [reason, count] of Object.entries(questions))
    lines.push(
      `  ${say(reasons[reason as OpenReason])}: ${count} ${say(words("cơ quan", count === 1 ? "agency" : "agencies"))}`,
    );
  for (const { id, version, agencies } of processes)
    lines.push(
      say(
        words(
          `  Quy trình ${id} (bản ${version}) không khởi động được nữa vì ghi cơ quan đã kết thúc (${agencies.join(", ")}): soạn và phê duyệt bản mới.`,
          `  Process ${id} (version ${version}) starts no more, it names ended agencies (${agencies.join(", ")}): have a next version approved.`,
        ),
      ),
    );
  if (waiting > 0 && !dryRun) lines.push(say(words("Xem: hub succession cases", "See: hub succession cases")));
  return `${lines.join("\n")}\n`;
}

function moved({ messages, kept, undecided }: MoveReport, say: (words: Words) => string): string {
  const lines: Words[] = [];
  if (messages > 0)
    lines.push(
      words(`Đã chuyển cho cơ quan kế tiếp: ${messages} tin.`, `Messages sent on to who follows: ${messages}.`),
    );
  if (kept > 0)
    lines.push(
      words(
        `Giữ nguyên ${kept} luồng: cùng một hệ thống phục vụ cả hai cơ quan.`,
        `Lanes that stay, served by one system on both sides: ${kept}.`,
      ),
    );
  if (undecided > 0)
    lines.push(words(`Luồng chờ người quyết định: ${undecided}.`, `Lanes that wait for a person: ${undecided}.`));
  return lines.map((line) => `${say(line)}\n`).join("");
}

function caseText(
  one: SuccessionCase,
  names: ReadonlyMap<string, string>,
  waiting: Awaited<ReturnType<typeof waitingFor>> | undefined,
  say: (words: Words) => string,
): string {
  const named = (code: string) => `${code} ${names.get(code) ?? ""}`.trim();
  const state = one.state === "open" ? words("chờ", "open") : words("đã xong", "settled");
  const dossiers = words(
    `${one.waiting} hồ sơ chờ`,
    one.waiting === 1 ? "1 dossier waits" : `${one.waiting} dossiers wait`,
  );
  const lines = [
    `#${one.id}  ${one.from} ${one.fromName}  (${one.effective}, ${say(state)}, ${say(reasons[one.reason])}, ${say(dossiers)})`,
    `  ${say(words("Có thể là", "Candidates"))}: ${one.candidates.map(named).join("; ") || say(words("không có", "none"))}`,
  ];
  if (one.proposed !== null) lines.push(`  ${say(words("Đề xuất", "Proposed"))}: ${named(one.proposed)}`);
  else if (one.proposals > 0)
    lines.push(
      say(
        words(
          `  Có đề xuất riêng cho ${one.proposals} hồ sơ (--as-proposed)`,
          `  ${one.proposals} dossiers have a proposal of their own (--as-proposed)`,
        ),
      ),
    );
  for (const dossier of waiting ?? [])
    lines.push(
      `    ${dossier.code}  ${dossier.procedure}  ${dossier.roles.join(", ")}${dossier.proposed === null ? "" : `  → ${dossier.proposed}`}`,
    );
  return `${lines.join("\n")}\n`;
}

/** Who takes the place, each with its name, and whether the registry thought of it. */
function choiceText(
  { to, amongCandidates }: SuccessionDecided,
  names: ReadonlyMap<string, string>,
  say: (words: Words) => string,
): string[] {
  const named = to.map((code) => `${code} ${names.get(code) ?? ""}`.trim()).join("; ");
  const lines = [say(words(`  Cơ quan nhận: ${named}`, `  To: ${named}`))];
  if (!amongCandidates)
    lines.push(
      say(
        words(
          "! Cơ quan này không nằm trong các cơ quan kế tiếp theo danh mục.",
          "! This agency is not among the registry's candidates.",
        ),
      ),
    );
  return lines;
}

function previewText(
  seen: SuccessionDecided,
  names: ReadonlyMap<string, string>,
  say: (words: Words) => string,
): string {
  const { report, case: found } = seen;
  const lines = [
    say(
      words(
        `Xem trước việc #${found.id}, ${found.from} ${found.fromName}; chưa đổi gì:`,
        `Looking ahead at case #${found.id}, ${found.from} ${found.fromName}; nothing was changed:`,
      ),
    ),
    ...choiceText(seen, names, say),
    say(
      words(
        `  ${report.moved} hồ sơ được chuyển, ${report.waiting} còn phần chờ người quyết định.`,
        `  Re-addressed ${report.moved}, with a part that still waits for a person ${report.waiting}.`,
      ),
    ),
    say(
      words(
        "Quyết định không rút lại được; để quyết định, chạy lại với --apply.",
        "A decision cannot be taken back; to decide, run it again with --apply.",
      ),
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function decidedText(
  decided: SuccessionDecided,
  names: ReadonlyMap<string, string>,
  say: (words: Words) => string,
): string {
  const { report, case: after } = decided;
  const lines = [
    say(
      words(
        `Việc #${after.id}: ${report.moved} hồ sơ được chuyển, ${after.waiting} còn chờ.`,
        `Case #${after.id}: re-addressed ${report.moved}, still waiting ${after.waiting}.`,
      ),
    ),
    ...choiceText(decided, names, say),
  ];
  return `${lines.join("\n")}\n`;
}

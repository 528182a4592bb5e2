import { InvalidArgumentError, type Command } from "commander";
import { usualRecallRules } from "../../core/domain/letter/arrive.ts";
import { organKey } from "../../core/domain/letter/organ.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import {
  applyParked,
  closeParked,
  decideTask,
  lettersStuck,
  linkLetterTo,
  listLetters,
  listParked,
  readItemAgain,
  showLetter,
  type Decider,
  type NotAgain,
  type NotApplied,
  type StoredLetter,
} from "../../core/service/letter-decide.ts";
import type { EntryWorld } from "../../core/service/letter-world.ts";
import { letterState } from "../../gateway/problems/said.ts";
import type { Database } from "../../platform/database.ts";
import { StartError } from "../../platform/start-error.ts";
import { toJson } from "./language.ts";
import { withVerdictWords } from "./letter-verdicts.ts";
import { reasonOf, wholeNumber } from "./parked.ts";
import { whoRuns } from "./who-runs.ts";

const only = ["unlinked", "receipt", "asked", "late"] as const;

/** By the file of the document axis. */
export type LettersRules = Pick<EntryWorld, "recalls" | "relays">;

/** `hub letters list | show | link | parked | stuck | retry`: official letters, without what they say (P12). */
export function addLettersCommand(
  program: Command,
  open: () => Promise<Database>,
  rules: () => LettersRules = () => ({ recalls: usualRecallRules }),
): void {
  const letters = program.command("letters").description("công văn qua trục liên thông / official letters of the axis");
  const why = ["--reason <text>", "lý do, được ghi lại / why; goes on record", reasonOf] as const;
  const by = ["--by <name>", "ai quyết định, được ghi lại / who decides; goes on record", whoRuns()] as const;

  letters
    .command("list")
    .description("các văn bản, mới nhất trước / the letters, newest first")
    .option("--side <side>", "in, out", sideOf)
    .option("--only <what>", only.join(", "), onlyOf)
    .option("--limit <n>", "nhiều nhất bao nhiêu dòng / how many at most", wholeNumber, 100)
    .option("--json", "dạng JSON / as JSON")
    .action(async (given: { side?: "in" | "out"; only?: (typeof only)[number]; limit: number; json?: boolean }) => {
      const found = await listLetters(await open(), { units: "all", ...given });
      // what it says and who signed is for the agency
      const words = { subject: undefined, content: undefined, signer: undefined, requestReason: undefined };
      if (given.json) process.stdout.write(toJson(found.map((letter) => ({ ...letter, ...words }))));
      else for (const letter of found) console.log(lineOf(letter));
    });

  letters
    .command("show")
    .description("một văn bản: trạng thái, phiên bản, lịch sử / one letter: states, versions, history")
    .argument("<letter>", "số nội bộ / its number here", idOf)
    .action(async (id: bigint) => {
      const letter = await showLetter(await open(), id);
      if (!letter) throw unknown(id);
      process.stdout.write(toJson(withVerdictWords(letter)));
    });

  letters
    .command("link")
    .description("gắn văn bản đến vào hồ sơ / links a letter that came to a dossier")
    .argument("<letter>", "số nội bộ / its number here", idOf)
    .argument("<dossier>", "mã hồ sơ / code of the dossier")
    .requiredOption(...why)
    .option(...by)
    .action(async (id: bigint, dossier: string, given: Omit<Decider, "at">) => {
      const linked = await linkLetterTo(await open(), id, dossier, { ...given, at: new Date() });
      if (linked === "dossier-erased")
        throw new StartError(
          `Nội dung hồ sơ ${dossier} đã xóa: không gắn văn bản nào vào nữa. / What dossier ${dossier} said was erased: no letter is linked to it any more.`,
        );
      if (linked === "unknown")
        throw new StartError(
          `Không có văn bản đến ${id} hoặc hồ sơ ${dossier}. / There is no letter ${id} that came, or no dossier ${dossier}.`,
        );
      console.log(`${id} → ${dossier}`);
    });

  letters
    .command("parked")
    .description(
      "thu hồi, thay thế, trạng thái của văn bản chưa biết / recalls, replacements, states of unknown letters",
    )
    .option("--close <id>", "đóng một dòng / closes a line", idOf)
    .option("--apply <id>", "thực hiện một dòng / carries out a line", idOf)
    .option("--letter <letter>", "với --apply: trên văn bản nào / with --apply: on which letter", idOf)
    .option("--organ <organ>", "với --apply: nơi nhận nào báo / with --apply: which receiver says so")
    .option(...why)
    .option(...by)
    .option("--limit <n>", "nhiều nhất bao nhiêu dòng / how many at most", wholeNumber, 100)
    .action(async (given: ParkedOptions) => {
      const { close, apply, letter, organ, by: who, reason } = given;
      if (close !== undefined && apply !== undefined)
        throw new StartError("Chỉ --close hoặc --apply. / Either --close or --apply.");
      if (apply === undefined && (letter !== undefined || organ !== undefined))
        throw new StartError("--letter, --organ đi với --apply. / --letter and --organ go with --apply.");
      if ((close ?? apply) !== undefined && reason === undefined)
        throw new StartError("Cần --reason. / --reason is needed.");
      if (apply !== undefined && letter === undefined) throw new StartError("Cần --letter. / --letter is needed.");
      const db = await open();
      const decider = { by: who, reason: reason ?? "", at: new Date() };
      if (close !== undefined && !(await closeParked(db, close, decider))) throw unknown(close);
      if (apply !== undefined && letter !== undefined) {
        const world = { db, now: () => decider.at, clocks: openClocks(), ...rules() };
        const ended = await applyParked(world, { parked: apply, letter, organ }, decider);
        if (ended !== "done") throw notApplied(ended, apply, letter);
      }
      for (const one of await listParked(db, given.limit))
        console.log(
          [
            ...[one.id, one.cameAt.toISOString(), one.kind, `${whyWords[one.why]} / ${one.why}`, one.fromKey],
            one.documentId ?? one.code ?? "–",
            // whoever decides has to know whom the axis names instead
            ...(one.axisFrom === null || organKey(one.axisFrom) === one.fromKey
              ? []
              : [`trục / axis: ${one.axisFrom}`]),
          ].join("  "),
        );
    });

  letters
    .command("stuck")
    .description("điều chờ người vận hành / what waits for an operator")
    .option("--limit <n>", "nhiều nhất bao nhiêu dòng / how many at most", wholeNumber, 100)
    .action(async ({ limit }: { limit: number }) => {
      const { accounts, tasks, items } = await lettersStuck(await open(), limit);
      for (const { account, since, tries, nextAt, detail } of accounts)
        console.log(
          [
            "account",
            account,
            `không được vào / not let in ${since.toISOString()}`,
            `×${tries}`,
            `→ ${nextAt.toISOString()}`,
            detail,
          ].join("  "),
        );
      for (const { id, kind, business, state, code, letterId, toOrgans, fault } of tasks)
        console.log(
          [
            "task",
            id,
            kind,
            state,
            code ?? business,
            `văn bản / letter ${letterId ?? "–"}`,
            toOrgans.join(","),
            fault ?? "",
          ].join("  "),
        );
      for (const { id, account, axisId, ending, tries, fault } of items)
        console.log(["item", id, account, axisId, ending ?? "listed", `×${tries}`, JSON.stringify(fault)].join("  "));
      if (accounts.length + tasks.length + items.length > 0) process.exitCode = 1;
    });

  letters
    .command("retry")
    .description("quyết định về một dòng của “stuck” / decides about a line of “stuck”")
    .argument("<what>", "task, item", whatOf)
    .argument("<id>", "số của dòng / number of the line", idOf)
    .requiredOption(...why)
    .option("--there", "nơi nhận đã có: không gửi lại / the receiver has it: it is not sent again")
    .option("--drop", "không gửi nữa / it is not to go")
    .option(...by)
    .action(
      async (
        what: "task" | "item",
        id: bigint,
        given: { reason: string; by: string; there?: boolean; drop?: boolean },
      ) => {
        if (given.there && given.drop) throw new StartError("Chỉ --there hoặc --drop. / Either --there or --drop.");
        if (what === "item" && (given.there || given.drop))
          throw new StartError("--there, --drop chỉ cho “task”. / --there and --drop are for a task alone.");
        const db = await open();
        const who = { by: given.by, reason: given.reason, at: new Date() };
        if (what === "item") {
          if (!(await readItemAgain(db, id, who))) throw unknown(id);
        } else {
          const decided = await decideTask(db, id, given.there ? "there" : given.drop ? "drop" : "again", who);
          if (decided === "task-unknown") throw unknown(id);
          if (decided !== "done") throw notAgain(decided, id);
        }
        console.log(`${what} ${id}: xong / done`);
      },
    );
}

const notAgainWords: Readonly<Record<NotAgain, readonly [vi: string, en: string]>> = {
  "asked-back": [
    "văn bản đang được thu hồi: chờ trả lời, hoặc --drop, --there",
    "its letter is being asked back: wait for the answer, or --drop, --there",
  ],
  "given-back": ["mọi nơi nhận đã trả lại văn bản: --drop", "all its receivers gave the letter back: --drop"],
  "number-taken": [
    "văn bản không gửi được, số đã thuộc một văn bản khác gửi sau: --drop",
    "the letter did not leave, and another has its number since: --drop",
  ],
  "replaced-is-other": [
    "văn bản mà nó thay thế đã được sửa, thu hồi hoặc thay thế: --drop",
    "what it replaces was updated, taken back or replaced since: --drop",
  ],
};

function notAgain(why: NotAgain, id: bigint): StartError {
  const [vi, en] = notAgainWords[why];
  return new StartError(`${id}: ${vi}. / ${id}: ${en}.`);
}

interface ParkedOptions {
  readonly close?: bigint;
  readonly apply?: bigint;
  readonly letter?: bigint;
  readonly organ?: string;
  readonly reason?: string;
  readonly by: string;
  readonly limit: number;
}

const notAppliedWords: Readonly<Record<NotApplied, readonly [vi: string, en: string]>> = {
  "parked-unknown": ["không có dòng này, hoặc không còn chờ", "there is no such line, or it does not wait any more"],
  "letter-unknown": ["không có văn bản này", "there is no such letter"],
  "other-mailbox": ["văn bản của đơn vị hoặc tài khoản khác", "the letter is of another agency or account of ours"],
  "other-side": [
    "thu hồi, sửa, thay thế là của văn bản đến; trạng thái là của văn bản đi",
    "a recall, an update, a replacement is of a letter that came; a state of one that we sent",
  ],
  forgotten: ["nội dung đã quá hạn lưu", "what it said is let go of"],
  "letter-erased": [
    "văn bản đã xóa nội dung cùng hồ sơ; dòng này chỉ có thể đóng",
    "what the letter said was erased with its dossier; this line can only be closed",
  ],
  "receiver-unclear": [
    "chưa rõ nơi nhận nào báo: --organ là một nơi nhận của văn bản",
    "which receiver says so is not clear: --organ names one of the letter's",
  ],
  "number-taken": [
    "văn bản không gửi được, số đã thuộc một văn bản khác gửi sau: trạng thái là của văn bản kia, hoặc đóng dòng này",
    "the letter did not leave, and another has its number since: the state is of that one, or this line is closed",
  ],
  "no-effect": ["không làm gì với văn bản này", "it does nothing to this letter"],
};

function notApplied(why: NotApplied, parked: bigint, letter: bigint): StartError {
  const [vi, en] = notAppliedWords[why];
  return new StartError(`${parked} → ${letter}: ${vi}. / ${parked} → ${letter}: ${en}.`);
}

const whyWords = {
  unknown: "chưa có văn bản",
  several: "nhiều văn bản cùng số",
  notTheSender: "không phải nơi gửi",
  notAnAddressee: "không phải nơi nhận",
  fromDiffers: "khác tài khoản gửi trên trục",
} as const;

const lineOf = (letter: StoredLetter): string =>
  [
    ...[letter.id, letter.side, letter.unit, letter.fromOrgan, letter.code ?? letter.documentId, letter.issued ?? "–"],
    `${letterState[letter.state]} / ${letter.state}`,
    letter.dossierCode ?? "–",
    letter.request ? `! ${letter.request}` : "",
    letter.warnings.map(({ code }) => code).join(","),
  ]
    .join("  ")
    .trimEnd();

const unknown = (id: bigint) =>
  new StartError(`Không có ${id}, hoặc không còn chờ. / There is no ${id}, or it does not wait any more.`);

function idOf(text: string): bigint {
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  throw new InvalidArgumentError("Một số. / A number.");
}
function sideOf(text: string): "in" | "out" {
  if (text === "in" || text === "out") return text;
  throw new InvalidArgumentError("in, out.");
}
function onlyOf(text: string): (typeof only)[number] {
  const found = only.find((one) => one === text);
  if (!found) throw new InvalidArgumentError(`${only.join(", ")}.`);
  return found;
}
function whatOf(text: string): "task" | "item" {
  if (text === "task" || text === "item") return text;
  throw new InvalidArgumentError("task, item.");
}

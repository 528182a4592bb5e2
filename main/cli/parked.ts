import { readFile } from "node:fs/promises";
import { InvalidArgumentError, type Command } from "commander";
import { faultClasses, type FaultClass } from "../../bus/fault.ts";
import { forecast, type Forecast } from "../../bus/forecast.ts";
import { findParked, listParked, type ParkedMessage } from "../../bus/parked-list.ts";
import { readdress, replace, withdraw, type Decided, type Decision } from "../../bus/substitute.ts";
import { findOrgCode } from "../../core/domain/org-code.ts";
import type { Refusal } from "../../core/domain/refusal.ts";
import { isConcerned } from "../../core/service/is-concerned.ts";
import { fill, problems } from "../../gateway/problems/index.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { StartError } from "../../platform/start-error.ts";
import { makeJudgeEvent } from "../judge-event.ts";
import { whoRuns } from "./who-runs.ts";

interface ParkedOptions {
  readonly class?: FaultClass;
  readonly receiver?: string;
  readonly olderThan?: number;
  readonly limit: number;
  readonly json?: boolean;
}

interface DecideOptions {
  readonly reason: string;
  readonly by: string;
}

const hourMs = 3_600_000;

/** The part of `hub deliveries` for people: what waits for them and why, the ways out, and when a backlog ends. */
export function addParkedCommands(deliveries: Command, open: () => Promise<Database>): void {
  deliveries
    .command("parked")
    .description("tin đang chờ người xử lý: vì sao, ai, làm gì / messages that wait for a person: why, who, what next")
    .argument("[message-id]", "một tin, cả các lần gửi / one message, with its attempts")
    .option("--class <class>", faultClasses.join(", "), classOf)
    .option("--receiver <code>", "của một đơn vị / of one agency")
    .option("--older-than <hours>", "chờ lâu hơn / parked longer than", wholeNumber)
    .option("--limit <n>", "nhiều nhất bao nhiêu dòng / how many at most", wholeNumber, 100)
    .option("--json", "dạng JSON / as JSON")
    .action(async (messageId: string | undefined, options: ParkedOptions) => {
      const db = await open();
      if (messageId !== undefined) {
        const one = isUuid(messageId) ? await findParked(db, messageId) : undefined;
        if (!one) throw refused("delivery-unknown", { message: messageId });
        console.log(JSON.stringify(one, null, 2));
        return;
      }
      const { receiver, olderThan } = options;
      const list = await listParked(db, {
        class: options.class,
        receiver: receiver === undefined ? undefined : (findOrgCode(receiver) ?? receiver),
        before: olderThan === undefined ? undefined : new Date(Date.now() - olderThan * hourMs),
        limit: options.limit,
      });
      if (options.json) console.log(JSON.stringify(list, null, 2));
      else {
        for (const one of list.items) printParked(one);
        console.log(`${list.items.length}/${list.total}`);
      }
    });

  const decideCommand = (name: string, description: string) =>
    deliveries
      .command(name)
      .description(description)
      .argument("<message-id>", "tin đang chờ người xử lý / a message that waits for a person")
      .requiredOption("--reason <text>", "lý do, được ghi lại / why; goes on record", reasonOf)
      .option("--by <name>", "ai quyết định, được ghi lại / who decides; goes on record", whoRuns());

  const decide = async (
    { reason, by }: DecideOptions,
    act: (tx: Tx, decision: Decision) => Promise<Decided | Refusal>,
  ) => {
    const db = await open();
    // thrown inside, so that nothing of a refused decision stays
    const { messageId, substituteId, movedAs } = await db.transaction().execute(async (tx) => {
      const decided = await act(tx, { reason, by, at: new Date() });
      if (!decided.ok) throw refused(decided.code, decided.values);
      return decided.body;
    });
    console.log(`${messageId}: gửi thay bằng / sent in its place: ${substituteId ?? ""}`);
    if (movedAs !== undefined)
      console.log(`${messageId}: báo đơn vị kia bằng / the other agency is told by: ${movedAs}`);
  };

  decideCommand("drop", "không gửi nữa; đơn vị nhận được báo rút tin / shall not come; its receiver is told so").action(
    (id: string, options: DecideOptions) => decide(options, (tx, decision) => withdraw(tx, id, decision)),
  );

  decideCommand(
    "readdress",
    "gửi cho đơn vị khác có tham gia hồ sơ / for another agency that has a part in the dossier",
  )
    .requiredOption("--to <code>", "đơn vị đúng / the right agency")
    .action(async (id: string, options: DecideOptions & { readonly to: string }) => {
      const to = findOrgCode(options.to);
      if (!to) throw refused("unit-unknown", { unit: options.to });
      await decide(options, (tx, decision) => readdress(tx, id, to, decision, isConcerned));
    });

  decideCommand("replace", "gửi tin đã sửa thay cho tin sai / a corrected message in place of a wrong one")
    .requiredOption("--data <file>", "tệp JSON với “data” đã sửa / JSON file with the corrected data")
    .action(async (id: string, options: DecideOptions & { readonly data: string }) => {
      const data = await readObject(options.data);
      await decide(options, (tx, decision) => replace(tx, id, data, decision, makeJudgeEvent()));
    });

  deliveries
    .command("forecast")
    .description("còn nợ ai bao nhiêu tin, bao giờ gửi xong / what is owed to whom, and when it will be through")
    .option("--json", "dạng JSON / as JSON")
    .action(async (options: { readonly json?: boolean }) => {
      const items = await forecast(await open(), new Date());
      if (options.json) console.log(JSON.stringify({ items }, null, 2));
      else if (items.length === 0) console.log("Không còn nợ tin nào. / Nothing is owed to anybody.");
      else items.forEach(printForecast);
    });
}

function printParked(one: ParkedMessage): void {
  console.log(
    `${one.messageId}  ${one.receiver.padEnd(12)} ${one.subject} #${one.sequence}  [${one.class}]  ${one.attempts}×  ` +
      `${one.parkedAt?.toISOString() ?? ""}  ${one.partnerId ?? ""}`,
  );
  console.log(`  ${one.what.vi} / ${one.what.en}`);
  console.log(`  ${one.detail}`);
  if (one.firstCause && one.firstCause.detail !== one.detail)
    console.log(`  lỗi đầu tiên / first cause: ${one.firstCause.at.toISOString()} ${one.firstCause.detail}`);
  console.log(`  → ${one.next.vi} / ${one.next.en}`);
}

function printForecast(one: Forecast): void {
  const state = one.downSince === null ? "" : `  không trả lời từ / down since ${one.downSince.toISOString()}`;
  const end =
    one.perMinute === null
      ? "tự lấy / fetches itself"
      : one.endsAt === null
        ? "sau khi đơn vị đổi đăng ký / after it changes its subscription"
        : `${one.perMinute}/phút/min  xong khoảng / through about ${one.endsAt.toISOString()}${one.measured ? "" : " (ước đoán / a guess)"}`;
  console.log(`${one.partnerId.padEnd(24)} ${one.waiting} chờ/waiting, ${one.parked} dừng/parked  ${end}${state}`);
}

/** A refusal in both languages, as the gateway would say it. */
export function refused(code: keyof typeof problems, values: Readonly<Record<string, string>>): StartError {
  const { vi, en } = problems[code];
  return new StartError(
    `${fill(vi.detail, values)} ${fill(vi.remedy, values)} / ${fill(en.detail, values)} ${fill(en.remedy, values)}`,
  );
}

const isUuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

function classOf(text: string): FaultClass {
  const found = faultClasses.find((name) => name === text);
  if (!found) throw new InvalidArgumentError(`${faultClasses.join(", ")}.`);
  return found;
}

export function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 100_000) return number;
  throw new InvalidArgumentError("Số nguyên từ 1 đến 100000. / A whole number from 1 to 100000.");
}

export function reasonOf(text: string): string {
  if (text.trim().length >= 5 && text.length <= 500) return text.trim();
  throw new InvalidArgumentError("Từ 5 đến 500 ký tự. / 5 to 500 characters.");
}

async function readObject(file: string): Promise<Record<string, unknown>> {
  const fault = () =>
    new StartError(`Tệp ${file} không phải JSON của một đối tượng. / The file ${file} is not JSON of an object.`);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw fault();
    throw error;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw fault();
  return value as Record<string, unknown>;
}

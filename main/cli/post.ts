import { readFileSync } from "node:fs";
import { InvalidArgumentError, type Command } from "commander";
import { lookNext, workNext, type PostWorker } from "../../adapters/post/work.ts";
import { announce, owe } from "../../bus/outbox.ts";
import { sayMatter } from "../../core/domain/post/matter-words.ts";
import { orderStates, type OrderState } from "../../core/domain/post/order.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { makeOpenTimeOf } from "../../core/service/open-time-of.ts";
import {
  askAgain,
  callsOf,
  closeMatter,
  decideOrder,
  findOrder,
  listCursors,
  listMatters,
  listOrders,
  moveFeed,
  unsettledReceipts,
  type PostDecision,
  type StoredOrder,
} from "../../core/service/post-decide.ts";
import { addWaybills } from "../../core/service/post-work.ts";
import { orderView } from "../../core/service/post-view.ts";
import { orderState } from "../../gateway/problems/said.ts";
import { readConfig } from "../../platform/config.ts";
import type { Database } from "../../platform/database.ts";
import { openLog } from "../../platform/log.ts";
import { StartError } from "../../platform/start-error.ts";
import { randomUUID } from "node:crypto";
import { postFileOf } from "../demo/post.ts";
import { makePlan, reachPost, readPost } from "../post.ts";
import { toJson } from "./language.ts";
import { reasonOf, wholeNumber } from "./parked.ts";
import { whoRuns } from "./who-runs.ts";

/** `hub post show | orders | ask | feed | stuck | release | waybills`: what the post was asked for, and what waits. */
export function addPostCommand(program: Command, open: () => Promise<Database>): void {
  const post = program.command("post").description("đơn bưu điện / orders of the post office");

  post
    .command("orders")
    .description("các đơn, mới nhất trước / the orders, newest first")
    .option("--state <state>", orderStates.join(", "), stateOf)
    .option("--limit <n>", "nhiều nhất bao nhiêu dòng / how many at most", wholeNumber, 100)
    .option("--json", "dạng JSON / as JSON")
    .action(async ({ state, limit, json }: { state?: OrderState; limit: number; json?: boolean }) => {
      const orders = await listOrders(await open(), { states: state ? [state] : orderStates, limit });
      if (json) process.stdout.write(toJson(orders));
      else for (const order of orders) console.log(lineOf(order));
    });

  post
    .command("show")
    .description("một đơn: sự kiện, bản ghi, các lần gọi / one order: events, records, calls")
    .argument("<number>", "số đơn / its number")
    .action(async (number: string) => {
      const db = await open();
      const order = await orderNamed(db, number);
      console.log(lineOf(order));
      for (const matter of await listMatters(db, { subject: number })) console.log(`  ! ${both(matter)}`);
      // who sends and receives is for those who work on the dossier
      const { events, slips, packets, collections, minutes } = await orderView(db, order, false);
      const calls = (await callsOf(db, order.id)).map(({ at, call, ending, said }) => ({ at, call, ending, said }));
      process.stdout.write(toJson({ events, slips, packets, collections, minutes, calls }));
    });

  post
    .command("stuck")
    .description("điều chờ người xử lý: vì sao, làm gì / what waits for a person: why, and what next")
    .option("--json", "dạng JSON / as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const matters = await listMatters(await open());
      if (json) process.stdout.write(toJson(matters));
      else
        for (const matter of matters)
          console.log(
            `${matter.subject}  ${matter.kind}  ${matter.openedAt.toISOString()}  ×${matter.times}\n  ${both(matter)}`,
          );
      if (matters.length > 0) process.exitCode = 1;
    });

  post
    .command("receipts")
    .description("biên lai bưu điện chưa nộp tiền / receipts whose money is still with the post")
    .option("--customer <code>", "mã khách hàng bưu điện / the post's customer code")
    .option("--limit <n>", "nhiều nhất bao nhiêu dòng / how many at most", wholeNumber, 1_000)
    .option("--json", "dạng JSON / as JSON")
    .action(async ({ customer, limit, json }: { customer?: string; limit: number; json?: boolean }) => {
      const receipts = await unsettledReceipts(await open(), { customerCode: customer, limit });
      if (json) process.stdout.write(toJson(receipts));
      else
        for (const { customerCode, receiptNumber, amount, collectedAt, orderNumber, reference } of receipts)
          console.log(
            [customerCode, receiptNumber, amount, collectedAt.toISOString(), orderNumber, reference ?? "–"].join("  "),
          );
    });

  post
    .command("ask")
    .description("hỏi bưu điện về một đơn ngay bây giờ / asks the post about an order now")
    .argument("<number>", "số đơn / its number")
    .action(async (number: string) => {
      const db = await open();
      const order = await orderNamed(db, number);
      const worker = workerOf(db);
      const account = worker.clientOf(order.account)?.settings;
      if (account?.afterUnknown !== "ask")
        throw new StartError(
          `${number}: giao diện ${order.profile} không hỏi được từng đơn; xem hub post feed. ` +
            `/ ${number}: the interface ${order.profile} answers nothing about one order; see hub post feed.`,
        );
      await askAgain(db, number, new Date());
      const { signal } = new AbortController();
      while ((await lookNext(worker, signal)) || (await workNext(worker, signal)));
      console.log(lineOf(await orderNamed(db, number)));
    });

  post
    .command("feed")
    .description("đọc sự kiện tới đâu / how far each customer's feed was read")
    .option("--reset <customer>", "đặt lại con trỏ của khách hàng / a customer's cursor is put elsewhere")
    .option("--to <cursor>", "con trỏ mới: 24 chữ số thập lục phân, VP-4 là ngày / 24 hexadecimal digits; VP-4: a day")
    .option("--reason <text>", "lý do, được ghi lại / why; goes on record", reasonOf)
    .option("--by <name>", "ai quyết định, được ghi lại / who decides; goes on record", whoRuns())
    .action(async (given: { reset?: string; to?: string; reason?: string; by: string }) => {
      const db = await open();
      if (given.reset !== undefined) {
        if (given.to === undefined || given.reason === undefined || !/^([0-9a-f]{24}|\d{4}-\d\d-\d\d)$/.test(given.to))
          throw new StartError(
            "Cần --to CON_TRỎ (24 chữ số thập lục phân, hoặc ngày) và --reason. / --to CURSOR (24 hexadecimal digits, or a day) and --reason are needed.",
          );
        const moved = await moveFeed(db, given.reset, given.to, { by: given.by, reason: given.reason, at: new Date() });
        if (!moved)
          throw new StartError(`Chưa từng đọc khách hàng ${given.reset}. / The feed of ${given.reset} was never read.`);
      }
      for (const { customerCode, cursor, readAt, movedAt, fault, passedOver } of await listCursors(db))
        console.log(
          `${customerCode}  ${cursor}  đọc / read ${readAt?.toISOString() ?? "–"}  tiến / moved ${movedAt?.toISOString() ?? "–"}` +
            `${passedOver === 0n ? "" : `  bỏ qua / passed over ${passedOver}`}${fault === null ? "" : `  ! ${fault}`}`,
        );
    });

  post
    .command("release")
    .description("đã tìm hiểu: đóng điều chờ xử lý, cho đi tiếp / found out: what waits is closed and goes on")
    .argument("<number>", "số đơn, hoặc mã khách hàng / number of the order, or code of the customer")
    .requiredOption("--reason <text>", "lý do, được ghi lại / why; goes on record", reasonOf)
    .option("--there", "bưu điện có đơn và đơn còn hiệu lực / the post has the order, and it stands")
    .option("--not-there", "bưu điện không có đơn, hoặc đã hủy / the post has it not, or cancelled it")
    .option("--waybill <number>", "số vận đơn bưu điện báo / the waybill that the post names")
    .option("--by <name>", "ai quyết định, được ghi lại / who decides; goes on record", whoRuns())
    .action(
      async (
        number: string,
        given: { reason: string; by: string; there?: boolean; notThere?: boolean; waybill?: string },
      ) => {
        const db = await open();
        if (given.there && given.notThere)
          throw new StartError("Chọn một: --there hoặc --not-there. / Either --there or --not-there.");
        const decider = { by: given.by, reason: given.reason, at: new Date() };
        const decision: PostDecision = given.there
          ? { kind: "there", ...(given.waybill === undefined ? {} : { waybill: given.waybill }) }
          : { kind: given.notThere ? "notThere" : "again" };
        const decided = await decideOrder(db, number, decision, decider);
        if (decided) {
          console.log(lineOf(decided));
          return;
        }
        const closed = await closeMatter(db, number, decider);
        if (closed === 0) throw unknown(number);
        console.log(`${number}: đã đóng / closed`);
      },
    );

  post
    .command("waybills")
    .description("nạp số vận đơn được cấp (VP-3) / adds allocated waybill numbers (VP-3)")
    .argument("<account>", "tên tài khoản trong tệp kết nối / name of the account in the connection file")
    .argument("<file>", "tệp, mỗi dòng một số / a file with one number a line")
    .action(async (account: string, file: string) => {
      const named = connectionOf().accounts.find(({ name }) => name === account);
      if (named?.profile !== "VP-3")
        throw new StartError(`${account} không phải tài khoản VP-3. / ${account} is no account of VP-3.`);
      const numbers = readFileSync(file, "utf8").split(/\s+/).filter(Boolean);
      const wrong = numbers.find((each) => !/^[A-Z0-9]{9,20}$/.test(each));
      if (wrong !== undefined || numbers.length === 0)
        throw new StartError(
          `${file}: “${wrong ?? ""}” không phải số vận đơn. / “${wrong ?? ""}” is no waybill number.`,
        );
      const added = await addWaybills(await open(), account, numbers);
      console.log(`${added} số mới, ${numbers.length - added} đã có / ${added} new, ${numbers.length - added} known`);
    });
}

function connectionOf() {
  const connection = readPost({ postFile: postFileOf(readConfig()) });
  if (!connection)
    throw new StartError(
      "Chưa có HUB_POST_FILE: trục này chưa nối bưu điện. Mẫu: deploy/post.example.yaml. " +
        "/ HUB_POST_FILE is not set: this hub is not connected to the post. See deploy/post.example.yaml.",
    );
  return connection;
}

function workerOf(db: Database): PostWorker {
  const clients = reachPost(db, connectionOf());
  const now = () => new Date();
  const clocks = openClocks();
  const log = openLog("warn", "hub post");
  return {
    world: {
      ...{ db, log, now, announce, owe, newId: randomUUID, clocks },
      plan: makePlan(makeOpenTimeOf(db, clocks, now), now),
    },
    clientOf: (name) => clients.find(({ settings }) => settings.name === name),
    clients,
  };
}

const both = (matter: Parameters<typeof sayMatter>[0]): string =>
  `${sayMatter(matter, "vi")} / ${sayMatter(matter, "en")}`;

const lineOf = ({ number, purpose, profile, state, stage, waybill, task, nextAt }: StoredOrder): string =>
  [
    ...[number, purpose, profile, `${orderState[state]} / ${state}`, stage, waybill ?? "–"],
    task === null ? "" : `${task} ${nextAt?.toISOString() ?? "(chờ người / waits for a person)"}`,
  ]
    .join("  ")
    .trimEnd();

async function orderNamed(db: Database, number: string): Promise<StoredOrder> {
  const order = await findOrder(db, number);
  if (!order) throw unknown(number);
  return order;
}

const unknown = (number: string) =>
  new StartError(`Không có đơn bưu điện ${number}. / There is no order ${number} of the post.`);

function stateOf(text: string): OrderState {
  const found = orderStates.find((state) => state === text);
  if (!found) throw new InvalidArgumentError(`${orderStates.join(", ")}.`);
  return found;
}

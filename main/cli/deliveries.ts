import type { Command } from "commander";
import { findDeliveryState, listOpenDeliveries, reopenParked, type OpenDelivery } from "../../bus/parked.ts";
import { listMoved, type MovedMessage } from "../../bus/succession/moved-list.ts";
import { findOrgCode } from "../../core/domain/org-code.ts";
import { findOrganisation } from "../../core/store/organisations.ts";
import type { Database } from "../../platform/database.ts";
import { StartError } from "../../platform/start-error.ts";
import { addParkedCommands } from "./parked.ts";
import { addReplayCommands } from "./replay.ts";
import { addUnreadableCommands } from "./unreadable.ts";
import { whoRuns } from "./who-runs.ts";

interface ListOptions {
  readonly parked?: boolean;
  readonly json?: boolean;
  readonly limit: string;
}

interface RetryOptions {
  readonly receiver?: string;
  readonly by: string;
  readonly reason?: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * `hub deliveries list | moved | retry | parked | drop | readdress | replace | forecast | replay | replays | unreadable |
 * release | dismiss`: what has not reached its unit, and the
 * ways out of being parked.
 */
export function addDeliveriesCommand(program: Command, open: () => Promise<Database>): void {
  const deliveries = program.command("deliveries").description("tin chưa đến đơn vị / messages not yet delivered");

  deliveries
    .command("list")
    .description("tin chưa được nhận, cũ nhất trước / messages nobody has answered, oldest first")
    .option("--parked", "chỉ tin đang chờ người xử lý / only those that wait for a person")
    .option("--json", "dạng JSON / as JSON")
    .option("--limit <n>", "nhiều nhất bao nhiêu dòng / how many at most", "100")
    .action(async (options: ListOptions) => {
      const limit = readLimit(options.limit);
      const list = await listOpenDeliveries(await open(), { parkedOnly: options.parked ?? false, limit });
      if (options.json) console.log(JSON.stringify(list, null, 2));
      else print(list);
    });

  deliveries
    .command("moved")
    .description(
      "tin đã chuyển cho cơ quan kế tiếp, mới nhất trước / messages that went to who follows an ended agency",
    )
    .option("--receiver <code>", "của cơ quan đã kết thúc này / of this ended agency")
    .option("--json", "dạng JSON / as JSON")
    .option("--limit <n>", "nhiều nhất bao nhiêu dòng / how many at most", "100")
    .action(async ({ receiver, json, limit: text }: { receiver?: string; json?: boolean; limit: string }) => {
      const limit = readLimit(text);
      const db = await open();
      const list = await listMoved(db, {
        receiver: receiver === undefined ? undefined : await knownAgency(db, receiver),
        limit,
      });
      if (json) console.log(JSON.stringify(list, null, 2));
      else printMoved(list);
    });

  deliveries
    .command("retry")
    .description("gửi lại tin đang chờ người xử lý / sends what is parked again")
    .argument("[message-id]", "một tin / one message")
    .option("--receiver <code>", "mọi tin của một đơn vị / everything of one agency")
    .option("--by <name>", "ai quyết định, được ghi lại / who decides; goes on record", whoRuns())
    .option("--reason <text>", "lý do, được ghi lại / why; goes on record")
    .action(async (messageId: string | undefined, { receiver, by, reason }: RetryOptions) => {
      if ((messageId === undefined) === (receiver === undefined))
        throw new StartError(
          "Cho biết hoặc mã tin hoặc --receiver. / Name either a message or --receiver, one of the two.",
        );
      const db = await open();
      const which =
        messageId === undefined
          ? { agency: await knownAgency(db, receiver ?? "") }
          : { message: await knownMessage(db, messageId) };
      const ids = await db.transaction().execute((tx) => reopenParked(tx, which, "operator", by, reason ?? null));
      if (ids.length === 0)
        throw new StartError(
          `Không có tin nào đang chờ người xử lý cho ${receiver ?? messageId ?? ""}. ` +
            `/ Nothing is parked for ${receiver ?? messageId ?? ""}.`,
        );
      for (const id of ids) console.log(`${id}: gửi lại ngay / sent again now (${by})`);
    });
  addParkedCommands(deliveries, open);
  addReplayCommands(deliveries, open);
  addUnreadableCommands(deliveries, open);
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000)
    throw new StartError("--limit là số từ 1 đến 10000. / --limit is a number from 1 to 10000.");
  return limit;
}

async function knownAgency(db: Database, text: string): Promise<string> {
  const code = findOrgCode(text);
  const agency = code && (await findOrganisation(db, code));
  if (!agency) throw new StartError(`Không có đơn vị mang mã ${text}. / There is no agency ${text}.`);
  return agency.code;
}

/** Only a parked one: what waits is tried by itself, what was delivered is not sent twice (P3). */
async function knownMessage(db: Database, id: string): Promise<string> {
  const state = uuid.test(id) ? await findDeliveryState(db, id) : undefined;
  if (state === "parked") return id;
  if (state === undefined)
    throw new StartError(
      `Không có tin ${id}; xem danh sách bằng: hub deliveries list. / There is no message ${id}; see hub deliveries list.`,
    );
  if (state === "waiting")
    throw new StartError(
      `Tin ${id} không bị dừng, trục đang tự gửi lại. / Message ${id} is not parked, the hub goes on trying by itself.`,
    );
  throw new StartError(`Tin ${id} đã được nhận rồi. / Message ${id} was delivered already.`);
}

function print({ total, deliveries }: { readonly total: number; readonly deliveries: readonly OpenDelivery[] }): void {
  for (const one of deliveries) {
    console.log(
      `${one.messageId}  ${one.receiver.padEnd(12)} ${one.subject} #${one.sequence}  ${stateOf(one)}  ` +
        `${one.attempts}×  ${one.createdAt.toISOString()}  ${one.partnerId ?? "[chưa có hệ thống / nobody]"}`,
    );
    if (one.formerReceiver !== null)
      console.log(`  chuyển từ / moved from ${one.formerReceiver} [cơ quan đã kết thúc / ended]`);
    if (one.undecided)
      console.log("  chờ quyết định cơ quan kế tiếp / waits for a decision who follows: hub succession cases");
    if (one.parkedReason !== null) console.log(`  ${one.parkedReason}`);
  }
  console.log(`${deliveries.length}/${total}`);
}

const stateOf = ({ state, nextAttemptAt }: OpenDelivery): string =>
  state === "parked" ? "[chờ người xử lý/parked]" : `[chờ/waiting ${nextAttemptAt?.toISOString() ?? "…"}]`;

function printMoved({
  total,
  undecided,
  items,
}: {
  readonly total: number;
  readonly undecided: number;
  readonly items: readonly MovedMessage[];
}): void {
  for (const one of items) {
    const as = one.movedAs === null ? "[đã rút, không báo / withdrawn, not told]" : one.movedAs;
    console.log(
      `${one.messageId}  ${one.receiver} ${one.subject} #${one.sequence}  [${one.was}]  → ${one.movedTo} ${as}  ` +
        one.at.toISOString(),
    );
    console.log(`  ${one.effective}, ${one.ground}: ${one.basis} (${one.by})`);
  }
  console.log(`${items.length}/${total}`);
  if (undecided > 0)
    console.log(
      `${undecided} luồng chờ quyết định cơ quan kế tiếp / lanes wait for a decision who follows: hub succession cases`,
    );
}

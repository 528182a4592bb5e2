import { InvalidArgumentError, type Command } from "commander";
import {
  decideInbox,
  findItem,
  inboxStates,
  listItems,
  type InboxItem,
  type InboxState,
} from "../../core/service/decide-inbox.ts";
import type { RefusalCode } from "../../core/domain/refusal.ts";
import { erasePacket } from "../../core/service/forget-portal.ts";
import { fill, problems } from "../../gateway/problems/index.ts";
import type { Database } from "../../platform/database.ts";
import { StartError } from "../../platform/start-error.ts";
import { toJson } from "./language.ts";
import { reasonOf, refused, wholeNumber } from "./parked.ts";
import { whoRuns } from "./who-runs.ts";

interface DecideOptions {
  readonly reason: string;
  readonly by: string;
  readonly unit?: string;
}

/** `hub portal inbox list | show | release | refuse`: what the portal handed down and waits for a person. */
export function addPortalInboxCommand(portal: Command, open: () => Promise<Database>): void {
  const inbox = portal
    .command("inbox")
    .description(
      "gói tin Cổng gửi xuống, gói nào chờ người xử lý / what the portal handed down, what waits for a person",
    );

  inbox
    .command("list")
    .description("gói tin chờ người xử lý: vì sao, làm gì / packets that wait for a person: why, and what next")
    .option("--state <state>", inboxStates.join(", "), stateOf, "parked" as InboxState)
    .option("--limit <n>", "nhiều nhất bao nhiêu dòng / how many at most", wholeNumber, 100)
    .option("--json", "dạng JSON / as JSON")
    .action(async ({ state, limit, json }: { state: InboxState; limit: number; json?: boolean }) => {
      const list = await listItems(await open(), { states: [state], limit });
      if (json) {
        // a listing tells nothing of people: what a packet says is shown one by one
        const items = list.items.map((item) => ({ ...item, body: undefined, files: item.files.length }));
        process.stdout.write(toJson({ items, total: list.total }));
        return;
      }
      for (const item of list.items) console.log(linesOf(item).join("\n"));
      console.log(`${list.items.length}/${list.total}`);
    });

  inbox
    .command("show")
    .description("một gói tin, cả nội dung / one packet, with what it says")
    .argument("<number>", "số trong hub portal inbox list / number in hub portal inbox list", idOf)
    .action(async (id: bigint) => {
      const item = await findItem(await open(), id);
      if (!item) throw refused("portal-item-unknown", { id: String(id) });
      console.log(linesOf(item).join("\n"));
      process.stdout.write(toJson({ ...item, body: item.body === null ? null : (JSON.parse(item.body) as unknown) }));
    });

  inbox
    .command("erase")
    .description(
      "xóa nội dung gói tin đã không nhận hoặc đã được thay; gói đã thành hồ sơ: xóa hồ sơ / erases what a refused or replaced packet says; one that became a dossier goes with it",
    )
    .argument("<number>", "số trong hub portal inbox list / number in hub portal inbox list", idOf)
    .action(async (id: bigint) => {
      if (!(await erasePacket(await open(), id)))
        throw new StartError(
          `${id}: không phải gói đã không nhận hoặc đã được thay, hoặc đã xóa. / ${id} is no refused or replaced packet, or was erased.`,
        );
      console.log(`${id}: đã xóa / erased`);
    });

  const decideCommand = (name: string, description: string, state: "waiting" | "refused", done: string) =>
    inbox
      .command(name)
      .description(description)
      .argument("<number>", "số trong hub portal inbox list / number in hub portal inbox list", idOf)
      .requiredOption("--reason <text>", "lý do, được ghi lại / why; goes on record", reasonOf)
      .option("--by <name>", "ai quyết định, được ghi lại / who decides; goes on record", whoRuns())
      .action(async (id: bigint, { reason, by, unit }: DecideOptions) => {
        const decided = await decideInbox(await open(), id, state, { at: new Date(), by, reason, unit });
        if (!decided.ok) throw refused(decided.code, decided.values);
        console.log(`${id}: ${done} (${by})`);
      });

  decideCommand(
    "release",
    "nguyên nhân đã sửa: nhận lại ngay / the cause is mended: it is taken in again",
    "waiting",
    "nhận lại ngay / is taken in again",
  ).option("--unit <code>", "giao cho cơ quan này / this agency receives it");
  decideCommand(
    "refuse",
    "không nhận gói tin này; Cổng gửi lại sẽ được báo / shall not be taken in; the portal is told when it comes again",
    "refused",
    "không nhận / not taken in",
  );
}

function linesOf(item: InboxItem): string[] {
  const { id, flow, nationalCode, revision, cameAt, state, fault, dossier, decided } = item;
  const head = `${id}  ${flow.padEnd(16)} ${nationalCode} #${revision}  ${cameAt.toISOString()}  ${state}  ${dossier ?? ""}`;
  if (!fault || state !== "parked") return [head.trimEnd()];
  const { vi, en } = problems[fault.code];
  return [
    head.trimEnd(),
    `  ${fill(vi.detail, fault.values)} / ${fill(en.detail, fault.values)}`,
    ...(fault.field === undefined ? [] : [`  trường / field: ${fault.field}`]),
    `  → ${remedyOf(fault.code, { ...fault.values, id: String(id) })}`,
    ...(decided ? [`  đã quyết định / decided before: ${decided.by}: ${decided.reason}`] : []),
  ];
}

/** What others answer to a caller of theirs tells the caller what to do; here a person mends the cause. */
function remedyOf(code: RefusalCode, values: Readonly<Record<string, string>>): string {
  if (code.startsWith("portal-"))
    return `${fill(problems[code].vi.remedy, values)} / ${fill(problems[code].en.remedy, values)}`;
  return (
    `Sửa nguyên nhân ở trục (danh mục, đơn vị, đối tác) rồi hub portal inbox release ${values["id"] ?? ""}; nếu không nhận, refuse. ` +
    `/ Mend the cause in the hub (catalogue, agencies, partners), then hub portal inbox release ${values["id"] ?? ""}; if it shall not be taken in, refuse.`
  );
}

function stateOf(text: string): InboxState {
  const found = inboxStates.find((state) => state === text);
  if (!found) throw new InvalidArgumentError(`${inboxStates.join(", ")}.`);
  return found;
}

function idOf(text: string): bigint {
  if (/^[1-9]\d{0,17}$/.test(text)) return BigInt(text);
  throw new InvalidArgumentError("Một số nguyên dương. / A positive whole number.");
}

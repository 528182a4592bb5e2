import { InvalidArgumentError, type Command } from "commander";
import type { Decision } from "../../bus/substitute.ts";
import { dismiss, listUnreadable, release, type Unreadable, type UnreadableDecided } from "../../bus/unreadable.ts";
import type { Refusal } from "../../core/domain/refusal.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { refused, reasonOf, wholeNumber } from "./parked.ts";
import { whoRuns } from "./who-runs.ts";

interface DecideOptions {
  readonly reason: string;
  readonly by: string;
}

/** `hub deliveries unreadable | release | dismiss`: what came off the transport and could not be taken in. */
export function addUnreadableCommands(deliveries: Command, open: () => Promise<Database>): void {
  deliveries
    .command("unreadable")
    .description(
      "tin trên đường truyền mà trục không nhận được: vì sao / what came off the transport and could not be taken in",
    )
    .option("--limit <n>", "nhiều nhất bao nhiêu dòng / how many at most", wholeNumber, 100)
    .option("--json", "dạng JSON / as JSON")
    .action(async ({ limit, json }: { readonly limit: number; readonly json?: boolean }) => {
      const list = await listUnreadable(await open(), limit);
      if (json) console.log(JSON.stringify(list, null, 2));
      else {
        list.items.forEach(printUnreadable);
        console.log(`${list.items.length}/${list.total}`);
      }
    });

  const decideCommand = (
    name: string,
    description: string,
    act: (tx: Tx, id: number, decision: Decision) => Promise<UnreadableDecided | Refusal>,
    done: string,
  ) =>
    deliveries
      .command(name)
      .description(description)
      .argument("<number>", "số trong hub deliveries unreadable / number in hub deliveries unreadable", idOf)
      .requiredOption("--reason <text>", "lý do, được ghi lại / why; goes on record", reasonOf)
      .option("--by <name>", "ai quyết định, được ghi lại / who decides; goes on record", whoRuns())
      .action(async (id: number, { reason, by }: DecideOptions) => {
        const db = await open();
        // thrown inside, so that nothing of a refused decision stays
        await db.transaction().execute(async (tx) => {
          const decided = await act(tx, id, { reason, by, at: new Date() });
          if (!decided.ok) throw refused(decided.code, decided.values);
        });
        console.log(`${id}: ${done} (${by})`);
      });

  decideCommand(
    "release",
    "nguyên nhân đã sửa: gửi lại tin mà đơn vị còn chờ / the cause is mended: what a unit waits for goes out again",
    release,
    "gửi lại ngay / goes out again now",
  );
  decideCommand(
    "dismiss",
    "không đơn vị nào chờ tin này: bỏ khỏi danh sách, vẫn lưu / nobody is owed it: off the list, kept on record",
    dismiss,
    "bỏ khỏi danh sách / off the list",
  );
}

function printUnreadable(one: Unreadable): void {
  const whose =
    one.receiver === null ? "" : `${one.receiver} ${one.subject ?? ""} #${one.sequence ?? ""} ${one.messageId ?? ""}`;
  console.log(`${one.id}  ${one.parkedAt.toISOString()}  ${one.bytes} byte  ${whose}`);
  console.log(`  ${one.reason}`);
  console.log(
    one.owed
      ? `  → đơn vị còn chờ tin này: hub deliveries release ${one.id} / a unit waits for it`
      : `  → không ai chờ tin này: hub deliveries dismiss ${one.id} / nobody is owed it`,
  );
}

function idOf(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 2_147_483_647) return number;
  throw new InvalidArgumentError("Một số nguyên dương. / A positive whole number.");
}

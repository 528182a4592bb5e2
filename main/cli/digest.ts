import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Command } from "commander";
import { makeAsk } from "../../adapters/unit/ask.ts";
import { exchangeDigests } from "../../bus/digest/exchange.ts";
import { askNightly, askNoMore, digestRuns, type DigestRun } from "../../bus/digest/reports.ts";
import type { Difference } from "../../bus/digest/compare.ts";
import { parseDay } from "../../core/domain/day.ts";
import { findPartner, findSubscription } from "../../core/store/partners.ts";
import { readConfig } from "../../platform/config.ts";
import type { Database } from "../../platform/database.ts";
import { openLog } from "../../platform/log.ts";
import { openMasterKey } from "../../platform/master-key.ts";
import { StartError } from "../../platform/start-error.ts";
import { whoRuns } from "./who-runs.ts";

interface ShowOptions {
  readonly partner?: string;
  readonly day?: string;
  readonly json?: boolean;
}

/** `hub digest ask | run | show`: whether partners hold what they took over (docs/digest.md). */
export function addDigestCommand(program: Command, open: () => Promise<Database>): void {
  const digest = program
    .command("digest")
    .description("đối soát với đơn vị / whether partners hold what they took over");

  digest
    .command("ask")
    .description("mỗi đêm hỏi đối tác này qua webhook / asks this partner by webhook every night")
    .argument("<partner>")
    .option("--stop", "thôi hỏi / no more")
    .option("--by <name>", "ai quyết định, được ghi lại / who decides; goes on record", whoRuns())
    .action(async (partner: string, { stop, by }: { readonly stop?: boolean; readonly by: string }) => {
      const db = await open();
      await webhookPartner(db, partner);
      if (stop) await askNoMore(db, partner);
      else await askNightly(db, partner, by);
      console.log(
        stop
          ? `${partner}: không hỏi nữa / asked no more`
          : `${partner}: hỏi mỗi đêm lúc 01:30 / asked every night at 01:30`,
      );
    });

  digest
    .command("run")
    .description("hỏi ngay, so và sửa / asks now, compares and repairs")
    .option("--partner <id>", "một đối tác / one partner")
    .option("--json", "dạng JSON / as JSON")
    .action(async ({ partner, json }: ShowOptions) => {
      const db = await open();
      if (partner !== undefined) await webhookPartner(db, partner);
      const config = readConfig();
      const { secretOf } = await openMasterKey(db, config.masterKeyFile ?? join(config.dataDir, "master.key"));
      const ask = makeAsk({ secretOf, privateWebhooks: config.privateWebhooks });
      const log = openLog("silent", "cli");
      const asked = await exchangeDigests({ db, ask, newId: randomUUID, log }, new Date(), partner);
      if (asked.length === 0)
        throw new StartError(
          `Chưa có đối tác nào đồng ý được hỏi; thêm bằng: hub digest ask ${partner ?? "PARTNER"}. ` +
            `/ No partner agreed to be asked; add it with hub digest ask ${partner ?? "PARTNER"}.`,
        );
      if (json) console.log(JSON.stringify(asked, null, 2));
      else
        for (const one of asked) {
          if (one.ok) printCompared(one.report);
          else console.log(`${one.partner}: không có bảng đối soát / no digest: ${one.detail}`);
        }
      if (asked.some(({ ok }) => !ok)) process.exitCode = 1;
    });

  digest
    .command("show")
    .description("các lần đối soát, mới nhất trước / digests, newest first")
    .option("--partner <id>", "một đối tác / of one partner")
    .option("--day <day>", "một ngày / of one day, YYYY-MM-DD")
    .option("--json", "dạng JSON / as JSON")
    .action(async ({ partner, day, json }: ShowOptions) => {
      const db = await open();
      const runs = await digestRuns(db, { partner, day: day === undefined ? undefined : knownDay(day) });
      if (json) console.log(JSON.stringify(runs, null, 2));
      else for (const run of runs) printRun(run);
      if (!json && runs.length === 0) console.log("Chưa có lần đối soát nào. / No digest yet.");
    });
}

async function webhookPartner(db: Database, id: string): Promise<void> {
  if (!(await findPartner(db, id)))
    throw new StartError(`Không có đối tác ${id}; xem: hub partners list. / There is no partner ${id}.`);
  if ((await findSubscription(db, id)).channel !== "webhook")
    throw new StartError(
      `${id} không dùng webhook; hệ thống đó tự gửi POST /v1/digests/{ngày}. ` +
        `/ ${id} has no webhook; it brings its digest itself with POST /v1/digests/{day}.`,
    );
}

function knownDay(text: string): string {
  try {
    return parseDay(text);
  } catch {
    throw new StartError(`--day là một ngày, ví dụ 2026-11-20. / --day is a day such as 2026-11-20.`);
  }
}

function printRun(run: DigestRun): void {
  if (run.ending === "compared") printCompared(run, ` ${run.at}`);
  else console.log(`${run.partner} ${run.day} ${run.at}: không có bảng đối soát / no digest: ${run.detail}`);
}

function printCompared(
  report: Pick<DigestRun, "partner" | "day" | "compared" | "inFlight" | "differences">,
  at = "",
): void {
  const { partner, day, compared, inFlight, differences } = report;
  console.log(
    `${partner} ${day}${at}: ${compared} hồ sơ/dossiers, ${inFlight} đang gửi/under way, ` +
      `${differences.length} khác/differences`,
  );
  for (const one of differences) {
    const side = (of: Difference["ours"]) => (of ? `#${of.sequence} ${of.state ?? "-"}` : "–");
    console.log(
      `  ${one.receiver.padEnd(12)} ${one.dossier}  ${one.class}: ta/ours ${side(one.ours)}, họ/theirs ${side(one.theirs)}` +
        ` → ${one.repair}`,
    );
    console.log(`    ${one.explanation.vi} / ${one.explanation.en}`);
  }
}

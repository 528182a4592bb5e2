import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { InvalidArgumentError, type Command } from "commander";
import { decideReplay, type ReplayDecision } from "../../bus/replay/decide.ts";
import { draftReplay } from "../../bus/replay/draft.ts";
import { findReplay, listReplays, type Replay, type ReplayDetail } from "../../bus/replay/read.ts";
import { findDossierCode } from "../../core/domain/dossier-code.ts";
import { findOrgCode } from "../../core/domain/org-code.ts";
import type { Refusal } from "../../core/domain/refusal.ts";
import { fill, problems } from "../../gateway/problems.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { StartError } from "../../platform/start-error.ts";
import { openProgress } from "./progress.ts";
import { whoRuns } from "./who-runs.ts";

interface DraftOptions {
  readonly receiver: string;
  readonly from: Date;
  readonly to?: Date;
  readonly dossier?: string;
  readonly type?: string;
  readonly rate?: number;
  readonly reason: string;
  readonly by: string;
  readonly start?: boolean;
  readonly json?: boolean;
}

interface DecideOptions {
  readonly start?: boolean;
  readonly pause?: boolean;
  readonly abort?: boolean;
  readonly reason?: string;
  readonly by: string;
  readonly json?: boolean;
}

const lookAgainMs = 500;

/** `hub deliveries replay | replays`: seen first, then started; a worker sends. */
export function addReplayCommands(deliveries: Command, open: () => Promise<Database>): void {
  deliveries
    .command("replay")
    .description(
      "xem trước việc gửi lại tin đơn vị đã nhận; --start thì gửi / a preview of sending what was delivered again; --start sends",
    )
    .requiredOption("--receiver <code>", "đơn vị / the agency")
    .requiredOption("--from <time>", "từ lúc, ví dụ 2026-11-20T08:00:00+07:00 / announced from", timeOf)
    .option("--to <time>", "đến trước lúc; mặc định: bây giờ / to before; default: now", timeOf)
    .option("--dossier <code>", "chỉ một hồ sơ / of one dossier")
    .option("--type <type>", "chỉ một loại tin, ví dụ vn.lienthong.dossier.moved.v1 / of one type")
    .option("--rate <n>", "số tin mỗi phút, 1–600, mặc định 60 / messages a minute", rateOf)
    .requiredOption("--reason <text>", "lý do, được ghi lại / why; goes on record", reasonOf)
    .option("--by <name>", "ai quyết định, được ghi lại / who decides; goes on record", whoRuns())
    .option("--start", "gửi và chờ đến khi xong / send, and wait until it is done")
    .option("--json", "dạng JSON / as JSON")
    .action(async (options: DraftOptions) => {
      const { from, dossier, type, rate: perMinute, reason, by } = options;
      const receiver = findOrgCode(options.receiver);
      if (!receiver) throw refused({ code: "unit-unknown", values: { unit: options.receiver } });
      const db = await open();
      const id = randomUUID();
      const now = new Date();
      const wish = {
        ...{ receiver, from, to: options.to ?? now, type, perMinute, reason },
        dossier: dossier === undefined ? undefined : (findDossierCode(dossier) ?? dossier),
      };
      await within(db, (tx) => draftReplay(tx, id, wish, by, now));
      if (options.start) {
        printReplay(await read(db, id), false);
        await within(db, (tx) => decideReplay(tx, id, "start", { by, reason, at: new Date() }));
        await follow(db, id);
      }
      printReplay(await read(db, id), options.json ?? false);
    });

  deliveries
    .command("replays")
    .description("các lần gửi lại; xem, bắt đầu, tạm dừng, hủy / replays: see, start, pause, abort")
    .argument("[id]", "một lần / one of them")
    .option("--start", "bắt đầu, hoặc tiếp tục / start, or go on")
    .option("--pause", "tạm dừng / pause")
    .option("--abort", "hủy hẳn / end for good")
    .option("--reason <text>", "lý do, được ghi lại / why; goes on record", reasonOf)
    .option("--by <name>", "ai quyết định, được ghi lại / who decides; goes on record", whoRuns())
    .option("--json", "dạng JSON / as JSON")
    .action(async (id: string | undefined, options: DecideOptions) => {
      const db = await open();
      const wanted = (["start", "pause", "abort"] as const).filter((name) => options[name]);
      if (id === undefined) {
        const items = await listReplays(db, 100);
        if (options.json) console.log(JSON.stringify({ items }, null, 2));
        else items.forEach(printLine);
        return;
      }
      if (!isUuid(id)) throw refused({ code: "replay-unknown", values: { replay: id } });
      if (wanted.length > 1)
        throw new StartError("Chỉ một trong --start, --pause, --abort. / One of --start, --pause, --abort.");
      const [decision] = wanted;
      if (decision) await decide(db, id, decision, options);
      printReplay(await read(db, id), options.json ?? false);
    });
}

async function decide(db: Database, id: string, decision: ReplayDecision, { by, reason }: DecideOptions) {
  if (reason === undefined) throw new StartError("Cho biết lý do bằng --reason. / Say why with --reason.");
  await within(db, (tx) => decideReplay(tx, id, decision, { by, reason, at: new Date() }));
}

/** Shows how far it is until it has ended or somebody paused it. Ctrl-C ends the looking, not the replay. */
async function follow(db: Database, id: string): Promise<void> {
  const progress = openProgress("gửi lại / replay", process.stderr, (line) => process.stderr.write(line));
  try {
    for (;;) {
      const { state, counts } = await read(db, id);
      const done = counts.sent + counts.failed;
      progress.onProgress(done, done + counts.pending);
      if (state !== "running") return;
      await pause(lookAgainMs);
    }
  } finally {
    progress.stop();
  }
}

/** Thrown inside the transaction, so that nothing of what is refused stays. */
const within = (db: Database, act: (tx: Tx) => Promise<{ readonly ok: true } | Refusal>) =>
  db.transaction().execute(async (tx) => {
    const done = await act(tx);
    if (!done.ok) throw refused(done);
  });

async function read(db: Database, id: string): Promise<ReplayDetail> {
  const found = await findReplay(db, id);
  if (!found) throw refused({ code: "replay-unknown", values: { replay: id } });
  return found;
}

function printReplay(one: ReplayDetail, asJson: boolean): void {
  if (asJson) {
    console.log(JSON.stringify(one, null, 2));
    return;
  }
  printLine(one);
  console.log(
    `  ${one.from.toISOString()} … ${one.to.toISOString()}  ${one.dossier ?? ""} ${one.type ?? ""}\n` +
      `  ${one.messages} tin/messages, ${one.lanes} hồ sơ/dossiers; đơn vị đã xác nhận / confirmed before: ${one.alreadyHas}; ` +
      `${one.perMinute}/phút/min, còn khoảng / about ${one.estimatedSeconds} s`,
  );
  for (const { reason, count, what } of one.leftOut)
    console.log(`  không gửi / left out: ${count} × ${reason}: ${what.vi} / ${what.en}`);
  for (const { messageId, subject, sequence, reason } of one.failed)
    console.log(`  không nhận / not taken: ${messageId} ${subject} #${sequence} ${reason}`);
  for (const { change, by, reason, at } of one.changes)
    console.log(`  ${at.toISOString()} ${change} (${by}): ${reason}`);
}

function printLine(one: Replay): void {
  const { pending, sent, failed, left } = one.counts;
  console.log(
    `${one.id}  ${one.receiver.padEnd(12)} [${one.state}]  ${sent} gửi/sent, ${pending} chờ/pending, ` +
      `${failed} không nhận/failed, ${left} bỏ/left${one.waitsFor === null ? "" : `  (${one.waitsFor})`}`,
  );
}

function refused({ code, values }: Pick<Refusal, "code" | "values">): StartError {
  const { vi, en } = problems[code];
  return new StartError(
    `${fill(vi.detail, values)} ${fill(vi.remedy, values)} / ${fill(en.detail, values)} ${fill(en.remedy, values)}`,
  );
}

const isUuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/** A moment with its zone: without one nobody knows which was meant. */
function timeOf(text: string): Date {
  const time = new Date(text);
  if (/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new InvalidArgumentError("Ví dụ / for example: 2026-11-20T08:00:00+07:00.");
}

function rateOf(text: string): number {
  const rate = Number(text);
  if (Number.isInteger(rate) && rate >= 1 && rate <= 600) return rate;
  throw new InvalidArgumentError("Số nguyên từ 1 đến 600. / A whole number from 1 to 600.");
}

function reasonOf(text: string): string {
  if (text.trim().length >= 5 && text.length <= 500) return text.trim();
  throw new InvalidArgumentError("Từ 5 đến 500 ký tự. / 5 to 500 characters.");
}

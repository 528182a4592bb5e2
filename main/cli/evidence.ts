import { readFile, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { listEvidenceKeys, publishEvidenceKey, settleEvidence } from "../../bus/evidence/chain.ts";
import { eraseEvidence, type Erased } from "../../bus/evidence/erase.ts";
import { exportEvidence, longestExport, recordsBetween } from "../../bus/evidence/export.ts";
import type { Scope } from "../../bus/evidence/lines.ts";
import { evidencePurpose, openEvidenceKey, type EvidenceKey } from "../../bus/evidence/signing.ts";
import { StampError } from "../../bus/evidence/stamp.ts";
import { verifyEvidence, type Fault, type Verdict } from "../../bus/evidence/verify.ts";
import { findDossierCode } from "../../core/domain/dossier-code.ts";
import { erasedWords, eraseDossierWords } from "../../core/store/erase-dossier.ts";
import { readConfig } from "../../platform/config.ts";
import { openDatabase, type Database } from "../../platform/database.ts";
import { openMasterKey } from "../../platform/master-key.ts";
import { StartError } from "../../platform/start-error.ts";

interface ExportOptions {
  readonly dossier?: string;
  readonly range?: string;
  readonly out?: string;
}
interface VerifyOptions {
  readonly key?: string;
  readonly tsa?: string;
  readonly json?: boolean;
}
interface EraseOptions {
  readonly dossier?: string;
  readonly message?: string;
  readonly reason: string;
  readonly by: string;
}

/** `hub evidence key | export | verify | erase` (docs/evidence.md). Verifying needs no database and no hub. */
export function addEvidenceCommand(
  program: Command,
  open: () => Promise<Database>,
  openOwner: () => Promise<string>,
  keyFile = () => {
    const { masterKeyFile, dataDir } = readConfig();
    return masterKeyFile ?? join(dataDir, "master.key");
  },
): void {
  const evidence = program.command("evidence").description("bằng chứng / the evidence chain");
  const openKey = async (db: Database): Promise<EvidenceKey> => {
    const key = openEvidenceKey((await openMasterKey(db, keyFile())).seedOf(evidencePurpose));
    await publishEvidenceKey(db, key);
    return key;
  };

  evidence
    .command("key")
    .description("các khóa công khai của bằng chứng / the public keys of the evidence")
    .action(async () => {
      const db = await open();
      await openKey(db);
      for (const { id, publicPem } of await listEvidenceKeys(db)) console.log(`# ${id}\n${publicPem.trimEnd()}`);
    });

  evidence
    .command("export")
    .description("xuất một tệp tự kiểm tra được / writes a file that verifies by itself")
    .option("--dossier <code>", "mọi bằng chứng của một hồ sơ / everything about one dossier")
    .option("--range <from..to>", "số bản ghi hoặc ngày, kể cả hai đầu / record numbers or days, both included")
    .option("--out <file>", "ghi vào tệp / into a file")
    .action(async (options: ExportOptions) => {
      const db = await open();
      const key = await openKey(db);
      if (!(await settleEvidence(db, key, 60_000)))
        throw new StartError(
          "Chuỗi bằng chứng chưa kịp ký trong một phút; hãy thử lại sau. " +
            "/ The evidence could not be signed within a minute; try again later.",
        );
      const wanted = await wantedOf(db, options);
      const made = wanted && (await exportEvidence(db, wanted, key, new Date()));
      if (!made) throw new StartError("Không có bằng chứng nào như vậy. / There is no such evidence.");
      const text = made.lines.join("");
      if (options.out === undefined) process.stdout.write(text);
      else await writeFile(options.out, text);
      const say = options.out === undefined ? console.error : console.log;
      say(`${made.records} bản ghi / records (${made.first}..${made.last}), khóa / key ${key.id}`);
      if (made.changed.length > 0)
        say(
          `Cảnh báo: nội dung của bản ghi ${made.changed.join(", ")} trong cơ sở dữ liệu không còn như lúc ghi. ` +
            "/ Warning: the content of these records in the database is no longer what it was.",
        );
    });

  evidence
    .command("verify")
    .description("kiểm tra một tệp, không cần mạng / checks a file, offline")
    .argument("<file>")
    .option("--key <file>", "khóa công khai của trục (PEM) / the hub's public keys (PEM)")
    .option(
      "--tsa <file>",
      "chứng thư của tổ chức cấp dấu thời gian (PEM) / the time-stamping authority's certificates",
    )
    .option("--json", "dạng JSON / as JSON")
    .action(async (file: string, options: VerifyOptions) => {
      const verdict = await judge(await readFile(file), options);
      if (options.json) console.log(JSON.stringify(verdict, null, 2));
      else print(verdict, options);
      if (verdict.faults.length > 0)
        throw new StartError(
          `Tệp KHÔNG đúng: ${verdict.faults.length} lỗi. / The file does NOT hold: ${verdict.faults.length} fault(s).`,
        );
    });

  evidence
    .command("erase")
    .description("xóa nội dung, giữ nguyên chuỗi / erases content, the chain stays whole")
    .option("--dossier <code>", "mọi nội dung của một hồ sơ đã kết thúc / all content of an ended dossier")
    .option("--message <id>", "một tin / one message")
    .requiredOption("--reason <text>", "vì sao, được ghi lại / why; goes on record")
    .option("--by <name>", "ai quyết định, được ghi lại / who decides; goes on record", whoRuns())
    .action(async ({ dossier, message, reason, by }: EraseOptions) => {
      if ((dossier === undefined) === (message === undefined) || reason.trim() === "" || by.trim() === "")
        throw new StartError(
          "Cho biết --dossier hoặc --message, một trong hai, và lý do. / Name --dossier or --message, one of the two, and a reason.",
        );
      const db = openDatabase(await openOwner(), "hub evidence", 1, "hub_owner");
      try {
        await erase(db, dossier === undefined ? { message: message ?? "" } : { subject: dossier }, reason, by);
      } finally {
        await db.destroy();
      }
      console.log(
        `Đã xóa nội dung và muối của ${dossier ?? message ?? ""}; chuỗi bằng chứng còn nguyên. / Content and salts erased; the chain is whole.`,
      );
    });
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function erase(db: Database, what: Erased, reason: string, by: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const code = "subject" in what ? findDossierCode(what.subject) : undefined;
    if ("subject" in what && (code === undefined || !(await eraseDossierWords(tx, code))))
      throw new StartError(
        `Không có hồ sơ ${what.subject}, hoặc hồ sơ chưa kết thúc. / There is no dossier ${what.subject}, or it has not ended.`,
      );
    const result =
      "message" in what && !uuid.test(what.message)
        ? "unknown"
        : await eraseEvidence(tx, what, erasedWords, reason, by);
    if (result === "unknown") throw new StartError("Không có tin mang mã đó. / There is no message with that id.");
    if (result === "open")
      throw new StartError(
        "Còn tin chưa giao xong: gửi xong hoặc hủy rồi mới xóa. / A message is still to be delivered: deliver or drop it first.",
      );
  });
}

const day = /^\d{4}-\d{2}-\d{2}$/;
const dayMs = 86_400_000;

/** @returns undefined when nothing was recorded on those days. */
async function wantedOf(db: Database, { dossier, range }: ExportOptions): Promise<Scope | undefined> {
  if ((dossier === undefined) === (range === undefined))
    throw new StartError(
      "Cho biết --dossier hoặc --range, một trong hai. / Name --dossier or --range, one of the two.",
    );
  if (dossier !== undefined) return { dossier };
  const [from = "", to = ""] = (range ?? "").split("..");
  const scope = await stretchOf(db, from, to);
  if (scope && scope.last - scope.first >= longestExport)
    throw new StartError(
      `Nhiều hơn ${longestExport} bản ghi; hãy chia nhỏ khoảng ${scope.first}..${scope.last}. ` +
        `/ More than ${longestExport} records; export ${scope.first}..${scope.last} in parts.`,
    );
  return scope;
}

async function stretchOf(db: Database, from: string, to: string) {
  // days in Viet Nam
  const [start, end] = [from, to].map((text) => new Date(day.test(text) ? `${text}T00:00:00+07:00` : Number.NaN));
  if (start && end && end >= start) return recordsBetween(db, start, new Date(end.getTime() + dayMs));
  const [first, last] = [Number(from), Number(to)];
  if (/^\d+$/.test(from) && /^\d+$/.test(to) && Number.isSafeInteger(last) && first >= 1 && last >= first)
    return { first, last };
  throw new StartError(
    "--range là hai số hoặc hai ngày, như 1..500 hay 2026-11-01..2026-11-30. " +
      "/ --range is two numbers or two days, such as 1..500 or 2026-11-01..2026-11-30.",
  );
}

async function judge(bytes: Uint8Array, { key, tsa }: VerifyOptions): Promise<Verdict> {
  const trust = {
    ...(key === undefined ? {} : { keys: await readFile(key, "utf8") }),
    ...(tsa === undefined ? {} : { authorities: await readFile(tsa, "utf8") }),
  };
  try {
    return await verifyEvidence(bytes, trust);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof StampError)) throw error;
    throw new StartError(
      `Khóa hoặc chứng thư dùng để kiểm tra không đọc được (${error.message}). / What is to be trusted cannot be read.`,
    );
  }
}

const words: Readonly<Record<Fault["kind"], string>> = {
  unreadable: "không đọc được",
  altered: "bị sửa",
  dropped: "bị bỏ bớt",
  inserted: "bị chèn thêm",
  reordered: "bị đổi thứ tự",
  truncated: "bị cắt cụt",
  foreignKey: "ký bằng khóa lạ",
  stampReplaced: "dấu thời gian bị thay",
};

function print(verdict: Verdict, { key, tsa }: VerifyOptions): void {
  for (const { kind, detail } of verdict.faults) console.log(`✗ ${words[kind]} / ${kind}: ${detail}`);
  const { scope } = verdict;
  const about = !scope ? "?" : "dossier" in scope ? scope.dossier : `${scope.first}..${scope.last}`;
  console.log(`${about}: ${verdict.records} bản ghi / records, xuất lúc / exported at ${verdict.exportedAt ?? "?"}`);
  console.log(`Khóa / keys: ${verdict.keys.join(", ")}${key === undefined ? "" : " ✓"}`);
  if (key === undefined)
    console.log(
      "  Chưa đối chiếu: so mã khóa với GET /.well-known/evidence-keys của trục hoặc dùng --key. " +
        "/ Not vouched for: compare the id with the hub's GET /.well-known/evidence-keys, or give --key.",
    );
  for (const { head, at, authority, fingerprint } of verdict.stamps)
    console.log(
      `Dấu thời gian / stamp of head ${head}: ${at.toISOString()}, ${authority}, ` +
        (tsa === undefined ? `chưa đối chiếu / not vouched for, ${fingerprint}` : "✓"),
    );
  if (verdict.unstamped > 0) console.log(`Không có dấu thời gian / without a stamp: ${verdict.unstamped} head(s)`);
  if (verdict.erased > 0) console.log(`Nội dung đã xóa / content erased: ${verdict.erased} digest(s)`);
  if (verdict.faults.length === 0) console.log("Đúng: không bị sửa, bỏ, chèn, đổi chỗ, cắt. / It holds.");
}

/** The login of whoever runs the command; a container may have none. */
function whoRuns(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "?"}`;
  }
}

import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { sql } from "kysely";
import type { Database, Reader, Tx } from "./database.ts";
import { StartError } from "./start-error.ts";

/**
 * The key from which the secrets of webhooks and slips and the evidence key are derived; the secrets themselves are
 * stored nowhere (P12).
 */
export interface MasterKey {
  /** Secret of a partner's webhook in the Standard Webhooks form. A new version is a new secret. */
  readonly secretOf: (partnerId: string, version: number) => string;
  /** Password of a partner's user in RabbitMQ. A new version is a new user. */
  readonly amqpPasswordOf: (partnerId: string, version: number) => string;
  /** What opens a dossier's progress to whoever holds its slip: `XXXXX-XXXXX`, 50 bits, without I, L, O and U. */
  readonly slipSecretOf: (dossierCode: string) => string;
  /** A digest that only this hub can compute: for what must be recognised again and not be read. */
  readonly blind: (text: string) => string;
  /** 32 bytes for another purpose; the same in every process, and unrelated to any webhook secret. */
  readonly seedOf: (purpose: string) => Buffer;
  /** Tells two keys apart and gives neither away. */
  readonly fingerprint: string;
}

/** What a key of this content would sign with. */
export const masterKey = (key: Buffer): MasterKey => ({
  secretOf: (partnerId, version) =>
    `whsec_${createHmac("sha256", key).update(`${partnerId}:${version}`).digest("base64")}`,
  amqpPasswordOf: (partnerId, version) =>
    createHmac("sha256", key).update(`amqp:${partnerId}:${version}`).digest("base64url"),
  slipSecretOf: (dossierCode) => slipText(createHmac("sha256", key).update(`slip:${dossierCode}`).digest()),
  blind: (text) => createHmac("sha256", key).update(`blind:${text}`).digest("hex").slice(0, 32),
  seedOf: (purpose) => Buffer.from(hkdfSync("sha256", key, "", `lien-thong-hub ${purpose}`, 32)),
  fingerprint: createHmac("sha256", key).update("fingerprint").digest("hex").slice(0, 32),
});

/** Crockford's digits: none is taken for another on paper or on the telephone. */
const slipDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

function slipText(digest: Buffer): string {
  const text = Array.from(digest.subarray(0, 10), (byte) => slipDigits[byte % 32]).join("");
  return `${text.slice(0, 5)}-${text.slice(5)}`;
}

/**
 * Reads the key file, or makes it on the first start, and makes sure that every process of one hub has the same key.
 * @throws {StartError} when the file is unusable, or is another than the database was used with before.
 */
export async function openMasterKey(db: Database, file: string): Promise<MasterKey> {
  const used = await findFingerprint(db);
  const key = masterKey(await readKey(file, used === undefined));
  const settled = used ?? (await settleFingerprint(db, key.fingerprint));
  if (settled !== key.fingerprint)
    throw new StartError(
      `Khóa chính ${file} không phải khóa mà cơ sở dữ liệu này đang dùng: chữ ký webhook sẽ sai ở mọi đơn vị. ` +
        "Hãy đặt lại đúng tệp khóa từ bản sao lưu hoặc từ máy chủ kia. " +
        `/ The master key ${file} is not the one this database is used with, so every webhook signature would be wrong: ` +
        "put back the right key file from the backup or from the other server.",
    );
  return key;
}

/**
 * Makes the key in the file the database's key, after the one before was lost: a new one when the file is missing or
 * damaged, else the one that is there. What was derived from the lost one is worth nothing from then on. Run as the
 * owner, in the transaction that ends the old secrets: the application may not change which key is the right one.
 * @throws {StartError} when there is nothing to replace.
 */
export async function replaceMasterKey(tx: Tx, file: string): Promise<MasterKey> {
  const used = await findFingerprint(tx);
  if (used === undefined)
    throw new StartError(
      "Cơ sở dữ liệu này chưa dùng khóa chính nào: lần chạy đầu tiên sẽ tự tạo. " +
        "/ This database has not used a master key yet: the first start makes it.",
    );
  const there = await readIfThere(file);
  if (there !== undefined && toKey(there) === undefined) await rename(file, `${file}.broken`);
  const key = masterKey(await readKey(file, true));
  if (key.fingerprint === used)
    throw new StartError(
      `Khóa chính ${file} đúng là khóa đang dùng: không có gì để thay. ` +
        `/ The master key ${file} is the one in use: there is nothing to replace.`,
    );
  await sql`update hub.setting set value = ${key.fingerprint} where name = ${setting}`.execute(tx);
  return key;
}

async function readKey(file: string, mayMake: boolean): Promise<Buffer> {
  const text = await readIfThere(file);
  if (text === undefined) {
    if (!mayMake)
      throw new StartError(
        `Thiếu tệp khóa chính ${file}: hãy chép lại từ bản sao lưu hoặc từ máy chủ kia. ` +
          `/ The master key file ${file} is missing: copy it from the backup or from the other server.`,
      );
    await makeKey(file);
    return readKey(file, false);
  }
  const key = toKey(text);
  if (!key)
    throw new StartError(
      `Tệp khóa chính ${file} hỏng: cần ít nhất 32 byte viết bằng base64. Hãy chép lại từ bản sao lưu. ` +
        `/ The master key file ${file} is damaged: it must hold at least 32 bytes in base64. Copy it from the backup.`,
    );
  return key;
}

function toKey(text: string): Buffer | undefined {
  const key = Buffer.from(text.trim(), "base64");
  return key.length < 32 ? undefined : key;
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new StartError(
      `Không đọc được tệp khóa chính ${file} (${message}): kiểm tra quyền đọc. ` +
        `/ The master key file ${file} cannot be read (${message}): check its permissions.`,
      { cause: error },
    );
  }
}

/** Whole or not at all, and only once: of two processes that start together both use the first one's key. */
async function makeKey(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const handle = await open(draft, "wx", 0o600);
  try {
    await handle.writeFile(`${randomBytes(32).toString("base64")}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await unlink(draft);
  }
}

const setting = "master_key_fingerprint";

async function findFingerprint(db: Reader): Promise<string | undefined> {
  const row = await db.selectFrom("setting").select("value").where("name", "=", setting).executeTakeFirst();
  return row?.value;
}

/** The first process to come settles it; the answer is what is settled. */
async function settleFingerprint(db: Database, fingerprint: string): Promise<string | undefined> {
  await sql`insert into hub.setting (name, value) values (${setting}, ${fingerprint}) on conflict do nothing`.execute(
    db,
  );
  return findFingerprint(db);
}

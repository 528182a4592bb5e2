import { readFile } from "node:fs/promises";
import { InvalidArgumentError, type Command } from "commander";
import { assignWaiting } from "../../bus/position.ts";
import {
  disablePartner,
  enablePartner,
  registerPartner,
  rotateSecret,
  type PartnerFault,
} from "../../core/service/register-partner.ts";
import { listPartners, setPace } from "../../core/store/partners.ts";
import { fill, problems } from "../../gateway/problems.ts";
import type { Database } from "../../platform/database.ts";
import { StartError } from "../../platform/start-error.ts";
import { addPartnerQueueCommand } from "./partner-queue.ts";

interface AddOptions {
  readonly name: string;
  readonly unit: string[];
  readonly operator?: boolean;
  readonly publicKey?: string;
}

const idOf = (text: string): string => {
  if (!/^[a-z0-9][a-z0-9-]{1,62}$/.test(text))
    throw new InvalidArgumentError("2–63 ký tự a–z, 0–9, gạch nối. / 2–63 characters a–z, 0–9, hyphen.");
  return text;
};

const within = (most: number) => (text: string) => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > most)
    throw new InvalidArgumentError(`Số nguyên từ 1 đến ${most}. / A whole number from 1 to ${most}.`);
  return number;
};

const sentences: Readonly<Record<PartnerFault["code"], (id: string) => string>> = {
  "partner-unknown": (id) =>
    `Không có đối tác ${id}; xem danh sách bằng: hub partners list. / There is no partner ${id}; see hub partners list.`,
  "partner-disabled": (id) =>
    `Đối tác ${id} đang bị khóa; mở khóa trước bằng: hub partners enable ${id}. ` +
    `/ Partner ${id} is disabled; let it in again first: hub partners enable ${id}.`,
  "partner-signs-itself": (id) =>
    `Đối tác ${id} tự ký bằng khóa riêng, không có bí mật để cấp lại; đổi khóa bằng: hub partners add ${id} --public-key … ` +
    `/ Partner ${id} signs with a key of its own and has no secret to renew; change the key: hub partners add ${id} --public-key …`,
};

/** `hub partners add | list | rotate | set | queue | disable | enable`: who may call, for which agencies, and be called how fast. */
export function addPartnersCommand(program: Command, open: () => Promise<Database>): void {
  const partners = program.command("partners").description("hệ thống được kết nối / connected systems");

  partners
    .command("add")
    .description(
      "đăng ký, hoặc thay toàn bộ danh sách đơn vị và cấp lại bí mật / register, or replace its units and renew the secret",
    )
    .argument("<id>", "tên ngắn, ví dụ lao-cai-mot-cua / short name", idOf)
    .requiredOption("--name <name>", "tên đầy đủ / full name")
    .requiredOption("--unit <code...>", "mã định danh của mọi đơn vị / identifiers of all its agencies")
    .option("--operator", "thêm quyền vận hành / operator rights as well")
    .option("--public-key <file>", "khóa công khai JWK thay cho bí mật (private_key_jwt) / JWK instead of a secret")
    .action(async (id: string, options: AddOptions) => {
      const registered = await registerPartner(
        { db: await open(), assignWaiting },
        {
          id,
          name: options.name,
          units: options.unit,
          roles: options.operator ? ["unit", "operator"] : ["unit"],
          practice: false,
          ...(options.publicKey === undefined ? {} : { publicJwk: await readJwk(options.publicKey) }),
        },
      );
      if (!registered.ok) {
        if (!("values" in registered)) throw new StartError(sentences[registered.code](id));
        const { vi, en } = problems[registered.code];
        throw new StartError(`${fill(vi.detail, registered.values)} / ${fill(en.detail, registered.values)}`);
      }
      for (const { unit, from } of registered.takenOver)
        console.log(`! ${unit}: trước đây do ${from} đại diện / spoken for by ${from} until now`);
      for (const unit of registered.released)
        console.log(`! ${unit}: không còn do ${id} đại diện / no longer spoken for by ${id}`);
      console.log(`client_id      ${registered.id}`);
      if (registered.secret !== undefined)
        console.log(`client_secret  ${registered.secret}   (chỉ hiện một lần / shown once)`);
      console.log(`units          ${registered.units.join(", ")}`);
    });

  partners
    .command("list")
    .option("--json", "dạng JSON / as JSON")
    .action(async (options: { json?: boolean }) => {
      const all = (await listPartners(await open())).map(
        ({ id, name, roles, units, practice, disabled, publicJwk }) => ({
          id,
          name,
          roles,
          units,
          practice,
          disabled,
          credential: publicJwk ? "key" : "secret",
        }),
      );
      if (options.json) console.log(JSON.stringify(all, null, 2));
      else
        for (const partner of all)
          console.log(
            `${partner.id.padEnd(24)} ${partner.disabled ? "[khóa/disabled] " : ""}${partner.name}  ${partner.units.join(", ")}`,
          );
    });

  partners
    .command("rotate")
    .description("cấp bí mật mới, bí mật cũ hết hiệu lực ngay / a new secret; the old one ends at once")
    .argument("<id>", "", idOf)
    .action(async (id: string) => {
      const rotated = await rotateSecret(await open(), id);
      if (!rotated.ok) throw new StartError(sentences[rotated.code](id));
      console.log(`client_secret  ${rotated.secret}   (chỉ hiện một lần / shown once)`);
    });

  partners
    .command("set")
    .description("tốc độ gọi webhook của đối tác / how fast the partner's webhook is called")
    .argument("<id>", "", idOf)
    .option("--concurrency <n>", "số lần gọi cùng lúc, 1–64 / calls at a time", within(64))
    .option("--rate <n>", "số lần gọi mỗi phút, 1–60000, hoặc none / calls a minute, or none", (text) =>
      text === "none" ? text : within(60_000)(text),
    )
    .action(async (id: string, { concurrency, rate }: { concurrency?: number; rate?: number | "none" }) => {
      if (concurrency === undefined && rate === undefined)
        throw new StartError("Nêu --concurrency hoặc --rate. / Name --concurrency or --rate.");
      const limits = {
        ...(concurrency === undefined ? {} : { concurrency }),
        ...(rate === undefined ? {} : { perMinute: rate === "none" ? null : rate }),
      };
      const pace = await (await open()).transaction().execute((tx) => setPace(tx, id, limits));
      if (!pace) throw new StartError(sentences["partner-unknown"](id));
      console.log(
        `${id}: ${pace.concurrency} cùng lúc/at a time, ${pace.perMinute ?? "không giới hạn/no limit"} mỗi phút/a minute`,
      );
    });

  addPartnerQueueCommand(partners, open);

  partners
    .command("disable")
    .description("khóa ngay, kể cả mã truy cập còn hạn / locks out at once, live tokens included")
    .argument("<id>", "", idOf)
    .action(async (id: string) => {
      if (!(await disablePartner(await open(), id))) throw new StartError(sentences["partner-unknown"](id));
      console.log(`${id}: đã khóa / disabled`);
    });

  partners
    .command("enable")
    .description("mở khóa, bí mật giữ nguyên / lets it in again with the secret it had")
    .argument("<id>", "", idOf)
    .action(async (id: string) => {
      if (!(await enablePartner(await open(), id))) throw new StartError(sentences["partner-unknown"](id));
      console.log(`${id}: đã mở khóa / enabled`);
    });
}

async function readJwk(file: string): Promise<Record<string, unknown>> {
  try {
    const jwk = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
    if ("d" in jwk) throw new StartError(`${file} chứa khóa riêng; chỉ gửi khóa công khai. / holds a private key.`);
    return jwk;
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`Không đọc được khóa JWK trong ${file}. / Cannot read a JWK from ${file}.`, { cause: error });
  }
}

import type { Command } from "commander";
import { listReserved, type ListedNumber } from "../../core/service/reserve-number.ts";
import type { Database } from "../../platform/database.ts";
import { speak, toJson, words } from "./language.ts";
import { wholeNumber } from "./parked.ts";

interface NumbersOptions {
  readonly all?: boolean;
  readonly limit: number;
  readonly json?: boolean;
  readonly english?: boolean;
}

/** `hub portal numbers`: numbers that were given before there was a dossier, and what came of them. */
export function addPortalNumbersCommand(portal: Command, open: () => Promise<Database>): void {
  portal
    .command("numbers")
    .description(
      "số hồ sơ VNeID xin trước mà chưa có hồ sơ / numbers that VNeID took and under which there is no dossier yet",
    )
    .option("--all", "cả số đã có hồ sơ / also those that a dossier bears")
    .option("--limit <n>", "nhiều nhất bao nhiêu dòng / how many at most", wholeNumber, 100)
    .option("--json", "dạng JSON / as JSON")
    .option("--english", "tiếng Anh / in English")
    .action(async ({ all = false, limit, json, english }: NumbersOptions) => {
      const list = await listReserved(await open(), { all, limit });
      if (json) {
        process.stdout.write(toJson(list));
        return;
      }
      const say = speak(english);
      for (const number of list.numbers) console.log(lineOf(number, say(comeOf(number))));
      console.log(`${list.numbers.length}/${list.total}`);
    });
}

const lineOf = ({ code, reservedAt, unit, procedure, service, reference }: ListedNumber, came: string): string =>
  `${code}  ${reservedAt.toISOString()}  ${unit}  ${procedure}  ${service}${reference === null ? "" : ` ${reference}`}  ${came}`;

const comeOf = ({ used, filing }: ListedNumber) =>
  used
    ? words("đã có hồ sơ", "a dossier bears it")
    : filing === null
      ? words("chưa nộp", "nothing was filed")
      : filing === "refused"
        ? words("gói tin đã bị từ chối", "what was filed was refused")
        : words("đã nộp, chưa thành hồ sơ: hub portal inbox list", "filed, no dossier yet: hub portal inbox list");

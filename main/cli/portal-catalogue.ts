import type { Command } from "commander";
import { PullFailed } from "../../adapters/national-portal/catalogue.ts";
import type { PortalConnection } from "../../adapters/national-portal/connection.ts";
import type { PullReport } from "../../core/service/pull-catalogue.ts";
import type { Database } from "../../platform/database.ts";
import { StartError } from "../../platform/start-error.ts";
import { pull } from "../portal.ts";
import { speak, toJson, words } from "./language.ts";

interface PullOptions {
  readonly apply?: boolean;
  readonly json?: boolean;
  readonly english?: boolean;
}

/** `hub portal catalogue pull`: what the portal's catalogue says otherwise than ours. */
export function addPortalCatalogueCommands(
  portal: Command,
  open: () => Promise<Database>,
  connectionOf: () => PortalConnection,
): void {
  portal
    .command("catalogue")
    .description("danh mục thủ tục của Cổng / the portal's catalogue")
    .command("pull")
    .description("lấy danh mục của Cổng và nêu chỗ khác / asks for it and names what differs")
    .option("--apply", "đưa vào danh mục; không có thì chỉ xem trước / takes it in; without it, a preview")
    .option("--json", "dạng JSON / as JSON")
    .option("--english", "tiếng Anh / in English")
    .action(async ({ apply = false, json, english }: PullOptions) => {
      const connection = connectionOf();
      const found = await pull(await open(), connection, apply, new Date()).catch((error: unknown) => {
        if (!(error instanceof PullFailed)) throw error;
        throw new StartError(
          `Không lấy được danh mục của Cổng: ${error.message}. Danh mục ở đây giữ nguyên. ` +
            `/ The portal's catalogue was not to be had: ${error.message}. Ours is as it was.`,
        );
      });
      process.stdout.write(json ? toJson(found) : `${pullLines(found, english).join("\n")}\n`);
      if (found.unread.length + found.unfit.length + found.refused.length > 0 || found.tooManyVanished)
        process.exitCode = 1;
    });
}

export function pullLines(found: PullReport, english?: boolean): string[] {
  const say = speak(english);
  const { applied, listed, added, changed, unchanged, vanished, tooManyVanished, unpublished, ended } = found;
  const group = (vi: string, en: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`${say(words(vi, en))}: ${lines.length}`, ...lines.map((line) => `  ${line}`)];
  return [
    say(
      words(
        `Cổng có ${listed} thủ tục: ${added.length} mới, ${changed.length} khác, ${unchanged} như cũ`,
        `The portal lists ${listed} procedures: ${added.length} new, ${changed.length} changed, ${unchanged} as they were`,
      ),
    ),
    ...group(
      "Mới",
      "New",
      added.map(({ code, name }) => `${code}  ${name}`),
    ),
    ...group(
      "Khác",
      "Changed",
      changed.map(({ code, name, what }) => `${code}  ${name}: ${what.join(", ")}`),
    ),
    ...(tooManyVanished
      ? group(
          "Không còn trên Cổng, nhiều bất thường nên chưa đánh dấu",
          "No longer listed, so many that the list is not believed",
          vanished,
        )
      : group("Không còn trên Cổng, đánh dấu không dùng", "No longer listed, marked as unused", vanished)),
    ...group("Cổng không công khai", "Not published by the portal", unpublished),
    ...group("Ở đây đã kết thúc; không tự mở lại", "Ended here; not reopened by a list", ended),
    ...group(
      "Chưa đọc được",
      "Not read",
      found.unread.map(({ code, why }) => `${code}: ${why}`),
    ),
    ...group(
      "Không hiểu được",
      "Not understood",
      found.unfit.map(({ code, reason }) => `${code}: ${say(reason)}`),
    ),
    ...group(
      "Không nhận",
      "Refused",
      found.refused.map(({ code, reason }) => `${code}: ${say(reason)}`),
    ),
    ...found.lists.map(
      ({ list, rows, added: more, changed: other, vanished: gone }) =>
        `${list}: ${rows} (+${more.length} ~${other.length} −${gone.length})`,
    ),
    ...(applied
      ? []
      : [
          say(
            words(
              "Xem trước: chưa đổi gì; thêm --apply để đưa vào.",
              "A preview: nothing changed; --apply takes it in.",
            ),
          ),
        ]),
  ];
}

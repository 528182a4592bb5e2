import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Command } from "commander";
import {
  findSession,
  writeSessions,
  type OfficeHours,
  type OfficePeriod,
  type Session,
} from "../../core/domain/clock/office-hours.ts";
import type { Day } from "../../core/domain/day.ts";
import type { OrgCode } from "../../core/domain/org-code.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import {
  fromDayOn,
  previewOfficeHours,
  setOfficeHours,
  type HoursPreview,
} from "../../core/service/edit-office-hours.ts";
import { ImportError } from "../../core/service/import-report.ts";
import { readOfficeHours } from "../../core/service/read-office-hours.ts";
import { statedOfficeHours } from "../../core/store/calendars.ts";
import type { Database } from "../../platform/database.ts";
import { answered, spoken, type Say, type Spoken } from "./answered.ts";
import { knownUnit } from "./known-unit.ts";
import { dayArgument, toJson, words } from "./language.ts";

interface EditOptions extends Spoken {
  readonly unit?: string;
  readonly all?: true;
  readonly basis: string;
  readonly apply?: true;
}

/** `hub hours show|set|import`: office hours, in versions; a preview unless --apply is given. */
export function addHoursCommand(program: Command, open: () => Promise<Database>): void {
  const hours = program.command("hours").description("giờ làm việc / office hours");

  spoken(hours.command("show"))
    .description("xem giờ làm việc đang dùng / show the hours that count")
    .option("--unit <code>", "của một cơ quan / of one agency")
    .action(async (options: Spoken & { unit?: string }, command: Command) => {
      await answered(command, options, open, async (db, write, say) => {
        const shown = await shownHours(db, options.unit);
        write(options.json ? toJson(shown) : shown.map((one) => hoursText(one, say)).join(""));
      });
    });

  editing(hours.command("set"))
    .description("đặt giờ làm việc từ một ngày / state hours from a day on; only looks without --apply")
    .argument("<hours>", "ví dụ / such as 07:00-11:30, 13:30-17:00")
    .requiredOption("--from <day>", "từ ngày / from this day", dayArgument)
    .action(async (text: string, options: EditOptions & { from: Day }, command: Command) => {
      await edit(command, options, open, (before) => fromDayOn(before, options.from, sessionsOf(text)));
    });

  editing(hours.command("import"))
    .description("nhập giờ làm việc, cả theo mùa / take hours, with seasons, from a file; only looks without --apply")
    .argument("<file>", 'tệp JSON / file of JSON: {"periods": [{"from": "2027-04-15", "hours": ["07:00-11:30"]}]}')
    .action(async (file: string, options: EditOptions, command: Command) => {
      const text = await readFile(file, "utf8");
      await edit(command, options, open, () => readOfficeHours(basename(file), text));
    });
}

function sessionsOf(text: string): Session[] {
  return text.split(",").map((part) => {
    const session = findSession(part);
    if (session) return session;
    throw new ImportError(
      `"${part.trim()}" không phải buổi làm việc; hãy viết như "07:30-11:30, 13:30-17:30".`,
      `"${part.trim()}" is no stretch of hours; write it as "07:30-11:30, 13:30-17:30".`,
    );
  });
}

const editing = (command: Command): Command =>
  spoken(command)
    .option("--unit <code>", "cơ quan, gồm cả cơ quan cấp dưới chưa có giờ riêng / the agency and those below it")
    .option("--all", "mọi cơ quan chưa có giờ riêng / whoever has stated none")
    .requiredOption("--basis <document>", "số văn bản / number of the document")
    .option("--apply", "áp dụng; nếu không, chỉ xem / do it; else only look");

async function edit(
  command: Command,
  options: EditOptions,
  open: () => Promise<Database>,
  periodsOf: (before: OfficeHours) => OfficePeriod[],
): Promise<void> {
  await answered(command, options, open, async (db, write, say) => {
    const clocks = openClocks();
    const agency = await agencyOf(db, options);
    const basis = options.basis.trim();
    if (basis === "")
      throw new ImportError(
        'Thiếu số văn bản; hãy ghi --basis "QĐ 5/QĐ-UBND".',
        'The document is missing; give --basis "QĐ 5/QĐ-UBND".',
      );
    const periods = periodsOf(await clocks.hoursFor(db, agency));
    const seen = options.apply
      ? await setOfficeHours(db, clocks, agency, periods, basis)
      : await previewOfficeHours(db, clocks, agency, periods);
    const applied = options.apply === true && seen.changed;
    write(options.json ? toJson(previewJson(seen, agency, applied)) : previewText(seen, options, say));
  });
}

async function agencyOf(db: Database, { unit, all }: EditOptions): Promise<OrgCode | null> {
  if ((unit === undefined) === (all === undefined))
    throw new ImportError(
      "Hãy ghi --unit và mã cơ quan, hoặc --all cho mọi cơ quan chưa có giờ riêng.",
      "Give --unit with an agency's code, or --all for whoever has stated none.",
    );
  return unit === undefined ? null : (await knownUnit(db, unit)).code;
}

interface ShownHours {
  /** Null: whoever has stated none. */
  readonly agency: OrgCode | null;
  readonly version: string;
  /** Who states them; an agency may take them from above. Undefined: the hub's own. */
  readonly statedBy?: OrgCode | null;
  readonly reason?: string;
  readonly periods: readonly { readonly from: string; readonly hours: string }[];
}

async function shownHours(db: Database, unit: string | undefined): Promise<ShownHours[]> {
  const clocks = openClocks();
  const stated = await statedOfficeHours(db);
  const agencies = unit === undefined ? stated.map(({ agency }) => agency) : [(await knownUnit(db, unit)).code];
  const shown: ShownHours[] = [];
  for (const agency of agencies.length === 0 ? [null] : agencies) {
    const hours = await clocks.hoursFor(db, agency);
    const by = stated
      .filter((one) => one.agency === null || agency === one.agency || agency?.startsWith(`${one.agency}.`))
      .findLast((one) => one.version === hours.version);
    shown.push({
      agency,
      version: hours.version,
      ...(by ? { statedBy: by.agency, reason: by.reason } : {}),
      periods: hours.periods.map(({ from, sessions }) => ({ from, hours: writeSessions(sessions) })),
    });
  }
  return shown;
}

const everybody = words("cơ quan chưa có giờ riêng", "whoever has stated none");

function hoursText({ agency, version, statedBy, reason, periods }: ShownHours, say: Say): string {
  const from = statedBy !== undefined && statedBy !== agency ? statedBy : undefined;
  const taken =
    from === undefined ? "" : say(words(`, theo ${from ?? say(everybody)}`, `, as ${from ?? say(everybody)}`));
  const head = `${agency ?? say(everybody)}  ${version}${taken}${reason === undefined ? "" : `  (${reason})`}`;
  return `${[head, ...periods.map((period) => `  ${periodText(period, say)}`)].join("\n")}\n`;
}

const periodText = ({ from, hours }: { from: string; hours: string }, say: Say): string =>
  `${from === "-infinity" ? say(words("từ trước", "since ever")) : say(words(`từ ${from}`, `from ${from}`))}: ${hours}`;

const previewJson = ({ before, after, running }: HoursPreview, agency: OrgCode | null, applied: boolean) => ({
  applied,
  agency,
  before: before.version,
  after: after.version,
  periods: after.periods.map(({ from, sessions }) => ({ from, hours: writeSessions(sessions) })),
  runningDuesThatStand: running,
});

function previewText({ before, after, changed, running }: HoursPreview, { apply }: EditOptions, say: Say): string {
  if (!changed) return `${say(words("Giờ làm việc đã như vậy, không có gì thay đổi.", "The hours are so already."))}\n`;
  const list = (hours: OfficeHours) =>
    hours.periods.map(({ from, sessions }) => `  ${periodText({ from, hours: writeSessions(sessions) }, say)}`);
  const lines = [
    say(words("Đang dùng:", "Now:")),
    ...list(before),
    say(words("Sẽ dùng:", "Then:")),
    ...list(after),
    say(
      words(
        `${running} hồ sơ đang chạy giữ ngày hẹn và giờ lúc nhận; giờ mới tính cho hồ sơ nhận từ nay.`,
        `${running} running dossiers keep their dues and hours; the new ones count for what is received from now on.`,
      ),
    ),
    apply
      ? say(words(`Đã áp dụng: ${after.version}.`, `Applied: ${after.version}.`))
      : say(words("Chưa ghi gì; thêm --apply để áp dụng.", "Nothing was written; add --apply to do it.")),
  ];
  return `${lines.join("\n")}\n`;
}

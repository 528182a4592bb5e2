import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { InvalidArgumentError, type Command } from "commander";
import { dayOf, isValidOn, type Day } from "../../core/domain/day.ts";
import { groupBy } from "../../core/domain/group-by.ts";
import { findOrgCode, writeOrgCode } from "../../core/domain/org-code.ts";
import { findLevel, levelOfCode, type Level, type SuccessionKind, type Unit } from "../../core/domain/unit.ts";
import { ImportError, type Words } from "../../core/service/import-report.ts";
import { importUnits, unitSources } from "../../core/service/import-units.ts";
import { findOrganisation, organisationsOf } from "../../core/store/organisations.ts";
import { parentOn, predecessorsOf, successorsOf, unitsOfCode, type SuccessionTo } from "../../core/store/units.ts";
import type { Database } from "../../platform/database.ts";
import { dayArgument, period, speak, toJson, words } from "./language.ts";
import { runImport, withImportOptions, type ImportOptions } from "./run-import.ts";

const defaultFolder = "../shared/data";

/** `hub units import|show`. */
export function addUnitsCommand(program: Command, open: () => Promise<Database>): void {
  const units = program.command("units").description("đơn vị hành chính và mã định danh / units and identifiers");

  withImportOptions(units.command("import"))
    .description("nhập đơn vị, đơn vị kế tiếp và mã định danh / import units, successions and identifiers")
    .argument("[folder]", `thư mục có các tệp CSV; mặc định ${defaultFolder} / folder of the CSV files`)
    .action(async (folder: string | undefined, options: ImportOptions, command: Command) => {
      await runImport(command, options, open, async (db, onProgress) =>
        importUnits(db, await unitSources(folderOr(folder)), onProgress),
      );
    });

  units
    .command("show")
    .description("xem một đơn vị hoặc cơ quan theo mã / show a unit or an agency by its code")
    .argument("<code>", "mã đơn vị (04606) hoặc mã định danh (H38, 000.00.29.H63)")
    .option("--level <level>", "province, district, commune", levelArgument)
    .option("--on <day>", "chỉ đơn vị có hiệu lực vào ngày / only the unit of that day", dayArgument)
    .option("--json", "in dạng JSON / print JSON")
    .option("--english", "in bằng tiếng Anh / speak English")
    .action(async (code: string, options: ShowOptions, command: Command) => {
      const db = await open();
      try {
        await show(db, code, options, command);
      } finally {
        await db.destroy();
      }
    });
}

function folderOr(folder: string | undefined): string {
  if (folder !== undefined) return resolve(folder);
  if (existsSync(defaultFolder)) return resolve(defaultFolder);
  throw new ImportError(
    `Không có thư mục ${defaultFolder}; hãy ghi thư mục dữ liệu, ví dụ: hub units import /duong/dan/du-lieu.`,
    `There is no folder ${defaultFolder}; give the data folder, for example: hub units import /path/to/data.`,
  );
}

interface ShowOptions {
  readonly level?: Level;
  readonly on?: Day;
  readonly json?: true;
  readonly english?: true;
}

async function show(db: Database, code: string, options: ShowOptions, command: Command): Promise<void> {
  const say = speak(options.english);
  const output = command.configureOutput();
  const { level, on } = options;
  const isUnit = levelOfCode(code) !== undefined;
  const found = isUnit ? await describeUnits(db, code, level, on) : await describeAgency(db, code);
  if (!found || found.length === 0) {
    const ended = isUnit && on ? await endedBefore(db, code, level, on) : [];
    const when = on ? words(` vào ngày ${on}`, ` on ${on}`) : words("", "");
    for (const one of ended) output.writeErr?.(`${say(one)}\n`);
    if (ended.length === 0)
      output.writeErr?.(
        `${say(words(`Không có đơn vị hay cơ quan mang mã ${code}${when.vi}; hãy kiểm tra lại mã.`, `No unit or agency has the code ${code}${when.en}; check the code.`))}\n`,
      );
    process.exitCode = 1;
    return;
  }
  if (options.json) output.writeOut?.(toJson(found));
  else for (const one of found) output.writeOut?.(asText(one, say));
}

/** What a caller with an old code is told: when its unit ended, and which took its place. */
async function endedBefore(db: Database, code: string, level: Level | undefined, on: Day): Promise<Words[]> {
  const told: Words[] = [];
  for (const unit of await unitsOfCode(db, code, level)) {
    if (unit.validTo === null || unit.validTo >= on) continue;
    const successors = (await successorsOf(db, unit)).map(({ unit: next }) => `${next.name} (${next.code})`).join(", ");
    const last = unit.validTo.split("-").reverse().join("/");
    told.push(
      words(
        `${unit.name} (${code}) kết thúc ngày ${last}; ${successors ? `nay là: ${successors}` : "chưa ghi đơn vị kế tiếp"}.`,
        `${unit.name} (${code}) ended on ${last}; ${successors ? `now: ${successors}` : "no successor is on record"}.`,
      ),
    );
  }
  return told;
}

function levelArgument(text: string): Level {
  const level = findLevel(text);
  if (level === undefined)
    throw new InvalidArgumentError("Cấp viết là province, district, commune. / Write province, district or commune.");
  return level;
}

interface UnitDescription {
  readonly unit: Unit;
  readonly parent: Unit | undefined;
  /** From its parent up to the province, on the day. */
  readonly parents: readonly Unit[];
  readonly predecessors: readonly SuccessionTo[];
  readonly successors: readonly SuccessionTo[];
  readonly organisations: Awaited<ReturnType<typeof organisationsOf>>;
}
interface AgencyDescription {
  readonly organisation: NonNullable<Awaited<ReturnType<typeof findOrganisation>>>;
  readonly notations: { readonly QD20: string; readonly QCVN102: string };
}

async function describeUnits(db: Database, code: string, level: Level | undefined, on: Day | undefined) {
  const units = (await unitsOfCode(db, code, level)).filter((unit) => on === undefined || isValidOn(unit, on));
  const described: UnitDescription[] = [];
  for (const unit of units) {
    const parents = await parentsOn(db, unit, on ?? lastDayOf(unit));
    described.push({
      unit,
      parent: parents[0],
      parents,
      predecessors: await predecessorsOf(db, unit),
      successors: await successorsOf(db, unit),
      organisations: await organisationsOf(db, unit),
    });
  }
  return described;
}

/** A commune answered to a district, and that to a province; since 01/07/2025 to the province. */
async function parentsOn(db: Database, unit: Unit, on: Day): Promise<Unit[]> {
  const parent = await parentOn(db, unit, on);
  return parent ? [parent, ...(await parentsOn(db, parent, on))] : [];
}

/** The day on which an ended unit's parent is looked up; today for one that stands. */
const lastDayOf = ({ validTo }: Unit): Day => (validTo as Day | null) ?? dayOf(new Date());

async function describeAgency(db: Database, text: string): Promise<AgencyDescription[] | undefined> {
  const code = findOrgCode(text);
  const organisation = code && (await findOrganisation(db, code));
  return (
    organisation && [
      {
        organisation,
        notations: {
          QD20: writeOrgCode(organisation.code, "QD20"),
          QCVN102: writeOrgCode(organisation.code, "QCVN102"),
        },
      },
    ]
  );
}

function asText(found: UnitDescription | AgencyDescription, say: ReturnType<typeof speak>): string {
  const lines: string[] = [];
  if ("organisation" in found) {
    const { organisation: org, notations } = found;
    lines.push(`${org.writtenAs}  ${org.name}  (${say(period(org))})`);
    lines.push(`  ${say(words("Hai cách viết mã", "Both notations"))}: ${notations.QD20} = ${notations.QCVN102}`);
    if (org.parentCode) lines.push(`  ${say(words("Cấp trên", "Parent"))}: ${org.parentCode}`);
    if (org.unit) lines.push(`  ${say(words("Đơn vị hành chính", "Unit"))}: ${org.unit.code} (${org.unit.level})`);
    if (org.successorCode) lines.push(`  ${say(words("Kế tiếp", "Succeeded by"))}: ${org.successorCode}`);
    lines.push(`  ${say(words("Độ tin cậy", "Confidence"))}: ${org.confidence}; ${org.source}`);
  } else {
    const { unit, parents, predecessors, successors, organisations } = found;
    lines.push(`${unit.code}  ${unit.name}  (${say(period(unit))})${unit.decree ? `  ${unit.decree}` : ""}`);
    if (parents.length > 0)
      lines.push(
        `  ${say(words("Trực thuộc", "Belongs to"))}: ${parents.map(({ code, name }) => `${name} (${code})`).join(", ")}`,
      );
    lines.push(...successionLines(words("Hình thành từ", "Made of"), predecessors, say));
    lines.push(...successionLines(words("Kế tiếp", "Succeeded by"), successors, say));
    for (const org of organisations) lines.push(`  ${say(words("Cơ quan", "Agency"))}: ${org.writtenAs} ${org.name}`);
  }
  return `${lines.join("\n")}\n`;
}

/** A line for each kind of succession and its day, with the office's remarks where they say more than the kind. */
function successionLines(title: Words, list: readonly SuccessionTo[], say: ReturnType<typeof speak>): string[] {
  const groups = groupBy(list, ({ kind, effective }) => `${kind} ${effective}`);
  return [...groups.values()].map((group) => {
    const [{ kind, effective } = { kind: "", effective: "" }] = group;
    const names = group.map(({ unit: { code, name }, note }) => {
      const population = /toàn bộ dân số/.test(note ?? "")
        ? `, ${say(words("toàn bộ dân số", "whole population"))}`
        : "";
      return `${name} (${code}${population})`;
    });
    return `  ${say(title)} (${say(kinds[kind as SuccessionKind])}, ${effective}): ${names.join(", ")}`;
  });
}

const kinds: Readonly<Record<SuccessionKind, Words>> = {
  merged_whole: words("nhập toàn bộ", "merged whole"),
  split_part: words("nhập một phần", "in part"),
  unchanged: words("giữ nguyên", "unchanged"),
  renamed: words("đổi tên", "renamed"),
  district_dissolved: words("kết thúc cấp huyện", "district dissolved"),
};

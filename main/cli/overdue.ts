import type { Command } from "commander";
import { writeMoment } from "../../core/domain/clock/moment.ts";
import { dayOf } from "../../core/domain/day.ts";
import { ImportError } from "../../core/service/import-report.ts";
import { openOverseers } from "../../core/service/overseers.ts";
import { openCases } from "../../core/store/overdue.ts";
import { allCentres, nameCentre } from "../../core/store/provincial-centres.ts";
import type { Database } from "../../platform/database.ts";
import { answered, spoken, type Say, type Spoken } from "./answered.ts";
import { standingUnit } from "./known-unit.ts";
import { toJson, words } from "./language.ts";

interface CentreOptions extends Spoken {
  readonly province?: string;
  readonly centre?: string;
  readonly basis?: string;
}

/** `hub overdue list|centre`: cases that are open, and who is told at a province's centre (O11). */
export function addOverdueCommand(program: Command, open: () => Promise<Database>): void {
  const overdue = program.command("overdue").description("hồ sơ trễ hạn / overdue dossiers");

  spoken(overdue.command("list"))
    .description("các hồ sơ sắp trễ hoặc trễ hạn, trễ lâu nhất trước / open cases, the longest overdue first")
    .action(async (options: Spoken, command: Command) => {
      await answered(command, options, open, async (db, write, say) => {
        const cases = await openCases(db, 1000);
        if (options.json) write(toJson(cases));
        else if (cases.length === 0) write(`${say(words("Không có hồ sơ trễ hạn.", "No open cases."))}\n`);
        else
          for (const { dossier, state, breaches, overdueFrom, responsible } of cases)
            write(
              `${dossier}  ${responsible}  ${state}  ${overdueFrom ? writeMoment(overdueFrom).slice(0, 16) : "–"}  ${breaches.join(", ")}\n`,
            );
      });
    });

  spoken(overdue.command("centre"))
    .description("trung tâm cấp tỉnh nhận danh sách chưa giải trình (O5) / the province's centre that is told")
    .option("--province <code>", "UBND tỉnh / the province")
    .option("--centre <code>", "trung tâm / its centre")
    .option("--basis <document>", "số văn bản / number of the document")
    .action(async (options: CentreOptions, command: Command) => {
      await answered(command, options, open, async (db, write, say) => {
        if (options.province !== undefined || options.centre !== undefined || options.basis !== undefined)
          await name(db, options);
        const named = await allCentres(db);
        write(options.json ? toJson(named) : centresText(named, say));
      });
    });
}

async function name(db: Database, options: CentreOptions): Promise<void> {
  const basis = options.basis?.trim();
  if (options.province === undefined || options.centre === undefined || !basis)
    throw new ImportError(
      "Hãy ghi đủ --province, --centre và --basis.",
      "Give all of --province, --centre and --basis.",
    );
  const today = dayOf(new Date());
  const province = await standingUnit(db, options.province, today);
  const centre = await standingUnit(db, options.centre, today);
  // what is told of a dossier stays in its province (P12)
  if (province.kind !== "province" || (await openOverseers(today).provinceOf(db, centre.code)) !== province.code)
    throw new ImportError(
      `${centre.code} không thuộc tỉnh ${province.code}; hãy ghi UBND tỉnh và một cơ quan của tỉnh đó.`,
      `${centre.code} does not belong to the province ${province.code}; give a province and an agency of it.`,
    );
  await db.transaction().execute((tx) => nameCentre(tx, { province: province.code, centre: centre.code, basis }));
}

function centresText(named: Awaited<ReturnType<typeof allCentres>>, say: Say): string {
  if (named.length === 0)
    return `${say(
      words(
        "Chưa chỉ định trung tâm nào; hồ sơ chưa giải trình chờ đến khi chỉ định.",
        "No centre is named; cases without explanation wait until one is.",
      ),
    )}\n`;
  return named.map(({ province, centre, basis }) => `${province} → ${centre}  (${basis})\n`).join("");
}

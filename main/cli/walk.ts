import { InvalidArgumentError, type Command } from "commander";
import { sql } from "kysely";
import { assignWaiting } from "../../bus/position.ts";
import { dayOf } from "../../core/domain/day.ts";
import { hubUrl, readConfig } from "../../platform/config.ts";
import { hubId } from "../../core/store/settings.ts";
import type { Database } from "../../platform/database.ts";
import { StartError } from "../../platform/start-error.ts";
import { loadDemonstration } from "../demo/load.ts";
import { practicePartners, readPracticeSecrets, registerPractice, type PracticeSecrets } from "../demo/practice.ts";
import { walk2019, walkNow } from "../demo/walks.ts";
import { makeUnitClient } from "../walk/client.ts";
import { journey2019, journeyNow, type Role } from "../walk/journeys.ts";
import { printReport, type Language } from "../walk/print.ts";
import { walk, type Walker } from "../walk/walk.ts";

interface WalkOptions {
  readonly now?: boolean;
  readonly english?: boolean;
  readonly json?: boolean;
  readonly prepare?: boolean;
  readonly patience: number;
}

const words = {
  vi: {
    absent: (url: string) => `… trục ${url} chưa trả lời; chờ và gửi lại cùng khóa`,
    back: "… trục đã trả lời lại",
    whole: "Hồ sơ đã đi trọn đường: không mất, không trùng, đúng thứ tự.",
    faults: "Chuyến đi có lỗi:",
    preparing: "Đăng ký ba đối tác thực hành practice-commune, practice-district, practice-province …",
  },
  en: {
    absent: (url: string) => `… ${url} does not answer; waiting and repeating with the same key`,
    back: "… the hub answers again",
    whole: "The dossier went all the way: nothing lost, nothing twice, all in order.",
    faults: "The walk has faults:",
    preparing: "Registering three practice partners practice-commune, practice-district, practice-province …",
  },
};

const seconds = (text: string): number => {
  const number = Number(text);
  if (!(number > 0 && number <= 86_400)) throw new InvalidArgumentError("1–86400 giây. / 1–86400 seconds.");
  return number;
};

/** `hub walk`: one dossier there and back, by the public API only. */
export function addWalkCommand(program: Command, open: () => Promise<Database>): void {
  program
    .command("walk")
    .description("cho một hồ sơ đi xã → huyện → tỉnh → xã / sends a dossier commune → district → province → commune")
    .option("--now", "Lào Cai hiện nay, hai cấp / Lào Cai now, two levels (default: Yên Bái 2019, three levels)")
    .option("--english", "in English")
    .option("--json", "kết quả dạng JSON / the result as JSON")
    .option(
      "--prepare",
      "đăng ký đối tác thực hành dù đã có hồ sơ thật / register practice partners beside real dossiers",
    )
    .option("--patience <seconds>", "chờ trục tối đa bao lâu / how long to wait for an absent hub", seconds, 120)
    .action(async (options: WalkOptions) => {
      process.exitCode = await runWalk(options, open);
    });
}

async function runWalk(options: WalkOptions, open: () => Promise<Database>): Promise<number> {
  const language: Language = options.english ? "en" : "vi";
  const say = (line: string) => {
    if (!options.json) console.log(line);
  };
  const url = hubUrl();
  const secrets = await findSecrets(open, options, say, language);
  const units = options.now ? { ...walkNow, district: walkNow.commune } : walk2019;
  const patienceMs = options.patience * 1000;
  let absent = false;
  const onAbsence = (now: boolean) => {
    if (now !== absent) say(now ? words[language].absent(url) : words[language].back);
    absent = now;
  };
  const walker = (role: Role): Walker => ({
    unit: units[role],
    client: makeUnitClient({
      hubUrl: url,
      id: practicePartners[role].id,
      secret: secrets[role],
      language,
      patienceMs,
      onAbsence,
    }),
  });
  const report = await walk({
    journey: options.now ? journeyNow : journey2019,
    walkers: { commune: walker("commune"), district: walker("district"), province: walker("province") },
    patienceMs,
    onStep: ({ role, unit, step, code }) => say(`✓ ${code}  ${role.padEnd(8)} ${unit.padEnd(10)} ${step}`),
  });
  if (options.json) console.log(JSON.stringify(report, null, 2));
  else console.log(`\n${printReport(report, language)}\n`);
  if (report.faults.length === 0) say(words[language].whole);
  else {
    say(words[language].faults);
    for (const fault of report.faults) say(`  - ${fault}`);
  }
  return report.faults.length === 0 ? 0 : 1;
}

/** The secrets that the demonstration kept for this very hub, or those of partners that the walk brings itself. */
async function findSecrets(
  open: () => Promise<Database>,
  options: WalkOptions,
  say: (line: string) => void,
  language: Language,
): Promise<PracticeSecrets> {
  const { databaseUrl, dataDir } = readConfig();
  const id = databaseUrl === undefined ? undefined : await hubId(await open());
  return (await readPracticeSecrets(dataDir, id)) ?? prepare(open, options, say, language);
}

/**
 * Where the hub runs without the demonstration, the walk brings its own partners, if it can reach the hub's database.
 * Beside real dossiers it does so only when told: a practice dossier in real statistics helps nobody.
 */
async function prepare(
  open: () => Promise<Database>,
  options: WalkOptions,
  say: (line: string) => void,
  language: Language,
): Promise<PracticeSecrets> {
  const config = readConfig();
  if (config.databaseUrl === undefined)
    throw new StartError(
      `Chưa có trục trình diễn nào trong thư mục dữ liệu ${config.dataDir}: chạy \`npm start\` trước (cùng HUB_DATA_DIR), ` +
        "hoặc đặt DATABASE_URL của trục. " +
        `/ No demonstration hub in the data folder ${config.dataDir}: run \`npm start\` first (same HUB_DATA_DIR), or set the hub's DATABASE_URL.`,
    );
  const db = await open();
  const { rows } = await sql<{ real: boolean }>`
    select exists (
      select from dossier join partner_unit on organisation_code = received_by
      join partner on partner.id = partner_id where not practice
    ) as real`.execute(db);
  if (config.production)
    throw new StartError(
      "Ở chế độ production đối tác thực hành không được cấp mã truy cập: chạy hub walk trên một trục thử. " +
        "/ In production practice partners get no token: run hub walk on a trial hub.",
    );
  if (rows[0]?.real && !options.prepare)
    throw new StartError(
      "Trục này đang dùng thật; thêm --prepare nếu vẫn muốn tạo đối tác và hồ sơ thực hành. " +
        "/ This hub is in real use; add --prepare to create practice partners and a practice dossier all the same.",
    );
  say(words[language].preparing);
  await loadDemonstration(db, dayOf(new Date()));
  return registerPractice({ db, assignWaiting }, undefined);
}

import { Command, CommanderError } from "commander";
import { ConfigError, readConfig } from "../platform/config.ts";
import type { Database } from "../platform/database.ts";
import { MigrationError } from "../platform/migrations.ts";
import { StartError } from "../platform/start-error.ts";
import { dossierDues } from "../core/service/running-dues.ts";
import { addCalendarCommand } from "./cli/calendar.ts";
import { openCommandDatabase, type CommandDatabase } from "./cli/database.ts";
import { addClosuresCommand } from "./cli/closures.ts";
import { addDigestCommand } from "./cli/digest.ts";
import { addDisciplineCommands } from "./cli/discipline.ts";
import { addDeliveriesCommand } from "./cli/deliveries.ts";
import { addEdxmlCommand } from "./cli/edxml.ts";
import { addEdxmlVerifyCommand } from "./cli/edxml-verify.ts";
import { addEdxmlWrite } from "./cli/edxml-write.ts";
import { addEvidenceCommand } from "./cli/evidence.ts";
import { addKeysCommand } from "./cli/keys.ts";
import { addHoursCommand } from "./cli/hours.ts";
import { addMoneyCommand } from "./cli/money.ts";
import { addOverdueCommand } from "./cli/overdue.ts";
import { addDueCommand } from "./cli/due.ts";
import { addPartnersCommand } from "./cli/partners.ts";
import { addPortalCommand } from "./cli/portal.ts";
import { readEdoc, rulesOf } from "./edoc.ts";
import { addLettersCommand } from "./cli/letters.ts";
import { addPostCommand } from "./cli/post.ts";
import { addProceduresCommand } from "./cli/procedures.ts";
import { addRegisterCommands } from "./cli/register.ts";
import { addReportCommand } from "./cli/report.ts";
import { addStandInCommand } from "./cli/stand-in.ts";
import { addSuccessionCommand } from "./cli/succession.ts";
import { addUnitsCommand } from "./cli/units.ts";
import { addWalkCommand } from "./cli/walk.ts";
import { connectionFault } from "./connection-fault.ts";
import { version } from "./version.ts";
import { HubRefusal } from "./walk/client.ts";

/** What may be done before the hub was ever started; all else speaks of a hub that is there. */
const settingUp: ReadonlySet<string> = new Set(["migrate", "import", "add", "walk"]);
let mayMake = false;
let opened: CommandDatabase | undefined;
const open = async (): Promise<Database> => (opened ??= await openCommandDatabase(mayMake)).db;
const openOwner = async (): Promise<string> => (opened ??= await openCommandDatabase(mayMake)).ownerUrl;

const program = new Command("hub")
  .description("Liên Thông Hub")
  .version(version)
  .showHelpAfterError("(thêm --help để xem cách dùng / add --help for usage)")
  .hook("preAction", (_program, command) => {
    mayMake = settingUp.has(command.name());
  });
addWalkCommand(program, open);
addDueCommand(program, open);
addCalendarCommand(program, open, dossierDues);
addHoursCommand(program, open);
addClosuresCommand(program, open);
addOverdueCommand(program, open);
addDisciplineCommands(program, open);
addReportCommand(program, open);
addUnitsCommand(program, open);
addProceduresCommand(program, open);
addSuccessionCommand(program, open);
addRegisterCommands(program, open);
addPartnersCommand(program, open);
addDeliveriesCommand(program, open);
addEvidenceCommand(program, open, openOwner);
addDigestCommand(program, open);
addPortalCommand(program, open);
addPostCommand(program, open);
addLettersCommand(program, open, () => rulesOf(readEdoc(readConfig())));
addMoneyCommand(program, open);
addKeysCommand(program, openOwner);
addStandInCommand(program);
const edxml = addEdxmlCommand(program);
addEdxmlWrite(edxml);
addEdxmlVerifyCommand(edxml);
program
  .command("migrate")
  .description("đưa cơ sở dữ liệu lên phiên bản này / bring the database to this version")
  .action(async () => {
    await open();
    console.log("Cơ sở dữ liệu đã ở phiên bản này. / The database is at this version.");
  });

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = 1;
  console.error(sentenceOf(error));
} finally {
  await opened?.close();
}

/** One sentence for faults that a person can mend; everything else is a bug and shows where. */
function sentenceOf(fault: unknown): string {
  const error = connectionFault(fault);
  if (error instanceof StartError || error instanceof ConfigError || error instanceof MigrationError)
    return error.message;
  if (error instanceof HubRefusal) return `${error.status} ${error.code ?? ""} ${error.message}`.trim();
  if (error instanceof CommanderError) return error.message;
  if (error instanceof Error && "code" in error && /^(EISDIR|ENOENT|EACCES)$/.test(String(error.code)))
    return `Không đọc được tệp: ${error.message}. / The file cannot be read.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

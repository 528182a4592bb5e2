import { InvalidArgumentError, type Command } from "commander";
import { readConnection, type PortalConnection } from "../../adapters/national-portal/connection.ts";
import { readFault } from "../../bus/fault.ts";
import { findDossierCode } from "../../core/domain/dossier-code.ts";
import type { Day } from "../../core/domain/day.ts";
import { dayBefore, endOf } from "../../core/domain/day.ts";
import {
  confirmSteps,
  portalStanding,
  reconcilePortal,
  type FoundDifference,
  type Reconciliation,
} from "../../core/service/reconcile-portal.ts";
import { readConfig } from "../../platform/config.ts";
import type { Database } from "../../platform/database.ts";
import { StartError } from "../../platform/start-error.ts";
import { connectionFileOf } from "../demo/portal.ts";
import { reconcileWorld } from "../portal.ts";
import { addPortalCatalogueCommands } from "./portal-catalogue.ts";
import { addPortalPeopleCommands } from "./portal-people.ts";
import { addPortalInboxCommand } from "./portal-inbox.ts";
import { addPortalNumbersCommand } from "./portal-numbers.ts";
import { dayArgument, speak, toJson, words } from "./language.ts";

interface ReconcileOptions {
  readonly since?: Day;
  readonly sample?: number;
  readonly repair?: boolean;
  readonly json?: boolean;
  readonly english?: boolean;
}

/** `hub portal show | confirm | reconcile`: what the national portal was told, and whether it holds it. */
export function addPortalCommand(program: Command, open: () => Promise<Database>): void {
  const portal = program
    .command("portal")
    .description("Cổng DVCQG đã được báo gì, đang giữ gì / what the national portal was told, and holds");
  addPortalInboxCommand(portal, open);
  addPortalNumbersCommand(portal, open);

  portal
    .command("show")
    .description("một hồ sơ đã báo tới đâu / how far a dossier was told")
    .argument("<code>", "mã hồ sơ / dossier code")
    .option("--json", "dạng JSON / as JSON")
    .option("--english", "tiếng Anh / in English")
    .action(async (code: string, { json, english }: { readonly json?: boolean; readonly english?: boolean }) => {
      const standing = await portalStanding(await open(), codeOf(code));
      if (!standing) throw unknown(code);
      if (json) process.stdout.write(toJson(standing));
      else process.stdout.write(`${standingLines(standing, english).join("\n")}\n`);
    });

  portal
    .command("confirm")
    .description("đã thấy các bước này trên Cổng / these steps were seen on the portal")
    .argument("<code>", "mã hồ sơ / dossier code")
    .argument("<revisions...>", "số thứ tự bước, xem hub portal show / numbers of steps, see hub portal show")
    .action(async (code: string, revisions: readonly string[]) => {
      const numbers = revisions.map(wholeNumber);
      const confirmed = await confirmSteps(await open(), codeOf(code), numbers);
      if (confirmed === undefined) throw unknown(code);
      console.log(
        confirmed === 0
          ? `${code}: không có bước nào trong số đó còn nghi ngờ / none of these steps was in doubt`
          : `${code}: ${confirmed} bước coi là đã tới; cho tin đi tiếp bằng hub deliveries retry ` +
              `/ ${confirmed} steps count as told; let the message go on with hub deliveries retry`,
      );
    });

  portal
    .command("reconcile")
    .description("so với Cổng và nêu chỗ khác / compares with the portal and names what differs")
    .option(
      "--since <day>",
      "hồ sơ thay đổi từ ngày này; mặc định 2 ngày / changed since; two days when left out",
      dayArgument,
    )
    .option("--sample <n>", "chọn ngẫu nhiên n hồ sơ đã báo / a random sample of all that were told", wholeNumber)
    .option("--repair", "báo lại chỗ Cổng thiếu hoặc khác / tells again what the portal lacks or has otherwise")
    .option("--json", "dạng JSON / as JSON")
    .option("--english", "tiếng Anh / in English")
    .action(async ({ since, sample, repair = false, json, english }: ReconcileOptions) => {
      const world = reconcileWorld(await open(), connectionOf());
      const from = since ? endOf(dayBefore(since)) : new Date(Date.now() - twoDaysMs);
      const which = sample === undefined ? { since: from } : { sample };
      const found = await reconcilePortal(world, "asked", which, repair);
      if (json) process.stdout.write(toJson(found));
      else process.stdout.write(`${reportLines(found, english).join("\n")}\n`);
      if (found.differences.length > 0 || found.unasked > 0) process.exitCode = 1;
    });

  addPortalCatalogueCommands(portal, open, connectionOf);
  addPortalPeopleCommands(portal, open, connectionOf);
}

const twoDaysMs = 48 * 3_600_000;

function connectionOf(): PortalConnection {
  const portalFile = connectionFileOf(readConfig());
  if (portalFile === undefined)
    throw new StartError(
      "Chưa có HUB_PORTAL_FILE: trục này chưa nối Cổng DVCQG. Mẫu: deploy/portal.example.yaml. " +
        "/ HUB_PORTAL_FILE is not set: this hub is not connected to the national portal. See deploy/portal.example.yaml.",
    );
  return readConnection(portalFile);
}

function codeOf(text: string) {
  const code = findDossierCode(text);
  if (!code) throw unknown(text);
  return code;
}

const unknown = (code: string) =>
  new StartError(`Không có hồ sơ ${code} đã được báo lên Cổng. / No dossier ${code} was told to the portal.`);

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError("Cần một số nguyên từ 1. / A whole number from 1 is needed.");
  return number;
}

type Standing = NonNullable<Awaited<ReturnType<typeof portalStanding>>>;

const presences = {
  present: words("Cổng đã có hồ sơ", "the portal has it"),
  absent: words("Cổng chưa có hồ sơ", "the portal has it not"),
  unknown: words(
    "chưa rõ Cổng có hồ sơ chưa, sẽ hỏi trước khi gửi",
    "nobody knows whether the portal has it: it is asked first",
  ),
} as const;
const stepStates = {
  acknowledged: words("đã tới", "told"),
  sent: words("đã gửi, chưa rõ có tới", "sent, and nobody knows whether it arrived"),
  unknown: words("đã gửi, chưa rõ có tới", "sent, and nobody knows whether it arrived"),
  untold: words("chưa báo", "not told"),
  "by-message": words("xem tin tới Cổng", "see its message to the portal"),
} as const;

function standingLines(standing: Standing, english?: boolean): string[] {
  const { code, nationalCode, presence, toldRevision, toldStatus, steps } = standing;
  const say = speak(english);
  const packet =
    nationalCode !== null
      ? say(
          words(
            `nộp trên Cổng, mã ${nationalCode}; các bước báo bằng dịch vụ riêng, không phải bước nào cũng có trạng thái ở đó; tin chờ xem ở hub deliveries parked`,
            `filed there as ${nationalCode}; its steps are told by a service of their own, which has no word for some; what waits is in hub deliveries parked`,
          ),
        )
      : toldRevision === null
        ? say(words("chưa gửi gói hồ sơ", "its packet was not told"))
        : say(
            words(
              `gói hồ sơ của bước ${toldRevision}, trạng thái ${toldStatus ?? ""}`,
              `its packet of step ${toldRevision}, status ${toldStatus ?? ""}`,
            ),
          );
  return [
    `${code}: ${say(presences[presence])}; ${packet}`,
    ...steps.map(
      ({ revision, step, at, state, status }) =>
        `  ${revision}  ${at}  ${step}  ${status ?? "–"}  ${say(stepStates[state])}`,
    ),
  ];
}

const kinds = {
  missing: words("Cổng không có hồ sơ", "the portal has it not"),
  status: words("trạng thái khác", "another status"),
  "untold-step": words("bước chưa báo", "steps not told"),
  "unknown-step": words(
    "bước chưa rõ có tới; xem trên Cổng rồi hub portal confirm",
    "steps that may not have arrived; look there, then hub portal confirm",
  ),
  parked: words("tin chờ người xử lý: hub deliveries parked", "a message waits for a person: hub deliveries parked"),
  late: words("bước báo quá 10 phút (chỉ nêu một lần)", "steps told after more than 10 minutes (named this once)"),
} as const;

/** Class and words of the fault, as `hub deliveries parked` has them. */
function causeOf(cause: string | null, english?: boolean): string {
  if (cause === null) return "";
  const { class: of, what } = readFault(cause);
  return `; ${cause} (${of}): ${speak(english)(what)}`;
}

function reportLines({ asked, unasked, recorded, waiting, differences }: Reconciliation, english?: boolean): string[] {
  const say = speak(english);
  const line = ({ code, kind, ours, theirs, repaired, cause }: FoundDifference) =>
    `  ${code}  ${say(kinds[kind])}: ${ours ?? "–"} | ${theirs ?? "–"}${causeOf(cause, english)}${repaired ? say(words("; đã báo lại", "; told again")) : ""}`;
  return [
    say(
      words(
        `${asked} hồ sơ đã hỏi, ${differences.length} chỗ khác, ${unasked} không được trả lời, ${waiting} còn đang gửi`,
        `${asked} dossiers asked for, ${differences.length} differences, ${unasked} without an answer, ${waiting} still on their way`,
      ),
    ),
    ...(recorded > 0
      ? [
          say(
            words(
              `${recorded} hồ sơ nộp trên Cổng: không có dịch vụ nào để hỏi, đã so với điều Cổng xác nhận`,
              `${recorded} filings of the portal: no service tells what it holds of them, compared with what it acknowledged`,
            ),
          ),
        ]
      : []),
    ...differences.map(line),
  ];
}

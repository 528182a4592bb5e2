import { InvalidArgumentError, Option, type Command } from "commander";
import { seededFaults } from "../../adapters/national-portal/stand-in/faults.ts";
import { portalDstcode, practiceAccount, startPortalStandIn } from "../../adapters/national-portal/stand-in/index.ts";
import { practicePaths, practicePost, startPostStandIn } from "../../adapters/post/stand-in.ts";
import { openLog } from "../../platform/log.ts";
import { addAxisStandIn } from "./stand-in-axis.ts";

interface PortalOptions {
  readonly port: number;
  readonly checkLinks?: boolean;
  readonly demandLater?: boolean;
  readonly faultRate: number;
  readonly seed: number;
  readonly hub?: string;
  readonly journal?: string;
}

const between = (least: number, most: number, isWhole: boolean) => (text: string) => {
  const number = Number(text);
  if (text.trim() === "" || !(number >= least && number <= most) || (isWhole && !Number.isInteger(number)))
    throw new InvalidArgumentError(`${least}–${most}.`);
  return number;
};

const hubAddress = (text: string): string => {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, "");
  throw new InvalidArgumentError("http://localhost:8080");
};

/** `hub stand-in portal | post`: a partner to try a connection against, until Ctrl+C. */
export function addStandInCommand(program: Command): void {
  const standIns = program.command("stand-in").description("phần mềm đóng thế một đối tác / plays a partner");
  addPost(standIns);
  addAxisStandIn(standIns);
  standIns
    .command("portal")
    .description("đóng thế Cổng Dịch vụ công quốc gia / plays the national public service portal")
    .option("--port <number>", "cổng, 0: bất kỳ / port, 0: any free one", between(0, 65_535, true), 8099)
    .option("--check-links", "mở thử đường dẫn tệp / opens links of files before it takes a packet")
    .option("--demand-later", "bắt buộc cả trường mới / demands the fields of the later guides, too")
    .option("--fault-rate <share>", "tỉ lệ cuộc gọi lỗi / share of calls that fail", between(0, 1, false), 0)
    .option("--seed <number>", "chọn lỗi theo số này / which ones fail", between(0, 2 ** 31, true), 1)
    .option("--hub <url>", "trục nhận hồ sơ nộp trên Cổng / the hub that receives what is filed here", hubAddress)
    .option("--journal <file>", "giữ lại qua các lần chạy / what it holds, over restarts")
    .action(async ({ port, checkLinks, demandLater, faultRate, seed, hub, journal }: PortalOptions) => {
      const standIn = await startPortalStandIn({
        port,
        log: openLog("warn", "stand-in"),
        rules: { opensLinks: checkLinks ?? false, demandsLater: demandLater ?? false },
        ...(hub === undefined ? {} : { hub: { url: hub, attempts: 3 } }),
        ...(journal === undefined ? {} : { journal }),
        ...(faultRate > 0 ? { plan: seededFaults({ seed, rate: faultRate }) } : {}),
      });
      const { mapi, gateway, holdings, filings } = standIn.addresses;
      console.log(
        [
          `Cổng đóng thế / The portal's stand-in: ${standIn.url}`,
          `  mapi      ${mapi.login}, ${mapi.call}  (${practiceAccount.username} / ${practiceAccount.password})`,
          `  dstcode   ${portalDstcode}`,
          `  gateway   ${gateway}/<Service>`,
          `  đang giữ / it holds: ${standIn.url}${holdings}`,
          `  nộp thử / file something: curl -X POST '${standIn.url}${filings}?commune=04606&procedure=1.002693'`,
        ].join("\n"),
      );
      await untilTold();
      await standIn.close();
    });
}

const untilTold = (): Promise<void> =>
  new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });

const profiles = ["VP-1", "VP-2", "VP-3", "VP-4"] as const;

function addPost(standIns: Command): void {
  standIns
    .command("post")
    .description("đóng thế bưu điện / plays the post")
    .addOption(new Option("--profile <name>", "giao diện / which interface").choices(profiles).default("VP-4"))
    .option("--port <number>", "cổng, 0: bất kỳ / port, 0: any free one", between(0, 65_535, true), 8098)
    .action(async ({ profile, port }: { readonly profile: (typeof profiles)[number]; readonly port: number }) => {
      const standIn = await startPostStandIn(profile, port);
      const paths =
        profile === "VP-4"
          ? undefined
          : profile === "VP-3"
            ? { create: practicePaths.create }
            : profile === "VP-2"
              ? { token: practicePaths.token, service: practicePaths.service }
              : { ...practicePaths, service: undefined };
      console.log(
        [
          `Bưu điện đóng thế / The post's stand-in: ${standIn.url} (${profile})`,
          `  customerCode ${practicePost.customerCode}, key ${practicePost.key}, secretFile: “${practicePost.secret}”`,
          ...(paths ? [`  paths ${JSON.stringify(paths)}`] : []),
          `  đang giữ / it holds: ${standIn.url}/stand-in/orders`,
          `  sự kiện / an event: curl -X POST '${standIn.url}/stand-in/events?number=NUMBER&code=4'`,
        ].join("\n"),
      );
      await untilTold();
      await standIn.close();
    });
}

import { expect } from "chai";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Holdings } from "../../adapters/national-portal/stand-in/holdings.ts";
import { hasPracticePortal } from "../../main/demo/portal.ts";
import { readConfig } from "../../platform/config.ts";
import { eventually } from "../support/eventually.ts";
import { freePort, run, startHub, type OwnProcess } from "../support/hub-process.ts";

describe("npm start shows the national portal", function () {
  this.timeout(180_000);
  let folder: string;
  let port: number;
  let hub: OwnProcess;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "practice-portal-"));
    await chmod(folder, 0o755);
    port = await freePort();
    hub = await startHub(port, { HUB_DATA_DIR: folder });
  });
  afterEach(async () => {
    hub.child.kill("SIGTERM");
    await hub.ended;
    await rm(folder, { recursive: true, force: true });
  });

  const cli = async (...args: string[]) => {
    const command = run("main/cli.ts", args, { PORT: String(port), HUB_DATA_DIR: folder });
    const code = await command.ended;
    return { code, output: command.output() };
  };
  /** As it was printed: where it says what it holds, and the request that files something. */
  const said = () => ({
    holdings: /portal +(http:\S+)/.exec(hub.output())?.[1] ?? "",
    filing: /curl -X POST '([^']+)'/.exec(hub.output())?.[1] ?? "",
  });
  const holdings = async () => (await (await fetch(said().holdings)).json()) as Holdings;

  it("a walk appears there to its end and is there after a restart; a filing lands in the commune's inbox and is told back", async () => {
    const walked = await cli("walk", "--now", "--json");
    expect(walked.code, walked.output).to.equal(0);
    const { code } = JSON.parse(walked.output) as { code: string };
    const statuses = async () =>
      (await holdings()).dossiers.find((each) => each.code === code)?.progress.map(({ TrangThai }) => TrangThai);
    // received, handed over, acknowledged, concluded, handed over, acknowledged, returned
    await eventually("the walk is told", async () => (await statuses())?.length === 7, 30_000);
    expect(await statuses()).to.deep.equal(["2", "4", "4", "9", "9", "9", "10"]);
    const shown = await cli("portal", "show", code);
    expect(shown.output).to.match(/Cổng đã có hồ sơ; gói hồ sơ của bước 7, trạng thái 10/);
    const compared = await cli("portal", "reconcile", "--json");
    expect(JSON.parse(compared.output)).to.deep.include({ asked: 1, unasked: 0, differences: [] });

    const filed = (await (await fetch(said().filing, { method: "POST" })).json()) as {
      code: string;
      acknowledged: boolean;
    };
    expect(filed.acknowledged).to.equal(true);
    const listed = await eventually(
      "the filing is taken in",
      async () => {
        const { output } = await cli("portal", "inbox", "list", "--state", "taken", "--json");
        const { items } = JSON.parse(output) as { items: { nationalCode: string; dossier: string | null }[] };
        return items.find(({ nationalCode, dossier }) => nationalCode === filed.code && dossier !== null);
      },
      60_000,
    );
    // the commune's own number: Xã Trạm Tấu
    expect(listed.dossier).to.match(/^H38\.91-/);

    hub.child.kill("SIGKILL");
    await hub.ended;
    hub = await startHub(port, { HUB_DATA_DIR: folder });
    expect(await statuses()).to.have.length(7);
    expect((await holdings()).filings.map((each) => each.code)).to.deep.equal([filed.code]);
    expect((await holdings()).duplicates).to.equal(0);
  });
});

describe("the demonstration's portal", () => {
  for (const [what, env, expected] of [
    ["with everything embedded", {}, true],
    ["without the demonstration", { HUB_DEMO: "0" }, false],
    ["with a connection file", { HUB_PORTAL_FILE: "/etc/portal.yaml" }, false],
    ["with a database server", { DATABASE_URL: "postgres://hub@db/hub", HUB_DEMO: "1" }, false],
  ] as const)
    it(`${what}: ${expected ? "there is one" : "there is none"}`, () => {
      expect(hasPracticePortal(readConfig(env))).to.equal(expected);
    });
  it("in production: there is none", () => {
    expect(hasPracticePortal({ ...readConfig({}), production: true })).to.equal(false);
  });
});

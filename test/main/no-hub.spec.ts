import { expect } from "chai";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../support/hub-process.ts";

describe("Commands where there is no hub", function () {
  this.timeout(120_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "no-hub-"));
    await chmod(folder, 0o755);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const hub = async (...words: string[]) => {
    const command = run("main/cli.ts", words, { HUB_DATA_DIR: join(folder, "data") });
    return { exitCode: await command.ended, output: command.output() };
  };

  it("that only read say so and how to point them at one, and make nothing", async () => {
    const { exitCode, output } = await hub("units", "show", "139");
    expect(exitCode).to.equal(1);
    expect(output).to.include(
      `There is no hub in the data folder ${join(folder, "data")}: set HUB_DATA_DIR to the hub's data folder, ` +
        "or DATABASE_URL where it has a PostgreSQL of its own; to set up a new one, run npm start.\n",
    );
    expect(output).to.match(/^Không có trục nào trong thư mục dữ liệu .*HUB_DATA_DIR.*DATABASE_URL.*npm start\. \/ /);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it("that need none answer, and make nothing", async () => {
    const words = ["due", "--start", "2026-11-02T09:00", "--limit", "5", "--unit", "working_day", "--json"];
    const { exitCode, output } = await hub(...words);
    expect([exitCode, (JSON.parse(output) as { due: string }).due]).to.deep.equal([0, "2026-11-09T17:30:00+07:00"]);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it("that set one up make its database, and then those that read find it", async () => {
    expect(await hub("migrate")).to.deep.equal({
      exitCode: 0,
      output: "Cơ sở dữ liệu đã ở phiên bản này. / The database is at this version.\n",
    });
    expect(await readdir(folder)).to.deep.equal(["data"]);
    expect((await hub("units", "show", "139", "--english")).output).to.match(/^No unit or agency has the code 139;/);
  });
});

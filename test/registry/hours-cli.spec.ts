import { expect } from "chai";
import { Command } from "commander";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { due } from "../../core/domain/clock/due.ts";
import { parseDay } from "../../core/domain/day.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { openClocks, seedClocks } from "../../core/service/clock-in-force.ts";
import { addClosuresCommand } from "../../main/cli/closures.ts";
import { addHoursCommand } from "../../main/cli/hours.ts";
import { addOverdueCommand } from "../../main/cli/overdue.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { openDatabase } from "../../platform/database.ts";
import { at, local } from "../support/clocks.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { aKey, testGateway } from "../support/gateway.ts";

function hubOn(test: TestDatabase) {
  return async (...words: string[]) => {
    const said = { out: "", err: "", exitCode: 0 };
    const program = new Command("hub").exitOverride().configureOutput({
      writeOut: (text) => (said.out += text),
      writeErr: (text) => (said.err += text),
    });
    const open = () => Promise.resolve(openDatabase(test.url, "test"));
    addHoursCommand(program, open);
    addClosuresCommand(program, open);
    addOverdueCommand(program, open);
    const exitCode = process.exitCode;
    try {
      process.exitCode = 0;
      await program.parseAsync(words, { from: "user" });
      said.exitCode = process.exitCode;
    } finally {
      process.exitCode = exitCode;
    }
    return said;
  };
}

describe("hub hours, hub closures, hub overdue", () => {
  let test: TestDatabase;
  let folder: string;
  let hub: ReturnType<typeof hubOn>;
  beforeEach(async () => {
    test = await freshDatabase();
    await loadDemonstration(test.db, parseDay("2026-11-21"));
    await seedClocks(test.db);
    hub = hubOn(test);
  });
  afterEach(() => test.drop());
  before(async () => (folder = await mkdtemp(join(tmpdir(), "hub-hours-"))));
  after(() => rm(folder, { recursive: true }));
  const write = async (text: string) => {
    await writeFile(join(folder, "gio.json"), text);
    return join(folder, "gio.json");
  };
  const dueOf = async (code: string, start: string) =>
    local(
      due({
        ...(await openClocks().clockFor(test.db, parseOrgCode(code))),
        ...{ start: at(start), limit: 5, unit: "working_day", mode: "A" },
      }),
    );
  const winter = ["hours", "set", "08:00-12:00, 13:00-16:30", "--unit", "H38", "--from", "2026-12-01"] as const;

  it("shows what an agency's hours would be, and sets them with --apply, for it and all below it", async () => {
    const words = [...winter, "--basis", "QĐ 5/QĐ-UBND"];
    const seen = await hub(...words);
    expect(seen.out).to.equal(
      [
        "Đang dùng:",
        "  từ trước: 07:30-11:30, 13:30-17:30",
        "Sẽ dùng:",
        "  từ trước: 07:30-11:30, 13:30-17:30",
        "  từ 2026-12-01: 08:00-12:00, 13:00-16:30",
        "0 hồ sơ đang chạy giữ ngày hẹn và giờ lúc nhận; giờ mới tính cho hồ sơ nhận từ nay.",
        "Chưa ghi gì; thêm --apply để áp dụng.",
        "",
      ].join("\n"),
    );
    expect(await test.sql("select from office_hours_in_force")).to.have.length(1);

    const done = await hub(...words, "--apply", "--english");
    expect(done.out).to.match(/Applied: office-[0-9a-f]{16}\.\n$/);
    expect(await dueOf("H38.91", "2026-11-23 09:00")).to.equal("2026-12-01 16:30"); // 25, 26, 27, 30/11 and 1/12
    expect(await dueOf("H38.91", "2026-11-20 09:00")).to.equal("2026-11-30 17:30"); // 23, 25, 26, 27, 30
    expect(await dueOf("H31.91", "2026-11-23 09:00")).to.equal("2026-12-01 17:30"); // another province
    expect((await hub(...words, "--apply", "--english")).out).to.equal("The hours are so already.\n");
    expect(await test.sql("select reason, organisation_code from office_hours_in_force order by number")).to.deep.equal(
      [
        { reason: "mặc định toàn quốc", organisation_code: null },
        { reason: "QĐ 5/QĐ-UBND", organisation_code: "H38" },
      ],
    );
    expect((await hub("hours", "show", "--unit", "H38.91", "--english")).out).to.match(
      /^H38\.91 {2}office-[0-9a-f]{16}, as H38 {2}\(QĐ 5\/QĐ-UBND\)\n {2}since ever: 07:30-11:30, 13:30-17:30\n {2}from 2026-12-01: 08:00-12:00, 13:00-16:30\n$/,
    );
    const shown = JSON.parse((await hub("hours", "show", "--json")).out) as { agency: string | null }[];
    expect(shown.map(({ agency }) => agency)).to.deep.equal([null, "H38"]);
  });

  it("takes seasons from a file, whole", async () => {
    const file = await write(
      '{"periods": [{"from": "2026-04-15", "hours": ["07:00-11:30", "13:30-17:00"]}, {"from": "2026-10-15", "hours": ["07:30-11:30", "13:00-17:00"]}]}',
    );
    const words = ["hours", "import", file, "--all", "--basis", "TB 3"];
    expect(JSON.parse((await hub(...words, "--json")).out)).to.deep.include({ applied: false, agency: null });
    expect(JSON.parse((await hub(...words, "--json", "--apply")).out)).to.deep.include({
      ...{ applied: true, runningDuesThatStand: 0 },
      periods: [
        { from: "2026-04-15", hours: "07:00-11:30, 13:30-17:00" },
        { from: "2026-10-15", hours: "07:30-11:30, 13:00-17:00" },
      ],
    });
    expect(await dueOf("H31.91", "2026-11-23 09:00")).to.equal("2026-12-01 17:00");
  });

  it("running dossiers keep their dues; a closure moves only the day of fetching (P9, D19)", async () => {
    const gateway = await testGateway();
    try {
      await seedClocks(gateway.database.db);
      gateway.setClock(new Date("2026-11-17T08:00:00+07:00"));
      await gateway.register("commune", [walkNow.commune]);
      const answer = await gateway.send("POST", "/v1/dossiers", {
        token: await gateway.tokenOf("commune"),
        key: aKey(),
        body: {
          by: walkNow.commune,
          procedure: walkNow.procedure,
          applicant: { name: "Trần Thị Thử Nghiệm" },
          at: "2026-11-16T09:00:00+07:00", // due Tue 01/12 17:30
        },
      });
      const code = answer.body.dossier.code as string;
      const one = hubOn(gateway.database);
      const clock = () => gateway.database.sql("select * from dossier_clock order by kind");
      const before = await clock();
      expect((await one(...winter, "--basis", "QĐ 5", "--apply", "--english")).out).to.include(
        "1 running dossiers keep their dues and hours",
      );
      const closed = [
        ...["closures", "add", "--unit", "H38.91", "--from", "2026-11-30", "--to", "2026-12-02", "--basis", "TB 9"],
        ...["--replaced-by", "H38.10", "--english"],
      ];
      const lines = [
        "No due moves (D19). 1 dossiers due on these days are fetched on another day:",
        `  ${code}  2026-12-01T17:30 → 2026-12-03`,
      ];
      expect((await one(...closed)).out).to.equal(
        [...lines, "Nothing was written; add --apply to do it.", ""].join("\n"),
      );
      expect(await gateway.database.sql("select from closure")).to.have.length(0);
      expect((await one(...closed, "--apply")).out).to.equal([...lines, "Recorded.", ""].join("\n"));
      expect((await one(...closed, "--apply")).out).to.equal("This closure is recorded already.\n");
      expect(await clock()).to.deep.equal(before);
      expect((await one("closures", "list", "--on", "2026-12-02", "--english")).out).to.equal(
        "H38.91  2026-11-30 – 2026-12-02  meanwhile: H38.10  (TB 9)\n",
      );
      expect((await one("closures", "list", "--on", "2026-12-03", "--english")).out).to.equal("No closures.\n");
    } finally {
      await gateway.close();
    }
  });

  it("names the centre of a province, and lists what is open", async () => {
    expect((await hub("overdue", "centre", "--english")).out).to.equal(
      "No centre is named; cases without explanation wait until one is.\n",
    );
    const words = ["overdue", "centre", "--province", "H38", "--centre", "H38.10", "--basis", "QĐ 1/QĐ-UBND"];
    expect((await hub(...words)).out).to.equal("H38 → H38.10  (QĐ 1/QĐ-UBND)\n");
    expect((await hub("overdue", "list", "--english")).out).to.equal("No open cases.\n");
  });

  for (const [words, sentence] of [
    [
      ["hours", "set", "08:00-7", "--unit", "H38", "--from", "2026-12-01", "--basis", "x"],
      '"08:00-7" is no stretch of hours; write it as "07:30-11:30, 13:30-17:30".',
    ],
    [
      ["hours", "set", "08:00-12:00", "--from", "2026-12-01", "--basis", "x"],
      "Give --unit with an agency's code, or --all for whoever has stated none.",
    ],
    [
      ["hours", "set", "08:00-12:00", "--unit", "H99", "--from", "2026-12-01", "--basis", "x"],
      "No unit has the identifier “H99”; see hub units show.",
    ],
    [
      ["hours", "set", "08:00-12:00", "--unit", "H38", "--from", "2026-12-01", "--basis", " "],
      'The document is missing; give --basis "QĐ 5/QĐ-UBND".',
    ],
    [
      ["closures", "add", "--unit", "H38.91", "--from", "2026-12-02", "--to", "2026-12-01", "--basis", "x"],
      "The last day is before the first.",
    ],
    [
      ["closures", "add", "--unit", "H63.29", "--from", "2026-12-01", "--to", "2026-12-01", "--basis", "x"],
      "H63.29 UBND huyện Trạm Tấu does not stand on 2026-12-01; use its successor (hub units show H63.29).",
    ],
    [["overdue", "centre", "--province", "H38"], "Give all of --province, --centre and --basis."],
    [
      ["overdue", "centre", "--province", "H38", "--centre", "H31.17", "--basis", "x"],
      "H31.17 does not belong to the province H38; give a province and an agency of it.",
    ],
  ] as const)
    it(`says what is wrong with ${words.join(" ")}`, async () => {
      const { err, exitCode } = await hub(...words, "--english");
      expect([err, exitCode]).to.deep.equal([`${sentence}\n`, 1]);
      expect(await test.sql("select from office_hours_in_force")).to.have.length(1);
      expect(await test.sql("select from provincial_centre")).to.have.length(0);
    });

  it("refuses hours that run backwards", async () => {
    const { err, exitCode } = await hub(
      ...[
        "hours",
        "set",
        "13:00-17:00, 07:00-11:00",
        "--unit",
        "H38",
        "--from",
        "2026-12-01",
        "--basis",
        "x",
        "--apply",
      ],
    );
    expect(exitCode).to.equal(1);
    expect(err).to.contain("13:00-17:00, 07:00-11:00");
    expect(await test.sql("select from office_hours_in_force")).to.have.length(1);
  });
});

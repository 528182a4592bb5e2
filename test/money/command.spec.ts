import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Registry } from "prom-client";
import { readStatementSettings } from "../../adapters/statement/settings.ts";
import { addMoneyCommand } from "../../main/cli/money.ts";
import { moneyJobs } from "../../main/money.ts";
import { readConfig } from "../../platform/config.ts";
import { openReconcileGauges } from "../../platform/metrics.ts";
import { fromRoot } from "../../platform/root.ts";
import { silent } from "../support/bus.ts";
import { command, refusalOf } from "../support/command.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { account, bank } from "../support/money.ts";
import { anEntry, camt053 } from "../support/statements.ts";

describe("hub money", () => {
  let test: TestDatabase;
  let folder: string;
  let login = "may-an";
  const hub = (...words: string[]) =>
    command(
      (program) =>
        addMoneyCommand(
          program,
          () => Promise.resolve(test.db),
          () => login,
        ),
      "money",
      ...words,
    );
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  beforeEach(async () => {
    test = await freshDatabase();
    process.exitCode = 0;
    login = "may-an";
    folder = await mkdtemp(join(tmpdir(), "hub-money-"));
    await mkdir(join(folder, "in"));
    process.env["HUB_MONEY_FILE"] = await file(
      "money.yaml",
      `accounts: [{ number: "${account}" }]
explain: [{ id: fee, account: "${account}", way: out, has: phi quan ly, charge: account }]
folders: [{ path: "${join(folder, "in")}", kind: camt, place: "${bank}" }]`,
    );
  });
  afterEach(async () => {
    delete process.env["HUB_MONEY_FILE"];
    process.exitCode = 0;
    await test.drop();
    await rm(folder, { recursive: true });
  });

  it("takes, reconciles and leaves cases to people, in both languages", async () => {
    const path = await file("sao-ke.xml", camt053());
    expect(await hub("take", path, "--kind", "camt", "--place", bank)).to.include("đã ghi nhận");
    expect(process.exitCode).to.equal(0);
    expect(await hub("take", path, "--kind", "camt", "--place", bank, "--english")).to.match(
      /REFUSED.*\n.*handed in before.*file-known/,
    );
    expect(process.exitCode).to.equal(1);
    process.exitCode = 0;
    expect(await hub("reconcile", "--day", "2026-01-15", "--english")).to.match(
      /left missingHere 2.*\n.*difference 0$/,
    );
    const [first] = JSON.parse(await hub("cases", "--json"));
    expect([first.class, first.amount, first.text]).to.deep.equal(["missingHere", 150_000, "DH0001 H2026000001"]);
    const id = String(first.id);
    await hub("assign", id, "chi Lan", "--why", "theo phân công");
    expect(await hub("owe-back", id, "--why", "chuyển nhầm", "--by", "an")).to.include("chờ người khác duyệt");
    expect(await refusalOf(hub("approve", id, "--why", "đồng ý trả", "--by", "an"))).to.include("another person");
    // another name from the same login is the same person
    expect(await refusalOf(hub("approve", id, "--why", "đồng ý trả", "--by", "binh"))).to.include("another login");
    login = "may-binh";
    await hub("approve", id, "--why", "đồng ý trả", "--by", "binh");
    const shown = await hub("show", id);
    for (const what of [
      "chi Lan",
      "an (login:may-an): proposed: chuyển nhầm",
      "binh (login:may-binh): approved: đồng ý trả",
      "■",
    ])
      expect(shown).to.include(what);
    expect(await hub("cases", "--english")).to.match(/1 open cases\.$/);
    expect(await hub("standing", "--english"))
      .to.include("difference 0")
      .and.include(`${bank}: reconciled through 2026-01-15`);
    expect(await refusalOf(hub("close", "99", "--why", "không rõ"))).to.include("There is no case 99");
  });

  it("a held file waits for a person, who says why", async () => {
    const copy = camt053({ head: "<ElctrncSeqNb>15</ElctrncSeqNb><CpyDplctInd>COPY</CpyDplctInd>" });
    const said = await hub("take", await file("ban-sao.xml", copy), "--kind", "camt", "--place", bank);
    expect(said).to.include("CHỜ NGƯỜI QUYẾT ĐỊNH").and.include("bản sao của sao kê");
    const sha = said.slice(0, 12);
    expect(await hub("files")).to.include(`${sha}  held`);
    expect(await refusalOf(hub("release", "abc", "--why", "không có bản chính"))).to.include("waits for a decision");
    expect(await hub("release", sha, "--why", "không có bản chính", "--by", "an", "--english")).to.equal(
      "2 rows count now.",
    );
    expect(await hub("files")).to.include("an: không có bản chính");
  });

  it("by its jobs: from a folder into taken, held or refused, reconciled, and shown by gauges", async () => {
    const now = new Date("2026-01-16T06:00:00+07:00");
    const old = new Date(now.getTime() - 120_000);
    for (const [name, text] of [
      ["a.xml", camt053()],
      [
        "b.xml",
        camt053({ opening: "5", closing: "150005", head: "<ElctrncSeqNb>16</ElctrncSeqNb>", entries: anEntry("") }),
      ],
      ["c.xml", "hello"],
    ] as const)
      await utimes(await file(join("in", name), text), old, old);
    await utimes(await file(join("in", "d-dang-ghi.xml"), "<Docu"), now, now);
    const registry = new Registry();
    const [take, forget, reconcile] = moneyJobs(test.db, readConfig(), silent, openReconcileGauges(registry));
    expect(await take!.run(now)).to.deep.equal({ taken: 1, held: 1, refused: 1, failed: 0 });
    const inside = async (name: string) =>
      (await readdir(join(folder, "in", name))).filter((one) => one.endsWith(".xml"));
    expect(await Promise.all([".", "taken", "held", "refused"].map(inside))).to.deep.equal([
      ["d-dang-ghi.xml"],
      ["a.xml"],
      ["b.xml"],
      ["c.xml"],
    ]);
    expect(await reconcile!.run(now)).to.deep.equal({ places: 1, matched: 0, left: 2, heard: 0, differences: 0 });
    expect(await reconcile!.run(now)).to.deep.equal({ places: 0, matched: 0, left: 0, heard: 0, differences: 0 });
    expect(forget!.name).to.equal("forget-money-words");
    expect(await forget!.run(now)).to.deep.equal({ texts: 0, files: 0 });
    const shown = await registry.metrics();
    expect(shown).to.include('hub_money_cases{class="missingHere"} 2');
    expect(shown).to.include(
      `hub_money_reconciled_through_seconds{place="${bank}"} ${Date.parse("2026-01-15T24:00:00+07:00") / 1000}`,
    );
  });

  it("what payers wrote goes a year after it was matched, files when the settings say; what waits for a person stays", async () => {
    process.env["HUB_MONEY_FILE"] = await file(
      "money.yaml",
      `accounts: [{ number: "${account}" }]
folders: [{ path: "${join(folder, "in")}", kind: camt, place: "${bank}" }]
keep: { fileDays: 30 }`,
    );
    await hub("take", await file("sao-ke.xml", camt053()), "--kind", "camt", "--place", bank);
    await hub("reconcile", "--day", "2026-01-15");
    const [first] = JSON.parse(await hub("cases", "--json"));
    await hub("explain", String(first.id), "--charge", "khac", "--why", "thu khác của đơn vị");
    const old = new Date(Date.now() - 31 * 86_400_000);
    for (const into of ["taken", "refused", "held"]) {
      await mkdir(join(folder, "in", into), { recursive: true });
      for (const [name, at] of [
        ["cu.xml", old],
        ["moi.xml", new Date()],
      ] as const)
        await utimes(await file(join("in", into, name), "x"), at, at);
    }
    const [, forget] = moneyJobs(test.db, readConfig(), silent, openReconcileGauges(new Registry()));
    const texts = async () =>
      (await test.sql<{ text: string }>("select text from money_row order by id")).map(({ text }) => text);
    expect(await forget!.run(new Date())).to.deep.equal({ texts: 0, files: 2 });
    expect(await texts()).to.deep.equal(["DH0001 H2026000001", ""]);
    for (const [into, left] of [
      ["taken", ["moi.xml"]],
      ["refused", ["moi.xml"]],
      ["held", ["cu.xml", "moi.xml"]],
    ] as const)
      expect((await readdir(join(folder, "in", into))).sort(), into).to.deep.equal(left);
    const inAYear = new Date(Date.now() + 366 * 86_400_000);
    expect(await forget!.run(inAYear)).to.deep.equal({ texts: 1, files: 4 - 2 });
    expect(await texts()).to.deep.equal(["", ""]);
  });

  it("a table is counted at the bank, and a file that counted is taken back by two logins", async () => {
    process.env["HUB_MONEY_FILE"] = await file(
      "money.yaml",
      `accounts:
  - number: "${account}"
    csv: { dayForm: dd/MM/yyyy, columns: { bookedOn: Ngay, amount: Tien, text: Noi dung } }`,
    );
    const path = await file("bang.csv", "Ngay,Tien,Noi dung\n15/01/2026,150000,nop phi\n15/01/2026,-11000,phi\n");
    const take = (...control: readonly string[]) =>
      hub("take", path, "--kind", "csv", "--place", bank, "--english", ...control);
    expect(await take("--rows", "3", "--sum", "139000")).to.include(
      "summary-differs: 2 rows of 139000, not 3 of 139000",
    );
    expect(await refusalOf(take("--rows", "2"))).to.include("--sum");
    const said = await take("--rows", "2", "--sum", "139000");
    expect(said).to.include("counts").and.include("2 rows of money");
    expect(await hub("take-back", said.slice(0, 12), "--why", "nhầm tài khoản", "--english")).to.include(
      "is taken back",
    );
    expect(await hub("files", "--english"))
      .to.include("refused")
      .and.include("taken-back");
    expect(await refusalOf(hub("take-back", said.slice(0, 12), "--why", "nhầm tài khoản"))).to.include("counts");
  });

  it("the example of its file is read, and what is wrong with one is told", async () => {
    const settings = readStatementSettings(fromRoot("deploy", "money.example.yaml"));
    expect([...settings.accounts.keys(), ...settings.gateways.keys()]).to.deep.equal([account, "payplatform"]);
    for (const [text, fault] of [
      ["accounts: 5", "must be array"],
      [`accounts: []\nfolders: [{ path: /x, kind: camt, place: "bank:1" }]`, "bank:1"],
      [`accounts: []\nexplain: [{ id: a, account: "9", way: in, has: phiphi, charge: x }]`, "explain: 9"],
    ] as const) {
      const path = await file("sai.yaml", text);
      expect(() => readStatementSettings(path)).to.throw(fault);
    }
  });
});

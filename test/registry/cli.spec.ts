import { expect } from "chai";
import { Command } from "commander";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDay } from "../../core/domain/day.ts";
import { addProceduresCommand } from "../../main/cli/procedures.ts";
import { addUnitsCommand } from "../../main/cli/units.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { openDatabase } from "../../platform/database.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

describe("hub units and hub procedures", () => {
  let test: TestDatabase;
  let folder: string;
  before(async () => {
    test = await freshDatabase();
    await loadDemonstration(test.db, parseDay("2026-11-21"));
    folder = await mkdtemp(join(tmpdir(), "hub-cli-"));
  });
  after(async () => {
    await rm(folder, { recursive: true });
    await test.drop();
  });

  async function hub(...words: string[]) {
    const said = { out: "", err: "", exitCode: 0 };
    const program = new Command("hub").exitOverride().configureOutput({
      writeOut: (text) => (said.out += text),
      writeErr: (text) => (said.err += text),
    });
    const open = () => Promise.resolve(openDatabase(test.url, "test"));
    addUnitsCommand(program, open);
    addProceduresCommand(program, open);
    const exitCode = process.exitCode;
    try {
      process.exitCode = 0;
      await program.parseAsync(words, { from: "user" });
      said.exitCode = process.exitCode;
    } finally {
      process.exitCode = exitCode;
    }
    return said;
  }
  const write = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };

  it("shows a code's units in time", async () => {
    const { out, exitCode } = await hub("units", "show", "15");
    expect(exitCode).to.equal(0);
    expect(out).to.equal(
      [
        "15  Tỉnh Yên Bái  (đến 2025-06-30)",
        "  Kế tiếp: Tỉnh Lào Cai (15)",
        "  Cơ quan: H63 UBND tỉnh Yên Bái",
        "15  Tỉnh Lào Cai  (từ 2025-07-01 đến nay)  202/2025/QH15",
        "  Hình thành từ: Tỉnh Lào Cai (10), Tỉnh Yên Bái (15), Thành phố Lào Cai (080), Huyện Trạm Tấu (139)",
        "  Cơ quan: H38 UBND tỉnh Lào Cai",
        "",
      ].join("\n"),
    );
  });

  it("shows a unit of a day as JSON", async () => {
    const { out } = await hub("units", "show", "04600", "--on", "2019-10-15", "--json");
    const [found] = JSON.parse(out) as { unit: { name: string }; parent: { name: string } }[];
    expect([found?.unit.name, found?.parent.name]).to.deep.equal(["Xã Trạm Tấu", "Huyện Trạm Tấu"]);
  });

  it("shows an agency by either notation", async () => {
    const { out } = await hub("units", "show", "H63.29", "--english");
    expect(out).to.include("000.00.29.H63  UBND huyện Trạm Tấu  (to 2025-06-30)");
    expect(out).to.include("Both notations: H63.29 = 000.00.29.H63");
    expect((await hub("units", "show", "000.00.29.h63", "--english")).out).to.equal(out);
  });

  it("shows a procedure of a day", async () => {
    const { out } = await hub("procedures", "show", "1.001612.H38", "--on", "2025-07-01");
    expect(out).to.include("1.001612  Đăng ký thành lập hộ kinh doanh  (từ 2025-07-01 đến nay)");
    expect(out).to.include("Thời hạn: 3 working_day");
  });

  for (const [words, said] of [
    [["units", "show", "99"], "Không có đơn vị hay cơ quan mang mã 99; hãy kiểm tra lại mã.\n"],
    [
      ["units", "show", "139", "--on", "2025-07-01"],
      "Không có đơn vị hay cơ quan mang mã 139 vào ngày 2025-07-01; hãy kiểm tra lại mã.\n",
    ],
    [
      ["procedures", "show", "2.002621", "--on", "2026-07-01"],
      "Thủ tục 2.002621 không có hiệu lực vào ngày 2026-07-01; được thay thế: 2.002621 → 3.000722.\n",
    ],
    [
      ["procedures", "show", "9.999999", "--on", "2026-07-01"],
      "Không có thủ tục 9.999999 vào ngày 2026-07-01; hãy kiểm tra lại mã và ngày.\n",
    ],
  ] as const)
    it(`answers ${words.join(" ")} with a sentence and exit code 1`, async () =>
      expect(await hub(...words)).to.deep.equal({ out: "", err: said, exitCode: 1 }));

  it("imports a file, lists what it refused and ends well", async () => {
    const path = await write("some.jsonl", '{"code":"9.000001","name":"Thử"}\n{"code":"9.00000","name":"Thử"}\n');
    const { out, err, exitCode } = await hub("procedures", "import", path);
    expect(err).to.equal("Đang nhập 50%\nĐang nhập 100%\n");
    expect(exitCode).to.equal(0);
    expect(out).to.equal(
      [
        "Tệp         Đọc  Thêm  Đổi  Không đổi  Từ chối",
        "some.jsonl    2     1    0          0        1",
        "",
        "Dòng bị từ chối:",
        '  some.jsonl:2: mã "9.00000" không phải mã thủ tục; hãy viết như 1.001612',
        "",
      ].join("\n"),
    );
  });

  it("lists twenty refused rows, and all of them when asked", async () => {
    const path = await write("bad.jsonl", `${"{}\n".repeat(25)}{"code":"9.000002","name":"Thử"}\n`);
    const short = (await hub("procedures", "import", path, "--english")).out;
    expect(short.match(/bad\.jsonl:\d+: /g)).to.have.length(20);
    expect(short).to.include("… and 5 more; add --all to see them.");
    const long = (await hub("procedures", "import", path, "--english", "--all")).out;
    expect(long.match(/bad\.jsonl:\d+: /g)).to.have.length(25);
  });

  it("ends with exit code 1 when no row could be taken, or no file read", async () => {
    const path = await write("none.jsonl", "{}\n");
    expect((await hub("procedures", "import", path)).exitCode).to.equal(1);
    const { err, exitCode } = await hub("units", "import", folder, "--english");
    expect(exitCode).to.equal(1);
    expect(err).to.match(/^The folder .* has no units-2025\.csv, unit-successions-2025\.csv, org-codes\.csv; /);
  });

  it("prints the summary as JSON", async () => {
    const path = await write("one.jsonl", '{"code":"9.000003","name":"Thử"}\n');
    const { out } = await hub("procedures", "import", path, "--effective", "2027-01-01", "--json");
    const { files } = JSON.parse(out) as { files: { file: string; added: number }[] };
    expect(files.map(({ file, added }) => [file, added])).to.deep.equal([["one.jsonl", 1]]);
    expect((await hub("procedures", "show", "9.000003", "--on", "2026-12-31")).exitCode).to.equal(1);
    expect((await hub("procedures", "show", "9.000003", "--on", "2027-01-01")).exitCode).to.equal(0);
  });

  it("refuses a day that does not exist", async () => {
    const failure = await hub("units", "show", "15", "--on", "2025-02-29").catch((error: unknown) => error as Error);
    expect((failure as Error).message).to.include("Ngày viết như 2025-07-01.");
  });
});

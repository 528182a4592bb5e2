import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Command } from "commander";
import { parseDay } from "../../core/domain/day.ts";
import { addDisciplineCommands } from "../../main/cli/discipline.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

describe("hub discipline, duty and numbers", () => {
  let test: TestDatabase;
  before(async () => {
    test = await freshDatabase();
    await loadDemonstration(test.db, parseDay("2026-11-21"));
    await test.sql("insert into dossier_counter (unit_code, day, last) values ('H38.91', '2026-12-03', 2)");
  });
  after(() => test.drop());

  async function hub(...words: string[]) {
    const said = { out: "", err: "", exitCode: 0 };
    const program = new Command("hub").exitOverride().configureOutput({
      writeOut: (text) => (said.out += text),
      writeErr: (text) => (said.err += text),
    });
    addDisciplineCommands(program, () => Promise.resolve(test.db));
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
  const december = ["--unit", "H38.91", "--from", "2026-12-01", "--to", "2026-12-31"];
  const absence = ["--unit", "H38.91", "--officer", "CB-09", "--from", "2026-12-14", "--to", "2026-12-18"];
  const number = ["--unit", "H38.91", "--day", "2026-12-03", "--reason", "Máy in hỏng", "--officer", "CB-01"];

  it("says in a unit's words what is missing, and what explains it", async () => {
    expect((await hub("numbers", "void", ...number, "--number", "1")).exitCode).to.equal(0);
    expect((await hub("duty", "absent", ...absence)).exitCode).to.equal(0);
    expect((await hub("discipline", ...december)).out).to.equal(
      [
        "H38.91  UBND xã Trạm Tấu  2026-12-01 – 2026-12-31",
        "  Đầy đủ: 0 % (0 hồ sơ đúng trên 2 số đã cấp, 1 số bỏ có lý do)",
        "  2026-12-03 № 2: số bị thiếu, chưa có lý do",
        "  CB-09 vắng 2026-12-14 – 2026-12-18, chưa có người thay; 0 hồ sơ đang mở: ",
        "",
      ].join("\n"),
    );
  });

  it("refuses days in the wrong order instead of answering that nothing happened", async () => {
    const said = await hub("discipline", "--unit", "H38.91", "--from", "2026-11-30", "--to", "2026-11-01", "--english");
    expect([said.exitCode, said.out, said.err]).to.deep.equal([1, "", "The last day is before the first.\n"]);
  });

  it("lists the agencies where nobody stands in, of a day", async () => {
    expect((await hub("duty", "uncovered", "--on", "2026-12-14")).out).to.equal(
      "H38.91  1 cán bộ vắng mặt chưa có người thay, 0 hồ sơ đang chờ\n",
    );
    expect(JSON.parse((await hub("duty", "uncovered", "--on", "2026-12-14", "--json")).out)).to.deep.equal({
      on: "2026-12-14",
      units: [{ unit: "H38.91", absences: 1, dossiers: 0 }],
    });
    expect((await hub("duty", "uncovered", "--on", "2026-12-19", "--english")).out).to.equal("On 2026-12-19: none.\n");
  });

  it("gives the same as JSON", async () => {
    const report = JSON.parse((await hub("discipline", ...december, "--json")).out) as Record<string, unknown>;
    expect(report).to.deep.include({
      unit: "H38.91",
      lateAfterHours: 24,
      completeness: { numbersGiven: 2, voided: 1, entered: 0, clean: 0, percent: 0 },
      findings: [{ kind: "number-missing", day: "2026-12-03", number: 2, code: null }],
    });
  });

  it("holds the agency's register of issued results against the dossiers", async () => {
    const folder = await mkdtemp(join(tmpdir(), "hub-results-"));
    try {
      const file = join(folder, "so-ket-qua.csv");
      await writeFile(file, "number,issued_on,kind\n7/GXN,2026-12-08,Giấy xác nhận\n8/GXN,08/12,\n");
      const { out, exitCode } = await hub("discipline", ...december, "--results", file);
      expect(exitCode).to.equal(0);
      expect(out).to.contain(
        "  Sổ kết quả: 2 dòng, 0 dòng ngoài kỳ, 1 dòng không đọc được; 1 kết quả không có hồ sơ\n",
      );
      expect(out).to.contain("  dòng 2: Giấy xác nhận 7/GXN ngày 2026-12-08 không có hồ sơ nào\n");
      const { results } = JSON.parse((await hub("discipline", ...december, "--results", file, "--json")).out) as {
        results: { withoutDossier: unknown };
      };
      expect(results.withoutDossier).to.deep.equal([
        { line: 2, number: "7/GXN", issuedOn: "2026-12-08", kind: "Giấy xác nhận" },
      ]);
      await writeFile(file, "so,ngay\n7/GXN,2026-12-08\n");
      const wrong = await hub("discipline", ...december, "--results", file);
      expect([wrong.exitCode, wrong.out]).to.deep.equal([1, ""]);
      expect(wrong.err).to.contain("thiếu cột number, issued_on");
      const missing = await hub("discipline", ...december, "--results", join(folder, "khong-co.csv"));
      expect([missing.exitCode, missing.out]).to.deep.equal([1, ""]);
      expect(missing.err).to.contain("Không đọc được tệp");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("a substitute once appointed ends the absence's mention; there is none to appoint twice", async () => {
    const appoint = ["duty", "substitute", "--unit", "H38.91", "--officer", "CB-09", "--on", "2026-12-14"];
    expect((await hub(...appoint, "--substitute", "CB-10")).out).to.contain("Đã cử người thay");
    expect((await hub("discipline", ...december)).out).not.to.contain("CB-09");
    const twice = await hub(...appoint, "--substitute", "CB-11");
    expect(twice).to.include({ exitCode: 1, out: "" });
    expect(twice.err).to.contain("chưa có người thay");
  });

  for (const [what, words, sentence] of [
    ["an unknown unit", ["discipline", ...december.map((word) => (word === "H38.91" ? "H99.99" : word))], "H99.99"],
    ["a number that was never given", ["numbers", "void", ...number, "--number", "3"], "số chưa được cấp"],
    [
      "an absence that runs backwards",
      ["duty", "absent", ...absence, "--to", "2026-12-01"],
      "Ngày cuối trước ngày đầu",
    ],
    ["a substitute for oneself", ["duty", "absent", ...absence, "--substitute", "CB-09"], "phải là người khác"],
  ] as const)
    it(`refuses ${what} with one sentence`, async () => {
      const { exitCode, out, err } = await hub(...words);
      expect([exitCode, out]).to.deep.equal([1, ""]);
      expect(err).to.contain(sentence);
    });
});

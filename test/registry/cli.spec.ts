import { expect } from "chai";
import { Command } from "commander";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDay } from "../../core/domain/day.ts";
import { addProceduresCommand } from "../../main/cli/procedures.ts";
import { addSuccessionCommand } from "../../main/cli/succession.ts";
import { addUnitsCommand } from "../../main/cli/units.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { openDatabase } from "../../platform/database.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { putDossiers } from "../support/running-dossiers.ts";

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
    addSuccessionCommand(program, open);
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
        "  Kế tiếp (nhập toàn bộ, 2025-07-01): Tỉnh Lào Cai (15)",
        "  Cơ quan: H63 UBND tỉnh Yên Bái",
        "15  Tỉnh Lào Cai  (từ 2025-07-01 đến nay)  202/2025/QH15",
        "  Hình thành từ (nhập toàn bộ, 2025-07-01): Tỉnh Lào Cai (10), Tỉnh Yên Bái (15)",
        "  Hình thành từ (kết thúc cấp huyện, 2025-07-01): Thành phố Lào Cai (080), Huyện Trạm Tấu (139)",
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

  it("shows a unit of the last day of districts with its parents and its successor", async () => {
    const { out } = await hub("units", "show", "04600", "--level", "commune", "--on", "2025-06-30", "--english");
    expect(out).to.equal(
      [
        "04600  Xã Trạm Tấu  (to 2025-06-30)",
        "  Belongs to: Huyện Trạm Tấu (139), Tỉnh Yên Bái (15)",
        "  Succeeded by (merged whole, 2025-07-01): Xã Trạm Tấu (04606)",
        "  Agency: 000.04.29.H63 UBND xã Trạm Tấu",
        "",
      ].join("\n"),
    );
    const { out: json } = await hub("units", "show", "04600", "--level", "commune", "--on", "2025-06-30", "--json");
    const [found] = JSON.parse(json) as {
      parents: { code: string }[];
      successors: { kind: string; effective: string; unit: { code: string; validFrom: string } }[];
    }[];
    expect(found?.parents.map(({ code }) => code)).to.deep.equal(["139", "15"]);
    expect(
      found?.successors.map(({ kind, effective, unit }) => [kind, effective, unit.code, unit.validFrom]),
    ).to.deep.equal([["merged_whole", "2025-07-01", "04606", "2025-07-01"]]);
  });

  it("shows all that ever had a code, and what they were made of", async () => {
    const { out } = await hub("units", "show", "04606", "--english");
    expect(out.match(/^04606 .*$/gm)).to.deep.equal([
      "04606  Xã Pá Hu  (to 2025-06-30)",
      "04606  Xã Trạm Tấu  (from 2025-07-01 until now)  1673/NQ-UBTVQH15",
    ]);
    expect(out).to.include(
      "Made of (merged whole, 2025-07-01): Xã Túc Đán (04588), Xã Pá Lau (04591), Xã Trạm Tấu (04600), Xã Pá Hu (04606)",
    );
  });

  it("shows what replaced a procedure, and what it replaced", async () => {
    expect((await hub("procedures", "show", "2.002621", "--english")).out).to.include(
      "Replacements: 2.002621 → 3.000722",
    );
    expect((await hub("procedures", "show", "3.000722", "--english")).out).to.include("Takes the place of: 2.002621");
  });

  it("applies a publishing decision once, shows it with the procedure, and sums up its year", async () => {
    await hub("procedures", "import", await write("p.jsonl", '{"code":"9.100001","name":"Thử","fee_vnd":5000}\n'));
    const file = await write(
      "decision.json",
      JSON.stringify({
        ...{ number: "12/QĐ-UBND", signed: "2027-03-01", effective: "2027-03-10", agency: "UBND tỉnh Lào Cai" },
        figures: [{ subject: "Thủ tục tại Trung tâm", numerator: 943, denominator: 1_064, percent: 82.7 }],
        changes: [
          { kind: "SUA_DOI_BO_SUNG", code: "9.100001.H38", fee_vnd: 0 },
          { kind: "MOI", code: "9.100002", name: "Thử nữa" },
        ],
      }),
    );
    const first = await hub("procedures", "apply", file);
    expect([first.err, first.exitCode]).to.deep.equal(["", 0]);
    expect(first.out).to.equal(
      "Quyết định 12/QĐ-UBND (2027-03-01, UBND tỉnh Lào Cai), hiệu lực từ 2027-03-10: mới 1, sửa đổi 1, thay thế 0, " +
        "bãi bỏ 0; mở 2 phiên bản, kết thúc 0 thủ tục. Hồ sơ đã nhận giữ phiên bản lúc nhận.\n",
    );
    expect((await hub("procedures", "apply", file, "--english")).out).to.equal(
      "Decision 12/QĐ-UBND (2027-03-01, UBND tỉnh Lào Cai) was applied before; nothing changed.\n",
    );
    const shown = (await hub("procedures", "show", "9.100001", "--on", "2027-03-10")).out;
    expect(shown).to.include("  Quyết định: 12/QĐ-UBND (2027-03-01, UBND tỉnh Lào Cai): sửa đổi, bổ sung");
    expect(shown).to.include("Mã địa phương: 9.100001.H38");
    expect((await hub("procedures", "changes", "2026", "--english")).out).to.equal(
      "2026: no publishing decision is known here.\n",
    );
    expect((await hub("procedures", "changes", "2027")).out).to.equal(
      [
        "Năm 2027: ban hành 1 quyết định công bố 2 thủ tục hành chính, trong đó sửa đổi, bổ sung 1, ban hành mới 1, thay thế 0, bãi bỏ 0 thủ tục.",
        "Số liệu như các quyết định công bố:",
        "  Thủ tục tại Trung tâm: 943/1064 = 82.7 % (12/QĐ-UBND, UBND tỉnh Lào Cai)  ! tỷ lệ công bố không khớp hai số này; giữ nguyên như công bố",
        "",
      ].join("\n"),
    );
  });

  it("says which of two decisions from one day counts, and why (C9)", async () => {
    const file = await write(
      "same-day.json",
      JSON.stringify({
        ...{ number: "9/QĐ-UBND", signed: "2027-03-01", effective: "2027-03-10", agency: "UBND tỉnh Lào Cai" },
        changes: [{ kind: "amended", code: "9.100001.H38", fee_vnd: 7_000 }],
      }),
    );
    expect((await hub("procedures", "apply", file, "--english")).out).to.equal(
      "Decision 9/QĐ-UBND (2027-03-01, UBND tỉnh Lào Cai), in force from 2027-03-10: 0 new, 1 amended, 0 replaced, " +
        "0 abolished; 0 versions opened, 0 procedures ended. Dossiers keep the version of their receipt.\n" +
        "  1. 9.100001.H38: several decisions take effect on 2027-03-10; 12/QĐ-UBND (2027-03-01) counts (signed on the " +
        "same day, its number is higher), not 9/QĐ-UBND (2027-03-01).\n",
    );
    const shown = (await hub("procedures", "show", "9.100001")).out;
    expect(shown).to.include("(từ 2027-03-10, không còn áp dụng; hồ sơ đã nhận theo bản này giữ nguyên)");
    expect(shown).to.include(
      "  Quyết định: 9/QĐ-UBND (2027-03-01, UBND tỉnh Lào Cai): sửa đổi, bổ sung; không áp dụng, cùng ngày có quyết định 12/QĐ-UBND (2027-03-01)\n",
    );
  });

  it("says what is wrong with a decision's days, by the law, by the index and by the shortened procedure (C1, C2)", async () => {
    const days = async (name: string, of: object) => {
      const file = await write(
        name,
        JSON.stringify({
          ...{ agency: "UBND tỉnh Lào Cai", changes: [{ kind: "new", code: `9.30000${name[0]}`, name: "Thử" }], ...of },
        }),
      );
      const { out } = await hub("procedures", "apply", file, "--english");
      // when it was entered is another matter
      return out.split("\n").filter((line) => line.startsWith("  ! ") && !line.startsWith("  ! entered"));
    };
    // a Tuesday
    const signed = "2026-11-10";
    expect(await days("1.json", { number: "301/QĐ-UBND", signed, effective: "2026-11-14" })).to.deep.equal([
      "  ! in force 4 days after its signing (3 working days), the law wants 5 at least (ND 63/2010 art. 15); right only where the law was made by the shortened procedure, which shortened_procedure says; check the days",
    ]);
    expect(await days("2.json", { number: "302/QĐ-UBND", signed, effective: "2026-11-16" })).to.deep.equal([
      "  ! in force 6 days after its signing, enough by ND 63/2010 art. 15; by the index (QD 766) these are 4 working days, of at least 5",
    ]);
    expect(
      await days("3.json", { number: "303/QĐ-UBND", signed, effective: signed, shortened_procedure: "2026-11-01" }),
    ).to.deep.equal([
      "  ! signed 9 days after the law made by the shortened procedure, 3 are allowed at most (ND 63/2010 art. 15)",
    ]);
  });

  it("refuses a decision with all its faults, and a file that is not there", async () => {
    const file = await write(
      "bad-decision.json",
      JSON.stringify({
        ...{ number: "13/QĐ-UBND", signed: "2027-03-01", agency: "UBND tỉnh Lào Cai" },
        changes: [
          { kind: "abolished", code: "9.777777" },
          { kind: "new", code: "9.777778" },
        ],
      }),
    );
    expect(await hub("procedures", "apply", file, "--english")).to.deep.equal({
      out: "",
      err:
        "The decision was not applied and nothing changed; 2 entries need correction:\n" +
        "  1. 9.777777: 9.777777 is not in force on 2027-03-01; check the code and the day\n" +
        "  2. 9.777778: the name is missing\n",
      exitCode: 1,
    });
    const missing = await hub("procedures", "apply", "nowhere.json").catch(
      (error: unknown) => (error as Error).message,
    );
    expect(missing).to.match(/^Không đọc được tệp nowhere\.json; hãy kiểm tra đường dẫn\./);
  });

  it("re-addresses dossiers of a reform, lists what waits for a person and takes the decision", async () => {
    expect((await hub("succession", "cases", "--english")).out).to.equal("No case waits.\n");
    await putDossiers(test, [
      { code: "000.04.29.H63-250620-0001", procedure: "1.001193", receivedBy: "H63.29.04", heldBy: "H63.29.04" },
      { code: "000.04.29.H63-250620-0002", procedure: "1.001193", receivedBy: "H63.29.04", heldBy: "H63.29" },
    ]);
    await test.sql(`
      insert into process (id, version, name, procedure_code, lead, mode, state, valid_from, decision_no, decision_date, signer)
      values ('lien-thong', 2, 'Liên thông', '1.001193', 'H63.29', 'A', 'approved', '2025-01-01', '1/QĐ', '2024-12-30', 'CT')`);
    const dry = await hub("succession", "apply", "--on", "2025-07-01", "--dry-run", "--english");
    expect(dry.out).to.equal(
      "Looking ahead to 2025-07-01; nothing was changed:\n" +
        "  2 running dossiers of ended agencies: 2 re-addressed, 1 with a part that waits for a person.\n" +
        "  the district ended: 1 agency\n" +
        "  Process lien-thong (version 2) starts no more, it names ended agencies (H63.29): have a next version approved.\n",
    );
    const { out, err, exitCode } = await hub("succession", "apply", "--on", "2025-07-01", "--by", "Trần Văn B");
    expect([err.split("\n").at(-2), exitCode]).to.deep.equal(["Đang chuyển 100%", 0]);
    expect(out).to.match(/^Cải cách ngày 2025-07-01:\n {2}2 hồ sơ .* 2 được chuyển địa chỉ, 1 còn phần chờ/);
    expect((await hub("succession", "cases", "1", "--english")).out).to.match(
      /^#1 {2}H63\.29 UBND huyện Trạm Tấu {2}\(2025-07-01, open, the district ended, 1 dossier waits\)\n {2}Candidates: .*H38\.91 UBND xã Trạm Tấu.*\n.*\n {4}000\.04\.29\.H63-250620-0002 {2}1\.001193 {2}holder {2}→ H38\.91\n$/,
    );
    const [listed] = JSON.parse((await hub("succession", "cases", "--json")).out) as { id: number; waiting: number }[];
    expect(listed).to.include({ id: 1, waiting: 1 });
    const neither = await hub("succession", "decide", "1", "--basis", "x", "--english");
    expect([neither.err, neither.exitCode]).to.deep.equal([
      ...["Give --to (with one of --dossier, --procedure, --field, if need be) or --as-proposed.\n", 1],
    ]);
    const decide = (...words: string[]) =>
      hub("succession", "decide", "1", "--basis", "Công văn 12", "--english", ...words);
    expect((await decide("--as-proposed")).out).to.equal(
      "Looking ahead at case #1, H63.29 UBND huyện Trạm Tấu; nothing was changed:\n" +
        "  To: H38.91 UBND xã Trạm Tấu\n" +
        "  Re-addressed 1, with a part that still waits for a person 0.\n" +
        "A decision cannot be taken back; to decide, run it again with --apply.\n",
    );
    const outsider = await decide("--to", "H38.17", "--apply");
    expect([outsider.out, outsider.exitCode]).to.deep.equal(["", 1]);
    expect(outsider.err).to.match(
      /^H38\.17 is none of those that may follow H63\.29 UBND huyện Trạm Tấu \(.*H38\.91.*\), and a decision cannot be taken back; if the paper does name H38\.17, add --outsider\.\n$/,
    );
    expect((await decide("--to", "H38.17", "--outsider")).out).to.include(
      "! This agency is not among the registry's candidates.\n",
    );
    expect(await test.sql("select from succession_rule")).to.deep.equal([]);
    expect(
      (await decide("--as-proposed", "--apply")).out,
      // the district had been told that the commune's place was taken, and could not be: that waited for the decision
    ).to.equal(
      "Case #1: re-addressed 1, still waiting 0.\n" +
        "  To: H38.91 UBND xã Trạm Tấu\nMessages sent on to who follows: 1.\n",
    );
    expect((await hub("succession", "cases", "7", "--english")).err).to.equal("There is no case 7.\n");
    expect(await test.sql("select held_by as held, returns_to as returns from dossier order by id")).to.deep.equal([
      { held: "H38.91", returns: "H38.91" },
      { held: "H38.91", returns: "H38.91" },
    ]);
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
    expect(out).to.include("Cấp thực hiện: cấp xã\n");
    expect(out).to.include("Thời hạn: 3 ngày làm việc\n");
    expect(out).to.include("Khi bổ sung: tính lại từ đầu (mặc định, NĐ 61/2018 19(4))");
    const birth = await hub("procedures", "show", "1.001193", "--english");
    expect(birth.out).to.include("Time limit: settled the same day\n");
  });

  for (const [words, said] of [
    [["units", "show", "99"], "Không có đơn vị hay cơ quan mang mã 99; hãy kiểm tra lại mã.\n"],
    [
      ["units", "show", "04600", "--level", "commune", "--on", "2025-07-01"],
      "Xã Trạm Tấu (04600) kết thúc ngày 30/06/2025; nay là: Xã Trạm Tấu (04606).\n",
    ],
    [
      ["units", "show", "04600", "--level", "province", "--on", "2025-07-01"],
      "Không có đơn vị hay cơ quan mang mã 04600 vào ngày 2025-07-01; hãy kiểm tra lại mã.\n",
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

  it("refuses a level that does not exist", async () => {
    const failure = await hub("units", "show", "15", "--level", "banana").catch((error: unknown) => error as Error);
    expect((failure as Error).message).to.include("Cấp viết là province, district, commune.");
  });

  it("refuses a day that does not exist", async () => {
    const failure = await hub("units", "show", "15", "--on", "2025-02-29").catch((error: unknown) => error as Error);
    expect((failure as Error).message).to.include("Ngày viết như 2025-07-01.");
  });
});

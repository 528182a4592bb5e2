import { expect } from "chai";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ImportError, type FileReport } from "../../core/service/import-report.ts";
import { textSource, type Source } from "../../core/service/import-source.ts";
import { importUnits, unitSources } from "../../core/service/import-units.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

const unitHeader = "code,level,type,name,parent_code,valid_from,valid_to,legacy_parent_code,decree";
const successionHeader = "from_code,from_level,from_name,to_code,to_level,to_name,kind,effective,note";
const orgHeader =
  "code,scheme,code_qcvn102,level,kind,name,parent_code,unit_code,valid_to,successor_code,confidence,source";

const units = [
  // children before parents: the order of rows does not matter
  "04600,commune,Xã,Xã Trạm Tấu,139,,2025-06-30,,",
  "04606,commune,Xã,Xã Trạm Tấu,15,2025-07-01,,,1673/NQ-UBTVQH15",
  "04603,commune,Xã,Xã Tà Xi Láng,15,,,139,",
  "139,district,Huyện,Huyện Trạm Tấu,15,,2025-06-30,,",
  "15,province,Tỉnh,Tỉnh Yên Bái,,,2025-06-30,,",
  "15,province,Tỉnh,Tỉnh Lào Cai,,2025-07-01,,,202/2025/QH15",
];
const successions = [
  "15,province,,15,province,,merged_whole,2025-07-01,",
  "139,district,,15,province,,district_dissolved,2025-07-01,",
  "04600,commune,,04606,commune,,merged_whole,2025-07-01,Nhập toàn bộ",
];
const organisations = [
  "H38,QD20,000.00.00.H38,1,province,UBND tỉnh Lào Cai,,15,,,confirmed,danh sách",
  "H63,QD20,000.00.00.H63,1,province,UBND tỉnh Yên Bái,,15,2025-06-30,H38,confirmed,danh sách",
  "000.00.29.H63,QCVN102,,2,district,UBND huyện Trạm Tấu,H63,139,,,confirmed,danh sách",
  "000.04.29.H63,QCVN102,,3,commune,UBND xã Trạm Tấu,000.00.29.H63,04600,,,confirmed,danh sách",
];

interface Files {
  readonly units?: readonly string[];
  readonly successions?: readonly string[];
  readonly organisations?: readonly string[];
}
const table = (header: string, rows: readonly string[]) => `${[header, ...rows].join("\n")}\n`;
const sources = (files: Files) => ({
  units: textSource("units.csv", table(unitHeader, files.units ?? [])),
  successions: textSource("successions.csv", table(successionHeader, files.successions ?? [])),
  organisations: textSource("organisations.csv", table(orgHeader, files.organisations ?? [])),
});
const bytesSource = (name: string, bytes: Buffer): Source => ({
  name,
  bytes: bytes.length,
  open: async function* () {
    // one byte at a time: lines and characters cross every boundary
    for (const byte of bytes) yield await Promise.resolve(Uint8Array.of(byte));
  },
});
const counts = ({ read, added, changed, unchanged, refused }: FileReport) => ({
  ...{ read, added, changed, unchanged, refused: refused.length },
});
const addsUp = (report: FileReport) =>
  expect(report.read).to.equal(report.added + report.changed + report.unchanged + report.refused.length);

describe("Importing units", () => {
  let test: TestDatabase;
  before(async () => {
    test = await freshDatabase();
  });
  beforeEach(() => test.sql("truncate administrative_unit, organisation cascade"));
  after(() => test.drop());

  it("takes rows in any order, and the same again changes nothing", async () => {
    const files = sources({ units, successions, organisations });
    const first = await importUnits(test.db, files);
    expect(first.map(counts)).to.deep.equal([
      { read: 6, added: 6, changed: 0, unchanged: 0, refused: 0 },
      { read: 3, added: 3, changed: 0, unchanged: 0, refused: 0 },
      { read: 4, added: 4, changed: 0, unchanged: 0, refused: 0 },
    ]);
    const again = await importUnits(test.db, files);
    expect(again.map(counts)).to.deep.equal([
      { read: 6, added: 0, changed: 0, unchanged: 6, refused: 0 },
      { read: 3, added: 0, changed: 0, unchanged: 3, refused: 0 },
      { read: 4, added: 0, changed: 0, unchanged: 4, refused: 0 },
    ]);
  });

  it("gives an unchanged commune its district until 30/06/2025 and its province since", async () => {
    await importUnits(test.db, sources({ units }));
    expect(
      await test.sql("select parent_code, since::text, until::text from administrative_parent where code = '04603'"),
    ).to.have.deep.members([
      { parent_code: "139", since: "-infinity", until: "2025-06-30" },
      { parent_code: "15", since: "2025-07-01", until: null },
    ]);
  });

  it("links agencies to the unit of their time, and ends those of districts", async () => {
    await importUnits(test.db, sources({ units, organisations }));
    expect(
      await test.sql(
        `select code, written_as, unit_code, unit_valid_from::text as since, valid_to::text as until
           from organisation order by code`,
      ),
    ).to.deep.equal([
      { code: "H38", written_as: "H38", unit_code: "15", since: "2025-07-01", until: null },
      { code: "H63", written_as: "H63", unit_code: "15", since: "-infinity", until: "2025-06-30" },
      { code: "H63.29", written_as: "000.00.29.H63", unit_code: "139", since: "-infinity", until: "2025-06-30" },
      { code: "H63.29.04", written_as: "000.04.29.H63", unit_code: "04600", since: "-infinity", until: "2025-06-30" },
    ]);
  });

  it("counts a corrected row as changed, and a changed parent too", async () => {
    await importUnits(test.db, sources({ units, successions, organisations }));
    const report = await importUnits(
      test.db,
      sources({
        units: [
          "138,district,Huyện,Huyện Trấn Yên,15,,2025-06-30,,",
          "04600,commune,Xã,Xã Trạm Tấu,138,,2025-06-30,,",
          "139,district,Huyện,Huyện Trạm Tấu (cũ),15,,2025-06-30,,",
        ],
        successions: ["04600,commune,,04606,commune,,split_part,2025-07-01,Nhập toàn bộ"],
        organisations: [organisations[0]!.replace("Lào Cai", "Lào Cai (mới)")],
      }),
    );
    expect(report.map(counts)).to.deep.equal([
      { read: 3, added: 1, changed: 2, unchanged: 0, refused: 0 },
      { read: 1, added: 0, changed: 1, unchanged: 0, refused: 0 },
      { read: 1, added: 0, changed: 1, unchanged: 0, refused: 0 },
    ]);
  });

  for (const [fault, row, reason] of [
    ["an unknown level", "04612,ward,Xã,Xã Bản Công,139,,2025-06-30,,", /cấp "ward" không có/],
    ["an unknown type", "04612,commune,Bản,Bản Công,139,,2025-06-30,,", /loại đơn vị "Bản" không có/],
    ["no type in cell or name", "04612,commune,,Bản Công,139,,2025-06-30,,", /loại đơn vị "" không có/],
    ["a code that lost its leading zero", "4612,commune,Xã,Xã Bản Công,139,,2025-06-30,,", /mã "4612" không đúng/],
    ["letters in the code", "0461x,commune,Xã,Xã Bản Công,139,,2025-06-30,,", /mã "0461x" không đúng/],
    ["no name", "04612,commune,Xã,,139,,2025-06-30,,", /thiếu tên/],
    ["a validity reversed", "04612,commune,Xã,Xã Bản Công,15,2025-07-02,2025-07-01,,", /sau ngày kết thúc/],
    ["a day that does not exist", "04612,commune,Xã,Xã Bản Công,139,,2025-06-31,,", /"2025-06-31" không phải ngày/],
    ["a day in another notation", "04612,commune,Xã,Xã Bản Công,139,,30\/06\/2025,,", /"30\/06\/2025" không phải ngày/],
    ["an unknown parent", "04612,commune,Xã,Xã Bản Công,140,,2025-06-30,,", /không có đơn vị cấp trên 140/],
    ["a parent that ended", "04612,commune,Xã,Xã Bản Công,139,2025-07-01,,,", /không có đơn vị cấp trên 139/],
    ["no parent", "04612,commune,Xã,Xã Bản Công,,,2025-06-30,,", /mã cấp trên "" thiếu/],
    ["a parent of its own level", "04612,commune,Xã,Xã Bản Công,04600,,2025-06-30,,", /mã cấp trên "04600"/],
    ["a parent above a province", "16,province,Tỉnh,Tỉnh Lạ,15,,,,", /cấp tỉnh không có đơn vị cấp trên/],
    ["too few columns", "04612,commune,Xã,Xã Bản Công,139", /có 5 cột, dòng tiêu đề có 9/],
    ["too many columns", "04612,commune,Xã,Xã Bản Công,139,,2025-06-30,,,", /có 10 cột/],
    ["an open quote", '04612,commune,Xã,"Xã Bản Công,139,,2025-06-30,,', /dấu ngoặc kép/],
    ["a NUL", "04612,commune,Xã,Xã Bản\u0000 Công,139,,2025-06-30,,", /ký tự NUL/],
    ["a line of 2 MiB", `04612,commune,Xã,${"x".repeat(2 ** 21)},139,,2025-06-30,,`, /dài hơn 1 MiB/],
    ["days shared with its successor", "04606,commune,Xã,Xã Pá Hu,139,,2025-07-01,,", /trùng thời gian với dòng 3/],
  ] as const)
    it(`refuses ${fault}, says where and takes the rest`, async () => {
      const [report] = await importUnits(test.db, sources({ units: [...units, row] }));
      const refused = report!.refused.filter(({ line }) => line === 8);
      expect(refused).to.have.length(1);
      expect(refused[0]!.file).to.equal("units.csv");
      expect(refused[0]!.reason.vi).to.match(reason);
      addsUp(report!);
      const [stored] = await test.sql<{ count: number }>("select count(*)::int from administrative_unit");
      expect(stored!.count).to.equal(report!.added);
      expect(report!.added).to.equal(fault === "days shared with its successor" ? 5 : 6);
    });

  it("refuses a line that is not UTF-8, and only that line", async () => {
    const good = Buffer.from(`${unitHeader}\n${units[4]!}\n`);
    const latin = Buffer.from("16,province,Tinh,T\xefnh,,,,,\n", "latin1");
    const last = Buffer.from(units[5]!);
    const [report] = await importUnits(test.db, {
      ...sources({}),
      units: bytesSource("units.csv", Buffer.concat([good, latin, last])),
    });
    expect(counts(report!)).to.deep.equal({ read: 3, added: 2, changed: 0, unchanged: 0, refused: 1 });
    expect(report!.refused[0]!.line).to.equal(3);
    expect(report!.refused[0]!.reason.vi).to.match(/UTF-8/);
  });

  it("reads a file with a byte order mark, Windows line ends and empty lines", async () => {
    const text = `\ufeff${[unitHeader, "", units[4]!, units[5]!, ""].join("\r\n")}`;
    const [report] = await importUnits(test.db, {
      ...sources({}),
      units: bytesSource("units.csv", Buffer.from(text)),
    });
    expect(counts(report!)).to.deep.equal({ read: 2, added: 2, changed: 0, unchanged: 0, refused: 0 });
  });

  it("composes decomposed letters and says so", async () => {
    const [report] = await importUnits(test.db, sources({ units: units.map((row) => row.normalize("NFD")) }));
    expect(counts(report!)).to.deep.equal({ read: 6, added: 6, changed: 0, unchanged: 0, refused: 0 });
    expect(report!.notes.map(({ code, count }) => ({ code, count }))).to.deep.equal([{ code: "nfc", count: 6 }]);
    const [row] = await test.sql("select name from administrative_unit where code = '04603'");
    expect(row).to.deep.equal({ name: "Xã Tà Xi Láng".normalize("NFC") });
  });

  it("refuses all rows that contradict each other, and counts a repeated one as unchanged", async () => {
    const [report] = await importUnits(
      test.db,
      sources({ units: [...units, units[4]!, "15,province,Tỉnh,Tỉnh Lao Kay,,2025-07-01,,,"] }),
    );
    // with both rows of today's province goes the commune that answers to it
    expect(report!.refused.map(({ line }) => line)).to.deep.equal([3, 4, 7, 9]);
    expect(report!.refused[2]!.reason.vi).to.match(/khác nội dung với dòng 9/);
    expect(report!.refused[3]!.reason.vi).to.match(/khác nội dung với dòng 7/);
    expect(counts(report!)).to.deep.equal({ read: 8, added: 3, changed: 0, unchanged: 1, refused: 4 });
    addsUp(report!);
  });

  it("refuses a unit on days that another of its code already has", async () => {
    await importUnits(test.db, sources({ units }));
    const [report] = await importUnits(test.db, sources({ units: ["15,province,Tỉnh,Tỉnh Lạ,,2025-01-01,,,"] }));
    expect(report!.refused.map(({ line, reason }) => [line, reason.vi])).to.deep.equal([
      [2, 'cùng mã và trùng thời gian với "Tỉnh Yên Bái" đã có trong hệ thống; hãy sửa ngày'],
    ]);
  });

  for (const [fault, row, reason] of [
    ["an unknown source", "04699,commune,,04606,commune,,merged_whole,2025-07-01,", /04699 vào ngày 2025-06-30/],
    ["an unknown target", "04600,commune,,04699,commune,,merged_whole,2025-07-01,", /04699 vào ngày 2025-07-01/],
    [
      "a source that began that day",
      "04606,commune,,04606,commune,,merged_whole,2025-07-01,",
      /04606 vào ngày 2025-06/,
    ],
    ["an unknown kind", "04600,commune,,04606,commune,,swallowed,2025-07-01,", /kiểu "swallowed" không có/],
    ["no day", "04600,commune,,04606,commune,,merged_whole,,", /thiếu ngày hiệu lực/],
    ["a level that is not the code's", "04600,district,,04606,commune,,merged_whole,2025-07-01,", /cấp hoặc mã/],
    ["a unit that succeeds itself", "04603,commune,,04603,commune,,renamed,2025-07-01,", /thay thế chính nó/],
  ] as const)
    it(`refuses a succession with ${fault}`, async () => {
      const [, report] = await importUnits(test.db, sources({ units, successions: [...successions, row] }));
      expect(report!.refused.map(({ line }) => line)).to.deep.equal([5]);
      expect(report!.refused[0]!.reason.vi).to.match(reason);
      expect(report!.added).to.equal(3);
      addsUp(report!);
    });

  for (const [fault, row, reason] of [
    ["no identifier", "17.H36,QD20,,2,other,Sở,H63,,,,,", /không phải mã định danh/],
    ["two notations of two agencies", "H63.17,QD20,000.00.18.H63,2,other,Sở,H63,,,,,", /không cùng một cơ quan/],
    ["an unknown scheme", "H63.17,ISO,,2,other,Sở,H63,,,,,", /kiểu mã "ISO"/],
    ["an unknown kind", "H63.17,QD20,,2,bureau,Sở,H63,,,,,", /loại cơ quan "bureau"/],
    ["an unknown tier", "H63.17,QD20,,5,other,Sở,H63,,,,,", /cấp mã "5"/],
    ["no name", "H63.17,QD20,,2,other,,H63,,,,,", /thiếu tên/],
    ["a wrong parent", "H63.17,QD20,,2,other,Sở,Yên Bái,,,,,", /cấp trên hoặc cơ quan kế tiếp/],
    ["itself as parent", "H63.17,QD20,,2,other,Sở,000.00.17.H63,,,,,", /cấp trên của chính nó/],
    ["a wrong day", "H63.17,QD20,,2,other,Sở,H63,,2025-02-29,,,", /"2025-02-29"/],
  ] as const)
    it(`refuses an agency with ${fault}`, async () => {
      const [, , report] = await importUnits(test.db, sources({ units, organisations: [...organisations, row] }));
      expect(report!.refused.map(({ line }) => line)).to.deep.equal([6]);
      expect(report!.refused[0]!.reason.vi).to.match(reason);
      expect(report!.added).to.equal(4);
      addsUp(report!);
    });

  it("knows one agency in two notations as a contradiction when the rows differ", async () => {
    const rows = ["H63.17,QD20,,2,other,Sở Nội vụ,H63,,,,,", "000.00.17.H63,QCVN102,,2,other,Sở Nội vụ,H63,,,,,"];
    const [, , report] = await importUnits(test.db, sources({ units, organisations: [...organisations, ...rows] }));
    expect(report!.refused.map(({ line }) => line)).to.deep.equal([6, 7]);
  });

  it("stores nothing at all when one of the files is no such table", async () => {
    const broken = { ...sources({ units, successions }), organisations: textSource("org.csv", "code,name\nH1,x\n") };
    const failure = await importUnits(test.db, broken).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(ImportError);
    expect((failure as ImportError).words.vi).to.equal(
      "Tệp org.csv thiếu cột scheme, level, kind, parent_code, unit_code, valid_to ở dòng tiêu đề; hãy thêm cột hoặc chọn đúng tệp.",
    );
    expect(await test.sql("select 1 from administrative_unit")).to.deep.equal([]);
  });

  it("stores nothing by halves when it is stopped in the middle of writing", async () => {
    const stopped = await importUnits(test.db, sources({ units, successions, organisations }), (done, total) => {
      if (done > 0.6 * total) throw new Error("stopped");
    }).catch((error: unknown) => (error as Error).message);
    expect(stopped).to.equal("stopped");
    expect(await test.sql("select 1 from administrative_unit")).to.deep.equal([]);
  });

  for (const [what, text, said] of [
    ["empty", "", "Tệp units.csv không có gì."],
    ["with a column twice", `${unitHeader},code\n`, "Tệp units.csv có hai cột cùng tên code; hãy bỏ bớt một cột."],
  ] as const)
    it(`says what is wrong with a file ${what}`, async () => {
      const failure = await importUnits(test.db, { ...sources({}), units: textSource("units.csv", text) }).catch(
        (error: unknown) => error,
      );
      expect((failure as ImportError).words.vi).to.equal(said);
    });

  it("names the files that a folder lacks", async () => {
    const folder = await mkdtemp(join(tmpdir(), "hub-units-"));
    try {
      await writeFile(join(folder, "units-2025.csv"), unitHeader);
      const failure = await unitSources(folder).catch((error: unknown) => error);
      expect((failure as ImportError).words.vi).to.include("không có tệp unit-successions-2025.csv, org-codes.csv;");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("lets two imports at once both end, with every row added once", async () => {
    const files = () => sources({ units, successions, organisations });
    const both = await Promise.all([importUnits(test.db, files()), importUnits(test.db, files())]);
    expect(both.map(([report]) => report!.added).toSorted()).to.deep.equal([0, 6]);
  });

  it("tells its progress up to the end, never backwards", async () => {
    const told: number[] = [];
    let whole = 0;
    await importUnits(test.db, sources({ units, successions, organisations }), (done, total) => {
      told.push(done);
      whole = total;
    });
    expect(told).to.deep.equal(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).to.equal(whole);
  });
});

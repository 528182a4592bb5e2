import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { parseProcedureCode } from "../../core/domain/procedure.ts";
import { importProcedures, procedureSource } from "../../core/service/import-procedures.ts";
import { ImportError, type FileReport } from "../../core/service/import-report.ts";
import { textSource, type Source } from "../../core/service/import-source.ts";
import { procedureVersions } from "../../core/store/procedures.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { findProcedureVersion } from "../support/procedures.ts";

const today = parseDay("2026-11-21");
const aRow = (but: Record<string, unknown> = {}) => ({
  ...{ code: "1.002693", name: "Cấp giấy phép chặt hạ, dịch chuyển cây xanh", field: "Hạ tầng kỹ thuật" },
  ...{ levels: ["province", "commune"], time_limit_text: "10 Ngày làm việc" },
  ...{ time_limit: { value: 10, unit: "working_day", from: "cell" }, fee_text: "", fee_vnd: null },
  ...{ documents: [{ name: "Đơn đề nghị" }], status: "listed_2026_07", source: "dvcqg-2026-07" },
  ...but,
});
const file = (...rows: (string | Record<string, unknown>)[]): Source =>
  textSource("procedures.jsonl", rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n"));
const counts = ({ read, added, changed, unchanged, refused }: FileReport) => ({
  ...{ read, added, changed, unchanged, refused: refused.length },
});
const code = parseProcedureCode("1.002693");

describe("Importing procedures", () => {
  let test: TestDatabase;
  const run = (source: Source, effective?: string) =>
    importProcedures(test.db, source, { today, effective: effective === undefined ? undefined : parseDay(effective) });
  const periods = async () =>
    (await procedureVersions(test.db, code)).map(({ name, validFrom, validTo }) => [name, validFrom, validTo]);
  before(async () => {
    test = await freshDatabase();
  });
  beforeEach(() => test.sql("truncate procedure cascade"));
  after(() => test.drop());

  it("keeps what the row says, in force since nobody knows when", async () => {
    const report = await run(file(aRow({ decision: "1813/QĐ-BXD", fee_vnd: 70_000 })));
    expect(counts(report)).to.deep.equal({ read: 1, added: 1, changed: 0, unchanged: 0, refused: 0 });
    const version = await findProcedureVersion(test.db, code, parseDay("2019-10-15"));
    expect(version).to.deep.include({
      ...{ code: "1.002693", validFrom: "-infinity", validTo: null, field: "Hạ tầng kỹ thuật" },
      ...{ levels: ["province", "commune"], limit: { value: 10, unit: "working_day" } },
      ...{ limitText: "10 Ngày làm việc", feeVnd: 70_000n, feeText: null, listing: "listed_2026_07" },
      ...{ documents: [{ name: "Đơn đề nghị" }], details: { decision: "1813/QĐ-BXD" } },
    });
  });

  it("changes nothing when the same is said again, in whatever order of keys", async () => {
    await run(file(aRow()));
    const report = await run(file(Object.fromEntries(Object.entries(aRow()).reverse())));
    expect(counts(report)).to.deep.equal({ read: 1, added: 0, changed: 0, unchanged: 1, refused: 0 });
  });

  it("opens a version for other content on the day it takes effect and closes the one before (P9)", async () => {
    await run(file(aRow({ name: "Cũ" })));
    const report = await run(file(aRow({ name: "Mới" })), "2027-01-01");
    expect(counts(report)).to.deep.equal({ read: 1, added: 0, changed: 1, unchanged: 0, refused: 0 });
    expect(await periods()).to.deep.equal([
      ["Cũ", "-infinity", "2026-12-31"],
      ["Mới", "2027-01-01", null],
    ]);
    expect((await findProcedureVersion(test.db, code, parseDay("2026-12-31")))?.name).to.equal("Cũ");
    expect((await findProcedureVersion(test.db, code, parseDay("2027-01-01")))?.name).to.equal("Mới");
  });

  it("takes today where no day is given", async () => {
    await run(file(aRow({ name: "Cũ" })));
    await run(file(aRow({ name: "Mới" })));
    expect(await periods()).to.deep.equal([
      ["Cũ", "-infinity", "2026-11-20"],
      ["Mới", "2026-11-21", null],
    ]);
  });

  it("never rewrites what has been in force: the second change of a day is refused with a remedy", async () => {
    await run(file(aRow({ name: "Cũ" })));
    await run(file(aRow({ name: "Mới" })));
    const report = await run(file(aRow({ name: "Mới hơn" })));
    expect(report.refused.map(({ line, reason }) => [line, reason.vi])).to.deep.equal([
      [1, "đã có phiên bản hiệu lực từ ngày đó hoặc muộn hơn; hãy chọn ngày sau đó (--effective)"],
    ]);
    expect(await periods()).to.have.length(2);
  });

  it("reads several versions of one procedure from one file, whatever their order", async () => {
    const report = await run(
      file(
        aRow({ name: "Mới", valid_from: "2025-07-01" }),
        aRow({ name: "Cũ", valid_to: "2025-06-30", replaced_by: "3.000722" }),
      ),
    );
    expect(counts(report)).to.deep.equal({ read: 2, added: 2, changed: 0, unchanged: 0, refused: 0 });
    expect(await periods()).to.deep.equal([
      ["Cũ", "-infinity", "2025-06-30"],
      ["Mới", "2025-07-01", null],
    ]);
  });

  it("refuses what is no day and what is no replacement, and says how to write it", async () => {
    const infinite = '"-infinity" không phải ngày có thật; hãy viết như 2025-07-01';
    for (const [but, reason] of [
      [{ valid_from: "-infinity" }, infinite],
      [{ valid_to: "-infinity" }, infinite],
      [{ valid_from: 20250701 }, '"20250701" không phải ngày; hãy viết thành chữ như "2025-07-01"'],
      [{ replaced_by: "" }, 'mã thay thế "" không phải mã thủ tục; chưa có thì bỏ trường replaced_by'],
      [{ replaced_by: 3 }, 'mã thay thế "3" không phải mã thủ tục; chưa có thì bỏ trường replaced_by'],
    ] as const) {
      const report = await run(file(aRow(but)));
      expect(
        report.refused.map((one) => one.reason.vi),
        JSON.stringify(but),
      ).to.deep.equal([reason]);
    }
    expect(await periods()).to.deep.equal([]);
  });

  it("ends a procedure when a row says so, without a new version", async () => {
    await run(file(aRow()));
    const report = await run(file(aRow({ valid_to: "2026-12-31", replaced_by: "3.000722", status: "ended" })));
    expect(counts(report)).to.deep.equal({ read: 1, added: 0, changed: 1, unchanged: 0, refused: 0 });
    const versions = await procedureVersions(test.db, code);
    expect(versions.map(({ validTo, replacedBy, listing }) => [validTo, replacedBy, listing])).to.deep.equal([
      ["2026-12-31", "3.000722", "ended"],
    ]);
  });

  it("does not bring back what has ended because a list still has it", async () => {
    await run(file(aRow({ valid_to: "2026-06-30" })));
    const report = await run(file(aRow({ name: "Khác" })));
    expect(counts(report)).to.deep.equal({ read: 1, added: 0, changed: 0, unchanged: 1, refused: 0 });
    expect(report.notes.map(({ code, count }) => [code, count])).to.deep.equal([["ended", 1]]);
    expect(await findProcedureVersion(test.db, code, today)).to.equal(undefined);
  });

  it("leaves open what the newest list lacks, and asks for a person's decision", async () => {
    const report = await run(file(aRow({ status: "not_in_2026_07_list" })));
    expect(report.notes.map(({ code, count, lines }) => [code, count, lines])).to.deep.equal([
      ["needs-decision", 1, [1]],
    ]);
    expect((await findProcedureVersion(test.db, code, today))?.listing).to.equal("not_in_2026_07_list");
  });

  it("notes a newer list in place, and what was merely observed not at all", async () => {
    await run(file(aRow({ portal_weight_2025_12: 79 })));
    const report = await run(file(aRow({ status: "listed_2026_12", portal_weight_2025_12: 80 })));
    expect(report.changed).to.equal(1);
    expect((await procedureVersions(test.db, code)).map(({ listing }) => listing)).to.deep.equal(["listed_2026_12"]);
  });

  it("strips a province's suffix and composes letters, and says so", async () => {
    const name = "Đăng ký thường trú";
    const report = await run(file(aRow({ code: "1.004222.000.00.00.H48", name: name.normalize("NFD") })));
    expect(report.notes.map(({ code }) => code)).to.deep.equal(["nfc", "local-code"]);
    const [version] = await procedureVersions(test.db, parseProcedureCode("1.004222"));
    expect(version?.name).to.equal(name.normalize("NFC"));
  });

  it("keeps half hours and half days", async () => {
    await run(file(aRow({ time_limit: { value: 0.5, unit: "hour" } })));
    expect((await findProcedureVersion(test.db, code, today))?.limit).to.deep.equal({ value: 0.5, unit: "hour" });
  });

  for (const [what, words, stated, limit] of [
    ["of months", "6 tháng", { value: 6, unit: "month" }, { value: 6, unit: "month" }],
    ["of calendar days, in the clocks' word", "", { value: 20, unit: "calendar_day" }, { value: 20, unit: "day" }],
    ["of hours, in the clocks' word", "", { value: 4, unit: "working_hour" }, { value: 4, unit: "hour" }],
    ["at once, in the clocks' word", "", { value: 0, unit: "same_day" }, { value: 0, unit: "immediate" }],
    ["whose words say months, counted as 30 days", "6 Tháng", { value: 180, unit: "day" }, { value: 6, unit: "month" }],
    ["whose words alone say months", "12 tháng", null, { value: 12, unit: "month" }],
    ["whose words say another number of months", "6 Tháng", { value: 90, unit: "day" }, { value: 90, unit: "day" }],
    ["whose words say more than months", "1 tháng 5 ngày", null, null],
  ] as const)
    it(`reads a limit ${what}`, async () => {
      const report = await run(file(aRow({ time_limit_text: words, time_limit: stated })));
      expect(counts(report)).to.include({ refused: 0 });
      expect((await findProcedureVersion(test.db, code, today))?.limit ?? null).to.deep.equal(limit);
      const isRead = limit?.unit === "month" && stated?.unit !== "month";
      expect(report.notes.map(({ code: note }) => note)).to.deep.equal(isRead ? ["months"] : []);
    });

  const deep = `{"code":"1.002693","name":"x","y":${"[".repeat(10_000)}${"]".repeat(10_000)}}`;
  for (const [fault, row, reason] of [
    ["no JSON", "{code: 1}", /không phải JSON/],
    ["JSON cut short", '{"code":"1.002693","name":"x"', /không phải JSON/],
    ["a list", "[1,2]", /không phải một đối tượng/],
    ["null", "null", /không phải một đối tượng/],
    ["no code", '{"name":"x"}', /không phải mã thủ tục/],
    ["a number as code", '{"code":1.002693,"name":"x"}', /không phải mã thủ tục/],
    ["a wrong code", aRow({ code: "1.2693" }), /"1.2693" không phải mã thủ tục/],
    ["no name", aRow({ name: "  " }), /thiếu tên/],
    ["an unknown level", aRow({ levels: ["village"] }), /cấp thực hiện \[village\]/],
    ["levels that are no list", aRow({ levels: "commune" }), /cấp thực hiện commune/],
    ["a limit without unit", aRow({ time_limit: { value: 3 } }), /thời hạn/],
    ["a negative limit", aRow({ time_limit: { value: -1, unit: "day" } }), /thời hạn/],
    ["a limit of a billion days", aRow({ time_limit: { value: 1e9, unit: "day" } }), /thời hạn/],
    ["a limit of a day and a quarter", aRow({ time_limit: { value: 1.25, unit: "working_day" } }), /Thời hạn 1.25/],
    ["half a calendar day", aRow({ time_limit: { value: 0.5, unit: "day" } }), /Thời hạn 0.5/],
    ["no hours", aRow({ time_limit: { value: 0, unit: "hour" } }), /Thời hạn 0 /],
    ["a centre's limit of no hours", aRow({ legal_limit: { value: 0, unit: "hour" } }), /Thời hạn 0 /],
    ["a limit that is text", aRow({ time_limit: "3 ngày" }), /thời hạn/],
    ["a fee in fractions", aRow({ fee_vnd: 1.5 }), /số đồng nguyên/],
    ["a negative fee", aRow({ fee_vnd: -1 }), /số đồng nguyên/],
    ["papers that are no list", aRow({ documents: {} }), /thành phần hồ sơ/],
    ["a wrong successor", aRow({ replaced_by: "x" }), /mã thay thế/],
    ["a wrong day", aRow({ valid_from: "2025-02-29" }), /"2025-02-29" không phải ngày/],
    ["its days reversed", aRow({ valid_from: "2025-07-02", valid_to: "2025-07-01" }), /sau ngày kết thúc/],
    ["a NUL", aRow({ name: "a\u0000b" }), /ký tự NUL/],
    ["a NUL in a key", aRow({ "a\u0000b": 1 }), /ký tự NUL/],
    ["half a character", String.raw`{"code":"1.002693","name":"a\ud800b"}`, /cắt đôi/],
    ["10,000 levels", deep, /quá sâu/],
    ["2 MiB", aRow({ decision: "x".repeat(2 ** 21) }), /dài hơn 1 MiB/],
  ] as const)
    it(`refuses a row with ${fault}, says where and takes the rest`, async () => {
      const report = await run(file(aRow({ code: "1.000001" }), row, aRow({ code: "1.000003" })));
      expect(counts(report)).to.deep.equal({ read: 3, added: 2, changed: 0, unchanged: 0, refused: 1 });
      expect(report.refused[0]!.line).to.equal(2);
      expect(report.refused[0]!.reason.vi).to.match(reason);
      expect(await test.sql("select code from procedure_version order by code")).to.deep.equal([
        { code: "1.000001" },
        { code: "1.000003" },
      ]);
    });

  it("refuses both rows that contradict each other and counts a repeated one as unchanged", async () => {
    const report = await run(
      file(aRow(), aRow({ name: "Khác" }), aRow({ code: "1.000001" }), aRow({ code: "1.000001" })),
    );
    expect(report.refused.map(({ line }) => line)).to.deep.equal([1, 2]);
    expect(counts(report)).to.deep.equal({ read: 4, added: 1, changed: 0, unchanged: 1, refused: 2 });
  });

  it("says that a file is empty, or not there", async () => {
    expect(await run(file("")).catch((error: unknown) => (error as ImportError).words.vi)).to.equal(
      "Tệp procedures.jsonl không có gì.",
    );
    const missing = await procedureSource("nowhere.jsonl").catch((error: unknown) => error);
    expect(missing).to.be.instanceOf(ImportError);
  });

  it("leaves the application no right to rewrite a version's content", async () => {
    await run(file(aRow()));
    const attempt = await test.db
      .updateTable("procedure_version")
      .set({ name: "x" })
      .execute()
      .catch((error: unknown) => (error as Error).message);
    expect(attempt).to.equal("permission denied for table procedure_version");
  });
});

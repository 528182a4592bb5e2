import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { parseProcedureCode } from "../../core/domain/procedure.ts";
import { applyDecision } from "../../core/service/apply-decision.ts";
import { importProcedures } from "../../core/service/import-procedures.ts";
import { textSource } from "../../core/service/import-source.ts";
import { remapDraft } from "../../core/service/remap-draft.ts";
import { yearlyChanges } from "../../core/service/yearly-changes.ts";
import { changesOf } from "../../core/store/decisions.ts";
import { localCodesOf, procedureVersions } from "../../core/store/procedures.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { putDossiers } from "../support/running-dossiers.ts";
import { findProcedureVersion } from "../support/procedures.ts";

const today = parseDay("2018-12-31");
const code = (number: number) => `9.${String(number).padStart(6, "0")}`;
const codes = (from: number, count: number) => Array.from({ length: count }, (_, at) => code(from + at));
const aRow = (of: string, but: Record<string, unknown> = {}) => ({
  ...{ code: of, name: `Thủ tục ${of}`, field: "Hộ tịch", levels: ["commune"] },
  ...{ time_limit: { value: 5, unit: "working_day" }, time_limit_text: "5 ngày làm việc", fee_vnd: 10_000 },
  ...{ fee_text: "10.000 đ", documents: [{ name: "Tờ khai" }], decision: "căn cứ cũ", ...but },
});
const aDecision = (but: Record<string, unknown> = {}) => ({
  ...{ number: "1813/QĐ-BXD", signed: "2019-03-01", agency: "Bộ Xây dựng", effective: "2019-03-15" },
  ...{ changes: [{ kind: "amended", code: code(1), time_limit: { value: 3, unit: "working_day" } }], ...but },
});

describe("Publishing decisions", () => {
  let test: TestDatabase;
  before(async () => {
    test = await freshDatabase();
  });
  beforeEach(() => test.sql("truncate administrative_unit, organisation, procedure, publishing_decision cascade"));
  after(() => test.drop());

  const have = async (...rows: Record<string, unknown>[]) => {
    await importProcedures(test.db, textSource("list.jsonl", rows.map((row) => JSON.stringify(row)).join("\n")), {
      today,
    });
  };
  const decide = async (but: Record<string, unknown> = {}) => {
    const answer = await applyDecision(test.db, JSON.stringify(aDecision(but)));
    if (!answer.ok) throw new Error(answer.reason.vi);
    return answer.value;
  };
  const refusals = async (but: Record<string, unknown>) => {
    const answer = await decide(but);
    return answer.applied ? [] : answer.refused.map(({ place, code: of, reason }) => `${place} ${of}: ${reason.vi}`);
  };
  const periods = async (of: string) =>
    (await procedureVersions(test.db, parseProcedureCode(of))).map(({ validFrom, validTo, replacedBy }) => [
      ...[validFrom, validTo, replacedBy],
    ]);

  it("amend: what is not stated stays, words go with their number", async () => {
    await have(aRow(code(1)));
    const answer = await decide();
    expect(answer).to.deep.include({ applied: true, already: false, opened: 1, closed: 0 });
    expect(await periods(code(1))).to.deep.equal([
      ["-infinity", "2019-03-14", null],
      ["2019-03-15", null, null],
    ]);
    const version = await findProcedureVersion(test.db, parseProcedureCode(code(1)), parseDay("2019-03-15"));
    expect(version).to.deep.include({
      ...{ name: "Thủ tục 9.000001", limit: { value: 3, unit: "working_day" }, limitText: null },
      ...{ feeVnd: 10_000n, feeText: "10.000 đ", documents: [{ name: "Tờ khai" }] },
      ...{ details: { decision: "căn cứ cũ" }, source: "1813/QĐ-BXD (2019-03-01)" },
    });
  });

  it("are refused for a limit that no clock can count, with the place", async () => {
    await have(aRow(code(1)), aRow(code(2)));
    const limit = (of: number, value: number, unit: string) => ({
      ...{ kind: "amended", code: code(of), time_limit: { value, unit } },
    });
    expect(await refusals({ changes: [limit(1, 1.25, "working_day"), limit(2, 0, "hour")] })).to.deep.equal([
      `1 ${code(1)}: Thời hạn 1.25 không dùng được với đơn vị này; hãy ghi số nguyên (ngày làm việc được ghi nửa ngày, ví dụ 0.5).`,
      `2 ${code(2)}: Thời hạn 0 không dùng được; hãy ghi số lớn hơn 0 (giải quyết ngay: dùng same_day).`,
    ]);
  });

  it("bring, replace and abolish; the replaced one leads to what came", async () => {
    await have(aRow(code(2)), aRow(code(3)), aRow(code(4)));
    const answer = await decide({
      changes: [
        { kind: "MOI", ...aRow(code(5)) },
        { kind: "replaced", replaces: [code(2), code(3)], ...aRow(code(6), { fee_vnd: 0, fee_text: null }) },
        { kind: "abolished", code: code(4) },
      ],
    });
    expect(answer).to.deep.include({ applied: true, opened: 2, closed: 3 });
    expect(await periods(code(5))).to.deep.equal([["2019-03-15", null, null]]);
    expect(await periods(code(2))).to.deep.equal([["-infinity", "2019-03-14", code(6)]]);
    expect(await periods(code(3))).to.deep.equal([["-infinity", "2019-03-14", code(6)]]);
    expect(await periods(code(4))).to.deep.equal([["-infinity", "2019-03-14", null]]);
    expect(await changesOf(test.db, parseProcedureCode(code(3)))).to.deep.equal([
      {
        ...{ kind: "replaced", code: code(6), province: null, replaces: [code(2), code(3)], opened: "2019-03-15" },
        openedEdition: 0,
        // as they are without it
        closed: [code(2), code(3)].map((of) => ({
          ...{ code: of, province: null, validFrom: "-infinity", edition: 0, validTo: null, replacedBy: null },
        })),
        ...{ number: "1813/QĐ-BXD", signedOn: "2019-03-01", issuedBy: "Bộ Xây dựng", effective: "2019-03-15" },
      },
    ]);
  });

  it("take effect on the day of signing when they name no day (C3)", async () => {
    await have(aRow(code(1)));
    await decide({ effective: undefined });
    expect((await periods(code(1)))[1]?.[0]).to.equal("2019-03-01");
  });

  it("entered late are told by the day they were first applied, carried out all the same (C2)", async () => {
    await have(aRow(code(1)));
    // 10/11/2026 is a Tuesday, 24/11 a holiday
    const days = { signed: "2026-11-10", effective: "2026-12-05" };
    expect(await decide(days)).to.include({ applied: true, already: false });
    await test.sql("update publishing_decision set applied_at = '2026-11-25T09:00:00+07:00'");
    expect(await decide(days))
      .to.include({ already: true })
      .and.not.to.have.property("lateEntry");
    await test.sql("update publishing_decision set applied_at = '2026-11-26T09:00:00+07:00'");
    expect(await decide(days)).to.deep.include({ already: true, lateEntry: { days: 11, allowed: 10 } });
  });

  it("of a law of the shortened procedure say its day, and are judged by 3 days and 2 (C1, C2), carried out all the same", async () => {
    await have(aRow(code(1)));
    // Tuesday 10/11/2026, in force at once
    const days = { signed: "2026-11-10", effective: "2026-11-10" };
    expect(await decide({ ...days, shortened_procedure: "2026-11-06" })).to.deep.include({
      ...{ applied: true, already: false, opened: 1, lateAfterLaw: { days: 4, allowed: 3 } },
    });
    await test.sql("update publishing_decision set applied_at = '2026-11-13T09:00:00+07:00'");
    const again = await decide({ ...days, shortened_procedure: "2026-11-06" });
    expect(again).to.deep.include({ already: true, lateEntry: { days: 3, allowed: 2 } });
    expect(again).not.to.have.property("shortNotice");
  });

  it("are carried out once, by agency, number and year (C9)", async () => {
    await have(aRow(code(1)));
    await decide();
    expect(await decide()).to.deep.include({ applied: true, already: true, opened: 0, closed: 0 });
    const other = await applyDecision(test.db, JSON.stringify(aDecision({ title: "khác" })));
    expect(!other.ok && other.reason.vi).to.match(
      /^quyết định 1813\/QĐ-BXD của Bộ Xây dựng năm 2019 đã áp dụng với nội dung khác/,
    );
    // the number begins again the next year
    const next = { signed: "2020-03-01", effective: "2020-03-15", changes: [{ kind: "abolished", code: code(1) }] };
    expect(await decide(next)).to.deep.include({ applied: true, already: false, closed: 1 });
  });

  it("are carried out whole or not at all, and every fault is told", async () => {
    await have(aRow(code(1)), aRow(code(2), { valid_to: "2018-06-30" }));
    expect(
      await refusals({
        changes: [
          { kind: "amended", code: code(1), fee_vnd: 5_000 },
          { kind: "amended", code: code(2), fee_vnd: 5_000 },
          { kind: "new", ...aRow(code(1)), name: "Khác" },
          { kind: "new", code: code(7) },
          { kind: "abolished", code: code(8) },
          { kind: "moved", code: code(9) },
          { kind: "abolished", code: "x" },
          { kind: "replaced", ...aRow(code(10)) },
          { kind: "amended", code: code(11), replaces: [code(1)] },
          "x",
        ],
      }),
    ).to.deep.equal([
      "2 9.000002: 9.000002 không có hiệu lực vào ngày 2019-03-15; hãy kiểm tra mã và ngày",
      "3 9.000001: mã có hai lần trong quyết định",
      "4 9.000007: thiếu tên thủ tục",
      "5 9.000008: 9.000008 không có hiệu lực vào ngày 2019-03-15; hãy kiểm tra mã và ngày",
      "6 9.000009: kiểu thay đổi không có; chỉ dùng new, amended, replaced, abolished, corrected",
      "7 x: mã thủ tục không đúng; hãy viết như 1.001612",
      "8 9.000010: chỉ thay đổi kiểu replaced, và mọi thay đổi kiểu đó, ghi các mã bị thay thế (replaces)",
      "9 9.000011: chỉ thay đổi kiểu replaced, và mọi thay đổi kiểu đó, ghi các mã bị thay thế (replaces)",
      "10 : không phải một đối tượng JSON",
    ]);
    expect(await periods(code(1))).to.deep.equal([["-infinity", null, null]]);
    expect(await test.sql("select 1 from publishing_decision")).to.deep.equal([]);
  });

  for (const [fault, text, reason] of [
    ["no JSON", "{", /không phải JSON/],
    ["no number", JSON.stringify(aDecision({ number: " " })), /thiếu số quyết định/],
    ["no agency", JSON.stringify(aDecision({ agency: 1 })), /thiếu cơ quan công bố/],
    ["no day of signing", JSON.stringify(aDecision({ signed: undefined })), /thiếu ngày ký/],
    ["a day that does not exist", JSON.stringify(aDecision({ effective: "2019-02-29" })), /không phải ngày có thật/],
    ["no changes", JSON.stringify(aDecision({ changes: [] })), /thiếu danh sách thay đổi/],
    ["a figure without a number", JSON.stringify(aDecision({ figures: [{ subject: "x" }] })), /số liệu công bố/],
    [
      "a part of nothing",
      JSON.stringify(aDecision({ figures: [{ subject: "x", numerator: 1, denominator: 0 }] })),
      /số liệu/,
    ],
  ] as const)
    it(`with ${fault} are refused in a sentence`, async () => {
      const answer = await applyDecision(test.db, text);
      expect(!answer.ok && answer.reason.vi).to.match(reason);
    });

  it("touch 500 procedures in one transaction and re-time none of their 500 running dossiers (C4, P9)", async () => {
    await loadDemonstration(test.db, parseDay("2026-11-21"));
    await have(...codes(1, 500).map((of) => aRow(of)));
    const [district, commune] = ["H63.29", "H63.29.04"];
    await putDossiers(
      test,
      codes(1, 500).map((procedure, at) => ({
        ...{ code: `000.04.29.H63-190314-${String(at + 1).padStart(4, "0")}`, procedure, receivedBy: commune },
        ...{ heldBy: district, cameFrom: [commune], receivedAt: "2019-03-14T23:59:59+07:00" },
      })),
    );
    const dossiers = () => test.sql("select * from dossier order by id");
    const before = await dossiers();
    const limit = { value: 1, unit: "working_day" };
    const answer = await decide({
      changes: codes(1, 500).map((of) => ({ kind: "amended", code: of, time_limit: limit })),
    });
    expect(answer).to.deep.include({ applied: true, opened: 500 });
    expect(await dossiers()).to.deep.equal(before);
    // each still has the limit it was received with, while new ones get the new one
    expect(
      await test.sql(`
        select v.limit_value::int as kept, n.limit_value::int as now, count(*)::int as dossiers
          from dossier d
          join procedure_version v on (v.code, v.valid_from) = (d.procedure_code, d.procedure_version)
          join procedure_version n on n.code = d.procedure_code and n.valid_to is null
         group by 1, 2`),
    ).to.deep.equal([{ kept: 5, now: 1, dossiers: 500 }]);
    const transactions = await test.sql(
      "select distinct xmin::text from procedure_version where valid_to is null and valid_from = '2019-03-15'",
    );
    expect(transactions).to.have.length(1);
  });

  it("of a year sum up to the sentence of 2019: 57 decisions, 496 amended, 200 new, 36 replaced, 206 abolished", async () => {
    const [amended, brought, replaced, replacing, abolished] = [
      ...[codes(1, 496), codes(1_000, 200), codes(2_000, 36), codes(3_000, 36), codes(4_000, 206)],
    ] as [string[], string[], string[], string[], string[]];
    await have(...[...amended, ...replaced, ...abolished].map((of) => aRow(of)));
    const all = [
      ...amended.map((of) => ({ kind: "amended", code: of, fee_vnd: 20_000 })),
      ...brought.map((of) => ({ kind: "new", ...aRow(of) })),
      ...replacing.map((of, at) => ({ kind: "replaced", replaces: [replaced[at]], ...aRow(of) })),
      ...abolished.map((of) => ({ kind: "abolished", code: of })),
    ];
    for (let decision = 0; decision < 57; decision += 1)
      await decide({
        number: `${decision + 1}/QĐ-UBND`,
        ...{ signed: "2019-05-02", effective: "2019-05-10", agency: "UBND tỉnh Nghệ An" },
        changes: all.filter((_, at) => at % 57 === decision),
      });
    // the year before and after count for themselves
    await decide({
      number: "1/QĐ-UBND",
      signed: "2020-01-02",
      effective: "2020-01-10",
      changes: [{ kind: "abolished", code: code(1) }],
    });

    const { sentence, ...counts } = await yearlyChanges(test.db, 2019);
    expect(counts).to.deep.equal({
      ...{ year: 2019, decisions: 57, total: 938, figures: [] },
      changes: { new: 200, amended: 496, replaced: 36, abolished: 206, corrected: 0 },
    });
    expect(sentence).to.deep.equal({
      vi: "Năm 2019: ban hành 57 quyết định công bố 938 thủ tục hành chính, trong đó sửa đổi, bổ sung 496, ban hành mới 200, thay thế 36, bãi bỏ 206 thủ tục.",
      en: "2019: 57 publishing decisions on 938 procedures: 496 amended, 200 new, 36 replaced, 206 abolished.",
    });
    const [inForce] = await test.sql(
      "select count(*)::int as count from procedure_version where valid_from <= '2019-12-31' and (valid_to is null or valid_to >= '2019-12-31')",
    );
    expect(inForce).to.deep.equal({ count: 496 + 200 + 36 });
  });

  it("keep their figures as printed, each with its decision, and point at one that contradicts itself", async () => {
    await have(aRow(code(1)));
    await decide({
      figures: [
        { subject: "Thủ tục đưa vào Trung tâm, giai đoạn 1", numerator: 743, percent: 64 },
        { subject: "Thủ tục tiếp nhận tại Trung tâm", numerator: 943, denominator: 1_064, percent: 82.7 },
      ],
    });
    expect((await yearlyChanges(test.db, 2019)).figures).to.deep.equal([
      {
        ...{ number: "1813/QĐ-BXD", issuedBy: "Bộ Xây dựng", subject: "Thủ tục đưa vào Trung tâm, giai đoạn 1" },
        ...{ numerator: 743, denominator: null, percent: 64, contradictsItself: false },
      },
      {
        ...{ number: "1813/QĐ-BXD", issuedBy: "Bộ Xây dựng", subject: "Thủ tục tiếp nhận tại Trung tâm" },
        ...{ numerator: 943, denominator: 1_064, percent: 82.7, contradictsItself: true },
      },
    ]);
  });

  it("and lists keep a province's own forms of a code for ever", async () => {
    await have(aRow(`${code(1)}.000.00.00.H63`), aRow(code(2)));
    await have(aRow(`${code(1)}.H38`));
    await decide({ changes: [{ kind: "amended", code: `${code(2)}.H38`, fee_vnd: 1 }] });
    const local = async (of: string) =>
      (await localCodesOf(test.db, parseProcedureCode(of))).map(({ local, organisation, firstSeenIn }) => [
        ...[local, organisation, firstSeenIn],
      ]);
    expect(await local(code(1))).to.deep.equal([
      ["9.000001.000.00.00.H63", "H63", "list.jsonl"],
      ["9.000001.H38", "H38", "list.jsonl"],
    ]);
    expect(await local(code(2))).to.deep.equal([["9.000002.H38", "H38", "1813/QĐ-BXD"]]);
  });

  describe("and a draft written before them", () => {
    const draft = (of: string) => ({ procedure: of, version: "-infinity" });
    const remap = (of: string, on: string) => remapDraft(test.db, draft(of), parseDay(on));

    it("keeps its version when submitted in time (C5)", async () => {
      await have(aRow(code(1)));
      await decide();
      expect(await remap(code(1), "2019-03-14")).to.include({ ok: true, status: "in-force" });
    });

    it("is shown what was amended", async () => {
      await have(aRow(code(1)));
      await decide({
        changes: [
          { kind: "amended", code: code(1), fee_vnd: 0, documents: [{ name: "Tờ khai" }, { name: "Căn cước" }] },
        ],
      });
      const remapped = await remap(code(1), "2019-03-15");
      expect(remapped).to.deep.include({ status: "amended", chain: [code(1)], isDifferent: true });
      expect(remapped.ok && remapped.status === "amended" && remapped.difference).to.deep.equal({
        ...{ name: null, field: null, limit: null, legalLimit: null, time: null, solvedBy: null, levels: null },
        fee: { before: { feeVnd: 10_000n, feeText: "10.000 đ" }, after: { feeVnd: 0n, feeText: null } },
        papers: { added: ["Căn cước"], removed: [] },
      });
    });

    it("follows replacements to the procedure in force, over several of them", async () => {
      await have(aRow(code(1)));
      await decide({ changes: [{ kind: "replaced", replaces: [code(1)], ...aRow(code(2)) }] });
      await decide({
        number: "2/QĐ-BXD",
        ...{ signed: "2020-01-01", effective: undefined },
        changes: [{ kind: "replaced", replaces: [code(2)], ...aRow(code(3), { name: "Mới" }) }],
      });
      expect(await remap(code(1), "2019-12-31")).to.deep.include({ status: "replaced", chain: [code(1), code(2)] });
      const remapped = await remap(code(1), "2020-01-01");
      expect(remapped).to.deep.include({ status: "replaced", chain: [code(1), code(2), code(3)] });
      expect(remapped.ok && remapped.status === "replaced" && remapped.difference.name).to.deep.equal({
        ...{ before: "Thủ tục 9.000001", after: "Mới" },
      });
    });

    it("has nowhere to go when its procedure was abolished (C6)", async () => {
      await have(aRow(code(1)));
      await decide({ changes: [{ kind: "abolished", code: code(1) }] });
      expect(await remap(code(1), "2019-03-15")).to.deep.equal({ ok: true, status: "ended", chain: [code(1)] });
    });

    for (const [what, of, refusal] of [
      ["a procedure nobody knows", { procedure: code(9), version: "-infinity" }, "procedure-unknown"],
      ["a version nobody knows", { procedure: code(1), version: "2018-01-01" }, "procedure-version-unknown"],
      ["no procedure at all", { procedure: "x", version: "-infinity" }, "procedure-unknown"],
    ] as const)
      it(`is refused for ${what}`, async () => {
        await have(aRow(code(1)));
        expect(await remapDraft(test.db, of, today)).to.include({ ok: false, code: refusal });
      });
  });
});

import { expect } from "chai";
import { walkNow } from "../../main/demo/walks.ts";
import { parseDay } from "../../core/domain/day.ts";
import { reportDiscipline } from "../../core/service/find-off-system.ts";
import { textSource } from "../../core/service/import-source.ts";
import { findResultsWithoutDossier } from "../../core/service/results-without-dossier.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { makeReadPlaces } from "../../core/service/places.ts";
import { appointSubstitute, recordAbsence, voidNumber } from "../../core/store/discipline.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

const { commune, province, procedure } = walkNow;
const day = parseDay;

describe("receiving discipline, from the books", () => {
  let gateway: TestGateway;
  let token: string;
  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-10T12:00:00+07:00"));
    await gateway.register("commune", [commune, province]);
    token = await gateway.tokenOf("commune");
  });
  after(() => gateway.close());

  const post = (path: string, body: object) => gateway.send("POST", path, { token, key: aKey(), body });
  const receive = async (at: string) => {
    const made = await post("/v1/dossiers", { by: commune, procedure, applicant: { name: "Nguyễn Văn Thử" }, at });
    return made.body.dossier.code as string;
  };
  const step = (code: string, body: object) => post(`/v1/dossiers/${code}/steps`, { by: commune, ...body });
  const enteredAt = (code: string, revision: number, moment: string) =>
    gateway.database.sql(
      `update dossier_event set recorded_at = $3 where revision = $2
         and dossier_id = (select id from dossier where code = $1)`,
      [code, revision, moment],
    );
  const report = (from: string, to: string, hours?: number) =>
    reportDiscipline(
      { db: gateway.database.db, readPlaces: makeReadPlaces(openClocks()) },
      { unit: commune, from: day(from), to: day(to) },
      hours,
    );

  it("late entries are counted in working hours, gaps are named, voided numbers are not", async () => {
    // Thursday 15:30 to Monday 15:30 are 16 working hours, to Tuesday 15:31 a minute more than 24
    const [inTime, late] = [await receive("2026-12-03T15:30:00+07:00"), await receive("2026-12-03T15:30:00+07:00")];
    await enteredAt(inTime, 1, "2026-12-07T15:30:00+07:00");
    await enteredAt(late, 1, "2026-12-08T15:31:00+07:00");
    await gateway.database.sql("update dossier_counter set last = 4 where unit_code = $1 and day = '2026-12-03'", [
      commune,
    ]);
    const found = await report("2026-12-03", "2026-12-03");
    expect(found.findings.map((one) => [one.kind, one.number, one.code])).to.deep.equal([
      ["entered-late", 2, late],
      ["number-missing", 3, null],
      ["number-missing", 4, null],
    ]);
    expect(found.completeness).to.deep.equal({ numbersGiven: 4, voided: 0, entered: 2, clean: 1, percent: 25 });

    const given = { unit: commune, day: day("2026-12-03"), reason: "Máy in hỏng", officer: "CB-01" };
    const { db } = gateway.database;
    expect(await voidNumber(db, { ...given, number: 3 })).to.equal(true);
    expect(await voidNumber(db, { ...given, number: 3 }), "twice").to.equal(false);
    expect(await voidNumber(db, { ...given, number: 1 }), "of a dossier").to.equal(false);
    expect(await voidNumber(db, { ...given, number: 5 }), "never given").to.equal(false);
    const after = await report("2026-12-03", "2026-12-03");
    expect(after.findings.map(({ number }) => number)).to.deep.equal([2, 4]);
    expect(after.completeness).to.include({ voided: 1, percent: 33.3 });
    expect((await report("2026-12-03", "2026-12-03", 12)).findings.map(({ number }) => number)).to.deep.equal([
      1, 2, 4,
    ]);
  });

  it("of what was filed online a result within a minute of the acceptance is named, however long before it was filed", async () => {
    const at = (text: string) => `2026-12-04T${text}+07:00`;
    const filed = await post("/v1/dossiers", {
      ...{ by: commune, procedure, applicant: { name: "Nguyễn Văn Thử" }, step: "draft" },
      at: "2026-12-03T08:00:00+07:00",
    });
    const code = filed.body.dossier.code as string;
    const taken = async (path: string, body: object) => {
      const answer = await post(`/v1/dossiers/${code}/${path}`, body);
      expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    };
    await taken("steps", { by: commune, step: "submit", role: "applicant", at: "2026-12-03T08:05:00+07:00" });
    await taken("steps", { by: commune, step: "accept", role: "officer", at: at("09:00:00") });
    await taken("handovers", { by: commune, to: province, at: at("09:00:05") });
    await taken("steps", { by: province, step: "acknowledge", role: "officer", at: at("09:00:10") });
    await taken("steps", {
      ...{ by: province, step: "conclude", role: "signatory", outcome: "granted", at: at("09:00:20") },
    });
    await gateway.database.sql("update dossier_event set recorded_at = at");
    const found = await report("2026-12-03", "2026-12-04");
    expect(found.findings.filter((one) => one.code === code).map(({ kind }) => kind)).to.deep.equal(["result-at-once"]);
  });

  it("results of an agency's own register that no dossier names are found, by who received it and who decided", async () => {
    const code = await receive("2026-12-02T08:00:00+07:00");
    await post(`/v1/dossiers/${code}/handovers`, { to: province, by: commune, at: "2026-12-02T09:00:00+07:00" });
    await step(code, { step: "acknowledge", role: "officer", by: province, at: "2026-12-02T10:00:00+07:00" });
    const concluded = await step(code, {
      ...{ step: "conclude", role: "signatory", by: province, outcome: "granted", at: "2026-12-03T08:00:00+07:00" },
      result: { kind: "Giấy phép", number: "12/GP-SXD", issuedOn: "2026-12-03" },
    });
    expect(concluded.status, JSON.stringify(concluded.body)).to.equal(201);
    const register = textSource(
      "so-ket-qua.csv",
      [
        "number,issued_on,kind",
        "012/gp-sxd,2026-12-03,Giấy phép",
        "13/GP-SXD,2026-12-04,Giấy phép",
        "14/GP-SXD,2026-11-30,Giấy phép",
        ",2026-12-05,Giấy phép",
        "15/GP-SXD,ngày 5,Giấy phép",
      ].join("\n"),
    );
    const found = (unit: typeof commune) =>
      findResultsWithoutDossier(
        gateway.database.db,
        { unit, from: day("2026-12-01"), to: day("2026-12-31") },
        register,
      );
    for (const unit of [commune, province]) {
      const { refused, ...report } = await found(unit);
      expect(report, unit).to.deep.equal({
        read: 5,
        ofOtherDays: 1,
        withoutDossier: [{ line: 3, number: "13/GP-SXD", issuedOn: "2026-12-04", kind: "Giấy phép" }],
      });
      expect(refused.map(({ line }) => line)).to.deep.equal([5, 6]);
    }
    const elsewhere = await found(parseOrgCode("H38.17"));
    expect(
      elsewhere.withoutDossier.map(({ line }) => line),
      "an agency that had no part",
    ).to.deep.equal([2, 3]);
  });

  it("a substitute who is absent, too, stands in for nobody: the absence is shown, and another may be named", async () => {
    const { db } = gateway.database;
    const week = { from: day("2026-12-21"), to: day("2026-12-25") };
    await recordAbsence(db, { unit: province, officer: "CB-21", substitute: "CB-22", ...week });
    const uncovered = async (from: string, to: string) =>
      (
        await reportDiscipline(
          { db, readPlaces: makeReadPlaces(openClocks()) },
          { unit: province, from: day(from), to: day(to) },
        )
      ).uncovered.map(({ officer }) => officer);
    expect(await uncovered("2026-12-21", "2026-12-25")).to.deep.equal([]);
    await recordAbsence(db, {
      ...{ unit: province, officer: "CB-22", substitute: "CB-23", from: day("2026-12-24"), to: day("2026-12-24") },
    });
    expect(await uncovered("2026-12-21", "2026-12-25")).to.deep.equal(["CB-21"]);
    expect(await uncovered("2026-12-21", "2026-12-23"), "the days before").to.deep.equal([]);
    expect(await appointSubstitute(db, province, "CB-21", day("2026-12-23"), "CB-23"), "is there").to.equal(0);
    expect(await appointSubstitute(db, province, "CB-21", day("2026-12-24"), "CB-23")).to.equal(1);
    expect(await uncovered("2026-12-21", "2026-12-25")).to.deep.equal([]);
  });

  it("a result within a minute of receipt is named", async () => {
    const code = await receive("2026-12-08T09:00:00+07:00");
    const handed = { to: province, by: commune, at: "2026-12-08T09:00:10+07:00" };
    await post(`/v1/dossiers/${code}/handovers`, handed);
    await step(code, { step: "acknowledge", role: "officer", by: province, at: "2026-12-08T09:00:20+07:00" });
    const done = {
      step: "conclude",
      role: "signatory",
      by: province,
      outcome: "granted",
      at: "2026-12-08T09:00:40+07:00",
    };
    expect((await step(code, done)).status).to.equal(201);
    await enteredAt(code, 1, "2026-12-08T09:00:05+07:00");
    expect((await report("2026-12-08", "2026-12-08")).findings.map((one) => [one.kind, one.code])).to.deep.equal([
      ["result-at-once", code],
    ]);
  });

  it("trap 19: an officer's leave without substitute, with the open dossiers; a substitute ends it", async () => {
    const codes: string[] = [];
    for (let number = 0; number < 40; number += 1) codes.push(await receive("2026-12-09T09:00:00+07:00"));
    await gateway.database.sql("update dossier set assignee = 'CB-09' where code = any($1)", [codes]);
    const { db } = gateway.database;
    const absence = { unit: commune, officer: "CB-09", from: day("2026-12-14"), to: day("2026-12-18") };
    await recordAbsence(db, { ...absence, substitute: null });
    await recordAbsence(db, { ...absence, officer: "CB-10", substitute: "CB-11" });
    const [open, ...others] = (await report("2026-12-18", "2026-12-31")).uncovered;
    expect(others).to.deep.equal([]);
    expect(open).to.deep.include({ officer: "CB-09", from: "2026-12-14", to: "2026-12-18" });
    expect(open?.dossiers).to.deep.equal(codes);
    expect((await report("2026-12-19", "2026-12-31")).uncovered).to.deep.equal([]);
    expect(await appointSubstitute(db, commune, "CB-09", day("2026-12-15"), "CB-12")).to.equal(1);
    expect((await report("2026-12-18", "2026-12-31")).uncovered).to.deep.equal([]);
  });
});

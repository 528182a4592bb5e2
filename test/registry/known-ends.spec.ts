import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { parseProcedureCode } from "../../core/domain/procedure.ts";
import { applyDecision } from "../../core/service/apply-decision.ts";
import { importProcedures } from "../../core/service/import-procedures.ts";
import { textSource } from "../../core/service/import-source.ts";
import { replacementChain } from "../../core/service/remap-draft.ts";
import { procedureVersions } from "../../core/store/procedures.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

const [code, next] = ["9.000001", "9.000002"] as const;
const row = (of: string, but: object = {}) => ({
  ...{ code: of, name: `Thủ tục ${of}`, field: "Hộ tịch", levels: ["commune"], fee_vnd: 1_000, ...but },
});

describe("An end of a procedure that is known and still to come", () => {
  let test: TestDatabase;
  before(async () => {
    test = await freshDatabase();
  });
  beforeEach(() => test.sql("truncate administrative_unit, organisation, procedure, publishing_decision cascade"));
  after(() => test.drop());

  const list = (of: object, effective?: string) =>
    importProcedures(test.db, textSource("list.jsonl", JSON.stringify(of)), {
      today: parseDay("2026-01-01"),
      ...(effective === undefined ? {} : { effective: parseDay(effective) }),
    });
  const decide = async (number: string, effective: string, change: object, signed = "2026-11-01") => {
    const decision = { number, signed, effective, agency: "Bộ Thử nghiệm", changes: [change] };
    const answer = await applyDecision(test.db, JSON.stringify(decision));
    expect(answer.ok && answer.value.applied, JSON.stringify(answer)).to.equal(true);
  };
  const periods = async (of: string) =>
    (await procedureVersions(test.db, parseProcedureCode(of))).map(({ province, validFrom, validTo, replacedBy }) => [
      ...[province, validFrom, validTo, replacedBy],
    ]);

  const abolished = () => decide("1/QĐ", "2027-01-01", { kind: "abolished", code });
  const amended = (number = "2/QĐ", signed = "2026-11-10", fee = 1) =>
    decide(number, "2026-12-15", { kind: "amended", code, fee_vnd: fee }, signed);

  it("stays when an amendment takes effect before the abolition", async () => {
    await list(row(code));
    await abolished();
    await amended();
    expect(await periods(code)).to.deep.equal([
      [null, "-infinity", "2026-12-14", null],
      [null, "2026-12-15", "2026-12-31", null],
    ]);
  });

  it("stays, with the successor, when a correction takes effect before the replacement", async () => {
    await list(row(code));
    await decide("1/QĐ", "2027-01-01", { kind: "replaced", replaces: [code], ...row(next) });
    await decide("2/QĐ", "2026-12-15", { kind: "corrected", code, name: "Tên đúng" });
    expect(await periods(code)).to.deep.equal([
      [null, "-infinity", "2026-12-14", null],
      [null, "2026-12-15", "2026-12-31", next],
    ]);
    expect(await replacementChain(test.db, parseProcedureCode(code), parseDay("2027-01-01"))).to.deep.equal([
      ...[code, next],
    ]);
  });

  it("stays when a list that says nothing of it brings other content", async () => {
    await list(row(code));
    await decide("1/QĐ", "2027-01-01", { kind: "replaced", replaces: [code], ...row(next) });
    await list(row(code, { fee_vnd: 7 }), "2026-12-15");
    expect(await periods(code)).to.deep.equal([
      [null, "-infinity", "2026-12-14", null],
      [null, "2026-12-15", "2026-12-31", next],
    ]);
  });

  it("is the end of a province's first version, too", async () => {
    await list(row(code));
    await abolished();
    await decide("2/QĐ-UBND", "2026-12-15", { kind: "amended", code: `${code}.H38`, fee_vnd: 1 });
    expect(await periods(code)).to.deep.equal([
      [null, "-infinity", "2026-12-31", null],
      ["H38", "2026-12-15", "2026-12-31", null],
    ]);
  });

  it("but not the day before another version of the centre begins", async () => {
    await list(row(code));
    await decide("1/QĐ", "2027-01-01", { kind: "amended", code, fee_vnd: 2_000 });
    await decide("2/QĐ-UBND", "2026-12-15", { kind: "amended", code: `${code}.H38`, fee_vnd: 1 });
    expect(await periods(code)).to.deep.include(["H38", "2026-12-15", null, null]);
  });

  // of two decisions from 15/12 the later signature counts (C9), whatever came between them
  const steps = {
    abolished,
    earlier: () => amended("2/QĐ", "2026-11-09", 2),
    later: () => amended("3/QĐ", "2026-11-10", 3),
  };
  for (const order of [
    ["abolished", "earlier", "later"],
    ["abolished", "later", "earlier"],
    ["earlier", "abolished", "later"],
    ["later", "abolished", "earlier"],
    ["earlier", "later", "abolished"],
  ] as const)
    it(`stays among two decisions of one day: ${order.join(", ")}`, async () => {
      await list(row(code));
      for (const step of order) await steps[step]();
      const ofNoDay = [null, "2026-12-15", "2026-12-14", null];
      expect(await periods(code)).to.have.deep.members([
        [null, "-infinity", "2026-12-14", null],
        [null, "2026-12-15", "2026-12-31", null],
        ofNoDay,
      ]);
    });

  const toCome = () =>
    decide("5/QĐ-UBND", "2027-02-01", { kind: "amended", code: `${code}.H38`, fee_vnd: 5 }, "2026-10-01");

  it("leaves no version of a province that was to begin later (C6)", async () => {
    await list(row(code));
    await toCome();
    await abolished();
    expect(await periods(code)).to.deep.equal([
      [null, "-infinity", "2026-12-31", null],
      ["H38", "2027-02-01", "2027-01-31", null],
    ]);
  });

  it("and lets it begin when another decision of the centre's day counts instead (C9)", async () => {
    await list(row(code));
    await toCome();
    await abolished();
    await decide("9/QĐ", "2027-01-01", { kind: "amended", code, fee_vnd: 9 }, "2026-11-20");
    expect(await periods(code)).to.deep.equal([
      [null, "-infinity", "2026-12-31", null],
      [null, "2027-01-01", null, null],
      ["H38", "2027-02-01", null, null],
    ]);
  });

  it("gives way to a later signature of its own day, whatever followed the version it ended", async () => {
    await list(row(code));
    await abolished();
    await amended();
    await decide("9/QĐ", "2027-01-01", { kind: "amended", code, fee_vnd: 9 }, "2026-11-20");
    expect(await periods(code)).to.deep.equal([
      [null, "-infinity", "2026-12-14", null],
      [null, "2026-12-15", "2026-12-31", null],
      [null, "2027-01-01", null, null],
    ]);
  });
});

import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { defaultCalendar } from "../../core/service/clock-version.ts";
import { lateAfterLaw, lateEntry, shortNotice } from "../../core/domain/decision-notice.ts";
import { readDecision } from "../../core/service/read-decision.ts";

const change = { kind: "amended", code: "9.000001", fee_vnd: 7 };
const read = (but: object) =>
  readDecision(
    JSON.stringify({ number: "1/QĐ", agency: "Bộ X", signed: "2026-11-10", effective: "2026-12-01", ...but }),
  );
const ordinary = { signedOn: parseDay("2026-11-10"), shortenedLawOf: null };
const fault = (but: object) => {
  const answer = read({ changes: [change], ...but });
  return answer.ok ? answer.value.refused.map(({ place, reason }) => `${place}. ${reason.en}`) : answer.reason.en;
};

describe("A decision's file that is half wrong", () => {
  it("is refused for a field that nobody reads, with the name that was probably meant", () => {
    expect(fault({ effective: undefined, effectiv: "2027-05-01" })).to.equal('no field "effectiv"; is it "effective"?');
    expect(fault({ changes: [change, { ...change, code: "9.000002", fee_vdn: 7 }] })).to.deep.equal([
      '2. no field "fee_vdn"; is it "fee_vnd"?',
    ]);
    expect(fault({ changes: [{ ...change, time_limt: { value: 1, unit: "working_day" } }] })).to.deep.equal([
      '1. no field "time_limt"; is it "time_limit"?',
    ]);
  });

  it("is told all names where none is near", () =>
    expect(fault({ signatory: "Trần Thị Thử" })).to.equal(
      'no field "signatory"; use number, signed, agency, effective, shortened_procedure, title, figures, changes',
    ));

  it("is refused when it takes effect before it was signed, and read when on that day", () => {
    expect(fault({ effective: "2020-01-01" })).to.match(/^the day of effect 2020-01-01 is before that of signing/);
    expect(fault({ effective: "2026-11-09" })).to.match(/^the day of effect 2026-11-09 is before that of signing/);
    expect(read({ effective: "2026-11-10", changes: [change] }).ok).to.equal(true);
  });

  // 10/11/2026 is a Tuesday, 24/11 a holiday
  for (const [issuedBy, entered, late] of [
    ["UBND tỉnh Lào Cai", "2026-11-10", undefined],
    ["UBND tỉnh Lào Cai", "2026-11-17", undefined],
    ["UBND tỉnh Lào Cai", "2026-11-18", { days: 6, allowed: 5 }],
    ["Bộ Xây dựng", "2026-11-25", undefined],
    ["Bộ Xây dựng", "2026-11-26", { days: 11, allowed: 10 }],
  ] as const)
    it(`signed 10/11 by ${issuedBy}, entered on ${entered}: ${late ? "late (C2)" : "in time"}`, () => {
      const signed = { issuedBy, ...ordinary, effective: parseDay("2026-12-10") };
      expect(lateEntry(signed, parseDay(entered), defaultCalendar())).to.deep.equal(late);
    });

  for (const [issuedBy, effective, notice] of [
    ["Bộ Xây dựng", "2026-11-29", { days: 19, workingDays: 12, required: 20 }],
    // enough by the law, not by the index, which counts working days
    ["Bộ Xây dựng", "2026-11-30", { days: 20, workingDays: 13, required: 20 }],
    ["Bộ Xây dựng", "2026-12-08", { days: 28, workingDays: 19, required: 20 }],
    ["Bộ Xây dựng", "2026-12-09", undefined],
    ["Chủ tịch Ủy ban nhân dân tỉnh Lào Cai", "2026-11-14", { days: 4, workingDays: 3, required: 5 }],
    ["UBND tỉnh Lào Cai", "2026-11-15", { days: 5, workingDays: 3, required: 5 }],
    ["UBND tỉnh Lào Cai", "2026-11-16", { days: 6, workingDays: 4, required: 5 }],
    ["UBND tỉnh Lào Cai", "2026-11-17", undefined],
    ["Uỷ ban nhân dân tỉnh Lào Cai", "2026-11-10", { days: 0, workingDays: 0, required: 5 }],
  ] as const)
    it(`signed 10/11 by ${issuedBy}, in force from ${effective}: ${notice ? "too short a notice (C1)" : "enough"}`, () => {
      expect(shortNotice({ issuedBy, ...ordinary, effective: parseDay(effective) }, defaultCalendar())).to.deep.equal(
        notice,
      );
    });

  it("before the calendar begins the notice is judged in calendar days only (C1)", () => {
    const days = { issuedBy: "Bộ X", signedOn: parseDay("2010-03-01"), shortenedLawOf: null };
    const noticeUntil = (day: string) => shortNotice({ ...days, effective: parseDay(day) }, defaultCalendar());
    expect(noticeUntil("2010-03-21")).to.equal(undefined);
    expect(noticeUntil("2010-03-20")).to.deep.equal({ days: 19, workingDays: null, required: 20 });
  });

  // signed on Tuesday 10/11/2026, of a law of the shortened procedure
  for (const [issuedBy, effective, entered, late] of [
    ["Bộ Xây dựng", "2026-11-10", "2026-11-12", undefined],
    ["Bộ Xây dựng", "2026-11-10", "2026-11-13", { days: 3, allowed: 2 }],
    ["UBND tỉnh Lào Cai", "2026-11-10", "2026-11-13", { days: 3, allowed: 2 }],
    // not with immediate effect
    ["UBND tỉnh Lào Cai", "2026-11-12", "2026-11-17", undefined],
    ["UBND tỉnh Lào Cai", "2026-11-12", "2026-11-18", { days: 6, allowed: 5 }],
    ["Bộ Xây dựng", "2026-11-12", "2026-11-26", { days: 11, allowed: 10 }],
  ] as const)
    it(`by the shortened procedure, of ${issuedBy}, in force from ${effective}, entered on ${entered}: ${late ? "late (C2)" : "in time"}`, () => {
      const days = { issuedBy, ...ordinary, effective: parseDay(effective), shortenedLawOf: parseDay("2026-11-09") };
      expect(lateEntry(days, parseDay(entered), defaultCalendar())).to.deep.equal(late);
      expect(shortNotice(days, defaultCalendar())).to.equal(undefined);
    });

  for (const [law, late] of [
    [null, undefined],
    ["2026-11-10", undefined],
    ["2026-11-07", undefined],
    ["2026-11-06", { days: 4, allowed: 3 }],
  ] as const)
    it(`signed 10/11, the law ${law ? `by the shortened procedure of ${law}` : "by the ordinary one"}: ${late ? "too late (C1)" : "in time"}`, () => {
      const days = { issuedBy: "Bộ X", ...ordinary, effective: ordinary.signedOn };
      expect(lateAfterLaw({ ...days, shortenedLawOf: law && parseDay(law) })).to.deep.equal(late);
    });

  it("names the day of the law made by the shortened procedure, which is not after its own signing (C1, C2)", () => {
    const law = (day: unknown) => read({ changes: [change], shortened_procedure: day });
    const stated = law("2026-11-09");
    expect(stated.ok && stated.value.shortenedLawOf).to.equal("2026-11-09");
    const none = read({ changes: [change] });
    expect(none.ok && none.value.shortenedLawOf).to.equal(null);
    expect(fault({ shortened_procedure: "2026-11-11" })).to.match(
      /^the law made by the shortened procedure \(shortened_procedure\) is of 2026-11-11, after the signing/,
    );
    for (const wrong of [true, "rút gọn", "2026-02-30"])
      expect(fault({ shortened_procedure: wrong })).to.match(
        /^of a law made by the shortened procedure \(shortened_procedure\) state the day of its publication or signing/,
      );
  });
});

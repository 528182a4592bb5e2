import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { lateAfterLaw, lateEntry, shortNotice } from "../../core/domain/decision-notice.ts";
import { calendar } from "../support/clocks.ts";

const signedOn = parseDay("2026-11-10"); // a Tuesday; 24/11 is a holiday
const effective = parseDay("2027-01-01");
const ordinary = { signedOn, shortenedLawOf: null };
const noticeOf = (issuedBy: string, effective: string) =>
  shortNotice({ ...ordinary, issuedBy, effective: parseDay(effective) }, calendar);

describe("the notice of a publishing decision (NĐ63/2010 art. 15, C1): a ministry's 20 days, a province's 5; the index counts working days", () => {
  for (const [issuedBy, effective, notice] of [
    ["Bộ Xây dựng", "2026-12-09", undefined],
    ["Bộ Xây dựng", "2026-12-08", { days: 28, workingDays: 19, required: 20 }],
    ["Bộ Xây dựng", "2026-11-30", { days: 20, workingDays: 13, required: 20 }],
    ["Bộ Xây dựng", "2026-11-29", { days: 19, workingDays: 12, required: 20 }],
    ["UBND tỉnh Lào Cai", "2026-11-17", undefined],
    ["UBND tỉnh Lào Cai", "2026-11-16", { days: 6, workingDays: 4, required: 5 }],
    ["UBND tỉnh Lào Cai", "2026-11-14", { days: 4, workingDays: 3, required: 5 }],
    ["Uỷ ban nhân dân tỉnh Lào Cai", "2026-11-10", { days: 0, workingDays: 0, required: 5 }],
  ] as const)
    it(`signed 10/11 by ${issuedBy}, in force from ${effective}: ${notice ? "too short" : "enough"}`, () =>
      expect(noticeOf(issuedBy, effective)).to.deep.equal(notice));

  for (const [issuedBy, required] of [
    ["UBND", 5],
    ["UBND thành phố Hà Nội", 5],
    ["ubnd tỉnh Nghệ An", 5],
    ["ỦY BAN NHÂN DÂN TỈNH NGHỆ AN", 5],
    ["Ủy ban nhân dân tỉnh Nghệ An".normalize("NFD"), 5],
    ["Ủy  ban nhân dân  tỉnh Nghệ An", 5], // two spaces, as decisions are often typed
    ["Chủ tịch UBND tỉnh Nghệ An", 5],
    ["Chủ tịch Ủy ban nhân dân tỉnh Nghệ An", 5],
    ["Bộ Tư pháp", 20],
    ["Ủy ban Dân tộc", 20], // a committee of the government, not of a people
    ["Chủ tịch nước", 20],
    ["UBNDX", 20],
    ["Thanh tra UBND tỉnh Nghệ An", 20],
  ] as const)
    it(`${JSON.stringify(issuedBy.normalize("NFC"))}${issuedBy === issuedBy.normalize("NFC") ? "" : ", composed otherwise,"} signs ${required} days before`, () =>
      expect(noticeOf(issuedBy, "2026-11-11")).to.deep.equal({ days: 1, workingDays: 1, required }));
});

describe("the entry of a publishing decision (NĐ63/2010 art. 24, C2): a ministry's 10 working days, a province's 5", () => {
  for (const [issuedBy, entered, late] of [
    ["UBND tỉnh Lào Cai", "2026-11-10", undefined],
    ["UBND tỉnh Lào Cai", "2026-11-17", undefined],
    ["UBND tỉnh Lào Cai", "2026-11-18", { days: 6, allowed: 5 }],
    ["Bộ Xây dựng", "2026-11-25", undefined],
    ["Bộ Xây dựng", "2026-11-26", { days: 11, allowed: 10 }],
  ] as const)
    it(`signed 10/11 by ${issuedBy}, entered on ${entered}: ${late ? "late" : "in time"}`, () =>
      expect(lateEntry({ ...ordinary, issuedBy, effective }, parseDay(entered), calendar)).to.deep.equal(late));
});

describe("a law made by the shortened procedure (NĐ63/2010 art. 15 and 24, C1, C2)", () => {
  const shortened = { signedOn, shortenedLawOf: parseDay("2026-11-07"), issuedBy: "Bộ Xây dựng" };

  it("asks for no notice", () =>
    expect(shortNotice({ ...shortened, effective: signedOn }, calendar)).to.equal(undefined));

  for (const [law, late] of [
    ["2026-11-07", undefined],
    ["2026-11-06", { days: 4, allowed: 3 }],
  ] as const)
    it(`of ${law} is published within 3 days: on 10/11 ${late ? "too late" : "in time"}`, () =>
      expect(lateAfterLaw({ ...shortened, effective, shortenedLawOf: parseDay(law) })).to.deep.equal(late));

  it("made by the ordinary procedure is held to no such day", () =>
    expect(lateAfterLaw({ ...ordinary, issuedBy: "Bộ Xây dựng", effective })).to.equal(undefined));

  for (const [takesEffect, entered, late] of [
    ["2026-11-10", "2026-11-12", undefined],
    ["2026-11-10", "2026-11-13", { days: 3, allowed: 2 }],
    ["2026-11-11", "2026-11-13", undefined],
  ] as const)
    it(`in force from ${takesEffect}, entered on ${entered}: ${late ? "late" : "in time"}`, () =>
      expect(lateEntry({ ...shortened, effective: parseDay(takesEffect) }, parseDay(entered), calendar)).to.deep.equal(
        late,
      ));
});

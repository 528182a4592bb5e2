import { expect } from "chai";
import { dayAfter, dayBefore, dayOf, endOf, isOfNoDay, isValidOn, parseDay } from "../../core/domain/day.ts";

describe("A day in Viet Nam", () => {
  for (const good of ["2025-07-01", "2024-02-29", "1976-01-01", "2000-02-29", "9999-12-31"])
    it(`${good} is one`, () => expect(parseDay(good)).to.equal(good));

  for (const wrong of [
    "2025-02-29",
    "1900-02-29",
    "2025-13-01",
    "2025-00-10",
    "2025-04-31",
    "0000-01-01", // before AD 1 came 1 BC
    "0000-12-31",
    "x2025-07-01",
    "2025-07-01T00:00",
    "2025-7-1",
    "01/07/2025",
    "",
  ])
    it(`"${wrong}" is none`, () => expect(() => parseDay(wrong)).to.throw(RangeError));

  for (const [moment, day] of [
    ["2025-06-30T16:59:59.999Z", "2025-06-30"],
    ["2025-06-30T17:00:00.000Z", "2025-07-01"],
    ["2025-12-31T17:00:00.000Z", "2026-01-01"],
    ["2025-07-01T00:00:00.000Z", "2025-07-01"],
  ] as const)
    it(`${moment} falls on ${day}`, () => expect(dayOf(new Date(moment))).to.equal(day));

  for (const [day, before] of [
    ["2025-07-01", "2025-06-30"],
    ["2026-01-01", "2025-12-31"],
    ["2024-03-01", "2024-02-29"],
    ["2025-03-01", "2025-02-28"],
  ] as const)
    it(`before ${day} comes ${before}, and after that ${day} again`, () => {
      expect(dayBefore(parseDay(day))).to.equal(before);
      expect(dayAfter(parseDay(before))).to.equal(day);
    });

  for (const [day, end] of [
    ["2025-06-30", "2025-06-30T17:00:00.000Z"],
    ["2025-12-31", "2025-12-31T17:00:00.000Z"],
  ] as const)
    it(`${day} ends at ${end}, midnight in Viet Nam (D21)`, () =>
      expect(endOf(parseDay(day)).toISOString()).to.equal(end));

  for (const [validFrom, validTo, never] of [
    ["2026-11-02", "2026-11-01", true],
    ["2026-11-02", "2026-11-02", false],
    ["2026-11-02", "2026-11-03", false],
    ["2026-11-02", null, false],
    ["-infinity", "2026-11-01", false],
  ] as const)
    it(`${validFrom} to ${validTo ?? "still"} is ${never ? "no day at all" : "at least a day"} (C9)`, () =>
      expect(isOfNoDay({ validFrom, validTo })).to.equal(never));

  for (const [validFrom, validTo, on, valid] of [
    ["-infinity", "2025-06-30", "2025-06-30", true],
    ["-infinity", "2025-06-30", "2025-07-01", false],
    ["-infinity", null, "1976-01-01", true],
    ["2025-07-01", null, "2025-06-30", false],
    ["2025-07-01", null, "2025-07-01", true],
    ["2025-07-01", "2025-07-01", "2025-07-01", true],
  ] as const)
    it(`${validFrom} to ${validTo ?? "still"} ${valid ? "includes" : "excludes"} ${on}`, () =>
      expect(isValidOn({ validFrom, validTo }, parseDay(on))).to.equal(valid));

  it("says which text is none", () => {
    expect(() => parseDay("2025-02-29")).to.throw("no such day: 2025-02-29");
    for (const text of ["01/07/2025", "x2025-07-01", "2025-07-01T00:00"])
      expect(() => parseDay(text)).to.throw(`not a day (YYYY-MM-DD): ${text}`);
  });
});

import { expect } from "chai";
import { countedFrom, due } from "../../core/domain/clock/due.ts";
import { explain } from "../../core/domain/clock/explain.ts";
import type { Mode } from "../../core/domain/clock/mode.ts";
import { transferBy } from "../../core/domain/clock/windows.ts";
import { at, dueOf, hours, local, place, question } from "../support/clocks.ts";

describe("the start of a clock", () => {
  const from = (start: string, mode: Mode = "A") => local(countedFrom({ start: at(start), mode, ...place }));

  for (const [start, counted] of [
    ["2026-11-23 00:00", "2026-11-23 07:30"],
    ["2026-11-23 07:29:59.999", "2026-11-23 07:30"],
    ["2026-11-23 07:30", "2026-11-23 07:30"],
    ["2026-11-23 07:30:01", "2026-11-23 07:30:01"],
    ["2026-11-23 11:30", "2026-11-23 11:30"], // the end of hours is still in hours
    ["2026-11-23 11:30:00.001", "2026-11-23 13:30"],
    ["2026-11-23 13:29:59", "2026-11-23 13:30"],
    ["2026-11-23 13:30", "2026-11-23 13:30"],
    ["2026-11-23 17:30", "2026-11-23 17:30"],
    ["2026-11-23 17:30:00.001", "2026-11-25 07:30"], // 24/11 is a holiday
    ["2026-11-23 23:59:59", "2026-11-25 07:30"],
    ["2026-11-24 09:00", "2026-11-25 07:30"],
    ["2026-11-21 10:00", "2026-11-23 07:30"], // Saturday
    ["2026-08-22 10:00", "2026-08-22 10:00"], // a make-up Saturday works
  ] as const)
    it(`D3: received ${start} counts from ${counted}`, () => expect(from(start)).to.equal(counted));

  for (const [mode, start, counted] of [
    ["A", "2026-11-23 16:45", "2026-11-23 16:45"],
    ["A/last_hour", "2026-11-23 16:29:59.999", "2026-11-23 16:29:59.999"],
    ["A/last_hour", "2026-11-23 16:30", "2026-11-25 07:30"],
    ["A/last_hour", "2026-11-23 17:30", "2026-11-25 07:30"],
    ["A/after_15", "2026-11-23 15:00", "2026-11-23 15:00"],
    ["A/after_15", "2026-11-23 15:00:00.001", "2026-11-25 07:30"],
    ["B/after_15", "2026-11-23 15:01", "2026-11-25 07:30"],
    ["A", "2026-11-23 15:01", "2026-11-23 15:01"],
  ] as const)
    it(`${mode}: received ${start} counts from ${counted}`, () => expect(from(start, mode)).to.equal(counted));

  for (const [mode, start, answer] of [
    ["A", "2026-11-20 16:45", "2026-11-23 17:30"],
    ["A/last_hour", "2026-11-20 16:45", "2026-11-25 17:30"],
    ["B/last_hour", "2026-11-20 16:45", "2026-11-23 17:30"],
    ["A/after_15", "2026-11-20 15:10", "2026-11-25 17:30"],
    ["B/after_15", "2026-11-20 15:10", "2026-11-23 17:30"],
    ["B", "2026-11-20 10:00", "2026-11-23 17:30"], // in hours, the day of receipt is never counted (D2)
    ["B", "2026-11-20 12:00", "2026-11-23 17:30"], // nor when it came in the break
    ["B", "2026-11-23 06:00", "2026-11-23 17:30"], // the same closed stretch as the night before (P3)
    ["A", "2026-11-23 06:00", "2026-11-25 17:30"],
  ] as const)
    it(`${mode}: one working day from ${start} is ${answer}`, () =>
      expect(dueOf(start, 1, "working_day", mode)).to.equal(answer));

  for (const [mode, unit, start, answer] of [
    ["A", "calendar_day", "2026-11-21 10:00", "2026-11-25 17:30"], // Monday is day 0, Tuesday a holiday
    ["B", "calendar_day", "2026-11-21 10:00", "2026-11-23 17:30"],
    ["A", "month", "2026-11-21 10:00", "2026-12-23 17:30"],
    ["B", "month", "2026-11-21 10:00", "2026-12-22 17:30"],
  ] as const)
    it(`${mode}: one ${unit} from Saturday ${start} is ${answer}`, () =>
      expect(dueOf(start, 1, unit, mode)).to.equal(answer));

  describe("D5: the three uses of 15:00 are three rules", () => {
    // 15:00:00 itself is not after 15:00
    for (const [received, transfer, sameDay, oneDay] of [
      ["2026-11-23 14:59:59", "2026-11-23 17:30", "2026-11-23 17:30", "2026-11-25 17:30"],
      ["2026-11-23 15:00", "2026-11-23 17:30", "2026-11-23 17:30", "2026-11-25 17:30"],
      ["2026-11-23 15:00:01", "2026-11-25 07:30", "2026-11-25 17:30", "2026-11-25 17:30"],
      ["2026-11-27 16:00", "2026-11-30 07:30", "2026-11-30 17:30", "2026-11-30 17:30"],
      ["2026-11-28 09:00", "2026-11-30 17:30", "2026-11-30 17:30", "2026-12-01 17:30"],
    ] as const)
      it(`received ${received}`, () => {
        expect(local(transferBy(at(received), place))).to.equal(transfer);
        expect(dueOf(received, 0, "same_day")).to.equal(sameDay);
        expect(dueOf(received, 1, "working_day")).to.equal(oneDay);
      });

    it("a same-day procedure keeps its own rule where the start rule would move it sooner", () => {
      expect(dueOf("2026-11-23 15:00", 0, "same_day", "A/last_hour")).to.equal("2026-11-23 17:30");
      expect(dueOf("2026-11-23 16:45", 0, "same_day", "A/last_hour")).to.equal("2026-11-25 17:30");
      expect(dueOf("2026-11-23 14:00", 0, "same_day", "A/after_15")).to.equal("2026-11-23 17:30");
    });

    it("D22: a limit of zero days is the same day", () => {
      for (const unit of ["working_day", "calendar_day", "month"] as const)
        expect(dueOf("2026-11-27 15:30", 0, unit)).to.equal("2026-11-30 17:30");
    });
  });

  it("names in the explanation what moved it", () => {
    const moves = (start: string, mode: Mode = "A") =>
      explain(question(start, 1, "working_day", mode))
        .steps.slice(0, 3)
        .map(({ rule, what }) => `${rule} ${what}`);
    expect(moves("2026-11-23 09:00")).to.deep.equal(["D1 received", "D2 receipt-day", "D6 rest"]);
    expect(moves("2026-11-23 06:00")).to.deep.equal(["D1 received", "D3 before-opening", "D2 receipt-day"]);
    expect(moves("2026-11-23 12:00")).to.deep.equal(["D1 received", "D3 break", "D2 receipt-day"]);
    expect(moves("2026-11-23 18:00")).to.deep.equal(["D1 received", "D3 after-closing", "D2 receipt-day"]);
    expect(moves("2026-11-24 09:00", "B")).to.deep.equal(["D1 received", "D3 rest-day", "D4 first-day-counted"]);
    expect(moves("2026-11-23 16:45", "A/last_hour")[1]).to.equal("KARA 6(3) last-hour");
    expect(moves("2026-11-23 15:45", "A/after_15")[1]).to.equal("NĐ 63/2024 Điều 7 after-15");
  });
});

describe("office hours", () => {
  const ask = (start: string, limit: number, unit: "working_hour" | "working_day", of: ReturnType<typeof hours>) =>
    local(due({ ...question(start, limit, unit), officeHours: of }));

  it("of seven and a half hours are legal: hours then are real minutes", () => {
    const shorter = hours(["-infinity", "08:00-12:00", "13:00-16:30"]);
    expect(ask("2026-11-02 08:00", 8, "working_hour", shorter)).to.equal("2026-11-03 08:30");
    expect(ask("2026-11-02 08:00", 1, "working_day", shorter)).to.equal("2026-11-03 16:30");
  });

  it("change with the season, on their day", () => {
    const seasons = hours(["2026-10-15", "07:30-11:30", "13:30-17:30"], ["2026-04-15", "07:00-11:30", "13:30-17:00"]);
    expect(ask("2026-10-13 09:00", 1, "working_day", seasons)).to.equal("2026-10-14 17:00");
    expect(ask("2026-10-14 09:00", 1, "working_day", seasons)).to.equal("2026-10-15 17:30");
    expect(ask("2026-10-14 16:00", 2, "working_hour", seasons)).to.equal("2026-10-15 08:30");
    // nobody worked without hours before the first period
    expect(ask("2026-01-05 09:00", 1, "working_day", seasons)).to.equal("2026-01-06 17:00");
  });

  it("may be one stretch without a break", () => {
    const through = hours(["-infinity", "08:00-16:00"]);
    expect(ask("2026-11-02 12:00", 4, "working_hour", through)).to.equal("2026-11-02 16:00");
    expect(ask("2026-11-02 12:00", 4.5, "working_hour", through)).to.equal("2026-11-03 08:30");
  });

  for (const [why, sessions] of [
    ["no hours", []],
    ["hours that run backwards", ["11:30-07:30"]],
    ["no length", ["07:30-07:30"]],
    ["overlapping halves", ["07:30-12:00", "11:30-17:00"]],
    ["halves that touch", ["07:30-12:00", "12:00-17:00"]],
    ["the afternoon first", ["13:30-17:30", "07:30-11:30"]],
  ] as const)
    it(`refuses ${why}`, () => expect(() => hours(["-infinity", ...sessions])).to.throw(/office-hours/));

  it("refuses two periods of one day, and none at all", () => {
    expect(() => hours(["2026-04-15", "07:30-11:30"], ["2026-04-15", "08:00-11:30"])).to.throw(/same-day/);
    expect(() => hours()).to.throw(/office-hours-empty/);
  });
});

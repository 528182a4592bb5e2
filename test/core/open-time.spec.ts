import { expect } from "chai";
import { openCalendar } from "../../core/domain/clock/calendar.ts";
import type { Closure } from "../../core/domain/clock/closure.ts";
import { nationalCalendar } from "../../core/domain/clock/national-calendar.ts";
import { findSession, openOfficeHours } from "../../core/domain/clock/office-hours.ts";
import { afterOpenTime } from "../../core/domain/clock/open-time.ts";
import { parseDay } from "../../core/domain/day.ts";

const hour = 3_600_000;
const sessions = ["07:30-11:30", "13:30-17:30"].map((text) => findSession(text)!);
const closed = (from: string, to: string): Closure => ({
  from: parseDay(from),
  to: parseDay(to),
  basis: "TB 12/UBND",
  replacedBy: null,
  noticeOn: null,
});
const unit = (...closures: Closure[]) =>
  afterOpenTime({
    calendar: openCalendar("test", nationalCalendar),
    officeHours: openOfficeHours("test", [{ from: "-infinity", sessions }]),
    closures,
  });
const at = (text: string) => new Date(`${text}:00+07:00`);

describe("the open time of an agency", () => {
  // 23/11/2026 is a Monday; 24/11/2026 is off by the resolution of 2026 (Ngày Văn hóa)
  for (const [what, from, hours, then] of [
    ["open now", "2026-11-26T09:00", 0, "2026-11-26T09:00"],
    ["before opening", "2026-11-26T06:00", 0, "2026-11-26T07:30"],
    ["in the break", "2026-11-26T12:00", 0, "2026-11-26T13:30"],
    ["at the stroke of closing", "2026-11-26T17:30", 0, "2026-11-27T07:30"],
    ["on a Saturday", "2026-11-28T10:00", 0, "2026-11-30T07:30"],
    ["an hour inside a session", "2026-11-26T09:00", 1, "2026-11-26T10:00"],
    ["an hour over the break", "2026-11-26T11:00", 1, "2026-11-26T14:00"],
    ["an hour over the night", "2026-11-26T17:00", 1, "2026-11-27T08:00"],
    ["a whole day of eight hours", "2026-11-26T07:30", 8, "2026-11-27T07:30"],
    ["over Tết 2026", "2026-02-13T17:00", 1, "2026-02-23T08:00"],
  ] as const)
    it(`${what}: ${hours} h from ${from} is ${then}`, () =>
      expect(unit()(at(from), hours * hour).toISOString()).to.equal(at(then).toISOString()));

  it("a declared closure is no open time", () => {
    const moving = unit(closed("2026-11-26", "2026-12-02"));
    expect(moving(at("2026-11-25T17:00"), hour).toISOString()).to.equal(at("2026-12-03T08:00").toISOString());
    expect(moving(at("2026-11-28T09:00"), 0).toISOString()).to.equal(at("2026-12-03T07:30").toISOString());
  });

  it("a closure without an end keeps nothing for ever: then it counts as open", () => {
    const shut = unit(closed("2026-01-01", "2036-01-01"));
    expect(shut(at("2026-11-26T09:00"), hour).toISOString()).to.equal(at("2026-11-26T10:00").toISOString());
  });
});

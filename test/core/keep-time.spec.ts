import { expect } from "chai";
import { due } from "../../core/domain/clock/due.ts";
import { withinCalendar } from "../../core/service/keep-time.ts";
import { local, question } from "../support/clocks.ts";

describe("no due is told only of what the calendar does not cover", () => {
  const dueOf = (...of: Parameters<typeof question>) => withinCalendar(() => due(question(...of)));

  it("nothing before it or beyond it, and what lies within is computed", () => {
    expect(dueOf("1990-01-01 09:00", 3, "working_day")).to.equal(undefined);
    expect(dueOf("2026-11-02 09:00", 99_999, "working_day")).to.equal(undefined);
    expect(local(dueOf("2026-11-02 09:00", 3, "working_day"))).to.equal("2026-11-05 17:30");
  });

  for (const [value, unit, code] of [
    [1.25, "working_day", "limit-not-whole"],
    [0.5, "calendar_day", "limit-not-whole"],
    [0, "working_hour", "limit-not-positive"],
    [NaN, "working_day", "limit-not-a-number"],
  ] as const)
    it(`${value} ${unit} is not silence but ${code}`, () => {
      expect(() => dueOf("2026-11-02 09:00", value, unit)).to.throw(code);
    });
});

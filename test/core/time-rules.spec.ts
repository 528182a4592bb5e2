import { expect } from "chai";
import { readingOf, timeRulesOf, unstated, type StatedTime } from "../../core/domain/time-rules.ts";

describe("what a version says about time; where it says nothing, the law's default (D4, NĐ61 19(4), §2.5)", () => {
  it("nothing stated: no limit, day 0 is the receipt's, the whole limit again, a payment stops the clock", () => {
    expect(timeRulesOf(unstated)).to.deep.equal({
      ...{ limit: null, mode: "A", supplement: "RESTART", payment: "PAUSE", free: false },
    });
    expect(readingOf(unstated)).to.deep.equal({ start: "A", supplement: "RESTART", payment: "PAUSE" });
    expect(unstated).to.deep.equal({ limit: null, startMode: null, supplementMode: null, paymentMode: null });
  });

  it("what is stated counts", () => {
    const stated: StatedTime = {
      limit: { value: 3, unit: "working_day" },
      startMode: "B",
      supplementMode: "RESUME",
      paymentMode: "START_AFTER_PAID",
    };
    expect(timeRulesOf(stated)).to.deep.equal({
      limit: { value: 3, unit: "working_day" },
      ...{ mode: "B", supplement: "RESUME", payment: "START_AFTER_PAID", free: false },
    });
    expect(readingOf(stated)).to.deep.equal({ start: "B", supplement: "RESUME", payment: "START_AFTER_PAID" });
  });

  for (const [unit, counted] of [
    ["working_day", "working_day"],
    ["day", "calendar_day"],
    ["hour", "working_hour"],
    ["immediate", "same_day"],
  ] as const)
    it(`a limit in the catalogue's ${unit} is counted in ${counted}`, () =>
      expect(timeRulesOf({ ...unstated, limit: { value: 2, unit } }).limit).to.deep.equal({ value: 2, unit: counted }));

  for (const [fee, free] of [
    [0n, true],
    [20_000n, false],
    [null, false], // not known, or not one for all: nobody says that nothing is to be paid
    [undefined, false],
  ] as const)
    it(`a fee of ${fee?.toString() ?? (fee === null ? "which nobody knows" : "which nobody says")} ${free ? "is none" : "may be one"}`, () =>
      expect(timeRulesOf(unstated, fee).free).to.equal(free));
});

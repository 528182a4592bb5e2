import { expect } from "chai";
import {
  countAround,
  dueAround,
  exclusionReasons,
  needsOwnLaw,
  usedAround,
  usedUntilStop,
  type Exclusion,
} from "../../core/domain/clock/exclusion.ts";
import { at, excluded, local, question } from "../support/clocks.ts";

/** `04/11 07:30 after 1`: where each begins, with what had been used before it. */
const around = (limit: number, exclusions: readonly Exclusion[], start = "2026-11-02 09:00") => {
  const count = countAround(question(start, limit, "working_day"), 0, exclusions);
  return {
    due: local(count.due),
    goesOn: `${local(count.start)} ${count.mode}, ${count.used} used`,
    around: count.around.map(({ exclusion, used }) => `${local(exclusion.from).slice(5)} after ${used}`),
  };
};

/** Received Mon 02/11/2026 09:00; Tue 24/11 is a holiday. Five working days end Mon 09/11, twenty Tue 01/12. */
describe("a limit counted around stretches that do not count (D23)", () => {
  it("consultation, council and tax show themselves; verification and a visit need a law of their own (§2.5)", () =>
    expect(exclusionReasons.map((reason) => `${reason} ${needsOwnLaw(reason)}`)).to.deep.equal([
      ...["consultation false", "council false", "tax false", "verification true", "inspection true"],
    ]));

  it("two whole days taken out move the due by two working days", () =>
    expect(around(5, [excluded("2026-11-04 07:30", "2026-11-05 17:30")])).to.deep.equal({
      due: "2026-11-11 17:30",
      goesOn: "2026-11-05 17:30 resumed, 1 used",
      around: ["11-04 07:30 after 1"],
    }));

  it("several are taken out in order, and those that overlap as one, each with what was used before it", () =>
    // six working days go: 05, 10, 13, 16, 17 and 18/11
    expect(
      around(20, [
        excluded("2026-11-16 07:30", "2026-11-18 17:30"),
        excluded("2026-11-10 07:30", "2026-11-10 17:30"),
        excluded("2026-11-13 07:30", "2026-11-17 17:30"),
        excluded("2026-11-05 07:30", "2026-11-05 17:30"),
        excluded("2026-11-16 08:00", "2026-11-16 09:00"),
      ]),
    ).to.deep.equal({
      due: "2026-12-09 17:30",
      goesOn: "2026-11-18 17:30 resumed, 6 used",
      around: [
        "11-05 07:30 after 2",
        "11-10 07:30 after 4",
        "11-13 07:30 after 6",
        "11-16 07:30 after 6",
        "11-16 08:00 after 6",
      ],
    }));

  for (const [what, from, to] of [
    ["ended before the receipt", "2026-10-30 08:00", "2026-11-02 08:00"],
    ["ended in the very moment of the receipt", "2026-10-30 08:00", "2026-11-02 09:00"],
    ["began after the due", "2026-11-09 17:31", "2026-11-12 17:30"],
  ] as const)
    it(`one that ${what} changes nothing`, () =>
      expect(around(5, [excluded(from, to)])).to.deep.equal({
        ...{ due: "2026-11-09 17:30", goesOn: "2026-11-02 09:00 A, 0 used", around: [] },
      }));

  it("a weekend taken out is told, and moves nothing", () =>
    expect(around(5, [excluded("2026-11-07 08:00", "2026-11-08 17:00")])).to.deep.equal({
      due: "2026-11-09 17:30",
      goesOn: "2026-11-08 17:00 resumed, 4 used",
      around: ["11-07 08:00 after 4"],
    }));

  it("one that would make the due earlier is told, and does not", () => {
    // received after 15:00 the count begins a day later (NĐ 63/2024 art. 7); no exclusion takes that day back
    const count = countAround(question("2026-11-02 16:00", 3, "working_day", "A/after_15"), 0, [
      excluded("2026-11-02 16:30", "2026-11-02 16:45"),
    ]);
    expect([local(count.due), local(count.start), count.mode, count.around.length]).to.deep.equal([
      ...["2026-11-06 17:30", "2026-11-02 16:00", "A/after_15", 1],
    ]);
  });

  it("without any the limit ends as it does", () => {
    expect(local(dueAround(question("2026-11-02 09:00", 5, "working_day"), 0, []))).to.equal("2026-11-09 17:30");
    expect(local(dueAround(question("2026-11-02 09:00", 5, "working_day"), 2, []))).to.equal("2026-11-05 17:30");
  });

  for (const [what, stop, used] of [
    ["before the day's opening it is not used", "2026-11-04 07:30", 1],
    ["after the opening it is", "2026-11-04 07:31", 2],
    ["in the evening it is", "2026-11-04 20:00", 2],
    ["on a Saturday Friday is the last used", "2026-11-07 10:00", 4],
  ] as const)
    it(`of a stop that is no request: ${what}: ${used}`, () =>
      expect(usedUntilStop(question("2026-11-02 09:00", 5, "working_day"), at(stop))).to.equal(used));

  it("what was used until a request, the stretches taken out (D13)", () => {
    const five = question("2026-11-02 09:00", 5, "working_day");
    const council = [excluded("2026-11-04 07:30", "2026-11-05 17:30")];
    expect(usedAround(five, 0, council, at("2026-11-09 07:00"))).to.equal(3); // 03, 06, and the day of the request
    expect(usedAround(five, 0, council, at("2026-11-09 07:00"), usedUntilStop)).to.equal(2);
    expect(usedAround(five, 0, [], at("2026-11-04 10:00"))).to.equal(2);
  });
});

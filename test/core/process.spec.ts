import { expect } from "chai";
import { planDues } from "../../core/domain/chain-time.ts";
import type { Mode } from "../../core/domain/clock/mode.ts";
import { parseDay } from "../../core/domain/day.ts";
import { mayRun, type Process, type ProcessLeg } from "../../core/domain/process.ts";
import { structureFaults } from "../../core/domain/process-structure.ts";
import { sumCheck } from "../../core/domain/process-sum.ts";
import { aLeg, construction, inSequence, justice, oneStop } from "../support/chains.ts";
import { at, local, place } from "../support/clocks.ts";

describe("the dues of a process, leg by leg (worked examples)", () => {
  for (const [name, legs, from, mode, expected] of [
    // the last hour of the day counts from the next working day (KARA 6(3)), and 24/11/2026 is a holiday
    [
      "E16 mode A",
      inSequence("working_day", 3, 3, 10),
      "2026-11-23 16:45",
      "A/last_hour",
      "2026-11-30 17:30, 2026-12-03 17:30, 2026-12-17 17:30",
    ],
    [
      "E16 mode B",
      inSequence("working_day", 3, 3, 10),
      "2026-11-23 16:45",
      "B/last_hour",
      "2026-11-27 17:30, 2026-12-02 17:30, 2026-12-16 17:30",
    ],
    [
      "E35",
      inSequence("working_hour", 2, 3, 2, 1),
      "2026-11-26 08:00",
      "A",
      "2026-11-26 10:00, 2026-11-26 15:00, 2026-11-26 17:00, 2026-11-27 08:00",
    ],
    [
      "E36",
      inSequence("working_hour", 4, 4, 112, 24, 16, 8),
      "2026-11-02 09:00",
      "A",
      "2026-11-02 15:00, 2026-11-03 09:00, 2026-11-23 09:00, 2026-11-27 09:00, 2026-12-01 09:00, 2026-12-02 09:00",
    ],
  ] as const satisfies readonly (readonly [string, ProcessLeg[], string, Mode, string])[])
    it(name, () => {
      const dues = planDues(legs as never, at(from), mode, () => place);
      expect([...dues.values()].map(local).join(", ")).to.equal(expected);
    });

  it("parallel legs start together, and what waits for both starts with the later", () => {
    const legs = [
      aLeg(1, []),
      aLeg(2, [1], { limit: { value: 1, unit: "working_day" } }),
      aLeg(3, [1], { limit: { value: 5, unit: "working_day" } }),
      aLeg(4, [2, 3], { limit: { value: 1, unit: "working_day" } }),
    ];
    const dues = planDues(legs as never, at("2026-11-02 09:00"), "A", () => place);
    expect([...dues].map(([number, due]) => `${number}: ${local(due)}`)).to.have.members([
      "1: 2026-11-05 17:30",
      "2: 2026-11-06 17:30",
      "3: 2026-11-12 17:30",
      "4: 2026-11-13 17:30",
    ]);
  });
});

describe("L9 the sum of a process", () => {
  const hours = (value: number, after: number[], number: number) =>
    aLeg(number, after, { limit: { value, unit: "working_hour" } });
  const parallel = [hours(8, [], 1), hours(16, [1], 2), hours(24, [1], 3), hours(8, [2, 3], 4)];
  const mixed = [...inSequence("half_day", 1), aLeg(2, [1], { limit: { value: 2, unit: "working_day" } })];
  for (const [what, legs, value, unit, total, path, legal, within] of [
    [
      "NA3857: 168 h are 21 days of 8 h",
      inSequence("working_hour", 4, 4, 112, 24, 16, 8),
      21,
      "working_day",
      168,
      [1, 2, 3, 4, 5, 6],
      168,
      true,
    ],
    [
      "KARA: 3 + 3 + 10 = 16 working days",
      inSequence("working_day", 3, 3, 10),
      16,
      "working_day",
      128,
      [1, 2, 3],
      128,
      true,
    ],
    ["one day more than the law", inSequence("working_day", 3, 3, 11), 16, "working_day", 136, [1, 2, 3], 128, false],
    ["of parallel legs the longest counts", parallel, 5, "working_day", 40, [1, 3, 4], 40, true],
    [
      "an hour over by the longer way",
      [...parallel.slice(0, 3), hours(9, [2, 3], 4)],
      5,
      "working_day",
      41,
      [1, 3, 4],
      40,
      false,
    ],
    ["a same-day procedure has 8 h", inSequence("working_hour", 2, 3, 2, 1), 0, "same_day", 8, [1, 2, 3, 4], 8, true],
    ["half a day is 4 h", mixed, 2.5, "working_day", 20, [1, 2], 20, true],
    [
      "10 calendar days surely hold 6 working days",
      inSequence("working_day", 3, 4),
      10,
      "calendar_day",
      56,
      [1, 2],
      48,
      false,
    ],
    ["calendar days beside calendar days", inSequence("calendar_day", 4, 6), 10, "calendar_day", 10, [1, 2], 10, true],
    ["a month surely holds 20 working days", inSequence("working_day", 21), 1, "month", 168, [1], 160, false],
  ] as const)
    it(what, () => {
      const sum = sumCheck(legs, { value, unit });
      expect([sum.total, sum.path, sum.legal, sum.withinLegal]).to.deep.equal([total, path, legal, within]);
    });

  it("has nothing to be compared with where the law states no limit", () =>
    expect(sumCheck(inSequence("working_day", 99), null)).to.include({ legal: null, withinLegal: true }));
});

describe("the structure of a process", () => {
  const levelOf = (agency: string) =>
    ({ [construction]: "province", [justice]: "province", [oneStop]: "commune" })[agency];
  for (const [what, legs, expected, linked] of [
    ["sound", inSequence("working_day", 1, 2), []],
    ["nothing", [], ["no-legs "]],
    ["a number twice", [aLeg(1, []), aLeg(1, [])], ["number-twice 1"]],
    ["waits for nobody's leg", [aLeg(1, []), aLeg(2, [7])], ["after-unknown 2"]],
    ["a circle", [aLeg(1, [3]), aLeg(2, [1]), aLeg(3, [2])], ["circle 1, 2, 3"]],
    ["waits for itself", [aLeg(1, [1])], ["circle 1"]],
    ["two ends", [aLeg(1, []), aLeg(2, [1]), aLeg(3, [1])], ["several-ends 2, 3"]],
    ["an opinion at the end", [aLeg(1, []), aLeg(2, [1], { kind: "consult" })], ["opinion-unused 2"]],
    ["an opinion inside", [aLeg(1, []), aLeg(2, [1], { kind: "consult" }), aLeg(3, [2])], []],
    ["half an hour-day", [aLeg(1, [], { limit: { value: 1.3, unit: "working_day" } })], ["limit-wrong 1"]],
    [
      "L3 two levels at once",
      [aLeg(1, []), aLeg(2, [], { agency: oneStop }), aLeg(3, [1, 2])],
      ["levels-at-once 1, 2"],
    ],
    ["L3 two levels in sequence", [aLeg(1, []), aLeg(2, [1], { agency: oneStop })], []],
    ["L2 one level at once", [aLeg(1, []), aLeg(2, [], { agency: justice }), aLeg(3, [1, 2])], []],
    [
      "an opinion of another level at once",
      [aLeg(1, []), aLeg(2, [], { agency: oneStop, kind: "consult" }), aLeg(3, [1, 2])],
      [],
    ],
    ["L4 a linked leg without its procedure", [aLeg(1, [])], ["procedure-missing 1"], true],
  ] as const)
    it(what, () => {
      const faults = structureFaults({ legs, linked: linked === true }, levelOf);
      expect(faults.map((fault) => `${fault.code} ${fault.legs.join(", ")}`)).to.deep.equal(expected);
    });
});

describe("who may run", () => {
  const process = (but: Partial<Process>) =>
    ({ state: "approved", validFrom: "2026-07-01", validTo: "2026-12-31", ...but }) as Process;
  for (const [what, but, day, expected] of [
    ["an approved process on its first day", {}, "2026-07-01", true],
    ["on its last", {}, "2026-12-31", true],
    ["before", {}, "2026-06-30", false],
    ["after", {}, "2027-01-01", false],
    ["a draft", { state: "draft" }, "2026-08-01", false],
    ["a checked one", { state: "checked" }, "2026-08-01", false],
    ["a retired one", { state: "retired" }, "2026-08-01", false],
  ] as const)
    it(`${what}: ${expected ? "yes" : "no"}`, () => expect(mayRun(process(but), parseDay(day))).to.equal(expected));
});

import { expect } from "chai";
import { planDues } from "../../core/domain/chain-time.ts";
import type { Mode } from "../../core/domain/clock/mode.ts";
import { parseDay } from "../../core/domain/day.ts";
import { isPart, mayRun, waitedFor, type Process, type ProcessLeg } from "../../core/domain/process.ts";
import { structureFaults, wordsOfStructure } from "../../core/domain/process-structure.ts";
import { longest, sumCheck } from "../../core/domain/process-sum.ts";
import { aLeg, construction, inSequence, interior, justice, oneStop } from "../support/chains.ts";
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
    ["a week and six days surely hold 9", inSequence("working_day", 9), 13, "calendar_day", 72, [1], 72, true],
    ["two days may be a weekend", inSequence("working_hour", 1), 2, "calendar_day", 1, [1], 0, false],
    ["a month has 28 days at least", inSequence("calendar_day", 20, 9), 1, "month", 29, [1, 2], 28, false],
    ["two have 56", inSequence("calendar_day", 56), 2, "month", 56, [1], 56, true],
    ["months are as long as months", inSequence("month", 2, 4), 6, "month", 186, [1, 2], 186, true],
    ["a month too many", inSequence("month", 3, 4), 6, "month", 217, [1, 2], 186, false],
    ["a leg of a month is at most 31 days", inSequence("month", 1), 31, "calendar_day", 31, [1], 31, true],
    ["and at most 23 working days", inSequence("month", 1), 23, "working_day", 184, [1], 184, true],
    ["a calendar day may be a working day", inSequence("calendar_day", 2), 2, "working_day", 16, [1], 16, true],
    ["at once is one day, in whichever unit", inSequence("working_day", 0, 1), 1, "working_day", 16, [1, 2], 8, false],
    ["whatever number stands beside it", inSequence("same_day", 5), 1, "working_day", 8, [1], 8, true],
    [
      "of equal ways the first",
      [hours(8, [], 1), hours(8, [], 2), hours(8, [1, 2], 3)],
      2,
      "working_day",
      16,
      [1, 3],
      16,
      true,
    ],
    ["of equal ends the first", [hours(8, [], 1), hours(8, [], 2)], 1, "working_day", 8, [1], 8, true],
    [
      "the longest way may end early",
      [hours(16, [], 1), hours(8, [], 2), hours(4, [2], 3)],
      2,
      "working_day",
      16,
      [1],
      16,
      true,
    ],
    [
      "returning the result is not counted (NA3857)",
      [aLeg(1, []), aLeg(2, [1], { kind: "return", limit: { value: 2, unit: "working_day" } })],
      3,
      "working_day",
      24,
      [1],
      24,
      true,
    ],
    [
      "nor does its unit turn calendar days into hours",
      [...inSequence("calendar_day", 4), aLeg(2, [1], { kind: "return", limit: { value: 4, unit: "working_hour" } })],
      4,
      "calendar_day",
      4,
      [1],
      4,
      true,
    ],
    ["a month surely holds 20 working days", inSequence("working_day", 21), 1, "month", 168, [1], 160, false],
  ] as const)
    it(what, () => {
      const sum = sumCheck(legs, { value, unit });
      expect([sum.total, sum.path, sum.legal, sum.withinLegal]).to.deep.equal([total, path, legal, within]);
    });

  it("says in what it compared", () => {
    expect(sumCheck(inSequence("calendar_day", 4), { value: 5, unit: "calendar_day" }).unit).to.equal("calendar_day");
    expect(sumCheck(inSequence("working_day", 4), { value: 5, unit: "calendar_day" }).unit).to.equal("hour");
    expect(sumCheck(inSequence("calendar_day", 4), null).unit).to.equal("hour");
  });

  it("no legs need no time", () => expect(longest([], () => 1)).to.deep.equal({ path: [], total: 0 }));

  it("weighs a leg once, however many wait for it", () => {
    const weighed: number[] = [];
    longest(parallel, ({ number }) => weighed.push(number));
    expect(weighed.toSorted()).to.deep.equal([1, 2, 3, 4]);
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
    ["a verification at the end", [aLeg(1, []), aLeg(2, [1], { kind: "verify" })], ["opinion-unused 2"]],
    [
      "L3 a signature of another level at once",
      [aLeg(1, []), aLeg(2, [], { agency: oneStop, kind: "sign" }), aLeg(3, [1, 2])],
      ["levels-at-once 1, 2"],
    ],
    ["an agency whose level nobody knows", [aLeg(1, []), aLeg(2, [], { agency: interior }), aLeg(3, [1, 2])], []],
    ["whoever plays a part", [aLeg(1, []), aLeg(2, [], { agency: "lead" }), aLeg(3, [1, 2])], []],
    [
      "L4 all linked legs with their procedures",
      [aLeg(1, [], { procedure: "1.001193" }), aLeg(2, [1], { kind: "return" })],
      [],
      true,
    ],
    [
      "L4 only those that settle need one",
      [aLeg(1, [], { kind: "verify" }), aLeg(2, [1], { procedure: "1.001193" })],
      [],
      true,
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

describe("what is wrong with a design, in words", () => {
  for (const [code, legs, vi, en] of [
    ["no-legs", [], "chưa có bước nào", "there are no legs"],
    ["number-twice", [1], "số bước 1 bị trùng", "leg number 1 is there twice"],
    ["after-unknown", [2], "bước 2 chờ một bước không có", "leg 2 waits for a leg that is not there"],
    ["circle", [1, 2], "các bước 1, 2 chờ nhau vòng tròn", "legs 1, 2 wait for each other in a circle"],
    [
      "several-ends",
      [2, 3],
      "có nhiều bước cuối (2, 3); chỉ được một",
      "there are several ends (2, 3); there must be one",
    ],
    [
      "opinion-unused",
      [2],
      "không bước nào dùng kết quả lấy ý kiến hoặc thẩm tra của bước 2",
      "no leg uses the opinion or verification of leg 2",
    ],
    ["limit-wrong", [1], "thời hạn của bước 1 không dùng được", "the limit of leg 1 cannot be used"],
    [
      "levels-at-once",
      [1, 2],
      "bước 1, 2 ở khác cấp nên phải làm lần lượt",
      "legs 1, 2 are at different levels and must follow each other",
    ],
    [
      "procedure-missing",
      [1],
      "bước 1 chưa ghi thủ tục mà bước giải quyết",
      "leg 1 does not name the procedure it settles",
    ],
  ] as const)
    it(code, () => expect(wordsOfStructure({ code, legs })).to.deep.equal({ vi, en }));

  it("parts of a dossier are no agencies", () => {
    expect([isPart("lead"), isPart("receivingOneStop"), isPart(oneStop)]).to.deep.equal([true, true, false]);
  });

  it("a leg waits for what the legs before it wait for; one that is not there waits for nobody", () => {
    const legs = [aLeg(1, []), aLeg(2, [1]), aLeg(3, [2, 7])];
    expect([...waitedFor(legs, 3)].toSorted()).to.deep.equal([1, 2, 7]);
    expect([...waitedFor(legs, 9)]).to.deep.equal([]);
  });
});

import { expect } from "chai";
import { explain, explainAround, type DueStep } from "../../core/domain/clock/explain.ts";
import type { Exclusion } from "../../core/domain/clock/exclusion.ts";
import type { LimitUnit } from "../../core/domain/clock/limit.ts";
import type { CountMode } from "../../core/domain/clock/mode.ts";
import { excluded, hours, question } from "../support/clocks.ts";

/** `D6 weekend 21/11`, then count, times and name where there are some. */
const told = ({ rule, what, day, count, at, until, name }: DueStep): string =>
  [
    `${rule} ${what} ${day.slice(8)}/${day.slice(5, 7)}`,
    ...(count === undefined ? [] : [`#${count}`]),
    ...(at === undefined ? [] : [until === undefined ? at : `${at}–${until}`]),
    ...(name === undefined ? [] : [`(${name})`]),
  ].join(" ");

type Row = readonly [
  what: string,
  limit: number,
  unit: LimitUnit,
  start: string,
  mode: CountMode,
  usedBefore: number,
  without: readonly (readonly [from: string, to: string, reason?: Exclusion["reason"]])[],
  steps: readonly string[],
];

/** Mon 02/11/2026; office hours 07:30–11:30, 13:30–17:30. */
const stories: readonly Row[] = [
  [
    "around a council's two days: with its evidence, and the rest day by day",
    ...([5, "working_day", "2026-11-02 09:00", "A", 0] as const),
    [["2026-11-04 07:30", "2026-11-05 17:30"]],
    [
      "D1 received 02/11 09:00",
      "D23 excluded 04/11 #1 07:30–2026-11-05 17:30 (TB 1)",
      "D6 counted 06/11 #2",
      "D6 weekend 07/11",
      "D6 weekend 08/11",
      "D6 counted 09/11 #3",
      "D6 counted 10/11 #4",
      "D6 counted 11/11 #5",
      "D7 ends 11/11 17:30",
    ],
  ],
  [
    "around the rest of the day of receipt, when nothing was used yet",
    ...([2, "working_day", "2026-11-02 09:00", "A", 0] as const),
    [["2026-11-02 10:00", "2026-11-02 17:30"]],
    [
      "D1 received 02/11 09:00",
      "D23 excluded 02/11 #0 10:00–2026-11-02 17:30 (TB 1)",
      "D6 counted 03/11 #1",
      "D6 counted 04/11 #2",
      "D7 ends 04/11 17:30",
    ],
  ],
  [
    "of hours: the hours go on from what had run (D8)",
    ...([16, "working_hour", "2026-11-02 09:00", "A", 0] as const),
    [["2026-11-02 10:00", "2026-11-03 17:30"]],
    [
      "D1 received 02/11 09:00",
      "D23 excluded 02/11 #1 10:00–2026-11-03 17:30 (TB 1)",
      "D8 hours 04/11 #5 07:30–11:30",
      "D8 hours 04/11 #9 13:30–17:30",
      "D8 hours 05/11 #13 07:30–11:30",
      "D8 hours 05/11 #16 13:30–16:30",
      "D8 ends 05/11 16:30",
    ],
  ],
  [
    "an exclusion that changes nothing hides no rule of the receipt",
    ...([3, "working_day", "2026-11-02 16:00", "A/after_15", 0] as const),
    [["2026-11-02 16:30", "2026-11-02 16:45"]],
    [
      "D1 received 02/11 16:00",
      "D23 excluded 02/11 #0 16:30–2026-11-02 16:45 (TB 1)",
      "NĐ 63/2024 Điều 7 after-15 03/11 07:30",
      "D6 counted 04/11 #1",
      "D6 counted 05/11 #2",
      "D6 counted 06/11 #3",
      "D7 ends 06/11 17:30",
    ],
  ],
  [
    "what is left after a supplement: received anew, in the procedure's mode (D13)",
    ...([5, "working_day", "2026-11-07 10:00", "A", 2] as const),
    [],
    [
      "D1 received 07/11 10:00",
      "D13 used-before 07/11 #2",
      "D3 rest-day 09/11 07:30",
      "D6 counted 10/11 #3",
      "D6 counted 11/11 #4",
      "D6 counted 12/11 #5",
      "D7 ends 12/11 17:30",
    ],
  ],
  [
    "the same where that day is the first counted (mode B, D4)",
    ...([5, "working_day", "2026-11-07 10:00", "B", 2] as const),
    [],
    [
      "D1 received 07/11 10:00",
      "D13 used-before 07/11 #2",
      "D3 rest-day 09/11 07:30",
      "D6 counted 09/11 #3",
      "D6 counted 10/11 #4",
      "D6 counted 11/11 #5",
      "D7 ends 11/11 17:30",
    ],
  ],
  [
    "nothing left of days: the working day itself remains",
    ...([3, "working_day", "2026-11-02 09:00", "resumed", 3] as const),
    [],
    ["D13 resumed 02/11 09:00", "D13 used-before 02/11 #3", "D7 ends 02/11 17:30"],
  ],
  [
    "nothing left of hours: nothing does (D8)",
    ...([8, "working_hour", "2026-11-02 09:00", "resumed", 8] as const),
    [],
    ["D13 resumed 02/11 09:00", "D13 used-before 02/11 #8", "D8 ends 02/11 09:00"],
  ],
  [
    "of half days only the end: three, one used (D8)",
    ...([3, "half_day", "2026-11-02 09:00", "resumed", 1] as const),
    [],
    ["D13 resumed 02/11 09:00", "D13 used-before 02/11 #1", "D8 ends 03/11 09:00"],
  ],
  [
    "of half a working day alone only the end, two of its four hours used (D8)",
    ...([0.5, "working_day", "2026-11-02 09:00", "resumed", 0.25] as const),
    [],
    ["D13 resumed 02/11 09:00", "D13 used-before 02/11 #0.25", "D8 ends 02/11 11:00"],
  ],
  [
    "of a month only the end (D9): it has no parts",
    ...([1, "month", "2026-11-02 09:00", "A", 0] as const),
    [["2026-11-02 10:00", "2026-11-03 17:30"]],
    ["D1 received 02/11 09:00", "D23 excluded 02/11 #0 10:00–2026-11-03 17:30 (TB 1)", "D7 ends 03/12 17:30"],
  ],
  [
    "of months that end after a holiday without a notice yet (D18)",
    ...([3, "month", "2026-11-20 09:00", "A", 0] as const),
    [["2026-11-23 07:30", "2026-11-23 17:30"]],
    [
      "D1 received 20/11 09:00",
      "D23 excluded 23/11 #2 07:30–2026-11-23 17:30 (TB 1)",
      "D7 ends 22/02 17:30",
      "D18 provisional 22/02",
    ],
  ],
];

describe("how a due was counted that went on with a part used, or around exclusions (D13, D23)", () => {
  for (const [what, limit, unit, start, mode, usedBefore, without, steps] of stories)
    it(what, () => {
      const exclusions = without.map(([from, to, reason]) => excluded(from, to, reason));
      expect(explainAround(question(start, limit, unit, mode), usedBefore, exclusions).steps.map(told)).to.deep.equal(
        steps,
      );
    });

  it("the reason of an exclusion is told with it", () => {
    const [, step] = explainAround(question("2026-11-02 09:00", 5, "working_day"), 0, [
      excluded("2026-11-04 07:30", "2026-11-05 17:30", "tax"),
    ]).steps;
    expect(step).to.deep.equal({
      ...{ rule: "D23", what: "excluded", day: "2026-11-04", at: "07:30", until: "2026-11-05 17:30" },
      ...{ count: 1, name: "TB 1", reason: "tax" },
    });
  });

  it("the due and whether it is provisional are of the count around them", () => {
    const around = (limit: number, unit: LimitUnit, start: string, from: string, to: string) => {
      const { due, provisional } = explainAround(question(start, limit, unit), 0, [excluded(from, to)]);
      return [due, provisional];
    };
    expect(around(5, "working_day", "2026-11-02 09:00", "2026-11-04 07:30", "2026-11-05 17:30")).to.deep.equal([
      ...["2026-11-11T17:30:00+07:00", false],
    ]);
    // two days from Wed 03/02/2027 end before the days of Tết, which have no notice yet; one day less, they end after them
    expect(around(2, "working_day", "2027-02-02 09:00", "2027-02-04 07:30", "2027-02-04 17:30")).to.deep.equal([
      ...["2027-02-12T17:30:00+07:00", true],
    ]);
  });

  it("with nothing used and nothing excluded it is the plain explanation", () => {
    const asked = question("2026-11-02 09:00", 2, "working_day");
    expect(explainAround(asked, 0, [])).to.deep.equal(explain(asked));
    expect(explain(asked).steps.map(told)).to.include("D2 receipt-day 02/11");
  });

  it("a weekend has no name, and is told without one", () =>
    expect(explain(question("2026-11-21 10:00", 1, "working_day", "B")).steps[1]).to.deep.equal({
      ...{ rule: "D3", what: "rest-day", day: "2026-11-23", at: "07:30" },
    }));

  it("half a day at the end runs by the hours of its own day, though others count the day after (D8)", () => {
    const officeHours = hours(
      ["-infinity", "07:30-11:30", "13:30-17:30"],
      ["2026-11-05", "08:00-12:00", "13:00-17:00"],
    );
    const steps = explain({ ...question("2026-11-02 09:00", 1.5, "working_day"), officeHours }).steps;
    expect(steps.map(told).slice(-3)).to.deep.equal([
      "D6 counted 03/11 #1",
      "D8 hours 04/11 #4 07:30–11:30",
      "D8 ends 04/11 11:30",
    ]);
  });
});

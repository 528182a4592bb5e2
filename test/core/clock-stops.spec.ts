import { expect } from "chai";
import { isLegDueReproducible, legDue, planDues, resumedDue } from "../../core/domain/chain-time.ts";
import { pickUpDay, type Closure } from "../../core/domain/clock/closure.ts";
import type { LimitUnit } from "../../core/domain/clock/limit.ts";
import type { Exclusion } from "../../core/domain/clock/exclusion.ts";
import type { Mode, SupplementMode } from "../../core/domain/clock/mode.ts";
import { retime, type StoredDue } from "../../core/domain/clock/stored-due.ts";
import { defaultNear, timeState } from "../../core/domain/clock/time-state.ts";
import { dueWithUsed, usedUntil } from "../../core/domain/clock/used.ts";
import { apologyLatest, reportBy } from "../../core/domain/clock/windows.ts";
import { openCalendar } from "../../core/domain/clock/calendar.ts";
import { parseDay } from "../../core/domain/day.ts";
import { decide } from "../../core/domain/dossier.ts";
import {
  afterStep,
  currentDue,
  isReproducible,
  type StatedTimes,
  type TimeRules,
} from "../../core/domain/dossier-clock.ts";
import { unfitExclusion } from "../../core/domain/unfit-exclusion.ts";
import { aDossier } from "../support/builders.ts";
import { aLeg } from "../support/chains.ts";
import {
  at,
  calendar,
  clocksAfter,
  excluded,
  local,
  officeHours,
  place,
  question,
  settlementDue,
  type Story,
} from "../support/clocks.ts";

describe("D13: what of a limit was used", () => {
  for (const [limit, unit, start, until, used] of [
    [10, "working_day", "2026-11-02 09:00", "2026-11-02 16:00", 0],
    [10, "working_day", "2026-11-02 09:00", "2026-11-03 08:00", 1], // the day of the request counts
    [10, "working_day", "2026-11-02 09:00", "2026-11-08 09:00", 4], // a Sunday adds nothing
    [10, "working_day", "2026-11-20 14:00", "2026-11-25 09:00", 2], // 24/11 adds nothing
    [10, "working_day", "2026-11-02 09:00", "2026-11-01 09:00", 0],
    [10, "calendar_day", "2026-11-02 09:00", "2026-11-08 09:00", 6],
    [1, "month", "2026-11-02 09:00", "2026-11-08 09:00", 6],
    [40, "working_hour", "2026-11-02 09:00", "2026-11-02 12:15", 2.5],
    [40, "working_hour", "2026-11-02 09:00", "2026-11-02 08:00", 0],
    [4, "half_day", "2026-11-02 07:30", "2026-11-02 15:30", 1.5],
    [0.5, "working_day", "2026-11-02 07:30", "2026-11-02 09:30", 0.25], // half a day is hours
    [0.5, "working_hour", "2026-11-02 07:30", "2026-11-02 07:45", 0.25],
    [0, "same_day", "2026-11-02 07:30", "2026-11-05 09:30", 0],
  ] as const)
    it(`${used} of ${limit} ${unit} from ${start} until ${until}`, () =>
      expect(usedUntil(question(start, limit, unit), at(until))).to.equal(used));

  it("from a start that counts as day 1, that day is used at its end", () => {
    const asked = question("2026-11-21 10:00", 5, "working_day", "B");
    expect(usedUntil(asked, at("2026-11-23 16:00"))).to.equal(1);
    expect(usedUntil({ ...asked, mode: "A" }, at("2026-11-23 16:00"))).to.equal(0);
  });
});

/** The due of a dossier received then, whose supplement was asked and completed then. */
const supplemented = (
  supplement: SupplementMode,
  value: number,
  unit: LimitUnit,
  ...[start, asked, completed]: readonly [string, string, string]
) => {
  const rules: TimeRules = { limit: { value, unit }, mode: "A", supplement };
  const story = [["startSettlement", start] as const, ["supplement", asked] as const, ["complete", completed] as const];
  return local(clocksAfter(story, rules).settlement?.due);
};

describe("D13: the due after a supplement", () => {
  for (const [mode, limit, unit, start, asked, completed, answer] of [
    ["RESUME", 10, "calendar_day", "2026-11-02 09:00", "2026-11-05 09:00", "2026-11-12 09:00", "2026-11-19 17:30"],
    ["RESTART", 10, "calendar_day", "2026-11-02 09:00", "2026-11-05 09:00", "2026-11-12 09:00", "2026-11-23 17:30"],
    ["RESUME", 1, "month", "2026-11-02 09:00", "2026-11-05 09:00", "2026-11-12 09:00", "2026-12-09 17:30"],
    ["RESTART", 1, "month", "2026-11-02 09:00", "2026-11-05 09:00", "2026-11-12 09:00", "2026-12-14 17:30"],
    ["RESUME", 1, "month", "2026-11-02 09:00", "2026-12-02 09:00", "2026-12-07 09:00", "2026-12-08 17:30"], // 30 of the 31 days to 07/01
    ["RESUME", 1, "month", "2026-11-02 09:00", "2026-12-03 09:00", "2026-12-07 09:00", "2026-12-02 17:30"], // asked after the due: it stays late
    ["RESUME", 3, "working_day", "2026-11-02 09:00", "2026-11-05 09:00", "2026-11-12 09:00", "2026-11-12 17:30"], // nothing left: that day
    ["RESUME", 3, "working_day", "2026-11-02 09:00", "2026-11-09 09:00", "2026-11-12 15:30", "2026-11-05 17:30"], // asked after the due: it stays late
    ["RESUME", 2.5, "working_day", "2026-11-02 09:00", "2026-11-03 09:00", "2026-11-12 09:00", "2026-11-16 11:30"],
    ["RESUME", 2, "half_day", "2026-11-02 07:30", "2026-11-02 09:30", "2026-11-03 07:30", "2026-11-03 15:30"],
    ["RESUME", 4, "working_hour", "2026-11-02 07:30", "2026-11-02 11:30", "2026-11-03 08:00", "2026-11-02 11:30"], // asked at the due: no hour is left
    ["RESUME", 4, "working_hour", "2026-11-02 07:30", "2026-11-02 11:29", "2026-11-07 08:00", "2026-11-09 07:31"], // the minute that was left
    ["RESUME", 0.5, "working_day", "2026-11-02 09:00", "2026-11-02 10:00", "2026-11-03 08:00", "2026-11-03 11:00"], // three of its four hours
    ["RESUME", 1, "month", "2026-01-30 09:00", "2026-03-02 09:00", "2026-03-10 16:00", "2026-03-11 17:30"], // nothing left, and after 15:00
    ["RESUME", 0, "same_day", "2026-11-02 07:30", "2026-11-02 11:30", "2026-11-03 15:01", "2026-11-04 17:30"],
  ] as const)
    it(`${mode}: ${limit} ${unit}, asked ${asked}, complete ${completed}, is ${answer}`, () => {
      expect(supplemented(mode, limit, unit, start, asked, completed)).to.equal(answer);
    });

  const december = (text: string) => `2026-12-${text}`;
  const late = (limit: TimeRules["limit"], ...then: Story) =>
    clocksAfter([["startSettlement", december("01 08:00")], ...then], { limit, mode: "A", supplement: "RESUME" })
      .settlement!;
  const minute = [["pause", december("22 09:00")] as const, ["resume", december("22 09:01")] as const];
  const tenDays = { value: 10, unit: "working_day" } as const;
  for (const [what, clock, due] of [
    ["ten days", late(tenDays, ...minute), "15 17:30"],
    ["sixteen hours", late({ value: 16, unit: "working_hour" }, ...minute), "03 08:00"],
    ["ten calendar days", late({ value: 10, unit: "calendar_day" }, ...minute), "11 17:30"],
    ["half a month of half days", late({ value: 20, unit: "half_day" }, ...minute), "15 08:00"],
    [
      "ten days, by a supplement that leaves what was left",
      late(tenDays, ["supplement", december("21 09:00")], ["complete", december("23 09:00")]),
      "15 17:30",
    ],
    ["a re-appointment", late(tenDays, ["extend", december("08 09:00"), december("17 17:30")], ...minute), "17 17:30"],
    [
      "ten days, from the very moment",
      late(tenDays, ["pause", december("15 17:30")], ["resume", december("22 09:01")]),
      "15 17:30",
    ],
    [
      "on their last day, an hour before the end",
      late(tenDays, ["pause", december("15 16:30")], ["resume", december("22 09:00")]),
      "22 17:30",
    ],
  ] as const)
    it(`a stop after the due makes nothing punctual: ${what}, ${due}`, () =>
      expect([local(currentDue(clock)), local(clock.printedDue!), clock.state]).to.deep.equal([
        ...[december(due), december(due), "running"],
      ]));

  it("nor a leg of a chain, whose due no stop makes earlier either", () => {
    const leg = legDue({ ...aLeg(1, [], { limit: tenDays }), returns: 0 }, at(december("01 08:00")), "A", place);
    const resumed = (from: string, to: string) =>
      local(resumedDue(leg, at(december(from)), at(december(to)), place).due);
    expect(resumed("22 09:00", "22 09:01")).to.equal(december("15 17:30"));
    expect(resumed("15 16:30", "22 09:00")).to.equal(december("22 17:30"));
  });

  it("may be complete at the moment it was asked for", () => {
    const moment = "2026-11-05 09:00";
    expect(supplemented("RESUME", 5, "working_day", "2026-11-02 09:00", moment, moment)).to.equal("2026-11-09 17:30");
  });

  it("with nothing used is the whole limit", () => {
    expect(local(dueWithUsed(question("2026-11-02 09:00", 5, "working_day"), 0))).to.equal("2026-11-09 17:30");
  });
});

describe("a payment's pause: its ends are nobody's receipt", () => {
  const paused = (mode: Mode, value: number, unit: LimitUnit, ...pauses: readonly (readonly [string, string])[]) => {
    const then = pauses.flatMap(([from, to]): Story => [
      ["pause", from],
      ["resume", to],
    ]);
    const rules: TimeRules = { limit: { value, unit }, mode, supplement: "RESUME" };
    return local(clocksAfter([["startSettlement", "2026-11-02 09:00"], ...then], rules).settlement?.due);
  };
  const outOfHours = [
    ["2026-11-04 18:00", "2026-11-04 18:30"],
    ["2026-11-05 05:00", "2026-11-05 07:30"],
    ["2026-11-06 18:00", "2026-11-07 10:00"],
    ["2026-11-08 10:00", "2026-11-09 07:00"],
  ] as const;
  const aMinute = ["2026-11-03 16:40", "2026-11-03 16:41"] as const;
  const tuesday = ["2026-11-03 07:30", "2026-11-03 17:30"] as const;
  for (const [what, due, answer] of [
    ["out of hours, four of them, of ten days", paused("A", 10, "working_day", ...outOfHours), "2026-11-16 17:30"],
    ["the same in mode B", paused("B", 10, "working_day", ...outOfHours), "2026-11-16 17:30"],
    ["the same of hours", paused("A", 40, "working_hour", ...outOfHours), "2026-11-09 09:00"],
    ["the same of two days and a half", paused("A", 2.5, "working_day", ...outOfHours), "2026-11-05 11:30"],
    [
      "over the midday break",
      paused("A", 10, "working_day", ["2026-11-03 11:30", "2026-11-03 13:30"]),
      "2026-11-16 17:30",
    ],
    ["a minute of the last hour", paused("A/last_hour", 10, "working_day", aMinute), "2026-11-16 17:30"],
    ["a minute after 15:00", paused("A/after_15", 10, "working_day", aMinute), "2026-11-16 17:30"],
    ["a minute after 15:00 of the last day", paused("A", 1, "working_day", aMinute), "2026-11-03 17:30"],
    [
      "ten minutes around 15:00 of a same-day procedure",
      paused("A", 0, "same_day", ["2026-11-02 14:55", "2026-11-02 15:05"]),
      "2026-11-02 17:30",
    ],
    ["a day covered whole", paused("A", 10, "working_day", tuesday), "2026-11-17 17:30"],
    [
      "Friday evening to Saturday, of twenty calendar days",
      paused("A", 20, "calendar_day", ["2026-11-06 18:00", "2026-11-07 10:00"]),
      "2026-11-23 17:30",
    ],
    [
      "Friday evening to Sunday, of eighteen: Saturday goes",
      paused("A", 18, "calendar_day", ["2026-11-06 18:00", "2026-11-08 10:00"]),
      "2026-11-23 17:30",
    ],
  ] as const)
    it(`${what}: ${answer}`, () => expect(due).to.equal(answer));

  it("a supplement after it is received as the procedure says, and recomputed bit for bit", () => {
    const rules: TimeRules = { limit: { value: 5, unit: "working_day" }, mode: "A/last_hour", supplement: "RESTART" };
    const upToPause: Story = [
      ["startSettlement", "2026-11-02 09:00"],
      ["pause", aMinute[0]],
      ["resume", aMinute[1]],
    ];
    const { settlement } = clocksAfter(upToPause, rules);
    expect([settlement?.mode, settlement?.usedBefore, local(settlement?.due)]).to.deep.equal([
      ...["resumed", 1, "2026-11-09 17:30"],
    ]);
    expect(isReproducible(settlement!, place)).to.equal(true);
    const brought: Story = [
      ["supplement", "2026-11-05 10:00"],
      ["complete", "2026-11-12 16:45"],
    ];
    const anew = clocksAfter([...upToPause, ...brought], rules).settlement!;
    // brought in the last hour of Thu 12/11, received on Fri 13/11: 16 to 20/11
    expect([anew.mode, local(anew.due)]).to.deep.equal(["A/last_hour", "2026-11-20 17:30"]);
  });

  it("a leg of a chain that goes on with it loses no day either", () => {
    const limit = { value: 5, unit: "working_day" } as const;
    const leg = legDue({ ...aLeg(1, [], { limit }), returns: 0 }, at("2026-11-02 09:00"), "A", place);
    const after = ([from, to]: readonly [string, string]) => resumedDue(leg, at(from), at(to), place, "resumed");
    for (const pause of outOfHours) expect(local(after(pause).due)).to.equal("2026-11-09 17:30");
    expect(local(after(tuesday).due)).to.equal("2026-11-10 17:30");
    expect(isLegDueReproducible(after(tuesday), place)).to.equal(true);
  });
});

describe("D23: a due around named exclusions", () => {
  const story = (exclusions: readonly Exclusion[]): Story =>
    exclusions.map((one) => ["exclude", "2026-11-30 09:00", one] as const);
  const fiveDays = (exclusions: readonly Exclusion[]) =>
    settlementDue("2026-11-02 09:00", 5, "working_day", "A", story(exclusions)); // 09/11 without any

  for (const [what, exclusions, answer] of [
    ["none", [], "2026-11-09 17:30"],
    ["one of two days", [excluded("2026-11-03 10:00", "2026-11-05 10:00")], "2026-11-11 17:30"],
    ["one inside a day", [excluded("2026-11-03 10:00", "2026-11-03 15:00")], "2026-11-09 17:30"],
    ["one over a night", [excluded("2026-11-03 18:00", "2026-11-04 07:00")], "2026-11-09 17:30"],
    ["one from Friday to Saturday", [excluded("2026-11-06 10:00", "2026-11-07 10:00")], "2026-11-09 17:30"],
    ["one over a weekend", [excluded("2026-11-06 10:00", "2026-11-09 08:00")], "2026-11-10 17:30"],
    [
      "two that overlap, the later first",
      [excluded("2026-11-04 09:00", "2026-11-05 10:00"), excluded("2026-11-03 10:00", "2026-11-04 10:00")],
      "2026-11-11 17:30",
    ],
    [
      "one inside another",
      [excluded("2026-11-03 10:00", "2026-11-05 10:00"), excluded("2026-11-03 11:00", "2026-11-04 10:00", "tax")],
      "2026-11-11 17:30",
    ],
    [
      "two apart",
      [excluded("2026-11-03 10:00", "2026-11-04 10:00"), excluded("2026-11-05 10:00", "2026-11-06 10:00")],
      "2026-11-11 17:30",
    ],
    [
      "one that begins where another ends",
      [excluded("2026-11-03 10:00", "2026-11-04 10:00"), excluded("2026-11-04 10:00", "2026-11-05 10:00")],
      "2026-11-11 17:30",
    ],
    ["a whole day, by its hours", [excluded("2026-11-03 07:30", "2026-11-03 17:30")], "2026-11-10 17:30"],
    ["a whole day, by midnights", [excluded("2026-11-03 00:00", "2026-11-04 00:00")], "2026-11-10 17:30"],
    ["two days, from opening to opening", [excluded("2026-11-03 07:30", "2026-11-05 07:30")], "2026-11-11 17:30"],
    ["three whole days at once", [excluded("2026-11-03 07:30", "2026-11-05 17:30")], "2026-11-12 17:30"],
    [
      "three whole days one by one",
      [
        excluded("2026-11-05 07:30", "2026-11-05 17:30"),
        excluded("2026-11-03 07:30", "2026-11-03 17:30"),
        excluded("2026-11-04 07:30", "2026-11-04 17:30"),
      ],
      "2026-11-12 17:30",
    ],
    [
      "two whole days around a weekend",
      [excluded("2026-11-06 07:30", "2026-11-06 17:30"), excluded("2026-11-09 07:30", "2026-11-09 17:30")],
      "2026-11-11 17:30",
    ],
    [
      "two mornings and the afternoon between them",
      [
        excluded("2026-11-03 07:30", "2026-11-03 11:30"),
        excluded("2026-11-03 13:30", "2026-11-03 17:30"),
        excluded("2026-11-04 07:30", "2026-11-04 11:30"),
      ],
      "2026-11-11 17:30", // as one from 03/11 07:30 to 04/11 11:30: the day on which it ends is not counted
    ],
    ["the whole last day", [excluded("2026-11-09 07:30", "2026-11-09 17:30")], "2026-11-10 17:30"],
    ["one before the start", [excluded("2026-10-26 10:00", "2026-10-30 10:00")], "2026-11-09 17:30"],
    ["one over the start", [excluded("2026-10-26 10:00", "2026-11-04 10:00")], "2026-11-11 17:30"],
    ["one that begins at the due", [excluded("2026-11-09 17:30", "2026-11-20 10:00")], "2026-11-20 17:30"],
    ["one that begins after the due", [excluded("2026-11-09 17:31", "2026-11-20 10:00")], "2026-11-09 17:30"],
  ] as const)
    it(`${what}: ${answer}`, () => expect(fiveDays(exclusions)).to.equal(answer));

  for (const [what, exclusions, answer] of [
    ["none", [], "2026-11-12 17:30"],
    ["a whole Friday", [excluded("2026-11-06 07:30", "2026-11-06 17:30")], "2026-11-13 17:30"],
    ["a whole Monday", [excluded("2026-11-09 07:30", "2026-11-09 17:30")], "2026-11-13 17:30"],
    [
      "both, and so the weekend between them",
      [excluded("2026-11-06 07:30", "2026-11-06 17:30"), excluded("2026-11-09 07:30", "2026-11-09 17:30")],
      "2026-11-16 17:30",
    ],
    ["the same at once", [excluded("2026-11-06 07:30", "2026-11-09 17:30")], "2026-11-16 17:30"],
  ] as const)
    it(`of ten calendar days, ${what}: ${answer}`, () =>
      expect(settlementDue("2026-11-02 09:00", 10, "calendar_day", "A", story(exclusions))).to.equal(answer));

  const friday = "2026-11-06 18:00";
  for (const [days, until, answer] of [
    [20, "2026-11-07 10:00", "2026-11-23 17:30"], // Sun 22/11, pushed, as without it
    [20, "2026-11-08 10:00", "2026-11-23 17:30"], // Saturday goes: 23/11 itself
    [18, "2026-11-07 10:00", "2026-11-20 17:30"], // Saturday is counted
    [18, "2026-11-08 10:00", "2026-11-23 17:30"], // Saturday goes: Sat 21/11, pushed
    [18, "2026-11-09 07:00", "2026-11-23 17:30"], // both go: Sun 22/11, pushed
    [20, "2026-11-09 07:00", "2026-11-25 17:30"], // both go: Tue 24/11, a holiday, pushed
  ] as const)
    it(`of ${days} calendar days, Friday evening to ${until}: ${answer}`, () =>
      expect(settlementDue("2026-11-02 09:00", days, "calendar_day", "A", story([excluded(friday, until)]))).to.equal(
        answer,
      ));

  it("hours to the minute", () => {
    const two = [excluded("2026-11-04 10:00", "2026-11-06 14:00"), excluded("2026-11-09 08:00", "2026-11-09 08:45")];
    // E22, and three quarters of an hour more: 11/11 11:00, over the midday break
    expect(settlementDue("2026-11-02 09:00", 40, "working_hour", "A", story(two))).to.equal("2026-11-11 13:45");
  });

  it("a month never becomes shorter by one", () => {
    // 15/01 to 15/02 has 31 days, 10/02 to 10/03 only 28
    const one = [excluded("2027-02-10 09:00", "2027-02-10 10:00")];
    const without = settlementDue("2027-01-15 09:00", 1, "month");
    expect([without, settlementDue("2027-01-15 09:00", 1, "month", "A", story(one))]).to.deep.equal([
      ...["2027-02-15 17:30", "2027-02-15 17:30"],
    ]);
  });

  const received = ["startSettlement", "2026-11-02 09:00"] as const;
  const twoDays = ["exclude", "2026-11-05 11:00", excluded("2026-11-03 10:00", "2026-11-05 10:00")] as const;
  const rules: TimeRules = { limit: { value: 10, unit: "working_day" }, mode: "A", supplement: "RESUME" };

  it("is printed anew, recomputed bit for bit, and the first date stays known", () => {
    const { settlement } = clocksAfter([received, twoDays], rules);
    expect(settlement).to.deep.include({
      due: at("2026-11-18 17:30"),
      printedDue: at("2026-11-18 17:30"),
      originalDue: at("2026-11-16 17:30"),
      exclusions: [excluded("2026-11-03 10:00", "2026-11-05 10:00")],
    });
    expect(isReproducible(settlement!, place)).to.equal(true);
    expect(isReproducible({ ...settlement!, exclusions: [] }, place)).to.equal(false);
  });

  it("a supplement after it takes off what was used without it; what came before is in the used part", () => {
    const { settlement } = clocksAfter(
      [received, twoDays, ["supplement", "2026-11-09 10:00"], ["complete", "2026-11-12 10:00"]],
      rules,
    );
    // used: 03, 06, 09; seven left after 12/11: 13, 16, 17, 18, 19, 20, 23
    expect([settlement?.usedBefore, local(settlement?.due)]).to.deep.equal([3, "2026-11-23 17:30"]);
    expect(isReproducible(settlement!, place)).to.equal(true);
  });

  it("counts by the calendar of now, and by the one of before where that would take days away", () => {
    const without = { ...place, calendar: openCalendar("fewer", { ...calendar, days: [] }) };
    const long = [["startSettlement", "2026-11-20 14:00"]] as const;
    const before = clocksAfter(long, { ...rules, limit: { value: 3, unit: "working_day" } }); // 26/11, over 24/11
    const oneHour = { exclusion: excluded("2026-11-23 09:00", "2026-11-23 10:00") };
    const step = (stated: StatedTimes) => afterStep("exclude", before, at("2026-11-23 11:00"), rules, without, stated);
    const kept = step({ ...oneHour, placeBefore: place }).settlement;
    expect([local(kept?.due), kept?.calendarVersion]).to.deep.equal(["2026-11-26 17:30", calendar.version]);
    const twoDays = { exclusion: excluded("2026-11-23 09:00", "2026-11-25 10:00"), placeBefore: place };
    const anew = step(twoDays).settlement;
    expect([local(anew?.due), anew?.calendarVersion]).to.deep.equal(["2026-11-27 17:30", "fewer"]);
  });

  it("takes nothing out of what has not begun", () => {
    expect(afterStep("exclude", {}, at("2026-11-23 11:00"), rules, place, { exclusion: twoDays[2] })).to.deep.equal({});
  });
});

describe("D23: what may be excluded", () => {
  const dossier = aDossier({ state: "consulting", lastEventAt: at("2026-11-02 09:00") });
  const answer = (exclusion: Exclusion | undefined) => {
    const facts = exclusion ? { exclusion } : {};
    const decision = decide(dossier, {
      ...{ step: "excludeTime", by: dossier.heldBy, role: "agencyHead", at: at("2026-11-09 09:00"), facts },
    });
    return decision.ok ? "lawful" : decision.code;
  };
  const two = ["2026-11-03 10:00", "2026-11-05 10:00"] as const;
  for (const [what, exclusion, expected] of [
    ["nothing named", undefined, "exclusion-without-evidence"],
    ["no document", { ...excluded(...two), evidence: " " }, "exclusion-without-evidence"],
    ["a higher level's opinion", excluded(...two, "consultation"), "lawful"],
    ["a council", excluded(...two, "council"), "lawful"],
    ["tax", excluded(...two, "tax"), "lawful"],
    ["a verification", excluded(...two, "verification"), "exclusion-without-law"],
    ["an absent applicant", { ...excluded(...two, "inspection"), legalBasis: " " }, "exclusion-without-law"],
    ["a verification by its own law", { ...excluded(...two, "verification"), legalBasis: "Điều 9" }, "lawful"],
  ] as const)
    it(`${what}: ${expected}`, () => expect(answer(exclusion)).to.equal(expected));

  const { settlement } = clocksAfter([["startSettlement", "2026-11-02 09:00"]], {
    ...{ limit: { value: 5, unit: "working_day" }, mode: "A", supplement: "RESTART" },
  });
  const stated = { ...settlement!, exclusions: [excluded(...two, "tax")] };
  const fit = (from: string, to: string, clock = settlement, now = "2026-11-12 09:00") =>
    unfitExclusion(excluded(from, to), at(now), dossier.code, clock)?.code ?? "fits";
  for (const [what, told, expected] of [
    ["within", fit(...two), "fits"],
    ["from the very start", fit("2026-11-02 09:00", "2026-11-02 10:00"), "fits"],
    ["a minute before it", fit("2026-11-02 08:59", "2026-11-02 10:00"), "exclusion-outside-clock"],
    ["from the due", fit("2026-11-09 17:30", "2026-11-10 10:00"), "fits"],
    ["after the due", fit("2026-11-09 17:31", "2026-11-10 10:00"), "exclusion-outside-clock"],
    ["until now", fit("2026-11-03 10:00", "2026-11-12 09:00"), "fits"],
    ["beyond now", fit("2026-11-03 10:00", "2026-11-12 09:01"), "exclusion-not-over"],
    ["of no length", fit("2026-11-03 10:00", "2026-11-03 10:00"), "exclusion-reversed"],
    ["one that is stated", fit(...two, stated), "exclusion-already-stated"],
    ["a part of one that is stated", fit("2026-11-04 08:00", "2026-11-04 09:00", stated), "exclusion-already-stated"],
    ["from before one that is stated", fit("2026-11-03 09:59", "2026-11-05 10:00", stated), "fits"],
    ["until after one that is stated", fit("2026-11-03 10:00", "2026-11-05 10:01", stated), "fits"],
    [
      "without a clock",
      unfitExclusion(excluded(...two), at("2026-11-12 09:00"), dossier.code, undefined)?.code,
      "dossier-without-due",
    ],
    ["while it stands", fit(...two, { ...settlement!, state: "stopped" }), "dossier-without-due"],
    [
      "a date set by decision",
      fit(...two, { ...settlement!, extendedTo: at("2026-11-20 17:30") }),
      "due-set-by-decision",
    ],
  ] as const)
    it(`${what}: ${expected}`, () => expect(told).to.equal(expected));
});

describe("dates around a due", () => {
  it("apology and report skip what is no working day", () => {
    const on = (text: string) => at(`${text} 17:30`);
    expect(apologyLatest(on("2026-11-30"), calendar)).to.equal("2026-11-27");
    expect(apologyLatest(at("2026-11-24 10:00"), calendar)).to.equal("2026-11-23"); // printed for a holiday
    expect(reportBy(on("2026-11-27"), calendar)).to.deep.equal({ working: "2026-12-01", calendar: "2026-11-30" });
    expect(reportBy(on("2026-11-25"), calendar)).to.deep.equal({ working: "2026-11-27", calendar: "2026-11-27" });
  });

  it("D19: a closed centre moves the day of fetching, not the due", () => {
    const closed = (from: string, to: string): Closure => ({
      ...{ from: parseDay(from), to: parseDay(to), basis: "TB 15/9", replacedBy: null, noticeOn: null },
    });
    const due = at("2026-11-25 17:30");
    expect(pickUpDay(due, [], calendar)).to.equal("2026-11-25");
    expect(pickUpDay(due, [closed("2026-11-20", "2026-11-24")], calendar)).to.equal("2026-11-25");
    expect(pickUpDay(due, [closed("2026-11-25", "2026-11-25")], calendar)).to.equal("2026-11-26");
    expect(pickUpDay(due, [closed("2026-11-20", "2026-11-27")], calendar)).to.equal("2026-11-30");
    expect(pickUpDay(due, [closed("2026-11-26", "2026-11-27")], calendar)).to.equal("2026-11-25");
    expect(pickUpDay(due, [closed("2026-11-25", "2026-11-26"), closed("2026-11-27", "2026-11-30")], calendar)).to.equal(
      "2026-12-01",
    );
  });

  it("D24: near when a working day and a quarter are left, overdue after the very moment", () => {
    const state = (now: string, start: string, dueAt: string, near = defaultNear) =>
      timeState(at(now), { start: at(start), dueAt: at(dueAt), ...place }, near);
    const ten = ["2026-11-02 09:00", "2026-11-16 17:30"] as const;
    expect(state("2026-11-12 17:30", ...ten)).to.equal("in_time"); // two working days left
    expect(state("2026-11-13 07:00", ...ten)).to.equal("due_soon");
    expect(state("2026-11-16 17:30", ...ten)).to.equal("due_soon");
    expect(state("2026-11-16 17:30:00.001", ...ten)).to.equal("overdue");
    // a day is left, but of a short limit that is more than a quarter
    const one = ["2026-11-02 09:00", "2026-11-03 17:30"] as const; // 14.5 hours
    expect(state("2026-11-03 13:45", ...one)).to.equal("in_time"); // 3.75 hours left
    expect(state("2026-11-03 13:53", ...one)).to.equal("due_soon"); // 3 h 37 min of 3 h 37.5
    const hoursOnly = ["2026-11-02 07:30", "2026-11-02 17:30"] as const; // two hours are a quarter of eight
    expect(state("2026-11-02 15:30", ...hoursOnly)).to.equal("due_soon");
    expect(state("2026-11-02 15:29", ...hoursOnly)).to.equal("in_time");
    expect(state("2026-11-03 07:30", ...one, { workingDays: 1, share: 1 })).to.equal("due_soon");
    expect(state("2026-11-03 17:00", ...one, { workingDays: -1, share: 1 })).to.equal("in_time");
  });

  it("L7: a receipt in the last hour moves the first leg only", () => {
    const limit = { value: 1, unit: "working_day" } as const;
    const legs = [aLeg(1, [], { limit }), aLeg(2, [1], { limit })];
    const dues = planDues(legs as never, at("2026-11-20 16:45"), "A/last_hour", () => place);
    expect([...dues.values()].map(local)).to.deep.equal(["2026-11-25 17:30", "2026-11-26 17:30"]);
  });
});

describe("D18: a stored due", () => {
  const stored: StoredDue = {
    ...{ dossier: "H38-261120-0001", start: at("2026-11-20 14:00"), limit: 3, unit: "working_day", mode: "A" },
    ...{ calendarVersion: calendar.version, officeHoursVersion: officeHours.version },
    ...{ due: at("2026-11-26 17:30"), printedDue: at("2026-11-26 17:30") },
  };
  const without = openCalendar("without 24/11", {
    ...calendar,
    days: calendar.days.filter(({ day }) => day !== "2026-11-24"),
  });

  it("is kept when it would be earlier, moved when it is later, left alone when it is the same", () => {
    const earlier = retime(stored, without, officeHours);
    expect([
      earlier.fate,
      local(earlier.after.due),
      local(earlier.after.printedDue),
      earlier.after.calendarVersion,
    ]).to.deep.equal(["kept", "2026-11-25 17:30", "2026-11-26 17:30", "without 24/11"]);
    expect(earlier.before).to.equal(stored);
    const knewNothing = { ...stored, due: at("2026-11-25 17:30"), printedDue: at("2026-11-25 17:30") };
    const later = retime(knewNothing, calendar, officeHours);
    expect([later.fate, local(later.after.due), local(later.after.printedDue)]).to.deep.equal([
      ...["moved", "2026-11-26 17:30", "2026-11-26 17:30"],
    ]);
    expect(retime(stored, calendar, officeHours).fate).to.equal("unchanged");
    // against what is printed, not against what was computed
    const generous = { ...stored, printedDue: at("2026-11-30 17:30") };
    expect([
      retime(generous, calendar, officeHours).fate,
      local(retime(generous, calendar, officeHours).after.printedDue),
    ]).to.deep.equal(["kept", "2026-11-30 17:30"]);
  });
});

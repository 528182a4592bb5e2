import { expect } from "chai";
import {
  currentDue,
  isReproducible,
  type ClockKind,
  type DossierClock,
  type TimeRules,
} from "../../core/domain/dossier-clock.ts";
import {
  at,
  calendar,
  clocksAfter as clocksOf,
  hours,
  local,
  officeHours,
  place,
  type Story,
} from "../support/clocks.ts";

const tenDays: TimeRules = { limit: { value: 10, unit: "working_day" }, mode: "A", supplement: "RESTART" };
const fortyHours: TimeRules = { limit: { value: 40, unit: "working_hour" }, mode: "A", supplement: "RESUME" };

const clocksAfter = (story: Story, rules: TimeRules = tenDays) => clocksOf(story, rules);

/** `running until 2026-11-16 17:30`, `stopped 2026-11-05 10:00`, `ended …`, `none`. */
const told = (clock: DossierClock | undefined): string => {
  if (!clock) return "none";
  if (clock.state === "running") return `running until ${local(currentDue(clock))}`;
  return `${clock.state} ${local((clock.state === "stopped" ? clock.stoppedAt : clock.endedAt) ?? undefined)}`;
};

const received = ["startSettlement", "2026-11-02 09:00"] as const;
const asked = ["supplement", "2026-11-05 10:00"] as const; // three of ten days used (E21)
const completed = ["complete", "2026-11-12 10:00"] as const;

describe("the clocks of a dossier after its steps (§2.5)", () => {
  const table: readonly (readonly [
    what: string,
    rules: TimeRules,
    story: Story,
    expected: Partial<Record<ClockKind, string>>,
  ])[] = [
    [
      "filed online: eight working hours to answer (D15, E23)",
      tenDays,
      [["startAnswer", "2026-11-20 17:10"]],
      { answer: "running until 2026-11-23 17:10" },
    ],
    [
      "answered by a request",
      tenDays,
      [
        ["startAnswer", "2026-11-20 17:10"],
        ["stopAnswer", "2026-11-23 08:00"],
      ],
      { answer: "ended 2026-11-23 08:00" },
    ],
    [
      "accepted: the answer is given, the limit and the transfer run",
      tenDays,
      [["startAnswer", "2026-10-30 16:00"], received],
      {
        answer: "ended 2026-11-02 09:00",
        settlement: "running until 2026-11-16 17:30",
        transfer: "running until 2026-11-02 17:30",
      },
    ],
    [
      "accepted after 15:00: the papers go first thing on the next working day (D5a)",
      tenDays,
      [["startSettlement", "2026-11-23 15:00:01"]],
      { settlement: "running until 2026-12-08 17:30", transfer: "running until 2026-11-25 07:30" },
    ],
    [
      "no limit in the catalogue: nothing is promised",
      { ...tenDays, limit: null },
      [received],
      { transfer: "running until 2026-11-02 17:30" },
    ],
    [
      "handed over: only the transfer ends",
      tenDays,
      [received, ["transfer", "2026-11-02 16:00"]],
      { settlement: "running until 2026-11-16 17:30", transfer: "ended 2026-11-02 16:00" },
    ],
    [
      "a supplement asked: the limit stands, fifteen working days to bring it (E28)",
      tenDays,
      [received, ["supplement", "2026-11-20 09:00"]],
      {
        settlement: "stopped 2026-11-20 09:00",
        transfer: "running until 2026-11-02 17:30",
        supplement: "running until 2026-12-14 17:30",
      },
    ],
    [
      "complete, RESTART: ten days again (E21)",
      tenDays,
      [received, asked, completed],
      {
        settlement: "running until 2026-11-27 17:30",
        transfer: "running until 2026-11-02 17:30",
        supplement: "ended 2026-11-12 10:00",
      },
    ],
    [
      "complete, RESUME: the seven that were left (E21)",
      { ...tenDays, supplement: "RESUME" },
      [received, asked, completed],
      {
        settlement: "running until 2026-11-23 17:30",
        transfer: "running until 2026-11-02 17:30",
        supplement: "ended 2026-11-12 10:00",
      },
    ],
    [
      "a payment pauses and resumes, whatever a supplement does (E22)",
      { ...fortyHours, supplement: "RESTART" },
      [received, ["pause", "2026-11-04 10:00"], ["resume", "2026-11-06 14:00"]],
      { settlement: "running until 2026-11-11 11:00", transfer: "running until 2026-11-02 17:30" },
    ],
    [
      "a payment that does not stop the clock (RUN)",
      { ...fortyHours, payment: "RUN" },
      [received, ["pause", "2026-11-04 10:00"], ["resume", "2026-11-06 14:00"]],
      { settlement: "running until 2026-11-09 09:00", transfer: "running until 2026-11-02 17:30" },
    ],
    [
      "the fee first: nothing is promised until it is paid (KARA 6(2))",
      { ...tenDays, payment: "START_AFTER_PAID" },
      [received, ["pause", "2026-11-02 09:05"]],
      { transfer: "running until 2026-11-02 17:30" },
    ],
    [
      "the fee first, and there is none: ten days from the receipt, and a fee asked for after all pauses them",
      { ...tenDays, payment: "START_AFTER_PAID", free: true },
      [received, ["pause", "2026-11-05 10:00"], ["resume", "2026-11-06 14:00"]], // 3 used, 7 left
      { settlement: "running until 2026-11-17 17:30", transfer: "running until 2026-11-02 17:30" },
    ],
    [
      "the fee first, and paid: ten days from there",
      { ...tenDays, payment: "START_AFTER_PAID" },
      [received, ["pause", "2026-11-02 09:05"], ["resume", "2026-11-06 14:00"]],
      { settlement: "running until 2026-11-20 17:30", transfer: "running until 2026-11-02 17:30" },
    ],
    [
      "what was used adds up over two pauses",
      fortyHours, // 17 hours until the first, 4 more until the second: 19 left from Monday 07:30
      [
        received,
        ["pause", "2026-11-04 10:00"],
        ["resume", "2026-11-05 07:30"],
        ["pause", "2026-11-05 11:30"],
        ["resume", "2026-11-09 07:30"],
      ],
      { settlement: "running until 2026-11-11 10:30", transfer: "running until 2026-11-02 17:30" },
    ],
    [
      "a second pause while it stands changes nothing",
      tenDays,
      [received, ["pause", "2026-11-04 10:00"], ["pause", "2026-11-05 10:00"]],
      { settlement: "stopped 2026-11-04 10:00", transfer: "running until 2026-11-02 17:30" },
    ],
    [
      "what runs cannot be resumed",
      tenDays,
      [received, ["resume", "2026-11-05 10:00"]],
      { settlement: "running until 2026-11-16 17:30", transfer: "running until 2026-11-02 17:30" },
    ],
    [
      "what has not begun cannot be paused, nor resumed",
      tenDays,
      [
        ["pause", "2026-11-05 10:00"],
        ["resume", "2026-11-06 10:00"],
      ],
      {},
    ],
    [
      "re-appointed (D17)",
      tenDays,
      [received, ["extend", "2026-11-12 09:00", "2026-11-20 17:30"]],
      { settlement: "running until 2026-11-20 17:30", transfer: "running until 2026-11-02 17:30" },
    ],
    [
      "a re-appointment outlives the stop that comes after it, and a second one",
      tenDays,
      [
        received,
        ["extend", "2026-11-12 09:00", "2026-11-20 17:30"],
        ["pause", "2026-11-13 08:00"], // nine used, one left: 17/11
        ["resume", "2026-11-16 08:00"],
        ["pause", "2026-11-17 08:00"], // nothing left: 18/11
        ["resume", "2026-11-18 08:00"],
      ],
      { settlement: "running until 2026-11-20 17:30", transfer: "running until 2026-11-02 17:30" },
    ],
    [
      "a reset outlives a payment of an hour",
      tenDays,
      [
        received,
        ["reset", "2026-11-03 08:00", "2026-12-28 17:30"],
        ["pause", "2026-11-03 09:00"],
        ["resume", "2026-11-03 10:00"],
      ],
      { settlement: "running until 2026-12-28 17:30", transfer: "running until 2026-11-02 17:30" },
    ],
    [
      "re-appointed while a supplement is awaited: complete, it counts, not the limit that begins again",
      tenDays,
      [received, asked, ["extend", "2026-11-10 09:00", "2026-12-30 17:30"], completed],
      {
        settlement: "running until 2026-12-30 17:30",
        transfer: "running until 2026-11-02 17:30",
        supplement: "ended 2026-11-12 10:00",
      },
    ],
    [
      "re-appointed, and a supplement that leaves what was left (RESUME)",
      { ...tenDays, supplement: "RESUME" },
      [received, ["extend", "2026-11-04 09:00", "2026-11-24 17:30"], asked, completed], // without it 23/11
      {
        settlement: "running until 2026-11-24 17:30",
        transfer: "running until 2026-11-02 17:30",
        supplement: "ended 2026-11-12 10:00",
      },
    ],
    [
      "a count that is past the re-appointment counts",
      tenDays,
      [received, asked, ["extend", "2026-11-10 09:00", "2026-11-26 17:30"], completed],
      {
        settlement: "running until 2026-11-27 17:30",
        transfer: "running until 2026-11-02 17:30",
        supplement: "ended 2026-11-12 10:00",
      },
    ],
    [
      "a month does not become shorter by a stop in February", // 15/01 to 15/02 has 31 days, 10/02 to 10/03 only 28
      { limit: { value: 1, unit: "month" }, mode: "A", supplement: "RESUME" },
      [
        ["startSettlement", "2027-01-15 09:00"],
        ["pause", "2027-02-10 09:00"],
        ["resume", "2027-02-10 10:00"],
      ],
      { settlement: "running until 2027-02-15 17:30", transfer: "running until 2027-01-15 17:30" },
    ],
    [
      "reset by two persons (T39)",
      tenDays,
      [received, ["reset", "2026-11-12 09:00", "2026-11-13 17:30"]],
      { settlement: "running until 2026-11-13 17:30", transfer: "running until 2026-11-02 17:30" },
    ],
    ...(
      [
        ["an hour's payment", "04 09:00", "04 10:00", "10 17:30", "10 17:30"],
        ["a payment of two days, by these two", "04 09:00", "06 10:00", "10 17:30", "12 17:30"], // the count: 16/11 to 18/11
        ["the same to the hour it was set to", "04 09:00", "06 10:00", "10 16:00", "12 16:00"],
        ["a payment after it: it has passed", "11 09:00", "13 10:00", "10 17:30", "10 17:30"],
      ] as const
    ).map(
      ([what, from, to, set, expected]) =>
        [
          `reset to an earlier date (T39), it outlives ${what}`,
          tenDays,
          [
            received,
            ["reset", "2026-11-03 09:00", `2026-11-${set}`],
            ["pause", `2026-11-${from}`],
            ["resume", `2026-11-${to}`],
          ],
          { settlement: `running until 2026-11-${expected}`, transfer: "running until 2026-11-02 17:30" },
        ] as const,
    ),
    [
      "reset to an earlier date, and a supplement that gives the whole limit again (27/11): four days earlier, as it was",
      tenDays,
      [received, ["reset", "2026-11-03 09:00", "2026-11-10 17:30"], asked, completed],
      {
        settlement: "running until 2026-11-20 17:30",
        transfer: "running until 2026-11-02 17:30",
        supplement: "ended 2026-11-12 10:00",
      },
    ],
    [
      "no new date, no change",
      tenDays,
      [received, ["extend", "2026-11-12 09:00"]],
      { settlement: "running until 2026-11-16 17:30", transfer: "running until 2026-11-02 17:30" },
    ],
    [
      "nothing to re-appoint",
      tenDays,
      [
        ["startAnswer", "2026-11-20 17:10"],
        ["extend", "2026-11-20 17:20", "2026-11-27 17:30"],
      ],
      { answer: "running until 2026-11-23 17:10" },
    ],
    [
      "a step without effect",
      tenDays,
      [received, [null, "2026-11-05 10:00"]],
      { settlement: "running until 2026-11-16 17:30", transfer: "running until 2026-11-02 17:30" },
    ],
    [
      "the end ends all, and what had ended stays so",
      tenDays,
      [
        ["startAnswer", "2026-10-30 16:00"],
        received,
        ["transfer", "2026-11-02 16:00"],
        asked,
        ["end", "2026-11-10 11:00"],
      ],
      {
        answer: "ended 2026-11-02 09:00",
        settlement: "ended 2026-11-10 11:00",
        transfer: "ended 2026-11-02 16:00",
        supplement: "ended 2026-11-10 11:00",
      },
    ],
  ];

  for (const [what, rules, story, expected] of table)
    it(what, () => {
      const clocks = clocksAfter(story, rules);
      expect(Object.fromEntries(Object.entries(clocks).map(([kind, clock]) => [kind, told(clock)]))).to.deep.equal(
        expected,
      );
    });
});

describe("what is kept of a clock (D20)", () => {
  const settlement = {
    kind: "settlement",
    start: at("2026-11-02 09:00"),
    limit: 10,
    unit: "working_day",
    mode: "B",
    calendarVersion: calendar.version,
    officeHoursVersion: officeHours.version,
    usedBefore: 0,
    exclusions: [],
    due: at("2026-11-16 17:30"),
    extendedTo: null,
    originalDue: at("2026-11-16 17:30"),
    printedDue: at("2026-11-16 17:30"),
    state: "running",
    stoppedAt: null,
    endedAt: null,
  };
  const inB: TimeRules = { ...tenDays, mode: "B" };

  it("the six inputs, what came out, and what stands on the slip", () => {
    expect(clocksAfter([received], inB).settlement).to.deep.equal(settlement);
  });

  it("a transfer has its own due and nothing printed", () => {
    expect(clocksAfter([["startSettlement", "2026-11-23 15:00:01"]], inB).transfer).to.deep.equal({
      ...settlement,
      kind: "transfer",
      start: at("2026-11-23 15:00:01"),
      limit: 0,
      unit: "same_day",
      mode: "A",
      due: at("2026-11-25 07:30"),
      originalDue: at("2026-11-25 07:30"),
      printedDue: null,
    });
  });

  it("an answer and a supplement count in hours and days of their own, from the moment itself", () => {
    const clocks = clocksAfter([["startAnswer", "2026-10-30 16:00"], received, asked], inB);
    const { kind, limit, unit, mode, printedDue } = clocks.supplement!;
    expect({ kind, limit, unit, mode, printedDue }).to.deep.equal({
      ...{ kind: "supplement", limit: 15, unit: "working_day", mode: "A", printedDue: null },
    });
    expect(clocks.answer).to.deep.include({ kind: "answer", limit: 8, unit: "working_hour", mode: "A" });
  });

  it("stopped: since when; the due stays to be read", () => {
    expect(clocksAfter([received, asked], inB).settlement).to.deep.equal({
      ...settlement,
      state: "stopped",
      stoppedAt: at("2026-11-05 10:00"),
    });
  });

  it("resumed: from when, how much was used, the new date on the slip, the first one for ever", () => {
    expect(clocksAfter([received, asked, completed], { ...inB, supplement: "RESUME" }).settlement).to.deep.equal({
      ...settlement,
      start: at("2026-11-12 10:00"),
      usedBefore: 3,
      due: at("2026-11-23 17:30"),
      printedDue: at("2026-11-23 17:30"),
    });
  });

  it("re-appointed: the computed due stays, the promised one is printed (D17)", () => {
    const [when, to] = ["2026-11-12 09:00", "2026-11-20 17:30"];
    expect(clocksAfter([received, ["extend", when, to]], inB).settlement).to.deep.equal({
      ...settlement,
      extendedTo: at(to),
      printedDue: at(to),
    });
  });

  it("re-appointed and stopped: the count goes on below the promised date, which stays printed", () => {
    const story: Story = [
      received,
      ["extend", "2026-11-12 09:00", "2026-11-20 17:30"],
      ["pause", "2026-11-13 08:00"],
      ["resume", "2026-11-16 08:00"],
    ];
    const clock = clocksAfter(story, inB).settlement!;
    expect(clock).to.deep.equal({
      ...settlement,
      start: at("2026-11-16 08:00"),
      mode: "resumed", // paid is not received
      usedBefore: 9,
      due: at("2026-11-17 17:30"),
      extendedTo: at("2026-11-20 17:30"),
      printedDue: at("2026-11-20 17:30"),
    });
    expect(isReproducible(clock, place)).to.equal(true);
  });

  it("ended while it stood: since when it stood is kept, for it was late by then or never", () => {
    expect(clocksAfter([received, asked, ["end", "2026-11-10 11:00"]], inB).settlement).to.deep.equal({
      ...settlement,
      state: "ended",
      stoppedAt: at("2026-11-05 10:00"),
      endedAt: at("2026-11-10 11:00"),
    });
  });
});

describe("whether a stored due can be computed again (P9)", () => {
  const clocks = clocksAfter([received, asked, completed], { ...tenDays, supplement: "RESUME" });
  const otherHours = hours(["-infinity", "08:00-12:00", "13:00-17:00"]);
  const later = (clock: DossierClock): DossierClock => ({ ...clock, due: new Date(clock.due.getTime() + 1) });

  for (const [what, clock, where, expected] of [
    ["resumed, with what was used", clocks.settlement!, place, true],
    ["a transfer, by its own rule", clocks.transfer!, place, true],
    ["a supplement", clocks.supplement!, place, true],
    ["a transfer after 15:00", clocksAfter([["startSettlement", "2026-11-23 15:30"]]).transfer!, place, true],
    ["a millisecond off is off", later(clocks.settlement!), place, false],
    ["a transfer's as well", later(clocks.transfer!), place, false],
    ["not with another calendar", clocks.settlement!, { ...place, calendar: { ...calendar, version: "x" } }, false],
    [
      "not with hours of another version",
      clocks.settlement!,
      { ...place, officeHours: { ...officeHours, version: "x" } },
      false,
    ],
    ["not with other hours", clocks.settlement!, { ...place, officeHours: otherHours }, false],
  ] as const)
    it(what, () => expect(isReproducible(clock, where)).to.equal(expected));
});

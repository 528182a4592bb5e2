import { expect } from "chai";
import {
  overdueAt,
  rungs,
  toldOf,
  withMissedDue,
  withRecorded,
  type Breach,
  type Deadlines,
  type OverdueView,
  type Rung,
  type Stamps,
} from "../../core/domain/overdue.ts";

/** E25, E26: due Wed 25/11/2026, apology latest Mon 23/11 (24/11 is a holiday), report by Fri 27/11. */
const local = (text: string) => new Date(`2026-11-${text}:00+07:00`);
const deadlines: Deadlines = {
  start: local("16T09:00"),
  originalDue: local("25T17:30"),
  currentDue: local("25T17:30"),
  halfUsed: local("19T17:30"),
  beforeApology: local("20T17:30"),
  apologyLatest: local("23T17:30"),
  reportDue: local("27T17:30"),
};
const nothing: Stamps = { apologyAt: null, reportAt: null, centreUpdatedAt: null, endedAt: null };

describe("overdue: foreseen → apologised → overdue → reported → closed (§5)", () => {
  for (const [what, now, stamps, state, reached, breaches] of [
    ["half not used yet", "19T17:29", {}, undefined, [], []],
    ["half of the limit used: the handler (O11)", "19T17:30", {}, undefined, ["halfUsed"], []],
    [
      "a working day before the apology's latest: the head",
      "20T17:30",
      {},
      "foreseen",
      ["halfUsed", "beforeApology"],
      [],
    ],
    ["at the very end of the apology's day", "23T17:30", {}, "foreseen", ["halfUsed", "beforeApology"], []],
    [
      "after it without a letter: the one-stop's head",
      "23T17:31",
      {},
      "foreseen",
      ["halfUsed", "beforeApology", "apologyMissed"],
      [],
    ],
    ["an apology in time ends the ladder there", "23T17:31", { apologyAt: "23T16:00" }, "apologised", ["halfUsed"], []],
    [
      "an apology too late is one, and is marked",
      "25T09:00",
      { apologyAt: "25T08:00" },
      "apologised",
      ["halfUsed"],
      ["lateApology"],
    ],
    ["due at the minute", "25T17:30", {}, "foreseen", ["halfUsed", "beforeApology", "apologyMissed"], []],
    [
      "due passed: the Chairman's dashboard",
      "25T17:31",
      {},
      "overdue",
      ["halfUsed", "beforeApology", "apologyMissed", "duePassed"],
      ["noApology", "due"],
    ],
    [
      "the apology does not cure (O12)",
      "25T17:31",
      { apologyAt: "23T16:00" },
      "overdue",
      ["halfUsed", "duePassed"],
      ["due"],
    ],
    [
      "two working days without explanation: the provincial centre",
      "27T17:31",
      { apologyAt: "23T16:00" },
      "overdue",
      ["halfUsed", "duePassed", "explanationMissed"],
      ["due", "noReport", "noCentreUpdate"],
    ],
    [
      "explained in time",
      "27T17:31",
      { apologyAt: "23T16:00", reportAt: "26T10:00", centreUpdatedAt: "26T11:00" },
      "reported",
      ["halfUsed", "duePassed"],
      ["due"],
    ],
    [
      "explained too late",
      "30T09:00",
      { apologyAt: "23T16:00", reportAt: "30T08:00", centreUpdatedAt: "30T08:30" },
      "reported",
      ["halfUsed", "duePassed"],
      ["due", "lateReport"],
    ],
    [
      "closed when reported and ended",
      "30T09:00",
      { apologyAt: "23T16:00", reportAt: "26T10:00", centreUpdatedAt: "26T11:00", endedAt: "28T09:00" },
      "closed",
      ["halfUsed", "duePassed"],
      ["due"],
    ],
    ["ended in time: nothing is owed", "30T09:00", { endedAt: "18T09:00" }, undefined, [], []],
    [
      "ended at the due minute is in time",
      "30T09:00",
      { endedAt: "25T17:30", apologyAt: "23T09:00" },
      "closed",
      ["halfUsed"],
      [],
    ],
    [
      "ended late and never explained stays overdue",
      "30T09:00",
      { endedAt: "26T09:00" },
      "overdue",
      ["halfUsed", "beforeApology", "apologyMissed", "duePassed", "explanationMissed"],
      ["noApology", "due", "noReport", "noCentreUpdate"],
    ],
    [
      "the apology's latest moment is in time (D16)",
      "25T09:00",
      { apologyAt: "23T17:30" },
      "apologised",
      ["halfUsed"],
      [],
    ],
    ["an apology counts from its own moment", "23T16:00", { apologyAt: "23T16:00" }, "apologised", ["halfUsed"], []],
    [
      "the last moment for the explanation is in time",
      "30T09:00",
      { apologyAt: "23T16:00", reportAt: "27T17:30", centreUpdatedAt: "27T17:30" },
      "reported",
      ["halfUsed", "duePassed"],
      ["due"],
    ],
    [
      "nothing is missed at that moment itself",
      "27T17:30",
      { apologyAt: "23T16:00" },
      "overdue",
      ["halfUsed", "duePassed"],
      ["due"],
    ],
    [
      "explained, and the centre's page not brought up to date",
      "27T17:31",
      { apologyAt: "23T16:00", reportAt: "26T10:00" },
      "reported",
      ["halfUsed", "duePassed"],
      ["due", "noCentreUpdate"],
    ],
    [
      "an explanation of what was in time is no breach",
      "30T09:00",
      { apologyAt: "23T09:00", reportAt: "30T08:00", endedAt: "25T17:00" },
      "closed",
      ["halfUsed"],
      [],
    ],
    [
      "closed from the moment of its end",
      "28T09:00",
      { apologyAt: "23T16:00", reportAt: "26T10:00", centreUpdatedAt: "26T11:00", endedAt: "28T09:00" },
      "closed",
      ["halfUsed", "duePassed"],
      ["due"],
    ],
  ] as const)
    it(what, () => {
      const given: Stamps = {
        ...nothing,
        ...Object.fromEntries(Object.entries(stamps).map(([name, at]) => [name, local(at)])),
      };
      const view = overdueAt(local(now), deadlines, given);
      expect(view.state).to.equal(state);
      expect(view.reached).to.deep.equal(reached);
      expect(view.breaches).to.deep.equal(breaches);
    });

  // the report for a past evening says what that evening knew, whenever it is printed
  for (const [what, now, expected] of [
    ["before the letter", "23T15:59", "foreseen"],
    ["before the due", "24T09:00", "apologised"],
    ["before the explanation", "26T09:59", "overdue"],
    ["from the explanation on", "26T10:00", "reported"],
    ["before the end", "28T08:59", "reported"],
    ["after it", "28T09:00", "closed"],
  ] as const)
    it(`as it stood ${what}: ${expected}`, () => {
      const stamps = {
        apologyAt: local("23T16:00"),
        reportAt: local("26T10:00"),
        centreUpdatedAt: local("30T11:00"),
        endedAt: local("28T09:00"),
      };
      expect(overdueAt(local(now), deadlines, stamps).state).to.equal(expected);
    });

  it("an update of the centre's page that comes later was missing until then", () => {
    const stamps = { ...nothing, reportAt: local("26T10:00"), centreUpdatedAt: local("30T11:00") };
    expect(overdueAt(local("30T10:59"), deadlines, stamps).breaches).to.include("noCentreUpdate");
    expect(overdueAt(local("30T11:00"), deadlines, stamps).breaches).not.to.include("noCentreUpdate");
  });

  it("counts as overdue from the due that counts, while late only", () => {
    expect(overdueAt(local("25T17:30"), deadlines, nothing).overdueFrom).to.equal(undefined);
    expect(overdueAt(local("25T17:31"), deadlines, nothing).overdueFrom).to.deep.equal(local("25T17:30"));
  });

  it("tells on each rung of the ladder another (O11)", () => {
    expect(rungs.map((rung) => `${rung}: ${toldOf[rung]}`)).to.deep.equal([
      "halfUsed: handler",
      "beforeApology: agencyHead",
      "apologyMissed: oneStopHead",
      "duePassed: chairman",
      "explanationMissed: provincialCentre",
    ]);
  });
});

const view = (breaches: readonly Breach[], reached: readonly Rung[] = ["halfUsed"]): OverdueView => ({
  ...{ state: "reported", reached, breaches, overdueFrom: local("25T17:30") },
});

describe("a breach once recorded stays (P13)", () => {
  for (const [what, now, recorded, stays] of [
    ["nothing was recorded", ["due"], [], ["due"]],
    ["a letter dated back into the time allowed does not take it away", ["due"], ["noApology"], ["noApology", "due"]],
    ["nor an explanation, nor the centre's entry", [], ["noReport", "noCentreUpdate"], ["noReport", "noCentreUpdate"]],
    ["a letter that is late itself gives it its other name", ["lateApology"], ["noApology"], ["lateApology"]],
    ["and so does a late explanation", ["due", "lateReport"], ["due", "noReport"], ["due", "lateReport"]],
    ["a late letter is no late explanation", ["lateApology"], ["noReport"], ["lateApology", "noReport"]],
    ["what is recorded and true now is told once", ["noApology", "due"], ["noApology"], ["noApology", "due"]],
  ] as const)
    it(`${what}: ${stays.join(", ")}`, () => expect(withRecorded(view(now), recorded)).to.deep.equal(view(stays)));
});

describe("a dossier that was late when it stopped, and is counted anew since", () => {
  const missed = local("25T17:30");
  const letter = (apologyAt: string | null): Stamps => ({
    ...{ apologyAt: apologyAt === null ? null : local(apologyAt) },
    ...{ reportAt: null, centreUpdatedAt: null, endedAt: null },
  });

  it("one that missed no due stands as it does", () => {
    const asItIs = view([], []);
    expect(withMissedDue(asItIs, null, letter(null))).to.equal(asItIs);
  });
  for (const [what, apologyAt, now, breaches] of [
    ["no letter", null, [], ["noApology", "due"]],
    ["a letter by that due", "24T09:00", [], ["due"]],
    ["a letter in its very minute", "25T17:30", [], ["due"]],
    ["a letter after it", "25T17:31", [], ["noApology", "due"]],
    ["a letter that is told as late", "25T17:31", ["lateApology"], ["lateApology", "due"]],
  ] as const)
    it(`the due that passed is on record and told, with ${what}: ${breaches.join(", ")}`, () =>
      expect(withMissedDue(view(now), missed, letter(apologyAt))).to.deep.equal(
        view(breaches, ["halfUsed", "duePassed"]),
      ));
  it("is told once, in the ladder's order", () =>
    expect(
      withMissedDue(view([], ["halfUsed", "duePassed", "explanationMissed"]), missed, letter(null)).reached,
    ).to.deep.equal(["halfUsed", "duePassed", "explanationMissed"]));
});

import { expect } from "chai";
import { planProbe, planRetry } from "../../bus/retry.ts";
import { nationalCalendar } from "../../core/domain/clock/national-calendar.ts";
import { openCalendar } from "../../core/domain/clock/calendar.ts";
import { afterOpenTime, alwaysOpen } from "../../core/domain/clock/open-time.ts";
import { findSession, openOfficeHours } from "../../core/domain/clock/office-hours.ts";

const retry = (retryAfterMs?: number) => ({
  kind: "retry" as const,
  detail: "HTTP 503",
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
const unknown = { kind: "unknown", detail: "silence" } as const;
const minute = 60_000;
const hour = 60 * minute;

const sessions = ["07:30-11:30", "13:30-17:30"].map((text) => findSession(text)!);
const commune = afterOpenTime({
  calendar: openCalendar("test", nationalCalendar),
  officeHours: openOfficeHours("test", [{ from: "-infinity", sessions }]),
  closures: [],
});
const at = (text: string) => new Date(`${text}:00+07:00`);

describe("the retry table", () => {
  const plan = (round: number, random: number, outcome: Parameters<typeof planRetry>[1] = retry(), waitedMs = 0) =>
    planRetry(round, outcome, waitedMs, { now: at("2026-11-23T09:00"), afterOpenTime: alwaysOpen, random });

  for (const [round, earliest, middle, latest] of [
    [1, 1_000, 1_500, 1_999],
    [2, 1_000, 2_500, 3_999],
    [3, 1_000, 4_500, 7_999],
    [4, 1_000, 8_500, 15_999],
    [5, 1_000, 16_500, 31_999],
    [9, 1_000, 256_500, 511_999],
    [11, 1_000, 1_024_500, 2_047_999],
    [12, 1_000, 1_800_500, 3_599_999], // an hour is the ceiling from here on
    [1_000, 1_000, 1_800_500, 3_599_999],
  ] as const)
    it(`after attempt ${round} waits from ${earliest} to ${latest} ms`, () => {
      const again = (ms: number) => ({ kind: "again", afterMs: ms, waitedMs: ms });
      expect(plan(round, 0)).to.deep.equal(again(earliest));
      expect(plan(round, 0.5)).to.deep.equal(again(middle));
      expect(plan(round, 0.5, unknown)).to.deep.equal(again(middle));
      expect(plan(round, 0.999_999_9)).to.deep.equal(again(latest));
    });

  for (const [asked, wait] of [
    [120_000, 120_000], // two minutes asked, two minutes given
    [200, 1_500], // never sooner than our own pause
    [7 * 86_400_000, 86_400_000], // a week is cut to a day
  ] as const)
    it(`asked for ${asked} ms, waits ${wait} ms; what was asked for uses nothing of the budget`, () =>
      expect(plan(1, 0.5, retry(asked))).to.deep.equal({ kind: "again", afterMs: wait, waitedMs: 1_500 }));

  it("forty hours of waiting are the budget, then a person is asked", () => {
    expect(plan(30, 0, retry(), 40 * hour - 1_000)).to.deep.equal({
      kind: "again",
      afterMs: 1_000,
      waitedMs: 40 * hour,
    });
    expect(plan(30, 0, retry(), 40 * hour - 999)).to.deep.equal({ kind: "park" });
    expect(plan(30, 0, unknown, 40 * hour)).to.deep.equal({ kind: "park" });
  });
});

describe("the retry table knows when a receiver is open (P7)", () => {
  // the middle of the table: attempt 9 waits 256.5 s, attempt 12 and later 30 min and half a second
  const next = (round: number, now: string) => {
    const plan = planRetry(round, retry(), 0, { now: at(now), afterOpenTime: commune, random: 0.5 });
    return plan.kind === "park" ? "park" : new Date(at(now).getTime() + plan.afterMs).toISOString();
  };
  for (const [what, round, now, then] of [
    ["the first five come at any hour", 5, "2026-11-23T22:00", "2026-11-23T15:00:16.500Z"],
    ["later ones wait for the morning", 9, "2026-11-25T22:00", "2026-11-26T00:34:16.500Z"],
    ["inside office hours nothing is put off", 9, "2026-11-23T09:00", "2026-11-23T02:04:16.500Z"],
    ["over the midday break", 12, "2026-11-23T11:20", "2026-11-23T06:50:00.500Z"],
    ["over a weekend", 12, "2026-11-27T17:10", "2026-11-30T00:40:00.500Z"],
    // Tết 2026: off from Saturday 14/02 to Sunday 22/02
    ["over Tết", 12, "2026-02-13T17:10", "2026-02-23T00:40:00.500Z"],
  ] as const)
    it(what, () => expect(next(round, now)).to.equal(then));

  it("two weeks of Tết exhaust nothing: a message that fails before them has its budget after them", () => {
    // all attempts of somebody who fails from Friday before Tết, for sixteen days
    let now = at("2026-02-13T17:00");
    let waitedMs = 0;
    let attempts = 0;
    while (now < at("2026-02-23T07:30")) {
      attempts += 1;
      const plan = planRetry(attempts, retry(), waitedMs, { now, afterOpenTime: commune, random: 0.5 });
      if (plan.kind === "park") throw new Error("parked over Tết");
      waitedMs = plan.waitedMs;
      now = new Date(now.getTime() + plan.afterMs);
    }
    expect(attempts).to.equal(11); // no night, weekend or holiday is filled with attempts
    expect(waitedMs).to.be.below(hour);
  });
});

describe("the probes of a partner that is down", () => {
  const probe = (probes: number, now: string, random = 0.5) =>
    planProbe(probes, { now: at(now), afterOpenTime: commune, random });
  for (const [what, probes, now, ms] of [
    ["the first comes within a minute", 0, "2026-11-23T09:00", 16_500],
    ["later ones at most ten minutes apart", 20, "2026-11-23T09:00", 300_500],
    ["over the break", 20, "2026-11-23T11:30", hour],
    ["every hour at night", 20, "2026-11-23T22:00", hour],
    ["soon after opening", 20, "2026-11-23T07:00", 35 * minute + 500],
    ["every hour over Tết", 500, "2026-02-17T10:00", hour],
  ] as const)
    it(what, () => expect(probe(probes, now)).to.equal(ms));

  for (const [what, probes, now, random, ms] of [
    ["within a minute where that is asked for, however long it is down", 20, "2026-11-23T09:00", 1, minute],
    ["at night as well", 20, "2026-11-23T22:00", 0.5, 30_500],
    ["and over Tết", 500, "2026-02-17T10:00", 0, 1_000],
  ] as const)
    it(what, () => {
      const pause = { now: at(now), afterOpenTime: commune, random, probeWithinMs: minute };
      expect(planProbe(probes, pause)).to.equal(ms);
    });
});

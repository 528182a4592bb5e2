import { expect } from "chai";
import { legAnswerBy, planDues } from "../../core/domain/chain-time.ts";
import { explain } from "../../core/domain/clock/explain.ts";
import type { Limit, LimitUnit } from "../../core/domain/clock/limit.ts";
import { writeMoment } from "../../core/domain/clock/moment.ts";
import type { Mode } from "../../core/domain/clock/mode.ts";
import { overdueDeadlines } from "../../core/domain/clock/overdue-deadlines.ts";
import { returnBy } from "../../core/domain/clock/windows.ts";
import { decide } from "../../core/domain/dossier.ts";
import { type ClockKind, type TimeRules } from "../../core/domain/dossier-clock.ts";
import { overdueAt } from "../../core/domain/overdue.ts";
import { aDossier } from "../support/builders.ts";
import { at, clocksAfter, dueOf, local, place, question, settlementDue, type Story } from "../support/clocks.ts";

type Example = readonly [name: string, start: string, limit: number, unit: LimitUnit, mode: Mode, due: string];

/** The worked examples of the law's practice that are one limit from one start; expected values by hand. */
const limits: readonly Example[] = [
  ["E01", "2026-11-02 09:00", 5, "working_day", "A", "2026-11-09 17:30"],
  ["E02 24/11", "2026-11-20 14:00", 3, "working_day", "A", "2026-11-26 17:30"],
  ["E03 compensation for Giỗ Tổ", "2026-04-24 10:00", 2, "working_day", "A", "2026-04-29 17:30"],
  ["E04 Tết", "2026-02-13 16:00", 3, "working_day", "A", "2026-02-25 17:30"],
  ["E05 make-up Saturday", "2026-08-20 08:00", 3, "working_day", "A", "2026-08-24 17:30"],
  ["E06 make-up Saturday", "2025-04-25 08:00", 3, "working_day", "A", "2025-04-29 17:30"],
  ["E07 Saturday, day of receipt", "2026-11-21 10:00", 5, "working_day", "A", "2026-12-01 17:30"],
  ["E07 Saturday, day 1", "2026-11-21 10:00", 5, "working_day", "B", "2026-11-30 17:30"],
  ["E08 evening, day of receipt", "2026-11-23 18:20", 1, "working_day", "A", "2026-11-26 17:30"],
  ["E08 evening, day 1", "2026-11-23 18:20", 1, "working_day", "B", "2026-11-25 17:30"],
  ["E09", "2026-11-23 16:00", 8, "working_hour", "A", "2026-11-25 16:00"],
  ["E10", "2026-11-26 10:30", 4, "working_hour", "A", "2026-11-26 16:30"],
  ["E11 half day", "2026-11-27 13:30", 1, "half_day", "A", "2026-11-27 17:30"],
  ["E11 half day", "2026-11-27 15:00", 1, "half_day", "A", "2026-11-30 09:00"],
  ["E11 half a working day", "2026-11-27 15:00", 0.5, "working_day", "A", "2026-11-30 09:00"],
  ["E12 days", "2026-11-02 09:00", 21, "working_day", "A", "2026-12-02 17:30"],
  ["E12 hours", "2026-11-02 09:00", 168, "working_hour", "A", "2026-12-02 09:00"],
  ["E13 14:59", "2026-11-23 14:59", 0, "same_day", "A", "2026-11-23 17:30"],
  ["E13 15:01", "2026-11-23 15:01", 0, "same_day", "A", "2026-11-25 17:30"],
  ["E14 Friday 15:30", "2026-11-27 15:30", 0, "same_day", "A", "2026-11-30 17:30"],
  ["E14 Saturday", "2026-11-28 09:00", 0, "same_day", "A", "2026-11-30 17:30"],
  ["E17", "2026-11-02 09:00", 20, "calendar_day", "A", "2026-11-23 17:30"],
  ["E18", "2026-10-26 09:00", 29, "calendar_day", "A", "2026-11-25 17:30"],
  ["E18 filed on the Sunday before", "2026-10-25 20:00", 29, "calendar_day", "A", "2026-11-25 17:30"],
  ["E19", "2026-08-17 09:00", 13, "calendar_day", "A", "2026-09-03 17:30"],
  ["E20", "2026-03-31 09:00", 1, "month", "A", "2026-05-04 17:30"],
  ["E29", "2026-12-30 09:00", 2, "working_day", "A", "2027-01-04 17:30"],
  ["E30", "2026-08-17 09:00", 20, "working_day", "A", "2026-09-16 17:30"],
  ["E31", "2024-04-26 09:00", 3, "working_day", "A", "2024-05-04 17:30"],
  ["E32", "2026-01-08 09:00", 2, "working_day", "A", "2026-01-10 17:30"],
  ["E33", "2027-04-14 09:00", 3, "working_day", "A", "2027-04-20 17:30"],
  ["E34", "2027-04-28 09:00", 3, "working_day", "A", "2027-05-05 17:30"],
];

/** Those that are another question: what is asked of what the service calls, and the answer by hand. */
const others: readonly (readonly [name: string, ask: () => string, answer: string])[] = [
  ["E15 transfer, 14:30", () => clockDue("transfer", ["startSettlement", "2026-11-23 14:30"]), "2026-11-23 17:30"],
  ["E15 transfer, 15:10", () => clockDue("transfer", ["startSettlement", "2026-11-23 15:10"]), "2026-11-25 07:30"],
  [
    "E15 transfer, Friday 16:00",
    () => clockDue("transfer", ["startSettlement", "2026-11-27 16:00"]),
    "2026-11-30 07:30",
  ],
  [
    "E16 KARA chain, A",
    () => legs("2026-11-23 16:45", "A/last_hour", days(3, 3, 10)),
    "2026-11-30 17:30, 2026-12-03 17:30, 2026-12-17 17:30",
  ],
  [
    "E16 KARA chain, B",
    () => legs("2026-11-23 16:45", "B/last_hour", days(3, 3, 10)),
    "2026-11-27 17:30, 2026-12-02 17:30, 2026-12-16 17:30",
  ],
  ["E16 in one, A", () => settlementDue("2026-11-23 16:45", 16, "working_day", "A/last_hour"), "2026-12-17 17:30"],
  ["E21 original", () => settlementDue("2026-11-02 09:00", 10, "working_day"), "2026-11-16 17:30"],
  ["E21 used", () => String(supplemented("RESUME")?.usedBefore), "3"],
  ["E21 RESUME", () => local(supplemented("RESUME")?.due), "2026-11-23 17:30"],
  ["E21 RESTART", () => local(supplemented("RESTART")?.due), "2026-11-27 17:30"],
  ["E22 original", () => settlementDue("2026-11-02 09:00", 40, "working_hour"), "2026-11-09 09:00"],
  ["E22 used", () => String(paused()?.usedBefore), "17"],
  ["E22 paused and resumed", () => local(paused()?.due), "2026-11-11 11:00"],
  ["E23 Friday 17:10", () => clockDue("answer", ["startAnswer", "2026-11-20 17:10"]), "2026-11-23 17:10"],
  ["E23 Saturday 09:00", () => clockDue("answer", ["startAnswer", "2026-11-21 09:00"]), "2026-11-23 17:30"],
  ["E23 Wednesday 12:15", () => clockDue("answer", ["startAnswer", "2026-11-25 12:15"]), "2026-11-26 11:30"],
  ["E23 Monday 23:30", () => clockDue("answer", ["startAnswer", "2026-11-23 23:30"]), "2026-11-25 17:30"],
  ["E24 Friday 16:00", () => local(legAnswerBy(at("2026-11-20 16:00"), place)), "2026-11-23 08:00"],
  ["E24 Monday 16:45", () => local(legAnswerBy(at("2026-11-23 16:45"), place)), "2026-11-25 08:45"],
  ["E25 apology latest", () => local(missed().apologyLatest ?? undefined), "2026-11-23 17:30"],
  ["E26 at the due", () => standing("2026-11-25 17:30"), "foreseen"],
  ["E26 on the next working day", () => standing("2026-11-26 07:30"), "overdue"],
  ["E26 report", () => local(missed().reportDue), "2026-11-27 17:30"],
  ["E27 return window", () => local(returnBy(at("2026-11-20 09:00"), place)), "2026-11-26 17:30"],
  ["E28 auto-close", () => clockDue("supplement", ["supplement", "2026-11-20 09:00"]), "2026-12-14 17:30"],
  [
    "E35",
    () => legs("2026-11-26 08:00", "A", hoursEach(2, 3, 2, 1)),
    "2026-11-26 10:00, 2026-11-26 15:00, 2026-11-26 17:00, 2026-11-27 08:00",
  ],
  ["E35 from 07:30", () => legs("2026-11-26 07:30", "A", hoursEach(8)), "2026-11-26 17:30"],
  [
    "E36 NA3857",
    () => legs("2026-11-02 09:00", "A", hoursEach(4, 4, 112, 24, 16, 8)),
    "2026-11-02 15:00, 2026-11-03 09:00, 2026-11-23 09:00, 2026-11-27 09:00, 2026-12-01 09:00, 2026-12-02 09:00",
  ],
  ["E37 five working days more", () => dueOf("2026-11-25 17:30", 5, "working_day"), "2026-12-02 17:30"],
  ["E37 re-appointment", () => reappointed(0), "2026-12-02 17:30"],
  ["E37 second one", () => reappointed(1), "extension-already-used"],
];

const days = (...values: number[]) => values.map((value) => ({ value, unit: "working_day" as const }));
const hoursEach = (...values: number[]) => values.map((value) => ({ value, unit: "working_hour" as const }));

/** Legs one after the other. */
const legs = (start: string, mode: Mode, each: readonly Limit[]) => {
  const { receivedBy: agency } = aDossier();
  const planned = each.map((limit, at) => ({ number: at + 1, after: at === 0 ? [] : [at], limit, agency }));
  return [...planDues(planned, at(start), mode, () => place).values()].map(local).join(", ");
};

const tenDays: TimeRules = { limit: { value: 10, unit: "working_day" }, mode: "A", supplement: "RESTART" };

const clockDue = (kind: ClockKind, ...story: Story) => local(clocksAfter(story, tenDays)[kind]?.due);

const supplemented = (supplement: TimeRules["supplement"]) =>
  clocksAfter(
    [
      ["startSettlement", "2026-11-02 09:00"],
      ["supplement", "2026-11-05 10:00"],
      ["complete", "2026-11-12 10:00"],
    ],
    { ...tenDays, supplement },
  ).settlement;

const paused = () =>
  clocksAfter(
    [
      ["startSettlement", "2026-11-02 09:00"],
      ["pause", "2026-11-04 10:00"],
      ["resume", "2026-11-06 14:00"],
    ],
    { ...tenDays, limit: { value: 40, unit: "working_hour" } },
  ).settlement;

/** A dossier due on Wednesday 25/11/2026, the day after a holiday. */
const missed = () => {
  const due = at("2026-11-25 17:30");
  const start = at("2026-11-02 09:00");
  const clock = { receivedAt: start, start, mode: "A", usedBefore: 0, originalDue: due, currentDue: due } as const;
  return overdueDeadlines(clock, place);
};

const nothingDone = { endedAt: null, apologyAt: null, reportAt: null, centreUpdatedAt: null };
const standing = (now: string) => overdueAt(at(now), missed(), nothingDone).state ?? "none";

/** What is decided of a re-appointment to 02/12, and what the clock then says. */
function reappointed(extensions: number): string {
  const dossier = aDossier({ state: "appraising", extensions, lastEventAt: at("2026-11-09 09:00") });
  const [currentDue, newDue] = [at("2026-11-25 17:30"), at("2026-12-02 17:30")];
  const decision = decide(dossier, {
    step: "extend",
    by: dossier.heldBy,
    role: "agencyHead",
    at: at("2026-11-23 09:00"),
    facts: { currentDue, newDue },
  });
  if (!decision.ok) return decision.code;
  const { clock } = decision.event;
  return settlementDue("2026-11-02 09:00", 16, "working_day", "A", [[clock, "2026-11-23 09:00", "2026-12-02 17:30"]]);
}

describe("the worked examples of due dates", () => {
  for (const [name, start, limit, unit, mode, expected] of limits)
    it(`${name}: ${limit} ${unit} from ${start} (${mode}) is ${expected}`, () => {
      expect(settlementDue(start, limit, unit, mode)).to.equal(expected);
      // the explanation walks day by day, and arrives at the same moment
      const { due: explained, steps } = explain(question(start, limit, unit, mode));
      expect(explained).to.equal(writeMoment(at(expected)));
      expect(steps.at(-1)?.what === "provisional" ? steps.at(-2)?.what : steps.at(-1)?.what).to.equal("ends");
    });

  for (const [name, ask, expected] of others) it(`${name} is ${expected}`, () => expect(ask()).to.equal(expected));

  it("covers E01 to E37", () => {
    const named = new Set([...limits, ...others].map(([name]) => name.slice(0, 3)));
    expect(named.size).to.equal(37);
  });
});

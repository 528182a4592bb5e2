import { expect } from "chai";
import fc from "fast-check";
import { planDues } from "../../core/domain/chain-time.ts";
import { isWorkingDay, nextWorking, openCalendar, type Calendar } from "../../core/domain/clock/calendar.ts";
import {
  clockOf,
  countedStart,
  endOf,
  momentOf,
  officeTime,
  officeTimeBetween,
} from "../../core/domain/clock/clock.ts";
import { due, type DueQuestion } from "../../core/domain/clock/due.ts";
import { dueAround } from "../../core/domain/clock/exclusion.ts";
import { explain } from "../../core/domain/clock/explain.ts";
import type { LimitUnit } from "../../core/domain/clock/limit.ts";
import { modes, type Mode } from "../../core/domain/clock/mode.ts";
import { dayNumberOf, dayOfNumber, momentAt, timeOf, writeMoment } from "../../core/domain/clock/moment.ts";
import { sessionsOn } from "../../core/domain/clock/office-hours.ts";
import type { SupplementMode } from "../../core/domain/clock/mode.ts";
import { afterStep, isReproducible, type Clocks, type DossierClock } from "../../core/domain/dossier-clock.ts";
import { aDossier } from "../support/builders.ts";
import { at, calendar, hours, officeHours } from "../support/clocks.ts";

/** Hours of a mountain district, and a place whose hours change in summer and do not add up to eight. */
const agencies = [
  officeHours,
  hours(["-infinity", "07:00-11:30", "13:30-17:00"]),
  hours(["-infinity", "08:00-12:00", "13:00-16:30"], ["2026-04-15", "07:00-11:00"], ["2026-10-15", "08:00-15:00"]),
];

const first = at("2024-01-02 00:00").getTime();
const last = at("2027-06-30 00:00").getTime();
const seconds = (last - first) / 1000;

// half of the starts on the hours where something happens
const edges = [
  "00:00",
  "07:29:59",
  "07:30",
  "11:30",
  "11:30:01",
  "13:30",
  "15:00",
  "15:00:01",
  "16:30",
  "17:30",
  "17:30:01",
];
const starts = fc.oneof(
  fc.integer({ min: 0, max: seconds }).map((second) => new Date(first + second * 1000)),
  fc
    .tuple(fc.integer({ min: 0, max: Math.floor(seconds / 86_400) }), fc.constantFrom(...edges))
    .map(([day, time]) => at(`${dayOfNumber(dayNumberOf(new Date(first)) + day)} ${time}`)),
);

const limits = fc.oneof(
  fc.record({ unit: fc.constant<LimitUnit>("working_day"), limit: fc.integer({ min: 0, max: 120 }).map((n) => n / 2) }),
  fc.record({ unit: fc.constant<LimitUnit>("calendar_day"), limit: fc.integer({ min: 0, max: 120 }) }),
  fc.record({ unit: fc.constant<LimitUnit>("month"), limit: fc.integer({ min: 0, max: 12 }) }),
  fc.record({
    unit: fc.constant<LimitUnit>("working_hour"),
    limit: fc.integer({ min: 1, max: 400 }).map((n) => n / 4),
  }),
  fc.record({ unit: fc.constant<LimitUnit>("half_day"), limit: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ unit: fc.constant<LimitUnit>("same_day"), limit: fc.constant(0) }),
);

/** Of a receipt. */
type Received = DueQuestion & { readonly mode: Mode };

const questions = fc
  .record({
    start: starts,
    mode: fc.constantFrom(...modes),
    agency: fc.integer({ min: 0, max: agencies.length - 1 }),
    how: limits,
  })
  .map(({ how, agency, ...rest }): Received => {
    const question = { ...rest, ...how, calendar, officeHours: agencies[agency] ?? officeHours };
    const { start, limit, unit, mode } = question;
    // a counterexample names the question, not the whole calendar
    const said = `${limit} ${unit} from ${writeMoment(start)} (${mode}), agency ${agency}`;
    return Object.defineProperty(question, fc.toStringMethod, { value: () => said, enumerable: false });
  });

/** The office time of a stretch, session by session; it begins and ends where the stretch does. */
function sessionsWithin({ officeHours: worked }: DueQuestion, from: number, to: number) {
  const parts: { from: Date; to: Date }[] = [];
  for (let day = dayNumberOf(new Date(from)); day <= dayNumberOf(new Date(to)); day += 1)
    for (const { opens, closes } of isWorkingDay(calendar, day) ? sessionsOn(worked, day) : []) {
      const begins = Math.max(momentAt(day, opens).getTime(), from);
      const ends = Math.min(momentAt(day, closes).getTime(), to);
      if (begins < ends) parts.push({ from: new Date(begins), to: new Date(ends) });
    }
  const [first, ...rest] = parts;
  if (!first) return [{ from: new Date(from), to: new Date(to) }];
  const begun = [{ ...first, from: new Date(from) }, ...rest];
  return begun.with(-1, { ...begun.at(-1)!, to: new Date(to) });
}

const ofUnit = (unit: LimitUnit) => questions.filter((one) => one.unit === unit);
const step: Readonly<Record<LimitUnit, number>> = {
  working_day: 0.5,
  calendar_day: 1,
  month: 1,
  working_hour: 0.25,
  half_day: 1,
  same_day: 0,
};

const withRest = (day: number): Calendar => {
  const rest = {
    day: dayOfNumber(day),
    kind: "holiday" as const,
    name: "Nghỉ thêm",
    scope: "nation",
    basis: "test",
    status: "confirmed" as const,
    pairedDay: null,
    validFrom: null,
  };
  return openCalendar("one more rest day", {
    ...calendar,
    days: [...calendar.days.filter((one) => one.day !== rest.day), rest],
  });
};

/** The clocks of a dossier received with this limit, by what the service calls. */
function settled({ start, limit, unit, mode, ...place }: Received): Clocks {
  return afterStep("startSettlement", {}, start, { limit: { value: limit, unit }, mode, supplement: "RESUME" }, place);
}

function completedDue(question: Received, asked: Date, complete: Date, supplement: SupplementMode): Date {
  const { limit: value, unit, mode, ...place } = question;
  const rules = { limit: { value, unit }, mode, supplement };
  const stopped = afterStep("supplement", settled(question), asked, rules, place);
  const { settlement } = afterStep("complete", stopped, complete, rules, place);
  if (!settlement) throw new Error("nothing was promised");
  return settlement.due;
}

describe("due dates, whatever the start and the limit", () => {
  for (const unit of ["working_day", "calendar_day", "month", "working_hour", "half_day"] as const)
    it(`P1: a longer limit is never due earlier (${unit})`, () => {
      fc.assert(
        fc.property(ofUnit(unit), (question) => {
          // zero is "at once", not a quantity: what is next to it is the first whole one
          const more = question.limit === 0 ? 1 : step[unit];
          const longer = due({ ...question, limit: question.limit + more });
          expect(longer.getTime()).to.be.at.least(due(question).getTime());
        }),
      );
    });

  it("P2: the due is inside office hours of a working day", () => {
    fc.assert(
      fc.property(questions, (question) => {
        const answer = due(question);
        expect(isWorkingDay(calendar, dayNumberOf(answer))).to.equal(true);
        expect(timeOf(answer)).to.be.within(7 * 3_600_000, 17.5 * 3_600_000);
      }),
    );
  });

  it("P3: any moment between a closing and the next opening gives the same due", () => {
    fc.assert(
      fc.property(questions, fc.double({ min: 0, max: 1, noNaN: true }), (question, share) => {
        const { start } = question;
        const isClosed = (at: Date) => !isWorkingDay(calendar, dayNumberOf(at)) || timeOf(at) > 17.5 * 3_600_000;
        const closed = isClosed(start) ? start : momentAt(dayNumberOf(start), 17.5 * 3_600_000 + 1);
        let day = dayNumberOf(closed) + 1;
        while (!isWorkingDay(calendar, day)) day += 1;
        const opens = momentAt(day, 7 * 3_600_000 - 1).getTime();
        const other = new Date(Math.round(closed.getTime() + share * (opens - closed.getTime())));
        expect(due({ ...question, start: other }).getTime()).to.equal(due({ ...question, start: closed }).getTime());
      }),
    );
  });

  it("P4: one more rest day never makes a due earlier", () => {
    fc.assert(
      fc.property(questions, fc.integer({ min: 0, max: 200 }), (question, later) => {
        const rest = withRest(dayNumberOf(question.start) + later);
        expect(due({ ...question, calendar: rest }).getTime()).to.be.at.least(due(question).getTime());
      }),
    );
  });

  it("P5: resumed is never due later than restarted", () => {
    fc.assert(
      fc.property(questions, fc.nat(60 * 86_400), fc.nat(60 * 86_400), (question, asked, wait) => {
        const request = new Date(question.start.getTime() + asked * 1000);
        const complete = new Date(request.getTime() + wait * 1000);
        const dueIn = (mode: SupplementMode) => completedDue(question, request, complete, mode).getTime();
        expect(dueIn("RESUME")).to.be.at.most(dueIn("RESTART"));
      }),
    );
  });

  /** What the office time of a stretch may take of a due: so many days, or just as much time. */
  const latest = (question: DueQuestion, without: Date, from: Date, to: Date): Date => {
    const { unit, limit } = question;
    const clock = clockOf(calendar, question.officeHours);
    const begun = (day: number) => (day === dayNumberOf(from) ? from : momentAt(day, 0));
    const over = (day: number) => (day === dayNumberOf(to) ? to : momentAt(day + 1, 0));
    const days = Array.from({ length: dayNumberOf(to) - dayNumberOf(from) + 1 }, (_, n) => dayNumberOf(from) + n);
    const worked = days.filter((day) => officeTimeBetween(clock, begun(day), over(day)) > 0).length;
    if (unit === "working_hour" || unit === "half_day" || limit === 0.5) {
      const rounded = officeTime(clock, countedStart(clock, without, "A")) + officeTimeBetween(clock, from, to) + 1;
      return momentOf(clock, rounded);
    }
    if (unit === "calendar_day") return endOf(clock, nextWorking(calendar, dayNumberOf(without) + days.length));
    // two months that begin on different days differ by three days at most
    if (unit === "month") return endOf(clock, nextWorking(calendar, dayNumberOf(without) + days.length + 3));
    return worked === 0 ? without : endOf(clock, nextWorking(calendar, dayNumberOf(without)) + worked);
  };
  const stretches = [
    fc.nat(60 * 86_400),
    fc.oneof(fc.integer({ min: 1, max: 86_400 }), fc.integer({ min: 1, max: 30 * 86_400 })),
  ] as const;

  it("a payment's pause makes no due earlier, takes no more than its own time, and moves none that has passed", () => {
    fc.assert(
      fc.property(questions, ...stretches, (question, after, long) => {
        const { limit: value, unit, mode, ...place } = question;
        const before = settled(question);
        const from = new Date(question.start.getTime() + after * 1000);
        const to = new Date(from.getTime() + long * 1000);
        const rules = { limit: { value, unit }, mode, supplement: "RESUME" as const };
        const { settlement } = afterStep("resume", afterStep("pause", before, from, rules, place), to, rules, place);
        const [due, without] = [settlement!.due, before.settlement!.due];
        expect(due.getTime()).to.be.at.least(without.getTime());
        expect(due.getTime()).to.be.at.most(latest(question, without, from, to).getTime());
        if (from >= without) expect(due).to.deep.equal(without);
        expect(isReproducible(settlement!, place)).to.equal(true);
      }),
    );
  });

  it("D13: no supplement that leaves what was left moves a due that has passed", () => {
    fc.assert(
      fc.property(questions, ...stretches, (question, after, long) => {
        const request = new Date(settled(question).settlement!.due.getTime() + after * 1000);
        const complete = new Date(request.getTime() + long * 1000);
        expect(completedDue(question, request, complete, "RESUME")).to.deep.equal(settled(question).settlement!.due);
      }),
    );
  });

  it("D23: an exclusion never makes a due earlier, takes no more than its own time, and is recomputed bit for bit", () => {
    fc.assert(
      fc.property(questions, fc.nat(60 * 86_400), fc.integer({ min: 1, max: 30 * 86_400 }), (question, after, long) => {
        const { limit: value, unit, mode, ...place } = question;
        const before = settled(question);
        const from = new Date(question.start.getTime() + after * 1000);
        const to = new Date(from.getTime() + long * 1000);
        const exclusion = { reason: "council", from, to, evidence: "TB 1" } as const;
        const rules = { limit: { value, unit }, mode, supplement: "RESUME" as const };
        const { settlement } = afterStep("exclude", before, to, rules, place, { exclusion });
        expect(settlement!.due.getTime()).to.be.at.least(before.settlement!.due.getTime());
        const most = latest(question, before.settlement!.due, from, to);
        expect(settlement!.due.getTime()).to.be.at.most(most.getTime());
        expect(isReproducible(settlement!, place)).to.equal(true);
      }),
    );
  });

  it("D23: a stretch stated in parts counts as the whole, cut anywhere, or session by session", () => {
    const long = fc.integer({ min: 1, max: 20 * 86_400 });
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 });
    fc.assert(
      fc.property(questions, fc.nat(30 * 86_400), long, cuts, (question, after, seconds, shares) => {
        const from = question.start.getTime() + after * 1000;
        const to = from + seconds * 1000;
        const whole = [{ from: new Date(from), to: new Date(to) }];
        const ends = [...shares.map((share) => from + Math.round(share * seconds) * 1000), to].toSorted(
          (a, b) => a - b,
        );
        const cut = ends.map((end, at) => ({ from: new Date(ends[at - 1] ?? from), to: new Date(end) }));
        const sessions = sessionsWithin(question, from, to);
        const dueAroundAll = (parts: readonly { from: Date; to: Date }[]) =>
          writeMoment(
            dueAround(
              question,
              0,
              parts.toReversed().map((part) => ({ reason: "council", evidence: "TB 1", ...part })),
            ),
          );
        expect(dueAroundAll(cut)).to.equal(dueAroundAll(whole));
        expect(dueAroundAll(sessions)).to.equal(dueAroundAll(whole));
      }),
    );
  });

  it("P6: hours one after the other are as long as their sum", () => {
    const quarters = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(questions, quarters, (question, each) => {
        const unit = "working_hour" as const;
        const legs = each.map((quarter, at) => ({
          ...{ number: at + 1, after: at === 0 ? [] : [at], agency: aDossier().receivedBy },
          limit: { value: quarter / 4, unit },
        }));
        const { start, mode, officeHours } = question;
        const dues = [...planDues(legs, start, mode, () => ({ calendar, officeHours })).values()];
        const sum = each.reduce((all, quarter) => all + quarter, 0) / 4;
        expect(dues.at(-1)?.getTime()).to.equal(due({ ...question, unit, limit: sum }).getTime());
      }),
    );
  });

  it("P7: eight hours for each day are not those days, unless received at the very moment of closing", () => {
    fc.assert(
      fc.property(ofUnit("working_day"), fc.integer({ min: 1, max: 60 }), (question, limit) => {
        const asked = { ...question, limit, mode: "A" as const, officeHours };
        const inHours = due({ ...asked, unit: "working_hour", limit: limit * 8 });
        const inDays = due(asked);
        if (timeOf(question.start) === 17.5 * 3_600_000 && isWorkingDay(calendar, dayNumberOf(question.start)))
          expect(inHours.getTime()).to.equal(inDays.getTime());
        else expect(inHours.getTime()).to.be.lessThan(inDays.getTime());
      }),
    );
  });

  it("P8: recomputing with the stored versions gives the stored due bit for bit, also from text and back", () => {
    fc.assert(
      fc.property(questions, (question) => {
        const { settlement } = settled(question);
        const stored = JSON.parse(JSON.stringify(settlement), (key, value: unknown) =>
          ["start", "due", "originalDue", "printedDue"].includes(key) ? new Date(String(value)) : value,
        ) as DossierClock;
        const again = { calendar: openCalendar(calendar.version, calendar), officeHours: question.officeHours };
        expect(stored.due).to.deep.equal(due(question));
        expect(isReproducible(stored, again)).to.equal(true);
        expect(isReproducible({ ...stored, due: new Date(stored.due.getTime() + 1) }, again)).to.equal(false);
      }),
    );
  });

  it("the explanation, which walks, ends where the computation, which looks up, does; and counts to the limit", () => {
    fc.assert(
      fc.property(questions, (question) => {
        const explained = explain(question);
        expect(explained.due).to.equal(writeMoment(due(question)));
        const { unit, limit } = question;
        const counted = explained.steps.filter(({ what }) => what === "counted" || what === "makeup");
        if (unit === "working_day" && limit !== 0.5) expect(counted).to.have.length(Math.floor(limit));
        if (unit === "calendar_day") expect(counted).to.have.length(limit);
        if (unit === "working_hour")
          expect(explained.steps.findLast(({ what }) => what === "hours")?.count).to.equal(limit);
      }),
    );
  });
});

import type { Day } from "../day.ts";
import { isProvisional, isWorkingDay, nthWorkingDay, type CalendarDay } from "./calendar.ts";
import { clockOf, countedStart, dayZero, fifteen, hoursOf, type Clock, type Moved } from "./clock.ts";
import { due, type DueQuestion } from "./due.ts";
import { countAround, type Exclusion, type ExclusionReason } from "./exclusion.ts";
import type { LimitUnit } from "./limit.ts";
import { readings, withoutMoves, type CountMode } from "./mode.ts";
import { dayNumberOf, dayOfNumber, hourMs, momentAt, timeOf, writeMoment, writeTime } from "./moment.ts";
import { addMonths } from "./months.ts";

export type StepWhat =
  | "received"
  | "resumed"
  | "used-before"
  | "excluded"
  | Exclude<Moved, "no">
  | "receipt-day"
  | "first-day-counted"
  | "counted"
  | "makeup"
  | "rest"
  | "weekend"
  | "hours"
  | "months"
  | "pushed"
  | "same-day"
  | "after-15-same-day"
  | "ends"
  | "provisional";

/** One thing that happened to the count, with the rule that made it happen. */
export interface DueStep {
  readonly rule: string;
  readonly what: StepWhat;
  readonly day: Day;
  /** Time of the day, `17:30`. */
  readonly at?: string;
  readonly until?: string;
  /** The number of the day counted, or the hours run so far. */
  readonly count?: number;
  readonly name?: string;
  /** Of an exclusion; `name` is then its evidence, `until` its end. */
  readonly reason?: ExclusionReason;
}

export interface Explanation {
  readonly due: string;
  readonly start: string;
  readonly countedFrom: string;
  readonly limit: number;
  readonly unit: LimitUnit;
  readonly mode: CountMode;
  readonly calendarVersion: string;
  readonly officeHoursVersion: string;
  /** Days without an official notice were counted: the answer may still change. */
  readonly provisional: boolean;
  readonly steps: readonly DueStep[];
}

const ruleOfMove: Readonly<Record<Exclude<Moved, "no">, string>> = {
  "before-opening": "D3",
  break: "D3",
  "after-closing": "D3",
  "rest-day": "D3",
  "last-hour": "KARA 6(3)",
  "after-15": "NĐ 63/2024 Điều 7",
};

/** The due with the way it was counted, day by day, for the telephone. It walks where `due` looks up. */
export function explain(question: DueQuestion): Explanation {
  const { start, limit, unit, mode, calendar, officeHours } = question;
  const dueAt = due(question);
  const clock = clockOf(calendar, officeHours);
  const isSameDay = unit === "same_day" || limit === 0;
  const from = countedStart(clock, start, isSameDay ? withoutMoves(mode) : mode);
  const countedFrom = momentAt(nthWorkingDay(calendar, from.n), from.time);
  const steps: DueStep[] = [beginning(question)];
  if (from.moved !== "no" && mode !== "resumed") {
    const name = calendar.byNumber.get(dayNumberOf(start))?.name;
    steps.push({
      rule: ruleOfMove[from.moved],
      what: from.moved,
      ...dayAndTime(countedFrom),
      ...(from.moved === "rest-day" && name !== undefined ? { name } : {}),
    });
  }

  const last = dayNumberOf(dueAt);
  if (isSameDay) steps.push(...sameDaySteps(clock, countedFrom, last, mode));
  else if (isOfHours(question)) steps.push(...hourSteps(clock, countedFrom, dueAt));
  else {
    const zero = dayZero(clock, from, mode);
    if (mode !== "resumed")
      steps.push(
        from.fromClosed && readings[mode].firstDay === "counted"
          ? { rule: "D4", what: "first-day-counted", day: dayOfNumber(zero + 1) }
          : { rule: "D2", what: "receipt-day", day: dayOfNumber(zero) },
      );
    if (unit === "working_day") steps.push(...workingDaySteps(clock, zero, limit, dueAt));
    else {
      const target = unit === "month" ? addMonths(zero, limit) : zero + limit;
      if (unit === "month") steps.push({ rule: "D9", what: "months", day: dayOfNumber(target), count: limit });
      else
        for (let day = zero + 1; day <= target; day += 1)
          steps.push({ rule: "D9", what: "counted", day: dayOfNumber(day), count: day - zero });
      for (let day = target; day < last; day += 1)
        steps.push({ ...restStep(day, calendar.byNumber.get(day)), rule: "D9", what: "pushed" });
    }
  }
  steps.push({
    rule: unit === "working_hour" || unit === "half_day" || limit % 1 !== 0 ? "D8" : isSameDay ? "D22" : "D7",
    what: "ends",
    ...dayAndTime(dueAt),
  });
  const provisional = isProvisional(calendar, dayNumberOf(start), last);
  if (provisional) steps.push({ rule: "D18", what: "provisional", day: dayOfNumber(last) });
  return {
    due: writeMoment(dueAt),
    start: writeMoment(start),
    countedFrom: writeMoment(countedFrom),
    limit,
    unit,
    mode,
    calendarVersion: calendar.version,
    officeHoursVersion: officeHours.version,
    provisional,
    steps,
  };
}

/**
 * The due of a clock that went on with a part used, or around exclusions (D13, D23): each stretch that does not count
 * with its evidence, and from the last of them the rest day by day; of months, which have no parts, only its end.
 */
export function explainAround(
  question: DueQuestion,
  usedBefore: number,
  exclusions: readonly Exclusion[],
): Explanation {
  const count = countAround(question, usedBefore, exclusions);
  if (count.used === 0 && count.around.length === 0) return explain(question);
  const whole = explain(question);
  const { unit } = question;
  const left = question.limit - count.used;
  const hasParts = left > 0 && unit !== "month" && unit !== "half_day" && question.limit !== 0.5;
  const rest = hasParts ? explain({ ...question, start: count.start, mode: count.mode, limit: left }) : undefined;
  const isProvisionalToo = isProvisional(question.calendar, dayNumberOf(question.start), dayNumberOf(count.due));
  return {
    ...whole,
    due: writeMoment(count.due),
    provisional: isProvisionalToo,
    steps: [
      beginning(question),
      ...(usedBefore > 0
        ? [{ rule: "D13", what: "used-before" as const, day: dayAndTime(question.start).day, count: usedBefore }]
        : []),
      ...count.around.map(({ exclusion, used }) => ({
        ...{ rule: "D23", what: "excluded" as const, ...dayAndTime(exclusion.from) },
        until: writeMoment(exclusion.to).slice(0, 16).replace("T", " "),
        ...{ count: used, name: exclusion.evidence, reason: exclusion.reason },
      })),
      ...(rest
        ? rest.steps
            .filter(({ what }) => !["received", "resumed", "receipt-day", "first-day-counted"].includes(what))
            .map((step) => (step.count === undefined ? step : { ...step, count: step.count + count.used }))
        : [
            {
              rule: isOfHours(question) ? "D8" : "D7",
              what: "ends" as const,
              ...dayAndTime(count.due),
            },
            ...(isProvisionalToo
              ? [{ rule: "D18", what: "provisional" as const, day: dayAndTime(count.due).day }]
              : []),
          ]),
    ],
  };
}

/** Counted in hours; half a working day alone is four of them. */
const isOfHours = ({ unit, limit }: DueQuestion): boolean =>
  unit === "working_hour" || unit === "half_day" || limit === 0.5;

/** A receipt, or after a payment the moment from which the count goes on. */
const beginning = ({ start, mode }: DueQuestion): DueStep =>
  mode === "resumed"
    ? { rule: "D13", what: "resumed", ...dayAndTime(start) }
    : { rule: "D1", what: "received", ...dayAndTime(start) };

const dayAndTime = (at: Date) => ({ day: dayOfNumber(dayNumberOf(at)), at: writeTime(timeOf(at)) });

function restStep(day: number, special: CalendarDay | undefined): DueStep {
  return special
    ? { rule: "D6", what: "rest", day: dayOfNumber(day), name: special.name }
    : { rule: "D6", what: "weekend", day: dayOfNumber(day) };
}

function sameDaySteps({ calendar }: Clock, from: Date, last: number, mode: CountMode): DueStep[] {
  const first = dayNumberOf(from);
  const steps: DueStep[] = [
    timeOf(from) > fifteen && mode !== "resumed"
      ? { rule: "D5", what: "after-15-same-day", ...dayAndTime(from) }
      : { rule: "D22", what: "same-day", ...dayAndTime(from) },
  ];
  for (let day = first + 1; day < last; day += 1) steps.push(restStep(day, calendar.byNumber.get(day)));
  return steps;
}

/** Each day after day 0 to the due: counted, or why not. */
function workingDaySteps(clock: Clock, zero: number, limit: number, dueAt: Date): DueStep[] {
  const { calendar } = clock;
  const steps: DueStep[] = [];
  let count = 0;
  for (let day = zero + 1; day <= dayNumberOf(dueAt); day += 1) {
    const special = calendar.byNumber.get(day);
    if (!isWorkingDay(calendar, day)) steps.push(restStep(day, special));
    else if (count === Math.floor(limit)) {
      steps.push(...hourSteps(clock, momentAt(day, 0), dueAt)); // the half at the end
    } else {
      count += 1;
      // a day of the calendar that is worked is a make-up day
      steps.push({
        rule: "D6",
        what: special ? "makeup" : "counted",
        day: dayOfNumber(day),
        count,
        ...(special ? { name: special.name } : {}),
      });
    }
  }
  return steps;
}

/** Each stretch of office hours between two moments, with the hours run so far. */
function hourSteps(clock: Clock, from: Date, to: Date): DueStep[] {
  const { calendar } = clock;
  const steps: DueStep[] = [];
  let n = countedStart(clock, from, "A").n;
  let run = 0;
  for (let day = dayNumberOf(from); day <= dayNumberOf(to); day += 1) {
    if (!isWorkingDay(calendar, day)) {
      steps.push(restStep(day, calendar.byNumber.get(day)));
      continue;
    }
    for (const { opens, closes } of hoursOf(clock, n)) {
      const begins = Math.max(opens, day === dayNumberOf(from) ? timeOf(from) : 0);
      const ends = Math.min(closes, day === dayNumberOf(to) ? timeOf(to) : closes);
      if (ends <= begins) continue;
      run += ends - begins;
      steps.push({
        rule: "D8",
        what: "hours",
        day: dayOfNumber(day),
        at: writeTime(begins),
        until: writeTime(ends),
        count: Math.round((run / hourMs) * 1000) / 1000,
      });
    }
    n += 1;
  }
  return steps;
}

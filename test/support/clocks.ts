import type { Calendar } from "../../core/domain/clock/calendar.ts";
import { due, type DueQuestion } from "../../core/domain/clock/due.ts";
import type { Exclusion } from "../../core/domain/clock/exclusion.ts";
import type { LimitUnit } from "../../core/domain/clock/limit.ts";
import { findMoment, writeMoment } from "../../core/domain/clock/moment.ts";
import type { CountMode, Mode } from "../../core/domain/clock/mode.ts";
import { findSession, type OfficeHours } from "../../core/domain/clock/office-hours.ts";
import { afterStep, currentDue, type Clocks, type TimeRules } from "../../core/domain/dossier-clock.ts";
import type { ClockEffect } from "../../core/domain/moves.ts";
import { defaultCalendar, defaultOfficeHours, versionedOfficeHours } from "../../core/service/clock-version.ts";

/** The calendar and the hours of the worked examples. */
export const calendar: Calendar = defaultCalendar();
export const officeHours: OfficeHours = defaultOfficeHours();
export const place = { calendar, officeHours };

/** A moment in Vietnamese time, `2026-11-02 09:00`. */
export function at(text: string): Date {
  const moment = findMoment(text);
  if (!moment) throw new Error(`the test has a bad moment: ${text}`);
  return moment;
}

/** `2026-11-09 17:30`, seconds only where there are some. */
export const local = (moment: Date | undefined): string =>
  moment === undefined
    ? "none"
    : writeMoment(moment)
        .replace("T", " ")
        .replace("+07:00", "")
        .replace(/(:\d\d):00$/, "$1");

export const question = (start: string, limit: number, unit: LimitUnit, mode: CountMode = "A"): DueQuestion => ({
  start: at(start),
  limit,
  unit,
  mode,
  ...place,
});

export const dueOf = (start: string, limit: number, unit: LimitUnit, mode: Mode = "A"): string =>
  local(due(question(start, limit, unit, mode)));

/** Hours that count since ever, or from days. */
export const hours = (...periods: readonly (readonly [from: string, ...sessions: string[]])[]): OfficeHours =>
  versionedOfficeHours(
    periods.map(([from, ...sessions]) => ({
      from: from as "-infinity",
      sessions: sessions.map((text) => findSession(text) ?? { opens: 0, closes: 0 }),
    })),
  );

/** What happened to a dossier one after the other: effect, when, and the new due or the exclusion where there is one. */
export type Story = readonly (readonly [effect: ClockEffect | null, when: string, stated?: string | Exclusion])[];

export const excluded = (from: string, to: string, reason: Exclusion["reason"] = "council"): Exclusion => ({
  ...{ reason, evidence: "TB 1" },
  from: at(from),
  to: at(to),
});

/** The clocks after a story, by what the service calls at each step. */
export const clocksAfter = (story: Story, rules: TimeRules): Clocks =>
  story.reduce<Clocks>(
    (clocks, [effect, when, stated]) =>
      afterStep(
        effect,
        clocks,
        at(when),
        rules,
        place,
        typeof stated === "string" ? { newDue: at(stated) } : { exclusion: stated },
      ),
    {},
  );

/** The due of a dossier received then, under a procedure with this limit. */
export const settlementDue = (start: string, limit: number, unit: LimitUnit, mode: Mode = "A", then: Story = []) => {
  const rules: TimeRules = { limit: { value: limit, unit }, mode, supplement: "RESUME" };
  const { settlement } = clocksAfter([["startSettlement", start], ...then], rules);
  return local(settlement && currentDue(settlement));
};

import { clockOf, lastBegun, officeTimeBetween, type Clock } from "./clock.ts";
import type { DueQuestion } from "./due.ts";
import type { CountMode } from "./mode.ts";
import { momentAt } from "./moment.ts";
import { dueWithUsed, usedUntil } from "./used.ts";

/**
 * Why time may be taken out of a limit (D23). Opinion of a higher level, a council, tax: whoever shows it may. A
 * verification and a visit at which the applicant was absent run inside the limit, unless a law of their own says
 * otherwise (§2.5).
 */
export const exclusionReasons = ["consultation", "council", "tax", "verification", "inspection"] as const;
export type ExclusionReason = (typeof exclusionReasons)[number];

export const needsOwnLaw = (reason: ExclusionReason): boolean => reason === "verification" || reason === "inspection";

/** A named stretch that does not count (D23). */
export interface Exclusion {
  readonly reason: ExclusionReason;
  readonly from: Date;
  readonly to: Date;
  /** Number of the document that shows it. */
  readonly evidence: string;
  /** The law that takes it out, where the reason alone does not. */
  readonly legalBasis?: string;
}

/** Where the count goes on, and what it came to until there. */
export interface Count {
  readonly start: Date;
  readonly mode: CountMode;
  readonly used: number;
  readonly due: Date;
  /** Those that were counted around, in order, with what had been used before each. */
  readonly around: readonly { readonly exclusion: Exclusion; readonly used: number }[];
}

/**
 * A limit counted around its exclusions: what was used before each stays used, the rest goes on where it ended. Neither
 * end of one is anybody's receipt: of a day on which no office time has run it is the evening before, so a day covered
 * whole is neither used nor counted. Stretches that overlap, or with no office time between them, are one; one that
 * begins after the due changes nothing, and one that would make a due earlier does not.
 */
export function countAround(question: DueQuestion, usedBefore: number, exclusions: readonly Exclusion[]): Count {
  const { start, mode } = question;
  const clock = clockOf(question.calendar, question.officeHours);
  return joined(clock, exclusions).reduce<Count>(
    (count, { from, to, parts }) => {
      if (to <= count.start || from > count.due) return count;
      const used = count.used + usedUntilStop({ ...question, ...count }, from);
      const rest = { start: to, mode: "resumed" as const };
      const due = dueWithUsed({ ...question, ...rest }, used);
      const around = [...count.around, ...parts.map((exclusion) => ({ exclusion, used }))];
      return due < count.due ? { ...count, around } : { ...rest, used, due, around };
    },
    { start, mode, used: usedBefore, due: dueWithUsed(question, usedBefore), around: [] },
  );
}

interface Stretch {
  readonly from: Date;
  readonly to: Date;
  readonly parts: readonly Exclusion[];
}

/** In order; what was stated in parts counts as the whole does. */
const joined = (clock: Clock, exclusions: readonly Exclusion[]): readonly Stretch[] =>
  exclusions
    .toSorted((a, b) => a.from.getTime() - b.from.getTime())
    .reduce<readonly Stretch[]>((stretches, exclusion) => {
      const { from, to } = exclusion;
      const last = stretches.at(-1);
      if (!last || officeTimeBetween(clock, last.to, from) > 0) return [...stretches, { from, to, parts: [exclusion] }];
      const whole = { from: last.from, to: to > last.to ? to : last.to, parts: [...last.parts, exclusion] };
      return [...stretches.slice(0, -1), whole];
    }, []);

/** What was used until a stop that is no request: a day of which no office time has run by then is not used. */
export function usedUntilStop(question: DueQuestion, stop: Date): number {
  const day = lastBegun(clockOf(question.calendar, question.officeHours), stop);
  const evening = new Date(momentAt(day + 1, 0).getTime() - 1);
  return usedUntil(question, stop < evening ? stop : evening);
}

/** When a limit ends of which a part was used before its start, and from which stretches are excluded. */
export const dueAround = (question: DueQuestion, usedBefore: number, exclusions: readonly Exclusion[]): Date =>
  exclusions.length === 0 ? dueWithUsed(question, usedBefore) : countAround(question, usedBefore, exclusions).due;

/**
 * How much of it has been used until a moment at which none of the stretches runs any more, in its own unit: until a
 * request, whose day counts (D13), or until another stop.
 */
export function usedAround(
  question: DueQuestion,
  usedBefore: number,
  exclusions: readonly Exclusion[],
  until: Date,
  used: typeof usedUntil = usedUntil,
): number {
  const count = countAround(question, usedBefore, exclusions);
  return count.used + used({ ...question, ...count }, until);
}

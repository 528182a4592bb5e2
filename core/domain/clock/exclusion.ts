import type { DueQuestion } from "./due.ts";
import type { Mode } from "./mode.ts";
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
  readonly mode: Mode;
  readonly used: number;
  readonly due: Date;
  /** Those that were counted around, in order, with what had been used before each. */
  readonly around: readonly { readonly exclusion: Exclusion; readonly used: number }[];
}

/**
 * A limit counted around its exclusions: what was used before each stays used, the rest goes on where it ended. The
 * end of one is nobody's receipt: out of hours it is the evening before. Stretches that overlap count once; one that
 * begins after the due changes nothing, and none makes a due earlier.
 */
export function countAround(question: DueQuestion, usedBefore: number, exclusions: readonly Exclusion[]): Count {
  const { start, mode } = question;
  const inOrder = exclusions.toSorted((a, b) => a.from.getTime() - b.from.getTime());
  return inOrder.reduce<Count>(
    (count, exclusion) => {
      const { from, to } = exclusion;
      if (to <= count.start || from > count.due) return count;
      const used = count.used + usedUntil({ ...question, ...count }, from);
      const rest = { start: to, mode: "B" as const };
      const due = dueWithUsed({ ...question, ...rest }, used);
      return { ...rest, used, due: due > count.due ? due : count.due, around: [...count.around, { exclusion, used }] };
    },
    { start, mode, used: usedBefore, due: dueWithUsed(question, usedBefore), around: [] },
  );
}

/** When a limit ends of which a part was used before its start, and from which stretches are excluded. */
export const dueAround = (question: DueQuestion, usedBefore: number, exclusions: readonly Exclusion[]): Date =>
  exclusions.length === 0 ? dueWithUsed(question, usedBefore) : countAround(question, usedBefore, exclusions).due;

/** How much of it has been used until a moment at which none of the stretches runs any more, in its own unit. */
export function usedAround(
  question: DueQuestion,
  usedBefore: number,
  exclusions: readonly Exclusion[],
  until: Date,
): number {
  const count = countAround(question, usedBefore, exclusions);
  return count.used + usedUntil({ ...question, ...count }, until);
}

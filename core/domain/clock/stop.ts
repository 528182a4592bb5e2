import type { PaymentMode } from "../procedure.ts";
import { ClockFault } from "./fault.ts";
import { due, type DueQuestion } from "./due.ts";
import { dueWithUsed, usedUntil } from "./used.ts";

export const stopReasons = [
  "supplement",
  "payment",
  "consultation",
  "council",
  "tax",
  "verification",
  "inspection",
] as const;

/** A named stretch in which the clock stands (D23). There is no other way to move a due: no evidence, no stop. */
export interface Stop {
  readonly reason: (typeof stopReasons)[number];
  readonly from: Date;
  /** Null: still standing; no due can be told. */
  readonly to: Date | null;
  /** Number of the document that shows it. */
  readonly evidence: string;
}

/**
 * The due of a clock that stood still now and then: what was used before each stop is taken off, the rest runs from
 * where it ended. Stops that touch count once; those after the due come too late. Undefined while one is open.
 * @throws {ClockFault} when a stop ends before it begins.
 */
export function dueWithStops(question: DueQuestion, stops: readonly Stop[]): Date | undefined {
  let [start, used, ends] = [question.start, 0, due(question)];
  for (const { from, to } of inOrder(stops)) {
    if (from > ends) break;
    if (to !== null && to <= start) continue;
    used += usedUntil({ ...question, start }, from);
    if (to === null) return undefined;
    start = to;
    ends = dueWithUsed({ ...question, start }, used);
  }
  return ends;
}

/** By their beginnings. Stops that overlap need no merging: nothing runs twice before the end of the first. */
function inOrder(stops: readonly Stop[]): Stop[] {
  for (const { from, to } of stops)
    if (to !== null && to < from)
      throw new ClockFault("stop-reversed", { from: from.toISOString(), to: to.toISOString() });
  return stops.toSorted((a, b) => a.from.getTime() - b.from.getTime());
}

/** D13. RESTART: the whole limit again from complete receipt. RESUME: what was left of it. */
export const supplementModes = ["RESTART", "RESUME"] as const;
export type SupplementMode = (typeof supplementModes)[number];

export function dueAfterSupplement(question: DueQuestion, asked: Date, completed: Date, mode: SupplementMode): Date {
  if (completed < asked)
    throw new ClockFault("stop-reversed", { from: asked.toISOString(), to: completed.toISOString() });
  const restarted = { ...question, start: completed };
  if (mode === "RESTART") return due(restarted);
  return dueWithUsed(restarted, usedUntil(question, asked));
}

/** The stops that a wait for payment makes. With START_AFTER_PAID there is none: the clock has not begun. */
export const paymentStops = (mode: PaymentMode, asked: Date, paid: Date | null, evidence: string): readonly Stop[] =>
  mode === "PAUSE" ? [{ reason: "payment", from: asked, to: paid, evidence }] : [];

/**
 * D1: complete receipt at the one-stop; by post the signing of the hand-over record, which is the same moment; where
 * the fee comes first, complete and paid. Undefined: not begun.
 */
export function startOfClock(complete: Date, mode: PaymentMode, paid: Date | null): Date | undefined {
  if (mode !== "START_AFTER_PAID") return complete;
  if (paid === null) return undefined;
  return paid > complete ? paid : complete;
}

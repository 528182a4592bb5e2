import { due, type DueQuestion } from "./due.ts";
import type { Limit } from "./limit.ts";
import { withoutMoves } from "./mode.ts";

/**
 * The dues of steps or legs that follow each other (L7): the first starts at receipt, each other one when the one
 * before it ends. Only a receipt is moved inside office hours; an end of hours is no late receipt (E16).
 */
export function legDues(question: Omit<DueQuestion, "limit" | "unit">, limits: readonly Limit[]): Date[] {
  const dues: Date[] = [];
  for (const { value, unit } of limits) {
    const before = dues.at(-1);
    dues.push(
      due({
        ...question,
        limit: value,
        unit,
        start: before ?? question.start,
        mode: before ? withoutMoves(question.mode) : question.mode,
      }),
    );
  }
  return dues;
}

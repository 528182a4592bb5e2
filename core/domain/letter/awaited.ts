import type { AddresseeState } from "./standing.ts";

/** What a letter of ours is for. */
export const letterPurposes = ["opinion", "transfer", "result", "apology", "explanation", "other"] as const;
export type LetterPurpose = (typeof letterPurposes)[number];

/** Days until an answer is no longer waited for, where nothing else states it. */
export const usualAnswerDays = 10;

const reached: Readonly<Record<"receipt" | "end", readonly AddresseeState[]>> = {
  receipt: ["accepted", "assigned", "processing", "completed"],
  end: ["completed"],
};
const over: readonly AddresseeState[] = ["refused", "recalled"];

/**
 * Whether a letter of ours has what it waits for: an opinion its answer, a transfer its end (06), any other its receipt (03).
 * 06 may never come (ADR 19): each has its deadline beside.
 */
export function hasItsAnswer(
  purpose: LetterPurpose,
  addressees: readonly AddresseeState[],
  isAnswered: boolean,
): boolean {
  if (purpose === "opinion") return isAnswered;
  const wanted = reached[purpose === "transfer" ? "end" : "receipt"];
  return addressees.every((state) => wanted.includes(state) || over.includes(state));
}

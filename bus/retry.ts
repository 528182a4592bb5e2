import type { AfterOpenTime } from "../core/domain/clock/open-time.ts";
import type { Outcome } from "./outcome.ts";

/** The delivery schedule as a pure function. Its table is in docs/delivery.md. All times in milliseconds. */
const shortestMs = 1_000;
const longestMs = 3_600_000;
/** A partner that asks for more is taken at its word for a day, then asked again. */
export const longestAskedMs = 24 * 3_600_000;
/** So many attempts come by the wall clock: a hiccup at night is over by then, and the mail is through. */
const attemptsAtAnyHour = 5;
/** Five working days of eight hours. */
export const budgetMs = 40 * 3_600_000;

const longestProbeMs = 10 * 60_000;
/** Out of hours a partner that is down is looked at so often: it may be up all night, or be switched off. */
const probeAtNightMs = 3_600_000;

export type Failed = Extract<Outcome, { kind: "retry" | "unknown" }>;

export type Plan =
  /** `waitedMs`: open time waited so far, this pause included. */
  | { readonly kind: "again"; readonly afterMs: number; readonly waitedMs: number }
  /** The budget is used up: a person decides. */
  | { readonly kind: "park" };

export interface Pause {
  readonly now: Date;
  /** Of the receiver. */
  readonly afterOpenTime: AfterOpenTime;
  /** From 0 to 1. */
  readonly random: number;
  /** A partner that is down is looked at again within that time, at any hour; missing: as `planProbe` says. */
  readonly probeWithinMs?: number;
}

/** Anywhere between 1 s and a ceiling that doubles from 2 s: many lanes to one partner do not come back at one moment. */
function pauseAfter(attempt: number, random: number, longest: number): number {
  const ceiling = Math.min(longest, shortestMs * 2 ** attempt);
  return Math.floor(shortestMs + random * (ceiling - shortestMs));
}

/**
 * When to try again. The first attempts come at any hour; after that pauses, up to 1 h, run in the receiver's open
 * time only, and so does the budget (P7): two weeks of Tết use nothing of it. A partner's own Retry-After is the least.
 *
 * An unknown ending of a webhook waits the same way and is sent again with the same webhook-id: by contract a receiver
 * drops ids it has, so for this channel sending again is the way to ask (P6).
 *
 * @param round the attempt that just ended, counted from 1 since the message was let go last.
 * @param waitedMs open time waited before it.
 */
export function planRetry(
  round: number,
  outcome: Failed,
  waitedMs: number,
  { now, afterOpenTime, random }: Pause,
): Plan {
  const pause = pauseAfter(round, random, longestMs);
  if (waitedMs + pause > budgetMs) return { kind: "park" };
  const own = round <= attemptsAtAnyHour ? pause : afterOpenTime(now, pause).getTime() - now.getTime();
  const asked = outcome.kind === "retry" ? Math.min(outcome.retryAfterMs ?? 0, longestAskedMs) : 0;
  return { kind: "again", afterMs: Math.max(own, asked), waitedMs: waitedMs + pause };
}

/**
 * When to look again whether a partner that is down is back: up to 10 min apart in its open time, and every hour out of
 * it.
 * @param probes sent since its circuit opened.
 */
export function planProbe(probes: number, { now, afterOpenTime, random, probeWithinMs }: Pause): number {
  if (probeWithinMs !== undefined) return pauseAfter(attemptsAtAnyHour + probes, random, probeWithinMs);
  const open = afterOpenTime(now, pauseAfter(attemptsAtAnyHour + probes, random, longestProbeMs));
  return Math.min(open.getTime() - now.getTime(), probeAtNightMs);
}

import type { Outcome } from "./outcome.ts";

const shortestMs = 1_000;
const longestMs = 10 * 60_000;
// a partner that asks for more is taken at its word for a day, then asked again
const longestAskedMs = 24 * 3_600_000;

/**
 * Milliseconds until the next attempt: anywhere between 1 s and a ceiling that doubles from 2 s to 10 min, so that
 * many lanes to one partner do not come back at one moment. A partner's own Retry-After is the least.
 *
 * An unknown ending waits the same way and is sent again with the same webhook-id: by contract a webhook receiver
 * drops ids it has, so for this channel sending again is the way to ask (P6).
 *
 * @param attempt the one that just ended, from 1.
 * @param random from 0 to 1.
 */
export function retryDelay(
  attempt: number,
  outcome: Extract<Outcome, { kind: "retry" | "unknown" }>,
  random: number,
): number {
  const ceiling = Math.min(longestMs, shortestMs * 2 ** attempt);
  const asked = outcome.kind === "retry" ? (outcome.retryAfterMs ?? 0) : 0;
  const own = Math.floor(shortestMs + random * (ceiling - shortestMs));
  return Math.max(own, Math.min(asked, longestAskedMs));
}

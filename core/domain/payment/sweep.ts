import { isOpen, type RequestState } from "./request.ts";

/** How long a gateway's silence is waited for (R13). */
export interface SweepTimes {
  readonly firstMs: number;
  readonly everyMs: number;
  readonly lastMs: number;
}

const minute = 60_000;
export const sweepTimes: SweepTimes = { firstMs: 30 * minute, everyMs: 30 * minute, lastMs: 3 * 24 * 60 * minute };

/**
 * What is to be done about a request whose callback may be lost. After the last age an open one is a person's, and stays open.
 * One that we gave up is asked about as long: its money may have come in the last moment (R5).
 */
export function sweepDuty(
  state: RequestState,
  sentAt: Date,
  lastAskedAt: Date | null,
  at: Date,
  { firstMs, everyMs, lastMs }: SweepTimes = sweepTimes,
): "ask" | "wait" | "person" | "none" {
  if ((!isOpen(state) && state !== "expired") || state === "created") return "none";
  const age = at.getTime() - sentAt.getTime();
  if (age > lastMs) return state === "expired" ? "none" : "person";
  if (age < firstMs) return "wait";
  return lastAskedAt === null || at.getTime() - lastAskedAt.getTime() >= everyMs ? "ask" : "wait";
}

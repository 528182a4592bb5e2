const seconds = [30, 60, 120, 300, 600, 1_800, 3_600];

/** Milliseconds until the axis is tried again after so many tries in vain; never given up, seen by its age. */
export const againAfterMs = (tries: number): number =>
  (seconds[Math.min(Math.max(tries, 1), seconds.length) - 1] ?? 3_600) * 1_000;

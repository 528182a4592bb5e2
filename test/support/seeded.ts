/** What a generated test draws from: the same seed gives the same run. */
export interface Drawing {
  /** From 0 up to, and without, 1. */
  readonly random: () => number;
  readonly chance: (of: number) => boolean;
  /** From 0 up to, and without, `below`. */
  readonly whole: (below: number) => number;
  readonly pick: <T>(of: readonly T[]) => T | undefined;
  /** One of what there is always something of. */
  readonly oneOf: <const T>(...of: readonly [T, ...T[]]) => T;
}

/** Mulberry32. */
export function seeded(seed: number): Drawing {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (below: number) => Math.floor(random() * below);
  return {
    ...{ random, whole },
    chance: (of) => random() < of,
    pick: (of) => of[whole(of.length)],
    oneOf: (...of) => of[whole(of.length)] ?? of[0],
  };
}

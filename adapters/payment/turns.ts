/** Whoever waited too long for its turn. */
export class NoTurn extends Error {}

/**
 * Lets so many work at a time; the others wait in a row, each for its limit at most.
 * @throws {NoTurn} when its turn did not come in time.
 */
export function atMost(most: number, limitMs: number): <T>(work: () => Promise<T>) => Promise<T> {
  let working = 0;
  const row = new Set<() => void>();
  return async (work) => {
    if (working < most) working += 1;
    else
      // who ends hands its turn on
      await new Promise<void>((resolve, reject) => {
        const go = () => {
          clearTimeout(timer);
          row.delete(go);
          resolve();
        };
        const timer = setTimeout(() => {
          row.delete(go);
          reject(new NoTurn("no turn in time"));
        }, limitMs);
        row.add(go);
      });
    try {
      return await work();
    } finally {
      const [next] = row;
      if (next) next();
      else working -= 1;
    }
  };
}

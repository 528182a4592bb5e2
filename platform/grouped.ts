interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does one group after another, each of all that gathered while the one before was being done, at most so many:
 * under load many share a commit or a question, alone nobody waits. A group that fails fails for each of its items.
 * @param atOnce groups at a time, so that a slow one is not waited for by all.
 */
export function grouped<T, R = void>(
  most: number,
  write: (items: readonly T[]) => Promise<R>,
  atOnce = 1,
): (item: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = [];
  let running = 0;
  const flush = async () => {
    running += 1;
    // what else this turn of the event loop brings goes along
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const taken = waiting.slice(0, most);
      waiting = waiting.slice(most);
      try {
        const result = await write(taken.map(({ item }) => item));
        for (const { resolve } of taken) resolve(result);
      } catch (error) {
        for (const { reject } of taken) reject(error);
      }
    }
    running -= 1;
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (running < atOnce) void flush();
    });
}

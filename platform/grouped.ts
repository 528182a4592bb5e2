interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes one group after another, each of all that gathered while the one before was being written, at most so many:
 * under load many share a commit, alone nobody waits. A group that fails fails for each of its items.
 */
export function grouped<T, R = void>(
  most: number,
  write: (items: readonly T[]) => Promise<R>,
): (item: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = [];
  let writing = false;
  const flush = async () => {
    writing = true;
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
    writing = false;
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!writing) void flush();
    });
}

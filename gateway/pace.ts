import type { Readable } from "node:stream";

/** The least that has to come while we wait. */
export interface Pace {
  readonly windowMs: number;
  readonly bytes: number;
}

/** 2 kB/s: below that a gigabyte takes a week, and a line is held for nothing. */
export const leastPace: Pace = { windowMs: 30_000, bytes: 60_000 };

/** A body that stopped, or dribbles. */
export class TooSlow extends Error {}

/**
 * What comes, as it comes. Only waiting for the other side counts: our own disk is never its fault.
 * @throws {TooSlow} when less than the pace has come in a window of waiting.
 */
export async function* paced(source: Readable, pace: Pace): AsyncGenerator<Buffer> {
  const chunks = source.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  let [waited, came] = [0, 0];
  for (;;) {
    const since = performance.now();
    const next = await within(chunks.next(), pace.windowMs);
    if (next.done) return;
    waited += performance.now() - since;
    came += next.value.length;
    if (waited >= pace.windowMs) {
      if (came < pace.bytes) throw new TooSlow();
      [waited, came] = [0, 0];
    }
    yield next.value;
  }
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TooSlow()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

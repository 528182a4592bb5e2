import { setTimeout as wait } from "node:timers/promises";

type Nothing = undefined | null | false;

/** Looks again until something is there (anything but undefined, null and false); fails with what was last seen. */
export async function eventually<T>(
  what: string,
  look: () => T | Nothing | Promise<T | Nothing>,
  withinMs = 15_000,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== null && seen !== false) return seen;
    if (performance.now() > until) throw new Error(`${what}: not within ${withinMs} ms, last seen ${String(seen)}`);
    await wait(20);
  }
}

import { setTimeout as wait } from "node:timers/promises";

/** Asks again until the answer is there (anything but undefined, null and false), or says what did not happen. */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  withinMs = 15_000,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (performance.now() > until) throw new Error(`This did not happen within ${withinMs} ms: ${what}`);
    await wait(20);
  }
}

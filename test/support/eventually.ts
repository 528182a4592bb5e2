/** Waits until `look` answers something true, and returns it. Fails with what was last seen. */
export async function eventually<T>(
  what: string,
  look: () => T | Promise<T>,
  deadlineMs = 15_000,
): Promise<NonNullable<T>> {
  const until = performance.now() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (performance.now() > until) throw new Error(`${what}: not within ${deadlineMs} ms, last seen ${String(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

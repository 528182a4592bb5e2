/**
 * Does what may take too long under a signal that is aborted after `ms` (a `TimeoutError`) or with `closing`.
 * Not by `AbortSignal.any([AbortSignal.timeout(ms), …])`: Node lets go of a limit that nothing else holds when it tidies up
 * memory, and who waits then waits for ever (nodejs/node#57736).
 */
export async function withinLimit<T>(
  ms: number,
  closing: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new DOMException(`nothing within ${ms} ms`, "TimeoutError"));
  }, ms);
  try {
    return await work(AbortSignal.any([limit.signal, closing]));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Works on each gateway by itself and on all at once, until each has nothing left or the time is over: one that is slow
 * takes its own time only. What it is at then is finished.
 *
 * @param next does one piece; false: there is none.
 */
export async function eachWithin<G>(gateways: readonly G[], limitMs: number, next: (gateway: G) => Promise<boolean>) {
  const started = performance.now();
  const ended = await Promise.allSettled(
    gateways.map(async (gateway) => {
      while (await next(gateway)) if (performance.now() - started >= limitMs) return;
    }),
  );
  const failed = ended.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
}

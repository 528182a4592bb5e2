/** Lets a loop sleep until there is work or time is up. A wake while nobody sleeps is kept, so none is lost. */
export interface Waker {
  readonly wake: () => void;
  /** @param ms the longest sleep, in milliseconds. @returns whether it was woken, and not by the time. */
  readonly sleep: (ms: number) => Promise<boolean>;
}

export function makeWaker(): Waker {
  let woken = false;
  let rouse: (() => void) | undefined;
  return {
    wake() {
      woken = true;
      rouse?.();
    },
    async sleep(ms) {
      if (!woken)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.min(ms, 2_147_483_647));
          rouse = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      rouse = undefined;
      const wasWoken = woken;
      woken = false;
      return wasWoken;
    },
  };
}

/** Resolves when `work` does, or after `ms`: closing has a limit. */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), limit]);
  clearTimeout(timer);
}

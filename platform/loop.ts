import type { Log } from "./log.ts";

/**
 * Work that is looked for again and again: as long as there may be more at once, and after a pause. What fails is told once, until it
 * works again, and tried again.
 * @param work answers whether there may be more at once.
 * @param sentence what the log says of a failure.
 * @returns how it is ended; what is under way ends first.
 */
export function startLoop(
  work: () => Promise<boolean>,
  { pauseMs, log, sentence }: { readonly pauseMs: number; readonly log: Log; readonly sentence: string },
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let closing = false;
  let troubled = false;
  const isOpen = () => !closing;
  const round = async () => {
    try {
      while (isOpen() && (await work()));
      troubled = false;
    } catch (error) {
      if (!troubled) log.warn({ err: error }, sentence);
      troubled = true;
    }
    if (isOpen())
      timer = setTimeout(() => {
        running = round();
      }, pauseMs);
  };
  let running = round();
  return async () => {
    closing = true;
    clearTimeout(timer);
    await running;
  };
}

import type { Log } from "./log.ts";

/** What must be closed, and what it is called in the log. */
interface Closing {
  readonly name: string;
  readonly close: () => Promise<unknown>;
}

/**
 * Closes everything in the reverse order of opening: what takes in stops first, the database last. Calling it twice
 * is calling it once. A process group's Ctrl-C and npm's forwarding of it arrive as two signals within a moment;
 * only a second signal after `impatientAfterMs` means "now".
 */
export class Lifecycle {
  readonly #closings: Closing[] = [];
  readonly #log: Log;
  readonly #impatientAfterMs: number;
  #closed: Promise<void> | undefined;
  #closing = false;

  constructor(log: Log, impatientAfterMs = 1_500) {
    this.#log = log;
    this.#impatientAfterMs = impatientAfterMs;
  }

  /** True from the first moment of closing: readiness is off. */
  get isClosing(): boolean {
    return this.#closing;
  }

  onClose(name: string, close: () => Promise<unknown>): void {
    this.#closings.push({ name, close });
  }

  close(): Promise<void> {
    this.#closing = true;
    this.#closed ??= this.#closeAll();
    return this.#closed;
  }

  async #closeAll(): Promise<void> {
    for (const { name, close } of this.#closings.reverse()) {
      try {
        await close();
        this.#log.debug({ closed: name }, "closed");
      } catch (error) {
        this.#log.error({ err: error, closing: name }, "could not be closed");
      }
    }
  }

  /** On SIGINT or SIGTERM closes in order and ends the process by the signal's own number. */
  closeOnSignals(): void {
    const firstAt = new Map<string, number>();
    for (const [signal, number] of [
      ["SIGINT", 2],
      ["SIGTERM", 15],
    ] as const)
      process.on(signal, () => {
        const now = performance.now();
        const first = Math.min(...firstAt.values(), now);
        firstAt.set(signal, firstAt.get(signal) ?? now);
        if (this.#closing) {
          if (now - first > this.#impatientAfterMs) process.exit(128 + number);
          return;
        }
        this.#log.info({ signal }, "closing");
        void this.close().then(() => {
          process.exitCode = 128 + number;
          this.#log.flush(() => process.exit(128 + number));
        });
      });
  }
}

import { once } from "node:events";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { parentPort, Worker, type WorkerOptions } from "node:worker_threads";

/** A question took more memory than the thread may have; nobody else lacks any. */
export class ThreadOutOfMemory extends Error {
  override name = "ThreadOutOfMemory";
}

export interface OwnThread<Q, A> {
  /**
   * One question at a time. Aborted, the thread ends at once, whatever it does, and the next question has another.
   * @throws what the thread threw, the signal's reason, or {ThreadOutOfMemory}.
   */
  readonly ask: (question: Q, signal: AbortSignal) => Promise<A>;
  readonly close: () => Promise<void>;
}

type Answer<A> = { readonly answer: A } | { readonly failed: unknown };

/**
 * A thread for what would hold up everything else. It begins with the first question; idle, it keeps no process from ending.
 * @param file which answers by {answerQuestions}.
 */
export function openThread<Q, A>(
  file: URL,
  options: Pick<WorkerOptions, "workerData" | "resourceLimits">,
): OwnThread<Q, A> {
  let thread: Worker | undefined;
  let isBusy = false;
  const close = async () => {
    const ended = thread;
    thread = undefined;
    await ended?.terminate();
  };
  return {
    async ask(question, signal) {
      if (isBusy) throw new Error("asked while it answers");
      signal.throwIfAborted();
      isBusy = true;
      const over = new AbortController();
      try {
        const asked = (thread ??= start(file, options));
        asked.ref();
        const until = { signal: AbortSignal.any([signal, over.signal]) };
        const ended = once(asked, "exit", until).then(() => {
          throw new Error("the thread ended");
        });
        asked.postMessage(question);
        const [said] = (await Promise.race([once(asked, "message", until), ended])) as [Answer<A>];
        if ("failed" in said) throw said.failed;
        asked.unref();
        return said.answer;
      } catch (error) {
        await close();
        signal.throwIfAborted();
        throw isOutOfMemory(error) ? new ThreadOutOfMemory("more memory than a question is worth") : error;
      } finally {
        over.abort();
        isBusy = false;
      }
    },
    close,
  };
}

/** From its source the thread needs what reads TypeScript, as this one has: it is not handed on. */
function start(file: URL, options: WorkerOptions): Worker {
  if (!file.pathname.endsWith(".ts")) return new Worker(file, options);
  // of its two forms the one for `require` does not register
  const tsx = pathToFileURL(
    createRequire(import.meta.url)
      .resolve("tsx/esm/api")
      .replace(/\.cjs$/, ".mjs"),
  ).href;
  const code = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(file.href)}); })`;
  return new Worker(code, { ...options, eval: true });
}

/** In the thread: answers whatever is asked. */
export function answerQuestions<Q, A>(answer: (question: Q) => Promise<A>): void {
  parentPort?.on("message", (question: Q) => {
    answer(question).then(
      (said) => parentPort?.postMessage({ answer: said }),
      (failed: unknown) => parentPort?.postMessage({ failed }),
    );
  });
}

/** Beside this file, as it runs: from its source, or built. */
export const threadFile = (name: string, from: string): URL =>
  new URL(`./${name}${from.endsWith(".ts") ? ".ts" : ".js"}`, from);

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";

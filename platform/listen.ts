import pg from "pg";
import { connection } from "./database.ts";
import type { Log } from "./log.ts";

/** One LISTEN connection for the whole process, however many wait on it. */
export interface Listener {
  /**
   * Calls `handle` with each notice's payload; with undefined when notices may have been missed (after a
   * connection was lost), so that the caller looks for itself. @returns the function that stops it.
   */
  on(channel: string, handle: (payload: string | undefined) => void): () => void;
  isConnected(): boolean;
  close(): Promise<void>;
}

const firstPauseMs = 100;
const longestPauseMs = 5_000;

export function openListener({ url, log, name }: { url: string; log: Log; name: string }): Listener {
  const handlers = new Map<string, Set<(payload: string | undefined) => void>>();
  let client: pg.Client | undefined;
  let connecting: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let pauseMs = firstPauseMs;
  let closed = false;
  let asked: Promise<unknown> = Promise.resolve();
  /** One question after the other: a client of pg answers one at a time. */
  const listen = (to: pg.Client, channel: string): Promise<unknown> => {
    const answer = asked.then(() => to.query(`listen ${channel}`));
    asked = answer.catch(() => undefined);
    return answer;
  };

  const connect = async () => {
    const fresh = new pg.Client({
      ...connection(url, "hub_app", name),
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
    });
    asked = Promise.resolve(); // what the lost one was asked may never be answered
    let over = false;
    const lost = (error?: Error) => {
      if (over) return;
      over = true;
      if (client === fresh) client = undefined;
      void fresh.end().catch(() => undefined);
      if (closed) return;
      if (pauseMs === firstPauseMs) log.warn({ err: error, listener: name }, "notices from the database stopped");
      timer = setTimeout(() => {
        connecting = connect();
      }, pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    };
    fresh.on("error", lost);
    fresh.on("end", () => lost());
    fresh.on("notification", ({ channel, payload }) => {
      for (const handle of handlers.get(channel) ?? []) handle(payload ?? "");
    });
    try {
      await fresh.connect();
      for (const channel of handlers.keys()) await listen(fresh, channel);
      client = fresh;
      pauseMs = firstPauseMs;
      // channels that were asked for in between
      for (const channel of handlers.keys()) await listen(fresh, channel);
      for (const set of handlers.values()) for (const handle of set) handle(undefined);
    } catch (error) {
      lost(error as Error);
    }
  };
  connecting = connect();

  return {
    on(channel, handle) {
      const set = handlers.get(channel) ?? new Set();
      set.add(handle);
      if (!handlers.has(channel)) {
        handlers.set(channel, set);
        if (client)
          listen(client, channel).then(
            // also those that came after the question and before the answer
            () => set.forEach((one) => one(undefined)),
            () => undefined, // a lost connection listens to all channels again
          );
      }
      return () => set.delete(handle);
    },
    isConnected: () => client !== undefined,
    async close() {
      closed = true;
      clearTimeout(timer);
      await connecting;
      await client?.end().catch(() => undefined);
      client = undefined;
    },
  };
}

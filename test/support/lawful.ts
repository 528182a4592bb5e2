import { sql } from "kysely";
import type { Database } from "../../platform/database.ts";
import type { Answer } from "./gateway.ts";

/** An act of a generated run met a refusal, an answer or an error that is not among its lawful ones. */
export class Unlawful extends Error {
  override readonly name = "Unlawful";
}

/** What work says whose connections were cut, or that asked a hub whose database was away. */
export const isDeath = (error: unknown): boolean =>
  /terminat|died|connection|not queryable|socket hang up|fetch failed|ECONN|EPIPE|no token|closed|destroyed|hub-busy/i.test(
    String(error instanceof Error ? [error.message, error.cause] : error),
  );

/**
 * Acts that swallow nothing: each says which refusals are lawful, and only where the process or its connections died just now may
 * it end otherwise.
 */
export function makeLawful(hasDied: () => boolean, note: (words: string) => void = () => undefined) {
  /** Undefined: it died. */
  const mayDie = <T>(what: string, work: () => Promise<T>): Promise<T | undefined> =>
    work().catch((error: unknown) => {
      if (hasDied() && isDeath(error)) {
        note(`${what}: the process died`);
        return undefined;
      }
      throw error instanceof Unlawful ? error : new Unlawful(`${what}: ${String(error)}`, { cause: error });
    });
  return {
    mayDie,
    /** @param lawful codes of problems. `unknown`: no answer came that says whether it was done. */
    async asks(
      what: string,
      lawful: readonly string[],
      send: () => Promise<Answer>,
    ): Promise<Answer | "refused" | "unknown"> {
      const answer = await mayDie(what, send);
      if (answer === undefined) return "unknown";
      const { status, body } = answer;
      if (status < 300) {
        note(what);
        return answer;
      }
      if (status >= 500 && hasDied()) return "unknown";
      const { code } = body as { readonly code: string };
      if (status >= 500 || !lawful.includes(code)) throw new Unlawful(`${what}: ${status} ${JSON.stringify(body)}`);
      note(`${what}: refused, ${code}`);
      return "refused";
    },
  };
}

/** Cuts every connection of the hub's, whatever they are in the middle of. */
export const cutConnections = (run: (text: string) => Promise<unknown>): Promise<unknown> =>
  run(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'test' and pid <> pg_backend_pid()`,
  );

/** Connections that are gone, and that the pool has not noticed yet, are used up. */
export async function useUpDead(db: Database): Promise<void> {
  for (let time = 0; time < 3; time += 1)
    await Promise.allSettled(Array.from({ length: 12 }, () => sql`select 1`.execute(db)));
}

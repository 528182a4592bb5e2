import { randomUUID } from "node:crypto";

export interface Account {
  readonly username: string;
  readonly password: string;
  /** `madonvi` it may speak for; missing: any. */
  readonly organisations?: readonly string[];
  /** Provinces (H99) whose dossiers it may tell of; missing: any. */
  readonly provinces?: readonly string[];
}

/** Sessions and bearer tokens: each lasts so long after its making, used or not. */
export function openSessions(accounts: readonly Account[], lifeMs: () => number, now: () => Date) {
  const open = new Map<string, { readonly account: Account; readonly until: number }>();
  return {
    /** undefined: wrong name or password. */
    signIn(username: unknown, password: unknown): string | undefined {
      const account = accounts.find((known) => known.username === username && known.password === password);
      if (!account) return undefined;
      const session = randomUUID();
      open.set(session, { account, until: now().getTime() + lifeMs() });
      return session;
    },
    accountOf(session: unknown): Account | undefined {
      const found = typeof session === "string" ? open.get(session) : undefined;
      return found && now().getTime() < found.until ? found.account : undefined;
    },
    lifeSeconds: () => Math.floor(lifeMs() / 1000),
    end(session: unknown): void {
      if (typeof session === "string") open.delete(session);
    },
    endAll: () => {
      open.clear();
    },
  };
}

export type Sessions = ReturnType<typeof openSessions>;

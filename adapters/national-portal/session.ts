/**
 * One session for all calls of a process (quirk 30): whoever needs one waits for the login that is under way, and a
 * session that the portal refused is given back, so that the next call logs in anew, once for all who were refused.
 */
export interface Sessions {
  /** @throws what the login throws; the next call tries again. */
  readonly get: () => Promise<string>;
  /** The portal did not take it. One that was replaced meanwhile stays replaced. */
  readonly giveBack: (session: string) => void;
}

export interface SessionOptions {
  readonly login: () => Promise<string>;
  /** How long one is used at most: the portal does not say how long it lives. */
  readonly lifetimeMs: number;
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
}

export function keepSession({ login, lifetimeMs, now = () => performance.now() }: SessionOptions): Sessions {
  let kept: { readonly session: string; readonly since: number } | undefined;
  let underWay: Promise<string> | undefined;

  const logIn = async (): Promise<string> => {
    const since = now();
    const session = await login();
    kept = { session, since };
    return session;
  };
  return {
    get() {
      if (kept && now() - kept.since < lifetimeMs) return Promise.resolve(kept.session);
      underWay ??= logIn().finally(() => (underWay = undefined));
      return underWay;
    },
    giveBack(session) {
      if (kept?.session === session) kept = undefined;
    },
  };
}

/**
 * One token for all calls of an account: whoever needs one waits for the request that is under way, and one that the partner
 * refused is given back, so that the next call asks anew, once for all who were refused.
 */
export interface Tokens {
  readonly get: () => Promise<Token | NoToken>;
  readonly giveBack: (token: Token) => void;
}

/** Headers that a call brings along. */
export interface Token {
  readonly ok: true;
  readonly headers: Readonly<Record<string, string>>;
  /** How long it is used from when it was asked for. */
  readonly lifetimeMs: number;
}
/** Nothing of the call itself has left. `refused`: our name or key, and no outage, is the reason. */
export interface NoToken {
  readonly ok: false;
  readonly refused: boolean;
  readonly detail: string;
  readonly retryAfterMs?: number;
}

/** @param now milliseconds of a clock that only goes forward. */
export function keepToken(ask: () => Promise<Token | NoToken>, now: () => number = () => performance.now()): Tokens {
  let kept: { readonly token: Token; readonly since: number } | undefined;
  let underWay: Promise<Token | NoToken> | undefined;
  const renew = async (): Promise<Token | NoToken> => {
    const since = now();
    const got = await ask();
    if (got.ok) kept = { token: got, since };
    return got;
  };
  return {
    get() {
      if (kept && now() - kept.since < kept.token.lifetimeMs) return Promise.resolve(kept.token);
      return (underWay ??= renew().finally(() => (underWay = undefined)));
    },
    giveBack(token) {
      if (kept?.token === token) kept = undefined;
    },
  };
}

import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";

/** A unit's software as a caller: what has no answer is repeated with the same Idempotency-Key until it has one. */
export interface Client {
  readonly get: <T>(path: string) => Promise<T>;
  readonly put: <T>(path: string, body: object) => Promise<T>;
  /** @param twice sends it a second time beside the first, as impatient software does. */
  readonly post: <T>(path: string, body: object, twice?: boolean) => Promise<T>;
}

export interface ClientOptions {
  readonly url: string;
  readonly id: string;
  readonly secret: string;
  /** Ends everything that is still being tried. */
  readonly signal: AbortSignal;
  /** An answer that says the hub itself failed: never right, whatever breaks around it (P14). */
  readonly onFailure: (what: string) => void;
}

/** The hub said no; nothing in a run asks for what the rules forbid. */
export class Refused extends Error {}

const answerWithinMs = 4_000;
const pauseMs = 150;

export function makeClient({ url, id, secret, signal, onFailure }: ClientOptions): Client {
  let token: string | undefined;

  const send = (path: string, init: RequestInit) =>
    fetch(`${url}${path}`, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]) });

  const fetchToken = async (): Promise<string | undefined> => {
    const answer = await send("/oauth/token", {
      method: "POST",
      body: new URLSearchParams({ grant_type: "client_credentials", client_id: id, client_secret: secret }),
    });
    const body = (await answer.json()) as { access_token?: string };
    if (answer.status !== 503 && body.access_token === undefined)
      onFailure(`POST /oauth/token: ${answer.status} ${JSON.stringify(body)}`);
    return body.access_token;
  };

  /** undefined: no answer, or one that says to come again. */
  const attempt = async <T>(method: string, path: string, key: string | undefined, body: object | undefined) => {
    const bearer = (token ??= await fetchToken());
    if (bearer === undefined) return undefined;
    const answer = await send(path, {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (answer.ok) return { value: JSON.parse(text) as T };
    if (answer.status === 401) token = undefined;
    // a wire so slow that the headers did not arrive in time: to be repeated, says RFC 9110 §15.5.9
    else if (answer.status === 408) return undefined;
    else if (answer.status >= 500 && answer.status !== 503) onFailure(`${method} ${path}: ${answer.status} ${text}`);
    else if (answer.status < 500)
      throw new Refused(`${method} ${path} ${JSON.stringify(body)}: ${answer.status} ${text}`);
    return undefined;
  };

  const ask = async <T>(method: string, path: string, key?: string, body?: object): Promise<T> => {
    for (;;) {
      signal.throwIfAborted();
      try {
        const answer = await attempt<T>(method, path, key, body);
        if (answer) return answer.value;
      } catch (error) {
        if (error instanceof Refused) throw error;
      }
      await wait(pauseMs);
    }
  };

  return {
    get: (path) => ask("GET", path),
    put: (path, body) => ask("PUT", path, undefined, body),
    async post<T>(path: string, body: object, twice = false) {
      const key = randomUUID();
      const answers = await Promise.all(Array.from({ length: twice ? 2 : 1 }, () => ask<T>("POST", path, key, body)));
      const first = answers[0] as T;
      if (!answers.every((answer) => isDeepStrictEqual(answer, first)))
        onFailure(`POST ${path}: two answers under one key`);
      return first;
    },
  };
}

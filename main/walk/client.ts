import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { StartError } from "../../platform/start-error.ts";
import axios, { isAxiosError, type AxiosInstance, type AxiosResponse } from "axios";

/** The hub refused, in its own words. */
export class HubRefusal extends Error {
  override name = "HubRefusal";
  readonly status: number;
  readonly code: string | undefined;
  constructor(status: number, code: string | undefined, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

interface ProblemBody {
  readonly code?: string;
  readonly detail?: string;
  readonly remedy?: string;
}

/** How a unit's system should behave towards the hub: it repeats with the same key until it has an answer. */
export interface UnitClient {
  get<T>(path: string): Promise<T>;
  /** An effect, once: the key is made before the first attempt and kept for every repeat (P3). */
  post<T>(
    path: string,
    body: object,
  ): Promise<{ readonly body: T; readonly replayed: boolean; readonly attempts: number }>;
  put<T>(path: string, body: object): Promise<T>;
}

export interface ClientOptions {
  readonly hubUrl: string;
  readonly id: string;
  readonly secret: string;
  readonly language: "vi" | "en";
  /** How long an absent hub is waited for before giving up, in ms. */
  readonly patienceMs: number;
  /** Told once when the hub is absent, and once when it is back. */
  readonly onAbsence?: (absent: boolean) => void;
}

export function makeUnitClient(options: ClientOptions): UnitClient {
  const http = axios.create({
    baseURL: options.hubUrl,
    timeout: 15_000,
    maxRedirects: 0,
    validateStatus: () => true,
    headers: { "accept-language": options.language },
  });
  let token: string | undefined;
  let refused: string | undefined;

  const ask = async (send: (http: AxiosInstance, token: string) => Promise<AxiosResponse<unknown>>) => {
    const deadline = performance.now() + options.patienceMs;
    let absent = false;
    for (let attempt = 1; ; attempt++) {
      const response = await attemptOnce(async () => {
        token ??= await newToken(http, options);
        return send(http, token);
      });
      if (response && response.status !== 503) {
        if (absent) options.onAbsence?.(false);
        if (response.status === 401 && token !== refused) {
          refused = token; // expired: a fresh one, then the same request again; a fresh one refused is a refusal
          token = undefined;
          continue;
        }
        if (response.status >= 400) throw refusalOf(response);
        return { response, attempts: attempt };
      }
      if (performance.now() > deadline)
        throw new StartError(
          `${options.hubUrl} không trả lời trong ${Math.round(options.patienceMs / 1000)} s. / did not answer.`,
        );
      if (!absent) options.onAbsence?.((absent = true));
      await pause(250);
    }
  };

  return {
    get: async <T>(path: string) => (await ask((hub, bearer) => hub.get(path, auth(bearer)))).response.data as T,
    put: async <T>(path: string, body: object) =>
      (await ask((hub, bearer) => hub.put(path, body, auth(bearer)))).response.data as T,
    async post<T>(path: string, body: object) {
      const key = randomUUID();
      const { response, attempts } = await ask((hub, bearer) => hub.post(path, body, auth(bearer, key)));
      return { body: response.data as T, replayed: response.headers["idempotency-replayed"] === "true", attempts };
    },
  };
}

const auth = (token: string, key?: string) => ({
  headers: { authorization: `Bearer ${token}`, ...(key === undefined ? {} : { "idempotency-key": key }) },
});

async function newToken(http: AxiosInstance, { id, secret }: ClientOptions): Promise<string> {
  const response = await http.post<{ access_token?: string }>(
    "/oauth/token",
    new URLSearchParams({ grant_type: "client_credentials", client_id: id, client_secret: secret }),
  );
  if (response.status === 503) throw new Absent();
  if (response.status >= 400 || response.data.access_token === undefined) throw refusalOf(response);
  return response.data.access_token;
}

class Absent extends Error {}

/** The answer, or undefined when there was none: the hub may have done it all the same, so it is asked again. */
async function attemptOnce(send: () => Promise<AxiosResponse<unknown>>): Promise<AxiosResponse<unknown> | undefined> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof Absent || (isAxiosError(error) && error.response === undefined)) return undefined;
    throw error;
  }
}

function refusalOf(response: AxiosResponse<unknown>): HubRefusal {
  const problem = (typeof response.data === "object" ? response.data : {}) as ProblemBody;
  const words = [problem.detail, problem.remedy].filter(Boolean).join(" ");
  return new HubRefusal(response.status, problem.code, words || `HTTP ${response.status}`);
}

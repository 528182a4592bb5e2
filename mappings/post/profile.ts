import type { PostOrder } from "../../core/domain/post/order.ts";
import type { Dong } from "../../core/domain/payment/dong.ts";

/** What is to be sent; the edge adds address, time limit and, where it says so, the token. */
export interface PostRequest {
  readonly method: "GET" | "POST";
  /** Under the address that is configured for the profile, with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: none. */
  readonly body: string | null;
  /** False: it changes something, so no proxy, client or retry sends it again by itself. */
  readonly isSafe: boolean;
}

export interface PostReply {
  readonly status: number;
  readonly body: string;
}

/** Ends that any call can have. `unknown`: it may have been done (R4). */
type Failure =
  | { readonly kind: "unknown"; readonly why: string }
  /** 401 or 403: a new token, and once again. */
  | { readonly kind: "newToken" }
  /** 429 or 503: nothing was done; later again. */
  | { readonly kind: "busy" }
  | { readonly kind: "refused"; readonly code: string; readonly said: string };

export type CreateReply =
  | {
      readonly kind: "created";
      readonly waybill: string | null;
      /** Theirs, by which it is cancelled; null: by our number. */
      readonly theirNumber: string | null;
      /** Provisional, no proof of anything. */
      readonly fee: Dong | null;
      readonly said: string;
    }
  /** They say that they have it: the first order of this number stands. */
  | { readonly kind: "already"; readonly said: string }
  | Failure;

export type CancelReply =
  | { readonly kind: "cancelled"; readonly said: string }
  /** It waits for the post's approval; the order still stands. */
  | { readonly kind: "pending"; readonly caseId: string; readonly said: string }
  | Failure;

export type QuoteReply =
  { readonly kind: "quoted"; readonly prices: readonly { readonly service: string; readonly price: Dong }[] } | Failure;

/** A request, or the fields without which there is none. */
export type Built =
  { readonly ok: true; readonly request: PostRequest } | { readonly ok: false; readonly faults: readonly string[] };

export interface CancelOf {
  readonly customerCode: string;
  readonly orderNumber: string;
  /** From `created`. */
  readonly theirNumber: string | null;
}

/** What each profile can do; null: the post offers no such thing there. */
export interface PostProfile {
  readonly name: string;
  readonly create: (order: PostOrder) => Built;
  readonly readCreate: (reply: PostReply) => CreateReply;
  readonly cancel: ((of: CancelOf) => Built) | null;
  readonly readCancel: (reply: PostReply) => CancelReply;
  readonly quote: ((order: PostOrder) => Built) | null;
  readonly readQuote: (reply: PostReply) => QuoteReply;
}

export const json = { "content-type": "application/json; charset=utf-8" } as const;

export type Answer = Readonly<Record<string, unknown>>;

/** Null: no JSON object. */
export function readAnswer({ body }: PostReply): Answer | null {
  const value = readJson(body);
  return isAnswer(value) ? value : null;
}

export function readJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

export const isAnswer = (value: unknown): value is Answer =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Text and whole numbers alike: systems change between the two. */
export const textIn = (answer: Answer | null | undefined, ...names: readonly string[]): string | null => {
  for (const name of names) {
    const value = answer?.[name];
    if (typeof value === "string" && value !== "") return value;
    if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  }
  return null;
};

/** Ends that the status alone decides; undefined: the body does. */
export function failureOf({ status, body }: PostReply): Failure | undefined {
  if (status === 401 || status === 403) return { kind: "newToken" };
  if (status === 429 || status === 503) return { kind: "busy" };
  if (status === 400 || status === 404 || status === 405 || status === 422)
    return { kind: "refused", code: String(status), said: body.slice(0, 500) };
  if (status < 200 || status > 299) return { kind: "unknown", why: `HTTP ${status}` };
  return undefined;
}

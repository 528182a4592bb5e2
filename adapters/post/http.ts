import { isAxiosError } from "axios";
import type { PostReply, PostRequest } from "../../mappings/post/profile.ts";
import { neverLeft, openKeptClient, untrusted } from "../../platform/kept-client.ts";

/** What came back, or that nothing did. */
export type Heard =
  | { readonly kind: "answered"; readonly reply: PostReply; readonly retryAfterMs: number | undefined }
  /** `left`: the request may have arrived. */
  | { readonly kind: "silent"; readonly left: boolean; readonly detail: string };

/** @param base of the account, under which the request's path is. */
export type PostSend = (base: string, request: PostRequest, signal: AbortSignal) => Promise<Heard>;

const answerLimit = 8 << 20;
const connections = 8;

/**
 * Calls the post once over kept connections: not redirected, not through a proxy of the environment, nothing repeated by
 * itself, an answer read up to 8 MB. Only the account's own host is called.
 */
export function makePostSend(timeoutMs: number): PostSend {
  const client = openKeptClient(connections, answerLimit);
  return async (base, { method, path, headers, body }, signal) => {
    const url = new URL(`${base}${path}`);
    if (url.origin !== new URL(base).origin) throw new Error(`${path} would leave ${new URL(base).host}`);
    // axios' own time limit begins anew with every byte of an answer that dribbles
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      const {
        status,
        data,
        headers: answered,
      } = await client.request<Buffer>({
        ...{ method, url: url.href, headers: { ...headers }, signal: AbortSignal.any([signal, limit]) },
        ...(body === null ? {} : { data: Buffer.from(body, "utf8") }),
      });
      const retryAfterMs = waitOf(answered["retry-after"]);
      return { kind: "answered", reply: { status, body: data.toString("utf8") }, retryAfterMs };
    } catch (error) {
      if (!isAxiosError(error)) throw error;
      const code = error.code ?? "";
      const left = !neverLeft.test(code) && !untrusted.test(code);
      const why = limit.aborted ? `nothing within ${timeoutMs} ms` : error.message || code;
      return { kind: "silent", left, detail: left ? `sent, but no answer: ${why}` : `not reached: ${why}` };
    }
  };
}

/** Seconds alone: a date needs their clock to be ours. */
const waitOf = (said: unknown): number | undefined =>
  typeof said === "string" && /^\d{1,6}$/.test(said) ? Number(said) * 1_000 : undefined;

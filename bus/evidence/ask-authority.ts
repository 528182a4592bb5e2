import { withinLimit } from "../../platform/within-limit.ts";
import { StampError } from "./stamp.ts";

/** Bytes of an answer that are read at most; a token with its certificates has some thousand. */
const longestAnswer = 64 * 1024;

/**
 * Sends a time-stamp request to the authority (RFC 3161 §3.4).
 * @throws {StampError} when no answer of the right kind comes within `limitMs`.
 */
export async function askAuthority(
  url: string,
  request: Uint8Array,
  limitMs: number,
  closing: AbortSignal,
): Promise<Uint8Array> {
  try {
    return await withinLimit(limitMs, closing, async (signal) => {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/timestamp-query", accept: "application/timestamp-reply" },
        body: Buffer.from(request),
        redirect: "error",
        signal,
      });
      const type = response.headers.get("content-type") ?? "";
      if (response.status !== 200 || !type.startsWith("application/timestamp-reply")) {
        await response.body?.cancel();
        throw new StampError(`the authority answered HTTP ${response.status} ${type.slice(0, 80)}`.trim());
      }
      return await readAll(response);
    });
  } catch (error) {
    if (error instanceof StampError) throw error;
    const { message, cause } = error as Error;
    throw new StampError(cause instanceof Error ? `${message}: ${cause.message}` : message);
  }
}

async function readAll(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    const bytes = part as Uint8Array;
    length += bytes.length;
    if (length > longestAnswer) throw new StampError("the authority's answer does not end");
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

import { isAxiosError } from "axios";
import type { FaultCode } from "../../bus/outcome.ts";
import type { WireRequest } from "../../mappings/national-portal/dialects/wire.ts";
import { neverLeft, openKeptClient, untrusted } from "../../platform/kept-client.ts";

/** What came back, or that nothing did. */
export type Heard =
  | { readonly kind: "answered"; readonly status: number; readonly bytes: Uint8Array }
  /** `left`: the request may have arrived. `isTooLarge`: an answer came, of more bytes than are read. */
  | {
      readonly kind: "silent";
      readonly left: boolean;
      readonly fault: FaultCode;
      readonly detail: string;
      readonly isTooLarge?: true;
    };

export type Send = (request: WireRequest, signal: AbortSignal) => Promise<Heard>;

export interface SendOptions {
  readonly endpoints: Readonly<Record<WireRequest["endpoint"], string>>;
  readonly timeoutMs: number;
  /** Bytes of an answer at most: the rest is not read. */
  readonly answerLimit: number;
  readonly connections: number;
}

/** Calls the portal over kept connections: not redirected, not through a proxy of the environment. */
export function makeSend({ endpoints, timeoutMs, answerLimit, connections }: SendOptions): Send {
  const client = openKeptClient(connections, answerLimit);
  return async ({ method, endpoint, path, query, headers, body }, signal) => {
    const url = new URL(`${endpoints[endpoint].replace(/\/+$/, "")}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    // axios' own time limit begins anew with every byte of an answer that dribbles
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      const { status, data } = await client.request<Buffer>({
        ...{ method, url: url.href, headers: { ...headers }, signal: AbortSignal.any([signal, limit]) },
        ...(body === null ? {} : { data: Buffer.from(body, "utf8") }),
      });
      return { kind: "answered", status, bytes: data };
    } catch (error) {
      if (!isAxiosError(error)) throw error;
      if (/maxContentLength/.test(error.message)) {
        const detail = `sent, and the answer is larger than ${answerLimit} bytes`;
        return { kind: "silent", left: true, fault: "silent", detail, isTooLarge: true };
      }
      return silence(error.code ?? "", limit.aborted ? `nothing within ${timeoutMs} ms` : error.message);
    }
  };
}

function silence(code: string, why: string): Heard {
  if (untrusted.test(code)) return { kind: "silent", left: false, fault: "certificate", detail: `not reached: ${why}` };
  if (neverLeft.test(code)) return { kind: "silent", left: false, fault: "unreachable", detail: `not reached: ${why}` };
  return { kind: "silent", left: true, fault: "silent", detail: `sent, but no answer: ${why}` };
}

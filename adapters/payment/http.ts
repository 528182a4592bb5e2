import { isAxiosError } from "axios";
import type { Received } from "../../mappings/payment/received.ts";
import { neverLeft, openKeptClient } from "../../platform/kept-client.ts";

/** What came back, or that nothing did. */
export type Heard =
  | { readonly kind: "answered"; readonly received: Received; readonly bytes: Buffer }
  /** `left`: the request may have arrived, and done its work. */
  | { readonly kind: "silent"; readonly left: boolean; readonly why: string };

export type Send = (
  request: {
    readonly method: "GET" | "POST";
    readonly url: string;
    readonly body: string | null;
    readonly headers: Readonly<Record<string, string>>;
  },
  signal: AbortSignal,
) => Promise<Heard>;

/** Bytes of an answer at most: the rest is not read. A receipt's document is the largest. */
const answerLimit = 5 << 20;

/** Calls a gateway at the address of the operator's file alone: not redirected, not through a proxy of the environment. */
export function makeSend(timeoutMs: number): Send {
  const client = openKeptClient(8, answerLimit);
  return async ({ method, url, body, headers }, signal) => {
    // axios' own time limit begins anew with every byte of an answer that dribbles
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      const {
        data,
        status,
        headers: said,
      } = await client.request<Buffer>({
        ...{ method, url, headers: { ...headers }, signal: AbortSignal.any([signal, limit]) },
        ...(body === null ? {} : { data: Buffer.from(body, "utf8") }),
      });
      // whatever a server in trouble says, it is no answer of the gateway
      if (status >= 300) return { kind: "silent", left: true, why: `HTTP ${status}` };
      const isPdf =
        /pdf/i.test(String(said["content-type"] ?? "")) || data.subarray(0, 5).toString("latin1") === "%PDF-";
      const received: Received = isPdf ? { form: "pdf", text: "" } : { form: "json", text: data.toString("utf8") };
      return { kind: "answered", received, bytes: data };
    } catch (error) {
      if (!isAxiosError(error)) throw error;
      const why = limit.aborted || signal.aborted ? "no answer in time" : (error.code ?? "?");
      return { kind: "silent", left: !neverLeft.test(error.code ?? ""), why };
    }
  };
}

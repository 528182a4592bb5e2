import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";

export interface Posted {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** The beginning of the answer; what follows is not read. */
  readonly text: string;
}

/** No answer came. */
export class Unanswered extends Error {
  readonly code: string | undefined;
  /** A connection stood, so the request's bytes may have left. */
  readonly left: boolean;
  readonly timedOut: boolean;
  constructor(cause: NodeJS.ErrnoException, left: boolean, timedOut: boolean) {
    // of several addresses that were tried in vain Node names none in the message
    super(cause.message || (cause.code ?? "no answer"), { cause });
    this.code = cause.code;
    this.left = left;
    this.timedOut = timedOut;
  }
}

/**
 * POSTs once over kept connections: not redirected, not through a proxy, not decompressed. By Node's own client: it is
 * the hot path, and libraries on top of it cost as much again.
 */
export function makePost(options: { readonly agents: http.AgentOptions; readonly answerLimit: number }) {
  const httpAgent = new http.Agent(options.agents);
  const httpsAgent = new https.Agent(options.agents);

  return (
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<Posted> =>
    new Promise((resolve, reject) => {
      const secure = url.startsWith("https:");
      let left = false;
      let timedOut = false;
      const sending = (secure ? https : http).request(url, {
        method: "POST",
        agent: secure ? httpsAgent : httpAgent,
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
      });
      const breakOff = () => sending.destroy(new Error("broken off"));
      const timer = setTimeout(() => {
        timedOut = true;
        breakOff();
      }, timeoutMs);
      if (signal.aborted) breakOff();
      else signal.addEventListener("abort", breakOff);
      sending.once("close", () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", breakOff);
      });
      sending.once("socket", (socket: Socket) => {
        const depart = () => (left = true);
        // a kept connection stands already; until TLS is agreed nothing of the message is sent
        if (!socket.connecting) depart();
        else socket.once(secure ? "secureConnect" : "connect", depart);
      });
      let isAnswered = false;
      sending.on("error", (error: NodeJS.ErrnoException) => {
        if (!isAnswered) reject(new Unanswered(error, left, timedOut));
      });
      sending.once("response", (response) => {
        isAnswered = true;
        readBeginning(response, options.answerLimit, (text) =>
          resolve({ status: response.statusCode ?? 0, retryAfter: response.headers["retry-after"], text }),
        );
      });
      // as text: it leaves in one piece with the headers
      sending.end(body);
    });
}

/** The status is known by then: a body that breaks off changes nothing. */
function readBeginning(response: http.IncomingMessage, limit: number, done: (text: string) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const end = () => done(Buffer.concat(chunks).toString("utf8"));
  response.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limit) response.destroy(); // and with it the connection
  });
  response.on("error", () => undefined);
  response.once("close", end);
}

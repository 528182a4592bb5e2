import http from "node:http";

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Seconds to wait before asking again, where it says so. */
  readonly retryAfter: number | undefined;
}

/** Posts with node:http alone: the cheapest client there is, the same for everything that is measured. */
export const makePost = (connections: number) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  return (url: URL, headers: Readonly<Record<string, string>>, body: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const request = http.request(
        url,
        { method: "POST", agent, headers: { ...headers, "content-length": Buffer.byteLength(body) } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () => {
            const retryAfter = response.headers["retry-after"];
            resolve({
              status: response.statusCode ?? 0,
              text: Buffer.concat(chunks).toString(),
              retryAfter: retryAfter === undefined ? undefined : Number(retryAfter),
            });
          });
          response.on("error", reject);
        },
      );
      request.on("error", reject);
      request.end(body);
    });
};
export type Post = ReturnType<typeof makePost>;

export async function readBody(request: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { readBody } from "./http.ts";
import type { Arrival } from "./pipeline.ts";

/** The unit at the end: takes everything at once, and notes what came when. */
export interface Receiver {
  readonly url: string;
  /** When each message arrived first, by `performance.now()`. */
  readonly arrivals: ReadonlyMap<string, number>;
  /** What was not once, not in order or not readable; nothing measured counts when there is any. */
  readonly faults: readonly string[];
  readonly close: () => Promise<void>;
}

export async function openReceiver(read: (headers: IncomingHttpHeaders, body: Buffer) => Arrival): Promise<Receiver> {
  const arrivals = new Map<string, number>();
  const lanes = new Map<string, number>();
  const faults: string[] = [];

  const take = ({ id, lane, sequence }: Arrival, at: number) => {
    if (arrivals.has(id)) {
      faults.push(`${id} came twice`);
      return;
    }
    arrivals.set(id, at);
    const before = lanes.get(lane) ?? 0;
    if (sequence !== before + 1) faults.push(`${lane}: ${sequence} came after ${before}`);
    lanes.set(lane, sequence);
  };

  const server = createServer((request, response) => {
    readBody(request).then(
      (body) => {
        try {
          take(read(request.headers, body), performance.now());
          response.writeHead(200, { "content-type": "application/json" }).end('{"status":"ok"}');
        } catch (error) {
          faults.push(String(error));
          response.writeHead(400).end();
        }
      },
      () => response.destroy(),
    );
  });
  server.keepAliveTimeout = 65_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    arrivals,
    faults,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

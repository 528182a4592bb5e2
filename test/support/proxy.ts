import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A wire between the code under test and a real server that a test can cut. */
export interface Proxy {
  readonly url: string;
  /** How many connections go through it now. */
  readonly connections: () => number;
  /** Breaks all connections; new ones are let through. */
  readonly cut: () => void;
  /** Breaks all connections and lets none through until `restore`. */
  readonly sever: () => void;
  readonly restore: () => void;
  /** Keeps all connections and lets nothing through, as a database that has become slow; `flow` ends it. */
  readonly stall: () => void;
  readonly flow: () => void;
  readonly close: () => Promise<void>;
}

export async function openProxy(target: string): Promise<Proxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const pipes = new Set<readonly [Socket, Socket]>();
  let severed = false;
  let stalled = false;
  const server = createServer((near) => {
    if (severed) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      const pipe = [one, other] as const;
      pipes.add(pipe);
      one.on("close", () => pipes.delete(pipe));
      if (!stalled) one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(target);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    connections: () => sockets.size / 2,
    cut,
    sever() {
      severed = true;
      cut();
    },
    restore: () => (severed = false),
    stall() {
      stalled = true;
      for (const [one, other] of pipes) one.unpipe(other).pause();
    },
    flow() {
      // piped a second time, a wire would carry everything twice
      if (!stalled) return;
      stalled = false;
      for (const [one, other] of pipes) one.pipe(other);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}

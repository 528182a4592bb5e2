import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { GatewaySettings } from "../../../contracts/payment/connection.ts";
import { makeCounterparty } from "./counterparties.ts";
import { newOrder, type Order, type Orders, type Outgoing, type Twist } from "./counterparty.ts";
import type { Message } from "./signing.ts";

/** What goes wrong with the next call of ours (facts §10): each once. */
export type Fault =
  | "silentAfterWork" // done, and no answer
  | "broken" // HTTP 500 before anything is done
  | "notJson"
  | "wronglySigned"
  | "ipnBeforeAnswer";

export interface StandIn {
  readonly url: string;
  /** For the connection file. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly orders: Orders;
  readonly failNext: (fault: Fault) => void;
  /** The payer's browser goes where the gateway sent it. */
  readonly visit: (redirect: string) => Promise<void>;
  /** A payer pays, or fails to; nobody is told yet. */
  readonly settle: (reference: string, status?: Order["status"], amount?: bigint) => Order;
  /** Its callback, once. @returns our answer. */
  readonly notify: (reference: string, twist?: Twist) => Promise<{ status: number; body: Message }>;
  readonly inquire: (key: string, amount?: bigint) => Promise<{ status: number; body: Message }>;
  /** What it would send, for those who send it themselves. */
  readonly outgoing: (reference: string, twist?: Twist) => Outgoing;
  readonly send: (outgoing: Outgoing) => Promise<{ status: number; body: Message }>;
  readonly close: () => Promise<void>;
}

/**
 * One of the seven counterparties, over HTTP both ways.
 * @param callback our address for it: `http://…/callbacks/payments/{name}`.
 */
export async function startStandIn(
  settings: GatewaySettings,
  callback: () => string,
  now: () => Date = () => new Date(),
  /** A payer who comes pays at once: there is nobody to press a button. */
  { paysAtOnce = false }: { readonly paysAtOnce?: boolean } = {},
): Promise<StandIn> {
  const counterparty = makeCounterparty(settings);
  const orders: Orders = new Map();
  const faults: Fault[] = [];
  let numbers = 14_226_000;

  const outgoing = (reference: string, twist: Twist = {}): Outgoing => {
    const order = orders.get(reference) ?? newOrder(reference, 1n, "");
    if (!counterparty.notify) throw new Error(`${settings.profile} calls nobody`);
    return counterparty.notify(order, twist, now());
  };
  const send = async ({ method, path, query, body }: Outgoing) => {
    const answer = await fetch(`${callback()}${path}${query === "" ? "" : `?${query}`}`, {
      method,
      ...(body ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body) } : {}),
    });
    return { status: answer.status, body: (await answer.json()) as Message };
  };
  const settle = (reference: string, status: Order["status"] = "paid", amount?: bigint): Order => {
    const known = orders.get(reference);
    const order = known && amount === undefined ? known : newOrder(reference, amount ?? 1n, "");
    orders.set(reference, order);
    order.status = status;
    if (status === "paid" || status === "reversed") order.number ??= String((numbers += 1));
    return order;
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      void (async () => {
        const fault = faults.shift();
        if (fault === "broken") {
          response.writeHead(500).end("<html>");
          return;
        }
        const url = new URL(request.url ?? "/", "http://stand-in");
        const text = Buffer.concat(chunks).toString("utf8");
        const body = text === "" ? null : (JSON.parse(text) as Message);
        const before = new Set(orders.keys());
        const answer = counterparty.answer(url.pathname, url.search.slice(1), body, orders, now());
        if (answer === undefined) {
          response.writeHead(404).end("{}");
          return;
        }
        if (fault === "ipnBeforeAnswer") {
          const [fresh] = [...orders.keys()].filter((reference) => !before.has(reference));
          if (fresh !== undefined) {
            settle(fresh);
            await send(outgoing(fresh));
          }
        }
        if (paysAtOnce && "page" in Object(answer)) {
          const [fresh] = [...orders.keys()].filter((reference) => !before.has(reference));
          if (fresh !== undefined) {
            settle(fresh);
            await send(outgoing(fresh));
          }
        }
        if (fault === "silentAfterWork") {
          request.socket.destroy();
          return;
        }
        if (fault === "notJson") {
          response.writeHead(200).end("<html>bảo trì</html>");
          return;
        }
        if (answer === "pdf") {
          response.writeHead(200, { "content-type": "application/pdf" }).end("%PDF-1.4\n%%EOF\n");
          return;
        }
        const said = fault === "wronglySigned" ? broken(answer) : answer;
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(said));
      })().catch(() => response.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    endpoints: Object.fromEntries(
      Object.entries(counterparty.endpoints).map(([name, path]) => [name, `${url}${path}`]),
    ),
    orders,
    failNext: (fault) => void faults.push(fault),
    async visit(redirect) {
      await fetch(redirect);
    },
    settle,
    notify: (reference, twist) => send(outgoing(reference, twist)),
    inquire(key, amount) {
      const asked = counterparty.inquire?.(key, amount ?? null, now());
      if (!asked) throw new Error(`${settings.profile} asks nothing`);
      return send(asked);
    },
    outgoing,
    send,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const signatures = ["MaXacThuc", "SECURE_CODE", "check_sum", "vnp_SecureHash"];
const broken = (answer: Message): Message =>
  Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [
      name,
      signatures.includes(name) ? String(value).replace(/^./, (first) => (first === "0" ? "1" : "0")) : value,
    ]),
  );

import type { Message } from "./signing.ts";

/** An order as the counterparty knows it. */
export interface Order {
  readonly reference: string;
  readonly amount: bigint;
  readonly askedAt: string;
  /** Of the payment, once there is one. */
  number: string | null;
  status: "waiting" | "paid" | "failed" | "reversed" | "strange";
  refunded: bigint;
  /** How its receipt is told of; left out: as a link. */
  receipt?: "link" | "pdf" | "cancelled";
  /** What it gave back each time, by whatever it knows a refund by. */
  readonly refunds: Map<string, bigint>;
}

/** What one says to us, as an HTTP request. */
export interface Outgoing {
  readonly method: "GET" | "POST";
  /** Behind our callback address. */
  readonly path: string;
  readonly query: string;
  readonly body: Message | null;
}

/** What may be wrong with a callback, beside what the order says. */
export interface Twist {
  /** Instead of the order's; signed like it (TV-4). */
  readonly amount?: string;
  readonly outcome?: Order["status"];
  readonly reference?: string;
  readonly number?: string;
  /** When it was paid. */
  readonly at?: Date;
  /** Put in after signing. */
  readonly unsigned?: Message;
}

/** One of the seven, strict: what is not signed rightly is refused in its own words. */
export interface Counterparty {
  /** Paths behind its address, as the connection names them. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** A call of ours. Undefined: no such path. */
  readonly answer: (
    path: string,
    query: string,
    body: Message | null,
    orders: Orders,
    now: Date,
  ) => Message | "pdf" | undefined;
  /** Null: it calls nobody (KeyPay v1). */
  readonly notify: ((order: Order, twist: Twist, now: Date) => Outgoing) | null;
  /** What it asks before money moves. */
  readonly inquire?: (key: string, amount: bigint | null, now: Date) => Outgoing;
}

export type Orders = Map<string, Order>;

export const newOrder = (reference: string, amount: bigint, askedAt: string): Order => ({
  ...{ reference, amount, askedAt, number: null, status: "waiting", refunded: 0n, refunds: new Map() },
});

import type { IncomingHttpHeaders } from "node:http";

/**
 * What is measured: HTTP in → committed → transport → HTTP out → receipt committed. The hub, and beside it two bare
 * ones with nothing but the indispensable, on the same machine, services, client and receiver.
 */
export const kinds = ["hub", "plain", "tight"] as const;
export type Kind = (typeof kinds)[number];

export const transports = ["rabbitmq", "embedded"] as const;
export type TransportName = (typeof transports)[number];

/** A request to send. */
export interface Asked {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Requests about one dossier, each sent after the answer to the one before: their messages share a lane. */
export type Lane = readonly Asked[];

/** A message as it arrived. */
export interface Arrival {
  readonly id: string;
  readonly lane: string;
  readonly sequence: number;
}

export interface Pipeline {
  readonly kind: Kind;
  readonly url: string;
  /** Its own processes by name; services apart. */
  readonly processes: Readonly<Record<string, number>>;
  /** As superuser. */
  readonly databaseUrl: string;
  /** Makes what so many requests need, outside of what is measured. */
  readonly prepare: (requests: number) => Promise<Lane[]>;
  /** The id of the one message that an accepted request owes. @throws when it was not accepted. */
  readonly messageOf: (status: number, answer: string) => string;
  /** @throws when it is not what was agreed, its signature included. */
  readonly read: (headers: IncomingHttpHeaders, body: Buffer) => Arrival;
  /** How many receipts are committed since it was started. */
  readonly receipts: () => Promise<number>;
  readonly close: () => Promise<void>;
}

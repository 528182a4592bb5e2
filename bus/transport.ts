import type { QueueName, UnitQueue } from "./topology.ts";

export { queues, type QueueName } from "./topology.ts";

/**
 * What moves a message from the outbox to the delivery side. Two implementations stand behind it, RabbitMQ and
 * embedded, and both pass test/bus/transport.contract.ts.
 */
export interface BusMessage {
  /** Unique; a consumer recognises a repeat by it. */
  readonly messageId: string;
  readonly body: Buffer;
  /** Missing: application/json, what the hub's processes say to each other. */
  readonly contentType?: string;
}

/** How one publish ended. Only `confirmed` allows the outbox row to be marked (P2). */
export type PublishAnswer =
  | { readonly ok: true }
  /** The transport took the message but no queue is bound: it went nowhere. */
  | { readonly ok: false; readonly reason: "unroutable" | "rejected" | "disconnected"; readonly detail: string };

export interface ReceivedMessage extends BusMessage {
  /** How often it was handed out before; 0 the first time. */
  readonly redeliveries: number;
}

export interface Consumer {
  /** Takes nothing new, waits for what is being handled, then resolves. */
  close(): Promise<void>;
}

export interface Transport {
  /** Answers one per message, in their order; resolves when each is confirmed, returned or failed. Never throws for a message. */
  publish(queue: QueueName | UnitQueue, messages: readonly BusMessage[]): Promise<PublishAnswer[]>;
  /**
   * Hands messages to `handle`, at most `concurrency` at a time. Resolving acknowledges; throwing hands the message
   * out again later, counted. A process that dies in between loses nothing.
   */
  consume(
    queue: QueueName,
    concurrency: number,
    handle: (message: ReceivedMessage) => Promise<void>,
  ): Promise<Consumer>;
  /** True while a message could be moved now: what readiness means. */
  isConnected(): boolean;
  close(): Promise<void>;
}

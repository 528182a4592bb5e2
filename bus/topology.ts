import { queues, type QueueName } from "./transport.ts";

/**
 * The queues as data. Quorum: replicated where the broker is a cluster, and it counts redeliveries. No dead-letter
 * exchange: what cannot be handled is parked in our own tables (P5).
 */
export const topology: Readonly<Record<QueueName, { durable: true; arguments: Readonly<Record<string, unknown>> }>> = {
  [queues.delivery]: { durable: true, arguments: { "x-queue-type": "quorum" } },
};

/**
 * RabbitMQ 4 drops a message after 20 redeliveries unless told otherwise, which would break P1; RabbitMQ 3 has no
 * limit and refuses the value.
 */
export const argumentsFor = (queue: QueueName, brokerVersion: string): Record<string, unknown> => ({
  ...topology[queue].arguments,
  ...(Number.parseInt(brokerVersion, 10) >= 4 ? { "x-delivery-limit": -1 } : {}),
});

/** Milliseconds a message rests after its handler threw, by how often it was handed out before: 0.5 s to 30 s. */
export const restAfterThrow = (redeliveries: number): number => Math.min(500 * 2 ** Math.min(redeliveries, 10), 30_000);

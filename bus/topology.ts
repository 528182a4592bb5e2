/**
 * What stands in RabbitMQ, as data: every queue of the house, and the only place that names one. docs/rabbitmq.md has
 * the reasons at length.
 *
 * Quorum: replicated where the broker is a cluster, and it counts redeliveries. No dead-letter exchange anywhere: what
 * cannot be handled is parked in our own tables (P5), and a dead-letter queue that leads back is a loop, which the
 * broker ends by dropping the message.
 */
export const queues = { delivery: "hub.delivery" } as const;
export type QueueName = (typeof queues)[keyof typeof queues];

/** A queue of a partner's own, from which its software fetches. */
export type UnitQueue = `unit.${string}`;
export const unitQueue = (partnerId: string): UnitQueue => `unit.${partnerId}`;

interface QueueSettings {
  readonly durable: true;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export const topology: Readonly<Record<QueueName, QueueSettings>> = {
  [queues.delivery]: { durable: true, arguments: { "x-queue-type": "quorum" } },
};

/**
 * Full, it refuses the next message, which then waits in our tables. So many fit into a broker's memory for each of
 * some hundred partners, and none that fetches comes near.
 */
export const unitQueueSettings: QueueSettings = {
  durable: true,
  arguments: { "x-queue-type": "quorum", "x-max-length": 10_000, "x-overflow": "reject-publish" },
};

/** A user per partner and version of its password: while one is exchanged for another both may come in. */
export const unitUser = (partnerId: string, version: number): string => `unit.${partnerId}.${version}`;
export const isUnitName = (name: string): boolean => name.startsWith("unit.");

/** Declares nothing, publishes nothing, reads its own queue. */
export const unitPermissions = (partnerId: string) => ({
  configure: "^$",
  write: "^$",
  read: `^${unitQueue(partnerId).replaceAll(".", "\\.")}$`,
});

/** Of one user: a partner's mistake must not use up the broker's. */
export const unitLimits = { "max-connections": 10, "max-channels": 50 } as const;

/**
 * RabbitMQ 4 drops a message after 20 redeliveries unless told otherwise, which would break P1; RabbitMQ 3 has no
 * limit and refuses the value.
 */
export const argumentsFor = (queue: QueueName, brokerVersion: string): Record<string, unknown> => ({
  ...topology[queue].arguments,
  ...(Number.parseInt(brokerVersion, 10) >= 4 ? { "x-delivery-limit": -1 } : {}),
});

/**
 * In one clause, how a queue that exists differs from what is written here, out of the broker's refusal to declare it
 * ("PRECONDITION_FAILED - inequivalent arg 'x' for queue 'q' in vhost 'v': received 'a' but current is 'b'"). The
 * broker names the first difference only.
 */
export function differenceIn(refusal: string): string {
  const found = /inequivalent arg '(.+?)' for queue .*?: received (.+?) but current is (.+?)"?$/s.exec(refusal);
  if (!found) return refusal;
  const [, setting = "", ours = "", theirs = ""] = found;
  return `its ${setting} is ${plain(theirs)}, ours would be ${plain(ours)}`;
}

const plain = (value: string) =>
  value.startsWith("none") ? "not set" : (/'(.*?)'/.exec(value)?.[1] ?? value).replace(/^$/, "not set");

/** Milliseconds a message rests after its handler threw, by how often it was handed out before: 0.5 s to 30 s. */
export const restAfterThrow = (redeliveries: number): number => Math.min(500 * 2 ** Math.min(redeliveries, 10), 30_000);

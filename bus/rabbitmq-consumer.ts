import type { Channel, ChannelModel, ConsumeMessage } from "amqplib";
import type { Log } from "../platform/log.ts";
import { watchConsumer, type ConsumerWatch } from "./consumer-watch.ts";
import type { QueueName, ReceivedMessage } from "./transport.ts";

/**
 * One consumer over all its connections: acknowledges after the handler, runs at most `concurrency` handlers in the
 * order of arrival, and lets what a handler threw at rest before giving it back, so that nothing loops hot. Acks go
 * to the channel the message came on; when that is gone the broker hands the message out again.
 */
export interface RabbitConsumer {
  /** Begins to consume on a new connection. */
  readonly start: (model: ChannelModel) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface RabbitConsumerOptions {
  readonly queue: QueueName;
  readonly concurrency: number;
  readonly handle: (message: ReceivedMessage) => Promise<void>;
  readonly log: Log;
  readonly restMs: (redeliveries: number) => number;
  /** How often it is seen whether the broker still sends; milliseconds. */
  readonly watchMs: number;
  /** Asks for a new connection: the channel closed, the queue was deleted, or nothing is sent any more. */
  readonly renew: (why: string) => void;
}

interface Held {
  readonly channel: Channel;
  readonly message: ConsumeMessage;
}

// room beside the running ones, so that resting messages do not stop the others
const restingRoom = 32;

export function makeRabbitConsumer(options: RabbitConsumerOptions): RabbitConsumer {
  const { queue, concurrency, handle, log, restMs, watchMs, renew } = options;
  const waiting: Held[] = [];
  const running = new Set<Promise<void>>();
  const resting = new Map<Held, NodeJS.Timeout>();
  let current: { channel: Channel; tag: string; watch: ConsumerWatch } | undefined;
  let closing = false;

  const giveBack = (held: Held) => settle(() => held.channel.nack(held.message, false, true));

  const runNext = () => {
    while (!closing && running.size < concurrency) {
      const held = waiting.shift();
      if (!held) return;
      const work = run(held).finally(() => {
        running.delete(work);
        runNext();
      });
      running.add(work);
    }
  };

  const run = async (held: Held) => {
    const { properties, fields, content } = held.message;
    const messageId = String(properties.messageId);
    // quorum queues count; the flag alone says "at least once"
    const counted: unknown = properties.headers?.["x-delivery-count"];
    const redeliveries = typeof counted === "number" ? counted : Number(fields.redelivered);
    try {
      await handle({ messageId, body: content, redeliveries });
      settle(() => held.channel.ack(held.message));
    } catch (error) {
      log.warn({ err: error, queue, messageId, redeliveries }, "a message was not handled; it rests");
      if (closing) giveBack(held);
      else
        resting.set(
          held,
          setTimeout(() => {
            resting.delete(held);
            giveBack(held);
          }, restMs(redeliveries)),
        );
    }
  };

  /** What was held of a channel that is gone comes again on the next one. */
  const forget = (channel: Channel) => {
    for (let i = waiting.length - 1; i >= 0; i--) if (waiting[i]?.channel === channel) waiting.splice(i, 1);
    for (const [held, timer] of resting)
      if (held.channel === channel) {
        clearTimeout(timer);
        resting.delete(held);
      }
  };

  return {
    async start(model) {
      if (closing) return;
      const channel = await model.createChannel();
      channel.on("error", (error: Error) => log.warn({ err: error, queue }, "RabbitMQ closed the consuming channel"));
      const isIdle = () => waiting.length + running.size + resting.size === 0;
      const watch = watchConsumer({ channel, queue, everyMs: watchMs, isIdle, renew });
      channel.on("close", () => {
        watch.stop();
        forget(channel);
        if (!closing && current?.channel === channel) renew("the consuming channel closed");
      });
      await channel.prefetch(concurrency + restingRoom);
      const { consumerTag } = await channel.consume(queue, (message) => {
        if (message === null) {
          renew("the queue was deleted");
          return;
        }
        watch.note();
        const held = { channel, message };
        if (closing) giveBack(held);
        else waiting.push(held);
        runNext();
      });
      current = { channel, tag: consumerTag, watch };
    },
    async close() {
      closing = true;
      const { channel, tag, watch } = current ?? {};
      watch?.stop();
      if (channel && tag !== undefined) await channel.cancel(tag).catch(() => undefined);
      for (const held of waiting.splice(0)) giveBack(held);
      for (const [held, timer] of resting) {
        clearTimeout(timer);
        giveBack(held);
      }
      resting.clear();
      await Promise.all(running);
      // closing the channel in order sends the last acks first
      await channel?.close().catch(() => undefined);
    },
  };
}

/** Acks and nacks throw on a channel that is gone; then the broker hands the message out again anyway. */
function settle(act: () => void): void {
  try {
    act();
  } catch {
    return;
  }
}

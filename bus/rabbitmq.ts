import type { ConfirmChannel } from "amqplib";
import type { Log } from "../platform/log.ts";
import { openRabbitConnection, type RabbitConnection } from "./rabbitmq-connection.ts";
import { makeRabbitConsumer, type RabbitConsumer } from "./rabbitmq-consumer.ts";
import { restAfterThrow, topology } from "./topology.ts";
import type { BusMessage, PublishAnswer, Transport } from "./transport.ts";
import { within } from "./waker.ts";

/**
 * The transport over RabbitMQ.
 * 1. A publish is answered by its own confirm, and only a routed one is good: `mandatory` (P2).
 * 2. What is on its way when the connection breaks is answered `disconnected`, and a connection on which a confirm stays
 *    out is broken off: nobody waits for ever, nobody guesses.
 * 3. Publishing and consuming have a connection each: a broker that blocks publishers must still get our acks.
 */
export interface RabbitOptions {
  /** One node, or those of a cluster with a comma between. */
  readonly url: string;
  readonly log: Log;
  /** How long a message rests after its handler threw; milliseconds. */
  readonly restMs?: (redeliveries: number) => number;
  /** Longest pause between attempts to connect; milliseconds. */
  readonly longestPauseMs?: number;
  /** How long a message may be without its confirm before the connection is given up; milliseconds. */
  readonly confirmLimitMs?: number;
  /** How often an idle consumer sees whether the broker still sends to it; milliseconds. */
  readonly watchMs?: number;
}

const closeLimitMs = 20_000;
/** A partner's queue that is full costs everybody no more than one new connection in this time. */
const renewRejectedMs = 60_000;

export function openRabbitTransport(options: RabbitOptions): Transport {
  const {
    url,
    log,
    restMs = restAfterThrow,
    longestPauseMs = 5_000,
    confirmLimitMs = 30_000,
    watchMs = 30_000,
  } = options;
  /** Marks of messages on their way; true once the broker returned one as unroutable. */
  const returned = new Map<string, boolean>();
  const consumers = new Set<RabbitConsumer>();
  let channel: ConfirmChannel | undefined;
  let consuming: RabbitConnection | undefined;
  let count = 0;
  let mayRenewAt = 0;

  const publishing = openRabbitConnection({
    url,
    log,
    longestPauseMs,
    name: "hub publisher",
    async setUp(model) {
      const fresh = await model.createConfirmChannel();
      fresh.on("error", (error: Error) => log.warn({ err: error }, "RabbitMQ closed the publishing channel"));
      fresh.on("close", () => {
        if (channel !== fresh) return;
        channel = undefined;
        publishing.renew("the publishing channel closed");
      });
      fresh.on("return", ({ properties }) => returned.set(String(properties.correlationId), true));
      channel = fresh;
    },
  });

  const openConsuming = () =>
    (consuming ??= openRabbitConnection({
      url,
      log,
      longestPauseMs,
      name: "hub consumer",
      async setUp(model) {
        for (const consumer of consumers) await consumer.start(model);
      },
    }));

  const publishOne = (
    to: ConfirmChannel,
    queue: string,
    { messageId, body, contentType = "application/json" }: BusMessage,
  ) => {
    const mark = String(++count);
    returned.set(mark, false);
    let hasRoom = true;
    const answer = new Promise<PublishAnswer>((resolve) => {
      const confirm = (error: Error | null) => {
        // the return of an unroutable message comes before its confirm
        const isUnroutable = returned.get(mark) === true;
        returned.delete(mark);
        if (isUnroutable) resolve({ ok: false, reason: "unroutable", detail: `no queue ${queue}` });
        else if (!error) resolve({ ok: true });
        else if (error.message === "message nacked") resolve({ ok: false, reason: "rejected", detail: error.message });
        else resolve({ ok: false, reason: "disconnected", detail: error.message });
      };
      const properties = { persistent: true, mandatory: true, messageId, correlationId: mark };
      try {
        hasRoom = to.publish("", queue, body, { ...properties, contentType }, confirm);
      } catch (error) {
        confirm(error as Error); // the channel closed a moment ago
      }
    });
    return { hasRoom, answer };
  };

  const publishAll = async (queue: string, messages: readonly BusMessage[]) => {
    const answers: Promise<PublishAnswer>[] = [];
    for (const message of messages) {
      const blocked = publishing.blockedBecause();
      if (!channel || blocked !== undefined) {
        const detail = blocked === undefined ? "no connection to the broker" : `the broker blocks: ${blocked}`;
        answers.push(Promise.resolve({ ok: false, reason: "disconnected", detail }));
        continue;
      }
      const { hasRoom, answer } = publishOne(channel, queue, message);
      answers.push(answer);
      if (!hasRoom) await drained(channel);
    }
    return Promise.all(answers);
  };

  /**
   * A channel that asks a hanging node for its queue's leader waits for that node, at the first message longer than a
   * minute, while its connection looks well (seen on 3.10). A broker that blocks publishers says so, and is waited for.
   */
  const watchConfirms = (queue: string) =>
    setInterval(() => {
      if (publishing.blockedBecause() === undefined)
        publishing.renew(`no confirm for ${queue} in ${confirmLimitMs} ms`);
    }, confirmLimitMs);

  return {
    async publish(queue, messages) {
      const watch = watchConfirms(queue);
      const all = await publishAll(queue, messages).finally(() => clearInterval(watch));
      const says = (reason: string) => all.some((answer) => !answer.ok && answer.reason === reason);
      // somebody deleted a queue of ours: a new connection declares it
      if (queue in topology && says("unroutable")) publishing.renew(`the queue ${queue} is missing`);
      // A channel that published while a quorum queue had no leader is answered with nacks for ever (seen on 3.10),
      // also when there is a leader again. A queue of ours is never full; one of a partner's may be.
      if (says("rejected") && (queue in topology || performance.now() > mayRenewAt)) {
        mayRenewAt = performance.now() + renewRejectedMs;
        publishing.renew(`the broker refuses messages for ${queue}`);
      }
      return all;
    },
    async consume(queue, concurrency, handle) {
      const renew = (why: string) => consuming?.renew(why);
      const consumer = makeRabbitConsumer({ queue, concurrency, handle, log, restMs, watchMs, renew });
      consumers.add(consumer);
      const model = openConsuming().current();
      // without a connection the next set-up starts it
      if (model) await consumer.start(model).catch((error: unknown) => renew(String(error)));
      return {
        async close() {
          consumers.delete(consumer);
          await consumer.close();
        },
      };
    },
    isConnected: () =>
      channel !== undefined &&
      publishing.blockedBecause() === undefined &&
      (consuming === undefined || consuming.current() !== undefined),
    async close() {
      await within(closeLimitMs, Promise.all([...consumers].map((consumer) => consumer.close())));
      await Promise.all([publishing.close(), consuming?.close()]);
    },
  };
}

const drained = (channel: ConfirmChannel) =>
  new Promise<void>((resolve) => {
    const done = () => {
      channel.off("drain", done);
      channel.off("close", done);
      resolve();
    };
    channel.on("drain", done);
    channel.on("close", done);
  });

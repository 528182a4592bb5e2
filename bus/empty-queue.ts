import { connect, type Channel, type ChannelModel } from "amqplib";
import { unitQueue } from "./topology.ts";

/** Which of these messages, by the ids they were laid in with, are to be taken out. */
export type Leftovers = (messageIds: readonly string[]) => Promise<ReadonlySet<string>>;

/**
 * Takes leftovers out of a partner's queue and leaves the rest where it is. A partner holds messages that it has not
 * acknowledged, which nobody else can take; so it is shut out first, and what it held comes back.
 * 1. The hub reads the queue once, before anybody is shut out: a login that may not changes nothing.
 * 2. `shutOut` ends the partner's connections.
 * 3. With no consumer left everything lies in the queue; all of it is taken, leftovers are acknowledged, and the rest
 *    goes back to its place when the channel closes.
 * Dying anywhere in between gives everything back to the queue. Throws when the broker is away or the partner holds on.
 * @returns how many were taken out.
 */
export type EmptyQueue = (partnerId: string, shutOut: () => Promise<void>, leftovers: Leftovers) => Promise<number>;

/** @param url one node, or several with a comma between; each has the queue. */
export const openEmptyQueue =
  (url: string, limitMs = 15_000): EmptyQueue =>
  async (partnerId, shutOut, leftovers) => {
    const queue = unitQueue(partnerId);
    const model = await connectAny(url, limitMs);
    try {
      const channel = await openChannel(model);
      const first = await channel.get(queue);
      if (first) channel.nack(first, false, true);
      await shutOut();
      const count = await allReturned(channel, queue, limitMs);
      const held = await takeAll(channel, queue, count, limitMs);
      const taken = await leftovers([...held.keys()].filter(isUuid));
      for (const id of taken) for (const tag of held.get(id) ?? []) acknowledge(channel, tag);
      // in order, so that the acknowledgements come before the rest is given back
      await channel.close();
      return [...taken].reduce((sum, id) => sum + (held.get(id)?.length ?? 0), 0);
    } finally {
      await model.close().catch(() => undefined);
    }
  };

async function connectAny(url: string, limitMs: number): Promise<ChannelModel> {
  let fault: unknown;
  for (const node of url.split(","))
    try {
      const model = await connect(node.trim(), {
        clientProperties: { connection_name: "hub queue keeper" },
        timeout: limitMs,
      });
      model.on("error", () => undefined);
      return model;
    } catch (error) {
      fault = error;
    }
  throw fault instanceof Error ? fault : new Error(String(fault));
}

async function openChannel(model: ChannelModel): Promise<Channel> {
  const channel = await model.createChannel();
  // the call that is under way rejects with it
  channel.on("error", () => undefined);
  // more than the longest queue of a unit
  await channel.prefetch(20_000);
  return channel;
}

/** Waits until no consumer is left. @returns how many messages lie there then, all of them. */
async function allReturned(channel: Channel, queue: string, limitMs: number): Promise<number> {
  const until = performance.now() + limitMs;
  for (;;) {
    const { consumerCount, messageCount } = await channel.checkQueue(queue);
    if (consumerCount === 0) return messageCount;
    if (performance.now() > until) throw new Error(`${consumerCount} consumers of ${queue} do not go`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** @returns the delivery tags of what came, by message id; contents are not kept. */
async function takeAll(
  channel: Channel,
  queue: string,
  count: number,
  limitMs: number,
): Promise<ReadonlyMap<string, number[]>> {
  const held = new Map<string, number[]>();
  if (count === 0) return held;
  let came = 0;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${came} of ${count} messages of ${queue} came`)), limitMs);
    const stop = (error?: Error) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve();
    };
    channel.once("close", () => stop(new Error(`the channel closed while ${queue} was emptied`)));
    channel
      .consume(queue, (message) => {
        if (!message) {
          stop(new Error(`${queue} was deleted`));
          return;
        }
        const id = String(message.properties.messageId);
        held.set(id, [...(held.get(id) ?? []), message.fields.deliveryTag]);
        if (++came === count) stop();
      })
      .catch(stop);
  });
  return held;
}

/** By its tag alone: that is all amqplib reads of a message. */
const acknowledge = (channel: Channel, deliveryTag: number) =>
  channel.ack({ fields: { deliveryTag } } as Parameters<Channel["ack"]>[0]);

const isUuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

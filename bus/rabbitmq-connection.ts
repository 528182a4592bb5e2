import type { Duplex } from "node:stream";
import { connect, type ChannelModel } from "amqplib";
import type { Log } from "../platform/log.ts";
import { argumentsFor, differenceIn, topology, type QueueName } from "./topology.ts";
import { makeWaker, within } from "./waker.ts";

/**
 * One connection to RabbitMQ that comes back by itself, for as long as it takes, to whichever of the given nodes
 * answers. Whatever breaks (socket, channel, deleted queue, node) is healed in one way: a new connection with the
 * topology declared anew and `setUp` run again.
 */
export interface RabbitConnection {
  /** The live connection with its set-up done, or undefined. */
  readonly current: () => ChannelModel | undefined;
  /** Drops the live connection, so that a new one is made. */
  readonly renew: (why: string) => void;
  /** Why the broker takes no messages now (memory or disk alarm), or undefined. */
  readonly blockedBecause: () => string | undefined;
  readonly close: () => Promise<void>;
}

export interface RabbitConnectionOptions {
  /** One node, or those of a cluster with a comma between, each a whole URL; tried in turn. */
  readonly url: string;
  readonly name: string;
  readonly log: Log;
  readonly longestPauseMs: number;
  readonly setUp: (model: ChannelModel) => Promise<void>;
}

const heartbeatSeconds = 15;
const firstPauseMs = 100;
const connectLimitMs = 10_000;
// a node that lost its cluster answers, but declares and consumes nothing
const setUpLimitMs = 15_000;
const closeLimitMs = 5_000;

export function openRabbitConnection({
  url,
  name,
  log,
  longestPauseMs,
  setUp,
}: RabbitConnectionOptions): RabbitConnection {
  const nodes = url.split(",").map((node) => withHeartbeat(node.trim()));
  const pause = makeWaker();
  let live: ChannelModel | undefined;
  let blocked: string | undefined;
  let down = false;
  let closing = false;
  // read through a function: the flag changes while the loop below waits
  const isOpen = () => !closing;

  const complain = (error: unknown) => {
    if (!down && !closing) log.warn({ err: error, connection: name }, "no connection to RabbitMQ; trying again");
    down = true;
  };

  const prepare = async (model: ChannelModel) => {
    model.on("blocked", (reason) => {
      blocked = reason;
      log.warn({ reason }, "RabbitMQ takes no messages now: memory or disk alarm on the broker");
    });
    model.on("unblocked", () => (blocked = undefined));
    blocked = undefined;
    await declareQueues(model, log);
    await setUp(model);
    live = model;
    if (down) log.info({ connection: name }, "connected to RabbitMQ again");
    down = false;
  };

  /** Lives as long as one connection does. @returns whether it came to be of use. */
  const connectOnce = async (node: string): Promise<boolean> => {
    const model = await connect(node, {
      clientProperties: { connection_name: name },
      keepAlive: true,
      noDelay: true,
      timeout: connectLimitMs,
    });
    const closed = new Promise<void>((resolve) => {
      model.on("close", () => {
        if (live === model) live = undefined;
        resolve();
      });
    });
    // an error event that nobody hears ends the process
    model.on("error", complain);
    const set = prepare(model);
    set.catch(complain);
    await within(setUpLimitMs, Promise.race([set, closed]));
    if (live !== model || !isOpen()) {
      live = undefined;
      await hangUp(model);
      return false;
    }
    await closed;
    complain(new Error("the connection closed"));
    return true;
  };

  const run = async () => {
    for (let turn = 0, failures = 0; isOpen(); turn++) {
      const node = nodes[turn % nodes.length] ?? url;
      try {
        failures = (await connectOnce(node)) ? 0 : failures + 1;
      } catch (error) {
        complain(error);
        failures++;
      }
      // the other nodes are tried at once, then all rest
      const rounds = Math.floor(failures / nodes.length);
      if (isOpen()) await pause.sleep(Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(rounds, 10)));
    }
  };
  const running = run();

  return {
    current: () => live,
    renew(why) {
      const model = live;
      // later: when the whole connection has just broken, its own close event follows and nothing is to be done
      setImmediate(() => {
        if (!model || live !== model || closing) return;
        log.warn({ connection: name, why }, "the connection to RabbitMQ is made anew");
        live = undefined;
        void hangUp(model);
      });
    },
    blockedBecause: () => blocked,
    async close() {
      closing = true;
      pause.wake();
      const model = live;
      // a broker that died without a word never answers the farewell
      if (model) await hangUp(model);
      live = undefined;
      await within(closeLimitMs, running);
    },
  };
}

/** In order, or without the broker's farewell when that does not come: a channel of it may hang. */
async function hangUp(model: ChannelModel): Promise<void> {
  await within(closeLimitMs, model.close());
  const { stream } = model.connection as unknown as { readonly stream: Duplex };
  stream.destroy(new Error("the broker did not answer our farewell"));
}

/** Each queue on a channel of its own: a refusal costs the channel. */
async function declareQueues(model: ChannelModel, log: Log): Promise<void> {
  const { version } = model.connection.serverProperties as { version?: string };
  for (const queue of Object.keys(topology) as QueueName[]) {
    const channel = await model.createChannel();
    channel.on("error", () => undefined);
    try {
      await channel.assertQueue(queue, {
        durable: topology[queue].durable,
        arguments: argumentsFor(queue, version ?? ""),
      });
      await channel.close();
    } catch (error) {
      const { code, message } = error as { code?: unknown; message?: string };
      if (code !== 406) throw error;
      // it exists with other arguments, made by an administrator or an older version: usable, but worth a word
      log.warn({ queue }, `the queue ${queue} is used as it is, though ${differenceIn(message ?? "")}`);
    }
  }
}

function withHeartbeat(url: string): string {
  const parsed = new URL(url);
  if (!parsed.searchParams.has("heartbeat")) parsed.searchParams.set("heartbeat", String(heartbeatSeconds));
  return parsed.href;
}

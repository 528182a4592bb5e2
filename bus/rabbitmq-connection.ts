import { connect, type ChannelModel } from "amqplib";
import type { Log } from "../platform/log.ts";
import { argumentsFor, topology } from "./topology.ts";
import type { QueueName } from "./transport.ts";
import { within } from "./waker.ts";

/**
 * One connection to RabbitMQ that comes back by itself, for as long as it takes. Whatever breaks (socket, channel,
 * deleted queue) is healed in one way: a new connection with the topology declared anew and `setUp` run again.
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
  readonly url: string;
  readonly name: string;
  readonly log: Log;
  readonly longestPauseMs: number;
  readonly setUp: (model: ChannelModel) => Promise<void>;
}

const heartbeatSeconds = 15;
const closeLimitMs = 5_000;

export function openRabbitConnection({
  url,
  name,
  log,
  longestPauseMs,
  setUp,
}: RabbitConnectionOptions): RabbitConnection {
  let live: ChannelModel | undefined;
  let blocked: string | undefined;
  let down = false;
  let closing = false;

  const complain = (error: Error) => {
    if (!down && !closing) log.warn({ err: error, connection: name }, "no connection to RabbitMQ; trying again");
    down = true;
  };

  const prepare = async (model: ChannelModel) => {
    // the recovering model listens only after the set-up, and an error event that nobody hears ends the process
    model.on("error", complain);
    model.on("close", () => {
      if (live === model) live = undefined;
    });
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

  const recovering = connect(withHeartbeat(url), {
    clientProperties: { connection_name: name },
    keepAlive: true,
    noDelay: true,
    timeout: 10_000,
    recovery: { initialDelay: 100, maxDelay: longestPauseMs, waitForConnect: false, setup: prepare },
  });
  void recovering.then((model) => {
    model.on("error", complain);
    model.on("disconnect", complain);
    model.on("connect-failed", complain);
  });

  return {
    current: () => live,
    renew(why) {
      const model = live;
      // later: when the whole connection has just broken, its own close event follows and nothing is to be done
      setImmediate(() => {
        if (!model || live !== model || closing) return;
        log.warn({ connection: name, why }, "the connection to RabbitMQ is made anew");
        live = undefined;
        void model.close().catch(() => undefined);
      });
    },
    blockedBecause: () => blocked,
    async close() {
      closing = true;
      // a broker that died without a word never answers the farewell
      await within(
        closeLimitMs,
        recovering.then((model) => model.close()),
      );
      live = undefined;
    },
  };
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
      if ((error as { code?: unknown }).code !== 406) throw error;
      // it exists with other arguments, made by an administrator or an older version: usable, but worth a word
      log.warn({ err: error, queue }, "the queue exists with other settings than ours; it is used as it is");
    }
  }
}

function withHeartbeat(url: string): string {
  const parsed = new URL(url);
  if (!parsed.searchParams.has("heartbeat")) parsed.searchParams.set("heartbeat", String(heartbeatSeconds));
  return parsed.href;
}

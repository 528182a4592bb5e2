import type { Channel } from "amqplib";

/**
 * A consumer to which the broker sends nothing looks like one that has nothing to do: its connection lives and its
 * heartbeats come. So an idle consumer asks how many messages wait: one that has room and gets none of them, twice in a
 * row, or no answer at all, is not served any more.
 */
export interface ConsumerWatch {
  /** Something came. */
  readonly note: () => void;
  readonly stop: () => void;
}

export interface ConsumerWatchOptions {
  readonly channel: Pick<Channel, "checkQueue">;
  readonly queue: string;
  /** Between two looks, and how long an answer may take; milliseconds. */
  readonly everyMs: number;
  /** Nothing is held that has not been settled. */
  readonly isIdle: () => boolean;
  /** Once: the watch ends with it. */
  readonly renew: (why: string) => void;
}

export function watchConsumer({ channel, queue, everyMs, isIdle, renew }: ConsumerWatchOptions): ConsumerWatch {
  let came = true;
  let suspected = false;
  let asking = false;
  const isQuiet = () => !came && isIdle();

  const give = (why: string) => {
    stop();
    renew(why);
  };
  const look = async () => {
    if (asking) {
      give(`no answer about ${queue} in ${everyMs} ms`);
      return;
    }
    const wasQuiet = isQuiet();
    came = false;
    if (!wasQuiet) {
      suspected = false;
      return;
    }
    asking = true;
    const { messageCount } = await channel.checkQueue(queue);
    asking = false;
    const passedOver = messageCount > 0 && isQuiet();
    if (passedOver && suspected) give(`${messageCount} messages wait in ${queue} and none is sent to us`);
    suspected = passedOver;
  };

  const timer = setInterval(() => {
    // a channel that closes says so itself, and a new connection is made for that
    look().catch(stop);
  }, everyMs);
  const stop = () => clearInterval(timer);
  return { note: () => (came = true), stop };
}

import { sql } from "kysely";
import type { Database } from "../platform/database.ts";
import type { Listener } from "../platform/listen.ts";
import type { Log } from "../platform/log.ts";
import { grouped } from "../platform/grouped.ts";
import { restAfterThrow, topology } from "./topology.ts";
import type { Consumer, PublishAnswer, QueueName, ReceivedMessage, Transport } from "./transport.ts";
import { makeWaker } from "./waker.ts";

/**
 * The transport of the single machine: a queue in the hub's own database.
 * 1. A message is a row until its handler is done; who takes it only postpones its visibility (a lease), so the
 *    messages of a process that died come back by themselves.
 * 2. A running handler's lease is renewed, so a slow handler is not doubled.
 * 3. Rows are taken in the order of their ids; `skip locked` lets consumers take side by side.
 */
export interface EmbeddedOptions {
  readonly db: Database;
  readonly listener: Listener;
  readonly log: Log;
  /** How long a taken message stays away from others without news of its taker; milliseconds. */
  readonly leaseMs?: number;
  /** Looks at least this often, should a notice be lost; milliseconds. */
  readonly fallbackMs?: number;
  readonly restMs?: (redeliveries: number) => number;
}

interface Taken {
  readonly id: string;
  readonly message_id: string;
  readonly body: Buffer;
  readonly handed_out: number;
}

const groupLimit = 100;
const quietMs = 25;

export function openEmbeddedTransport(options: EmbeddedOptions): Transport {
  const { db, listener, log, leaseMs = 6_000, fallbackMs = 2_000, restMs = restAfterThrow } = options;
  const consumers = new Set<Consumer>();
  const done = grouped<string>(groupLimit, async (ids) => {
    await sql`/* prepared */ delete from hub.transport_message where id = any(${ids}::bigint[])`.execute(db);
  });
  let closed = false;

  return {
    async publish(queue, messages) {
      if (messages.length === 0) return [];
      if (!(queue in topology))
        return messages.map(() => ({ ok: false, reason: "unroutable", detail: `no queue ${queue}` }));
      try {
        await sql`/* prepared */
          with written as (
            insert into hub.transport_message (queue, message_id, body)
            select ${queue}, message_id, body
            from unnest(${messages.map((m) => m.messageId)}::text[], ${messages.map((m) => m.body)}::bytea[])
              with ordinality as m (message_id, body, place)
            order by place
            returning id
          )
          select pg_notify('hub_transport', ${queue}) from written limit 1`.execute(db);
        return messages.map((): PublishAnswer => ({ ok: true }));
      } catch (error) {
        // the commit may have happened all the same: then the message comes twice and the consumer knows it
        const detail = error instanceof Error ? error.message : String(error);
        return messages.map(() => ({ ok: false, reason: "disconnected", detail }));
      }
    },
    consume(queue, concurrency, handle) {
      const consumer = startConsumer(queue, concurrency, handle);
      consumers.add(consumer);
      return Promise.resolve(consumer);
    },
    isConnected: () => !closed && listener.isConnected(),
    async close() {
      closed = true;
      await Promise.all([...consumers].map((consumer) => consumer.close()));
    },
  };

  function startConsumer(
    queue: QueueName,
    concurrency: number,
    handle: (message: ReceivedMessage) => Promise<void>,
  ): Consumer {
    const waker = makeWaker();
    const pause = makeWaker();
    const running = new Map<string, Promise<void>>();
    let closing = false;
    let troubled = false;
    const isOpen = () => !closing;
    const stopListening = listener.on("hub_transport", (payload) => {
      if (payload === undefined || payload === queue) waker.wake();
    });

    const loop = async () => {
      while (isOpen()) {
        try {
          const free = concurrency - running.size;
          const taken = free > 0 ? await take(free) : [];
          for (const row of taken) running.set(row.id, work(row));
          troubled = false;
          if (free > 0 && taken.length === free && isOpen() && running.size < concurrency) continue;
          if (running.size >= concurrency) await waker.sleep(fallbackMs);
          // where much is on its way the next notice comes before the schedule is worth a question
          else if (!(await waker.sleep(quietMs)) && isOpen()) await waker.sleep(await untilNext());
        } catch (error) {
          if (!troubled) log.warn({ err: error, queue }, "messages cannot be taken from the database; trying again");
          troubled = true;
          if (isOpen()) await pause.sleep(500);
        }
      }
    };

    const take = async (limit: number): Promise<Taken[]> => {
      const { rows } = await sql<Taken>`/* prepared */
        with next as (
          select id from hub.transport_message
          where queue = ${queue} and visible_at <= now()
          order by id limit ${limit} for update skip locked
        )
        update hub.transport_message m
        set handed_out = handed_out + 1, visible_at = now() + make_interval(secs => ${leaseMs / 1000})
        from next where m.id = next.id
        returning m.id::text, message_id, body, handed_out`.execute(db);
      return rows.sort((a, b) => Number(a.id) - Number(b.id));
    };

    /** Milliseconds until a resting or leased message may be taken, at most the fallback. */
    const untilNext = async (): Promise<number> => {
      const { rows } = await sql<{ ms: number | null }>`/* prepared */
        select extract(epoch from min(visible_at) - now())::double precision * 1000 as ms
        from hub.transport_message where queue = ${queue}`.execute(db);
      return Math.min(fallbackMs, Math.max(1, rows[0]?.ms ?? fallbackMs));
    };

    const work = async (row: Taken) => {
      const redeliveries = row.handed_out - 1;
      const renewal = setInterval(() => void renew(row.id), leaseMs / 3);
      let rests = false;
      try {
        await handle({ messageId: row.message_id, body: row.body, redeliveries });
        await done(row.id);
      } catch (error) {
        log.warn({ err: error, queue, messageId: row.message_id, redeliveries }, "a message was not handled; it rests");
        await rest(row.id, restMs(redeliveries));
        rests = true;
      } finally {
        clearInterval(renewal);
        const wasFull = running.size >= concurrency;
        running.delete(row.id);
        // what comes brings a notice; what was left for want of room does not, and what rests has a time of its own
        if (wasFull || rests || !listener.isConnected()) waker.wake();
      }
    };

    // without the database the lease ends by itself: the message comes back
    const rest = (id: string, ms: number) =>
      sql`update hub.transport_message set visible_at = now() + make_interval(secs => ${ms / 1000}) where id = ${id}`
        .execute(db)
        .catch(() => undefined);
    const renew = (id: string) => rest(id, leaseMs);

    const ended = loop();
    return {
      async close() {
        closing = true;
        stopListening();
        waker.wake();
        pause.wake();
        await ended;
        await Promise.all(running.values());
      },
    };
  }
}

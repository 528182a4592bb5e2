import type { ConfirmChannel } from "amqplib";
import type pg from "pg";
import type { Message } from "./tables.ts";

/** Publishes what the outbox owes, in order, whenever it is woken. @returns the function that wakes it. */
export function startRelay(pool: pg.Pool, channel: ConfirmChannel, queue: string): () => void {
  let running = false;
  let again = false;
  const run = async () => {
    running = true;
    do {
      again = false;
      const { rows } = await pool.query<Message & { id: string }>({ name: "relay", text: unpublished });
      if (rows.length === 0) continue;
      await Promise.all(rows.map((row) => publish(channel, queue, row)));
      await pool.query({ name: "mark", text: mark, values: [rows.map(({ id }) => id)] });
      again = true;
    } while (again);
    running = false;
  };
  return () => {
    again = true;
    if (!running) void run();
  };
}

const unpublished = `select id::text, message_id as "messageId", lane, sequence, data from outbox
  where published_at is null order by outbox.id limit 500`;
const mark = "update outbox set published_at = now() where id = any($1::bigint[])";

const publish = (channel: ConfirmChannel, queue: string, message: Message) =>
  new Promise<void>((resolve, reject) => {
    const { messageId, lane, sequence, data } = message;
    const body = Buffer.from(JSON.stringify({ messageId, lane, sequence, data }));
    channel.publish("", queue, body, { persistent: true, mandatory: true }, (error: Error | null) =>
      error ? reject(error) : resolve(),
    );
  });

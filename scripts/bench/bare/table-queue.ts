import type pg from "pg";
import type { Message } from "./tables.ts";

/** Without a broker the outbox is the queue: one process reads on behind what it has in hand. */
export function startTableQueue(
  pool: pg.Pool,
  atOnce: number,
  handle: (message: Message) => Promise<void>,
): () => void {
  const inHand = new Set<string>();
  let running = false;
  let again = false;
  const run = async () => {
    running = true;
    do {
      again = false;
      const room = atOnce - inHand.size;
      if (room === 0) break;
      const { rows } = await pool.query<Message>({ name: "take", text: take, values: [[...inHand], room] });
      for (const message of rows) begin(message);
      if (rows.length > 0) again = true;
    } while (again);
    running = false;
  };
  const wake = () => {
    again = true;
    if (!running) void run();
  };
  const begin = (message: Message) => {
    inHand.add(message.messageId);
    void handle(message).then(() => {
      inHand.delete(message.messageId);
      wake();
    });
  };
  return wake;
}

const take = `select message_id as "messageId", lane, sequence, data from outbox
  where published_at is null and message_id <> all($1::uuid[]) order by id limit $2`;

// One process of a bare pipeline: main.ts (plain | tight) (gateway | worker | all) PORT RECEIVER
import { randomUUID } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import { connect } from "amqplib";
import pg from "pg";
import { readBody } from "../http.ts";
import { makeDeliver } from "./deliver.ts";
import { startRelay } from "./relay.ts";
import { plainStore, tightStore, type Store } from "./store.ts";
import { startTableQueue } from "./table-queue.ts";
import type { Message } from "./tables.ts";

const [kind, role, port, receiver = ""] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"], max: 20 });
const amqpUrl = process.env["AMQP_URL"];
const store = (kind === "plain" ? plainStore : tightStore)(pool, amqpUrl === undefined);
// the pipelines share one broker
const queue = `bare.${kind ?? ""}`;
const atOnce = 64;

const answer =
  (keep: Store["keep"], wake: () => void): RequestListener =>
  (request, response) => {
    void (async () => {
      const body = await readBody(request);
      if (request.method === "GET") return response.writeHead(200).end();
      const asked = JSON.parse(body.toString()) as Omit<Message, "messageId">;
      const messageId = randomUUID();
      await keep({ ...asked, messageId });
      wake();
      return response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify({ id: messageId }));
    })();
  };

async function work(): Promise<void> {
  const deliver = makeDeliver(receiver);
  const channel = await (await connect(amqpUrl ?? "")).createChannel();
  await channel.assertQueue(queue, { durable: true, arguments: { "x-queue-type": "quorum" } });
  await channel.prefetch(atOnce);
  await channel.consume(queue, (taken) => {
    if (!taken) return;
    const message = JSON.parse(taken.content.toString()) as Message;
    void deliver(message)
      .then(() => store.receive(message.messageId))
      .then(() => channel.ack(taken));
  });
}

async function gate(): Promise<void> {
  if (amqpUrl === undefined) {
    const deliver = makeDeliver(receiver);
    const wake = startTableQueue(pool, atOnce, (message) =>
      deliver(message).then(() => store.receive(message.messageId)),
    );
    createServer(answer(store.keep, wake)).listen(Number(port), "127.0.0.1");
    return;
  }
  const channel = await (await connect(amqpUrl)).createConfirmChannel();
  await channel.assertQueue(queue, { durable: true, arguments: { "x-queue-type": "quorum" } });
  createServer(answer(store.keep, startRelay(pool, channel, queue))).listen(Number(port), "127.0.0.1");
}

if (role === "worker") {
  await work();
  createServer((_request, response) => response.end()).listen(Number(port), "127.0.0.1");
} else await gate();

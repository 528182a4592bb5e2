import { connect } from "amqplib";
import { queues } from "../../bus/transport.ts";

/** The private RabbitMQ that `npm test` brings up. */
export function amqpUrl(): string {
  const url = process.env["TEST_AMQP_URL"];
  if (!url) throw new Error("No private RabbitMQ: run the tests with `npm test`, which brings one up.");
  return url;
}

/** Its HTTP API. */
export function managementUrl(): string {
  const url = process.env["TEST_AMQP_MANAGEMENT_URL"];
  if (!url) throw new Error("No private RabbitMQ: run the tests with `npm test`, which brings one up.");
  return url;
}

/** The same broker without what earlier tests left in the hub's queues. */
export async function emptyBroker(): Promise<string> {
  const connection = await connect(amqpUrl());
  const channel = await connection.createChannel();
  for (const queue of Object.values(queues)) await channel.deleteQueue(queue);
  await connection.close();
  return amqpUrl();
}

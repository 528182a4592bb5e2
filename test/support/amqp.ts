/** The private RabbitMQ that `npm test` brings up. */
export function amqpUrl(): string {
  const url = process.env["TEST_AMQP_URL"];
  if (!url) throw new Error("No private RabbitMQ: run the tests with `npm test`, which brings one up.");
  return url;
}

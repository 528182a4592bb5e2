/** A process that takes a message, says so and never finishes it: tests kill it. */
import { openEmbeddedTransport } from "../../bus/embedded.ts";
import { openRabbitTransport } from "../../bus/rabbitmq.ts";
import { queues } from "../../bus/transport.ts";
import { openDatabase } from "../../platform/database.ts";
import { openListener } from "../../platform/listen.ts";
import { openLog } from "../../platform/log.ts";

const [kind, url = "", leaseMs] = process.argv.slice(2);
const log = openLog("silent", "test");
const transport =
  kind === "rabbitmq"
    ? openRabbitTransport({ url, log })
    : openEmbeddedTransport({
        db: openDatabase(url, "test"),
        listener: openListener({ url, log, name: "test" }),
        log,
        leaseMs: Number(leaseMs),
      });
await transport.consume(queues.delivery, 1, ({ body }) => {
  process.stdout.write(`holding ${body.toString()}\n`);
  return new Promise(() => undefined);
});

/** A process that dies of a message whose body has the word "poison"; it says which others it handled. */
import { guardAgainstPoison } from "../../bus/poison.ts";
import { openRabbitTransport } from "../../bus/rabbitmq.ts";
import { queues } from "../../bus/transport.ts";
import { openDatabase } from "../../platform/database.ts";
import { openLog } from "../../platform/log.ts";

const [url = "", databaseUrl = "", limit] = process.argv.slice(2);
const log = openLog("silent", "test");
const db = openDatabase(databaseUrl, "test");
const handle = guardAgainstPoison({ db, log, limit: Number(limit) }, ({ body }) => {
  if (body.toString().includes("poison")) process.kill(process.pid, "SIGKILL");
  process.stdout.write(`handled ${body.toString()}\n`);
  return Promise.resolve();
});
await openRabbitTransport({ url, log }).consume(queues.delivery, 4, handle);

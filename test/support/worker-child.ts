/** A worker process as production runs it, with short leases: tests kill it. Arguments: database, broker or "". */
import { makeDeliver } from "../../adapters/unit/index.ts";
import { openEmbeddedTransport } from "../../bus/embedded.ts";
import { makeCarry } from "../../bus/carry.ts";
import { makeIntake } from "../../bus/intake.ts";
import { startDeliveryWorker } from "../../bus/lanes.ts";
import { openRabbitTransport } from "../../bus/rabbitmq.ts";
import { startRelay } from "../../bus/relay.ts";
import { queues } from "../../bus/transport.ts";
import { openDatabase } from "../../platform/database.ts";
import { openListener } from "../../platform/listen.ts";
import { openLog } from "../../platform/log.ts";
import { masterKey } from "../../platform/master-key.ts";

const [url = "", amqp = ""] = process.argv.slice(2);
const log = openLog("silent", "test");
const db = openDatabase(url, "test worker");
const listener = openListener({ url, log, name: "test worker" });
const transport =
  amqp === ""
    ? openEmbeddedTransport({ db, listener, log, leaseMs: 500, fallbackMs: 200 })
    : openRabbitTransport({ url: amqp, log });
const { secretOf } = masterKey(Buffer.alloc(32, 7));
const deliver = makeDeliver({ secretOf, privateWebhooks: true });
startDeliveryWorker({ db, listener, log, deliver, leaseMs: 1_000, fallbackMs: 200, random: () => 0 });
await transport.consume(queues.delivery, 8, makeIntake({ db, log }));
const carry = amqp === "" ? { carry: makeCarry({ db, log }) } : {};
startRelay({ url, transport, ...carry, log, takeOverMs: 100, fallbackMs: 500 });

/** A worker that delivers and replays to one address, with short leases: tests kill it. Arguments: database, url. */
import { makeDeliver } from "../../adapters/unit/index.ts";
import { startDeliveryWorker } from "../../bus/lanes.ts";
import { startReplayer } from "../../bus/replay/replayer.ts";
import { openDatabase } from "../../platform/database.ts";
import { openListener } from "../../platform/listen.ts";
import { openLog } from "../../platform/log.ts";
import { masterKey } from "../../platform/master-key.ts";

const [url = ""] = process.argv.slice(2);
const log = openLog("silent", "test");
const db = openDatabase(url, "test replayer");
const listener = openListener({ url, log, name: "test replayer" });
const { secretOf } = masterKey(Buffer.alloc(32, 7));
const deliver = makeDeliver({ secretOf, privateWebhooks: true });
startDeliveryWorker({ db, listener, log, deliver, leaseMs: 1_000, fallbackMs: 200, random: () => 0 });
startReplayer({ db, listener, log, deliver, leaseMs: 1_000, fallbackMs: 200, random: () => 0 });

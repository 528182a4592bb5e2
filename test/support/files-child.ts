import { pino } from "pino";
import { Registry } from "prom-client";
import { defaultFileLimits } from "../../core/service/take-file.ts";
import { leastPace } from "../../gateway/pace.ts";
import { openGateway } from "../../main/gateway.ts";
import { openHttp } from "../../main/http.ts";
import { openDatabase } from "../../platform/database.ts";
import { openFileFolder } from "../../platform/file-folder.ts";
import { masterKey } from "../../platform/master-key.ts";
import { openListener } from "../../platform/listen.ts";

/** A gateway in a process of its own, to be measured and killed: `files-child.ts DATABASE_URL FOLDER`. Prints its address. */
const [databaseUrl, root] = process.argv.slice(2) as [string, string];
const log = pino({ level: "silent" });
const { port, answerWith } = await openHttp(0, "127.0.0.1");
const url = `http://127.0.0.1:${port}`;
const folder = await openFileFolder(root);
answerWith(
  openGateway({
    db: openDatabase(databaseUrl, "files child"),
    listener: openListener({ url: databaseUrl, log, name: "files child" }),
    ...{ log, metrics: new Registry(), publicUrl: url, version: "test", demo: false, production: false, standIns: [] },
    secretOf: () => "",
    slips: masterKey(Buffer.alloc(32, 7)),
    amqpPasswordOf: () => "",
    trustedProxies: [],
    hasQueues: false,
    mayReach: () => false,
    files: { folder, limits: { ...defaultFileLimits, freeBytes: 0 }, pace: leastPace },
    checks: {},
    closing: new AbortController().signal,
  }),
);
console.log(url);

import { openEmbeddedTransport } from "../../bus/embedded.ts";
import { openDatabase } from "../../platform/database.ts";
import { openListener } from "../../platform/listen.ts";
import { openLog } from "../../platform/log.ts";
import { freshDatabase } from "../support/database.ts";
import { openProxy } from "../support/proxy.ts";
import { keepsTheContract } from "./transport.contract.ts";

const log = openLog("silent", "test");

describe("the embedded transport keeps the contract", () => {
  keepsTheContract(async () => {
    const database = await freshDatabase();
    const proxy = await openProxy(database.url);
    const db = openDatabase(proxy.url, "test");
    const listener = openListener({ url: proxy.url, log, name: "test" });
    return {
      open: () =>
        Promise.resolve(openEmbeddedTransport({ db, listener, log, leaseMs: 600, fallbackMs: 300, restMs: () => 20 })),
      cut: proxy.cut,
      sever: proxy.sever,
      restore: proxy.restore,
      processArguments: () => ["embedded", database.url, "600"],
      async close() {
        await listener.close();
        await db.destroy();
        await proxy.close();
        await database.drop();
      },
    };
  });
});

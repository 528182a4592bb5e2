import { expect } from "chai";
import { openEmbeddedTransport } from "../../bus/embedded.ts";
import { queues, type Transport } from "../../bus/transport.ts";
import { openDatabase } from "../../platform/database.ts";
import { openListener, type Listener } from "../../platform/listen.ts";
import { openLog } from "../../platform/log.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
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
        Promise.resolve(
          openEmbeddedTransport({ db, listener, log, leaseMs: 3_000, fallbackMs: 300, restMs: () => 20 }),
        ),
      cut: proxy.cut,
      sever: proxy.sever,
      restore: proxy.restore,
      processArguments: () => ["embedded", database.url, "3000"],
      async close() {
        await listener.close();
        await db.destroy();
        await proxy.close();
        await database.drop();
      },
    };
  });
});

describe("the embedded transport in one process", () => {
  let database: TestDatabase;
  let listener: Listener;
  let transport: Transport;
  const gates: (() => void)[] = [];
  before(async () => {
    database = await freshDatabase();
    listener = openListener({ url: database.url, log, name: "test" });
    // a look that nobody asks for comes too late to help
    transport = openEmbeddedTransport({ db: database.db, listener, log, leaseMs: 60_000, fallbackMs: 60_000 });
    await eventually("connected", () => transport.isConnected());
  });
  after(async () => {
    await transport.close();
    await listener.close();
    await database.drop();
  });

  const rows = () =>
    database.sql<{ message_id: string; handed_out: number; taken: boolean }>(
      "select message_id, handed_out, visible_at > now() as taken from hub.transport_message order by id",
    );
  const send = (...ids: string[]) =>
    transport.publish(
      queues.delivery,
      ids.map((messageId) => ({ messageId, body: Buffer.from("{}") })),
    );

  it("takes what is published as far as there is room, in order; a row stays until its handler is done", async () => {
    const began: string[] = [];
    await transport.consume(queues.delivery, 2, async ({ messageId, redeliveries }) => {
      expect(redeliveries).to.equal(0);
      began.push(messageId);
      await new Promise<void>((resolve) => gates.push(resolve));
    });
    await send("0");
    await eventually("a message goes through", () => began.length === 1);
    gates.shift()?.();
    await eventually("it is done", async () => (await rows()).length === 0);
    began.length = 0;

    await send("a", "b", "c");
    await send("d");
    await eventually("as many as there is room for", () => began.length === 2);
    expect(await rows()).to.deep.equal([
      { message_id: "a", handed_out: 1, taken: true },
      { message_id: "b", handed_out: 1, taken: true },
      { message_id: "c", handed_out: 0, taken: false },
      { message_id: "d", handed_out: 0, taken: false },
    ]);
    expect(began).to.deep.equal(["a", "b"]);
    gates.shift()?.();
    await eventually("the next in order", () => began.length === 3);
    expect(began).to.deep.equal(["a", "b", "c"]);
    await eventually("all are done", async () => {
      for (const open of gates.splice(0)) open();
      return (await rows()).length === 0;
    });
    expect(began).to.deep.equal(["a", "b", "c", "d"]);
  });
});

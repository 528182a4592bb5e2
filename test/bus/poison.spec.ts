import { spawn, type ChildProcess } from "node:child_process";
import { expect } from "chai";
import { guardAgainstPoison } from "../../bus/poison.ts";
import { openRabbitTransport } from "../../bus/rabbitmq.ts";
import { queues } from "../../bus/transport.ts";
import { emptyBroker } from "../support/amqp.ts";
import {
  bringAll,
  anAnnouncement,
  aPartner,
  consignments,
  district,
  silent,
  someAgencies,
  tell,
} from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { program } from "../support/program.ts";

describe("a message that kills its consumer", () => {
  let database: TestDatabase;
  beforeEach(async () => (database = await freshDatabase()));
  afterEach(() => database.drop());

  const parked = () =>
    database.sql<{ body: string; reason: string }>(
      "select convert_from(body, 'utf8') as body, reason from hub.parked_message",
    );
  const trials = () => database.sql("select message_id, begun from hub.poison_trial order by message_id");

  it("is parked and acknowledged after the third process died of it; those beside it are handled", async () => {
    const url = await emptyBroker();
    const transport = openRabbitTransport({ url, log: silent });
    const bodies = ["one", "poison", "two", "three"];
    await eventually("published", async () => {
      const [first] = await transport.publish(queues.delivery, [{ messageId: "zero", body: Buffer.from("zero") }]);
      return first?.ok;
    });
    await transport.publish(
      queues.delivery,
      bodies.map((body) => ({ messageId: body, body: Buffer.from(body) })),
    );
    const handled = new Set<string>();
    let deaths = 0;
    let child: ChildProcess | undefined;
    const start = () => {
      child = spawn(process.execPath, [...program("test/support/dying-consumer.ts"), url, database.url, "3"], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      child.stdout?.on("data", (text: Buffer) => {
        for (const line of text.toString().trim().split("\n")) handled.add(line);
      });
      child.once("exit", (_, signal) => {
        if (signal !== "SIGKILL") return;
        deaths++;
        start();
      });
    };
    start();
    try {
      await eventually("it is parked", async () => (await parked()).length === 1, 40_000);
      expect(await parked()).to.deep.equal([{ body: "poison", reason: "its consumer died 3 times while handling it" }]);
      expect(deaths).to.equal(3);
      await eventually("the others are handled", () => handled.size === 4);
      expect([...handled].sort()).to.deep.equal(["handled one", "handled three", "handled two", "handled zero"]);
      await eventually("nothing is left on trial", async () => (await trials()).length === 0);
    } finally {
      child?.removeAllListeners("exit");
      child?.kill("SIGTERM");
      await transport.close();
    }
  });

  it("one that only waited out an outage is not parked, however often it came", async () => {
    let away = true;
    const handle = guardAgainstPoison({ db: database.db, log: silent, limit: 3 }, () =>
      away ? Promise.reject(new Error("the database is away")) : Promise.resolve(),
    );
    const message = { messageId: "m", body: Buffer.from("m") };
    for (let redeliveries = 0; redeliveries < 50; redeliveries++)
      await handle({ ...message, redeliveries }).then(
        () => expect.fail("it was handled"),
        () => undefined,
      );
    away = false;
    await handle({ ...message, redeliveries: 50 });
    expect([await parked(), await trials()]).to.deep.equal([[], []]);
  });

  it("is not brought again by the relay: it has arrived, in the ledger of what waits for a person", async () => {
    await someAgencies(database);
    await aPartner(database, "huyen", { serves: [district] });
    await tell(database, anAnnouncement());
    const [one] = await consignments(database);
    if (!one) throw new Error("nothing was announced");
    await database.sql("insert into hub.poison_trial (message_id, begun) values ($1, 4)", [one.messageId]);
    const handle = guardAgainstPoison({ db: database.db, log: silent }, () => expect.fail("it was handled"));
    await handle({ ...one, redeliveries: 5 });
    expect(await database.sql("select arrived_at is not null as arrived from hub.outbox")).to.deep.equal([
      { arrived: true },
    ]);
    expect((await parked()).map(({ reason }) => reason)).to.deep.equal(["its consumer died 5 times while handling it"]);
    // let go by a person (test/gateway/unreadable.spec.ts), it is taken in like any other
    await bringAll(database);
    expect(await database.sql("select state from hub.delivery")).to.deep.equal([{ state: "waiting" }]);
  });
});

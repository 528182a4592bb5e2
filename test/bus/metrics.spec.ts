import { expect } from "chai";
import { Registry } from "prom-client";
import { makeIntake } from "../../bus/intake.ts";
import { openBusMetrics, watchLateness } from "../../bus/metrics.ts";
import { anAnnouncement, bringAll, commune, silent, someAgencies, tell } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

describe("the bus's metrics", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
    await someAgencies(database);
  });
  afterEach(() => database.drop());

  it("say how late the hub is to whom, and forget who is served (P13)", async () => {
    const registry = new Registry();
    const metrics = openBusMetrics(registry);
    const watch = watchLateness(database.db, metrics, silent, 3_600_000);
    const lines = async () => {
      await watch.refresh();
      await watch.refresh(); // the first may have been running already
      return (
        (await registry.metrics())
          .split("\n")
          .filter((line) => /^hub_(delivery_o|bus_parked|bus_oldest)/.test(line))
          // ages in whole hours: the seconds pass while the test runs
          .map((line) =>
            line.replace(
              /(seconds\S* )(\S+)$/,
              (_, name: string, age: string) => `${name}${Math.floor(Number(age) / 3_600)} h`,
            ),
          )
      );
    };
    await tell(database, anAnnouncement(), anAnnouncement({ receiver: commune }));
    await bringAll(database);
    await tell(database, anAnnouncement());
    await makeIntake({ db: database.db, log: silent, metrics })({
      messageId: "x",
      body: Buffer.from("x"),
      redeliveries: 0,
    });
    await database.sql("update hub.delivery set created_at = now() - interval '90 minutes'");
    await database.sql("update hub.outbox set published_at = now() - interval '150 minutes' where arrived_at is null");
    expect(await lines()).to.have.members([
      'hub_delivery_oldest_unanswered_seconds{receiver="H63.29"} 1 h',
      'hub_delivery_oldest_unanswered_seconds{receiver="H63.29.04"} 1 h',
      'hub_delivery_open{state="in transit"} 1',
      'hub_delivery_open{state="waiting"} 2',
      'hub_delivery_open{state="parked"} 0',
      "hub_bus_oldest_in_transit_seconds 2 h",
      "hub_bus_parked_messages 1",
    ]);
    await database.sql("update hub.delivery set state = 'delivered' where receiver = $1", [commune]);
    expect((await lines()).filter((line) => line.includes("receiver="))).to.deep.equal([
      'hub_delivery_oldest_unanswered_seconds{receiver="H63.29"} 1 h',
    ]);
    expect(await registry.getSingleMetricAsString("hub_bus_taken_total")).to.contain('result="parked"} 1');
    await watch.close();
  });
});

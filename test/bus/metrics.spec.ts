import { expect } from "chai";
import { Registry } from "prom-client";
import { acknowledge } from "../../bus/inbox.ts";
import { makeIntake } from "../../bus/intake.ts";
import { startDeliveryWorker } from "../../bus/lanes.ts";
import { openBusMetrics, watchLateness } from "../../bus/metrics.ts";
import { alwaysOpen } from "../../core/domain/clock/open-time.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { openListener } from "../../platform/listen.ts";
import {
  aPartner,
  anAnnouncement,
  bringAll,
  commune,
  consignments,
  district,
  silent,
  someAgencies,
  tell,
} from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

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

  it("say how many lanes move, retry or stand still, what is parked by class, and who is down", async () => {
    const registry = new Registry();
    const watch = watchLateness(database.db, openBusMetrics(registry), silent, 3_600_000);
    await aPartner(database, "huyen", { serves: [district], url: "https://huyen.example/" });
    for (let n = 1; n <= 4; n += 1) {
      const subject = parseDossierCode(`H63.29.04-190312-000${n}`);
      await tell(database, anAnnouncement({ subject }), anAnnouncement({ subject }));
    }
    await bringAll(database);
    await database.sql(
      "update hub.delivery set first_failed_at = now() where right(subject, 1) = '2' and sequence = 1",
    );
    await database.sql(
      `update hub.delivery set state = 'parked', parked_fault = case right(subject, 1) when '3' then 'certificate' end
       where right(subject, 1) in ('3', '4') and sequence = 1`,
    );
    await database.sql(
      "update hub.partner_flow set opened_at = now() - interval '1 hour', opened_by = 'silent', probe_at = now()",
    );
    await watch.refresh();
    await watch.refresh();
    await watch.close();
    const lines = (await registry.metrics())
      .split("\n")
      .filter((line) => /^hub_(delivery_(lanes|parked)|partner_down)/.test(line))
      .map((line) => line.replace(/ (36\d\d)(\.\d+)?$/, " about an hour"));
    expect(lines).to.have.members([
      'hub_delivery_lanes{state="waiting"} 1',
      'hub_delivery_lanes{state="retrying"} 1',
      'hub_delivery_lanes{state="parked"} 2',
      'hub_delivery_lanes{state="undecided"} 0',
      'hub_delivery_parked{class="ours"} 1', // one of unknown cause is ours to explain
      'hub_delivery_parked{class="theirs"} 0',
      'hub_delivery_parked{class="network"} 0',
      'hub_delivery_parked{class="data"} 0',
      'hub_delivery_parked{class="certificate"} 1',
      'hub_delivery_parked{class="rights"} 0',
      'hub_partner_down_seconds{partner="huyen"} about an hour',
    ]);
  });

  it("keep their number of lines beyond ten thousand receivers; who waits longest is always named (P13)", async () => {
    const registry = new Registry();
    const watch = watchLateness(database.db, openBusMetrics(registry), silent, 3_600_000);
    // T00001 has waited for one hour, T10002 for 10,002
    await database.sql(
      `insert into hub.outbox (message_id, receiver, subject, sequence, event_id, envelope, created_at)
       select gen_random_uuid(), 'T' || lpad(n::text, 5, '0'), 'H63.29.04-190312-0001', 1, gen_random_uuid(), '{}',
              now() - make_interval(hours => n) from generate_series(1, 10002) n`,
    );
    await watch.refresh();
    await watch.refresh();
    await watch.close();
    const hours = new Map(
      (await registry.getSingleMetricAsString("hub_delivery_oldest_unanswered_seconds"))
        .split("\n")
        .map((line) => /receiver="(\w+)"\} (\S+)$/.exec(line))
        .filter((match) => match !== null)
        .map(([, receiver, seconds]) => [receiver, Math.floor(Number(seconds) / 3_600)]),
    );
    expect(hours.size).to.equal(10_000);
    expect(hours.get("T10002")).to.equal(10_002);
    expect(hours.get("T00004")).to.equal(4);
    // of the three that wait least, the oldest
    expect(hours.get("other")).to.equal(3);
    expect([...hours.keys()]).not.to.include.members(["T00001", "T00002", "T00003"]);
  });

  it("time a message's way: transit, first call, receipt by webhook and by inbox", async () => {
    const registry = new Registry();
    const metrics = openBusMetrics(registry);
    await aPartner(database, "huyen", { serves: [district], url: "https://huyen.example/" });
    await aPartner(database, "xa", { serves: [commune] });
    await tell(database, anAnnouncement(), anAnnouncement({ receiver: commune }));
    // written an hour ago, confirmed by the transport half an hour ago
    await database.sql(
      "update hub.outbox set created_at = now() - interval '1 hour', published_at = now() - interval '30 minutes'",
    );
    const intake = makeIntake({ db: database.db, log: silent, metrics });
    for (const { messageId, body } of await consignments(database)) await intake({ messageId, body, redeliveries: 0 });
    const listener = openListener({ url: database.url, log: silent, name: "test" });
    const worker = startDeliveryWorker({
      ...{ db: database.db, listener, log: silent, metrics, openTimeOf: () => Promise.resolve(alwaysOpen) },
      deliver: () =>
        Promise.resolve({ kind: "delivered", detail: "200", receipt: { channel: "webhook", status: 200 } }),
    });
    await eventually(
      "delivered by webhook",
      async () => (await database.sql("select from hub.delivery where state = 'delivered'")).length === 1,
    );
    await worker.close();
    await listener.close();
    const [message] = await database.sql<{ message_id: string }>(
      "select message_id from hub.delivery where receiver = $1",
      [commune],
    );
    const done = await database.db
      .transaction()
      .execute((tx) => acknowledge(tx, "xa", message!.message_id, new Date()));
    expect(done.ok && done.first?.channel).to.equal("inbox");
    expect(Math.round((done.ok ? (done.first?.seconds ?? 0) : 0) / 60)).to.equal(60);

    /** How many were observed, and in which of the buckets they fell, as "from-to". */
    const fell = async (name: string) => {
      const lines = (await registry.getSingleMetricAsString(name)).split("\n");
      const buckets = lines.flatMap((line) => {
        const found = /_bucket\{le="([^"]+)".*\} (\d+)$/.exec(line);
        return found ? [{ to: found[1]!, n: Number(found[2]) }] : [];
      });
      const first = buckets.findIndex(({ n }) => n > 0);
      return `${buckets.at(-1)!.n} in ${buckets[first - 1]?.to}-${buckets[first]?.to}`;
    };
    expect(await fell("hub_bus_transit_seconds")).to.equal("2 in 300-3600");
    expect(await fell("hub_delivery_first_call_seconds")).to.equal("1 in 3600-86400");
    expect(await fell("hub_delivery_seconds")).to.equal("1 in 3600-86400");
    expect(await registry.getSingleMetricAsString("hub_delivery_seconds")).to.contain('channel="webhook"');
  });
});

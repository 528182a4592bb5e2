import { connect } from "amqplib";
import { expect } from "chai";
import { openEmbeddedTransport } from "../../bus/embedded.ts";
import { makeIntake } from "../../bus/intake.ts";
import { openRabbitTransport } from "../../bus/rabbitmq.ts";
import { startRelay, type Relay, type RelayOptions } from "../../bus/relay.ts";
import { queues, type BusMessage, type PublishAnswer, type Transport } from "../../bus/transport.ts";
import { openListener } from "../../platform/listen.ts";
import { amqpUrl } from "../support/amqp.ts";
import { aPartner, anAnnouncement, district, otherDossier, silent, someAgencies, tell } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { openProxy } from "../support/proxy.ts";

const ok: PublishAnswer = { ok: true };
const gone: PublishAnswer = { ok: false, reason: "disconnected", detail: "test" };

describe("the relay", () => {
  let database: TestDatabase;
  const closing: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    database = await freshDatabase();
    await someAgencies(database);
    await aPartner(database, "huyen", { serves: [district] });
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    await database.drop();
  });

  const start = (transport: Transport, but: Partial<RelayOptions> = {}): Relay => {
    const relay = startRelay({
      url: database.url,
      transport,
      log: silent,
      fallbackMs: 300,
      takeOverMs: 50,
      ...but,
    });
    closing.push(() => relay.close());
    return relay;
  };
  /** A transport that answers what it is told and remembers what it was given. */
  const paper = (answer: (name: string, attempt: number) => PublishAnswer | Promise<PublishAnswer> = () => ok) => {
    const given: string[] = [];
    const attempts = new Map<string, number>();
    const publishOne = async ({ body }: BusMessage) => {
      const { subject, sequence } = JSON.parse(body.toString()) as { subject: string; sequence: number };
      const name = `${subject.slice(-4)}#${sequence}`;
      given.push(name);
      attempts.set(name, (attempts.get(name) ?? 0) + 1);
      return await answer(name, attempts.get(name) ?? 0);
    };
    const transport: Transport = {
      publish: (_, messages) => Promise.all(messages.map(publishOne)),
      consume: () => Promise.reject(new Error("not here")),
      isConnected: () => true,
      close: () => Promise.resolve(),
    };
    return { given, transport };
  };
  const embedded = () => {
    const listener = openListener({ url: database.url, log: silent, name: "test" });
    const transport = openEmbeddedTransport({ db: database.db, listener, log: silent, restMs: () => 20 });
    closing.push(
      () => listener.close(),
      () => transport.close(),
    );
    return transport;
  };
  const unpublished = async () =>
    (await database.sql<{ n: number }>("select count(*)::integer as n from hub.outbox where published_at is null"))[0]!
      .n;
  const deliveries = async () =>
    (await database.sql<{ n: number }>("select count(*)::integer as n from hub.delivery"))[0]!.n;
  const takeIn = (transport: Transport) =>
    transport.consume(queues.delivery, 4, makeIntake({ db: database.db, log: silent }));

  it("carries what is announced, at once, and marks it", async () => {
    const { given, transport } = paper();
    start(transport, { fallbackMs: 60_000 });
    await tell(database, anAnnouncement());
    await eventually("first", () => given.length === 1);
    await tell(database, anAnnouncement(), anAnnouncement({ subject: otherDossier }));
    await eventually("all marked", async () => (await unpublished()) === 0);
    expect(given).to.have.members(["0001#1", "0002#1", "0001#2"]);
    expect(given.indexOf("0001#1")).to.be.lessThan(given.indexOf("0001#2"));
  });

  it("carries what was announced while no relay ran, in batches", async () => {
    await tell(database, ...Array.from({ length: 25 }, () => anAnnouncement()));
    const { given, transport } = paper();
    start(transport, { batchSize: 10 });
    await eventually("all marked", async () => (await unpublished()) === 0);
    expect(given).to.deep.equal(Array.from({ length: 25 }, (_, i) => `0001#${i + 1}`));
  });

  it("lets nothing of a lane pass a message that failed, while other lanes go on (P4)", async () => {
    await tell(
      database,
      anAnnouncement(),
      anAnnouncement(),
      anAnnouncement({ subject: otherDossier }),
      anAnnouncement({ subject: otherDossier }),
    );
    const { given, transport } = paper((name, attempt) => (name === "0001#1" && attempt < 3 ? gone : ok));
    start(transport);
    await eventually("all marked", async () => (await unpublished()) === 0);
    expect(given).to.deep.equal(["0001#1", "0002#1", "0002#2", "0001#1", "0001#1", "0001#2"]);
  });

  it("marks nothing that was not confirmed (P2)", async () => {
    await tell(database, anAnnouncement());
    const { given, transport } = paper(() => ({ ok: false, reason: "unroutable", detail: "test" }));
    start(transport);
    await eventually("tried", () => given.length > 2);
    expect(await unpublished()).to.equal(1);
  });

  it("is one over all processes; the next takes over when the first ends", async () => {
    const first = paper();
    const second = paper();
    const one = start(first.transport);
    await eventually("the first leads", () => one.isLeading());
    const two = start(second.transport);
    await tell(database, anAnnouncement());
    await eventually("marked", async () => (await unpublished()) === 0);
    expect([first.given.length, second.given.length, two.isLeading()]).to.deep.equal([1, 0, false]);
    await one.close();
    await eventually("the second leads", () => two.isLeading());
    await tell(database, anAnnouncement());
    await eventually("marked", async () => (await unpublished()) === 0);
    expect([first.given.length, second.given.length]).to.deep.equal([1, 1]);
  });

  it("comes back when its database connection is killed", async () => {
    const { given, transport } = paper();
    const relay = start(transport);
    await eventually("leads", () => relay.isLeading());
    await database.sql(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'hub relay' and datname = current_database()",
    );
    await tell(database, anAnnouncement());
    await eventually("marked", async () => (await unpublished()) === 0);
    expect(given).to.include("0001#1");
  });

  it("after a crash between publish and mark sends again, and the intake takes it in once (P3)", async () => {
    const transport = embedded();
    let killed = false;
    start({
      ...transport,
      async publish(queue, messages) {
        const answers = await transport.publish(queue, messages);
        if (!killed) {
          killed = true;
          await database.sql(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'hub relay' and datname = current_database()",
          );
        }
        return answers;
      },
    });
    await tell(database, anAnnouncement(), anAnnouncement());
    await eventually("marked", async () => (await unpublished()) === 0);
    // not before: what has arrived counts as published
    await takeIn(transport);
    await eventually(
      "the queue is empty",
      async () => (await database.sql("select from hub.transport_message")).length === 0,
    );
    expect(killed).to.equal(true);
    const [handedIn] = await database.sql<{ last: number }>(
      "select last_value::integer as last from pg_sequences where sequencename like 'transport_message%'",
    );
    expect(handedIn!.last).to.equal(4); // both were published twice
    expect(await deliveries()).to.equal(2);
    expect(await database.sql("select last::integer from hub.inbox_counter")).to.deep.equal([{ last: 2 }]);
  });

  it("in a quiet night sends one message again, and as it arrives all that was lost (P1)", async () => {
    const lost = paper();
    const relay = start(lost.transport);
    await tell(
      database,
      anAnnouncement(),
      anAnnouncement(),
      anAnnouncement({ subject: otherDossier }),
      anAnnouncement({ subject: otherDossier }),
    );
    await eventually("published into nothing", async () => (await unpublished()) === 0);
    await relay.close();
    const transport = embedded();
    await takeIn(transport);
    const before = await database.sql<{ n: number }>("select count(*)::integer as n from hub.transport_message");
    expect(before[0]!.n).to.equal(0);
    await database.sql("update hub.outbox set published_at = published_at - interval '1 hour'");
    start(transport, { fallbackMs: 50 });
    await eventually("all arrived", async () => (await deliveries()) === 4);
  });

  it("leaves alone what is on its way for less than ten minutes", async () => {
    const { given, transport } = paper();
    start(transport, { lostAfterSeconds: 3_600 });
    await tell(
      database,
      anAnnouncement({ subject: otherDossier }),
      anAnnouncement({ subject: otherDossier }),
      anAnnouncement(),
    );
    await eventually("published", async () => (await unpublished()) === 0);
    await database.sql(
      `update hub.outbox set
         arrived_at = case when subject = $1 and sequence = 2 then now() end,
         published_at = published_at - case
           when subject <> $1 then interval '9 minutes' when sequence = 1 then interval '2 hours' else '0' end`,
      [otherDossier],
    );
    await eventually("the relay has looked: what was overtaken is sent again", () => given.length > 3);
    expect(given.slice(3)).to.deep.equal(["0002#1"]);
  });

  it("sends to a consumer that is stopped one repeat at a time, not its backlog", async () => {
    const { given, transport } = paper();
    start(transport, { fallbackMs: 30 });
    await tell(database, ...Array.from({ length: 20 }, () => anAnnouncement()));
    await eventually("published", async () => (await unpublished()) === 0);
    await database.sql("update hub.outbox set published_at = published_at - interval '11 minutes'");
    await eventually("one again", () => given.length === 21);
    await tell(database, anAnnouncement({ subject: otherDossier }));
    await eventually("the next is published", () => given.includes("0002#1"));
    expect(given.slice(20)).to.deep.equal(["0001#20", "0002#1"]);
  });

  it("on close ends the batch that runs", async () => {
    let finish: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (finish = resolve));
    const { given, transport } = paper(async () => {
      await gate;
      return ok;
    });
    const relay = start(transport);
    await tell(database, anAnnouncement());
    await eventually("publishing", () => given.length === 1);
    const closed = relay.close();
    finish();
    await closed;
    expect(await unpublished()).to.equal(0);
  });

  describe("with RabbitMQ", () => {
    beforeEach(async () => {
      const admin = await connect(amqpUrl());
      const channel = await admin.createChannel();
      await channel.deleteQueue(queues.delivery);
      await admin.close();
    });
    const rabbit = async () => {
      const proxy = await openProxy(amqpUrl());
      const transport = openRabbitTransport({ url: proxy.url, log: silent, restMs: () => 20, longestPauseMs: 200 });
      closing.push(
        () => proxy.close(),
        () => transport.close(),
      );
      await eventually("connected", () => transport.isConnected());
      return { proxy, transport };
    };

    it("keeps everything while the broker is down and carries it when it is up", async () => {
      const { proxy, transport } = await rabbit();
      await takeIn(transport);
      start(transport);
      await tell(database, anAnnouncement());
      await eventually("the first arrives", async () => (await deliveries()) === 1);
      proxy.sever();
      await eventually("down", () => !transport.isConnected());
      await tell(database, ...Array.from({ length: 20 }, () => anAnnouncement()));
      expect(await unpublished()).to.equal(20);
      proxy.restore();
      await eventually("all arrive", async () => (await deliveries()) === 21);
      expect(await unpublished()).to.equal(0);
    });

    it("sends again what the broker lost, once later messages have overtaken it", async () => {
      const { transport } = await rabbit();
      const relay = start(transport);
      await tell(database, anAnnouncement());
      await eventually("published", async () => (await unpublished()) === 0);
      const admin = await connect(amqpUrl());
      const channel = await admin.createChannel();
      expect(await channel.purgeQueue(queues.delivery)).to.deep.equal({ messageCount: 1 });
      await admin.close();
      await takeIn(transport);
      await database.sql("update hub.outbox set published_at = published_at - interval '1 hour'");
      await tell(database, anAnnouncement({ subject: otherDossier }));
      await eventually("both arrived", async () => (await deliveries()) === 2);
      expect(relay.isLeading()).to.equal(true);
    });

    it("declares a queue that was deleted, for publishing and consuming", async () => {
      const { transport } = await rabbit();
      await takeIn(transport);
      start(transport);
      const admin = await connect(amqpUrl());
      const channel = await admin.createChannel();
      await channel.deleteQueue(queues.delivery);
      await admin.close();
      await tell(database, anAnnouncement());
      await eventually("arrived", async () => (await deliveries()) === 1);
    });
  });
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { connect, type ChannelModel } from "amqplib";
import { startDeliveryWorker, type DeliveryWorker } from "../../bus/lanes.ts";
import { acknowledge } from "../../bus/ledger.ts";
import { openManagement, type Management } from "../../bus/management.ts";
import { openRabbitTransport } from "../../bus/rabbitmq.ts";
import type { Transport } from "../../bus/transport.ts";
import { findAccess, settleAccess } from "../../bus/unit-access.ts";
import { keepUnits } from "../../bus/unit-keeper.ts";
import { makeHandOver, sendUnreceiptedAgain, takeBackQueued } from "../../bus/unit-queue.ts";
import { subscribe, type Wish } from "../../core/service/subscribe.ts";
import { disablePartner } from "../../core/service/register-partner.ts";
import { addPartnerQueueCommand } from "../../main/cli/partner-queue.ts";
import { openListener, type Listener } from "../../platform/listen.ts";
import { masterKey } from "../../platform/master-key.ts";
import { amqpUrl, emptyBroker, managementUrl } from "../support/amqp.ts";
import {
  aPartner,
  anAnnouncement,
  bringAll,
  commune,
  district,
  dossier,
  otherDossier,
  silent,
  someAgencies,
  tell,
} from "../support/bus.ts";
import { command } from "../support/command.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

const { amqpPasswordOf } = masterKey(Buffer.alloc(32, 7));

/** The partner is a real AMQP client with nothing but what the hub gave it. */
describe("units with a RabbitMQ queue of their own", () => {
  let database: TestDatabase;
  let listener: Listener;
  let transport: Transport;
  let management: Management;
  let worker: DeliveryWorker;
  const partners: ChannelModel[] = [];

  beforeEach(async () => {
    database = await freshDatabase();
    await someAgencies(database);
    await aPartner(database, "huyen", { serves: [district] });
    await aPartner(database, "xa", { serves: [commune] });
    listener = openListener({ url: database.url, log: silent, name: "test" });
    management = openManagement(managementUrl(), "/");
    transport = openRabbitTransport({ url: await emptyBroker(), log: silent, longestPauseMs: 200 });
    await eventually("connected", () => transport.isConnected());
    worker = startDeliveryWorker({
      db: database.db,
      listener,
      log: silent,
      deliver: () => Promise.resolve({ kind: "refused", detail: "nobody here has a webhook" }),
      queues: { handOver: makeHandOver(transport), isConnected: () => transport.isConnected() },
      fallbackMs: 200,
      random: () => 0,
    });
  });
  afterEach(async () => {
    await worker.close();
    await transport.close();
    for (const partner of partners.splice(0)) await partner.close().catch(() => undefined);
    await database.sql("update hub.subscription set channel = 'inbox' where channel = 'amqp'");
    await settle();
    await listener.close();
    await database.drop();
  });

  const settle = () => settleAccess(database.db, management, amqpPasswordOf);
  const choose = async (partner: string, wish: Wish) => {
    const chosen = await subscribe(
      {
        db: database.db,
        mayReach: () => true,
        hasQueues: true,
        reopenRefused: (tx, id) => takeBackQueued(tx, id),
      },
      partner,
      wish,
    );
    if (!chosen.ok) throw new Error(chosen.code);
    return chosen.subscription.secretVersion;
  };
  const useQueue = async (partner: string) => {
    await choose(partner, { channel: "amqp" });
    expect(await settle()).to.deep.include({ pending: 0 });
  };
  const login = async (partner: string, version: number) => {
    const url = new URL(amqpUrl());
    url.username = `unit.${partner}.${version}`;
    url.password = amqpPasswordOf(partner, version);
    const model = await connect(url.href);
    model.on("error", () => undefined);
    partners.push(model);
    return model;
  };
  const why = (work: PromiseLike<unknown>) =>
    Promise.resolve(work).then(
      () => "allowed",
      (error: unknown) =>
        /ACCESS[_-]REFUSED|NOT[_-]FOUND/.exec((error as Error).message)?.[0].replace("-", "_") ?? error,
    );
  /** The partner's software: remembers what came; `store` says whether it acknowledges to the broker. */
  const fetchAll = async (partner: string, version = 1) => {
    const channel = await (await login(partner, version)).createChannel();
    const came: { id: string; sequence: string; subject: string; contentType: unknown }[] = [];
    await channel.consume(`unit.${partner}`, (message) => {
      if (!message) return;
      const { id, sequence, subject } = JSON.parse(message.content.toString()) as Record<string, string>;
      came.push({
        id: id ?? "",
        sequence: sequence ?? "",
        subject: subject ?? "",
        contentType: message.properties.contentType,
      });
      channel.ack(message);
    });
    return came;
  };
  const receipt = (id: string) =>
    database.db.transaction().execute((tx) => acknowledge(tx, "huyen", id, new Date("2019-03-12T03:00:00Z")));
  const queued = async () =>
    (
      await database.sql<{ n: number }>("select count(*)::integer as n from hub.delivery where queued_at is not null")
    )[0]?.n;

  it("a lane goes on with the receipt, other lanes do not wait, and the receipt ends the attempt", async () => {
    await useQueue("huyen");
    const came = await fetchAll("huyen");
    const of = (subject: string) => came.filter((one) => one.subject === subject).map(({ sequence }) => sequence);
    await tell(database, anAnnouncement(), anAnnouncement(), anAnnouncement({ subject: otherDossier }));
    await bringAll(database);
    await eventually("the heads came", () => came.length === 2);
    expect([of(dossier), of(otherDossier)]).to.deep.equal([["0000000001"], ["0000000001"]]);
    expect(came[0]?.contentType).to.equal("application/cloudevents+json; charset=utf-8");
    await eventually("both are known to lie there", async () => (await queued()) === 2);

    expect((await receipt(came.find((one) => one.subject === dossier)?.id ?? "")).ok).to.equal(true);
    await eventually("the second of the lane came", () => of(dossier).length === 2);
    expect(of(dossier)).to.deep.equal(["0000000001", "0000000002"]);
    expect(
      await database.sql(
        `select attempt, outcome, d.state from hub.delivery_attempt join hub.delivery d using (message_id)
         order by d.sequence`,
      ),
    ).to.deep.equal([{ attempt: 1, outcome: "delivered", state: "delivered" }]);
  });

  it("a partner reads its own queue and may do nothing else", async () => {
    await useQueue("huyen");
    await useQueue("xa");
    const model = await login("huyen", 1);
    const attempt = async (
      act: (channel: Awaited<ReturnType<ChannelModel["createConfirmChannel"]>>) => PromiseLike<unknown>,
    ) => {
      const channel = await model.createConfirmChannel();
      channel.on("error", () => undefined);
      return why(act(channel));
    };
    const nothing = () => undefined;
    expect(await attempt((channel) => channel.consume("unit.huyen", nothing))).to.equal("allowed");
    expect(await attempt((channel) => channel.consume("unit.xa", nothing))).to.equal("ACCESS_REFUSED");
    expect(await attempt((channel) => channel.consume("hub.delivery", nothing))).to.equal("ACCESS_REFUSED");
    expect(await attempt((channel) => channel.purgeQueue("unit.xa"))).to.equal("ACCESS_REFUSED");
    expect(await attempt((channel) => channel.assertQueue("unit.huyen.more"))).to.equal("ACCESS_REFUSED");
    expect(await attempt((channel) => channel.deleteQueue("unit.huyen"))).to.equal("ACCESS_REFUSED");
    expect(await attempt((channel) => channel.assertExchange("unit.huyen", "fanout"))).to.equal("ACCESS_REFUSED");
    for (const queue of ["hub.delivery", "unit.xa", "unit.huyen"])
      expect(
        await attempt(
          (channel) =>
            new Promise((resolve, reject) => {
              channel.once("error", reject);
              channel.publish("", queue, Buffer.from("{}"), {}, (error) => (error ? undefined : resolve(undefined)));
            }),
        ),
        `publishing to ${queue}`,
      ).to.equal("ACCESS_REFUSED");
  });

  it("after a rotation both users come in; a second rotation ends the first user and its connections", async () => {
    await useQueue("huyen");
    const first = await login("huyen", 1);
    const closed = new Promise<void>((resolve) => first.once("close", () => resolve()));
    expect(await choose("huyen", { channel: "amqp", rotateSecret: true })).to.equal(2);
    await settle();
    await login("huyen", 1);
    await login("huyen", 2);

    await choose("huyen", { channel: "amqp", rotateSecret: true });
    await settle();
    await closed;
    expect(await why(login("huyen", 1))).to.equal("ACCESS_REFUSED");
    await login("huyen", 2);
    await login("huyen", 3);
  });

  it("a disabled partner is thrown out at once; one that chooses its inbox loses its queue and finds its messages there", async () => {
    const keeper = keepUnits({ db: database.db, listener, management, passwordOf: amqpPasswordOf, log: silent });
    try {
      await choose("huyen", { channel: "amqp" });
      await choose("xa", { channel: "amqp" });
      await eventually("both ready", async () =>
        (await Promise.all(["huyen", "xa"].map((id) => findAccess(database.db, id)))).every(
          (one) => one?.state === "ready",
        ),
      );
      const thrownOut = new Promise<void>((resolve) => {
        void login("xa", 1).then((model) => model.once("close", () => resolve()));
      });
      await eventually("in", () => partners.length === 1);
      await disablePartner(database.db, "xa");
      await thrownOut;
      expect(await why(login("xa", 1))).to.equal("ACCESS_REFUSED");

      await tell(database, anAnnouncement());
      await bringAll(database);
      await eventually("in the queue", async () => (await queued()) === 1);
      await choose("huyen", { channel: "inbox" });
      await eventually("no queue", async () => !(await management.list()).queues.has("unit.huyen"));
      expect((await management.list()).users.size).to.equal(0);
      expect(await database.sql("select state, queued_at from hub.delivery")).to.deep.equal([
        { state: "waiting", queued_at: null },
      ]);
    } finally {
      await keeper.close();
    }
  });

  it("a full queue refuses: the message waits in our tables and comes when there is room", async () => {
    await useQueue("huyen");
    const admin = await connect(amqpUrl());
    partners.push(admin);
    const filler = await admin.createConfirmChannel();
    let refused = 0;
    // the limit of a quorum queue is soft: what is on its way when it is reached still goes in
    for (let round = 0; round < 40 && refused === 0; round++)
      await Promise.all(
        Array.from(
          { length: 500 },
          () =>
            new Promise<void>((resolve) => {
              filler.publish("", "unit.huyen", Buffer.from("filler"), {}, (error) => {
                if (error) refused++;
                resolve();
              });
            }),
        ),
      );
    expect(refused, "the broker's queue has a limit").to.be.greaterThan(0);

    await tell(database, anAnnouncement());
    await bringAll(database);
    const [attempt] = await eventually("an attempt", async () => {
      const rows = await database.sql<{ outcome: string; first_fault: string; state: string }>(
        "select a.outcome, d.first_fault, d.state from hub.delivery_attempt a join hub.delivery d using (message_id)",
      );
      return rows.length > 0 && rows;
    });
    expect(attempt).to.deep.equal({ outcome: "retry", first_fault: "queue-full", state: "waiting" });

    await filler.purgeQueue("unit.huyen");
    const came = await fetchAll("huyen");
    await eventually("it came", async () => {
      await database.sql(
        "update hub.delivery set next_attempt_at = now() where state = 'waiting' and leased_until is null and queued_at is null",
      );
      return came.length === 1;
    });
  });

  it("what was taken without a receipt comes again; what still lies in the queue does not", async () => {
    await useQueue("huyen");
    await tell(database, anAnnouncement(), anAnnouncement({ subject: otherDossier }));
    await bringAll(database);
    await eventually("both queued", async () => (await queued()) === 2);
    await eventually("the broker counts two", async () => (await management.depthOf("huyen").catch(() => 0)) === 2);
    expect(await sendUnreceiptedAgain(database.db, management, 0)).to.equal(0);

    const came = await fetchAll("huyen");
    await eventually("both taken", () => came.length === 2);
    await eventually("the broker counts none", async () => (await management.depthOf("huyen")) === 0);
    expect(await sendUnreceiptedAgain(database.db, management, 3600), "a receipt may take an hour").to.equal(0);
    expect(await sendUnreceiptedAgain(database.db, management, 0)).to.equal(2);
    await eventually("both came again", () => came.length === 4);
    expect(new Set(came.map(({ id }) => id)).size).to.equal(2);
  });

  it("a partner that never gives a receipt is asked by a person after the twelfth time", async () => {
    await useQueue("huyen");
    await tell(database, anAnnouncement());
    await bringAll(database);
    await eventually("queued", async () => (await queued()) === 1);
    await database.sql("update hub.delivery set attempts = 12");
    expect(await sendUnreceiptedAgain(database.db, { depthOf: () => Promise.resolve(0) }, 0)).to.equal(1);
    expect(await database.sql("select state, parked_fault, queued_at from hub.delivery")).to.deep.equal([
      { state: "parked", parked_fault: "no-receipt", queued_at: null },
    ]);
  });

  it("the operator gives, renews and takes away a queue on the command line", async () => {
    const folder = await mkdtemp(join(tmpdir(), "hub-key-"));
    const run = (...words: string[]) =>
      command(
        (program) =>
          addPartnerQueueCommand(
            program,
            () => Promise.resolve(database.db),
            () => ({
              amqpUrl: amqpUrl(),
              amqpManagementUrl: managementUrl(),
              masterKeyFile: join(folder, "master.key"),
              dataDir: folder,
            }),
          ),
        "queue",
        "huyen",
        ...words,
      );
    try {
      const printed = Object.fromEntries(
        (await run()).split("\n").map((line) => line.split(/ +/, 2) as [string, string]),
      );
      expect(printed).to.deep.include({ queue: "unit.huyen", user: "unit.huyen.1", state: "ready" });
      const url = new URL(amqpUrl());
      url.username = "unit.huyen.1";
      url.password = printed["password"] ?? "";
      partners.push(await connect(url.href));
      expect(await run("--rotate")).to.contain("unit.huyen.2");
      expect([...(await management.list()).users].sort()).to.deep.equal(["unit.huyen.1", "unit.huyen.2"]);
      partners[0]?.on("error", () => undefined);
      await run("--off");
      const { users, queues } = await management.list();
      expect([users.size, queues.size]).to.deep.equal([0, 0]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("while the HTTP API is away a partner is pending, with the reason, and gets nothing; then it is ready", async () => {
    await choose("huyen", { channel: "amqp" });
    const away = openManagement("http://guest:guest@127.0.0.1:9", "/");
    expect(await settleAccess(database.db, away, amqpPasswordOf)).to.deep.include({ ready: 0, pending: 1 });
    const access = await findAccess(database.db, "huyen");
    expect(access).to.deep.include({ queue: "unit.huyen", user: "unit.huyen.1", state: "pending" });
    expect(access?.problem).to.match(/^RabbitMQ's HTTP API cannot be reached/);
    expect(access?.problem).not.to.contain("guest");

    await tell(database, anAnnouncement());
    await bringAll(database);
    await settle();
    expect((await findAccess(database.db, "huyen"))?.state).to.equal("ready");
    const came = await fetchAll("huyen");
    await eventually("it came", () => came.length === 1);
    expect(await database.sql("select attempts from hub.delivery")).to.deep.equal([{ attempts: 1 }]);
  });
});

import { connect, type ChannelModel, type ConsumeMessage } from "amqplib";
import { expect } from "chai";
import { claimDue } from "../../bus/claim.ts";
import { openEmptyQueue, type EmptyQueue } from "../../bus/empty-queue.ts";
import { acknowledge } from "../../bus/inbox.ts";
import { startDeliveryWorker, type DeliveryWorker } from "../../bus/lanes.ts";
import { openManagement, type Management } from "../../bus/management.ts";
import { assignWaiting } from "../../bus/position.ts";
import { openRabbitTransport } from "../../bus/rabbitmq.ts";
import { settleQueued } from "../../bus/settle.ts";
import type { Transport } from "../../bus/transport.ts";
import { settleAccess } from "../../bus/unit-access.ts";
import { makeHandOver } from "../../bus/unit-queue.ts";
import { parseDay } from "../../core/domain/day.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { disablePartner, enablePartner } from "../../core/service/register-partner.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { openListener, type Listener } from "../../platform/listen.ts";
import { masterKey } from "../../platform/master-key.ts";
import { amqpUrl, emptyBroker, managementUrl } from "../support/amqp.ts";
import { aPartner, bringAll, silent, tell } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { aStep, dayBefore, dayComes, laneOf, later, night, reform } from "../support/reform.ts";
import { putDossiers } from "../support/running-dossiers.ts";

const { amqpPasswordOf } = masterKey(Buffer.alloc(32, 7));
const { commune, neighbour, merged } = reform;
const codeOf = (n: number) => parseDossierCode(`H63.29.04-250620-000${n}`);

/** The old commune's software is a real AMQP client; what it serves beside the commune that ends goes on. */
describe("what went to somebody else does not stay takeable in a unit's queue (P3, P10)", () => {
  let database: TestDatabase;
  let listener: Listener;
  let transport: Transport;
  let management: Management;
  let worker: DeliveryWorker;
  const clients: ChannelModel[] = [];

  beforeEach(async () => {
    database = await freshDatabase();
    await loadDemonstration(database.db, parseDay("2026-11-21"));
    await dayBefore(database);
    await aPartner(database, "xa-cu", { serves: [commune, "H63.14"] });
    await aPartner(database, "xa-moi", { serves: [merged] });
    for (const [n, receivedBy] of [commune, commune, "H63.14"].entries())
      await putDossiers(database, [{ code: codeOf(n + 1), procedure: "2.002307", receivedBy, heldBy: receivedBy }]);
    listener = openListener({ url: database.url, log: silent, name: "test" });
    management = openManagement(managementUrl(), "/");
    transport = openRabbitTransport({ url: await emptyBroker(), log: silent, longestPauseMs: 200 });
    await eventually("connected", () => transport.isConnected());
    await useQueue("xa-cu");
    worker = aWorker();
  });
  afterEach(async () => {
    await worker.close();
    await transport.close();
    for (const client of clients.splice(0)) await client.close().catch(() => undefined);
    await database.sql("update hub.subscription set channel = 'inbox' where channel = 'amqp'");
    await settle();
    await listener.close();
    await database.drop();
  });

  const aWorker = () =>
    startDeliveryWorker({
      db: database.db,
      listener,
      log: silent,
      deliver: () => Promise.resolve({ kind: "refused", detail: "nobody here has a webhook" }),
      queues: { handOver: makeHandOver(transport), isConnected: () => transport.isConnected() },
      fallbackMs: 200,
      random: () => 0,
    });
  const settle = (empty: EmptyQueue = openEmptyQueue(amqpUrl())) =>
    settleAccess(database.db, management, amqpPasswordOf, empty);
  const useQueue = async (partner: string) => {
    await database.sql("update hub.subscription set channel = 'amqp', url = null where partner_id = $1", [partner]);
    expect(await settle()).to.deep.include({ pending: 0 });
  };
  const login = async (partner: string) => {
    const url = new URL(amqpUrl());
    url.username = `unit.${partner}.1`;
    url.password = amqpPasswordOf(partner, 1);
    const model = await connect(url.href);
    model.on("error", () => undefined);
    clients.push(model);
    return model;
  };
  /** The partner's software takes `prefetch` messages and acknowledges nothing by itself. */
  const fetching = async (partner: string, prefetch = 100) => {
    const model = await login(partner);
    const channel = await model.createChannel();
    channel.on("error", () => undefined);
    await channel.prefetch(prefetch);
    const came: { subject: string; id: string; message: ConsumeMessage }[] = [];
    await channel.consume(`unit.${partner}`, (message) => {
      if (!message) return;
      const { subject, id } = JSON.parse(message.content.toString()) as { subject: string; id: string };
      came.push({ subject, id, message });
    });
    const ended = new Promise<void>((resolve) => model.once("close", () => resolve()));
    return { came, channel, ended };
  };
  const queued = async () =>
    (
      await database.sql<{ subject: string }>(
        "select subject from hub.delivery where queued_at is not null and state = 'waiting' order by subject",
      )
    ).map(({ subject }) => subject);
  const lying = async () => {
    const admin = await connect(amqpUrl());
    try {
      const channel = await admin.createChannel();
      return (await channel.checkQueue("unit.xa-cu")).messageCount;
    } finally {
      await admin.close();
    }
  };
  /** What a client held that was shut out lies there again a moment later. */
  const lie = (count: number) => eventually(`${count} lie there`, async () => (await lying()) === count);
  const noted = () => database.sql("select partner_id from hub.queue_leftover");
  const receipt = (partner: string, id: string) =>
    database.db.transaction().execute((tx) => acknowledge(tx, partner, id, new Date("2025-07-01T03:00:00Z")));
  /** One message of each of the three dossiers lies in the queue; the third is of an agency that goes on. */
  const threeQueued = async () => {
    await tell(database, aStep(commune, codeOf(1), 1), aStep(commune, codeOf(2), 1), aStep("H63.14", codeOf(3), 1));
    await bringAll(database);
    await eventually("three lie there", async () => (await queued()).length === 3 && (await lying()) === 3);
  };
  const communeEnds = () =>
    database.sql("update hub.organisation set valid_to = '2025-06-30' where code = $1", [commune]);

  it("merge: what lay there and what the partner held unacknowledged is gone, what it is still owed comes, once", async () => {
    await threeQueued();
    const before = await fetching("xa-cu", 1);
    await eventually("it holds one", () => before.came.length === 1);
    expect(before.came[0]!.subject).to.equal(codeOf(1));
    await communeEnds();
    expect(await night(database)).to.deep.include({ lanes: 2, messages: 2 });
    expect(await noted()).to.deep.equal([{ partner_id: "xa-cu" }, { partner_id: "xa-cu" }]);

    expect(await settle()).to.deep.equal({ ready: 1, pending: 0, leftovers: 2, notEmptied: 0 });
    await before.ended; // it was shut out, and may come in again
    expect(await noted()).to.deep.equal([]);
    await lie(1);
    const after = await fetching("xa-cu");
    await eventually("what it is owed", () => after.came.length === 1);
    expect(after.came.map(({ subject }) => subject)).to.deep.equal([codeOf(3)]);
    expect((await receipt("xa-cu", after.came[0]!.id)).ok).to.equal(true);
    expect(await database.sql("select attempts from hub.delivery where subject = $1", [codeOf(3)])).to.deep.equal([
      { attempts: 1 },
    ]);
    await bringAll(database);
    for (const n of [1, 2])
      expect((await laneOf(database, merged, codeOf(n))).filter((line) => line.includes(" of "))).to.deep.equal([
        `2 moved 1 of ${commune} #1 perhaps there waiting`,
      ]);
    expect(await settle()).to.deep.include({ leftovers: 0 });
  });

  it("what the partner gave a receipt for is delivered and does not move", async () => {
    await threeQueued();
    const partner = await fetching("xa-cu");
    await eventually("all came", () => partner.came.length === 3);
    expect((await receipt("xa-cu", partner.came.find(({ subject }) => subject === codeOf(1))!.id)).ok).to.equal(true);
    await communeEnds();
    expect(await night(database)).to.deep.include({ lanes: 1, messages: 1 });
    // its copy, not acknowledged to the broker yet, is not taken by anybody a second time either
    expect(await settle()).to.deep.include({ leftovers: 2 });
    expect((await laneOf(database, commune, codeOf(1))).map((line) => line.split(" ").at(-1))).to.deep.equal([
      "delivered",
    ]);
  });

  it("stopped in between: shut out and not emptied, nothing is lost, and the next time goes on", async () => {
    await threeQueued();
    await communeEnds();
    await night(database);
    const dies: EmptyQueue = async (partner, shutOut, leftovers) =>
      openEmptyQueue(amqpUrl())(partner, shutOut, async (ids) => {
        await leftovers(ids);
        throw new Error("the broker is gone");
      });
    expect(await settle(dies)).to.deep.equal({ ready: 1, pending: 0, leftovers: 0, notEmptied: 1 });
    await lie(3);
    expect((await noted()).length).to.equal(2);
    await login("xa-cu"); // not shut out for it
    expect(
      await settleAccess(database.db, management, amqpPasswordOf),
      "a process without the means leaves it to the others",
    ).to.deep.include({ leftovers: 0 });
    expect(await settle()).to.deep.include({ leftovers: 2, notEmptied: 0 });
    await lie(1);
  });

  it("what was just being laid in while it moved is taken out when it has come", async () => {
    await worker.close();
    await tell(database, aStep(commune, codeOf(1), 1));
    await bringAll(database);
    const [claim] = await claimDue(database.db, 1, 60_000, ["amqp"]);
    await communeEnds();
    await night(database);
    expect(await settle(), "nothing lies there yet").to.deep.include({ leftovers: 0 });
    await makeHandOver(transport)("xa-cu", claim!);
    await settleQueued(database.db, claim!);
    await lie(1);
    expect(await settle()).to.deep.include({ leftovers: 1 });
    await lie(0);
    // had that process died instead, the note of the move would have brought the hub back in a minute
    expect(await database.sql("select due_at > now() as later from hub.queue_leftover")).to.deep.equal([
      { later: true },
    ]);
    await database.sql("update hub.queue_leftover set due_at = now()");
    expect(await settle()).to.deep.include({ leftovers: 0 });
    expect(await noted()).to.deep.equal([]);
  });

  it("a receipt that is faster than the note of laying in shuts nobody out", async () => {
    await worker.close();
    await tell(database, aStep(commune, codeOf(1), 1));
    await bringAll(database);
    const [claim] = await claimDue(database.db, 1, 60_000, ["amqp"]);
    await makeHandOver(transport)("xa-cu", claim!);
    await receipt("xa-cu", claim!.messageId);
    await settleQueued(database.db, claim!);
    expect(await noted()).to.deep.equal([]);
  });

  it("another partner takes the agency over: the former's queue is emptied, also while it is disabled", async () => {
    await threeQueued();
    await disablePartner(database.db, "xa-cu");
    await database.db.transaction().execute(async (tx) => {
      await assignWaiting(tx, commune, "xa-moi");
    });
    expect(await settle()).to.deep.equal({ ready: 0, pending: 0, leftovers: 2, notEmptied: 0 });
    await lie(1);
    await enablePartner(database.db, "xa-cu");
    await settle();
    const back = await fetching("xa-cu");
    await eventually("only what it is owed", () => back.came.length === 1);
    expect(back.came[0]!.subject).to.equal(codeOf(3));
  });

  it("what the hub did not lay in is left where it is", async () => {
    await threeQueued();
    const admin = await connect(amqpUrl());
    clients.push(admin);
    const channel = await admin.createConfirmChannel();
    channel.sendToQueue("unit.xa-cu", Buffer.from("a note of the administrator"));
    await channel.waitForConfirms();
    await communeEnds();
    await night(database);
    expect(await settle()).to.deep.include({ leftovers: 2 });
    await lie(2);
  });

  it("kept: where one partner serves both, its queue is left alone and its receipt brings the next", async () => {
    await database.sql("insert into hub.partner_unit (organisation_code, partner_id) values ($1, 'xa-cu')", [
      neighbour,
    ]);
    await database.sql("update hub.partner_unit set partner_id = 'xa-cu' where organisation_code = $1", [merged]);
    await tell(database, aStep(commune, codeOf(1), 1), aStep(commune, codeOf(1), 2));
    await bringAll(database);
    await eventually("the head lies there", async () => (await lying()) === 1);
    const partner = await fetching("xa-cu");
    await eventually("it came", () => partner.came.length === 1);
    await dayComes(database);
    expect(await night(database)).to.deep.include({ messages: 0, kept: 1 });
    expect(await settle()).to.deep.include({ leftovers: 0 });
    partner.channel.ack(partner.came[0]!.message);
    expect((await receipt("xa-cu", partner.came[0]!.id)).ok).to.equal(true);
    await eventually("the next of the old code came", () =>
      partner.came.some(({ id, subject }) => subject === codeOf(1) && id !== partner.came[0]!.id),
    );
    expect(await later(database)).to.deep.include({ messages: 0 });
  });
});

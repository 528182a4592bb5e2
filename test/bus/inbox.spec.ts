import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { acknowledge, awaitInbox, messagesOfDossier, readInbox, watchInboxes } from "../../bus/ledger.ts";
import { makeIntake } from "../../bus/intake.ts";
import { ageOfOldestUnanswered, countDeliveries } from "../../bus/lateness.ts";
import { openListener } from "../../platform/listen.ts";
import {
  aPartner,
  anAnnouncement,
  bringAll,
  commune,
  consignments,
  district,
  dossier,
  otherDossier,
  silent,
  someAgencies,
  tell,
} from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

const noon = new Date("2019-03-12T05:00:00Z");
const later = new Date("2019-03-12T06:00:00Z");

describe("the inbox", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
    await someAgencies(database);
    await aPartner(database, "huyen", { serves: [district] });
    await aPartner(database, "xa", { serves: [commune] });
  });
  afterEach(() => database.drop());

  const read = async (after?: bigint, limit = 100) =>
    (await readInbox(database.db, "huyen", { after, limit })).map(({ position, envelope }) => [
      Number(position),
      Number(envelope.sequence),
    ]);
  const ack = (messageId: string, at = noon, partner = "huyen") =>
    database.db.transaction().execute((tx) => acknowledge(tx, partner, messageId, at));
  const lane = () =>
    database.sql<{ announced: number; delivered: number }>(
      "select announced, delivered from hub.lane where receiver = $1 and subject = $2",
      [district, dossier],
    );

  it("shows a partner its own messages in order, from the cursor on", async () => {
    await tell(database, anAnnouncement(), anAnnouncement({ receiver: commune }), anAnnouncement(), anAnnouncement());
    await bringAll(database);
    expect(await read()).to.deep.equal([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(await read(1n)).to.deep.equal([
      [2, 2],
      [3, 3],
    ]);
    expect(await read(0n, 1)).to.deep.equal([[1, 1]]);
    expect(await read(3n)).to.deep.equal([]);
  });

  it("without a cursor shows what is not acknowledged; with one also what is", async () => {
    const [first] = await tell(database, anAnnouncement(), anAnnouncement());
    await bringAll(database);
    await ack(first!.messageId);
    expect(await read()).to.deep.equal([[2, 2]]);
    expect(await read(0n)).to.deep.equal([
      [1, 1],
      [2, 2],
    ]);
    const [message] = await readInbox(database.db, "huyen", { after: 0n, limit: 1 });
    expect(message?.acknowledgedAt).to.deep.equal(noon);
  });

  it("leaves to the webhook what is the webhook's; the cursor still shows everything", async () => {
    await tell(database, anAnnouncement());
    await bringAll(database);
    await database.sql("update hub.subscription set channel = 'webhook', url = 'https://huyen.example/'");
    expect(await read()).to.deep.equal([]);
    expect(await read(0n)).to.deep.equal([[1, 1]]);
    await database.sql("update hub.subscription set channel = 'inbox', url = null");
    expect(await read()).to.deep.equal([[1, 1]]);
  });

  const first = { channel: "inbox", seconds: 0 };

  it("acknowledges once: a repeat answers the first time and changes nothing", async () => {
    const [one] = await tell(database, anAnnouncement());
    await bringAll(database);
    // written after noon of 2019, so no time has passed
    expect(await ack(one!.messageId, noon)).to.deep.equal({ ok: true, at: noon, first });
    expect(await ack(one!.messageId, later)).to.deep.equal({ ok: true, at: noon });
    const [row] = await database.sql("select state, attempts, delivered_at, receipt from hub.delivery");
    expect(row).to.deep.equal({
      state: "delivered",
      attempts: 1,
      delivered_at: noon,
      receipt: { channel: "inbox", acknowledgedBy: "huyen" },
    });
    const attempts = await database.sql("select attempt, outcome, detail from hub.delivery_attempt");
    expect(attempts).to.deep.equal([{ attempt: 1, outcome: "delivered", detail: "acknowledged by huyen" }]);
    expect(await lane()).to.deep.equal([{ announced: 1, delivered: 1 }]);
  });

  it("takes two acknowledgements at one moment as one", async () => {
    const [one] = await tell(database, anAnnouncement());
    await bringAll(database);
    const answers = await Promise.all([
      ack(one!.messageId, noon),
      ack(one!.messageId, noon),
      ack(one!.messageId, noon),
    ]);
    expect(answers).to.have.deep.members([
      { ok: true, at: noon, first },
      { ok: true, at: noon },
      { ok: true, at: noon },
    ]);
    expect(await database.sql("select attempt from hub.delivery_attempt")).to.deep.equal([{ attempt: 1 }]);
  });

  it("counts the lane as delivered up to the first gap when acknowledged out of order", async () => {
    const [one, two, three] = await tell(database, anAnnouncement(), anAnnouncement(), anAnnouncement());
    await bringAll(database);
    await ack(three!.messageId);
    expect(await lane()).to.deep.equal([{ announced: 3, delivered: 0 }]);
    await ack(one!.messageId);
    expect(await lane()).to.deep.equal([{ announced: 3, delivered: 1 }]);
    await ack(two!.messageId);
    expect(await lane()).to.deep.equal([{ announced: 3, delivered: 3 }]);
  });

  it("knows no foreign, no unknown and no senseless message", async () => {
    const [one] = await tell(database, anAnnouncement());
    await bringAll(database);
    const nobody = randomUUID();
    for (const [id, partner] of [
      [one!.messageId, "xa"],
      [nobody, "huyen"],
      ["1; drop table hub.delivery", "huyen"],
    ] as const)
      expect(await ack(id, noon, partner)).to.deep.equal({
        ok: false,
        code: "message-unknown",
        values: { message: id },
      });
    expect(await lane()).to.deep.equal([{ announced: 1, delivered: 0 }]);
  });

  it("never lets a cursor jump over a late commit", async () => {
    await tell(database, anAnnouncement(), anAnnouncement({ subject: otherDossier }));
    const [first, second] = await consignments(database);
    const take = makeIntake({ db: database.db, log: silent });
    // the first is in its transaction when the second comes
    let finish: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (finish = resolve));
    let inside: () => void = () => undefined;
    const entered = new Promise<void>((resolve) => (inside = resolve));
    const held = database.db.transaction().execute(async (tx) => {
      await makeIntake({
        db: { transaction: () => ({ execute: (work: (t: typeof tx) => unknown) => work(tx) }) } as never,
        log: silent,
      })({ ...first!, redeliveries: 0 });
      inside();
      await gate;
    });
    await entered;
    let secondDone = false;
    const coming = take({ ...second!, redeliveries: 0 }).then(() => (secondDone = true));
    await eventually("the second waits for the first", async () => {
      const [row] = await database.sql<{ n: number }>(
        "select count(*)::integer as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      return row?.n === 1;
    });
    expect(secondDone).to.equal(false);
    expect(await read(0n)).to.deep.equal([]);
    finish();
    await held;
    await coming;
    const messages = await readInbox(database.db, "huyen", { after: 0n, limit: 9 });
    expect(messages.map(({ position, envelope }) => [Number(position), envelope.subject])).to.deep.equal([
      [1, "H63.29.04-190312-0001"],
      [2, "H63.29.04-190312-0002"],
    ]);
  });

  describe("long polls", () => {
    let listener: ReturnType<typeof openListener>;
    beforeEach(() => (listener = openListener({ url: database.url, log: silent, name: "test" })));
    afterEach(() => listener.close());
    const wait = (ms: number, signal = new AbortController().signal) =>
      awaitInbox(database.db, watchInboxes(listener), "huyen", { limit: 10 }, ms, signal);

    it("answer at once when there is something", async () => {
      await tell(database, anAnnouncement());
      await bringAll(database);
      expect(await wait(60_000)).to.have.lengthOf(1);
    });

    it("wake, all of them, when something comes, on one connection", async () => {
      await eventually("listening", () => listener.isConnected());
      const polls = Array.from({ length: 5 }, () => wait(60_000));
      await tell(database, anAnnouncement());
      await bringAll(database);
      expect((await Promise.all(polls)).map((messages) => messages.length)).to.deep.equal([1, 1, 1, 1, 1]);
      const [row] = await database.sql<{ n: number }>(
        `select count(*)::integer as n from pg_stat_activity
         where datname = current_database() and query ilike 'listen %'`,
      );
      expect(row).to.deep.equal({ n: 1 });
    });

    it("answer nothing when time is up or the caller has gone", async () => {
      expect(await wait(1)).to.deep.equal([]);
      const gone = new AbortController();
      const poll = wait(60_000, gone.signal);
      gone.abort();
      expect(await poll).to.deep.equal([]);
    });

    it("see what came while the connection was lost", async () => {
      await eventually("listening", () => listener.isConnected());
      const poll = wait(60_000);
      await database.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and query ilike 'listen %'`,
      );
      await tell(database, anAnnouncement());
      await bringAll(database);
      expect(await poll).to.have.lengthOf(1);
    });
  });

  it("tells of a dossier's messages who was told, whether it is known there, and how old the oldest is", async () => {
    const event = "0b8f7a52-5f0e-4d51-9c5e-6f0a3f0d9a11";
    const [toDistrict, toCommune] = await tell(
      database,
      anAnnouncement({ eventId: event }),
      anAnnouncement({ eventId: event, receiver: commune }),
    );
    expect([...(await messagesOfDossier(database.db, dossier)).get(event)!].map(({ state }) => state)).to.deep.equal([
      "announced",
      "announced",
    ]);
    await database.sql("update hub.outbox set created_at = now() - interval '1 hour' where message_id = $1", [
      toCommune!.messageId,
    ]);
    expect(
      (await ageOfOldestUnanswered(database.db)).map(({ receiver, seconds }) => [receiver, seconds > 3_599]),
    ).to.deep.equal([
      ["H63.29", false],
      ["H63.29.04", true],
    ]);
    expect(await countDeliveries(database.db)).to.deep.equal({ "in transit": 2, waiting: 0, parked: 0 });
    await bringAll(database);
    await ack(toDistrict!.messageId);
    const told = (await messagesOfDossier(database.db, dossier)).get(event)!;
    expect(told.map((message) => ({ ...message, announcedAt: null }))).to.deep.equal([
      {
        messageId: toDistrict!.messageId,
        receiver: "H63.29",
        sequence: 1,
        announcedAt: null,
        type: "vn.lienthong.dossier.handed-over.v1",
        state: "delivered",
        attempts: 1,
        deliveredAt: noon,
        receipt: { channel: "inbox", acknowledgedBy: "huyen" },
        parkedReason: null,
      },
      {
        messageId: toCommune!.messageId,
        receiver: "H63.29.04",
        sequence: 1,
        announcedAt: null,
        type: "vn.lienthong.dossier.handed-over.v1",
        state: "waiting",
        attempts: 0,
        deliveredAt: null,
        receipt: null,
        parkedReason: null,
      },
    ]);
    expect(
      (await ageOfOldestUnanswered(database.db)).map(({ receiver, seconds }) => [receiver, seconds > 3_599]),
    ).to.deep.equal([["H63.29.04", true]]);
    expect(await countDeliveries(database.db)).to.deep.equal({ "in transit": 0, waiting: 1, parked: 0 });
  });
});

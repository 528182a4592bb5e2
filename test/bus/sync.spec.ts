import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { compareDigest } from "../../bus/digest/compare.ts";
import { acknowledge, syncOfDossier, type SyncState } from "../../bus/ledger.ts";
import { startDeliveryWorker, type DeliveryWorker } from "../../bus/lanes.ts";
import type { Deliver, Outcome } from "../../bus/outcome.ts";
import { reopenParked } from "../../bus/parked.ts";
import type { Held } from "../../core/domain/digest.ts";
import { openListener, type Listener } from "../../platform/listen.ts";
import { aPartner, anAnnouncement, bringAll, district, dossier, silent, someAgencies, tell } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

/** §2.1: sync per destination is pending, sent, acknowledged, refused or diverged; here the district's of one dossier. */
describe("sync of a destination", () => {
  let database: TestDatabase;
  let listener: Listener;
  const workers: DeliveryWorker[] = [];
  beforeEach(async () => {
    database = await freshDatabase();
    await someAgencies(database);
    listener = openListener({ url: database.url, log: silent, name: "test" });
  });
  afterEach(async () => {
    await stop();
    await listener.close();
    await database.drop();
  });

  const sync = async () => (await syncOfDossier(database.db, dossier))[0];
  const state = async () => (await sync())?.state;
  const becomes = (wanted: SyncState) => eventually(`it is ${wanted}`, async () => (await state()) === wanted);
  const stop = () => Promise.all(workers.splice(0).map((worker) => worker.close()));
  const start = (deliver: Deliver) =>
    workers.push(
      startDeliveryWorker({ db: database.db, listener, deliver, log: silent, fallbackMs: 200, random: () => 1 }),
    );
  const calls = async () =>
    (await database.sql<{ n: number }>("select count(*)::integer as n from hub.delivery_attempt"))[0]?.n;

  describe("by webhook", () => {
    beforeEach(() => aPartner(database, "huyen", { serves: [district], url: "https://huyen.example/webhook" }));

    const delivered: Outcome = { kind: "delivered", detail: "HTTP 204", receipt: { channel: "webhook", status: 204 } };
    for (const [what, outcome, expected] of [
      ["answered 2xx", delivered, "acknowledged"],
      ["was not reached", { kind: "retry", detail: "not reached", fault: "unreachable" }, "pending"],
      ["was called and did not answer", { kind: "unknown", detail: "no answer", fault: "silent" }, "sent"],
      ["will not take it", { kind: "refused", detail: "HTTP 422", fault: "not-accepted" }, "refused"],
      [
        "was not called: its address is not allowed",
        { kind: "refused", detail: "-", fault: "address-refused" },
        "failed",
      ],
    ] as const satisfies readonly (readonly [string, Outcome, SyncState])[])
      it(`that ${what} is ${expected}`, async () => {
        await tell(database, anAnnouncement());
        expect(await state()).to.equal("pending");
        await bringAll(database);
        expect(await state()).to.equal("pending");
        start(() => Promise.resolve(outcome));
        await eventually("the call ended", async () => (await calls()) === 1);
        await becomes(expected);
      });

    it("is sent while it is being called", async () => {
      await tell(database, anAnnouncement());
      await bringAll(database);
      let answer: (outcome: Outcome) => void = () => undefined;
      start(() => new Promise((resolve) => (answer = resolve)));
      await becomes("sent");
      answer(delivered);
      await becomes("acknowledged");
    });

    it("is pending while a message waits behind the one that is out", async () => {
      await tell(database, anAnnouncement());
      await tell(database, anAnnouncement());
      await bringAll(database);
      start(() => Promise.resolve({ kind: "unknown", detail: "no answer", fault: "silent" }));
      await eventually("the first call ended", async () => (await calls()) === 1);
      expect(await sync()).to.include({ state: "pending", announced: 2, delivered: 0 });
    });

    it("is refused whatever waits behind, until a person lets the message go", async () => {
      await tell(database, anAnnouncement());
      await tell(database, anAnnouncement());
      await bringAll(database);
      start(() => Promise.resolve({ kind: "refused", detail: "HTTP 422", fault: "not-accepted" }));
      await becomes("refused");
      await stop();
      await database.db.transaction().execute((tx) => reopenParked(tx, { agency: district }, "operator", "op-1"));
      expect(await state()).to.equal("pending");
    });
  });

  describe("by inbox", () => {
    beforeEach(() => aPartner(database, "huyen", { serves: [district] }));
    const messages = () =>
      database.sql<{ id: string }>("select message_id as id from hub.delivery order by sequence").then((rows) => rows);
    const acknowledged = async () => {
      for (const { id } of await messages())
        await database.db.transaction().execute((tx) => acknowledge(tx, "huyen", id, new Date()));
    };
    const told = async (stated = "processing") => {
      await tell(database, anAnnouncement({ data: { ...anAnnouncement().data, state: stated } }));
      await bringAll(database);
    };

    it("is pending until it lies there, sent until it is acknowledged", async () => {
      await tell(database, anAnnouncement());
      expect(await state()).to.equal("pending");
      await bringAll(database);
      expect(await state()).to.equal("sent");
      await acknowledged();
      expect(await sync()).to.include({ state: "acknowledged", announced: 1, delivered: 1 });
    });

    it("is pending where nobody serves the agency", async () => {
      await database.sql("delete from hub.partner_unit");
      await told();
      expect(await state()).to.equal("pending");
    });

    describe("whose digest differs", () => {
      /** The partner's own list, an hour from now: nothing counts as under way. */
      const compare = (items: readonly Held[], bucket?: string) => {
        const now = new Date(Date.now() + 3_600_000);
        return database.db
          .transaction()
          .execute((tx) =>
            compareDigest(
              tx,
              { partnerId: "huyen", day: "2026-11-21", via: "api", bucket, takenAt: now, items },
              { now, newId: randomUUID, cause: "test" },
            ),
          );
      };
      const held = (but: Partial<Held> = {}): Held => ({
        ...{ receiver: district, dossier, sequence: 1, state: "processing" },
        ...but,
      });
      beforeEach(async () => {
        await told();
        await acknowledged();
      });

      it("the same list: acknowledged", async () => {
        expect((await compare([held()])).differences).to.deep.equal([]);
        expect(await state()).to.equal("acknowledged");
      });

      it("lost there: diverged until what goes out again is acknowledged", async () => {
        expect((await compare([])).differences.map(({ repair }) => repair)).to.deep.equal(["resent"]);
        expect(await sync()).to.include({ state: "diverged", delivered: 0 });
        await acknowledged();
        expect(await state()).to.equal("acknowledged");
      });

      it("another state shown: diverged until the current one is told and acknowledged", async () => {
        expect((await compare([held({ state: "done" })])).differences.map((one) => one.repair)).to.deep.equal([
          "restated",
        ]);
        expect(await state()).to.equal("diverged");
        await bringAll(database);
        expect(await state()).to.equal("diverged");
        await acknowledged();
        expect(await state()).to.equal("acknowledged");
      });

      it("only a person can mend it: diverged, since the comparison, until a later one finds nothing", async () => {
        await compare([held({ sequence: 7 })]);
        const [run] = await database.sql<{ at: Date }>("select at from hub.digest_run");
        expect(await sync()).to.deep.include({ state: "diverged", since: run?.at });
        // new messages, acknowledged, say nothing about it
        await told("done");
        await acknowledged();
        expect(await state()).to.equal("diverged");
        // nor does a comparison of other dossiers, whose codes have another hash
        await compare([], "00");
        expect(await state()).to.equal("diverged");
        await compare([held({ sequence: 2, state: "done" })]);
        expect(await state()).to.equal("acknowledged");
      });

      it("at the partner before: nothing is known of the one that serves it now", async () => {
        await compare([held({ sequence: 7 })]);
        await aPartner(database, "moi");
        await database.sql("update hub.partner_unit set partner_id = 'moi'");
        expect(await state()).to.equal("acknowledged");
      });
    });
  });
});

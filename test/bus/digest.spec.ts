import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { makeAsk } from "../../adapters/unit/ask.ts";
import { makeDeliver } from "../../adapters/unit/index.ts";
import { startUnitStandIn, type UnitStandIn } from "../../adapters/unit/stand-in.ts";
import type { DigestReport } from "../../bus/digest/compare.ts";
import { exchangeDigests } from "../../bus/digest/exchange.ts";
import { askNightly, digestRuns } from "../../bus/digest/reports.ts";
import { makeIntake } from "../../bus/intake.ts";
import { startDeliveryWorker, type DeliveryWorker } from "../../bus/lanes.ts";
import { parseDossierCode, type DossierCode } from "../../core/domain/dossier-code.ts";
import { openListener, type Listener } from "../../platform/listen.ts";
import {
  aPartner,
  anAnnouncement,
  commune,
  consignments,
  district,
  silent,
  someAgencies,
  tell,
} from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

const secret = `whsec_${Buffer.alloc(24, 5).toString("base64")}`;
const codeOf = (n: number): DossierCode => parseDossierCode(`H63.29.04-190312-${String(n).padStart(4, "0")}`);

describe("digest to zero, with a unit's software that lost, invented and mistook", function () {
  this.timeout(300_000);
  let database: TestDatabase;
  let listener: Listener;
  let unit: UnitStandIn;
  let worker: DeliveryWorker;
  /** Ahead of the real clock, so that what was delivered a moment ago is no longer under way. */
  let clock: Date;
  const brought = new Set<string>();

  beforeEach(async () => {
    clock = new Date(Date.now() + 120_000);
    brought.clear();
    database = await freshDatabase();
    await someAgencies(database);
    unit = await startUnitStandIn({ secret: () => secret, log: silent, now: () => clock });
    await aPartner(database, "huyen", { serves: [district], url: unit.webhookUrl });
    await database.sql("update hub.subscription set concurrency = 16");
    await askNightly(database.db, "huyen", "tester");
    listener = openListener({ url: database.url, log: silent, name: "test" });
    worker = startDeliveryWorker({
      ...{ db: database.db, listener, log: silent, fallbackMs: 200, perPartner: 16 },
      deliver: makeDeliver({ secretOf: () => secret, privateWebhooks: true, now: () => clock }),
    });
  });
  afterEach(async () => {
    await worker.close();
    await listener.close();
    await unit.close();
    await database.drop();
  });

  /** What the relay and the transport would bring; `but`: what stays under way. */
  const bring = async (but: ReadonlySet<string> = new Set()) => {
    const take = makeIntake({ db: database.db, log: silent });
    const due = (await consignments(database)).filter(
      ({ messageId }) => !brought.has(messageId) && !but.has(messageId),
    );
    const takers = [0, 1, 2, 3, 4, 5].map(async () => {
      for (let one = due.shift(); one; one = due.shift()) {
        brought.add(one.messageId);
        await take({ ...one, redeliveries: 0 });
      }
    });
    await Promise.all(takers);
  };
  const count = async (from: string) =>
    (await database.sql<{ n: number }>(`select count(*)::int as n from hub.${from}`))[0]?.n;
  const settled = (but = 0) =>
    eventually("all delivered", async () => (await count("delivery where state <> 'delivered'")) === but, 240_000);
  const step = (n: number, state: string, kind: "receive" | "acknowledge" | "conclude") =>
    anAnnouncement({
      subject: codeOf(n),
      type: {
        receive: "vn.lienthong.dossier.received.v1",
        acknowledge: "vn.lienthong.dossier.acknowledged.v1",
        conclude: "vn.lienthong.dossier.concluded.v1",
      }[kind],
      data: {
        ...{ code: codeOf(n), step: kind, by: commune, state, heldBy: commune, at: "2019-03-12T02:00:00.000Z" },
        ...(kind === "conclude" ? { outcome: "granted" } : {}),
        procedure: { code: "2.002307", version: null },
      },
    });
  const exchange = async (): Promise<DigestReport> => {
    const ask = makeAsk({ secretOf: () => secret, privateWebhooks: true, now: () => clock });
    const [asked] = await exchangeDigests({ db: database.db, ask, newId: randomUUID, log: silent }, clock);
    if (!asked?.ok) throw new Error(asked?.detail ?? "nobody was asked");
    return asked.report;
  };
  const tally = ({ differences }: DigestReport) => {
    const of: Record<string, number> = {};
    for (const one of differences) of[`${one.class} ${one.repair}`] = (of[`${one.class} ${one.repair}`] ?? 0) + 1;
    return of;
  };

  it("1,000 dossiers: 350 differences are found and repaired, what is under way is none, a second run finds 0", async () => {
    const all = Array.from({ length: 1000 }, (_, n) => n + 1);
    await tell(database, ...all.flatMap((n) => [step(n, "accepted", "receive"), step(n, "processing", "acknowledge")]));
    await bring();
    await settled();
    expect(unit.received()).to.have.length(2000);
    clock = new Date(Date.now() + 120_000);
    expect(await exchange()).to.deep.include({ compared: 1000, inFlight: 0, differences: [] });

    const { holdings } = unit;
    for (let n = 1; n <= 100; n++) holdings.forget(district, codeOf(n), 0);
    for (let n = 101; n <= 200; n++) holdings.forget(district, codeOf(n), 1);
    for (let n = 201; n <= 300; n++) holdings.mistake(district, codeOf(n), "stopped");
    for (let n = 9001; n <= 9050; n++) holdings.invent(district, codeOf(n), "processing", 2);
    const underWay = new Set<string>();
    for (let n = 981; n <= 1000; n++)
      for (const { messageId } of await tell(database, step(n, "done", "conclude"))) underWay.add(messageId);
    const owedBefore = await count("outbox");

    const first = await exchange();
    expect([first.compared, first.inFlight]).to.deep.equal([1050, 20]);
    expect(tally(first)).to.deep.equal({
      "missing resent": 100,
      "behind resent": 100,
      "state restated": 100,
      "unknown told": 50,
    });
    expect(first.differences.find(({ dossier }) => dossier === codeOf(101))).to.deep.include({
      class: "behind",
      ours: { sequence: 2, state: "accepted" },
      theirs: { sequence: 1, state: "accepted" },
      repair: "resent",
    });

    await bring(underWay);
    await settled();
    clock = new Date(Date.now() + 120_000);
    const second = await exchange();
    expect(second).to.deep.include({ compared: 1000, inFlight: 20, differences: [] });
    expect(unit.violations()).to.deep.equal([]);

    // nothing of the history changed: no message was made twice, first receipts and all attempts are kept
    expect(await count("outbox")).to.equal((owedBefore ?? 0) + 100);
    expect(await count("delivery_attempt where outcome = 'delivered'")).to.equal(2000 + 300 + 100);
    expect(
      await count(
        "delivery_reopened where cause = 'digest' and receipt ->> 'status' = '204' and delivered_at is not null",
      ),
    ).to.equal(300);
    const runs = await digestRuns(database.db, { partner: "huyen" });
    expect(runs.map(({ differences }) => differences.length)).to.deep.equal([0, 350, 0]);
  });

  it("a new message waits for what is sent again, and comes after it", async () => {
    await tell(database, step(1, "accepted", "receive"), step(1, "processing", "acknowledge"));
    await bring();
    await settled();
    unit.holdings.forget(district, codeOf(1), 0);
    await tell(database, step(1, "done", "conclude"));
    const report = await exchange();
    expect(tally(report)).to.deep.equal({ "missing resent": 1 });
    await bring();
    await settled();
    expect(unit.received().map(({ sequence }) => sequence)).to.deep.equal([1, 2, 1, 2, 3]);
    expect(unit.violations()).to.deep.equal([]);
  });

  it("a unit that goes on saying what is not so is repaired three times, then a person is asked", async () => {
    await tell(database, step(1, "accepted", "receive"));
    await bring();
    await settled();
    unit.holdings.play("lying");
    const repairs: string[] = [];
    for (let night = 1; night <= 4; night++) {
      const report = await exchange();
      repairs.push(...report.differences.map((one) => `${one.class} ${one.repair}`));
      await bring();
      await settled();
      clock = new Date(Date.now() + 120_000 + night * 10_000);
    }
    expect(repairs).to.deep.equal(["state restated", "state restated", "state restated", "state person"]);
    unit.holdings.play("truthful");
    expect((await exchange()).differences).to.deep.equal([]);
  });

  for (const [how, ending, detail] of [
    ["silent", "unanswered", "HTTP 202: it will answer by the API"],
    ["garbled", "unreadable", "/ is not an object"],
  ] as const)
    it(`a unit that is ${how} is on record as ${ending}`, async () => {
      unit.holdings.play(how);
      await exchange().then(
        () => expect.fail("it answered"),
        (error: unknown) => expect((error as Error).message).to.equal(detail),
      );
      const [run] = await digestRuns(database.db, {});
      expect(run).to.deep.include({ partner: "huyen", via: "webhook", ending, detail, compared: 0, differences: [] });
    });

  it("a unit that is down is on record as unanswered, and one that did not agree is not asked", async () => {
    await database.sql("update hub.subscription set url = 'http://127.0.0.1:9/webhook'");
    const ask = makeAsk({ secretOf: () => secret, privateWebhooks: true, now: () => clock });
    const [asked] = await exchangeDigests({ db: database.db, ask, newId: randomUUID, log: silent }, clock);
    expect(asked?.ok).to.equal(false);
    await database.sql("delete from hub.digest_asked");
    expect(await exchangeDigests({ db: database.db, ask, newId: randomUUID, log: silent }, clock)).to.deep.equal([]);
  });
});

import { expect } from "chai";
import { claimDue } from "../../bus/claim.ts";
import { reopenParked } from "../../bus/parked.ts";
import { startDeliveryWorker, type DeliveryWorker, type DeliveryWorkerOptions } from "../../bus/lanes.ts";
import type { Deliver, Outcome } from "../../bus/outcome.ts";
import { giveAnotherChance } from "../../bus/circuit.ts";
import { listParked, findParked } from "../../bus/parked-list.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { openListener, type Listener } from "../../platform/listen.ts";
import { aPartner, anAnnouncement, bringAll, commune, district, silent, someAgencies, tell } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

const delivered: Outcome = { kind: "delivered", detail: "HTTP 204", receipt: { channel: "webhook", status: 204 } };
const broken: Outcome = { kind: "retry", detail: "HTTP 503", fault: "server-error" };
const unreachable: Outcome = { kind: "retry", detail: "not reached", fault: "unreachable" };
const code = (n: number) => parseDossierCode(`H63.29.04-190312-${String(n).padStart(4, "0")}`);

describe("patience with a partner", () => {
  let database: TestDatabase;
  let listener: Listener;
  const workers: DeliveryWorker[] = [];
  beforeEach(async () => {
    database = await freshDatabase();
    await someAgencies(database);
    listener = openListener({ url: database.url, log: silent, name: "test" });
    await aPartner(database, "huyen", { serves: [district], url: "https://huyen.example/webhook" });
  });
  afterEach(async () => {
    await stop();
    await listener.close();
    await database.drop();
  });

  const stop = async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
  };
  // the longest pauses: nothing comes by itself while a test looks
  const start = (deliver: Deliver, but: Partial<DeliveryWorkerOptions> = {}) =>
    workers.push(
      startDeliveryWorker({
        ...{ db: database.db, listener, deliver, log: silent, fallbackMs: 200, random: () => 1 },
        ...but,
      }),
    );
  /** A partner that answers as told for the dossier's number and remembers who was asked. */
  const partner = (answer: (dossier: number, call: number) => Outcome) => {
    const calls: number[] = [];
    const deliver: Deliver = (_, { subject }) => {
      const dossier = Number(subject.slice(-4));
      calls.push(dossier);
      return Promise.resolve(answer(dossier, calls.length));
    };
    return { calls, deliver };
  };
  /** One message each for so many dossiers, in their order. */
  const owe = async (count: number, from = 1) => {
    for (let n = from; n < from + count; n += 1) await tell(database, anAnnouncement({ subject: code(n) }));
    await bringAll(database);
  };
  const flow = async () =>
    (await database.sql("select failures, outages, opened_at is not null as open, opened_by from hub.partner_flow"))[0];
  const open = async () =>
    (await database.sql<{ n: number }>("select count(*)::integer as n from hub.delivery where state <> 'delivered'"))[0]
      ?.n;
  const alerts = () => database.sql("select outage, event, fault, detail from hub.outage_alert order by outage, at");
  const attempts = async () =>
    (await database.sql<{ n: number }>("select count(*)::integer as n from hub.delivery_attempt"))[0]?.n ?? 0;
  const untilOpened = () => eventually("the circuit opens", async () => (await flow())?.["open"] === true);
  const probeNow = () => database.sql("update hub.partner_flow set probe_at = now() where opened_at is not null");
  /** Lets pauses of the retry table pass. */
  const passTime = () =>
    database.sql(
      `update hub.delivery set next_attempt_at = now() - interval '1 second'
       where state = 'waiting' and next_attempt_at < 'infinity' and leased_until is null`,
    );

  describe("that is down", () => {
    it("is left alone after five failures in a row over all its lanes: the others' attempts are not used up", async () => {
      await database.sql("update hub.subscription set concurrency = 1");
      const { calls, deliver } = partner(() => unreachable);
      await owe(40);
      start(deliver);
      await untilOpened();
      await passTime();
      await tell(database, anAnnouncement({ subject: code(41) }));
      await bringAll(database);
      expect(await flow()).to.deep.equal({ failures: 5, outages: 1, open: true, opened_by: "unreachable" });
      // another partner's message goes through meanwhile, so the worker has looked
      await aPartner(database, "xa", { serves: [commune], url: "https://xa.example/" });
      await tell(database, anAnnouncement({ receiver: commune, subject: code(99) }));
      await bringAll(database);
      await eventually("the other partner is called", () => calls.includes(99));
      expect(calls.filter((one) => one !== 99)).to.deep.equal([1, 2, 3, 4, 5]);
      expect(await attempts()).to.be.within(5, 6);
    });

    it("is told twice per outage, however many messages wait; it is back with the first answer, oldest first", async () => {
      await database.sql("update hub.subscription set concurrency = 1");
      let up = false;
      const { calls, deliver } = partner(() => (up ? delivered : broken));
      await owe(12);
      start(deliver);
      await untilOpened();
      for (const probe of [6, 7]) {
        await probeNow();
        await eventually(`probe ${probe}`, async () => (await attempts()) === probe);
      }
      up = true;
      await probeNow();
      await eventually("all delivered", async () => (await open()) === 0);
      expect(await alerts()).to.deep.equal([
        { outage: 1, event: "opened", fault: "server-error", detail: "HTTP 503" },
        { outage: 1, event: "closed", fault: "server-error", detail: "the partner answers again" },
      ]);
      // five to open it, two probes, the probe that came through; each probe another dossier
      expect(calls.slice(0, 8)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8]);
      // then what failed in the outage, oldest first, before what came after
      expect(calls.slice(8)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12]);
      up = false;
      await owe(5, 21);
      await untilOpened();
      expect((await alerts()).map(({ outage, event }) => [outage, event])).to.deep.equal([
        [1, "opened"],
        [1, "closed"],
        [2, "opened"],
      ]);
    });

    it("stays so over a restart, and for all workers: one probe at a time", async () => {
      const { deliver } = partner(() => broken);
      await owe(30);
      start(deliver);
      await untilOpened();
      await stop();
      const before = await attempts();
      let running = 0;
      let most = 0;
      let finish: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => (finish = resolve));
      const slow: Deliver = async () => {
        running += 1;
        most = Math.max(most, running);
        await gate;
        running -= 1;
        return broken;
      };
      start(slow);
      start(slow);
      await passTime();
      expect(running).to.equal(0);
      await probeNow();
      await eventually("a probe runs", () => running === 1);
      await probeNow();
      await aPartner(database, "xa", { serves: [commune], url: "https://xa.example/" });
      await tell(database, anAnnouncement({ receiver: commune }));
      await bringAll(database);
      await eventually("the other partner is called meanwhile", () => running === 2);
      expect(most).to.equal(2); // the probe, and the other partner
      finish();
      await eventually("written down", async () => (await attempts()) === before + 2);
    });

    it("a worker that dies with the probe on its way holds it up for a minute, and the outage ends with its word", async () => {
      const { deliver } = partner(() => broken);
      await owe(6);
      start(deliver);
      await untilOpened();
      await stop();
      await probeNow();
      const leaseMs = 60_000;
      const [lost, ...others] = await claimDue(database.db, 10, leaseMs);
      expect([lost?.probe, others.length]).to.deep.equal([true, 0]);
      // nothing more of this process; what it leaves behind is over in a minute
      expect(
        await database.sql(
          `select probe_at - now() <= interval '1 minute' and leased_until - now() <= interval '1 minute' as bounded
           from hub.partner_flow join hub.delivery using (partner_id) where leased_until is not null`,
        ),
      ).to.deep.equal([{ bounded: true }]);
      await probeNow();
      expect(await claimDue(database.db, 10, leaseMs), "its lease still counts").to.deep.equal([]);
      const { deliver: answers } = partner(() => delivered);
      start(answers, { leaseMs: 600 });
      await database.sql("update hub.delivery set leased_until = now() where leased_until is not null");
      await probeNow(); // the minute is over
      await eventually("all delivered", async () => (await open()) === 0);
      expect((await alerts()).map(({ event, detail }) => [event, detail])).to.deep.equal([
        ["opened", "HTTP 503"],
        ["closed", "the partner answers again"],
      ]);
      expect(
        await database.sql("select outcome, detail from hub.delivery_attempt where message_id = $1 and attempt = $2", [
          lost?.messageId,
          lost?.attempt,
        ]),
      ).to.deep.equal([{ outcome: "unknown", detail: "no word from the process that was calling" }]);
      expect(await flow()).to.deep.equal({ failures: 0, outages: 1, open: false, opened_by: null });
    });

    it("a probe uses up nothing of its message's budget", async () => {
      await owe(1);
      const { deliver } = partner(() => broken);
      start(deliver);
      for (let n = 1; n <= 5; n += 1) {
        await eventually(`attempt ${n}`, async () => (await attempts()) === n);
        await passTime();
      }
      await untilOpened();
      const waited = () => database.sql("select waited_ms from hub.delivery");
      const before = await waited();
      expect(before).to.deep.equal([{ waited_ms: 62_000 }]); // 2 + 4 + 8 + 16 + 32 s
      for (const n of [6, 7, 8]) {
        await probeNow();
        await eventually(`probe ${n}`, async () => (await attempts()) === n);
      }
      expect(await waited()).to.deep.equal(before);
    });

    it("one message that it chokes on does not keep it down: the next probe is another", async () => {
      await owe(1);
      const { calls, deliver } = partner((dossier) => (dossier === 1 ? broken : delivered));
      start(deliver);
      for (let n = 1; n <= 5; n += 1) {
        await eventually(`attempt ${n}`, async () => (await attempts()) === n);
        await passTime();
      }
      await untilOpened();
      await owe(2, 2);
      await database.sql(
        "update hub.delivery set next_attempt_at = now() + interval '5 minutes' where right(subject, 4) = '0001'",
      );
      await probeNow();
      await eventually("the others are through", async () => (await open()) === 1);
      expect(calls.slice(0, 6)).to.deep.equal([1, 1, 1, 1, 1, 2]);
      expect((await flow())?.["open"]).to.equal(false);
    });

    it("that refuses, answers: refusals open nothing and close what is open", async () => {
      const { deliver } = partner((_, call) =>
        call <= 5 ? broken : { kind: "refused", detail: "HTTP 422", fault: "not-accepted" },
      );
      await database.sql("update hub.subscription set concurrency = 1");
      await owe(6);
      start(deliver);
      await untilOpened();
      await probeNow();
      // the probe and, let go with its answer, the five that failed before
      await eventually("all refused", async () => (await listParked(database.db, { limit: 10 })).items.length === 6);
      expect(await flow()).to.deep.equal({ failures: 0, outages: 1, open: false, opened_by: null });
      expect((await alerts()).map(({ event }) => event as string)).to.have.members(["opened", "closed"]);
    });
  });

  it("410, the address is gone: one message is parked, nothing more is sent until the subscription changes", async () => {
    await database.sql("update hub.subscription set concurrency = 1");
    let gone = true;
    const { calls, deliver } = partner(() =>
      gone ? { kind: "refused", detail: "HTTP 410", fault: "gone" } : delivered,
    );
    await owe(10);
    start(deliver);
    await untilOpened();
    await passTime();
    await owe(1, 11);
    expect(calls).to.deep.equal([1]);
    const { items } = await listParked(database.db, { limit: 10 });
    expect(items.map((one) => [one.class, one.fault, one.owner])).to.deep.equal([["theirs", "gone", "partner"]]);
    expect(await database.sql("select probe_at::text from hub.partner_flow")).to.deep.equal([{ probe_at: "infinity" }]);
    gone = false;
    await database.db.transaction().execute(async (tx) => {
      await giveAnotherChance(tx, "huyen", "subscription");
      await reopenParked(tx, { partner: "huyen" }, "subscription", "huyen");
    });
    await eventually("all delivered", async () => (await open()) === 0);
    expect((await alerts()).map(({ event, fault }) => [event, fault])).to.deep.equal([
      ["opened", "gone"],
      ["closed", "gone"],
    ]);
  });

  it("429 with Retry-After: all its lanes rest so long, and nothing counts against it", async () => {
    await database.sql("update hub.subscription set concurrency = 1");
    const { calls, deliver } = partner((_, call) =>
      call === 1 ? { kind: "retry", detail: "HTTP 429", fault: "asked-to-wait", retryAfterMs: 90_000 } : delivered,
    );
    await owe(5);
    start(deliver);
    const rests = () =>
      database.sql<{ s: number }>(
        "select extract(epoch from resume_at - now())::integer as s from hub.partner_flow where resume_at > now()",
      );
    const [rest] = await eventually("it rests", async () => {
      const rows = await rests();
      return rows.length > 0 && rows;
    });
    expect(rest?.s).to.be.within(60, 90);
    await aPartner(database, "xa", { serves: [commune], url: "https://xa.example/" });
    await tell(database, anAnnouncement({ receiver: commune, subject: code(99) }));
    await bringAll(database);
    await eventually("the other partner is called", () => calls.includes(99));
    expect(calls).to.deep.equal([1, 99]);
    await database.sql("update hub.partner_flow set resume_at = now()");
    await passTime();
    await eventually("all delivered", async () => (await open()) === 0);
    expect(await alerts()).to.deep.equal([]);
  });

  it("a rate is kept over all workers: of sixty a minute the second comes a second after the first", async () => {
    await database.sql("update hub.subscription set per_minute = 60");
    const times: number[] = [];
    const deliver: Deliver = () => {
      times.push(performance.now());
      return Promise.resolve(delivered);
    };
    start(deliver);
    start(deliver);
    await owe(4);
    await eventually("all delivered", async () => (await open()) === 0);
    expect(times).to.have.lengthOf(4);
    expect(times[3]! - times[0]!).to.be.at.least(2_800);
  });

  describe("an exhausted budget", () => {
    it("parks, with the class and the first cause; later errors do not mask it", async () => {
      const answers: Outcome[] = [
        { kind: "retry", detail: "certificate has expired", fault: "certificate" },
        { kind: "unknown", detail: "socket hang up", fault: "silent" },
      ];
      const { deliver } = partner((_, call) => answers[call - 1] ?? broken);
      await owe(1);
      start(deliver);
      for (const n of [1, 2]) {
        await eventually(`attempt ${n}`, async () => (await attempts()) === n);
        await passTime();
      }
      await eventually("attempt 3", async () => (await attempts()) >= 3);
      await eventually(
        "settled",
        async () => (await database.sql("select from hub.delivery where leased_until is null")).length === 1,
      );
      await database.sql("update hub.delivery set waited_ms = 40 * 3600 * 1000"); // forty open hours
      await passTime();
      const [parked] = await eventually("parked", async () => {
        const { items } = await listParked(database.db, { limit: 10 });
        return items.length > 0 && items;
      });
      expect(parked).to.deep.include({
        ...{ class: "certificate", fault: "certificate", owner: "partner", receiver: "H63.29", attempts: 4 },
        detail: "the retry budget is used up; last: HTTP 503",
      });
      expect(parked?.firstCause).to.deep.include({ fault: "certificate", detail: "certificate has expired" });
      expect(parked?.what.vi).to.equal("Chứng thư TLS của máy chủ đơn vị hết hạn, sai tên hoặc không được tin cậy.");
      const detail = await findParked(database.db, parked!.messageId);
      expect(detail?.history.map(({ outcome, detail: said }) => [outcome, said])).to.deep.equal([
        ["retry", "certificate has expired"],
        ["unknown", "socket hang up"],
        ["retry", "HTTP 503"],
        ["retry", "HTTP 503"],
      ]);
    });
  });

  it("a refusal parks at once, with the field at fault; personal numbers are masked in everything kept", async () => {
    const { deliver } = partner(() => ({
      kind: "refused",
      detail: 'HTTP 422: {"field":"/data/to","message":"CCCD 001099000000, gọi 0900000000"}',
      fault: "not-accepted",
      field: "/data/to",
    }));
    await owe(1);
    start(deliver);
    const [parked] = await eventually("parked", async () => {
      const { items } = await listParked(database.db, { limit: 10 });
      return items.length > 0 && items;
    });
    expect(parked).to.deep.include({ class: "data", owner: "operator", field: "/data/to", attempts: 1 });
    expect(parked?.what).to.deep.equal({
      vi: "Phần mềm của đơn vị không chấp nhận nội dung tin (4xx). Trường: /data/to.",
      en: "The unit's software does not accept the contents of the message (4xx). Field: /data/to.",
    });
    const kept = JSON.stringify([
      await database.sql("select detail from hub.delivery_attempt"),
      await database.sql("select parked_reason, first_detail from hub.delivery"),
    ]);
    expect(kept).to.contain("CCCD [số/number], gọi [số/number]").and.not.match(/\d{9}/);
  });

  describe("where the partner can be asked", () => {
    const silence: Outcome = { kind: "unknown", detail: "no answer" };
    for (const [what, asked, sent, record] of [
      [
        "it has it: nothing is sent again",
        { kind: "delivered", detail: "order 17", receipt: { channel: "webhook", status: 200 } },
        1,
        ["unknown: no answer", "delivered: order 17"],
      ],
      [
        "it has not: sent again",
        { kind: "notArrived", detail: "no such order" },
        2,
        ["unknown: no answer", "delivered: HTTP 204"],
      ],
    ] as const)
      it(what, async () => {
        const { calls, deliver } = partner((_, call) => (call === 1 ? silence : delivered));
        await owe(1);
        let questions = 0;
        start(deliver, {
          reconcile: () => {
            questions += 1;
            return Promise.resolve(asked);
          },
        });
        await eventually("the first ending", async () => (await attempts()) === 1);
        await passTime();
        await eventually("delivered", async () => (await open()) === 0);
        expect([calls.length, questions]).to.deep.equal([sent, 1]);
        expect(
          (await database.sql("select outcome, detail from hub.delivery_attempt order by attempt")).map(
            ({ outcome, detail }) => `${outcome as string}: ${detail as string}`,
          ),
        ).to.deep.equal(record);
      });

    it("it does not know either: asked again later, never sent blindly (P6)", async () => {
      const { calls, deliver } = partner(() => silence);
      await owe(1);
      start(deliver, { reconcile: () => Promise.resolve({ kind: "unknown", detail: "busy" }) });
      for (const n of [1, 2, 3]) {
        await eventually(`ending ${n}`, async () => (await attempts()) === n);
        await passTime();
      }
      expect(calls).to.have.lengthOf(1);
      expect(await database.sql("select detail from hub.delivery_attempt where attempt = 3")).to.deep.equal([
        { detail: "asked: busy" },
      ]);
    });
  });

  it("learns how fast a partner answers, for forecasts", async () => {
    await owe(3);
    const { deliver } = partner(() => delivered);
    start(deliver);
    await eventually("all delivered", async () => (await open()) === 0);
    await stop();
    // written down on close, too: a short run leaves its word
    const [row] = await database.sql<{ known: boolean }>("select answer_ms is not null as known from hub.partner_flow");
    expect(row).to.deep.equal({ known: true });
  });
});

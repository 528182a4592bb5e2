import { expect } from "chai";
import { sql } from "kysely";
import { claimDue } from "../../bus/claim.ts";
import { startDeliveryWorker, type DeliveryWorker, type DeliveryWorkerOptions } from "../../bus/lanes.ts";
import { acknowledge } from "../../bus/ledger.ts";
import type { Deliver, Outcome } from "../../bus/outcome.ts";
import { listOpenDeliveries, reopenParked, type Parked } from "../../bus/parked.ts";
import { assignWaiting } from "../../bus/position.ts";
import { makeSettle } from "../../bus/settle.ts";
import { alwaysOpen } from "../../core/domain/clock/open-time.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { openListener, type Listener } from "../../platform/listen.ts";
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
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

const delivered: Outcome = { kind: "delivered", detail: "HTTP 204", receipt: { channel: "webhook", status: 204 } };
const away: Outcome = { kind: "retry", detail: "HTTP 503" };
const refused: Outcome = { kind: "refused", detail: "HTTP 422" };
const silence: Outcome = { kind: "unknown", detail: "no answer" };

describe("the delivery worker", () => {
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
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    await listener.close();
    await database.drop();
  });

  const start = (deliver: Deliver, but: Partial<DeliveryWorkerOptions> = {}) => {
    const worker = startDeliveryWorker({
      db: database.db,
      listener,
      deliver,
      log: silent,
      fallbackMs: 200,
      random: () => 0,
      ...but,
    });
    workers.push(worker);
    return worker;
  };
  /** A partner that answers what it is told and remembers what came. */
  const partner = (answer: (subject: string, sequence: number, call: number) => Outcome | Promise<Outcome>) => {
    const calls: string[] = [];
    const deliver: Deliver = async (_, { subject, sequence }) => {
      calls.push(`${subject.slice(-4)}#${sequence}`);
      return await answer(subject, sequence, calls.length);
    };
    return { calls, deliver };
  };
  const states = () =>
    database.sql<{ subject: string; sequence: number; state: string; attempts: number }>(
      "select right(subject, 4) as subject, sequence, state, attempts from hub.delivery order by subject, sequence",
    );
  const open = async () => (await states()).filter(({ state }) => state !== "delivered");
  /** Lets the pauses of the retry table pass. */
  const passTime = () =>
    database.sql(
      `update hub.delivery set next_attempt_at = now() - interval '1 second'
       where state = 'waiting' and next_attempt_at < 'infinity' and leased_until is null`,
    );

  it("delivers a lane in order, each message once, and keeps the receipt", async () => {
    const { calls, deliver } = partner(() => delivered);
    start(deliver);
    await tell(database, ...Array.from({ length: 10 }, () => anAnnouncement()));
    await bringAll(database);
    await eventually("all delivered", async () => (await states()).length === 10 && (await open()).length === 0);
    expect(calls).to.deep.equal(Array.from({ length: 10 }, (_, i) => `0001#${i + 1}`));
    const [row] = await database.sql(
      "select delivered_at is not null as at, receipt, leased_until from hub.delivery limit 1",
    );
    expect(row).to.deep.equal({ at: true, receipt: { channel: "webhook", status: 204 }, leased_until: null });
    expect(await database.sql("select announced, delivered from hub.lane")).to.deep.equal([
      { announced: 10, delivered: 10 },
    ]);
    expect(
      await database.sql("select count(*)::integer as n, min(outcome) as outcome from hub.delivery_attempt"),
    ).to.deep.equal([{ n: 10, outcome: "delivered" }]);
  });

  describe("what went along with a message", () => {
    const dataOf = (n: number) => ({ code: dossier, revision: n });
    const along = (...numbers: readonly number[]): Outcome => ({ ...delivered, along: numbers.map(dataOf) });
    const announce = async (...numbers: readonly number[]) => {
      await tell(database, ...numbers.map((n) => anAnnouncement({ data: dataOf(n) })));
      await bringAll(database);
    };
    const ended = () => eventually("all delivered", async () => (await states()).length > 0 && !(await open()).length);
    const lane = () => database.sql("select announced, delivered from hub.lane order by announced desc limit 1");

    it("ends with it, each with an attempt on record, and what stands behind goes on", async () => {
      await announce(1, 2, 3, 4);
      const { calls, deliver } = partner((_, sequence) => (sequence === 1 ? along(2, 3) : delivered));
      start(deliver);
      await ended();
      expect(calls).to.deep.equal(["0001#1", "0001#4"]);
      expect(await lane()).to.deep.equal([{ announced: 4, delivered: 4 }]);
      expect(
        await database.sql(
          `select sequence, attempts, a.attempt, outcome, detail = 'told with message ' || first.message_id as along, d.receipt
             from hub.delivery d join hub.delivery_attempt a using (message_id), (select message_id from hub.delivery where sequence = 1) first
            order by sequence`,
        ),
      ).to.deep.equal(
        [false, true, true, false].map((went, i) => ({
          ...{ sequence: i + 1, attempts: 1, attempt: 1, outcome: "delivered", along: went },
          receipt: { channel: "webhook", status: 204 },
        })),
      );
    });

    it("one in between that did not go along is told in its turn, and none twice", async () => {
      await announce(1, 2, 3);
      const { calls, deliver } = partner((_, sequence) => (sequence === 1 ? along(3) : delivered));
      start(deliver);
      await ended();
      expect(calls).to.deep.equal(["0001#1", "0001#2"]);
      expect(await lane()).to.deep.equal([{ announced: 3, delivered: 3 }]);
    });

    it("is nobody's of another dossier or before it, and not what somebody stopped or replaced", async () => {
      await announce(1, 2, 1, 3, 4);
      await tell(database, anAnnouncement({ subject: otherDossier, data: dataOf(3) }));
      await database.sql(
        `update hub.delivery set state = 'parked', parked_at = now(), parked_reason = 'test', parked_fault = 'not-accepted' where sequence = 4`,
      );
      await database.sql(
        `update hub.delivery set substitute = envelope || jsonb_build_object('id', gen_random_uuid()) where sequence = 5`,
      );
      const { calls, deliver } = partner((_, sequence) => (sequence === 2 ? along(1, 3, 4) : delivered));
      start(deliver);
      await eventually("the lane stands before what is stopped", async () => (await lane())[0]?.["delivered"] === 3);
      await bringAll(database);
      await eventually("the other dossier's is told", () => calls.length === 3);
      expect(calls).to.deep.equal(["0001#1", "0001#2", "0002#1"]);
      await eventually("settled", async () => (await open()).length === 2);
      expect((await open()).map(({ sequence, state }) => `${sequence} ${state}`)).to.deep.equal([
        "4 parked",
        "5 waiting",
      ]);
    });
  });

  it("tells the partner where, with which secret and what", async () => {
    await database.sql("update hub.subscription set secret_version = 3");
    const [told] = await tell(database, anAnnouncement());
    await bringAll(database);
    const seen: unknown[] = [];
    start((target, message) => {
      seen.push(target, message.messageId, message.receiver, message.envelope["id"]);
      return Promise.resolve(delivered);
    });
    await eventually("called", () => seen.length > 0);
    expect(seen).to.deep.equal([
      { partnerId: "huyen", url: "https://huyen.example/webhook", secretVersion: 3 },
      told!.messageId,
      "H63.29",
      told!.messageId,
    ]);
  });

  it("parks a refused head with its reason; its lane stops, the other dossier flows (P4)", async () => {
    const { calls, deliver } = partner((subject, sequence) =>
      subject === dossier && sequence === 2 ? refused : delivered,
    );
    await tell(database, ...Array.from({ length: 3 }, () => anAnnouncement()));
    await tell(database, ...Array.from({ length: 3 }, () => anAnnouncement({ subject: otherDossier })));
    await bringAll(database);
    start(deliver);
    await eventually("the other dossier flows", async () => {
      const left = await open();
      return left.length === 2 && left[0]?.state === "parked";
    });
    expect(await states()).to.deep.equal([
      { subject: "0001", sequence: 1, state: "delivered", attempts: 1 },
      { subject: "0001", sequence: 2, state: "parked", attempts: 1 },
      { subject: "0001", sequence: 3, state: "waiting", attempts: 0 },
      { subject: "0002", sequence: 1, state: "delivered", attempts: 1 },
      { subject: "0002", sequence: 2, state: "delivered", attempts: 1 },
      { subject: "0002", sequence: 3, state: "delivered", attempts: 1 },
    ]);
    const [parked] = await database.sql("select parked_reason from hub.delivery where state = 'parked'");
    expect(parked).to.deep.equal({ parked_reason: "HTTP 422" });
    await passTime();
    // oldest due first: by the time a later message has come, the parked one would have been called
    await tell(database, anAnnouncement({ subject: otherDossier }));
    await bringAll(database);
    await eventually("a later message is called", () => calls.includes("0002#4"));
    expect(calls.filter((call) => call.startsWith("0001"))).to.deep.equal(["0001#1", "0001#2"]);
  });

  for (const [what, ending] of [
    ["away", away],
    ["silent", silence],
  ] as const)
    it(`tries again when a partner was ${what}, later, with the same message; the lane waits`, async () => {
      const { calls, deliver } = partner((_, __, call) => (call < 3 ? ending : delivered));
      await tell(database, anAnnouncement(), anAnnouncement());
      await bringAll(database);
      start(deliver, { random: () => 1 }); // the longest pauses: nothing comes by itself while the test looks
      for (const attempt of [1, 2]) {
        await eventually(`attempt ${attempt} is written down`, async () => {
          const [row] = await database.sql<{ n: number }>("select count(*)::integer as n from hub.delivery_attempt");
          return row?.n === attempt;
        });
        const [row] = await database.sql<{ s: number }>(
          `select extract(epoch from d.next_attempt_at - a.started_at)::double precision as s
           from hub.delivery d join hub.delivery_attempt a using (message_id)
           where d.sequence = 1 and a.attempt = $1`,
          [attempt],
        );
        expect(row?.s).to.be.within(1, 30); // 1 s is the least for every attempt, and the call's own time comes on top
        await passTime();
      }
      await eventually("delivered", async () => (await open()).length === 0);
      expect(calls).to.deep.equal(["0001#1", "0001#1", "0001#1", "0001#2"]);
      expect(
        (await database.sql("select outcome from hub.delivery_attempt order by started_at, attempt")).map(
          ({ outcome }) => outcome as string,
        ),
      ).to.deep.equal([ending.kind, ending.kind, "delivered", "delivered"]);
    });

  it("counts a lease that ran out as unknown, and tries again", async () => {
    await tell(database, anAnnouncement());
    await bringAll(database);
    // as a process leaves it that was killed in mid-call
    await database.sql(
      `update hub.delivery set attempts = 1, leased_until = now() - interval '1 second',
              next_attempt_at = now() - interval '1 second'`,
    );
    const { calls, deliver } = partner(() => delivered);
    start(deliver);
    await eventually("written down", async () => (await database.sql("select from hub.delivery_attempt")).length === 1);
    expect(calls).to.deep.equal([]);
    await passTime();
    await eventually("delivered", async () => (await open()).length === 0);
    expect(
      await database.sql("select attempt, outcome, detail from hub.delivery_attempt order by attempt"),
    ).to.deep.equal([
      { attempt: 1, outcome: "unknown", detail: "no word from the process that was calling" },
      { attempt: 2, outcome: "delivered", detail: "HTTP 204" },
    ]);
  });

  it("keeps its lease for as long as it is calling", async () => {
    await tell(database, anAnnouncement());
    await bringAll(database);
    let answer: (outcome: Outcome) => void = () => undefined;
    const slow = new Promise<Outcome>((resolve) => (answer = resolve));
    const { calls, deliver } = partner(() => slow);
    start(deliver, { leaseMs: 1_500 });
    const lease = async () =>
      (await database.sql<{ until: Date | null }>("select leased_until as until from hub.delivery"))[0]?.until;
    const first = await eventually("leased", lease);
    await eventually("renewed", async () => ((await lease())?.getTime() ?? 0) > first.getTime() + 900);
    answer(delivered);
    await eventually("delivered", async () => (await open()).length === 0);
    expect(calls).to.deep.equal(["0001#1"]);
    expect(await database.sql("select attempt, outcome from hub.delivery_attempt")).to.deep.equal([
      { attempt: 1, outcome: "delivered" },
    ]);
  });

  it("believes an answer that comes after the lease ran out", async () => {
    await tell(database, anAnnouncement());
    await bringAll(database);
    let answer: (outcome: Outcome) => void = () => undefined;
    const late = new Promise<Outcome>((resolve) => (answer = resolve));
    const { calls, deliver } = partner((_, __, call) => (call === 1 ? late : away));
    start(deliver);
    await eventually("called", () => calls.length === 1);
    await database.sql("update hub.delivery set leased_until = now() - interval '1 second'");
    await eventually("given up", async () => (await database.sql("select from hub.delivery_attempt")).length === 1);
    answer(delivered);
    await eventually("delivered", async () => (await open()).length === 0);
    expect(await database.sql("select attempt, outcome from hub.delivery_attempt where attempt = 1")).to.deep.equal([
      { attempt: 1, outcome: "unknown" },
    ]);
  });

  it("keeps a message whose answer is in hand and waits to be written down: nobody takes it for unknown", async () => {
    const { calls, deliver } = partner(() => delivered);
    await tell(database, anAnnouncement());
    await bringAll(database);
    const leasedUntil = async () => {
      const [row] = await database.sql<{ ms: number }>(
        "select extract(epoch from leased_until)::double precision as ms from hub.delivery",
      );
      return row?.ms ?? 0;
    };
    await database.db.transaction().execute(async (tx) => {
      await sql`select from hub.lane for update`.execute(tx);
      start(deliver);
      await eventually("called", () => calls.length === 1);
      const before = await leasedUntil();
      await eventually("the lease goes on", async () => (await leasedUntil()) > before);
    });
    await eventually("delivered", async () => (await open()).length === 0);
    expect(await database.sql("select attempt, outcome from hub.delivery_attempt")).to.deep.equal([
      { attempt: 1, outcome: "delivered" },
    ]);
  });

  it("goes on with the others while many calls to a partner that fell silent wait to be written down", async () => {
    await database.sql("update hub.subscription set concurrency = 20");
    const codes = Array.from({ length: 20 }, (_, i) => `H63.29.04-190312-${String(i + 1).padStart(4, "0")}`);
    for (const code of codes) await tell(database, anAnnouncement({ subject: code as typeof dossier }));
    await aPartner(database, "xa", { serves: [commune], url: "https://xa.example/webhook" });
    await tell(database, anAnnouncement({ receiver: commune }));
    await bringAll(database);
    await database.sql("update hub.delivery set next_attempt_at = 'infinity' where partner_id = 'xa'");
    let finish: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (finish = resolve));
    const called: string[] = [];
    start(async ({ partnerId }) => {
      called.push(partnerId);
      if (partnerId === "xa") return delivered;
      await gate;
      return { kind: "retry", detail: "not reached", fault: "unreachable" };
    });
    await eventually("all are called", () => called.length === 20);
    await database.db.transaction().execute(async (tx) => {
      await sql`select from hub.partner_flow where partner_id = 'huyen' for update`.execute(tx);
      finish();
      await eventually("their endings wait for the partner's row", async () => {
        const waiting = await database.sql(
          "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        return waiting.length >= 3;
      });
      await database.sql("update hub.delivery set next_attempt_at = now() where partner_id = 'xa'");
      await eventually(
        "the other partner has its message",
        async () =>
          (await database.sql("select from hub.delivery where partner_id = 'xa' and state = 'delivered'")).length === 1,
      );
    });
    await eventually("all are written down", async () => {
      const attempts = await database.sql("select from hub.delivery_attempt where outcome = 'retry'");
      return attempts.length >= 20;
    });
  });

  it("holds no lock while the partner is called, and lets each partner have its share only", async () => {
    await database.sql("update hub.subscription set concurrency = 2");
    await aPartner(database, "xa", { serves: [commune], url: "https://xa.example/webhook" });
    const codes = Array.from({ length: 12 }, (_, i) => `H63.29.04-190312-${String(i + 1).padStart(4, "0")}`);
    for (const code of codes) await tell(database, anAnnouncement({ subject: code as typeof dossier }));
    await tell(database, anAnnouncement({ receiver: commune }));
    await bringAll(database);
    let finish: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (finish = resolve));
    const called: string[] = [];
    start(
      async ({ partnerId }) => {
        called.push(partnerId);
        await gate;
        return delivered;
      },
      { concurrency: 10 },
    );
    await eventually("the other partner is called too", () => called.includes("xa") && called.length === 3);
    // looking for work takes a lock for the length of a statement; a transaction that waits for the call would be idle
    const locks = await database.sql(
      `select from pg_locks l join pg_stat_activity a using (pid)
       where a.datname = current_database() and l.mode = 'RowExclusiveLock' and a.state = 'idle in transaction'`,
    );
    expect(locks).to.deep.equal([]);
    expect(called.filter((id) => id === "huyen")).to.have.lengthOf(2);
    finish();
    await eventually("all delivered", async () => (await open()).length === 0);
  });

  it("lets several workers share the work, each message called once", async () => {
    const calls: string[] = [];
    const deliver: Deliver = (_, { messageId }) => {
      calls.push(messageId);
      return Promise.resolve(delivered);
    };
    for (let i = 0; i < 3; i++) start(deliver);
    const codes = Array.from({ length: 20 }, (_, i) => `H63.29.04-190312-${String(i + 1).padStart(4, "0")}`);
    await Promise.all(
      codes.map((code) => {
        const one = anAnnouncement({ subject: code as typeof dossier });
        return tell(database, one, one, one);
      }),
    );
    await bringAll(database);
    await eventually("all delivered", async () => (await states()).length === 60 && (await open()).length === 0);
    expect(calls).to.have.lengthOf(60);
    expect(new Set(calls).size).to.equal(60);
  });

  it("follows a partner that changes its channel, both ways", async () => {
    const { calls, deliver } = partner(() => delivered);
    await aPartner(database, "xa", { serves: [commune] });
    const [first, second] = await tell(
      database,
      anAnnouncement({ receiver: commune }),
      anAnnouncement({ receiver: commune }),
      anAnnouncement({ receiver: commune }),
    );
    await bringAll(database);
    start(deliver);
    await database.db.transaction().execute((tx) => acknowledge(tx, "xa", second!.messageId, new Date()));
    expect(calls).to.deep.equal([]);
    await database.sql(
      "update hub.subscription set channel = 'webhook', url = 'https://xa.example/' where partner_id = 'xa'",
    );
    await eventually("delivered", async () => (await open()).length === 0);
    expect(calls).to.deep.equal(["0001#1", "0001#3"]); // the second was acknowledged already

    await database.sql("update hub.subscription set channel = 'inbox', url = null where partner_id = 'xa'");
    await tell(database, anAnnouncement({ receiver: commune }), anAnnouncement());
    await bringAll(database);
    await eventually("the webhook partner has its own", () => calls.length === 3);
    await eventually("and only the inbox's is open", async () => {
      const left = await open();
      return left.length === 1 && left[0]?.sequence === 4;
    });
    expect(first).to.include({ sequence: 1 });
  });

  describe("an agency that goes to another partner while the first is called", () => {
    /** The first partner is in mid-call, the agency goes to the second, then the first answers. */
    const moveDuringCall = async (answer: Outcome) => {
      await aPartner(database, "moi", { url: "https://moi.example/" });
      await tell(database, anAnnouncement(), anAnnouncement());
      await bringAll(database);
      let finish: (outcome: Outcome) => void = () => undefined;
      const late = new Promise<Outcome>((resolve) => (finish = resolve));
      const calls: string[] = [];
      start(({ partnerId }, { sequence }) => {
        calls.push(`${partnerId}#${sequence}`);
        return partnerId === "huyen" ? late : Promise.resolve(delivered);
      });
      await eventually("the first is called", () => calls.length === 1);
      await database.sql("update hub.partner set disabled_at = now() where id = 'moi'"); // not called before we have looked
      await database.db.transaction().execute((tx) => assignWaiting(tx, district, "moi"));
      finish(answer);
      await eventually("its answer is on record", async () => {
        const rows = await database.sql("select from hub.delivery_attempt");
        return rows.length === 1;
      });
      const before = await database.sql("select sequence, partner_id, state from hub.delivery order by sequence");
      const lane = await database.sql("select delivered from hub.lane");
      await database.sql("update hub.partner set disabled_at = null where id = 'moi'");
      await eventually("all delivered", async () => (await open()).length === 0);
      return { calls, before, lane };
    };

    for (const answer of [delivered, refused, silence])
      it(`${answer.kind}: nothing follows from it, and the second gets everything`, async () => {
        const { calls, before, lane } = await moveDuringCall(answer);
        expect(before).to.deep.equal([
          { sequence: 1, partner_id: "moi", state: "waiting" },
          { sequence: 2, partner_id: "moi", state: "waiting" },
        ]);
        expect(lane).to.deep.equal([{ delivered: 0 }]);
        expect(calls).to.deep.equal(["huyen#1", "moi#1", "moi#2"]);
        expect(
          await database.sql(
            "select sequence, attempt, outcome from hub.delivery_attempt join hub.delivery using (message_id) order by 1, 2",
          ),
        ).to.deep.equal([
          { sequence: 1, attempt: 1, outcome: answer.kind },
          { sequence: 1, attempt: 2, outcome: "delivered" },
          { sequence: 2, attempt: 1, outcome: "delivered" },
        ]);
      });
  });

  it("writes down what was delivered, whatever cannot be written down beside it", async () => {
    await aPartner(database, "xa", { serves: [commune], url: "https://xa.example/" });
    await tell(
      database,
      anAnnouncement(),
      anAnnouncement({ subject: otherDossier }),
      anAnnouncement({ receiver: commune }),
    );
    await bringAll(database);
    let answer: (() => void) | undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const { calls, deliver } = partner(async (_subject, _sequence, call) => {
      await answered;
      // the last of the three: no column takes its detail
      return call === 3 ? { ...delivered, detail: "\u0000" } : delivered;
    });
    start(deliver, { closeLimitMs: 100 });
    await eventually("all are called", () => calls.length === 3);
    answer?.();
    await eventually("two are settled", async () => (await open()).length === 1);
    expect((await open()).map(({ state, attempts }) => [state, attempts])).to.deep.equal([["waiting", 1]]);
  });

  it("lets a partner that is back go on, whoever cannot be noted to be back beside it", async () => {
    await aPartner(database, "xa", { serves: [commune], url: "https://xa.example/" });
    await tell(database, anAnnouncement(), anAnnouncement({ receiver: commune }));
    await bringAll(database);
    const claims = await claimDue(database.db, 2, 6_000);
    await tell(database, anAnnouncement({ subject: otherDossier }));
    await bringAll(database);
    await database.sql(`
      update hub.delivery set next_attempt_at = now() + interval '1 hour' where leased_until is null;
      update hub.partner_flow set opened_at = now(), opened_by = 'unreachable', outages = 1, probe_at = now();
      insert into hub.outage_alert (partner_id, outage, event, fault, detail)
        select partner_id, 1, 'opened', 'unreachable', 'not reached' from hub.partner_flow;
      create function hub.not_xa() returns trigger language plpgsql as $$ begin raise 'not now'; end $$;
      create trigger not_xa before update on hub.partner_flow for each row
        when (new.partner_id = 'xa') execute function hub.not_xa()`);
    const settle = makeSettle(database.db);
    const pause = { now: new Date(), afterOpenTime: alwaysOpen, random: 0 };
    const settled = await Promise.allSettled(claims.map((claim) => settle(claim, delivered, 1, pause)));
    const turns = settled.map((one, place) => [
      claims[place]?.partnerId,
      one.status === "fulfilled" ? one.value.circuit : one.status,
    ]);
    expect(turns).to.have.deep.members([
      ["huyen", "closed"],
      ["xa", "rejected"],
    ]);
    const [waiting] = await database.sql<{ due: boolean }>(
      "select next_attempt_at <= now() as due from hub.delivery where state = 'waiting'",
    );
    expect(waiting).to.deep.equal({ due: true });
  });

  describe("a parked message", () => {
    /** Refused once, with a second message of its lane behind it; later answers are as told. */
    const parkOne = async (later: Outcome = delivered) => {
      const { calls, deliver } = partner((_, __, call) => (call === 1 ? refused : later));
      const told = await tell(database, anAnnouncement(), anAnnouncement());
      await bringAll(database);
      start(deliver);
      await eventually("parked", async () => (await open()).some(({ state }) => state === "parked"));
      return { calls, messageId: told[0]!.messageId };
    };
    const reopen = (...[which, cause, by]: [Parked, "operator" | "subscription", string]) =>
      database.db.transaction().execute((tx) => reopenParked(tx, which, cause, by));
    const reopened = () =>
      database.sql("select message_id, attempts, parked_reason, cause, by from hub.delivery_reopened");

    for (const [what, which] of [
      ["by its id", (messageId: string): Parked => ({ message: messageId })],
      ["with all of its agency", (): Parked => ({ agency: district })],
      ["with all of its partner", (): Parked => ({ partner: "huyen" })],
    ] as const)
      it(`let go ${what} is sent again at once, its lane goes on, and who did it is on record`, async () => {
        const { calls, messageId } = await parkOne();
        expect(await reopen(which(messageId), "operator", "lan")).to.deep.equal([messageId]);
        await eventually("all delivered", async () => (await open()).length === 0);
        expect(calls).to.deep.equal(["0001#1", "0001#1", "0001#2"]);
        expect(await reopened()).to.deep.equal([
          { message_id: messageId, attempts: 1, parked_reason: "HTTP 422", cause: "operator", by: "lan" },
        ]);
        expect(
          await database.sql("select attempt, outcome from hub.delivery_attempt where message_id = $1 order by 1", [
            messageId,
          ]),
        ).to.deep.equal([
          { attempt: 1, outcome: "refused" },
          { attempt: 2, outcome: "delivered" },
        ]);
      });

    it("of others is left alone", async () => {
      await parkOne();
      expect(await reopen({ agency: commune }, "operator", "lan")).to.deep.equal([]);
      expect(await reopen({ partner: "xa" }, "subscription", "xa")).to.deep.equal([]);
      expect((await open())[0]).to.include({ state: "parked" });
    });

    it("begins the retry table anew: eight attempts before it count no more", async () => {
      const { deliver } = partner((_, __, call) => (call === 1 ? refused : away));
      await tell(database, anAnnouncement());
      await bringAll(database);
      await database.sql("update hub.delivery set attempts = 8");
      start(deliver, { random: () => 1 }); // the longest pause of the table
      await eventually("parked", async () => (await open()).some(({ state }) => state === "parked"));
      await reopen({ agency: district }, "operator", "lan");
      await eventually(
        "tried again",
        async () => (await database.sql("select from hub.delivery_attempt")).length === 2,
      );
      const [row] = await database.sql<{ attempt: number; s: number }>(
        `select a.attempt, extract(epoch from d.next_attempt_at - a.started_at)::double precision as s
         from hub.delivery d join hub.delivery_attempt a using (message_id) order by a.attempt desc limit 1`,
      );
      expect(row?.attempt).to.equal(10);
      expect(row?.s).to.be.within(2, 60); // 2 s for the first, 10 min for the tenth; the call's own time comes on top
    });

    it("follows its agency to another partner, and is new there", async () => {
      const { calls, messageId } = await parkOne();
      await aPartner(database, "moi", { url: "https://moi.example/" });
      expect(await database.db.transaction().execute((tx) => assignWaiting(tx, district, "moi"))).to.equal(2);
      await eventually("all delivered", async () => (await open()).length === 0);
      expect(calls).to.deep.equal(["0001#1", "0001#1", "0001#2"]);
      expect(await reopened()).to.deep.equal([
        { message_id: messageId, attempts: 1, parked_reason: "HTTP 422", cause: "agency", by: "moi" },
      ]);
    });

    it("waits for somebody when nobody serves its agency any more, and is not called meanwhile", async () => {
      const { calls } = await parkOne();
      await database.db.transaction().execute((tx) => assignWaiting(tx, district, null));
      expect(
        await database.sql("select sequence, partner_id, position, state from hub.delivery order by sequence"),
      ).to.deep.equal([
        { sequence: 1, partner_id: null, position: null, state: "waiting" },
        { sequence: 2, partner_id: null, position: null, state: "waiting" },
      ]);
      await aPartner(database, "xa", { serves: [commune], url: "https://xa.example/" });
      await tell(database, anAnnouncement({ receiver: commune }));
      await bringAll(database);
      await eventually("another's message is delivered", async () => (await open()).length === 2);
      expect(calls).to.have.length(2);
    });

    it("is listed with its reason", async () => {
      const { messageId } = await parkOne();
      const all = await listOpenDeliveries(database.db, { parkedOnly: false, limit: 10 });
      expect(all.deliveries.map(({ sequence, state }) => [sequence, state])).to.deep.equal([
        [1, "parked"],
        [2, "waiting"],
      ]);
      const { total, deliveries } = await listOpenDeliveries(database.db, { parkedOnly: true, limit: 1 });
      expect(total).to.equal(1);
      expect(deliveries[0]).to.deep.include({
        ...{ messageId, receiver: "H63.29", subject: dossier, sequence: 1, partnerId: "huyen", state: "parked" },
        ...{ type: "vn.lienthong.dossier.handed-over.v1", attempts: 1, nextAttemptAt: null, parkedReason: "HTTP 422" },
      });
    });
  });

  for (const [what, rotatedAt, expected] of [
    ["an hour ago: signed with both", "now() - interval '1 hour'", { secretVersion: 3, formerSecretVersion: 2 }],
    ["two days ago: signed with the new one", "now() - interval '2 days'", { secretVersion: 3 }],
    ["never", "null", { secretVersion: 3 }],
  ] as const)
    it(`a secret rotated ${what}`, async () => {
      await database.sql(`update hub.subscription set secret_version = 3, rotated_at = ${rotatedAt}`);
      await tell(database, anAnnouncement());
      await bringAll(database);
      const seen: unknown[] = [];
      start((target) => {
        seen.push(target);
        return Promise.resolve(delivered);
      });
      await eventually("called", () => seen.length > 0);
      expect(seen).to.deep.equal([{ partnerId: "huyen", url: "https://huyen.example/webhook", ...expected }]);
    });

  it("calls no disabled partner", async () => {
    await database.sql("update hub.partner set disabled_at = now()");
    await tell(database, anAnnouncement());
    await bringAll(database);
    const { calls, deliver } = partner(() => delivered);
    start(deliver);
    await aPartner(database, "xa", { serves: [commune], url: "https://xa.example/" });
    await tell(database, anAnnouncement({ receiver: commune }));
    await bringAll(database);
    await eventually("the other's is delivered", async () => (await open()).length === 1);
    expect(calls).to.have.lengthOf(1);
  });

  it("takes a fault of our own as unknown", async () => {
    await tell(database, anAnnouncement());
    await bringAll(database);
    start(() => Promise.reject(new TypeError("a bug")));
    await eventually("written down", async () => (await database.sql("select from hub.delivery_attempt")).length === 1);
    expect(await database.sql("select outcome, detail from hub.delivery_attempt")).to.deep.equal([
      { outcome: "unknown", detail: "a bug" },
    ]);
  });

  it("survives its database connections being killed", async () => {
    const { calls, deliver } = partner(() => delivered);
    start(deliver);
    await tell(database, ...Array.from({ length: 30 }, () => anAnnouncement()));
    const bringing = bringAll(database);
    await eventually("some delivered", () => calls.length > 3);
    await bringing;
    await database.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await eventually("all delivered", async () => {
      await passTime();
      return (await states()).length === 30 && (await open()).length === 0;
    });
    const firsts = calls.filter((call, i) => calls.indexOf(call) === i);
    expect(firsts).to.deep.equal(Array.from({ length: 30 }, (_, i) => `0001#${i + 1}`));
  });

  it("many calls under way that listen for the end are no leak to Node's eyes", async () => {
    await database.sql("update hub.subscription set concurrency = 64");
    const dossiers = Array.from({ length: 12 }, (_, n) => parseDossierCode(`H63.29.04-190312-01${n + 10}`));
    await tell(database, ...dossiers.map((subject) => anAnnouncement({ subject })));
    await bringAll(database);
    const warnings: string[] = [];
    const warned = ({ name }: Error) => warnings.push(name);
    process.on("warning", warned);
    try {
      let underWay = 0;
      let finish: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => (finish = resolve));
      start(async (_, __, signal) => {
        signal.addEventListener("abort", () => finish());
        underWay += 1;
        await gate;
        return delivered;
      });
      await eventually("all under way", () => underWay === dossiers.length);
      finish();
      await eventually("delivered", async () => (await open()).length === 0);
    } finally {
      process.off("warning", warned);
    }
    expect(warnings).to.deep.equal([]);
  });

  it("on close lets running calls end, and breaks off those that take too long", async () => {
    await tell(database, anAnnouncement(), anAnnouncement({ subject: otherDossier }));
    await bringAll(database);
    let finish: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (finish = resolve));
    const called: string[] = [];
    const worker = start(
      async (_, { subject }, signal) => {
        called.push(subject);
        if (subject === dossier) await gate;
        else await new Promise((resolve) => signal.addEventListener("abort", resolve));
        return subject === dossier ? delivered : silence;
      },
      { closeLimitMs: 100 },
    );
    await eventually("called", () => called.length === 2);
    const closing = worker.close();
    finish();
    await closing;
    expect(await database.sql("select outcome from hub.delivery_attempt order by outcome")).to.deep.equal([
      { outcome: "delivered" },
      { outcome: "unknown" },
    ]);
  });
});

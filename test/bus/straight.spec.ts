import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { sql } from "kysely";
import { Registry } from "prom-client";
import { makeCarry } from "../../bus/carry.ts";
import { advanceLanes, lockLane } from "../../bus/lane.ts";
import { openBusMetrics } from "../../bus/metrics.ts";
import { owe } from "../../bus/outbox.ts";
import { assignWaiting, servingLock } from "../../bus/position.ts";
import { holdLanes, releaseOfStopped } from "../../bus/replay/hold-lane.ts";
import { noteStraight } from "../../bus/straight.ts";
import { takeIn, type Addressed } from "../../bus/take-in.ts";
import type { Announcement } from "../../core/domain/announcement.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import type { Tx } from "../../platform/database.ts";
import { openListener } from "../../platform/listen.ts";
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

describe("what is owed goes straight over (ADR 18)", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
    await someAgencies(database);
    await aPartner(database, "huyen", { serves: [district] });
    // the first message of a partner gives its inbox a counter
    await tell(database, anAnnouncement({ subject: otherDossier }));
    await bringAll(database);
    await database.sql("update hub.lane set delivered = announced");
    await database.sql("update hub.delivery set state = 'delivered'");
  });
  afterEach(() => database.drop());

  /** @returns the partner of each message; null: it is left to the relay. */
  const sayIn = async (tx: Tx, ...announcements: readonly Announcement[]): Promise<(string | null)[]> => {
    const { rows } = await sql<{ partner_id: string | null }>`
      with ${owe([{ announcements, cause: "req-1" }], "straight")} select partner_id from told order by place`.execute(
      tx,
    );
    return rows.map(({ partner_id }) => partner_id);
  };
  const say = (...announcements: readonly Announcement[]) =>
    database.db.transaction().execute(async (tx) => {
      // what waits although it must not says so
      await sql`set local lock_timeout = '10s'`.execute(tx);
      return sayIn(tx, ...announcements);
    });
  /** Does the one and holds what it has locked until the other waits for it, and until what happens then; then both end. */
  const meanwhile = async <A, B>(
    first: (tx: Tx) => Promise<A>,
    second: (tx: Tx) => Promise<B>,
    then: () => Promise<void> = () => Promise.resolve(),
  ): Promise<[A, B]> => {
    let other: Promise<B> | undefined;
    const done = await database.db.transaction().execute(async (tx) => {
      const done = await first(tx);
      other = database.db.transaction().execute(second);
      other.catch(() => undefined);
      await somebodyWaits();
      await then();
      return done;
    });
    return [done, await (other as Promise<B>)];
  };
  const somebodyWaits = () =>
    eventually("the other one waits", async () => {
      const waiting = await database.sql(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      return waiting.length > 0;
    });
  const aReplay = async (state: "running" | "paused") => {
    const replay = randomUUID();
    await database.sql(
      `insert into hub.replay (id, receiver, partner_id, from_at, to_at, per_minute, reason, by, state)
       values ($1, $2, 'huyen', now() - interval '1 day', now(), 60, 'thử', 'test', $3)`,
      [replay, district, state],
    );
    return replay;
  };
  const theLane = (subject: string) => (tx: Tx) =>
    sql`select from hub.lane where subject = ${subject} for update`.execute(tx);
  /** Does what it is given while another transaction holds what a statement locks. */
  const whileHeld = (statement: string, work: () => Promise<void>) =>
    database.db.transaction().execute(async (tx) => {
      await sql.raw(statement).execute(tx);
      await work();
    });
  /** As the relay reads it. */
  const owed = (which: string) =>
    database.sql<Addressed>(
      `select message_id as "messageId", receiver, subject, sequence from hub.outbox where ${which} order by id`,
    );
  /** What was left to the relay. */
  const carryRest = async () => {
    const carried = await makeCarry({ db: database.db, log: silent })(await owed("published_at is null"));
    expect(carried.filter((what) => what !== "done")).to.deep.equal([]);
  };
  const deliveries = () =>
    database.sql(
      `select d.sequence, d.position::integer, d.partner_id as partner, d.next_attempt_at = 'infinity' as behind
       from hub.delivery d where d.state = 'waiting' order by d.receiver, d.subject, d.sequence`,
    );

  it("whole, with its place in the inbox, marked as arrived, and due; what follows it waits behind it", async () => {
    expect(await say(anAnnouncement(), anAnnouncement({ subject: otherDossier }))).to.deep.equal(["huyen", "huyen"]);
    expect(await say(anAnnouncement())).to.deep.equal(["huyen"]);
    expect(await deliveries()).to.deep.equal([
      { sequence: 1, position: 2, partner: "huyen", behind: false },
      { sequence: 2, position: 4, partner: "huyen", behind: true },
      { sequence: 2, position: 3, partner: "huyen", behind: false },
    ]);
    expect(await database.sql("select last::integer from hub.inbox_counter")).to.deep.equal([{ last: 4 }]);
    expect(
      await database.sql(
        `select count(*)::integer as n from hub.delivery d join hub.outbox o using (message_id, receiver, subject, sequence)
         where d.envelope = o.envelope and d.envelope ->> 'sequence' = lpad(o.sequence::text, 10, '0')
           and d.created_at = o.created_at and o.published_at = o.arrived_at and d.attempts = 0 and d.leased_until is null`,
      ),
    ).to.deep.equal([{ n: 4 }]);
  });

  it("a summary that may be told ahead of others is known as one", async () => {
    const [one, other] = [anAnnouncement(), anAnnouncement({ subject: otherDossier, ahead: true })];
    expect(await say(one, other)).to.deep.equal(["huyen", "huyen"]);
    expect(await database.sql("select ahead from hub.delivery where state = 'waiting' order by subject")).to.deep.equal(
      [{ ahead: false }, { ahead: true }],
    );
  });

  describe("left to the relay, which brings it in its order, where something would have to be waited for:", () => {
    it("somebody is changing who serves the agency", async () => {
      await whileHeld(`select pg_advisory_xact_lock(${servingLock}, hashtext('${district}'))`, async () => {
        expect(await say(anAnnouncement())).to.deep.equal([null]);
      });
      await carryRest();
      expect(await deliveries()).to.deep.equal([{ sequence: 1, position: 2, partner: "huyen", behind: false }]);
    });

    it("somebody else is giving places in that inbox", async () => {
      await whileHeld("select from hub.inbox_counter where partner_id = 'huyen' for update", async () => {
        expect(await say(anAnnouncement())).to.deep.equal([null]);
      });
      await carryRest();
      expect(await deliveries()).to.deep.equal([{ sequence: 1, position: 2, partner: "huyen", behind: false }]);
    });

    it("the message before it has not come over", async () => {
      await tell(database, anAnnouncement());
      expect(await say(anAnnouncement())).to.deep.equal([null]);
      await carryRest();
      expect(await deliveries()).to.deep.equal([
        { sequence: 1, position: 2, partner: "huyen", behind: false },
        { sequence: 2, position: 3, partner: "huyen", behind: true },
      ]);
    });

    it("two of one lane are owed at once", async () => {
      expect(await say(anAnnouncement(), anAnnouncement(), anAnnouncement({ subject: otherDossier }))).to.deep.equal([
        null,
        null,
        "huyen",
      ]);
      await carryRest();
      expect((await deliveries()).map((row) => row["position"])).to.deep.equal([3, 4, 2]);
    });

    it("nobody serves the agency", async () => {
      expect(await say(anAnnouncement({ receiver: commune }))).to.deep.equal([null]);
      await carryRest();
      expect(await deliveries()).to.deep.equal([{ sequence: 1, position: null, partner: null, behind: false }]);
    });

    it("a partner has no inbox yet", async () => {
      await aPartner(database, "xa", { serves: [commune] });
      expect(await say(anAnnouncement({ receiver: commune }))).to.deep.equal([null]);
      await carryRest();
      expect(await say(anAnnouncement({ receiver: commune }))).to.deep.equal(["xa"]);
    });

    it("the message before it came over and has no place, for a gap before it", async () => {
      await tell(database, anAnnouncement());
      await tell(database, anAnnouncement());
      const second = await owed("sequence = 2");
      expect(await makeCarry({ db: database.db, log: silent })(second)).to.deep.equal(["done"]);
      expect(await say(anAnnouncement())).to.deep.equal([null]);
      await carryRest();
      expect((await deliveries()).map((row) => row["position"])).to.deep.equal([2, 3, 4]);
    });

    it("its lane has moved, beside one of the same agency that has not", async () => {
      await database.sql("update hub.lane set succession = 'moved'");
      expect(await say(anAnnouncement({ subject: otherDossier }), anAnnouncement())).to.deep.equal([null, "huyen"]);
    });

    for (const succession of ["moved", "undecided"])
      it(`the agency has ended, and its lane is ${succession}`, async () => {
        await database.sql("update hub.lane set succession = $1", [succession]);
        expect(await say(anAnnouncement({ subject: otherDossier }))).to.deep.equal([null]);
      });
  });

  it("where the partner of an agency that ended serves who follows, its lane goes on", async () => {
    await database.sql("update hub.lane set succession = 'kept'");
    expect(await say(anAnnouncement({ subject: otherDossier }))).to.deep.equal(["huyen"]);
  });

  it("while its lane is replayed it has its place and is not due", async () => {
    await database.sql("update hub.lane set replaying = $1", [await aReplay("running")]);
    expect(await say(anAnnouncement({ subject: otherDossier }))).to.deep.equal(["huyen"]);
    expect(await deliveries()).to.deep.equal([{ sequence: 2, position: 2, partner: "huyen", behind: true }]);
  });

  it("a step that is undone leaves no message, no place and no gap (P2)", async () => {
    await database.db
      .transaction()
      .execute(async (tx) => {
        await sql`with ${owe([{ announcements: [anAnnouncement()], cause: "req-1" }], "straight")} select from told`.execute(
          tx,
        );
        throw new Error("undone");
      })
      .catch(() => undefined);
    expect(await deliveries()).to.deep.equal([]);
    expect(await say(anAnnouncement())).to.deep.equal(["huyen"]);
    expect(await deliveries()).to.deep.equal([{ sequence: 1, position: 2, partner: "huyen", behind: false }]);
  });

  describe("while its lane is waited for", () => {
    const third = parseDossierCode("H63.29.04-190312-0003");

    // what happens is over before the lane is free: locks of one transaction are given up one by one, and what is only
    // tried would be refused by one that lingers
    it("others get places in the inbox: its own comes after theirs", async () => {
      const [, went] = await meanwhile(
        theLane(otherDossier),
        (tx) => sayIn(tx, anAnnouncement({ subject: otherDossier }), anAnnouncement()),
        async () => {
          expect(await say(anAnnouncement({ subject: third }))).to.deep.equal(["huyen"]);
        },
      );
      expect(went).to.deep.equal(["huyen", "huyen"]);
      expect((await deliveries()).map((row) => row["position"])).to.deep.equal([4, 3, 2]);
    });

    it("the agency goes to another partner: that one has it", async () => {
      await aPartner(database, "tinh");
      await database.sql("insert into hub.inbox_counter (partner_id) values ('tinh')");
      const [, went] = await meanwhile(
        theLane(otherDossier),
        (tx) => sayIn(tx, anAnnouncement({ subject: otherDossier })),
        () =>
          database.db.transaction().execute(async (tx) => {
            await sql`update hub.partner_unit set partner_id = 'tinh' where organisation_code = ${district}`.execute(
              tx,
            );
            await assignWaiting(tx, district, "tinh");
          }),
      );
      expect(went).to.deep.equal(["tinh"]);
    });

    for (const [order, turn] of [
      ["is delivered", (one: Work, other: Work) => meanwhile(one, other)],
      ["is delivered just after", (one: Work, other: Work) => meanwhile(other, one)],
    ] as const)
      it(`the message before it ${order}: it is due`, async () => {
        await say(anAnnouncement());
        const settle = async (tx: Tx) => {
          await lockLane(tx, { receiver: district, subject: dossier });
          await sql`update hub.delivery set state = 'delivered' where subject = ${dossier} and sequence = 1`.execute(
            tx,
          );
          await advanceLanes(tx, [{ receiver: district, subject: dossier }], false);
        };
        await turn(settle, (tx) => sayIn(tx, anAnnouncement()));
        expect(await deliveries()).to.deep.equal([{ sequence: 2, position: 3, partner: "huyen", behind: false }]);
      });

    for (const [order, turn] of [
      ["first", (one: Work, other: Work) => meanwhile(one, other)],
      ["second", (one: Work, other: Work) => meanwhile(other, one)],
    ] as const)
      it(`a replay of it begins, ${order}: it is not due`, async () => {
        const replay = await aReplay("running");
        await database.sql(
          `insert into hub.replay_item (replay_id, place, message_id, subject, sequence, state)
           select $1, 1, message_id, subject, sequence, 'pending' from hub.delivery`,
          [replay],
        );
        await turn(
          (tx) => holdLanes(tx, replay),
          (tx) => sayIn(tx, anAnnouncement({ subject: otherDossier })),
        );
        expect(await deliveries()).to.deep.equal([{ sequence: 2, position: 2, partner: "huyen", behind: true }]);
      });
  });

  for (const [way, bring] of [
    ["straight", (tx: Tx) => sayIn(tx, anAnnouncement({ subject: otherDossier }))],
    [
      "by the relay",
      async (tx: Tx) => {
        await tell(database, anAnnouncement({ subject: otherDossier }));
        return takeIn(tx, await owed("arrived_at is null"), false);
      },
    ],
  ] as const)
    it(`what comes ${way} just as a stopped replay lets its lane go is due`, async () => {
      await database.sql("update hub.lane set replaying = $1", [await aReplay("paused")]);
      let released: Promise<void> | undefined;
      await database.db.transaction().execute(async (tx) => {
        await bring(tx);
        released = releaseOfStopped(database.db);
        await somebodyWaits();
      });
      await released;
      expect(await deliveries()).to.deep.equal([{ sequence: 2, position: 2, partner: "huyen", behind: false }]);
    });

  it("an agency that changes hands: whoever is first, the new partner has it once", async () => {
    await aPartner(database, "tinh");
    const changeHands = database.db.transaction().execute(async (tx) => {
      await sql`update hub.partner_unit set partner_id = 'tinh' where organisation_code = ${district}`.execute(tx);
      await assignWaiting(tx, district, "tinh");
    });
    const said = Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        say(anAnnouncement({ subject: `H63.29.04-190312-1${String(n).padStart(3, "0")}` as typeof dossier })),
      ),
    );
    await Promise.all([changeHands, said]);
    await carryRest();
    const of = await database.sql("select distinct partner_id from hub.delivery where state = 'waiting'");
    expect(of).to.deep.equal([{ partner_id: "tinh" }]);
    const places = await database.sql(
      "select position::integer as p from hub.delivery where partner_id = 'tinh' order by 1",
    );
    expect(places).to.deep.equal(Array.from({ length: 12 }, (_, n) => ({ p: n + 1 })));
  });

  it("many at once, beside the relay: each once, places without a gap and in each lane's order", async () => {
    const lanes = Array.from(
      { length: 6 },
      (_, n) => `H63.29.04-190312-2${String(n).padStart(3, "0")}` as typeof dossier,
    );
    for (let round = 0; round < 5; round++) {
      await Promise.all([
        ...lanes.map((subject) => say(anAnnouncement({ subject }))),
        ...lanes.map((subject) => tell(database, anAnnouncement({ subject }))),
        carryRest(),
      ]);
      await carryRest();
      // with nobody beside it one goes straight again
      expect(await say(anAnnouncement({ subject: otherDossier }))).to.deep.equal(["huyen"]);
    }
    const rows = await database.sql<{ subject: string; sequence: number; position: number }>(
      "select subject, sequence, position::integer from hub.delivery where state = 'waiting' order by position",
    );
    expect(rows.map(({ position }) => position)).to.deep.equal(Array.from({ length: 65 }, (_, n) => n + 2));
    for (const lane of lanes)
      expect(rows.flatMap(({ subject, sequence }) => (subject === lane ? [sequence] : []))).to.deep.equal(
        Array.from({ length: 10 }, (_, n) => n + 1),
      );
  });

  it("is counted as such, and wakes workers and whoever reads that inbox", async () => {
    const registry = new Registry();
    const listener = openListener({ url: database.url, log: silent, name: "test" });
    const heard: (string | undefined)[] = [];
    listener.on("hub_delivery", (partner) => heard.push(partner));
    await eventually("listening", () => Promise.resolve(listener.isConnected()));
    noteStraight(database.db, openBusMetrics(registry))(["huyen", "xa", "huyen"]);
    await eventually("both are told", () => Promise.resolve(heard.includes("huyen") && heard.includes("xa")));
    await listener.close();
    expect(heard.filter((partner) => partner === "huyen")).to.have.lengthOf(1);
    expect(await registry.getSingleMetricAsString("hub_bus_taken_total")).to.match(/\{result="straight"\} 3$/);
  });
});

type Work = (tx: Tx) => Promise<unknown>;

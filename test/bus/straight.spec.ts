import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { sql } from "kysely";
import { makeCarry } from "../../bus/carry.ts";
import { owe } from "../../bus/outbox.ts";
import { assignWaiting, servingLock } from "../../bus/position.ts";
import type { Announcement } from "../../core/domain/announcement.ts";
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
  const say = async (...announcements: readonly Announcement[]): Promise<(string | null)[]> => {
    const { rows } = await database.db.transaction().execute((tx) =>
      sql<{ partner_id: string | null }>`
        with ${owe([{ announcements, cause: "req-1" }], true)} select partner_id from told order by place`.execute(tx),
    );
    return rows.map(({ partner_id }) => partner_id);
  };
  /** Does what it is given while another transaction holds what a statement locks. */
  const whileHeld = (statement: string, work: () => Promise<void>) =>
    database.db.transaction().execute(async (tx) => {
      await sql.raw(statement).execute(tx);
      await work();
    });
  /** What was left to the relay. */
  const carryRest = async () => {
    const owed = await database.sql<Parameters<ReturnType<typeof makeCarry>>[0][number]>(
      `select message_id as "messageId", receiver, subject, sequence from hub.outbox where published_at is null order by id`,
    );
    const carried = await makeCarry({ db: database.db, log: silent })(owed);
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
    const replay = randomUUID();
    await database.sql(
      `insert into hub.replay (id, receiver, partner_id, from_at, to_at, per_minute, reason, by, state)
       values ($1, $2, 'huyen', now() - interval '1 day', now(), 60, 'thử', 'test', 'running')`,
      [replay, district],
    );
    await database.sql("update hub.lane set replaying = $1", [replay]);
    expect(await say(anAnnouncement({ subject: otherDossier }))).to.deep.equal(["huyen"]);
    expect(await deliveries()).to.deep.equal([{ sequence: 2, position: 2, partner: "huyen", behind: true }]);
  });

  it("a step that is undone leaves no message, no place and no gap (P2)", async () => {
    await database.db
      .transaction()
      .execute(async (tx) => {
        await sql`with ${owe([{ announcements: [anAnnouncement()], cause: "req-1" }], true)} select from told`.execute(
          tx,
        );
        throw new Error("undone");
      })
      .catch(() => undefined);
    expect(await deliveries()).to.deep.equal([]);
    expect(await say(anAnnouncement())).to.deep.equal(["huyen"]);
    expect(await deliveries()).to.deep.equal([{ sequence: 1, position: 2, partner: "huyen", behind: false }]);
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
    for (let round = 0; round < 5; round++)
      await Promise.all([
        ...lanes.map((subject) => say(anAnnouncement({ subject }))),
        ...lanes.map((subject) => tell(database, anAnnouncement({ subject }))),
        carryRest(),
      ]);
    await carryRest();
    const rows = await database.sql<{ subject: string; sequence: number; position: number }>(
      "select subject, sequence, position::integer from hub.delivery where state = 'waiting' order by position",
    );
    expect(rows.map(({ position }) => position)).to.deep.equal(Array.from({ length: 60 }, (_, n) => n + 2));
    for (const lane of lanes)
      expect(rows.flatMap(({ subject, sequence }) => (subject === lane ? [sequence] : []))).to.deep.equal(
        Array.from({ length: 10 }, (_, n) => n + 1),
      );
  });
});

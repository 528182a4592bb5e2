import { expect } from "chai";
import { makeCarry, type Carry } from "../../bus/carry.ts";
import { startRelay } from "../../bus/relay.ts";
import type { Transport } from "../../bus/transport.ts";
import {
  aPartner,
  anAnnouncement,
  commune,
  district,
  otherDossier,
  silent,
  someAgencies,
  tell,
} from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

describe("the relay where both sides are one database", () => {
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

  /** Nobody may ask it. */
  const transport: Transport = {
    publish: () => Promise.reject(new Error("not to be asked")),
    consume: () => Promise.reject(new Error("not to be asked")),
    isConnected: () => true,
    close: () => Promise.resolve(),
  };
  const start = (carry: Carry = makeCarry({ db: database.db, log: silent })) => {
    const relay = startRelay({ url: database.url, transport, carry, log: silent, fallbackMs: 200, takeOverMs: 50 });
    closing.push(() => relay.close());
    return relay;
  };
  const arrived = async () =>
    (
      await database.sql<{ place: string }>(
        "select receiver || ' ' || right(subject, 4) || ' ' || sequence as place from hub.delivery order by 1",
      )
    ).map(({ place }) => place);
  const marks = () =>
    database.sql(
      "select published_at is not null as published, arrived_at is not null as arrived from hub.outbox order by id",
    );
  const both = { published: true, arrived: true };

  it("brings what is owed over in one step, whole and once; nothing lies in a queue", async () => {
    await tell(database, anAnnouncement(), anAnnouncement());
    start();
    await tell(database, anAnnouncement({ subject: otherDossier }), anAnnouncement({ receiver: commune }));
    await eventually("all over", async () => (await arrived()).length === 4);
    expect(await arrived()).to.deep.equal(["H63.29 0001 1", "H63.29 0001 2", "H63.29 0002 1", "H63.29.04 0001 1"]);
    expect(await marks()).to.deep.equal([both, both, both, both]);
    expect(
      await database.sql(
        `select count(*)::integer as n from hub.delivery d join hub.outbox o using (message_id)
         where d.envelope = o.envelope and d.created_at = o.created_at`,
      ),
    ).to.deep.equal([{ n: 4 }]);
    // places of the one partner, in the lanes' order; the commune is served by nobody
    expect(await database.sql("select last::integer from hub.inbox_counter")).to.deep.equal([{ last: 3 }]);
    expect(await database.sql("select from hub.transport_message")).to.deep.equal([]);
  });

  it("two at once bring nothing twice (P3)", async () => {
    const [one, two] = [makeCarry({ db: database.db, log: silent }), makeCarry({ db: database.db, log: silent })];
    await tell(database, ...Array.from({ length: 20 }, () => anAnnouncement()));
    const owed = await database.sql<Parameters<Carry>[0][number]>(
      `select message_id as "messageId", receiver, subject, sequence from hub.outbox order by id`,
    );
    const carried = await Promise.all([one(owed), two(owed.toReversed())]);
    expect(new Set(carried.flat())).to.deep.equal(new Set(["done"]));
    expect(await database.sql("select last::integer from hub.inbox_counter")).to.deep.equal([{ last: 20 }]);
    expect(await database.sql("select position::integer as p from hub.delivery order by sequence")).to.deep.equal(
      Array.from({ length: 20 }, (_, i) => ({ p: i + 1 })),
    );
  });

  it("parks what can never be taken in, and brings the others", async () => {
    await tell(database, anAnnouncement(), anAnnouncement({ subject: otherDossier }));
    // somebody else's message stands in the place of the first
    await database.sql(
      `insert into hub.delivery (message_id, receiver, subject, sequence, envelope)
       select gen_random_uuid(), receiver, subject, sequence, '{}' from hub.outbox order by id limit 1`,
    );
    start();
    await eventually("parked", async () => (await database.sql("select from hub.parked_message")).length === 1);
    await eventually("the other is over", async () => (await marks()).at(1)?.["arrived"] === true);
    expect(await marks()).to.deep.equal([{ published: true, arrived: false }, both]);
    const [parked] = await database.sql<{ same: boolean; body: Buffer; reason: string }>(
      "select p.message_id = o.message_id as same, p.body, p.reason from hub.parked_message p, (select * from hub.outbox order by id limit 1) o",
    );
    expect(parked?.same).to.equal(true);
    expect(JSON.parse(parked?.body.toString() ?? "")).to.deep.include({ receiver: district, sequence: 1 });
    expect(parked?.reason).to.match(/^the database refuses it: /);
  });

  it("lets a message that fails by itself rest, and brings the others meanwhile", async () => {
    const real = makeCarry({ db: database.db, log: silent });
    let failures = 0;
    const carry: Carry = async (owed) => {
      const fails = owed.map(({ subject }) => subject === otherDossier && failures < 2);
      failures += fails.filter(Boolean).length;
      const carried = await real(owed.filter((_, i) => !fails[i]));
      return fails.map((failed) => (failed ? "failed" : (carried.shift() ?? "away")));
    };
    await tell(database, anAnnouncement({ subject: otherDossier }), anAnnouncement());
    start(carry);
    await eventually("the other is over", async () => (await arrived()).includes("H63.29 0001 1"));
    await tell(database, anAnnouncement());
    await eventually("and what came later", async () => (await arrived()).includes("H63.29 0001 2"));
    await eventually("at last it too", async () => (await arrived()).includes("H63.29 0002 1"), 10_000);
    expect(failures).to.equal(2);
  });

  it("waits while the database cannot be asked, and loses nothing (P1)", async () => {
    const real = makeCarry({ db: database.db, log: silent });
    let asked = 0;
    start((owed) => (owed.length > 0 && ++asked < 3 ? Promise.resolve(owed.map(() => "away")) : real(owed)));
    await tell(database, anAnnouncement(), anAnnouncement());
    await eventually("both are over", async () => (await arrived()).length === 2);
    expect(await marks()).to.deep.equal([both, both]);
  });
});

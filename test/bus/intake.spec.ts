import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { makeIntake } from "../../bus/intake.ts";
import { acknowledge } from "../../bus/inbox.ts";
import { assignWaiting } from "../../bus/position.ts";
import {
  aPartner,
  anAnnouncement,
  bringAll,
  commune,
  consignments,
  district,
  otherDossier,
  silent,
  someAgencies,
  tell,
} from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

describe("the intake", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
    await someAgencies(database);
  });
  afterEach(() => database.drop());

  const take = (body: Buffer) =>
    makeIntake({ db: database.db, log: silent })({ messageId: "any", body, redeliveries: 0 });
  const places = () =>
    database.sql<{ receiver: string; subject: string; sequence: number; partner_id: string; position: bigint | null }>(
      `select receiver, subject, sequence, partner_id, position::integer from hub.delivery order by position, sequence`,
    );

  it("takes a message in once, however often it comes (P3)", async () => {
    await aPartner(database, "huyen", { serves: [district] });
    await tell(database, anAnnouncement());
    for (let i = 0; i < 3; i++) await bringAll(database);
    await Promise.all([bringAll(database), bringAll(database)]);
    const rows = await places();
    expect(rows.map(({ sequence, partner_id, position }) => [sequence, partner_id, position])).to.deep.equal([
      [1, "huyen", 1],
    ]);
    const [counter] = await database.sql("select last::integer from hub.inbox_counter");
    expect(counter).to.deep.equal({ last: 1 });
    const [row] = await database.sql("select arrived_at is not null as arrived from hub.outbox");
    expect(row).to.deep.equal({ arrived: true });
  });

  it("lets only the head of a lane be due", async () => {
    await tell(database, anAnnouncement(), anAnnouncement(), anAnnouncement({ subject: otherDossier }));
    await bringAll(database);
    const rows = await database.sql(
      "select subject, sequence, next_attempt_at < 'infinity' as due from hub.delivery order by subject, sequence",
    );
    expect(rows).to.deep.equal([
      { subject: "H63.29.04-190312-0001", sequence: 1, due: true },
      { subject: "H63.29.04-190312-0001", sequence: 2, due: false },
      { subject: "H63.29.04-190312-0002", sequence: 1, due: true },
    ]);
  });

  it("keeps the lane's order in the inbox also when messages come out of order", async () => {
    await aPartner(database, "huyen", { serves: [district] });
    await tell(database, anAnnouncement(), anAnnouncement(), anAnnouncement());
    const [first, second, third] = await consignments(database);
    await take(third!.body);
    await take(second!.body);
    expect((await places()).map(({ sequence, position }) => [sequence, position])).to.deep.equal([
      [2, null],
      [3, null],
    ]);
    await take(first!.body);
    expect((await places()).map(({ sequence, position }) => [sequence, position])).to.deep.equal([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  it("gives every message its place, without a gap and in its lane's order, however they are shuffled and grouped", async () => {
    await aPartner(database, "huyen", { serves: [district] });
    const lane = (n: number) => parseDossierCode(`H63.29.04-190312-000${n}`);
    for (let sequence = 1; sequence <= 6; sequence++)
      await tell(database, ...[1, 2, 3, 4].map((n) => anAnnouncement({ subject: lane(n) })));
    const all = await consignments(database);
    // 24 messages by steps of 7, which 24 is no multiple of: each once; some groups of several, and a repeat in each
    const shuffled = all.map((_, i) => all[(i * 7 + 3) % all.length]!);
    const intake = makeIntake({ db: database.db, log: silent });
    const taken = new Set<string>();
    for (let from = 0; from < shuffled.length;) {
      const size = 1 + (from % 5);
      const group = [...shuffled.slice(from, from + size), shuffled[Math.floor(from / 2)]!];
      from += size;
      await Promise.all(group.map(({ body }) => intake({ messageId: "any", body, redeliveries: 0 })));
      for (const { messageId } of group) taken.add(messageId);
      const rows = await places();
      expect(rows).to.have.length(taken.size);
      const come = new Set(rows.map(({ subject, sequence }) => `${subject} ${sequence}`));
      const behindNone = rows.filter(({ subject, sequence }) =>
        Array.from({ length: sequence }, (_, i) => `${subject} ${i + 1}`).every((one) => come.has(one)),
      );
      const placed = rows.filter(({ position }) => position !== null);
      expect(placed.map(({ position }) => Number(position))).to.deep.equal(behindNone.map((_, i) => i + 1));
      expect(placed).to.have.deep.members(behindNone);
      for (const n of [1, 2, 3, 4])
        expect(placed.filter(({ subject }) => subject === lane(n)).map(({ sequence }) => sequence)).to.deep.equal(
          placed.filter(({ subject }) => subject === lane(n)).map((_, i) => i + 1),
        );
    }
    expect(await database.sql("select last::integer from hub.inbox_counter")).to.deep.equal([{ last: 24 }]);
  });

  it("keeps messages of an agency that nobody serves until somebody does", async () => {
    await aPartner(database, "xa", { serves: [commune] });
    await tell(database, anAnnouncement({ subject: otherDossier }));
    await tell(database, anAnnouncement(), anAnnouncement({ receiver: commune }), anAnnouncement());
    await bringAll(database);
    await aPartner(database, "huyen");
    const waiting = await database.db.transaction().execute(async (tx) => {
      await tx.insertInto("partner_unit").values({ organisation_code: district, partner_id: "huyen" }).execute();
      return assignWaiting(tx, district, "huyen");
    });
    expect(waiting).to.equal(3);
    const rows = (await places()).filter(({ partner_id }) => partner_id === "huyen");
    expect(rows.map(({ subject, sequence, position }) => [subject, sequence, position])).to.deep.equal([
      ["H63.29.04-190312-0002", 1, 1],
      ["H63.29.04-190312-0001", 1, 2],
      ["H63.29.04-190312-0001", 2, 3],
    ]);
    await tell(database, anAnnouncement());
    await bringAll(database);
    expect((await places()).at(-1)).to.include({ partner_id: "huyen", sequence: 3, position: 4 });
  });

  it("hands what is open to the partner that takes an agency over, and leaves it what is done", async () => {
    await aPartner(database, "cu", { serves: [district] });
    const [done] = await tell(database, anAnnouncement(), anAnnouncement());
    await bringAll(database);
    await database.db.transaction().execute((tx) => acknowledge(tx, "cu", done!.messageId, new Date()));
    await aPartner(database, "moi");
    const moved = await database.db.transaction().execute(async (tx) => {
      await tx.updateTable("partner_unit").set({ partner_id: "moi" }).execute();
      return assignWaiting(tx, district, "moi");
    });
    expect(moved).to.equal(1);
    expect(
      (await places()).map(({ sequence, partner_id, position }) => [sequence, partner_id, position]),
    ).to.deep.equal([
      [1, "cu", 1],
      [2, "moi", 1],
    ]);
  });

  it("forgets no message that comes in while its agency gets a partner", async () => {
    await tell(database, ...Array.from({ length: 20 }, () => anAnnouncement()));
    await aPartner(database, "huyen");
    const assigning = database.db.transaction().execute(async (tx) => {
      await tx.insertInto("partner_unit").values({ organisation_code: district, partner_id: "huyen" }).execute();
      return assignWaiting(tx, district, "huyen");
    });
    await Promise.all([...(await consignments(database)).map(({ body }) => take(body)), assigning]);
    const rows = await places();
    expect(rows.map(({ sequence, partner_id, position }) => [sequence, partner_id, position])).to.deep.equal(
      Array.from({ length: 20 }, (_, i) => [i + 1, "huyen", i + 1]),
    );
  });

  it("takes in together what comes together; what cannot be taken in, and whose lane is locked, hinders no other", async () => {
    await aPartner(database, "huyen", { serves: [district] });
    await tell(
      database,
      anAnnouncement(),
      anAnnouncement(),
      anAnnouncement({ subject: otherDossier }),
      anAnnouncement({ receiver: commune }),
    );
    const intake = makeIntake({ db: database.db, log: silent });
    const all = await consignments(database);
    const { messageId, body } = all[3]!;
    // never announced so: it is of another place in its lane
    const broken = JSON.parse(body.toString()) as { sequence: number; envelope: { sequence: string } };
    broken.sequence = 7;
    broken.envelope.sequence = "0000000007";
    const bodies = [...all.slice(0, 3).map((one) => one.body), Buffer.from(JSON.stringify(broken)), all[0]!.body];
    const takeAll = () => bodies.map((one) => intake({ messageId: "any", body: one, redeliveries: 0 }));

    let taking: Promise<void>[] = [];
    await database.db.transaction().execute(async (other) => {
      await other
        .selectFrom("lane")
        .select("receiver")
        .where("receiver", "=", district)
        .where("subject", "=", otherDossier)
        .forUpdate()
        .execute();
      taking = takeAll();
      // the repeat among them shows that nobody waits for the lane but its own message
      await Promise.all([taking[0], taking[1], taking[3], taking[4]]);
      expect((await places()).map(({ subject, sequence, position }) => [subject, sequence, position])).to.deep.equal([
        ["H63.29.04-190312-0001", 1, 1],
        ["H63.29.04-190312-0001", 2, 2],
      ]);
    });
    await Promise.all(taking);
    expect((await places()).map(({ subject, sequence, position }) => [subject, sequence, position])).to.deep.equal([
      ["H63.29.04-190312-0001", 1, 1],
      ["H63.29.04-190312-0001", 2, 2],
      ["H63.29.04-190312-0002", 1, 3],
    ]);
    const parked = await database.sql<{ body: Buffer }>("select body from hub.parked_message");
    expect(parked.map((row) => (JSON.parse(row.body.toString()) as typeof whole).messageId)).to.deep.equal([messageId]);
  });

  it("brings what was announced, whatever became of it on the way", async () => {
    await aPartner(database, "huyen", { serves: [district] });
    await tell(database, anAnnouncement());
    const [one] = await consignments(database);
    const altered = JSON.parse(one!.body.toString()) as { envelope: { data: object } };
    altered.envelope.data = { step: "of somebody else" };
    await take(Buffer.from(JSON.stringify(altered)));
    const [kept] = await database.sql(
      "select d.envelope = o.envelope as same from hub.delivery d join hub.outbox o using (message_id)",
    );
    expect(kept).to.deep.equal({ same: true });
  });

  const envelope = {
    specversion: "1.0",
    id: "0b8f7a52-5f0e-4d51-9c5e-6f0a3f0d9a11",
    receiver: "H63.29",
    subject: "H63.29.04-190312-0001",
    sequence: "0000000001",
    type: "vn.lienthong.dossier.handed-over.v1",
  };
  const whole = {
    messageId: "0b8f7a52-5f0e-4d51-9c5e-6f0a3f0d9a11",
    receiver: "H63.29",
    subject: "H63.29.04-190312-0001",
    sequence: 1,
    envelope,
  };
  for (const [what, body, reason] of [
    ["no JSON", "hồ sơ", "the body is not JSON in UTF-8"],
    ["broken UTF-8", Buffer.from([0x22, 0xc3, 0x28, 0x22]), "the body is not JSON in UTF-8"],
    ["nothing", "", "the body is not JSON in UTF-8"],
    ["a list", "[]", "the body is not an object"],
    ["no id", JSON.stringify({ ...whole, messageId: 7 }), "messageId is not a UUID"],
    [
      "a foreign notation",
      JSON.stringify({ ...whole, receiver: "000.00.29.H63" }),
      "receiver is not an agency code in canonical form",
    ],
    ["no dossier", JSON.stringify({ ...whole, subject: "x" }), "subject is not a dossier code"],
    ["sequence 0", JSON.stringify({ ...whole, sequence: 0 }), "sequence is not a whole number from 1"],
    ["no envelope", JSON.stringify({ ...whole, envelope: null }), "envelope is not an object"],
    [
      "an envelope of another",
      JSON.stringify({ ...whole, envelope: { ...envelope, subject: "y" } }),
      "envelope.subject is not H63.29.04-190312-0001",
    ],
    [
      "another version of the envelope",
      JSON.stringify({ ...whole, envelope: { ...envelope, specversion: "2.0" } }),
      "envelope.specversion is not 1.0",
    ],
    [
      "no type",
      JSON.stringify({ ...whole, envelope: { ...envelope, type: undefined } }),
      "envelope.type is not a type of ours with a version",
    ],
    [
      "a type without a version",
      JSON.stringify({ ...whole, envelope: { ...envelope, type: "vn.lienthong.dossier.moved" } }),
      "envelope.type is not a type of ours with a version",
    ],
    ["10 MB", `"${"x".repeat(10_485_760)}"`, "the body has more than 1048576 bytes"],
    [
      "what nobody announced",
      JSON.stringify(whole),
      "this database never announced it; was the database restored from a backup older than the broker?",
    ],
  ] as const)
    it(`parks ${what}, once, and goes on`, async () => {
      await take(Buffer.from(body));
      await take(Buffer.from(body));
      const rows = await database.sql("select body, reason from hub.parked_message");
      expect(rows).to.deep.equal([{ body: Buffer.from(body), reason }]);
      expect(await places()).to.deep.equal([]);
    });

  it("carries a type it does not know: beside it a newer gateway may be running", async () => {
    await tell(database, anAnnouncement({ type: "vn.lienthong.dossier.weighed.v2" }));
    await bringAll(database);
    expect(await database.sql("select reason from hub.parked_message")).to.deep.equal([]);
    expect(await places()).to.have.lengthOf(1);
  });

  it("parks a second message that claims a place already taken", async () => {
    await tell(database, anAnnouncement());
    await bringAll(database);
    const id = randomUUID();
    await database.sql("insert into hub.lane (receiver, subject, announced) values ('H63.30', $1, 1)", [otherDossier]);
    await database.sql(
      `insert into hub.outbox (message_id, receiver, subject, sequence, event_id, envelope)
       values ($1, 'H63.30', $2, 1, $1, '{}')`,
      [id, otherDossier],
    );
    // the same place, brought under another id before
    await database.sql(
      `insert into hub.delivery (message_id, receiver, subject, sequence, envelope) values ($1, 'H63.30', $2, 1, '{}')`,
      [randomUUID(), otherDossier],
    );
    await take(
      Buffer.from(
        JSON.stringify({
          messageId: id,
          receiver: "H63.30",
          subject: otherDossier,
          sequence: 1,
          envelope: { ...envelope, id, receiver: "H63.30", subject: otherDossier },
        }),
      ),
    );
    const [row] = await database.sql<{ reason: string }>("select reason from hub.parked_message");
    expect(row?.reason).to.match(/^the database refuses it: duplicate key value/);
  });

  it("throws while the database is away, so that the message comes again", async () => {
    await tell(database, anAnnouncement());
    const [one] = await consignments(database);
    await database.sql("alter table hub.delivery rename to away");
    await take(one!.body).then(
      () => expect.fail("must throw"),
      (error: unknown) => expect((error as Error).message).to.contain("hub.delivery"),
    );
    await database.sql("alter table hub.away rename to delivery");
    await take(one!.body);
    expect(await places()).to.have.lengthOf(1);
  });
});

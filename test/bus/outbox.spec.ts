import { expect } from "chai";
import { announce } from "../../bus/outbox.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { anAnnouncement, commune, district, dossier, otherDossier, tell } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

describe("the outbox", () => {
  let database: TestDatabase;
  beforeEach(async () => (database = await freshDatabase()));
  afterEach(() => database.drop());
  const count = async (table: string) =>
    (await database.sql<{ n: number }>(`select count(*)::integer as n from hub.${table}`))[0]?.n;

  it("writes a CloudEvent with the place in its lane", async () => {
    const [told] = await tell(database, anAnnouncement({ eventId: "0b8f7a52-5f0e-4d51-9c5e-6f0a3f0d9a11" }));
    const rows = await database.sql("select * from hub.outbox");
    expect(rows).to.have.lengthOf(1);
    expect(rows[0]).to.deep.include({
      message_id: told?.messageId,
      receiver: "H63.29",
      subject: "H63.29.04-190312-0001",
      sequence: 1,
      event_id: "0b8f7a52-5f0e-4d51-9c5e-6f0a3f0d9a11",
      published_at: null,
      arrived_at: null,
    });
    expect(rows[0]?.["envelope"]).to.deep.equal({
      specversion: "1.0",
      id: told?.messageId,
      source: "/hub",
      type: "vn.lienthong.dossier.handed-over.v1",
      subject: "H63.29.04-190312-0001",
      time: "2019-03-12T02:00:00.000Z",
      datacontenttype: "application/json",
      sequence: "0000000001",
      sequencetype: "Integer",
      receiver: "H63.29",
      correlationid: "req-1",
      data: {
        code: "H63.29.04-190312-0001",
        step: "handOver",
        by: "H63.29.04",
        to: "H63.29",
        state: "processing",
        heldBy: "H63.29.04",
        at: "2019-03-12T02:00:00.000Z",
        procedure: { code: "2.002307", version: null },
      },
    });
  });

  it("counts each lane on its own, in the order of the announcements", async () => {
    const other = parseOrgCode("H63.30");
    await tell(database, anAnnouncement());
    const told = await tell(
      database,
      anAnnouncement(),
      anAnnouncement({ receiver: other }),
      anAnnouncement({ subject: otherDossier }),
      anAnnouncement(),
    );
    expect(told.map(({ receiver, sequence }) => [receiver, sequence])).to.deep.equal([
      ["H63.29", 2],
      ["H63.30", 1],
      ["H63.29", 1],
      ["H63.29", 3],
    ]);
    expect(new Set(told.map(({ messageId }) => messageId)).size).to.equal(4);
  });

  it("says nothing when nobody is owed anything", async () => {
    expect(await tell(database)).to.deep.equal([]);
  });

  it("leaves nothing of a step that is rolled back: no message, no gap (P2)", async () => {
    const failing = database.db.transaction().execute(async (tx) => {
      await announce(tx, [anAnnouncement(), anAnnouncement()], "req-1");
      throw new Error("the step fails");
    });
    await failing.then(
      () => expect.fail("the transaction must fail"),
      (error: unknown) => expect((error as Error).message).to.equal("the step fails"),
    );
    expect([await count("outbox"), await count("lane")]).to.deep.equal([0, 0]);
    expect((await tell(database, anAnnouncement()))[0]?.sequence).to.equal(1);
  });

  it("is beyond the application's reach once written", async () => {
    await tell(database, anAnnouncement());
    for (const attempt of [
      database.db.deleteFrom("outbox").execute(),
      database.db.updateTable("outbox").set({ sequence: 7 }).execute(),
    ])
      await attempt.then(
        () => expect.fail("must be refused"),
        (error: unknown) => expect((error as Error).message).to.equal("permission denied for table outbox"),
      );
  });

  it("gives one lane no gap and no double under concurrent steps, later ones with higher ids", async () => {
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, i) => {
        const both = [anAnnouncement(), anAnnouncement({ receiver: commune })];
        // two lanes in opposite orders: no deadlock
        return tell(database, ...(i % 2 === 0 ? both : both.reverse()));
      }),
    );
    const ofDistrict = all.flat().filter(({ receiver }) => receiver === district);
    expect(ofDistrict.map(({ sequence }) => sequence).sort((a, b) => a - b)).to.deep.equal(
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
    const byId = await database.sql<{ sequence: number }>(
      "select sequence from hub.outbox where receiver = $1 and subject = $2 order by id",
      [district, dossier],
    );
    expect(byId.map(({ sequence }) => sequence)).to.deep.equal(Array.from({ length: 40 }, (_, i) => i + 1));
  });
});

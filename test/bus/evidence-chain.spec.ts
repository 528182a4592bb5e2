import { expect } from "chai";
import { createHash } from "node:crypto";
import { sql } from "kysely";
import {
  chainBatch,
  findWork,
  headSize,
  measureLag,
  publishEvidenceKey,
  readHeads,
  readRecords,
  sealHead,
} from "../../bus/evidence/chain.ts";
import { startEvidenceKeeper } from "../../bus/evidence/keep-evidence.ts";
import { startDeliveryWorker } from "../../bus/lanes.ts";
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
import { attempt, attempted, chainAll, hubKey } from "../support/evidence.ts";

describe("the evidence chain (P11)", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
    await someAgencies(database);
  });
  afterEach(() => database.drop());

  const chain = () => readRecords(database.db, { first: 1, last: 1_000_000 });
  const seqs = async () => (await chain()).map(({ record }) => record.seq);

  it("has every attempt, failures included, with agencies, times and digests and no words", async () => {
    await aPartner(database, "huyen", { serves: [district], url: "https://huyen.example/webhook" });
    const listener = openListener({ url: database.url, log: silent, name: "test" });
    await tell(database, anAnnouncement());
    await bringAll(database);
    const outcomes = [
      { kind: "unknown", detail: "no answer" },
      { kind: "refused", detail: "HTTP 422 Nguyễn Văn Thử" },
    ] as const;
    let calls = 0;
    const worker = startDeliveryWorker({
      db: database.db,
      listener,
      deliver: () => Promise.resolve(outcomes[calls++]!),
      log: silent,
      fallbackMs: 50,
      random: () => 0,
    });
    await eventually("parked", async () => {
      await database.sql("update hub.delivery set next_attempt_at = now() where next_attempt_at > now()");
      return (await database.sql("select from hub.delivery where state = 'parked'")).length === 1;
    });
    await worker.close();
    await listener.close();
    await chainAll(database);
    const records = (await chain()).map(({ record }) => record);
    expect(
      records.map(({ seq, place, kind, outcome, subject, from, to, attempt }) => [
        seq,
        place,
        kind,
        outcome,
        subject,
        from,
        to,
        attempt,
      ]),
    ).to.deep.equal([
      [1, 1, "attempt", "unknown", dossier, "H63.29.04", "H63.29", 1],
      [2, 2, "attempt", "refused", dossier, "H63.29.04", "H63.29", 2],
      [3, 3, "stopped", "parked", dossier, null, "H63.29", 2],
    ]);
    expect(records[0]!.digest).to.equal(records[1]!.digest); // the same message
    expect(records[0]!.answer).not.to.equal(records[1]!.answer);
    expect(JSON.stringify(records)).not.to.contain("Nguyễn");
  });

  it("chains by SHA-256 over canonical JSON, as sha256sum sees it", async () => {
    const messageId = await attempted(database, ["retry"]);
    await chainAll(database);
    const [first] = await chain();
    const { recorded, digest, answer } = first!.record;
    // written out by hand, keys in the order of RFC 8785
    const text =
      `{"answer":"${answer}","at":"2019-03-12T02:00:00.123456Z","attempt":1,"digest":"${digest}","from":"H63.29.04",` +
      `"holder":null,"kind":"attempt","outcome":"retry","place":1,"previous":null,"previousOfSubject":null,` +
      `"recorded":"${recorded}","ref":"${messageId}","seq":1,"subject":"${dossier}","to":"H63.29","v":1}`;
    expect(first!.hash).to.equal(createHash("sha256").update(text).digest("hex"));
    const [stored] = await database.sql<{ salt: string; envelope: string }>(
      "select salt::text, envelope::text from hub.delivery",
    );
    expect(digest).to.equal(createHash("sha256").update(`${stored!.salt}${stored!.envelope}`).digest("hex"));
    expect(answer).to.equal(createHash("sha256").update(`${stored!.salt}HTTP`).digest("hex"));
  });

  it("links each record to the one before it, and to the one before it of its dossier", async () => {
    await attempted(database, ["retry"]);
    await attempted(database, ["delivered"], { subject: otherDossier });
    await attempt(
      database,
      (
        await database.sql<{ id: string }>("select message_id as id from hub.delivery where subject = $1", [dossier])
      )[0]!.id,
      2,
      "delivered",
    );
    await chainAll(database);
    const records = await chain();
    const [one, two, three] = records.map(({ hash }) => hash);
    expect(records.map(({ record }) => [record.place, record.previous, record.previousOfSubject])).to.deep.equal([
      [1, null, null],
      [1, one, null],
      [2, two, one],
    ]);
    expect(three).to.match(/^[0-9a-f]{64}$/);
  });

  it("takes a fact that commits late, once, and none that was rolled back", async () => {
    const [early, late, never] = [
      await attempted(database, []),
      await attempted(database, [], { receiver: commune }),
      await attempted(database, [], { subject: otherDossier }),
    ];
    const note = (messageId: string) => sql`
      insert into hub.delivery_attempt (message_id, attempt, started_at, duration_ms, outcome, detail)
      values (${messageId}, 1, now(), 1, 'retry', 'x')`;
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let begun: () => void = () => undefined;
    const begins = new Promise<void>((resolve) => (begun = resolve));
    const slow = database.db.transaction().execute(async (tx) => {
      await note(late).execute(tx);
      begun();
      await held;
    });
    await begins;
    await database.db
      .transaction()
      .execute(async (tx) => {
        await note(never).execute(tx);
        throw new Error("rolled back");
      })
      .catch(() => undefined);
    await note(early).execute(database.db);
    expect(await chainAll(database)).to.equal(1);
    letGo();
    await slow;
    expect(await chainAll(database)).to.equal(1);
    expect((await chain()).map(({ record }) => [record.seq, record.ref])).to.deep.equal([
      [1, early],
      [2, late],
    ]);
  });

  it("has no gap and no double with many writers and three chainers at once", async () => {
    const messages: string[] = [];
    for (let i = 0; i < 20; i++)
      messages.push(await attempted(database, [], { subject: i % 2 ? dossier : otherDossier }));
    let writing = true;
    const chainers = [1, 2, 3].map(async () => {
      while (writing) await chainBatch(database.db, 7);
    });
    await Promise.all(
      messages.map(async (message) => {
        for (let n = 1; n <= 15; n++)
          await sql`
            insert into hub.delivery_attempt (message_id, attempt, started_at, duration_ms, outcome, detail)
            values (${message}, ${n}, now(), 1, 'retry', 'x')`.execute(database.db);
      }),
    );
    writing = false;
    await Promise.all(chainers);
    await chainAll(database);
    expect(await seqs()).to.deep.equal(Array.from({ length: 300 }, (_, i) => i + 1));
    const facts = (await chain()).map(({ record }) => `${record.ref!} ${record.attempt!}`);
    expect(new Set(facts).size).to.equal(300);
    for (const subject of [dossier, otherDossier]) {
      const own = (await readRecords(database.db, { subject })).map(({ record }) => record);
      expect(own.map(({ place }) => place)).to.deep.equal(Array.from({ length: 150 }, (_, i) => i + 1));
    }
    // attempts on one message were made one after the other, and stand in that order
    const ofOne = (await chain())
      .filter(({ record }) => record.ref === messages[0])
      .map(({ record }) => record.attempt);
    expect(ofOne).to.deep.equal(Array.from({ length: 15 }, (_, i) => i + 1));
  });

  it("signs a head when its time has come, and the next stands on it", async () => {
    await publishEvidenceKey(database.db, hubKey);
    await attempted(database, ["retry", "delivered"]);
    await chainAll(database);
    expect(await findWork(database.db, 3_600_000)).to.deep.equal({ facts: false, head: false });
    expect(await findWork(database.db, 0)).to.deep.equal({ facts: false, head: true });
    expect(await sealHead(database.db, hubKey)).to.equal(2);
    expect(await sealHead(database.db, hubKey)).to.equal(undefined);
    await attempted(database, ["delivered"], { subject: otherDossier });
    await chainAll(database);
    expect(await sealHead(database.db, hubKey)).to.equal(3);
    const heads = (await readHeads(database.db, { first: 1, last: 9 })).map(({ head }) => head);
    expect(heads.map(({ number, first, last, previous }) => [number, first, last, previous === null])).to.deep.equal([
      [1, 1, 2, true],
      [2, 3, 3, false],
    ]);
    const [{ hash } = { hash: "" }] = await database.sql<{ hash: string }>(
      "select encode(hash, 'hex') as hash from hub.evidence_head where number = 1",
    );
    expect(heads[1]!.previous).to.equal(hash);
    expect(headSize).to.equal(10_000);
  });

  it("says how far behind it is", async () => {
    await attempted(database, ["retry"]);
    expect((await measureLag(database.db)).chained).to.be.greaterThan(0);
    await chainAll(database);
    await publishEvidenceKey(database.db, hubKey);
    await sealHead(database.db, hubKey);
    await attempted(database, ["retry"]);
    await chainAll(database);
    await database.sql("update hub.evidence_record set recorded_at = now() - interval '90 seconds' where seq = 2");
    const lag = await measureLag(database.db);
    expect([lag.chained, Math.round(lag.signed / 10), lag.stamped]).to.deep.equal([0, 9, 0]);
  });

  it("goes on after the database was away", async () => {
    const keeper = startEvidenceKeeper({ db: database.db, log: silent, key: hubKey, everyMs: 20, signAfterMs: 0 });
    try {
      const messageId = await attempted(database, ["retry"]);
      await eventually("the first is chained", async () => (await seqs()).length === 1);
      await database.away();
      await database.back();
      await eventually("the database is back", () =>
        attempt(database, messageId, 2, "delivered").then(
          () => true,
          () => false,
        ),
      );
      await eventually("the second is chained", async () => (await seqs().catch(() => [])).length === 2);
      await eventually(
        "both are signed",
        async () => (await readHeads(database.db, { first: 2, last: 2 })).length === 1,
      );
    } finally {
      await keeper.close();
    }
  });

  describe("cannot be touched by the application", () => {
    beforeEach(async () => {
      await attempted(database, ["retry", "retry"]);
      await chainBatch(database.db, 1);
    });
    for (const [what, statement] of [
      ["change a record", "update hub.evidence_record set outcome = 'delivered'"],
      ["delete a record", "delete from hub.evidence_record"],
      [
        "write a record",
        "insert into hub.evidence_record (seq, hash, kind, at, recorded_at) values (2, decode(repeat('00', 32), 'hex'), 'due', now(), now())",
      ],
      ["make up a fact", "insert into hub.evidence_entry (kind, at) values ('due', now())"],
      ["suppress a fact", "delete from hub.evidence_entry"],
      ["change a fact", "update hub.evidence_entry set outcome = 'delivered'"],
      ["change a head", "update hub.evidence_head set last_seq = 1"],
      ["delete a stamp", "delete from hub.evidence_stamp"],
      ["destroy a salt", "update hub.dossier_event set salt = null"],
      ["note an erasure", "insert into hub.evidence_erasure (subject, reason, decided_by) values ('x', 'x', 'x')"],
    ] as const)
      it(`it may not ${what}`, async () => {
        expect(await said(statement)).to.match(/^permission denied/);
      });

    it("it can append only what is there, and only at the end", async () => {
      const [entry] = await database.sql<{ id: string }>("select id::text from hub.evidence_entry");
      const append = (seq: number, id: string) =>
        said(`select hub.append_evidence(${seq}, '{${id}}', '{2}', array[decode(repeat('00', 32), 'hex')])`);
      expect(await append(3, entry!.id)).to.equal("evidence continues at another number than 3");
      expect(await append(1, entry!.id)).to.equal("evidence continues at another number than 1");
      expect(await append(2, "999")).to.equal("of 1 facts only 0 were there to be chained");
      expect(await seqs()).to.deep.equal([1]);
      expect(await database.sql("select id::text from hub.evidence_entry")).to.deep.equal([entry]);
    });
    const said = (statement: string) =>
      sql
        .raw(statement)
        .execute(database.db)
        .then(
          () => "done",
          (error: unknown) => (error as Error).message,
        );
  });
});

import { expect } from "chai";
import { measureLag, publishEvidenceKey, readHeads, sealHead } from "../../bus/evidence/chain.ts";
import { startEvidenceKeeper } from "../../bus/evidence/keep-evidence.ts";
import { type Line, writeLine } from "../../bus/evidence/lines.ts";
import { canonicalJson, sha256 } from "../../bus/evidence/record.ts";
import { stampHeads } from "../../bus/evidence/stamp-heads.ts";
import { checkStamp } from "../../bus/evidence/stamp.ts";
import { verifyEvidence } from "../../bus/evidence/verify.ts";
import { type Authority, type Mood, openAuthority } from "../support/authority.ts";
import { silent, someAgencies } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { attempted, chainAll, exported, hubKey, linesOf } from "../support/evidence.ts";

describe("time stamps on heads (RFC 3161)", () => {
  let database: TestDatabase;
  let authority: Authority;
  before(async () => (authority = await openAuthority()));
  after(() => authority.close());
  beforeEach(async () => {
    database = await freshDatabase();
    await someAgencies(database);
    await publishEvidenceKey(database.db, hubKey);
    authority.mood = "good";
    authority.requests = 0;
  });
  afterEach(() => database.drop());

  const aHead = async () => {
    await attempted(database, ["delivered"]);
    await chainAll(database);
    await sealHead(database.db, hubKey);
  };
  const never = new AbortController().signal;
  const stamp = () => stampHeads(database.db, authority.url, 20_000, never);
  const outages = () =>
    database.sql<{ cause: string; closed: boolean }>(
      "select cause, closed_at is not null as closed from hub.evidence_outage order by id",
    );
  const stampings = async () => {
    await chainAll(database);
    const rows = await database.sql<{ outcome: string }>(
      "select outcome from hub.evidence_record where kind = 'stamping' order by seq",
    );
    return rows.map(({ outcome }) => outcome);
  };

  it("are had from a real authority, once per head, and openssl agrees", async () => {
    await aHead();
    await aHead();
    expect(await stamp()).to.deep.equal({ stamped: 2 });
    expect(await stamp()).to.deep.equal({ stamped: 0 });
    expect(authority.requests).to.equal(2);
    const [first] = await readHeads(database.db, { first: 1, last: 1 });
    const [row] = await database.sql<{ token: Buffer }>("select token from hub.evidence_stamp where head_number = 1");
    const text = canonicalJson(first!.head);
    const said = await authority.openssl(
      ...["ts", "-verify", "-token_in", "-in", await authority.file("first.tst", row!.token)],
      ...["-digest", sha256(text), "-CAfile", authority.rootFile],
    );
    expect(said.trim()).to.equal("Verification: OK");
    const checked = await checkStamp(row!.token, text, authority.root);
    expect(checked.authority).to.equal("CN=Tổ chức thử");
    expect(Math.abs(checked.at.getTime() - Date.now())).to.be.lessThan(600_000);
  });

  const refused: readonly (readonly [Mood, RegExp])[] = [
    ["error", /^the authority answered HTTP 503$/],
    ["page", /^the authority answered HTTP 200 text\/html$/],
    ["redirect", /redirect/],
    ["garbage", /^the answer is no time-stamp response/],
    ["silent", /nothing within 200 ms/],
    ["endless", /^the authority's answer does not end$/],
    ["otherImprint", /^the (answer belongs to another request|stamp is one for something else)/],
    ["otherNonce", /^the answer belongs to another request \(nonce\)$/],
    ["refusal", /^the authority refused: status 2/],
  ];
  for (const [mood, why] of refused)
    it(`an authority that answers with "${mood}" leaves the head unstamped and the outage on record, once`, async () => {
      await aHead();
      authority.mood = mood;
      for (let round = 0; round < 2; round++) {
        const answer = await stampHeads(database.db, authority.url, mood === "silent" ? 200 : 5_000, never);
        expect(answer?.stamped).to.equal(0);
        expect(answer?.fault).to.match(why);
      }
      expect(await database.sql("select from hub.evidence_stamp")).to.have.length(0);
      expect((await outages()).map(({ closed }) => closed)).to.deep.equal([false]);
      expect((await measureLag(database.db)).stamped).to.be.greaterThan(0);
      authority.mood = "good";
      expect(await stamp()).to.deep.equal({ stamped: 1 });
      expect((await outages()).map(({ closed }) => closed)).to.deep.equal([true]);
      expect(await stampings()).to.deep.equal(["lost", "back"]);
    });

  it("nobody waits for an authority that is away: chaining and signing go on, stamps catch up", async () => {
    authority.mood = "silent";
    const keeper = startEvidenceKeeper({
      db: database.db,
      log: silent,
      key: hubKey,
      authority: authority.url,
      everyMs: 20,
      signAfterMs: 0,
      // long enough for an authority that answers, on a slow machine too
      stampLimitMs: 3_000,
      stampPauseMs: 50,
    });
    try {
      const heads = async () => (await readHeads(database.db, { first: 1, last: 1_000 })).length;
      await attempted(database, ["delivered"]);
      await eventually("the outage is on record", async () => (await outages()).length === 1);
      const before = await heads();
      await attempted(database, ["delivered"]);
      await eventually("signed all the same", async () => (await heads()) > before);
      authority.mood = "good";
      await eventually("all are stamped", async () => {
        const [row] = await database.sql<{ open: number }>(
          `select (select count(*)::int from hub.evidence_head) - (select count(*)::int from hub.evidence_stamp)
             + (select count(*)::int from hub.evidence_entry) as open`,
        );
        return row!.open === 0 && (await outages())[0]!.closed;
      });
    } finally {
      await keeper.close();
    }
    expect(await stampings()).to.deep.equal(["lost", "back"]);
  });

  it("closing does not wait for a silent authority", async () => {
    await aHead();
    authority.mood = "silent";
    const keeper = startEvidenceKeeper({ db: database.db, log: silent, key: hubKey, authority: authority.url });
    await eventually("asked", () => authority.requests > 0);
    const since = performance.now();
    await keeper.close();
    expect(performance.now() - since).to.be.lessThan(5_000);
    expect(await outages()).to.deep.equal([]); // an answer we did not wait for is no outage
  });

  describe("in a file", () => {
    const judge = (lines: readonly Line[], authorities?: string) =>
      verifyEvidence(Buffer.from(lines.map(writeLine).join("")), {
        keys: hubKey.publicPem,
        ...(authorities === undefined ? {} : { authorities }),
      });
    const faults = async (lines: readonly Line[], authorities?: string) =>
      (await judge(lines, authorities)).faults.map(({ kind, detail }) => `${kind}: ${detail}`);
    const stampedFile = async () => {
      await aHead();
      await aHead();
      await stamp();
      return linesOf(await exported(database, { first: 1, last: 2 }));
    };
    const isStampOf = (line: Line, head: number) => line.type === "stamp" && line.head === head;

    it("they are checked, against the authority's root where it is given", async () => {
      const lines = await stampedFile();
      const verdict = await judge(lines, authority.root);
      expect(verdict.faults).to.deep.equal([]);
      expect(verdict.stamps.map(({ head, authority }) => [head, authority])).to.deep.equal([
        [1, "CN=Tổ chức thử"],
        [2, "CN=Tổ chức thử"],
      ]);
      expect((await judge(lines)).faults).to.deep.equal([]);
    });

    it("one of another authority over the same head is a replaced stamp", async () => {
      const lines = await stampedFile();
      const other = await openAuthority("Tổ chức khác");
      try {
        await database.sql("delete from hub.evidence_stamp where head_number = 2");
        await stampHeads(database.db, other.url, 20_000, never);
        const [row] = await database.sql<{ token: Buffer }>(
          "select token from hub.evidence_stamp where head_number = 2",
        );
        const replaced = lines.map((line) =>
          isStampOf(line, 2) ? ({ ...line, token: row!.token.toString("base64") } as Line) : line,
        );
        expect(await faults(replaced)).to.deep.equal(["stampReplaced: the stamp of head 2 is not the one the hub had"]);
        // replaced before the export, so that the hub itself vouches for it
        const exportedSo = linesOf(await exported(database, { first: 1, last: 2 }));
        const [fault, ...more] = await faults(exportedSo, authority.root);
        expect(more).to.deep.equal([]);
        expect(fault).to.match(/^stampReplaced: the stamp of head 2 does not hold: the stamp's signature cannot be/);
      } finally {
        await other.close();
      }
    });

    it("one of another head is a replaced stamp, also when the hub's database was made to say so", async () => {
      await aHead();
      await aHead();
      await stamp();
      await database.sql(
        "update hub.evidence_stamp set token = (select token from hub.evidence_stamp where head_number = 1) where head_number = 2",
      );
      expect(await faults(linesOf(await exported(database, { first: 1, last: 2 })))).to.deep.equal([
        "stampReplaced: the stamp of head 2 does not hold: the stamp is one for something else (imprint)",
      ]);
    });

    it("one left out, and one too many", async () => {
      const lines = await stampedFile();
      expect(await faults(lines.filter((line) => !isStampOf(line, 1)))).to.deep.equal([
        "dropped: the stamp of head 1 is missing",
      ]);
      const more = lines.flatMap((line) => (isStampOf(line, 2) ? [line, { ...line, head: 7 } as Line] : [line]));
      expect(await faults(more)).to.deep.equal(["inserted: the stamp of head 7 does not belong here"]);
    });
  });
});

import { expect } from "chai";
import { sql } from "kysely";
import { startEvidenceKeeper } from "../../bus/evidence/keep-evidence.ts";
import { verifyEvidence } from "../../bus/evidence/verify.ts";
import { dossier, otherDossier, silent, someAgencies } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { attempted, exported, hubKey } from "../support/evidence.ts";
import { run, type OwnProcess } from "../support/hub-process.ts";

describe("evidence when its keeper is killed", () => {
  let database: TestDatabase;
  let child: OwnProcess | undefined;
  beforeEach(async () => {
    database = await freshDatabase();
    await someAgencies(database);
  });
  afterEach(async () => {
    child?.child.kill("SIGKILL");
    await child?.ended;
    await database.drop();
  });
  const chained = async () =>
    (await database.sql<{ n: number }>("select count(*)::int as n from hub.evidence_record"))[0]!.n;

  it("loses no fact and chains none twice, wherever kill -9 strikes", async () => {
    const messages = [];
    for (const subject of [dossier, otherDossier, dossier, otherDossier])
      messages.push(await attempted(database, [], { subject }));
    const total = messages.length * 100;
    let written = 0;
    const writers = messages.map(async (message) => {
      for (let n = 1; n <= 100; n++) {
        await sql`
          insert into hub.delivery_attempt (message_id, attempt, started_at, duration_ms, outcome, detail)
          values (${message}, ${n}, now(), 1, 'retry', 'x')`.execute(database.db);
        written++;
        // slower than the child, so that it is killed in the middle of things
        if (n % 10 === 0)
          await eventually("the keeper follows", async () => (await chained()) >= written / 2 - 60, 60_000);
      }
    });
    for (let kill = 0; kill < 3; kill++) {
      const before = await chained();
      child = run("test/support/evidence-child.ts", [database.url], {});
      await eventually("it chains", async () => (await chained()) >= Math.min(before + 20 + kill * 7, total), 30_000);
      child.child.kill("SIGKILL");
      expect(await child.ended).to.equal("SIGKILL");
    }
    const keeper = startEvidenceKeeper({ db: database.db, log: silent, key: hubKey, everyMs: 20, signAfterMs: 0 });
    await Promise.all(writers);
    try {
      await eventually("all is chained", async () => (await chained()) === total, 30_000);
    } finally {
      await keeper.close();
    }
    const facts = await database.sql<{ ref: string; attempts: number[] }>(
      "select ref, array_agg(attempt order by seq) as attempts from hub.evidence_record group by ref",
    );
    expect(facts).to.have.length(4);
    for (const { attempts } of facts) expect(attempts).to.deep.equal(Array.from({ length: 100 }, (_, i) => i + 1));
    const file = await exported(database, { first: 1, last: total });
    const verdict = await verifyEvidence(Buffer.from(file), { keys: hubKey.publicPem });
    expect([verdict.faults, verdict.records]).to.deep.equal([[], total]);
  });

  it("what committed while no keeper ran is chained by the next one", async () => {
    await attempted(database, ["retry", "unknown", "delivered"]);
    expect(await chained()).to.equal(0);
    child = run("test/support/evidence-child.ts", [database.url], {});
    await eventually("chained", async () => (await chained()) === 3, 30_000);
  });
});

import { expect } from "chai";
import pg from "pg";
import { verifyEvidence } from "../../bus/evidence/verify.ts";
import { parseDay } from "../../core/domain/day.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { bringAll, tell } from "../support/bus.ts";
import { freshDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { exported } from "../support/evidence.ts";
import { run } from "../support/hub-process.ts";
import { aStep, counted, dayBefore, dayComes, laneOf, night, reform } from "../support/reform.ts";

const { commune, merged } = reform;
const codes = [1, 2, 3, 4, 5].map((n) => parseDossierCode(`H63.29.04-250620-000${n}`));

describe("succession in flight, killed in the middle", () => {
  const closings: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closings.splice(0).reverse()) await close();
  });

  it("kill -9: each lane has gone wholly or not at all; the next run goes on, each message once, evidence whole", async () => {
    const database = await freshDatabase();
    closings.push(() => database.drop());
    await loadDemonstration(database.db, parseDay("2026-11-21"));
    await dayBefore(database);
    for (const code of codes) await tell(database, ...[1, 2, 3].map((event) => aStep(commune, code, event)));
    await bringAll(database);
    await dayComes(database);

    // the third lane's second message cannot be settled while this holds it: the child stands in mid-transaction
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query("begin");
    await holder.query("select from hub.delivery where subject = $1 and sequence = 2 for update", [codes[2]]);
    const child = run("test/support/succession-child.ts", [database.url], {});
    closings.push(() => {
      child.child.kill("SIGKILL");
      return child.ended;
    });
    await eventually(
      "the child stands in the third lane",
      async () =>
        (await counted(database, commune, codes[1]!))?.succession === "moved" &&
        (
          await database.sql(
            "select from pg_stat_activity where datname = current_database() and application_name like '%succession%' and wait_event_type = 'Lock'",
          )
        ).length > 0,
      30_000,
    );
    child.child.kill("SIGKILL");
    await child.ended;
    await holder.query("rollback");
    await holder.end();
    await eventually("the database has let go of it", async () => {
      const rows = await database.sql(
        "select from pg_stat_activity where datname = current_database() and application_name like '%succession%'",
      );
      return rows.length === 0;
    });
    for (const [i, code] of codes.entries())
      expect(await counted(database, commune, code)).to.deep.equal({
        ...{ announced: 3, delivered: i < 2 ? 3 : 0, succession: i < 2 ? "moved" : null },
      });

    expect(await night(database)).to.deep.equal({ lanes: 3, messages: 9, kept: 0, undecided: 0 });
    for (const code of codes) {
      expect(await laneOf(database, merged, code)).to.deep.equal(
        [1, 2, 3].map((n) => `${n} moved ${n} of ${commune} #${n} on its way`),
      );
      expect(await counted(database, commune, code)).to.deep.equal({ announced: 3, delivered: 3, succession: "moved" });
      const verdict = await verifyEvidence(Buffer.from(await exported(database, { dossier: code })));
      expect(verdict.faults).to.deep.equal([]);
    }
    expect(await database.sql("select from hub.evidence_record where kind = 'succeeded'")).to.have.length(15);
  });
});

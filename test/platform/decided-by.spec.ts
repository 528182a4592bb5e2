import { expect } from "chai";
import { readFileSync } from "node:fs";
import { fromRoot } from "../../platform/root.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { parseDay } from "../../core/domain/day.ts";
import { putDossiers } from "../support/running-dossiers.ts";

/** The part of migration 0031 that fills the new column; its file is what is run. */
const backfill = readFileSync(fromRoot("migrations/0031_decided_by.sql"), "utf8").split("by whom.")[1] ?? "";

describe("dossiers decided before the hub kept by whom (migration 0031)", () => {
  let database: TestDatabase;
  before(async () => {
    database = await freshDatabase();
    await loadDemonstration(database.db, parseDay("2026-11-21"));
  });
  after(() => database.drop());

  it("are told it by their history: who concluded last, or settled at once; none where nobody decided", async () => {
    const sameFor = { procedure: "1.001193", receivedBy: "H38.91", heldBy: "H38.91", state: "resultReturned" };
    await putDossiers(database, [
      { code: "H38.91-261102-0001", ...sameFor },
      { code: "H38.91-261102-0002", ...sameFor },
      { code: "H38.91-261102-0003", ...sameFor, state: "processing" },
    ]);
    await database.sql(`
      insert into dossier_event (dossier_id, revision, event_id, step, from_state, to_state, by_org, held_by, at, role,
                                 source, details, cause, partner_id)
      select dossier.id, said.revision, gen_random_uuid(), step, 'processing', 'done', by_org, by_org, now(), 'signatory',
             'T26', '{}', 'test', 'test'
        from (values ('1', 2, 'conclude', 'H38.16'), ('1', 3, 'returnResult', 'H38.91'),
                     ('2', 2, 'settleAtOnce', 'H38.91'), ('3', 2, 'acknowledge', 'H38.16'))
          as said (number, revision, step, by_org) join dossier on right(dossier.code, 1) = number`);
    await database.sql("update dossier set decided_by = null");
    await database.sql(backfill);
    const told = await database.sql<{ n: string; by: string | null }>(
      "select right(code, 1) as n, decided_by as by from dossier order by code",
    );
    expect(told).to.deep.equal([
      { n: "1", by: "H38.16" },
      { n: "2", by: "H38.91" },
      { n: "3", by: null },
    ]);
  });
});

import { expect } from "chai";
import { freshDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { run } from "../support/hub-process.ts";
import { bank, bringStatement, day, reconcile, sha256, unexplainedIn } from "../support/money.ts";

const digest = sha256("tep lon");

describe("a process that dies while it takes a statement", () => {
  it("leaves nothing half done: the same file is taken anew, whole", async () => {
    const test = await freshDatabase();
    const child = run("test/support/money-child.ts", [test.url, digest], {});
    try {
      await eventually("it is half through", () => child.output().includes("halfway"), 30_000);
      // 2,000 rows are written, and nobody sees them
      expect(await test.sql("select from money_row union all select from money_file")).to.deep.equal([]);
      child.child.kill("SIGKILL");
      await child.ended;
      const entries = Array.from({ length: 3_000 }, (_, n) => ({ amount: 1_000n, text: "phi", number: `FT${n}` }));
      const taken = await bringStatement(test.db, day("2026-01-15"), { opening: 0n }, entries, { sha256: digest });
      expect([taken.weight, taken.rows, taken.known]).to.deep.equal(["told", 3_000, 0]);
      const report = await reconcile(test.db, bank, day("2026-01-15"));
      expect([report.left, report.difference]).to.deep.equal([{ missingHere: 3_000 }, 0n]);
      expect(await unexplainedIn(test)).to.deep.equal([]);
    } finally {
      child.child.kill("SIGKILL");
      await child.ended;
      await test.drop();
    }
  });
});

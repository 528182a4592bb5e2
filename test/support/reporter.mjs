import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import mocha from "mocha";

/** The usual report, then where the time went, and the totals as data for scripts/test.mjs. */
export default class Totals extends mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = process.env.TEST_TOTALS_FILE;
    const seconds = new Map();
    let since = performance.now();
    // of a file with its hooks: from the end of the one before to its own end
    runner.on("suite end", (suite) => {
      if (suite.root || !suite.parent?.root) return;
      const name = relative(process.cwd(), suite.file ?? "?");
      seconds.set(name, (seconds.get(name) ?? 0) + (performance.now() - since) / 1000);
      since = performance.now();
    });
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      const slowest = [...seconds].sort(([, a], [, b]) => b - a).slice(0, 15);
      if (slowest.length === 15) {
        console.log("  Files that took longest, in seconds:");
        for (const [name, took] of slowest) console.log(`  ${took.toFixed(1).padStart(7)}  ${name}`);
      }
      if (file) writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
    });
  }
}

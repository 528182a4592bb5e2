import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import mocha from "mocha";

/** The usual report, and as data for scripts/test.mjs the totals, what failed and where the time went. */
export default class Totals extends mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = process.env.TEST_TOTALS_FILE;
    const seconds = new Map();
    let since = performance.now();
    // of a file with its hooks: from the end of the one before to its own end
    runner.on("suite end", (suite) => {
      if (suite.root || !suite.parent?.root) return;
      const translated = process.env.TEST_TRANSLATED ?? process.cwd();
      const name = relative(translated, suite.file ?? "?").replace(/\.js$/, ".ts");
      seconds.set(name, (seconds.get(name) ?? 0) + (performance.now() - since) / 1000);
      since = performance.now();
    });
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      const failed = this.failures.map((test) => ({ title: test.fullTitle(), message: test.err?.message ?? "" }));
      const told = { passed: passes, failed: failures, skipped: pending, failures: failed, seconds: [...seconds] };
      if (file) writeFileSync(file, JSON.stringify(told));
    });
  }
}

import { writeFileSync } from "node:fs";
import mocha from "mocha";

/** The usual report, and the totals as data for scripts/test.mjs. */
export default class Totals extends mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = process.env.TEST_TOTALS_FILE;
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      if (file) writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
    });
  }
}

/** A process that keeps evidence and nothing else, in small batches: tests kill it. Argument: database. */
import { startEvidenceKeeper } from "../../bus/evidence/keep-evidence.ts";
import { openDatabase } from "../../platform/database.ts";
import { openLog } from "../../platform/log.ts";
import { hubKey } from "./evidence.ts";

const [url = ""] = process.argv.slice(2);
startEvidenceKeeper({
  db: openDatabase(url, "test evidence"),
  log: openLog("silent", "test"),
  key: hubKey,
  batchSize: 3,
  everyMs: 1,
  signAfterMs: 0,
});

/** Takes a camt file, and stays in the middle of it until it is killed. Arguments: database, digest. */
import { takeStatement } from "../../core/service/money-take.ts";
import type { StatementPart } from "../../core/domain/payment/statement.ts";
import { openDatabase } from "../../platform/database.ts";
import { aFile, aStatement, day } from "./money.ts";

const [url = "", digest = ""] = process.argv.slice(2);
const db = openDatabase(url, "test money child");
async function* halfway(): AsyncGenerator<StatementPart> {
  const entries = Array.from({ length: 3_000 }, (_, n) => ({ amount: 1_000n, text: "phi", number: `FT${n}` }));
  let n = 0;
  for await (const part of aStatement(day("2026-01-15"), { opening: 0n }, entries)) {
    yield part;
    if ((n += 1) === 2_500) {
      process.stdout.write("halfway\n");
      await new Promise((resolve) => setTimeout(resolve, 600_000));
    }
  }
}
await takeStatement(db, aFile({ sha256: digest }), halfway());

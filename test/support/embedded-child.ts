// A hub's process with nothing but its database, to be killed: started by test/platform/embedded-postgres.spec.ts.
import { openLog } from "../../platform/log.ts";
import { startEmbeddedPostgres } from "../../platform/embedded-postgres.ts";
import { postgresBinaries } from "../../platform/postgres-binaries.ts";

const [dataDir = "", uid] = process.argv.slice(2);
if (uid) {
  await postgresBinaries(undefined).catch(() => undefined); // what node loads late is loaded while we may read it
  process.setgroups?.([]);
  process.setgid?.(Number(uid));
  process.setuid?.(Number(uid));
}
const say = (answer: object) => process.stdout.write(`${JSON.stringify(answer)}\n`);
process.stdin.resume();
try {
  const postgres = await startEmbeddedPostgres({ dataDir, log: openLog("silent", "test"), durable: false });
  process.stdin.once("end", () => void postgres.stop().then(() => process.exit(0)));
  say({ url: postgres.url, tookOver: postgres.tookOver });
} catch (error) {
  say({ error: (error as Error).name, message: (error as Error).message });
  process.exit(1);
}

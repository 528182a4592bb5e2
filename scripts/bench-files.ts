// A file of 1 GB (or MEGABYTES) through a gateway with little memory: `npx tsx scripts/bench-files.ts [MEGABYTES]`.
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assignWaiting } from "../bus/position.ts";
import { registerPartner } from "../core/service/register-partner.ts";
import { openDatabase } from "../platform/database.ts";
import { startEmbeddedPostgres } from "../platform/embedded-postgres.ts";
import { openLog } from "../platform/log.ts";
import { migrate } from "../platform/migrations.ts";
import { fromRoot } from "../platform/root.ts";
import { downloadedHash, hashOf, megabytes, startGatewayProcess, upload } from "../test/support/file-traffic.ts";
import { secretFor } from "../test/support/gateway.ts";

const count = Number(process.argv[2] ?? "1024");
const folder = await mkdtemp(join(tmpdir(), "hub-bench-files-"));
await chmod(folder, 0o711); // PostgreSQL may run as another user
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, "database"), log: openLog("silent", "bench") });
try {
  await migrate(postgres.url, fromRoot("migrations"));
  const db = openDatabase(postgres.url, "bench");
  const partner = {
    id: "bench",
    name: "bench",
    units: [],
    roles: ["unit"],
    practice: true,
    secret: secretFor("bench"),
  };
  const registered = await registerPartner({ db, assignWaiting }, partner);
  if (!registered.ok) throw new Error(registered.code);
  const hub = await startGatewayProcess(postgres.url, join(folder, "files"), "bench");
  try {
    const address = hashOf(megabytes(count));
    const before = hub.memory().now;
    const begun = performance.now();
    const status = await upload(hub, address, megabytes(count), { "content-length": String(count * 2 ** 20) });
    const uploaded = performance.now();
    const isSame = (await downloadedHash(hub, address)) === address;
    const downloaded = performance.now();
    const seconds = (from: number, to: number) => Math.round((to - from) / 10) / 100;
    console.log(
      JSON.stringify({
        ...{ megabytes: count, status, isSame, upload_s: seconds(begun, uploaded) },
        ...{ download_s: seconds(uploaded, downloaded), rss_before_mb: before, rss_most_mb: hub.memory().most },
      }),
    );
  } finally {
    hub.child.kill("SIGKILL");
    await db.destroy();
  }
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

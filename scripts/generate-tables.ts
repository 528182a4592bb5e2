// Writes platform/tables.ts from a database migrated to the newest file; `--check URL` only compares with that database.
import { spawnSync } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "../platform/embedded-postgres.ts";
import { openLog } from "../platform/log.ts";
import { migrate } from "../platform/migrations.ts";
import { fromRoot } from "../platform/root.ts";

function generate(url: string, check: boolean): number {
  const database = new URL(url);
  database.searchParams.set("options", "-csearch_path=hub");
  const args = [
    fromRoot("node_modules", "kysely-codegen", "dist", "cli", "bin.js"),
    ...["--dialect", "postgres", "--url", database.href, "--default-schema", "hub", "--include-pattern", "hub.*"],
    ...["--date-parser", "string", "--type-mapping", '{"int8":"bigint"}'],
    ...["--out-file", fromRoot("platform", "tables.ts"), ...(check ? ["--verify"] : [])],
  ];
  return spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
}

const [flag, given] = process.argv.slice(2);
if (flag === "--check" && given !== undefined) process.exitCode = generate(given, true);
else {
  const folder = await mkdtemp(join(tmpdir(), "hub-tables-"));
  await chmod(folder, 0o755); // as root the database runs as another user
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log: openLog("silent", "tables"), durable: false });
  try {
    await migrate(postgres.url, fromRoot("migrations"));
    process.exitCode = generate(postgres.url, false);
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

import { startEmbeddedPostgres, runningPostgresUrl } from "../../platform/embedded-postgres.ts";
import { readConfig } from "../../platform/config.ts";
import { openDatabase, type Database } from "../../platform/database.ts";
import { openLog } from "../../platform/log.ts";
import { migrate } from "../../platform/migrations.ts";
import { fromRoot } from "../../platform/root.ts";

/** A database for one command, and how to leave it as it was found. */
export interface CommandDatabase {
  readonly db: Database;
  /** Login that may act as the owner. */
  readonly ownerUrl: string;
  readonly close: () => Promise<void>;
}

/**
 * The database a command works on: `DATABASE_URL`, or the embedded one of this folder: that of the running hub, or,
 * when none runs, started for the length of the command.
 */
export async function openCommandDatabase(): Promise<CommandDatabase> {
  const config = readConfig();
  const log = openLog("silent", "cli");
  if (config.databaseUrl !== undefined) {
    await migrate(config.databaseOwnerUrl ?? config.databaseUrl, fromRoot("migrations"));
    return opened(config.databaseUrl, () => Promise.resolve(), config.databaseOwnerUrl);
  }
  const running = await runningPostgresUrl(config.dataDir);
  if (running !== undefined) return opened(running, () => Promise.resolve());
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
  try {
    await migrate(postgres.url, fromRoot("migrations"));
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  return opened(postgres.url, postgres.stop);
}

function opened(url: string, after: () => Promise<void>, ownerUrl = url): CommandDatabase {
  const db = openDatabase(url, "hub cli", 4);
  return {
    db,
    ownerUrl,
    async close() {
      await db.destroy();
      await after();
    },
  };
}

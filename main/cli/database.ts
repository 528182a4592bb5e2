import { startEmbeddedPostgres, runningPostgresUrl } from "../../platform/embedded-postgres.ts";
import { readConfig } from "../../platform/config.ts";
import { openDatabase, type Database } from "../../platform/database.ts";
import { openLog } from "../../platform/log.ts";
import { migrate } from "../../platform/migrations.ts";
import { hasDatabase } from "../../platform/postgres-folder.ts";
import { fromRoot } from "../../platform/root.ts";
import { StartError } from "../../platform/start-error.ts";

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
 * @param mayMake whether a folder without a hub is given a new, empty database: only what sets a hub up wants that.
 * @throws {StartError} there is no hub, and none is made.
 */
export async function openCommandDatabase(mayMake: boolean): Promise<CommandDatabase> {
  const config = readConfig();
  const log = openLog("silent", "cli");
  if (config.databaseUrl !== undefined) {
    await migrate(config.databaseOwnerUrl ?? config.databaseUrl, fromRoot("migrations"));
    return opened(config.databaseUrl, () => Promise.resolve(), config.databaseOwnerUrl);
  }
  const running = await runningPostgresUrl(config.dataDir);
  if (running !== undefined) return opened(running, () => Promise.resolve());
  if (!mayMake && !(await hasDatabase(config.dataDir))) throw noHubIn(config.dataDir);
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
  try {
    await migrate(postgres.url, fromRoot("migrations"));
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  return opened(postgres.url, postgres.stop);
}

const noHubIn = (dataDir: string) =>
  new StartError(
    `Không có trục nào trong thư mục dữ liệu ${dataDir}: hãy đặt HUB_DATA_DIR là thư mục dữ liệu của trục, ` +
      "hoặc DATABASE_URL nếu trục dùng PostgreSQL riêng; để lập trục mới, hãy chạy npm start. " +
      `/ There is no hub in the data folder ${dataDir}: set HUB_DATA_DIR to the hub's data folder, ` +
      "or DATABASE_URL where it has a PostgreSQL of its own; to set up a new one, run npm start.",
  );

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

import { readFileSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "../../platform/embedded-postgres.ts";
import { openLog } from "../../platform/log.ts";
import { startRabbit, type Rabbit } from "../../test/support/rabbitmq.mjs";
import { freePort } from "../../test/support/hub-process.ts";

/** A server that can be killed with kill -9 and comes back on the same port with the same data. */
export interface Server {
  readonly url: string;
  /** Resolves when it answers again. */
  readonly killAndStart: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A private PostgreSQL that writes through to the disk: what it has committed survives. */
export async function openDatabaseServer(folder: string): Promise<Server> {
  const dataDir = join(folder, "database");
  await mkdir(dataDir, { recursive: true });
  await chmod(dataDir, 0o755); // as root the database runs as another user
  const port = await freePort();
  const start = () => startEmbeddedPostgres({ dataDir, port, durable: true, log: openLog("silent", "chaos") });
  let running: EmbeddedPostgres = await start();
  const pid = () => Number(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n", 1)[0]);
  return {
    url: running.url,
    async killAndStart() {
      process.kill(pid(), "SIGKILL");
      await running.lost;
      running = await start();
    },
    close: () => running.stop(),
  };
}

export async function openBroker(folder: string): Promise<Server> {
  const place = { folder: join(folder, "broker") };
  let running: Rabbit = await startRabbit(place);
  return {
    url: running.url,
    async killAndStart() {
      await running.kill();
      running = await startRabbit(place);
    },
    close: () => running.stop(),
  };
}

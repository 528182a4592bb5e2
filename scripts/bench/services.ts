import { readFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "../../platform/embedded-postgres.ts";
import { openLog } from "../../platform/log.ts";
import { places } from "../../platform/postgres-folder.ts";
import { startRabbit } from "../../test/support/rabbitmq.mjs";

/** A PostgreSQL and, where wanted, a RabbitMQ of this run alone; both write to disk as in production. */
export interface Services {
  readonly folder: string;
  readonly withStatements: boolean;
  readonly amqpUrl: string | undefined;
  readonly postgresPid: number;
  readonly rabbitPid: number | undefined;
  /** Makes an empty database. @returns its address, as superuser. */
  readonly database: (name: string) => Promise<string>;
  /** Twice is once. */
  readonly close: () => Promise<void>;
}

/** @param withStatements what each statement costs is counted (scripts/bench/statements.ts), which costs something too. */
export async function startServices(withRabbit: boolean, withStatements = false): Promise<Services> {
  const folder = await mkdtemp(join(tmpdir(), "hub-bench-"));
  await chmod(folder, 0o755); // as root the database runs as another user
  const dataDir = join(folder, "postgres");
  const startPostgres = () => startEmbeddedPostgres({ dataDir, log: openLog("silent", "bench") });
  let postgres = await startPostgres();
  if (withStatements) {
    await superuser(postgres.url, "alter system set shared_preload_libraries = 'pg_stat_statements'");
    await superuser(postgres.url, "alter system set pg_stat_statements.track = 'all'");
    await superuser(postgres.url, "alter system set pg_stat_statements.track_planning = on");
    await postgres.stop();
    postgres = await startPostgres();
  }
  const rabbitFolder = join(folder, "rabbitmq");
  const rabbit = withRabbit
    ? await startRabbit({ folder: rabbitFolder }).catch(async (error: unknown) => {
        await postgres.stop();
        throw error;
      })
    : undefined;
  const pidIn = (file: string) => Number(readFileSync(file, "utf8").split("\n", 1)[0]);
  let closing: Promise<void> | undefined;
  const close = async () => {
    await Promise.allSettled([postgres.stop(), rabbit?.stop()]);
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  return {
    folder,
    withStatements,
    amqpUrl: rabbit?.url,
    postgresPid: pidIn(join(places(dataDir).data, "postmaster.pid")),
    rabbitPid: rabbit && pidIn(join(rabbitFolder, "server.pid")),
    async database(name) {
      await superuser(postgres.url, `create database ${name}`);
      const url = new URL(postgres.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    close: () => (closing ??= close()),
  };
}

/** Runs statements and answers the rows of the last one. */
export async function superuser<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

import { readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
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
  /** An empty database, or the one of a run before in a kept folder. @returns its address, as superuser. */
  readonly database: (name: string, template?: string) => Promise<string>;
  /** Twice is once. */
  readonly close: () => Promise<void>;
}

export interface ServiceOptions {
  readonly withRabbit?: boolean;
  /** What each statement costs is counted (scripts/bench/statements.ts), which costs something too. */
  readonly withStatements?: boolean;
  /** Stays after the run, for the next one; missing: a folder of this run alone. */
  readonly folder?: string;
  /** Of the server, by name. */
  readonly settings?: Readonly<Record<string, string>>;
}

export async function startServices(options: ServiceOptions = {}): Promise<Services> {
  const { withRabbit = false, withStatements = false, folder: kept } = options;
  if (kept !== undefined) await mkdir(kept, { recursive: true });
  const folder = kept ?? (await mkdtemp(join(tmpdir(), "hub-bench-")));
  await chmod(folder, 0o755); // as root the database runs as another user
  const dataDir = join(folder, "postgres");
  const startPostgres = () => startEmbeddedPostgres({ dataDir, log: openLog("silent", "bench") });
  let postgres = await startPostgres();
  const settings = Object.entries({ ...options.settings, ...(withStatements ? countStatements : {}) });
  if (settings.length > 0) {
    for (const [name, value] of settings) await superuser(postgres.url, `alter system set ${name} = '${value}'`);
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
    if (kept === undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  return {
    folder,
    withStatements,
    amqpUrl: rabbit?.url,
    postgresPid: pidIn(join(places(dataDir).data, "postmaster.pid")),
    rabbitPid: rabbit && pidIn(join(rabbitFolder, "server.pid")),
    async database(name, template = "template1") {
      const [there] = await superuser(postgres.url, `select from pg_database where datname = '${name}'`);
      if (!there) await superuser(postgres.url, `create database ${name} template ${template}`);
      const url = new URL(postgres.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    close: () => (closing ??= close()),
  };
}

const countStatements = {
  shared_preload_libraries: "pg_stat_statements",
  "pg_stat_statements.track": "all",
  "pg_stat_statements.track_planning": "on",
};

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

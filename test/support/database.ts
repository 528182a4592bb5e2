import { randomBytes } from "node:crypto";
import pg from "pg";
import { openDatabase, type Database } from "../../platform/database.ts";
import { fromRoot } from "../../platform/root.ts";
import { migrate } from "../../platform/migrations.ts";

/** The one that `npm test` made for all, else one for this process: two runs at once do not take it from each other. */
const shared = process.env["TEST_POSTGRES_TEMPLATE"];

interface Template {
  readonly name: string;
  /** The next clone, already being made. */
  next?: Promise<string>;
}

let migrated: Promise<Template> | undefined;
const prepared = new Map<string, Promise<Template>>();
/** Templates of this process, which end with it. */
const own: string[] = [];

export interface TestDatabase {
  readonly url: string;
  readonly db: Database;
  /** Runs SQL as the superuser, for arranging and looking. */
  readonly sql: <T extends pg.QueryResultRow = pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<T[]>;
  /** Cuts every connection and lets nobody in, as if the server were gone; `back` ends it. */
  readonly away: () => Promise<void>;
  readonly back: () => Promise<void>;
  readonly drop: () => Promise<void>;
}

// A clone is some 700 files, a third of a second and more: in a test run the next one is made, and the last one dropped,
// while a test runs.
const afterAll = (globalThis as { readonly after?: Mocha.HookFunction }).after;
const dropping = new Set<Promise<void>>();

/** A migrated database of its own on the private PostgreSQL that `npm test` brings up, cloned from a template. */
export const freshDatabase = (): Promise<TestDatabase> => cloneOf(migratedTemplate());

/** The same with what `prepare` puts there, which is done once in a process for each name (lower case, digits, `_`). */
export function preparedDatabase(name: string, prepare: (db: Database) => Promise<unknown>): Promise<TestDatabase> {
  const template = prepared.get(name) ?? preparedTemplate(name, prepare);
  prepared.set(name, template);
  return cloneOf(template);
}

function migratedTemplate(): Promise<Template> {
  const make = async (): Promise<Template> => {
    if (shared !== undefined) return { name: shared };
    const name = ownTemplate("migrated");
    await makeTemplate(serverUrl(), name);
    return { name };
  };
  return (migrated ??= make());
}

async function preparedTemplate(what: string, prepare: (db: Database) => Promise<unknown>): Promise<Template> {
  const server = serverUrl();
  const { name: from } = await migratedTemplate();
  const name = ownTemplate(what);
  await asAdmin(server, `create database ${name} template ${from}`);
  const db = openDatabase(withDatabase(server, name), "test");
  try {
    await prepare(db);
  } finally {
    await db.destroy();
  }
  return { name };
}

function ownTemplate(what: string): string {
  const name = `hub_template_${process.pid}_${what}`;
  own.push(name);
  return name;
}

async function cloneOf(making: Promise<Template>): Promise<TestDatabase> {
  const server = serverUrl();
  const template = await making;
  const name = await (template.next ?? clone(server, template.name));
  if (afterAll) {
    template.next = clone(server, template.name);
    template.next.catch(() => undefined);
  }
  const url = withDatabase(server, name);
  const db = openDatabase(url, "test");
  const client = new pg.Pool({ connectionString: url, max: 2, options: "-c search_path=hub" });
  client.on("error", () => undefined);
  client.on("connect", (one) => one.on("error", () => undefined));
  return {
    url,
    db,
    sql: async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
      (await client.query<T>(text, values)).rows,
    away: async () => {
      await asAdmin(server, `alter database ${name} with allow_connections false`);
      await asAdmin(server, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
    },
    back: () => asAdmin(server, `alter database ${name} with allow_connections true`),
    drop: async () => {
      await db.destroy();
      await client.end();
      const dropped = drop(server, name);
      if (afterAll) dropping.add(dropped);
      else await dropped;
    },
  };
}

afterAll?.(async () => {
  for (const making of [...(migrated ? [migrated] : []), ...prepared.values()]) {
    const { next } = await making;
    if (next) dropping.add(drop(serverUrl(), await next));
  }
  await Promise.all(dropping);
  for (const name of own) await drop(serverUrl(), name);
});

async function clone(server: string, template: string): Promise<string> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await asAdmin(server, `create database ${name} template ${template}`);
  return name;
}

function drop(server: string, name: string): Promise<void> {
  const dropped = asAdmin(server, `drop database if exists ${name} with (force)`);
  // told by the hook above
  dropped.catch(() => undefined);
  return dropped;
}

function serverUrl(): string {
  const url = process.env["TEST_POSTGRES_URL"];
  if (!url) throw new Error("No private PostgreSQL: run the tests with `npm test`, which brings one up.");
  return url;
}

/** A migrated database, to be cloned and never used. */
export async function makeTemplate(server: string, name: string): Promise<void> {
  await asAdmin(server, `drop database if exists ${name} with (force)`);
  await asAdmin(server, `create database ${name}`);
  await migrate(withDatabase(server, name), fromRoot("migrations"));
}

async function asAdmin(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

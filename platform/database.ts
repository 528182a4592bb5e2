import type { Socket } from "node:net";
import { Kysely, PostgresDialect, type Transaction } from "kysely";
import pg from "pg";
import type { DB } from "./tables.ts";

export type Database = Kysely<DB>;
/** What a write asks for: a pool does not fit, so nothing is written outside a transaction. */
export type Tx = Transaction<DB>;
/** What a read asks for: a pool or a transaction. */
export type Reader = Database | Tx;
export type Role = "hub_app" | "hub_owner";

/**
 * When a commit is answered: when it is on disk, or before. A crash of the server loses the last moment of those, but
 * never one without all that were committed after it, on disk or not. For what may be done again and only prepares a
 * commit that is on disk before anything leaves the hub.
 */
export type Commits = "onDisk" | "inOrder";

/**
 * Whether a prepared statement is planned for the values of each of its first calls, or once for all. Once: for the hot
 * path, whose statements find everything by keys; a search that leaves out what was not asked needs its values.
 */
export type Plans = "byValue" | "once";

const types = new pg.TypeOverrides();
// days stay text (2025-07-01, -infinity): a Date would add an hour and a zone that nobody stated
types.setTypeParser(pg.types.builtins.DATE, (text) => text);
types.setTypeParser(pg.types.builtins.INT8, (text) => BigInt(text));

/** Settings of a connection that acts as one of the hub's two roles, whatever login it came with. */
export function connection(
  url: string,
  role: Role | undefined,
  application: string,
  commits: Commits = "onDisk",
  plans: Plans = "byValue",
): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: application,
    types,
    ...(role
      ? {
          options: `-c role=${role} -c search_path=hub -c timezone=UTC${noCompiler}${commits === "inOrder" ? inOrder : ""}${
            plans === "once" ? once : ""
          }`,
        }
      : {}),
  };
}
const inOrder = " -c synchronous_commit=off";
// a plan's cost grows with the backlog, its work does not: compiling one takes longer than it runs
const noCompiler = " -c jit=off";
const once = " -c plan_cache_mode=force_generic_plan";

/**
 * A pool that acts as `hub_app`, unless the owner is asked for. The caller destroys it. Statements given to a connection in one
 * moment travel together (platform/shared-transaction.ts).
 */
export function openDatabase(
  url: string,
  application: string,
  max = 10,
  role: Role = "hub_app",
  commits: Commits = "onDisk",
  plans: Plans = "byValue",
): Database {
  const pool = new pg.Pool({
    ...connection(url, role, application, commits, plans),
    max,
    connectionTimeoutMillis: 10_000,
    // a new connection costs the server a process that plans every statement anew
    idleTimeoutMillis: 10 * 60_000,
    pipeline: true,
  });
  // an idle connection that breaks is replaced by the pool; the next query reports what matters
  pool.on("error", () => undefined);
  // a connection in use that breaks fails its query, and also emits an error that would end the process unheard
  pool.on("connect", (client) => client.on("error", () => undefined));
  pool.on("connect", prepareMarked);
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
}

const mark = "/* prepared */";

/**
 * Statements that begin with the mark are planned once per connection instead of each time. For the few large ones of
 * the hot path, and only with a list of result columns: a plan whose columns change under it (select *) fails.
 */
function prepareMarked(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown;
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Socket } }).connection;
  let corked = false;
  client.query = ((text: unknown, ...rest: unknown[]) => {
    if (!corked) {
      corked = true;
      stream.cork();
      process.nextTick(() => {
        corked = false;
        stream.uncork();
      });
    }
    return typeof text === "string" && text.startsWith(mark)
      ? query({ name: nameOf(text), text, values: rest[0] })
      : query(text, ...rest);
  }) as typeof client.query;
}

const names = new Map<string, string>();
function nameOf(text: string): string {
  const name = names.get(text) ?? `prepared_${names.size + 1}`;
  names.set(text, name);
  return name;
}

// Classes and codes of PostgreSQL and the socket that mean "not now" rather than "not so".
const away = /^(08|53|57P0|58|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT)/;
const closedWords = /not currently accepting connections/;
const awayWords =
  /terminat|timeout exceeded|connection (error|ended|closed)|not queryable|Cannot use a pool|destroyed/i;

/** For a group that failed, before each goes by itself: with the database away everybody would only wait once more. */
export function unlessAway(error: unknown): undefined {
  if (isDatabaseAway(error)) throw error;
  return undefined;
}

/** Whether the database could not be asked at all: later may be fine, and the caller keeps what it has. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return away.test(code) || closedWords.test(error.message) || (code === "" && awayWords.test(error.message));
}

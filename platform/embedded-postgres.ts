import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, realpathSync, renameSync, statSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import type { Log } from "./log.ts";
import { postgresBinaries, type Binaries } from "./postgres-binaries.ts";
import { folderFault, postgresFault } from "./postgres-fault.ts";
import { openDataDir, openDataFolder, places, readPassword } from "./postgres-folder.ts";
import { isAlive, postmasterOf, type Postmaster } from "./postgres-pid.ts";
import { as, postgresUser, type SystemUser } from "./postgres-user.ts";
import { StartError } from "./start-error.ts";

export interface EmbeddedPostgres {
  /** Connection string of the database `hub`, as its superuser. */
  readonly url: string;
  /** The server was already running: the hub that had started it was killed. */
  readonly tookOver: boolean;
  /** Resolves when the database goes away though nobody stopped it. */
  readonly lost: Promise<StartError>;
  /** Ends all connections, writes everything down and waits until the server is gone. Twice is once. */
  readonly stop: () => Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** The hub's data folder; the database lies in its folder `postgres`. */
  readonly dataDir: string;
  readonly log: Log;
  /** Undefined: a free one at each start. */
  readonly port?: number;
  /** Only tests say false: a power cut would lose what was accepted (P1). */
  readonly durable?: boolean;
}

const database = "hub";
// Held for life by the hub that owns this server, so it ends with that hub however it ends.
const ownerLock = 736_120_516;
const attempts = 20;
const attemptEveryMs = 500;
const recoveryNoticeMs = 10_000;
const fastShutdownMs = 20_000;
const immediateShutdownMs = 5_000;
const maxLogBytes = 10 * 1024 * 1024;

/**
 * Runs the PostgreSQL that came with the npm packages on 127.0.0.1, or takes over the one that a killed hub left
 * behind on the same data folder.
 * @throws {StartError} one sentence: disk full, folder damaged or not ours, another hub on it, port taken, no program.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, log, durable = true } = options;
  const place = places(dataDir);
  const user = userFor(dataDir);
  await openDataDir(dataDir, user);
  const binaries = await postgresBinaries(user);
  const password = await openDataFolder(dataDir, binaries, user, durable);

  const logFrom = statSync(place.log, { throwIfNoEntry: false })?.size ?? 0;
  for (let attempt = 1, started = false; ; attempt++) {
    const running = await readyServer(place.data, log);
    if (running) return own(running, { dataDir, password, started, log, said: () => readLog(place.log, logFrom) });
    if (started) throw await postgresFault(readLog(place.log, logFrom), place.data);
    const output = await launch(binaries, user, options.port ?? (await freePort()), dataDir, durable, log);
    started = output === undefined;
    if (output === undefined) continue;
    if (attempt === attempts || !mayPass(output, options.port)) throw await postgresFault(output, place.data);
    await wait(attemptEveryMs);
  }
}

/** Address of the embedded database that a running hub has on this data folder; undefined: none runs. */
export async function runningPostgresUrl(dataDir: string): Promise<string | undefined> {
  const { data, password } = places(dataDir);
  const running = postmasterOf(data);
  return running?.ready ? urlOf(running.port, await readPassword(password), database) : undefined;
}

const urlOf = (port: number, password: string, name: string) =>
  `postgres://postgres:${password}@127.0.0.1:${port}/${name}`;

/** Waits for the live server of the folder, if there is one; after a crash it first reads its log again. */
async function readyServer(data: string, log: Log): Promise<Postmaster | undefined> {
  let noticeAt = performance.now() + recoveryNoticeMs;
  for (;;) {
    const running = serverOf(data);
    if (!running || running.ready) return running;
    if (performance.now() > noticeAt) {
      log.info({ data }, "the database is still getting ready");
      noticeAt += recoveryNoticeMs;
    }
    await wait(25);
  }
}

function userFor(dataDir: string): SystemUser | undefined {
  try {
    return postgresUser(places(dataDir).data);
  } catch (error) {
    throw folderFault(error, dataDir);
  }
}

function serverOf(data: string): Postmaster | undefined {
  try {
    return postmasterOf(data);
  } catch (error) {
    throw folderFault(error, data);
  }
}

/** Another start was quicker, processes of a killed server are just ending, or somebody took the free port. */
function mayPass(output: string, port: number | undefined): boolean {
  if (/lock file ".*" (already exists|is empty)|shared memory block .* is still in use/.test(output)) return true;
  return port === undefined && /address already in use/i.test(output);
}

/** @returns undefined when the server is ready, else what it said before it ended. */
async function launch(
  binaries: Binaries,
  user: SystemUser | undefined,
  port: number,
  dataDir: string,
  durable: boolean,
  log: Log,
): Promise<string | undefined> {
  const place = places(dataDir);
  const fd = openLogFile(place.log);
  const from = statSync(place.log).size;
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    shared_buffers: "128MB",
    max_connections: 100,
    // a new installation's tables grow from nothing to thousands within a minute, and a plan knows only what was counted
    autovacuum_naptime: "5s",
    fsync: durable ? "on" : "off",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
    log_line_prefix: "%m [%p] ",
  };
  // a process group of its own: a terminal's Ctrl-C goes to the hub, which stops the database last
  const child = spawn(
    binaries.postgres,
    ["-D", place.data, "-p", String(port), ...Object.entries(settings).flatMap(([k, v]) => ["-c", `${k}=${v}`])],
    { cwd: dataDir, env: {}, stdio: ["ignore", fd, fd], detached: true, ...as(user) },
  );
  closeSync(fd);
  child.unref();
  let ended: string | undefined;
  child.once("error", (error) => (ended = error.message));
  child.once("exit", (code, signal) => (ended ??= signal ?? `exit code ${code ?? "unknown"}`));

  let noticeAt = performance.now() + recoveryNoticeMs;
  while (ended === undefined) {
    const running = serverOf(place.data);
    if (running?.pid === child.pid && running?.ready) return undefined;
    if (performance.now() > noticeAt) {
      log.info({ data: place.data }, "the database is still getting ready");
      noticeAt += recoveryNoticeMs;
    }
    await wait(20);
  }
  const output = readLog(place.log, from);
  return output.trim() === "" ? ended : output;
}

/** Grows to 10 MB, then the former one is kept beside it. */
function openLogFile(file: string): number {
  try {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes) renameSync(file, `${file}.1`);
    return openSync(file, "a", 0o600);
  } catch (error) {
    throw folderFault(error, file);
  }
}

/** What was written since it had that size; all of it when it has been begun anew since. */
function readLog(file: string, from: number): string {
  const text = readFileSync(file);
  return text.subarray(text.length < from ? 0 : from).toString();
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}

interface Found {
  readonly dataDir: string;
  readonly password: string;
  readonly started: boolean;
  readonly log: Log;
  /** What the server has written since we are here. */
  readonly said: () => string;
}

/** Makes a ready server ours: proves that it serves this folder, takes the lock of its owner, makes the database. */
async function own(server: Postmaster, { dataDir, password, started, log, said }: Found): Promise<EmbeddedPostgres> {
  const { data } = places(dataDir);
  const client = new pg.Client({
    connectionString: urlOf(server.port, password, "postgres"),
    application_name: `hub ${process.pid}`,
    connectionTimeoutMillis: 10_000,
  });
  let stopped: Promise<void> | undefined;
  const lost = new Promise<StartError>((resolve) => {
    client.on("error", () => undefined); // its end is what matters
    client.on("end", () => {
      if (!stopped)
        resolve(
          new StartError(
            `Cơ sở dữ liệu của ${dataDir} đã tự dừng: xem ${places(dataDir).log}. ` +
              `/ The database of ${dataDir} has stopped by itself: see ${places(dataDir).log}.`,
          ),
        );
    });
  });
  const stop = () => (stopped ??= shutDown(server.pid, data, log, inOrder));
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string }>("select current_setting('data_directory') as folder");
    if (!rows[0] || realpathSync(rows[0].folder) !== realpathSync(data))
      throw new StartError(
        `Máy chủ ở cổng ${server.port} đang phục vụ thư mục khác ${data}: hãy dừng nó trước. ` +
          `/ The server on port ${server.port} serves another folder than ${data}: stop it first.`,
      );
  } catch (error) {
    const fault = await connectFault(error, dataDir, said());
    stopped = started ? shutDown(server.pid, data, log, atOnce) : Promise.resolve();
    await stopped;
    await client.end().catch(() => undefined);
    throw fault;
  }
  if (!(await becomeOwner(client))) {
    const holder = await ownerOf(client);
    stopped = Promise.resolve(); // it is the other hub's server, whoever of us started it
    await client.end();
    throw new StartError(
      `Một trục khác (tiến trình ${holder}) đang chạy trên thư mục dữ liệu ${dataDir}: ` +
        "hãy dừng nó trước, hoặc đặt HUB_DATA_DIR là thư mục khác. " +
        `/ Another hub (process ${holder}) already runs on the data folder ${dataDir}: ` +
        "stop it first, or set HUB_DATA_DIR to another folder.",
    );
  }
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [database]);
    if (!rowCount) await client.query(`create database ${database}`);
  } catch (error) {
    await stop();
    throw await postgresFault(`error: ${(error as Error).message}`, data);
  }
  return { url: urlOf(server.port, password, database), tookOver: !started, lost, stop };
}

async function connectFault(error: unknown, dataDir: string, said: string): Promise<unknown> {
  if (error instanceof StartError) return error;
  const place = places(dataDir);
  if ((error as { code?: string }).code === "28P01")
    return new StartError(
      `Mật khẩu trong ${place.password} không phải của cơ sở dữ liệu kèm theo: hãy lấy lại tệp từ bản sao lưu, ` +
        "hoặc chuyển thư mục postgres bên cạnh đi chỗ khác để bắt đầu với cơ sở dữ liệu trống. " +
        `/ The password in ${place.password} is not the one of the embedded database: put the file back from a backup, ` +
        "or move the folder postgres beside it away to begin with an empty database.",
    );
  return postgresFault(`error: ${(error as Error).message}\n${said}`, place.data);
}

/** A killed hub's connection may take a moment to be noticed. */
async function becomeOwner(client: pg.Client): Promise<boolean> {
  for (let attempt = 1; attempt <= 10; attempt++) {
    const { rows } = await client.query<{ ours: boolean }>("select pg_try_advisory_lock($1) as ours", [ownerLock]);
    if (rows[0]?.ours) return true;
    await wait(200);
  }
  return false;
}

async function ownerOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `select application_name as name from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and objid = $1 and granted`,
    [ownerLock],
  );
  return rows[0]?.name.replace("hub ", "") ?? "unknown";
}

type Shutdown = readonly (readonly [signal: "SIGINT" | "SIGQUIT" | "SIGKILL", patienceMs: number])[];

/** For a server that is not well: it would wait for its own repairs. What is committed stays committed. */
const atOnce: Shutdown = [
  ["SIGQUIT", immediateShutdownMs],
  ["SIGKILL", immediateShutdownMs],
];
const inOrder: Shutdown = [["SIGINT", fastShutdownMs], ...atOnce];

async function shutDown(pid: number, data: string, log: Log, shutdown: Shutdown): Promise<void> {
  for (const [index, [signal, patienceMs]] of shutdown.entries()) {
    if (!stillServes(pid, data)) return;
    if (index > 0) log.warn({ pid, signal }, "the database does not stop");
    process.kill(pid, signal);
    const until = performance.now() + patienceMs;
    while (isAlive(pid) && performance.now() < until) await wait(20);
  }
}

/** Its number could belong to a stranger by now. */
const stillServes = (pid: number, data: string): boolean => isAlive(pid) && postmasterOf(data)?.pid === pid;

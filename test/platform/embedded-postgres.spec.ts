import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import pg from "pg";
import { runningPostgresUrl, startEmbeddedPostgres, type EmbeddedPostgres } from "../../platform/embedded-postgres.ts";
import { openLog } from "../../platform/log.ts";
import { postgresFault } from "../../platform/postgres-fault.ts";
import { isAlive, postmasterOf } from "../../platform/postgres-pid.ts";
import { canEnter } from "../../platform/postgres-user.ts";
import { fromRoot } from "../../platform/root.ts";
import { StartError } from "../../platform/start-error.ts";
import { eventually } from "../support/eventually.ts";
import { program } from "../support/program.ts";

const log = openLog("silent", "test");
const nobody = 65534;
const asRoot = process.getuid?.() === 0;

describe("the embedded PostgreSQL", () => {
  let dataDir: string;
  const running: EmbeddedPostgres[] = [];
  const hubs: ChildProcess[] = [];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "hub-"));
    await chmod(dataDir, 0o755);
  });
  afterEach(async () => {
    for (const hub of hubs.splice(0)) {
      hub.kill("SIGKILL");
      await eventually("the hub's process ends", () => hub.exitCode !== null || hub.signalCode !== null);
    }
    for (const postgres of running.splice(0)) await postgres.stop();
    const orphan = postmasterOf(join(dataDir, "postgres"));
    if (orphan) {
      process.kill(orphan.pid, "SIGQUIT");
      await eventually("the orphan ends", () => !isAlive(orphan.pid));
    }
    await rm(dataDir, { recursive: true, force: true });
  });

  const start = async (folder = dataDir, port?: number) => {
    const postgres = await startEmbeddedPostgres({
      dataDir: folder,
      log,
      durable: false,
      ...(port === undefined ? {} : { port }),
    });
    running.push(postgres);
    return postgres;
  };
  const refusal = async (promise: Promise<unknown>): Promise<string> => {
    const error = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(StartError);
    const { message } = error as StartError;
    expect(message, "one sentence").to.match(/^[^\n]+\.$/);
    return english(message);
  };
  /** A hub in a process of its own: what it said first, and the process to kill. */
  const hub = async (uid?: number) => {
    const child = spawn(
      process.execPath,
      [...program("test/support/embedded-child.ts"), dataDir, ...(uid ? [String(uid)] : [])],
      { cwd: fromRoot(), stdio: ["pipe", "pipe", "inherit"] },
    );
    hubs.push(child);
    const line = await new Promise<string>((done, failed) => {
      createInterface(child.stdout)
        .once("line", done)
        .once("close", () => failed(new Error("the hub said nothing")));
    });
    return { child, said: JSON.parse(line) as { url: string; tookOver: boolean; message?: string } };
  };
  const end = async ({ child }: { child: ChildProcess }, how: "kill -9" | "in order") => {
    if (how === "kill -9") child.kill("SIGKILL");
    else child.stdin?.end();
    await eventually("the hub's process ends", () => child.exitCode !== null || child.signalCode !== null);
  };

  it("starts on an empty folder, keeps its data over a restart and leaves no process", async () => {
    const first = await start();
    expect(first.tookOver).to.equal(false);
    expect(await runningPostgresUrl(dataDir)).to.equal(first.url);
    await query(first.url, "create table kept (what text)");
    await query(first.url, "insert into kept values ('hồ sơ')");
    const server = postmasterOf(join(dataDir, "postgres"));
    await first.stop();
    await first.stop();
    expect(server && isAlive(server.pid)).to.equal(false);
    expect(await runningPostgresUrl(dataDir)).to.equal(undefined);

    const second = await start();
    expect(second.tookOver).to.equal(false);
    expect(await query(second.url, "select what from kept")).to.deep.equal([{ what: "hồ sơ" }]);
  });

  it("speaks UTF-8, writes through to the disk unless a test says otherwise, listens on this machine only, and counts its tables soon", async () => {
    const postgres = await startEmbeddedPostgres({ dataDir, log });
    running.push(postgres);
    const [settings] = await query(
      postgres.url,
      `select current_setting('server_encoding') as encoding, current_setting('fsync') as fsync,
              current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
              current_setting('autovacuum_naptime') as looks, current_database() as database`,
    );
    expect(settings).to.deep.equal({
      encoding: "UTF8",
      fsync: "on",
      addresses: "127.0.0.1",
      sockets: "",
      looks: "5s",
      database: "hub",
    });
  });

  it("lets nobody in without the password, which only its owner can read", async () => {
    const { url } = await start();
    expect((await stat(join(dataDir, "postgres.password"))).mode & 0o777).to.equal(0o600);
    const guess = new URL(url);
    guess.password = "postgres";
    const error = await query(guess.href, "select 1").catch((reason: unknown) => reason);
    expect(error).to.have.property("code", "28P01");
  });

  it("P1: takes over the server of a hub that was killed, with everything committed in it", async () => {
    const killed = await hub();
    await query(killed.said.url, "create table kept as select 'accepted' as what");
    await end(killed, "kill -9");

    const next = await start();
    expect(next.tookOver).to.equal(true);
    expect(next.url).to.equal(killed.said.url);
    expect(await query(next.url, "select what from kept")).to.deep.equal([{ what: "accepted" }]);
    const server = postmasterOf(join(dataDir, "postgres"));
    await next.stop();
    expect(server && isAlive(server.pid)).to.equal(false);
  });

  it("P1: recovers when hub and server were both killed", async () => {
    const killed = await hub();
    await query(killed.said.url, "create table kept as select 'accepted' as what");
    const server = postmasterOf(join(dataDir, "postgres"))!;
    await end(killed, "kill -9");
    process.kill(server.pid, "SIGKILL");

    const next = await start();
    expect(next.tookOver).to.equal(false);
    expect(await query(next.url, "select what from kept")).to.deep.equal([{ what: "accepted" }]);
  });

  it("does not mistake a stranger for its server because of an old pid file", async () => {
    const first = await start();
    const file = join(dataDir, "postgres", "postmaster.pid");
    const text = await readFile(file, "utf8");
    await first.stop();
    await writeFile(file, text.replace(/^\d+/, String(process.pid)));
    if (asRoot) await chown(file, ...(await ownerOf(join(dataDir, "postgres"))));

    const second = await start();
    expect(second.tookOver).to.equal(false);
  });

  it("says when the server went away though nobody stopped it", async () => {
    const postgres = await start();
    process.kill(postmasterOf(join(dataDir, "postgres"))!.pid, "SIGKILL");
    expect(english((await postgres.lost).message)).to.equal(
      `The database of ${dataDir} has stopped by itself: see ${dataDir}/postgres.log.`,
    );
  });

  it("refuses a second hub on the same folder and leaves the first alone", async () => {
    const first = await start();
    const second = await hub();
    expect(english(second.said.message)).to.equal(
      `Another hub (process ${process.pid}) already runs on the data folder ${dataDir}: ` +
        "stop it first, or set HUB_DATA_DIR to another folder.",
    );
    expect(await query(first.url, "select 1 as alive")).to.deep.equal([{ alive: 1 }]);
  });

  it("gives an empty folder to exactly one of two hubs that start in the same moment", async () => {
    const two = await Promise.all([hub(), hub()]);
    const winners = two.filter(({ said }) => said.message === undefined);
    const losers = two.filter(({ said }) => said.message !== undefined);
    expect(winners).to.have.length(1);
    expect(english(losers[0]?.said.message)).to.match(/^Another hub \(process \d+\) already runs on the data folder /);
    expect(await query(winners[0]!.said.url, "select 1 as alive")).to.deep.equal([{ alive: 1 }]);
    await end(winners[0]!, "in order");
    expect(postmasterOf(join(dataDir, "postgres"))).to.equal(undefined);
  });

  it("is not stopped by the terminal's Ctrl-C before the hub stops it", async () => {
    const { said, child } = await hub();
    const server = postmasterOf(join(dataDir, "postgres"))!;
    const { stdout } = spawnSync("ps", ["-o", "pgid=", "-p", `${child.pid!},${server.pid}`], { encoding: "utf8" });
    const [ofHub, ofServer] = stdout.trim().split(/\s+/);
    expect(ofServer).to.not.equal(ofHub);
    expect(said.message).to.equal(undefined);
  });

  describe("tells a damaged folder", () => {
    const damagedAs = (detail: string) =>
      `The database folder ${dataDir}/postgres is damaged (${detail}): ` +
      "restore it from a backup, or move it away to begin with an empty database.";
    let data: string;

    beforeEach(async () => {
      data = join(dataDir, "postgres");
      await (await start()).stop();
    });

    it("without PG_VERSION, and does not overwrite it", async () => {
      await rm(join(data, "PG_VERSION"));
      expect(await refusal(start())).to.equal(damagedAs("its file PG_VERSION is missing"));
      expect((await stat(join(data, "base"))).isDirectory()).to.equal(true);
    });
    it("without its control file", async () => {
      await rm(join(data, "global/pg_control"));
      expect(await refusal(start())).to.equal(
        damagedAs(`could not open file "${data}/global/pg_control": No such file or directory`),
      );
    });
    it("with a garbled control file", async () => {
      await writeFile(join(data, "global/pg_control"), Buffer.alloc(8192, "x"));
      expect(await refusal(start())).to.match(/^The database folder \S+ is damaged|was made by another PostgreSQL/);
    });
    it("without its write-ahead log", async () => {
      await rename(join(data, "pg_wal"), join(data, "pg_wal_gone"));
      expect(await refusal(start())).to.match(/^The database folder \S+ is damaged \(.*pg_wal.*\): restore it/);
    });
    it("without the map of its tables", async () => {
      await rm(join(data, "global/pg_filenode.map"));
      expect(await refusal(start())).to.match(
        /^The database folder \S+ is damaged \(.*pg_filenode\.map.*\): restore it/,
      );
      expect(postmasterOf(data), "no server stays behind").to.equal(undefined);
    });
    it("that another version made", async () => {
      await writeFile(join(data, "PG_VERSION"), "12\n");
      expect(await refusal(start())).to.equal(
        `The database folder ${data} was made by PostgreSQL 12, which this hub cannot read: ` +
          "start the version of the hub that made it and take a backup, or move the folder away.",
      );
    });
    it("whose password is gone", async () => {
      await rm(join(dataDir, "postgres.password"));
      expect(await refusal(start())).to.equal(
        `The password file ${dataDir}/postgres.password of the embedded database is missing or empty: put it back ` +
          "from a backup, or move the folder postgres beside it away to begin with an empty database.",
      );
    });
    it("whose password is another's", async () => {
      await writeFile(join(dataDir, "postgres.password"), "of another hub\n");
      expect(await refusal(start())).to.match(/^The password in \S+ is not the one of the embedded database: put/);
      expect(postmasterOf(data), "no server stays behind").to.equal(undefined);
    });
  });

  it("clears away what an interrupted first start left", async () => {
    const ended = spawnSync(process.execPath, ["--version"]).pid;
    await mkdir(join(dataDir, `postgres.new-${ended}`));
    await start();
    expect((await readdir(dataDir)).sort()).to.deep.equal(["postgres", "postgres.log", "postgres.password"]);
  });

  it("tells that its port is taken, and by default takes a free one", async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
    try {
      expect(await refusal(start(dataDir, (other.address() as AddressInfo).port))).to.equal(
        "The port of the embedded database is in use by another program: choose another.",
      );
    } finally {
      other.close();
    }
    expect((await start()).tookOver).to.equal(false);
  });

  it("tells that a file is where the data folder should be", async () => {
    const file = join(dataDir, "file");
    await writeFile(file, "");
    expect(await refusal(start(file))).to.equal(
      `${file} cannot be a data folder (a file is in its way): set HUB_DATA_DIR to another one.`,
    );
  });

  it("recognises a full disk from what PostgreSQL says", async () => {
    const said = 'FATAL:  could not write lock file "postmaster.pid": No space left on device\n';
    expect(english((await postgresFault(said, dataDir)).message)).to.equal(diskFull(dataDir));
  });

  if (asRoot && canMount())
    it("tells a full disk at the first start and later, and goes on when there is room", async () => {
      const disk = join(dataDir, "disk");
      await mkdir(disk, { mode: 0o755 });
      const mount = (options: string) => spawnSync("mount", ["-t", "tmpfs", "-o", `mode=755,${options}`, "hub", disk]);
      mount("size=20m");
      try {
        expect(await refusal(start(disk))).to.equal(diskFull(disk));
        mount("remount,size=120m");
        const first = await start(disk);
        await query(first.url, "create table kept as select 'accepted' as what");
        await first.stop();
        spawnSync("dd", ["if=/dev/zero", `of=${disk}/filler`, "bs=64k"]);
        expect(await refusal(start(disk))).to.match(/^The disk of \S+ is full: free some space/);
        await rm(join(disk, "filler"));
        const second = await start(disk);
        expect(await query(second.url, "select what from kept")).to.deep.equal([{ what: "accepted" }]);
        await second.stop();
      } finally {
        spawnSync("umount", [disk]);
      }
    });

  if (asRoot) {
    it("as root: runs as an unprivileged user", async () => {
      await start();
      const { uid } = await stat(join(dataDir, "postgres"));
      expect(uid).to.not.equal(0);
      const { stdout } = spawnSync("ps", ["-o", "uid=", "-p", String(postmasterOf(join(dataDir, "postgres"))!.pid)], {
        encoding: "utf8",
      });
      expect(Number(stdout)).to.equal(uid);
    });
    it("as root: tells that the database's user cannot enter the data folder", async () => {
      await chmod(dataDir, 0o700);
      const inside = join(dataDir, "inside");
      expect(await refusal(start(inside))).to.match(
        /^The folder \S+ may not be used \(PostgreSQL runs as \S+, who cannot enter it\): start the hub as the user/,
      );
    });
    const reachable = canEnter({ name: "nobody", uid: nobody, gid: nobody }, fromRoot("node_modules"));
    it(`as an ordinary user: ${reachable ? "starts, is killed, takes over" : "is refused, as it may not enter this project"}`, async () => {
      await chown(dataDir, nobody, nobody);
      const first = await hub(nobody);
      if (!reachable) {
        expect(first.said.message).to.match(/ PostgreSQL .*: .* set DATABASE_URL\.$/);
        return;
      }
      expect(first.said.message).to.equal(undefined);
      await query(first.said.url, "create table kept as select 'accepted' as what");
      await end(first, "kill -9");
      const second = await hub(nobody);
      expect(second.said.tookOver).to.equal(true);
      expect(await query(second.said.url, "select what from kept")).to.deep.equal([{ what: "accepted" }]);
      await end(second, "in order");
      expect(postmasterOf(join(dataDir, "postgres"))).to.equal(undefined);
    });
  } else
    it("as an ordinary user: tells that it may not write the data folder", async () => {
      await chmod(dataDir, 0o500);
      expect(await refusal(start())).to.match(/^The folder \S+ may not be used \(.*\): start the hub as the user/);
      await chmod(dataDir, 0o700);
    });
});

/** The English half; the Vietnamese one comes first. */
function english(message: string | undefined): string {
  const [vi, en, ...more] = (message ?? "").split(" / ");
  expect([vi, more], message).to.satisfy(
    ([first, rest]: [string, string[]]) => /[à-ỹđ]/i.test(first) && rest.length === 0,
  );
  return en ?? "";
}

const diskFull = (folder: string) =>
  `The disk of ${folder} is full: free some space (200 MB or more) and start again; nothing accepted was lost.`;

async function ownerOf(path: string): Promise<[number, number]> {
  const { uid, gid } = await stat(path);
  return [uid, gid];
}

/** Containers often may not. */
function canMount(): boolean {
  return spawnSync("unshare", ["--mount", "mount", "-t", "tmpfs", "hub", "/mnt"]).status === 0;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

import { expect } from "chai";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "../../platform/postgres-pid.ts";
import { emptyBroker } from "../support/amqp.ts";
import { freshDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { freePort, run, startHub } from "../support/hub-process.ts";

describe("the hub's process", function () {
  this.timeout(120_000);
  let folder: string;
  let port: number;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "start-"));
    await chmod(folder, 0o755);
    port = await freePort();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const databasePid = async () =>
    Number((await readFile(join(folder, "postgres", "postmaster.pid"), "utf8").catch(() => "0")).split("\n", 1)[0]);

  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)
    it(`on ${signal} closes everything in order, leaves no child and ends with ${code}`, async () => {
      const hub = await startHub(port, { HUB_DATA_DIR: folder });
      expect(hub.output()).to.contain("npx hub walk");
      const pid = await databasePid();
      expect(isAlive(pid)).to.equal(true);
      // a long poll is open: it ends, it does not hold the hub
      const token = await practiceToken(folder, port);
      const poll = fetch(`http://127.0.0.1:${port}/v1/inbox?wait=60`, {
        headers: { authorization: `Bearer ${token}` },
      });
      await eventually("the poll is running", async () =>
        (await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).includes("hub_http_request_duration_seconds"),
      );
      hub.child.kill(signal);
      hub.child.kill(signal); // npm forwards the terminal's signal, so it comes twice
      expect(await hub.ended).to.equal(code);
      await poll.catch(() => undefined);
      expect(isAlive(pid)).to.equal(false);
    });

  it("keeps what it has over a restart", async () => {
    const first = await startHub(port, { HUB_DATA_DIR: folder });
    const walk = run("main/cli.ts", ["walk", "--now", "--json"], { PORT: String(port), HUB_DATA_DIR: folder });
    expect(await walk.ended, walk.output()).to.equal(0);
    const { code } = JSON.parse(walk.output()) as { code: string };
    first.child.kill("SIGTERM");
    await first.ended;
    const second = await startHub(port, { HUB_DATA_DIR: folder });
    const found = await fetch(`http://127.0.0.1:${port}/public/dossiers/${code}`);
    expect(await found.json()).to.deep.equal({ code, completion: "returned" });
    second.child.kill("SIGTERM");
    await second.ended;
  });

  /** Runs it to its end and gives what it said on one line, without a stack. */
  const saying = async (env: Record<string, string>, args: readonly string[] = []) => {
    const hub = run("main/start.ts", args, {
      PORT: String(port),
      HUB_DATA_DIR: folder,
      HUB_LOG_LEVEL: "silent",
      ...env,
    });
    expect(await hub.ended, hub.output()).to.equal(1);
    expect(hub.output()).not.to.match(/^\s+at /m);
    return hub.output().trim();
  };

  it("says that its port is in use, before it starts a database", async () => {
    const other = createServer().listen(port);
    expect(await saying({})).to.match(
      new RegExp(`^Cổng ${port} đang có chương trình khác dùng.*PORT=${port + 1} npm start`),
    );
    expect(await databasePid()).to.equal(0);
    other.close();
  });

  it("says that the database cannot be reached", async () => {
    expect(await saying({ DATABASE_URL: `postgres://hub@127.0.0.1:${await freePort()}/hub` })).to.match(
      /^Không kết nối được cơ sở dữ liệu \(ECONNREFUSED\)/,
    );
  });

  it("says that the database does not exist", async () => {
    const url = new URL(process.env["TEST_POSTGRES_URL"] ?? "");
    url.pathname = "/nowhere";
    expect(await saying({ DATABASE_URL: url.href })).to.match(/^PostgreSQL từ chối kết nối/);
  });

  it("says all that is wrong with its settings", async () => {
    expect((await saying({ AMQP_URL: "http://x", HUB_DEMO: "maybe" })).split("\n")).to.have.length(2);
  });

  it("says that it knows no such role", async () => {
    expect(await saying({}, ["king"])).to.match(/^Không có vai trò "king"/);
  });

  it("as separate gateway and worker, over RabbitMQ, moves a dossier; the gateway says when nobody relays", async () => {
    const database = await freshDatabase();
    const env = { DATABASE_URL: database.url, AMQP_URL: await emptyBroker(), HUB_DATA_DIR: folder };
    const settings = { PORT: String(port), HUB_LOG_LEVEL: "silent", ...env };
    const migrated = run("main/start.ts", ["migrate"], settings);
    expect(await migrated.ended, migrated.output()).to.equal(0);
    const gateway = run("main/start.ts", ["gateway"], settings);
    await eventually(
      "ready",
      async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.ok,
      30_000,
    );

    // the walk brings its own practice partners, which pull their inboxes; it is of today, for a worker that starts for
    // the first time applies the reforms of before
    const walk = run("main/cli.ts", ["walk", "--now", "--english"], settings);
    await eventually("a message is owed", async () => (await database.sql("select from outbox")).length > 0, 30_000);
    await database.sql("update outbox set created_at = now() - interval '2 minutes'");
    const unready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect(unready.status).to.equal(503);
    expect(await unready.text()).to.contain("is a worker running?");

    const metricsPort = await freePort();
    const worker = run("main/start.ts", ["worker"], { ...settings, HUB_METRICS_PORT: String(metricsPort) });
    expect(await walk.ended, walk.output()).to.equal(0);
    const ofWorker = (path: string) => fetch(`http://127.0.0.1:${metricsPort}${path}`);
    expect(await (await ofWorker("/readyz")).json()).to.deep.equal({
      status: "ok",
      checks: { database: "ok", transport: "ok", closing: "ok" },
    });
    expect(await (await ofWorker("/metrics")).text()).to.match(
      /^hub_bus_published_total\{answer="confirmed",role="worker"\} [1-9]/m,
    );
    expect((await ofWorker("/v1/dossiers")).status).to.equal(404);
    expect(walk.output())
      .to.match(/Registering \w+ practice partners/)
      .and.to.contain("nothing lost, nothing twice");
    expect(walk.output()).to.contain("(inbox)");
    for (const part of [gateway, worker]) {
      part.child.kill("SIGTERM");
      expect(await part.ended, part.output()).to.equal(143);
    }
    await database.drop();
  });

  it("does not let a walk bring practice partners beside real dossiers unless told", async () => {
    const database = await freshDatabase();
    const env = { DATABASE_URL: database.url, HUB_DATA_DIR: folder, PORT: String(port) };
    const hub = await startHub(port, env);
    const first = run("main/cli.ts", ["walk", "--now", "--json"], env);
    expect(await first.ended, first.output()).to.equal(0);
    await database.sql("update partner set practice = false where id = 'practice-commune'");
    const second = run("main/cli.ts", ["walk", "--now"], env);
    expect(await second.ended).to.equal(1);
    expect(second.output()).to.contain("--prepare");
    hub.child.kill("SIGTERM");
    await hub.ended;
    await database.drop();
  });

  for (const demo of [{}, { HUB_DEMO: "1" }])
    it(`walks on a new database${"HUB_DEMO" in demo ? " with the demonstration" : ""}, though the folder served an embedded hub before`, async () => {
      const walkOn = async (env: Record<string, string>) => {
        const settings = { HUB_DATA_DIR: folder, PORT: String(port), ...env };
        const hub = await startHub(port, settings);
        const walk = run("main/cli.ts", ["walk", "--now", "--english"], settings);
        expect(await walk.ended, walk.output()).to.equal(0);
        expect(walk.output()).to.contain("nothing lost, nothing twice");
        hub.child.kill("SIGTERM");
        await hub.ended;
      };
      await walkOn({});
      const database = await freshDatabase();
      // the test's database is cloned from a template: it becomes a hub of its own
      await database.sql("update setting set value = gen_random_uuid()::text where name = 'hub_id'");
      await walkOn({ DATABASE_URL: database.url, ...demo });
      await database.drop();
    });

  it("without a hub the walk says what to do", async () => {
    const walk = run("main/cli.ts", ["walk"], { PORT: String(port), HUB_DATA_DIR: folder });
    expect(await walk.ended).to.equal(1);
    expect(walk.output()).to.contain("npm start");
  });
});

async function practiceToken(folder: string, port: number): Promise<string> {
  const secrets = JSON.parse(await readFile(join(folder, "practice.json"), "utf8")) as Record<string, string>;
  const answer = await fetch(`http://127.0.0.1:${port}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: "practice-commune",
      client_secret: secrets["commune"] ?? "",
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

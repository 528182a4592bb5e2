import { expect } from "chai";
import { mkdtemp, readdir, readFile, rm, chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Received } from "../../adapters/unit/journal.ts";
import { emptyBroker } from "../support/amqp.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { freePort, run, startHub, type OwnProcess } from "../support/hub-process.ts";

/** Steps of the 2019 walk after which the hub is killed: before, during and after the way through three levels. */
const moments = ["receive", "handOver", "conclude"] as const;

describe("kill -9 in mid-walk (P1, P2, P3)", function () {
  this.timeout(240_000);
  let folder: string;
  let hub: OwnProcess | undefined;
  let port: number;
  const cleanUps: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "walk-"));
    await chmod(folder, 0o755);
    port = await freePort();
  });
  afterEach(async () => {
    hub?.child.kill("SIGTERM");
    await hub?.ended;
    hub = undefined;
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
    await rm(folder, { recursive: true, force: true });
  });

  /** Walks while the hub is killed after each moment; each time it is started again on the same data. */
  async function walkThroughKills(env: Record<string, string>) {
    const settings = { HUB_DATA_DIR: folder, HUB_DEMO: "1", ...env };
    hub = await startHub(port, settings);
    const walk = run("main/cli.ts", ["walk", "--english"], { PORT: String(port), ...settings });
    for (const moment of moments) {
      await eventually(
        `the walk has come to ${moment}`,
        () => {
          if (walk.child.exitCode !== null) throw new Error(`the walk ended early:\n${walk.output()}`);
          return new RegExp(`^✓ .*${moment}$`, "m").test(walk.output());
        },
        90_000,
      ); // a message that was under way at the kill comes again when its lease is over
      hub.child.kill("SIGKILL");
      await hub.ended;
      hub = await startHub(port, settings);
    }
    const code = await walk.ended;
    expect(walk.output()).to.contain("nothing lost, nothing twice, all in order");
    expect(code).to.equal(0);
    return walk.output();
  }

  /** What the units' own software wrote down: each message once, each sequence without gap. */
  async function expectJournalsWhole() {
    const [hubId = ""] = await readdir(join(folder, "stand-ins"));
    const files = await readdir(join(folder, "stand-ins", hubId));
    const lines = (await Promise.all(files.map((file) => readFile(join(folder, "stand-ins", hubId, file), "utf8"))))
      .flatMap((text) => text.split("\n"))
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Received);
    expect(lines).to.have.length(9);
    expect(new Set(lines.map(({ id }) => id)).size).to.equal(9);
    const byReceiver: Record<string, number[]> = {};
    for (const { receiver, sequence } of lines) (byReceiver[receiver] ??= []).push(sequence);
    expect(byReceiver).to.deep.equal({
      "H63.29.04": [1, 2, 3, 4, 5],
      "H63.29": [1, 2],
      "H63.11": [1, 2],
    });
  }

  it("embedded: the walk goes on over three kills, and the orphaned database is taken over", async () => {
    await walkThroughKills({});
    expect(hub?.output()).to.contain("Took over the database");
    await expectJournalsWhole();
  });

  it("RabbitMQ and a PostgreSQL server: the walk goes on over three kills", async () => {
    const database: TestDatabase = await freshDatabase();
    cleanUps.push(() => database.drop());
    await walkThroughKills({ DATABASE_URL: database.url, AMQP_URL: await emptyBroker() });
    await expectJournalsWhole();
    const [row] = await database.sql<{ unpublished: number; undelivered: number }>(
      `select (select count(*)::int from outbox where published_at is null) as unpublished,
              (select count(*)::int from delivery where state <> 'delivered') as undelivered`,
    );
    expect(row).to.deep.equal({ unpublished: 0, undelivered: 0 });
  });
});

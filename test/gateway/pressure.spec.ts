import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultFileLimits } from "../../core/service/take-file.ts";
import { leastPace } from "../../gateway/pace.ts";
import { openFileFolder } from "../../platform/file-folder.ts";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { pino } from "pino";
import { Registry } from "prom-client";
import { openGateway } from "../../main/gateway.ts";
import { watchPressure } from "../../main/pressure.ts";
import { openDatabase } from "../../platform/database.ts";
import { masterKey } from "../../platform/master-key.ts";
import { openListener } from "../../platform/listen.ts";
import { anAnnouncement, silent, someAgencies, tell } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { openProxy } from "../support/proxy.ts";

describe("back-pressure at the gateway", () => {
  let database: TestDatabase;
  const closings: (() => unknown)[] = [];
  beforeEach(async () => (database = await freshDatabase()));
  afterEach(async () => {
    for (const close of closings.splice(0)) await close();
    await database.drop();
  });

  /** A gateway whose database lies behind a wire that a test can stall. */
  const behindWire = async (limits = { inFlight: 20, polls: 20 }) => {
    const wire = await openProxy(database.url);
    const db = openDatabase(wire.url, "test slow", 5);
    const closing = new AbortController();
    const listener = openListener({ url: database.url, log: silent, name: "test" });
    const registry = new Registry();
    const folder = await mkdtemp(join(tmpdir(), "hub-files-"));
    closings.push(() => rm(folder, { recursive: true }));
    const server = createServer(
      openGateway({
        ...{ db, listener, log: pino({ level: "silent" }), metrics: registry, limits },
        ...{ publicUrl: "http://localhost", version: "test", demo: false, production: false, standIns: [], checks: {} },
        secretOf: () => "whsec_",
        amqpPasswordOf: masterKey(Buffer.alloc(32, 7)).amqpPasswordOf,
        trustedProxies: [],
        hasQueues: false,
        slips: masterKey(Buffer.alloc(32, 7)),
        mayReach: () => true,
        files: { folder: await openFileFolder(folder), limits: defaultFileLimits, pace: leastPace },
        closing: closing.signal,
      }),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    closings.push(
      () => {
        wire.flow();
        closing.abort();
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      },
      () => listener.close(),
      () => db.destroy(),
      () => wire.close(),
    );
    const ask = async (body?: string) => {
      const response = await fetch(
        body === undefined ? `${url}/public/dossiers/H63.29.04-190312-0001` : `${url}/oauth/token`,
        body === undefined ? {} : { method: "POST", body },
      );
      await response.arrayBuffer();
      return { status: response.status, retryAfter: response.headers.get("retry-after") };
    };
    return { wire, ask, url, registry };
  };

  it("a database that has become slow: 503 with Retry-After at once, no memory grows, and it recovers", async () => {
    const { wire, ask, url, registry } = await behindWire();
    expect((await ask()).status).to.equal(404); // there is no such dossier, but the database was asked
    wire.stall();
    const stuck = Array.from({ length: 20 }, () => ask());
    // one more than may be under way
    const first = await eventually("one is told to come again", async () => {
      const answer = await ask();
      return answer.status === 503 && answer;
    });
    expect(first).to.include({ status: 503, retryAfter: "1" });
    await eventually("the database is seen to be slow", async () => (await ask()).retryAfter === "5");

    const shed = async () => {
      const lines = await registry.getSingleMetricAsString("hub_gateway_shed_total");
      return Number(/reason="database-slow"} (\d+)/.exec(lines)?.[1] ?? 0);
    };
    const shedBefore = await shed();
    const before = process.memoryUsage().heapUsed;
    const body = "x".repeat(500_000);
    for (let round = 0; round < 20; round += 1) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask(round % 2 === 0 ? undefined : body)));
      for (const { status, retryAfter } of answers) expect([status, retryAfter]).to.deep.equal([503, "5"]);
    }
    expect(process.memoryUsage().heapUsed - before).to.be.below(64 * 1024 * 1024);
    // each of them at the door, while the database answers nobody: none waited for it
    expect((await shed()) - shedBefore).to.equal(400);
    expect((await fetch(`${url}/livez`)).status).to.equal(200);

    wire.flow();
    await eventually("it takes in again", async () => (await ask()).status === 404);
    for (const { status } of await Promise.all(stuck)) expect(status).to.be.oneOf([404, 503]);
    await eventually("nobody is left inside", async () =>
      (await registry.getSingleMetricAsString("hub_gateway_in_flight")).includes("hub_gateway_in_flight 0"),
    );
  });

  it("more messages owed than the limit: nothing more is taken in until some have arrived", async () => {
    await someAgencies(database);
    await tell(database, anAnnouncement(), anAnnouncement(), anAnnouncement());
    const closing = new AbortController();
    closings.push(() => closing.abort());
    const pressure = watchPressure(database.db, silent, closing.signal, 2);
    await eventually("the backlog is seen", () => pressure() === "backlog");
    await database.sql("update hub.outbox set arrived_at = now() where sequence = 1");
    await eventually("it takes in again", () => pressure() === undefined);
  });
});

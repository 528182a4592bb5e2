import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openRabbitTransport } from "../../bus/rabbitmq.ts";
import { queues, type Transport } from "../../bus/transport.ts";
import { openLog } from "../../platform/log.ts";
import { eventually } from "../support/eventually.ts";
import { startRabbitCluster } from "../support/rabbitmq.mjs";

const log = openLog("silent", "test");
const lanes = Array.from({ length: 12 }, (_, i) => `lane-${i}`);

/** Three nodes on this machine. */
describe("a RabbitMQ cluster of three loses nothing and reorders nothing in a lane", function () {
  this.timeout(150_000);
  let folder: string;
  let killed: number;
  let cluster: Awaited<ReturnType<typeof startRabbitCluster>>;
  let transport: Transport;
  let traffic: ReturnType<typeof startTraffic>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hub-cluster-"));
    cluster = await startRabbitCluster({ folder });
    // a node that hangs is given up after two missed heartbeats
    const url = cluster.nodes.map((node) => `${node.url}?heartbeat=2`).join(",");
    transport = openRabbitTransport({ url, log, longestPauseMs: 200, restMs: () => 20 });
    traffic = startTraffic(transport);
    await traffic.consume();
    await traffic.goesOn();
  });
  after(async () => {
    await transport.close();
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("when the node that leads the queue is killed with -9", async () => {
    const leader = (killed = await indexOfLeader());
    await cluster.nodes[leader]?.kill();
    await traffic.goesOn();
    expect(await indexOfLeader(leader), "another node leads").to.not.equal(leader);
    await cluster.restart(leader);
    await traffic.goesOn();
  });

  it("while the two other nodes are stopped and started in turn, as by an upgrade", async () => {
    for (const index of [0, 1, 2].filter((one) => one !== killed)) {
      await cluster.nodes[index]?.stop();
      await traffic.goesOn();
      await cluster.restart(index);
      await eventually("the queue has three members again", async () => (await online()) === 3, 30_000);
    }
    await traffic.goesOn();
  });

  it("and in the end each message that was confirmed has come, and those of a lane in their order", async () => {
    const confirmed = await traffic.end();
    await eventually("all are handled", () =>
      lanes.every((lane) => traffic.handled(lane).length >= (confirmed.get(lane) ?? 0)),
    );
    for (const lane of lanes) {
      const all = Array.from({ length: confirmed.get(lane) ?? 0 }, (_, i) => i + 1);
      expect(all.length, lane).to.be.greaterThan(20);
      // repeats are allowed, the first coming of each is what counts
      expect(traffic.handled(lane).slice(0, all.length), lane).to.deep.equal(all);
    }
  });

  interface QueueState {
    readonly leader: string;
    readonly online: readonly string[];
  }

  /** As a node sees it that is not `without`; undefined while it cannot tell. */
  async function queueState(without?: number): Promise<QueueState | undefined> {
    const node = cluster.nodes.find((_, i) => i !== without);
    const { origin, username, password } = new URL(node?.managementUrl ?? "");
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    try {
      const answer = await fetch(`${origin}/api/queues/%2F/${queues.delivery}`, {
        headers: { authorization },
        signal: AbortSignal.timeout(5_000),
      });
      return answer.ok ? ((await answer.json()) as QueueState) : undefined;
    } catch {
      return undefined;
    }
  }

  const online = async () => (await queueState())?.online.length;

  /** The place in `nodes` of the node that leads the queue, other than `without`, which cannot be asked. */
  async function indexOfLeader(without?: number): Promise<number> {
    return eventually(
      "a leader",
      async () => {
        const state = await queueState(without);
        const index = cluster.nodes.findIndex(({ node }) => node === state?.leader);
        return index === -1 || index === without ? undefined : { index };
      },
      30_000,
    ).then(({ index }) => index);
  }
});

/** Publishes on every lane as the relay does: the next only when the one before is confirmed, else the same again. */
function startTraffic(transport: Transport) {
  const confirmed = new Map<string, number>();
  const seen = new Map<string, number[]>();
  let ending = false;

  const publish = async (lane: string) => {
    for (let n = 1; !ending; n++) {
      const messageId = `${lane}:${n}`;
      await eventually(
        messageId,
        async () => (await transport.publish(queues.delivery, [{ messageId, body: Buffer.from(messageId) }]))[0]?.ok,
        60_000,
      );
      confirmed.set(lane, n);
    }
  };
  const publishing = Promise.all(lanes.map(publish));
  publishing.catch(() => undefined);

  const handled = (lane: string) => seen.get(lane) ?? [];
  return {
    handled,
    consume: () =>
      transport.consume(queues.delivery, 1, ({ body }) => {
        const [lane = "", n] = body.toString().split(":");
        const before = seen.get(lane) ?? [];
        if (!before.includes(Number(n))) seen.set(lane, [...before, Number(n)]);
        return Promise.resolve();
      }),
    /** Resolves when every lane has moved on from here, to the very end: confirmed and handled. */
    async goesOn() {
      const from = new Map(confirmed);
      await Promise.race([
        publishing,
        eventually(
          "every lane goes on",
          () => lanes.every((lane) => handled(lane).length >= (from.get(lane) ?? 0) + 5),
          45_000,
        ),
      ]);
    },
    /** @returns how many were confirmed on each lane. */
    async end() {
      ending = true;
      await publishing;
      return confirmed;
    },
  };
}

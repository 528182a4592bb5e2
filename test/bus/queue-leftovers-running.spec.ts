import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type ChannelModel } from "amqplib";
import { expect } from "chai";
import { acknowledge } from "../../bus/inbox.ts";
import { parseDay } from "../../core/domain/day.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { openMasterKey } from "../../platform/master-key.ts";
import { amqpUrl, emptyBroker, managementUrl } from "../support/amqp.ts";
import { aPartner, tell } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { freePort, run, startHub, type OwnProcess } from "../support/hub-process.ts";
import { aStep, dayBefore, dayComes, laneOf, reform } from "../support/reform.ts";
import { putDossiers } from "../support/running-dossiers.ts";

const { commune, neighbour, merged } = reform;
const codeOf = (n: number) => parseDossierCode(`H63.29.04-250620-000${n}`);

describe("a reform while the hub runs, with units that take by AMQP", function () {
  this.timeout(120_000);
  let database: TestDatabase;
  let folder: string;
  let hub: OwnProcess | undefined;
  const clients: ChannelModel[] = [];

  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close().catch(() => undefined);
    await database.sql("update hub.subscription set channel = 'inbox' where channel = 'amqp'");
    await database.sql("select pg_notify('hub_partner', '')");
    const admin = await connect(amqpUrl());
    const channel = await admin.createChannel();
    for (const queue of ["unit.xa-cu", "unit.xa-moi"]) await channel.deleteQueue(queue);
    await admin.close();
    hub?.child.kill("SIGTERM");
    await hub?.ended;
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it("the ended unit's queue is emptied, its successor gets each once, and a kept lane goes on in its queue", async () => {
    await emptyBroker();
    database = await freshDatabase();
    folder = await mkdtemp(join(tmpdir(), "reform-"));
    await chmod(folder, 0o755);
    await loadDemonstration(database.db, parseDay("2026-11-21"));
    await dayBefore(database);
    await aPartner(database, "xa-cu", { serves: [commune] });
    // the neighbour's software goes on under the new code
    await aPartner(database, "xa-moi", { serves: [neighbour, merged] });
    await database.sql("update hub.subscription set channel = 'amqp' where partner_id in ('xa-cu', 'xa-moi')");
    for (const [n, receivedBy] of [commune, commune, neighbour].entries())
      await putDossiers(database, [{ code: codeOf(n + 1), procedure: "2.002307", receivedBy, heldBy: receivedBy }]);

    const settings = { DATABASE_URL: database.url, HUB_DATA_DIR: folder };
    hub = await startHub(await freePort(), {
      ...settings,
      AMQP_URL: amqpUrl(),
      AMQP_MANAGEMENT_URL: managementUrl(),
    });
    await tell(database, aStep(commune, codeOf(1), 1), aStep(commune, codeOf(2), 1));
    await tell(database, aStep(neighbour, codeOf(3), 1), aStep(neighbour, codeOf(3), 2));
    await eventually("the heads lie in the queues", async () => {
      const rows = await database.sql("select from hub.delivery where queued_at is not null");
      return rows.length === 3;
    });
    const { amqpPasswordOf } = await openMasterKey(database.db, join(folder, "master.key"));
    const fetching = async (partner: string) => {
      const url = new URL(amqpUrl());
      url.username = `unit.${partner}.1`;
      url.password = amqpPasswordOf(partner, 1);
      const model = await connect(url.href);
      model.on("error", () => undefined);
      clients.push(model);
      const channel = await model.createChannel();
      channel.on("error", () => undefined);
      await channel.prefetch(1);
      const came: { line: string; id: string }[] = [];
      /** With its receipt and its acknowledgement, in that order. */
      const done: string[] = [];
      await channel.consume(`unit.${partner}`, (message) => {
        if (!message) return;
        const { id, receiver, sequence } = JSON.parse(message.content.toString()) as Record<string, string>;
        came.push({ line: `${receiver ?? ""} #${Number(sequence)}`, id: id ?? "" });
        if (partner === "xa-cu") return; // it hangs over its first message
        void database.db
          .transaction()
          .execute((tx) => acknowledge(tx, partner, id ?? "", new Date("2025-07-01T03:00:00Z")))
          .then(() => {
            channel.ack(message);
            done.push(id ?? "");
          });
      });
      return { came, ended: new Promise<void>((resolve) => model.once("close", () => resolve())) };
    };
    const old = await fetching("xa-cu");
    await eventually("it holds the first", () => old.came.length === 1);

    await dayComes(database);
    const apply = run("main/cli.ts", ["succession", "apply", "--on", "2025-07-01", "--json"], settings);
    expect(await apply.ended, apply.output()).to.equal(0);
    await old.ended;
    await eventually(
      "the note is crossed out",
      async () => (await database.sql("select from hub.queue_leftover where due_at <= now()")).length === 0,
    );
    const again = await fetching("xa-cu").catch(async () => {
      await eventually("let in again", async () => {
        const rows = await database.sql("select from hub.amqp_access where ready_version = 1 and partner_id = 'xa-cu'");
        return rows.length === 1;
      });
      return fetching("xa-cu");
    });
    const successor = await fetching("xa-moi");
    await eventually("all open messages are through", async () => {
      const [row] = await database.sql<{ n: number }>(
        "select count(*)::int as n from hub.outbox o left join hub.delivery d using (message_id) where d.state is distinct from 'delivered'",
      );
      return row?.n === 0;
    });
    expect(again.came).to.deep.equal([]);
    const lines = successor.came.map(({ line }) => line);
    expect(lines.filter((line) => line.startsWith(neighbour))).to.deep.equal([`${neighbour} #1`, `${neighbour} #2`]);
    expect(new Set(successor.came.map(({ id }) => id)).size, "nothing twice").to.equal(successor.came.length);
    for (const n of [1, 2])
      expect((await laneOf(database, merged, codeOf(n))).filter((line) => line.includes(" of "))).to.deep.equal([
        `2 moved 1 of ${commune} #1 perhaps there delivered`,
      ]);
    expect(
      await database.sql("select succession from hub.lane where receiver = $1 and subject = $2", [
        neighbour,
        codeOf(3),
      ]),
    ).to.deep.equal([{ succession: "kept" }]);
  });
});

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect } from "amqplib";
import { expect } from "chai";
import { startUnitStandIn, type UnitStandIn } from "../../adapters/unit/stand-in.ts";
import { queues } from "../../bus/transport.ts";
import type { DossierCode } from "../../core/domain/dossier-code.ts";
import { masterKey } from "../../platform/master-key.ts";
import { amqpUrl } from "../support/amqp.ts";
import { aPartner, anAnnouncement, district, silent, someAgencies, tell } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { program } from "../support/program.ts";

const { secretOf } = masterKey(Buffer.alloc(32, 7));
const dossiers = Array.from({ length: 8 }, (_, i) => `H63.29.04-190312-000${i + 1}` as DossierCode);

for (const transport of ["embedded", "RabbitMQ"] as const)
  describe(`a worker on the ${transport} transport, killed with kill -9 again and again`, () => {
    let database: TestDatabase;
    let standIn: UnitStandIn;
    let worker: ChildProcess | undefined;
    beforeEach(async () => {
      database = await freshDatabase();
      await someAgencies(database);
      standIn = await startUnitStandIn({ secret: () => secretOf("huyen", 1), log: silent });
      await aPartner(database, "huyen", { serves: [district], url: standIn.webhookUrl });
      if (transport === "RabbitMQ") {
        const admin = await connect(amqpUrl());
        await (await admin.createChannel()).deleteQueue(queues.delivery);
        await admin.close();
      }
    });
    afterEach(async () => {
      await kill();
      await standIn.close();
      await database.drop();
    });

    const start = () => {
      const broker = transport === "RabbitMQ" ? amqpUrl() : "";
      worker = spawn(process.execPath, [...program("test/support/worker-child.ts"), database.url, broker], {
        stdio: "inherit",
      });
    };
    const kill = async () => {
      const dying = worker;
      worker = undefined;
      if (!dying || dying.exitCode !== null) return;
      dying.kill("SIGKILL");
      await once(dying, "exit");
    };
    const tellAll = async (times: number) => {
      for (let i = 0; i < times; i++) for (const subject of dossiers) await tell(database, anAnnouncement({ subject }));
    };

    it("loses nothing, doubles nothing and keeps every dossier's order, also when the unit misbehaves", async () => {
      standIn.misbehave(
        { kind: "status", status: 503 },
        { kind: "reset", after: true },
        { kind: "late", ms: 50 },
        { kind: "reset" },
      );
      const telling = tellAll(10);
      for (const enough of [10, 25, 40]) {
        start();
        await eventually(`${enough} received`, () => standIn.received().length >= enough, 30_000);
        await kill();
      }
      await telling;
      start();
      await eventually("all received", () => standIn.received().length >= 80, 40_000);
      await eventually("all answered", async () => {
        const open = await database.sql("select from hub.delivery where state <> 'delivered'");
        return open.length === 0;
      });

      expect(standIn.violations()).to.deep.equal([]);
      expect(new Set(standIn.received().map(({ id }) => id)).size).to.equal(80);
      for (const subject of dossiers)
        expect(
          standIn
            .received()
            .filter((one) => one.subject === subject)
            .map(({ sequence }) => sequence),
        ).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(await database.sql("select distinct announced, delivered from hub.lane")).to.deep.equal([
        { announced: 10, delivered: 10 },
      ]);
      expect(await database.sql("select from hub.parked_message")).to.deep.equal([]);
    });
  });

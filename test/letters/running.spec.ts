import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Registry } from "prom-client";
import { readEdocConnection } from "../../adapters/edoc/connection.ts";
import { practiceAxis } from "../../adapters/edoc/stand-in/axis.ts";
import { openEdocWork } from "../../main/edoc.ts";
import { silent } from "../support/bus.ts";
import { eventually } from "../support/eventually.ts";
import { commune, openLetterWorld, organOf, type LetterTestWorld } from "../support/letter-world.ts";

describe("letters in a running worker", function () {
  this.timeout(60_000);
  let world: LetterTestWorld;
  let folder: string;
  before(async () => {
    world = await openLetterWorld();
    folder = mkdtempSync(join(tmpdir(), "letters-"));
  });
  after(async () => {
    await world.close();
    rmSync(folder, { recursive: true });
  });

  it("by its connection file: taken in, looked at for signatures, acknowledged, answered, and counted", async () => {
    writeFileSync(join(folder, "secret"), practiceAxis.secret);
    const file = join(folder, "edoc.yaml");
    writeFileSync(
      file,
      // JSON is YAML
      JSON.stringify({
        accounts: [
          {
            ...{ name: "practice", face: "knobstick", endpoint: world.axis.url, systemId: practiceAxis.systemId },
            ...{
              secretFile: join(folder, "secret"),
              units: [{ organId: organOf(commune), unit: commune, name: "Xã Mẫu" }],
            },
          },
        ],
      }),
    );
    const connection = readEdocConnection(file);
    expect(connection.recalls).to.deep.equal({ untouched: "person", underway: "person", completed: "person" });
    // the worker's clock is the machine's
    world.setClock(new Date().toISOString());
    world.legacy.send({ to: [organOf(commune)] });
    const metrics = new Registry();
    const { db } = world.gateway.database;
    const { working, jobs } = openEdocWork({ db, log: silent, folder: world.gateway.folder, metrics }, connection, 20);
    try {
      await eventually("the letter is in, and 01 has left", async () => {
        const [row] = await world.sql<{ n: number }>(
          "select count(*)::integer as n from letter_task where state = 'done'",
        );
        const [item] = await world.sql<{ state: string }>("select state from letter_item");
        return row?.n === 1 && item?.state === "done";
      });
      await eventually("its signatures were looked at", async () => {
        const [row] = await world.sql<{ n: number }>("select count(*)::integer as n from letter_check");
        return row?.n === 1;
      });
      await eventually("the worker has counted", async () =>
        (await metrics.metrics()).includes('hub_letter_receipts_owed{standing="inTime"} 1'),
      );
      expect(await metrics.metrics()).to.contain('verb="fetch",ending="done"} 1');
    } finally {
      await working.close();
    }
    world.legacy.turn();
    expect(world.legacy.heard.map(({ code }) => code)).to.deep.equal(["01"]);
    const [paper] = (await world.get(commune, "/v1/letters/1")).body.files;
    // the legacy system's practice file has no table of its objects: what it is worth cannot be told
    expect(paper.verdict).to.include({ verdict: "unreadable" });
    const content = await world.get(commune, `/v1/files/${paper.sha256 as string}`);
    expect(content.status).to.equal(200);
    expect(jobs.map(({ name }) => name)).to.deep.equal(["watch-letters", "forget-letters-raw"]);
    for (const job of jobs) await job.run(new Date());
  });

  it("what the axis says another sent is for a person: a letter with a warning, a recall parked", async () => {
    await world.reset();
    const id = world.legacy.send({ to: [organOf(commune)] });
    await world.work();
    const recall = () => {
      world.legacy.recall(id, "A", "Nhầm");
      return world.axis.items.at(-1)?.bytes ?? Buffer.alloc(0);
    };
    const bytes = recall();
    for (const item of world.axis.items) item.state = "done";
    world.axis.put({ kind: "edoc", from: "000.00.18.H38", to: [organOf(commune)], bytes });
    await world.work();
    expect(await world.sql("select kind, why from letter_parked")).to.deep.equal([
      { kind: "recall", why: "fromDiffers" },
    ]);
    expect((await world.get(commune, "/v1/letters/1")).body.request).to.equal(null);
  });
});

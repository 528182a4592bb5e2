import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { startUnitStandIn } from "../../adapters/unit/stand-in.ts";
import { decideReplay } from "../../bus/replay/decide.ts";
import { draftReplay } from "../../bus/replay/draft.ts";
import { findReplay } from "../../bus/replay/read.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { masterKey } from "../../platform/master-key.ts";
import { aPartner, anAnnouncement, bringAll, district, silent, someAgencies, tell } from "../support/bus.ts";
import { freshDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { run, type OwnProcess } from "../support/hub-process.ts";

const subjects = [1, 2, 3].map((n) => parseDossierCode(`H63.29.04-190312-000${n}`));

describe("a replay whose worker is killed", () => {
  const closings: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closings.splice(0).reverse()) await close();
  });

  it("goes on in another: a unit that lost its data has all of it again, once and in order, live messages behind", async () => {
    const database = await freshDatabase();
    closings.push(() => database.drop());
    const { secretOf } = masterKey(Buffer.alloc(32, 7));
    const unit = await startUnitStandIn({ secret: () => secretOf("huyen", 1), log: silent });
    closings.push(() => unit.close());
    await someAgencies(database);
    await aPartner(database, "huyen", { serves: [district], url: unit.webhookUrl });
    // what the unit had confirmed before it lost its data
    for (const subject of subjects)
      await tell(database, ...Array.from({ length: 4 }, () => anAnnouncement({ subject })));
    await bringAll(database);
    await database.sql("update hub.delivery set state = 'delivered', delivered_at = now()");
    await database.sql("update hub.lane set delivered = announced");
    const id = randomUUID();
    const now = new Date();
    const replay = () => findReplay(database.db, id);
    await database.db.transaction().execute(async (tx) => {
      const wish = { receiver: district, from: new Date("2019-01-01T00:00:00Z"), to: now, perMinute: 240 };
      await draftReplay(tx, id, { ...wish, reason: "mất dữ liệu" }, "Lan", now);
      await decideReplay(tx, id, "start", { by: "Lan", reason: "mất dữ liệu", at: now });
    });
    const worker = (): OwnProcess => {
      const own = run("test/support/replay-child.ts", [database.url], {});
      closings.push(() => {
        own.child.kill("SIGKILL");
        return own.ended;
      });
      return own;
    };
    // the second kill is after the unit took it, the first before
    for (const [taken, fault] of [
      [0, { kind: "hang" }],
      [3, { kind: "hang", after: true }],
    ] as const) {
      const own = worker();
      await eventually("some came", () => unit.received().length >= taken, 30_000);
      const before = unit.received().length;
      unit.misbehave(fault);
      await eventually(
        "one is on its way",
        async () => (await database.sql("select from hub.delivery where leased_until is not null"))[0],
        30_000,
      );
      if ("after" in fault) await eventually("the unit took it", () => unit.received().length > before, 30_000);
      own.child.kill("SIGKILL");
      await own.ended;
    }
    await tell(database, anAnnouncement({ subject: subjects[2]! }));
    await bringAll(database);
    worker();
    await eventually("done", async () => (await replay())?.endedAt !== null, 60_000);
    await eventually("live too", () => unit.received().length === 13, 30_000);
    expect(unit.violations()).to.deep.equal([]);
    for (const [i, subject] of subjects.entries())
      expect(
        unit
          .received()
          .filter((one) => one.subject === subject)
          .map(({ sequence, event }) => [sequence, event["replay"] === id]),
      ).to.deep.equal([[1, true], [2, true], [3, true], [4, true], ...(i === 2 ? [[5, false]] : [])]);
    expect((await replay())?.counts).to.deep.equal({ pending: 0, sent: 12, failed: 0, left: 0 });
    // what nobody heard the end of is on record as unknown
    const [unknown] = await database.sql<{ n: number }>(
      "select count(*)::int as n from hub.delivery_attempt where outcome = 'unknown'",
    );
    expect(unknown!.n).to.be.greaterThanOrEqual(1);
  });
});

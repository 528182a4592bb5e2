import { expect } from "chai";
import { openClocks, seedClocks } from "../../core/service/clock-in-force.ts";
import { watchOverdue } from "../../core/service/watch-overdue.ts";
import { openCases, stampCase } from "../../core/store/overdue.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

describe("overdue dossiers are watched (§5, O11)", () => {
  let gateway: TestGateway;
  let code: string;
  const at = (text: string) => new Date(`2026-11-${text}:00+07:00`);
  const finder = openClocks();
  const look = (text: string) => watchOverdue(gateway.database.db, finder, at(text));
  const rungs = async () =>
    (await gateway.database.sql<{ rung: string }>("select rung from overdue_alert order by at, rung")).map(
      (row) => row.rung,
    );
  const theCase = async () => (await openCases(gateway.database.db, 10))[0];

  before(async () => {
    gateway = await testGateway();
    await seedClocks(gateway.database.db);
    gateway.setClock(new Date("2026-12-31T00:00:00Z"));
    await gateway.register("commune", [walkNow.commune]);
    const answer = await gateway.send("POST", "/v1/dossiers", {
      token: await gateway.tokenOf("commune"),
      key: aKey(),
      body: {
        by: walkNow.commune,
        procedure: walkNow.procedure, // 10 working days
        applicant: { name: "Trần Thị Thử Nghiệm" },
        at: "2026-11-10T09:00:00+07:00", // due Wed 25/11 17:30: 11, 12, 13, 16–20, 23, 25
      },
    });
    code = answer.body.dossier.code as string;
  });
  after(() => gateway.close());

  it("goes rung by rung, each told once, and catches up on what nobody watched", async () => {
    expect(await look("11T09:00")).to.deep.equal({ watched: 1, told: 0 });
    expect(await look("19T09:00")).to.deep.equal({ watched: 1, told: 1 });
    expect(await look("19T10:00")).to.deep.equal({ watched: 1, told: 0 });
    expect(await rungs()).to.deep.equal(["halfUsed"]);
    expect(await theCase()).to.equal(undefined);
    // nothing ran for a week: the next look finds all that was reached meanwhile
    expect(await look("26T09:00")).to.deep.equal({ watched: 1, told: 3 });
    expect(await rungs()).to.have.members(["halfUsed", "beforeApology", "apologyMissed", "duePassed"]);
    expect(await theCase()).to.deep.include({
      dossier: code,
      state: "overdue",
      breaches: ["noApology", "due"],
      responsible: "H38.91",
    });
  });

  it("an explanation in time is a stamp; the case stays open until the dossier has ended", async () => {
    const [row] = await gateway.database.sql<{ id: bigint }>("select id from dossier where code = $1", [code]);
    await gateway.database.db.transaction().execute(async (tx) => {
      expect(await stampCase(tx, row!.id, "report", at("27T09:00"), null)).to.equal(true);
      expect(await stampCase(tx, row!.id, "centre", at("27T10:00"), null)).to.equal(true);
      expect(await stampCase(tx, 0n, "report", at("27T09:00"), null)).to.equal(false);
    });
    await look("30T09:00");
    expect(await theCase()).to.deep.include({ state: "reported", breaches: ["noApology", "due"] });
    const done = await gateway.send("POST", `/v1/dossiers/${code}/steps`, {
      token: await gateway.tokenOf("commune"),
      key: aKey(),
      body: { step: "conclude", by: walkNow.commune, outcome: "granted", at: "2026-11-30T10:00:00+07:00" },
    });
    expect(done.status).to.equal(201);
    await look("30T11:00");
    expect(await theCase()).to.equal(undefined); // closed
    expect(await rungs()).not.to.include("explanationMissed");
  });
});

import { expect } from "chai";
import { sql as rawSql } from "kysely";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { seedClocks } from "../../core/service/clock-in-force.ts";
import { watchOverdue } from "../../core/service/watch-overdue.ts";
import { openCases } from "../../core/store/overdue.ts";
import { nameCentre } from "../../core/store/provincial-centres.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { messagesOf } from "../support/agreed-messages.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";
import { aWorld } from "../support/running-dossiers.ts";

/** Received by the commune H38.91 on 10/11 09:00, 10 working days: due Wed 25/11 17:30 (24/11 is a holiday). */
describe("overdue dossiers are watched, and each rung is told once (§5, O11, P2, P3)", () => {
  let gateway: TestGateway;
  let code: string;
  const at = (text: string) => new Date(`2026-11-${text}:00+07:00`);
  const look = (text: string) => {
    const now = at(text);
    return watchOverdue(aWorld(gateway.database, now.toISOString()), now);
  };
  const alerts = async () =>
    (await messagesOf(gateway.database, "overdue-alert.v1")).map(({ receiver, time, data }) => [
      receiver,
      data["rung"],
      data["told"],
      time,
    ]);
  const theCase = async () => (await openCases(gateway.database.db, 10))[0];
  const step = async (partner: string, path: string, body: object) => {
    const answer = await gateway.send("POST", `/v1/dossiers/${code}/${path}`, {
      token: await gateway.tokenOf(partner),
      key: aKey(),
      body,
    });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  };

  beforeEach(async () => {
    gateway = await testGateway();
    await seedClocks(gateway.database.db);
    gateway.setClock(new Date("2026-12-31T00:00:00Z"));
    await gateway.register("commune", [walkNow.commune]);
    await gateway.register("province", [walkNow.province]);
    const answer = await gateway.send("POST", "/v1/dossiers", {
      token: await gateway.tokenOf("commune"),
      key: aKey(),
      body: {
        by: walkNow.commune,
        procedure: walkNow.procedure,
        applicant: { name: "Trần Thị Thử Nghiệm" },
        at: "2026-11-10T09:00:00+07:00",
      },
    });
    code = answer.body.dossier.code as string;
    await step("commune", "handovers", { by: walkNow.commune, to: walkNow.province, at: "2026-11-10T14:00:00+07:00" });
    await step("province", "steps", {
      step: "acknowledge",
      role: "officer",
      by: walkNow.province,
      at: "2026-11-11T08:00:00+07:00",
    });
  });
  afterEach(() => gateway.close());

  it("goes rung by rung: holder, its head, the one-stop, the authority above, the province's centre", async () => {
    const told = { watched: 1, told: 1, nobodyNamed: 0 };
    const nothing = { watched: 1, told: 0, nobodyNamed: 0 };
    expect(await look("17T14:14")).to.deep.equal(nothing); // 43 h 15 min of 86 h 30 min have run at 14:15
    for (const [moment, report] of [
      ["17T14:15", told],
      ["17T14:30", nothing],
      ["20T17:30", told],
      ["23T17:30", nothing],
      ["23T17:31", told],
      ["25T17:30", nothing],
      ["25T17:31", told],
      ["27T17:30", nothing],
      ["27T17:31", { ...nothing, nobodyNamed: 1 }],
      ["27T17:46", { ...nothing, nobodyNamed: 1 }],
    ] as const)
      expect(await look(moment), moment).to.deep.equal(report);

    // the register does not say which agency is the centre; the rung waits until somebody does
    await gateway.database.db
      .transaction()
      .execute((tx) =>
        nameCentre(tx, { province: parseOrgCode("H38"), centre: parseOrgCode("H38.10"), basis: "QĐ 1/QĐ-UBND" }),
      );
    expect(await look("30T08:00")).to.deep.equal(told);
    expect(await look("30T08:15")).to.deep.equal(nothing);
    expect(await alerts()).to.deep.equal([
      ["H38.16", "halfUsed", "handler", "2026-11-17T07:15:00.000Z"],
      ["H38.16", "beforeApology", "agencyHead", "2026-11-20T10:30:00.000Z"],
      ["H38.91", "apologyMissed", "oneStopHead", "2026-11-23T10:30:00.000Z"],
      ["H38", "duePassed", "chairman", "2026-11-25T10:30:00.000Z"],
      ["H38.10", "explanationMissed", "provincialCentre", "2026-11-27T10:30:00.000Z"],
    ]);
    const last = (await messagesOf(gateway.database, "overdue-alert.v1")).at(-1);
    expect(last?.data).to.deep.include({
      overdueState: "overdue",
      breaches: ["noApology", "due", "noReport", "noCentreUpdate"],
      heldBy: "H38.16",
      originalDue: "2026-11-25T10:30:00.000Z",
      currentDue: "2026-11-25T10:30:00.000Z",
    });
    expect(await theCase()).to.deep.include({ dossier: code, state: "overdue", responsible: "H38.16" });
  });

  it("finds all that was reached while nothing ran, once, though two processes look at the same time", async () => {
    const reports = await Promise.all([look("26T09:00"), look("26T09:00"), look("26T09:00")]);
    expect(reports.reduce((sum, { told }) => sum + told, 0)).to.equal(4);
    expect((await alerts()).map(([receiver, rung]) => [receiver, rung])).to.deep.equal([
      ["H38.16", "halfUsed"],
      ["H38.16", "beforeApology"],
      ["H38.91", "apologyMissed"],
      ["H38", "duePassed"],
    ]);
    expect((await look("26T09:15")).told).to.equal(0);
  });

  it("a look that cannot tell records nothing: both or neither (P2)", async () => {
    const now = at("26T09:00");
    const world = { ...aWorld(gateway.database, now.toISOString()), announce: () => Promise.reject(new Error("full")) };
    const failed = await watchOverdue(world, now).catch((error: unknown) => (error as Error).message);
    expect(failed).to.equal("full");
    expect(await gateway.database.sql("select from overdue_alert")).to.have.length(0);
    expect(await theCase()).to.equal(undefined);
    expect((await look("26T09:15")).told).to.equal(4);
  });

  it("whoever is told may look at the dossier, without the applicant (P12)", async () => {
    await gateway.register("authority", ["H38"]);
    const token = await gateway.tokenOf("authority");
    expect((await gateway.send("GET", `/v1/dossiers/${code}`, { token })).status).to.equal(404);
    await look("26T09:00");
    const { status, body } = await gateway.send("GET", `/v1/dossiers/${code}`, { token });
    expect([status, body.applicant]).to.deep.equal([200, undefined]);
    expect(body.overdue.alerts.map(({ rung, to }: { rung: string; to: string }) => [rung, to])).to.have.deep.members([
      ["halfUsed", "H38.16"],
      ["beforeApology", "H38.16"],
      ["apologyMissed", "H38.91"],
      ["duePassed", "H38"],
    ]);
  });

  const shown = async () => {
    const { body } = await gateway.send("GET", `/v1/dossiers/${code}`, { token: await gateway.tokenOf("commune") });
    return body.overdue;
  };
  /** When the hub learned of it; the database's own clock does not count in a test. */
  const enteredAt = async (step: string, text: string) => {
    const moment = at(text).toISOString();
    await gateway.database.sql(`update dossier_event set recorded_at = at`);
    await gateway.database.sql(`update dossier_event set recorded_at = '${moment}' where step = '${step}'`);
  };

  it("a conclusion dated back into the limit takes no recorded breach away, and is shown as entered late (P13)", async () => {
    const onRecord = ["noApology", "due", "noReport", "noCentreUpdate"];
    await look("30T08:00");
    expect(await theCase()).to.deep.include({ state: "overdue", breaches: onRecord });
    await step("province", "steps", {
      ...{
        step: "conclude",
        role: "signatory",
        by: walkNow.province,
        outcome: "granted",
        at: "2026-11-23T09:00:00+07:00",
      },
    });
    await enteredAt("conclude", "30T09:00");
    await look("30T09:15");
    const seen = await shown();
    expect(seen).to.deep.include({ state: null, overdueFrom: null, breaches: onRecord });
    expect(seen.lateEntries).to.deep.equal([
      {
        ...{ what: "conclude", by: "H38.16" },
        ...{ at: "2026-11-23T02:00:00.000Z", recordedAt: "2026-11-30T02:00:00.000Z" },
      },
    ]);
    // nothing is due to anybody any more; what was recorded stays in the case
    expect(await theCase()).to.equal(undefined);
    expect(await gateway.database.sql("select state, breaches from overdue_case")).to.deep.equal([
      { state: null, breaches: onRecord },
    ]);
  });

  it("a re-appointment dated back before the due, and a letter with it, cure nothing (P13, O12)", async () => {
    await look("26T09:00");
    await step("province", "steps", {
      ...{ step: "extend", by: walkNow.province, role: "agencyHead", reason: "Chờ xác minh" },
      ...{ at: "2026-11-20T09:00:00+07:00", newDue: "2027-01-15T17:30:00+07:00" },
    });
    await enteredAt("extend", "26T10:00");
    await gateway.database.sql("update overdue_stamp set recorded_at = '2026-11-26T10:00:00+07:00'");
    await look("26T10:15");
    const seen = await shown();
    expect(seen.breaches).to.deep.equal(["noApology", "due"]);
    expect(seen.lateEntries.map(({ what }: { what: string }) => what)).to.deep.equal(["apology", "extend"]);
  });

  it("what was done in time and entered in time is no late entry", async () => {
    await step("province", "steps", {
      ...{
        step: "conclude",
        role: "signatory",
        by: walkNow.province,
        outcome: "granted",
        at: "2026-11-23T09:00:00+07:00",
      },
    });
    await enteredAt("conclude", "25T17:30");
    expect(await shown()).to.deep.include({ breaches: [], lateEntries: [] });
  });

  it("a delay that was foreseen and did not come is put to rest", async () => {
    await look("20T17:30");
    expect(await theCase()).to.deep.include({ state: "foreseen", breaches: [] });
    await step("province", "steps", {
      ...{
        step: "conclude",
        role: "signatory",
        by: walkNow.province,
        outcome: "granted",
        at: "2026-11-23T09:00:00+07:00",
      },
    });
    expect(await look("26T09:00")).to.deep.equal({ watched: 1, told: 0, nobodyNamed: 0 });
    expect(await theCase()).to.equal(undefined);
    expect((await look("26T09:15")).watched).to.equal(0);
  });

  it("counted anew after a supplement, a late dossier is late no more; what was told stays told", async () => {
    await look("26T09:00");
    const papers = { items: [{ name: "Đơn đề nghị", legalBasis: "Luật thử" }], legalBasis: "Luật thử" };
    await step("province", "steps", {
      ...{
        step: "assign",
        role: "agencyHead",
        by: walkNow.province,
        assignee: "CB-01",
        at: "2026-11-26T08:00:00+07:00",
      },
    });
    await step("province", "steps", {
      ...{ step: "askSupplement", role: "handler", by: walkNow.province, at: "2026-11-26T09:00:00+07:00", ...papers },
    });
    await step("commune", "steps", {
      step: "supplement",
      role: "applicant",
      by: walkNow.commune,
      at: "2026-11-27T09:00:00+07:00",
    });
    expect((await look("27T09:15")).told).to.equal(0);
    expect(await theCase()).to.equal(undefined);
    expect(await alerts()).to.have.length(4);
  });

  it("a look ends with what was there: for an empty page it would wait forever where dossiers keep coming", async () => {
    const pages: string[] = [];
    const { db } = gateway.database;
    const reading = db.withPlugin({
      transformQuery: ({ node, queryId }) => {
        const { sql } = db.getExecutor().compileQuery(node, queryId);
        if (sql.includes("missed_due_at is not null")) pages.push(sql);
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    });
    const now = at("11T09:00");
    const world = aWorld(gateway.database, now.toISOString());
    expect((await watchOverdue({ ...world, db: reading }, now)).watched).to.equal(1);
    expect(pages).to.have.length(1);
    // and no page reads what those before it have read
    const { sql } = gateway.database;
    await sql(
      `begin; set local session_replication_role = replica;
       create temp table d on commit drop as select * from hub.dossier;
       create temp table c on commit drop as select * from hub.dossier_clock where kind = 'settlement';
       insert into hub.dossier overriding system value select (jsonb_populate_record(null::hub.dossier, to_jsonb(d) || jsonb_build_object('id', 1000 + n, 'code', code || n))).* from d, generate_series(1, 3000) n;
       insert into hub.dossier_clock select (jsonb_populate_record(null::hub.dossier_clock, to_jsonb(c) || jsonb_build_object('dossier_id', 1000 + n))).* from c, generate_series(1, 3000) n;
       commit; analyze hub.dossier; analyze hub.dossier_clock`,
    );
    const page = pages[0]?.replaceAll(/\$[123]/g, "3900").replace("$4", "500") ?? "";
    const { rows } = await rawSql.raw<Record<string, string>>(`explain ${page}`).execute(db);
    const plan = rows.map((row) => Object.values(row)[0]).join("\n");
    expect(plan).to.match(/Index Cond: .*dossier_id > '?3900/);
    expect(plan).not.to.match(/Seq Scan on dossier/);
  });

  it("a dossier that ended in time is watched no more, and nobody is told of later rungs", async () => {
    await step("province", "steps", {
      ...{
        step: "conclude",
        role: "signatory",
        by: walkNow.province,
        outcome: "granted",
        at: "2026-11-16T09:00:00+07:00",
      },
    });
    expect(await look("26T09:00")).to.deep.equal({ watched: 0, told: 0, nobodyNamed: 0 });
    expect(await alerts()).to.deep.equal([]);
  });
});

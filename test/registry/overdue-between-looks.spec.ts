import { expect } from "chai";
import type { CalendarDay } from "../../core/domain/clock/calendar.ts";
import { parseDay } from "../../core/domain/day.ts";
import { openClocks, seedClocks } from "../../core/service/clock-in-force.ts";
import { editCalendar } from "../../core/service/edit-calendar.ts";
import { dossierDues } from "../../core/service/running-dues.ts";
import { watchOverdue } from "../../core/service/watch-overdue.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { messagesOf } from "../support/agreed-messages.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";
import { aWorld } from "../support/running-dossiers.ts";

/** Received on 10/11 09:00, 10 working days: due Wed 25/11 17:30 (24/11 is a holiday); explained until 27/11 17:30. */
describe("a dossier that was late between two looks was late (§5, O11)", () => {
  let gateway: TestGateway;
  let code: string;
  const at = (text: string) => new Date(`2026-11-${text}:00+07:00`);
  const look = (text: string) => {
    const now = at(text);
    return watchOverdue(aWorld(gateway.database, now.toISOString()), now);
  };
  const rungs = async () =>
    (await messagesOf(gateway.database, "overdue-alert.v1")).map(({ data, time }) => [data["rung"], time]);
  const cases = () => gateway.database.sql("select state, breaches, responsible from overdue_case");
  const step = async (partner: string, path: string, body: object) => {
    const answer = await gateway.send("POST", `/v1/dossiers/${code}/${path}`, {
      token: await gateway.tokenOf(partner),
      key: aKey(),
      body,
    });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return answer.body;
  };
  const byProvince = (step_: string, text: string, but: object) =>
    step("province", "steps", { step: step_, by: walkNow.province, at: at(text).toISOString(), ...but });
  const papers = { items: [{ name: "Đơn đề nghị", legalBasis: "Luật thử" }], legalBasis: "Luật thử" };
  const shown = async () => {
    const { body } = await gateway.send("GET", `/v1/dossiers/${code}`, { token: await gateway.tokenOf("commune") });
    return body.overdue;
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
    await byProvince("acknowledge", "11T08:00", { role: "officer" });
  });
  afterEach(() => gateway.close());

  const lateRungs = [
    ["halfUsed", "2026-11-17T07:15:00.000Z"],
    ["beforeApology", "2026-11-20T10:30:00.000Z"],
    ["apologyMissed", "2026-11-23T10:30:00.000Z"],
    ["duePassed", "2026-11-25T10:30:00.000Z"],
  ];

  it("concluded ten minutes after the due, before anybody looked: a case, its breaches, its rungs, its explanation", async () => {
    await byProvince("conclude", "25T17:40", { role: "signatory", outcome: "granted" });
    expect(await look("25T17:45")).to.deep.equal({ watched: 1, told: 4, nobodyNamed: 0 });
    expect(await rungs()).to.deep.equal(lateRungs);
    expect(await cases()).to.deep.equal([{ state: "overdue", breaches: ["noApology", "due"], responsible: "H38.16" }]);
    await look("27T17:31");
    expect(await cases()).to.deep.equal([
      { state: "overdue", breaches: ["noApology", "due", "noReport", "noCentreUpdate"], responsible: "H38.16" },
    ]);
    gateway.setClock(at("28T09:00"));
    await step("province", "overdue/stamps", {
      ...{ duty: "report", by: walkNow.province, at: at("28T08:00").toISOString() },
      ...{ letterNo: "12/BC", reasonCategory: "internal", reason: "Chậm ký" },
    });
    expect((await look("28T09:15")).watched).to.equal(0);
    expect((await cases())[0]).to.deep.include({ state: "closed" });
  });

  it("stopped for papers ten minutes after the due, before anybody looked: late while it stands", async () => {
    await byProvince("assign", "25T09:00", { role: "agencyHead", assignee: "CB-01" });
    await byProvince("askSupplement", "25T17:40", { role: "handler", ...papers });
    expect(await look("26T09:00")).to.deep.equal({ watched: 1, told: 4, nobodyNamed: 0 });
    expect(await rungs()).to.deep.equal(lateRungs);
    expect(await cases()).to.deep.equal([{ state: "overdue", breaches: ["noApology", "due"], responsible: "H38.16" }]);
  });

  it("stopped late and counted anew before anybody looked (RESTART): the due it missed stays on record and is told", async () => {
    await byProvince("assign", "25T09:00", { role: "agencyHead", assignee: "CB-01" });
    await byProvince("askSupplement", "25T17:40", { role: "handler", ...papers });
    await step("commune", "steps", {
      ...{ step: "supplement", role: "applicant", by: walkNow.commune, at: at("26T08:00").toISOString() },
    });
    expect(await look("26T09:00")).to.deep.equal({ watched: 1, told: 1, nobodyNamed: 0 });
    expect(await rungs()).to.deep.equal([["duePassed", "2026-11-25T10:30:00.000Z"]]);
    expect(await cases()).to.deep.equal([{ state: null, breaches: ["noApology", "due"], responsible: "H38.16" }]);
    gateway.setClock(at("26T09:00"));
    expect(await shown()).to.deep.include({ state: null, overdueFrom: null, breaches: ["noApology", "due"] });
    expect(await look("26T09:15")).to.deep.equal({ watched: 1, told: 0, nobodyNamed: 0 });
  });

  it("counted anew and ended in time, nobody having looked: the missed due is on record all the same", async () => {
    await byProvince("assign", "25T09:00", { role: "agencyHead", assignee: "CB-01" });
    await byProvince("askSupplement", "25T17:40", { role: "handler", ...papers });
    await step("commune", "steps", {
      ...{ step: "supplement", role: "applicant", by: walkNow.commune, at: at("26T08:00").toISOString() },
    });
    await byProvince("conclude", "27T09:00", { role: "signatory", outcome: "granted" });
    expect(await look("28T09:00")).to.deep.equal({ watched: 1, told: 1, nobodyNamed: 0 });
    expect(await cases()).to.deep.equal([{ state: null, breaches: ["noApology", "due"], responsible: "H38.16" }]);
    expect((await look("28T09:15")).watched).to.equal(0);
  });

  const reset = (text: string) =>
    step("commune", "steps", {
      ...{ step: "reset", role: "oneStopHead", by: walkNow.commune, at: at(text).toISOString(), reason: "Nhập sai" },
      ...{ decisionNo: "12/QĐ", officer: "CB-01", approvedBy: "LD-01", newDue: at("30T17:30").toISOString() },
    });

  it("reset after the due, before anybody looked (T39): the due it missed stays on record and is told", async () => {
    await reset("25T17:40");
    expect(await look("25T17:45")).to.deep.include({ watched: 1 });
    expect((await rungs()).filter(([rung]) => rung === "duePassed")).to.deep.equal([
      ["duePassed", "2026-11-25T10:30:00.000Z"],
    ]);
    const [found] = await cases();
    expect(found).to.deep.include({ breaches: ["noApology", "due"], responsible: "H38.16" });
    gateway.setClock(at("25T17:45"));
    expect(await shown()).to.deep.include({ overdueFrom: null, breaches: ["noApology", "due"] });
  });

  it("reset at the due itself, nothing was missed", async () => {
    await reset("25T17:30");
    await look("25T17:45");
    expect((await rungs()).filter(([rung]) => rung === "duePassed")).to.deep.equal([]);
    expect((await cases()).filter(({ breaches }) => (breaches as string[]).length > 0)).to.deep.equal([]);
  });

  it("moved by a calendar edit after the due, before anybody looked: the due it missed stays on record and is told", async () => {
    const { body } = await gateway.send("POST", "/v1/dossiers", {
      token: await gateway.tokenOf("commune"),
      key: aKey(),
      body: {
        ...{ by: walkNow.commune, procedure: walkNow.procedure, applicant: { name: "Trần Thị Thử Nghiệm" } },
        at: "2025-08-04T09:00:00+07:00", // 10 working days: due Mon 18/8 17:30
      },
    });
    const closed: CalendarDay = {
      ...{ day: parseDay("2025-08-18"), kind: "holiday", name: "ngày nghỉ thử", scope: "nation", basis: "TB 7" },
      ...{ status: "confirmed", pairedDay: null, validFrom: null },
    };
    const { db } = gateway.database;
    await editCalendar(db, { set: [closed], clear: [] }, "TB 7", dossierDues, openClocks());
    const clocks = await gateway.database.sql(
      "select due_at, missed_due_at from dossier_clock where kind = 'settlement' order by due_at",
    );
    expect(clocks).to.deep.equal([
      { due_at: new Date("2025-08-19T10:30:00Z"), missed_due_at: new Date("2025-08-18T10:30:00Z") },
      { due_at: new Date("2026-11-25T10:30:00Z"), missed_due_at: null },
    ]);
    const now = new Date("2025-08-18T17:45:00+07:00");
    await watchOverdue(aWorld(gateway.database, now.toISOString()), now);
    const told = (await messagesOf(gateway.database, "overdue-alert.v1")).filter(
      ({ subject, data }) => subject === body.dossier.code && data["rung"] === "duePassed",
    );
    expect(told.map(({ time }) => time)).to.deep.equal(["2025-08-18T10:30:00.000Z"]);
    expect((await cases()).map(({ breaches }) => breaches)).to.deep.equal([["noApology", "due"]]);
  });

  it("settled the same day, it is late alone: nobody is told of an apology that was due before it was received", async () => {
    const token = await gateway.tokenOf("commune");
    const { body } = await gateway.send("POST", "/v1/dossiers", {
      ...{ token, key: aKey() },
      body: {
        ...{ by: walkNow.commune, procedure: "1.001193", applicant: { name: "Lê Văn Mẫu Thử" } },
        at: at("21T10:00").toISOString(), // a Saturday: due on Monday
      },
    });
    code = body.dossier.code as string;
    const told = async () =>
      (await messagesOf(gateway.database, "overdue-alert.v1")).filter(({ subject }) => subject === code);
    await look("21T10:15");
    expect(await told()).to.deep.equal([]);
    gateway.setClock(at("23T16:00"));
    expect(await shown()).to.deep.include({ state: null, breaches: [], apologyLatest: null });
    gateway.setClock(at("23T18:00"));
    const stamped = await step("commune", "overdue/stamps", {
      ...{ duty: "apology", by: walkNow.commune, role: "oneStopHead", at: at("23T17:45").toISOString() },
      ...{ letterNo: "7/TXL", reasonCategory: "system", reason: "Hệ thống gián đoạn" },
      sent: [{ channel: "phone", at: at("23T17:40").toISOString() }],
    });
    expect(stamped.overdue).to.deep.include({ state: "overdue", breaches: ["due"] });
    expect(stamped.overdue.stamps[0]).to.deep.include({ duty: "apology", latest: null });
    await look("23T18:15");
    expect((await told()).map(({ data }) => data["rung"])).to.have.members(["halfUsed", "duePassed"]);
    expect((await cases()).map(({ breaches }) => breaches)).to.deep.include(["due"]);
  });

  it("what stopped in time and ended while it stood was never late", async () => {
    await byProvince("assign", "20T09:00", { role: "agencyHead", assignee: "CB-01" });
    await byProvince("askSupplement", "20T10:00", { role: "handler", ...papers });
    await step("commune", "steps", {
      ...{ step: "requestWithdrawal", role: "applicant", by: walkNow.commune, at: at("30T08:00").toISOString() },
      reason: "Không còn nhu cầu",
    });
    await step("commune", "steps", {
      ...{ step: "confirmWithdrawal", by: walkNow.commune, at: at("30T09:00").toISOString(), reason: "Theo đơn" },
    });
    expect((await look("30T09:15")).watched).to.equal(0);
    expect(await cases()).to.deep.equal([]);
    expect(await shown()).to.deep.include({ state: null, overdueFrom: null, breaches: [] });
  });
});

import { expect } from "chai";
import { seedClocks } from "../../core/service/clock-in-force.ts";
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

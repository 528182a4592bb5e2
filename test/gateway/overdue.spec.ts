import { expect } from "chai";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { seedClocks } from "../../core/service/clock-in-force.ts";
import { watchOverdue } from "../../core/service/watch-overdue.ts";
import { openCases } from "../../core/store/overdue.ts";
import { nameCentre } from "../../core/store/provincial-centres.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { messagesOf } from "../support/agreed-messages.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";
import { aWorld } from "../support/running-dossiers.ts";

const november = (text: string) => `2026-11-${text}:00+07:00`;
const utc = (text: string) => new Date(november(text)).toISOString();

/** As in test/registry/overdue.spec.ts: due Wed 25/11 17:30, apology by Mon 23/11 17:30, report by Fri 27/11 17:30. */
describe("POST /v1/dossiers/{code}/overdue/stamps", () => {
  let gateway: TestGateway;
  let code: string;
  const units: Readonly<Record<string, string>> = {
    commune: walkNow.commune,
    province: walkNow.province,
    authority: "H38",
    centre: "H38.10",
  };
  const send = async (partner: string, path: string, body: object, key = aKey()): Promise<Answer> =>
    gateway.send("POST", `/v1/dossiers/${code}/${path}`, {
      token: await gateway.tokenOf(partner),
      key,
      body: { by: units[partner], ...body },
    });
  const stamp = (partner: string, body: object, key?: string) => send(partner, "overdue/stamps", body, key);
  const step = async (partner: string, path: string, body: object) => {
    const answer = await send(partner, path, body);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return answer.body;
  };
  const letter = {
    letterNo: "15/TXL-SXD",
    reasonCategory: "workload",
    reason: "Nhiều hồ sơ cùng lúc",
    approvedBy: "GD-01",
  };
  const apology = (at: string) => ({
    ...{ duty: "apology", at: november(at), ...letter },
    sent: [{ channel: "sms", at: november(at) }],
  });
  const report = (at: string) => ({ duty: "report", at: november(at), ...letter, letterNo: "20/GT-SXD" });
  const overdue = async (partner = "commune") => {
    const { body } = await gateway.send("GET", `/v1/dossiers/${code}`, { token: await gateway.tokenOf(partner) });
    return body.overdue;
  };
  const setClock = (text: string) => gateway.setClock(new Date(november(text)));
  const look = (text: string) => {
    const now = new Date(november(text));
    return watchOverdue(aWorld(gateway.database, now.toISOString()), now);
  };
  const told = async () =>
    (await messagesOf(gateway.database, "overdue-stamped.v1")).map(({ receiver, data }) => [receiver, data["duty"]]);
  const nameTheCentre = () =>
    gateway.database.db
      .transaction()
      .execute((tx) =>
        nameCentre(tx, { province: parseOrgCode("H38"), centre: parseOrgCode("H38.10"), basis: "QĐ 1/QĐ-UBND" }),
      );

  before(async () => {
    gateway = await testGateway();
    await seedClocks(gateway.database.db);
    for (const [id, unit] of Object.entries(units)) await gateway.register(id, [unit]);
  });
  after(() => gateway.close());
  beforeEach(async () => {
    setClock("11T09:00");
    const answer = await gateway.send("POST", "/v1/dossiers", {
      token: await gateway.tokenOf("commune"),
      key: aKey(),
      body: {
        by: walkNow.commune,
        procedure: walkNow.procedure,
        applicant: { name: "Trần Thị Thử Nghiệm" },
        at: november("10T09:00"),
      },
    });
    code = answer.body.dossier.code as string;
    await step("commune", "handovers", { to: walkNow.province, at: november("10T14:00") });
    await step("province", "steps", { step: "acknowledge", role: "officer", at: november("11T08:00") });
    await gateway.database.sql("delete from outbox");
  });

  it("an apology in time is a stamp of the deciding agency, seen by every party and told to the one-stop (O1)", async () => {
    setClock("23T10:00");
    const answer = await stamp("province", { ...apology("23T09:00"), proposedDue: november("30T17:30") });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    expect(answer.body.messages.map(({ receiver }: { receiver: string }) => receiver)).to.deep.equal(["H38.91"]);
    const seen = await overdue();
    expect(seen).to.deep.equal(answer.body.overdue);
    expect(seen).to.deep.include({
      state: "apologised",
      breaches: [],
      overdueFrom: null,
      originalDue: utc("25T17:30"),
      currentDue: utc("25T17:30"),
      apologyLatest: utc("23T17:30"),
      reportDue: utc("27T17:30"),
      reportDueInCalendarDays: "2026-11-27",
      responsible: "H38.16",
    });
    expect(seen.stamps).to.deep.equal([
      {
        ...letter,
        duty: "apology",
        at: utc("23T09:00"),
        latest: utc("23T17:30"),
        by: "H38.16",
        inPlaceOf: null,
        role: "agencyHead",
        officer: null,
        proposedDue: utc("30T17:30"),
        sent: [{ channel: "sms", at: november("23T09:00") }],
      },
    ]);
    const [message] = await messagesOf(gateway.database, "overdue-stamped.v1");
    expect(message?.data).to.deep.include({ letterNo: "15/TXL-SXD", reasonCategory: "workload", by: "H38.16" });
    expect(JSON.stringify(message)).not.to.contain("Nhiều hồ sơ"); // free text stays in the hub (P12)
  });

  it("a late apology stays a breach, and a proposed date does not cure (O12)", async () => {
    setClock("25T10:00");
    expect((await stamp("province", apology("25T09:00"))).body.overdue.breaches).to.deep.equal(["lateApology"]);
    setClock("26T09:00");
    expect(await overdue()).to.deep.include({ state: "overdue", breaches: ["lateApology", "due"] });
  });

  it("overdue, reported, entered by the centre, closed when it ends; each is told to those above (O4, O5)", async () => {
    setClock("26T09:00");
    await look("26T09:00");
    await nameTheCentre();
    await gateway.database.sql("delete from outbox");
    const reported = await stamp("province", report("26T08:30"));
    expect(reported.body.overdue).to.deep.include({ state: "reported", breaches: ["noApology", "due"] });
    expect(await told()).to.have.deep.members([
      ["H38.91", "report"],
      ["H38", "report"],
      ["H38.10", "report"],
    ]);
    const entered = await stamp("centre", { duty: "centreUpdate", at: november("26T08:45") });
    expect(entered.status, JSON.stringify(entered.body)).to.equal(201);
    // overdue never refuses or withholds a result (O14)
    await step("province", "steps", {
      step: "conclude",
      role: "signatory",
      outcome: "granted",
      at: november("26T08:50"),
    });
    expect(await overdue()).to.deep.include({ state: "closed", breaches: ["noApology", "due"] });
    await look("30T09:00");
    const open = await openCases(gateway.database.db, 100);
    expect(open.filter(({ dossier }) => dossier === code)).to.deep.equal([]);
  });

  it("a report after two working days, or after the end, still counts, and is late", async () => {
    setClock("30T10:00");
    await step("province", "steps", {
      step: "conclude",
      role: "signatory",
      outcome: "granted",
      at: november("26T08:50"),
    });
    expect((await overdue()).breaches).to.deep.equal(["noApology", "due", "noReport", "noCentreUpdate"]);
    const reported = await stamp("province", report("30T09:00"));
    expect(reported.body.overdue).to.deep.include({ state: "closed" });
    expect(reported.body.overdue.breaches).to.include("lateReport").and.not.include("noReport");
  });

  it("a re-appointment writes the apology: its letter is the apology (O1, O3), judged by the due it moves", async () => {
    setClock("24T09:00");
    await step("province", "steps", {
      ...{
        step: "extend",
        role: "agencyHead",
        at: november("24T08:00"),
        reason: "Chờ xác minh",
        newDue: november("30T17:30"),
      },
      ...{ role: "agencyHead", apology: { letterNo: "9/GH", reasonCategory: "coAgency" } },
    });
    const seen = await overdue();
    expect(seen).to.deep.include({
      ...{ state: "apologised", breaches: ["lateApology"] }, // it was due on Monday 23/11
      ...{ originalDue: utc("25T17:30"), currentDue: utc("30T17:30") },
    });
    expect(seen.stamps).to.have.length(1);
    expect(seen.stamps[0]).to.deep.include({
      ...{ duty: "apology", at: utc("24T08:00"), latest: utc("23T17:30"), by: "H38.16", role: "agencyHead" },
      ...{ letterNo: "9/GH", reasonCategory: "coAgency", reason: "Chờ xác minh", proposedDue: utc("30T17:30") },
    });
    expect(await told()).to.deep.equal([["H38.91", "apology"]]);
    expect((await stamp("province", apology("24T08:30"))).body.code).to.equal("duty-already-stamped");
    setClock("27T09:00");
    expect((await overdue()).breaches).to.deep.equal(["lateApology"]);
  });

  it("once per key, and once per duty (P3)", async () => {
    setClock("23T10:00");
    const key = aKey();
    const both = await Promise.all([
      stamp("province", apology("23T09:00"), key),
      stamp("province", apology("23T09:00"), key),
      stamp("province", apology("23T09:30")),
    ]);
    const kept = both.find(({ status }) => status === 201);
    for (const { status, body } of both)
      expect(status === 201 ? body : body.code).to.deep.equal(status === 201 ? kept?.body : "duty-already-stamped");
    expect((await stamp("province", apology("23T09:40"))).status).to.equal(409);
    expect((await overdue()).stamps).to.have.length(1);
    expect(await told()).to.have.length(1);
  });

  it("a stopped clock grows no lateness, and hides none", async () => {
    setClock("24T09:00");
    await step("province", "steps", { step: "askPayment", role: "handler", at: november("23T09:00") });
    setClock("30T09:00");
    expect(await overdue()).to.deep.include({ state: "foreseen", breaches: [] });
  });

  for (const [what, at, partner, body, expected] of [
    ["an explanation before the due", "24T09:00", "province", report("24T08:00"), [409, "not-overdue", "/duty"]],
    [
      "an apology of an agency that does not decide",
      "23T10:00",
      "commune",
      apology("23T09:00"),
      [403, "duty-not-yours", "/by"],
    ],
    [
      "a role that may not",
      "23T10:00",
      "province",
      { ...apology("23T09:00"), role: "handler" },
      [403, "role-not-allowed", "/role"],
    ],
    [
      "an agency that was never concerned",
      "23T10:00",
      "authority",
      apology("23T09:00"),
      [404, "dossier-unknown", undefined],
    ],
    ["a moment ahead", "23T10:00", "province", apology("23T11:00"), [422, "time-in-future", "/at"]],
    ["a moment before the receipt", "23T10:00", "province", apology("09T11:00"), [422, "time-before-receipt", "/at"]],
    [
      "a proposed due that is no later",
      "23T10:00",
      "province",
      { ...apology("23T09:00"), proposedDue: november("25T17:30") },
      [422, "new-due-not-later", "/proposedDue"],
    ],
    [
      "an apology without a letter",
      "23T10:00",
      "province",
      { ...apology("23T09:00"), letterNo: undefined },
      [400, "field-invalid", "/letterNo"],
    ],
    [
      "an apology that was not sent",
      "23T10:00",
      "province",
      { ...apology("23T09:00"), sent: [] },
      [400, "field-invalid", "/sent"],
    ],
    [
      "a reason of no category",
      "23T10:00",
      "province",
      { ...apology("23T09:00"), reasonCategory: "rain" },
      [400, "field-invalid", "/reasonCategory"],
    ],
  ] as const)
    it(`refuses ${what}`, async () => {
      setClock(at);
      const { status, body: problem } = await stamp(partner, body);
      expect([status, problem.code, problem.field]).to.deep.equal(expected);
      expect(await overdue()).to.deep.include({ stamps: [] });
      expect(await told()).to.deep.equal([]);
    });

  it("refuses the centre's entry while no centre is named", async () => {
    await gateway.database.sql("delete from provincial_centre");
    setClock("26T09:00");
    const { status, body } = await stamp("province", { duty: "centreUpdate" });
    expect([status, body.code]).to.deep.equal([409, "centre-not-named"]);
  });

  it("shows no case while no limit runs", async () => {
    const draft = await gateway.send("POST", "/v1/dossiers", {
      token: await gateway.tokenOf("commune"),
      key: aKey(),
      body: { by: walkNow.commune, procedure: walkNow.procedure, applicant: { name: "Lê Văn Thử" }, step: "draft" },
    });
    code = draft.body.dossier.code as string;
    expect(await overdue()).to.equal(null);
    const { status, body } = await stamp("commune", apology("11T08:30"));
    expect([status, body.code]).to.deep.equal([409, "dossier-without-due"]);
  });
});

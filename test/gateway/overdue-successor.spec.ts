import { expect } from "chai";
import { seedClocks } from "../../core/service/clock-in-force.ts";
import { watchOverdue } from "../../core/service/watch-overdue.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";
import { aWorld } from "../support/running-dossiers.ts";

const november = (text: string) => `2026-11-${text}:00+07:00`;
const [commune, holder, responsible, successor, stranger] = [
  walkNow.commune,
  walkNow.province,
  "H38.17",
  "H38.14",
  "H38.92",
];

/** Received on 10/11 09:00, 10 working days: foreseen from Fri 20/11 17:30, due Wed 25/11 17:30 (24/11 is a holiday). */
describe("what an ended agency owed about a late dossier is owed by who follows it (§5, P10)", () => {
  let gateway: TestGateway;
  let code: string;
  const send = async (unit: string, path: string, body: object): Promise<Answer> =>
    gateway.send("POST", `/v1/dossiers/${code}/${path}`, {
      token: await gateway.tokenOf(unit.toLowerCase().replace(".", "-")),
      key: aKey(),
      body: { by: unit, ...body },
    });
  const done = async (unit: string, path: string, body: object) => {
    const answer = await send(unit, path, body);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  };
  const report = (unit: string) =>
    send(unit, "overdue/stamps", {
      ...{ duty: "report", at: november("26T09:00"), letterNo: "20/GT", reason: "Chậm lấy số liệu" },
      reasonCategory: "internal",
    });
  const look = (text: string) => {
    const now = new Date(november(text));
    return watchOverdue(aWorld(gateway.database, now.toISOString()), now);
  };
  const read = async (unit: string) =>
    gateway.send("GET", `/v1/dossiers/${code}`, {
      token: await gateway.tokenOf(unit.toLowerCase().replace(".", "-")),
    });

  beforeEach(async () => {
    gateway = await testGateway();
    await seedClocks(gateway.database.db);
    for (const unit of [commune, holder, responsible, successor, stranger])
      await gateway.register(unit.toLowerCase().replace(".", "-"), [unit]);
    gateway.setClock(new Date(november("26T10:00")));
    const answer = await gateway.send("POST", "/v1/dossiers", {
      token: await gateway.tokenOf(commune.toLowerCase().replace(".", "-")),
      key: aKey(),
      body: {
        by: commune,
        procedure: walkNow.procedure,
        applicant: { name: "Trần Thị Thử Nghiệm" },
        at: november("10T09:00"),
      },
    });
    code = answer.body.dossier.code as string;
    await done(commune, "handovers", { to: responsible, at: november("10T14:00") });
    await done(responsible, "steps", { step: "acknowledge", role: "officer", at: november("11T08:00") });
    await look("20T17:30");
    await done(responsible, "handovers", { to: holder, role: "officer", at: november("23T09:00") });
    await done(holder, "steps", { step: "acknowledge", role: "officer", at: november("23T10:00") });
    await look("26T09:00");
    await gateway.database.sql(
      "update organisation set valid_to = '2026-11-24', successor_code = 'H38.14' where code = 'H38.17'",
    );
  });
  afterEach(() => gateway.close());

  it("the successor sees the dossier and explains it, and the stamp says in whose place; the ended one and strangers do not", async () => {
    expect((await read(successor)).body.overdue).to.deep.include({ state: "overdue", responsible: "H38.17" });
    expect((await report(stranger)).body.code).to.equal("dossier-unknown");
    expect((await report(responsible)).body.code).to.equal("unit-not-valid");
    const answer = await report(successor);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    expect(answer.body.overdue.stamps).to.have.length(1);
    expect(answer.body.overdue.stamps[0]).to.deep.include({
      ...{ duty: "report", by: "H38.14", inPlaceOf: "H38.17", role: "agencyHead" },
    });
    expect((await read(stranger)).status).to.equal(404);
  });

  it("who holds it may explain it, too, and does so in nobody's place", async () => {
    const answer = await report(holder);
    expect(answer.body.overdue.stamps[0]).to.deep.include({ by: "H38.16", inPlaceOf: null });
  });

  it("of a dossier that ended late at an agency that ended since, the successor explains it", async () => {
    await gateway.database.sql("update organisation set valid_to = null, successor_code = null where code = 'H38.17'");
    await done(holder, "steps", {
      ...{ step: "conclude", role: "signatory", outcome: "granted", at: november("25T17:40") },
    });
    await gateway.database.sql("update overdue_case set responsible = 'H38.16'");
    await gateway.database.sql(
      "update organisation set valid_to = '2026-11-25', successor_code = 'H38.14' where code = 'H38.16'",
    );
    const answer = await report(successor);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    expect(answer.body.overdue.stamps[0]).to.deep.include({ by: "H38.14", inPlaceOf: "H38.16" });
  });

  it("where nobody follows, nobody is offered it", async () => {
    await gateway.database.sql("update organisation set successor_code = null where code = 'H38.17'");
    expect((await report(successor)).body.code).to.equal("dossier-unknown");
  });
});

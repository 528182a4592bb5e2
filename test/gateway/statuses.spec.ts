import { expect } from "chai";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";

describe("how many dossiers stand, in one question", () => {
  let gateway: TestGateway;
  const { commune, province, procedure } = walkNow;
  const tokens: Record<string, string> = {};
  let running: string;
  let returned: string;
  const national = "G22.99.01-260310-0231";

  before(async () => {
    gateway = await testGateway();
    await gateway.register("commune", [commune]);
    await gateway.register("province", [province]);
    await gateway.register("stranger", ["H41.91"]);
    for (const partner of ["commune", "province", "stranger"]) tokens[partner] = await gateway.tokenOf(partner);
    const post = async (path: string, body: object): Promise<Answer> => {
      const answer = await gateway.send("POST", path, { token: tokens["commune"] ?? "", key: aKey(), body });
      expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
      return answer;
    };
    const receive = async () => {
      const applicant = { name: "Nguyễn Văn Thử Nghiệm" };
      return (await post("/v1/dossiers", { by: commune, procedure, applicant })).body.dossier.code as string;
    };
    running = await receive();
    returned = await receive();
    const steps = `/v1/dossiers/${returned}/steps`;
    await post(steps, { by: commune, step: "conclude", role: "signatory", outcome: "granted" });
    await post(steps, { by: commune, step: "returnResult", role: "officer" });
    await post(`/v1/dossiers/${running}/handovers`, { by: commune, to: province });
    await gateway.database.sql(
      `insert into hub.dossier_national_code (dossier_id, national_code, flow)
       select id, $1, 'filed' from hub.dossier where code = $2`,
      [national, returned],
    );
  });
  after(() => gateway.close());

  const ask = (partner: string, codes: unknown) =>
    gateway.send("POST", "/v1/dossiers/status", { token: tokens[partner] ?? "", body: { codes } });
  const told = async (partner: string, codes: readonly string[]) =>
    ((await ask(partner, codes)).body.items as { asked: string; status: Record<string, unknown> | null }[]).map(
      ({ asked, status }) => [asked, status && `${String(status["code"])} ${String(status["state"])}`],
    );

  it("answers in the order asked, by either code, each as often as it was asked", async () => {
    expect(await told("commune", [national, running, returned, running])).to.deep.equal([
      [national, `${returned} resultReturned`],
      [running, `${running} processing`],
      [returned, `${returned} resultReturned`],
      [running, `${running} processing`],
    ]);
  });

  it("tells code, state, holder and revision, and nothing about people (P12)", async () => {
    const { body } = await ask("commune", [running]);
    const [{ status }] = body.items;
    expect(status).to.deep.include({
      code: running,
      nationalCode: null,
      procedure,
      state: "processing",
      outcome: null,
    });
    expect(status).to.deep.include({ heldBy: commune, offeredTo: province, revision: 2, stopReason: null });
    expect(JSON.stringify(body)).not.to.contain("Thử Nghiệm");
  });

  it("says null of what is not there, of what is no code, and of what is none of the caller's affair", async () => {
    expect(await told("commune", ["H99.01-260101-0001", "' or 1=1 --", returned])).to.deep.equal([
      ["H99.01-260101-0001", null],
      ["' or 1=1 --", null],
      [returned, `${returned} resultReturned`],
    ]);
    expect(await told("stranger", [running, national])).to.deep.equal([
      [running, null],
      [national, null],
    ]);
    expect(await told("province", [running, returned])).to.deep.equal([
      [running, `${running} processing`],
      [returned, null],
    ]);
  });

  it("who follows the agency that decided, reads what it may read alone", async () => {
    await gateway.database.sql(
      "update hub.organisation set valid_to = '2026-01-31', successor_code = 'H41.91' where code = $1",
      [commune],
    );
    try {
      for (const code of [running, returned]) {
        const alone = await gateway.send("GET", `/v1/dossiers/${code}`, { token: tokens["stranger"] ?? "" });
        const [[, status]] = (await told("stranger", [code])) as [[string, string | null]];
        expect(status !== null, code).to.equal(alone.status === 200);
      }
    } finally {
      await gateway.database.sql("update hub.organisation set valid_to = null, successor_code = null where code = $1", [
        commune,
      ]);
    }
  });

  for (const [what, codes] of [
    ["no code", []],
    ["201 codes", Array.from({ length: 201 }, () => "H99.01-260101-0001")],
    ["a number", [1]],
    ["an empty code", [""]],
    ["no list", "H99.01-260101-0001"],
  ] as const)
    it(`refuses ${what}`, async () => {
      expect((await ask("commune", codes)).status).to.equal(400);
    });

  it("refuses who has no token", async () => {
    expect((await gateway.send("POST", "/v1/dossiers/status", { body: { codes: [running] } })).status).to.equal(401);
  });
});

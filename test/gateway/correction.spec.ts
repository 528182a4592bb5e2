import { expect } from "chai";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { deciderOn } from "../../core/service/decider.ts";
import { find } from "../../core/store/dossiers.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";

/**
 * T36: by the head of the deciding agency (LH of §2.3), whoever returned the result. A department decides, the commune
 * returns; another department takes the place of the first.
 */
describe("who corrects a returned result (T36)", () => {
  const commune: string = walkNow.commune;
  const department: string = walkNow.province;
  const successor = "H38.14";
  const stranger = "H38.17";
  let gateway: TestGateway;
  const partners: Record<string, string> = {
    [commune]: "commune",
    [department]: "department",
    [successor]: "successor",
    [stranger]: "stranger",
  };

  before(async () => {
    gateway = await testGateway();
    for (const [unit, partner] of Object.entries(partners)) await gateway.register(partner, [unit]);
  });
  after(() => gateway.close());
  afterEach(() =>
    gateway.database.sql(
      `delete from succession_rule;
       update organisation set valid_to = null, successor_code = null where code in ('${department}', '${commune}')`,
    ),
  );

  /** Moments are of December 2026 in Viet Nam, as `02T09:00`. */
  const on = (at: string) => new Date(`2026-12-${at}:00+07:00`);
  async function post(at: string, by: string, path: string, body: object): Promise<Answer> {
    gateway.setClock(on(at));
    const token = await gateway.tokenOf(partners[by] ?? by);
    return gateway.send("POST", path, { token, key: aKey(), body: { by, ...body } });
  }
  async function done(...given: Parameters<typeof post>) {
    const { status, body } = await post(...given);
    expect(status, JSON.stringify(body)).to.equal(201);
    return body;
  }
  async function get(at: string, by: string, path: string): Promise<Answer> {
    gateway.setClock(on(at));
    return gateway.send("GET", path, { token: await gateway.tokenOf(partners[by] ?? by) });
  }
  const step = (code: string) => `/v1/dossiers/${code}/steps`;
  const receipt = { procedure: walkNow.procedure, applicant: { name: "Trần Thị Thử Nghiệm" } };

  /** Decided by the department, returned by the commune on 4 December. */
  async function returned(): Promise<string> {
    const code = (await done("01T08:00", commune, "/v1/dossiers", receipt)).dossier.code as string;
    await done("01T09:00", commune, `/v1/dossiers/${code}/handovers`, { to: department });
    await done("01T10:00", department, step(code), { step: "acknowledge", role: "officer" });
    const decided = {
      step: "conclude",
      role: "signatory",
      outcome: "granted",
      result: { kind: "GP", number: "12/GP" },
    };
    await done("02T09:00", department, step(code), decided);
    await done("03T09:00", department, `/v1/dossiers/${code}/handovers`, { role: "officer", to: commune });
    await done("03T10:00", commune, step(code), { step: "acknowledge", role: "officer" });
    await done("04T09:00", commune, step(code), { step: "returnResult", role: "officer" });
    return code;
  }
  const correct = (at: string, by: string, code: string) =>
    post(at, by, step(code), {
      ...{ step: "correct", role: "agencyHead", reason: "sai năm sinh", decisionNo: "88/SXD" },
      result: { kind: "GP", number: "12a/GP" },
    });
  const refusal = ({ status, body }: Answer) => [status, body.code, body.field];
  /** The last day of an agency, and who follows it; null: nobody is stated. */
  const ended = (unit: string, day: string, follower: string | null) =>
    gateway.database.sql("update organisation set valid_to = $2, successor_code = $3 where code = $1", [
      unit,
      day,
      follower,
    ]);

  it("the agency that decided; the one-stop that returned it is told, and may not itself", async () => {
    const code = await returned();
    const seen = (await get("05T08:00", commune, `/v1/dossiers/${code}`)).body;
    expect([seen.decidedBy, seen.heldBy]).to.deep.equal([department, commune]);
    expect(seen.allowedSteps[commune]).not.to.include("correct");
    const own = (await get("05T08:00", department, `/v1/dossiers/${code}`)).body;
    expect(own.allowedSteps[department]).to.deep.equal(["correct"]);

    const byOneStop = await correct("05T08:30", commune, code);
    expect(refusal(byOneStop)).to.deep.equal([403, "not-your-dossier", "/by"]);
    expect(byOneStop.body.en.detail).to.contain(department);
    const { body } = await correct("05T09:00", department, code);
    expect(body.dossier).to.include({ state: "resultReturned", heldBy: commune, decidedBy: department });
    expect(body.messages.map(({ receiver }: { receiver: string }) => receiver)).to.deep.equal([commune]);
    const { results } = (await get("05T10:00", commune, `/v1/dossiers/${code}`)).body;
    expect(results.map(({ number }: { number: string }) => number)).to.deep.equal(["12/GP", "12a/GP"]);
  });

  it("nobody decided yet: null, and who holds it is told of its state", async () => {
    const code = (await done("01T08:00", commune, "/v1/dossiers", receipt)).dossier.code as string;
    expect((await get("01T08:10", commune, `/v1/dossiers/${code}`)).body.decidedBy).to.equal(null);
    expect(refusal(await correct("01T09:00", commune, code))).to.deep.equal([409, "step-not-allowed", "/step"]);
  });

  it("decided at the counter: that one-stop's own head", async () => {
    const code = (await done("01T08:00", commune, "/v1/dossiers", receipt)).dossier.code as string;
    await done("01T09:00", commune, step(code), {
      ...{ step: "conclude", role: "signatory", outcome: "granted" },
      result: { kind: "GP", number: "13/GP" },
    });
    await done("01T10:00", commune, step(code), { step: "returnResult", role: "officer" });
    expect((await correct("01T11:00", commune, code)).status).to.equal(201);
  });

  it("the agency that decided has ended: its successor, which was no party; nobody else (P10, P12)", async () => {
    const code = await returned();
    await ended(department, "2026-12-10", successor);
    const path = `/v1/dossiers/${code}`;
    // on its last day it is still its own matter
    expect((await get("10T09:00", successor, path)).status).to.equal(404);
    expect(refusal(await correct("10T09:00", successor, code)).slice(0, 2)).to.deep.equal([404, "dossier-unknown"]);

    expect((await get("11T09:00", stranger, path)).status).to.equal(404);
    expect(refusal(await correct("11T09:00", stranger, code)).slice(0, 2)).to.deep.equal([404, "dossier-unknown"]);
    expect(refusal(await correct("11T09:00", commune, code))[1]).to.equal("not-your-dossier");
    const seen = (await get("11T09:00", successor, path)).body;
    expect([seen.decidedBy, seen.allowedSteps]).to.deep.equal([department, { [successor]: ["correct"] }]);
    expect((await get("11T09:00", successor, `${path}/timeline`)).status).to.equal(200);
    expect((await get("11T09:00", successor, `${path}/papers`)).status).to.equal(200);
    const { steps } = (await get("11T09:00", successor, `${path}/steps?by=${successor}&role=agencyHead`)).body;
    expect(steps.find((one: { step: string }) => one.step === "correct").allowed).to.equal(true);

    const { body, status } = await correct("11T10:00", successor, code);
    expect(status, JSON.stringify(body)).to.equal(201);
    expect(body.dossier.decidedBy).to.equal(department); // as it was called when it decided
  });

  it("nobody is stated to follow: whom a person named, for all of its dossiers", async () => {
    const code = await returned();
    await ended(department, "2026-12-10", null);
    expect(refusal(await correct("11T09:00", successor, code))[1]).to.equal("dossier-unknown");
    await gateway.database.sql(
      `insert into succession_rule (from_org, match, value, to_org, basis, decided_by, decided_at)
       values ($1, 'all', '', $2, 'Công văn 12/UBND-NC', 'Trần Văn B', now())`,
      [department, successor],
    );
    expect((await correct("11T10:00", successor, code)).status).to.equal(201);
  });

  it("only the one-stop ended: the correction stays with who decided", async () => {
    const code = await returned();
    await ended(commune, "2026-12-10", "H38.92");
    expect((await correct("11T10:00", department, code)).status).to.equal(201);
  });

  it("who answers for a decision is looked for only where a result can be corrected and its agency has ended", async () => {
    const code = await returned();
    const { db } = gateway.database;
    const stored = await find(db, parseDossierCode(code));
    if (!stored) throw new Error(`${code} is not there`);
    const { dossier } = stored;
    expect(await deciderOn(db, dossier, on("05T08:00"))).to.deep.equal({});
    await ended(department, "2026-12-10", successor);
    expect(await deciderOn(db, dossier, on("11T08:00"))).to.deep.equal({ decider: successor });
    expect(await deciderOn(db, { ...dossier, state: "archived" }, on("11T08:00"))).to.deep.equal({});
    expect(await deciderOn(db, { ...dossier, decidedBy: null }, on("11T08:00"))).to.deep.equal({});
  });
});

import { expect } from "chai";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

/**
 * What `GET …/steps` and `allowedSteps` say is what `POST …/steps` then answers at the same moment. Received and handed
 * over on Tuesday 01/12/2026, due on Tuesday 15/12 at 17:30 (10 working days).
 */
describe("what may be done now is what a step is answered now", () => {
  const commune: string = walkNow.commune;
  const department: string = walkNow.province;
  let gateway: TestGateway;
  let code: string;

  before(async () => {
    gateway = await testGateway();
    await gateway.register("commune", [commune]);
    await gateway.register("department", [department]);
  });
  after(() => gateway.close());

  /** Moments are of December 2026 in Viet Nam, as `02T09:00`. */
  async function post(at: string, path: string, by: string, body: object) {
    gateway.setClock(new Date(`2026-12-${at}:00+07:00`));
    const token = await gateway.tokenOf(by === commune ? "commune" : "department");
    return gateway.send("POST", path, { token, key: aKey(), body: { by, ...body } });
  }
  async function done(...given: Parameters<typeof post>) {
    const { status, body } = await post(...given);
    expect(status, JSON.stringify(body)).to.equal(201);
    return body;
  }
  async function read(at: string, by: string, path: string) {
    gateway.setClock(new Date(`2026-12-${at}:00+07:00`));
    const token = await gateway.tokenOf(by === commune ? "commune" : "department");
    return (await gateway.send("GET", `/v1/dossiers/${code}${path}`, { token })).body;
  }
  const step = (at: string, by: string, body: object) => done(at, `/v1/dossiers/${code}/steps`, by, body);

  beforeEach(async () => {
    const applicant = { name: "Trần Thị Thử Nghiệm" };
    const receipt = { procedure: walkNow.procedure, applicant };
    code = (await done("01T08:00", "/v1/dossiers", commune, receipt)).dossier.code as string;
    await done("01T09:00", `/v1/dossiers/${code}/handovers`, commune, { to: department });
    await step("01T10:00", department, { step: "acknowledge", role: "officer" });
  });

  const items = [{ name: "Ảnh chụp hiện trạng cây xanh" }];
  const reason = "lý do";
  const ask = { step: "askSupplement", role: "handler", items };
  const close = { step: "closeUnsupplemented", role: "officer", reason };
  const early = { step: "announceEarly", role: "officer" };
  const opinion = { step: "askOpinion", role: "handler", to: commune, reason };
  const exclude = {
    ...{ step: "excludeTime", role: "agencyHead", reason },
    exclusion: {
      ...{ reason: "verification", from: "2026-12-02T08:00:00+07:00", to: "2026-12-03T08:00:00+07:00" },
      ...{ evidence: "BB 01", legalBasis: "Điều 5" },
    },
  };
  const reset = {
    ...{ step: "reset", role: "oneStopHead", reason, officer: "a", approvedBy: "b", decisionNo: "1/QĐ" },
    newDue: "2026-12-31T17:30:00+07:00",
  };
  const nothing = () => Promise.resolve();
  const asked = () => step("02T09:00", department, ask);
  const extended = () =>
    step("02T09:00", department, { ...reset, step: "extend", newDue: "2026-12-25T17:30:00+07:00" });
  const concluded = () =>
    step("03T09:00", department, {
      ...{ step: "conclude", role: "signatory", outcome: "granted" },
      result: { kind: "GP", number: "12/GP" },
    });

  for (const [what, before, at, by, request, refusal] of [
    ["a supplement on the third working day (D14)", nothing, "04T17:30", department, ask, null],
    ["on the fourth", nothing, "07T08:00", department, ask, "return-window-over"],
    ["the applicant's 15th working day (T22)", asked, "23T17:30", commune, close, "applicant-time-not-over"],
    ["the day after", asked, "24T08:00", commune, close, null],
    ["ready before the due (T35)", concluded, "15T17:29", department, early, null],
    ["or at it", concluded, "15T17:30", department, early, "due-has-passed"],
    ["a stretch out of a limit that is counted (D23)", nothing, "04T09:00", department, exclude, null],
    ["out of a date set by decision", extended, "04T09:00", department, exclude, "due-set-by-decision"],
    ["while the applicant supplements", asked, "04T09:00", department, exclude, "step-not-allowed"],
    ["a second date", extended, "04T09:00", department, { ...reset, step: "extend" }, "extension-already-used"],
    ["a decision for another date (T39)", nothing, "04T09:00", department, reset, null],
    ["an opinion, the due being ahead (T18)", nothing, "04T09:00", department, opinion, null],
    [
      "a withdrawal by who only works on it",
      nothing,
      "04T09:00",
      department,
      { step: "requestWithdrawal", reason },
      "not-your-dossier",
    ],
  ] as const)
    it(`${what}: ${request.step} ${refusal ?? "is taken"}`, async () => {
      await before();
      const { steps } = await read(at, by, `/steps?by=${by}${"role" in request ? `&role=${request.role}` : ""}`);
      const told = steps.find((one: { step: string }) => one.step === request.step);
      const { allowedSteps } = await read(at, by, "");
      const answer = await post(at, `/v1/dossiers/${code}/steps`, by, request);
      if (refusal === null) {
        expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
        expect(told.allowed).to.equal(true);
        expect(allowedSteps[by]).to.include(request.step);
      } else {
        expect([answer.status, answer.body.code]).to.deep.equal([refusal === "not-your-dossier" ? 403 : 409, refusal]);
        expect([told.allowed, told.because.code]).to.deep.equal([false, refusal]);
        expect(allowedSteps[by]).not.to.include(request.step);
      }
    });

  it("is not the way back to an agency that has ended since: the one-stop it came from (P10)", async () => {
    const { sql } = gateway.database;
    const back = { step: "sendBack", role: "officer", reason };
    const offered = async () => {
      const body = await read("02T09:00", department, `/steps?by=${department}&role=officer`);
      const told = body.steps.find(({ step: name }: { step: string }) => name === "sendBack");
      const { allowedSteps } = await read("02T09:00", department, "");
      return [told.allowed, told.because?.code, allowedSteps[department].includes("sendBack")];
    };
    expect(await offered()).to.deep.equal([true, undefined, true]);
    await sql("update organisation set valid_to = '2026-12-01' where code = $1", [commune]);
    try {
      expect(await offered()).to.deep.equal([false, "unit-not-valid", false]);
      const { status, body } = await post("02T09:00", `/v1/dossiers/${code}/steps`, department, back);
      expect([status, body.code, body.field]).to.deep.equal([422, "unit-not-valid", "/step"]);
    } finally {
      await sql("update organisation set valid_to = null where code = $1", [commune]);
    }
  });
});

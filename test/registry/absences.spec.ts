import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { openClocks, seedClocks } from "../../core/service/clock-in-force.ts";
import { closeOneStop } from "../../core/service/close-one-stop.ts";
import { watchAbsences } from "../../core/service/watch-absences.ts";
import { appointSubstitute, recordAbsence, uncoveredUnits } from "../../core/store/discipline.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { hubJobs } from "../../main/jobs.ts";
import { messagesOf } from "../support/agreed-messages.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";
import { aWorld } from "../support/running-dossiers.ts";

const { commune, province: construction, procedure } = walkNow;

/** Mon 14/12/2026 to Sun 20/12; office hours from 07:30. */
describe("who is away with nobody standing in is alarmed (row 39, NĐ61 12(8))", () => {
  let gateway: TestGateway;
  const on = (text: string) => `2026-12-${text}:00+07:00`;
  const look = (text: string) => watchAbsences(aWorld(gateway.database, on(text)), new Date(on(text)));
  const post = async (path: string, body: object) => {
    const answer = await gateway.send("POST", path, { token: await gateway.tokenOf("all"), key: aKey(), body });
    expect(answer.status, JSON.stringify(answer.body)).to.be.oneOf([200, 201]);
    return answer.body;
  };
  /** Received by the commune, with an officer of the department. */
  const assigned = async (assignee: string): Promise<string> => {
    const made = await post("/v1/dossiers", {
      ...{ by: commune, procedure, applicant: { name: "Trần Thị Thử Nghiệm" }, at: on("11T08:00") },
    });
    const code = made.dossier.code as string;
    await post(`/v1/dossiers/${code}/handovers`, { by: commune, to: construction, at: on("11T09:00") });
    const step = (what: string, but: object) =>
      post(`/v1/dossiers/${code}/steps`, { step: what, by: construction, ...but });
    await step("acknowledge", { role: "officer", at: on("11T10:00") });
    await assign(code, assignee, "11T11:00");
    return code;
  };
  const assign = (code: string, assignee: string, at: string) =>
    post(`/v1/dossiers/${code}/steps`, { step: "assign", role: "agencyHead", by: construction, at: on(at), assignee });
  const absent = (officer: string, from: string, to: string, substitute: string | null = null) =>
    recordAbsence(gateway.database.db, {
      ...{ unit: parseOrgCode(construction), officer, substitute },
      ...{ from: parseDay(`2026-12-${from}`), to: parseDay(`2026-12-${to}`) },
    });
  const alerts = async () =>
    (await messagesOf(gateway.database, "time-alert.v1")).map(({ receiver, subject, data }) => [
      ...[receiver, subject, data["told"], data["kind"], data["late"], data["due"]],
    ]);

  beforeEach(async () => {
    gateway = await testGateway();
    await seedClocks(gateway.database.db);
    gateway.setClock(new Date("2026-12-31T00:00:00Z"));
    await gateway.register("all", [commune, construction]);
  });
  afterEach(() => gateway.close());

  it("to who holds the dossier and to its one-stop, once, and nobody is named (P12)", async () => {
    const [one, two] = [await assigned("CB-09"), await assigned("CB-09")];
    await assigned("CB-10");
    await absent("CB-09", "14", "18");
    await absent("CB-10", "14", "18", "CB-11");
    expect(await look("14T07:00")).to.deep.equal({ units: 1, absences: 1, told: 2 });
    const since = "2026-12-13T17:00:00.000Z"; // 14/12 00:00 in Viet Nam
    expect(await alerts()).to.have.deep.members(
      [one, two].flatMap((code) => [
        [construction, code, "late", "handlerAbsent", construction, since],
        [commune, code, "oneStop", "handlerAbsent", construction, since],
      ]),
    );
    expect(JSON.stringify(await messagesOf(gateway.database, "time-alert.v1"))).not.to.contain("CB-");
    const shown = await gateway.send("GET", `/v1/dossiers/${one}`, { token: await gateway.tokenOf("all") });
    expect(shown.body.timeAlerts).to.have.length(1);
    expect(shown.body.timeAlerts[0]).to.deep.include({ kind: "handlerAbsent", leg: null, to: [construction, commune] });

    // the next morning it is counted again, and told of what came since
    expect(await look("15T07:00")).to.deep.equal({ units: 1, absences: 1, told: 0 });
    await assign(await assigned("CB-12"), "CB-09", "15T09:00");
    expect(await look("16T07:00")).to.deep.equal({ units: 1, absences: 1, told: 1 });
  });

  it("not where somebody stands in, nor before or after, nor of what was assigned anew", async () => {
    const code = await assigned("CB-09");
    await absent("CB-09", "14", "16");
    expect((await look("11T07:00")).absences, "before").to.equal(0);
    expect((await look("17T07:00")).absences, "after").to.equal(0);
    await assign(code, "CB-12", "14T06:30");
    expect(await look("14T07:00"), "assigned anew").to.deep.equal({ units: 1, absences: 1, told: 0 });
    const unit = parseOrgCode(construction);
    await appointSubstitute(gateway.database.db, unit, "CB-09", parseDay("2026-12-15"), "CB-12");
    expect(await look("15T07:00"), "stood in for").to.deep.equal({ units: 0, absences: 0, told: 0 });
    await absent("CB-12", "16", "16", "CB-13");
    expect(await look("16T07:00"), "who stands in is away, too").to.deep.equal({ units: 1, absences: 1, told: 0 });
  });

  it("on working days only: not on a Sunday, nor while the agency is closed", async () => {
    await assigned("CB-09");
    await absent("CB-09", "13", "15");
    const nothing = { units: 0, absences: 0, told: 0 };
    expect(await look("13T07:00"), "Sunday").to.deep.equal(nothing);
    const closure = {
      from: parseDay("2026-12-14"),
      to: parseDay("2026-12-14"),
      basis: "TB 9",
      replacedBy: null,
      noticeOn: null,
    };
    await closeOneStop(gateway.database.db, openClocks(), parseOrgCode(construction), closure);
    expect(await look("14T07:00"), "closed").to.deep.equal(nothing);
    expect(await look("15T07:00")).to.deep.equal({ units: 1, absences: 1, told: 1 });
  });

  it("the job counts the absences for operators, and the agencies are listed", async () => {
    await assigned("CB-09");
    await absent("CB-09", "14", "18");
    await absent("CB-14", "14", "14");
    let counted = 0;
    const jobs = hubJobs(
      gateway.database.db,
      gateway.folder,
      () => Promise.resolve({}),
      undefined,
      (absences) => (counted += absences),
    );
    const report = await jobs.find(({ name }) => name === "watch-absences")?.run(new Date(on("14T07:00")));
    expect(report).to.deep.equal({ units: 1, absences: 2, told: 1 });
    expect(counted).to.equal(2);
    const day = parseDay("2026-12-14");
    expect(await uncoveredUnits(gateway.database.db, day, day)).to.deep.equal([
      { unit: construction, absences: 2, dossiers: 1 },
    ]);
  });
});

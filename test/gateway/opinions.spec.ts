import { expect } from "chai";
import { walkNow } from "../../main/demo/walks.ts";
import { hubJobs } from "../../main/jobs.ts";
import { messagesOf } from "../support/agreed-messages.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";

/** NĐ61 19(5): the request states content and deadline; who was asked answers; no reply in time is told (T18, T19, O10). */
describe("an opinion asked of another agency (T18, T19)", () => {
  const commune: string = walkNow.commune;
  const department: string = walkNow.province;
  const interior = "H38.17";
  const due = "2026-12-04T17:30:00+07:00";
  const dueInUtc = "2026-12-04T10:30:00.000Z";
  const tokens: Record<string, string> = {};
  let gateway: TestGateway;
  let code: string;

  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-31T00:00:00Z"));
    for (const unit of [commune, department, interior, "H38"]) {
      const partner = unit.toLowerCase().replace(".", "-");
      await gateway.register(partner, [unit]);
      tokens[unit] = await gateway.tokenOf(partner);
    }
  });
  after(() => gateway.close());

  const post = (path: string, unit: string, body: object) =>
    gateway.send("POST", path, { token: tokens[unit] ?? "", key: aKey(), body: { by: unit, ...body } });
  const step = (unit: string, what: string, at: string, but: object = {}) =>
    post(`/v1/dossiers/${code}/steps`, unit, { step: what, at: `2026-12-${at}:00+07:00`, ...but });
  const done = async (answer: Promise<Answer>) => {
    const { status, body } = await answer;
    expect(status, JSON.stringify(body)).to.equal(201);
    return body;
  };
  const refused = async (answer: Promise<Answer>) => {
    const { status, body } = await answer;
    return [status, body.code, body.field];
  };
  const read = async (path = "", unit = department) =>
    (await gateway.send("GET", `/v1/dossiers/${code}${path}`, { token: tokens[unit] ?? "" })).body;
  const ask = (but: object = {}) =>
    step(department, "askOpinion", "02T09:00", {
      ...{ role: "handler", to: interior, reason: "Đề nghị cho ý kiến về diện tích", opinionDue: due },
      ...but,
    });
  const job = (now: string) => {
    const found = hubJobs(gateway.database.db, gateway.folder, () => Promise.resolve({})).find(
      ({ name }) => name === "note-late-opinions",
    );
    if (!found) throw new Error("no such job");
    return found.run(new Date(now));
  };
  const told = async (what: string) =>
    (await messagesOf(gateway.database, "moved.v1"))
      .filter(({ subject, data }) => subject === code && data["step"] === what)
      .map(({ receiver, data }) => [receiver, data["to"], data["opinionDue"]]);

  beforeEach(async () => {
    await gateway.database.sql("truncate dossier, dossier_counter, outbox, idempotency restart identity cascade");
    const applicant = { name: "Trần Thị Thử Nghiệm" };
    const receipt = { procedure: walkNow.procedure, applicant, at: "2026-12-01T08:00:00+07:00" };
    code = (await done(post("/v1/dossiers", commune, receipt))).dossier.code as string;
    await done(post(`/v1/dossiers/${code}/handovers`, commune, { to: department, at: "2026-12-01T09:00:00+07:00" }));
    await done(step(department, "acknowledge", "01T10:00", { role: "officer" }));
  });

  it("names the agency and the deadline; both are shown, and told to whom is asked", async () => {
    const { dossier } = await done(ask());
    expect(dossier).to.deep.include({
      state: "consulting",
      heldBy: department,
      opinion: { of: interior, askedAt: "2026-12-02T02:00:00.000Z", due: dueInUtc, lateAt: null, endedAt: null },
    });
    expect(await told("askOpinion")).to.have.deep.members([
      [commune, interior, dueInUtc],
      [interior, interior, dueInUtc],
    ]);
    expect((await read("", interior)).opinion).to.include({ of: interior, due: dueInUtc });
    expect((await read("", interior)).allowedSteps).to.deep.equal({ [interior]: ["recordOpinion"] });
    const slip = JSON.stringify(await read("/papers"));
    expect(slip).to.contain(`"deadline":"${dueInUtc}"`).and.contain("Đề nghị cho ý kiến về diện tích");
  });

  it("is answered by the agency that was asked, and who asked is told", async () => {
    await done(ask());
    const answer = { reason: "Thống nhất với đề nghị" };
    const { dossier, event } = await done(step(interior, "recordOpinion", "03T09:00", answer));
    expect(event).to.include({ by: interior, role: "coUnit", source: "T18", reason: "Thống nhất với đề nghị" });
    expect(dossier).to.include({ state: "appraising", heldBy: department });
    expect(dossier.opinion).to.include({ endedAt: "2026-12-03T02:00:00.000Z", lateAt: null });
    expect((await told("recordOpinion")).map(([receiver]) => receiver)).to.have.members([commune, department]);
    expect(await refused(step(interior, "recordOpinion", "03T10:00"))).to.deep.equal([
      409,
      "step-not-allowed",
      "/step",
    ]);
  });

  it("no agency answers that was not asked, and nobody in the asked one's place", async () => {
    await done(ask());
    expect(await refused(step("H38", "recordOpinion", "03T09:00"))).to.include("dossier-unknown");
    expect(await refused(step(commune, "recordOpinion", "03T09:00"))).to.include("not-your-dossier");
    expect(await refused(step(department, "recordOpinion", "03T09:00", { role: "coUnit" }))).to.include(
      "role-not-allowed",
    );
    expect(await refused(step(interior, "askPayment", "03T09:00", { role: "handler" }))).to.include("not-your-dossier");
    expect((await read()).state).to.equal("consulting");
  });

  it("left out, the deadline is the dossier's own due; one that has passed is refused, and one without content", async () => {
    expect(await refused(ask({ opinionDue: "2026-12-02T09:00:00+07:00" }))).to.deep.equal([
      422,
      "opinion-due-not-ahead",
      "/opinionDue",
    ]);
    expect((await ask({ reason: undefined })).status).to.equal(400);
    const { dossier } = await done(ask({ opinionDue: undefined }));
    const settlement = (await read()).clocks.find(({ kind }: { kind: string }) => kind === "settlement");
    expect(dossier.opinion.due).to.equal(settlement.due).and.to.equal("2026-12-15T10:30:00.000Z"); // 10 working days
  });

  it("is noted late once, by the hub, to who asked, the one-stop and who was asked; then either may go on", async () => {
    await done(ask());
    expect(await job(due)).to.deep.equal({ noted: 0, left: 0 });
    const late = "2026-12-04T17:30:01+07:00";
    // two processes at once, and again after it
    const both = await Promise.all([job(late), job(late)]);
    expect(both.reduce((sum, { noted = 0 }) => sum + noted, 0)).to.be.within(1, 2); // one step, its answer perhaps told twice
    expect(await job(late)).to.deep.equal({ noted: 0, left: 0 });
    expect((await told("noteOpinionLate")).map(([receiver, to]) => [receiver, to])).to.have.deep.members([
      [commune, interior],
      [department, interior],
      [interior, interior],
    ]);
    const noted = await read();
    expect(noted).to.deep.include({ state: "consulting", heldBy: department });
    expect(noted.opinion).to.include({ lateAt: "2026-12-04T10:30:01.000Z", endedAt: null });
    expect(noted.allowedSteps[department]).to.include("recordOpinion").and.not.include("noteOpinionLate");
    const { events } = await read("/timeline");
    expect(events.at(-1)).to.include({ step: "noteOpinionLate", role: "hub", by: department, to: interior });

    const gone = await done(
      step(department, "recordOpinion", "07T09:00", { role: "handler", reason: "Không có trả lời" }),
    );
    expect(gone.dossier).to.include({ state: "appraising" });
    expect(gone.dossier.opinion).to.include({
      lateAt: "2026-12-04T10:30:01.000Z",
      endedAt: "2026-12-07T02:00:00.000Z",
    });
  });

  it("an answer told after the note, dated in time, was not late; the timeline keeps both", async () => {
    await done(ask());
    expect(await job("2026-12-05T08:00:00+07:00")).to.deep.equal({ noted: 1, left: 0 });
    // the agency's system was down over the weekend: it answered on Thursday
    const { dossier } = await done(step(interior, "recordOpinion", "03T09:00", { reason: "Thống nhất" }));
    expect(dossier.opinion).to.include({ lateAt: null, endedAt: "2026-12-03T02:00:00.000Z" });
    await done(step(department, "assign", "03T10:00", { role: "agencyHead", assignee: "cb-7" }));
    const { events } = await read("/timeline");
    expect(events.slice(-3).map(({ step: what, at }: { step: string; at: string }) => [what, at])).to.deep.equal([
      ["noteOpinionLate", "2026-12-05T01:00:00.000Z"],
      ["recordOpinion", "2026-12-03T02:00:00.000Z"],
      ["assign", "2026-12-03T03:00:00.000Z"],
    ]);
  });

  it("a note of the hub does not let in what was before the last step of a unit", async () => {
    await done(ask());
    expect(await job("2026-12-05T08:00:00+07:00")).to.deep.equal({ noted: 1, left: 0 });
    expect(await refused(step(interior, "recordOpinion", "02T08:59"))).to.include("time-before-last-step");
    const { dossier } = await done(step(interior, "recordOpinion", "04T17:31"));
    expect(dossier.opinion).to.include({ lateAt: "2026-12-05T01:00:00.000Z" }); // a minute late is late
  });

  it("is noted late while a withdrawal is decided, too", async () => {
    await done(ask());
    await done(step(commune, "requestWithdrawal", "03T09:00", { reason: "Xin rút" }));
    expect(await job("2026-12-05T08:00:00+07:00")).to.deep.equal({ noted: 1, left: 0 });
    const { state, opinion } = await read();
    expect([state, opinion.lateAt]).to.deep.equal(["withdrawRequested", "2026-12-05T01:00:00.000Z"]);
  });

  for (const [who, by, role] of [
    ["by the agency that was asked", interior, "coUnit"],
    ["on paper, recorded by who asked", department, "handler"],
  ] as const)
    it(`is answered in time while a withdrawal is decided, ${who}: not late, and declined, the work goes on`, async () => {
      await done(ask());
      await done(step(commune, "requestWithdrawal", "03T09:00", { reason: "Xin rút" }));
      expect((await read("", by)).allowedSteps[by]).to.include("recordOpinion");
      const answer = await done(step(by, "recordOpinion", "03T10:00", { role, reason: "Thống nhất" }));
      expect(answer.event).to.include({ source: "T18", state: "withdrawRequested" });
      expect(answer.dossier.opinion).to.include({ lateAt: null, endedAt: "2026-12-03T03:00:00.000Z" });
      expect(await job("2026-12-05T08:00:00+07:00")).to.deep.equal({ noted: 0, left: 0 });
      expect((await step(interior, "recordOpinion", "03T11:00", { reason: "Thống nhất" })).status).to.equal(403);
      expect(await refused(step(department, "recordOpinion", "03T11:00"))).to.include("step-not-allowed");
      expect((await read()).allowedSteps[department]).not.to.include("recordOpinion");
      const result = { kind: "Giấy phép", number: "12/GP" };
      const declined = { reason: "đã ban hành kết quả", result };
      const { dossier } = await done(step(commune, "declineWithdrawal", "03T14:00", declined));
      expect(dossier).to.include({ state: "appraising", heldBy: department });
    });

  it("is not asked of oneself", async () => {
    expect(await refused(ask({ to: department }))).to.deep.equal([422, "opinion-of-self", "/to"]);
    expect((await read()).state).to.equal("processing");
  });

  it("no unit notes lateness itself", async () => {
    await done(ask());
    for (const role of [undefined, "hub", "handler"])
      expect(await refused(step(department, "noteOpinionLate", "07T09:00", role ? { role } : {}))).to.include(
        "role-not-allowed",
      );
  });
});

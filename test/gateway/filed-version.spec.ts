import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { applyDecision } from "../../core/service/apply-decision.ts";
import { importProcedures } from "../../core/service/import-procedures.ts";
import { textSource } from "../../core/service/import-source.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

const { commune } = walkNow;
const [shortened, abolished, replaced, successor, late] = ["9.000031", "9.000032", "9.000033", "9.000034", "9.000035"];
const tenDays = { time_limit: { value: 10, unit: "working_day" }, time_limit_text: "10 ngày làm việc" };
const threeDays = { time_limit: { value: 3, unit: "working_day" } };
const aRow = (code: string) => ({
  code,
  name: `Thủ tục ${code}`,
  field: "Thử nghiệm",
  levels: ["commune"],
  ...tenDays,
});

/** Drafts of 25/11/2026; a decision in force from the 26th on comes upon them. */
describe("the version of an online filing is that of the day it was submitted (C5, C6)", () => {
  let gateway: TestGateway;
  let token: string;
  const drafts = new Map<string, string>();

  const post = (path: string, body: object) => gateway.send("POST", path, { token, key: aKey(), body });
  const at = (text: string) => `2026-11-${text}:00+07:00`;
  const draft = async (procedure: string) => {
    const applicant = { name: "Trần Thị Thử Nghiệm" };
    const body = { step: "draft", by: commune, procedure, applicant, channel: "online", at: at("25T09:00") };
    const answer = await post("/v1/dossiers", body);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return answer.body.dossier.code as string;
  };
  const step = (code: string, what: "submit" | "accept", when: string) =>
    post(`/v1/dossiers/${code}/steps`, { step: what, by: commune, at: at(when) });
  const done = async (answer: ReturnType<typeof step>) => {
    const { status, body } = await answer;
    expect(status, JSON.stringify(body)).to.equal(201);
    return body;
  };
  const view = async (code: string) => (await gateway.send("GET", `/v1/dossiers/${code}`, { token })).body;
  const settlement = async (code: string) => {
    const clock = (await view(code)).clocks.find(({ kind }: { kind: string }) => kind === "settlement");
    return { limit: clock.limit, due: clock.due };
  };
  const decide = async (number: string, changes: object[]) => {
    const answer = await applyDecision(
      gateway.database.db,
      JSON.stringify({ number, signed: "2026-11-20", agency: "UBND thử nghiệm", effective: "2026-11-26", changes }),
    );
    expect(answer.ok && answer.value).to.include({ applied: true });
  };
  const codeOf = (name: string) => drafts.get(name) ?? expect.fail(name);

  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-31T12:00:00+07:00"));
    await gateway.register("commune", [commune]);
    token = await gateway.tokenOf("commune");
    const rows = [shortened, abolished, replaced, late].map((code) => JSON.stringify(aRow(code))).join("\n");
    const { refused } = await importProcedures(gateway.database.db, textSource("rows.jsonl", rows), {
      today: parseDay("2026-01-01"),
    });
    expect(refused).to.deep.equal([]);
    for (const [name, procedure] of [
      ["shortened", shortened],
      ["shortened, in time", shortened],
      ["abolished", abolished],
      ["abolished, in time", abolished],
      ["replaced", replaced],
      ["late", late],
    ] as const)
      drafts.set(name, await draft(procedure));
    for (const name of ["shortened, in time", "abolished, in time"])
      await done(step(codeOf(name), "submit", "25T23:59"));
    await decide("31/QĐ-THU", [
      { kind: "amended", code: shortened, ...threeDays },
      { kind: "abolished", code: abolished },
      { kind: "replaced", replaces: [replaced], ...aRow(successor), ...threeDays, time_limit_text: "3 ngày" },
    ]);
  });
  after(() => gateway.close());

  it("amended: submitted later it has the new limit, and the answer and the history say what changed", async () => {
    const code = codeOf("shortened");
    const { dossier, remapped } = await done(step(code, "submit", "26T08:00"));
    expect(dossier.procedure).to.deep.equal({ code: shortened, version: "2026-11-26" });
    expect(remapped).to.deep.include({ from: { code: shortened, version: null }, replacements: [shortened] });
    expect(remapped.difference.limit).to.deep.equal({
      before: { limit: { value: 10, unit: "working_day" }, limitText: "10 ngày làm việc" },
      after: { limit: { value: 3, unit: "working_day" }, limitText: null },
    });
    const kept = await gateway.database.sql(
      "select step, details -> 'remapped' as remapped from dossier_event join dossier on id = dossier_id where code = $1 order by dossier_event.revision",
      [code],
    );
    expect(kept).to.deep.equal([
      { step: "draft", remapped: null },
      { step: "submit", remapped },
    ]);
    expect(await done(step(code, "accept", "26T09:00"))).not.to.have.property("remapped");
    // 27, 30/11, 1/12
    expect(await settlement(code)).to.deep.equal({ limit: 3, due: "2026-12-01T10:30:00.000Z" });
  });

  it("amended: submitted the day before it keeps its version, also when it is accepted later", async () => {
    const code = codeOf("shortened, in time");
    const { dossier } = await done(step(code, "accept", "26T09:00"));
    expect(dossier.procedure).to.deep.equal({ code: shortened, version: null });
    // 27, 30/11, 1–4, 7–10/12
    expect(await settlement(code)).to.deep.equal({ limit: 10, due: "2026-12-10T10:30:00.000Z" });
  });

  it("abolished: it is not submitted any more, and stays a draft", async () => {
    const code = codeOf("abolished");
    const { status, body } = await step(code, "submit", "26T08:00");
    expect([status, body.code]).to.deep.equal([422, "procedure-not-valid"]);
    expect(body.en.detail).to.contain(abolished).and.contain("2026-11-26");
    // nor shown as open: the clock of the hub is in December
    const { allowedSteps } = await view(code);
    expect(allowedSteps[commune]).not.to.include("submit");
    const { steps } = (await gateway.send("GET", `/v1/dossiers/${code}/steps?by=${commune}`, { token })).body;
    const shown = steps.find(({ step: name }: { step: string }) => name === "submit");
    expect([shown.allowed, shown.because.code]).to.deep.equal([false, "procedure-not-valid"]);
    expect((await view(codeOf("replaced"))).allowedSteps[commune]).to.include("submit");
    expect((await view(code)).state).to.equal("draft");
  });

  it("abolished: submitted the day before it is received and runs by the old rules", async () => {
    const code = codeOf("abolished, in time");
    expect((await done(step(code, "accept", "26T09:00"))).dossier.state).to.equal("accepted");
    expect(await settlement(code)).to.deep.equal({ limit: 10, due: "2026-12-10T10:30:00.000Z" });
  });

  it("replaced: it goes on as the procedure that came in its place, unless that is a ministry's own (C8)", async () => {
    const code = codeOf("replaced");
    const { sql } = gateway.database;
    await sql("update procedure_version set solved_by = 'ministry' where code = $1", [successor]);
    expect((await step(code, "submit", "27T08:00")).body.code).to.equal("procedure-solved-by-ministry");
    await sql("update procedure_version set solved_by = null where code = $1", [successor]);
    const { dossier, remapped } = await done(step(code, "submit", "27T08:00"));
    expect(dossier.procedure).to.deep.equal({ code: successor, version: "2026-11-26" });
    expect(remapped).to.deep.include({ from: { code: replaced, version: null }, replacements: [replaced, successor] });
    expect((await view(code)).procedure).to.deep.equal({ code: successor, version: "2026-11-26" });
  });

  it("a decision entered between submission and receipt counts from its day: judged again at the receipt", async () => {
    const code = codeOf("late");
    expect(await done(step(code, "submit", "26T08:00"))).not.to.have.property("remapped");
    await decide("32/QĐ-THU", [{ kind: "amended", code: late, ...threeDays }]);
    const { dossier, remapped } = await done(step(code, "accept", "26T09:00"));
    expect(dossier.procedure).to.deep.equal({ code: late, version: "2026-11-26" });
    expect(remapped.from).to.deep.equal({ code: late, version: null });
    expect(await settlement(code)).to.deep.equal({ limit: 3, due: "2026-12-01T10:30:00.000Z" });
  });
});

import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { applyDecision } from "../../core/service/apply-decision.ts";
import { importProcedures } from "../../core/service/import-procedures.ts";
import { textSource } from "../../core/service/import-source.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { fromRoot } from "../../platform/root.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";

describe("chains through the gateway", () => {
  let gateway: TestGateway;
  let tokens: Record<"commune" | "builders" | "justice" | "stranger" | "operator", string>;
  const { commune, province: construction, procedure } = walkNow;
  const justice = "H38.14";

  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-24T12:00:00+07:00"));
    await gateway.register("commune", [commune]);
    await gateway.register("builders", [construction]);
    await gateway.register("justice", [justice]);
    await gateway.register("stranger", ["H41.91"]);
    await gateway.registerOperator("operator");
    tokens = Object.fromEntries(
      await Promise.all(
        ["commune", "builders", "justice", "stranger", "operator"].map(async (id) => [id, await gateway.tokenOf(id)]),
      ),
    ) as typeof tokens;
  });
  after(() => gateway.close());

  const limit = (value: number, unit = "working_day") => ({ value, unit });
  const aDraft = (but: object = {}) => ({
    name: "Cấp giấy phép, liên thông",
    procedure,
    validFrom: "2026-07-01",
    legs: [
      { number: 1, agency: construction, kind: "handle", work: "Thẩm định hồ sơ", limit: limit(3), feeVnd: 75_000 },
      { number: 2, agency: justice, kind: "consult", work: "Cho ý kiến", limit: limit(2), after: [1], feeVnd: 20_000 },
      { number: 3, agency: "lead", kind: "sign", work: "Ký", limit: limit(1), after: [2], feeVnd: 10_000 },
    ],
    ...but,
  });
  const put = (id: string, body: object, token = tokens.operator) =>
    gateway.send("PUT", `/v1/processes/${id}`, { token, body });
  const post = (path: string, token: string, body: object, key = aKey()) =>
    gateway.send("POST", path, { token, key, body });
  const check = (id: string) => post(`/v1/processes/${id}/check`, tokens.operator, { officer: "VP-01" });
  const approval = { decisionNo: "663/QĐ-UBND", decisionDate: "2026-06-20", signer: "CT-01" };
  const approve = (id: string) => post(`/v1/processes/${id}/approve`, tokens.operator, approval);
  const anApproved = async (id: string, but: object = {}) => {
    await put(id, aDraft(but));
    await check(id);
    const approved = await approve(id);
    expect(approved.body.state).to.equal("approved");
  };
  const received = async (at = "2026-12-01T09:00:00+07:00") => {
    const body = { by: commune, procedure, applicant: { name: "Nguyễn Văn Thử Nghiệm" }, at };
    return (await post("/v1/dossiers", tokens.commune, body)).body.dossier.code as string;
  };
  const start = (code: string, process: string, but: object = {}, key = aKey()) =>
    post(
      `/v1/dossiers/${code}/chain`,
      tokens.commune,
      { by: commune, process, lead: construction, at: "2026-12-01T09:30:00+07:00", ...but },
      key,
    );
  const take = (code: string, n: number, token: string, body: object, key = aKey()) =>
    post(`/v1/dossiers/${code}/legs/${n}/steps`, token, body, key);
  const builders = (code: string, n: number, step: string, at: string, but: object = {}) =>
    take(code, n, tokens.builders, { step, by: construction, at, ...but });
  const states = (answer: Answer) => (answer.body.chain ?? answer.body).legs.map((leg: { state: string }) => leg.state);
  const expectProblem = (answer: Answer, status: number, code: string) => {
    expect(answer.body).to.include({ status, code });
    for (const words of [answer.body.vi, answer.body.en])
      for (const part of ["title", "detail", "remedy"]) expect(words[part], part).not.to.match(/\{(?!…)\w+\}/);
  };

  describe("processes are data", () => {
    it("a draft is checked, then approved by a decision; out of order it is refused", async () => {
      const draft = await put("order", aDraft());
      expect(draft.body).to.include({ version: 1, state: "draft" });
      expect(draft.body.sum).to.include({ total: 48, unit: "hour", withinLegal: true });
      expectProblem(await approve("order"), 409, "process-state-wrong");
      expect((await check("order")).body).to.include({ state: "checked", checkedBy: "VP-01" });
      expectProblem(await check("order"), 409, "process-state-wrong");
      expect((await approve("order")).body.decision).to.deep.equal({
        no: "663/QĐ-UBND",
        date: "2026-06-20",
        signer: "CT-01",
      });
    });

    it("a checked one that is written anew is a draft again; an approved one gets a next version", async () => {
      await put("anew", aDraft());
      await check("anew");
      expect((await put("anew", aDraft({ name: "khác" }))).body).to.include({ version: 1, state: "draft" });
      await check("anew");
      await approve("anew");
      expect((await put("anew", aDraft({ validFrom: "2027-01-01" }))).body).to.include({ version: 2, state: "draft" });
      await check("anew");
      await approve("anew");
      const { body } = await gateway.send("GET", "/v1/processes/anew", { token: tokens.commune });
      expect(
        body.versions.map((one: Record<string, unknown>) => [one["version"], one["state"], one["validTo"]]),
      ).to.deep.equal([
        [2, "approved", null],
        [1, "approved", "2026-12-31"],
      ]);
    });

    it("L9 longer than the law allows: neither checked nor approved, and says by how much", async () => {
      const legs = [{ number: 1, agency: construction, kind: "handle", work: "x", limit: limit(400) }];
      expect((await put("long", aDraft({ legs }))).body.sum.withinLegal).to.equal(false);
      const refused = await check("long");
      expectProblem(refused, 409, "process-too-long");
      expect(refused.body.en.detail).to.contain("3200 h");
    });

    it("a circle and two ends are named with their legs, in both languages", async () => {
      const leg = (number: number, after: number[]) => ({ ...aDraft().legs[0], number, after });
      const circle = await put("circle", aDraft({ legs: [leg(1, [2]), leg(2, [1])] }));
      expect(circle.body.faults[0]).to.deep.include({ code: "circle", legs: [1, 2] });
      const refused = await check("circle");
      expectProblem(refused, 422, "process-not-sound");
      expect(refused.body.vi.detail).to.contain("1, 2");
    });

    it("a process that could never start is not checked: agencies that ended, procedures that are not there", async () => {
      const leg = aDraft().legs[0]!;
      await put("ended", aDraft({ legs: [{ ...leg, agency: "000.00.14.H63" }] })); // ended with Yên Bái
      const refused = await check("ended");
      expectProblem(refused, 422, "unit-not-valid");
      expect(refused.body.vi.detail).to.contain("H63.14");
      await put("ended", aDraft({ legs: [leg], lead: "000.00.14.H63" }));
      expectProblem(await check("ended"), 422, "unit-not-valid");
      for (const procedure of ["9.999999", "khongco"]) {
        const legs = [{ ...leg, procedure }];
        expectProblem(await put("unheard", aDraft({ linked: true, legs })), 422, "procedure-unknown");
      }
    });

    it("a decision is signed before it is entered, and takes effect from its signing at the earliest (C3)", async () => {
      const approveBy = (id: string, decisionDate: string) =>
        post(`/v1/processes/${id}/approve`, tokens.operator, { ...approval, decisionDate });
      await put("signed", aDraft());
      await check("signed");
      expectProblem(await approveBy("signed", "2026-12-25"), 422, "decision-in-future"); // today is 24/12
      expectProblem(await approveBy("signed", "2026-07-02"), 422, "effect-before-decision");
      expect((await approveBy("signed", "2026-07-01")).body.state).to.equal("approved");
      // a version signed on 20/12 takes nothing that was received before from the one that ran
      await put("signed", aDraft({ validFrom: "2026-11-01" }));
      await check("signed");
      expectProblem(await approveBy("signed", "2026-12-20"), 422, "effect-before-decision");
      const { body } = await gateway.send("GET", "/v1/processes/signed", { token: tokens.commune });
      expect(body.versions.map((one: Record<string, unknown>) => [one["state"], one["validTo"]])).to.deep.equal([
        ["checked", null],
        ["approved", null],
      ]);
      const retirement = { lastDay: "2026-12-31", decisionNo: "9", decisionDate: "2026-12-25", signer: "CT" };
      expectProblem(await post("/v1/processes/signed/retire", tokens.operator, retirement), 422, "decision-in-future");
    });

    it("only an operator writes one; agencies and procedures must exist", async () => {
      expectProblem(await put("mine", aDraft(), tokens.commune), 403, "role-missing");
      expectProblem(await put("mine", aDraft({ lead: "H99.99" })), 422, "unit-unknown");
      expectProblem(await put("mine", aDraft({ procedure: "9.999999" })), 422, "procedure-unknown");
      expectProblem(await put("mine", aDraft({ validTo: "2026-06-30" })), 422, "period-reversed");
      expectProblem(
        await gateway.send("GET", "/v1/processes/mine", { token: tokens.operator }),
        404,
        "process-unknown",
      );
    });
  });

  describe("a chain", () => {
    before(() => anApproved("permit"));

    it("runs from the one-stop through its legs, and tells every agency", async () => {
      const code = await received();
      const begun = await start(code, "permit");
      expect(begun.status).to.equal(201);
      expect(states(begun)).to.deep.equal(["running", "waiting", "waiting"]);
      expect(begun.body.messages.map(({ receiver }: { receiver: string }) => receiver)).to.have.members([
        construction, // leg 1, started
        construction, // leg 2, as the lead
        justice, // leg 2, told at once (L2)
        construction, // leg 3
      ]);
      const [first, second, third] = begun.body.chain.legs;
      expect(first).to.deep.include({
        childCode: `${code}-L1`,
        inHandsOf: [commune],
        dueAt: "2026-12-04T10:30:00.000Z",
        answerByAt: "2026-12-01T04:30:00.000Z",
      });
      expect(second).to.include({ dueAt: null, plannedDueAt: "2026-12-08T10:30:00.000Z" });
      expect(third).to.include({ agency: construction, plannedDueAt: "2026-12-09T10:30:00.000Z" });

      await builders(code, 1, "acknowledge", "2026-12-01T10:00:00+07:00", { foreignCode: "SXD-1" });
      const handed = await builders(code, 1, "finish", "2026-12-02T10:00:00+07:00");
      expect(states(handed)).to.deep.equal(["done", "running", "waiting"]);
      expect(handed.body.chain.legs[0]).to.include({ foreignCode: "SXD-1" });
      expect(handed.body.chain.legs[1]).to.deep.include({
        inHandsOf: [construction],
        dueAt: "2026-12-04T10:30:00.000Z",
      });
      const asJustice = (step: string, at: string) => take(code, 2, tokens.justice, { step, by: justice, at });
      await asJustice("acknowledge", "2026-12-02T11:00:00+07:00");
      await asJustice("finish", "2026-12-03T11:00:00+07:00");
      await builders(code, 3, "acknowledge", "2026-12-03T14:00:00+07:00");
      const ended = await builders(code, 3, "finish", "2026-12-03T15:00:00+07:00", {
        role: "signatory",
      });
      expect(states(ended)).to.deep.equal(["done", "done", "done"]);
      expect(ended.body.chain).to.include({ outcome: "granted" });
      const read = await gateway.send("GET", `/v1/dossiers/${code}/legs`, { token: tokens.justice });
      expect(read.body).to.deep.equal(ended.body.chain);
      const history = await gateway.database.sql<{ said: string }>(
        `select number || ' ' || step as said from dossier_leg_event e join dossier d on d.id = e.dossier_id
         where d.code = $1 order by e.id`,
        [code],
      );
      expect(history.map(({ said }) => said)).to.deep.equal([
        ...["1 start", "2 assign", "3 assign", "1 acknowledge", "1 finish", "2 start"],
        ...["2 acknowledge", "2 finish", "3 start", "3 acknowledge", "3 finish"],
      ]);
    });

    it("the same key starts it once; another start is refused", async () => {
      const code = await received();
      const key = aKey();
      const [first, again] = [await start(code, "permit", {}, key), await start(code, "permit", {}, key)];
      expect(again.body).to.deep.equal(first.body);
      expect(again.headers.get("idempotency-replayed")).to.equal("true");
      expectProblem(await start(code, "permit"), 409, "chain-already-started");
    });

    it("trap 10: acknowledged twice, before its start, by another, and two at once", async () => {
      const code = await received();
      expectProblem(await builders(code, 1, "acknowledge", "2026-12-01T10:00:00+07:00"), 404, "dossier-unknown");
      await start(code, "permit");
      const second = { step: "acknowledge", role: "officer", by: justice, at: "2026-12-01T10:00:00+07:00" };
      expectProblem(await take(code, 2, tokens.justice, second), 409, "leg-not-started");
      expectProblem(await take(code, 1, tokens.justice, second), 403, "leg-not-yours");
      expectProblem(await take(code, 7, tokens.justice, second), 404, "leg-unknown");
      expectProblem(await take(code, 1, tokens.stranger, { ...second, by: "H41.91" }), 404, "dossier-unknown");
      expectProblem(await builders(code, 1, "acknowledge", "2026-12-01T09:29:59+07:00"), 409, "leg-not-started");
      const two = await Promise.all([1, 2].map(() => builders(code, 1, "acknowledge", "2026-12-01T10:00:00+07:00")));
      expect(two.map(({ status }) => status).sort()).to.deep.equal([201, 409]);
      expectProblem(
        two.find(({ status }) => status === 409)!,
        409,
        "leg-already-acknowledged",
      );
    });

    it("L10 a refused leg ends the chain and names what goes back", async () => {
      const code = await received();
      await start(code, "permit");
      await builders(code, 1, "acknowledge", "2026-12-01T10:00:00+07:00");
      const refused = await builders(code, 1, "refuse", "2026-12-01T11:00:00+07:00", { reason: "Không đủ điều kiện" });
      expect(states(refused)).to.deep.equal(["refused", "cancelled", "cancelled"]);
      expect(refused.body.chain).to.deep.include({
        outcome: "refused",
        refunds: [
          { leg: 2, feeVnd: 20_000 },
          { leg: 3, feeVnd: 10_000 },
        ],
      });
    });

    it("L10 a leg goes back once", async () => {
      const code = await received();
      await start(code, "permit");
      await builders(code, 1, "acknowledge", "2026-12-01T10:00:00+07:00");
      await builders(code, 1, "finish", "2026-12-01T11:00:00+07:00");
      const body = { by: justice, at: "2026-12-01T14:00:00+07:00" };
      await take(code, 2, tokens.justice, { ...body, step: "acknowledge" });
      const back = await take(code, 2, tokens.justice, { ...body, step: "return", reason: "Thiếu bản vẽ" });
      expect(states(back)).to.deep.equal(["running", "returned", "waiting"]);
      await builders(code, 1, "acknowledge", "2026-12-01T15:00:00+07:00");
      await builders(code, 1, "finish", "2026-12-01T16:00:00+07:00");
      const again = { by: justice, at: "2026-12-01T17:00:00+07:00" };
      await take(code, 2, tokens.justice, { ...again, step: "acknowledge" });
      const twice = await take(code, 2, tokens.justice, { ...again, step: "return", reason: "Vẫn thiếu" });
      expectProblem(twice, 409, "leg-already-returned");
    });

    it("an unapproved process cannot run, nor one of another procedure, nor one without its lead", async () => {
      await put("draft-only", aDraft());
      const code = await received();
      expectProblem(await start(code, "draft-only"), 409, "process-not-approved");
      expectProblem(await start(code, "nobody-wrote"), 404, "process-unknown");
      const without = { by: commune, process: "permit", at: "2026-12-01T09:30:00+07:00" };
      expectProblem(await post(`/v1/dossiers/${code}/chain`, tokens.commune, without), 422, "chain-lead-missing");
      await anApproved("other", { procedure: "1.004873", legs: [{ ...aDraft().legs[0], limit: limit(1) }] });
      expectProblem(await start(code, "other"), 422, "process-not-for-procedure");
      const before = await received("2026-06-30T09:00:00+07:00");
      const early = await start(before, "permit", { at: "2026-06-30T09:30:00+07:00" });
      expectProblem(early, 409, "process-not-approved");
      expectProblem(
        await gateway.send("GET", `/v1/dossiers/${code}/legs`, { token: tokens.commune }),
        404,
        "chain-unknown",
      );
    });

    it("L9 the limit of the dossier's own version counts: a process longer than that does not start", async () => {
      // 6 working days in sequence: within the 10 of the first version, not within the 3 of the second
      const own = { code: "9.000041", name: "Thủ tục thử nghiệm", levels: ["commune", "province"] };
      const row = { ...own, time_limit: { value: 10, unit: "working_day" } };
      const { db } = gateway.database;
      await importProcedures(db, textSource("rows.jsonl", JSON.stringify(row)), { today: parseDay("2026-01-01") });
      await anApproved("six-days", { procedure: own.code });
      const changes = [{ kind: "amended", code: own.code, time_limit: { value: 3, unit: "working_day" } }];
      const decision = { number: "41/QĐ-THU", signed: "2026-11-27", agency: "UBND thử nghiệm", changes };
      const applied = await applyDecision(db, JSON.stringify({ ...decision, effective: "2026-12-03" }));
      expect(applied.ok && applied.value).to.include({ applied: true });
      const receivedOn = async (day: string) => {
        const at = `2026-12-${day}T09:00:00+07:00`;
        const body = { by: commune, procedure: own.code, applicant: { name: "Nguyễn Văn Thử Nghiệm" }, at };
        return (await post("/v1/dossiers", tokens.commune, body)).body.dossier.code as string;
      };
      const at = "2026-12-03T10:00:00+07:00";
      const refused = await start(await receivedOn("03"), "six-days", { at });
      expectProblem(refused, 409, "process-too-long");
      expect(refused.body.en.detail).to.contain("48 h").and.contain("24 h");
      // received on the last day of ten: it keeps them (P9)
      expect((await start(await receivedOn("02"), "six-days", { at })).status).to.equal(201);
    });

    it("L9 where the province of its agencies promised less than the centre, that blocks the check", async () => {
      const own = { code: "9.000042", name: "Thủ tục thử nghiệm", levels: ["commune", "province"] };
      const row = { ...own, time_limit: { value: 10, unit: "working_day" } };
      const { db } = gateway.database;
      await importProcedures(db, textSource("rows.jsonl", JSON.stringify(row)), { today: parseDay("2026-01-01") });
      const changes = [{ kind: "amended", code: `${own.code}.H38`, time_limit: { value: 2, unit: "working_day" } }];
      const decision = { number: "7/QĐ-UBND", signed: "2026-06-01", agency: "UBND tỉnh Lào Cai", changes };
      const applied = await applyDecision(db, JSON.stringify({ ...decision, effective: "2026-06-15" }));
      expect(applied.ok && applied.value).to.include({ applied: true });
      const leg = { ...aDraft().legs[0]!, limit: limit(3) };
      const drafted = await put("short", aDraft({ procedure: own.code, legs: [leg] }));
      expect(drafted.body.sum).to.include({ total: 24, legal: 16, withinLegal: false });
      expectProblem(await check("short"), 409, "process-too-long");
      // naming nobody of a province it is held to the centre's, and judged by the dossier's own when it starts
      await put("anywhere", aDraft({ procedure: own.code, legs: [{ ...leg, agency: "receivingOneStop" }] }));
      expect((await check("anywhere")).body).to.include({ state: "checked" });
    });

    it("an agency sees the applicant while a leg is in its hands, and not when it is told only (P12)", async () => {
      const code = await received();
      await start(code, "permit");
      const seen = (token: string) => gateway.send("GET", `/v1/dossiers/${code}`, { token });
      expect((await seen(tokens.builders)).body.applicant).to.include({ name: "Nguyễn Văn Thử Nghiệm" });
      expect((await seen(tokens.justice)).body).not.to.have.property("applicant");
    });

    it("every message is as agreed, and carries no personal data", async () => {
      const ajv = new Ajv2020({ strictTypes: false });
      addFormats.default(ajv);
      const judge = ajv.compile(
        JSON.parse(readFileSync(fromRoot("contracts", "bus", "cloud-event.schema.json"), "utf8")) as object,
      );
      const rows = await gateway.database.sql<{ envelope: unknown }>(
        "select envelope from outbox where envelope->>'type' = 'vn.lienthong.dossier.leg-moved.v1'",
      );
      expect(rows.length).to.be.greaterThan(10);
      for (const { envelope } of rows) {
        expect(judge(envelope), JSON.stringify(judge.errors)).to.equal(true);
        expect(JSON.stringify(envelope)).not.to.contain("Thử Nghiệm");
      }
    });
  });

  describe("delegations", () => {
    const aDelegation = (but: object = {}) => ({
      unit: construction,
      from: "GD-01",
      to: "CV-07",
      procedures: [procedure],
      validFrom: "2026-12-01",
      validTo: "2026-12-10",
      decisionNo: "12/QĐ-SXD",
      decisionDate: "2026-11-28",
      ...but,
    });
    const record = (but: object = {}) => post("/v1/delegations", tokens.operator, aDelegation(but));

    it("are recorded with their decision, listed by unit and day, and must make sense", async () => {
      const made = await record();
      expect(made.status).to.equal(201);
      const list = async (query: string) =>
        (await gateway.send("GET", `/v1/delegations?${query}`, { token: tokens.operator })).body.items.length as number;
      expect(await list(`unit=${construction}&on=2026-12-10`)).to.equal(1);
      expect(await list(`unit=${construction}&on=2026-12-11`)).to.equal(0);
      expect(await list(`unit=${justice}`)).to.equal(0);
      expectProblem(await record({ validTo: "2026-11-30" }), 422, "period-reversed");
      expectProblem(await record({ to: "GD-01" }), 422, "second-person-missing");
      expectProblem(await record({ unit: "H99.99" }), 422, "unit-unknown");
      expectProblem(await record({ procedures: ["9.999999"] }), 422, "procedure-unknown");
      expectProblem(await post("/v1/delegations", tokens.commune, aDelegation()), 403, "role-missing");
    });

    it("take effect from their decision at the earliest, at an agency that stands then", async () => {
      expectProblem(await record({ decisionDate: "2026-12-02" }), 422, "effect-before-decision");
      expectProblem(
        await record({ decisionDate: "2026-12-25", validFrom: "2026-12-26", validTo: "2026-12-31" }),
        422,
        "decision-in-future",
      );
      expectProblem(await record({ unit: "000.00.14.H63" }), 422, "unit-not-valid"); // ended with Yên Bái
      const { id } = (await record({ to: "CV-77" })).body;
      const end = { lastDay: "2026-12-24", decisionNo: "16", decisionDate: "2026-12-25" };
      expectProblem(await post(`/v1/delegations/${id}/end`, tokens.operator, end), 422, "decision-in-future");
    });

    it("who was delegated on the day of a signature has signed lawfully, also when revoked before it was entered", async () => {
      const { id } = (await record({ unit: commune, to: "CB-05", validTo: "2026-12-31" })).body;
      const end = { lastDay: "2026-12-23", decisionNo: "17", decisionDate: "2026-12-24" };
      expect((await post(`/v1/delegations/${id}/end`, tokens.operator, end)).status).to.equal(200);
      const conclude = async (at: string) => {
        const code = await received();
        const body = { step: "conclude", by: commune, role: "officer", outcome: "granted", officer: "CB-05", at };
        return (await post(`/v1/dossiers/${code}/steps`, tokens.commune, body)).body.code ?? "concluded";
      };
      expect(await conclude("2026-12-23T16:00:00+07:00")).to.equal("concluded");
      expect(await conclude("2026-12-24T08:00:00+07:00")).to.equal("delegation-missing");
    });

    it("are asked at the signature: of that officer, that procedure, that day", async () => {
      await post("/v1/delegations", tokens.operator, aDelegation({ unit: commune, to: "CB-03" }));
      const conclude = async (officer: string, at: string) => {
        const code = await received("2026-12-01T09:00:00+07:00");
        const body = { step: "conclude", by: commune, role: "officer", outcome: "granted", officer, at };
        return (await post(`/v1/dossiers/${code}/steps`, tokens.commune, body)).body.code ?? "concluded";
      };
      expect(await conclude("CB-03", "2026-12-10T16:00:00+07:00")).to.equal("concluded");
      expect(await conclude("CB-03", "2026-12-11T08:00:00+07:00")).to.equal("delegation-missing");
      expect(await conclude("CB-04", "2026-12-10T16:00:00+07:00")).to.equal("delegation-missing");
    });

    it("are asked when a leg of signing ends", async () => {
      await anApproved("sign-only", {
        legs: [{ number: 1, agency: construction, kind: "sign", work: "Ký", limit: limit(1) }],
      });
      await record({ to: "CV-09" });
      const code = await received();
      await start(code, "sign-only");
      await builders(code, 1, "acknowledge", "2026-12-01T10:00:00+07:00");
      const finish = (officer: string) =>
        builders(code, 1, "finish", "2026-12-01T11:00:00+07:00", { role: "officer", officer });
      const unsaid = { step: "finish", by: construction, at: "2026-12-01T11:00:00+07:00" };
      const missing = await take(code, 1, tokens.builders, unsaid);
      expectProblem(missing, 422, "role-not-said");
      expect(missing.body.en.detail).to.contain("signatory, officer");
      expectProblem(await take(code, 1, tokens.builders, { ...unsaid, role: "hub" }), 403, "role-not-allowed");
      expectProblem(await finish("CV-08"), 403, "delegation-missing");
      expect((await finish("CV-09")).body.chain.outcome).to.equal("granted");
    });
  });

  describe("papers asked for in a supplement", () => {
    const ask = async (items: object[], but: object = {}) => {
      const body = { by: commune, procedure: "1.000894", applicant: { name: "Trần Thị Thử" } };
      const made = await post("/v1/dossiers", tokens.commune, {
        ...body,
        at: "2026-12-01T09:00:00+07:00",
        step: "draft",
      });
      const code = made.body.dossier.code as string;
      await post(`/v1/dossiers/${code}/steps`, tokens.commune, { step: "submit", by: commune, role: "applicant" });
      const step = { step: "askSupplement", by: commune, items, ...but };
      return post(`/v1/dossiers/${code}/steps`, tokens.commune, step);
    };

    for (const [what, items, but, expected] of [
      ["on the list", [{ name: "Tờ khai đăng ký kết hôn" }], {}, "asked"],
      ["on the list, written otherwise", [{ name: "  tờ khai  ĐĂNG KÝ kết hôn; " }], {}, "asked"],
      ["not on it", [{ name: "Tờ khai đăng ký kết hôn" }, { name: "Sổ hộ khẩu" }], {}, "paper-not-on-list"],
      ["a word of it", [{ name: "Tờ khai" }], {}, "paper-not-on-list"],
      ["not on it, with a basis of its own", [{ name: "Sổ hộ khẩu", legalBasis: "Điều 38 Luật Hộ tịch" }], {}, "asked"],
      ["not on it, with a basis for all", [{ name: "Sổ hộ khẩu" }], { legalBasis: "Điều 38 Luật Hộ tịch" }, "asked"],
    ] as const)
      it(`${what}: ${expected}`, async () => {
        const answer = await ask([...items], but);
        expect(answer.body.code ?? "asked").to.equal(expected);
        if (expected !== "asked") expect(answer.body.field).to.equal(`/items/${items.length - 1}`);
      });
  });
});

import { expect } from "chai";
import { sql } from "kysely";
import { isReproducible } from "../../core/domain/dossier-clock.ts";
import { isLegDueReproducible } from "../../core/domain/chain-time.ts";
import { parseDay } from "../../core/domain/day.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { explainDossierDue } from "../../core/service/explain-due.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { editCalendar, previewEdit } from "../../core/service/edit-calendar.ts";
import { dossierDues } from "../../core/service/running-dues.ts";
import { tellDueChanges } from "../../core/service/tell-due-changes.ts";
import { findChain } from "../../core/store/chains.ts";
import { clocksOf } from "../../core/store/dossier-clocks.ts";
import { find } from "../../core/store/dossiers.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { messagesOf } from "../support/agreed-messages.ts";
import { place } from "../support/clocks.ts";
import { eventually } from "../support/eventually.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";
import { inUsualRole } from "../support/roles.ts";
import { aWorld } from "../support/running-dossiers.ts";

/**
 * 1.002693 has 10 working days: received on 01/12/2026 it is due on 15/12 at 17:30. Legs: 3 days at the department of
 * construction, 2 at that of justice, 1 for its signature, then the one-stop returns the result.
 */
describe("a chain and its dossier are one", () => {
  let gateway: TestGateway;
  let tokens: Record<"commune" | "builders" | "justice" | "stranger" | "operator", string>;
  const { commune, province: construction, procedure } = walkNow;
  const justice = "H38.14";
  const stranger = "H41.91";

  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-31T08:00:00+07:00"));
    await gateway.register("commune", [commune]);
    await gateway.register("builders", [construction]);
    await gateway.register("justice", [justice]);
    await gateway.register("stranger", [stranger]);
    await gateway.registerOperator("operator");
    tokens = Object.fromEntries(
      await Promise.all(
        ["commune", "builders", "justice", "stranger", "operator"].map(async (id) => [id, await gateway.tokenOf(id)]),
      ),
    ) as typeof tokens;
    await anApproved("joined");
    await anApproved("kara", { refundWhenRefused: false });
  });
  after(() => gateway.close());

  const days = (value: number) => ({ value, unit: "working_day" });
  const legs = [
    { number: 1, agency: construction, kind: "handle", work: "Thẩm định hồ sơ", limit: days(3), feeVnd: 75_000 },
    { number: 2, agency: justice, kind: "consult", work: "Cho ý kiến", limit: days(2), after: [1], feeVnd: 20_000 },
    { number: 3, agency: "lead", kind: "sign", work: "Ký", limit: days(1), after: [2], feeVnd: 10_000 },
    { number: 4, agency: "receivingOneStop", kind: "return", work: "Trả kết quả", limit: days(1), after: [3] },
  ];
  const post = (path: string, token: string, body: object) => gateway.send("POST", path, { token, key: aKey(), body });
  const anApproved = async (id: string, but: object = {}) => {
    const body = { name: "Liên thông", procedure, validFrom: "2026-07-01", legs, ...but };
    await gateway.send("PUT", `/v1/processes/${id}`, { token: tokens.operator, body });
    await post(`/v1/processes/${id}/check`, tokens.operator, { officer: "VP-01" });
    const decision = { decisionNo: "663/QĐ-UBND", decisionDate: "2026-06-20", signer: "CT-01" };
    const approved = await post(`/v1/processes/${id}/approve`, tokens.operator, decision);
    expect(approved.body.state, JSON.stringify(approved.body)).to.equal("approved");
  };
  /** In Vietnamese time, `01T09:30`, December 2026. */
  const on = (text: string) => `2026-12-${text}:00+07:00`;
  const received = async (at = "01T09:00") => {
    const body = { by: commune, procedure, applicant: { name: "Nguyễn Văn Thử Nghiệm" }, at: on(at) };
    return (await post("/v1/dossiers", tokens.commune, body)).body.dossier.code as string;
  };
  const start = (code: string, process = "joined", at = "01T09:30") =>
    post(`/v1/dossiers/${code}/chain`, tokens.commune, { by: commune, process, lead: construction, at: on(at) });
  const started = async (process?: string) => {
    const code = await received();
    expect((await start(code, process)).status).to.equal(201);
    return code;
  };
  const unitOf = { commune, builders: construction, justice, stranger };
  const step = (who: keyof typeof unitOf, code: string, what: string, at: string, but: object = {}) =>
    post(`/v1/dossiers/${code}/steps`, tokens[who], {
      ...inUsualRole(what),
      step: what,
      by: unitOf[who],
      at: on(at),
      ...but,
    });
  const handOver = (who: keyof typeof unitOf, to: string, code: string, at: string) =>
    post(`/v1/dossiers/${code}/handovers`, tokens[who], { by: unitOf[who], role: "officer", to, at: on(at) });
  const leg = (who: keyof typeof unitOf, code: string, n: number, what: string, at: string, but: object = {}) =>
    post(`/v1/dossiers/${code}/legs/${n}/steps`, tokens[who], { step: what, by: unitOf[who], at: on(at), ...but });
  const done = async (answer: Promise<Answer>) => {
    const { status, body } = await answer;
    expect(status, JSON.stringify(body)).to.equal(201);
    return body;
  };
  const refused = async (answer: Promise<Answer>, code: string) => {
    const { body } = await answer;
    expect(body.code, JSON.stringify(body)).to.equal(code);
    for (const words of [body.vi, body.en])
      for (const part of ["title", "detail", "remedy"]) expect(words[part], part).not.to.match(/\{(?!…)\w+\}/);
    return body;
  };
  const chainOf = async (code: string) =>
    (await gateway.send("GET", `/v1/dossiers/${code}/legs`, { token: tokens.commune })).body;
  const viewOf = async (code: string, who: keyof typeof unitOf = "commune") =>
    (await gateway.send("GET", `/v1/dossiers/${code}`, { token: tokens[who] })).body;
  const settlementOf = async (code: string) =>
    (await viewOf(code)).clocks.find(({ kind }: { kind: string }) => kind === "settlement");
  const local = (iso: string) => new Date(Date.parse(iso) + 7 * 3_600_000).toISOString().slice(0, 16);
  const states = (chain: { legs: { state: string }[] }) => chain.legs.map(({ state }) => state).join(" ");
  const told = async (code: string, receiver: string) =>
    (
      await gateway.database.sql<{ said: string }>(
        `select concat_ws(' ', envelope->'data'->>'number', envelope->'data'->>'step') as said from outbox
         where subject = $1 and receiver = $2 and envelope->>'type' like '%leg-moved%' order by sequence`,
        [code, receiver],
      )
    ).map(({ said }) => said);
  /** The papers go to the lead, who then has the dossier and leg 1 in hand. */
  const withTheLead = async (process?: string) => {
    const code = await started(process);
    await done(handOver("commune", construction, code, "01T10:00"));
    await done(step("builders", code, "acknowledge", "01T11:00"));
    return code;
  };
  const throughLegs = async (code: string) => {
    await done(leg("builders", code, 1, "finish", "02T10:00"));
    await done(leg("justice", code, 2, "acknowledge", "02T11:00"));
    await done(leg("justice", code, 2, "finish", "03T10:00"));
    await done(leg("builders", code, 3, "acknowledge", "03T14:00"));
    await done(leg("builders", code, 3, "finish", "03T15:00", { role: "signatory" }));
  };

  describe("one clock", () => {
    it("another calendar moves a running leg's due, earlier never, and its agency is told (D18)", async () => {
      const code = await started(); // leg 1: three days from Tue 01/12, Fri 04/12
      const { db } = gateway.database;
      const legDue = async () => (await chainOf(code)).legs[0].dueAt as string;
      expect(local(await legDue())).to.equal("2026-12-04T17:30");
      const day = { day: parseDay("2026-12-03"), scope: "nation" };
      const off = { kind: "holiday", name: "ngày nghỉ thử", basis: "TB 7", status: "confirmed" } as const;
      const edit = { set: [{ ...day, ...off, pairedDay: null, validFrom: null }], clear: [] };
      const seen = await previewEdit(db, edit, dossierDues, openClocks());
      const ofLeg = seen.moved.find(({ dossier, before }) => dossier === code && before.kind === "leg");
      expect([ofLeg?.before.leg, ofLeg?.after.due.toISOString()]).to.deep.equal([1, "2026-12-07T10:30:00.000Z"]);
      await editCalendar(db, edit, "TB 7", dossierDues, openClocks());
      expect(local(await legDue())).to.equal("2026-12-07T17:30");
      const stored = await find(db, parseDossierCode(code));
      const { due } = (await findChain(db, stored!))!.chain.legs[0]!;
      expect(isLegDueReproducible(due!, await openClocks().clockWith(db, due!))).to.equal(true);
      await editCalendar(db, { set: [], clear: [day] }, "TB 8", dossierDues, openClocks());
      expect(local(await legDue()), "what was said stands").to.equal("2026-12-07T17:30");
      await tellDueChanges(aWorld(gateway.database, on("01T12:00")));
      const news = (await messagesOf(gateway.database, "due-recomputed.v1"))
        .filter(({ subject, data }) => subject === code && data["clock"] === "leg")
        .map(({ receiver, data }) => [receiver, data["leg"], data["fate"], data["due"]]);
      expect(news).to.deep.equal([
        [construction, 1, "moved", "2026-12-07T10:30:00.000Z"],
        [construction, 1, "kept", "2026-12-07T10:30:00.000Z"],
      ]);
    });

    it("L7 the joint due is the dossier's own settlement due, and is recomputed from its six inputs bit for bit", async () => {
      const code = await started();
      const chain = await chainOf(code);
      expect(local(chain.jointDueAt as string)).to.equal("2026-12-15T17:30");
      expect(chain.jointDueAt).to.equal((await settlementOf(code)).due);
      const stored = await find(gateway.database.db, parseDossierCode(code));
      const { settlement } = await clocksOf(gateway.database.db, stored!.id);
      expect(isReproducible(settlement!, place)).to.equal(true);
      const { due } = (await findChain(gateway.database.db, stored!))!.chain.legs[0]!;
      expect(due).to.include({ limit: 3, unit: "working_day", mode: "A", usedBefore: 0 });
      expect(isLegDueReproducible(due!, place)).to.equal(true);
      expect(isLegDueReproducible({ ...due!, usedBefore: 1 }, place)).to.equal(false);
      const explained = await explainDossierDue(gateway.database.db, openClocks(), code);
      expect(explained?.reproduced).to.equal(true);
      expect(explained?.legs[0]).to.deep.equal({ leg: 1, due: due!.due, reproduced: true });
      await gateway.database.sql("update dossier_leg set used_before = 1 where dossier_id = $1 and number = 1", [
        stored!.id,
      ]);
      const changed = await explainDossierDue(gateway.database.db, openClocks(), code);
      expect([changed?.reproduced, changed?.legs[0]?.reproduced], "what was changed is seen").to.deep.equal([
        true,
        false,
      ]);
    });

    it("L7 a re-appointment moves the joint due as it moves the dossier's, tells every open leg, and moves none", async () => {
      const code = await started();
      const before = await chainOf(code);
      const extension = { role: "oneStopHead", newDue: on("18T17:30"), reason: "Chờ xác minh" };
      await done(step("commune", code, "extend", "04T09:00", extension));
      const after = await chainOf(code);
      expect(local(after.jointDueAt as string)).to.equal("2026-12-18T17:30");
      expect(after.jointDueAt).to.equal((await settlementOf(code)).due);
      expect(after.legs).to.deep.equal(before.legs);
      expect(await told(code, justice)).to.deep.equal(["2 assign", "2 reappoint"]);
    });

    it("L7, L8, D13 a supplement stops dossier and leg; then the dossier has its limit anew, the leg what was left", async () => {
      const code = await withTheLead();
      expect(local((await chainOf(code)).legs[0].dueAt as string)).to.equal("2026-12-04T17:30");
      const items = [{ name: "Ảnh chụp hiện trạng cây xanh" }];
      await done(step("builders", code, "askSupplement", "03T09:00", { items }));
      const waiting = await chainOf(code);
      expect(waiting).to.deep.include({ isStopped: true, forecast: { colour: "paused", expectedEnd: null } });
      expect(local(waiting.legs[0].stoppedAt as string)).to.equal("2026-12-03T09:00");
      expect(waiting.legs[1]).to.include({ state: "waiting", stoppedAt: null });

      await done(step("commune", code, "supplement", "08T10:00", { role: "officer" }));
      const again = await chainOf(code);
      // 9–11, 14–18, 21 and 22 December; of the leg 2 and 3 were used, one day is left
      expect(local(again.jointDueAt as string)).to.equal("2026-12-22T17:30");
      expect(again.jointDueAt).to.equal((await settlementOf(code)).due);
      expect(local(again.legs[0].dueAt as string)).to.equal("2026-12-09T17:30");
      expect(again).to.deep.include({ isStopped: false });
      expect(again.legs[0].stoppedAt).to.equal(null);
      expect(await told(code, construction), "who asked has its answer")
        .to.include("1 resume")
        .and.not.include("1 stop");
      expect(await told(code, commune)).to.include("1 stop");
      const stored = await find(gateway.database.db, parseDossierCode(code));
      const { due } = (await findChain(gateway.database.db, stored!))!.chain.legs[0]!;
      expect(due).to.include({ usedBefore: 2 });
      expect(isLegDueReproducible(due!, place)).to.equal(true);
    });

    it("L7, D23 a payment stops both, and both go on with what was left", async () => {
      const code = await started();
      await done(step("commune", code, "askPayment", "02T09:00"));
      await done(step("commune", code, "confirmPayment", "04T14:00", { role: "officer", paymentReference: "GD-1" }));
      const chain = await chainOf(code);
      expect(local(chain.legs[0].dueAt as string)).to.equal("2026-12-08T17:30"); // 2 left: 7, 8
      expect(local(chain.jointDueAt as string)).to.equal("2026-12-17T17:30"); // 9 left: 7–11, 14–17
    });

    it("L8 with nothing promised there is nothing to be late for", async () => {
      await anApproved("unlimited", { procedure: "1.000894", legs: legs.slice(0, 1) });
      const body = { by: commune, procedure: "1.000894", applicant: { name: "Trần Thị Thử" }, at: on("01T09:00") };
      const code = (await post("/v1/dossiers", tokens.commune, body)).body.dossier.code as string;
      const { chain } = (await start(code, "unlimited")).body;
      expect(chain.jointDueAt).to.equal(null);
      expect(chain.forecast.colour).to.equal("none");
      expect(local(chain.legs[0].dueAt as string)).to.equal("2026-12-04T17:30");
    });
  });

  describe("one end", () => {
    it("is not concluded while a leg is open; the answer names the legs, the view does not offer it", async () => {
      const code = await withTheLead();
      await done(leg("builders", code, 1, "finish", "02T10:00"));
      const conclude = { role: "signatory", outcome: "granted" };
      const { en } = await refused(step("builders", code, "conclude", "02T11:00", conclude), "chain-legs-open");
      expect(en.detail).to.contain(`2 (${justice}), 3 (${construction})`).and.not.contain("4 (");
      const view = await viewOf(code, "builders");
      expect(view.allowedSteps[construction]).to.include("askPayment").and.not.include("conclude");
      expect(view.chain).to.deep.include({ settledAs: null, outcome: null });
      expect(view.chain.openLegs.map(({ number }: { number: number }) => number)).to.deep.equal([2, 3, 4]);
      const { body } = await gateway.send("GET", `/v1/dossiers/${code}/steps?by=${construction}&role=signatory`, {
        token: tokens.builders,
      });
      const why = body.steps.find((one: { step: string }) => one.step === "conclude");
      expect(why).to.include({ allowed: false });
      expect(why.because.code).to.equal("chain-legs-open");
    });

    it("L2, L3, L11 granted by its legs it is concluded granted, goes back, and its return ends the last leg", async () => {
      const code = await withTheLead();
      await throughLegs(code);
      expect((await viewOf(code)).chain).to.deep.include({ settledAs: "granted", outcome: null });
      const conclude = (outcome: string, at: string, but: object = {}) =>
        step("builders", code, "conclude", at, { role: "signatory", outcome, ...but });
      await refused(conclude("granted", "03T14:59"), "time-before-last-step");
      const other = await refused(
        conclude("refused", "03T16:00", { reason: "Không đủ điều kiện" }),
        "chain-outcome-differs",
      );
      expect(other.field).to.equal("/outcome");
      await done(conclude("granted", "03T16:00"));
      await done(handOver("builders", commune, code, "03T16:30"));
      await done(step("commune", code, "acknowledge", "03T17:00"));
      const chain = await chainOf(code);
      expect(chain.legs[3]).to.include({ state: "running" });
      expect(chain.legs[3].acknowledgedAt, "the papers that came are its acknowledgement").to.equal(
        "2026-12-03T10:00:00.000Z",
      );
      await done(step("commune", code, "returnResult", "04T09:00"));
      expect(await chainOf(code)).to.include({ outcome: "granted", code });
      expect(states(await chainOf(code))).to.equal("done done done done");
    });

    it("a result is not returned before the dossier is concluded, whatever its leg says", async () => {
      const code = await withTheLead();
      await throughLegs(code);
      await done(leg("commune", code, 4, "acknowledge", "03T16:00"));
      await refused(leg("commune", code, 4, "finish", "03T16:10"), "leg-before-conclusion");
      await done(step("builders", code, "conclude", "03T16:00", { role: "signatory", outcome: "granted" }));
      await done(leg("commune", code, 4, "finish", "03T16:10"));
    });

    it("L10 a leg that refuses leaves the paper to the holder, who refuses, or records the law for another result", async () => {
      const one = await withTheLead();
      const other = await withTheLead();
      for (const code of [one, other])
        await done(leg("builders", code, 1, "refuse", "02T10:00", { reason: "Không đủ điều kiện" }));
      const view = await viewOf(one, "builders");
      expect(view).to.include({ state: "processing", outcome: null });
      expect(view.chain).to.deep.equal({
        settledAs: "refused",
        outcome: "refused",
        openLegs: [],
        refunds: [
          { leg: 2, feeVnd: 20_000 },
          { leg: 3, feeVnd: 10_000 },
        ],
      });
      expect(view.allowedSteps[construction]).to.include("conclude");
      const { body } = await gateway.send("GET", `/v1/dossiers/${one}/steps?by=${construction}&role=signatory`, {
        token: tokens.builders,
      });
      const why = body.steps.find((candidate: { step: string }) => candidate.step === "conclude");
      expect([why.allowed, why.because.code]).to.deep.equal([true, "chain-outcome-differs"]);

      const conclude = (code: string, but: object) =>
        step("builders", code, "conclude", "02T14:00", { role: "signatory", ...but });
      await refused(conclude(one, { outcome: "granted" }), "chain-outcome-differs");
      const { event } = await done(conclude(one, { outcome: "refused", reason: "không đủ điều kiện" }));
      expect(event).to.include({ outcome: "refused", paper: "TU_CHOI", exceptional: false });
      const lawful = await done(conclude(other, { outcome: "granted", legalBasis: "Điều 9 luật thử nghiệm" }));
      expect(lawful.event).to.include({ outcome: "granted", exceptional: true });
    });

    it("L10 a withdrawal cancels the open legs at once, tells their agencies, lists what goes back", async () => {
      const code = await withTheLead();
      await done(step("commune", code, "requestWithdrawal", "02T09:00", { role: "applicant" }));
      await refused(leg("builders", code, 1, "finish", "02T10:00"), "step-not-allowed");
      const { messages } = await done(step("commune", code, "confirmWithdrawal", "02T11:00"));
      expect(messages.map(({ receiver }: { receiver: string }) => receiver)).to.include.members([
        construction,
        justice,
      ]);
      const chain = await chainOf(code);
      expect(states(chain)).to.equal("cancelled cancelled cancelled cancelled");
      expect(chain).to.deep.include({
        outcome: "stopped",
        refunds: [
          { leg: 2, feeVnd: 20_000 },
          { leg: 3, feeVnd: 10_000 },
        ],
      });
      expect(await told(code, justice)).to.deep.equal(["2 assign", "2 cancel"]);
      await refused(leg("builders", code, 1, "finish", "02T12:00"), "leg-ended");
    });

    it("L10 KARA keeps fees after a refusal, not after a withdrawal; declined, everything goes on", async () => {
      const code = await withTheLead("kara");
      await done(step("commune", code, "requestWithdrawal", "02T09:00", { role: "applicant" }));
      const issued = { reason: "đã có kết quả", result: { kind: "Giấy phép", number: "12/GP" } };
      await done(step("commune", code, "declineWithdrawal", "02T10:00", issued));
      expect(states(await chainOf(code))).to.equal("running waiting waiting waiting");
      const withdrawn = await withTheLead("kara"); // the first has a result now: nothing withdraws it any more (T28)
      await done(step("commune", withdrawn, "requestWithdrawal", "02T11:00", { role: "applicant" }));
      await done(step("commune", withdrawn, "confirmWithdrawal", "02T14:00"));
      expect((await chainOf(withdrawn)).refunds).to.have.length(2);
      const refusal = await withTheLead("kara");
      await done(leg("builders", refusal, 1, "refuse", "02T10:00", { reason: "Không đủ điều kiện" }));
      expect((await chainOf(refusal)).refunds).to.deep.equal([]);
    });

    it("L10 a dossier closed for want of a supplement ends its legs, which stood still", async () => {
      const code = await withTheLead();
      const items = [{ name: "Ảnh chụp hiện trạng cây xanh" }];
      await done(step("builders", code, "askSupplement", "02T09:00", { items }));
      await done(step("commune", code, "closeUnsupplemented", "24T09:00", { reason: "quá hạn bổ sung" }));
      const chain = await chainOf(code);
      expect(states(chain)).to.equal("cancelled cancelled cancelled cancelled");
      expect(chain.legs[0].stoppedAt).to.equal(null);
      expect(chain.outcome).to.equal("stopped");
    });

    describe("a leg that ends and a dossier that ends, at once: whoever is first is the truth, and all of it", () => {
      /** Both wait for the dossier; let go, they come in the order in which they asked. */
      const atOnce = async (code: string, first: () => Promise<Answer>, second: () => Promise<Answer>) => {
        // by itself, no longer in a shared transaction, which gives up waiting after 200 ms and would lose its place
        const waiting = async () =>
          (
            await gateway.database.sql(
              `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
                and clock_timestamp() - query_start > interval '300 ms'`,
            )
          ).length;
        return gateway.database.db.transaction().execute(async (tx) => {
          await sql`select from dossier where code = ${code} for update`.execute(tx);
          const one = first();
          await eventually("the first waits", async () => (await waiting()) === 1);
          const other = second();
          await eventually("the second waits", async () => (await waiting()) === 2);
          return { one, other };
        });
      };
      const finish = (code: string, at: string) => () => leg("builders", code, 1, "finish", at);
      const items = [{ name: "Ảnh chụp hiện trạng cây xanh" }];

      it("the leg, then the withdrawal: its result stays, the others are cancelled", async () => {
        const code = await withTheLead();
        const ask = () => step("commune", code, "requestWithdrawal", "02T10:00", { role: "applicant" });
        const { one, other } = await atOnce(code, finish(code, "02T10:00"), ask);
        await done(one);
        await done(other);
        await done(step("commune", code, "confirmWithdrawal", "02T11:00"));
        expect(states(await chainOf(code))).to.equal("done cancelled cancelled cancelled");
      });

      it("the withdrawal, then the leg: refused, and nothing of it stays", async () => {
        const code = await withTheLead();
        const ask = () => step("commune", code, "requestWithdrawal", "02T10:00", { role: "applicant" });
        const { one, other } = await atOnce(code, ask, finish(code, "02T10:00"));
        await done(one);
        await refused(other, "step-not-allowed");
        expect(states(await chainOf(code))).to.equal("running waiting waiting waiting");
      });

      it("the leg, then the closing: the leg it started is cancelled too", async () => {
        const code = await withTheLead();
        await done(step("builders", code, "askSupplement", "02T09:00", { items }));
        const close = () => step("commune", code, "closeUnsupplemented", "24T09:00", { reason: "quá hạn bổ sung" });
        const { one, other } = await atOnce(code, finish(code, "24T09:00"), close);
        const { chain } = await done(one);
        expect(chain.legs[1], "started while the dossier stands still").to.deep.include({
          state: "running",
          stoppedAt: "2026-12-24T02:00:00.000Z",
        });
        await done(other);
        expect(states(await chainOf(code))).to.equal("done cancelled cancelled cancelled");
      });

      it("the closing, then the leg: ended already", async () => {
        const code = await withTheLead();
        await done(step("builders", code, "askSupplement", "02T09:00", { items }));
        const close = () => step("commune", code, "closeUnsupplemented", "24T09:00", { reason: "quá hạn bổ sung" });
        const { one, other } = await atOnce(code, close, finish(code, "24T09:00"));
        await done(one);
        await refused(other, "leg-ended");
        expect(states(await chainOf(code))).to.equal("cancelled cancelled cancelled cancelled");
      });

      it("the last leg, then the conclusion that waits for it: concluded", async () => {
        const code = await withTheLead();
        await done(leg("builders", code, 1, "finish", "02T10:00"));
        await done(leg("justice", code, 2, "acknowledge", "02T11:00"));
        await done(leg("justice", code, 2, "finish", "03T10:00"));
        await done(leg("builders", code, 3, "acknowledge", "03T14:00"));
        const conclude = () =>
          step("builders", code, "conclude", "03T15:00", { role: "signatory", outcome: "granted" });
        const { one, other } = await atOnce(
          code,
          () => leg("builders", code, 3, "finish", "03T15:00", { role: "signatory" }),
          conclude,
        );
        await done(one);
        await done(other);
        expect(await viewOf(code)).to.include({ state: "done", outcome: "granted" });
      });
    });
  });

  describe("one custody", () => {
    it("L1, L12 while legs are open the dossier stays with those who have a part in them", async () => {
      const code = await started();
      const { en } = await refused(handOver("commune", stranger, code, "01T10:00"), "outside-chain");
      expect(en.detail).to.contain(stranger).and.contain(justice);
      await done(handOver("commune", justice, code, "01T10:00"));
    });

    it("L12 a dossier that is with somebody else starts no chain", async () => {
      const code = await received();
      await done(handOver("commune", stranger, code, "01T09:10"));
      await refused(start(code), "outside-chain");
      await done(step("commune", code, "recall", "01T09:20", { reason: "Nhầm đơn vị" }));
      expect((await start(code)).status).to.equal(201);
    });

    it("L12 who acknowledges the dossier acknowledges its leg; until then both are the sender's", async () => {
      const code = await started();
      await done(handOver("commune", construction, code, "01T10:00"));
      expect((await viewOf(code)).heldBy).to.equal(commune);
      expect((await chainOf(code)).legs[0].inHandsOf).to.deep.equal([commune]);
      await done(step("builders", code, "acknowledge", "01T11:00"));
      expect((await viewOf(code)).heldBy).to.equal(construction);
      expect((await chainOf(code)).legs[0]).to.deep.include({
        inHandsOf: [construction],
        acknowledgedAt: "2026-12-01T04:00:00.000Z",
      });
      await refused(leg("builders", code, 1, "acknowledge", "01T12:00"), "leg-already-acknowledged");
    });
  });

  describe("whether others know (sync)", () => {
    it("follows from the messages owed: pending, acknowledged, failed", async () => {
      const code = await withTheLead();
      const sync = async () => (await viewOf(code)).sync as { destination: string; state: string }[];
      const of = (all: { destination: string; state: string }[], unit: string) =>
        all.find(({ destination }) => destination === unit);
      expect(of(await sync(), justice)).to.include({ state: "pending", announced: 1, delivered: 0 });
      const arrive = (unit: string, state: string, upTo: number) =>
        gateway.database.sql(
          `insert into delivery (message_id, receiver, subject, sequence, envelope, state, delivered_at)
           select message_id, receiver, subject, sequence, envelope, $3, case when $3 = 'delivered' then now() end
           from outbox where subject = $1 and receiver = $2 and sequence <= $4
           on conflict (message_id) do update set state = excluded.state, delivered_at = excluded.delivered_at`,
          [code, unit, state, upTo],
        );
      await arrive(justice, "delivered", 1);
      expect(of(await sync(), justice)).to.include({ state: "acknowledged", announced: 1, delivered: 1 });
      await arrive(construction, "delivered", 1);
      expect(of(await sync(), construction)).to.include({ state: "pending", delivered: 1 });
      await arrive(justice, "parked", 1);
      expect(of(await sync(), justice)).to.include({ state: "failed", delivered: 0 });
    });

    it("a later step makes it pending again", async () => {
      const code = await received();
      expect((await viewOf(code)).sync).to.deep.equal([]);
      await done(handOver("commune", construction, code, "01T10:00"));
      const [one] = (await viewOf(code)).sync;
      expect(one).to.include({ destination: construction, state: "pending", announced: 1, delivered: 0 });
      expect(Date.parse(one.since as string)).to.be.greaterThan(0);
    });
  });

  describe("a process ends by decision", () => {
    const retire = (id: string, lastDay: string) => {
      const decision = { decisionNo: "999/QĐ-UBND", decisionDate: "2026-12-30", signer: "CT-01" };
      return post(`/v1/processes/${id}/retire`, tokens.operator, { lastDay, ...decision });
    };

    it("dossiers received until the last day start it, later ones do not, running ones go on", async () => {
      await anApproved("ending");
      const running = await started("ending");
      const answer = await retire("ending", "2026-12-31");
      expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
      expect(answer.body).to.deep.include({
        state: "approved",
        validTo: "2026-12-31",
        decision: { no: "663/QĐ-UBND", date: "2026-06-20", signer: "CT-01" },
        retirement: { no: "999/QĐ-UBND", date: "2026-12-30", signer: "CT-01" },
      });
      expect((await start(await received("31T07:30"), "ending", "31T07:40")).status).to.equal(201);
      gateway.setClock(new Date("2027-01-05T08:00:00+07:00"));
      const before = tokens;
      tokens = { ...tokens, commune: await gateway.tokenOf("commune"), builders: await gateway.tokenOf("builders") };
      try {
        const body = { by: commune, procedure, applicant: { name: "Thử" }, at: "2027-01-04T09:00:00+07:00" };
        const late = (await post("/v1/dossiers", tokens.commune, body)).body.dossier.code as string;
        const again = post(`/v1/dossiers/${late}/chain`, tokens.commune, {
          ...{ by: commune, process: "ending", lead: construction, at: "2027-01-04T10:00:00+07:00" },
        });
        await refused(again, "process-not-approved");
        await done(leg("builders", running, 1, "acknowledge", "02T10:00"));
      } finally {
        tokens = before;
        gateway.setClock(new Date("2026-12-31T08:00:00+07:00"));
      }
    });

    it("not in the past, not twice for the same days, not by a unit, not of nothing; a version to come never runs", async () => {
      await refused(retire("joined", "2026-12-30"), "day-too-early");
      await refused(retire("nobody-wrote", "2026-12-31"), "process-unknown");
      await refused(retire("ending", "2026-12-31"), "process-not-running");
      const body = { lastDay: "2026-12-31", decisionNo: "1", decisionDate: "2026-12-30", signer: "x" };
      await refused(post("/v1/processes/joined/retire", tokens.commune, body), "role-missing");
      await anApproved("to-come", { validFrom: "2027-02-01" });
      const answer = await retire("to-come", "2027-01-15");
      expect(answer.body).to.include({ state: "retired" });
    });
  });

  describe("a delegation ends early", () => {
    const end = (id: string, lastDay: string, decisionNo = "15/QĐ-UBND") =>
      post(`/v1/delegations/${id}/end`, tokens.operator, { lastDay, decisionNo, decisionDate: "2026-12-30" });

    it("by a decision of its own: at once or later; what was signed stays signed", async () => {
      const made = await post("/v1/delegations", tokens.operator, {
        ...{ unit: commune, from: "CT-01", to: "CB-03", procedures: [procedure], validFrom: "2026-12-01" },
        ...{ validTo: "2027-06-30", decisionNo: "12/QĐ-UBND", decisionDate: "2026-11-28" },
      });
      expect(made.body.end).to.equal(null);
      const id = made.body.id as string;
      const sign = async (at: string) => {
        const body = { role: "officer", outcome: "granted", officer: "CB-03" };
        return step("commune", await received(), "conclude", at, body);
      };
      const signed = await done(sign("31T07:40"));
      await refused(end(id, "2026-12-29"), "day-too-early");
      await refused(end(id, "2027-06-30"), "delegation-over");
      const later = await end(id, "2027-03-31");
      expect(later.body.end).to.deep.equal({
        lastDay: "2027-03-31",
        decisionNo: "15/QĐ-UBND",
        decisionDate: "2026-12-30",
      });
      expect((await sign("31T07:45")).status).to.equal(201);
      expect((await end(id, "2026-12-30", "16/QĐ-UBND")).body).to.deep.include({ validTo: "2027-06-30" });
      await refused(sign("31T07:50"), "delegation-missing");
      await refused(end(id, "2027-01-31"), "delegation-over");
      expect(await viewOf(signed.dossier.code as string)).to.include({ state: "done", outcome: "granted" });
      const list = async (day: string) =>
        (await gateway.send("GET", `/v1/delegations?unit=${commune}&on=${day}`, { token: tokens.operator })).body.items;
      expect(await list("2026-12-31")).to.have.length(0);
      const [ended] = await list("2026-12-30");
      expect(ended.end).to.include({ lastDay: "2026-12-30", decisionNo: "16/QĐ-UBND" });
    });

    it("not one that nobody made, and not by a unit", async () => {
      await refused(end("999", "2026-12-31"), "delegation-unknown");
      const body = { lastDay: "2026-12-31", decisionNo: "1", decisionDate: "2026-12-30" };
      await refused(post("/v1/delegations/1/end", tokens.commune, body), "role-missing");
    });
  });

  describe("a draft against a version that ended (C5, C6)", () => {
    const remap = (code: string, body: object) =>
      gateway.send("POST", `/v1/procedures/${code}/remap`, { token: tokens.commune, body });

    it("submitted in time keeps its version", async () => {
      const { body } = await remap("2.002621", { version: null, on: "2026-06-30" });
      expect(body).to.deep.include({ status: "in-force", replacements: ["2.002621"], difference: null });
      expect(body.inForce).to.include({ code: "2.002621" });
    });

    it("later falls under what replaced it, with the difference", async () => {
      const { body } = await remap("2.002621", { version: null });
      expect(body).to.deep.include({
        status: "replaced",
        replacements: ["2.002621", "3.000722"],
        isDifferent: true,
      });
      expect(body.inForce).to.include({ code: "3.000722", validFrom: "2026-07-01" });
      expect(body.difference.name.after).to.match(/^Liên thông đăng ký khai sinh/);
      expect(body.difference.limit.after.limit).to.deep.equal({ value: 3, unit: "working_day" });
      expect(body.difference).to.include({ levels: null, fee: null, papers: null });
    });

    it("or under the next version of the same procedure", async () => {
      const { body } = await remap("1.001612", { version: null });
      expect(body).to.include({ status: "amended", isDifferent: true });
      expect(body.difference.levels).to.deep.equal({ added: ["commune"], removed: ["district"] });
    });

    it("with nothing in force there is no receipt", async () => {
      await gateway.database.sql("update procedure_version set valid_to = '2026-10-31' where code = '1.010832'");
      expect((await remap("1.010832", { version: null })).body).to.deep.equal({
        ...{ status: "ended", replacements: ["1.010832"], inForce: null, isDifferent: false, difference: null },
      });
    });

    it("an unknown procedure or version is said so, with the versions there are", async () => {
      expect((await remap("9.999999", { version: null })).status).to.equal(404);
      const { en } = await refused(remap("1.001612", { version: "2020-01-01" }), "procedure-version-unknown");
      expect(en.detail).to.contain("2025-07-01").and.contain("null");
    });
  });
});

import { expect } from "chai";
import { dayOf, parseDay } from "../../core/domain/day.ts";
import { parseProcedureCode } from "../../core/domain/procedure.ts";
import { applyDecision } from "../../core/service/apply-decision.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { importProcedures } from "../../core/service/import-procedures.ts";
import { makeReport06a } from "../../core/service/report-06a.ts";
import { textSource } from "../../core/service/import-source.ts";
import { watchWindows } from "../../core/service/watch-windows.ts";
import { yearlyChanges } from "../../core/service/yearly-changes.ts";
import { procedureVersions } from "../../core/store/procedures.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";
import { messagesOf } from "../support/agreed-messages.ts";
import { aWorld } from "../support/running-dossiers.ts";
import { inUsualRole } from "../support/roles.ts";

const code = "9.000001";
const national = (but: Record<string, unknown> = {}) => ({
  ...{ code, name: "Thủ tục thử nghiệm", field: "Hộ tịch", levels: ["commune"], fee_vnd: 0 },
  ...{
    time_limit: { value: 10, unit: "working_day" },
    documents: [{ name: "Tờ khai" }, { name: "Bản vẽ hiện trạng nhà" }],
  },
  ...but,
});
const local = (but: Record<string, unknown> = {}) => national({ code: `${code}.H38`, ...but });

/** What a version says beside its content: how time is read, the centre's bound (C7), who settles it (C8). */
describe("Rules of a procedure's version", () => {
  let gateway: TestGateway;
  let commune: string;
  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-31T00:00:00Z"));
    await gateway.register("commune", [walkNow.commune]);
    commune = await gateway.tokenOf("commune");
  });
  after(() => gateway.close());
  beforeEach(() =>
    gateway.database.sql(
      "truncate dossier, contact, procedure_change, publishing_decision, dossier_counter, paper_counter restart identity cascade; delete from procedure_version where code = '9.000001'",
    ),
  );

  const have = (row: Record<string, unknown>, effective?: string) =>
    importProcedures(gateway.database.db, textSource("list.jsonl", JSON.stringify(row)), {
      today: dayOf(new Date("2026-10-01T00:00:00Z")),
      effective: effective === undefined ? undefined : parseDay(effective),
    });
  const decide = async (change: Record<string, unknown>, effective = "2026-11-10") => {
    const answer = await applyDecision(
      gateway.database.db,
      JSON.stringify({ number: "7/QĐ", signed: "2026-11-01", agency: "Bộ Thử nghiệm", effective, changes: [change] }),
    );
    if (!answer.ok) throw new Error(answer.reason.vi);
    return answer.value;
  };
  const versions = () => procedureVersions(gateway.database.db, parseProcedureCode(code));
  const november = (text: string) => `2026-11-${text}:00+07:00`;
  const taken = async (answer: Promise<Answer>) => {
    const { status, body } = await answer;
    expect(status, JSON.stringify(body)).to.equal(201);
    return body;
  };
  const receipt = (at: string, but: object = {}) =>
    gateway.send("POST", "/v1/dossiers", {
      ...{ token: commune, key: aKey() },
      body: { by: walkNow.commune, procedure: code, applicant: { name: "Trần Thị Thử" }, at: november(at), ...but },
    });
  const receive = async (at: string) => (await taken(receipt(at))).dossier.code as string;
  const step = (of: string, name: string, at: string, but: object = {}) =>
    taken(
      gateway.send("POST", `/v1/dossiers/${of}/steps`, {
        ...{ token: commune, key: aKey() },
        body: { ...inUsualRole(name), step: name, by: walkNow.commune, at: november(at), ...but },
      }),
    );
  const due = async (of: string) => {
    const { body } = await gateway.send("GET", `/v1/dossiers/${of}`, { token: commune });
    const clock = body.clocks.find(({ kind }: { kind: string }) => kind === "settlement");
    return clock && new Date(Date.parse(clock.due as string) + 7 * 3_600_000).toISOString().slice(0, 16);
  };

  describe("time", () => {
    it("is read by the law's default where nothing is stated: mode A (D4)", async () => {
      await have(national({ time_limit: { value: 5, unit: "working_day" } }));
      expect(await due(await receive("21T10:00"))).to.equal("2026-12-01T17:30"); // E07 A
      const { body } = await gateway.send("GET", `/v1/procedures/${code}`, { token: commune });
      expect(body.versions[0].time).to.deep.equal({ start: "A", supplement: "RESTART", payment: "PAUSE" });
    });

    it("is read in mode B where the version says so (E07 B), and a dossier keeps what it was received under (P9)", async () => {
      await have(national({ time_limit: { value: 5, unit: "working_day" } }));
      const before = await receive("21T10:00");
      await decide({ kind: "amended", code, start_mode: "B" }, "2026-11-22");
      expect(await due(before)).to.equal("2026-12-01T17:30");
      await decide2("2026-11-28");
      expect(
        (await versions()).map(({ validFrom, startMode, paymentMode }) => [validFrom, startMode, paymentMode]),
      ).to.deep.equal([
        ["-infinity", null, null],
        ["2026-11-22", "B", null],
        ["2026-11-28", "B", "RUN"], // what an amendment does not state stays
      ]);
      // Sunday 22/11 is moved to Monday 23/11, which in mode B is day 1: 23, 25, 26, 27, 30
      expect(await due(await receive("22T10:00"))).to.equal("2026-11-30T17:30");
    });
    const decide2 = async (effective: string) => {
      const answer = await applyDecision(
        gateway.database.db,
        JSON.stringify({
          ...{ number: "8/QĐ", signed: "2026-11-20", agency: "Bộ Thử nghiệm", effective },
          changes: [{ kind: "amended", code, payment_mode: "RUN" }],
        }),
      );
      expect(answer.ok && answer.value.applied).to.equal(true);
    };

    it("goes on after a supplement with what was left where the version says RESUME (E21)", async () => {
      await have(national({ supplement_mode: "RESUME" }));
      const of = await receive("02T09:00");
      await gateway.send("POST", `/v1/dossiers/${of}/handovers`, {
        ...{ token: commune, key: aKey() },
        body: { by: walkNow.commune, to: walkNow.province, at: november("02T10:00") },
      });
      await gateway.register("province", [walkNow.province]);
      const province = await gateway.tokenOf("province");
      for (const [name, at, but] of [
        ["acknowledge", "02T11:00", {}],
        ["askSupplement", "05T09:00", { items: [{ name: "Bản vẽ hiện trạng nhà" }] }],
      ] as const)
        await taken(
          gateway.send("POST", `/v1/dossiers/${of}/steps`, {
            ...{ token: province, key: aKey() },
            body: { ...inUsualRole(name), step: name, by: walkNow.province, at: november(at), ...but },
          }),
        );
      const papers = await gateway.send("GET", `/v1/dossiers/${of}/papers`, { token: commune });
      expect(papers.body.papers[1].data.clockMode).to.equal("RESUME");
      await step(of, "supplement", "12T10:00", { role: "officer" });
      expect(await due(of)).to.equal("2026-11-23T17:30"); // used 3, left 7
    });

    it("is counted in months, from date to date, where the version says months (Civil Code art. 148)", async () => {
      await have(national({ time_limit: { value: 1, unit: "month" }, time_limit_text: "1 tháng" }));
      expect(await due(await receive("02T09:00"))).to.equal("2026-12-02T17:30"); // a Wednesday
      expect((await versions())[0]?.limit).to.deep.equal({ value: 1, unit: "month" });
    });

    it("runs on while a payment is waited for where the version says RUN", async () => {
      await have(national({ payment_mode: "RUN" }));
      const of = await receive("02T09:00");
      await step(of, "askPayment", "05T09:00");
      await step(of, "confirmPayment", "12T10:00", { role: "officer", paymentReference: "BL-1" });
      expect(await due(of)).to.equal("2026-11-16T17:30");
    });

    it("begins when paid where the version says START_AFTER_PAID (KARA 6(2))", async () => {
      await have(national({ payment_mode: "START_AFTER_PAID", fee_vnd: 15_000 }));
      const of = await receive("02T09:00");
      expect(await due(of)).to.equal(undefined);
      await step(of, "askPayment", "02T09:10");
      await step(of, "confirmPayment", "05T10:00", { role: "officer", paymentReference: "BL-1" });
      expect(await due(of)).to.equal("2026-11-19T17:30"); // 6, 9–13, 16–19
    });

    it("that begins when paid does not wait in silence: who holds it and its one-stop are told to ask, once", async () => {
      await have(national({ payment_mode: "START_AFTER_PAID", fee_vnd: 15_000 }));
      const look = async (at: string) => {
        const now = new Date(november(at));
        await watchWindows(aWorld(gateway.database, now.toISOString()), now);
        return (await messagesOf(gateway.database, "time-alert.v1"))
          .filter(({ subject, data }) => subject === of && data["kind"] === "paymentNotAsked")
          .map(({ receiver, data }) => [receiver, data["told"], data["since"], data["due"]]);
      };
      const of = await receive("02T09:00");
      expect(await look("02T17:30")).to.deep.equal([]); // received before 15:00: the same day is in time
      const told = [[walkNow.commune, "late", "2026-11-02T02:00:00.000Z", "2026-11-02T10:30:00.000Z"]];
      expect(await look("02T17:31")).to.deep.equal(told);
      expect(await look("05T09:00")).to.deep.equal(told);
      await step(of, "askPayment", "05T09:10");
      await step(of, "confirmPayment", "05T10:00", { role: "officer", paymentReference: "BL-1" });
      expect(await look("06T10:00")).to.deep.equal(told);
      // asked for in time, nobody is told
      const asked = await receive("06T09:00");
      await step(asked, "askPayment", "06T09:10");
      await look("09T10:00");
      const all = await messagesOf(gateway.database, "time-alert.v1");
      expect(all.filter(({ subject, data }) => subject === asked && data["kind"] === "paymentNotAsked")).to.deep.equal(
        [],
      );
    });

    it("that begins when paid says that no due runs and why, until the payment is asked for, in the dossier and its steps", async () => {
      await have(national({ payment_mode: "START_AFTER_PAID", fee_vnd: 15_000 }));
      const of = await receive("02T09:00");
      const said = async () => {
        const dossier = await gateway.send("GET", `/v1/dossiers/${of}`, { token: commune });
        const steps = await gateway.send("GET", `/v1/dossiers/${of}/steps?by=${walkNow.commune}`, { token: commune });
        expect([dossier.status, steps.status]).to.deep.equal([200, 200]);
        return [dossier.body.noDue, steps.body.noDue];
      };
      const notAsked = {
        code: "payment-not-asked",
        vi: "Chưa tính hạn trả kết quả: thời hạn bắt đầu từ khi nộp tiền, mà chưa ai yêu cầu nộp tiền; hãy thực hiện bước askPayment.",
        en: "No due runs yet: the limit begins with the payment, and nobody has asked for it; take the step askPayment.",
      };
      expect(await said()).to.deep.equal([notAsked, notAsked]);
      await step(of, "askPayment", "02T09:10");
      expect(await said()).to.deep.equal([null, null]);
      await step(of, "confirmPayment", "05T10:00", { role: "officer", paymentReference: "BL-1" });
      expect(await said()).to.deep.equal([null, null]);
    });

    it("that begins when paid and costs nothing has a due from its receipt, and nothing is said", async () => {
      await have(national({ payment_mode: "START_AFTER_PAID", fee_vnd: 0 }));
      const of = await receive("02T09:00");
      expect((await gateway.send("GET", `/v1/dossiers/${of}`, { token: commune })).body.noDue).to.equal(null);
    });

    it("begins at receipt where START_AFTER_PAID meets a fee of nothing: at the counter and online, and so in form 06a", async () => {
      await have(national({ payment_mode: "START_AFTER_PAID", fee_vnd: 0 }));
      const of = await receive("02T09:00");
      expect(await due(of)).to.equal("2026-11-16T17:30");
      const online = (await taken(receipt("02T08:00", { step: "draft", role: "applicant", channel: "online" }))).dossier
        .code as string;
      await step(online, "submit", "02T08:10", { role: "applicant" });
      expect(await due(online)).to.equal(undefined);
      await step(online, "accept", "03T09:00", { role: "officer" });
      expect(await due(online)).to.equal("2026-11-17T17:30");
      const { total } = await makeReport06a(gateway.database.db, openClocks(), {
        ...{ agency: walkNow.commune, from: parseDay("2026-11-01"), to: parseDay("2026-11-30") },
        today: parseDay("2026-11-17"),
      });
      expect(total).to.include({ open: 2, openInTime: 1, openLate: 1 });
    });

    it("stated wrongly is refused, and what says nothing keeps its digest", async () => {
      await have(national());
      const report = await have(national({ start_mode: "C" }), "2026-11-01");
      expect(report.refused[0]?.reason.vi).to.equal(
        'start_mode "C" không đúng; chỉ dùng A, B, A/last_hour, B/last_hour, A/after_15, B/after_15',
      );
      expect(await have(national({ start_mode: null }), "2026-11-01")).to.include({ unchanged: 1 });
    });
  });

  describe("the centre's bound (C7)", () => {
    beforeEach(() => have(national()));
    for (const [what, but, reason] of [
      [
        "a longer limit",
        { time_limit: { value: 11, unit: "working_day" } },
        /11 working_day dài hơn .* 10 working_day/,
      ],
      ["a longer limit in hours", { time_limit: { value: 81, unit: "hour" } }, /81 hour dài hơn/],
      [
        "another paper",
        { documents: [{ name: "Tờ khai" }, { name: "Giấy khám sức khỏe" }] },
        /“Giấy khám sức khỏe” không có/,
      ],
    ] as const)
      it(`${what} in a province's form is refused, in a list and in a decision`, async () => {
        const report = await have(local(but), "2026-11-10");
        expect(report.refused[0]?.reason.vi).to.match(reason);
        const answer = await decide({ kind: "amended", ...local(but) });
        expect(answer.applied ? [] : answer.refused.map(({ reason: words }) => words.vi)).to.have.length(1);
        expect(!answer.applied && answer.refused[0]?.reason.vi).to.match(reason);
        expect(await versions()).to.have.length(1);
      });

    it("a shorter limit and fewer papers are taken; the centre's limit is kept beside, and bounds the next one", async () => {
      const shorter = { time_limit: { value: 56, unit: "hour" }, documents: [{ name: "Tờ khai" }] };
      expect(await have(local(shorter), "2026-11-10")).to.include({ changed: 1 });
      expect((await versions())[1]).to.deep.include({
        ...{ limit: { value: 56, unit: "hour" }, legalLimit: { value: 10, unit: "working_day" } },
      });
      // back to the centre's 10 days is allowed, beyond it is not
      const next = await have(
        local({ time_limit: { value: 12, unit: "working_day" }, documents: [{ name: "Tờ khai" }] }),
        "2026-11-20",
      );
      expect(next.refused).to.have.length(1);
      await have(local({ documents: [{ name: "Tờ khai" }] }), "2026-11-20");
      expect((await versions())[2]).to.deep.include({ limit: { value: 10, unit: "working_day" }, legalLimit: null });
    });

    it("the centre itself may lengthen", async () => {
      expect(await have(national({ time_limit: { value: 20, unit: "working_day" } }), "2026-11-10")).to.include({
        changed: 1,
      });
    });
  });

  it("what a ministry settles itself is received by no province or commune (C8)", async () => {
    await have(national());
    await decide({ kind: "amended", code, solved_by: "ministry" });
    await receive("09T09:00");
    const answer = await receipt("10T09:00");
    expect(answer.status).to.equal(409);
    expect(answer.body).to.include({ code: "procedure-solved-by-ministry", field: "/procedure" });
    const guided = await gateway.send("POST", "/v1/contacts", {
      ...{ token: commune, key: aKey() },
      body: {
        by: walkNow.commune,
        procedure: code,
        applicant: { name: "Lê Văn Thử" },
        at: november("10T09:00"),
        items: [{ name: "Tờ khai" }],
      },
    });
    expect(guided.body.code).to.equal("procedure-solved-by-ministry");
  });

  describe("a correction (DINH_CHINH)", () => {
    beforeEach(() => have(national()));

    it("puts a name right from its day on, and is no change of the law in the yearly sentence", async () => {
      const answer = await decide({ kind: "DINH_CHINH", code, name: "Thủ tục thử nghiệm (chuẩn hóa)" });
      expect(answer).to.deep.include({ applied: true, opened: 1 });
      expect((await versions()).map(({ name, validFrom }) => [name, validFrom])).to.deep.equal([
        ["Thủ tục thử nghiệm", "-infinity"],
        ["Thủ tục thử nghiệm (chuẩn hóa)", "2026-11-10"],
      ]);
      const { total, changes, sentence } = await yearlyChanges(gateway.database.db, 2026);
      expect({ total, changes }).to.deep.equal({
        total: 0,
        changes: { new: 0, amended: 0, replaced: 0, abolished: 0, corrected: 1 },
      });
      expect(sentence.vi).to.contain("đính chính 1 thủ tục");
    });

    for (const [what, but] of [
      ["limit", { time_limit: { value: 9, unit: "working_day" } }],
      ["fee", { fee_vnd: 1_000 }],
      ["papers", { documents: [{ name: "Tờ khai" }] }],
      ["levels", { levels: ["province"] }],
      ["reading of time", { start_mode: "B" }],
      ["settling agency", { solved_by: "ministry" }],
    ] as const)
      it(`does not change the ${what}`, async () => {
        const answer = await decide({ kind: "corrected", code, ...but });
        expect(!answer.applied && answer.refused[0]?.reason.vi).to.match(/^đính chính chỉ sửa cách viết/);
        expect(await versions()).to.have.length(1);
      });
  });
});

import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { editCalendar, previewEdit } from "../../core/service/edit-calendar.ts";
import { dossierDues } from "../../core/service/running-dues.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";
import { inUsualRole } from "../support/roles.ts";

/** 1.002693 has 10 working days; 1.001193 is settled the same day. Office hours 07:30–11:30, 13:30–17:30. */
describe("the complete life of a dossier, with its clocks", () => {
  let gateway: TestGateway;
  let commune: string;
  let province: string;
  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-31T00:00:00Z")); // all of November has happened
    await gateway.register("commune", [walkNow.commune]);
    await gateway.register("province", [walkNow.province]);
    commune = await gateway.tokenOf("commune");
    province = await gateway.tokenOf("province");
  });
  after(() => gateway.close());

  const november = (text: string) => `2026-11-${text}:00+07:00`;
  const receive = async (but: object = {}) => {
    const answer = await gateway.send("POST", "/v1/dossiers", {
      token: commune,
      key: aKey(),
      body: {
        by: walkNow.commune,
        procedure: walkNow.procedure,
        applicant: { name: "Trần Thị Thử Nghiệm" },
        at: november("02T09:00"),
        ...but,
      },
    });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return answer.body.dossier.code as string;
  };
  const step = (
    code: string,
    step: string,
    at: string,
    but: object = {},
    token = commune,
    by: string = walkNow.commune,
  ) =>
    gateway.send("POST", `/v1/dossiers/${code}/steps`, {
      token,
      key: aKey(),
      body: { ...inUsualRole(step), step, by, at: november(at), ...but },
    });
  const handOver = (code: string) =>
    gateway.send("POST", `/v1/dossiers/${code}/handovers`, {
      token: commune,
      key: aKey(),
      body: { by: walkNow.commune, to: walkNow.province, at: november("02T14:00") },
    });
  const taken = async (answer: Promise<Answer>) => {
    const { status, body } = await answer;
    expect(status, JSON.stringify(body)).to.equal(201);
    return body;
  };
  const clocks = async (code: string) => {
    const { body } = await gateway.send("GET", `/v1/dossiers/${code}`, { token: commune });
    return Object.fromEntries(body.clocks.map((clock: { kind: string }) => [clock.kind, clock]));
  };
  const local = (iso: string) => new Date(Date.parse(iso) + 7 * 3_600_000).toISOString().slice(0, 16);

  it("a receipt starts the settlement clock with its six inputs, and the transfer clock", async () => {
    const code = await receive();
    const { settlement, transfer } = await clocks(code);
    expect(settlement).to.include({ state: "running", limit: 10, unit: "working_day", mode: "A" });
    expect(settlement.calendarVersion).to.match(/^calendar-/);
    expect(local(settlement.due as string)).to.equal("2026-11-16T17:30"); // 3–6, 9–13, 16
    expect(settlement.printedDue).to.equal(settlement.due);
    expect(local(transfer.due as string)).to.equal("2026-11-02T17:30"); // received before 15:00 (E15)
  });

  it("a supplement stops it and, complete, counts again from the start (E21 RESTART)", async () => {
    const code = await receive();
    await taken(handOver(code));
    await taken(step(code, "acknowledge", "02T15:00", {}, province, walkNow.province));
    const items = [{ name: "Ảnh chụp hiện trạng cây xanh" }];
    await taken(step(code, "askSupplement", "05T09:00", { items }, province, walkNow.province));
    const stopped = await clocks(code);
    expect(stopped["settlement"]).to.include({ state: "stopped" });
    expect(stopped["transfer"].state).to.equal("ended");
    expect(local(stopped["supplement"].due as string)).to.equal("2026-11-27T17:30"); // 15 working days, 24/11 skipped
    await taken(step(code, "supplement", "12T10:00", { role: "officer" }));
    const again = await clocks(code);
    expect(again["settlement"].state).to.equal("running");
    expect(local(again["settlement"].due as string)).to.equal("2026-11-27T17:30");
    expect(local(again["settlement"].originalDue as string)).to.equal("2026-11-16T17:30");
    expect(again["supplement"].state).to.equal("ended");

    const second = await step(code, "askSupplement", "13T09:00", { items }, province, walkNow.province);
    expect(second.body.code).to.equal("supplement-already-asked");
    const lawful = await taken(
      step(
        code,
        "askSupplement",
        "13T09:00",
        { items, legalBasis: "Điều 9 luật thử nghiệm", approvedBy: "LD-01" },
        province,
        walkNow.province,
      ),
    );
    expect(lawful.event.exceptional).to.equal(true);
  });

  it("a supplement after the return window is refused but by a special law (D14, E27)", async () => {
    const code = await receive();
    await taken(handOver(code));
    await taken(step(code, "acknowledge", "20T09:00", {}, province, walkNow.province)); // Fri: window ends Thu 26/11
    const items = [{ name: "Ảnh chụp hiện trạng cây xanh" }];
    const late = await step(code, "askSupplement", "26T17:31", { items }, province, walkNow.province);
    expect(late.body.code).to.equal("return-window-over");
    await taken(step(code, "askSupplement", "26T17:30", { items }, province, walkNow.province));
  });

  it("a payment pauses it and it goes on with what was left", async () => {
    const code = await receive();
    await taken(step(code, "askPayment", "05T09:00"));
    expect((await clocks(code))["settlement"].state).to.equal("stopped");
    expect((await step(code, "confirmPayment", "12T10:00", { role: "officer" })).body.code).to.equal(
      "payment-not-confirmed",
    );
    const paid = await taken(
      step(code, "confirmPayment", "12T10:00", { role: "officer", paymentReference: "BL-0001" }),
    );
    expect(paid.dossier).to.include({ state: "accepted", money: "paid" });
    expect(local((await clocks(code))["settlement"].due as string)).to.equal("2026-11-23T17:30"); // E21 RESUME: 7 left
  });

  it("tells whether it is in time, near its due or late; a clock that stands or ended tells of that moment (D24)", async () => {
    const timeState = async (code: string, now: string) => {
      gateway.setClock(new Date(november(now)));
      try {
        return (await gateway.send("GET", `/v1/dossiers/${code}`, { token: commune })).body.timeState;
      } finally {
        gateway.setClock(new Date("2026-12-31T00:00:00Z"));
      }
    };
    const code = await receive(); // due Mon 16/11 17:30
    expect(await timeState(code, "12T17:00")).to.equal("in_time"); // two working days are left
    expect(await timeState(code, "13T09:00")).to.equal("due_soon"); // one, and 14.5 of 80 hours
    expect(await timeState(code, "16T17:30")).to.equal("due_soon"); // the due itself is in time
    expect(await timeState(code, "16T17:31")).to.equal("overdue");
    await taken(step(code, "askPayment", "10T10:00"));
    expect(await timeState(code, "20T09:00")).to.equal("in_time"); // stopped on Tue 10/11
    const done = await receive();
    await taken(step(done, "requestWithdrawal", "03T09:00"));
    await taken(step(done, "confirmWithdrawal", "03T10:00"));
    expect(await timeState(done, "20T09:00")).to.equal("in_time");
    const online = await receive({ step: "draft", channel: "online" });
    expect(await timeState(online, "20T09:00")).to.equal(null); // nothing was promised yet
  });

  it("is re-appointed once, to a later day; both dates are kept (E37)", async () => {
    const code = await receive();
    const reason = "khối lượng hồ sơ lớn";
    const extend = (newDue: string, at: string) =>
      step(code, "extend", at, { reason, newDue: november(newDue), role: "oneStopHead" });
    expect((await extend("16T17:30", "12T09:00")).body.code).to.equal("new-due-not-later");
    const refused = async (newDue: string, at = november("12T09:00")) => {
      const body = { step: "extend", by: walkNow.commune, at, reason, newDue, role: "oneStopHead" };
      const answer = await gateway.send("POST", `/v1/dossiers/${code}/steps`, { token: commune, key: aKey(), body });
      return [answer.status, answer.body.code, answer.body.field];
    };
    expect(await refused(november("22T17:30"))).to.deep.equal([422, "new-due-on-day-off", "/newDue"]); // a Sunday
    expect(await refused(november("24T17:30"))).to.deep.equal([422, "new-due-on-day-off", "/newDue"]); // a holiday
    for (const night of ["20T03:00", "20T07:29", "20T12:00", "20T17:31", "20T23:59"])
      expect(await refused(november(night))).to.deep.equal([422, "new-due-out-of-hours", "/newDue"]);
    expect(await refused("2199-01-02T17:30:00+07:00")).to.deep.equal([422, "new-due-beyond-calendar", "/newDue"]);
    expect(await refused(november("17T17:30"), november("18T09:00"))).to.deep.equal([422, "new-due-passed", "/newDue"]);
    expect(local((await clocks(code))["settlement"].due as string)).to.equal("2026-11-16T17:30"); // nothing was moved
    await taken(extend("20T17:30", "12T09:00"));
    const { settlement } = await clocks(code);
    expect(local(settlement.due as string)).to.equal("2026-11-20T17:30");
    expect(local(settlement.originalDue as string)).to.equal("2026-11-16T17:30");
    expect((await extend("27T17:30", "13T09:00")).body.code).to.equal("extension-already-used");
  });

  it("is re-appointed to no day on which its one-stop is closed (D19); it is said when it opens", async () => {
    const code = await receive();
    await gateway.database.sql(
      `insert into closure (organisation_code, from_day, to_day, basis) values ($1, '2026-11-18', '2026-11-20', 'TB 15/9')`,
      [walkNow.commune],
    );
    const reason = "khối lượng hồ sơ lớn";
    const extend = (newDue: string) =>
      step(code, "extend", "12T09:00", { reason, newDue: november(newDue), role: "oneStopHead" });
    const { body } = await extend("20T17:30");
    expect([body.code, body.field]).to.deep.equal(["new-due-while-closed", "/newDue"]);
    expect(body.en.detail).to.contain("TB 15/9");
    expect(body.en.remedy).to.contain("2026-11-23");
    await gateway.database.sql("delete from closure");
    const night = await extend("20T23:59");
    expect(night.body.en.detail).to.contain("07:30-11:30, 13:30-17:30");
    expect(night.body.en.remedy).to.contain("at the latest 17:30");
    await taken(extend("20T17:30"));
  });

  it("its due is reset by two persons with a decision, to the date they give; the first date is kept (T39)", async () => {
    const code = await receive();
    const reset = (but: object) =>
      step(code, "reset", "12T09:00", {
        ...{ reason: "nhập sai thời hạn", role: "oneStopHead", decisionNo: "12/QĐ", officer: "CB-01" },
        ...{ approvedBy: "LD-01", newDue: november("13T17:30"), ...but },
      });
    expect((await reset({ newDue: undefined })).status).to.equal(400);
    expect((await reset({ approvedBy: "cb-01 " })).body.code).to.equal("second-person-missing");
    expect((await reset({ newDue: november("12T09:00") })).body.code).to.equal("new-due-passed");
    await taken(reset({}));
    const { settlement } = await clocks(code);
    expect(local(settlement.due as string)).to.equal("2026-11-13T17:30");
    expect(local(settlement.originalDue as string)).to.equal("2026-11-16T17:30");
  });

  it("no unit acts as the hub, neither by saying so nor by saying nothing", async () => {
    const code = await receive();
    await taken(step(code, "askPayment", "03T09:00", { role: "officer" }));
    const paid = (but: object) => step(code, "confirmPayment", "03T10:00", { paymentReference: "BL-0002", ...but });
    expect((await paid({ role: "hub" })).body.code).to.equal("role-not-allowed");
    expect((await taken(paid({}))).event.role).to.equal("officer");
  });

  it("is not refused without a reason (T27)", async () => {
    const code = await receive();
    const refuse = (but: object) =>
      step(code, "conclude", "12T09:00", { outcome: "refused", role: "signatory", ...but });
    expect((await refuse({})).status).to.equal(400);
    await taken(refuse({ reason: "không đủ điều kiện" }));
    const late = await step(code, "announceEarly", "17T09:00"); // due on 16/11 at 17:30
    expect([late.status, late.body.code]).to.deep.equal([409, "due-has-passed"]);
    expect((await step(code, "resultCameBack", "17T09:00")).body.code).to.equal("result-not-with-post");
  });

  it("an online filing has eight working hours to be answered, then the settlement begins (E23)", async () => {
    const code = await receive({ step: "draft", channel: "online", at: november("20T17:00") });
    await taken(step(code, "submit", "20T17:10"));
    expect(local((await clocks(code))["answer"].due as string)).to.equal("2026-11-23T17:10");
    await taken(step(code, "accept", "23T08:00"));
    const { answer, settlement } = await clocks(code);
    expect(answer.state).to.equal("ended");
    expect(local(settlement.start as string)).to.equal("2026-11-23T08:00");
  });

  it("is withdrawn: stopped with its form; the clock ends", async () => {
    const code = await receive();
    await taken(step(code, "requestWithdrawal", "03T09:00"));
    const stopped = await taken(step(code, "confirmWithdrawal", "03T10:00"));
    expect(stopped.event.paper).to.equal("DUNG_GIAI_QUYET");
    expect(stopped.dossier).to.include({ state: "stopped", stopReason: "applicant" });
    expect((await clocks(code))["settlement"].state).to.equal("ended");
  });

  it("says what may be done now, by whom, and why not otherwise", async () => {
    const code = await receive();
    const { body } = await gateway.send("GET", `/v1/dossiers/${code}/steps?by=${walkNow.commune}`, { token: commune });
    const explained = Object.fromEntries(body.steps.map((one: { step: string }) => [one.step, one]));
    expect(explained["handOver"]).to.deep.include({ allowed: true, roles: ["officer"], sources: ["T12"] });
    expect(explained["archive"]).to.deep.include({ allowed: false, roles: [] });
    expect(explained["archive"].because.vi.title).to.equal("Không được làm bước này lúc này");
    expect(explained["extend"]).to.deep.include({ allowed: true });
    expect(explained["extend"].because.code).to.equal("new-due-not-later"); // what has to be given with it
    const asClerk = await gateway.send("GET", `/v1/dossiers/${code}/steps?by=${walkNow.commune}&role=clericalOffice`, {
      token: commune,
    });
    const handOver = asClerk.body.steps.find((one: { step: string }) => one.step === "handOver");
    expect(handOver).to.deep.include({ allowed: false });
    expect(handOver.because.code).to.equal("role-not-allowed");
    const foreign = await gateway.send("GET", `/v1/dossiers/${code}/steps?by=H38.17`, { token: commune });
    expect(foreign.body.code).to.equal("unit-not-yours");
  });

  it("a dossier from before the calendar has no clock: nothing is promised, nothing is guessed", async () => {
    await gateway.register("old", ["000.04.29.H63"]);
    const token = await gateway.tokenOf("old");
    const { body } = await gateway.send("POST", "/v1/dossiers", {
      token,
      key: aKey(),
      body: {
        by: "000.04.29.H63",
        procedure: "1.002693",
        applicant: { name: "Trần Thị Thử Nghiệm" },
        at: "2019-05-27T08:00:00+07:00",
      },
    });
    const detail = await gateway.send("GET", `/v1/dossiers/${body.dossier.code}`, { token });
    expect(detail.body.clocks).to.deep.equal([]);
  });

  it("a calendar edit shows what it would move, moves no printed date to an earlier day, and remembers both (D18)", async () => {
    const code = await receive({ at: november("16T09:00") }); // due Mon 30/11: 17–20, 23, 25–27, 30/11 and 1/12
    const { settlement } = await clocks(code);
    expect(local(settlement.due as string)).to.equal("2026-12-01T17:30");
    const { db } = gateway.database;
    const [set, clear] = [
      {
        day: parseDay("2026-11-27"),
        kind: "holiday" as const,
        name: "ngày nghỉ thử",
        scope: "nation",
        basis: "TB thử",
      },
      { day: parseDay("2026-11-27"), scope: "nation" },
    ];
    const finder = openClocks();
    const asDay = { ...set, status: "confirmed" as const, validFrom: null, pairedDay: null };
    const seen = await previewEdit(db, { set: [asDay], clear: [] }, dossierDues, finder);
    expect(seen.moved.map((one) => one.dossier)).to.include(code);
    expect((await clocks(code))["settlement"].due).to.equal(settlement.due); // a preview writes nothing

    await editCalendar(db, { set: [asDay], clear: [] }, "TB thử", dossierDues, finder);
    expect(local((await clocks(code))["settlement"].due as string)).to.equal("2026-12-02T17:30");
    await editCalendar(db, { set: [], clear: [clear] }, "TB hủy", dossierDues, openClocks());
    expect(local((await clocks(code))["settlement"].due as string), "the printed date stands").to.equal(
      "2026-12-02T17:30",
    );
    const fates = await gateway.database.sql<{ fate: string }>(
      "select fate from due_change join dossier on id = dossier_id where code = $1 order by at",
      [code],
    );
    expect(fates.map((row) => row.fate)).to.deep.equal(["moved", "kept"]);
  });
});

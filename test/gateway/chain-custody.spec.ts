import { expect } from "chai";
import { applyReforms } from "../../core/service/apply-reforms.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";
import { aWorld } from "../support/running-dossiers.ts";

const { commune, province: construction, procedure } = walkNow;
const justice = "H38.14";
const interior = "H38.17";

describe("who has a chain's papers", () => {
  let gateway: TestGateway;
  const tokens = new Map<string, string>();
  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-31T08:00:00+07:00"));
    for (const unit of [commune, construction, justice, interior]) {
      const partner = unit.toLowerCase().replace(".", "-");
      await gateway.register(partner, [unit]);
      tokens.set(unit, await gateway.tokenOf(partner));
    }
    await gateway.registerOperator("operator");
    tokens.set("operator", await gateway.tokenOf("operator"));
  });
  after(() => gateway.close());
  afterEach(() =>
    gateway.database.sql("update organisation set valid_to = null, successor_code = null where code = $1", [interior]),
  );

  const send = (method: string, path: string, unit: string, body?: object) =>
    gateway.send(method, path, {
      token: tokens.get(unit) ?? "",
      ...(body ? { body, ...(method === "POST" ? { key: aKey() } : {}) } : {}),
    });
  const granted = async (answer: Promise<Answer>, status = 201) => {
    const { status: was, body } = await answer;
    expect(was, JSON.stringify(body)).to.equal(status);
    return body;
  };
  const december = (when: string) => `2026-12-${when}:00+07:00`;
  const leg = (number: number, agency: string, after: number[] = [], but: object = {}) => ({
    ...{ number, agency, kind: "handle", work: "việc", limit: { value: 1, unit: "working_day" }, after },
    ...but,
  });
  const approved = async (id: string, legs: object[], but: object = {}) => {
    const draft = { name: "liên thông", procedure, validFrom: "2026-01-01", legs, ...but };
    await granted(send("PUT", `/v1/processes/${id}`, "operator", draft), 200);
    await granted(send("POST", `/v1/processes/${id}/check`, "operator", { officer: "VP" }), 200);
    const decision = { decisionNo: "1/QĐ", decisionDate: "2025-12-20", signer: "CT" };
    await granted(send("POST", `/v1/processes/${id}/approve`, "operator", decision), 200);
  };
  /** A dossier received on 01/12 whose chain started at 09:30. */
  const started = async (process: string, but: object = {}): Promise<string> => {
    const body = { by: commune, procedure, applicant: { name: "Trần Thị Thử Nghiệm" }, at: december("01T08:00") };
    const { dossier } = await granted(send("POST", "/v1/dossiers", commune, body));
    const start = { by: commune, process, at: december("01T09:30"), officer: "MC", ...but };
    await granted(send("POST", `/v1/dossiers/${dossier.code}/chain`, commune, start));
    return dossier.code;
  };
  const step = (code: string, number: number, unit: string, what: string, when: string, but: object = {}) =>
    send("POST", `/v1/dossiers/${code}/legs/${number}/steps`, unit, {
      by: unit,
      step: what,
      at: december(when),
      ...but,
    });
  const taken = async (...args: Parameters<typeof step>) => (await granted(step(...args))).chain.legs;
  const reform = async () => {
    await gateway.database.sql("update organisation set valid_to = '2026-12-10', successor_code = $2 where code = $1", [
      interior,
      justice,
    ]);
    await applyReforms(aWorld(gateway.database, december("11T00:10")));
  };

  it("the control slip keeps every hand-over of a leg, who gave and took it, and the names of the time", async () => {
    await approved("slip", [leg(1, interior), leg(2, justice, [1]), leg(3, construction, [2])]);
    const code = await started("slip");
    await taken(code, 1, interior, "acknowledge", "01T10:00", { officer: "A1" });
    await taken(code, 1, interior, "finish", "01T11:00", { officer: "A1" });
    await taken(code, 2, justice, "acknowledge", "01T14:00", { officer: "B1" });
    await taken(code, 2, justice, "return", "01T15:00", { reason: "thiếu chữ ký", officer: "B1" });
    await taken(code, 1, interior, "acknowledge", "01T16:00", { officer: "A2" });
    const slip = async () => {
      const { rows } = await granted(send("GET", `/v1/dossiers/${code}/papers/KIEM_SOAT`, commune), 200);
      return rows.map((row: Record<string, unknown> & { agency: { code: string }; givenBy: { code: string } }) => [
        ...[row["leg"], row.agency.code, row.givenBy.code, row["giver"], row["givenAt"]],
        ...[row["takenBy"], row["taker"], row["takenAt"], row["result"], row["note"]],
      ]);
    };
    const [first, second, third] = [
      [
        1,
        interior,
        commune,
        "MC",
        "2026-12-01T02:30:00.000Z",
        interior,
        "A1",
        "2026-12-01T03:00:00.000Z",
        "before",
        null,
      ],
      [
        2,
        justice,
        interior,
        "A1",
        "2026-12-01T04:00:00.000Z",
        justice,
        "B1",
        "2026-12-01T07:00:00.000Z",
        null,
        "sentBack",
      ],
      [1, interior, justice, "B1", "2026-12-01T08:00:00.000Z", interior, "A2", "2026-12-01T09:00:00.000Z", null, null],
    ];
    expect(await slip()).to.deep.equal([first, second, third]);
    await reform();
    expect(await slip(), "a reform rewrites nothing").to.deep.equal([first, second, third]);
  });

  it("L1 every leg is given with a transfer form: the work and deadline of each agency, anew when it is sent back", async () => {
    await approved("transfer", [
      leg(1, interior, [], { work: "thẩm tra nguồn gốc" }),
      leg(2, justice, [1], { work: "soát xét văn bản", limit: { value: 2, unit: "working_day" } }),
    ]);
    const code = await started("transfer");
    const forms = async (unit: string) => {
      const { papers } = await granted(send("GET", `/v1/dossiers/${code}/papers`, unit), 200);
      return papers.filter(({ form }: { form: string }) => form === "PHIEU_CHUYEN_XU_LY");
    };
    const names = {
      [interior]: "Sở Nội vụ tỉnh Lào Cai",
      [justice]: "Sở Tư pháp tỉnh Lào Cai",
    };
    const agency = (unit: keyof typeof names) => ({ code: unit, name: names[unit] });
    // given on Tuesday 01/12: one working day is 02/12 at 17:30, two more after it 04/12
    const [first, ...none] = await forms(interior);
    expect(none, "the second leg has not been given").to.deep.equal([]);
    expect(first).to.deep.include({
      ...{ formSet: "2025", formNumber: null, title: "Phiếu chuyển xử lý", unit: commune, year: 2026, submitter: null },
      ...{ at: "2026-12-01T02:30:00.000Z", signer: { role: "officer", officer: "MC" }, missing: ["procedure.version"] },
    });
    expect(first.data).to.deep.equal({
      ...{ agencyAbove: "UBND tỉnh Lào Cai", agency: "UBND xã Trạm Tấu", oneStop: "UBND xã Trạm Tấu", code },
      procedure: { code: procedure, version: null, name: "Cấp giấy phép chặt hạ, dịch chuyển cây xanh" },
      ...{ leg: 1, childCode: `${code}-L1`, givenTo: agency(interior), givenAt: "2026-12-01T02:30:00.000Z" },
      ...{ work: "thẩm tra nguồn gốc", dueAt: "2026-12-02T10:30:00.000Z" },
      // two working hours after 09:30 (L5); the dossier has ten working days (08:00 on 01/12)
      ...{ answerBy: "2026-12-01T04:30:00.000Z", jointDueAt: "2026-12-15T10:30:00.000Z" },
      agencies: [
        {
          ...{ leg: 1, agency: agency(interior), kind: "handle", work: "thẩm tra nguồn gốc", after: [] },
          dueAt: "2026-12-02T10:30:00.000Z",
        },
        {
          ...{ leg: 2, agency: agency(justice), kind: "handle", work: "soát xét văn bản", after: [1] },
          dueAt: "2026-12-04T10:30:00.000Z",
        },
      ],
    });
    await taken(code, 1, interior, "acknowledge", "01T10:00");
    await taken(code, 1, interior, "finish", "01T11:00", { officer: "A1" });
    await taken(code, 2, justice, "acknowledge", "01T14:00");
    await taken(code, 2, justice, "return", "01T15:00", { reason: "thiếu chữ ký", officer: "B1" });
    const all = await forms(commune);
    expect(
      all.map((form: { unit: string; number: number; data: Record<string, unknown>; signer: { officer: string } }) => [
        ...[form.unit, form.signer.officer, form.data["leg"], form.data["dueAt"], form.data["sentBackFor"]],
      ]),
    ).to.deep.equal([
      [commune, "MC", 1, "2026-12-02T10:30:00.000Z", undefined],
      // given at 11:00 on 01/12, two working days
      [interior, "A1", 2, "2026-12-03T10:30:00.000Z", undefined],
      [justice, "B1", 1, "2026-12-02T10:30:00.000Z", "thiếu chữ ký"],
    ]);
    expect(all[0], "what was made is never rewritten").to.deep.equal(first);
    const stranger = await send("GET", `/v1/dossiers/${code}/papers`, construction);
    expect([stranger.status, stranger.body.code]).to.deep.equal([404, "dossier-unknown"]);
  });

  it("a concluded dossier is handed out, its legs are not opened again", async () => {
    await approved("handed-out", [leg(1, construction), leg(2, "receivingOneStop", [1], { kind: "return" })]);
    const code = await started("handed-out");
    const move = (unit: string, path: string, when: string, body: object) =>
      granted(send("POST", `/v1/dossiers/${code}/${path}`, unit, { by: unit, at: december(when), ...body }));
    await move(commune, "handovers", "01T09:40", { to: construction });
    await move(construction, "steps", "01T10:00", { step: "acknowledge", role: "officer" });
    await taken(code, 1, construction, "finish", "01T11:00");
    await move(construction, "steps", "01T14:30", { step: "conclude", role: "signatory", outcome: "granted" });
    await taken(code, 2, commune, "acknowledge", "01T14:40");
    for (const what of ["return", "refuse"]) {
      const { status, body } = await step(code, 2, commune, what, "01T15:00", { reason: "sai tên" });
      expect([status, body.code], what).to.deep.equal([409, "step-not-allowed"]);
    }
    const { chain } = await granted(send("GET", `/v1/dossiers/${code}`, commune), 200);
    expect(chain).to.deep.include({ settledAs: "granted", outcome: null });
    expect(chain.openLegs.map(({ number }: { number: number }) => number)).to.deep.equal([2]);
    await taken(code, 2, commune, "finish", "01T15:30");
  });

  it("a leg sent back to an agency that is no more starts at who follows it, with evidence; or is refused by name", async () => {
    await approved("followed", [leg(1, interior), leg(2, construction, [1])]);
    const codes = [await started("followed"), await started("followed")];
    for (const code of codes) {
      await taken(code, 1, interior, "acknowledge", "01T10:00");
      await taken(code, 1, interior, "finish", "01T11:00");
      await taken(code, 2, construction, "acknowledge", "01T14:00");
    }
    const [one, two] = codes as [string, string];
    await reform();
    const legs = await taken(one, 2, construction, "return", "11T09:00", { reason: "sai" });
    expect(legs[0]).to.deep.include({ agency: justice, state: "running", inHandsOf: [construction] });
    const { readdressings } = await granted(send("GET", `/v1/dossiers/${one}/timeline`, commune), 200);
    expect(
      readdressings.map((r: Record<string, unknown>) => [r["role"], r["from"], r["to"], r["effective"]]),
    ).to.deep.equal([["leg", interior, justice, "2026-12-11"]]);
    const told = await gateway.database.sql<{ type: string }>(
      `select distinct envelope->>'type' as type from outbox
        where subject = $1 and receiver = $2 and envelope->'data'->>'at' like '2026-12-11%' order by 1`,
      [one, justice],
    );
    expect(told.map(({ type }) => type)).to.deep.equal([
      "vn.lienthong.dossier.leg-moved.v1",
      "vn.lienthong.dossier.readdressed.v1",
    ]);
    await taken(one, 1, justice, "acknowledge", "11T10:00");
    await gateway.database.sql("update organisation set successor_code = null where code = $1", [interior]);
    const { status, body } = await step(two, 2, construction, "return", "11T09:00", { reason: "sai" });
    expect([status, body.code]).to.deep.equal([409, "agency-ended"]);
    expect(body.vi.detail).to.contain(interior);
    await taken(two, 2, construction, "finish", "11T10:00");
  });

  it("L3 agencies of different levels do not settle at once, also where a part stands for one of them", async () => {
    await approved("by-part", [leg(1, "receivingOneStop"), leg(2, construction), leg(3, construction, [1, 2])]);
    await approved("by-lead", [leg(1, "lead"), leg(2, construction), leg(3, construction, [1, 2])]);
    const body = { by: commune, procedure, applicant: { name: "Trần Thị Thử Nghiệm" }, at: december("01T08:00") };
    const { dossier } = await granted(send("POST", "/v1/dossiers", commune, body));
    const start = (process: string, but: object = {}) =>
      send("POST", `/v1/dossiers/${dossier.code}/chain`, commune, {
        ...{ by: commune, process, at: december("01T09:30"), ...but },
      });
    for (const answer of [await start("by-part"), await start("by-lead", { lead: commune })]) {
      expect([answer.status, answer.body.code]).to.deep.equal([422, "process-not-sound"]);
      expect(answer.body.en.detail).to.contain("legs 1, 2 are at different levels");
    }
    const { chain } = await granted(start("by-lead", { lead: justice }));
    expect(chain.legs.map(({ state }: { state: string }) => state)).to.deep.equal(["running", "running", "waiting"]);
  });
});

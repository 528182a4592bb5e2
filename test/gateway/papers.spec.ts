import { expect } from "chai";
import { walk2019, walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";
import { inUsualRole } from "../support/roles.ts";

/**
 * Fields as in one-stop.md §4; 1.002693 has 10 working days, office hours 07:30–11:30, 13:30–17:30. Form 05 was the
 * control slip until Thông tư 03/2025 and is the notice of stopping since.
 */
describe("official forms, the register, contacts", () => {
  let gateway: TestGateway;
  let commune: string;
  let province: string;
  let stranger: string;
  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-31T00:00:00Z"));
    await gateway.register("commune", [walkNow.commune]);
    await gateway.register("province", [walkNow.province]);
    await gateway.register("stranger", [walk2019.commune]);
    [commune, province, stranger] = (await Promise.all(["commune", "province", "stranger"].map(gateway.tokenOf))) as [
      string,
      string,
      string,
    ];
  });
  after(() => gateway.close());
  beforeEach(() =>
    gateway.database.sql("truncate dossier, contact, paper_counter, dossier_counter, outbox restart identity cascade"),
  );

  const november = (text: string) => `2026-11-${text}:00+07:00`;
  const applicant = { name: "Trần Thị Thử Nghiệm", phone: "0900000001", address: "Thôn Thử, xã Trạm Tấu" };
  const post = (path: string, body: object, token = commune) =>
    gateway.send("POST", path, { token, key: aKey(), body });
  const get = (path: string, token = commune) => gateway.send("GET", path, { token });
  const taken = async (answer: Promise<Answer>) => {
    const { status, body } = await answer;
    expect(status, JSON.stringify(body)).to.equal(201);
    return body;
  };
  const receive = async (but: object = {}) => {
    const body = await taken(
      post("/v1/dossiers", {
        ...{ by: walkNow.commune, procedure: walkNow.procedure, applicant, at: november("02T09:00"), officer: "cb-01" },
        ...but,
      }),
    );
    return body.dossier.code as string;
  };
  const step = (
    code: string,
    step: string,
    at: string,
    but: object = {},
    token = commune,
    by: string = walkNow.commune,
  ) =>
    post(
      `/v1/dossiers/${code}/steps`,
      { ...inUsualRole(step), step, by, at: at.length > 12 ? at : november(at), ...but },
      token,
    );
  const atProvince = (code: string, name: string, at: string, but: object = {}) =>
    step(code, name, at, but, province, walkNow.province);
  const passOn = async (code: string) => {
    await taken(
      post(`/v1/dossiers/${code}/handovers`, {
        ...{ by: walkNow.commune, to: walkNow.province, at: november("02T14:00"), officer: "cb-01" },
      }),
    );
    await taken(atProvince(code, "acknowledge", "02T15:00", { officer: "sxd-01" }));
  };
  const papers = async (code: string, token = commune) => {
    const { status, body } = await get(`/v1/dossiers/${code}/papers`, token);
    expect(status).to.equal(200);
    return body.papers;
  };
  const header = (code: string | null) => ({
    ...{ agencyAbove: "UBND tỉnh Lào Cai", agency: "UBND xã Trạm Tấu", oneStop: "UBND xã Trạm Tấu", code },
    procedure: { code: "1.002693", version: null, name: "Cấp giấy phép chặt hạ, dịch chuyển cây xanh" },
  });
  const result = { kind: "Giấy phép", number: "12/GP-SXD", issuedOn: "2026-11-10" };

  it("a receipt makes form 01, with what was handed in, its appointment and its row in the register", async () => {
    const code = await receive({
      papers: [{ name: "Đơn đề nghị", kind: "original", copies: 2 }, { name: "Ảnh chụp hiện trạng cây xanh" }],
      ...{ sets: 1, resultChannel: "counter" },
    });
    const [paper] = await papers(code);
    expect(paper).to.deep.equal({
      ...{ id: "1", form: "GIAY_TIEP_NHAN", formSet: "2025", formNumber: "01" },
      ...{ title: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", unit: "H38.91", year: 2026, number: 1 },
      ...{ at: "2026-11-02T02:00:00.000Z", signer: { role: "officer", officer: "cb-01" }, printed: 0 },
      missing: ["procedure.version", "feeVnd", "feeText", "submitterSignature"],
      data: {
        ...{ ...header("H38.91-261102-0001"), qr: "H38.91-261102-0001", receivingPoint: "direct" },
        papers: [
          { name: "Đơn đề nghị", kind: "original", copies: 2 },
          { name: "Ảnh chụp hiện trạng cây xanh", kind: null, copies: null },
        ],
        ...{ sets: 1, legalLimit: { value: 10, unit: "working_day" }, legalLimitText: "10 ngày làm việc" },
        // 3–6, 9–13, 16 November at 17:30
        ...{ receivedAt: "2026-11-02T02:00:00.000Z", dueAt: "2026-11-16T10:30:00.000Z" },
        ...{ resultChannel: "counter", resultPlace: "UBND xã Trạm Tấu", feeVnd: null, feeText: null },
        ...{ registerBook: 2026, registerNo: 1, receiver: "cb-01", submitterSignature: null },
      },
      submitter: applicant,
    });
  });

  it("the owner stands with who handed in, on form 01, the receipt of a result and in the register; the secret nowhere (P12)", async () => {
    const owner = { name: "Phạm Văn Chủ Thử", address: "Bản Thử, xã Trạm Tấu" };
    const handed = { ...applicant, authorisation: "Giấy ủy quyền 01", owner };
    const body = await taken(
      post("/v1/dossiers", {
        ...{ by: walkNow.commune, procedure: walkNow.procedure, applicant: handed, at: november("02T09:00") },
      }),
    );
    const { code } = body.dossier;
    expect(body.lookupSecret).to.match(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    const [form] = await papers(code);
    expect(form.submitter).to.deep.equal(handed);
    expect(form.data).not.to.have.any.keys("owner", "lookupSecret");
    expect(form.missing).to.deep.equal([
      ...["procedure.version", "papers", "sets", "resultChannel", "resultPlace", "feeVnd", "feeText"],
      ...["receiver", "submitterSignature"],
    ]);
    const [all] = await gateway.database.sql<{ kept: string }>(
      `select string_agg(p::text || coalesce(person::text, ''), '') as kept
         from dossier_paper p left join dossier_paper_person person on person.paper_id = p.id`,
    );
    expect(all?.kept).to.contain(code).and.not.to.contain(body.lookupSecret);
    const { row } = (await get(`/v1/dossiers/${code}/papers/SO_THEO_DOI`)).body;
    expect(row.applicant).to.deep.equal({ ...applicant, owner });
    await passOn(code);
    await taken(atProvince(code, "conclude", "10T09:00", { outcome: "granted", result }));
    const back = { by: walkNow.province, role: "officer", to: walkNow.commune, at: november("11T09:00") };
    await taken(post(`/v1/dossiers/${code}/handovers`, back, province));
    await taken(step(code, "acknowledge", "11T10:00"));
    await taken(step(code, "returnResult", "12T08:30", { officer: "cb-03" }));
    const fetched = (await papers(code)).at(-1);
    expect([fetched.form, fetched.submitter.owner]).to.deep.equal(["BIEN_NHAN_KET_QUA", owner]);
    expect(fetched.data).not.to.have.any.keys("owner");
    expect(fetched.missing).not.to.include("owner");
  });

  it("an online filing is acknowledged, asked, accepted: a notice, form 02 and form 01", async () => {
    const code = await receive({ step: "draft", channel: "online", sets: 2, officer: undefined });
    expect(await papers(code)).to.deep.equal([]); // nothing is filed yet
    await taken(step(code, "submit", "02T10:00"));
    await taken(
      step(code, "askSupplement", "02T11:00", {
        items: [{ name: "Ảnh chụp hiện trạng cây xanh" }],
        officer: "cb-02",
        role: "officer",
      }),
    );
    await taken(step(code, "supplement", "03T09:00"));
    await taken(step(code, "accept", "03T10:00", { officer: "cb-02" }));
    const [notice, asked, receipt] = await papers(code);
    expect(notice).to.include({ form: "THONG_BAO", formNumber: null, number: 1 });
    expect(notice.data).to.include({ about: "submit", at: "2026-11-02T03:00:00.000Z" });
    expect(asked).to.include({ form: "YEU_CAU_BO_SUNG", formNumber: "02" });
    expect(asked.data).to.deep.equal({
      ...{ ...header(code), stage: "beforeReceipt", reason: null, guide: "cb-02" },
      items: [{ name: "Ảnh chụp hiện trạng cây xanh", legalBasis: null }],
      contact: { agency: "UBND xã Trạm Tấu", officer: "cb-02", phone: null },
      // 15 working days after 02/11 (KARA 6(4a))
      ...{ applicantDeadline: "2026-11-23T10:30:00.000Z", clockMode: "RESTART", sequence: 1 },
    });
    expect(asked.missing).to.deep.equal(["procedure.version", "reason", "contact.phone"]);
    expect(receipt).to.include({ form: "GIAY_TIEP_NHAN", number: 1 });
    expect(receipt.data).to.include({ receivingPoint: "online", sets: 2, receivedAt: "2026-11-03T03:00:00.000Z" });
    expect(receipt.data).to.include({ registerNo: 1 }); // in the register from the receipt on, not from the filing
  });

  it("a supplement after appraisal makes form 02 with the applicant's deadline, then form 01 anew", async () => {
    const code = await receive({ sets: 1 });
    await passOn(code);
    const items = [{ name: "Ảnh chụp hiện trạng cây xanh" }];
    await taken(atProvince(code, "askSupplement", "05T09:00", { items, reason: "ảnh mờ", officer: "sxd-01" }));
    await taken(step(code, "supplement", "12T10:00", { role: "officer", officer: "cb-01" }));
    const [, asked, again] = await papers(code);
    expect(asked).to.include({ form: "YEU_CAU_BO_SUNG", unit: "H38.16", number: 1 });
    expect(asked.data).to.deep.include({
      ...{ agency: "Sở Xây dựng tỉnh Lào Cai", oneStop: "UBND xã Trạm Tấu", stage: "afterAppraisal", reason: "ảnh mờ" },
      // 15 working days after 05/11, 24/11 skipped; counted again from the start (NĐ61 19(4))
      ...{ applicantDeadline: "2026-11-27T10:30:00.000Z", clockMode: "RESTART", sequence: 1 },
    });
    expect(again).to.include({ form: "GIAY_TIEP_NHAN", unit: "H38.91", number: 2 });
    expect(again.data).to.include({ sets: 1, dueAt: "2026-11-27T10:30:00.000Z", registerNo: 1 });
  });

  it("an apology says what was appointed, the new date, why, and by which letter", async () => {
    const code = await receive();
    const reason = "cần lấy thêm ý kiến";
    const newDue = november("20T17:30");
    await taken(
      step(code, "extend", "12T09:00", {
        ...{ reason, newDue, role: "oneStopHead", decisionNo: "5/VB", approvedBy: "ld-01" },
        apology: { reasonCategory: "coAgency" },
      }),
    );
    const [, letter] = await papers(code);
    expect(letter).to.include({
      ...{ form: "XIN_LOI", formNumber: "04" },
      title: "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
    });
    expect(letter.data).to.deep.equal({
      ...{ ...header(code), receivedAt: "2026-11-02T02:00:00.000Z", appointedAt: "2026-11-16T10:30:00.000Z" },
      ...{
        reasonCategory: "coAgency",
        reason,
        proposedDue: newDue,
        approvedBy: "ld-01",
        letterNo: "5/VB",
        sentAt: null,
      },
    });
  });

  it("a refusal of receipt and one after appraisal use the same form with their stage", async () => {
    const reason = "không thuộc thẩm quyền";
    const refused = await receive({ step: "refuseReceipt", reason, rightAgency: "UBND xã Phình Hồ" });
    const [first] = await papers(refused);
    expect(first).to.include({ form: "TU_CHOI", formNumber: "03", number: 1 });
    expect(first.data).to.deep.equal({
      ...{ ...header(refused), stage: "receipt", reason, rightAgency: "UBND xã Phình Hồ" },
      contact: { agency: "UBND xã Trạm Tấu", officer: "cb-01", phone: null },
      submitterSignature: null,
    });
    const code = await receive();
    await passOn(code);
    await taken(atProvince(code, "conclude", "10T09:00", { outcome: "refused", reason: "không đủ điều kiện" }));
    const [, after] = await papers(code);
    expect(after).to.include({ form: "TU_CHOI", unit: "H38.16", number: 1 });
    expect(after.data).to.include({ stage: "afterAppraisal", reason: "không đủ điều kiện" });
    const register = async () => (await get("/v1/units/H38.91/register?year=2026")).body.items;
    expect((await register())[0].note).to.equal("refused");
    // whoever was refused at the counter is not in the register
    expect((await get("/v1/units/H38.91/register?year=2026")).body.items).to.have.length(1);
  });

  it("a dossier given back undecided needs a reason, has the form of a refusal, and its note in the register (§2.2)", async () => {
    const code = await receive();
    await passOn(code);
    const back = (but: object) => atProvince(code, "conclude", "10T09:00", { outcome: "returned", ...but });
    expect((await back({})).body).to.include({ code: "field-invalid", field: "/reason" });
    const { dossier } = await taken(back({ reason: "chưa đủ điều kiện giải quyết" }));
    expect(dossier).to.include({ state: "done", outcome: "returned", delivery: "ready", stopReason: null });
    const [, form] = await papers(code);
    expect(form).to.include({ form: "TU_CHOI", formNumber: "03", unit: "H38.16" });
    expect(form.data).to.include({ stage: "afterAppraisal", reason: "chưa đủ điều kiện giải quyết" });
    const [row] = (await get("/v1/units/H38.91/register?year=2026")).body.items;
    expect(row).to.include({ code, note: "returned", deciding: "H38.16" });
    const told = await gateway.database.sql<{ outcome: string }>(
      "select envelope -> 'data' ->> 'outcome' as outcome from outbox where envelope -> 'data' ->> 'step' = 'conclude'",
    );
    expect(told).to.deep.equal([{ outcome: "returned" }]);
  });

  for (const [received, set, stopping, slip, apology] of [
    ["2025-09-14T09:00:00+07:00", "2018", null, "05", "Phiếu xin lỗi và hẹn lại ngày trả kết quả"],
    ["2025-09-15T09:00:00+07:00", "2025", "05", "06", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"],
  ] as const)
    it(`what was received on ${received.slice(0, 10)} keeps the forms of ${set}, whenever they are made`, async () => {
      const code = await receive({ at: received });
      const newDue = "2025-10-31T17:30:00+07:00";
      await taken(
        step(code, "extend", "2025-09-26T09:00:00+07:00", { reason: "khối lượng", newDue, role: "oneStopHead" }),
      );
      await taken(step(code, "requestWithdrawal", "2025-10-01T09:00:00+07:00"));
      await taken(step(code, "confirmWithdrawal", "2025-10-02T09:00:00+07:00", { officer: "cb-01" }));
      const [, letter, stopped] = await papers(code);
      expect(letter).to.include({ formSet: set, formNumber: "04", title: apology });
      expect(stopped).to.include({ form: "DUNG_GIAI_QUYET", formSet: set, formNumber: stopping });
      expect(stopped.data).to.deep.equal({
        ...{ ...header(code), requestedAt: "2025-10-01T02:00:00.000Z", stateAtRequest: "accepted", reason: null },
        ...{
          stopReason: "applicant",
          decidedAt: "2025-10-02T02:00:00.000Z",
          originalsReturned: null,
          feeHandling: "none",
        },
      });
      expect((await get(`/v1/dossiers/${code}/papers/KIEM_SOAT`)).body.formNumber).to.equal(slip);
    });

  it("the control slip follows from history: giao, nhận, on time, and what nobody acknowledged", async () => {
    const code = await receive();
    await taken(
      post(`/v1/dossiers/${code}/handovers`, {
        by: walkNow.commune,
        to: walkNow.province,
        at: november("02T14:00"),
        officer: "cb-01",
      }),
    );
    const slip = async () => (await get(`/v1/dossiers/${code}/papers/KIEM_SOAT`)).body;
    const communeNamed = { code: "H38.91", name: "UBND xã Trạm Tấu" };
    const provinceNamed = { code: "H38.16", name: "Sở Xây dựng tỉnh Lào Cai" };
    expect(await slip()).to.deep.equal({
      ...{ form: "KIEM_SOAT", formSet: "2025", formNumber: "06", title: "Phiếu kiểm soát quá trình giải quyết hồ sơ" },
      ...{ code, oneStop: communeNamed, deciding: provinceNamed, cooperating: [], dueAt: "2026-11-16T10:30:00.000Z" },
      rows: [
        {
          ...{ agency: provinceNamed, givenBy: communeNamed, giver: "cb-01", givenAt: "2026-11-02T07:00:00.000Z" },
          ...{ takenBy: null, taker: null, takenAt: null, result: null, note: null, leg: null, lost: true },
          // nobody said which papers there are
          ...{ papersGiven: null, papersTaken: null, differences: [] },
        },
      ],
      lost: true,
    });
    await taken(atProvince(code, "acknowledge", "02T15:00", { officer: "sxd-01" }));
    await taken(atProvince(code, "conclude", "16T16:00", { outcome: "granted", result }));
    await taken(
      post(
        `/v1/dossiers/${code}/handovers`,
        { by: walkNow.province, role: "officer", to: walkNow.commune, at: november("17T09:00") },
        province,
      ),
    );
    await taken(step(code, "acknowledge", "17T10:00", { officer: "cb-01" }));
    const { rows, lost } = await slip();
    expect(lost).to.equal(false);
    expect(rows[0]).to.include({
      takenBy: "H38.16",
      taker: "sxd-01",
      takenAt: "2026-11-02T08:00:00.000Z",
      result: "on",
    });
    expect(rows[1].agency.code).to.equal("H38.91");
    expect(rows).to.have.length(2);
  });

  it("the register has a row per dossier received, its dates out of history, and how the result was fetched", async () => {
    const code = await receive({ sets: 1 });
    await passOn(code);
    await taken(atProvince(code, "conclude", "10T09:00", { outcome: "granted", result }));
    await taken(
      post(
        `/v1/dossiers/${code}/handovers`,
        { by: walkNow.province, role: "officer", to: walkNow.commune, at: november("11T09:00") },
        province,
      ),
    );
    await taken(step(code, "acknowledge", "11T10:00"));
    await taken(step(code, "returnResult", "12T08:30", { officer: "cb-03" }));
    const second = await receive({ at: november("02T10:00") });
    const expected = {
      ...{ number: 1, code, sets: 1, deciding: "H38.16", receiver: "cb-01", applicant: { ...applicant, owner: null } },
      procedure: { code: "1.002693", name: "Cấp giấy phép chặt hạ, dịch chuyển cây xanh" },
      ...{ receivedAt: "2026-11-02T02:00:00.000Z", dueAt: "2026-11-16T10:30:00.000Z" },
      ...{ passedOnAt: "2026-11-02T07:00:00.000Z", resultBackAt: "2026-11-11T03:00:00.000Z" },
      ...{ returnedAt: "2026-11-12T01:30:00.000Z", returnedBy: "counter", signature: null, note: null },
    };
    const page = (await get("/v1/units/H38.91/register?year=2026&limit=1")).body;
    expect(page).to.deep.equal({ unit: "H38.91", year: 2026, items: [expected], next: 1 });
    const rest = (await get("/v1/units/H38.91/register?year=2026&limit=1&after=1")).body;
    expect(rest).to.deep.include({ next: null });
    expect(rest.items[0]).to.include({ number: 2, code: second, returnedAt: null, deciding: null });
    expect((await get(`/v1/dossiers/${code}/papers/SO_THEO_DOI`)).body.row).to.deep.equal(expected);
    const fetched = (await papers(code)).at(-1);
    expect(fetched).to.include({ form: "BIEN_NHAN_KET_QUA", title: "Giấy biên nhận trả kết quả" });
    expect(fetched.data).to.include({ returnedBy: "cb-03", resultKind: "Giấy phép", resultNumber: "12/GP-SXD" });
  });

  it("numbers have no gap: of twenty receipts at once half of them wrong, and of years and units apart", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        post("/v1/dossiers", {
          ...{ by: walkNow.commune, procedure: walkNow.procedure, applicant, at: november("03T09:00") },
          // a contact nobody knows: refused after everything else was done
          ...(index % 2 ? { contacts: ["00000000-0000-4000-8000-000000000000"] } : {}),
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([
      ...Array<number>(10).fill(201),
      ...Array<number>(10).fill(404),
    ]);
    await receive({ at: "2025-12-31T16:59:00Z" }); // 23:59 in Viet Nam
    await receive({ at: "2025-12-31T17:00:00Z" }); // the year has begun
    const numbers = await gateway.database.sql(
      "select year, array_agg(number order by number) as numbers from dossier_paper group by year order by year",
    );
    const one = Array.from({ length: 11 }, (_, index) => index + 1);
    expect(numbers).to.deep.equal([
      { year: 2025, numbers: [1] },
      { year: 2026, numbers: one },
    ]);
    const rows = await gateway.database.sql(
      "select year, array_agg(number order by number) as numbers from register_row group by year order by year",
    );
    expect(rows).to.deep.equal(numbers);
  });

  it("only parties see papers, only who works on it sees whose it is (P12)", async () => {
    const code = await receive();
    for (const path of ["papers", "papers/1", "papers/KIEM_SOAT", "papers/SO_THEO_DOI"])
      expect((await get(`/v1/dossiers/${code}/${path}`, stranger)).body.code).to.equal("dossier-unknown");
    expect((await get("/v1/units/H38.91/register", stranger)).body.code).to.equal("unit-not-yours");
    await passOn(code);
    expect((await papers(code, province))[0].submitter).to.deep.equal(applicant);
    await taken(
      post(
        `/v1/dossiers/${code}/handovers`,
        { by: walkNow.province, role: "officer", to: walkNow.commune, at: november("03T09:00") },
        province,
      ),
    );
    await taken(step(code, "acknowledge", "03T10:00"));
    expect((await papers(code, province))[0].submitter).to.equal(null);
    expect((await get(`/v1/dossiers/${code}/papers/SO_THEO_DOI`, province)).body.row.applicant).to.equal(null);
    expect((await get(`/v1/dossiers/${code}/papers/99`)).body.code).to.equal("paper-unknown");
    // erased, the paper stays
    await gateway.database.sql("delete from dossier_paper_person");
    expect((await papers(code))[0]).to.include({ submitter: null, number: 1 });
  });

  it("prints are counted, once per key", async () => {
    const code = await receive();
    const print = (key: string) =>
      gateway.send("POST", `/v1/dossiers/${code}/papers/1/prints`, {
        token: commune,
        key,
        body: { by: walkNow.commune, at: november("02T09:05") },
      });
    expect((await taken(print("a"))).printed).to.equal(1);
    expect((await taken(print("a"))).printed).to.equal(1);
    expect((await taken(print("b"))).printed).to.equal(2);
    expect((await papers(code))[0].printed).to.equal(2);
  });

  it("a former holder records no print, the present one does", async () => {
    const code = await receive();
    await passOn(code);
    const print = (at: string) =>
      post(`/v1/dossiers/${code}/papers/1/prints`, { by: walkNow.province, at: november(at) }, province);
    expect((await taken(print("02T15:30"))).printed).to.equal(1);
    await taken(atProvince(code, "sendBack", "02T16:00", { reason: "sai nơi nhận" }));
    await taken(step(code, "acknowledge", "02T16:30"));
    const refused = await print("02T17:00");
    expect([refused.status, refused.body.code, refused.body.field]).to.deep.equal([403, "not-your-dossier", "/by"]);
    expect((await papers(code))[0].printed).to.equal(1);
  });

  describe("a contact (T04)", () => {
    const guide = (but: object = {}) =>
      post("/v1/contacts", {
        ...{ by: walkNow.commune, procedure: walkNow.procedure, applicant, at: november("03T09:00"), officer: "cb-02" },
        items: [{ name: "Ảnh chụp hiện trạng cây xanh" }],
        ...but,
      });

    it("is guided with form 02 and is no dossier: no code, no row, no clock", async () => {
      const contact = await taken(guide());
      expect(contact).to.deep.include({ unit: "H38.91", dossier: null, applicant, officer: "cb-02" });
      expect(contact.paper).to.include({ form: "YEU_CAU_BO_SUNG", formNumber: "02", number: 1 });
      expect(contact.paper.data).to.deep.include({ ...header(null), stage: "guidance", clockMode: null });
      expect(contact.paper.missing).to.deep.equal([
        ...["code", "procedure.version", "reason", "contact.phone", "applicantDeadline", "clockMode"],
      ]);
      const [counts] = await gateway.database.sql(
        "select (select count(*)::int from dossier) dossiers, (select count(*)::int from register_row) rows, (select count(*)::int from dossier_counter) numbers",
      );
      expect(counts).to.deep.equal({ dossiers: 0, rows: 0, numbers: 0 });
      expect((await get(`/v1/contacts/${contact.id}`)).body).to.deep.equal(contact);
      expect((await get(`/v1/contacts/${contact.id}`, stranger)).body.code).to.equal("contact-unknown");
    });

    it("asks for nothing that is not on the list (NĐ61 5(1đ))", async () => {
      const answer = await guide({ items: [{ name: "Giấy xác nhận của tổ dân phố" }] });
      expect(answer.body).to.include({ code: "paper-not-on-list", field: "/items/0" });
      await taken(guide({ items: [{ name: "Giấy xác nhận của tổ dân phố", legalBasis: "Điều 9 luật thử nghiệm" }] }));
    });

    it("is counted with the dossier it led to, once (indicator 3)", async () => {
      const { id } = await taken(guide());
      const code = await receive({ contacts: [id], at: november("04T09:00") });
      expect((await get(`/v1/dossiers/${code}`)).body.contacts).to.deep.equal([
        { id, unit: "H38.91", at: "2026-11-03T02:00:00.000Z" },
      ]);
      expect((await get(`/v1/contacts/${id}`)).body.dossier).to.equal(code);
      const again = await post("/v1/dossiers", {
        ...{ by: walkNow.commune, procedure: walkNow.procedure, applicant, at: november("04T09:00"), contacts: [id] },
      });
      expect(again.body).to.include({ code: "contact-unknown", field: "/contacts/0" });
    });
  });

  describe("results and incidents", () => {
    const returned = async () => {
      const code = await receive();
      await passOn(code);
      await taken(atProvince(code, "conclude", "10T09:00", { outcome: "granted", result, officer: "ld-sxd" }));
      await taken(
        post(
          `/v1/dossiers/${code}/handovers`,
          { by: walkNow.province, role: "officer", to: walkNow.commune, at: november("11T09:00") },
          province,
        ),
      );
      await taken(step(code, "acknowledge", "11T10:00"));
      await taken(step(code, "returnResult", "12T08:30"));
      return code;
    };

    it("a correction is a record beside the former result, which stays (T36)", async () => {
      const code = await returned();
      const corrected = { kind: "Giấy phép", number: "12a/GP-SXD", issuedOn: "2026-11-20" };
      const body = { result: corrected, reason: "sai năm sinh", decisionNo: "88/SXD", officer: "ld-01" };
      expect((await atProvince(code, "correct", "20T09:00", { ...body, decisionNo: undefined })).body.code).to.equal(
        "field-invalid",
      );
      await taken(atProvince(code, "correct", "20T09:00", body));
      const { results, state } = (await get(`/v1/dossiers/${code}`)).body;
      expect(state).to.equal("resultReturned");
      expect(results).to.deep.equal([
        {
          ...{
            revision: 4,
            kind: "Giấy phép",
            number: "12/GP-SXD",
            code: null,
            issuedOn: "2026-11-10",
            corrects: null,
          },
          ...{ reason: null, letterNo: null, officer: "ld-sxd", at: "2026-11-10T02:00:00.000Z" },
        },
        {
          ...{ revision: 8, kind: "Giấy phép", number: "12a/GP-SXD", code: null, issuedOn: "2026-11-20", corrects: 4 },
          ...{ reason: "sai năm sinh", letterNo: "88/SXD", officer: "ld-01", at: "2026-11-20T02:00:00.000Z" },
        },
      ]);
    });

    it("what is settled on the spot has its result and no form 01 (T11)", async () => {
      const code = await receive({ procedure: "1.001193", step: "settleAtOnce", result });
      expect((await get(`/v1/dossiers/${code}`)).body.results[0]).to.include({ revision: 1, number: "12/GP-SXD" });
      expect(await papers(code)).to.deep.equal([]);
      const { row } = (await get(`/v1/dossiers/${code}/papers/SO_THEO_DOI`)).body;
      expect(row).to.include({ number: 1, returnedBy: "counter", returnedAt: "2026-11-02T02:00:00.000Z" });
      const elsewhere = await post("/v1/dossiers", {
        by: walkNow.commune,
        procedure: walkNow.procedure,
        applicant,
        result,
      });
      expect(elsewhere.body).to.include({ code: "field-invalid" });
    });

    it("a loss is an incident on record with its minutes; the clock runs on (T37)", async () => {
      const code = await receive();
      const before = (await get(`/v1/dossiers/${code}`)).body.clocks;
      const incident = {
        ...{ kind: "lost", items: ["Bản vẽ hiện trạng"], happenedAt: "2026-11-04T15:00:00+07:00" },
        ...{ minutesNo: "03/BB", remedy: "sao lục từ hồ sơ lưu" },
      };
      const body = { incident, reason: "thất lạc khi chuyển phòng", officer: "tp-01" };
      expect((await step(code, "reportLoss", "05T09:00", { ...body, incident: undefined })).body.code).to.equal(
        "field-invalid",
      );
      const ahead = { ...body, incident: { ...incident, happenedAt: november("05T09:01") } };
      expect((await step(code, "reportLoss", "05T09:00", ahead)).body).to.include({
        ...{ code: "time-in-future", field: "/incident/happenedAt" },
      });
      await taken(step(code, "reportLoss", "05T09:00", body));
      const after = (await get(`/v1/dossiers/${code}`)).body;
      expect(after.clocks).to.deep.equal(before);
      expect(after.incidents).to.deep.equal([
        {
          ...{ revision: 2, kind: "lost", items: ["Bản vẽ hiện trạng"], happenedAt: "2026-11-04T08:00:00.000Z" },
          ...{ heldBy: "H38.91", minutesNo: "03/BB", remedy: "sao lục từ hồ sơ lưu", officer: "tp-01" },
          ...{ reason: "thất lạc khi chuyển phòng", at: "2026-11-05T02:00:00.000Z", clockAffected: false },
        },
      ]);
      const minutes = (await papers(code)).at(-1);
      expect(minutes).to.include({ form: "BIEN_BAN_SU_CO", formNumber: null, number: 1 });
      expect(minutes.data).to.deep.include({
        kind: "lost",
        items: ["Bản vẽ hiện trạng"],
        minutesNo: "03/BB",
        clockAffected: false,
      });
    });
  });
});

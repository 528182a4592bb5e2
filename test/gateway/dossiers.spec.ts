import { expect } from "chai";
import { walk2019, walkNow } from "../../main/demo/walks.ts";
import { eventually } from "../support/eventually.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";

describe("dossiers through the gateway", () => {
  let gateway: TestGateway;
  let commune: string;
  let district: string;
  let province: string;
  let stranger: string;

  before(async () => {
    gateway = await testGateway();
    await gateway.register("commune", [walk2019.commune, walkNow.commune]);
    await gateway.register("district", [walk2019.district]);
    await gateway.register("province", [walk2019.province, walkNow.province]);
    await gateway.register("stranger", ["H41.91"]);
    [commune, district, province, stranger] = (await Promise.all(
      ["commune", "district", "province", "stranger"].map(gateway.tokenOf),
    )) as [string, string, string, string];
  });
  after(() => gateway.close());

  const applicant = { name: "Nguyễn Văn Thử Nghiệm", idNumber: "000000000000" };
  const aReceipt = (but: object = {}) => ({
    by: walk2019.commune,
    procedure: walk2019.procedure,
    applicant,
    at: "2019-05-27T08:10:00+07:00",
    ...but,
  });
  const receive = (but: object = {}, key = aKey()) =>
    gateway.send("POST", "/v1/dossiers", { token: commune, key, body: aReceipt(but) });
  const handOver = (code: string, body: object, token = commune) =>
    gateway.send("POST", `/v1/dossiers/${code}/handovers`, { token, key: aKey(), body });
  const step = (code: string, body: object, token: string) =>
    gateway.send("POST", `/v1/dossiers/${code}/steps`, { token, key: aKey(), body });
  const count = async (table: string) =>
    (await gateway.database.sql<{ n: number }>(`select count(*)::int as n from ${table}`))[0]!.n;
  const receivedCode = async (but: object = {}) => (await receive(but)).body.dossier.code as string;
  const expectProblem = (answer: Answer, status: number, code: string, field?: string) => {
    expect(answer.body).to.include({ status, code, ...(field === undefined ? {} : { field }) });
    expect(answer.status).to.equal(status);
    expect(answer.headers.get("content-type")).to.match(/^application\/problem\+json/);
    for (const words of [answer.body, answer.body.vi, answer.body.en])
      for (const part of ["title", "detail", "remedy"]) {
        expect(words[part], part).to.be.a("string").and.not.equal("");
        expect(words[part], `${part} is filled`).not.to.match(/\{(?!…)\w+\}/);
      }
    expect(answer.body.title).to.equal(answer.body.vi.title);
  };

  it("receives with a code of the unit, the day and the day's sequence", async () => {
    const first = await receive({ at: "2019-06-03T08:10:00+07:00" });
    expect(first.status).to.equal(201);
    expect(first.body.dossier).to.include({
      code: "000.04.29.H63-190603-0001",
      state: "accepted",
      heldBy: "H63.29.04",
      receivedAt: "2019-06-03T01:10:00.000Z",
      revision: 1,
    });
    expect(first.headers.get("location")).to.equal("/v1/dossiers/000.04.29.H63-190603-0001");
    expect((await receive({ at: "2019-06-03T23:59:00+07:00" })).body.dossier.code).to.equal(
      "000.04.29.H63-190603-0002",
    );
    // 00:30 on the 4th in Viet Nam is still the 3rd in UTC
    expect((await receive({ at: "2019-06-04T00:30:00+07:00" })).body.dossier.code).to.equal(
      "000.04.29.H63-190604-0001",
    );
  });

  for (const reason of ["", " \t", "\u00a0"])
    it(`refuses a hand-over and a return with the reason ${JSON.stringify(reason)}`, async () => {
      const code = await receivedCode();
      const to = { by: walk2019.commune, to: walk2019.district, at: "2019-05-27T09:00:00+07:00" };
      expectProblem(await handOver(code, { ...to, reason }), 400, "field-invalid", "/reason");
      await handOver(code, to);
      const back = {
        step: "sendBack",
        role: "officer",
        by: walk2019.district,
        at: "2019-05-27T10:00:00+07:00",
        reason,
      };
      expectProblem(await step(code, back, district), 400, "field-invalid", "/reason");
    });

  it("understands a unit in either notation and answers in one", async () => {
    const answer = await receive({ by: "H63.29.04" });
    expect(answer.body.dossier.receivedBy).to.equal("H63.29.04");
    expect((await receive({ by: "000.04.29.h63" })).status).to.equal(201);
  });

  it("counts on from 9,999 to 10,000 without wrapping", async () => {
    await gateway.database.sql("insert into dossier_counter values ('H63.29.04', '2019-07-01', 9998)");
    const codes = [];
    for (let n = 0; n < 3; n++) codes.push(await receivedCode({ at: "2019-07-01T08:00:00+07:00" }));
    expect(codes).to.deep.equal([
      "000.04.29.H63-190701-9999",
      "000.04.29.H63-190701-10000",
      "000.04.29.H63-190701-10001",
    ]);
  });

  it("quirk 28, quirk 29: gives 60 receipts at once 60 different numbers without a gap", async () => {
    const codes = await Promise.all(
      Array.from({ length: 60 }, () => receivedCode({ at: "2019-07-02T08:00:00+07:00" })),
    );
    const numbers = codes.map((code) => Number(code.split("-")[2])).sort((a, b) => a - b);
    expect(numbers).to.deep.equal(Array.from({ length: 60 }, (_, index) => index + 1));
  });

  it("a refused receipt leaves no gap in the numbers", async () => {
    await receive({ at: "2019-07-03T08:00:00+07:00" });
    expectProblem(
      await receive({ at: "2019-07-03T08:05:00+07:00", procedure: "9.999999" }),
      422,
      "procedure-unknown",
      "/procedure",
    );
    expect(await receivedCode({ at: "2019-07-03T08:10:00+07:00" })).to.match(/-0002$/);
  });

  describe("a repeat under the same Idempotency-Key (P3)", () => {
    it("gets the same answer, and nothing happens twice", async () => {
      const key = aKey();
      const first = await receive({}, key);
      const before = await count("dossier_event");
      const again = await receive({}, key);
      expect(again.status).to.equal(201);
      expect(again.body).to.deep.equal(first.body);
      expect(again.headers.get("idempotency-replayed")).to.equal("true");
      expect(first.headers.get("idempotency-replayed")).to.equal(null);
      expect(await count("dossier_event")).to.equal(before);
    });

    it("20 at once make one dossier", async () => {
      const key = aKey();
      const before = await count("dossier");
      const answers = await Promise.all(Array.from({ length: 20 }, () => receive({}, key)));
      expect(new Set(answers.map((answer) => answer.body.dossier?.code as string)).size).to.equal(1);
      expect(answers.map((answer) => answer.status)).to.deep.equal(Array(20).fill(201));
      expect(await count("dossier")).to.equal(before + 1);
    });

    it("20 identical steps at once make one step", async () => {
      const code = await receivedCode();
      const key = aKey();
      const body = { by: walk2019.commune, to: walk2019.district, at: "2019-05-28T08:00:00+07:00" };
      const answers = await Promise.all(
        Array.from({ length: 20 }, () =>
          gateway.send("POST", `/v1/dossiers/${code}/handovers`, { token: commune, key, body }),
        ),
      );
      expect(answers.map((answer) => answer.status)).to.deep.equal(Array(20).fill(201));
      expect(new Set(answers.map((answer) => answer.body.event.id as string)).size).to.equal(1);
    });

    it("with another body is refused", async () => {
      const key = aKey();
      await receive({}, key);
      expectProblem(await receive({ channel: "online" }, key), 422, "idempotency-key-reused", "Idempotency-Key");
    });

    it("with the fields in another order is the same request", async () => {
      const key = aKey();
      const first = await receive({}, key);
      const { applicant: who, ...rest } = aReceipt();
      const turned = { applicant: { idNumber: who.idNumber, name: who.name }, ...rest };
      const again = await gateway.send("POST", "/v1/dossiers", { token: commune, key, body: turned });
      expect([again.status, again.headers.get("idempotency-replayed")]).to.deep.equal([201, "true"]);
      expect(again.body).to.deep.equal(first.body);
    });

    it("on another address is refused", async () => {
      const key = aKey();
      const { body } = await receive({}, key);
      const answer = await gateway.send("POST", `/v1/dossiers/${body.dossier.code}/handovers`, {
        token: commune,
        key,
        body: { by: walk2019.commune, to: walk2019.district },
      });
      expectProblem(answer, 422, "idempotency-key-reused");
    });

    it("belongs to its partner: another's same key is another action", async () => {
      const key = aKey();
      await receive({}, key);
      const other = await gateway.send("POST", "/v1/dossiers", {
        token: stranger,
        key,
        body: aReceipt({ by: "H41.91", procedure: walkNow.procedure, at: undefined }),
      });
      expect(other.status).to.equal(201);
      expect(other.headers.get("idempotency-replayed")).to.equal(null);
    });

    it("after a refusal may be used again", async () => {
      const key = aKey();
      expectProblem(await receive({ procedure: "9.999999" }, key), 422, "procedure-unknown");
      expect((await receive({}, key)).status).to.equal(201);
    });

    it("is required", async () => {
      const answer = await gateway.send("POST", "/v1/dossiers", { token: commune, body: aReceipt() });
      expectProblem(answer, 400, "idempotency-key-missing", "Idempotency-Key");
      expectProblem(await receive({}, "two words"), 400, "idempotency-key-missing");
      expectProblem(await receive({}, "k".repeat(256)), 400, "idempotency-key-missing");
    });
  });

  describe("refusals, with nothing stored by halves", () => {
    const tables = ["dossier", "dossier_event", "dossier_person", "dossier_party", "outbox", "idempotency"];
    const counts = () => Promise.all(tables.map(count));

    for (const [what, but, status, code, field] of [
      ["an unknown unit", { by: "H63.99" }, 422, "unit-unknown", "/by"],
      ["a text that is no identifier", { by: "xã Trạm Tấu" }, 422, "unit-unknown", "/by"],
      ["a unit after its end", { at: "2025-07-01T08:00:00+07:00" }, 422, "unit-not-valid", "/by"],
      ["a unit before its beginning", { by: "H38.91", at: "2025-06-30T23:59:59+07:00" }, 422, "unit-not-valid", "/by"],
      ["a unit of another partner", { by: "000.00.29.H63" }, 403, "unit-not-yours", "/by"],
      ["an unknown procedure", { procedure: "1.999999" }, 422, "procedure-unknown", "/procedure"],
      ["a text that is no procedure", { procedure: "khai sinh" }, 422, "procedure-unknown", "/procedure"],
      [
        "a procedure that ended",
        { by: "H38.91", procedure: "2.002621", at: undefined },
        422,
        "procedure-not-valid",
        "/procedure",
      ],
      ["a receipt tomorrow", { at: "2999-01-01T00:00:00Z" }, 422, "time-in-future", "/at"],
      ["a mistyped year", { at: "1926-11-22T08:00:00+07:00" }, 422, "time-too-early", "/at"],
      ["a leap second", { at: "2016-12-31T23:59:60Z" }, 400, "field-invalid", "/at"],
      ["an offset without minutes", { at: "2019-05-27T08:15:00+07" }, 400, "field-invalid", "/at"],
      ["a blank for the T", { at: "2019-05-27 08:15:00Z" }, 400, "field-invalid", "/at"],
      ["a name of blanks", { applicant: { name: "   " } }, 400, "field-invalid", "/applicant/name"],
      ["a moment without zone", { at: "2019-05-27T08:10:00" }, 400, "field-invalid", "/at"],
      ["a day that does not exist", { at: "2019-02-29T08:10:00+07:00" }, 400, "field-invalid", "/at"],
      ["an unknown field", { aplicant: {} }, 400, "field-invalid", "/aplicant"],
      ["no applicant", { applicant: undefined }, 400, "field-invalid", "/applicant"],
      ["an applicant without name", { applicant: {} }, 400, "field-invalid", "/applicant/name"],
      ["a name of 201 letters", { applicant: { name: "a".repeat(201) } }, 400, "field-invalid", "/applicant/name"],
      ["a number where a text belongs", { procedure: 2.002307 }, 400, "field-invalid", "/procedure"],
      ["NFD", { applicant: { name: "Nguyễn".normalize("NFD") } }, 400, "text-not-nfc", "/applicant/name"],
      ["NUL", { applicant: { name: "a\0b" } }, 400, "text-with-nul", "/applicant/name"],
    ] as const)
      it(`${what} → ${code}`, async () => {
        const before = await counts();
        expectProblem(await receive(but), status, code, field);
        expect(await counts()).to.deep.equal(before);
      });

    for (const [what, make, status, code] of [
      ["10 MB of JSON", () => ({ raw: `{"by":"${"x".repeat(10_485_760)}"}` }), 413, "body-too-large"],
      ["10,000 levels", () => ({ raw: "[".repeat(10_000) + "]".repeat(10_000) }), 400, "json-too-deep"],
      ["invalid UTF-8", () => ({ raw: Buffer.from([0x7b, 0xff, 0x7d]) }), 400, "body-not-utf8"],
      ["half a document", () => ({ raw: '{"by":' }), 400, "json-broken"],
      ["an empty body", () => ({ raw: "" }), 400, "json-broken"],
      ["a list", () => ({ raw: "[]" }), 400, "field-invalid"],
      ["null", () => ({ raw: "null" }), 400, "field-invalid"],
    ] as const)
      it(`${what} → ${code}`, async () => {
        const before = await counts();
        const answer = await gateway.send("POST", "/v1/dossiers", {
          token: commune,
          key: aKey(),
          headers: { "content-type": "application/json" },
          ...make(),
        });
        expectProblem(answer, status, code);
        expect(await counts()).to.deep.equal(before);
      });

    for (const type of [
      "text/plain",
      "application/xml",
      "application/json; charset=utf-16",
      "application/x-www-form-urlencoded",
    ])
      it(`content type ${type} → content-type-wrong`, async () => {
        const answer = await gateway.send("POST", "/v1/dossiers", {
          token: commune,
          key: aKey(),
          raw: JSON.stringify(aReceipt()),
          headers: { "content-type": type },
        });
        expectProblem(answer, 415, "content-type-wrong");
      });

    it("a compressed body → content-encoding-wrong", async () => {
      const answer = await gateway.send("POST", "/v1/dossiers", {
        token: commune,
        key: aKey(),
        raw: "{}",
        headers: { "content-type": "application/json", "content-encoding": "gzip" },
      });
      expectProblem(answer, 415, "content-encoding-wrong");
    });
  });

  describe("a hand-over", () => {
    const at = "2019-05-28T08:00:00+07:00";
    for (const [what, body, status, code, field] of [
      ["to oneself", { by: walk2019.commune, to: walk2019.commune }, 422, "handover-to-self", "/to"],
      ["to oneself in the other notation", { by: "000.04.29.H63", to: "H63.29.04" }, 422, "handover-to-self", "/to"],
      ["to an unknown unit", { by: walk2019.commune, to: "H63.98" }, 422, "unit-unknown", "/to"],
      ["to a unit that does not exist yet", { by: walk2019.commune, to: "H38.91" }, 422, "unit-not-valid", "/to"],
      ["without a receiver", { by: walk2019.commune }, 400, "field-invalid", "/to"],
      [
        "from before the receipt",
        { by: walk2019.commune, to: walk2019.district, at: "2019-05-26T08:00:00+07:00" },
        409,
        "time-before-last-step",
        "/at",
      ],
    ] as const)
      it(`${what} → ${code}`, async () => {
        const code1 = await receivedCode();
        expectProblem(await handOver(code1, { at, ...body }), status, code, field);
        const unchanged = await gateway.send("GET", `/v1/dossiers/${code1}`, { token: commune });
        expect(unchanged.body).to.include({ state: "accepted", revision: 1, offeredTo: null });
      });

    it("to a district is refused since 01/07/2025", async () => {
      const code = (await receive({ by: "H38.91", procedure: walkNow.procedure, at: "2025-07-02T08:00:00+07:00" })).body
        .dossier.code as string;
      const answer = await handOver(code, { by: "H38.91", to: "000.00.25.H38", at: "2025-07-02T09:00:00+07:00" });
      expectProblem(answer, 422, "unit-not-valid", "/to");
    });

    it("the words of a refusal name no day that is none, and no replacement that is none", async () => {
      const ended = await receive({ at: "2025-07-01T08:00:00+07:00" });
      expect(ended.body.vi.detail).to.contain("có hiệu lực từ … đến 2025-06-30");
      await gateway.database.sql("update procedure_version set valid_to = '2019-05-01' where code = '1.000894'");
      const none = await receive({ procedure: "1.000894" });
      expect(none.body.vi.detail).to.contain("Thủ tục thay thế: –.");
      await gateway.database.sql("update procedure_version set valid_to = null where code = '1.000894'");
    });

    it("of a dossier one does not hold → not-your-dossier", async () => {
      const code = await receivedCode();
      await handOver(code, { by: walk2019.commune, to: walk2019.district, at });
      const answer = await handOver(
        code,
        { by: walk2019.district, role: "officer", to: walk2019.province, at },
        district,
      );
      expectProblem(answer, 403, "not-your-dossier", "/by");
    });

    it("of a dossier one has nothing to do with → dossier-unknown, as if there were none (P12)", async () => {
      const code = await receivedCode();
      const mine = await handOver(
        code,
        { by: walk2019.district, role: "officer", to: walk2019.province, at },
        district,
      );
      const none = await handOver(
        "000.04.29.H63-190527-9998",
        { by: walk2019.district, role: "officer", to: walk2019.province, at },
        district,
      );
      expectProblem(mine, 404, "dossier-unknown");
      expectProblem(none, 404, "dossier-unknown");
      expect(mine.body.title).to.equal(none.body.title);
    });

    it("cannot be sent back to a unit that has ended meanwhile, which would lock it for ever", async () => {
      const code = await receivedCode({ at: "2025-06-20T08:00:00+07:00" });
      await handOver(code, { by: walk2019.commune, to: "H38", at: "2025-06-25T08:00:00+07:00" });
      await gateway.register("upper", ["H38"]);
      const upper = await gateway.tokenOf("upper");
      const july = "2025-07-02T08:00:00+07:00";
      await step(code, { step: "acknowledge", role: "officer", by: "H38", at: july }, upper);
      const back = await step(
        code,
        { step: "sendBack", role: "officer", by: "H38", reason: "sai nơi nhận", at: july },
        upper,
      );
      expectProblem(back, 422, "unit-not-valid");
      expect((await handOver(code, { by: "H38", role: "officer", to: "H38.91", at: july }, upper)).status).to.equal(
        201,
      );
    });

    it("to a unit that nobody serves can be recalled (T38)", async () => {
      const code = await receivedCode();
      await handOver(code, { by: walk2019.commune, to: "H63.14", at });
      const recalled = await step(
        code,
        { step: "recall", role: "officer", by: walk2019.commune, reason: "gửi nhầm", at },
        commune,
      );
      expect(recalled.body.dossier).to.include({ state: "accepted", offeredTo: null, heldBy: "H63.29.04" });
    });

    it("while another is pending → handover-pending", async () => {
      const code = await receivedCode();
      await handOver(code, { by: walk2019.commune, to: walk2019.district, at });
      expectProblem(await handOver(code, { by: walk2019.commune, to: walk2019.province, at }), 409, "handover-pending");
    });
  });

  it("goes commune → district → province → commune, every step in the timeline, every message numbered", async () => {
    const code = await receivedCode();
    const may = (day: number) => `2019-05-${day}T09:00:00+07:00`;
    await handOver(code, { by: walk2019.commune, to: walk2019.district, at: may(28) });
    await step(code, { step: "acknowledge", role: "officer", by: walk2019.district, at: may(28) }, district);
    await handOver(code, { by: walk2019.district, role: "officer", to: walk2019.province, at: may(29) }, district);
    await step(code, { step: "acknowledge", role: "officer", by: walk2019.province, at: may(29) }, province);
    await step(
      code,
      { step: "conclude", role: "signatory", by: walk2019.province, outcome: "granted", at: may(30) },
      province,
    );
    await handOver(code, { by: walk2019.province, role: "officer", to: walk2019.commune, at: may(30) }, province);
    await step(code, { step: "acknowledge", role: "officer", by: walk2019.commune, at: may(31) }, commune);
    const last = await step(code, { step: "returnResult", by: walk2019.commune, at: may(31) }, commune);
    expect(last.status).to.equal(201);

    const timeline = (await gateway.send("GET", `/v1/dossiers/${code}/timeline`, { token: district })).body;
    expect(timeline.events.map((event: { step: string }) => event.step)).to.deep.equal([
      "receive",
      "handOver",
      "acknowledge",
      "handOver",
      "acknowledge",
      "conclude",
      "handOver",
      "acknowledge",
      "returnResult",
    ]);
    const numbered = timeline.events.flatMap((event: { messages: { receiver: string; sequence: number }[] }) =>
      event.messages.map(({ receiver, sequence }) => `${receiver} ${sequence}`),
    );
    expect(numbered).to.have.members([
      "H63.29 1", // handed to it
      "H63.29.04 1", // the district has it
      "H63.11 1", // handed to it
      "H63.29.04 2", // supervising: on to the province
      "H63.29 2", // the province has it
      "H63.29.04 3", // supervising: the province has it
      "H63.29.04 4", // concluded
      "H63.29.04 5", // the result comes
      "H63.11 2", // the commune has it
    ]);
    expect(timeline.custody).to.deep.equal([
      {
        unit: "H63.29.04",
        name: "UBND xã Trạm Tấu",
        from: "2019-05-27T01:10:00.000Z",
        until: "2019-05-28T02:00:00.000Z",
        seconds: 89_400,
      },
      {
        unit: "H63.29",
        name: "UBND huyện Trạm Tấu",
        from: "2019-05-28T02:00:00.000Z",
        until: "2019-05-29T02:00:00.000Z",
        seconds: 86_400,
      },
      {
        unit: "H63.11",
        name: "Sở Lao động - Thương binh và Xã hội tỉnh Yên Bái",
        from: "2019-05-29T02:00:00.000Z",
        until: "2019-05-31T02:00:00.000Z",
        seconds: 172_800,
      },
      {
        unit: "H63.29.04",
        name: "UBND xã Trạm Tấu",
        from: "2019-05-31T02:00:00.000Z",
        until: "2019-05-31T02:00:00.000Z",
        seconds: 0,
      },
    ]);
  });

  it("an agency that has ended is offered no step, and told who follows it (P10)", async () => {
    const code = await receivedCode();
    const list = async () => {
      const { body } = await gateway.send("GET", `/v1/dossiers/${code}/steps?by=H63.29.04`, { token: commune });
      return body.steps as { step: string; allowed: boolean; because?: { code: string; en: { detail: string } } }[];
    };
    const steps = await list();
    expect(steps.filter(({ allowed }) => allowed)).to.deep.equal([]);
    expect(new Set(steps.map(({ because }) => because?.code))).to.deep.equal(new Set(["agency-ended"]));
    expect(steps[0]?.because?.en.detail).to.contain("ended after 2025-06-30; its successor: H38.91");
    gateway.setClock(new Date("2025-06-30T16:00:00+07:00")); // its last day
    const lastDay = await list();
    gateway.setClock(undefined);
    expect(lastDay.filter(({ allowed }) => allowed).map(({ step }) => step)).to.include("handOver");
  });

  describe("least sight (P12)", () => {
    it("shows the applicant to those who work on it, not to those who no longer do", async () => {
      const code = await receivedCode();
      const at = "2019-05-28T08:00:00+07:00";
      await handOver(code, { by: walk2019.commune, to: walk2019.district, at });
      const seen = () => gateway.send("GET", `/v1/dossiers/${code}`, { token: district });
      expect((await seen()).body.allowedSteps).to.deep.equal({ "H63.29": [] }); // the district ended in 2025
      gateway.setClock(new Date(at));
      const asReceiver = await seen();
      gateway.setClock(undefined);
      expect(asReceiver.body.applicant).to.deep.equal(applicant);
      expect(asReceiver.body.allowedSteps).to.deep.equal({ "H63.29": ["sendBack", "acknowledge"] });
      await step(
        code,
        { step: "sendBack", role: "officer", by: walk2019.district, reason: "không thuộc thẩm quyền", at },
        district,
      );
      const afterwards = await gateway.send("GET", `/v1/dossiers/${code}`, { token: district });
      expect(afterwards.status).to.equal(200);
      expect(afterwards.body.applicant).to.equal(undefined);
    });

    it("hides a dossier from those who never had to do with it", async () => {
      const code = await receivedCode();
      for (const path of [`/v1/dossiers/${code}`, `/v1/dossiers/${code}/timeline`])
        expectProblem(await gateway.send("GET", path, { token: stranger }), 404, "dossier-unknown");
    });

    it("tells the public how far it is, and nothing else", async () => {
      const code = await receivedCode();
      const answer = await gateway.send("GET", `/public/dossiers/${code}`);
      expect(answer.body).to.deep.equal({ code, completion: "received" });
    });

    it("sends no personal data in messages", async () => {
      const code = await receivedCode();
      await handOver(code, { by: walk2019.commune, to: walk2019.district, at: "2019-05-28T08:00:00+07:00" });
      const [row] = await gateway.database.sql<{ envelope: object }>("select envelope from outbox where subject = $1", [
        code,
      ]);
      expect(JSON.stringify(row!.envelope)).not.to.contain("Nguyễn").and.not.to.contain("000000000000");
    });
  });

  describe("listing changes", () => {
    /** Until every change can be listed: any transaction of the server may hold it up for a moment. */
    const untilListable = () =>
      eventually("all changes can be listed", async () => {
        const [row] = await gateway.database.sql<{ all: boolean }>(
          "select bool_and(changed_xid < pg_snapshot_xmin(pg_current_snapshot())) as all from hub.dossier",
        );
        return row?.all;
      });

    it("gives the caller's own, each once in the order of change, and goes on where it stopped", async () => {
      await gateway.register("pager", ["000.05.40.H41"]);
      const token = await gateway.tokenOf("pager");
      const codes: string[] = [];
      for (let n = 0; n < 5; n++) {
        const answer = await gateway.send("POST", "/v1/dossiers", {
          token,
          key: aKey(),
          body: aReceipt({ by: "000.05.40.H41" }),
        });
        codes.push(answer.body.dossier.code as string);
      }
      await untilListable();
      const first = (await gateway.send("GET", "/v1/dossiers?limit=3", { token })).body;
      const rest = (await gateway.send("GET", `/v1/dossiers?limit=3&after=${first.next}`, { token })).body;
      const none = (await gateway.send("GET", `/v1/dossiers?after=${rest.next}`, { token })).body;
      expect([...first.items, ...rest.items].map((item: { code: string }) => item.code)).to.deep.equal(codes);
      expect(none).to.deep.equal({ items: [], next: rest.next });
    });

    it("misses no change that commits late", async () => {
      await gateway.register("late", ["000.06.32.H41"]);
      const token = await gateway.tokenOf("late");
      const post = () =>
        gateway.send("POST", "/v1/dossiers", { token, key: aKey(), body: aReceipt({ by: "000.06.32.H41" }) });
      const slow = (await post()).body.dossier.code as string;
      await post();
      await untilListable();
      const start = (await gateway.send("GET", "/v1/dossiers", { token })).body.next as string;

      // an older transaction touches the first dossier and takes its time, a younger one commits before it
      const { default: pg } = await import("pg");
      const client = new pg.Client({ connectionString: gateway.database.url });
      await client.connect();
      await client.query("begin");
      await client.query(
        "update hub.dossier set changed_xid = pg_current_xact_id(), changed_at = now() where code = $1",
        [slow],
      );
      const fast = (await post()).body.dossier.code as string;
      const during = (await gateway.send("GET", `/v1/dossiers?after=${start}`, { token })).body;
      await client.query("commit");
      await client.end();
      await untilListable();
      const after = (await gateway.send("GET", `/v1/dossiers?after=${during.next}`, { token })).body;
      const seen = [...during.items, ...after.items].map((item: { code: string }) => item.code);
      expect(seen).to.have.members([slow, fast]);
    });

    for (const query of [
      "changedSince=2016-12-31T23:59:60Z",
      "after=99999999999999999999.1",
      "after=1.9999999999999999999",
      "changedSince=yesterday",
      "limit=0",
      "limit=501",
      "limit=many",
      "after=x",
      "color=red",
    ])
      it(`refuses ?${query}`, async () => {
        expectProblem(await gateway.send("GET", `/v1/dossiers?${query}`, { token: commune }), 400, "field-invalid");
      });
  });
});

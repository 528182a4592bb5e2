import { expect } from "chai";
import { sql as raw } from "kysely";
import { eraseEvidence } from "../../bus/evidence/erase.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { eraseDossierWords } from "../../core/store/erase-dossier.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { messagesOf } from "../support/agreed-messages.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";

const { commune, province, procedure } = walkNow;

/** L12: the acknowledgement of a hand-over names time, person and the list of papers. */
describe("L12 the papers of a hand-over are acknowledged", () => {
  let gateway: TestGateway;
  const tokens = new Map<string, string>();
  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-31T08:00:00+07:00"));
    for (const unit of [commune, province]) {
      const partner = unit.toLowerCase().replace(".", "-");
      await gateway.register(partner, [unit]);
      tokens.set(unit, await gateway.tokenOf(partner));
    }
    await gateway.registerOperator("operator");
    tokens.set("operator", await gateway.tokenOf("operator"));
  });
  after(() => gateway.close());
  beforeEach(() => gateway.database.sql("truncate dossier, outbox restart identity cascade"));

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
  const november = (when: string) => `2026-11-${when}:00+07:00`;
  const form = { name: "Đơn đề nghị", kind: "original", copies: 2 };
  const photo = { name: "Ảnh chụp hiện trạng cây xanh", kind: "copy", copies: 1 };
  const receive = async (but: object = { papers: [form, photo] }): Promise<string> => {
    const applicant = { name: "Trần Thị Thử Nghiệm" };
    const body = { by: commune, procedure, applicant, at: november("02T09:00"), officer: "cb-01", ...but };
    return (await granted(send("POST", "/v1/dossiers", commune, body))).dossier.code;
  };
  const passOn = (code: string, but: object = {}) =>
    granted(
      send("POST", `/v1/dossiers/${code}/handovers`, commune, {
        ...{ by: commune, to: province, at: november("02T14:00"), officer: "cb-01", ...but },
      }),
    );
  const acknowledge = (code: string, but: object = {}) =>
    send("POST", `/v1/dossiers/${code}/steps`, province, {
      ...{ step: "acknowledge", by: province, role: "officer", at: november("02T15:00"), officer: "sxd-01", ...but },
    });
  const slip = async (code: string) =>
    (await granted(send("GET", `/v1/dossiers/${code}/papers/KIEM_SOAT`, commune), 200)).rows;

  it("until it is acknowledged the dossier is the sender's, and its row of the slip an alarm", async () => {
    const code = await receive();
    await passOn(code);
    const held = async () => (await granted(send("GET", `/v1/dossiers/${code}`, province), 200)).heldBy;
    expect(await held()).to.equal(commune);
    const [row] = await slip(code);
    expect([row.lost, row.papersGiven, row.papersTaken]).to.deep.equal([true, [form, photo], null]);
    await granted(acknowledge(code));
    expect(await held()).to.equal(province);
  });

  it("without a word on them all that were handed over are acknowledged: time, person, papers", async () => {
    const code = await receive();
    await passOn(code);
    const body = await granted(acknowledge(code));
    expect(body).to.not.have.property("paperDifferences");
    expect((await slip(code))[0]).to.deep.include({
      ...{ taker: "sxd-01", takenAt: "2026-11-02T08:00:00.000Z", papersGiven: [form, photo] },
      ...{ papersTaken: [form, photo], differences: [] },
    });
  });

  it("a difference is kept, told to the sender and shown; the hand-over takes place", async () => {
    const code = await receive();
    await passOn(code);
    const came = { ...form, copies: 1 };
    const body = await granted(acknowledge(code, { papers: [came] }));
    const differences = [
      { name: "Đơn đề nghị", kind: "original", given: 2, taken: 1 },
      { name: "Ảnh chụp hiện trạng cây xanh", kind: "copy", given: 1, taken: 0 },
    ];
    expect(body.paperDifferences).to.deep.equal(differences);
    expect(body.dossier).to.deep.include({ heldBy: province, state: "processing" });
    expect((await slip(code))[0]).to.deep.include({ papersGiven: [form, photo], papersTaken: [came], differences });
    const told = await messagesOf(gateway.database, "acknowledged.v1");
    expect(told.map(({ receiver, data }) => [receiver, data["paperDifferences"]])).to.deep.equal([
      [commune, differences],
    ]);
    const kept = await gateway.database.sql(
      "select officer, details -> 'papers' as papers from dossier_event where step = 'acknowledge'",
    );
    expect(kept).to.deep.equal([{ officer: "sxd-01", papers: [came] }]);
  });

  it("the sender may say what it hands over; what the receiver then passes on is what it took", async () => {
    const code = await receive({});
    const deed = { name: "Giấy chứng nhận", kind: "certified", copies: 1 };
    await passOn(code, { papers: [form, deed] });
    const body = await granted(acknowledge(code, { papers: [form] }));
    expect(body.paperDifferences).to.deep.equal([{ name: "Giấy chứng nhận", kind: "certified", given: 1, taken: 0 }]);
    await granted(
      send("POST", `/v1/dossiers/${code}/steps`, province, {
        ...{ step: "sendBack", by: province, role: "handler", at: november("03T09:00"), reason: "sai thẩm quyền" },
      }),
    );
    const [, back] = await slip(code);
    expect([back.papersGiven, back.papersTaken]).to.deep.equal([[form], null]);
  });

  it("their names go with the words of a dossier that is erased (P12)", async () => {
    const code = await receive();
    await passOn(code);
    await granted(acknowledge(code, { papers: [form] }));
    const { db, sql } = gateway.database;
    const named = async () =>
      (
        await sql<{ n: number }>(
          `select (select count(*) from outbox where envelope::text like $1)::int
                  + (select count(*) from dossier_event where details::text like $1)::int as n`,
          ["%hiện trạng%"],
        )
      )[0]?.n;
    expect(await named()).to.equal(2); // filed, and told as not come
    await sql("update dossier set state = 'archived'");
    await sql("update outbox set arrived_at = now()");
    await db.transaction().execute(async (tx) => {
      await raw`set local role hub_owner`.execute(tx);
      await eraseDossierWords(tx, parseDossierCode(code));
      await eraseEvidence(tx, { subject: code }, "đã xóa", "hết hạn lưu", "VP");
    });
    expect(await named()).to.equal(0);
  });

  it("where nobody ever said which papers there are, the list of the receiver stands alone", async () => {
    const code = await receive({});
    await passOn(code);
    const body = await granted(acknowledge(code, { papers: [form] }));
    expect(body).to.not.have.property("paperDifferences");
    expect((await slip(code))[0]).to.deep.include({ papersGiven: null, papersTaken: [form], differences: [] });
  });

  it("papers are stated with an acknowledgement only; a number of none is no number", async () => {
    const code = await receive();
    await passOn(code);
    for (const [unit, body] of [
      [commune, { step: "recall", by: commune, role: "officer", reason: "nhầm", papers: [form] }],
      [province, { step: "acknowledge", by: province, role: "officer", papers: [{ ...form, copies: 0 }] }],
      [province, { step: "acknowledge", by: province, role: "officer", papers: [{ kind: "copy" }] }],
    ] as const) {
      const answer = await send("POST", `/v1/dossiers/${code}/steps`, unit, body);
      expect([answer.status, answer.body.code]).to.deep.equal([400, "field-invalid"]);
      expect(answer.body.vi.detail).to.be.a("string");
    }
  });

  it("a leg is acknowledged with its papers; its giver is told what differs", async () => {
    const legs = [1, 2].map((number) => ({
      ...{ number, agency: number === 1 ? province : "receivingOneStop", kind: "handle", work: "việc" },
      ...{ limit: { value: 1, unit: "working_day" }, after: number === 1 ? [] : [1] },
    }));
    const draft = { name: "liên thông", procedure, validFrom: "2026-01-01", legs };
    await granted(send("PUT", "/v1/processes/papers", "operator", draft), 200);
    await granted(send("POST", "/v1/processes/papers/check", "operator", { officer: "VP" }), 200);
    const decision = { decisionNo: "1/QĐ", decisionDate: "2025-12-20", signer: "CT" };
    await granted(send("POST", "/v1/processes/papers/approve", "operator", decision), 200);
    const code = await receive();
    const begin = { by: commune, process: "papers", at: november("02T09:30"), officer: "cb-01" };
    await granted(send("POST", `/v1/dossiers/${code}/chain`, commune, begin));
    const body = await granted(
      send("POST", `/v1/dossiers/${code}/legs/1/steps`, province, {
        ...{ step: "acknowledge", by: province, at: november("02T10:00"), officer: "sxd-02", papers: [form] },
      }),
    );
    const differences = [{ name: photo.name, kind: "copy", given: 1, taken: 0 }];
    expect(body.paperDifferences).to.deep.equal(differences);
    const [row] = await slip(code);
    expect(row).to.deep.include({
      leg: 1,
      taker: "sxd-02",
      papersGiven: [form, photo],
      papersTaken: [form],
      differences,
    });
    const told = (await messagesOf(gateway.database, "leg-moved.v1")).filter(
      ({ data }) => data["step"] === "acknowledge",
    );
    expect(told.map(({ receiver, data }) => [receiver, data["paperDifferences"]])).to.deep.equal([
      [commune, differences],
    ]);
  });
});

import { expect } from "chai";
import { sql as raw } from "kysely";
import { samplePromotion, sampleTaxNotice } from "../../adapters/national-portal/stand-in/samples.ts";
import type { HubAnswer } from "../../adapters/national-portal/stand-in/hand-down.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { decideInbox } from "../../core/service/decide-inbox.ts";
import { erasePacket, eraseQuestions, forgetPortal } from "../../core/service/forget-portal.ts";
import { answerQuestion, keepQuestions, listQuestions, noteAnswerTold } from "../../core/service/portal-questions.ts";
import { eraseDossierWords } from "../../core/store/erase-dossier.ts";
import { testGateway, type TestGateway } from "../support/gateway.ts";
import { testInbound, type TestInbound } from "../support/portal-inbound.ts";

const national = "G22.99.07-260301-0044";
const tree = { ...samplePromotion(national), MaTTHC: "1.002693" };
const keep = { questionDays: 365, packetDays: 90, callDays: 30 };
const now = new Date("2026-11-23T02:00:00Z");
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

describe("what the portal told of people goes in its time (P12)", () => {
  let gateway: TestGateway;
  let inbound: TestInbound;
  beforeEach(async () => {
    gateway = await testGateway();
    await gateway.register("unit", ["H38.16"]);
    inbound = await testInbound(gateway);
  });
  afterEach(async () => {
    await inbound.close();
    await gateway.close();
  });
  const sql: TestGateway["database"]["sql"] = (...asked) => gateway.database.sql(...asked);
  const forget = () => forgetPortal(gateway.database.db, keep, now);
  /** Whether anything in these tables names somebody. */
  const tells = async (name: string) => {
    const [row] = await sql<{ found: boolean }>(
      `select exists (select from hub.portal_inbox where body like '%' || $1 || '%')
           or exists (select from hub.portal_question q where q::text like '%' || $1 || '%') as found`,
      [name],
    );
    return row?.found;
  };
  const packets = () =>
    sql<{ state: string; erased: boolean; files: number }>(
      `select state, body is null as erased,
              (select count(*)::int from hub.portal_inbox_file f where f.inbox_id = i.id) as files
         from hub.portal_inbox i order by id`,
    );
  const refuse = async (days: number) => {
    await inbound.post("/addtthcKhuyenMai", { ...tree, MaTTHC: "9.999999" });
    await inbound.takeIn();
    const [row] = await sql<{ id: string }>("select id::text from hub.portal_inbox order by id desc");
    const id = BigInt(row?.id ?? 0);
    await decideInbox(gateway.database.db, id, "refused", { at: daysAgo(days), by: "thử nghiệm", reason: "trùng" });
    return id;
  };

  it("a refused packet: what it says and its files after its days; that it was refused stays known", async () => {
    await refuse(89);
    expect(await forget()).to.deep.equal({ questions: 0, packets: 0, calls: 0 });
    await sql("update hub.portal_inbox set decided_at = $1", [daysAgo(91)]);
    expect(await forget()).to.deep.equal({ questions: 0, packets: 1, calls: 0 });
    expect(await packets()).to.deep.equal([{ state: "refused", erased: true, files: 0 }]);
    expect(await tells("Thử Nghiệm Sao Mai")).to.equal(false);
    const again: HubAnswer = await inbound.post("/addtthcKhuyenMai", { ...tree, MaTTHC: "9.999999" });
    expect((again.body as { message: string }).message).to.equal(`${national}| đã bị từ chối: trùng`);
    expect(await forget()).to.deep.include({ packets: 0 });
  });

  it("a packet that waits for a person keeps all it says, however long it waits", async () => {
    await inbound.post("/addtthcKhuyenMai", { ...tree, MaTTHC: "9.999999" });
    await inbound.takeIn();
    await sql("update hub.portal_inbox set came_at = $1", [daysAgo(1000)]);
    expect(await forget()).to.deep.include({ packets: 0 });
    expect(await tells("Thử Nghiệm Sao Mai")).to.equal(true);
    const [row] = await sql<{ id: string }>("select id::text from hub.portal_inbox");
    expect(await erasePacket(gateway.database.db, BigInt(row?.id ?? 0))).to.equal(false);
  });

  it("one packet on request, at once", async () => {
    const id = await refuse(0);
    expect(await erasePacket(gateway.database.db, id)).to.equal(true);
    expect(await erasePacket(gateway.database.db, id)).to.equal(false);
    expect(await packets()).to.deep.equal([{ state: "refused", erased: true, files: 0 }]);
  });

  it("with its dossier goes everything that came under its codes, also what was replaced, and a tax number", async () => {
    await inbound.post("/addtthcKhuyenMai", { ...tree, MaTTHC: "9.999999" });
    await inbound.takeIn();
    await inbound.post("/addtthcKhuyenMai", tree);
    await inbound.takeIn();
    expect((await packets()).map(({ state }) => state)).to.deep.equal(["replaced", "taken"]);
    const [dossier] = await sql<{ code: string }>("select code from hub.dossier");
    const code = parseDossierCode(dossier?.code ?? "");
    await inbound.portal.sendTaxNotice(sampleTaxNotice(code));
    await inbound.takeIn();
    expect(await sql("select tax_number from hub.land_tax")).to.deep.equal([{ tax_number: "8000000031" }]);
    await sql("update hub.dossier set state = 'receiptRefused'");
    const { db } = gateway.database;
    const erased = await db.transaction().execute(async (tx) => {
      await raw`set local role hub_owner`.execute(tx);
      return eraseDossierWords(tx, code);
    });
    expect(erased).to.equal(true);
    expect((await packets()).map(({ erased, files }) => [erased, files])).to.deep.equal([
      [true, 0],
      [true, 0],
      [true, 0],
    ]);
    expect(await tells("Sao Mai")).to.equal(false);
    expect(await sql("select tax_number, decision_no from hub.land_tax")).to.deep.equal([
      { tax_number: "đã xóa 1", decision_no: "LTB-99-000031" },
    ]);
  });

  describe("questions", () => {
    const { id, row } = {
      id: "55012",
      row: {
        ...{ HOIDAPID: "55012", MALINHVUC: "G15-HT07", MADONVI: "H99.14", NOIDUNG: "Con tôi Bé Thử làm giấy gì?" },
        ...{ HOVATEN: "Người Dân Thử", DIACHI: "Thôn 2", THUDIENTU: "thu@mau.example", SODIENTHOAI: "0900000017" },
      },
    };
    const ask = () => keepQuestions(gateway.database.db, [{ id, row, askedFor: "H99.14" }]);
    const answer = { unit: "H99.14", by: "Cán Bộ Thử", title: "Công chức", text: "Chào anh Người Dân Thử" };

    it("answered ones lose the person, the words and who answered, a year after the portal has the answer", async () => {
      const { db } = gateway.database;
      await ask();
      await answerQuestion(db, id, answer, daysAgo(400));
      await noteAnswerTold(db, id, daysAgo(364));
      expect(await forget()).to.deep.include({ questions: 0 });
      await sql("update hub.portal_question set told_at = $1", [daysAgo(366)]);
      expect(await forget()).to.deep.include({ questions: 1 });
      const [kept] = await listQuestions(db, "all");
      expect(kept?.row).to.deep.equal({ HOIDAPID: "55012", MALINHVUC: "G15-HT07", MADONVI: "H99.14" });
      expect(kept?.answer).to.deep.equal({ unit: "H99.14", by: "đã xóa", title: "", text: "đã xóa" });
      for (const name of ["Người Dân", "Bé Thử", "Cán Bộ", "0900000017"]) expect(await tells(name)).to.equal(false);
      // listed once more by the portal, it does not come back
      expect(await ask()).to.equal(0);
      expect(await tells("Người Dân")).to.equal(false);
    });

    it("one that is open stays until it is answered, or goes on request and is then not asked for again", async () => {
      const { db } = gateway.database;
      await ask();
      await sql("update hub.portal_question set came_at = $1", [daysAgo(1000)]);
      expect(await forget()).to.deep.include({ questions: 0 });
      expect(await eraseQuestions(db, { id }, now)).to.equal(1);
      expect(await eraseQuestions(db, { id }, now)).to.equal(0);
      await ask();
      expect(await tells("Người Dân")).to.equal(false);
      expect(await listQuestions(db, "open")).to.deep.equal([]);
      expect(await answerQuestion(db, id, answer, now)).to.equal(false);
    });
  });

  it("calls go after their days, the later ones stay", async () => {
    for (let times = 0; times < 3; times++) await inbound.portal.downloadFile("00000000-0000-4000-8000-000000000000");
    await sql(
      "update hub.portal_call set at = case when id = (select max(id) from hub.portal_call) then $1::timestamptz else $2::timestamptz end",
      [daysAgo(29), daysAgo(31)],
    );
    expect(await forget()).to.deep.equal({ questions: 0, packets: 0, calls: 2 });
    expect(await sql("select from hub.portal_call")).to.have.length(1);
  });
});

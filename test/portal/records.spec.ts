import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { RecordSettings } from "../../adapters/national-portal/inbound/records.ts";
import { makeHandDown, type HubAnswer } from "../../adapters/national-portal/stand-in/hand-down.ts";
import type { PortalStandIn } from "../../adapters/national-portal/stand-in/index.ts";
import { sampleJudicial } from "../../adapters/national-portal/stand-in/samples.ts";
import { reopenParked } from "../../bus/parked.ts";
import { parseDay } from "../../core/domain/day.ts";
import { decideInbox } from "../../core/service/decide-inbox.ts";
import { listReserved, reserveNumber } from "../../core/service/reserve-number.ts";
import { defaultFileLimits } from "../../core/service/take-file.ts";
import { daysOfNumbers, receiptEntries, voidNumber } from "../../core/store/discipline.ts";
import { openDatabase } from "../../platform/database.ts";
import { eventually } from "../support/eventually.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";
import { openPortalWorld, type PortalWorld } from "../support/portal.ts";
import { testInbound, type TestInbound } from "../support/portal-inbound.ts";

type Row = Readonly<Record<string, unknown>>;

const procedure = "1.002693";
const keys = { tree: "khoa-thu-cay-xanh-01", road: "khoa-thu-thu-tuc-khac-02", commune: "khoa-thu-xa-tram-tau-03" };
const settings: RecordSettings = {
  mayCallFrom: (address) => address.endsWith("127.0.0.1"),
  services: [
    { name: "tree", key: keys.tree, unit: "H38.16", procedure },
    { name: "copy", key: keys.road, unit: "H38.16", procedure: "2.000908" },
    { name: "commune", key: keys.commune, unit: "H38.91", procedure },
  ],
  reference: { in: "query", name: "requestId" },
  province: "99",
  requester: { name: "nycHoTen", idNumber: "nycSoGiayTo" },
};
const noon = new Date("2026-11-20T12:00:00+07:00");
const form = sampleJudicial("")["toKhai"] as Row;
const answered = ({ status, body }: HubAnswer): { status: number; statusCode?: unknown; errorDetail?: unknown } => ({
  status,
  ...(body as Row),
});

describe("judicial records filed in VNeID (facts §11.3)", () => {
  let gateway: TestGateway;
  let inbound: TestInbound;
  let token: string;
  const open = (but: Partial<RecordSettings> = {}) => testInbound(gateway, {}, {}, { ...settings, ...but });
  beforeEach(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-11-20T18:00:00+07:00"));
    await gateway.register("unit", ["H38.16", "H38.91", "H38.92"]);
    token = await gateway.tokenOf("unit");
    inbound = await open();
    inbound.setClock(noon);
  });
  afterEach(async () => {
    await inbound.close();
    await gateway.close();
  });

  const reserve = async (reference: string, key = keys.tree, door = inbound) =>
    (await door.portal.reserveJudicialCode(key, { requestId: reference })) ?? "none";
  const ask = async (query: string, door = inbound) => answered(await door.portal.call(`/LLTP/LayMaHoSo${query}`));
  const file = async (code: string, but: Row = {}, key = keys.tree) =>
    answered(await inbound.portal.fileJudicial(key, sampleJudicial(code, but)));
  const dossiers = () =>
    gateway.database.sql<{ code: string; state: string; held_by: string; channel: string; procedure_code: string }>(
      "select code, state, held_by, channel, procedure_code from hub.dossier order by id",
    );
  const receive = async (by = "H38.16") => {
    const body = { by, procedure, applicant: { name: "Nguyễn Văn Thử Nghiệm" }, at: "2026-11-20T11:00:00+07:00" };
    const received = await gateway.send("POST", "/v1/dossiers", { token, key: aKey(), body });
    return received.body.dossier.code as string;
  };
  const step = async (code: string, name: string, but: object = {}) => {
    const body = { by: "H38.16", step: name, role: "officer", officer: "cb-1", ...but };
    const answer = await gateway.send("POST", `/v1/dossiers/${code}/steps`, { token, key: aKey(), body });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  };
  const supplement = { reason: "Thiếu ảnh", items: [{ name: "Ảnh chân dung", legalBasis: "Thử nghiệm, điều 1" }] };

  describe("a number is reserved", () => {
    it("and is answered in VNeID's own form, by all three paths", async () => {
      expect(await ask(`?CodeGet=${keys.tree}&requestId=a`)).to.deep.equal({ status: 200, Data: "H38.16-261120-0001" });
      for (const [n, prefix] of ["/XrdAdapter", "/VXPAdapter"].entries())
        expect(
          answered(
            await inbound.portal.call(
              `${prefix}/RestService/forward/LLTP/LayMaHoSo?CodeGet=${keys.tree}&requestId=by-${n}`,
            ),
          ),
        ).to.deep.equal({ status: 200, Data: `H38.16-261120-000${n + 2}` });
    });

    it("quirk 28: minted once: a repeat of the caller's reference gets the same number, another one the next", async () => {
      expect(await reserve("a")).to.equal("H38.16-261120-0001");
      expect(await reserve("a")).to.equal("H38.16-261120-0001");
      expect(await reserve("b")).to.equal("H38.16-261120-0002");
      inbound.setClock(new Date("2026-11-21T00:30:00+07:00"));
      expect(await reserve("a")).to.equal("H38.16-261120-0001");
      expect(await reserve("c")).to.equal("H38.16-261121-0001");
    });

    it("quirk 28: 50 repeats at once are one number", async () => {
      const codes = await Promise.all(Array.from({ length: 50 }, () => reserve("a")));
      expect(new Set(codes)).to.deep.equal(new Set(["H38.16-261120-0001"]));
      expect(await reserve("b")).to.equal("H38.16-261120-0002");
    });

    it("quirk 28: from the numbers of the agency's day: no receipt gets one that was reserved, nor the other way round", async () => {
      expect(await receive()).to.equal("H38.16-261120-0001");
      expect(await reserve("a")).to.equal("H38.16-261120-0002");
      expect(await receive()).to.equal("H38.16-261120-0003");
      expect(await reserve("b", keys.road)).to.equal("H38.16-261120-0004");
      expect(await reserve("c", keys.commune)).to.equal("H38.91-261120-0001");
    });

    it("quirk 28: a number and its counter are one transaction: what is not kept is not counted", async () => {
      await gateway.database.sql(
        "alter table hub.reserved_number add constraint broken check (reference <> 'broken') not valid",
      );
      expect(await ask(`?CodeGet=${keys.tree}&requestId=broken`)).to.deep.equal({
        ...{ status: 200, Data: "", statusCode: "03" },
        errorDetail: "Yêu cầu bị gián đoạn, xin gửi lại sau",
      });
      expect(await reserve("a")).to.equal("H38.16-261120-0001");
    });

    it("quirk 29: 1,000 at once at two doors over connections of their own are 1,000 numbers without a gap, receipts between them", async function () {
      this.timeout(120_000);
      const second = openDatabase(gateway.database.url, "second gateway");
      const other = await testInbound({ ...gateway, database: { ...gateway.database, db: second } }, {}, {}, settings);
      other.setClock(noon);
      // as VNeID does: what was interrupted is asked for again, with the same reference
      const take = async (n: number): Promise<string> => {
        for (;;) {
          const code = await reserve(`r-${n}`, keys.tree, n % 2 ? other : inbound);
          if (code !== "none") return code;
        }
      };
      const numbers = Promise.all(Array.from({ length: 1_000 }, (_, n) => take(n)));
      const received = Promise.all(Array.from({ length: 20 }, () => receive()));
      const all = [...(await numbers), ...(await received)].toSorted();
      expect(all).to.have.length(1_020);
      const wrong = all.filter((code, n) => code !== `H38.16-261120-${String(n + 1).padStart(4, "0")}`);
      expect(wrong.slice(0, 5)).to.deep.equal([]);
      await other.close();
      await second.destroy();
    });

    it("quirk 29: the same reference at two doors at once is one number", async () => {
      const second = openDatabase(gateway.database.url, "second gateway");
      const reservation = { service: "tree", reference: "a", unit: "H38.16", procedure };
      const codes = await Promise.all(
        Array.from({ length: 20 }, (_, n) => reserveNumber(n % 2 ? second : gateway.database.db, reservation, noon)),
      );
      expect(new Set(codes.map((each) => each.ok && each.code))).to.deep.equal(new Set(["H38.16-261120-0001"]));
      await second.destroy();
    });

    it("where VNeID brings no reference each request gets a number", async () => {
      const door = await open({ reference: undefined });
      door.setClock(noon);
      expect(await ask(`?CodeGet=${keys.tree}`, door)).to.include({ Data: "H38.16-261120-0001" });
      expect(await ask(`?CodeGet=${keys.tree}`, door)).to.include({ Data: "H38.16-261120-0002" });
      await door.close();
    });

    it("or by a header, where the installation's VNeID brings its reference there", async () => {
      const door = await open({ reference: { in: "header", name: "x-request-id" } });
      door.setClock(noon);
      const vneid = makeHandDown(
        { url: door.url, headers: { "x-request-id": "a" } },
        { addFiling: () => undefined, addJudicial: () => undefined },
      );
      expect(await vneid.reserveJudicialCode(keys.tree)).to.equal("H38.16-261120-0001");
      expect(await vneid.reserveJudicialCode(keys.tree)).to.equal("H38.16-261120-0001");
      await door.close();
    });

    for (const [what, query] of [
      ["no reference", `?CodeGet=${keys.tree}`],
      ["an empty one", `?CodeGet=${keys.tree}&requestId=`],
      ["two", `?CodeGet=${keys.tree}&requestId=a&requestId=b`],
      ["one with spaces", `?CodeGet=${keys.tree}&requestId=a%20b`],
      ["one of 201 letters", `?CodeGet=${keys.tree}&requestId=${"a".repeat(201)}`],
    ] as const)
      it(`with ${what} there is none, and it is said`, async () => {
        expect(await ask(query)).to.deep.equal({
          ...{ status: 200, Data: "", statusCode: "01" },
          errorDetail: "Thiếu mã yêu cầu requestId, hoặc mã không đọc được",
        });
        expect(await reserve("a")).to.equal("H38.16-261120-0001");
      });

    for (const [what, query] of [
      ["a wrong key", "?CodeGet=khoa-khac&requestId=a"],
      ["no key", "?requestId=a"],
      ["two keys", `?CodeGet=${keys.tree}&CodeGet=${keys.road}&requestId=a`],
    ] as const)
      it(`not with ${what}`, async () => {
        expect(await ask(query)).to.deep.equal({
          ...{ status: 200, Data: "", statusCode: "01", errorDetail: "Không được phép gọi dịch vụ này" },
        });
      });

    it("not from an address that is not VNeID's, whatever the key; the key is written down nowhere (quirk 21)", async () => {
      const door = await open({ mayCallFrom: () => false });
      expect(await ask(`?CodeGet=${keys.tree}&requestId=a`, door)).to.include({ Data: "", statusCode: "01" });
      await reserve("a");
      const calls = await gateway.database.sql("select * from hub.portal_call order by id");
      expect(
        calls.map(({ caller, service, national_code, error_code }) => [caller, service, national_code, error_code]),
      ).to.deep.equal([
        [null, "LLTP/LayMaHoSo", null, "01"],
        ["tree", "LLTP/LayMaHoSo", "H38.16-261120-0001", "00"],
      ]);
      expect(
        JSON.stringify(calls, (_, value: unknown) => (typeof value === "bigint" ? Number(value) : value)),
      ).not.to.contain(keys.tree);
      await door.close();
    });

    it("not by another method", async () => {
      expect(answered(await inbound.post(`/LLTP/LayMaHoSo?CodeGet=${keys.tree}&requestId=a`, {}))).to.deep.equal({
        ...{ status: 200, Data: "", statusCode: "01", errorDetail: "Dịch vụ này gọi bằng GET" },
      });
    });

    it("not for an agency for which nobody fetches messages", async () => {
      const door = await open({ services: [{ name: "tree", key: keys.tree, unit: "H38.14", procedure }] });
      expect(await ask(`?CodeGet=${keys.tree}&requestId=a`, door)).to.deep.equal({
        ...{ status: 200, Data: "", statusCode: "01", errorDetail: "Chưa có cơ quan cấp số cho dịch vụ này" },
      });
      await door.close();
    });

    it("of an agency that merged, its successor's numbers are given", async () => {
      const door = await open({ services: [{ name: "old", key: keys.tree, unit: "000.04.29.H63", procedure }] });
      door.setClock(noon);
      expect(await reserve("a", keys.tree, door)).to.equal("H38.91-261120-0001");
      await door.close();
    });

    it("while the database is away the answer is 03, whole, and the next request gets the number", async () => {
      await gateway.database.away();
      const away = await ask(`?CodeGet=${keys.tree}&requestId=a`);
      await gateway.database.back();
      expect(away).to.include({ status: 200, Data: "", statusCode: "03" });
      await eventually("the database is back", async () => (await reserve("a")) === "H38.16-261120-0001");
    });

    it("one that is never used stays: seen by an operator, not missing in the books, not to be voided", async () => {
      const code = await reserve("a");
      await receive();
      const { db } = gateway.database;
      const given = { unit: "H38.16" as never, day: parseDay("2026-11-20"), reason: "Thử", officer: "cb-1" };
      expect(await voidNumber(db, { ...given, number: 1 })).to.equal(false);
      expect(await daysOfNumbers(db, { ...given, from: given.day, to: given.day })).to.deep.equal([
        { day: "2026-11-20", last: 2, voided: [], reserved: [1] },
      ]);
      const { numbers, total } = await listReserved(db, { all: false, limit: 10 });
      expect(total).to.equal(1);
      expect(numbers[0]).to.deep.include({
        ...{ code, unit: "H38.16", procedure, service: "tree", reference: "a", filing: null, used: false },
      });
    });
  });

  describe("a filing comes under it", () => {
    it("quirk 22: kept first, answered 00 after the commit; then it is an online dossier with exactly that code", async () => {
      await receive();
      const code = await reserve("a");
      await receive();
      expect(await file(code)).to.deep.equal({ status: 200, statusCode: "00", data: code, errorDetail: "" });
      expect(await inbound.standing()).to.deep.equal(["waiting –"]);
      await inbound.takeIn();
      expect((await dossiers()).map((each) => each.code)).to.deep.equal([
        ...["H38.16-261120-0001", "H38.16-261120-0003", "H38.16-261120-0002"],
      ]);
      expect((await dossiers())[2]).to.deep.equal({
        ...{ code, state: "submitted", held_by: "H38.16", channel: "online", procedure_code: procedure },
      });
      expect(await receive()).to.equal("H38.16-261120-0004");
      const read = await gateway.send("GET", `/v1/dossiers/${code}`, { token });
      expect(read.status).to.equal(200);
      const files = await gateway.database.sql("select name, media_type, kind from hub.dossier_file order by place");
      expect(files.map(({ name, media_type, kind }) => `${kind} ${media_type} ${name}`)).to.deep.equal([
        `application application/json ${code}.json`,
        "paper application/pdf Ảnh giấy tờ.pdf",
      ]);
      const [person] = await gateway.database.sql<{ applicant: Row }>(
        `select applicant from hub.dossier_person p join hub.dossier d on d.id = p.dossier_id where code = '${code}'`,
      );
      expect(person?.applicant).to.deep.include({
        name: "Người Thử Lý Lịch",
        idKind: "CCCD",
        idNumber: "099301000018",
      });
      const [event] = await gateway.database.sql(
        `select reason from hub.dossier_event e join hub.dossier d on d.id = e.dossier_id
         where code = '${code}' and e.revision = 1`,
      );
      expect(event).to.deep.equal({ reason: `Nộp trên VNeID, mã ${code}; ngày 02/04/2026` });
      const used = await listReserved(gateway.database.db, { all: true, limit: 10 });
      expect(used.numbers.map((each) => [each.code, each.used, each.filing])).to.deep.equal([[code, true, "taken"]]);
    });

    it("quirk 23: a replay is answered as the first time, before and after it was taken in, and makes nothing", async () => {
      const code = await reserve("a");
      const first = await file(code);
      expect(await file(code)).to.deep.equal(first);
      await inbound.takeIn();
      expect(await file(code)).to.deep.equal(first);
      await inbound.takeIn();
      expect(await dossiers()).to.have.length(1);
      expect(await inbound.standing()).to.have.length(1);
    });

    it("quirk 23: 20 replays at once are one filing", async () => {
      const code = await reserve("a");
      const answers = await Promise.all(Array.from({ length: 20 }, () => file(code)));
      expect(answers.some(({ statusCode }) => statusCode === "00")).to.equal(true);
      // the others found it there, or too many at once
      expect(answers.every(({ statusCode }) => statusCode === "00" || statusCode === "03")).to.equal(true);
      await inbound.takeIn();
      expect(await dossiers()).to.have.length(1);
    });

    it("a number that was used is not used again: another content is 01 before and after it is a dossier", async () => {
      const code = await reserve("a");
      await file(code);
      const other = { tenNguonDangKy: "Người khác" };
      const used = { status: 200, statusCode: "01", data: null, errorDetail: `${code}: mã hồ sơ đã được dùng` };
      expect(await file(code, other)).to.deep.equal(used);
      await inbound.takeIn();
      expect(await file(code, other)).to.deep.equal({
        ...{ ...used, errorDetail: `${code}: mã hồ sơ đã được dùng, hồ sơ không ở trạng thái yêu cầu bổ sung` },
      });
      expect(await dossiers()).to.have.length(1);
      expect(await inbound.standing()).to.have.length(1);
    });

    it("the same code again, with another content, is taken while a supplement is asked for, once", async () => {
      const code = await reserve("a");
      await file(code);
      await inbound.takeIn();
      await step(code, "askSupplement", supplement);
      inbound.setClock(new Date("2026-11-20T19:00:00+07:00"));
      const brought = { toKhai: { ...form, ghiChu: "Bổ sung ảnh" } };
      expect(await file(code, brought)).to.include({ statusCode: "00", data: code });
      expect(await file(code, { toKhai: { ...form, ghiChu: "Bổ sung khác" } })).to.include({ statusCode: "01" });
      await inbound.takeIn();
      expect(await dossiers()).to.deep.include.members([
        { code, state: "submitted", held_by: "H38.16", channel: "online", procedure_code: procedure },
      ]);
      expect(await inbound.standing()).to.deep.equal([`taken ${code}`, `taken ${code}`]);
      expect(await file(code, brought)).to.include({ statusCode: "00", data: code });
    });

    it("a worker that dies after the draft goes on with it, under the same number", async () => {
      const code = await reserve("a");
      await file(code);
      await gateway.database.sql(
        `create function hub.dies() returns trigger language plpgsql as $$ begin raise 'dies'; end $$;
         create trigger dies before insert on hub.dossier_event for each row when (new.step = 'submit')
         execute function hub.dies()`,
      );
      await inbound.takeIn();
      expect((await dossiers()).map((each) => [each.code, each.state])).to.deep.equal([[code, "draft"]]);
      await gateway.database.sql("drop trigger dies on hub.dossier_event; update hub.portal_inbox set next_at = now()");
      await inbound.takeIn();
      expect((await dossiers()).map((each) => [each.code, each.state])).to.deep.equal([[code, "submitted"]]);
      expect(await inbound.standing()).to.deep.equal([`taken ${code}`]);
    });

    it("quirk 24: what waits for a person keeps its number; refused by a person it may be filed anew under it", async () => {
      const code = await reserve("a");
      await gateway.database.sql("update hub.reserved_number set procedure_code = '9.999999'");
      await file(code);
      await inbound.takeIn();
      expect(await inbound.standing()).to.deep.equal(["parked procedure-unknown"]);
      expect(await file(code, { tenNguonDangKy: "khác" })).to.include({ statusCode: "01" });
      const [row] = await gateway.database.sql<{ id: string }>("select id::text from hub.portal_inbox");
      await decideInbox(gateway.database.db, BigInt(row?.id ?? 0), "refused", {
        ...{ at: noon, by: "thử nghiệm", reason: "sai tờ khai" },
      });
      expect(await file(code)).to.deep.include({
        ...{ statusCode: "01", errorDetail: `${code}: hồ sơ đã bị từ chối: sai tờ khai` },
      });
      await gateway.database.sql("update hub.reserved_number set procedure_code = $1", [procedure]);
      expect(await file(code, { tenNguonDangKy: "khác" })).to.include({ statusCode: "00" });
      await inbound.takeIn();
      expect((await dossiers()).map((each) => each.code)).to.deep.equal([code]);
    });

    it("quirk 27: its agency merged in between: the successor receives it, the number stays, and is missing in nobody's books", async () => {
      const code = await reserve("a");
      await gateway.database.sql(
        `update hub.organisation set valid_to = '2026-11-20', successor_code = 'H38.92' where code = 'H38.16'`,
      );
      inbound.setClock(new Date("2026-11-23T09:00:00+07:00"));
      await file(code);
      await inbound.takeIn();
      expect((await dossiers()).map((each) => [each.code, each.held_by])).to.deep.equal([[code, "H38.92"]]);
      const day = parseDay("2026-11-20");
      expect(await daysOfNumbers(gateway.database.db, { unit: "H38.16" as never, from: day, to: day })).to.deep.equal([
        { day: "2026-11-20", last: 1, voided: [], reserved: [] },
      ]);
      const period = { from: day, to: parseDay("2026-11-30") };
      const entered = await Promise.all(
        ["H38.16", "H38.92"].map((unit) => receiptEntries(gateway.database.db, { unit: unit as never, ...period })),
      );
      expect(entered.map((entries) => entries.map((each) => each.code))).to.deep.equal([[code], []]);
    });

    for (const [what, but, errorDetail] of [
      ["no number", { maHoSoMCDT: "" }, "Thiếu trường maHoSoMCDT"],
      ["a number that is an object", { maHoSoMCDT: {} }, "Thiếu trường maHoSoMCDT"],
      ["a number that is no dossier's code", { maHoSoMCDT: "'; drop" }, "Trường maHoSoMCDT không phải mã hồ sơ"],
      ["no province", { maTinh: null }, "Thiếu trường maTinh"],
      ["another province", { maTinh: "15" }, "Trường maTinh không phải 99"],
      [
        "a date that does not exist",
        { ngayTiepNhan: "31/02/2026" },
        "Trường ngayTiepNhan không phải ngày có thật viết dạng dd/MM/yyyy",
      ],
      [
        "a date of another form",
        { ngayTiepNhan: "2026-04-02" },
        "Trường ngayTiepNhan không phải ngày có thật viết dạng dd/MM/yyyy",
      ],
      [
        "a date that is a list",
        { ngayTiepNhan: [] },
        "Trường ngayTiepNhan không phải ngày có thật viết dạng dd/MM/yyyy",
      ],
      ["no form", { toKhai: null }, "Trường toKhai phải là đối tượng"],
      ["a form that is a list", { toKhai: [] }, "Trường toKhai phải là đối tượng"],
      ["nobody who asks", { toKhai: { ...form, nycHoTen: " " } }, "Thiếu trường toKhai.nycHoTen"],
      ["a person that is an object", { toKhai: { ...form, nycHoTen: {} } }, "Trường toKhai.nycHoTen phải là chuỗi"],
      ["no kind of paper", { toKhai: { ...form, loaiPhieu: undefined } }, "Thiếu trường toKhai.loaiPhieu"],
      ["a third kind of paper", { toKhai: { ...form, loaiPhieu: 3 } }, "Trường toKhai.loaiPhieu phải là 1 hoặc 2"],
      ["an authorisation of no kind", { toKhai: { ...form, uyQuyen: "có" } }, "Trường toKhai.uyQuyen phải là 0 hoặc 1"],
      [
        "an authorisation without whom",
        { toKhai: { ...form, uyQuyen: 1 } },
        "Trường toKhai.thongTinUyQuyen phải là đối tượng khi uyQuyen là 1",
      ],
      [
        "a life that is no list",
        { toKhai: { ...form, quaTrinhCTNNNLV: {} } },
        "Trường toKhai.quaTrinhCTNNNLV phải là danh sách",
      ],
      [
        "papers that are no list",
        { toKhai: { ...form, giayToDinhKem: "a" } },
        "Trường toKhai.giayToDinhKem phải là danh sách",
      ],
      [
        "a paper that is no object",
        { toKhai: { ...form, giayToDinhKem: [1] } },
        "Trường toKhai.giayToDinhKem[0] phải là đối tượng",
      ],
      [
        "files that are no list",
        { toKhai: { ...form, giayToDinhKem: [{ danhSach: {} }] } },
        "Trường toKhai.giayToDinhKem[0].danhSach phải là danh sách",
      ],
      [
        "a file without content",
        { toKhai: { ...form, giayToDinhKem: [{ danhSach: [{ loai: "application/pdf" }] }] } },
        "Thiếu trường toKhai.giayToDinhKem[0].danhSach[0].duLieu (base64)",
      ],
      [
        "a file that is no base64",
        { toKhai: { ...form, giayToDinhKem: [{ danhSach: [{ duLieu: "không phải" }] }] } },
        "Trường duLieu không phải base64",
      ],
      ["a receipt that is no object", { thongTinBienLai: [] }, "Trường thongTinBienLai phải là đối tượng"],
      [
        "several faults: all are named",
        { maTinh: "", toKhai: { loaiPhieu: "1" } },
        "Thiếu trường maTinh; Thiếu trường toKhai.nycHoTen",
      ],
    ] as const)
      it(`${what}: 01, the field named, nothing kept, the number as good as before`, async () => {
        const code = await reserve("a");
        expect(await file(code, but)).to.deep.equal({ status: 200, statusCode: "01", data: null, errorDetail });
        expect(await inbound.standing()).to.deep.equal([]);
        expect(await file(code)).to.include({ statusCode: "00" });
      });

    it("a number that nobody reserved, a receipt's number, another service's, another procedure's: 01", async () => {
      const own = await reserve("a");
      const received = await receive();
      const saidOf = async (...given: Parameters<typeof file>) => (await file(...given)).errorDetail;
      expect(await saidOf("H38.16-261120-0999")).to.equal("H38.16-261120-0999: mã hồ sơ chưa được cấp");
      expect(await saidOf(received)).to.equal(`${received}: mã hồ sơ chưa được cấp`);
      for (const key of [keys.road, keys.commune])
        expect(await saidOf(own, {}, key)).to.equal(`${own}: mã hồ sơ được cấp cho dịch vụ khác`);
      expect(await saidOf(own, { thongTinBienLai: { maTTHC: "2.000908.H38" } })).to.equal(
        `${own}: mã hồ sơ được cấp cho thủ tục khác (thongTinBienLai.maTTHC)`,
      );
      expect(await inbound.standing()).to.deep.equal([]);
      expect(await file(own, { thongTinBienLai: { maTTHC: "1.002693.H38" } })).to.include({ statusCode: "00" });
    });

    for (const [what, body, errorDetail] of [
      ["broken JSON", "{broken", "Nội dung không phải JSON UTF-8 của một đối tượng"],
      ["a list", "[]", "Nội dung không phải JSON UTF-8 của một đối tượng"],
      ["nothing", "", "Nội dung không phải JSON UTF-8 của một đối tượng"],
      [
        "bytes that are no UTF-8",
        new Uint8Array([0x7b, 0xff, 0x7d]),
        "Nội dung không phải JSON UTF-8 của một đối tượng",
      ],
    ] as const)
      it(`${what} instead of a filing: 01`, async () => {
        expect(answered(await inbound.post(`/LLTP/TaoHoSo?CodeGet=${keys.tree}`, body))).to.deep.equal({
          ...{ status: 200, statusCode: "01", data: null, errorDetail },
        });
      });

    it("nested too deep: 01, said so, and not to be tried for ever", async () => {
      const code = await reserve("a");
      const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
      const body = JSON.stringify({ ...sampleJudicial(code), x: 0 }).replace('"x":0', `"x":${deep}`);
      expect(answered(await inbound.post(`/LLTP/TaoHoSo?CodeGet=${keys.tree}`, body))).to.deep.equal({
        ...{ status: 200, statusCode: "01", data: null, errorDetail: "Nội dung lồng nhau quá sâu" },
      });
      expect(await inbound.standing()).to.deep.equal([]);
    });

    it("with a wrong key: 01, nothing of it read", async () => {
      const code = await reserve("a");
      expect(await file(code, {}, "khoa-khac")).to.deep.equal({
        ...{ status: 200, statusCode: "01", data: null, errorDetail: "Không được phép gọi dịch vụ này" },
      });
      expect(await inbound.standing()).to.deep.equal([]);
    });

    it("too large: 01 by what it announces", async () => {
      const small = await testInbound(gateway, {}, { bodyBytes: 100 }, settings);
      expect(answered(await small.post(`/LLTP/TaoHoSo?CodeGet=${keys.tree}`, sampleJudicial("x")))).to.include({
        ...{ statusCode: "01", errorDetail: "Nội dung vượt quá 1 MB" },
      });
      await small.close();
    });

    it("while the database is away: 03, and the next time it is taken", async () => {
      const code = await reserve("a");
      await gateway.database.away();
      const away = await file(code);
      await gateway.database.back();
      expect(away).to.deep.equal({
        ...{ status: 200, statusCode: "03", data: null, errorDetail: "Yêu cầu bị gián đoạn, xin gửi lại sau" },
      });
      await eventually("the database is back", async () => (await file(code)).statusCode === "00");
    });
  });

  it("without the connection's section no number is given and nothing is taken", async () => {
    const off = await testInbound(gateway);
    const none = { status: 200, error_code: "-1", message: "Không có dịch vụ này (GET)" };
    expect(await ask(`?CodeGet=${keys.tree}&requestId=a`, off)).to.deep.equal(none);
    const filed = answered(await off.post(`/LLTP/TaoHoSo?CodeGet=${keys.tree}`, sampleJudicial("H38.16-261120-0001")));
    expect(filed).to.deep.equal({ ...none, message: "Không có dịch vụ này (POST)" });
    expect(await gateway.database.sql("select from hub.reserved_number")).to.have.length(0);
    expect(await off.standing()).to.deep.equal([]);
    await off.close();
  });

  describe("VNeID is told how it goes (P8)", () => {
    const key = "khoa-phia-vneid-0001";
    let world: PortalWorld;
    let door: TestInbound;
    let vneid: ReturnType<typeof makeHandDown>;
    let secrets: string;
    beforeEach(async () => {
      secrets = mkdtempSync(join(tmpdir(), "vneid-"));
      const secret = (name: string, value: string) => {
        writeFileSync(join(secrets, name), `${value}\n`);
        return join(secrets, name);
      };
      const limits = { ...defaultFileLimits, freeBytes: 0 };
      world = await openPortalWorld(gateway.database, {
        files: { db: gateway.database.db, folder: gateway.folder, limits, newId: randomUUID },
        vneidKey: key,
        connection: (standIn: PortalStandIn) => ({
          form: {
            ...{ fieldCodes: { "hạ tầng kỹ thuật": "G17-HT01" }, officer: "một cửa" },
            ...{ resultChannels: { notStated: "0" } },
          },
          inbound: { callers: [{ name: "portal", networks: ["127.0.0.0/8"] }] },
          vneid: {
            networks: ["127.0.0.0/8"],
            services: [{ name: "tree", keyFile: secret("code-get", keys.tree), unit: "H38.16", procedure }],
            reference: { in: "query", name: "requestId" },
            province: { code: "99", name: "Tỉnh Mẫu" },
            status: { endpoint: standIn.url, keyFile: secret("key", key) },
          },
        }),
      });
      door = await testInbound(gateway, {}, {}, world.connection.vneid?.inbound);
      const { standIn } = world;
      vneid = makeHandDown(
        { url: door.url },
        { addFiling: () => undefined, addJudicial: (code) => standIn.addJudicial(code) },
      );
      door.setClock(new Date("2026-11-16T08:00:00+07:00"));
    });
    afterEach(async () => {
      await world.close();
      await door.close();
      rmSync(secrets, { recursive: true });
    });

    const filed = async (reference = "a") => {
      const code = (await vneid.reserveJudicialCode(keys.tree, { requestId: reference })) ?? "none";
      expect(answered(await vneid.fileJudicial(keys.tree, sampleJudicial(code)))).to.include({ statusCode: "00" });
      await door.takeIn();
      return code;
    };
    const held = (code: string) => world.standIn.holdings().judicial.find((each) => each.code === code);
    const told = (code: string) => held(code)?.packets.map(({ trangThaiXuLy }) => trangThaiXuLy);
    const at = (hour: number) => ({ at: `2026-11-17T${String(hour).padStart(2, "0")}:00:00+07:00` });
    const paper = Buffer.from("%PDF-1.4 phiếu lý lịch tư pháp thử nghiệm");
    const upload = async () => {
      const sha256 = createHash("sha256").update(paper).digest("hex");
      const put = await gateway.send("PUT", `/v1/files/${sha256}`, { token, raw: paper });
      expect(put.status, JSON.stringify(put.body)).to.equal(201);
      return { sha256, name: "phieu.pdf", mediaType: "application/pdf", size: paper.length, kind: "result" };
    };
    const result = { kind: "Phiếu lý lịch tư pháp số 1", number: "17/2026", issuedOn: "2026-11-17" };
    const handOver = async (code: string, by: string, to: string, hour: number) => {
      const body = { by, to, role: "officer", officer: "cb-1", ...at(hour) };
      const answer = await gateway.send("POST", `/v1/dossiers/${code}/handovers`, { token, key: aKey(), body });
      expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
      await step(code, "acknowledge", { by: to, ...at(hour) });
    };
    const grant = async (code: string, by = "H38.16") =>
      step(code, "conclude", {
        ...{ by, role: "signatory", officer: "ld-1", outcome: "granted", ...at(15) },
        result,
        files: [await upload()],
      });
    /** As an operator does with `hub deliveries retry`. */
    const letGo = (agency: string) =>
      gateway.database.db.transaction().execute((tx) => reopenParked(tx, { agency }, "operator", "thử nghiệm"));
    const parked = async () => {
      const [row] = await gateway.database.sql(
        "select parked_fault as fault, fault_field as field from hub.delivery where receiver = 'G01.VNEID' and state = 'parked'",
      );
      return row;
    };

    it("from the number to the paper, each status once and in order, the paper byte by byte; the portal is told as of every dossier, once it is received", async () => {
      const code = await filed();
      expect(code).to.equal("H38.16-261116-0001");
      await step(code, "askSupplement", { ...supplement, ...at(8) });
      expect(
        await vneid.fileJudicial(keys.tree, sampleJudicial(code, { tenTinh: "Tỉnh Mẫu bổ sung" })),
      ).to.deep.include({
        status: 200,
      });
      door.setClock(new Date("2026-11-17T09:00:00+07:00"));
      await door.takeIn();
      await step(code, "accept", at(10));
      await handOver(code, "H38.16", "H38.91", 11);
      await grant(code, "H38.91");
      await handOver(code, "H38.91", "H38.16", 16);
      await step(code, "returnResult", at(18));
      await world.settled();
      expect(told(code)).to.deep.equal(["1", "5", "1", "2", "4", "9", "10"]);
      const packets = held(code)?.packets ?? [];
      expect(packets[1]).to.deep.equal({
        ...{ maTinh: "99", tenTinh: "Tỉnh Mẫu", maHoSoMCDT: code, trangThaiXuLy: "5" },
        ...{ tenTrangThaiXuLy: "Yêu cầu bổ sung giấy tờ", lyDoTuChoi: "Thiếu ảnh: Ảnh chân dung" },
        ...{ ngayHenTraKetQua: packets[1]?.["ngayHenTraKetQua"], type: "ketqua", ketQuaXuLy: null },
      });
      expect(packets[5]?.["ketQuaXuLy"]).to.deep.equal({
        ...{ soPhieuLLTP: "17/2026", ngayCapPhieu: "17/11/2026", loaiPhieu: "1", nguoiKy: "ld-1" },
        phieuLLTP: paper.toString("base64"),
      });
      expect(packets[6]?.["ketQuaXuLy"]).to.equal(null);
      expect(world.standIn.holdings().rejected).to.deep.equal([]);
      // the portal takes no dossier that was not received: its own lane waited for a person, VNeID's did not
      await letGo("G22");
      await world.settled();
      const synced = world.standIn.holdings().dossiers.find((each) => each.code === code);
      expect(synced?.status).to.equal("10");
    });

    it("a refusal of the receipt and a decision that grants nothing bear their reasons", async () => {
      const [refused, denied] = [await filed("a"), await filed("b")];
      await step(refused, "refuseReceipt", { ground: "notEligible", reason: "Không đúng đối tượng", ...at(9) });
      await step(denied, "accept", at(9));
      await step(denied, "conclude", {
        ...{ role: "signatory", outcome: "refused", reason: "Không đủ điều kiện theo luật thử nghiệm", ...at(10) },
      });
      await world.settled();
      expect(told(refused)).to.deep.equal(["1", "3"]);
      expect(held(refused)?.packets[1]).to.include({ lyDoTuChoi: "Không đúng đối tượng" });
      expect(told(denied)).to.deep.equal(["1", "2", "9"]);
      expect(held(denied)?.packets[2]).to.include({
        ...{ lyDoTuChoi: "Không đủ điều kiện theo luật thử nghiệm", ketQuaXuLy: null },
      });
    });

    it("interrupted (03), silent before and after the work, broken and 502: each is told again, and VNeID has each once", async () => {
      const on = "vneid/traKetQuaHoSoLLTP";
      world.standIn.misbehave(
        { kind: "undecided", on },
        { kind: "timeout-after", on },
        { kind: "timeout-before", on },
        { kind: "empty", after: true, on },
        { kind: "html", on },
        { kind: "status", status: 502, on },
      );
      const code = await filed();
      await step(code, "accept", at(10));
      await grant(code);
      await world.settled();
      expect(told(code)).to.deep.equal(["1", "2", "9"]);
      expect(await parked()).to.equal(undefined);
    }).timeout(90_000);

    it("the two are partners of their own: a pace and a circuit for each", async () => {
      const flows = await gateway.database.sql(
        `select s.partner_id, s.channel, o.organisation_code from hub.subscription s
           join hub.partner_unit o using (partner_id) where s.channel = 'portal' order by 1`,
      );
      expect(flows.map((each) => Object.values(each))).to.deep.equal([
        ["national-portal", "portal", "G22"],
        ["vneid", "portal", "G01.VNEID"],
      ]);
    });

    it("while the portal itself is away VNeID is told all the same, and the other way round", async () => {
      world.standIn.follow(({ dialect }) => (dialect === "mapi" ? { kind: "status", status: 502 } : undefined));
      const code = await filed();
      await step(code, "accept", at(10));
      await eventually("VNeID is told", () => told(code)?.length === 2);
      expect(world.standIn.holdings().dossiers).to.deep.equal([]);
      await letGo("G22");
      world.standIn.follow(({ dialect }) => (dialect === "vneid" ? { kind: "status", status: 502 } : undefined));
      await grant(code);
      await eventually("the portal is told", () => world.standIn.holdings().dossiers[0]?.status === "9", 30_000);
      expect(told(code)).to.deep.equal(["1", "2"]);
    });

    it("a granted record without its paper waits for a person with the field, and is told when the paper is there", async () => {
      const code = await filed();
      await step(code, "accept", at(10));
      await step(code, "conclude", { role: "signatory", outcome: "granted", result, ...at(15) });
      await world.settled();
      expect(await parked()).to.deep.equal({ fault: "portal-incomplete", field: "ketQuaXuLy.phieuLLTP" });
      expect(told(code)).to.deep.equal(["1", "2"]);
      await step(code, "returnResult", { files: [await upload()], ...at(16) });
      await letGo("G01.VNEID");
      await world.settled();
      expect(told(code)).to.deep.equal(["1", "2", "9", "10"]);
      expect(held(code)?.packets.map(({ ketQuaXuLy }) => ketQuaXuLy !== null)).to.deep.equal([
        false,
        false,
        true,
        false,
      ]);
    });

    it("a corrected record waits for a person: VNeID has no word for it", async () => {
      const code = await filed();
      await step(code, "accept", at(10));
      await grant(code);
      await step(code, "returnResult", at(16));
      await step(code, "correct", {
        ...{ role: "agencyHead", reason: "Sai chính tả", decisionNo: "18/QĐ", ...at(17) },
        result: { ...result, number: "17a/2026" },
      });
      await world.settled();
      expect(await parked()).to.deep.equal({ fault: "portal-unmapped", field: "ketQuaXuLy" });
      expect(told(code)).to.deep.equal(["1", "2", "9", "10"]);
    });

    it("a withdrawal that is asked for and declined is told as it was", async () => {
      const code = await filed();
      await step(code, "accept", at(10));
      await step(code, "requestWithdrawal", { role: "applicant", reason: "Đổi ý", ...at(11) });
      await step(code, "declineWithdrawal", { reason: "Đã giải quyết xong", result, ...at(12) });
      await world.settled();
      expect(told(code)).to.deep.equal(["1", "2", "7", "2"]);
    });

    it("what VNeID refuses for good waits for a person, its words kept; other records are told", async () => {
      const [stranger, other] = [await filed("a"), await filed("b")];
      await world.settled();
      world.standIn.misbehave({ kind: "poison", on: "vneid/traKetQuaHoSoLLTP" });
      await step(stranger, "accept", at(10));
      await world.settled();
      expect(await parked()).to.deep.include({ fault: "portal-refused" });
      await step(other, "accept", at(10));
      await world.settled();
      expect(told(other)).to.deep.equal(["1", "2"]);
    });

    it("a dossier that did not come from VNeID is not told there", async () => {
      const code = await receive();
      await world.settled();
      const rows = await gateway.database.sql(
        "select subject, receiver from hub.outbox where receiver in ('G22', 'G01.VNEID')",
      );
      expect(rows).to.deep.equal([{ subject: code, receiver: "G22" }]);
      expect(world.standIn.holdings().judicial).to.deep.equal([]);
    });
  });
});

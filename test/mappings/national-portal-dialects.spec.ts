import { readFileSync } from "node:fs";
import { expect } from "chai";
import { fromGateway, toGateway } from "../../mappings/national-portal/dialects/gateway.ts";
import { fromIgate, toIgate, toIgateStatus } from "../../mappings/national-portal/dialects/igate2026.ts";
import {
  fromLinked,
  fromLinkedDetail,
  fromLinkedList,
  toLinked,
} from "../../mappings/national-portal/dialects/linked.ts";
import { fromMapi, toMapi } from "../../mappings/national-portal/dialects/mapi.ts";
import { fromRecordFiling, fromRecordStatus } from "../../mappings/national-portal/dialects/vneid.ts";
import { defaultCaps, readFlag, type Read } from "../../mappings/national-portal/dialects/wire.ts";
import { portalForm } from "../../mappings/national-portal/form.ts";
import { toProgressStep } from "../../mappings/national-portal/to-progress-row.ts";
import { readXml } from "../../mappings/national-portal/xml.ts";
import { fromRoot } from "../../platform/root.ts";
import { aToldDossier, aToldStep } from "../support/told.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const file = (name: string) => readFileSync(fromRoot("contracts", "national-portal", "examples", `${name}.json`));
const faultOf = (read: Read<unknown>) => (read.ok ? "read" : `${read.fault.layer} ${read.fault.why}`);
const settings = {
  sender: "000.00.00.H99",
  dstcode: "VN:GOV:000.00.00.G22:vpcpdvcprovider",
  dstcodeIn: "query",
  prefix: "/VXPAdapter/RestService/forward",
  providerUrl: null,
  session: "s1",
} as const;
const steps = [toProgressStep(aToldDossier(), aToldStep(), portalForm)];

describe("the dialect mapi", () => {
  it("quirk 1: writes the literal bytes, with isUpdating as text", () => {
    const sent = toMapi({ kind: "syncDossier", row: { MaHoSo: "x" } as never, isUpdating: false }, settings);
    expect(sent.body).to.equal(
      '{"session":"s1","madonvi":"000.00.00.H99","service":"DongBoHoSoMC","isUpdating":"False","data":[{"MaHoSo":"x"}]}',
    );
    expect(sent.path).to.equal("/VXPAdapter/RestService/forward/mapi/g");
    expect(sent.query).to.deep.equal({ dstcode: "VN:GOV:000.00.00.G22:vpcpdvcprovider" });
  });
  it("quirk 10: puts no id of ours on the wire, and counts bytes, not letters", () => {
    const sent = toMapi({ kind: "progress", steps }, settings);
    expect(sent.body).to.equal(
      '{"session":"s1","madonvi":"000.00.00.H99","service":"CapNhatTienDoHoSoMC","data":[{"MaHoSo":"000.09.31.H99-261012-0042","NguoiXuLy":"cb-thu-07","ChucDanh":"","ThoiDiemXuLy":"20261012083000","PhongBanXuLy":"UBND xã Thử Nghiệm","NoiDungXuLy":"Tiếp nhận hồ sơ","TrangThai":"2","NgayBatDau":"","NgayKetThucTheoQuyDinh":"20261015170000"}]}',
    );
    expect(sent.headers["content-length"]).to.equal(String(Buffer.byteLength(sent.body!)));
  });
  for (const [name, call, body] of [
    [
      "a lookup",
      { kind: "lookup", dossierCode: "c" },
      '{"session":"s1","madonvi":"000.00.00.H99","service":"TraCuuHoSo","mahoso":"c"}',
    ],
    [
      "a filed one's status",
      { kind: "filedStatus", status: { MaHoSo: "g" } as never },
      '{"session":"s1","madonvi":"000.00.00.H99","service":"DongBoTrangThaiHoSo","type":"2","data":{"MaHoSo":"g"}}',
    ],
    [
      "a procedure",
      { kind: "read", service: "LayThuTuc", parameters: { maTTHC: "1.999001" } },
      '{"session":"s1","madonvi":"000.00.00.H99","service":"LayThuTuc","maTTHC":"1.999001"}',
    ],
    ["a login", { kind: "login", username: "u", password: "p" }, '{"username":"u","password":"p"}'],
  ] as const)
    it(`writes ${name}`, () => expect(toMapi(call, settings).body).to.equal(body));
  it("sends dstcode where the connection says, and each service to its endpoint", () => {
    const sent = toMapi(
      { kind: "read", service: "LayDanhSachTTHC", parameters: {} },
      { ...settings, dstcodeIn: "both" },
    );
    expect(sent.headers["dstcode"]).to.equal(settings.dstcode);
    expect(sent.query["dstcode"]).to.equal(settings.dstcode);
    expect(sent.endpoint).to.equal("share");
    expect(toMapi({ kind: "lookup", dossierCode: "c" }, settings).endpoint).to.equal("integration");
  });

  for (const [text, code, rows] of [
    ['{"error_code":0,"message":"","result":[]}', "0", 0],
    ['{"error_code":"0","result":{"data":[1,2]}}', "0", 2],
    ['{"error_code":"-3","message":"đã tồn tại"}', "-3", null],
    ['{"data":[1]}', null, 1],
    ['{"message":null}', null, null],
  ] as const)
    it(`quirk 1: reads ${text}`, () => {
      const read = fromMapi(bytes(text));
      expect(read.ok && [read.value.code, read.value.rows?.length ?? null]).to.deep.equal([code, rows]);
    });
  it("reads the agreed answers", () => {
    const login = fromMapi(file("login-answer"));
    expect(login.ok && login.value).to.deep.include({ code: "0", session: "phien-thu-01" });
    const procedure = fromMapi(file("procedure-answer"));
    expect(procedure.ok && procedure.value.rows).to.have.length(1);
  });
  for (const [name, body, fault] of [
    ["nothing", "", "body empty"],
    ["spaces", " \n", "body empty"],
    ["an empty object", "{}", "body empty"],
    ["HTML", "<html>502</html>", "body not-json"],
    ["broken JSON", '{"error_code":', "body not-json"],
    ["a list", "[]", "body not-an-object"],
    ["null", "null", "body not-an-object"],
  ] as const)
    it(`quirk 6, quirk 22: ${name} is a fault of its layer, not an answer`, () =>
      expect(faultOf(fromMapi(bytes(body)))).to.equal(fault));
  it("refuses bytes that are no UTF-8, and more than the cap", () => {
    expect(faultOf(fromMapi(new Uint8Array([0x7b, 0xff, 0x7d])))).to.equal("body not-utf8");
    expect(faultOf(fromMapi(bytes('{"a":1}'), { ...defaultCaps, body: 3 }))).to.equal("body too-large");
  });
  for (const [value, flag] of [
    ["True", true],
    ["false", false],
    ["1", true],
    [0, false],
    [true, true],
    ["có", null],
    [null, null],
  ] as const)
    it(`quirk 1: ${JSON.stringify(value)} as a flag is ${String(flag)}`, () => expect(readFlag(value)).to.equal(flag));
});

describe("the dialect gateway", () => {
  const gateway = {
    prefix: "/KetNoiMotCuaQuocGia",
    sender: "H99",
    aliases: { DongBoTrangThaiHoSo: "DongBoTrangThaiHoSoKM" },
  };
  it("sends a bare list, what belongs to the envelope in the query", () => {
    const sent = toGateway({ kind: "syncDossier", row: { MaHoSo: "x" } as never, isUpdating: true }, gateway);
    expect(sent).to.deep.include({
      body: '[{"MaHoSo":"x"}]',
      path: "/KetNoiMotCuaQuocGia/DongBoHoSoMC",
      query: { MaDinhDanhDV: "H99", isUpdating: "True" },
    });
    expect(toGateway({ kind: "filedStatus", status: {} as never }, gateway)?.path).to.equal(
      "/KetNoiMotCuaQuocGia/DongBoTrangThaiHoSoKM",
    );
    expect(toGateway({ kind: "read", service: "LayThuTuc", parameters: { maTTHC: "1" } }, gateway)).to.deep.include({
      method: "GET",
      query: { maTTHC: "1" },
      body: null,
    });
    expect(toGateway({ kind: "login", username: "u", password: "p" }, gateway)).to.equal(undefined);
  });
  for (const [name, message, code, words, rows] of [
    ["rows in text", JSON.stringify('{"result":[{"MATTHC":"1.999001"}]}'), "0", "", 1],
    ["an object not in text", '{"result":[],"message":"ok"}', "0", "ok", 0],
    ["words", '"Đồng bộ thành công"', "0", "Đồng bộ thành công", null],
    ["none", '""', "0", "", null],
  ] as const)
    it(`quirk 20: reads ${name}`, () => {
      const read = fromGateway(bytes(`{"error_code":"0","message":${message}}`));
      expect(read.ok && [read.value.code, read.value.message, read.value.rows?.length ?? null]).to.deep.equal([
        code,
        words,
        rows,
      ]);
    });
  for (const [name, body, fault] of [
    ["the outer JSON", '{"error_code":"0"', "body not-json"],
    ["the JSON in it", '{"error_code":"0","message":"{\\"result\\":["}', "message not-json"],
  ] as const)
    it(`quirk 20: names ${name} when it is broken`, () => expect(faultOf(fromGateway(bytes(body)))).to.equal(fault));
  it("quirk 20: the inner layer has its own cap", () =>
    expect(faultOf(fromGateway(bytes('{"message":"{\\"result\\":[1,2,3]}"}'), { ...defaultCaps, inner: 5 }))).to.equal(
      "message too-large",
    ));
});

describe("the dialect of linked services", () => {
  it("quirk 20: takes JSON in JSON in XML apart, without what was taken back", () => {
    const read = fromLinkedDetail(file("linked-detail"));
    expect(read.ok && [...read.value.fields]).to.deep.equal([
      ["nksHoTen", "Lê Thử Bé & Em"],
      ["nksNgaySinh", "05.10.2026"],
      ["meHoTen", "Lê Thị Mẹ Thử"],
      ["nycSoGiayToTuyThan", "099000000011"],
    ]);
    expect(read.ok && read.value.files.map(({ name }) => name)).to.deep.equal(["gcs.pdf"]);
    expect(read.ok && [read.value.nationalCode, read.value.module]).to.deep.equal(["G22.99.01-261011-0044", "KS"]);
  });
  const detail = (inside: unknown) =>
    bytes(JSON.stringify({ data: { data: typeof inside === "string" ? inside : JSON.stringify(inside) } }));
  const withXml = (data: string, more: object = {}) => detail({ maHoSo: "G22.1", module: "KS", data, ...more });
  const good = "<root><hoTich><a>1</a></hoTich></root>";
  for (const [name, body, fault] of [
    ["the body", bytes('{"data":'), "body not-json"],
    ["no object", bytes('{"data":"x"}'), "body not-an-object"],
    ["the text in it", detail("{oops"), "detail not-json"],
    ["a list in it", detail([1]), "detail not-an-object"],
    ["no code", detail({ data: good }), "inside empty"],
    ["no XML", withXml(""), "xml empty"],
    ["open tags", withXml("<root><hoTich>"), "xml not-xml"],
    ["two roots", withXml("<a/><b/>"), "xml not-xml"],
    ["a DTD", withXml('<!DOCTYPE r [<!ENTITY x "y">]><root><hoTich>&x;</hoTich></root>'), "xml forbidden-xml"],
    ["an external entity", withXml('<!DOCTYPE r SYSTEM "file:///etc/passwd"><root/>'), "xml forbidden-xml"],
    ["an entity of its own", withXml("<root><hoTich>&bomb;</hoTich></root>"), "xml forbidden-xml"],
    ["no hoTich", withXml("<root/>"), "xml empty"],
    ["base64 that is none", withXml(good, { fileDinhKem: [{ duLieuTepDinhKem: "@@@" }] }), "file not-base64"],
    ["files that are no list", withXml(good, { fileDinhKem: {} }), "inside not-an-object"],
  ] as const)
    it(`quirk 20: broken at its layer: ${name}`, () => expect(faultOf(fromLinkedDetail(body))).to.equal(fault));
  it("quirk 20: each layer has its cap", () => {
    const large = withXml(good, { fileDinhKem: [{ duLieuTepDinhKem: "AAAA".repeat(10) }] });
    expect(faultOf(fromLinkedDetail(large, { ...defaultCaps, file: 9 }))).to.equal("file too-large");
    expect(faultOf(fromLinkedDetail(large, { ...defaultCaps, xml: 9 }))).to.equal("xml too-large");
    expect(faultOf(fromLinkedDetail(large, { ...defaultCaps, inner: 9 }))).to.equal("detail too-large");
    expect(faultOf(fromLinkedDetail(large, { ...defaultCaps, body: 9 }))).to.equal("body too-large");
  });
  it("values stay text, CDATA and characters are read, deep nesting is refused", () => {
    const read = readXml('<?xml version="1.0"?><r a="1"><n>00123</n><c><![CDATA[<x>]]></c><e>&#x1EC7;&#233;</e></r>');
    expect(read.ok && read.root.children.map(({ text }) => text)).to.deep.equal(["00123", "<x>", "ệé"]);
    expect(readXml("<a>".repeat(70) + "</a>".repeat(70)).ok).to.equal(false);
    expect(readXml("<r><?php x ?></r>").ok).to.equal(false);
    expect(readXml("<r>&#0;</r>").ok).to.equal(false);
  });
  it("reads the list; a row without its codes is kept apart", () => {
    const read = fromLinkedList(
      bytes('{"data":[{"id":1,"maDonVi":99031,"maTTHC":"2.1","module":"KS","maHoSo":"G22.1"},{"id":2}]}'),
    );
    expect(read.ok && read.value.rows[0]).to.deep.include({ id: "1", maDonVi: "99031", techId: null });
    expect(read.ok && read.value.unreadable).to.deep.equal([{ id: 2 }]);
    expect(faultOf(fromLinkedList(bytes('{"data":null}')))).to.equal("body not-an-object");
  });
  for (const [body, code, message] of [
    ["Cập nhật thành công", null, "Cập nhật thành công"],
    ['"Cập nhật thành công"', null, "Cập nhật thành công"],
    ['{"status":200,"title":"OK"}', "200", "OK"],
    ['{"status":400,"errors":{"soHoSoLT":["chưa cập nhật trạng thái 1"]}}', "400", "chưa cập nhật trạng thái 1"],
  ] as const)
    it(`reads ${body}`, () => {
      const read = fromLinked(bytes(body));
      expect(read.ok && [read.value.code, read.value.message]).to.deep.equal([code, message]);
    });
  it("acknowledges by the national code and bears its token", () => {
    const paths = { token: "/t", list: "/l", detail: "/d", acknowledge: "/a", status: "/s" };
    const sent = toLinked({ kind: "acknowledge", nationalCode: "G22.1" }, { paths, token: "tk" });
    expect(sent).to.deep.include({ method: "PUT", path: "/a", body: '{"maHoSo":"G22.1","daNhan":true}' });
    expect(sent.headers["authorization"]).to.equal("Bearer tk");
    expect(toLinked({ kind: "detail", id: "1/../2" }, { paths, token: "tk" }).path).to.equal("/d/1%2F..%2F2");
  });
});

describe("the dialects vneid and igate2026", () => {
  it("reads VNeID's answers, also where a number lost its zero", () => {
    const read = fromRecordStatus(bytes('{"statusCode":3,"errorDetail":"Yêu cầu bị gián đoạn"}'));
    expect(read.ok && [read.value.code, read.value.message]).to.deep.equal(["03", "Yêu cầu bị gián đoạn"]);
  });
  it("reads a filing of VNeID with its files; one without its number is a fault", () => {
    const read = fromRecordFiling(file("record-filing"));
    expect(read.ok && [read.value.code, read.value.files.length]).to.deep.equal(["H99.31-261012-0009", 1]);
    expect(faultOf(fromRecordFiling(bytes('{"toKhai":{}}')))).to.equal("body empty");
    expect(faultOf(fromRecordFiling(bytes('{"maHoSoMCDT":"x","toKhai":[]}')))).to.equal("body not-an-object");
  });
  it("igate2026: writes and reads, and sends lists only with 5, 6 and 9", () => {
    const paths = { token: "/t", nextNumber: "/n", create: "/c", progress: "/p", status: "/s" };
    const sent = toIgate({ kind: "nextNumber", unit: "H99.31" }, { paths, unitParameter: "maDonVi", token: "tk" });
    expect(sent).to.deep.include({ method: "GET", path: "/n", query: { maDonVi: "H99.31" }, body: null });
    const read = fromIgate(file("igate-answer"));
    expect(read.ok && read.value.code).to.equal("200");
    const status = {
      IdHoSo: "1",
      MaHoSo: "x",
      TrangThai: "4",
      NoiDungYKien: "",
      PhongBanXuLy: "",
      NoiDungXuLy: "",
      DanhSachLePhi: [1],
    };
    expect(toIgateStatus(status)).to.not.have.property("DanhSachLePhi");
    expect(toIgateStatus({ ...status, TrangThai: "6" })).to.have.property("DanhSachLePhi");
  });
});

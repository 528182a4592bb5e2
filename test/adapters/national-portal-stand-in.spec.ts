import { spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { everyFault, seededFaults, type Fault } from "../../adapters/national-portal/stand-in/faults.ts";
import { makeHandDown, pathForms, taxNoticeXml } from "../../adapters/national-portal/stand-in/hand-down.ts";
import {
  portalDstcode,
  startPortalStandIn,
  type PortalStandIn,
} from "../../adapters/national-portal/stand-in/index.ts";
import * as sample from "../../adapters/national-portal/stand-in/samples.ts";
import { silent } from "../support/bus.ts";
import { eventually } from "../support/eventually.ts";
import { program } from "../support/program.ts";

/** Of whatever shape, looked at field by field. */
type Json = ReturnType<typeof JSON.parse>;

const code = "H99.14-260314-0017";
const national = "G22.99.07-260301-0044";

/** As the facts show one, with invented people. */
const packet = (but: Record<string, unknown> = {}) => ({
  MaHoSo: code,
  MaTTHC: "1.990193",
  TenTTHC: "Đăng ký khai sinh (mẫu)",
  MaLinhVuc: "G15-HT07",
  TenLinhVuc: "Hộ tịch",
  KenhThucHien: "2",
  ChuHoSo: "Người Dân Thử",
  SoGiayToChuHoSo: "099301000017",
  LoaiDoiTuong: "1",
  MaDoiTuong: "",
  NgayTiepNhan: "20260314083015",
  NgayHenTra: "",
  TrangThaiHoSo: "4",
  NgayTra: "",
  HinhThuc: "0",
  DonViXuLy: "UBND xã Bình Minh",
  TaiLieuNop: [],
  NgayNopHoSo: "20260314081500",
  NoiNopHoSo: "2",
  HoSoCoThanhPhanSoHoa: "1",
  TaiKhoanDuocXacThucVoiVNeID: "1",
  DuocThanhToanTrucTuyen: "0",
  DinhDanhCHS: [{ LoaiDinhDanh: "1", SoDinhDanh: "099301000017" }],
  DSKetNoiCSDL: [{ MaCSDL: "7" }],
  ...but,
});
const row = (minute: number, but: Record<string, unknown> = {}) => ({
  MaHoSo: code,
  NguoiXuLy: "Cán Bộ Thử",
  ThoiDiemXuLy: `202603140930${String(minute).padStart(2, "0")}`,
  NoiDungXuLy: "Thẩm tra hồ sơ",
  TrangThai: "4",
  ...but,
});
const file = (link: string) => ({ TenTepDinhKem: "to-khai.pdf", DuongDanTaiTepTin: link });

describe("the national portal's stand-in", () => {
  let now: Date;
  let standIn: PortalStandIn;
  let session: string;
  beforeEach(async () => {
    now = new Date("2026-03-14T03:00:00Z");
    standIn = await startPortalStandIn({ log: silent, now: () => now });
    session = await signIn();
  });
  afterEach(() => standIn.close());

  const send = async (path: string, body?: unknown, init: RequestInit = {}) => {
    const answer = await fetch(standIn.url + path, {
      method: body === undefined ? "GET" : "POST",
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      ...init,
      headers: { "content-type": "application/json", ...(init.headers as Record<string, string> | undefined) },
    });
    const text = await answer.text();
    return { status: answer.status, text, body: tryJson(text) };
  };
  const tryJson = (text: string): Json => {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  };
  const signIn = async (): Promise<string> =>
    (await send("/mapi/login", { username: "h99_onegate", password: "mat-khau-thu" })).body.session;
  const envelope = (service: string, params: object = {}) => ({
    session,
    madonvi: "000.00.00.H99",
    service,
    ...params,
  });
  const call = async (service: string, params: object = {}) => (await send("/mapi/g", envelope(service, params))).body;
  const insert = (but: object = {}) =>
    call("DongBoHoSoMC", { isUpdating: "False", data: [packet(but as Record<string, unknown>)] });
  const tell = (...data: object[]) => call("CapNhatTienDoHoSoMC", { data });
  const dossier = () => standIn.holdings().dossiers[0];
  const lastRefusal = () => standIn.holdings().rejected.at(-1)?.message;

  describe("mapi", () => {
    it("takes a dossier and its steps, and publishes them in the order told", async () => {
      expect(await insert()).to.deep.equal({ error_code: "0", message: "Đồng bộ thành công" });
      expect(await tell(row(1), row(2))).to.deep.equal({ error_code: "0", message: "Cập nhật tiến độ thành công" });
      expect(await call("DongBoHoSoMC", { isUpdating: "True", data: [packet({ TrangThaiHoSo: "9" })] })).to.deep.equal({
        error_code: "0",
        message: "Đồng bộ thành công",
      });
      const published = (await send("/stand-in/holdings")).body;
      expect(published.dossiers).to.deep.equal([
        {
          code,
          status: "9",
          packet: packet({ TrangThaiHoSo: "9" }),
          packets: 2,
          progress: [row(1), row(2)],
          duplicates: [],
        },
      ]);
      expect(published.calls).to.deep.equal({ login: 1, DongBoHoSoMC: 2, CapNhatTienDoHoSoMC: 1 });
      expect([published.duplicates, published.rejected]).to.deep.equal([0, []]);
      expect((await send(`/stand-in/holdings?code=${code}`)).body.status).to.equal("9");
      expect((await send("/stand-in/holdings?code=H99.14-260314-9999")).body).to.equal(null);
    });

    it("signs nobody in with a wrong password, and says so in HTTP 200", async () => {
      const answer = await send("/mapi/login", { username: "h99_onegate", password: "sai" });
      expect(answer.status).to.equal(200);
      expect(answer.body).to.deep.equal({ error_code: "-1", message: "Tài khoản hoặc mật khẩu không đúng" });
    });

    it("lets a session last as long as told and no moment longer (quirk 30)", async () => {
      standIn.rules.sessionMs = 60_000;
      session = await signIn();
      now = new Date("2026-03-14T03:00:59.999Z");
      expect((await insert()).error_code).to.equal("0");
      now = new Date("2026-03-14T03:01:00Z");
      expect(await tell(row(1))).to.deep.equal({
        error_code: "-1",
        message: "Phiên làm việc (session) không hợp lệ hoặc đã hết hạn",
      });
      expect(dossier()?.progress).to.deep.equal([]);
    });

    it("answers under all three path forms, where the Security Server knows where to", async () => {
      const right = `?dstcode=${encodeURIComponent(portalDstcode)}`;
      const login = { username: "h99_onegate", password: "mat-khau-thu" };
      for (const prefix of ["/XrdAdapter/RestService/forward", "/VXPAdapter/RestService/forward"]) {
        expect((await send(`${prefix}/mapi/login${right}`, login)).body.error_code).to.equal("0");
        expect((await send(`${prefix}/mapi/login`, login, { headers: { dstcode: portalDstcode } })).status).to.equal(
          200,
        );
        expect((await send(`${prefix}/mapi/login`, login)).status).to.equal(404);
        expect(lastRefusal()).to.equal("dstcode is missing");
        expect((await send(`${prefix}/mapi/login?dstcode=VN:GOV:X`, login)).status).to.equal(404);
        expect(lastRefusal()).to.equal("dstcode is VN:GOV:X");
      }
      expect((await send("/mapi/login?dstcode=VN:GOV:X", login)).status).to.equal(404);
    });

    it("has three addresses, and each refuses the services of another", async () => {
      const { mapiSplit } = standIn.addresses;
      const login = { username: "h99_onegate", password: "mat-khau-thu" };
      expect((await send(mapiSplit.auth, login)).body.error_code).to.equal("0");
      const lookUp = envelope("TraCuuHoSo", { mahoso: code });
      const list = envelope("LayDanhSachTTHC");
      expect((await send(mapiSplit.share, list)).body.result).to.have.lengthOf(3);
      expect((await send(mapiSplit.integration, lookUp)).body.result).to.deep.equal([]);
      expect((await send(mapiSplit.share, lookUp)).body.message).to.equal("Dịch vụ TraCuuHoSo không có ở địa chỉ này");
      expect((await send(mapiSplit.integration, list)).body.error_code).to.equal("-1");
      expect((await send("/share/mapi/login", login)).status).to.equal(404);
    });

    for (const [what, params, message] of [
      ["no session", { session: undefined }, "Phiên làm việc (session) không hợp lệ hoặc đã hết hạn"],
      ["a made-up session", { session: "f3c1-demo" }, "Phiên làm việc (session) không hợp lệ hoặc đã hết hạn"],
      ["no unit", { madonvi: undefined }, "Trường madonvi bắt buộc nhập, theo mã định danh"],
      ["a unit that is no code", { madonvi: "UBND" }, "Trường madonvi bắt buộc nhập, theo mã định danh"],
      ["no service", { service: undefined }, "Trường service bắt buộc nhập"],
      ["a service in other letters", { service: "dongbohosomc" }, "Dịch vụ dongbohosomc không tồn tại"],
      ["isUpdating as a boolean (quirk 1)", { isUpdating: false }, "Trường isUpdating phải là chuỗi True hoặc False"],
      ["isUpdating in small letters", { isUpdating: "false" }, "Trường isUpdating phải là chuỗi True hoặc False"],
      ["data as one object", { data: packet() }, "Trường data phải là danh sách"],
      ["no rows", { data: [] }, "Trường data bắt buộc nhập"],
      ["one dossier twice", { data: [packet(), packet()] }, "Một hồ sơ có hai lần trong danh sách"],
    ] as const)
      it(`refuses an envelope with ${what}`, async () => {
        const answer = await call("DongBoHoSoMC", { isUpdating: "False", data: [packet()], ...params });
        expect(answer).to.deep.equal({ error_code: "-1", message });
        expect(lastRefusal()).to.equal(message);
        expect(standIn.holdings().dossiers).to.deep.equal([]);
      });

    for (const [what, body, headers, message] of [
      ["broken JSON", '{"session"', {}, "Nội dung không phải JSON UTF-8"],
      ["a byte order mark", '\ufeff{"session":"x"}', {}, "Nội dung không phải JSON UTF-8"],
      ["another content type", "{}", { "content-type": "text/plain" }, "Content-Type phải là application/json"],
    ] as const)
      it(`refuses ${what}`, async () => {
        expect((await send("/mapi/g", body, { headers })).body.message).to.equal(message);
      });

    it("refuses a body whose length nobody told", async () => {
      const answer = await fetch(`${standIn.url}/mapi/g`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: new Blob([JSON.stringify(envelope("LayDanhSachTTHC"))]).stream(),
        duplex: "half",
      });
      expect(((await answer.json()) as Json).message).to.equal("Thiếu Content-Length");
    });

    it("speaks for its account's units and provinces alone", async () => {
      const other = await startPortalStandIn({
        log: silent,
        accounts: [{ username: "h99", password: "thu", organisations: ["000.00.00.H99"], provinces: ["H99"] }],
      });
      try {
        const post = async (path: string, body: object) =>
          (await (
            await fetch(other.url + path, {
              method: "POST",
              headers: { "content-type": "application/json" },
              body: JSON.stringify(body),
            })
          ).json()) as Json;
        const { session: own } = await post("/mapi/login", { username: "h99", password: "thu" });
        const push = (madonvi: string, MaHoSo: string) =>
          post("/mapi/g", {
            session: own,
            madonvi,
            service: "DongBoHoSoMC",
            isUpdating: "False",
            data: [packet({ MaHoSo })],
          });
        expect((await push("000.00.00.H98", code)).message).to.equal(
          "Trường madonvi: tài khoản không thuộc đơn vị này",
        );
        expect((await push("000.00.00.H99", "H98.14-260314-0017")).message).to.equal(
          "Trường MaHoSo không thuộc tỉnh của tài khoản",
        );
        expect((await push("000.00.00.H99", "000.05.14.H99-260314-0017")).error_code).to.equal("0");
      } finally {
        await other.close();
      }
    });
  });

  describe("DongBoHoSoMC", () => {
    for (const name of [
      "MaHoSo",
      "MaTTHC",
      "TenTTHC",
      "MaLinhVuc",
      "TenLinhVuc",
      "LoaiDoiTuong",
      "NgayTiepNhan",
      "TrangThaiHoSo",
      "HinhThuc",
      "DonViXuLy",
    ])
      it(`demands ${name} (quirk 15)`, async () => {
        for (const empty of ["", undefined])
          expect(await insert({ [name]: empty })).to.deep.equal({
            error_code: "-1",
            message: `Trường ${name} bắt buộc nhập`,
          });
      });

    for (const name of [
      "KenhThucHien",
      "SoGiayToChuHoSo",
      "NgayNopHoSo",
      "NoiNopHoSo",
      "HoSoCoThanhPhanSoHoa",
      "TaiKhoanDuocXacThucVoiVNeID",
      "DuocThanhToanTrucTuyen",
      "DinhDanhCHS",
      "DSKetNoiCSDL",
    ])
      it(`demands ${name} where the later guide is applied`, async () => {
        const without = packet({ [name]: undefined });
        standIn.rules.demandsLater = true;
        expect((await insert(without)).message).to.equal(`Trường ${name} bắt buộc nhập`);
        standIn.rules.demandsLater = false;
        expect((await insert(without)).error_code).to.equal("0");
      });

    const wrong: readonly (readonly [string, unknown, string])[] = [
      ["TrangThaiHoSo", "0", "Trường TrangThaiHoSo có giá trị không hợp lệ"],
      ["TrangThaiHoSo", "11", "Trường TrangThaiHoSo có giá trị không hợp lệ"],
      ["TrangThaiHoSo", 4, "Trường TrangThaiHoSo phải là chuỗi"],
      ["NgayHenTra", null, "Trường NgayHenTra phải là chuỗi"],
      ["NgayTiepNhan", "2026-03-14 08:30:15", "Trường NgayTiepNhan không đúng định dạng yyyyMMddHHmmss"],
      ["NgayTiepNhan", "20260230083015", "Trường NgayTiepNhan không đúng định dạng yyyyMMddHHmmss"],
      ["NgayTiepNhan", "20260314243015", "Trường NgayTiepNhan không đúng định dạng yyyyMMddHHmmss"],
      ["NgayTiepNhan", "20260314", "Trường NgayTiepNhan không đúng định dạng yyyyMMddHHmmss"],
      ["NgayTra", "14/03/2026", "Trường NgayTra không đúng định dạng yyyyMMddHHmmss"],
      ["MaHoSo", "H99.14-0017", "Trường MaHoSo không đúng định dạng"],
      ["MaTTHC", "1.990193.H99", "Trường MaTTHC không đúng định dạng"],
      ["LoaiDoiTuong", "5", "Trường LoaiDoiTuong có giá trị không hợp lệ"],
      ["HinhThuc", "2", "Trường HinhThuc có giá trị không hợp lệ"],
      ["HoSoCoThanhPhanSoHoa", true, "Trường HoSoCoThanhPhanSoHoa phải là chuỗi"],
      ["GhiChu", "ệ".repeat(2001), "Trường GhiChu vượt quá 2000 ký tự"],
      ["TrichYeuHoSo", "a".repeat(1001), "Trường TrichYeuHoSo vượt quá 1000 ký tự"],
      ["GhiChu", "a\u0000b", "Trường GhiChu chứa ký tự điều khiển"],
      ["MaTinh", "99", "Trường MaTinh không có trong gói tin"],
      ["TaiLieuNop", {}, "Trường TaiLieuNop phải là danh sách"],
      ["TaiLieuNop", [file("/d/1")], "Trường TaiLieuNop[0].DuongDanTaiTepTin không phải đường dẫn tải được"],
      ["TaiLieuNop", [file("http://h/a b")], "Trường TaiLieuNop[0].DuongDanTaiTepTin không phải đường dẫn tải được"],
      ["TaiLieuNop", [file("http://h/a##b")], "Trường TaiLieuNop[0].DuongDanTaiTepTin không phải đường dẫn tải được"],
      ["TaiLieuNop", [{ TenTepDinhKem: "a" }], "Trường TaiLieuNop[0].DuongDanTaiTepTin bắt buộc nhập"],
      [
        "TaiLieuNop",
        [{ ...file("http://h/d"), TenTepDinhKem: "a".repeat(4001) }],
        "Trường TaiLieuNop[0].TenTepDinhKem vượt quá 4000 ký tự",
      ],
      [
        "DanhSachTepDinhKemKhac",
        [{ TenGiayTo: "a", SoLuong: "1" }],
        "Trường DanhSachTepDinhKemKhac[0].SoLuong phải là số nguyên",
      ],
      [
        "DanhSachHoSoBoSung",
        [{ TrangThaiBoSung: "True" }],
        "Trường DanhSachHoSoBoSung[0].TrangThaiBoSung phải là true hoặc false",
      ],
      [
        "DinhDanhCHS",
        [{ LoaiDinhDanh: "1", SoDinhDanh: "1" }],
        "Trường DinhDanhCHS[0].SoDinhDanh không đúng định dạng",
      ],
      [
        "DanhSachGiayToKetQua",
        [{ TenGiayTo: "a".repeat(2001) }],
        "Trường DanhSachGiayToKetQua[0].TenGiayTo vượt quá 2000 ký tự",
      ],
    ];
    for (const [name, value, message] of wrong)
      it(`refuses ${name} = ${JSON.stringify(value).slice(0, 60)}: ${message}`, async () => {
        expect(await insert({ [name]: value })).to.deep.equal({ error_code: "-1", message });
        expect(standIn.holdings().dossiers).to.deep.equal([]);
      });

    it("counts code points, not units of UTF-16 (quirk 17)", async () => {
      expect((await insert({ GhiChu: "𝄞".repeat(2000) })).error_code).to.equal("0");
    });

    it("inserts what is new and updates what it has, and nothing else (quirk 4)", async () => {
      const update = () => call("DongBoHoSoMC", { isUpdating: "True", data: [packet()] });
      expect(await update()).to.deep.equal({ error_code: "-3", message: `Hồ sơ ${code} không tồn tại` });
      expect((await insert()).error_code).to.equal("0");
      expect(await insert({ TrangThaiHoSo: "9" })).to.deep.equal({
        error_code: "-3",
        message: `Hồ sơ ${code} đã tồn tại`,
      });
      expect(dossier()?.status).to.equal("4");
      expect((await update()).error_code).to.equal("0");
      expect(standIn.forget(code)).to.equal(true);
      expect((await update()).message).to.equal(`Hồ sơ ${code} không tồn tại`);
    });

    it("takes a batch whole or not at all, and does not say which others were right (quirk 11)", async () => {
      const data = [packet(), packet({ MaHoSo: "H99.14-260314-0018", TrangThaiHoSo: "" })];
      expect(await call("DongBoHoSoMC", { isUpdating: "False", data })).to.deep.equal({
        error_code: "-1",
        message: "Bản ghi 2: Trường TrangThaiHoSo bắt buộc nhập",
      });
      expect(standIn.holdings().dossiers).to.deep.equal([]);
    });

    it("opens links when asked to", async () => {
      const files: Server = createServer((request, response) => {
        response.statusCode = request.method === "HEAD" && request.url === "/d/here" ? 200 : 404;
        response.end();
      });
      await new Promise<void>((resolve) => files.listen(0, "127.0.0.1", resolve));
      try {
        const at = `http://127.0.0.1:${(files.address() as AddressInfo).port}/d`;
        const gone = { TaiLieuNop: [file(`${at}/here`), file(`${at}/gone`)] };
        standIn.rules.opensLinks = true;
        expect((await insert(gone)).message).to.equal("Trường TaiLieuNop[1].DuongDanTaiTepTin: không tải được tệp");
        const result = { TenGiayTo: "Giấy mẫu", DuongDanTepTinKetQua: `${at}/gone` };
        expect((await insert({ DanhSachGiayToKetQua: [result] })).message).to.equal(
          "Trường DanhSachGiayToKetQua[0].DuongDanTepTinKetQua: không tải được tệp",
        );
        expect((await insert({ TaiLieuNop: [file(`${at}/here`)] })).error_code).to.equal("0");
        standIn.rules.opensLinks = false;
        expect((await call("DongBoHoSoMC", { isUpdating: "True", data: [packet(gone)] })).error_code).to.equal("0");
      } finally {
        files.close();
      }
    });

    it("refuses what was filed on the portal, an unknown procedure and a returned dossier, where it is told to", async () => {
      standIn.addFiling(national);
      expect((await insert({ MaHoSo: national })).message).to.equal(
        `Hồ sơ ${national} nộp trên Cổng: cập nhật bằng DongBoTrangThaiHoSo`,
      );
      standIn.rules.knownProceduresOnly = true;
      expect((await insert({ MaTTHC: "1.990999" })).message).to.equal(
        "Trường MaTTHC không có trong cơ sở dữ liệu quốc gia về TTHC",
      );
      expect((await insert({ TrangThaiHoSo: "10" })).error_code).to.equal("0");
      standIn.rules.closesReturned = true;
      expect((await call("DongBoHoSoMC", { isUpdating: "True", data: [packet()] })).message).to.equal(
        `Hồ sơ ${code} đã trả kết quả, không được cập nhật`,
      );
    });
  });

  describe("CapNhatTienDoHoSoMC", () => {
    it("wants the dossier first", async () => {
      expect(await tell(row(1))).to.deep.equal({ error_code: "-1", message: `Hồ sơ ${code} không tồn tại` });
    });

    for (const [what, rows, message] of [
      ["eleven rows", Array.from({ length: 11 }, (_, n) => row(n)), "Danh sách vượt quá 10 bản ghi"],
      [
        "rows of two dossiers",
        [row(1), row(2, { MaHoSo: "H99.14-260314-0018" })],
        "Danh sách tiến độ có nhiều hơn một hồ sơ",
      ],
      ["an earlier row behind a later", [row(2), row(1)], `Trường ThoiDiemXuLy của hồ sơ ${code} trước bước đã có`],
      ["no officer", [row(1, { NguoiXuLy: "" })], "Trường NguoiXuLy bắt buộc nhập"],
      ["an officer of 51 letters", [row(1, { NguoiXuLy: "ă".repeat(51) })], "Trường NguoiXuLy vượt quá 50 ký tự"],
      ["no content", [row(1, { NoiDungXuLy: undefined })], "Trường NoiDungXuLy bắt buộc nhập"],
      ["no time (quirk 15)", [row(1, { TrangThai: "5", ThoiDiemXuLy: "" })], "Trường ThoiDiemXuLy bắt buộc nhập"],
      [
        "a status of its own",
        [row(1), row(2, { TrangThai: "12" })],
        "Bản ghi 2: Trường TrangThai có giá trị không hợp lệ",
      ],
      ["a local id left in (quirk 10)", [row(1, { Id: "7" })], "Trường Id không có trong gói tin"],
    ] as const)
      it(`refuses ${what}, and with it all`, async () => {
        await insert();
        expect(await tell(...rows)).to.deep.equal({ error_code: "-1", message });
        expect(dossier()?.progress).to.deep.equal([]);
      });

    it("enforces the order of time over calls; two steps of one second are in order", async () => {
      await insert();
      expect((await tell(row(5), row(5, { NoiDungXuLy: "Trình ký" }))).error_code).to.equal("0");
      expect((await tell(row(4))).message).to.equal(`Trường ThoiDiemXuLy của hồ sơ ${code} trước bước đã có`);
      expect(dossier()?.progress).to.have.lengthOf(2);
    });

    it("appends a row that comes again, and counts it", async () => {
      await insert();
      await tell(row(1), row(2));
      expect((await tell(row(1), row(3))).error_code).to.equal("0");
      expect(dossier()?.progress).to.deep.equal([row(1), row(2), row(1), row(3)]);
      expect(dossier()?.duplicates).to.deep.equal([row(1)]);
      expect(standIn.holdings().duplicates).to.equal(1);
    });

    it("refuses one row each time it comes, and with it its whole batch, until that row is left out", async () => {
      await insert();
      standIn.rules.refuses = (each) =>
        each["ThoiDiemXuLy"] === row(2).ThoiDiemXuLy ? "Logic xử lý không hợp lệ" : undefined;
      expect((await tell(row(1), row(2), row(3))).message).to.equal("Bản ghi 2: Logic xử lý không hợp lệ");
      expect((await tell(row(1))).error_code).to.equal("0");
      expect((await tell(row(2))).message).to.equal("Logic xử lý không hợp lệ");
      expect((await tell(row(3))).error_code).to.equal("0");
      expect(dossier()?.progress).to.deep.equal([row(1), row(3)]);
    });
  });

  describe("TraCuuHoSo", () => {
    const lookUp = () => call("TraCuuHoSo", { mahoso: code });

    it("says there, not there, and, by fault, neither (quirk 5)", async () => {
      expect(await lookUp()).to.deep.equal({ error_code: "0", message: "", result: [] });
      await insert();
      expect((await lookUp()).result[0]).to.include({ MaHoSo: code, MaTrangThai: "4", TrangThaiHoSo: "Đang xử lý" });
      standIn.misbehave({ kind: "undecided", on: "TraCuuHoSo" });
      expect(await lookUp()).to.deep.equal({ error_code: "-1", message: "Hệ thống đang bận, chưa có kết quả" });
      expect((await call("TraCuuHoSo", { masohoso: code })).message).to.equal("Trường mahoso bắt buộc nhập");
    });

    it("tells the last row of progress only where it is told to", async () => {
      await insert();
      await tell(row(1), row(2));
      expect((await lookUp()).result[0]).not.to.have.property("TienDoCuoi");
      standIn.rules.tellsLastRow = true;
      expect((await lookUp()).result[0].TienDoCuoi).to.deep.equal(row(2));
    });
  });

  describe("DongBoTrangThaiHoSo", () => {
    const status = (but: object = {}) => ({
      MaHoSo: national,
      MaHoSoDonVi: "H99.14-260301-0003",
      MaDoiTuong: "",
      NoiDung: "Đã tiếp nhận",
      NgayXuLy: "20260301101500",
      TrangThai: "2",
      TaiLieuXuLy: [],
      ...but,
    });
    const push = (but: object = {}, type: unknown = "2") => call("DongBoTrangThaiHoSo", { type, data: status(but) });

    it("takes 2 and 5 of a filing that it handed down", async () => {
      standIn.addFiling(national);
      expect((await push()).error_code).to.equal("0");
      expect((await push({ TrangThai: "5", NgayXuLy: "20260302101500" })).error_code).to.equal("0");
      expect((await push({ TrangThai: "5", NgayXuLy: "20260302101500" })).error_code).to.equal("0");
      const [filing] = standIn.holdings().filings;
      expect(filing).to.include({ code: national, localCode: "H99.14-260301-0003", status: "5" });
      expect(filing?.statuses).to.have.lengthOf(3);
      expect(filing?.duplicates).to.have.lengthOf(1);
      expect((await push({ MaHoSoDonVi: "H99.14-260301-0004" })).message).to.equal(
        `Trường MaHoSoDonVi: hồ sơ ${national} đã gắn với mã khác`,
      );
    });

    for (const status of ["1", "3", "4", "6", "7", "8", "9", "10", "11"])
      it(`refuses status ${status} (quirk 13)`, async () => {
        standIn.addFiling(national);
        expect((await push({ TrangThai: status })).message).to.equal("Trường TrangThai có giá trị không hợp lệ");
      });

    it("refuses what lacks NgayXuLy (quirk 15), the local code or the type, and what it never handed down", async () => {
      expect((await push()).message).to.equal(`Hồ sơ ${national} không tồn tại`);
      standIn.addFiling(national);
      expect((await push({ NgayXuLy: "" })).message).to.equal("Trường NgayXuLy bắt buộc nhập");
      expect((await push({ MaHoSoDonVi: undefined })).message).to.equal("Trường MaHoSoDonVi bắt buộc nhập");
      expect((await push({}, 2)).message).to.equal("Trường type phải là 2");
      expect((await call("DongBoTrangThaiHoSo", { type: "2", data: [status()] })).message).to.equal(
        "data phải là đối tượng",
      );
    });
  });

  describe("catalogue, evaluations and questions", () => {
    it("tells what is in the catalogue now (quirk 25: some fields are empty)", async () => {
      const codes = async () => (await call("LayDanhSachTTHC")).result.map((each: Json) => each.MATTHC);
      expect(await codes()).to.deep.equal(["1.990193", "2.990033", "1.990500"]);
      standIn.catalogue.procedures.splice(0, 1);
      expect(await codes()).to.deep.equal(["2.990033", "1.990500"]);
      const [procedure] = (await call("LayThuTuc", { maTTHC: "1.990500" })).result;
      expect([procedure.TENTTHC, procedure.LINHVUCTHUCHIEN]).to.deep.equal(["Xác nhận cư trú (mẫu)", []]);
      expect((await call("LayThuTuc", { maTTHC: "1.990193" })).result).to.deep.equal([]);
      expect((await call("LayThuTuc")).message).to.equal("Trường maTTHC bắt buộc nhập");
      expect((await call("LayDanhMucCoQuan")).result[1]).to.deep.equal({
        MADONVI: "H99.14",
        TENDONVI: "UBND xã Bình Minh",
        CAPDONVI: "3",
      });
      expect((await call("LayDVC")).result.data[0].MADVC).to.equal("1.990193.01");
      expect((await call("LayDanhMucKhongCo")).message).to.equal("Dịch vụ LayDanhMucKhongCo không tồn tại");
    });

    it("knows accounts and files", async () => {
      const techId = (mstorcmnd: string) => call("TraCuuTechID", { provider: "wso2is", mstorcmnd });
      expect((await techId("099301000017")).result).to.deep.equal([{ TECHNICALID: "7d0c-mau-tech" }]);
      expect((await techId("099301000099")).result).to.deep.equal([]);
      const { result } = await call("getfile", { DuongDan: "/mau/to-khai.pdf" });
      expect(Buffer.from(result, "base64").toString()).to.match(/^%PDF/);
      expect((await send("/files/mau/to-khai.pdf")).text).to.match(/^%PDF/);
      expect((await send("/files/mau/khong-co.pdf")).status).to.equal(404);
    });

    it("takes monthly evaluations, percentages as text", async () => {
      const evaluation = {
        NgayTongHop: "3-2026",
        TongSoNguoiDanhGia: 120,
        PhanTramDanhGiaRatHaiLong: "60%",
        PhanTramDanhGiaHaiLong: "35%",
        PhanTramDanhGiaChuaHaiLong: "5%",
        NoiDung: "Thái độ phục vụ",
        PhanTramDanhGiaDichVuRatHaiLong: "60%",
        PhanTramDanhGiaDichVuHaiLong: "35%",
        PhanTramDanhGiaDichVuChuaHaiLong: "5%",
        Madonvi: "000.00.00.H99",
        TenDonVi: "UBND tỉnh Mẫu",
      };
      const push = (but: object) => call("DongBoDanhGia", { data: [{ ...evaluation, ...but }] });
      expect((await push({ NgayTongHop: "13-2026" })).message).to.equal("Trường NgayTongHop không đúng định dạng");
      expect((await push({ PhanTramDanhGiaHaiLong: 35 })).message).to.equal(
        "Trường PhanTramDanhGiaHaiLong phải là chuỗi",
      );
      expect((await push({ Madonvi: undefined })).message).to.equal("Trường Madonvi bắt buộc nhập");
      expect((await push({})).error_code).to.equal("0");
      expect(standIn.holdings().evaluations).to.deep.equal([evaluation]);
    });

    it("asks questions and takes answers to them", async () => {
      expect((await call("LayDanhSachHoiDapGuiTuDVCQG")).result.map((each: Json) => each.HOIDAPID)).to.deep.equal([
        "55012",
        "55013",
      ]);
      const answer = {
        HOIDAPID: "55012",
        MADONVI: "000.00.05.H99",
        NGUOITRALOI: "Cán Bộ Thử",
        NGAYTRALOI: "20260318100000",
        NOIDUNGTRALOI: "Thành phần hồ sơ gồm tờ khai.",
      };
      const push = (but: object) => call("DongBoKetQuaHoiDapGuiTuDVCQG", { data: [{ ...answer, ...but }] });
      expect((await push({ HOIDAPID: "1" })).message).to.equal("Trường HOIDAPID: câu hỏi không tồn tại");
      expect((await push({ NGAYTRALOI: "18/03/2026" })).error_code).to.equal("-1");
      expect((await push({})).error_code).to.equal("0");
      expect((await call("LayNoiDungTraLoiTheoCauHoi", { cauhoiid: "55012" })).result).to.deep.equal([answer]);
      const own = { HOIDAPID: "9001", NOIDUNG: "Câu hỏi thử", MADONVI: "H99.14" };
      expect((await call("DongBoHoiDap", { data: [own] })).error_code).to.equal("0");
      expect(standIn.holdings().questions).to.deep.equal([own]);
    });
  });

  describe("gateway", () => {
    const root = "/KetNoiMotCuaQuocGia";

    it("takes a bare list, and tells rows as JSON within the message (quirk 20)", async () => {
      const pushed = await send(`${root}/DongBoHoSoMC?isUpdating=False&MaDinhDanhDV=H99.14`, [packet()]);
      expect(pushed.body).to.deep.equal({ error_code: "0", message: "Đồng bộ thành công" });
      expect((await send(`${root}/CapNhatTienDoHoSoMC`, [row(1)])).body.error_code).to.equal("0");
      expect(dossier()?.progress).to.deep.equal([row(1)]);
      const list = (await send(`${root}/LayDanhSachTTHC`)).body;
      expect(JSON.parse(list.message).result[0]).to.deep.equal({
        MATTHC: "1.990193",
        TENTTHC: "Đăng ký khai sinh (mẫu)",
      });
      const one = (await send(`${root}/LayThuTuc?maTTHC=2.990033`)).body;
      expect(JSON.parse(one.message).result[0].MATTHC).to.equal("2.990033");
      expect(JSON.parse((await send(`${root}/TraCuuHoSo`, { mahoso: code })).body.message).result).to.have.lengthOf(1);
      expect(standIn.holdings().calls).to.include({ "gateway/DongBoHoSoMC": 1, "gateway/LayThuTuc": 1 });
    });

    it("refuses an envelope, and a status that is not one object", async () => {
      standIn.addFiling(national);
      const answer = await send(`${root}/DongBoHoSoMC`, envelope("DongBoHoSoMC", { data: [packet()] }));
      expect(answer.body.message).to.equal("Nội dung phải là danh sách");
      const status = {
        MaHoSo: national,
        MaHoSoDonVi: "H99.14-260301-0003",
        NgayXuLy: "20260301101500",
        TrangThai: "2",
      };
      expect((await send(`${root}/DongBoTrangThaiHoSoKM`, [status])).body.message).to.equal(
        "Nội dung phải là đối tượng",
      );
      expect((await send(`${root}/DongBoTrangThaiHoSoKM`, status)).body.error_code).to.equal("0");
      expect(standIn.holdings().filings[0]?.status).to.equal("2");
    });

    it("answers 401 without its token, where it has one", async () => {
      const other = await startPortalStandIn({ log: silent, gatewayToken: "ma-thu" });
      try {
        const ask = (headers: Record<string, string>) => fetch(`${other.url}${root}/LayDanhSachTTHC`, { headers });
        expect((await ask({})).status).to.equal(401);
        expect((await ask({ authorization: "Bearer ma-thu" })).status).to.equal(200);
      } finally {
        await other.close();
      }
    });
  });

  describe("linked services (DVCLT)", () => {
    const linked = "G22.99.01-260310-0231";
    const local = "H99.14-260310-0004";
    let token: string;
    beforeEach(async () => {
      const { body } = await send(standIn.addresses.dvclt.token, {
        userName: "h99_onegate",
        password: "mat-khau-thu",
      });
      token = body.token;
    });
    const ask = (path: string, body?: unknown, method?: string) =>
      send(path, body, { headers: { authorization: `Bearer ${token}` }, ...(method ? { method } : {}) });
    const list = async () => (await ask(standIn.addresses.dvclt.list)).body.data;
    const status = (trangThai: number, but: object = {}) =>
      ask(standIn.addresses.dvclt.status, {
        maTTHC: "2.990986",
        soHoSoLT: linked,
        maHoSo: local,
        coQuanXuLy: 5,
        trangThai,
        thoiGianThucHien: "10/03/2026 08:31:00",
        ghiChu: "",
        ketQuaXuLy: trangThai === 4 ? JSON.stringify({ giayKhaiSinh: "JVBERi0=" }) : null,
        ...but,
      });

    it("lists a filing until it is acknowledged (quirk 23), in JSON in JSON in XML (quirk 20)", async () => {
      const id = standIn.addLinked(sample.sampleLinked(linked, { fields: { nksHoTen: "Bé Thử <&> Nghiệm" } }));
      expect((await list()).map((each: Json) => each.maHoSo)).to.deep.equal([linked]);
      expect(await list()).to.have.lengthOf(1);
      const detail = (await ask(`${standIn.addresses.dvclt.detail}/${id}`)).body.data;
      const inner = JSON.parse(detail.data);
      expect(inner.data).to.equal("<root><hoTich><nksHoTen>Bé Thử &#60;&#38;&#62; Nghiệm</nksHoTen></hoTich></root>");
      expect(inner.fileDinhKem.map((each: Json) => each.huyGiayTo)).to.deep.equal([0, 1]);
      const acknowledge = (maHoSo: string) => ask(standIn.addresses.dvclt.acknowledge, { maHoSo, daNhan: true }, "PUT");
      expect((await acknowledge("G22.99.01-260310-9999")).status).to.equal(400);
      expect((await acknowledge(linked)).text).to.equal("Cập nhật thành công");
      expect(await list()).to.deep.equal([]);
      expect(standIn.holdings().linked[0]).to.include({ acknowledged: true, listed: 2 });
      expect((await ask(`${standIn.addresses.dvclt.detail}/1`)).status).to.equal(404);
    });

    it("takes 1 → 3 → 7 → 4 → 5 (quirk 13), and says which one is missing or past", async () => {
      standIn.addLinked(sample.sampleLinked(linked));
      const words = async (n: number) => Object.values((await status(n)).body.errors ?? {})[0];
      expect(await words(3)).to.deep.equal(["hồ sơ chưa cập nhật trạng thái 1"]);
      expect((await status(1)).body).to.deep.equal({ status: 200, title: "Cập nhật trạng thái thành công" });
      expect(await words(4)).to.deep.equal(["hồ sơ chưa cập nhật trạng thái 3"]);
      expect((await status(3)).status).to.equal(200);
      expect(await words(1)).to.deep.equal(["không thể cập nhật lên trạng thái 1"]);
      for (const n of [7, 4, 5]) expect((await status(n)).status).to.equal(200);
      expect(await words(6)).to.deep.equal(["không thể cập nhật lên trạng thái 6"]);
      expect(standIn.holdings().linked[0]).to.deep.include({ localCode: local, statuses: [1, 3, 7, 4, 5] });
    });

    it("lists a supplemented filing again, and refuses everything after a refusal", async () => {
      standIn.addLinked(sample.sampleLinked(linked));
      await status(1);
      expect(() => standIn.supplementLinked(linked, {})).to.throw();
      expect((await status(2)).status).to.equal(200);
      await ask(standIn.addresses.dvclt.acknowledge, { maHoSo: linked, daNhan: true }, "PUT");
      standIn.supplementLinked(linked, { receivedAt: "12/03/2026 08:30:00" });
      expect((await list())[0]).to.include({ maHoSo: linked, ngayTiepNhan: "12/03/2026 08:30:00" });
      expect((await status(6)).status).to.equal(200);
      expect((await status(3)).status).to.equal(400);
    });

    for (const [what, but, errors] of [
      ["another procedure", { maTTHC: "1.990193" }, { maTTHC: ["không phải thủ tục của hồ sơ"] }],
      ["an unknown code", { soHoSoLT: "G22.1" }, { soHoSoLT: ["hồ sơ không tồn tại"] }],
      ["a status as text", { trangThai: "1" }, { trangThai: ["phải là số từ 1 đến 7"] }],
      ["another authority", { coQuanXuLy: "5" }, { coQuanXuLy: ["phải là 5"] }],
      [
        "the portal's form of a moment",
        { thoiGianThucHien: "20260310083100" },
        { thoiGianThucHien: ["bắt buộc nhập, dd/MM/yyyy HH:mm:ss"] },
      ],
      ["a due in another form", { ngayHenTraMoi: "2026-03-11" }, { ngayHenTraMoi: ["phải là dd/MM/yyyy HH:mm:ss"] }],
      ["no local code", { maHoSo: "" }, { maHoSo: ["bắt buộc nhập"] }],
    ] as const)
      it(`refuses a status with ${what}`, async () => {
        standIn.addLinked(sample.sampleLinked(linked));
        expect((await status(1, but)).body).to.deep.include({ status: 400, errors });
      });

    it("wants the certificate with 4, and a token with everything", async () => {
      standIn.addLinked(sample.sampleLinked(linked));
      for (const n of [1, 3, 7]) await status(n);
      expect((await status(4, { ketQuaXuLy: null })).body.errors).to.deep.equal({
        ketQuaXuLy: ["bắt buộc nhập, là chuỗi JSON"],
      });
      standIn.endSessions();
      expect((await status(4)).status).to.equal(401);
      expect((await send(standIn.addresses.dvclt.token, { userName: "h99_onegate", password: "sai" })).status).to.equal(
        401,
      );
    });
  });

  describe("VNeID", () => {
    const judicial = "H99.14-260402-0009";
    const push = async (but: object = {}) =>
      (
        await send(standIn.addresses.vneid, {
          maTinh: "99",
          tenTinh: "Tỉnh Mẫu",
          maHoSoMCDT: judicial,
          trangThaiXuLy: "4",
          tenTrangThaiXuLy: "Đang xử lý",
          lyDoTuChoi: "",
          ngayHenTraKetQua: "16/04/2026",
          type: "ketqua",
          ketQuaXuLy: null,
          ...but,
        })
      ).body;

    it("answers 00, 01 and, interrupted, 03", async () => {
      expect(await push()).to.include({ statusCode: "01", errorDetail: `Hồ sơ ${judicial} không tồn tại` });
      standIn.addJudicial(judicial);
      expect(await push()).to.include({ statusCode: "00" });
      expect(await push()).to.include({ statusCode: "01", errorDetail: "Không thể cập nhật lên trạng thái 4" });
      standIn.misbehave({ kind: "undecided" });
      expect(await push({ trangThaiXuLy: "9" })).to.include({ statusCode: "03", errorDetail: "Yêu cầu bị gián đoạn" });
      expect(standIn.holdings().judicial[0]).to.include({ code: judicial, status: "4" });
    });

    for (const [what, but, errorDetail] of [
      ["a status out of the list", { trangThaiXuLy: "11" }, "Trường trangThaiXuLy có giá trị không hợp lệ"],
      ["a status as a number", { trangThaiXuLy: 4 }, "Trường trangThaiXuLy bắt buộc nhập"],
      ["another type", { type: "khac" }, "Trường type có giá trị không hợp lệ"],
      [
        "the portal's form of a date",
        { ngayHenTraKetQua: "20260416000000" },
        "Trường ngayHenTraKetQua không đúng định dạng dd/MM/yyyy",
      ],
      ["5 without a reason", { trangThaiXuLy: "5" }, "Trường lyDoTuChoi bắt buộc nhập"],
      ["9 without the paper", { trangThaiXuLy: "9" }, "Trường ketQuaXuLy.phieuLLTP bắt buộc nhập, base64"],
      ["a recall without its decision", { type: "thuhoi" }, "Trường ketQuaXuLy.quyetDinhThuHoi bắt buộc nhập, base64"],
    ] as const)
      it(`refuses ${what}`, async () => {
        standIn.addJudicial(judicial);
        expect(await push(but)).to.include({ statusCode: "01", errorDetail });
      });

    it("takes a decision that issues nothing with its reason, and a dossier that goes on after a withdrawal was asked for", async () => {
      standIn.addJudicial(judicial);
      expect(await push({ trangThaiXuLy: "7" })).to.include({ statusCode: "00" });
      expect(await push({ trangThaiXuLy: "9", lyDoTuChoi: "Không đủ điều kiện" })).to.include({ statusCode: "00" });
    });

    it("lets nobody in without its key, where it wants one", async () => {
      const strict = await startPortalStandIn({ log: silent, vneidKey: "khoa-thu" });
      strict.addJudicial(judicial);
      const tell = (headers: Record<string, string>) =>
        fetch(strict.url + strict.addresses.vneid, { method: "POST", body: "{}", headers });
      expect((await tell({})).status).to.equal(401);
      expect((await tell({ "x-api-key": "khoa-thu" })).status).to.equal(200);
      await strict.close();
    });
  });

  describe("the interface of 2026", () => {
    let token: string;
    beforeEach(async () => {
      const { body } = await send(standIn.addresses.igate2026.token, {
        client_id: "h99_onegate",
        client_secret: "mat-khau-thu",
      });
      token = body.data.access_token;
    });
    const ask = (path: string, body?: unknown) => send(path, body, { headers: { authorization: `Bearer ${token}` } });
    const reserve = async () => (await ask(`${standIn.addresses.igate2026.nextValue}?MaDonVi=H99.14`)).body.data;
    const upload = async () => {
      const form = new FormData();
      form.append("files", new Blob(["%PDF-1.4 mẫu"]), "to-khai.pdf");
      const answer = await fetch(standIn.url + standIn.addresses.igate2026.upload, {
        method: "POST",
        body: form,
        headers: { authorization: `Bearer ${token}` },
      });
      return ((await answer.json()) as Json).data[0];
    };
    const create = (MaHoSo: string, but: object = {}) =>
      ask(standIn.addresses.igate2026.create, {
        MaHoSo,
        MaTTHC: "1.990193",
        ChuHoSo: "Người Dân Thử",
        LoaiDoiTuong: "0",
        MaDonViTiepNhan: "H99.14",
        NgayNop: "2026-03-14 08:15:00",
        NgayTiepNhan: "2026-03-14 08:30:15",
        ThanhPhanHoSo: [],
        ThongTinNguoiNop: { LoaiDoiTuong: "0", ThongTinChiTiet: { TenNguoiNop: "Người Dân Thử" } },
        ...but,
      });

    it("reserves a code, takes files by id and hash, creates, and is told how it goes", async () => {
      const reserved = await reserve();
      expect(reserved).to.equal("H99.14-20260314-0000001");
      const { IdTepTin: IdGiayTo, HashTepTin } = await upload();
      const paper = (hash: string) => ({
        ThanhPhanHoSo: [
          {
            MaThanhPhanHoSo: "TP.99.000123",
            TenThanhPhanHoSo: "Tờ khai",
            SoLuong: 1,
            LoaiBan: "2",
            GiayToDinhKem: [{ IdGiayTo, HashTepTin: hash, TenGiayTo: "Tờ khai" }],
          },
        ],
      });
      expect((await create(reserved, paper("00"))).status).to.equal(400);
      const created = await create(reserved, paper(HashTepTin));
      expect([created.status, created.body.data.maHoSo]).to.deep.equal([200, reserved]);
      const { idHoSo } = created.body.data;
      const { igate2026 } = standIn.addresses;
      const step = { ...row(1), MaHoSo: reserved, IDHoSo: idHoSo, ThoiDiemXuLy: "2026-03-14T02:30:01.000Z" };
      expect((await ask(igate2026.progress, { CapNhatTienTrinh: [step] })).status).to.equal(200);
      expect((await ask(igate2026.progress, [step])).status).to.equal(200);
      const status = {
        IdHoSo: idHoSo,
        MaHoSo: reserved,
        TrangThai: "4",
        NoiDungYKien: "",
        PhongBanXuLy: "",
        NoiDungXuLy: "",
      };
      expect((await ask(igate2026.status, [status])).status).to.equal(200);
      expect((await ask(igate2026.status, [{ ...status, DanhSachLePhi: [{}] }])).status).to.equal(400);
      const [held] = standIn.holdings().igate2026;
      expect(held).to.include({ code: reserved, status: "4" });
      expect([held?.progress.length, held?.duplicates.length]).to.deep.equal([2, 1]);
    });

    it("says in the HTTP code what is wrong", async () => {
      const wrong = await send(standIn.addresses.igate2026.token, { client_id: "h99_onegate", client_secret: "sai" });
      expect(wrong.status).to.equal(401);
      expect((await send(standIn.addresses.igate2026.nextValue)).status).to.equal(401);
      expect((await create("H99.14-20260314-0000009")).status).to.equal(400);
      expect((await create(await reserve(), { NgayNop: "20260314081500" })).status).to.equal(400);
      const stray = { ...row(1), IDHoSo: "x", ThoiDiemXuLy: "2026-03-14T02:30:01.000Z" };
      expect((await ask(standIn.addresses.igate2026.progress, [stray])).status).to.equal(404);
      expect(
        (await ask(standIn.addresses.igate2026.progress, [{ ...stray, ThoiDiemXuLy: "20260314" }])).status,
      ).to.equal(400);
    });
  });

  describe("faults, by name", () => {
    const kinds = new Set(everyFault.map(({ kind }) => kind));
    const shown = new Set<Fault["kind"]>();
    const fault = (kind: Fault["kind"], title: string, test: () => Promise<void>) => {
      shown.add(kind);
      it(`${kind}: ${title}`, test);
    };
    const packets = () => dossier()?.packets;
    const raw = (...faults: Fault[]) => {
      standIn.misbehave(...faults);
      return send("/mapi/g", envelope("DongBoHoSoMC", { isUpdating: "False", data: [packet()] }));
    };

    fault("session-expired", "refused before the work, and the session is gone (quirk 30)", async () => {
      expect((await raw({ kind: "session-expired" })).body.message).to.match(/^Phiên làm việc/);
      expect(packets()).to.equal(undefined);
      expect((await insert()).message).to.match(/^Phiên làm việc/);
      session = await signIn();
      expect((await insert()).error_code).to.equal("0");
    });
    fault("session-ends-after", "done, and the next call finds its session gone", async () => {
      expect((await raw({ kind: "session-ends-after" })).body.error_code).to.equal("0");
      expect((await tell(row(1))).message).to.match(/^Phiên làm việc/);
    });
    fault("code-as-number", "error_code as a number (quirk 1)", async () => {
      expect((await raw({ kind: "code-as-number" })).text).to.equal('{"error_code":0,"message":"Đồng bộ thành công"}');
    });
    fault("code-as-text", "error_code as text, where numbers are the rule (quirk 1)", async () => {
      standIn.rules.codeAs = "number";
      expect((await raw({ kind: "code-as-text" })).text).to.equal('{"error_code":"0","message":"Đồng bộ thành công"}');
      expect((await insert()).error_code).to.equal(-3);
    });
    fault("failure-text", "0 with words of failure, and nothing done (quirk 2)", async () => {
      expect((await raw({ kind: "failure-text" })).body).to.deep.equal({
        error_code: "0",
        message: "Có lỗi trong quá trình thêm mới",
      });
      expect((await raw({ kind: "failure-text", text: "server error" })).body.message).to.equal("server error");
      expect(packets()).to.equal(undefined);
    });
    fault("no-success-word", "done, 0, and no word of success (quirk 2)", async () => {
      expect((await raw({ kind: "no-success-word" })).body).to.deep.equal({ error_code: "0", message: "OK" });
      expect(packets()).to.equal(1);
    });
    fault("twice", "the call is delivered twice, the second answer comes back", async () => {
      expect((await raw({ kind: "twice" })).body.message).to.equal(`Hồ sơ ${code} đã tồn tại`);
      expect(packets()).to.equal(1);
      standIn.misbehave({ kind: "twice" });
      expect((await tell(row(1))).error_code).to.equal("0");
      expect(dossier()?.duplicates).to.deep.equal([row(1)]);
    });
    for (const [kind, done] of [
      ["timeout-before", undefined],
      ["timeout-after", 1],
    ] as const)
      fault(kind, `no answer ever, and the work is ${done ? "" : "not "}done (quirk 6)`, async () => {
        standIn.misbehave({ kind });
        const given = new AbortController();
        const sent = send("/mapi/g", envelope("DongBoHoSoMC", { isUpdating: "False", data: [packet()] }), {
          signal: given.signal,
        }).then(
          () => "answered",
          () => "gave up",
        );
        await eventually("the call", () => standIn.holdings().faults[kind]);
        if (done) await eventually("the work", packets);
        given.abort();
        expect(await sent).to.equal("gave up");
        expect(packets()).to.equal(done);
      });
    for (const [kind, text] of [
      ["empty", ""],
      ["braces", "{}"],
    ] as const)
      fault(kind, "HTTP 200, before or after the work", async () => {
        const before = await raw({ kind });
        expect([before.status, before.text, packets()]).to.deep.equal([200, text, undefined]);
        const after = await raw({ kind, after: true });
        expect([after.status, after.text, packets()]).to.deep.equal([200, text, 1]);
      });
    fault("html", "a page in place of JSON", async () => {
      const answer = await raw({ kind: "html", after: true });
      expect([answer.status, answer.text.slice(0, 15), packets()]).to.deep.equal([200, "<!DOCTYPE html>", 1]);
    });
    fault("status", "502, before or after the work", async () => {
      expect([(await raw({ kind: "status", status: 502 })).status, packets()]).to.deep.equal([502, undefined]);
      expect([(await raw({ kind: "status", status: 502, after: true })).status, packets()]).to.deep.equal([502, 1]);
    });
    fault("reset", "the connection breaks, before or after the work", async () => {
      const broken = (after: boolean) =>
        raw({ kind: "reset", after }).then(
          () => "answered",
          () => "broken",
        );
      expect([await broken(false), packets()]).to.deep.equal(["broken", undefined]);
      expect([await broken(true), packets()]).to.deep.equal(["broken", 1]);
    });
    fault("slow", "a byte at a time; who waits long enough has the answer", async () => {
      const answer = await raw({ kind: "slow", everyMs: 1 });
      expect(answer.body.message).to.equal("Đồng bộ thành công");
      standIn.misbehave({ kind: "slow" });
      const given = new AbortController();
      const response = await fetch(`${standIn.url}/mapi/g`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(envelope("LayDanhSachTTHC")),
        signal: given.signal,
      });
      expect(response.status).to.equal(200);
      const reader = response.body!.getReader();
      expect((await reader.read()).value).to.have.lengthOf(1);
      given.abort();
    });
    fault("nfd", "the words decomposed (quirk 3)", async () => {
      const { message } = (await raw({ kind: "nfd" })).body;
      expect(message).not.to.equal("Đồng bộ thành công");
      expect(message.normalize("NFC")).to.equal("Đồng bộ thành công");
    });
    fault("capitals", "the words in capital letters (quirk 3)", async () => {
      expect((await raw({ kind: "capitals" })).body.message).to.equal("ĐỒNG BỘ THÀNH CÔNG");
    });
    fault("poison", "one row is refused, and all with it (quirk 11)", async () => {
      await insert();
      standIn.misbehave({ kind: "poison", row: 1 });
      expect((await tell(row(1), row(2))).message).to.equal("Bản ghi 2: Logic xử lý không hợp lệ");
      expect(dossier()?.progress).to.deep.equal([]);
    });
    fault("undecided", "an answer that says neither yes nor no (quirk 5)", async () => {
      expect((await raw({ kind: "undecided" })).body.message).to.equal("Hệ thống đang bận, chưa có kết quả");
      expect(packets()).to.equal(undefined);
    });
    it("each has a test above", () => {
      expect([...shown].sort()).to.deep.equal([...kinds].sort());
    });

    it("come in turn, to the service they are meant for", async () => {
      standIn.misbehave({ kind: "braces", on: "TraCuuHoSo" }, { kind: "empty" });
      expect((await send("/mapi/g", envelope("LayDanhSachTTHC"))).text).to.equal("");
      expect((await insert()).error_code).to.equal("0");
      expect(await call("TraCuuHoSo", { mahoso: code })).to.deep.equal({});
      expect(standIn.holdings().faults).to.deep.equal({ empty: 1, braces: 1 });
    });

    it("come together, and by a plan that sees the call", async () => {
      standIn.follow(({ service, subject }) =>
        service === "DongBoHoSoMC" && subject === code ? [{ kind: "code-as-number" }, { kind: "capitals" }] : undefined,
      );
      expect(await insert()).to.deep.equal({ error_code: 0, message: "ĐỒNG BỘ THÀNH CÔNG" });
      standIn.follow(undefined);
      expect((await insert()).error_code).to.equal("-3");
    });

    it("come by seed: the same for the same calls in whatever order, about as often as told", () => {
      const calls = Array.from({ length: 1_000 }, (_, n) => ({
        dialect: "mapi" as const,
        service: n % 2 ? "DongBoHoSoMC" : "TraCuuHoSo",
        subject: `H99.14-260314-${String(n).padStart(4, "0")}`,
        number: n,
      }));
      const strike = (seed: number, order: typeof calls) => {
        const plan = seededFaults({ seed, rate: 0.2, services: ["DongBoHoSoMC"] });
        return new Map(order.map((each) => [each.subject, plan(each)]));
      };
      const one = strike(7, calls);
      const other = strike(7, calls.toReversed());
      for (const { subject } of calls) expect(other.get(subject)).to.deep.equal(one.get(subject));
      const struck = calls.filter(({ subject }) => one.get(subject));
      expect(struck.length).to.be.within(60, 140);
      expect(struck.every(({ service }) => service === "DongBoHoSoMC")).to.equal(true);
      expect([...strike(8, calls).values()]).not.to.deep.equal([...one.values()]);
    });
  });

  describe("what it brings to a province", () => {
    let hub: Server;
    let url: string;
    let asked: { path: string; headers: Record<string, unknown>; body: Json }[];
    let answers: (string | undefined)[];
    beforeEach(async () => {
      asked = [];
      answers = [];
      hub = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          asked.push({ path: request.url ?? "", headers: request.headers, body: tryJson(text) });
          const answer = answers.length > 0 ? answers.shift() : '{"error_code":"0","message":"success"}';
          if (answer === undefined) request.socket.destroy();
          else response.end(answer);
        });
      });
      await new Promise<void>((resolve) => hub.listen(0, "127.0.0.1", resolve));
      url = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
    });
    afterEach(() => {
      hub.closeAllConnections();
      hub.close();
    });
    const door = (but: object = {}) => makeHandDown({ url, pauseMs: 0, attempts: 5, ...but }, standIn);

    it("hands a filing down until it is acknowledged (quirk 23), and then hears of it", async () => {
      answers = [undefined, "", '{"error_code":"-1","message":"chưa nhận"}', '{"error_code":1,"message":"duplicate"}'];
      const handed = await door({ headers: { "x-caller": "dvcqg-thu" } }).filePromotion(
        sample.samplePromotion(national),
      );
      expect(handed.acknowledged).to.equal(true);
      expect(handed.answers.map(({ status }) => status)).to.deep.equal([0, 200, 200, 200]);
      expect(asked).to.have.lengthOf(4);
      expect(asked[0]).to.deep.include({ path: "/addtthcKhuyenMai", body: sample.samplePromotion(national) });
      expect(asked[0]?.headers["x-caller"]).to.equal("dvcqg-thu");
      expect(standIn.holdings().filings.map(({ code: each }) => each)).to.deep.equal([national]);
    });

    it("gives up after as many attempts as told", async () => {
      answers = Array.from({ length: 9 }, () => "{}");
      const handed = await door().sendTaxVoucher(sample.sampleVoucher(code));
      expect([handed.acknowledged, handed.answers.length]).to.deep.equal([false, 5]);
    });

    it("sends changes, tax notices and vouchers by their service", async () => {
      const earlier = "G22.99.07-260301-0045";
      await door().changePromotion(
        sample.samplePromotionChange(national, earlier, `${standIn.url}/files/mau/to-khai.pdf`),
      );
      await door().sendTaxNotice(sample.sampleTaxNotice(code));
      await door().sendTaxVoucher(sample.sampleVoucher(code));
      expect(asked.map(({ path, body }) => `${path} ${String(body.service)}`)).to.deep.equal([
        "/nhanhsdvcqg NhanHoSoSuaDoiKhuyenMai",
        "/nhantbthuedvcqg NhanThongBaoThueDat",
        "/nhanhsdvcqg NhanChungTuThueDat",
      ]);
      const xml = Buffer.from(asked[1]?.body.data.FileThongBaoThue, "base64").toString();
      expect(xml).to.equal(taxNoticeXml(sample.sampleTaxNotice(code)));
      expect(xml).to.contain(`<ROW_LIST><MA_HSO>${code}</MA_HSO><ROW><MA_SO_THUE>8000000031</MA_SO_THUE>`);
    });

    it("asks for a status under all three path forms, by masohoso", async () => {
      for (const form of pathForms) await door().askStatus(code, "000.00.00.H99", form);
      expect(asked.map(({ path }) => path)).to.deep.equal([
        "/search/call",
        "/XrdAdapter/RestService/forward/search/call",
        "/VXPAdapter/RestService/forward/search/call",
      ]);
      expect(asked[0]?.body).to.deep.equal({ madonvi: "000.00.00.H99", service: "TraCuuHoSo", masohoso: code });
    });

    it("downloads by link and by bare id", async () => {
      answers = ["%PDF", "%PDF"];
      const portal = door({ form: "VXPAdapter" });
      expect((await portal.downloadFile(`${url}/d/5f0c`)).bytes.toString()).to.equal("%PDF");
      expect((await portal.downloadFile("5f0c")).status).to.equal(200);
      expect(asked.map(({ path }) => path)).to.deep.equal([
        "/d/5f0c",
        "/VXPAdapter/RestService/forward/downloadfile/5f0c",
      ]);
    });

    it("files from VNeID under a number that it took first", async () => {
      answers = ['{"Data":"H99.14-260402-0009"}', '{"statusCode":"00"}', "{}"];
      const reserved = await door().reserveJudicialCode("khóa thử");
      expect(reserved).to.equal("H99.14-260402-0009");
      const filed = await door().fileJudicial("khóa thử", sample.sampleJudicial(reserved!));
      expect(filed.body).to.deep.equal({ statusCode: "00" });
      expect(standIn.holdings().judicial.map((each) => each.code)).to.deep.equal([reserved]);
      expect(await door().reserveJudicialCode("khóa thử")).to.equal(undefined);
    });
  });

  it("runs by itself: hub stand-in portal", async () => {
    const child = spawn(
      process.execPath,
      [...program("main/cli.ts"), "stand-in", "portal", "--port", "0", "--demand-later"],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const ended = new Promise((resolve) => child.once("exit", resolve));
    try {
      const holdings = await eventually("its address", () => /http:\S+\/stand-in\/holdings/.exec(said)?.[0], 45_000);
      expect(((await (await fetch(holdings)).json()) as Json).dossiers).to.deep.equal([]);
    } finally {
      child.kill("SIGTERM");
    }
    expect(await ended, said).to.equal(0);
  });
});

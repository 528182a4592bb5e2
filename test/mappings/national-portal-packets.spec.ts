import { readFileSync } from "node:fs";
import { expect } from "chai";
import { packets, type PacketName } from "../../contracts/national-portal/packets.ts";
import { fitPacket, isBlocked, isOpenLink } from "../../mappings/national-portal/check.ts";
import { portalForm } from "../../mappings/national-portal/form.ts";
import { toDossierRow } from "../../mappings/national-portal/to-dossier-row.ts";
import { toFiledStatus } from "../../mappings/national-portal/to-filed-status.ts";
import { toProgressCalls, toProgressStep } from "../../mappings/national-portal/to-progress-row.ts";
import { fromRoot } from "../../platform/root.ts";
import { aToldDossier, aToldStep } from "../support/told.ts";

const at = new Date("2026-10-12T02:00:00Z");
const linkOf = ({ name }: { name: string }) => `https://hub.h99.example/d/${encodeURIComponent(name)}`;
const example = (name: string) =>
  JSON.parse(readFileSync(fromRoot("contracts", "national-portal", "examples", `${name}.json`), "utf8"));
const said = (findings: readonly { kind: string; field: string }[]) =>
  findings.map(({ kind, field }) => `${kind} ${field}`);

describe("the portal's packets as agreed", () => {
  const rowsOf: readonly (readonly [PacketName, string, (whole: ReturnType<typeof example>) => unknown])[] = [
    ["DongBoHoSoMC", "dossier-sync", ({ data }) => data[0]],
    ["CapNhatTienDoHoSoMC", "progress", ({ data }) => data[1]],
    ["DongBoTrangThaiHoSo", "filed-status", ({ data }) => data],
    ["TraCuuHoSo", "lookup", ({ mahoso }) => ({ mahoso })],
    ["searchCall", "search-call", (whole) => whole],
    ["searchAnswer", "search-answer", (whole) => whole],
    ["LayDanhMucCoQuan", "agencies-answer", ({ result }) => result[0]],
    ["LayDanhMucLinhVuc", "fields-answer", ({ result }) => result[0]],
    ["LayDanhSachTTHC", "procedure-list-answer", ({ result }) => result[0]],
    ["LayDVC", "online-services-answer", ({ result }) => result.data[0]],
    ["LayThuTuc", "procedure-answer", ({ result }) => result[0]],
    ["DongBoDanhGia", "evaluation", ({ data }) => data[0]],
    ["LayDanhSachHoiDap", "questions-answer", ({ result }) => result[0]],
    ["DongBoKetQuaHoiDapGuiTuDVCQG", "question-reply", ({ data }) => data[0]],
    ["DongBoHoiDap", "own-question", ({ data }) => data[0]],
    ["addtthcKhuyenMai", "promotion", (whole) => whole],
    ["nhanhsdvcqgKhuyenMai", "promotion-change", (whole) => whole],
    ["NhanChungTuThueDat", "tax-voucher", (whole) => whole],
    ["NhanThongBaoThueDat", "tax-notice", (whole) => whole],
    ["linkedList", "linked-list", ({ data }) => data[0]],
    ["linkedDetail", "linked-detail-inside", (whole) => whole],
    ["linkedStatus", "linked-status", (whole) => whole],
    ["TaoHoSo", "record-filing", (whole) => whole],
    ["traKetQuaHoSoLLTP", "record-status", (whole) => whole],
    ["igateDossier", "igate-dossier", (whole) => whole],
    ["CapNhatTienTrinh", "igate-progress", (whole) => whole[0]],
    ["CapNhatTrangThai", "igate-status", (whole) => whole[0]],
  ];
  for (const [packet, file, pick] of rowsOf)
    it(`${packet}: the example ${file} has every mandatory field, and no field without a rule`, () => {
      const row = pick(example(file)) as object;
      const { findings, packet: fitted } = fitPacket(row, packets[packet] as never, portalForm);
      expect(said(findings.filter(({ blocking }) => blocking))).to.deep.equal([]);
      expect(fitted).to.deep.equal(row);
      expect(Object.keys(row).filter((name) => !(name in packets[packet]))).to.deep.equal([]);
    });
});

describe("a told dossier for the portal", () => {
  it("is the row, field by field, and says what everybody else sends and we do not know", () => {
    const { packet, findings } = toDossierRow(aToldDossier(), linkOf, portalForm, at);
    expect(packet).to.deep.equal({
      MaHoSo: "000.09.31.H99-261012-0042",
      MaTTHC: "1.999001",
      TenTTHC: "Cấp bản sao thử nghiệm",
      MaLinhVuc: "G99-TH01",
      TenLinhVuc: "Thử nghiệm",
      KenhThucHien: "1",
      ChuHoSo: "Nguyễn Thị Thử Nghiệm",
      SoGiayToChuHoSo: "099000000001",
      LoaiDoiTuong: "1",
      MaDoiTuong: "",
      ThongTinKhac: "",
      Email: "",
      Fax: "",
      SoDienThoai: "0990000001",
      TrichYeuHoSo: "Cấp bản sao thử nghiệm",
      NgayTiepNhan: "20261012083000",
      NgayHenTra: "20261015170000",
      TrangThaiHoSo: "4",
      NgayTra: "",
      ThongTinTra: "",
      HinhThuc: "0",
      NgayKetThucXuLy: "",
      DonViXuLy: "UBND xã Thử Nghiệm",
      GhiChu: "",
      TaiLieuNop: [
        {
          TepDinhKemId: "ab".repeat(32),
          TenTepDinhKem: "đơn.pdf",
          IsDeleted: "False",
          MaThanhPhanHoSo: "",
          DuongDanTaiTepTin: "https://hub.h99.example/d/%C4%91%C6%A1n.pdf",
          DuocSoHoa: "1",
        },
      ],
      DanhSachLePhi: [],
      DanhSachTepDinhKemKhac: [],
      DanhSachHoSoBoSung: [],
      DanhSachGiayToKetQua: [],
      NgayNopHoSo: "20261012081000",
      NgayTuChoi: "",
      NoiNopHoSo: "2",
      HoSoCoThanhPhanSoHoa: "1",
      DinhDanhCHS: [{ LoaiDinhDanh: "1", SoDinhDanh: "099000000001" }],
    });
    expect(said(findings)).to.deep.equal([
      "empty DuocThanhToanTrucTuyen",
      "empty TaiKhoanDuocXacThucVoiVNeID",
      "empty DSKetNoiCSDL",
    ]);
    expect(isBlocked(findings)).to.equal(false);
  });

  it("quirk 15: every mandatory field that is missing is named at once, for clerks, in both languages", () => {
    const { findings } = toDossierRow(
      aToldDossier({
        receivedAt: null,
        resultChannel: null,
        procedure: { code: "1.999001", name: "Thử", field: null, fieldCode: null },
        applicant: { ...aToldDossier().applicant, idKind: null, idNumber: null },
      }),
      () => null,
      portalForm,
      at,
    );
    expect(said(findings.filter(({ blocking }) => blocking))).to.deep.equal([
      "missing MaLinhVuc",
      "missing TenLinhVuc",
      "missing LoaiDoiTuong",
      "missing NgayTiepNhan",
      "missing HinhThuc",
      "missing TaiLieuNop[0].DuongDanTaiTepTin",
    ]);
    const received = findings.find(({ field }) => field === "NgayTiepNhan")!;
    expect(received.vi).to.contain("ngày tiếp nhận (NgayTiepNhan)");
    expect(received.en).to.contain("received on (NgayTiepNhan)");
  });

  it("nobody's number is invented or borrowed: an owner without a paper has none", () => {
    const owner = { name: "Chủ Thử", idKind: null, idNumber: null };
    const { packet } = toDossierRow(
      aToldDossier({ applicant: { ...aToldDossier().applicant, owner } }),
      linkOf,
      portalForm,
      at,
    );
    expect(packet).to.deep.include({ ChuHoSo: "Chủ Thử", SoGiayToChuHoSo: "", DinhDanhCHS: [], LoaiDoiTuong: "" });
  });

  it("quirk 31: the account is the one that filed; no account is empty", () => {
    expect(toDossierRow(aToldDossier({ accountId: "tech-thu" }), linkOf, portalForm, at).packet.MaDoiTuong).to.equal(
      "tech-thu",
    );
    expect(toDossierRow(aToldDossier(), linkOf, portalForm, at).packet.MaDoiTuong).to.equal("");
  });

  it("quirk 14: a result without a file keeps no link, and no other paper's", () => {
    const results = [{ name: "Bản sao", number: "7/TH", code: null, issuedOn: null, file: null }];
    expect(toDossierRow(aToldDossier({ results }), linkOf, portalForm, at).packet.DanhSachGiayToKetQua).to.deep.equal([
      { TenGiayTo: "Bản sao", MaThanhPhanHoSo: "", GiayToId: "7/TH", DuongDanTepTinKetQua: "" },
    ]);
  });

  it("quirk 17: what is too long is cut by code points and said; a code is never cut", () => {
    const long = "ệ".repeat(4001);
    const files = [{ ...aToldDossier().files[0]!, name: long }];
    const { packet, findings } = toDossierRow(
      aToldDossier({ files }),
      () => "https://hub.h99.example/d/1",
      portalForm,
      at,
    );
    expect(packet.TaiLieuNop[0]!.TenTepDinhKem).to.equal(`${"ệ".repeat(3999)}…`);
    const cut = findings.find(({ kind }) => kind === "cut")!;
    expect(cut).to.deep.include({ field: "TaiLieuNop[0].TenTepDinhKem", blocking: false });
    expect(cut.vi).to.contain("4001").and.contain("4000");
    const code = fitPacket({ MaHoSo: "0".repeat(51) }, { MaHoSo: packets.DongBoHoSoMC.MaHoSo }, portalForm);
    expect(code.packet.MaHoSo).to.have.length(51);
    expect(said(code.findings)).to.deep.equal(["cut MaHoSo"]);
    expect(isBlocked(code.findings)).to.equal(true);
  });

  it("an installation states a rule anew", () => {
    const rules = { NgayTiepNhan: { mandatory: "no" }, "TaiLieuNop.TenTepDinhKem": { maximum: 3 } } as const;
    const { packet, findings } = toDossierRow(aToldDossier({ receivedAt: null }), linkOf, { ...portalForm, rules }, at);
    expect(isBlocked(findings)).to.equal(false);
    expect(packet.TaiLieuNop[0]!.TenTepDinhKem).to.equal("đơ…");
  });

  for (const [link, open] of [
    ["https://hub.h99.example/d/0b6f", true],
    ["https://hub.h99.example/d/a b", false],
    ["https://hub.h99.example/d/đơn", false],
    ["https://hub.h99.example/d/1?t=5", false],
    ["https://hub.h99.example/d/1##d/2", false],
    ["https://ai:mk@hub.h99.example/d/1", false],
    ["ftp://hub.h99.example/d/1", false],
    ["/d/1", false],
  ] as const)
    it(`quirk 18: ${link} ${open ? "can" : "cannot"} be opened by the portal`, () =>
      expect(isOpenLink(link)).to.equal(open));
});

describe("a told step for the portal", () => {
  it("quirk 12: is the step as it was", () => {
    const { packet, eventId, findings } = toProgressStep(aToldDossier(), aToldStep(), portalForm);
    expect(packet).to.deep.equal({
      MaHoSo: "000.09.31.H99-261012-0042",
      NguoiXuLy: "cb-thu-07",
      ChucDanh: "",
      ThoiDiemXuLy: "20261012083000",
      PhongBanXuLy: "UBND xã Thử Nghiệm",
      NoiDungXuLy: "Tiếp nhận hồ sơ",
      TrangThai: "2",
      NgayBatDau: "",
      NgayKetThucTheoQuyDinh: "20261015170000",
    });
    expect(eventId).to.equal("event-1");
    expect(findings).to.deep.equal([]);
  });
  it("an officer who is not stated is missing, unless the installation says who stands there", () => {
    const step = aToldStep({ officer: null });
    expect(said(toProgressStep(aToldDossier(), step, portalForm).findings)).to.deep.equal(["missing NguoiXuLy"]);
    const form = { ...portalForm, officer: "Chuyên viên" };
    expect(toProgressStep(aToldDossier(), step, form).packet.NguoiXuLy).to.equal("Chuyên viên");
  });
  it("tells a reason the law tells the applicant, and no other", () => {
    const asked = aToldStep({ step: "askSupplement", state: "supplement", reason: "Thiếu bản chính" });
    const sentBack = aToldStep({ step: "sendBack", state: "processing", reason: "Nội bộ" });
    expect(toProgressStep(aToldDossier(), asked, portalForm).packet.NoiDungXuLy).to.equal(
      "Yêu cầu bổ sung, hoàn thiện hồ sơ: Thiếu bản chính",
    );
    expect(toProgressStep(aToldDossier(), sentBack, portalForm).packet.NoiDungXuLy).to.equal("Chuyển trả hồ sơ");
  });
  it("storage is nothing to tell, and says so", () => {
    const { status, findings } = toProgressStep(
      aToldDossier(),
      aToldStep({ step: "archive", state: "archived" }),
      portalForm,
    );
    expect(status).to.deep.include({ kind: "refused", forPerson: false });
    expect(said(findings)).to.deep.equal(["unmapped TrangThai"]);
  });
  it("quirk 10, quirk 11: calls of at most ten carry each row's own id", () => {
    const steps = Array.from({ length: 23 }, (_, index) =>
      toProgressStep(aToldDossier(), aToldStep({ eventId: `event-${index}` }), portalForm),
    );
    const calls = toProgressCalls(steps);
    expect(calls.map((call) => call.length)).to.deep.equal([10, 10, 3]);
    expect(calls[2]!.map(({ eventId }) => eventId)).to.deep.equal(["event-20", "event-21", "event-22"]);
  });
});

describe("what became of a filing on the portal", () => {
  const filed = aToldDossier({ nationalCode: "G22.99.09-261010-0301", state: "accepted" });
  it("quirk 15: says both codes, the step's time and 2", () => {
    const { packet, findings } = toFiledStatus(filed, aToldStep({ step: "accept" }), linkOf, portalForm);
    expect(packet).to.deep.equal({
      MaHoSo: "G22.99.09-261010-0301",
      MaHoSoDonVi: "000.09.31.H99-261012-0042",
      MaDoiTuong: "",
      NoiDung: "Tiếp nhận hồ sơ trực tuyến",
      NgayXuLy: "20261012083000",
      TrangThai: "2",
      TaiLieuXuLy: [],
    });
    expect(findings).to.deep.equal([]);
  });
  it("a dossier that was not filed there has nothing to say there", () => {
    const { findings } = toFiledStatus(aToldDossier({ state: "accepted" }), aToldStep(), linkOf, portalForm);
    expect(said(findings)).to.deep.equal(["missing MaHoSo"]);
  });
  it("quirk 13: a stopped one goes to a person, with the reason", () => {
    const stopped = { ...filed, state: "stopped" as const };
    const { findings, status } = toFiledStatus(
      stopped,
      aToldStep({ state: "stopped", step: "confirmWithdrawal" }),
      linkOf,
      portalForm,
    );
    expect(status).to.deep.include({ kind: "refused", forPerson: true });
    expect(said(findings)).to.deep.equal(["unmapped TrangThai"]);
  });
});

import type { Row } from "./fields.ts";
import type { TaxNotice } from "./hand-down.ts";
import type { LinkedFiling } from "./linked.ts";

/** Packets as the national side makes them. People, firms and province H99 are invented. */

const pdf = Buffer.from("%PDF-1.4\n% mẫu\n%%EOF\n");

export const samplePromotion = (code: string, but: Row = {}): Row => ({
  MaHoSo: code,
  MaTTHC: "2.990033",
  TenThuongNhan: "Công ty TNHH Thử Nghiệm Sao Mai",
  MaSoThue: "0100000019",
  SoVanBan: "05/SM-THU",
  NgayNopHoSo: "20260301093000",
  // no district any more
  DiaChiDoanhNghiep: { MaTinh: "99", MaHuyen: "", MaXa: "99001", DiaChiChiTiet: "12 phố Mẫu" },
  DienThoai: "0240000019",
  Fax: "",
  Email: "thu@sao-mai.example",
  NguoiLienHe: "Người Thử Liên Hệ",
  SoDienThoaiNguoiLienHe: "0900000019",
  TenChuongTrinhKhuyenMai: "Chào hè (thử)",
  HinhThucKhuyenMai: "Giảm giá",
  ThoiGianKhuyenMaiTu: "20260310",
  ThoiGianKhuyenMaiDen: "20260320",
  TenTepDonDangKy: "don.pdf",
  TepDonDangKy: pdf.toString("base64"),
  TaiLieuNop: [{ TenTepDinhKem: "the-le.pdf", Base64: pdf.toString("base64") }],
  ...but,
});

export const samplePromotionChange = (code: string, earlier: string, fileLink: string, but: Row = {}): Row => ({
  MaHoSoQG: code,
  ThongTinDaNop: {
    MaHoSoQGDNP: earlier,
    SoVanBanDaNopDNP: "05/SM-THU",
    NgayNopHoSoDNP: "20260301093000",
    TenChuongTrinhKhuyenMaiDNP: "Chào hè (thử)",
    ThoiGianKhuyenMaiTuDNP: "20260310",
    ThoiGianKhuyenMaiDenDNP: "20260320",
    DiaBanKhuyenMaiDNP: "Tỉnh Mẫu",
  },
  ThongTinSuaDoi: { ThoiGianKhuyenMaiDenKM: "20260325" },
  LyDoDieuChinh: "Kéo dài chương trình",
  NoiDungCamKetKhac: "",
  TenTepDangKy: "sua-doi.pdf",
  URLTepDangKy: fileLink,
  ...but,
});

export const sampleVoucher = (code: string, but: Row = {}): Row => ({
  MaHoSo: code,
  HoTenNguoiNopTien: "Người Thử Nộp Thuế",
  SoCMTNguoiNopTien: "099080000031",
  DiaChiNguoiNopTien: "Thôn 2",
  TinhNguoiNopTien: "Tỉnh Mẫu",
  HuyenNguoiNopTien: "",
  XaNguoiNopTien: "Xã Bình Minh",
  MaSoThue: "8000000031",
  UrlFileChungTu: "",
  ThongTinThanhToan: {
    MaThongBaoThue: "LTB-99-000031",
    ThoiGianThanhToan: "20260222140510",
    SoTien: "1250000",
    NoiDungThanhToan: "Lệ phí trước bạ",
    TrangThaiThanhToan: "1",
  },
  ...but,
});

export const sampleTaxNotice = (code: string, but: Partial<TaxNotice> = {}): TaxNotice => ({
  code,
  rows: [
    {
      taxNumber: "8000000031",
      decision: "LTB-99-000031",
      decidedOn: "20-02-2026",
      what: "Lệ phí trước bạ",
      amount: 1_250_000n,
    },
  ],
  ...but,
});

export const sampleLinked = (code: string, but: Partial<LinkedFiling> = {}): LinkedFiling => ({
  code,
  procedure: "2.990986",
  module: "KS",
  unit: 99_001,
  receivedAt: "10/03/2026 08:30:00",
  techId: "7d0c-mau-tech",
  fields: {
    nksHoTen: "Bé Thử Nghiệm",
    nksNgaySinh: "01.03.2026",
    meHoTen: "Mẹ Thử Nghiệm",
    nycHoTen: "Cha Thử Nghiệm",
    nycSoGiayToTuyThan: "099301000017",
  },
  files: [
    { id: 1, kind: 3, name: "Giấy chứng sinh", fileName: "gcs.pdf", bytes: pdf },
    { id: 2, kind: 9, name: "Giấy đã hủy", fileName: "huy.pdf", bytes: pdf, cancelled: true },
  ],
  ...but,
});

export const sampleJudicial = (code: string, but: Row = {}): Row => ({
  maTinh: "99",
  tenTinh: "Tỉnh Mẫu",
  maHoSoMCDT: code,
  ngayTiepNhan: "02/04/2026",
  nguonDangKy: "1",
  tenNguonDangKy: "VNeID",
  toKhai: {
    loaiPhieu: "1",
    nycHoTen: "Người Thử Lý Lịch",
    nycSoGiayTo: "099301000018",
    uyQuyen: "0",
    thongTinUyQuyen: null,
    quaTrinhCTNNNLV: [],
    thongTinThanhToan: null,
    giayToDinhKem: [
      { ma: "01", ten: "Ảnh giấy tờ", danhSach: [{ loai: "application/pdf", duLieu: pdf.toString("base64") }] },
    ],
  },
  thongTinBienLai: null,
  ...but,
});

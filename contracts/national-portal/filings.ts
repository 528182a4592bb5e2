import type { Rules } from "./field-rules.ts";

/** What the portal hands down. Text throughout; the district is of before 01/07/2025 and may be missing or "". */

/** `POST …/addtthcKhuyenMai`: a sales promotion is notified, flat, with its files inside. */
export interface PromotionFiling {
  readonly MaHoSo: string;
  readonly MaTTHC: string;
  readonly TenThuongNhan: string;
  readonly MaSoThue: string;
  readonly SoVanBan?: string;
  readonly NgayNopHoSo?: string;
  readonly DiaChiDoanhNghiep?: {
    readonly MaTinh?: string;
    readonly MaHuyen?: string;
    readonly MaXa?: string;
    readonly DiaChiChiTiet?: string;
  };
  readonly DienThoai?: string;
  readonly Fax?: string;
  readonly Email?: string;
  readonly NguoiLienHe?: string;
  readonly SoDienThoaiNguoiLienHe?: string;
  readonly TenChuongTrinhKhuyenMai?: string;
  readonly HinhThucKhuyenMai?: string;
  /** Its form was not verified. */
  readonly ThoiGianKhuyenMaiTu?: string;
  readonly ThoiGianKhuyenMaiDen?: string;
  readonly HangHoaDichVuKhuyenMai?: string;
  readonly SoLuongHangHoaDichVu?: string;
  readonly KhachHang?: string;
  readonly CoCauGiaiThuong?: string;
  readonly TongGiaTriHangHoa?: string;
  readonly NoiDungChiTiet?: string;
  readonly TenCacThuongNhanCungThucHien?: string;
  readonly TenTepDonDangKy?: string;
  readonly TepDonDangKy?: string;
  readonly TaiLieuNop?: readonly { readonly TenTepDinhKem: string; readonly Base64: string }[];
}

/** `POST …/nhanhsdvcqg`: one path for two packets, told apart by `service`. */
export type HandedDown = TaxVoucher | PromotionChange;

/** `nhanhsdvcqg`, any other `service`: a change of a promotion; its file lies behind a URL. */
export interface PromotionChange {
  readonly service: string;
  readonly isUpdating?: string;
  readonly data: {
    readonly MaHoSoQG: string;
    readonly ThongTinDaNop?: {
      readonly MaHoSoQGDNP?: string;
      readonly SoVanBanDaNopDNP?: string;
      readonly NgayNopHoSoDNP?: string;
      readonly TenChuongTrinhKhuyenMaiDNP?: string;
      readonly ThoiGianKhuyenMaiTuDNP?: string;
      readonly ThoiGianKhuyenMaiDenDNP?: string;
      readonly DiaBanKhuyenMaiDNP?: string;
    };
    readonly ThongTinSuaDoi?: Readonly<Record<string, unknown>>;
    readonly LyDoDieuChinh?: string;
    readonly NoiDungCamKetKhac?: string;
    readonly TenTepDangKy?: string;
    readonly URLTepDangKy?: string;
  } & Readonly<Record<string, unknown>>;
}

/** `nhanhsdvcqg` with `service` NhanChungTuThueDat: that a land tax was paid. */
export interface TaxVoucher {
  readonly service: "NhanChungTuThueDat";
  readonly isUpdating?: string;
  readonly data: TaxVoucherData;
}

export interface TaxVoucherData {
  readonly MaHoSo: string;
  readonly HoTenNguoiNopTien?: string;
  readonly SoCMTNguoiNopTien?: string;
  readonly DiaChiNguoiNopTien?: string;
  readonly TinhNguoiNopTien?: string;
  readonly HuyenNguoiNopTien?: string;
  readonly XaNguoiNopTien?: string;
  readonly MaSoThue: string;
  readonly UrlFileChungTu?: string;
  readonly SecurityKey?: string;
  readonly ThongTinThanhToan: {
    readonly MaThongBaoThue: string;
    readonly ThoiGianThanhToan: string;
    /** Whole dong. */
    readonly SoTien: string;
    readonly NoiDungThanhToan?: string;
    /** 1: paid. */
    readonly TrangThaiThanhToan: string;
  };
}

/** `POST …/nhantbthuedvcqg`: a notice of land tax, as XML in base64. */
export interface TaxNotice {
  readonly service: "NhanThongBaoThueDat";
  readonly isUpdating?: string;
  readonly data: { readonly FileThongBaoThue: string; readonly SecurityKey?: string };
}

/** A row of that XML, `DATA/BODY/ROW_LIST`. Moments are dd-MM-yyyy. */
export interface TaxNoticeRow {
  readonly MA_SO_THUE: string;
  readonly SO_QUYET_DINH: string;
  readonly NGAY_QUYET_DINH: string;
  /** Also written TEN_TIEU_MUC. */
  readonly TEN_TIEUMUC?: string;
  readonly SO_TIEN: string;
}

const text = { mandatory: "no", kind: "text", sure: "two" } as const;
const must = { mandatory: "yes", kind: "text", sure: "two" } as const;
const date = { mandatory: "no", kind: "text", sure: "inferred" } as const;

export const promotionRules: Rules<PromotionFiling> = {
  MaHoSo: { ...must, maximum: 50, vi: "mã hồ sơ quốc gia", en: "national dossier code" },
  MaTTHC: { ...must, kind: "code", vi: "mã thủ tục", en: "procedure code" },
  TenThuongNhan: { ...must, vi: "tên thương nhân", en: "trader's name" },
  MaSoThue: { ...must, vi: "mã số thuế", en: "tax number" },
  SoVanBan: text,
  NgayNopHoSo: { mandatory: "no", kind: "moment", sure: "two" },
  DiaChiDoanhNghiep: {
    mandatory: "no",
    kind: "object",
    inside: { MaTinh: text, MaHuyen: text, MaXa: text, DiaChiChiTiet: text },
    sure: "two",
  },
  DienThoai: text,
  Fax: text,
  Email: text,
  NguoiLienHe: text,
  SoDienThoaiNguoiLienHe: text,
  TenChuongTrinhKhuyenMai: text,
  HinhThucKhuyenMai: text,
  ThoiGianKhuyenMaiTu: date,
  ThoiGianKhuyenMaiDen: date,
  HangHoaDichVuKhuyenMai: text,
  SoLuongHangHoaDichVu: text,
  KhachHang: text,
  CoCauGiaiThuong: text,
  TongGiaTriHangHoa: text,
  NoiDungChiTiet: { ...text, kind: "prose" },
  TenCacThuongNhanCungThucHien: text,
  TenTepDonDangKy: text,
  TepDonDangKy: { mandatory: "no", kind: "base64", sure: "two" },
  TaiLieuNop: {
    mandatory: "no",
    kind: "list",
    inside: { TenTepDinhKem: must, Base64: { ...must, kind: "base64" } },
    sure: "two",
  },
};

export const promotionChangeRules: Rules<PromotionChange> = {
  service: { ...must, kind: "code" },
  isUpdating: { ...text, kind: "bool" },
  data: {
    ...must,
    kind: "object",
    inside: {
      MaHoSoQG: must,
      ThongTinDaNop: { ...text, kind: "object" },
      ThongTinSuaDoi: { ...text, kind: "object" },
      LyDoDieuChinh: { ...text, kind: "prose" },
      NoiDungCamKetKhac: { ...text, kind: "prose" },
      TenTepDangKy: text,
      URLTepDangKy: { ...text, kind: "url" },
    },
  },
};

export const taxVoucherRules: Rules<TaxVoucher> = {
  service: { ...must, kind: "code", values: ["NhanChungTuThueDat"] },
  isUpdating: { ...text, kind: "bool" },
  data: {
    ...must,
    kind: "object",
    inside: {
      MaHoSo: must,
      HoTenNguoiNopTien: text,
      SoCMTNguoiNopTien: text,
      DiaChiNguoiNopTien: text,
      TinhNguoiNopTien: text,
      HuyenNguoiNopTien: text,
      XaNguoiNopTien: text,
      MaSoThue: must,
      UrlFileChungTu: { ...text, kind: "url" },
      SecurityKey: { ...text, sure: "one" },
      ThongTinThanhToan: {
        ...must,
        kind: "object",
        inside: {
          MaThongBaoThue: must,
          ThoiGianThanhToan: { ...must, kind: "moment" },
          SoTien: must,
          NoiDungThanhToan: text,
          TrangThaiThanhToan: { ...must, kind: "code", values: ["0", "1"] },
        },
      },
    },
  },
};

export const taxNoticeRules: Rules<TaxNotice> = {
  service: { ...must, kind: "code", values: ["NhanThongBaoThueDat"] },
  isUpdating: { ...text, kind: "bool" },
  data: {
    ...must,
    kind: "object",
    inside: { FileThongBaoThue: { ...must, kind: "base64" }, SecurityKey: { ...text, sure: "one" } },
  },
};

export const taxNoticeRowRules: Rules<TaxNoticeRow> = {
  MA_SO_THUE: must,
  SO_QUYET_DINH: must,
  NGAY_QUYET_DINH: { ...text, kind: "text" },
  TEN_TIEUMUC: text,
  SO_TIEN: must,
};

import type { ProgressRow } from "./progress.ts";
import { progressRules } from "./progress.ts";
import type { Rules } from "./field-rules.ts";

/** The interface of 2026, seen once, at a ministry: HTTP codes carry meaning, files go by id and hash. */

export interface IgateTokenRequest {
  readonly client_id: string;
  readonly client_secret: string;
}

/** Every answer of it. */
export interface IgateAnswer<Data = unknown> {
  readonly code?: string | number;
  readonly message?: string;
  readonly data?: Data;
}

export interface IgateToken {
  readonly access_token: string;
  /** Seconds. */
  readonly expires_in?: number;
  readonly token_type?: string;
  readonly scope?: string;
}

/** Of an upload (`multipart`, field `files`). */
export interface IgateFile {
  readonly IdTepTin: string;
  readonly HashTepTin: string;
}

export interface IgateDossier {
  readonly MaHoSo: string;
  readonly MaTTHC: string;
  readonly MaDichVuCong?: string;
  readonly ChuHoSo: string;
  /** 0 citizen, 1 enterprise, 2 business household. */
  readonly LoaiDoiTuong: string;
  readonly MaDonViTiepNhan: string;
  /** yyyy-MM-dd HH:mm:ss */
  readonly NgayNop: string;
  readonly NgayTiepNhan: string;
  readonly EformThongTinChiTiet?: Readonly<Record<string, unknown>>;
  readonly ThanhPhanHoSo: readonly {
    readonly MaThanhPhanHoSo: string;
    readonly TenThanhPhanHoSo: string;
    readonly SoLuong: number;
    /** 0 original, 1 copy, 2 electronic. */
    readonly LoaiBan: string;
    readonly GiayToDinhKem: readonly {
      readonly IdGiayTo: string;
      readonly HashTepTin: string;
      readonly TenGiayTo: string;
      readonly MaKetQua?: string;
    }[];
  }[];
  readonly ThongTinNguoiNop: {
    readonly LoaiDoiTuong: string;
    readonly IdDoiTuong?: string;
    readonly ThongTinChiTiet: {
      readonly TenNguoiNop: string;
      readonly SoDinhDanh?: string;
      readonly NgayCapDinhDanh?: string;
      readonly NgaySinh?: string;
      readonly SoDienThoai?: string;
      readonly Email?: string;
      readonly MaTinh?: string;
      readonly MaHuyen?: string;
      readonly MaXa?: string;
      readonly DiaChiChiTiet?: string;
      readonly TenChuHs?: string;
    };
  };
}

/** A row of `CapNhatTienTrinh[]`; its time is ISO with milliseconds. */
export interface IgateProgress extends ProgressRow {
  readonly IDHoSo: string;
}

/** A row of `CapNhatTrangThai[]`. Fees and results only with 5, 6 and 9. */
export interface IgateStatus {
  readonly IdHoSo: string;
  readonly MaHoSo: string;
  readonly TrangThai: string;
  readonly NoiDungYKien: string;
  readonly PhongBanXuLy: string;
  readonly NoiDungXuLy: string;
  readonly DanhSachLePhi?: readonly unknown[];
  readonly DanhSachGiayToKetQua?: readonly unknown[];
}

const one = { mandatory: "no", kind: "text", sure: "one" } as const;
const must = { mandatory: "yes", kind: "text", sure: "one" } as const;

export const igateDossierRules: Rules<IgateDossier> = {
  MaHoSo: { ...must, vi: "mã hồ sơ", en: "dossier code" },
  MaTTHC: { ...must, vi: "mã thủ tục", en: "procedure code" },
  MaDichVuCong: one,
  ChuHoSo: { ...must, vi: "chủ hồ sơ", en: "owner" },
  LoaiDoiTuong: { ...must, kind: "code", values: ["0", "1", "2"], vi: "loại đối tượng", en: "kind of applicant" },
  MaDonViTiepNhan: { ...must, vi: "mã đơn vị tiếp nhận", en: "receiving unit" },
  NgayNop: { ...must, vi: "ngày nộp", en: "filed on" },
  NgayTiepNhan: { ...must, vi: "ngày tiếp nhận", en: "received on" },
  EformThongTinChiTiet: { ...one, kind: "object" },
  ThanhPhanHoSo: { ...one, kind: "list" },
  ThongTinNguoiNop: { ...must, kind: "object", vi: "thông tin người nộp", en: "applicant" },
};

export const igateProgressRules: Rules<IgateProgress> = {
  ...progressRules,
  ThoiDiemXuLy: { ...progressRules.ThoiDiemXuLy, kind: "text", sure: "one" },
  IDHoSo: must,
};

export const igateStatusRules: Rules<IgateStatus> = {
  IdHoSo: must,
  MaHoSo: { ...must, vi: "mã hồ sơ", en: "dossier code" },
  TrangThai: { ...must, kind: "code", vi: "trạng thái", en: "status" },
  NoiDungYKien: one,
  PhongBanXuLy: one,
  NoiDungXuLy: one,
  DanhSachLePhi: { ...one, kind: "list" },
  DanhSachGiayToKetQua: { ...one, kind: "list" },
};

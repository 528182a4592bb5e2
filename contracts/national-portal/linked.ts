import type { Rules } from "./field-rules.ts";

/** DVCLT: filings of linked services (birth, death) that are fetched and acknowledged. Paths are configuration. */

export interface LinkedTokenRequest {
  readonly userName: string;
  readonly password: string;
}

export interface LinkedToken {
  readonly token: string;
  readonly refreshToken?: string;
  readonly refreshTokenExpiryTime?: string;
}

/** What is listed until it is acknowledged. */
export interface LinkedListRow {
  readonly id: number | string;
  /** Administrative code: three digits a district, else a commune. */
  readonly maDonVi: number | string;
  readonly maTTHC: string;
  /** KS: birth. KT: death. */
  readonly module: string;
  /** The national code. */
  readonly maHoSo: string;
  readonly ngayTiepNhan?: string | null;
  readonly techId?: string | null;
}

/** `GET …/hosolienthong/{id}`: its `data` is JSON in text, and in it `data` is XML in text. */
export interface LinkedDetailAnswer {
  readonly data: { readonly data: string; readonly fileDinhKem?: unknown } & Readonly<Record<string, unknown>>;
}

/** What that text holds. */
export interface LinkedDetail {
  readonly maHoSo: string;
  readonly module: string;
  /** XML with `hoTich`. */
  readonly data: string;
  readonly fileDinhKem?: readonly LinkedFile[] | null;
}

export interface LinkedFile {
  readonly id: number | string;
  readonly loaiGiayTo?: number | string | null;
  readonly tenGiayTo?: string | null;
  readonly tenTepDinhKem: string;
  /** 1: taken back; not handed on. */
  readonly huyGiayTo?: number | string | null;
  readonly duLieuTepDinhKem: string;
}

export interface LinkedAcknowledgement {
  readonly maHoSo: string;
  readonly daNhan: true;
}

/** Its own list of states, 1 to 7; moments dd/MM/yyyy HH:mm:ss. */
export interface LinkedStatus {
  readonly maTTHC: string;
  /** The national code, and ours. */
  readonly soHoSoLT: string;
  readonly maHoSo: string;
  readonly coQuanXuLy: number;
  readonly trangThai: number;
  readonly thoiGianThucHien: string;
  readonly ghiChu: string;
  /** JSON in text, with the certificate in base64. */
  readonly ketQuaXuLy: string | null;
  readonly nguoiXuLy: string;
  readonly chucDanh: string;
  readonly phongBanXuLy: string;
  readonly noiDungXuLy: string;
  readonly ngayBatDau: string;
  readonly ngayKetThucTheoQuyDinh: string;
  readonly ngayHenTraTruoc?: string;
  readonly ngayHenTraMoi?: string;
  readonly hanBoSungHoSo: string;
}

export interface LinkedStatusAnswer {
  readonly status: number | string;
  readonly title?: string;
  readonly errors?: Readonly<Record<string, readonly string[]>>;
  readonly traceId?: string;
}

const one = { mandatory: "no", kind: "text", sure: "one" } as const;
const two = { mandatory: "no", kind: "text", sure: "two" } as const;

export const linkedListRules: Rules<LinkedListRow> = {
  id: { ...one, mandatory: "yes" },
  maDonVi: { ...one, mandatory: "yes" },
  maTTHC: { ...one, mandatory: "yes" },
  module: { mandatory: "yes", kind: "code", values: ["KS", "KT"], sure: "one" },
  maHoSo: { ...one, mandatory: "yes" },
  ngayTiepNhan: one,
  techId: one,
};

export const linkedFileRules: Rules<LinkedFile> = {
  id: { ...one, mandatory: "yes" },
  loaiGiayTo: one,
  tenGiayTo: one,
  tenTepDinhKem: { ...one, mandatory: "yes" },
  huyGiayTo: { ...one, kind: "flag" },
  duLieuTepDinhKem: { ...one, mandatory: "yes", kind: "base64" },
};

export const linkedDetailRules: Rules<LinkedDetail> = {
  maHoSo: { ...one, mandatory: "yes" },
  module: { ...one, mandatory: "yes" },
  data: { ...one, mandatory: "yes" },
  fileDinhKem: { mandatory: "no", kind: "list", inside: linkedFileRules, sure: "one" },
};

export const linkedStatusRules: Rules<LinkedStatus> = {
  maTTHC: { ...two, mandatory: "yes", vi: "mã thủ tục", en: "procedure code" },
  soHoSoLT: { ...two, mandatory: "yes", vi: "số hồ sơ liên thông", en: "national dossier code" },
  maHoSo: { ...two, mandatory: "yes", vi: "mã hồ sơ", en: "our dossier code" },
  coQuanXuLy: { mandatory: "yes", kind: "number", sure: "two" },
  trangThai: { mandatory: "yes", kind: "number", sure: "two", vi: "trạng thái", en: "status" },
  thoiGianThucHien: { ...two, mandatory: "yes", vi: "thời gian thực hiện", en: "time of the step" },
  ghiChu: two,
  ketQuaXuLy: two,
  nguoiXuLy: { ...two, vi: "người xử lý", en: "officer" },
  chucDanh: two,
  phongBanXuLy: two,
  noiDungXuLy: { ...two, kind: "prose" },
  ngayBatDau: two,
  ngayKetThucTheoQuyDinh: two,
  ngayHenTraTruoc: two,
  ngayHenTraMoi: two,
  hanBoSungHoSo: { ...two, vi: "hạn bổ sung hồ sơ", en: "time to supplement" },
};

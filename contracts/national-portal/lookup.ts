import type { Rules } from "./field-rules.ts";

/** `TraCuuHoSo` of ours at the portal: `mahoso` here, `masohoso` when the portal asks us. */
export interface LookupRequest {
  readonly mahoso: string;
}

/**
 * A row of its answer. Seen at a sister service only, so each field may be missing; a row there means the dossier is
 * known, no row that it is not.
 */
export interface LookupRow {
  readonly MaHoSo?: string;
  readonly MaTTHC?: string;
  readonly MaDVC?: string;
  readonly TenDVC?: string;
  readonly HoTenNguoiNop?: string;
  readonly MaTrangThai?: string | number;
  readonly TrangThaiHoSo?: string | number;
  readonly DonViXuLy?: string;
  readonly MaDonViXuLy?: string;
  readonly NgayNop?: string;
  readonly NgayTiepNhan?: string;
  readonly NgayHenTra?: string;
  readonly HinhThucNhanKQ?: string | number;
}

/** `/search/call`: the portal asks us. */
export interface SearchCall {
  readonly madonvi?: string;
  readonly service?: string;
  readonly masohoso: string;
}

/** Our answer to it: flat, without an envelope. */
export interface SearchAnswer {
  readonly MaHoSo: string;
  readonly MaTTHC: string;
  readonly TenTTHC: string;
  readonly MaLinhVuc: string;
  readonly TenLinhVuc: string;
  readonly LoaiDoiTuong: string;
  readonly TrangThaiHoSo: string;
  readonly HinhThuc: string;
  readonly DonViXuLy: string;
}

export const lookupRules: Rules<LookupRequest> = {
  mahoso: { mandatory: "yes", kind: "text", maximum: 50, sure: "one" },
};

export const searchCallRules: Rules<SearchCall> = {
  madonvi: { mandatory: "no", kind: "code", sure: "one" },
  service: { mandatory: "no", kind: "code", sure: "one" },
  masohoso: { mandatory: "yes", kind: "text", maximum: 50, sure: "one" },
};

export const searchAnswerRules: Rules<SearchAnswer> = {
  MaHoSo: { mandatory: "yes", kind: "text", sure: "one" },
  MaTTHC: { mandatory: "yes", kind: "code", sure: "one" },
  TenTTHC: { mandatory: "yes", kind: "text", sure: "one" },
  MaLinhVuc: { mandatory: "no", kind: "code", sure: "one" },
  TenLinhVuc: { mandatory: "no", kind: "text", sure: "one" },
  LoaiDoiTuong: { mandatory: "no", kind: "code", sure: "one" },
  TrangThaiHoSo: { mandatory: "yes", kind: "code", sure: "one" },
  HinhThuc: { mandatory: "no", kind: "code", sure: "one" },
  DonViXuLy: { mandatory: "yes", kind: "text", sure: "one" },
};

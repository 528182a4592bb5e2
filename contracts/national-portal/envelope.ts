import type { Rules } from "./field-rules.ts";

/** `POST …/mapi/login` */
export interface LoginRequest {
  readonly username: string;
  readonly password: string;
}

/** `error_code` arrives as a number or as text; `session` is missing when it is refused. */
export interface LoginAnswer {
  readonly error_code?: string | number;
  readonly message?: string;
  readonly session?: string;
}

/** `POST …/mapi/g`: one flat object; what the service takes stands beside the head. */
export interface Envelope {
  readonly session: string;
  /** Of the sender, as the portal registered it: `000.00.00.H99`. */
  readonly madonvi: string;
  /** Letter case matters. */
  readonly service: string;
  /** Of DongBoHoSoMC: whether the portal has the dossier. */
  readonly isUpdating?: "True" | "False";
  /** Of DongBoTrangThaiHoSo alone. */
  readonly type?: "2";
  readonly data?: unknown;
}

/** HTTP 200 also when it failed; `0` alone is no success (the message says). */
export interface Answer {
  readonly error_code?: string | number;
  readonly message?: string;
  readonly result?: unknown;
  readonly data?: unknown;
}

/** What we answer to whoever hands something to us: always whole. `1`: had it before, in other words. */
export interface OurAnswer {
  readonly error_code: "0" | "-1" | "1";
  readonly message: string;
}

export const envelopeRules: Rules<Envelope> = {
  session: { mandatory: "yes", kind: "text", sure: "two" },
  madonvi: { mandatory: "yes", kind: "code", sure: "two" },
  service: { mandatory: "yes", kind: "code", sure: "two" },
  isUpdating: { mandatory: "no", kind: "bool", sure: "two" },
  type: { mandatory: "no", kind: "code", values: ["2"], sure: "two" },
  data: { mandatory: "no", kind: "any", sure: "two" },
};

/** Services of `mapi/g` that somebody was seen to use. `result`: how the rows come back. */
export const services = {
  DongBoHoSoMC: { endpoint: "integration" },
  getfile: { endpoint: "share" },
  CapNhatTienDoHoSoMC: { endpoint: "integration" },
  TraCuuHoSo: { endpoint: "integration" },
  DongBoTrangThaiHoSo: { endpoint: "integration" },
  DongBoDanhGia: { endpoint: "integration" },
  LayDanhSachHoiDapGuiTuDVCQG: { endpoint: "integration" },
  LayDanhSachHoiDapBoCoQuan: { endpoint: "integration" },
  LayNoiDungTraLoiTheoCauHoi: { endpoint: "integration" },
  DongBoKetQuaHoiDapGuiTuDVCQG: { endpoint: "integration" },
  DongBoHoiDap: { endpoint: "integration" },
  LayThuTuc: { endpoint: "integration" },
  LayDVC: { endpoint: "share" },
  LayDanhSachTTHC: { endpoint: "share" },
  TraCuuTechID: { endpoint: "share" },
  LayDanhMucCoQuan: { endpoint: "share" },
  LayDanhMucLinhVuc: { endpoint: "share" },
  LayDanhMucCapThucHien: { endpoint: "share" },
  LayDanhMucDoiTuong: { endpoint: "share" },
  LayDanhMucTinhThanh: { endpoint: "share" },
  LayDanhMucQuanHuyen: { endpoint: "share" },
  LayDanhMucPhuongXa: { endpoint: "share" },
  LayDanhMucQuocGia: { endpoint: "share" },
  LayDanhMucDanToc: { endpoint: "share" },
  LayDanhMucTonGiao: { endpoint: "share" },
  LayDanhMucGioiTinh: { endpoint: "share" },
  LayDanhMucTinhTrangHonNhan: { endpoint: "share" },
  LayDanhMucCanCuPhapLy: { endpoint: "share" },
  LayDanhMucLePhi: { endpoint: "share" },
} as const satisfies Readonly<Record<string, { readonly endpoint: "share" | "integration" }>>;

export type Service = keyof typeof services;

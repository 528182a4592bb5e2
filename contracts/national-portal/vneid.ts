import type { Rules } from "./field-rules.ts";

/** Judicial records asked for in VNeID. It takes a number first, then files under it. */

/** `GET …/LLTP/LayMaHoSo`. Where there is no number `Data` is empty, and why is said as in an answer to a filing. */
export interface ReservedNumber {
  readonly Data: string;
  readonly statusCode?: "01" | "03";
  readonly errorDetail?: string;
}

/** `POST …/LLTP/TaoHoSo` */
export interface RecordFiling {
  readonly maTinh: string;
  readonly tenTinh?: string;
  readonly maHoSoMCDT: string;
  readonly ngayTiepNhan?: string;
  readonly nguonDangKy?: string | number;
  readonly tenNguonDangKy?: string;
  /** Its fields of the requester begin with `nyc`. */
  readonly toKhai: {
    readonly loaiPhieu?: string | number;
    readonly uyQuyen?: string | number;
    readonly thongTinUyQuyen?: unknown;
    readonly quaTrinhCTNNNLV?: readonly unknown[] | null;
    readonly thongTinThanhToan?: unknown;
    readonly giayToDinhKem?:
      | readonly {
          readonly ma?: string;
          readonly ten?: string;
          readonly danhSach?: readonly { readonly loai: string; readonly duLieu: string }[] | null;
        }[]
      | null;
  } & Readonly<Record<string, unknown>>;
  readonly thongTinBienLai?: Readonly<Record<string, unknown>> | null;
}

/** 00: done. 01: not, and why. 03: interrupted. */
export interface RecordAnswer {
  readonly statusCode: "00" | "01" | "03";
  readonly data?: unknown;
  readonly errorDetail?: string;
}

/** `POST /v2/lyLichTuPhap/traKetQuaHoSoLLTP` */
export interface RecordStatus {
  readonly maTinh: string;
  readonly tenTinh: string;
  readonly maHoSoMCDT: string;
  /** 1 to 10, the portal's list. */
  readonly trangThaiXuLy: string;
  readonly tenTrangThaiXuLy: string;
  readonly lyDoTuChoi: string;
  /** dd/MM/yyyy */
  readonly ngayHenTraKetQua: string;
  readonly type: "ketqua" | "thuhoi";
  readonly ketQuaXuLy: Readonly<Record<string, unknown>> | null;
}

const one = { mandatory: "no", kind: "text", sure: "one" } as const;

export const recordFilingRules: Rules<RecordFiling> = {
  maTinh: { ...one, mandatory: "yes" },
  tenTinh: one,
  maHoSoMCDT: { ...one, mandatory: "yes" },
  ngayTiepNhan: one,
  nguonDangKy: one,
  tenNguonDangKy: one,
  toKhai: { mandatory: "yes", kind: "object", sure: "one" },
  thongTinBienLai: { mandatory: "no", kind: "object", sure: "one" },
};

export const recordStatusRules: Rules<RecordStatus> = {
  maTinh: { ...one, mandatory: "yes", vi: "mã tỉnh", en: "province code" },
  tenTinh: { ...one, vi: "tên tỉnh", en: "province" },
  maHoSoMCDT: { ...one, mandatory: "yes", vi: "mã hồ sơ", en: "dossier code" },
  trangThaiXuLy: {
    mandatory: "yes",
    kind: "code",
    values: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
    sure: "one",
    vi: "trạng thái",
    en: "status",
  },
  tenTrangThaiXuLy: one,
  lyDoTuChoi: { ...one, kind: "prose", vi: "lý do", en: "reason" },
  ngayHenTraKetQua: { ...one, vi: "ngày hẹn trả", en: "due date" },
  type: { mandatory: "yes", kind: "code", values: ["ketqua", "thuhoi"], sure: "one" },
  ketQuaXuLy: { mandatory: "no", kind: "object", sure: "one" },
};

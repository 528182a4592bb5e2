import type { Rules } from "./field-rules.ts";

/**
 * A step as `CapNhatTienDoHoSoMC` takes it. The wire has no number for it: sent twice it stands there twice, so each goes
 * once, at most ten of one dossier in a call.
 */
export interface ProgressRow {
  readonly MaHoSo: string;
  readonly NguoiXuLy: string;
  readonly ChucDanh: string;
  readonly ThoiDiemXuLy: string;
  readonly PhongBanXuLy: string;
  readonly NoiDungXuLy: string;
  readonly TrangThai: string;
  readonly NgayBatDau: string;
  readonly NgayKetThucTheoQuyDinh: string;
}

/** Seen in one implementation, and inferred from what the portal answers to longer ones. */
export const progressRowsInACall = 10;

export const progressRules: Rules<ProgressRow> = {
  MaHoSo: { mandatory: "yes", kind: "text", maximum: 50, sure: "two", vi: "mã hồ sơ", en: "dossier code" },
  NguoiXuLy: { mandatory: "yes", kind: "text", maximum: 50, sure: "two", vi: "người xử lý", en: "officer" },
  ChucDanh: { mandatory: "no", kind: "text", sure: "two", vi: "chức danh", en: "title" },
  ThoiDiemXuLy: { mandatory: "yes", kind: "moment", sure: "two", vi: "thời điểm xử lý", en: "time of the step" },
  PhongBanXuLy: { mandatory: "no", kind: "text", sure: "two", vi: "phòng ban xử lý", en: "unit" },
  NoiDungXuLy: { mandatory: "yes", kind: "prose", sure: "two", vi: "nội dung xử lý", en: "what was done" },
  TrangThai: {
    mandatory: "yes",
    kind: "code",
    values: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
    sure: "two",
    vi: "trạng thái",
    en: "status",
  },
  NgayBatDau: { mandatory: "no", kind: "moment", sure: "two", vi: "ngày bắt đầu", en: "begun on" },
  NgayKetThucTheoQuyDinh: {
    mandatory: "no",
    kind: "moment",
    sure: "two",
    vi: "ngày kết thúc theo quy định",
    en: "to be done by",
  },
};

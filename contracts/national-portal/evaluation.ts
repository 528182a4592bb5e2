import type { Rules } from "./field-rules.ts";

/** A row of `DongBoDanhGia`: the totals of a month, not of a dossier. `Madonvi` has a small d there. */
export interface EvaluationRow {
  /** Month and year, `3-2025`. */
  readonly NgayTongHop: string;
  readonly TongSoNguoiDanhGia: number;
  /** With the sign, `60%`. */
  readonly PhanTramDanhGiaRatHaiLong: string;
  readonly PhanTramDanhGiaHaiLong: string;
  readonly PhanTramDanhGiaChuaHaiLong: string;
  readonly DanhSachNoiDungYKien: string;
  readonly MaThuTuc: string;
  /** The question. */
  readonly NoiDung: string;
  readonly PhanTramDanhGiaDichVuRatHaiLong: string;
  readonly PhanTramDanhGiaDichVuHaiLong: string;
  readonly PhanTramDanhGiaDichVuChuaHaiLong: string;
  readonly Madonvi: string;
  readonly TenDonVi: string;
}

const share = { mandatory: "yes", kind: "text", sure: "one" } as const;

export const evaluationRules: Rules<EvaluationRow> = {
  NgayTongHop: { mandatory: "yes", kind: "text", sure: "one", vi: "tháng tổng hợp", en: "month" },
  TongSoNguoiDanhGia: { mandatory: "yes", kind: "number", sure: "one", vi: "số người đánh giá", en: "how many judged" },
  PhanTramDanhGiaRatHaiLong: { ...share, vi: "% rất hài lòng", en: "% very satisfied" },
  PhanTramDanhGiaHaiLong: { ...share, vi: "% hài lòng", en: "% satisfied" },
  PhanTramDanhGiaChuaHaiLong: { ...share, vi: "% chưa hài lòng", en: "% not satisfied" },
  DanhSachNoiDungYKien: { mandatory: "no", kind: "prose", sure: "one" },
  MaThuTuc: { mandatory: "no", kind: "code", sure: "one" },
  NoiDung: { mandatory: "no", kind: "prose", sure: "one", vi: "câu hỏi", en: "question" },
  PhanTramDanhGiaDichVuRatHaiLong: share,
  PhanTramDanhGiaDichVuHaiLong: share,
  PhanTramDanhGiaDichVuChuaHaiLong: share,
  Madonvi: { mandatory: "yes", kind: "code", sure: "one", vi: "mã đơn vị", en: "unit code" },
  TenDonVi: { mandatory: "yes", kind: "text", sure: "one", vi: "tên đơn vị", en: "unit name" },
};

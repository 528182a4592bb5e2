import { submittedFileRules, type SubmittedFile } from "./dossier.ts";
import type { Rules } from "./field-rules.ts";

/** `data` of `DongBoTrangThaiHoSo`, `type` "2": what became of a dossier that was filed on the portal. */
export interface FiledStatus {
  /** The portal's code, and ours. */
  readonly MaHoSo: string;
  readonly MaHoSoDonVi: string;
  readonly MaDoiTuong: string;
  readonly NoiDung: string;
  readonly NgayXuLy: string;
  /** 2: received. 5: to be supplemented, or refused. Nothing else is taken. */
  readonly TrangThai: string;
  readonly TaiLieuXuLy: readonly FiledStatusFile[];
}

export type FiledStatusFile = Pick<
  SubmittedFile,
  "TepDinhKemId" | "TenTepDinhKem" | "IsDeleted" | "MaThanhPhanHoSo" | "DuongDanTaiTepTin"
>;

export const filedStatusRules: Rules<FiledStatus> = {
  MaHoSo: { mandatory: "yes", kind: "text", sure: "two", vi: "mã hồ sơ quốc gia", en: "national dossier code" },
  MaHoSoDonVi: { mandatory: "yes", kind: "text", sure: "two", vi: "mã hồ sơ của đơn vị", en: "our dossier code" },
  MaDoiTuong: {
    mandatory: "no",
    kind: "text",
    sure: "two",
    vi: "mã đối tượng (TechID)",
    en: "national account (TechID)",
  },
  NoiDung: { mandatory: "no", kind: "prose", sure: "two", vi: "nội dung", en: "content" },
  NgayXuLy: { mandatory: "yes", kind: "moment", sure: "two", vi: "ngày xử lý", en: "handled on" },
  TrangThai: { mandatory: "yes", kind: "code", values: ["2", "5"], sure: "one", vi: "trạng thái", en: "status" },
  TaiLieuXuLy: {
    mandatory: "no",
    kind: "list",
    inside: {
      TepDinhKemId: submittedFileRules.TepDinhKemId,
      TenTepDinhKem: submittedFileRules.TenTepDinhKem,
      IsDeleted: submittedFileRules.IsDeleted,
      MaThanhPhanHoSo: submittedFileRules.MaThanhPhanHoSo,
      DuongDanTaiTepTin: submittedFileRules.DuongDanTaiTepTin,
    },
    sure: "two",
  },
};

import { isMoment } from "./moments.ts";

/** What the portal demands of one field of a packet. `later`: mandatory where the later guide is applied (M*). */
export interface Field {
  readonly name: string;
  readonly must?: "always" | "later";
  readonly kind: Kind;
}

type Kind =
  | { readonly is: "text"; readonly max?: number; readonly like?: RegExp }
  | { readonly is: "moment" }
  | { readonly is: "one"; readonly of: readonly string[] }
  | { readonly is: "link" }
  | { readonly is: "whole" }
  | { readonly is: "flag" }
  | { readonly is: "anything" }
  | { readonly is: "rows"; readonly of: readonly Field[] };

export type Row = Readonly<Record<string, unknown>>;

const text = (max?: number, like?: RegExp): Kind => ({
  is: "text",
  ...(max === undefined ? {} : { max }),
  ...(like ? { like } : {}),
});
const one = (...of: string[]): Kind => ({ is: "one", of });
const moment: Kind = { is: "moment" };
const rows = (...of: Field[]): Kind => ({ is: "rows", of });
const must = (name: string, kind: Kind = text()): Field => ({ name, must: "always", kind });
const later = (name: string, kind: Kind = text()): Field => ({ name, must: "later", kind });
const may = (name: string, kind: Kind = text()): Field => ({ name, kind });

const upTo = (last: number) => Array.from({ length: last }, (_, at) => String(at + 1));
const yesNo = one("0", "1");
const trueFalse = one("True", "False", "0", "1");

/** Unit, day in six or eight digits, sequence: loose, as both generations of codes live side by side. */
export const dossierCode = /^[0-9GH.]+-(\d{6}|\d{8})-\d{4,7}$/;
export const orgCode = /^(\d{3}\.\d{2}\.\d{2}\.[GH]\d{2}|[GH]\d{2}(\.\d{2,3})*)$/;
/** National form: a local suffix is refused. */
const procedureCode = /^\d\.\d{6}$/;

const files = (...more: Field[]): Kind =>
  rows(
    may("TepDinhKemId"),
    must("TenTepDinhKem", text(4000)),
    may("IsDeleted", trueFalse),
    may("MaThanhPhanHoSo"),
    must("DuongDanTaiTepTin", { is: "link" }),
    ...more,
  );

/** DongBoHoSoMC: the 27 fields of QCVN 120:2019 and those that came later. */
export const dossierFields: readonly Field[] = [
  must("MaHoSo", text(50, dossierCode)),
  must("MaTTHC", text(undefined, procedureCode)),
  must("TenTTHC"),
  must("MaLinhVuc"),
  must("TenLinhVuc"),
  may("SoBienNhan"),
  later("KenhThucHien", one("1", "2", "3")),
  may("ChuHoSo"),
  later("SoGiayToChuHoSo"),
  must("LoaiDoiTuong", one("1", "2", "3", "4")),
  may("MaDoiTuong"),
  may("ThongTinKhac"),
  may("Email"),
  may("Fax"),
  may("SoDienThoai"),
  may("TrichYeuHoSo", text(1000)),
  must("NgayTiepNhan", moment),
  may("NgayHenTra", moment),
  must("TrangThaiHoSo", one(...upTo(10))),
  may("NgayTra", moment),
  may("ThongTinTra"),
  must("HinhThuc", yesNo),
  may("NgayKetThucXuLy", moment),
  must("DonViXuLy"),
  may("GhiChu", text(2000)),
  may(
    "TaiLieuNop",
    files(
      may("DuocSoHoa", yesNo),
      may("DuocTaiSuDung", one("0", "1", "2")),
      may("DuocLayTuKhoDMQG", yesNo),
      may("MaKetQuaThayThe"),
    ),
  ),
  may(
    "DanhSachLePhi",
    rows(
      must("TenPhiLePhi"),
      must("MaPhiLePhi"),
      must("HinhThucThu", one("1", "2", "4")),
      must("Gia", text(undefined, /^\d+$/)),
      must("LoaiPhiLePhi", one("1", "2", "3")),
    ),
  ),
  may(
    "DanhSachTepDinhKemKhac",
    rows(must("TenGiayTo", text(2000)), may("SoLuong", { is: "whole" }), may("LoaiGiayTo", { is: "whole" })),
  ),
  may(
    "DanhSachHoSoBoSung",
    rows(
      may("HoSoBoSungId", { is: "whole" }),
      may("NguoiYeuCauBoSung"),
      may("NoiDungBoSung"),
      may("NgayBoSung", moment),
      may("NguoiTiepNhanBoSung"),
      may("ThongTinTiepNhan"),
      may("NgayTiepNhanBoSung", moment),
      may("TrangThaiBoSung", { is: "flag" }),
      may("DanhSachGiayToBoSung", { is: "anything" }),
      may("DanhSachLePhiBoSung", { is: "anything" }),
      may("NgayHenTraTruoc", moment),
      may("NgayHenTraMoi", moment),
    ),
  ),
  may(
    "DanhSachGiayToKetQua",
    rows(
      must("TenGiayTo", text(2000)),
      may("MaThanhPhanHoSo"),
      may("GiayToId"),
      may("DuongDanTepTinKetQua", { is: "link" }),
      may("MaGiayToKetQua"),
    ),
  ),
  later("NgayNopHoSo", moment),
  may("NgayTuChoi", moment),
  later("NoiNopHoSo", one("1", "2")),
  later("HoSoCoThanhPhanSoHoa", yesNo),
  later("TaiKhoanDuocXacThucVoiVNeID", yesNo),
  later("DuocThanhToanTrucTuyen", one("0", "1", "2", "3")),
  later(
    "DinhDanhCHS",
    rows(must("LoaiDinhDanh", one("1", "2")), must("SoDinhDanh", text(undefined, /^(\d{9}|\d{12})$/))),
  ),
  later("DSKetNoiCSDL", rows(must("MaCSDL"))),
];

/** CapNhatTienDoHoSoMC: nine fields, no number of a step among them. */
export const progressFields: readonly Field[] = [
  must("MaHoSo", text(50, dossierCode)),
  must("NguoiXuLy", text(50)),
  may("ChucDanh"),
  must("ThoiDiemXuLy", moment),
  may("PhongBanXuLy"),
  must("NoiDungXuLy"),
  must("TrangThai", one(...upTo(10))),
  may("NgayBatDau", moment),
  may("NgayKetThucTheoQuyDinh", moment),
];

/** DongBoTrangThaiHoSo type 2: taken in, or to be supplemented; nothing else exists in this flow. */
export const filingStatusFields: readonly Field[] = [
  must("MaHoSo", text(50, dossierCode)),
  must("MaHoSoDonVi", text(50)),
  may("MaDoiTuong"),
  may("NoiDung"),
  must("NgayXuLy", moment),
  must("TrangThai", one("2", "5")),
  may("TaiLieuXuLy", files()),
];

const percent = text(undefined, /^(100|\d{1,2})([.,]\d+)?%$/);
export const evaluationFields: readonly Field[] = [
  must("NgayTongHop", text(undefined, /^(0?[1-9]|1[0-2])-\d{4}$/)),
  must("TongSoNguoiDanhGia", { is: "whole" }),
  must("PhanTramDanhGiaRatHaiLong", percent),
  must("PhanTramDanhGiaHaiLong", percent),
  must("PhanTramDanhGiaChuaHaiLong", percent),
  may("DanhSachNoiDungYKien"),
  may("MaThuTuc"),
  must("NoiDung"),
  must("PhanTramDanhGiaDichVuRatHaiLong", percent),
  must("PhanTramDanhGiaDichVuHaiLong", percent),
  must("PhanTramDanhGiaDichVuChuaHaiLong", percent),
  must("Madonvi", text(undefined, orgCode)),
  must("TenDonVi"),
];

export const answerFields: readonly Field[] = [
  must("HOIDAPID"),
  must("MADONVI", text(undefined, orgCode)),
  must("NGUOITRALOI"),
  may("CHUCVUNGUOITRALOI"),
  must("NGAYTRALOI", moment),
  must("NOIDUNGTRALOI"),
];

export const questionFields: readonly Field[] = [
  must("HOIDAPID"),
  may("MaLinhVuc"),
  must("NOIDUNG"),
  must("MADONVI", text(undefined, orgCode)),
  may("TENDONVI"),
];

export const isRow = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What is wrong with a row, a sentence each; empty: nothing. Never tells a value, only names of fields. */
export function judge(fields: readonly Field[], row: unknown, withLater: boolean, at = ""): readonly string[] {
  if (!isRow(row)) return [`${at || "data"} phải là đối tượng`];
  const unknown = Object.keys(row).filter((name) => !fields.some((field) => field.name === name));
  return [
    ...unknown.map((name) => `Trường ${at}${name} không có trong gói tin`),
    ...fields.flatMap(({ name, must: demand, kind }) => {
      const value = row[name];
      const isEmpty = value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
      if (!isEmpty) return faultsOf(kind, value, `${at}${name}`, withLater);
      return demand === "always" || (demand === "later" && withLater) ? [`Trường ${at}${name} bắt buộc nhập`] : [];
    }),
  ];
}

function faultsOf(kind: Kind, value: unknown, name: string, withLater: boolean): readonly string[] {
  if (kind.is === "anything") return [];
  if (kind.is === "whole") return Number.isSafeInteger(value) ? [] : [`Trường ${name} phải là số nguyên`];
  if (kind.is === "flag") return typeof value === "boolean" ? [] : [`Trường ${name} phải là true hoặc false`];
  if (kind.is === "rows")
    return Array.isArray(value)
      ? value.flatMap((row, index) => judge(kind.of, row, withLater, `${name}[${index}].`))
      : [`Trường ${name} phải là danh sách`];
  if (typeof value !== "string") return [`Trường ${name} phải là chuỗi`];
  if (hasControl(value)) return [`Trường ${name} chứa ký tự điều khiển`];
  switch (kind.is) {
    case "moment":
      return isMoment(value) ? [] : [`Trường ${name} không đúng định dạng yyyyMMddHHmmss`];
    case "one":
      return kind.of.includes(value) ? [] : [`Trường ${name} có giá trị không hợp lệ`];
    case "link":
      return isLink(value) ? [] : [`Trường ${name} không phải đường dẫn tải được`];
    case "text":
      if (kind.max !== undefined && Array.from(value).length > kind.max)
        return [`Trường ${name} vượt quá ${kind.max} ký tự`];
      return kind.like === undefined || kind.like.test(value) ? [] : [`Trường ${name} không đúng định dạng`];
  }
}

/** A link that the portal can open as it stands: absolute, percent-encoded, one. */
const isLink = (value: string) => /^https?:\/\/[^\s#<>"{}|\\^`]+$/.test(value) && URL.canParse(value);

/** Line breaks and tabs are text. */
const hasControl = (value: string) =>
  Array.from(value).some((sign) => {
    const point = sign.codePointAt(0) ?? 0;
    return (point < 32 && !["\n", "\r", "\t"].includes(sign)) || point === 127;
  });

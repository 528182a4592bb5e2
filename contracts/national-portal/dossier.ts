import type { FieldRule, Rules } from "./field-rules.ts";

/**
 * A dossier as `DongBoHoSoMC` takes it (QCVN 120:2019/BTTTT table 2, and the later fields). Text throughout, "" for what
 * is not there, but for the numbers and the truth value of its lists.
 */
export interface DossierRow {
  readonly MaHoSo: string;
  readonly MaTTHC: string;
  readonly TenTTHC: string;
  readonly MaLinhVuc: string;
  readonly TenLinhVuc: string;
  readonly SoBienNhan?: string;
  readonly KenhThucHien: string;
  readonly ChuHoSo: string;
  readonly SoGiayToChuHoSo?: string;
  readonly LoaiDoiTuong: string;
  readonly MaDoiTuong: string;
  readonly ThongTinKhac: string;
  readonly Email: string;
  readonly Fax: string;
  readonly SoDienThoai: string;
  readonly TrichYeuHoSo: string;
  readonly NgayTiepNhan: string;
  readonly NgayHenTra: string;
  readonly TrangThaiHoSo: string;
  readonly NgayTra: string;
  readonly ThongTinTra: string;
  readonly HinhThuc: string;
  readonly NgayKetThucXuLy: string;
  readonly DonViXuLy: string;
  readonly GhiChu: string;
  readonly TaiLieuNop: readonly SubmittedFile[];
  readonly DanhSachLePhi: readonly Fee[];
  readonly DanhSachTepDinhKemKhac: readonly OtherPaper[];
  readonly DanhSachHoSoBoSung: readonly SupplementRound[];
  readonly DanhSachGiayToKetQua: readonly ResultPaper[];
  readonly NgayNopHoSo?: string;
  readonly NgayTuChoi?: string;
  readonly NoiNopHoSo?: string;
  readonly HoSoCoThanhPhanSoHoa?: string;
  readonly DuocThanhToanTrucTuyen?: string;
  readonly TaiKhoanDuocXacThucVoiVNeID?: string;
  readonly DinhDanhCHS?: readonly { readonly LoaiDinhDanh: string; readonly SoDinhDanh: string }[];
  readonly DSKetNoiCSDL?: readonly { readonly MaCSDL: string }[];
}

export interface SubmittedFile {
  readonly TepDinhKemId: string;
  readonly TenTepDinhKem: string;
  readonly IsDeleted: string;
  readonly MaThanhPhanHoSo: string;
  readonly DuongDanTaiTepTin: string;
  readonly DuocSoHoa?: string;
  readonly DuocTaiSuDung?: string;
  readonly DuocLayTuKhoDMQG?: string;
  readonly MaKetQuaThayThe?: string;
}

export interface Fee {
  readonly TenPhiLePhi: string;
  readonly MaPhiLePhi: string;
  readonly HinhThucThu: string;
  readonly Gia: string;
  readonly LoaiPhiLePhi: string;
}

export interface OtherPaper {
  readonly TenGiayTo: string;
  readonly SoLuong: number;
  readonly LoaiGiayTo?: number;
}

export interface SupplementRound {
  readonly HoSoBoSungId: number;
  readonly NguoiYeuCauBoSung: string;
  readonly NoiDungBoSung: string;
  readonly NgayBoSung: string;
  readonly NguoiTiepNhanBoSung: string;
  readonly ThongTinTiepNhan: string;
  readonly NgayTiepNhanBoSung: string;
  readonly TrangThaiBoSung: boolean;
  readonly DanhSachGiayToBoSung: readonly { readonly TenGiayTo: string }[];
  readonly DanhSachLePhiBoSung: readonly Fee[];
  readonly NgayHenTraTruoc: string;
  readonly NgayHenTraMoi: string;
}

export interface ResultPaper {
  readonly TenGiayTo: string;
  readonly MaThanhPhanHoSo: string;
  readonly GiayToId: string;
  readonly DuongDanTepTinKetQua: string;
  readonly MaGiayToKetQua?: string;
}

const zeroToThree = ["0", "1", "2", "3"];
const name: FieldRule = { mandatory: "yes", kind: "text", sure: "two" };
const free: FieldRule = { mandatory: "no", kind: "text", sure: "two" };
const moment: FieldRule = { mandatory: "no", kind: "moment", sure: "two" };
const flag: FieldRule = { mandatory: "no", kind: "flag", sure: "two" };

export const submittedFileRules: Rules<SubmittedFile> = {
  TepDinhKemId: { ...free, vi: "mã tệp", en: "file id" },
  TenTepDinhKem: { ...name, maximum: 4000, vi: "tên tệp", en: "file name" },
  IsDeleted: { mandatory: "no", kind: "bool", sure: "two" },
  MaThanhPhanHoSo: { ...free, vi: "mã thành phần hồ sơ", en: "component code" },
  DuongDanTaiTepTin: { mandatory: "yes", kind: "url", sure: "two", vi: "đường dẫn tệp", en: "file link" },
  DuocSoHoa: flag,
  DuocTaiSuDung: { mandatory: "no", kind: "code", values: ["0", "1", "2"], sure: "one" },
  DuocLayTuKhoDMQG: flag,
  MaKetQuaThayThe: free,
};

export const feeRules: Rules<Fee> = {
  TenPhiLePhi: { ...free, vi: "tên phí, lệ phí", en: "fee name" },
  MaPhiLePhi: { ...free, vi: "mã phí, lệ phí", en: "fee code" },
  HinhThucThu: { mandatory: "no", kind: "code", values: ["1", "2", "4"], sure: "one" },
  Gia: { ...free, vi: "số tiền", en: "amount" },
  LoaiPhiLePhi: { mandatory: "no", kind: "code", values: ["1", "2", "3"], sure: "one" },
};

export const otherPaperRules: Rules<OtherPaper> = {
  TenGiayTo: { ...name, maximum: 2000, vi: "tên giấy tờ", en: "paper name" },
  SoLuong: { mandatory: "no", kind: "number", sure: "two" },
  LoaiGiayTo: { mandatory: "no", kind: "number", sure: "two" },
};

export const supplementRules: Rules<SupplementRound> = {
  HoSoBoSungId: { mandatory: "no", kind: "number", sure: "two" },
  NguoiYeuCauBoSung: { ...free, vi: "người yêu cầu bổ sung", en: "who asked for the supplement" },
  NoiDungBoSung: {
    mandatory: "no",
    kind: "prose",
    sure: "two",
    vi: "nội dung bổ sung",
    en: "what is to be supplemented",
  },
  NgayBoSung: { ...moment, vi: "ngày yêu cầu bổ sung", en: "supplement asked on" },
  NguoiTiepNhanBoSung: free,
  ThongTinTiepNhan: free,
  NgayTiepNhanBoSung: { ...moment, vi: "ngày tiếp nhận bổ sung", en: "supplement received on" },
  TrangThaiBoSung: { mandatory: "no", kind: "boolean", sure: "two" },
  DanhSachGiayToBoSung: { mandatory: "no", kind: "list", sure: "two" },
  DanhSachLePhiBoSung: { mandatory: "no", kind: "list", inside: feeRules, sure: "two" },
  NgayHenTraTruoc: { ...moment, vi: "ngày hẹn trả trước", en: "former due date" },
  NgayHenTraMoi: { ...moment, vi: "ngày hẹn trả mới", en: "new due date" },
};

export const resultPaperRules: Rules<ResultPaper> = {
  TenGiayTo: { ...name, maximum: 2000, vi: "tên giấy tờ kết quả", en: "result's name" },
  MaThanhPhanHoSo: free,
  GiayToId: free,
  DuongDanTepTinKetQua: { mandatory: "no", kind: "url", sure: "two", vi: "đường dẫn tệp kết quả", en: "result's link" },
  MaGiayToKetQua: { ...free, vi: "mã giấy tờ kết quả", en: "result code" },
};

export const dossierRules: Rules<DossierRow> = {
  MaHoSo: { ...name, maximum: 50, vi: "mã hồ sơ", en: "dossier code" },
  MaTTHC: { mandatory: "yes", kind: "code", sure: "two", vi: "mã thủ tục", en: "procedure code" },
  TenTTHC: { ...name, vi: "tên thủ tục", en: "procedure's name" },
  MaLinhVuc: { mandatory: "yes", kind: "code", sure: "two", vi: "mã lĩnh vực", en: "field's code" },
  TenLinhVuc: { ...name, vi: "tên lĩnh vực", en: "field's name" },
  SoBienNhan: { mandatory: "no", kind: "text", sure: "one", vi: "số biên nhận", en: "receipt number" },
  KenhThucHien: {
    mandatory: "always",
    kind: "code",
    values: ["1", "2", "3"],
    sure: "two",
    vi: "kênh thực hiện",
    en: "channel",
  },
  ChuHoSo: { ...free, vi: "chủ hồ sơ", en: "owner" },
  SoGiayToChuHoSo: {
    mandatory: "always",
    kind: "text",
    sure: "one",
    vi: "số giấy tờ chủ hồ sơ",
    en: "owner's id number",
  },
  LoaiDoiTuong: {
    mandatory: "yes",
    kind: "code",
    values: ["1", "2", "3", "4"],
    sure: "two",
    vi: "loại đối tượng",
    en: "kind of applicant",
  },
  MaDoiTuong: { ...free, vi: "mã đối tượng (TechID)", en: "national account (TechID)" },
  ThongTinKhac: { ...free, vi: "thông tin khác", en: "other information" },
  Email: { ...free, vi: "thư điện tử", en: "e-mail" },
  Fax: { ...free, vi: "fax", en: "fax" },
  SoDienThoai: { ...free, vi: "số điện thoại", en: "telephone" },
  TrichYeuHoSo: { mandatory: "no", kind: "prose", maximum: 1000, sure: "two", vi: "trích yếu hồ sơ", en: "abstract" },
  NgayTiepNhan: { mandatory: "yes", kind: "moment", sure: "two", vi: "ngày tiếp nhận", en: "received on" },
  NgayHenTra: { ...moment, vi: "ngày hẹn trả", en: "due date" },
  TrangThaiHoSo: {
    mandatory: "yes",
    kind: "code",
    values: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
    sure: "two",
    vi: "trạng thái hồ sơ",
    en: "status",
  },
  NgayTra: { ...moment, vi: "ngày trả", en: "returned on" },
  ThongTinTra: { ...free, vi: "thông tin trả", en: "return note" },
  HinhThuc: {
    mandatory: "yes",
    kind: "code",
    values: ["0", "1"],
    sure: "two",
    vi: "hình thức nhận kết quả",
    en: "how the result is returned",
  },
  NgayKetThucXuLy: { ...moment, vi: "ngày kết thúc xử lý", en: "finished on" },
  DonViXuLy: { ...name, vi: "đơn vị xử lý", en: "processing unit's name" },
  GhiChu: { mandatory: "no", kind: "prose", maximum: 2000, sure: "one", vi: "ghi chú", en: "note" },
  TaiLieuNop: { mandatory: "no", kind: "list", inside: submittedFileRules, sure: "two" },
  DanhSachLePhi: { mandatory: "no", kind: "list", inside: feeRules, sure: "two" },
  DanhSachTepDinhKemKhac: { mandatory: "no", kind: "list", inside: otherPaperRules, sure: "two" },
  DanhSachHoSoBoSung: { mandatory: "no", kind: "list", inside: supplementRules, sure: "two" },
  DanhSachGiayToKetQua: { mandatory: "no", kind: "list", inside: resultPaperRules, sure: "two" },
  NgayNopHoSo: { mandatory: "always", kind: "moment", sure: "two", vi: "ngày nộp hồ sơ", en: "filed on" },
  NgayTuChoi: { mandatory: "no", kind: "moment", sure: "one", vi: "ngày từ chối", en: "refused on" },
  NoiNopHoSo: {
    mandatory: "always",
    kind: "code",
    values: ["1", "2"],
    sure: "two",
    vi: "nơi nộp hồ sơ",
    en: "where it was filed",
  },
  HoSoCoThanhPhanSoHoa: {
    mandatory: "always",
    kind: "flag",
    sure: "two",
    vi: "hồ sơ có thành phần số hóa",
    en: "whether a component is digital",
  },
  DuocThanhToanTrucTuyen: {
    mandatory: "always",
    kind: "code",
    values: zeroToThree,
    sure: "two",
    vi: "được thanh toán trực tuyến",
    en: "whether paid online",
  },
  TaiKhoanDuocXacThucVoiVNeID: {
    mandatory: "always",
    kind: "flag",
    sure: "two",
    vi: "tài khoản được xác thực với VNeID",
    en: "whether the account is verified with VNeID",
  },
  DinhDanhCHS: {
    mandatory: "always",
    kind: "list",
    inside: {
      LoaiDinhDanh: { mandatory: "yes", kind: "code", values: ["1", "2"], sure: "one" },
      SoDinhDanh: { mandatory: "yes", kind: "text", sure: "one" },
    },
    sure: "one",
    vi: "định danh chủ hồ sơ",
    en: "owner's identity",
  },
  DSKetNoiCSDL: {
    mandatory: "always",
    kind: "list",
    inside: { MaCSDL: { mandatory: "yes", kind: "code", sure: "one" } },
    sure: "one",
    vi: "cơ sở dữ liệu đã kết nối",
    en: "databases consulted",
  },
};

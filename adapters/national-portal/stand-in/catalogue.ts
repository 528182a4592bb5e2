import type { Row } from "./fields.ts";

/** What the portal knows beside dossiers. A test changes it in place; the next call sees it so. */
export interface Catalogue {
  /** By service: what `LayDanhMuc…` and other lists answer. */
  readonly lists: Record<string, Row[]>;
  /** As `LayThuTuc` tells them; `LayDanhSachTTHC` tells their codes and names. */
  readonly procedures: Row[];
  /** As `LayDVC` tells them. */
  readonly onlineServices: Row[];
  /** Identity or tax number → TechID. */
  readonly accounts: Record<string, string>;
  /** Path → bytes, for `getfile` and downloads. */
  readonly files: Record<string, Buffer>;
  /** From citizens; what was answered is in the holdings. */
  readonly questions: Row[];
}

/** Small and invented: province H99 does not exist. */
export const inventedCatalogue = (): Catalogue => ({
  lists: {
    LayDanhMucGioiTinh: [
      { MAGIOITINH: "1", TENGIOITINH: "Nam" },
      { MAGIOITINH: "2", TENGIOITINH: "Nữ" },
    ],
    LayDanhMucTinhThanh: [{ MATINHTHANH: "99", TENTINHTHANH: "Tỉnh Mẫu" }],
    LayDanhMucQuanHuyen: [],
    LayDanhMucPhuongXa: [{ MAPHUONGXA: "99001", TENPHUONGXA: "Xã Bình Minh", MATINHTHANH: "99" }],
    LayDanhMucQuocGia: [{ MAQUOCGIA: "VN", TENQUOCGIA: "Việt Nam" }],
    LayDanhMucDanToc: [{ MADANTOC: "01", TENDANTOC: "Kinh" }],
    LayDanhMucTonGiao: [{ MATONGIAO: "00", TENTONGIAO: "Không" }],
    LayDanhMucTinhTrangHonNhan: [{ MATINHTRANG: "1", TENTINHTRANG: "Chưa kết hôn" }],
    LayDanhMucDoiTuong: [
      { MADOITUONG: "1", TENDOITUONG: "Người dân" },
      { MADOITUONG: "2", TENDOITUONG: "Doanh nghiệp" },
    ],
    LayDanhMucCoQuan: [
      { MADONVI: "000.00.00.H99", TENDONVI: "UBND tỉnh Mẫu", CAPDONVI: "1" },
      { MADONVI: "H99.14", TENDONVI: "UBND xã Bình Minh", CAPDONVI: "3" },
    ],
    LayDanhMucLinhVuc: [
      { MALINHVUC: "G15-HT07", TENLINHVUC: "Hộ tịch", MANGANH: "G15" },
      { MALINHVUC: "G05-XTTM", TENLINHVUC: "Xúc tiến thương mại", MANGANH: "G05" },
    ],
    LayDanhMucCapThucHien: [
      { MACAP: "1", TENCAP: "Cấp tỉnh" },
      { MACAP: "3", TENCAP: "Cấp xã" },
    ],
    LayDanhMucCanCuPhapLy: [{ SOVANBAN: "99/2025/NĐ-MẪU", TENVANBAN: "Nghị định mẫu" }],
    LayDanhMucLePhi: [{ MAPHILEPHI: "PLP.01", TENPHILEPHI: "Lệ phí hộ tịch", SOTIEN: "8.000" }],
    LayDanhMucLoaiThuTuc: [{ MALOAI: "1", TENLOAI: "Thủ tục hành chính công" }],
    LayDanhMucNhomThuTuc: [{ MANHOM: "1", TENNHOM: "Có con nhỏ" }],
    LayDanhMucThuTucThuocLoai: [{ MALOAI: "1", MATTHC: "1.990193" }],
  },
  procedures: [
    procedure("1.990193", "Đăng ký khai sinh (mẫu)", "3", { MALINHVUC: "G15-HT07", TENLINHVUC: "Hộ tịch" }),
    procedure("2.990033", "Thông báo hoạt động khuyến mại (mẫu)", "1", {
      MALINHVUC: "G05-XTTM",
      TENLINHVUC: "Xúc tiến thương mại",
    }),
    // some have no field at all: whoever reads [0] unguarded falls over it
    procedure("1.990500", "Xác nhận cư trú (mẫu)", "3"),
  ],
  onlineServices: [
    {
      MADVC: "1.990193.01",
      TENDVC: "Đăng ký khai sinh (mẫu)",
      MATTHC: "1.990193",
      TENTTHC: "Đăng ký khai sinh (mẫu)",
      TENCOQUANBANHANH: "Bộ Mẫu",
      TENLINHVUC: "Hộ tịch",
      APDUNGDVC: [],
    },
  ],
  accounts: { "099301000017": "7d0c-mau-tech", "0100000019": "5b11-mau-tech" },
  files: { "/mau/to-khai.pdf": Buffer.from("%PDF-1.4\n% tờ khai mẫu\n%%EOF\n") },
  questions: [
    {
      HOIDAPID: "55012",
      MALINHVUC: "G15-HT07",
      MADONVI: "000.00.00.H99",
      TENDONVI: "UBND tỉnh Mẫu",
      NOIDUNG: "Khai sinh cần giấy tờ gì?",
      HOVATEN: "Người Dân Thử",
      DIACHI: "",
      THUDIENTU: "",
      SODIENTHOAI: "",
      MATTHCDP: "",
      TRANGTHAI: "1",
    },
    // 0: not for the province
    { HOIDAPID: "55013", MADONVI: "000.00.00.H99", NOIDUNG: "Câu hỏi thử bị bỏ qua", TRANGTHAI: "0" },
  ],
});

/** A procedure as the national catalogue tells one. */
export function procedure(code: string, name: string, level: "1" | "3", field?: Row): Row {
  return {
    ID: code.replace(/\D/g, ""),
    MATTHC: code,
    TENTTHC: name,
    LOAITTHC: "1",
    TRANGTHAI: "1",
    IDQUYETDINHCONGBO: "9001",
    QUYETDINH: "999/QĐ-MẪU",
    MACOQUANCONGBO: "000.00.00.G99",
    CAPTHUCHIEN: [{ CAPTHUCHIEN: level }],
    LINHVUCTHUCHIEN: field ? [field] : [],
    DOITUONGTHUCHIEN: [{ TENDOITUONG: "Công dân Việt Nam" }],
    TRINHTUTHUCHIEN: [{ TRUONGHOP: "", TRINHTU: [{ TENTRINHTU: "Nộp hồ sơ" }] }],
    CACHTHUCTHUCHIEN: [
      {
        KENH: "1",
        THOIGIAN: [
          {
            THOIGIANGIAIQUYET: "3",
            DONVITINH: "Ngày làm việc",
            MOTA: "",
            PHILEPHI: [{ MAPHILEPHI: "'PLP.01", SOTIEN: "1.000.000", DONVI: "VNĐ", MOTA: "", URL: "" }],
          },
        ],
      },
    ],
    THANHPHANHOSO: [
      {
        TRUONGHOP: "",
        GIAYTO: [{ MAGIAYTO: "TP.99.000123", TENGIAYTO: "Tờ khai", TENMAUDON: "mau01.pdf", URL: "/mau/to-khai.pdf" }],
      },
    ],
    KETQUATHUCHIEN: [{ MAKETQUA: "KQ.G99.000031", TENKETQUA: "Giấy mẫu" }],
    CANCUPHAPLY: [],
    TTHCLIENQUAN: [],
    TTHCLIENTHONG: [],
    COQUANTHUCHIEN: [{ MADONVI: "H99.14", TENDONVI: "UBND xã Bình Minh" }],
  };
}

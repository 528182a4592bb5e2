/** National payment platform ("thanh toán trực tuyến DVCQG"), version 1.0.6. JSON both ways; amounts as text from us. */

export interface PayPlatformInit {
  readonly LoaiBanTin: "INIT";
  readonly PhienBan: string;
  readonly MaDoiTac: string;
  readonly MaThamChieu: string;
  readonly SoTien: string;
  readonly LoaiHinhThanhToan: string;
  readonly MaKenhThanhToan: string;
  readonly MaThietBi: string;
  readonly NgonNgu: string;
  readonly MaTienTe: string;
  readonly MaNganHang: string;
  readonly ThongTinGiaoDich: string;
  /** yyyyMMddHHmmss, 24 hours, Vietnamese time: as everywhere here. */
  readonly ThoiGianGD: string;
  readonly Ip: string;
  readonly MaXacThuc: string;
  /** No signature covers it. */
  readonly ThongTinBienLai: FeeBillInfo | FineBillInfo;
}

export interface PayPlatformQuestion {
  readonly LoaiBanTin: "QUERY" | "GET_BILL";
  readonly PhienBan: string;
  readonly MaDoiTac: string;
  readonly MaThamChieu: string;
  readonly ThoiGianGD: string;
  readonly MaXacThuc: string;
}

/** What we answer to a callback. */
export interface PayPlatformAnswer {
  readonly MaLoi: string;
  readonly MoTaLoi: string;
  readonly MaDoiTac: string;
  readonly MaThamChieu: string;
  readonly ThoiGianGD: string;
  /** Echoed. */
  readonly MaXacThuc: string;
}

interface PaidBy {
  readonly NoiDungThanhToan: string;
  readonly HoTenNguoiNop: string;
  readonly SoCMNDNguoiNop: string;
  readonly DiaChiNguoiNop: string;
  readonly HuyenNguoiNop?: string;
  readonly TinhNguoiNop?: string;
  readonly TaiKhoanThuNSNN?: string;
}

/** `ThongTinBienLai` of a fee; KeyPay v3 calls the same object `bill_info`. */
export interface FeeBillInfo extends PaidBy {
  readonly MaDichVu: "2";
  readonly MaDVC: string;
  readonly TenDVC: string;
  readonly MaTTHC: string;
  readonly TenTTHC: string;
  readonly MaDonVi: string;
  readonly TenDonVi: string;
  readonly MaHoSo: string;
  readonly TKThuHuong: string;
  readonly MaNHThuHuong: string;
  readonly TenTKThuHuong: string;
  readonly PhiLePhi: readonly {
    readonly LoaiPhiLePhi: string;
    readonly MaPhiLePhi: string;
    readonly TenPhiLePhi: string;
    readonly SoTien: string;
  }[];
}

/** Of a fine. */
export interface FineBillInfo extends PaidBy {
  readonly MaDichVu: "1";
  readonly MaLoaiHinhThuPhat: string;
  readonly TenLoaiHinhThuPhat: string;
  readonly MaCoQuanQD: string;
  readonly TenCoQuanQD: string;
  readonly KhoBac: string;
  readonly NgayQD: string;
  readonly SoQD: string;
  readonly ThoiGianViPham: string;
  readonly DiaDiemViPham: string;
  readonly TenNguoiViPham: string;
  readonly DSKhoanNop: readonly { readonly NoiDung: string; readonly SoTien: string }[];
}

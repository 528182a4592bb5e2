/** What each message's MaXacThuc covers, in this order, the secret last. */
export const signedFields = {
  init: [
    "LoaiBanTin",
    "PhienBan",
    "MaDoiTac",
    "MaThamChieu",
    "SoTien",
    "LoaiHinhThanhToan",
    "MaKenhThanhToan",
    "MaThietBi",
    "NgonNgu",
    "MaTienTe",
    "MaNganHang",
    "ThongTinGiaoDich",
    "ThoiGianGD",
    "Ip",
  ],
  callback: [
    "LoaiBanTin",
    "MaLoi",
    "MaDoiTac",
    "MaThamChieu",
    "SoTien",
    "MaTienTe",
    "MaGiaoDich",
    "MaNganHang",
    "ThoiGianGD",
    "ThongTinGiaoDich",
  ],
  question: ["LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD"],
} as const;

/** Never kept, never logged. */
export const cardFields = ["Token", "SoThe", "ThangThe", "NamThe"] as const;

export const limits = { MaDoiTac: 50, MaThamChieu: 255, ThongTinGiaoDich: 255, Ip: 45 } as const;

/** TrangThaiGD of a QUERY reply. 3 is a system error or a bank's timeout: how it ended nobody knows yet (R4). */
export const queryStates = { "1": "paid", "3": "unknown", "4": "failed" } as const;

import type { Room } from "./problem.ts";

/** Procedures and their versions. */
export const catalogue = {
  "procedure-unknown": {
    status: 422,
    vi: {
      title: "Không có thủ tục này",
      detail: "Không có thủ tục hành chính nào mang mã “{procedure}”.",
      remedy: "Dùng mã quốc gia, ví dụ 1.001193; tra tại GET /v1/procedures?q=…",
    },
    en: {
      title: "Unknown procedure",
      detail: "No procedure has the code “{procedure}”.",
      remedy: "Use the national code, such as 1.001193; look it up with GET /v1/procedures?q=…",
    },
  },
  "procedure-not-valid": {
    status: 422,
    vi: {
      title: "Thủ tục không có hiệu lực vào ngày đó",
      detail: "Thủ tục {procedure} không có hiệu lực ngày {day}. Thủ tục thay thế: {replacement}.",
      remedy: "Dùng thủ tục thay thế, hoặc sửa thời điểm “at”; các phiên bản có tại GET /v1/procedures/{procedure}.",
    },
    en: {
      title: "Procedure not in force on that day",
      detail: "Procedure {procedure} is not in force on {day}. Replaced by: {replacement}.",
      remedy: "Use the replacement, or correct the time “at”; versions are at GET /v1/procedures/{procedure}.",
    },
  },
  "procedure-version-unknown": {
    status: 422,
    vi: {
      title: "Không có phiên bản này",
      detail: "Thủ tục {procedure} không có phiên bản bắt đầu ngày {version} (có: {known}).",
      remedy: "Ghi ngày bắt đầu của phiên bản mà bản nháp được soạn, xem GET /v1/procedures/{procedure}.",
    },
    en: {
      title: "Unknown version",
      detail: "Procedure {procedure} has no version that begins on {version} (there are: {known}).",
      remedy: "Give the first day of the version the draft was written for, see GET /v1/procedures/{procedure}.",
    },
  },
  "procedure-not-immediate": {
    status: 422,
    vi: {
      title: "Thủ tục không trả ngay",
      detail: "Thủ tục {procedure} không phải loại trả kết quả ngay.",
      remedy: "Tiếp nhận bình thường (receive).",
    },
    en: {
      title: "Not settled on the spot",
      detail: "Procedure {procedure} is not one whose result is given at once.",
      remedy: "Receive it in the ordinary way (receive).",
    },
  },
  "paper-not-on-list": {
    status: 422,
    vi: {
      title: "Giấy tờ không có trong danh mục",
      detail: "“{paper}” không có trong thành phần hồ sơ của thủ tục {procedure}.",
      remedy: "Bỏ giấy tờ này, hoặc ghi căn cứ pháp lý của nó ở “legalBasis”.",
    },
    en: {
      title: "Paper not on the list",
      detail: "“{paper}” is not among the papers of procedure {procedure}.",
      remedy: "Leave it out, or give the law that asks for it in its “legalBasis”.",
    },
  },
  "procedure-solved-by-ministry": {
    status: 409,
    vi: {
      title: "Thủ tục do bộ giải quyết tập trung",
      detail: "Thủ tục {procedure} do bộ cung cấp tập trung; đơn vị {unit} không được tự mở tiếp nhận.",
      remedy: "Hướng dẫn người dân nộp trên hệ thống của bộ qua Cổng Dịch vụ công quốc gia.",
    },
    en: {
      title: "The ministry settles this procedure itself",
      detail: "The procedure {procedure} is a ministry's central service; {unit} may not open a receipt of its own.",
      remedy: "Guide the applicant to the ministry's system by the National Public Service Portal.",
    },
  },
} as const satisfies Room;

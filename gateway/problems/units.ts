import type { Room } from "./problem.ts";

/** Units, agencies and who may speak for them. */
export const units = {
  "unit-unknown": {
    status: 422,
    vi: {
      title: "Không có đơn vị này",
      detail: "Không có đơn vị nào mang mã định danh “{unit}”.",
      remedy: "Kiểm tra mã định danh (dạng H36.17 hoặc 000.00.17.H36) tại GET /v1/units/{unit}.",
    },
    en: {
      title: "Unknown unit",
      detail: "No agency has the identifier “{unit}”.",
      remedy: "Check the identifier (H36.17 or 000.00.17.H36) with GET /v1/units/{unit}.",
    },
  },
  "unit-not-valid": {
    status: 422,
    vi: {
      title: "Đơn vị không hoạt động vào ngày đó",
      detail: "{name} ({unit}) có hiệu lực từ {from} đến {to}, không gồm ngày {day}.",
      remedy: "Dùng đơn vị kế thừa (xem “successor” tại GET /v1/units/{unit}), hoặc sửa thời điểm “at”.",
    },
    en: {
      title: "Unit not valid on that day",
      detail: "{name} ({unit}) is valid from {from} to {to}, which leaves out {day}.",
      remedy: "Use its successor (“successor” in GET /v1/units/{unit}), or correct the time “at”.",
    },
  },
  "agency-ended": {
    status: 409,
    vi: {
      title: "Đơn vị đã chấm dứt hoạt động",
      detail: "{name} ({unit}) chấm dứt hoạt động sau ngày {day}; đơn vị kế thừa: {successor}.",
      remedy: "Đơn vị kế thừa thực hiện các bước tiếp theo; chưa rõ kế thừa thì xem GET /v1/units/{unit}.",
    },
    en: {
      title: "The agency has ended",
      detail: "{name} ({unit}) ended after {day}; its successor: {successor}.",
      remedy: "Its successor takes the steps from here; where none is named, see GET /v1/units/{unit}.",
    },
  },
  "unit-not-yours": {
    status: 403,
    vi: {
      title: "Không được thay mặt đơn vị này",
      detail: "Hệ thống của bạn không được đăng ký cho đơn vị {unit}.",
      remedy: "Dùng đơn vị của mình ở “by”, hoặc đề nghị quản trị trục đăng ký thêm đơn vị (hub partners add).",
    },
    en: {
      title: "Not your unit",
      detail: "Your system is not registered for unit {unit}.",
      remedy: "Name one of your own units in “by”, or ask the hub's operator to register it (hub partners add).",
    },
  },
  "centre-not-named": {
    status: 409,
    vi: {
      title: "Chưa chỉ định trung tâm cấp tỉnh",
      detail: "Trục chưa được cho biết cơ quan nào là trung tâm phục vụ hành chính công của tỉnh.",
      remedy: "Đề nghị quản trị trục chạy: hub overdue centre --province … --centre … --basis …",
    },
    en: {
      title: "No provincial centre is named",
      detail: "The hub was not told which agency is the province's service centre.",
      remedy: "Ask the hub's operator to run: hub overdue centre --province … --centre … --basis …",
    },
  },
} as const satisfies Room;

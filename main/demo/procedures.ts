import type { LimitUnit, ProcedureLevel } from "../../core/domain/procedure.ts";

/** A row of the demonstration catalogue, as a file of procedures would have it. */
interface DemoProcedure {
  readonly code: string;
  readonly name: string;
  readonly field: string;
  readonly levels: readonly ProcedureLevel[];
  readonly time_limit?: { readonly value: number; readonly unit: LimitUnit };
  readonly time_limit_text?: string;
  readonly fee_vnd?: number;
  readonly fee_text?: string;
  readonly documents?: readonly { readonly name: string }[];
  readonly valid_from?: string;
  readonly valid_to?: string;
  readonly replaced_by?: string;
  readonly after_15h_next_working_day?: true;
  readonly remark?: string;
}

const civilStatus = { field: "Hộ tịch", levels: ["commune"] } as const;
const certification = { field: "Chứng thực", levels: ["commune"] } as const;
const merits = { field: "Người có công", levels: ["commune", "district", "province"] } as const;
const welfare = { field: "Bảo trợ xã hội" } as const;
const sameDay = {
  time_limit: { value: 0, unit: "immediate" },
  time_limit_text: "Trong ngày; nhận sau 15 giờ thì trả kết quả ngày làm việc tiếp theo",
  after_15h_next_working_day: true,
} as const;
const free = { fee_vnd: 0, fee_text: "Miễn phí" } as const;
const papers = (...names: string[]) => ({ documents: names.map((name) => ({ name })) });
const limit = (value: number, unit: LimitUnit, text: string) => ({
  time_limit: { value, unit },
  time_limit_text: text,
});
const inventedDay = { remark: "Ngày hiệu lực là ngày trình diễn, không phải ngày chính thức" } as const;

const rows: readonly DemoProcedure[] = [
  {
    ...{ code: "1.001193", name: "Thủ tục đăng ký khai sinh", ...civilStatus, ...sameDay, ...free },
    ...papers("Tờ khai đăng ký khai sinh", "Giấy chứng sinh"),
  },
  {
    ...{ code: "1.000894", name: "Thủ tục đăng ký kết hôn", ...civilStatus, ...free },
    time_limit_text: "Trong ngày; không quá 5 ngày làm việc nếu phải xác minh",
    ...papers("Tờ khai đăng ký kết hôn"),
  },
  {
    ...{ code: "1.000656", name: "Thủ tục đăng ký khai tử", ...civilStatus, ...sameDay, ...free },
    ...papers("Tờ khai đăng ký khai tử", "Giấy báo tử"),
  },
  {
    ...{ code: "1.004873", name: "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân", ...civilStatus },
    ...limit(3, "working_day", "3 ngày làm việc"),
  },
  {
    ...{ code: "2.000635", name: "Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh" },
    ...{ field: "Hộ tịch", levels: ["commune", "province"], ...sameDay, fee_vnd: 8_000, fee_text: "8.000 đ/bản" },
  },
  {
    ...{ code: "2.000815", name: "Chứng thực bản sao từ bản chính giấy tờ, văn bản", ...certification, ...sameDay },
    ...{ fee_text: "2.000 đ/trang, từ trang thứ ba 1.000 đ/trang", ...papers("Bản chính", "Bản sao cần chứng thực") },
  },
  {
    ...{ code: "2.000884", name: "Chứng thực chữ ký trong các giấy tờ, văn bản", ...certification, ...sameDay },
    ...{ fee_vnd: 10_000, fee_text: "10.000 đ/trường hợp" },
  },
  { code: "2.000908", name: "Thủ tục cấp bản sao từ sổ gốc", ...certification, ...sameDay, ...free },
  {
    ...{ code: "1.001612", name: "Đăng ký thành lập hộ kinh doanh", field: "Hộ kinh doanh", levels: ["district"] },
    ...limit(3, "working_day", "3 ngày làm việc"),
    ...{ valid_to: "2025-06-30", ...papers("Giấy đề nghị đăng ký hộ kinh doanh") },
  },
  {
    ...{ code: "1.001612", name: "Đăng ký thành lập hộ kinh doanh", field: "Hộ kinh doanh", levels: ["commune"] },
    ...limit(3, "working_day", "3 ngày làm việc"),
    ...{ valid_from: "2025-07-01", ...papers("Giấy đề nghị đăng ký hộ kinh doanh") },
  },
  {
    ...{ code: "1.004222", name: "Đăng ký thường trú", field: "Đăng ký, quản lý cư trú", levels: ["commune"] },
    ...limit(7, "working_day", "7 ngày làm việc"),
    fee_text: "20.000 đ nộp trực tiếp, 10.000 đ nộp trực tuyến",
  },
  {
    ...{ code: "1.012994", name: "Khấu trừ kinh phí bồi thường, hỗ trợ, tái định cư", field: "Tài chính đất đai" },
    ...{ levels: ["commune", "province"], ...limit(30, "day", "30 ngày"), ...free },
  },
  {
    ...{ code: "2.002621", field: "Hộ tịch", levels: ["commune", "province"], ...free, replaced_by: "3.000722" },
    name: "Đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi",
    ...{ valid_to: "2026-06-30", ...inventedDay },
  },
  {
    ...{ code: "3.000722", field: "Hộ tịch", levels: ["commune", "province"], ...free },
    name: "Liên thông đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế, cấp thẻ căn cước cho trẻ em dưới 6 tuổi",
    ...limit(3, "working_day", "3 ngày làm việc; 5 ngày làm việc nếu phải xác minh"),
    ...{ valid_from: "2026-07-01", ...inventedDay },
  },
  {
    ...{ code: "2.001023", ...civilStatus, ...free, ...limit(15, "day", "15 ngày") },
    name: "Liên thông các thủ tục hành chính về đăng ký khai sinh, cấp Thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi",
  },
  {
    ...{ code: "2.000986", ...civilStatus, ...free, ...limit(20, "day", "20 ngày") },
    name: "Liên thông thủ tục hành chính về đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi",
  },
  {
    ...{ code: "2.002622", field: "Hộ tịch", levels: ["commune", "province"], ...free, replaced_by: "2.002913" },
    name: "Đăng ký khai tử, xóa đăng ký thường trú, giải quyết mai táng phí, tử tuất",
    ...{ valid_to: "2026-06-30", ...inventedDay },
  },
  {
    ...{ code: "2.002913", field: "Hộ tịch", levels: ["commune", "province"], ...free },
    name: "Liên thông đăng ký khai tử, xóa đăng ký thường trú, giải quyết mai táng phí",
    ...{ valid_from: "2026-07-01", ...inventedDay },
  },
  {
    ...{ code: "1.002693", name: "Cấp giấy phép chặt hạ, dịch chuyển cây xanh", field: "Hạ tầng kỹ thuật" },
    ...{ levels: ["commune", "province"], ...limit(10, "working_day", "10 ngày làm việc") },
    ...papers("Đơn đề nghị cấp giấy phép chặt hạ, dịch chuyển cây xanh", "Ảnh chụp hiện trạng cây xanh"),
  },
  { code: "2.002307", name: "Giải quyết chế độ mai táng phí đối với cựu chiến binh", ...merits },
  {
    code: "2.002308",
    name: "Giải quyết chế độ mai táng phí đối với thanh niên xung phong thời kỳ chống Pháp",
    ...merits,
  },
  { code: "1.010803", name: "Giải quyết chế độ trợ cấp thờ cúng liệt sĩ", ...merits },
  {
    code: "1.010812",
    name: "Tiếp nhận người có công vào cơ sở nuôi dưỡng, điều dưỡng người có công do tỉnh quản lý",
    ...merits,
  },
  {
    code: "1.010816",
    name: "Công nhận và giải quyết chế độ ưu đãi người hoạt động kháng chiến bị nhiễm chất độc hóa học",
    ...merits,
  },
  { code: "1.010820", name: "Giải quyết chế độ người có công giúp đỡ cách mạng", ...merits },
  { code: "1.010824", name: "Hưởng trợ cấp khi người có công đang hưởng trợ cấp ưu đãi từ trần", ...merits },
  { code: "1.010832", name: "Thăm viếng mộ liệt sĩ", ...merits },
  {
    ...{ code: "2.000286", ...welfare, levels: ["commune", "district", "province"] },
    name: "Tiếp nhận đối tượng bảo trợ xã hội có hoàn cảnh đặc biệt khó khăn vào cơ sở trợ giúp xã hội cấp tỉnh, cấp huyện",
  },
  {
    ...{ code: "1.001731", ...welfare, levels: ["commune", "district"] },
    name: "Hỗ trợ chi phí mai táng cho đối tượng bảo trợ xã hội",
  },
  {
    ...{ code: "1.001776", ...welfare, levels: ["commune", "district"] },
    name: "Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hàng tháng, hỗ trợ kinh phí chăm sóc, nuôi dưỡng hàng tháng",
  },
  {
    ...{ code: "1.001699", ...welfare, levels: ["commune"] },
    name: "Xác định, xác định lại mức độ khuyết tật và cấp Giấy xác nhận khuyết tật",
  },
];

/** About thirty procedures in common use; what is not known of them is left out. */
export const demoProcedures: readonly (DemoProcedure & { readonly status: string; readonly source: string })[] =
  rows.map((row) => ({ ...row, status: "demonstration", source: "bộ trình diễn" }));

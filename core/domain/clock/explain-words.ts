import type { DueStep, Explanation } from "./explain.ts";
import type { ExclusionReason } from "./exclusion.ts";
import type { LimitUnit } from "./limit.ts";
import type { Day } from "../day.ts";
import { dayNumber, weekday } from "./moment.ts";

interface Sentence {
  readonly vi: string;
  readonly en: string;
}

const dayNames: readonly Sentence[] = [
  { vi: "Chủ nhật", en: "Sun" },
  { vi: "Thứ Hai", en: "Mon" },
  { vi: "Thứ Ba", en: "Tue" },
  { vi: "Thứ Tư", en: "Wed" },
  { vi: "Thứ Năm", en: "Thu" },
  { vi: "Thứ Sáu", en: "Fri" },
  { vi: "Thứ Bảy", en: "Sat" },
];

/** `Thứ Hai 09/11/2026`. */
export function writeDay(day: Day): Sentence {
  const [year = "", month = "", date = ""] = day.split("-");
  const name = dayNames[weekday(dayNumber(day))] ?? { vi: "", en: "" };
  const numbers = `${date}/${month}/${year}`;
  return { vi: `${name.vi} ${numbers}`, en: `${name.en} ${numbers}` };
}

const unitNames: Readonly<Record<LimitUnit, Sentence>> = {
  working_day: { vi: "ngày làm việc", en: "working days" },
  calendar_day: { vi: "ngày", en: "calendar days" },
  month: { vi: "tháng", en: "months" },
  working_hour: { vi: "giờ làm việc", en: "working hours" },
  half_day: { vi: "buổi (mỗi buổi 4 giờ làm việc)", en: "half days (4 working hours each)" },
  same_day: { vi: "trong ngày", en: "the same day" },
};

export const writeLimit = ({ limit, unit }: Pick<Explanation, "limit" | "unit">): Sentence => ({
  vi: unit === "same_day" ? unitNames[unit].vi : `${limit} ${unitNames[unit].vi}`,
  en: unit === "same_day" ? unitNames[unit].en : `${limit} ${unitNames[unit].en}`,
});

const reasonNames: Readonly<Record<ExclusionReason, Sentence>> = {
  consultation: { vi: "lấy ý kiến cấp trên", en: "opinion of a higher level" },
  council: { vi: "hội đồng", en: "a council" },
  tax: { vi: "nghĩa vụ thuế", en: "tax" },
  verification: { vi: "xác minh", en: "verification" },
  inspection: { vi: "kiểm tra thực địa, người nộp vắng mặt", en: "a visit, the applicant absent" },
};

/** What happened at a step, without its day. */
export function writeStep({ what, at = "", until = "", count = 0, name, reason }: DueStep): Sentence {
  const named = name === undefined ? "" : ` (${name})`;
  const why = reason ? reasonNames[reason] : { vi: "không nêu lý do", en: "no reason stated" };
  switch (what) {
    case "received":
      return { vi: `nhận lúc ${at}`, en: `received at ${at}` };
    case "resumed":
      return { vi: `tính tiếp từ ${at}`, en: `the count goes on from ${at}` };
    case "used-before":
      return { vi: `trước đó đã dùng ${count} của thời hạn`, en: `${count} of the limit was used before` };
    case "excluded":
      return {
        vi: `từ ${at} đến ${until} không tính: ${why.vi}, ${name}; trước đó đã dùng ${count}`,
        en: `from ${at} to ${until} does not count: ${why.en}, ${name}; ${count} used before it`,
      };
    case "before-opening":
      return { vi: `nhận trước giờ mở cửa: tính từ ${at}`, en: `before opening: counts from ${at}` };
    case "break":
      return { vi: `nhận giờ nghỉ trưa: tính từ ${at}`, en: `in the midday break: counts from ${at}` };
    case "after-closing":
      return {
        vi: `nhận sau giờ làm việc: tính từ ${at} ngày này`,
        en: `after closing: counts from ${at} of this day`,
      };
    case "rest-day":
      return {
        vi: `nhận vào ngày nghỉ${named}: tính từ ${at} ngày này`,
        en: `on a rest day${named}: counts from ${at} of this day`,
      };
    case "last-hour":
      return {
        vi: `nhận trong giờ cuối của buổi làm việc: tính từ ${at} ngày này`,
        en: `in the last hour: counts from ${at} of this day`,
      };
    case "after-15":
      return { vi: `nhận sau 15 giờ: tính từ ${at} ngày này`, en: `after 15:00: counts from ${at} of this day` };
    case "receipt-day":
      return { vi: "ngày tiếp nhận, không tính", en: "day of receipt, not counted" };
    case "first-day-counted":
      return { vi: "ngày này tính là ngày thứ 1 (cách B)", en: "this day counts as day 1 (mode B)" };
    case "counted":
      return { vi: `ngày thứ ${count}`, en: `day ${count}` };
    case "makeup":
      return { vi: `ngày thứ ${count}, ngày làm bù${named}`, en: `day ${count}, a make-up day${named}` };
    case "rest":
      return { vi: `nghỉ${named}`, en: `off${named}` };
    case "weekend":
      return { vi: "nghỉ cuối tuần", en: "weekend" };
    case "hours":
      return { vi: `${at}–${until}, cộng dồn ${count} giờ`, en: `${at}–${until}, ${count} hours so far` };
    case "months":
      return {
        vi: `sau ${count} tháng, cùng ngày (hoặc ngày cuối tháng)`,
        en: `${count} month(s) later, the same day or the month's last`,
      };
    case "pushed":
      return {
        vi: `là ngày nghỉ${named}: chuyển sang ngày làm việc tiếp theo`,
        en: `a rest day${named}: moves to the next working day`,
      };
    case "same-day":
      return { vi: "nhận không muộn hơn 15 giờ: trả trong ngày", en: "no later than 15:00: the same day" };
    case "after-15-same-day":
      return { vi: "nhận sau 15 giờ: trả vào ngày làm việc tiếp theo", en: "after 15:00: the next working day" };
    case "ends":
      return { vi: `hạn lúc ${at}`, en: `due at ${at}` };
    case "provisional":
      return {
        vi: "DỰ KIẾN: có ngày nghỉ chưa được thông báo chính thức hoặc lịch chưa được nhập; hạn có thể thay đổi",
        en: "PROVISIONAL: some days off have no official notice yet, or no calendar; the due may change",
      };
  }
}

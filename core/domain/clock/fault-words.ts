import type { ClockFault, ClockFaultCode } from "./fault.ts";

type Words = (values: Readonly<Record<string, string>>) => { readonly vi: string; readonly en: string };

const words: Readonly<Record<ClockFaultCode, Words>> = {
  "limit-not-a-number": ({ value = "" }) => ({
    vi: `Thời hạn "${value}" không phải là số; hãy ghi một số, ví dụ 5.`,
    en: `The limit "${value}" is not a number; give one, such as 5.`,
  }),
  "limit-not-positive": ({ value = "" }) => ({
    vi: `Thời hạn ${value} không dùng được; hãy ghi số lớn hơn 0 (giải quyết ngay: dùng same_day).`,
    en: `The limit ${value} cannot be used; give a number above 0 (at once: use same_day).`,
  }),
  "limit-not-whole": ({ value = "" }) => ({
    vi: `Thời hạn ${value} không dùng được với đơn vị này; hãy ghi số nguyên (ngày làm việc được ghi nửa ngày, ví dụ 0.5).`,
    en: `The limit ${value} does not fit its unit; give a whole number (working days may have halves, such as 0.5).`,
  }),
  "before-calendar": ({ first = "" }) => ({
    vi: `Lịch làm việc chỉ có từ ngày ${first}; hãy chọn ngày muộn hơn hoặc nhập lịch của năm đó.`,
    en: `The calendar begins on ${first}; choose a later day or import that year's calendar.`,
  }),
  "beyond-calendar": ({ last = "" }) => ({
    vi: `Hạn rơi vào sau ngày ${last}, ngoài lịch làm việc; hãy kiểm tra ngày bắt đầu và thời hạn.`,
    en: `The due falls after ${last}, beyond the calendar; check the start and the limit.`,
  }),
  "calendar-day-twice": ({ day = "" }) => ({
    vi: `Ngày ${day} có hai lần trong lịch; hãy giữ lại một dòng.`,
    en: `The day ${day} is in the calendar twice; keep one.`,
  }),
  "calendar-reversed": ({ from = "", to = "" }) => ({
    vi: `Lịch kết thúc (${to}) trước khi bắt đầu (${from}); hãy sửa ngày.`,
    en: `The calendar ends (${to}) before it begins (${from}); correct the days.`,
  }),
  "office-hours-empty": () => ({
    vi: "Chưa có giờ làm việc nào; hãy ghi ít nhất một buổi, ví dụ 07:30-11:30.",
    en: "There are no office hours; give at least one stretch, such as 07:30-11:30.",
  }),
  "office-hours-out-of-order": ({ hours = "" }) => ({
    vi: `Giờ làm việc ${hours} bị ngược hoặc chồng nhau; hãy ghi theo thứ tự, ví dụ 07:30-11:30, 13:30-17:30.`,
    en: `The office hours ${hours} overlap or run backwards; write them in order, such as 07:30-11:30, 13:30-17:30.`,
  }),
  "office-hours-same-day": ({ day = "" }) => ({
    vi: `Có hai giờ làm việc cùng bắt đầu từ ngày ${day}; hãy giữ lại một.`,
    en: `Two sets of office hours begin on ${day}; keep one.`,
  }),
};

/** The sentence for the person who asked. */
export const wordsOfFault = ({ code, values }: ClockFault): ReturnType<Words> => words[code](values);

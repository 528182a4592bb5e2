import { expect } from "chai";
import {
  isWorkingDay,
  nextWorking,
  nthWorkingDay,
  openCalendar,
  workingDaysUpTo,
} from "../../core/domain/clock/calendar.ts";
import { clockOf, hoursOf, momentOf } from "../../core/domain/clock/clock.ts";
import { due } from "../../core/domain/clock/due.ts";
import { ClockFault } from "../../core/domain/clock/fault.ts";
import { wordsOfFault } from "../../core/domain/clock/fault-words.ts";
import { dayNumber } from "../../core/domain/clock/moment.ts";
import { nationalCalendar } from "../../core/domain/clock/national-calendar.ts";
import { openOfficeHours } from "../../core/domain/clock/office-hours.ts";
import { parseDay } from "../../core/domain/day.ts";
import { at, calendar, officeHours, question } from "../support/clocks.ts";

const hour = 3_600_000;
const morning = { opens: 7.5 * hour, closes: 11.5 * hour };
const afternoon = { opens: 13.5 * hour, closes: 17.5 * hour };
const day = (text: string) => dayNumber(parseDay(text));
const [first] = nationalCalendar.days;
const ask = (limit: number, unit: Parameters<typeof question>[2]) => () =>
  due(question("2026-11-02 09:00", limit, unit));
const numberOfDays = calendar.index.nth.length;

// the calendar covers 2024 to 2027; ten years further only weekends are known (to 31/12/2037, 3653 days)
const faults: readonly (readonly [
  what: string,
  work: () => unknown,
  code: string,
  values: Record<string, string>,
  vi: string,
  en: string,
])[] = [
  [
    "a limit that is no number",
    ask(NaN, "working_day"),
    "limit-not-a-number",
    { value: "NaN" },
    'Thời hạn "NaN" không phải là số; hãy ghi một số, ví dụ 5.',
    'The limit "NaN" is not a number; give one, such as 5.',
  ],
  [
    "a limit below zero",
    ask(-1, "working_day"),
    "limit-not-positive",
    { value: "-1", unit: "working_day" },
    "Thời hạn -1 không dùng được; hãy ghi số lớn hơn 0 (giải quyết ngay: dùng same_day).",
    "The limit -1 cannot be used; give a number above 0 (at once: use same_day).",
  ],
  [
    "a quarter of a day",
    ask(1.25, "working_day"),
    "limit-not-whole",
    { value: "1.25", unit: "working_day" },
    "Thời hạn 1.25 không dùng được với đơn vị này; hãy ghi số nguyên (ngày làm việc được ghi nửa ngày, ví dụ 0.5).",
    "The limit 1.25 does not fit its unit; give a whole number (working days may have halves, such as 0.5).",
  ],
  [
    "a day before the calendar",
    () => workingDaysUpTo(calendar, day("2023-12-31")),
    "before-calendar",
    { day: "2023-12-31", first: "2024-01-01" },
    "Lịch làm việc chỉ có từ ngày 2024-01-01; hãy chọn ngày muộn hơn hoặc nhập lịch của năm đó.",
    "The calendar begins on 2024-01-01; choose a later day or import that year's calendar.",
  ],
  [
    "the working day before the first",
    () => nthWorkingDay(calendar, -1),
    "before-calendar",
    { day: "2023-12-31", first: "2024-01-01" },
    "Lịch làm việc chỉ có từ ngày 2024-01-01; hãy chọn ngày muộn hơn hoặc nhập lịch của năm đó.",
    "The calendar begins on 2024-01-01; choose a later day or import that year's calendar.",
  ],
  [
    "a day beyond the calendar",
    () => workingDaysUpTo(calendar, day("2038-01-01")),
    "beyond-calendar",
    { last: "2037-12-31" },
    "Hạn rơi vào sau ngày 2037-12-31, ngoài lịch làm việc; hãy kiểm tra ngày bắt đầu và thời hạn.",
    "The due falls after 2037-12-31, beyond the calendar; check the start and the limit.",
  ],
  [
    "a working day beyond it",
    () => nthWorkingDay(calendar, numberOfDays),
    "beyond-calendar",
    { last: "2037-12-31" },
    "Hạn rơi vào sau ngày 2037-12-31, ngoài lịch làm việc; hãy kiểm tra ngày bắt đầu và thời hạn.",
    "The due falls after 2037-12-31, beyond the calendar; check the start and the limit.",
  ],
  [
    "hours that end beyond it",
    ask(40_000, "working_hour"),
    "beyond-calendar",
    { last: "2037-12-31" },
    "Hạn rơi vào sau ngày 2037-12-31, ngoài lịch làm việc; hãy kiểm tra ngày bắt đầu và thời hạn.",
    "The due falls after 2037-12-31, beyond the calendar; check the start and the limit.",
  ],
  [
    "a day twice in one scope",
    () => openCalendar("x", { ...nationalCalendar, days: [first!, first!] }),
    "calendar-day-twice",
    { day: "2024-01-01" },
    "Ngày 2024-01-01 có hai lần trong lịch; hãy giữ lại một dòng.",
    "The day 2024-01-01 is in the calendar twice; keep one.",
  ],
  [
    "a calendar that ends before it begins",
    () => openCalendar("x", { coversFrom: parseDay("2027-01-01"), coversTo: parseDay("2026-12-31"), days: [] }),
    "calendar-reversed",
    { from: "2027-01-01", to: "2026-12-31" },
    "Lịch kết thúc (2026-12-31) trước khi bắt đầu (2027-01-01); hãy sửa ngày.",
    "The calendar ends (2026-12-31) before it begins (2027-01-01); correct the days.",
  ],
  [
    "no office hours",
    () => openOfficeHours("x", []),
    "office-hours-empty",
    {},
    "Chưa có giờ làm việc nào; hãy ghi ít nhất một buổi, ví dụ 07:30-11:30.",
    "There are no office hours; give at least one stretch, such as 07:30-11:30.",
  ],
  [
    "a period without a stretch",
    () => openOfficeHours("x", [{ from: "-infinity", sessions: [] }]),
    "office-hours-empty",
    {},
    "Chưa có giờ làm việc nào; hãy ghi ít nhất một buổi, ví dụ 07:30-11:30.",
    "There are no office hours; give at least one stretch, such as 07:30-11:30.",
  ],
  [
    "the afternoon before the morning",
    () => openOfficeHours("x", [{ from: "-infinity", sessions: [afternoon, morning] }]),
    "office-hours-out-of-order",
    { hours: "13:30-17:30, 07:30-11:30" },
    "Giờ làm việc 13:30-17:30, 07:30-11:30 bị ngược hoặc chồng nhau; hãy ghi theo thứ tự, ví dụ 07:30-11:30, 13:30-17:30.",
    "The office hours 13:30-17:30, 07:30-11:30 overlap or run backwards; write them in order, such as 07:30-11:30, 13:30-17:30.",
  ],
  [
    "two sets of hours from one day",
    () =>
      openOfficeHours("x", [
        { from: parseDay("2026-04-15"), sessions: [morning] },
        { from: "-infinity", sessions: [morning] },
        { from: parseDay("2026-04-15"), sessions: [afternoon] },
      ]),
    "office-hours-same-day",
    { day: "2026-04-15" },
    "Có hai giờ làm việc cùng bắt đầu từ ngày 2026-04-15; hãy giữ lại một.",
    "Two sets of office hours begin on 2026-04-15; keep one.",
  ],
];

const faultOf = (work: () => unknown): ClockFault => {
  try {
    work();
  } catch (error) {
    if (error instanceof ClockFault) return error;
    throw error;
  }
  throw new Error("no fault");
};

describe("what the clocks cannot answer, and how they say so", () => {
  for (const [what, work, code, values, vi, en] of faults)
    it(`${what}: ${code}`, () => {
      const fault = faultOf(work);
      expect([fault.code, fault.values]).to.deep.equal([code, values]);
      expect(wordsOfFault(fault)).to.deep.equal({ vi, en });
    });

  it("is an error that names itself, its code and what it is about", () => {
    const fault = faultOf(ask(1.25, "working_day"));
    expect(String(fault)).to.equal("ClockFault: limit-not-whole 1.25 working_day");
    expect(new ClockFault("office-hours-empty").message).to.equal("office-hours-empty");
  });
});

describe("the edges of a calendar", () => {
  // 2024-01-01 is a holiday; the last day known, Thursday 31/12/2037, is a working day
  it("answers on its first and on its last day", () => {
    expect(workingDaysUpTo(calendar, day("2024-01-01"))).to.equal(0);
    expect(isWorkingDay(calendar, day("2024-01-01"))).to.equal(false);
    expect(nextWorking(calendar, day("2024-01-01"))).to.equal(0);
    expect(nthWorkingDay(calendar, 0)).to.equal(day("2024-01-02"));
    expect(isWorkingDay(calendar, day("2037-12-31"))).to.equal(true);
    expect(workingDaysUpTo(calendar, day("2037-12-31"))).to.equal(numberOfDays);
    expect(nthWorkingDay(calendar, numberOfDays - 1)).to.equal(day("2037-12-31"));
  });

  it("may be of a single day", () => {
    const one = openCalendar("x", { coversFrom: parseDay("2026-11-23"), coversTo: parseDay("2026-11-23"), days: [] });
    expect(isWorkingDay(one, day("2026-11-23"))).to.equal(true);
  });

  it("has hours on its last working day, and none beyond", () => {
    const clock = clockOf(calendar, officeHours);
    expect(hoursOf(clock, numberOfDays - 1)).to.deep.equal([morning, afternoon]);
    expect(faultOf(() => hoursOf(clock, numberOfDays)).code).to.equal("beyond-calendar");
    expect(faultOf(() => hoursOf(clock, -1)).code).to.equal("before-calendar");
  });

  it("counts hours to its very last, and not a millisecond further", () => {
    const clock = clockOf(calendar, officeHours);
    const all = numberOfDays * 8 * hour;
    expect(momentOf(clock, all)).to.deep.equal(at("2037-12-31 17:30"));
    expect(faultOf(() => momentOf(clock, all + 1)).values).to.deep.equal({ last: "2037-12-31" });
  });
});

import { expect } from "chai";
import { explain, explainAround, type DueStep } from "../../core/domain/clock/explain.ts";
import { writeDay, writeLimit, writeStep } from "../../core/domain/clock/explain-words.ts";
import type { LimitUnit } from "../../core/domain/clock/limit.ts";
import type { Mode } from "../../core/domain/clock/mode.ts";
import { parseDay } from "../../core/domain/day.ts";
import { calendar, officeHours, question } from "../support/clocks.ts";

/** `D6 weekend 21/11`, then count, times and name where there are some. */
const told = ({ rule, what, day, count, at, until, name }: DueStep): string =>
  [
    `${rule} ${what} ${day.slice(8)}/${day.slice(5, 7)}`,
    ...(count === undefined ? [] : [`#${count}`]),
    ...(at === undefined ? [] : [until === undefined ? at : `${at}–${until}`]),
    ...(name === undefined ? [] : [`(${name})`]),
  ].join(" ");

const culture = "(Ngày Văn hóa Việt Nam)";
const tet = "(Tết Nguyên đán)";

// the fourth week of November 2026: Friday 20, Monday 23, Tuesday 24 a holiday
const stories: readonly (readonly [limit: number, unit: LimitUnit, start: string, mode: Mode, steps: string[]])[] = [
  [
    2,
    "working_day",
    "2026-11-20 14:00",
    "A",
    [
      "D1 received 20/11 14:00",
      "D2 receipt-day 20/11",
      "D6 weekend 21/11",
      "D6 weekend 22/11",
      "D6 counted 23/11 #1",
      `D6 rest 24/11 ${culture}`,
      "D6 counted 25/11 #2",
      "D7 ends 25/11 17:30",
    ],
  ],
  [
    1,
    "working_day",
    "2026-11-21 10:00",
    "B",
    [
      "D1 received 21/11 10:00",
      "D3 rest-day 23/11 07:30",
      "D4 first-day-counted 23/11",
      "D6 counted 23/11 #1",
      "D7 ends 23/11 17:30",
    ],
  ],
  [
    1,
    "working_day",
    "2026-11-24 09:00",
    "A",
    [
      "D1 received 24/11 09:00",
      `D3 rest-day 25/11 07:30 ${culture}`,
      "D2 receipt-day 25/11",
      "D6 counted 26/11 #1",
      "D7 ends 26/11 17:30",
    ],
  ],
  [
    1,
    "working_day",
    "2026-08-21 09:00",
    "A",
    [
      "D1 received 21/08 09:00",
      "D2 receipt-day 21/08",
      "D6 makeup 22/08 #1 (Làm bù cho 31/08/2026)",
      "D7 ends 22/08 17:30",
    ],
  ],
  [
    // a make-up Saturday has a name, and is no rest day: what moves the start is the hour
    1,
    "working_day",
    "2026-08-22 12:00",
    "A",
    [
      "D1 received 22/08 12:00",
      "D3 break 22/08 13:30",
      "D2 receipt-day 22/08",
      "D6 weekend 23/08",
      "D6 counted 24/08 #1",
      "D7 ends 24/08 17:30",
    ],
  ],
  [
    1.5,
    "working_day",
    "2026-11-20 14:00",
    "A",
    [
      "D1 received 20/11 14:00",
      "D2 receipt-day 20/11",
      "D6 weekend 21/11",
      "D6 weekend 22/11",
      "D6 counted 23/11 #1",
      `D6 rest 24/11 ${culture}`,
      "D8 hours 25/11 #4 07:30–11:30",
      "D8 ends 25/11 11:30",
    ],
  ],
  [
    0.5,
    "working_day",
    "2026-11-20 15:00",
    "A",
    [
      "D1 received 20/11 15:00",
      "D8 hours 20/11 #2.5 15:00–17:30",
      "D6 weekend 21/11",
      "D6 weekend 22/11",
      "D8 hours 23/11 #4 07:30–09:00",
      "D8 ends 23/11 09:00",
    ],
  ],
  [
    10,
    "working_hour",
    "2026-11-20 16:00",
    "A",
    [
      "D1 received 20/11 16:00",
      "D8 hours 20/11 #1.5 16:00–17:30",
      "D6 weekend 21/11",
      "D6 weekend 22/11",
      "D8 hours 23/11 #5.5 07:30–11:30",
      "D8 hours 23/11 #9.5 13:30–17:30",
      `D6 rest 24/11 ${culture}`,
      "D8 hours 25/11 #10 07:30–08:00",
      "D8 ends 25/11 08:00",
    ],
  ],
  [
    1,
    "working_hour",
    "2026-11-23 11:30",
    "A", // the last instant of a stretch is in it, and nothing of it is left
    ["D1 received 23/11 11:30", "D8 hours 23/11 #1 13:30–14:30", "D8 ends 23/11 14:30"],
  ],
  [
    3,
    "half_day",
    "2026-11-02 07:30",
    "A",
    [
      "D1 received 02/11 07:30",
      "D8 hours 02/11 #4 07:30–11:30",
      "D8 hours 02/11 #8 13:30–17:30",
      "D8 hours 03/11 #12 07:30–11:30",
      "D8 ends 03/11 11:30",
    ],
  ],
  [
    1,
    "calendar_day",
    "2026-11-23 09:00",
    "A",
    [
      "D1 received 23/11 09:00",
      "D2 receipt-day 23/11",
      "D9 counted 24/11 #1",
      `D9 pushed 24/11 ${culture}`,
      "D7 ends 25/11 17:30",
    ],
  ],
  [
    2,
    "calendar_day",
    "2026-11-19 09:00",
    "A",
    [
      "D1 received 19/11 09:00",
      "D2 receipt-day 19/11",
      "D9 counted 20/11 #1",
      "D9 counted 21/11 #2",
      "D9 pushed 21/11",
      "D9 pushed 22/11",
      "D7 ends 23/11 17:30",
    ],
  ],
  [
    1,
    "month",
    "2026-01-30 09:00",
    "A",
    [
      "D1 received 30/01 09:00",
      "D2 receipt-day 30/01",
      "D9 months 28/02 #1",
      "D9 pushed 28/02",
      "D9 pushed 01/03",
      "D7 ends 02/03 17:30",
    ],
  ],
  [
    0,
    "same_day",
    "2026-11-20 15:00",
    "A",
    ["D1 received 20/11 15:00", "D22 same-day 20/11 15:00", "D22 ends 20/11 17:30"],
  ],
  [
    5, // the number of a same-day limit says nothing
    "same_day",
    "2026-11-20 15:01",
    "A",
    [
      "D1 received 20/11 15:01",
      "D5 after-15-same-day 20/11 15:01",
      "D6 weekend 21/11",
      "D6 weekend 22/11",
      "D22 ends 23/11 17:30",
    ],
  ],
  [
    0, // zero working days are the same day, and the procedure's own start rule does not move it (D22)
    "working_day",
    "2026-11-23 16:45",
    "A/last_hour",
    ["D1 received 23/11 16:45", "D5 after-15-same-day 23/11 16:45", `D6 rest 24/11 ${culture}`, "D22 ends 25/11 17:30"],
  ],
  [
    1,
    "working_day",
    "2026-11-25 16:45",
    "A/last_hour",
    [
      "D1 received 25/11 16:45",
      "KARA 6(3) last-hour 26/11 07:30",
      "D2 receipt-day 26/11",
      "D6 counted 27/11 #1",
      "D7 ends 27/11 17:30",
    ],
  ],
  [
    1,
    "working_day",
    "2026-11-25 15:01",
    "B/after_15",
    [
      "D1 received 25/11 15:01",
      "NĐ 63/2024 Điều 7 after-15 26/11 07:30",
      "D4 first-day-counted 26/11",
      "D6 counted 26/11 #1",
      "D7 ends 26/11 17:30",
    ],
  ],
  [
    1,
    "working_day",
    "2026-11-25 06:00",
    "A",
    [
      "D1 received 25/11 06:00",
      "D3 before-opening 25/11 07:30",
      "D2 receipt-day 25/11",
      "D6 counted 26/11 #1",
      "D7 ends 26/11 17:30",
    ],
  ],
  [
    1,
    "working_day",
    "2026-11-25 18:00",
    "A",
    [
      "D1 received 25/11 18:00",
      "D3 after-closing 26/11 07:30",
      "D2 receipt-day 26/11",
      "D6 counted 27/11 #1",
      "D7 ends 27/11 17:30",
    ],
  ],
  [
    2,
    "working_day",
    "2027-02-03 09:00",
    "A", // over a Tết that has no notice yet
    [
      "D1 received 03/02 09:00",
      "D2 receipt-day 03/02",
      "D6 counted 04/02 #1",
      `D6 rest 05/02 ${tet}`,
      `D6 rest 06/02 ${tet}`,
      `D6 rest 07/02 ${tet}`,
      `D6 rest 08/02 ${tet}`,
      `D6 rest 09/02 ${tet}`,
      "D6 rest 10/02 (Nghỉ bù Tết Nguyên đán)",
      "D6 rest 11/02 (Nghỉ bù Tết Nguyên đán)",
      "D6 counted 12/02 #2",
      "D7 ends 12/02 17:30",
      "D18 provisional 12/02",
    ],
  ],
];

describe("how a due was counted, day by day, for the telephone", () => {
  for (const [limit, unit, start, mode, steps] of stories)
    it(`${limit} ${unit} from ${start} (${mode})`, () =>
      expect(explain(question(start, limit, unit, mode)).steps.map(told)).to.deep.equal(steps));

  it("that went on after a payment: from when, what was used before, and no receipt", () => {
    const resumed = (limit: number, unit: "working_day" | "same_day", start: string, used: number) =>
      explainAround(question(start, limit, unit, "resumed"), used, []).steps.map(told);
    expect(resumed(6, "working_day", "2026-11-07 10:00", 4)).to.deep.equal([
      "D13 resumed 07/11 10:00",
      "D13 used-before 07/11 #4",
      "D6 weekend 07/11",
      "D6 weekend 08/11",
      "D6 counted 09/11 #5",
      "D6 counted 10/11 #6",
      "D7 ends 10/11 17:30",
    ]);
    expect(resumed(0, "same_day", "2026-11-03 15:10", 0)).to.deep.equal([
      "D13 resumed 03/11 15:10",
      "D22 same-day 03/11 15:10",
      "D22 ends 03/11 17:30",
    ]);
  });

  it("says what was asked, of which calendar and hours, and what came out", () => {
    const { steps, ...said } = explain(question("2026-11-21 10:00", 1, "working_day", "B"));
    expect(steps).to.have.length(5);
    expect(said).to.deep.equal({
      due: "2026-11-23T17:30:00+07:00",
      start: "2026-11-21T10:00:00+07:00",
      countedFrom: "2026-11-23T07:30:00+07:00",
      limit: 1,
      unit: "working_day",
      mode: "B",
      calendarVersion: calendar.version,
      officeHoursVersion: officeHours.version,
      provisional: false,
    });
    expect(explain(question("2027-02-03 09:00", 2, "working_day")).provisional).to.equal(true);
  });
});

describe("the words of an explanation", () => {
  const day = parseDay("2026-11-23");
  const step = (what: DueStep["what"], but: Partial<DueStep> = {}): DueStep => ({ rule: "D0", what, day, ...but });

  for (const [said, vi, en] of [
    [step("received", { at: "14:00" }), "nhận lúc 14:00", "received at 14:00"],
    [step("resumed", { at: "14:00" }), "tính tiếp từ 14:00", "the count goes on from 14:00"],
    [
      step("before-opening", { at: "07:30" }),
      "nhận trước giờ mở cửa: tính từ 07:30",
      "before opening: counts from 07:30",
    ],
    [step("break", { at: "13:30" }), "nhận giờ nghỉ trưa: tính từ 13:30", "in the midday break: counts from 13:30"],
    [
      step("after-closing", { at: "07:30" }),
      "nhận sau giờ làm việc: tính từ 07:30 ngày này",
      "after closing: counts from 07:30 of this day",
    ],
    [
      step("rest-day", { at: "07:30" }),
      "nhận vào ngày nghỉ: tính từ 07:30 ngày này",
      "on a rest day: counts from 07:30 of this day",
    ],
    [
      step("rest-day", { at: "07:30", name: "Quốc khánh" }),
      "nhận vào ngày nghỉ (Quốc khánh): tính từ 07:30 ngày này",
      "on a rest day (Quốc khánh): counts from 07:30 of this day",
    ],
    [
      step("last-hour", { at: "07:30" }),
      "nhận trong giờ cuối của buổi làm việc: tính từ 07:30 ngày này",
      "in the last hour: counts from 07:30 of this day",
    ],
    [
      step("after-15", { at: "07:30" }),
      "nhận sau 15 giờ: tính từ 07:30 ngày này",
      "after 15:00: counts from 07:30 of this day",
    ],
    [step("receipt-day"), "ngày tiếp nhận, không tính", "day of receipt, not counted"],
    [step("first-day-counted"), "ngày này tính là ngày thứ 1 (cách B)", "this day counts as day 1 (mode B)"],
    [step("counted", { count: 3 }), "ngày thứ 3", "day 3"],
    [
      step("makeup", { count: 3, name: "Làm bù cho 31/08/2026" }),
      "ngày thứ 3, ngày làm bù (Làm bù cho 31/08/2026)",
      "day 3, a make-up day (Làm bù cho 31/08/2026)",
    ],
    [step("rest", { name: "Quốc khánh" }), "nghỉ (Quốc khánh)", "off (Quốc khánh)"],
    [step("weekend"), "nghỉ cuối tuần", "weekend"],
    [
      step("hours", { at: "07:30", until: "11:30", count: 5.5 }),
      "07:30–11:30, cộng dồn 5.5 giờ",
      "07:30–11:30, 5.5 hours so far",
    ],
    [
      step("months", { count: 2 }),
      "sau 2 tháng, cùng ngày (hoặc ngày cuối tháng)",
      "2 month(s) later, the same day or the month's last",
    ],
    [
      step("pushed", { name: "Quốc khánh" }),
      "là ngày nghỉ (Quốc khánh): chuyển sang ngày làm việc tiếp theo",
      "a rest day (Quốc khánh): moves to the next working day",
    ],
    [step("pushed"), "là ngày nghỉ: chuyển sang ngày làm việc tiếp theo", "a rest day: moves to the next working day"],
    [
      step("same-day", { at: "09:00" }),
      "nhận không muộn hơn 15 giờ: trả trong ngày",
      "no later than 15:00: the same day",
    ],
    [
      step("after-15-same-day", { at: "15:01" }),
      "nhận sau 15 giờ: trả vào ngày làm việc tiếp theo",
      "after 15:00: the next working day",
    ],
    [step("ends", { at: "17:30" }), "hạn lúc 17:30", "due at 17:30"],
    [
      step("provisional"),
      "DỰ KIẾN: có ngày nghỉ chưa được thông báo chính thức hoặc lịch chưa được nhập; hạn có thể thay đổi",
      "PROVISIONAL: some days off have no official notice yet, or no calendar; the due may change",
    ],
  ] as const)
    it(vi, () => expect(writeStep(said)).to.deep.equal({ vi, en }));

  for (const [text, vi, en] of [
    ["2026-11-22", "Chủ nhật 22/11/2026", "Sun 22/11/2026"],
    ["2026-11-23", "Thứ Hai 23/11/2026", "Mon 23/11/2026"],
    ["2026-11-24", "Thứ Ba 24/11/2026", "Tue 24/11/2026"],
    ["2026-11-25", "Thứ Tư 25/11/2026", "Wed 25/11/2026"],
    ["2026-11-26", "Thứ Năm 26/11/2026", "Thu 26/11/2026"],
    ["2026-11-27", "Thứ Sáu 27/11/2026", "Fri 27/11/2026"],
    ["2026-11-28", "Thứ Bảy 28/11/2026", "Sat 28/11/2026"],
  ] as const)
    it(vi, () => expect(writeDay(parseDay(text))).to.deep.equal({ vi, en }));

  for (const [limit, unit, vi, en] of [
    [5, "working_day", "5 ngày làm việc", "5 working days"],
    [20, "calendar_day", "20 ngày", "20 calendar days"],
    [2, "month", "2 tháng", "2 months"],
    [168, "working_hour", "168 giờ làm việc", "168 working hours"],
    [3, "half_day", "3 buổi (mỗi buổi 4 giờ làm việc)", "3 half days (4 working hours each)"],
    [0, "same_day", "trong ngày", "the same day"],
  ] as const)
    it(`a limit of ${vi}`, () => expect(writeLimit({ limit, unit })).to.deep.equal({ vi, en }));
});

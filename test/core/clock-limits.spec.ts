import { expect } from "chai";
import { isProvisional, isWorkingDay, openCalendar } from "../../core/domain/clock/calendar.ts";
import { calendarFor, splitVersion } from "../../core/domain/clock/calendar-scope.ts";
import { due } from "../../core/domain/clock/due.ts";
import { explain } from "../../core/domain/clock/explain.ts";
import { ClockFault } from "../../core/domain/clock/fault.ts";
import { dayNumber, findMoment, findTime, writeMoment, writeTime } from "../../core/domain/clock/moment.ts";
import { nationalCalendar } from "../../core/domain/clock/national-calendar.ts";
import { parseDay } from "../../core/domain/day.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { calendar, dueOf, question } from "../support/clocks.ts";

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof ClockFault) return error.code;
    throw error;
  }
  return "answered";
};

describe("limits", () => {
  for (const [limit, unit, start, answer] of [
    [2.5, "working_day", "2026-11-02 09:00", "2026-11-05 11:30"],
    [1.5, "working_day", "2026-11-20 14:00", "2026-11-25 11:30"],
    [0.5, "working_hour", "2026-11-02 11:15", "2026-11-02 13:45"],
    [8, "working_hour", "2026-11-02 07:30", "2026-11-02 17:30"], // the end of hours, not the next opening
    [4, "working_hour", "2026-11-02 07:30", "2026-11-02 11:30"],
    [8, "working_hour", "2026-11-02 17:30", "2026-11-03 17:30"],
    [3, "half_day", "2026-11-02 07:30", "2026-11-03 11:30"],
    [1, "month", "2026-01-30 09:00", "2026-03-02 17:30"], // 28/02 is a Saturday
    [1, "month", "2024-01-31 09:00", "2024-02-29 17:30"],
    [12, "month", "2024-02-29 09:00", "2025-02-28 17:30"],
    [2, "month", "2026-11-09 09:00", "2027-01-11 17:30"], // 09/01 is a Saturday
    [1.5, "same_day", "2026-11-23 09:00", "2026-11-23 17:30"], // its number says nothing
    [1, "calendar_day", "2026-11-23 09:00", "2026-11-25 17:30"],
    [1, "calendar_day", "2026-08-21 09:00", "2026-08-22 17:30"], // ends on a make-up Saturday
  ] as const)
    it(`${limit} ${unit} from ${start} is ${answer}`, () => expect(dueOf(start, limit, unit)).to.equal(answer));

  for (const [limit, unit, code] of [
    [-1, "working_day", "limit-not-positive"],
    [0, "working_hour", "limit-not-positive"],
    [0, "half_day", "limit-not-positive"],
    [1.25, "working_day", "limit-not-whole"],
    [1.5, "calendar_day", "limit-not-whole"],
    [0.5, "month", "limit-not-whole"],
    [0.5, "half_day", "limit-not-whole"],
    [NaN, "working_day", "limit-not-a-number"],
    [Infinity, "working_hour", "limit-not-a-number"],
    [5000, "working_day", "beyond-calendar"],
    [40000, "working_hour", "beyond-calendar"],
    [6000, "calendar_day", "beyond-calendar"],
    [200, "month", "beyond-calendar"],
  ] as const)
    it(`${limit} ${unit} is refused: ${code}`, () =>
      expect(codeOf(() => due(question("2026-11-02 09:00", limit, unit)))).to.equal(code));

  it("start inside the calendar", () => {
    expect(codeOf(() => due(question("2023-12-29 09:00", 1, "working_day")))).to.equal("before-calendar");
    expect(dueOf("2024-01-01 09:00", 1, "working_day")).to.equal("2024-01-03 17:30");
  });
});

describe("moments", () => {
  for (const [text, moment] of [
    ["2026-11-02T09:00", "2026-11-02T09:00:00+07:00"],
    ["2026-11-02 09:00:30", "2026-11-02T09:00:30+07:00"],
    ["2026-11-02T09:00:30.5", "2026-11-02T09:00:30.500+07:00"],
    ["2026-11-02T02:00Z", "2026-11-02T09:00:00+07:00"],
    ["2026-11-01T23:00:00-03:00", "2026-11-02T09:00:00+07:00"],
    ["2026-02-29T09:00", undefined],
    ["2026-11-02T24:00", undefined],
    ["2026-11-02T09:60", undefined],
    ["2026-11-02", undefined],
    ["09:00", undefined],
    ["  2026-11-02T09:00  ", "2026-11-02T09:00:00+07:00"],
    ["2026-11-02T23:59:59.999", "2026-11-02T23:59:59.999+07:00"],
    ["on 2026-11-02T09:00", undefined],
    ["2026-11-02T09:00 or so", undefined],
    ["2026-11-02T09:00:00+0700", undefined],
    ["", undefined],
  ] as const)
    it(`"${text}" is ${moment ?? "no moment"}`, () => {
      const found = findMoment(text);
      expect(found && writeMoment(found)).to.equal(moment);
    });

  it("times are of one day", () => {
    expect([findTime("00:00"), findTime("7:30"), findTime("24:00")]).to.deep.equal([0, 27_000_000, 86_400_000]);
    expect(findTime("07:59")).to.equal(28_740_000);
    for (const text of ["24:01", "07:60", "0730", "", "at 07:30", "107:30", "07:301"])
      expect(findTime(text), text).to.equal(undefined);
  });

  it("times are written with two digits each", () => {
    const [hour, minute] = [3_600_000, 60_000];
    expect([0, 5 * minute, 7.5 * hour, 24 * hour].map(writeTime)).to.deep.equal(["00:00", "00:05", "07:30", "24:00"]);
    expect([15 * hour + 1000, 15 * hour + 500, 13 * hour + 59_999].map(writeTime)).to.deep.equal([
      ...["15:00:01", "15:00:00.500", "13:00:59.999"],
    ]);
  });
});

describe("the calendar", () => {
  const works = (day: string) => isWorkingDay(calendar, dayNumber(parseDay(day)));

  // the table of the notices, weekdays off and Saturdays worked, written out
  for (const [year, off, made] of [
    ["2024", "01-01 02-08 02-09 02-12 02-13 02-14 04-18 04-29 04-30 05-01 09-02 09-03", "05-04"],
    ["2025", "01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02", "04-26"],
    ["2026", "01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02 11-24", "01-10 08-22"],
    ["2027", "01-01 02-05 02-08 02-09 02-10 02-11 04-16 04-30 05-03 09-02 09-03 11-24", ""],
  ] as const)
    it(`of ${year} rests and works on the days of the notices, and on no others`, () => {
      const rests: string[] = [];
      const makeups: string[] = [];
      for (let day = dayNumber(parseDay(`${year}-01-01`)); day <= dayNumber(parseDay(`${year}-12-31`)); day += 1) {
        const date = new Date(day * 86_400_000);
        const isWeekend = [0, 6].includes(date.getUTCDay());
        const text = date.toISOString().slice(5, 10);
        if (isWorkingDay(calendar, day) && isWeekend) makeups.push(text);
        if (!isWorkingDay(calendar, day) && !isWeekend) rests.push(text);
      }
      expect([rests.join(" "), makeups.join(" ")]).to.deep.equal([off, made]);
    });

  it("says when an answer rests on what is not confirmed", () => {
    const from = (start: string, limit: number) => explain(question(start, limit, "working_day")).provisional;
    expect(from("2027-02-02 09:00", 2)).to.equal(false); // 03, 04/02
    expect(from("2027-02-02 09:00", 3)).to.equal(true); // over Tết
    expect(from("2027-02-12 09:00", 3)).to.equal(false);
    expect(from("2027-12-30 09:00", 1)).to.equal(false); // 31/12 is the last day covered
    expect(from("2027-12-30 09:00", 2)).to.equal(true);
    expect(isProvisional(calendar, dayNumber(parseDay("2027-02-11")), dayNumber(parseDay("2027-02-11")))).to.equal(
      true,
    );
  });

  it("has days of one province that do not count in another", () => {
    const day = { kind: "holiday", name: "Ngày của tỉnh", basis: "QĐ 1", status: "confirmed" } as const;
    const local = { ...day, day: parseDay("2026-11-26"), scope: "H38", pairedDay: null, validFrom: null };
    const all = openCalendar("c1", { ...nationalCalendar, days: [...nationalCalendar.days, local] });
    const in38 = calendarFor(all, parseOrgCode("H38.17"));
    const in56 = calendarFor(all, parseOrgCode("H56.10"));
    const rests = (of: typeof all) => !isWorkingDay(of, dayNumber(parseDay("2026-11-26")));
    expect([rests(in38), rests(in56)]).to.deep.equal([true, false]);
    expect([in38.version, in56.version]).to.deep.equal(["c1@H38.17", "c1@nation"]);
    expect(splitVersion(in38.version)).to.deep.equal({ version: "c1", agency: "H38.17" });
    expect(splitVersion("c1")).to.deep.equal({ version: "c1", agency: null });
    expect(calendarFor(calendar, parseOrgCode("H38"))).to.equal(calendar);
  });

  it("lets an agency's own word stand over the nation's", () => {
    const day = { name: "Trực", basis: "QĐ 2", status: "confirmed", pairedDay: null, validFrom: null } as const;
    const open = { ...day, kind: "makeup", day: parseDay("2026-11-24"), scope: "H38.17" } as const;
    const all = openCalendar("c2", { ...nationalCalendar, days: [open, ...nationalCalendar.days] });
    expect(isWorkingDay(calendarFor(all, parseOrgCode("H38.17")), dayNumber(open.day))).to.equal(true);
    expect(isWorkingDay(calendarFor(all, parseOrgCode("H38.18")), dayNumber(open.day))).to.equal(false);
  });

  it("refuses a day said twice in one scope, and an end before its beginning", () => {
    const [first] = nationalCalendar.days;
    expect(codeOf(() => openCalendar("x", { ...nationalCalendar, days: [first!, first!] }))).to.equal(
      "calendar-day-twice",
    );
    const reversed = { coversFrom: parseDay("2027-01-01"), coversTo: parseDay("2026-12-31"), days: [] };
    expect(codeOf(() => openCalendar("x", reversed))).to.equal("calendar-reversed");
    expect(works("2026-11-23")).to.equal(true);
  });
});

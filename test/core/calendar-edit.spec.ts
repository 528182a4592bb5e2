import { expect } from "chai";
import { changedDays, edited, firstOfYear, lastOfYear } from "../../core/domain/clock/calendar-edit.ts";
import { calendarText, type CalendarContent, type CalendarDay } from "../../core/domain/clock/calendar.ts";
import { parseDay } from "../../core/domain/day.ts";

const aDay = (day: string, but: Partial<CalendarDay> = {}): CalendarDay => ({
  day: parseDay(day),
  kind: "holiday",
  name: "Nghỉ",
  scope: "nation",
  basis: "TB 1",
  status: "provisional",
  pairedDay: null,
  validFrom: null,
  ...but,
});
const of = (from: string, to: string, ...days: CalendarDay[]): CalendarContent => ({
  coversFrom: parseDay(from),
  coversTo: parseDay(to),
  days,
});

const tet = aDay("2027-02-05");
const feast = aDay("2027-09-02", { status: "confirmed" });
const inTheProvince = aDay("2027-02-05", { scope: "H38", name: "Nghỉ của tỉnh" });
const before = of("2026-01-01", "2027-12-31", tet, inTheProvince, feast);

describe("an edit of the calendar", () => {
  it("states a day anew in its own scope, and leaves the others", () => {
    const confirmed = { ...tet, status: "confirmed", basis: "TB 2/2027" } as const;
    expect(edited(before, { set: [confirmed], clear: [] })).to.deep.equal(
      of("2026-01-01", "2027-12-31", inTheProvince, feast, confirmed),
    );
  });

  it("makes a day an ordinary one again, in the scope named", () => {
    expect(edited(before, { set: [], clear: [{ day: tet.day, scope: "H38" }] })).to.deep.equal(
      of("2026-01-01", "2027-12-31", tet, feast),
    );
    expect(edited(before, { set: [], clear: [{ day: parseDay("2027-02-06"), scope: "nation" }] })).to.deep.equal(
      before,
    );
  });

  it("adds a day that was ordinary", () => {
    const extra = aDay("2027-02-12");
    expect(edited(before, { set: [extra], clear: [] }).days).to.deep.equal([tet, inTheProvince, feast, extra]);
  });

  for (const [days, from, to] of [
    [[], "2026-01-01", "2027-12-31"],
    [["2026-01-01", "2027-12-31"], "2026-01-01", "2027-12-31"],
    [["2028-01-01"], "2026-01-01", "2028-12-31"], // a new year is covered to its end
    [["2025-12-31"], "2025-01-01", "2027-12-31"],
    [["2028-06-01", "2029-02-13", "2028-09-02"], "2026-01-01", "2029-12-31"],
    [["2025-06-01", "2024-02-13", "2025-09-02"], "2024-01-01", "2027-12-31"],
  ] as const)
    it(`covers the whole years of ${days.length === 0 ? "no new day" : days.join(", ")}: ${from} to ${to}`, () => {
      const { coversFrom, coversTo } = edited(before, { set: days.map((day) => aDay(day)), clear: [] });
      expect([coversFrom, coversTo]).to.deep.equal([from, to]);
    });

  it("a day to be cleared covers nothing new", () => {
    const edit = { set: [], clear: [{ day: parseDay("2030-02-05"), scope: "nation" }] };
    expect(edited(before, edit)).to.deep.equal(before);
  });

  it("a year's first and last day", () => {
    expect([firstOfYear(tet.day), lastOfYear(tet.day)]).to.deep.equal(["2027-01-01", "2027-12-31"]);
  });
});

describe("the days that an edit changed, for a person to see", () => {
  const change = (now: CalendarDay[]) =>
    changedDays(before, of("2026-01-01", "2027-12-31", ...now)).map(
      ({ day, scope, before: was, after }) => `${day} ${scope}: ${was?.name ?? "–"} → ${after?.name ?? "–"}`,
    );

  it("none for the same days, in whatever order", () => expect(change([feast, tet, inTheProvince])).to.deep.equal([]));

  it("in the order of the days, those gone and those come", () => {
    const [late, early] = [aDay("2027-10-01", { name: "Muộn" }), aDay("2027-01-02", { name: "Sớm" })];
    expect(change([late, early, { ...tet, name: "Tết" }, inTheProvince])).to.deep.equal([
      "2027-01-02 nation: – → Sớm",
      "2027-02-05 nation: Nghỉ → Tết",
      "2027-09-02 nation: Nghỉ → –",
      "2027-10-01 nation: – → Muộn",
    ]);
  });

  it("the same day in two scopes is two days", () => {
    expect(change([tet, { ...inTheProvince, name: "Khác" }, feast])).to.deep.equal([
      "2027-02-05 H38: Nghỉ của tỉnh → Khác",
    ]);
  });

  for (const but of [
    { kind: "makeup" },
    { name: "Tên khác" },
    { basis: "TB 2" },
    { status: "confirmed" },
    { pairedDay: parseDay("2027-02-06") },
    { validFrom: parseDay("2026-12-01") },
  ] as const)
    it(`another ${Object.keys(but).join()} is a change`, () => {
      const after = { ...tet, ...but };
      expect(changedDays(before, of("2026-01-01", "2027-12-31", after, inTheProvince, feast))).to.deep.equal([
        { day: tet.day, scope: "nation", before: tet, after },
      ]);
    });
});

describe("the text of a calendar, of which its version's digest is made", () => {
  it("is every word of every day, in the order of days and scopes", () => {
    const text =
      '["2026-01-01","2027-12-31",[' +
      '["2027-02-05","holiday","Nghỉ của tỉnh","H38","TB 1","provisional",null,null],' +
      '["2027-02-05","holiday","Nghỉ","nation","TB 1","provisional",null,null],' +
      '["2027-09-02","holiday","Nghỉ","nation","TB 1","confirmed","2027-09-03","2026-07-01"]]]';
    const said = { ...feast, pairedDay: parseDay("2027-09-03"), validFrom: parseDay("2026-07-01") };
    expect(calendarText(of("2026-01-01", "2027-12-31", said, tet, inTheProvince))).to.equal(text);
    expect(calendarText(of("2026-01-01", "2027-12-31", inTheProvince, tet, said))).to.equal(text);
  });
});

import { expect } from "chai";
import { defaultOfficePeriods } from "../../core/domain/clock/default-office-hours.ts";
import { due } from "../../core/domain/clock/due.ts";
import { ClockFault } from "../../core/domain/clock/fault.ts";
import { modes, readings, withoutMoves } from "../../core/domain/clock/mode.ts";
import { dayNumber } from "../../core/domain/clock/moment.ts";
import {
  findSession,
  officeHoursText,
  openOfficeHours,
  sessionsOn,
  writeSession,
  writeSessions,
} from "../../core/domain/clock/office-hours.ts";
import { parseDay } from "../../core/domain/day.ts";
import { calendar, hours, local, question } from "../support/clocks.ts";

const minute = 60_000;
const stretch = (opens: number, closes: number) => ({ opens: opens * minute, closes: closes * minute });

describe("a stretch of office hours", () => {
  for (const [text, opens, closes] of [
    ["07:30-11:30", 450, 690],
    [" 7:30 – 11:30 ", 450, 690],
    ["07:30  -  11:30", 450, 690],
    ["00:00-24:00", 0, 1440],
  ] as const)
    it(`"${text}"`, () => expect(findSession(text)).to.deep.equal(stretch(opens, closes)));

  for (const text of [
    "",
    "07:30",
    "07:30-",
    "-11:30",
    "07:30-24:01",
    "25:00-26:00",
    "07:60-11:30",
    "x07:30-11:30",
    "07:30-11:30x",
    "07:30x-11:30",
    "07:30-x11:30",
  ])
    it(`"${text}" is none`, () => expect(findSession(text)).to.equal(undefined));

  it("is written as it is read", () => {
    expect(writeSession(stretch(450, 690))).to.equal("07:30-11:30");
    expect(writeSessions([stretch(450, 690), stretch(810, 1050)])).to.equal("07:30-11:30, 13:30-17:30");
  });
});

describe("an agency's hours in time", () => {
  const summer = { from: parseDay("2026-04-15"), sessions: [stretch(420, 660)] };
  const winter = { from: parseDay("2026-10-15"), sessions: [stretch(480, 720)] };
  const ever = { from: "-infinity", sessions: [stretch(450, 690)] } as const;
  const on = (day: string, periods = [winter, summer, ever]) =>
    writeSessions(sessionsOn(openOfficeHours("v", periods), dayNumber(parseDay(day))));

  for (const [day, expected] of [
    ["2020-01-01", "07:30-11:30"],
    ["2026-04-14", "07:30-11:30"],
    ["2026-04-15", "07:00-11:00"],
    ["2026-10-14", "07:00-11:00"],
    ["2026-10-15", "08:00-12:00"],
  ] as const)
    it(`${day}: ${expected}`, () => expect(on(day)).to.equal(expected));

  it("the first period also counts before its first day", () => {
    expect(on("2020-01-01", [winter, summer] as never)).to.equal("07:00-11:00");
  });

  it("are kept in time, with their version", () => {
    expect(openOfficeHours("v1", [winter, ever, summer])).to.deep.equal({
      version: "v1",
      periods: [ever, summer, winter],
    });
  });

  it("are one text for one content, of which the version's digest is made", () => {
    const text = '[["-infinity",["07:30-11:30"]],["2026-04-15",["07:00-11:00"]],["2026-10-15",["08:00-12:00"]]]';
    expect(officeHoursText([ever, summer, winter])).to.equal(text);
    expect(officeHoursText([winter, ever, summer])).to.equal(text);
  });

  for (const [what, sessions] of [
    ["that close before they open", [stretch(690, 450)]],
    ["of no length", [stretch(450, 450)]],
    ["that overlap", [stretch(450, 690), stretch(600, 1050)]],
    ["without a break between them", [stretch(450, 690), stretch(690, 1050)]],
  ] as const)
    it(`stretches ${what} are refused`, () =>
      expect(() => openOfficeHours("v", [{ from: "-infinity", sessions }])).to.throw(
        ClockFault,
        "office-hours-out-of-order",
      ));

  it("may begin at midnight", () => {
    expect(openOfficeHours("v", [{ from: "-infinity", sessions: [stretch(0, 60)] }]).periods).to.have.length(1);
  });

  it("are 07:30–11:30, 13:30–17:30 since ever where an agency has stated none", () => {
    expect(defaultOfficePeriods).to.deep.equal([
      { from: "-infinity", sessions: [stretch(450, 690), stretch(810, 1050)] },
    ]);
  });

  it("half a day at the end of a limit ends at closing where the day is shorter than four hours", () => {
    const short = hours(["-infinity", "08:00-11:00"]);
    const asked = { ...question("2026-11-02 09:00", 1.5, "working_day"), calendar, officeHours: short };
    expect(local(due(asked))).to.equal("2026-11-04 11:00");
  });
});

describe("how a start is read (D4)", () => {
  for (const [mode, firstDay, moves, without] of [
    ["A", "receipt", "closed", "A"],
    ["B", "counted", "closed", "B"],
    ["A/last_hour", "receipt", "last_hour", "A"],
    ["B/last_hour", "counted", "last_hour", "B"],
    ["A/after_15", "receipt", "after_15", "A"],
    ["B/after_15", "counted", "after_15", "B"],
  ] as const)
    it(`${mode}: the day it counts from is ${firstDay === "receipt" ? "day 0" : "day 1"}, moved when ${moves}`, () => {
      expect(readings[mode]).to.deep.equal({ firstDay, moves });
      expect(withoutMoves(mode)).to.equal(without);
    });

  it("there are no other modes", () => expect(modes).to.have.length(6));
});

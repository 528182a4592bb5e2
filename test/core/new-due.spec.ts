import { expect } from "chai";
import type { Closure } from "../../core/domain/clock/closure.ts";
import { parseDay, type Day } from "../../core/domain/day.ts";
import { unfitNewDue } from "../../core/domain/new-due.ts";
import { at, clocksAfter, place } from "../support/clocks.ts";

const closed = (from: string, to: string, basis: string): Closure => ({
  ...{ from: parseDay(from), to: parseDay(to), basis, replacedBy: null, noticeOn: null },
});

/** Received Mon 02/11/2026 09:00 with 5 working days; re-appointed Fri 06/11 10:00. Open 07:30–11:30, 13:30–17:30. */
const unfit = (newDue: string, closures: readonly Closure[] = []) => {
  const rules = { limit: { value: 5, unit: "working_day" }, mode: "A", supplement: "RESTART" } as const;
  const { settlement } = clocksAfter([["startSettlement", "2026-11-02 09:00"]], rules);
  if (!settlement) throw new Error("no clock");
  return unfitNewDue(at(newDue), at("2026-11-06 10:00"), settlement, place, closures);
};

describe("a moment to which a dossier is re-appointed or reset (T31, T39)", () => {
  for (const fits of [
    "2026-11-06 10:01",
    "2026-11-12 07:30",
    "2026-11-12 11:30",
    "2026-11-12 13:30",
    "2026-11-12 17:30",
  ])
    it(`${fits} can be it`, () => expect(unfit(fits)).to.equal(undefined));

  it("has not passed", () => {
    for (const [newDue, iso] of [
      ["2026-11-06 10:00", "2026-11-06T03:00:00.000Z"], // the moment of the decision itself
      ["2026-11-05 16:00", "2026-11-05T09:00:00.000Z"],
    ] as const)
      expect(unfit(newDue), newDue).to.deep.equal({
        ok: false,
        code: "new-due-passed",
        values: { newDue: iso, at: "2026-11-06T03:00:00.000Z" },
        field: "/newDue",
      });
  });

  for (const [what, newDue, iso] of [
    ["Saturday", "2026-11-14 09:00", "2026-11-14T02:00:00.000Z"],
    ["the holiday of 24/11 (P2)", "2026-11-24 09:00", "2026-11-24T02:00:00.000Z"],
  ] as const)
    it(`is no day off: ${what}`, () =>
      expect(unfit(newDue)).to.deep.equal({
        ok: false,
        code: "new-due-on-day-off",
        values: { newDue: iso },
        field: "/newDue",
      }));

  for (const [time, iso] of [
    ["07:29", "2026-11-12T00:29:00.000Z"],
    ["11:31", "2026-11-12T04:31:00.000Z"],
    ["13:29", "2026-11-12T06:29:00.000Z"],
    ["17:31", "2026-11-12T10:31:00.000Z"],
  ] as const)
    it(`is a moment at which the one-stop is there, not ${time}: its hours and the last moment are told (D7)`, () =>
      expect(unfit(`2026-11-12 ${time}`)).to.deep.equal({
        ok: false,
        code: "new-due-out-of-hours",
        values: { newDue: iso, hours: "07:30-11:30, 13:30-17:30", last: "17:30" },
        field: "/newDue",
      }));

  it("is not while the one-stop is closed: why, and the first day it is open again, is told (D19)", () => {
    const closures = [
      closed("2026-11-16", "2026-11-17", "TB 8/TB-UBND"),
      closed("2026-11-11", "2026-11-13", "TB 7/TB-UBND"),
    ];
    for (const [newDue, iso] of [
      ["2026-11-11 09:00", "2026-11-11T02:00:00.000Z"],
      ["2026-11-13 20:00", "2026-11-13T13:00:00.000Z"],
    ] as const)
      expect(unfit(newDue, closures), newDue).to.deep.equal({
        ok: false,
        code: "new-due-while-closed",
        values: { newDue: iso, basis: "TB 7/TB-UBND", open: "2026-11-18" },
        field: "/newDue",
      });
    expect(unfit("2026-11-10 09:00", closures)).to.equal(undefined);
    expect(unfit("2026-11-18 09:00", closures)).to.equal(undefined);
  });

  it("is not where the calendar does not reach it: how far that goes is told", () =>
    expect(unfit("2045-06-01 09:00")).to.deep.equal({
      ok: false,
      code: "new-due-beyond-calendar",
      values: { newDue: "2045-06-01T02:00:00.000Z", to: "2027-12-31" },
      field: "/newDue",
    }));

  it("a failure that is none of the clock's is no refusal: it is thrown on", () => {
    const broken: Closure = {
      ...closed("2026-11-11", "2026-11-13", "TB 7/TB-UBND"),
      get from(): Day {
        throw new TypeError("unreadable row");
      },
    };
    expect(() => unfit("2026-11-12 09:00", [broken])).to.throw(TypeError, "unreadable row");
  });
});

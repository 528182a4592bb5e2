import { expect } from "chai";
import { overdueDeadlines } from "../../core/domain/clock/overdue-deadlines.ts";
import { calendar, officeHours } from "../support/clocks.ts";

const at = (text: string) => new Date(`2026-11-${text}:00+07:00`);
const local = (date: Date) => new Date(date.getTime() + 7 * 3_600_000).toISOString().slice(0, 16);

describe("the moments of the ladder (O11)", () => {
  it("are counted back from the due over the holiday of 24/11 (E25, E26)", () => {
    const deadlines = overdueDeadlines(
      { start: at("16T07:30"), mode: "A", originalDue: at("25T17:30"), currentDue: at("25T17:30") },
      { calendar, officeHours },
    );
    expect(local(deadlines.apologyLatest)).to.equal("2026-11-23T17:30");
    expect(local(deadlines.beforeApology)).to.equal("2026-11-20T17:30");
    expect(local(deadlines.reportDue)).to.equal("2026-11-27T17:30");
    // 16–20, 23, 25 are seven days of eight hours: half of 56 hours ends at noon of the fourth day
    expect(local(deadlines.halfUsed)).to.equal("2026-11-19T11:30");
  });
});

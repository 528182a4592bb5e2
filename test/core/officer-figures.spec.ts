import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { creditsOf, officerRows, type Hand, type OfficersDossier } from "../../core/domain/officer-figures.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { standingOf, type Counted } from "../../core/domain/report-06a.ts";
import { at } from "../support/clocks.ts";

const commune = parseOrgCode("H38.91");
const department = parseOrgCode("H38.16");
const step = (what: string, when: string, but: Partial<Hand> = {}): Hand => ({
  ...{ step: what, at: at(when), by: department, heldBy: department, officer: null, assignee: null },
  ...{ exceptional: false, ends: false, ...but },
});
const dayOrNot = (text: string | null) => (text === null ? null : parseDay(text));
const counted = (endedOn: string | null, dueOn: string | null, undecided = false): Counted => ({
  ...{ field: null, online: false, receivedOn: parseDay("2026-09-25"), undecided },
  ...{ endedOn: dayOrNot(endedOn), dueOn: dayOrNot(dueOn) },
});
const received = step("receive", "2026-09-25 09:00", { by: commune, heldBy: commune, officer: "MC-01" });
const acknowledged = step("acknowledge", "2026-09-28 09:00", { officer: "VT-01" });
const assigned = (to: string, when: string) => step("assign", when, { officer: "TP-01", assignee: to });
const concluded = step("conclude", "2026-10-12 09:00", { officer: "GD-01", ends: true });

/** Of October 2026, judged at its end. */
const credits = (hands: readonly Hand[], but: Partial<OfficersDossier> = {}) =>
  creditsOf(
    { hands, counted: counted(null, null), legs: [], missedApology: null, ...but },
    { from: at("2026-10-01 00:00"), to: parseDay("2026-10-31") },
    parseDay("2026-10-31"),
  ).map(({ agency, officer, column }) => `${agency} ${officer ?? "-"} ${column}`);

describe("whose figures a dossier counts in (O16, NĐ61 9(3))", () => {
  for (const [what, of, column] of [
    ["before its due day", counted("2026-10-12", "2026-10-14"), "decidedInTime"],
    ["on its due day", counted("2026-10-12", "2026-10-12"), "decidedInTime"],
    ["without a due", counted("2026-10-12", null), "decidedInTime"],
    ["the day after its due day", counted("2026-10-12", "2026-10-11"), "decidedLate"],
    ["withdrawn after its due day", counted("2026-10-12", "2026-10-11", true), "undecided"],
  ] as const)
    it(`ended ${what}: ${column}, of whom it was assigned to, not of who signed`, () =>
      expect(
        credits([received, acknowledged, assigned("CB-09", "2026-09-28 10:00"), concluded], { counted: of }),
      ).to.deep.equal(["H38.16 CB-09 handled", `H38.16 CB-09 ${column}`]));

  it("where nobody is assigned, of who took the step", () =>
    expect(
      credits([received, acknowledged, concluded], { counted: counted("2026-10-12", "2026-10-14") }),
    ).to.deep.equal(["H38.16 GD-01 handled", "H38.16 VT-01 handled", "H38.16 GD-01 decidedInTime"]));

  it("assigned anew, both have had it in hand, the last one decided", () =>
    expect(
      credits(
        [
          received,
          acknowledged,
          assigned("CB-09", "2026-09-28 10:00"),
          assigned("CB-10", "2026-10-05 10:00"),
          concluded,
        ],
        { counted: counted("2026-10-12", "2026-10-09") },
      ),
    ).to.deep.equal(["H38.16 CB-10 handled", "H38.16 CB-09 handled", "H38.16 CB-10 decidedLate"]));

  for (const [what, due, expected] of [
    ["past its due", "2026-10-30", ["H38.16 CB-09 handled", "H38.16 CB-09 openLate"]],
    ["due on the last day", "2026-10-31", ["H38.16 CB-09 handled"]],
  ] as const)
    it(`open all the period, nothing done, ${what}: counts with whom it lies`, () =>
      expect(
        credits([received, acknowledged, assigned("CB-09", "2026-09-28 10:00")], { counted: counted(null, due) }),
      ).to.deep.equal(expected));

  it("handed on, it lies with the agency that holds it, until that assigns it", () => {
    const on = [received, acknowledged, assigned("CB-09", "2026-09-28 10:00")];
    const back = step("acknowledge", "2026-10-08 09:00", { by: commune, heldBy: commune, officer: "MC-02" });
    expect(credits([...on, back], { counted: counted(null, "2026-10-10") })).to.deep.equal([
      "H38.91 MC-02 handled",
      "H38.16 CB-09 handled",
      "H38.91 MC-02 openLate",
    ]);
  });

  it("a second request for a supplement is counted, the first is not (NĐ61 11(2c))", () => {
    const ask = (when: string, exceptional: boolean) => step("askSupplement", when, { officer: "CB-09", exceptional });
    const hands = [received, acknowledged, ask("2026-10-02 09:00", false), ask("2026-10-06 09:00", true)];
    expect(credits(hands).filter((one) => one.endsWith("secondSupplements"))).to.deep.equal([
      "H38.16 CB-09 secondSupplements",
    ]);
    const before = [received, acknowledged, ask("2026-09-30 09:00", true)];
    expect(
      credits(before).filter((one) => one.endsWith("secondSupplements")),
      "in September",
    ).to.deep.equal([]);
    const other = step("extend", "2026-10-06 09:00", { exceptional: true });
    expect(
      credits([received, other]).filter((one) => one.endsWith("secondSupplements")),
      "another step",
    ).to.deep.equal([]);
  });

  it("a missing apology is of who had it in hand at the agency that is responsible (O1)", () => {
    const hands = [
      received,
      acknowledged,
      assigned("CB-09", "2026-09-28 10:00"),
      assigned("CB-10", "2026-10-08 10:00"),
    ];
    const missed = (agency: typeof commune, when: string) =>
      credits(hands, { missedApology: { agency, at: at(when) } }).filter((one) => one.endsWith("apologiesMissing"));
    expect(missed(department, "2026-10-07 17:30")).to.deep.equal(["H38.16 CB-09 apologiesMissing"]);
    expect(missed(department, "2026-10-09 17:30")).to.deep.equal(["H38.16 CB-10 apologiesMissing"]);
    expect(missed(commune, "2026-10-09 17:30")).to.deep.equal(["H38.91 MC-01 apologiesMissing"]);
    expect(missed(parseOrgCode("H38.14"), "2026-10-09 17:30"), "never had it").to.deep.equal([
      "H38.14 - apologiesMissing",
    ]);
  });

  it("work on legs counts as handled, once", () => {
    const leg = { agency: department, officer: "CB-20" };
    expect(credits([received], { legs: [leg, leg] })).to.deep.equal(["H38.91 MC-01 handled", "H38.16 CB-20 handled"]);
  });

  it("rows are in order, whom nobody named last, and add up", () => {
    const one = (agency: typeof commune, officer: string | null, column: "handled" | "openLate") => ({
      ...{ agency, officer, column },
    });
    const rows = officerRows([
      one(commune, null, "handled"),
      one(commune, "B", "handled"),
      one(department, "C", "openLate"),
      one(commune, "A", "handled"),
      one(commune, "B", "openLate"),
    ]);
    expect(rows.map(({ agency, officers }) => [agency, ...officers.map(({ officer }) => officer)])).to.deep.equal([
      [department, "C"],
      [commune, "A", "B", null],
    ]);
    expect(rows[1]?.total).to.deep.equal({
      ...{ handled: 3, decidedInTime: 0, decidedLate: 0, undecided: 0, openLate: 1 },
      ...{ apologiesMissing: 0, secondSupplements: 0, absencesWithoutSubstitute: 0 },
    });
  });

  it("lateness is form 06a's: what ended after the period is open at its end", () =>
    expect(standingOf(counted("2026-11-02", "2026-10-30"), parseDay("2026-10-31"), parseDay("2026-10-31"))).to.equal(
      "openLate",
    ));
});

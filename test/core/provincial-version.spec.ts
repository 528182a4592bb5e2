import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { provinceOf, versionFor, type Bound, type Receiver } from "../../core/domain/provincial-version.ts";

const since = (validFrom: string, province: string | null, days: number, validTo: string | null = null): Bound => ({
  ...{ province: province === null ? null : parseOrgCode(province), validFrom, validTo, solvedBy: null },
  limit: { value: days, unit: "working_day" },
});
const agency = (
  code: string,
  kind: Receiver["unit"]["kind"],
  validFrom: string,
  before: readonly string[] = [],
): Receiver => ({
  unit: { code: parseOrgCode(code), kind, validFrom, unit: null },
  before: before.map((one) => ({ code: parseOrgCode(one), validFrom: "-infinity", validTo: "2025-06-30" })),
});
const reform = "2025-07-01";
const commune = agency("H38.91", "commune", reform, ["H63.29.04", "H63.29.05"]); // its area was in the old H63
const atHome = agency("H38.94", "commune", reform, ["H38.25.01"]);
const mixed = agency("H38.95", "commune", reform, ["H63.29.06", "H38.25.02"]);
const unknown = agency("H38.96", "commune", reform);
const former = agency("H63.29.04", "commune", "-infinity");
const department = agency("H38.16", "department", "-infinity", ["H63.14"]);
const elsewhere = agency("H41.91", "commune", reform, ["H41.40.05"]);
const ministry = agency("G01", "ministry", "-infinity");

const centre = since("-infinity", null, 10);
const old63 = since("2024-06-01", "H63", 7);
const old38 = since("2024-06-01", "H38", 8);
const new38 = since("2026-11-03", "H38", 5);

describe("which version of a procedure is in force for whom (C7, D10, §0.4)", () => {
  for (const [what, versions, on, receiver, days] of [
    ["the centre's, where no province has one", [centre], "2026-11-02", commune, 10],
    ["the province's own, for its departments", [centre, old63, old38], "2026-11-02", department, 8],
    ["and for its communes of always", [centre, old63, old38], "2026-11-02", atHome, 8],
    ["that of the old province, for what was its area", [centre, old63, old38], "2026-11-02", commune, 7],
    ["the old province's, for its commune of that time", [centre, old63, old38], "2025-06-30", former, 7],
    ["the centre's, before any province decided", [centre, old63, old38], "2024-05-31", former, 10],
    ["the new province's, for all of it, once it decides", [centre, old63, old38, new38], "2026-11-03", commune, 5],
    ["not before its first day", [centre, old63, old38, new38], "2026-11-02", commune, 7],
    ["the centre's, where the area lay in two provinces", [centre, old63, old38], "2026-11-02", mixed, 10],
    ["the new province's there, too", [centre, old63, old38, new38], "2026-11-03", mixed, 5],
    ["its own province's, where nobody knows what it came from", [centre, old63, old38], "2026-11-02", unknown, 8],
    ["the centre's, in every other province", [centre, old63, old38, new38], "2026-11-03", elsewhere, 10],
    ["the centre's, for a ministry", [centre, old63, old38, new38], "2026-11-03", ministry, 10],
    ["the centre's, for nobody in particular", [centre, old63, old38, new38], "2026-11-03", undefined, 10],
    ["none, when only other provinces have one", [old63], "2026-11-02", elsewhere, null],
    ["its own, when only its province has one", [old38], "2026-11-02", department, 8],
    [
      "none, once the centre's has ended (C6)",
      [since("-infinity", null, 10, "2026-10-31"), old38],
      "2026-11-02",
      department,
      null,
    ],
    ["the centre's, when it allows less (C7)", [since("-infinity", null, 6), old38], "2026-11-02", department, 6],
    [
      "the centre's, when its ministry settles it (C8)",
      [{ ...centre, solvedBy: "ministry" }, old38],
      "2026-11-02",
      department,
      10,
    ],
    [
      "the centre's, after the province's has ended",
      [centre, { ...old38, validTo: "2026-11-01" }],
      "2026-11-02",
      department,
      10,
    ],
  ] as const)
    it(what, () => expect(versionFor<Bound>(versions, parseDay(on), receiver)?.limit?.value ?? null).to.equal(days));

  it("a province is read from an identifier, and from nothing else", () => {
    for (const [code, province] of [
      ["H38", "H38"],
      ["H38.16", "H38"],
      ["000.04.29.H63", "H63"],
      ["G01.22", undefined],
      ["0100109106", undefined],
    ] as const)
      expect(provinceOf(parseOrgCode(code)), code).to.equal(province);
  });
});

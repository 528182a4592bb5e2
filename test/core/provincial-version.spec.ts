import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import {
  overtaken,
  provinceOf,
  versionFor,
  versionKey,
  type Bound,
  type Receiver,
} from "../../core/domain/provincial-version.ts";

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
const lasting = agency("H38.97", "commune", "-infinity", ["H63.29.07"]); // it took in an area of the old H63
const formed = agency("H38.98", "commune", "2024-06-01", ["H63.29.08"]); // on the very day of the decisions
const oldDistrict = agency("H38.50", "district", reform, ["H63.30"]);
const newDepartment = agency("H38.18", "department", reform, ["H63.18"]);
const movedArea: Receiver = {
  unit: {
    ...agency("H38.99", "commune", "-infinity").unit,
    unit: { level: "commune", code: "27001", validFrom: reform },
  },
  before: agency("H38.99", "commune", "-infinity", ["H63.29.09"]).before,
};
const longGone: Receiver = {
  ...agency("H38.93", "commune", reform),
  before: [
    { code: parseOrgCode("H63.29.10"), validFrom: "-infinity", validTo: "2019-12-31" },
    { code: parseOrgCode("H38.25.03"), validFrom: "2020-01-01", validTo: "2025-06-30" },
  ],
};
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
      "its own province's, for a commune that was there when it decided",
      [centre, old63, old38],
      "2026-11-02",
      lasting,
      8,
    ],
    ["and for one formed on the decision's first day", [centre, old63, old38], "2026-11-02", formed, 8],
    ["that of the old province, for a district's area", [centre, old63, old38], "2026-11-02", oldDistrict, 7],
    ["its own province's, for a department formed since", [centre, old63, old38], "2026-11-02", newDepartment, 8],
    [
      "that of the old province, where the agency stayed and its area is new",
      [centre, old63, old38],
      "2026-11-02",
      movedArea,
      7,
    ],
    [
      "that of who had the area when it was decided, not of who had it before",
      [centre, old63, old38],
      "2026-11-02",
      longGone,
      8,
    ],
    [
      "the newest of its province's, in whichever order they are kept",
      [new38, { ...old38, validTo: null }, centre],
      "2026-11-03",
      department,
      5,
    ],
    ["and not an older one kept last", [centre, { ...old38, validTo: null }, new38], "2026-11-03", department, 5],
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

describe("versions of provinces that ask for more than the centre does from a day on (C7)", () => {
  const from = parseDay("2026-11-02");
  const paper = (name: string) => ({ name });
  const own = (
    province: string | null,
    validFrom: string,
    days: number,
    but: { papers?: string[]; validTo?: string } = {},
  ) => ({
    ...since(validFrom, province, days, but.validTo ?? null),
    documents: (but.papers ?? []).map(paper),
  });
  const central = (days: number, but: { papers?: string[]; solvedBy?: "ministry" } = {}) => ({
    limit: { value: days, unit: "working_day" as const },
    documents: (but.papers ?? []).map(paper),
    solvedBy: but.solvedBy ?? null,
  });
  const form = "Tờ khai đăng ký kết hôn";
  const photo = "Ảnh chân dung 4x6";

  for (const [what, versions, centres, expected] of [
    ["as long as the centre's: none", [own("H38", "2024-06-01", 10)], central(10), ""],
    ["longer", [own("H38", "2024-06-01", 11), own("H41", "2024-06-01", 9)], central(10), "H38"],
    [
      "with a paper of its own",
      [own("H38", "2024-06-01", 5, { papers: [form, photo] })],
      central(10, { papers: [form] }),
      "H38",
    ],
    [
      "of a ministry's own service: all (C8)",
      [own("H38", "2024-06-01", 5), own("H41", "2024-06-01", 5)],
      central(10, { solvedBy: "ministry" }),
      "H38 H41",
    ],
    ["the centre's own is never one of them", [own(null, "2024-06-01", 11)], central(10), ""],
    ["longer from that very day on", [own("H38", "2026-11-02", 11)], central(10), "H38"],
    ["longer, and beginning later", [own("H38", "2026-11-03", 11)], central(10), ""],
    ["longer since anyone knows", [own("H38", "-infinity", 11)], central(10), "H38"],
    ["longer, to that day still", [own("H38", "2024-06-01", 11, { validTo: "2026-11-02" })], central(10), "H38"],
    ["longer, and ended before", [own("H38", "2024-06-01", 11, { validTo: "2026-11-01" })], central(10), ""],
  ] as const)
    it(`${what}${expected ? `: ${expected}` : ""}`, () =>
      expect(
        overtaken([...versions], centres, from)
          .map(({ province }) => province ?? "centre")
          .join(" "),
      ).to.equal(expected));
});

describe("how a dossier names the version it keeps (P9)", () => {
  for (const [province, edition, name] of [
    [null, 0, { code: "1.000001", version: "2026-11-02" }],
    ["H38", 0, { code: "1.000001", version: "2026-11-02", province: "H38" }],
    [null, 2, { code: "1.000001", version: "2026-11-02", edition: 2 }],
    ["H38", 1, { code: "1.000001", version: "2026-11-02", province: "H38", edition: 1 }],
  ] as const)
    it(`${province ?? "the centre's"}, ${edition === 0 ? "the first of its day" : `edition ${edition}`}`, () =>
      expect(
        versionKey({
          ...{ code: "1.000001", validFrom: "2026-11-02", edition },
          province: province === null ? null : parseOrgCode(province),
        }),
      ).to.deep.equal(name));
});

import { expect } from "chai";
import { parseDay, type Validity } from "../../core/domain/day.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import {
  keyOfUnit,
  proposedByLevel,
  proposedOf,
  resolveAgency,
  resolveUnit,
  ruleFor,
  type Agency,
  type Resolution,
  type RuleMatch,
  type UnitGraph,
} from "../../core/domain/succession.ts";
import type { Level, Succession, SuccessionKind, UnitKey } from "../../core/domain/unit.ts";

/** `A`: a commune of all times, `A-2025`: one that ended with June 2025, `2025-B`: one that began then, and so on. */
const unit = (text: string): UnitKey & Validity => {
  const [, since, name = "", until] = /^(?:(\d{4})-)?([A-Z]+)(?:-(\d{4}))?$/.exec(text) ?? [];
  const level: Level = name.startsWith("D") ? "district" : name.startsWith("P") ? "province" : "commune";
  return {
    level,
    code: name,
    validFrom: since === undefined ? "-infinity" : `${since}-07-01`,
    validTo: until === undefined ? null : `${until}-06-30`,
  };
};
const key = (text: string) => keyOfUnit(unit(text));

const becomes = (from: string, to: string, kind: SuccessionKind, year: string, note?: string): Succession => ({
  from: unit(from),
  to: unit(to),
  kind,
  effective: parseDay(`${year}-07-01`),
  note: note ?? null,
});

const successions = [
  becomes("A-2025", "2025-X", "merged_whole", "2025"),
  becomes("B-2025", "2025-X", "split_part", "2025", "Nhập một phần"),
  becomes("B-2025", "2025-Y-2027", "split_part", "2025", "Nhập một phần diện tích, toàn bộ dân số"),
  becomes("C", "C", "unchanged", "2025"),
  becomes("E-2025", "2025-Y-2027", "renamed", "2025", "Đổi tên"),
  becomes("2025-Y-2027", "2027-Z", "merged_whole", "2027"),
  // parted in 2025, brought together in 2027
  becomes("F-2025", "2025-G-2027", "split_part", "2025"),
  becomes("F-2025", "2025-H-2027", "split_part", "2025"),
  becomes("2025-G-2027", "2027-Z", "merged_whole", "2027"),
  becomes("2025-H-2027", "2027-Z", "merged_whole", "2027"),
  becomes("D-2025", "2025-X", "district_dissolved", "2025", "3 xã cũ"),
  becomes("D-2025", "P", "district_dissolved", "2025", "cấp huyện kết thúc hoạt động; tỉnh kế tiếp"),
  // two rows that make each other's successor
  becomes("K-2025", "L-2025", "merged_whole", "2025"),
  becomes("L-2025", "K-2025", "merged_whole", "2025"),
];
const units = [...successions.flatMap(({ from, to }) => [from, to]), unit("M-2025"), unit("B-2025")];
const ends = new Map<string, Validity>(
  ["A-2025", "B-2025", "C", "E-2025", "F-2025", "D-2025", "P", "K-2025", "L-2025", "M-2025"]
    .concat(["2025-X", "2025-Y-2027", "2025-G-2027", "2025-H-2027", "2027-Z"])
    .map((text) => [key(text), unit(text)]),
);
const graph: UnitGraph = {
  validity: (of) => ends.get(of),
  after: (of) => successions.filter(({ from }) => keyOfUnit(from) === of),
};

const told = (resolution: Resolution): string => {
  if (resolution.kind === "itself") return "itself";
  if (resolution.kind === "one") return `→ ${resolution.to}`;
  const candidates = resolution.candidates.map(({ to, tookPopulation }) => to + (tookPopulation ? "*" : ""));
  return `${resolution.reason}: ${candidates.join(", ")}`;
};

describe("Who follows a unit", () => {
  it("uses every unit of the table", () => expect(units.every((one) => ends.has(keyOfUnit(one)))).to.equal(true));

  for (const [what, from, day, answer] of [
    ["stands until its last day", "A-2025", "2025-06-30", "itself"],
    ["merged, the day after", "A-2025", "2025-07-01", "→ commune X 2025-07-01"],
    ["unchanged", "C", "2026-01-01", "itself"],
    ["renamed", "E-2025", "2025-07-01", "→ commune Y 2025-07-01"],
    ["renamed, and merged two years later", "E-2025", "2027-07-01", "→ commune Z 2027-07-01"],
    ["the day before the second reform", "E-2025", "2027-06-30", "→ commune Y 2025-07-01"],
    ["split", "B-2025", "2025-07-01", "split: commune X 2025-07-01, commune Y 2025-07-01*"],
    ["split, a part of it merged later", "B-2025", "2027-07-01", "split: commune X 2025-07-01, commune Z 2027-07-01*"],
    ["split, its parts apart", "F-2025", "2026-01-01", "split: commune G 2025-07-01, commune H 2025-07-01"],
    ["split, its parts together again", "F-2025", "2027-07-01", "→ commune Z 2027-07-01"],
    ["a district", "D-2025", "2025-07-01", "district-dissolved: commune X 2025-07-01, province P -infinity"],
    ["ended, and nothing is known", "M-2025", "2025-07-01", "no-successor: "],
    ["in a circle of rows", "K-2025", "2025-07-01", "no-successor: "],
    ["not in the registry", "N-2025", "2025-07-01", "itself"],
  ] as const)
    it(`${what}: ${from} on ${day} is answered for by ${answer}`, () =>
      expect(told(resolveUnit(graph, key(from), parseDay(day)))).to.equal(answer));

  it("is shown with the way that led there", () => {
    const resolution = resolveUnit(graph, key("E-2025"), parseDay("2027-07-01"));
    expect(resolution.kind === "one" && resolution.path.map(({ kind, effective }) => [kind, effective])).to.deep.equal([
      ["renamed", "2025-07-01"],
      ["merged_whole", "2027-07-01"],
    ]);
  });
});

describe("Rows of reforms that do not say all", () => {
  const ended = (text: string): [string, Validity] => [key(text), unit(text)];
  const validities = new Map([
    ...["Q-2025", "R-2025", "S-2025", "T-2025", "2025-U-2026", "2025-V", "2025-W"].map(ended),
    ...["2026-X", "2026-Z", "2026-Y-2027"].map(ended),
  ]);
  const rows = [
    becomes("Q-2025", "2026-Z", "merged_whole", "2026"), // its successor begins a year after its end
    becomes("R-2025", "R-2025", "unchanged", "2025"), // says of an ended unit that it is unchanged
    becomes("S-2025", "2025-U-2026", "split_part", "2025", "toàn bộ dân số"),
    becomes("S-2025", "2025-V", "split_part", "2025"),
    becomes("2025-U-2026", "2026-X", "split_part", "2026", "toàn bộ dân số"),
    becomes("2025-U-2026", "2026-Z", "split_part", "2026"),
    becomes("T-2025", "2025-W", "split_part", "2025"),
    becomes("T-2025", "2026-Y-2027", "split_part", "2025"), // ended, and nothing follows it
  ];
  const little: UnitGraph = {
    validity: (of) => validities.get(of),
    after: (of) => rows.filter(({ from }) => keyOfUnit(from) === of),
  };
  for (const [what, from, day, answer] of [
    ["a row that does not count yet is not followed", "Q-2025", "2026-06-30", "no-successor: "],
    ["from its day on it is", "Q-2025", "2026-07-01", "→ commune Z 2026-07-01"],
    ["an ended unit does not follow itself", "R-2025", "2026-01-01", "no-successor: "],
    [
      "a part that was split again counts with its own parts; who took the population is no longer known",
      "S-2025",
      "2026-07-01",
      "split: commune X 2026-07-01, commune Z 2026-07-01, commune V 2025-07-01",
    ],
    [
      "a part that ended without successor leaves the question open",
      "T-2025",
      "2028-01-01",
      "split: commune W 2025-07-01",
    ],
  ] as const)
    it(`${what}: ${from} on ${day}`, () =>
      expect(told(resolveUnit(little, key(from), parseDay(day)))).to.equal(answer));

  it("an open question shows the way as far as it is known", () => {
    expect(resolveUnit(little, key("Q-2025"), parseDay("2026-01-01"))).to.deep.equal({
      ...{ kind: "open", reason: "no-successor", candidates: [], path: [] },
    });
    const split = resolveUnit(little, key("S-2025"), parseDay("2025-08-01"));
    expect(split.kind === "open" && split.path.map(({ from, to, note }) => [from, to, note])).to.deep.equal([
      [key("S-2025"), key("2025-U-2026"), "toàn bộ dân số"],
      [key("S-2025"), key("2025-V"), null],
    ]);
  });
});

describe("Who follows an agency", () => {
  const agency = (code: string, but: Partial<Agency> = {}): Agency => ({
    code: parseOrgCode(code),
    kind: "commune",
    parentCode: null,
    unit: null,
    successorCode: null,
    validFrom: "-infinity",
    validTo: "2025-06-30",
    ...but,
  });
  const on = (text: string): Partial<Agency> => ({ unit: unit(text) });
  const living = { validTo: null };
  const agencies = [
    agency("H99.01", on("A-2025")),
    agency("H99.02", on("B-2025")),
    agency("H99.03", { ...on("B-2025"), successorCode: parseOrgCode("H98.01") }),
    agency("H99.04", on("C")),
    agency("H99.05", on("E-2025")),
    agency("H99.06", { kind: "district", ...on("D-2025") }),
    agency("H99.06.01", { kind: "other", parentCode: parseOrgCode("H99.06") }),
    agency("H99.07", { kind: "department", parentCode: parseOrgCode("H98") }),
    agency("H99.08", { kind: "department" }),
    agency("H99.09", { successorCode: parseOrgCode("H99.10"), validTo: "2025-06-30" }),
    agency("H99.10", { successorCode: parseOrgCode("H98.01"), validFrom: "2025-07-01", validTo: "2026-06-30" }),
    agency("H99.11", { successorCode: parseOrgCode("H99.12") }),
    agency("H99.12", { successorCode: parseOrgCode("H99.11") }),
    agency("H99.13", { ...on("A-2025"), successorCode: parseOrgCode("H97.99") }), // stated, and not in the registry
    agency("H99.14", { kind: "department", parentCode: parseOrgCode("H97") }),
    agency("H99.15", { kind: "department", parentCode: parseOrgCode("H99.09") }),
    agency("H99.16", { kind: "department", parentCode: parseOrgCode("H99.08") }),
    agency("H98", { kind: "province", ...living, ...on("P") }),
    agency("H98.01", { ...living, ...on("2025-X") }),
    agency("H98.02", { kind: "other", ...living, ...on("2025-X") }), // a school of the commune
    agency("H98.03", { ...living, ...on("C"), validFrom: "2025-07-01" }),
    agency("H98.06", { ...living, ...on("2025-X"), validFrom: "2027-01-01" }), // comes later
    agency("H98.07", { ...on("2025-X"), validTo: "2025-06-30" }), // had ended before
    agency("H98.04", { ...on("2027-Z"), validFrom: "2027-07-01", ...living }),
    agency("H98.05", { ...on("2027-Z"), validFrom: "2027-07-01", ...living }),
  ];
  const registry = {
    units: graph,
    find: (code: string) => agencies.find((one) => one.code === code),
    of: (unitKey: string) => agencies.filter((one) => one.unit && keyOfUnit(one.unit) === unitKey),
  };

  for (const [what, code, day, answer] of [
    ["stands", "H99.01", "2025-06-30", "itself"],
    ["through its unit, past the school", "H99.01", "2025-07-01", "→ H98.01"],
    ["of a split unit", "H99.02", "2025-07-01", "split: H98.01"],
    ["stated in its own row, though its unit was split", "H99.03", "2025-07-01", "→ H98.01"],
    ["of a unit that stays, under a new identifier", "H99.04", "2025-07-01", "→ H98.03"],
    ["whose new unit has no agency yet", "H99.05", "2025-07-01", "no-agency: "],
    ["whose new unit has two", "H99.05", "2027-07-01", "several-agencies: H98.04, H98.05"],
    ["a district", "H99.06", "2025-07-01", "district-dissolved: H98.01, H98"],
    ["an office of a district", "H99.06.01", "2025-07-01", "not-stated: H98.01, H98"],
    ["a department of a province that stands", "H99.07", "2025-07-01", "not-stated: H98"],
    ["a department of nothing", "H99.08", "2025-07-01", "no-successor: "],
    ["over two reforms, after the first", "H99.09", "2025-07-01", "→ H99.10"],
    ["over two reforms, after the second", "H99.09", "2026-07-01", "→ H98.01"],
    ["stated successor nobody knows: through its unit", "H99.13", "2025-07-01", "→ H98.01"],
    ["through its unit, which a second agency joined", "H99.01", "2027-01-01", "several-agencies: H98.01, H98.06"],
    ["a department of an agency nobody knows", "H99.14", "2025-07-01", "no-successor: "],
    ["a department of an agency that was followed", "H99.15", "2026-07-01", "not-stated: H98.01"],
    ["a department of one that nobody follows", "H99.16", "2025-07-01", "no-successor: "],
    ["in a circle of rows", "H99.11", "2025-07-01", "no-successor: "],
    ["not in the registry", "H97", "2025-07-01", "itself"],
  ] as const)
    it(`${what}: ${code} on ${day} is answered for by ${answer}`, () =>
      expect(told(resolveAgency(registry, code, parseDay(day)))).to.equal(answer));

  const way = (code: string, day: string) => {
    const resolution = resolveAgency(registry, code, parseDay(day));
    return resolution.kind === "itself" ? [] : resolution.path.map((link) => `${link.kind}: ${link.from} → ${link.to}`);
  };
  for (const [what, code, day, path] of [
    [
      "through its unit",
      "H99.01",
      "2025-07-01",
      ["merged_whole: commune A -infinity → commune X 2025-07-01", "agency: H99.01 → H98.01"],
    ],
    ["of a unit that stays", "H99.04", "2025-07-01", ["agency: H99.04 → H98.03"]],
    ["stated, twice", "H99.09", "2026-07-01", ["stated: H99.09 → H99.10", "stated: H99.10 → H98.01"]],
    [
      "to the agency above, and on from there",
      "H99.15",
      "2026-07-01",
      ["stated: H99.09 → H99.10", "stated: H99.10 → H98.01"],
    ],
    [
      "as far as its unit, when nobody is there yet",
      "H99.05",
      "2025-07-01",
      ["renamed: commune E -infinity → commune Y 2025-07-01"],
    ],
  ] as const)
    it(`shows the way that led there: ${what}`, () => expect(way(code, day)).to.deep.equal(path));
});

describe("What is proposed to the person who decides", () => {
  const candidate = (to: string, level = "commune", tookPopulation = false) => ({ to, level, tookPopulation });
  for (const [what, reason, candidates, answer] of [
    ["the part that took the whole population", "split", [candidate("a"), candidate("b", "commune", true)], "b"],
    ["nothing between equal parts", "split", [candidate("a"), candidate("b")], null],
    ["nothing where two claim the population", "split", [candidate("a", "", true), candidate("b", "", true)], null],
    ["nothing where one part's agency alone is known", "split", [candidate("a")], null],
    ["the agency above, when nothing was stated", "not-stated", [candidate("a")], "a"],
    ["who took the population, whatever the reason", "not-stated", [candidate("a"), candidate("b", "", true)], "b"],
    ["nothing between two that nothing was stated of", "not-stated", [candidate("a"), candidate("b")], null],
    ["nothing where there is none", "no-agency", [], null],
    ["nothing for a whole district", "district-dissolved", [candidate("a")], null],
  ] as const)
    it(`of an agency (${reason}): ${what}`, () => expect(proposedOf(reason, candidates)).to.equal(answer));

  const district = [candidate("c1"), candidate("c2"), candidate("p", "province")];
  for (const [what, levels, returnsTo, answer] of [
    ["the receiving commune's successor, for a procedure of communes", ["commune"], "c2", "c2"],
    ["the same when the province does it too", ["province", "commune"], "c1", "c1"],
    ["the province, for a procedure of provinces", ["province"], "c1", "p"],
    ["nothing, when no commune of the district received it", ["commune"], "elsewhere", null],
    ["nothing, for a procedure of ministries", ["ministry"], "c1", null],
    ["nothing, when the procedure is not in force", [], "c1", null],
  ] as const)
    it(`of a dissolved district: ${what}`, () => expect(proposedByLevel(district, levels, returnsTo)).to.equal(answer));
});

describe("Which decision a dossier falls under", () => {
  const from = parseOrgCode("H99.02");
  const rule = (id: number, match: RuleMatch, value: string, to: string) => ({
    ...{ id: BigInt(id), from, match, value, to: parseOrgCode(to), basis: "Công văn 12/UBND" },
  });
  const rules = [
    rule(1, "all", "", "H98.01"),
    rule(2, "field", "Hộ tịch", "H98.02"),
    rule(3, "procedure", "1.001193", "H98.03"),
    rule(4, "dossier", "H99.02-250620-0001", "H98.04"),
    rule(5, "procedure", "1.001193", "H98.05"),
  ];
  const dossier = { code: "H99.02-250620-0002", procedure: "1.000656", field: "Đất đai" };
  for (const [what, one, id] of [
    ["the whole unit's, when nothing narrower fits", dossier, 1n],
    ["its field's", { ...dossier, field: "Hộ tịch" }, 2n],
    ["its procedure's newest", { ...dossier, field: "Hộ tịch", procedure: "1.001193" }, 5n],
    ["its own", { ...dossier, code: "H99.02-250620-0001", procedure: "1.001193" }, 4n],
    ["the whole unit's, when it has no field", { ...dossier, field: null }, 1n],
  ] as const)
    it(`${what}, in whatever order they were made`, () => {
      expect(ruleFor(rules, one)?.id).to.equal(id);
      expect(ruleFor(rules.toReversed(), one)?.id).to.equal(id);
    });

  it("the narrower of two, though the wider is newer", () => {
    const made = [rule(1, "dossier", dossier.code, "H98.01"), rule(2, "procedure", dossier.procedure, "H98.02")];
    const wide = [rule(3, "field", dossier.field, "H98.03"), rule(4, "all", "", "H98.04")];
    for (const order of [[...made, ...wide], [...wide, ...made], [...made, ...wide].toReversed()])
      expect(ruleFor(order, dossier)?.id).to.equal(1n);
    expect(ruleFor([...wide, made[1]!], dossier)?.id).to.equal(2n);
    expect(ruleFor(wide.toReversed(), dossier)?.id).to.equal(3n);
  });

  it("none, where none was made", () => expect(ruleFor([], dossier)).to.equal(undefined));
});

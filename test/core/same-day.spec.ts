import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { parseProcedureCode, type ProcedureVersion } from "../../core/domain/procedure.ts";
import {
  concerns,
  nameOf,
  openedName,
  prevails,
  whyItCounts,
  withoutThem,
  type SignedChange,
} from "../../core/domain/same-day.ts";

/** C9: two decisions that change one procedure from one day: the later signature, then the number. */
describe("Which of two decisions from one day counts", () => {
  for (const [what, one, other, counts, why] of [
    ["the one signed later", ["7/QĐ", "2026-11-02"], ["900/QĐ", "2026-11-01"], "one", "later-signature"],
    ["the higher number of one day", ["12/QĐ-UBND", "2026-11-02"], ["9/QĐ-UBND", "2026-11-02"], "one", "higher-number"],
    ["a number, before text", ["9/QĐ", "2026-11-02"], ["QĐ-12", "2026-11-02"], "one", "higher-number"],
    [
      "the words, where the numbers are one",
      ["9/QĐ-A", "2026-11-02"],
      ["9/QĐ-B", "2026-11-02"],
      "other",
      "higher-number",
    ],
    ["a number, however low", ["0/QĐ", "2026-11-02"], ["QĐ-12", "2026-11-02"], "one", "higher-number"],
    ["one, before text", ["1/QĐ", "2026-11-02"], ["QĐ-12", "2026-11-02"], "one", "higher-number"],
    ["the new year's first", ["1/QĐ", "2026-01-02"], ["3000/QĐ", "2025-12-31"], "one", "later-signature"],
  ] as const)
    it(`${what}: ${counts === "one" ? one[0] : other[0]}, in either order`, () => {
      const [a, b] = [one, other].map(([number, day]) => ({
        ...{ number, issuedBy: "Bộ Thử nghiệm", signedOn: parseDay(day) },
      })) as [Signed, Signed];
      expect([prevails(a, b), prevails(b, a)]).to.deep.equal([counts === "one", counts === "other"]);
      expect(whyItCounts(a, b)).to.equal(why);
    });
});

describe("Two decisions of one day with one number", () => {
  const of = (issuedBy: string): Signed => ({ number: "9/QĐ", issuedBy, signedOn: parseDay("2026-11-02") });

  it("are told apart by who issued them, the same way round every time", () => {
    const [health, works] = [of("Bộ Thử nghiệm A"), of("Bộ Thử nghiệm B")];
    expect([prevails(health, works), prevails(works, health)]).to.deep.equal([false, true]);
  });
  it("and before that by the words of the number", () => {
    const [one, other] = [
      { ...of("Bộ Thử nghiệm B"), number: "9/QĐ-A" },
      { ...of("Bộ Thử nghiệm A"), number: "9/QĐ-B" },
    ];
    expect([prevails(one, other), prevails(other, one)]).to.deep.equal([false, true]);
  });
  it("no decision counts before itself", () => {
    const one = of("Bộ Thử nghiệm A");
    expect(prevails(one, one)).to.equal(false);
  });
});

type Signed = Parameters<typeof prevails>[0];

const day = "2026-11-02";
const before = "2026-11-01";

/** `1.000001 2024-01-01/1 2026-11-01 1.000003 H38`: code, first day and edition, last day, successor, whose; `-`: none. */
function version(text: string): ProcedureVersion {
  const [code = "", begins = "", validTo, replacedBy, province = "-"] = text.split(" ");
  const [validFrom = "", edition = "0"] = begins.split("/");
  return {
    ...{ code: parseProcedureCode(code), validFrom, edition: Number(edition) },
    validTo: validTo === "-" || validTo === undefined ? null : validTo,
    replacedBy: replacedBy === "-" || replacedBy === undefined ? null : parseProcedureCode(replacedBy),
    province: province === "-" ? null : parseOrgCode(province),
    ...{ name: "thử nghiệm", field: null, levels: [], limit: null, limitText: null, legalLimit: null },
    ...{ startMode: null, supplementMode: null, paymentMode: null, solvedBy: null, feeVnd: null, feeText: null },
    ...{ documents: [], details: {}, listing: "public", source: "test", contentSha256: "" },
  };
}
const told = ({ code, validFrom, edition, validTo, replacedBy, province }: ProcedureVersion) =>
  `${code} ${validFrom}/${edition} ${validTo ?? "-"} ${replacedBy ?? "-"} ${province ?? "-"}`;

/** A decision of that day: what it opened, and what it ended, each with the last day and the successor of before. */
const change = (opened: string | null, ...closed: readonly string[]): SignedChange => {
  const { code, province, validFrom, edition } = version(opened ?? closed[0] ?? "");
  return {
    ...{ number: "9/QĐ", issuedBy: "Bộ Thử nghiệm", signedOn: parseDay("2026-10-20") },
    ...{ code, province, replaces: [], opened: opened === null ? null : validFrom, openedEdition: edition },
    closed: closed.map(version),
  };
};

describe("The versions as they were without some decisions of a day (C9)", () => {
  for (const [what, versions, others, without] of [
    [
      "none: all stay as they are",
      ["1.000001 2024-01-01/0 2026-11-01", "1.000001 2026-11-02/0"],
      () => [],
      ["1.000001 2024-01-01/0 2026-11-01 - -", "1.000001 2026-11-02/0 - - -"],
    ],
    [
      "what it opened is not there, what it ended goes on",
      ["1.000001 2024-01-01/0 2026-11-01", "1.000001 2026-11-02/0"],
      () => [change("1.000001 2026-11-02/0", "1.000001 2024-01-01/0 -")],
      ["1.000001 2024-01-01/0 - - -"],
    ],
    [
      "what it ended has the end and the successor of before",
      ["1.000001 2024-01-01/0 2026-11-01 1.000003"],
      () => [change(null, "1.000001 2024-01-01/0 2026-12-31 1.000002")],
      ["1.000001 2024-01-01/0 2026-12-31 1.000002 -"],
    ],
    [
      "what followed it was given an end since: it goes on until then",
      ["1.000001 2024-01-01/0 2026-11-01", "1.000001 2026-11-02/0 2027-05-31 1.000004"],
      () => [change("1.000001 2026-11-02/0", "1.000001 2024-01-01/0 -")],
      ["1.000001 2024-01-01/0 2027-05-31 1.000004 -"],
    ],
    [
      "what followed it counts on no day, as another decision prevailed: that says nothing of the end",
      ["1.000001 2024-01-01/0 2026-11-01", "1.000001 2026-11-02/0 2026-11-01", "1.000001 2026-11-02/1"],
      () => [change("1.000001 2026-11-02/0", "1.000001 2024-01-01/0 -")],
      ["1.000001 2024-01-01/0 - - -", "1.000001 2026-11-02/1 - - -"],
    ],
    [
      "a version of no day that is another's is left out, too",
      ["1.000001 2024-01-01/0 2026-11-01", "1.000001 2026-11-02/0", "1.000001 2026-11-02/1 2026-11-01"],
      () => [change("1.000001 2026-11-02/0", "1.000001 2024-01-01/0 -")],
      ["1.000001 2024-01-01/0 - - -"],
    ],
    [
      "without the one that prevailed, the other one's version of that day counts",
      ["1.000001 2024-01-01/0 2026-11-01", "1.000001 2026-11-02/0 2026-11-01", "1.000001 2026-11-02/1"],
      () => [change("1.000001 2026-11-02/1", "1.000001 2026-11-02/0 -")],
      ["1.000001 2024-01-01/0 2026-11-01 - -", "1.000001 2026-11-02/0 - - -"],
    ],
    [
      "of two decisions both go",
      ["1.000001 2024-01-01/0 2026-11-01", "1.000001 2026-11-02/0 2026-11-01", "1.000001 2026-11-02/1"],
      () => [
        change("1.000001 2026-11-02/0", "1.000001 2024-01-01/0 -"),
        change("1.000001 2026-11-02/1", "1.000001 2026-11-02/0 -"),
      ],
      ["1.000001 2024-01-01/0 - - -"],
    ],
    [
      "a procedure that was merged into another goes on by its own end, not by the other's",
      ["1.000001 2024-01-01/0 2026-11-01 1.000003", "1.000003 2026-11-02/0 2027-05-31 1.000004"],
      () => [change("1.000003 2026-11-02/0", "1.000001 2024-01-01/0 -")],
      ["1.000001 2024-01-01/0 - - -"],
    ],
    [
      "a province's version that the centre ended goes on by its own end, not by the centre's",
      ["1.000001 2024-01-01/0 2026-11-01 - H38", "1.000001 2026-11-02/0 2027-05-31"],
      () => [change("1.000001 2026-11-02/0", "1.000001 2024-01-01/0 - - H38")],
      ["1.000001 2024-01-01/0 - - H38"],
    ],
    [
      "a province's that was to begin later begins again",
      ["1.000001 2027-01-01/0 2026-12-31 - H38"],
      () => [change(null, "1.000001 2027-01-01/0 - - H38")],
      ["1.000001 2027-01-01/0 - - H38"],
    ],
    [
      "another's that was to begin later, and does not, does not begin",
      ["1.000001 2027-01-01/0 2026-12-31 - H41"],
      () => [change(null, "1.000001 2027-01-01/0 - - H38")],
      [],
    ],
    [
      "what begins later after all stays as it is",
      ["1.000001 2027-01-01/0 2027-06-30 - H38"],
      () => [change(null, "1.000001 2027-01-01/0 - - H38")],
      ["1.000001 2027-01-01/0 2027-06-30 - H38"],
    ],
    [
      "what has followed the version it ended, up to that day, goes on in its place",
      ["1.000001 2024-01-01/0 2025-05-31", "1.000001 2025-06-01/0 2026-11-01"],
      () => [change(null, "1.000001 2024-01-01/0 -")],
      ["1.000001 2024-01-01/0 2025-05-31 - -", "1.000001 2025-06-01/0 - - -"],
    ],
    [
      "and so does another edition of the same first day",
      ["1.000001 2025-06-01/0 2025-05-31", "1.000001 2025-06-01/1 2026-11-01"],
      () => [change(null, "1.000001 2025-06-01/0 -")],
      ["1.000001 2025-06-01/1 - - -"],
    ],
    [
      "an earlier one than it ended keeps its end",
      ["1.000001 2024-01-01/0 2026-11-01"],
      () => [change(null, "1.000001 2025-06-01/0 -")],
      ["1.000001 2024-01-01/0 2026-11-01 - -"],
    ],
    [
      "other procedures' and other provinces' versions that end on that day keep their end",
      ["1.000009 2024-01-01/0 2026-11-01", "1.000001 2024-01-01/0 2026-11-01 - H41"],
      () => [change(null, "1.000001 2024-01-01/0 - - H38")],
      ["1.000009 2024-01-01/0 2026-11-01 - -", "1.000001 2024-01-01/0 2026-11-01 - H41"],
    ],
    [
      "what ended at another day keeps its end",
      ["1.000001 2024-01-01/0 2026-10-31", "1.000001 2024-06-01/0 -"],
      () => [change(null, "1.000001 2024-01-01/0 -")],
      ["1.000001 2024-01-01/0 2026-10-31 - -", "1.000001 2024-06-01/0 - - -"],
    ],
  ] as const)
    it(what, () =>
      expect(withoutThem(versions.map(version), others(), parseDay(day)).map(told)).to.deep.equal(without),
    );

  it("nothing else of a version changes", () => {
    const [restored] = withoutThem(
      [version(`1.000001 2024-01-01/0 ${before}`)],
      [change(null, "1.000001 2024-01-01/0 -")],
      parseDay(day),
    );
    expect(restored).to.deep.equal(version("1.000001 2024-01-01/0 -"));
  });
});

describe("Which procedure a decision changes, and how a version is named", () => {
  const [one, other] = [parseProcedureCode("1.000001"), parseProcedureCode("1.000002")];
  const [hue, danang] = [parseOrgCode("H57"), parseOrgCode("H17")];
  for (const [what, province, replaces, ofProvince, ofCode, does] of [
    ["its own", null, [], null, one, true],
    ["one that it replaces", null, [other], null, other, true],
    ["another", null, [], null, other, false],
    ["a province's own", hue, [], hue, one, true],
    ["a province's, that is the centre's decision", null, [], hue, one, false],
    ["the centre's, that is a province's decision", hue, [], null, one, false],
    ["another province's", hue, [other], danang, other, false],
  ] as const)
    it(`${what}: ${does ? "changed" : "not changed"}`, () =>
      expect(concerns({ code: one, province, replaces }, { code: ofCode, province: ofProvince })).to.equal(does));

  it("a version is named by code, province, first day and edition", () => {
    expect(nameOf(version("1.000001 2026-11-02/1 - - H57"))).to.equal("1.000001 H57 2026-11-02 1");
    expect(nameOf(version("1.000001 2026-11-02"))).to.equal("1.000001  2026-11-02 0");
    expect(openedName(change("1.000001 2026-11-02/1 - - H57"))).to.equal("1.000001 H57 2026-11-02 1");
    expect(openedName(change(null, "1.000001 2026-11-02"))).to.equal(undefined);
  });
});

import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { resultsWithoutDossier } from "../../core/domain/issued-result.ts";
import { findOffSystem, type ReceiptEntry } from "../../core/domain/discipline.ts";
import { at } from "../support/clocks.ts";

const day = parseDay("2026-12-01");
const entry = (number: number, but: Partial<ReceiptEntry> = {}): ReceiptEntry => ({
  code: `H38.91-261201-000${number}`,
  day,
  number,
  receivedAt: at("2026-12-01 09:00"),
  recordedAt: at("2026-12-01 09:05"),
  concludedAt: null,
  conclusionRecordedAt: null,
  immediate: false,
  ...but,
});
const plainHours = (from: Date, to: Date) => (to.getTime() - from.getTime()) / 3_600_000;
const signsOf = (but: Partial<ReceiptEntry>) =>
  findOffSystem([{ day, last: 1, voided: [] }], [entry(1, but)], plainHours, 24).findings.map(({ kind }) => kind);

describe("signs of dossiers received outside the system", () => {
  for (const [what, but, expected] of [
    ["entered at once", {}, []],
    ["entered exactly 24 hours later", { recordedAt: at("2026-12-02 09:00") }, []],
    ["entered a second later still", { recordedAt: at("2026-12-02 09:00:01") }, ["entered-late"]],
    [
      "concluded 59 seconds after receipt",
      { concludedAt: at("2026-12-01 09:00:59"), conclusionRecordedAt: at("2026-12-01 10:00") },
      ["result-at-once"],
    ],
    [
      "concluded a minute after receipt",
      { concludedAt: at("2026-12-01 09:01"), conclusionRecordedAt: at("2026-12-01 10:00") },
      [],
    ],
    [
      "concluded at once, of a procedure settled at once",
      { concludedAt: at("2026-12-01 09:00:30"), conclusionRecordedAt: at("2026-12-01 09:05:30"), immediate: true },
      [],
    ],
    [
      "receipt and result entered together",
      {
        recordedAt: at("2026-12-02 08:00"),
        concludedAt: at("2026-12-01 16:00"),
        conclusionRecordedAt: at("2026-12-02 08:00:20"),
      },
      ["entered-after-the-result"],
    ],
  ] as const)
    it(`${what}: ${expected.join(", ") || "none"}`, () => expect(signsOf(but)).to.deep.equal(expected));

  it("a number that was promised and not yet used is no gap, and counts for nothing", () => {
    const { findings, completeness } = findOffSystem(
      [{ day, last: 3, voided: [], reserved: [2] }],
      [entry(1), entry(3)],
      plainHours,
      24,
    );
    expect(findings).to.deep.equal([]);
    expect(completeness).to.include({ numbersGiven: 3, percent: 100 });
  });

  it("a gap in the day's numbers is named, one voided with a reason is not; the figure adds up", () => {
    const { findings, completeness } = findOffSystem(
      [{ day, last: 5, voided: [3] }],
      [entry(1), entry(2), entry(5, { recordedAt: at("2026-12-03 09:00") })],
      plainHours,
      24,
    );
    expect(findings.map(({ kind, number }) => `${kind} ${number}`)).to.deep.equal([
      "number-missing 4",
      "entered-late 5",
    ]);
    expect(completeness).to.deep.equal({ numbersGiven: 5, voided: 1, entered: 3, clean: 2, percent: 50 });
  });

  it("a period without a dossier has no figure", () =>
    expect(findOffSystem([], [], plainHours, 24).completeness.percent).to.equal(null));

  it("by day and number, whatever is wrong with them", () => {
    const before = parseDay("2026-11-30");
    const late = { recordedAt: at("2026-12-09 09:00") };
    const { findings } = findOffSystem(
      [
        { day, last: 4, voided: [] },
        { day: before, last: 3, voided: [] },
      ],
      [entry(4, late), entry(2, late), entry(3, { ...late, day: before, code: "H38.91-261130-0003" })],
      plainHours,
      24,
    );
    expect(findings.map((one) => `${one.day} ${one.number} ${one.kind}`)).to.deep.equal([
      "2026-11-30 1 number-missing",
      "2026-11-30 2 number-missing",
      "2026-11-30 3 entered-late",
      "2026-12-01 1 number-missing",
      "2026-12-01 2 entered-late",
      "2026-12-01 3 number-missing",
      "2026-12-01 4 entered-late",
    ]);
  });

  it("says how many working hours late, to a tenth", () => {
    const { findings } = findOffSystem([], [entry(1, { recordedAt: at("2026-12-02 09:04") })], plainHours, 24);
    expect(findings).to.deep.equal([
      { kind: "entered-late", day, number: 1, code: "H38.91-261201-0001", hoursLate: 24.1 },
    ]);
  });

  it("asks no hours of what was entered before it happened", () => {
    const never = () => expect.fail("asked");
    expect(findOffSystem([], [entry(1, { recordedAt: at("2026-12-01 09:00") })], never, 24).findings).to.deep.equal([]);
  });

  it("a result entered a minute after the receipt is in order", () => {
    const entered = { concludedAt: at("2026-12-01 16:00"), conclusionRecordedAt: at("2026-12-01 09:06") };
    expect(signsOf(entered)).to.deep.equal([]);
  });

  it("a figure has one decimal", () => {
    const { completeness } = findOffSystem([{ day, last: 3, voided: [] }], [entry(1), entry(2)], plainHours, 24);
    expect(completeness.percent).to.equal(66.7);
  });
});

describe("results that an agency issued without a dossier (row 14)", () => {
  const issued = (number: string, issuedOn = "2026-12-10") => ({ number, issuedOn: parseDay(issuedOn), kind: "" });
  for (const [what, row, known, expected] of [
    ["a number that a dossier names", issued("12/GP-SXD"), issued("12/GP-SXD"), []],
    ["the same number, typed otherwise", issued(" 012/gp-sxd "), issued("12/GP-SXD"), []],
    ["the same number on another day of the year", issued("12/GP-SXD"), issued("12/GP-SXD", "2026-12-11"), []],
    ["the same number of another year", issued("12/GP-SXD"), issued("12/GP-SXD", "2025-12-10"), ["12/GP-SXD"]],
    ["another number", issued("13/GP-SXD"), issued("12/GP-SXD"), ["13/GP-SXD"]],
  ] as const)
    it(`${what}: ${expected.length === 0 ? "has its dossier" : "has none"}`, () =>
      expect(resultsWithoutDossier([row], [known]).map(({ number }) => number)).to.deep.equal(expected));
});

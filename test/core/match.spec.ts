import { expect } from "chai";
import fc from "fast-check";
import type { Day } from "../../core/domain/day.ts";
import { tokenFinder } from "../../core/domain/payment/find-token.ts";
import { makeReference } from "../../core/domain/payment/reference.ts";
import type { PaymentReport } from "../../core/domain/payment/report.ts";
import { rowOfEntry, rowOfReport } from "../../core/domain/payment/rows.ts";
import type { StatementEntry } from "../../core/domain/payment/statement.ts";
import { matchRows, matchRules, reconcile, type MatchRule, type Row } from "../../core/domain/payment/match.ts";

const today = "2026-01-16" as Day;
const aRow = (id: string, but: Partial<Row> = {}): Row => ({
  id,
  where: "bank:001",
  amount: 150_000n,
  day: "2026-01-15" as Day,
  reference: null,
  theirNumber: null,
  text: "",
  ...but,
});
const token = "LT26000001K7";
/** `id place rule against` of each row, ours before theirs. */
const told = (
  ours: readonly Row[],
  theirs: readonly Row[],
  rules: readonly MatchRule[] = matchRules,
): readonly string[] => {
  const { ours: here, theirs: there } = matchRows(ours, theirs, today, rules);
  return [...here, ...there].map(({ row, place, rule, against }) =>
    [row.id, place, rule ?? "-", against.join("+")].join(" ").trim(),
  );
};

describe("reconciliation (R12)", () => {
  for (const [what, ours, theirs, expected] of [
    ["nothing", [], [], []],
    [
      "the same reference and amount",
      [aRow("o", { reference: "R1" })],
      [aRow("t", { reference: "R1" })],
      ["o matched M1 t", "t matched M1 o"],
    ],
    ["a row that only we have", [aRow("o", { reference: "R1" })], [], ["o missingThere -"]],
    ["a row that only they have", [], [aRow("t", { reference: "R1" })], ["t missingHere -"]],
    [
      "another amount under the reference",
      [aRow("o", { reference: "R1" })],
      [aRow("t", { reference: "R1", amount: 149_999n })],
      ["o amountDiffers M1 t", "t amountDiffers M1 o"],
    ],
    [
      "paid twice: the earlier is it, whatever the order of rows",
      [aRow("o", { reference: "R1" })],
      [aRow("late", { reference: "R1", day: "2026-01-16" as Day }), aRow("early", { reference: "R1" })],
      ["o matched M1 early", "late duplicate M1 o", "early matched M1 o"],
    ],
    [
      "paid twice: the one whose number we know is it",
      [aRow("o", { reference: "R1", theirNumber: "N2" })],
      [aRow("a", { reference: "R1", theirNumber: "N1" }), aRow("b", { reference: "R1", theirNumber: "N2" })],
      ["o matched M1 b", "a duplicate M1 o", "b matched M1 o"],
    ],
    [
      "booked twice by us",
      [aRow("o1", { reference: "R1" }), aRow("o2", { reference: "R1" })],
      [aRow("t", { reference: "R1" })],
      ["o1 matched M1 t", "o2 duplicate M1 t", "t matched M1 o1"],
    ],
    [
      "a second booking of another amount is not a duplicate: nobody paid it",
      [aRow("o1", { reference: "R1" }), aRow("o2", { reference: "R1", amount: 70_000n })],
      [aRow("t", { reference: "R1" })],
      ["o1 matched M1 t", "o2 missingThere -", "t matched M1 o1"],
    ],
    [
      "two bookings of two amounts, one of them paid twice: the rest is a person's",
      [aRow("o1", { reference: "R1" }), aRow("o2", { reference: "R1", amount: 70_000n })],
      [aRow("t1", { reference: "R1" }), aRow("t2", { reference: "R1" })],
      ["o1 matched M1 t1", "o2 amountDiffers M1 t1+t2", "t1 matched M1 o1", "t2 amountDiffers M1 o1+o2"],
    ],
    [
      "paid in two parts: a person's, both of them",
      [aRow("o", { reference: "R1" })],
      [aRow("a", { reference: "R1", amount: 100_000n }), aRow("b", { reference: "R1", amount: 50_000n })],
      ["o amountDiffers M1 a+b", "a amountDiffers M1 o", "b amountDiffers M1 o"],
    ],
    [
      "money out is not held against money in",
      [aRow("o", { reference: "R1" })],
      [aRow("t", { reference: "R1", amount: -150_000n })],
      ["o missingThere -", "t missingHere -"],
    ],
    [
      "a refund of the same reference is a matter of its own",
      [aRow("o", { reference: "R1" }), aRow("refund", { reference: "R1", amount: -150_000n })],
      [aRow("t", { reference: "R1" }), aRow("back", { reference: "R1", amount: -150_000n })],
      ["o matched M1 t", "refund matched M1 back", "t matched M1 o", "back matched M1 refund"],
    ],
    [
      "another place is another matter",
      [aRow("o", { reference: "R1", where: "gateway:payplatform" })],
      [aRow("t", { reference: "R1" })],
      ["o missingThere -", "t missingHere -"],
    ],
    [
      "our token in their text",
      [aRow("o", { text: token })],
      [aRow("t", { text: `NOP PHI ${token} CAM ON` })],
      ["o matched M2 t", "t matched M2 o"],
    ],
    [
      "our token in small letters, with blanks and a line break in it",
      [aRow("o", { text: token })],
      [aRow("t", { text: "nop phi lt26-0000\n01k7 cam on" })],
      ["o matched M2 t", "t matched M2 o"],
    ],
    [
      "our token cut off by the bank",
      [aRow("o", { text: token })],
      [aRow("t", { text: "MBVCB.123456.NOP PHI LT2600000" })],
      ["o matched M3 t", "t matched M3 o"],
    ],
    [
      "a cut-off token with another amount proves nothing",
      [aRow("o", { text: token })],
      [aRow("t", { text: "NOP PHI LT2600000", amount: 1n })],
      ["o missingThere -", "t missingHere -"],
    ],
    [
      "a cut-off token that two could have",
      [aRow("o1", { text: "LT26000001K7" }), aRow("o2", { text: "LT26000002K5", day: "2026-01-14" as Day })],
      [aRow("t", { text: "NOP PHI LT260000" })],
      ["o1 missingThere -", "o2 missingThere -", "t missingHere -"],
    ],
    [
      "two tokens in one text: ambiguous, and not matched by amount either",
      [aRow("o1", { text: "LT26000001K7" }), aRow("o2", { text: "LT26000002K5", amount: 1n })],
      [aRow("t", { text: "LT26000001K7 LT26000002K5" })],
      ["o1 missingThere -", "o2 missingThere -", "t missingHere -"],
    ],
    [
      "a second transfer under a token is a duplicate, no other fee's money",
      [aRow("o", { text: token, reference: "R1" }), aRow("other", { text: "LT26000002K5", reference: "R2" })],
      [aRow("a", { text: token }), aRow("b", { text: token, day: "2026-01-16" as Day })],
      ["o matched M2 a", "other missingThere -", "a matched M2 o", "b duplicate M2 o"],
    ],
    ["the one row of that amount on that day", [aRow("o")], [aRow("t")], ["o matched M4 t", "t matched M4 o"]],
    [
      "two rows of that amount on that day are nobody's",
      [aRow("o")],
      [aRow("t1"), aRow("t2")],
      ["o missingThere -", "t1 missingHere -", "t2 missingHere -"],
    ],
    [
      "two of ours of that amount on that day",
      [aRow("o1"), aRow("o2")],
      [aRow("t")],
      ["o1 missingThere -", "o2 missingThere -", "t missingHere -"],
    ],
    [
      "a row with a reference that we do not know is not matched by amount",
      [aRow("o", { reference: "R1" })],
      [aRow("t", { reference: "R9" })],
      ["o missingThere -", "t missingHere -"],
    ],
    [
      "a row with a token of ours from another day is not matched by amount",
      [aRow("o", { reference: "R1" })],
      [aRow("t", { text: `NOP PHI ${makeReference(7n)}` })],
      ["o missingThere -", "t missingHere -"],
    ],
    [
      "nor is one with two of them",
      [aRow("o", { reference: "R1" })],
      [aRow("t", { text: `${makeReference(7n)} ${makeReference(8n)}` })],
      ["o missingThere -", "t missingHere -"],
    ],
    [
      "another day, or none, is not the day",
      [aRow("o")],
      [aRow("t1", { day: "2026-01-16" as Day }), aRow("t2", { day: null })],
      ["o missingThere -", "t1 missingHere -", "t2 missingHere -"],
    ],
  ] as const)
    it(what, () => expect(told(ours, theirs)).to.deep.equal(expected));

  it("a day apart, where a rule says so, and only if it is the one", () => {
    const rules: readonly MatchRule[] = [{ id: "X", kind: "amountAndDay", from: today, until: null, daysApart: 1 }];
    const later = matchRules.map((rule) => ({ ...rule, from: "2026-01-16" as Day }));
    expect(told([aRow("o")], [aRow("t")], later)).to.deep.equal(["o missingThere -", "t missingHere -"]);
    const early = matchRules.map((rule) => ({ ...rule, until: "2026-01-10" as Day }));
    const next = aRow("t", { day: "2026-01-16" as Day });
    expect(told([aRow("o")], [next], rules)).to.deep.equal(["o matched X t", "t matched X o"]);
    expect(told([aRow("o"), aRow("p", { day: "2026-01-17" as Day })], [next], rules)[0]).to.equal("o missingThere -");
    expect(told([aRow("o")], [aRow("t")], early)).to.deep.equal(["o missingThere -", "t missingHere -"]);
  });

  it("an id that stands twice is a mistake of the caller", () =>
    expect(() => matchRows([aRow("o"), aRow("o")], [], today)).to.throw(RangeError));

  it("bookings, gateway and bank: each booking is looked for where it is expected", () => {
    const gateway = "gateway:payplatform";
    const { ours, theirs } = reconcile(
      [
        aRow("paid", { where: gateway, reference: "R1" }),
        aRow("settled", { amount: 148_000n, text: "DOISOAT20260115" }),
      ],
      [aRow("g", { where: gateway, reference: "R1" })],
      [aRow("b", { amount: 148_000n, text: "CTY TT DOISOAT20260115" })],
      today,
    );
    expect(ours.map(({ place, against }) => [place, ...against])).to.deep.equal([
      ["matched", "g"],
      ["matched", "b"],
    ]);
    expect(theirs.map(({ place }) => place)).to.deep.equal(["matched", "matched"]);
  });

  describe("any rows at all", () => {
    const aToken = fc.constantFrom("", "DH1", "LT26000001K7", "LT26000002K5", "LT2600000", "lt26 000001 k7");
    const anyRow = fc.record({
      where: fc.constantFrom("bank:001", "gateway:g"),
      amount: fc.constantFrom(1n, 2n, -1n),
      day: fc.constantFrom<(Day | null)[]>("2026-01-15" as Day, "2026-01-16" as Day, null),
      reference: fc.constantFrom(null, null, "R1", "R2"),
      theirNumber: fc.constantFrom(null, "N1", "N2"),
      text: fc.tuple(aToken, aToken).map((words) => words.join(" ").trim()),
    });
    const side = (name: string) =>
      fc.array(anyRow, { maxLength: 12 }).map((rows) => rows.map((row, at) => ({ ...row, id: `${name}${at}` })));
    const sum = (rows: readonly Row[]): bigint => rows.reduce((all, { amount }) => all + amount, 0n);

    it("every row ends once; matched and left make the whole; a match is one to one, of one place and amount", () =>
      fc.assert(
        fc.property(side("o"), side("t"), (ours, theirs) => {
          const { ours: here, theirs: there } = matchRows(ours, theirs, today);
          expect(here.map(({ row }) => row)).to.deep.equal(ours);
          expect(there.map(({ row }) => row)).to.deep.equal(theirs);
          const matched = (all: typeof here) => all.filter(({ place }) => place === "matched");
          const left = (all: typeof here) => all.filter(({ place }) => place !== "matched");
          for (const [all, rows] of [
            [here, ours],
            [there, theirs],
          ] as const)
            expect(sum(matched(all).map(({ row }) => row)) + sum(left(all).map(({ row }) => row))).to.equal(sum(rows));
          expect(sum(matched(here).map(({ row }) => row))).to.equal(sum(matched(there).map(({ row }) => row)));
          const other = new Map(there.map((one) => [one.row.id, one]));
          for (const { row, rule, against } of matched(here)) {
            expect(against).to.have.length(1);
            const back = other.get(against[0]!)!;
            expect([back.place, back.rule, back.against]).to.deep.equal(["matched", rule, [row.id]]);
            expect([back.row.where, back.row.amount]).to.deep.equal([row.where, row.amount]);
          }
          for (const { place, rule, against } of [...here, ...there])
            expect(place.startsWith("missing")).to.equal(rule === null && against.length === 0);
          expect(here.some(({ place }) => place === "missingHere")).to.equal(false);
          expect(there.some(({ place }) => place === "missingThere")).to.equal(false);
        }),
        { numRuns: 500 },
      ));

    it("the order of rows decides nothing", () =>
      fc.assert(
        fc.property(side("o"), side("t"), (ours, theirs) => {
          expect([...told([...ours].reverse(), [...theirs].reverse())].sort()).to.satisfy(
            (lines: readonly string[]) =>
              lines.map(inOrder).join() === [...told(ours, theirs)].sort().map(inOrder).join(),
          );
        }),
        { numRuns: 300 },
      ));
    /** Against whom, in an order of its own. */
    const inOrder = (line: string): string => {
      const [id, place, rule, against = ""] = line.split(" ");
      return [id, place, rule, against.split("+").sort().join("+")].join(" ");
    };
  });

  it("50,000 against 50,000 by reference, by token and by amount, in seconds", function () {
    this.timeout(60_000);
    const tokenOf = (number: number): string => `LT26${String(number).padStart(8, "0")}`;
    const ours = Array.from({ length: 50_000 }, (_, number) =>
      aRow(`o${number}`, {
        amount: BigInt(10_000 + (number % 7)),
        reference: number % 2 === 0 ? `R${number}` : null,
        text: number % 2 === 0 ? "" : tokenOf(number),
      }),
    );
    const theirs = ours.map((row, number) => ({
      ...row,
      id: `t${number}`,
      text:
        row.text === ""
          ? ""
          : `MBVCB.${number}.nop phi ${row.text.slice(0, 5)} ${row.text.slice(5)}.CT tu 0071 toi 0011`,
    }));
    const { ours: here, theirs: there } = matchRows(ours, theirs, today);
    expect(here.filter(({ place }) => place === "matched")).to.have.length(50_000);
    expect(there.every(({ row, against }) => against[0] === `o${row.id.slice(1)}`)).to.equal(true);
  });
});

describe("tokens in what a bank made of them", () => {
  const finder = tokenFinder(["LT26000001K7", "LT26000002K5", "DH0001", ""]);
  for (const [text, whole, cutOff] of [
    ["", [], undefined],
    ["LT26000001K7", ["LT26000001K7"], undefined],
    ["xLT26000001K7x", ["LT26000001K7"], undefined],
    ["phí hồ sơ lt26 0000 01k7", ["LT26000001K7"], undefined],
    ["LT26000001K7/LT26000002K5", ["LT26000001K7", "LT26000002K5"], undefined],
    ["nop phi DH0001", ["DH0001"], undefined],
    ["nop phi dh0001.", ["DH0001"], undefined],
    ["nop phi DH00012", [], undefined],
    ["nop phi DH 0001", [], undefined],
    ["nop phi LT26000001K", [], "LT26000001K7"],
    ["nop phi LT260000", [], null],
    ["nop phi LT26000", [], undefined],
    ["LT26000001 roi", [], undefined],
  ] as const)
    it(`"${text}": ${whole.join() || "none"}${cutOff === undefined ? "" : `, cut off ${cutOff ?? "of several"}`}`, () => {
      expect([...finder.whole(text)].sort()).to.deep.equal(whole);
      expect(finder.cutOff(text)).to.equal(cutOff);
    });
});

describe("rows of statements and gateways", () => {
  const entry: StatementEntry = {
    ...{ key: "k#1", sign: -1, amount: 30_000n, said: "30000", currency: "VND", status: "booked", isReversal: true },
    ...{ bankReference: "FT1", endToEndId: "E1", text: "HOAN PHI", counterparty: null, payments: 1 },
    ...{ bookedOn: null, valueOn: "2026-01-15" as Day },
  };
  const report: PaymentReport = {
    ...{ reference: "R1", outcome: "paid", amount: 150_000n, currency: "VND", theirNumber: "N1" },
    ...{ at: new Date("2026-01-15T17:30:00Z"), code: "00", said: null },
  };
  it("an entry keeps its sign, and a payer's number is words like others", () =>
    expect(rowOfEntry("001", entry)).to.deep.equal(
      aRow("k#1", { amount: -30_000n, theirNumber: "FT1", text: "E1\nHOAN PHI" }),
    ));
  it("what is not booked, or not dong, is no row", () => {
    for (const but of [{ status: "pending" }, { status: "info" }, { amount: null }] as const)
      expect(rowOfEntry("001", { ...entry, ...but })).to.equal(null);
  });
  it("a payment counts on its day in Viet Nam; what was reversed went out", () => {
    const row = aRow("7", { where: "gateway:g", reference: "R1", theirNumber: "N1", day: "2026-01-16" as Day });
    expect(rowOfReport("g", "7", report)).to.deep.equal(row);
    expect(rowOfReport("g", "7", { ...report, outcome: "reversed", at: null })).to.deep.equal({
      ...row,
      amount: -150_000n,
      day: null,
    });
  });
  it("what failed, waits or is unknown is no row", () => {
    for (const outcome of ["failed", "pending", "unknown"] as const)
      expect(rowOfReport("g", "7", { ...report, outcome })).to.equal(null);
    expect(rowOfReport("g", "7", { ...report, amount: null })).to.equal(null);
  });
});

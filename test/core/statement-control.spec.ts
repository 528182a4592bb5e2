import { expect } from "chai";
import { controlFile, weightOf, type Standing } from "../../core/domain/payment/statement-control.ts";
import { findingWords } from "../../core/domain/payment/finding-words.ts";
import {
  entryKeys,
  findingCodes,
  readWholeDong,
  type Balance,
  type StatementEntry,
  type StatementHead,
  type StatementPart,
} from "../../core/domain/payment/statement.ts";
import type { Day } from "../../core/domain/day.ts";
import { anExpected, ours } from "../support/statements.ts";

const aBalance = (amount: bigint, day = "2026-01-15"): Balance => ({
  amount,
  said: String(amount),
  currency: "VND",
  day: day as Day,
  isFinal: true,
});
const aHead = (but: Partial<StatementHead> = {}): StatementHead => ({
  series: "camt.053",
  account: ours,
  currency: "VND",
  statementId: "S15",
  sequence: 15n,
  opening: aBalance(1_000_000n),
  copy: null,
  withBalances: true,
  ...but,
});
const anEntry = (but: Partial<StatementEntry> = {}): StatementEntry => ({
  key: "k#1",
  sign: 1,
  amount: 150_000n,
  said: "150000",
  currency: "VND",
  status: "booked",
  isReversal: false,
  bankReference: null,
  endToEndId: null,
  text: "",
  counterparty: null,
  bookedOn: "2026-01-15" as Day,
  valueOn: null,
  payments: 1,
  ...but,
});
const parts = (head: Partial<StatementHead> = {}, closing: Balance | null = aBalance(1_150_000n)): StatementPart[] => [
  { kind: "head", head: aHead(head) },
  { kind: "entry", entry: anEntry() },
  { kind: "end", end: { closing } },
];
const judge = (all: readonly StatementPart[], standing: Standing | null | "none of ours" = null, isTaken = false) => {
  const control = controlFile(
    anExpected({ standingOf: () => (standing === "none of ours" ? undefined : standing), isTaken: () => isTaken }),
  );
  for (const part of all) control.take(part);
  return control.verdict();
};
const before: Standing = { closing: 1_000_000n, sequence: 14n, day: "2026-01-14" as Day };

describe("controls of a statement (§9.1)", () => {
  for (const [what, verdict, weight, codes] of [
    ["the next one", judge(parts(), before), "told", []],
    ["the first one of an account", judge(parts()), "told", []],
    ["an account that is not ours", judge(parts(), "none of ours"), "refused", ["account-other"]],
    ["the same file again", judge(parts(), before, true), "refused", ["file-known"]],
    [
      "opening and entries that do not make the closing",
      judge(parts({}, aBalance(1_150_001n))),
      "refused",
      ["balance-wrong"],
    ],
    [
      "a closing balance that does not follow",
      judge(parts({ opening: aBalance(999_999n) }, aBalance(1_149_999n)), before),
      "held",
      ["not-continuous"],
    ],
    ["a number that was left out", judge(parts({ sequence: 17n }), before), "held", ["sequence-gap"]],
    ["one number that was left out", judge(parts({ sequence: 16n }), before), "held", ["sequence-gap"]],
    ["the number of before", judge(parts({ sequence: 14n }), before), "held", ["sequence-known"]],
    ["a lower number", judge(parts({ sequence: 1n }), before), "held", ["sequence-known"]],
    ["number 1 of a new year", judge(parts({ sequence: 1n }), { ...before, day: "2025-12-31" as Day }), "told", []],
    ["a bank that does not count", judge(parts({ sequence: null }), before), "told", []],
    ["a duplicate by the bank's own word", judge(parts({ copy: "DUPL" }), before), "held", ["file-copy"]],
    ["no opening balance", judge(parts({ opening: null }), before), "held", ["balance-missing"]],
    [
      "no balances where there are none",
      judge(parts({ opening: null, withBalances: false }, null), before),
      "told",
      [],
    ],
    [
      "a page in between",
      judge(parts({ opening: { ...aBalance(1_000_000n), isFinal: false } })),
      "refused",
      ["page-missing"],
    ],
    ["another currency", judge(parts({ currency: "USD" })), "refused", ["currency-other"]],
    ["a statement without an end", judge(parts().slice(0, 2)), "refused", ["truncated"]],
    ["nothing at all", judge([]), "refused", ["truncated"]],
    ["an entry outside", judge([{ kind: "entry", entry: anEntry() }]), "refused", ["malformed"]],
  ] as const)
    it(what, () => {
      const findings = [...verdict.findings, ...verdict.statements.flatMap((one) => one.findings)];
      expect([...new Set(findings.map(({ code }) => code))]).to.deep.equal(codes);
      expect(verdict.weight).to.equal(weight);
    });

  it("says what was expected and what came", () => {
    const [wrong] = judge(parts({}, aBalance(1_150_001n))).statements[0]!.findings;
    expect(wrong!.detail).to.equal("1000000 + 150000 - 0 = 1150000, not 1150001");
    const [gap] = judge(parts({ sequence: 17n }), before).statements[0]!.findings;
    expect(gap!.detail).to.equal("15 to 16 did not come");
  });

  it("two days in one file follow each other; a gap between them is seen", () => {
    const next = (opening: bigint): StatementPart[] =>
      parts({ sequence: 16n, opening: aBalance(opening) }, aBalance(opening + 150_000n));
    expect(judge([...parts(), ...next(1_150_000n)], before).weight).to.equal("told");
    const { statements } = judge([...parts(), ...next(1_150_001n)], before);
    expect(statements.map(({ weight }) => weight)).to.deep.equal(["told", "held"]);
  });

  it("a notification counts by itself, and moves no balance", () => {
    const standingOf = (_: string, series: string): Standing =>
      series === "camt.054" ? { closing: null, sequence: 7n, day: null } : before;
    const control = controlFile(anExpected({ standingOf }));
    const notification = parts({ series: "camt.054", sequence: 8n, opening: null, withBalances: false }, null);
    for (const part of [...notification, ...parts()]) control.take(part);
    const { weight, statements } = control.verdict();
    expect(weight).to.equal("told");
    expect(statements.map(({ standing }) => [standing.sequence, standing.closing])).to.deep.equal([
      [8n, null],
      [15n, 1_150_000n],
    ]);
  });

  it("one account that is not ours holds back its own statement alone", () => {
    const control = controlFile(anExpected());
    for (const part of [...parts({ account: "9999" }), ...parts()]) control.take(part);
    const { weight, statements } = control.verdict();
    expect([weight, ...statements.map((one) => one.weight)]).to.deep.equal(["refused", "refused", "told"]);
  });

  it("a thousand broken lines are twenty findings, not a thousand", () => {
    const broken = Array.from({ length: 1_000 }, (_, line) => ({
      kind: "finding" as const,
      finding: { code: "entry-unreadable" as const, detail: `line ${line}` },
    }));
    expect(judge([...parts().slice(0, 1), ...broken, ...parts().slice(2)]).statements[0]!.findings).to.have.length(20);
  });

  it("every finding has its weight and its words in both languages", () => {
    for (const code of findingCodes) {
      expect(["told", "held", "refused"], code).to.include(weightOf[code]);
      expect(findingWords[code].vi.length, code).to.be.greaterThan(20);
      expect(findingWords[code].en.length, code).to.be.greaterThan(20);
    }
  });
});

describe("whole dong of a statement (R10)", () => {
  for (const [said, point, amount] of [
    ["150000", ".", 150_000n],
    ["150000.00", ".", 150_000n],
    ["0", ".", 0n],
    ["1000000,", ",", 1_000_000n],
    ["1000000,00", ",", 1_000_000n],
    ["1000000000000000", ".", 10n ** 15n],
    ["1000000000000001", ".", null],
    ["150000.01", ".", null],
    ["150000,00", ".", null],
    ["1000000.00", ",", null],
    ["1.000.000", ".", null],
    ["-1", ".", null],
    ["+1", ".", null],
    ["1e5", ".", null],
    ["", ".", null],
    [",00", ",", null],
    [" 1", ".", null],
    ["١٢", ".", null],
  ] as const)
    it(`"${said}" with "${point}" is ${amount === null ? "none" : amount}`, () =>
      expect(readWholeDong(said, point)).to.equal(amount));
});

describe("keys of entries", () => {
  const content = (but: Partial<StatementEntry> = {}): Omit<StatementEntry, "key"> => anEntry(but);
  const keyOf = () => entryKeys(ours, (text) => text);

  it("is the account and the bank's reference, whatever else is said", () => {
    const [a, b] = [keyOf(), keyOf()];
    const [one, same] = [
      a(content({ bankReference: "FT1" })),
      b(content({ bankReference: "FT1", text: "more words" })),
    ];
    expect(one.key).to.equal(same.key);
    expect(entryKeys("9999", (text) => text)(content({ bankReference: "FT1" })).key).not.to.equal(one.key);
  });
  it("is all that the bank said where it gave no reference", () => {
    const keys = [
      {},
      { text: "x" },
      { amount: 1n, said: "1" },
      { sign: -1 as const },
      { endToEndId: "E" },
      { bookedOn: null },
    ].map((but) => keyOf()(content(but)).key);
    expect(new Set(keys).size).to.equal(6);
  });
  it("counts those that are the same, from one for each file", () => {
    const of = keyOf();
    const made = [of(content()), of(content()), of(content({ text: "x" }))];
    expect(made.map(({ key }) => key.slice(-2))).to.deep.equal(["#1", "#2", "#1"]);
    expect(made.map(({ reused }) => reused)).to.deep.equal([false, false, false]);
  });
  it("a pending entry and the booked one of the same reference are two", () => {
    const of = keyOf();
    const [pending, booked] = [
      of(content({ bankReference: "F", status: "pending" })),
      of(content({ bankReference: "F" })),
    ];
    expect(pending.key).not.to.equal(booked.key);
  });
});

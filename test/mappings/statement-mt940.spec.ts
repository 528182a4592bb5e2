import { expect } from "chai";
import { readMt940 } from "../../mappings/statement/mt940.ts";
import { inPieces, ours, take } from "../support/statements.ts";

const mt940 = (lines: readonly string[], closing = ":62F:C260115VND1120000,"): string =>
  [":20:STMT15", `:25:${ours}`, ":28C:15/1", ":60F:C260115VND1000000,", ...lines, closing, "-"].join("\r\n") + "\r\n";

const day = mt940([
  ":61:2601150115C150000,NTRFDH0001//FT26015000001",
  "NGUYEN VAN THU NGHIEM",
  ":86:NOP PHI DH0001",
  "H2026000001",
  ":61:2601150115RC30000,NRVSNONREF",
]);

describe("MT940", () => {
  it("TV-36 in the older form: a reversed credit is money out", async () => {
    const { entries, verdict } = await take(readMt940([day]));
    expect(verdict.weight).to.equal("told");
    expect(verdict.statements[0]).to.deep.include({ entries: 2, moneyIn: 150_000n, moneyOut: 30_000n, findings: [] });
    expect(verdict.statements[0]!.head).to.deep.include({ account: ours, sequence: 15n, statementId: "STMT15" });
    expect(verdict.statements[0]!.standing).to.deep.equal({ closing: 1_120_000n, sequence: 15n, day: "2026-01-15" });
    expect(entries[0]).to.deep.include({
      sign: 1,
      amount: 150_000n,
      status: "booked",
      isReversal: false,
      bankReference: "FT26015000001",
      endToEndId: "DH0001",
      text: "NGUYEN VAN THU NGHIEM\nNOP PHI DH0001\nH2026000001",
      bookedOn: "2026-01-15",
      valueOn: "2026-01-15",
    });
    expect(entries[1]).to.deep.include({ sign: -1, amount: 30_000n, isReversal: true, endToEndId: null, text: "" });
  });

  it("the same whatever pieces and line ends it comes in", async () => {
    const whole = await take(readMt940([day]));
    for (const size of [1, 5, 100])
      expect((await take(readMt940(inPieces(day, size)))).parts, `pieces of ${size}`).to.deep.equal(whole.parts);
    expect((await take(readMt940([day.replaceAll("\r\n", "\n")]))).parts).to.deep.equal(whole.parts);
  });

  it("the same in SWIFT's envelope, two messages in one file", async () => {
    const inside = day.slice(0, day.lastIndexOf("-"));
    const next = inside.replace("15/1", "16/1").replace("1000000,", "1120000,").replace("1120000,\r\n", "1240000,\r\n");
    const second = next
      .replace(":60F:C260115VND1240000,", ":60F:C260115VND1120000,")
      .replace(/:62F:.*/, ":62F:C260115VND1240000,");
    const envelope = "{1:F01BANKVNVXAXXX0000000000}{2:O9400000}{4:\r\n";
    const { verdict, entries } = await take(readMt940([`${envelope}${inside}-}{5:{CHK:1}}${envelope}${second}-}\r\n`]));
    expect(verdict.findings).to.deep.equal([]);
    expect(verdict.statements.map(({ weight, standing }) => [weight, standing.closing])).to.deep.equal([
      ["told", 1_120_000n],
      ["told", 1_240_000n],
    ]);
    expect(entries).to.have.length(4);
  });

  it("a payer's words that look like an envelope stay words", async () => {
    const text = mt940([":61:2601150115C5000,NTRFNONREF", ":86:NOP {4:PHI", "DH0001}"]);
    expect((await take(readMt940([text]))).entries.map((entry) => entry.text)).to.deep.equal(["NOP {4:PHI\nDH0001}"]);
  });

  for (const [line, expected] of [
    ["2601150115D5000,NCHGREF", { sign: -1, amount: 5_000n, isReversal: false, status: "booked", endToEndId: "REF" }],
    ["260115RD5000,NTRFNONREF", { sign: 1, amount: 5_000n, isReversal: true, status: "booked", endToEndId: null }],
    ["260115EC5000,NTRFNONREF", { sign: 1, status: "pending" }],
    ["260115ED5000,NTRFNONREF", { sign: -1, status: "pending" }],
    ["260115CD5000,00NTRFA/B//C/D", { sign: 1, amount: 5_000n, endToEndId: "A/B", bankReference: "C/D" }],
    ["260115C5000,S103", { sign: 1, amount: 5_000n, endToEndId: null, bankReference: null }],
    ["260115RCR5000,F123REF//", { sign: -1, isReversal: true, endToEndId: "REF", bankReference: null }],
    ["2601021231C5000,NTRFNONREF", { valueOn: "2026-01-02", bookedOn: "2025-12-31" }],
    ["2512310102C5000,NTRFNONREF", { valueOn: "2025-12-31", bookedOn: "2026-01-02" }],
    ["2403010229C5000,NTRFNONREF", { valueOn: "2024-03-01", bookedOn: "2024-02-29" }],
    ["260115C5000,NTRFNONREF", { valueOn: "2026-01-15", bookedOn: "2026-01-15" }],
  ] as const)
    it(`:61:${line}`, async () => {
      const { entries } = await take(readMt940([mt940([`:61:${line}`])]));
      expect(entries).to.have.length(1);
      expect(entries[0]).to.deep.include(expected);
    });

  for (const line of [
    "2601150115C150000.00NTRFREF",
    "2601150115C150000NTRFREF",
    "2601150115C1.5e5,NTRFREF",
    "2601150115C-150000,NTRFREF",
    "2601150115X150000,NTRFREF",
    "2602300115C150000,NTRFREF",
    "2601150230C150000,NTRFREF",
    "C150000,NTRFREF",
    "2601150115C150000,ntrfREF",
  ])
    it(`refuses :61:${line}`, async () => {
      const { findings, verdict, entries } = await take(readMt940([mt940([`:61:${line}`])]));
      expect([findings, verdict.weight]).to.deep.equal([["entry-unreadable"], "refused"]);
      expect(entries).to.deep.equal([]);
    });

  describe("pages", () => {
    const page = (number: number, opening: string, line: string, closing: string, account = ours): string =>
      [`:20:P${number}`, `:25:${account}`, `:28C:15/${number}`, opening, line, closing, "-", ""].join("\r\n");
    const first = page(1, ":60F:C260115VND1000000,", ":61:260115C150000,NTRFA", ":62M:C260115VND1150000,");
    const second = page(2, ":60M:C260115VND1150000,", ":61:260115D10000,NTRFB", ":62M:C260115VND1140000,");
    const third = page(3, ":60M:C260115VND1140000,", ":61:260115D20000,NTRFC", ":62F:C260115VND1120000,");

    it("that follow each other are one statement", async () => {
      const { verdict, entries } = await take(readMt940([first + second + third]));
      expect(verdict).to.deep.include({ weight: "told" });
      expect(verdict.statements).to.have.length(1);
      expect(verdict.statements[0]).to.deep.include({ entries: 3, moneyIn: 150_000n, moneyOut: 30_000n });
      expect(entries).to.have.length(3);
    });
    for (const [what, text, findings] of [
      ["the one in the middle is missing", first + third, ["page-missing", "balance-wrong"]],
      ["the first is missing", second + third, ["page-missing"]],
      ["the last is missing", first + second, ["page-missing"]],
      ["the last comes twice", first + second + third + third, ["page-missing", "sequence-known"]],
      ["one is of another account", first + second.replace(ours, "9999") + third, ["page-missing"]],
      [
        "a page that moved nothing is missing",
        first + second.replace(":28C:15/2", ":28C:15/3").replace("62M", "62F"),
        ["page-missing"],
      ],
      ["the balance between has the other sign", first + second.replace(":60M:C", ":60M:D") + third, ["page-missing"]],
      ["a page that is not the first opens", first.replace("15/1", "15/2").replace("62M", "62F"), ["page-missing"]],
      ["the balance between differs", first + second.replace("1150000", "1150001") + third, ["page-missing"]],
    ] as const)
      it(`${what}: ${findings.join()}`, async () => {
        const taken = await take(readMt940([text]), {
          standingOf: (account) => (account === ours ? { closing: null, sequence: 14n, day: null } : undefined),
        });
        expect(taken.findings).to.include.members([...findings]);
        expect(taken.verdict.weight).to.equal("refused");
      });
  });

  describe("bad input", () => {
    it("cut off anywhere before the closing balance is whole: nothing of it counts", async () => {
      const whole = day.slice(0, day.lastIndexOf(",") + 1);
      for (let length = 0; length < whole.length; length += 1)
        expect((await take(readMt940([whole.slice(0, length)]))).verdict.weight, `${length}`).to.equal("refused");
      expect((await take(readMt940([whole]))).verdict.weight).to.equal("told");
    });
    for (const [what, text, finding] of [
      ["cut off before the closing balance", day.slice(0, day.indexOf(":62F:")), "truncated"],
      ["a wrong closing balance", day.replace("1120000,", "1120001,"), "balance-wrong"],
      ["a float in a balance", day.replace("1000000,", "1000000.00"), "malformed"],
      ["another account", day.replace(ours, "9999"), "account-other"],
      ["another currency", day.replaceAll("VND", "USD"), "currency-other"],
      ["a fraction of a dong", day.replace("150000,", "150000,50"), "amount-unreadable"],
      ["an entry after the end", `${day}:61:260115C1,NTRFX\r\n`, "malformed"],
      ["another format", "<Document/>", "malformed"],
      ["nothing", "", "malformed"],
    ] as const)
      it(`${what}: ${finding}`, async () => {
        const { findings, verdict } = await take(readMt940([text]));
        expect(findings).to.include(finding);
        expect(verdict.weight).to.equal("refused");
      });
  });
});

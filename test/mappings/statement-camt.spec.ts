import { expect } from "chai";
import { readCamt } from "../../mappings/statement/camt.ts";
import { anEntry, camt053, inPieces, ours, take, tv36Entries } from "../support/statements.ts";

describe("camt.053 and camt.054", () => {
  it("TV-36: 1,000,000 + 150,000 - 30,000 = 1,120,000, a reversal is not negated twice", async () => {
    const { entries, verdict } = await take(readCamt([camt053()]));
    expect(verdict.weight).to.equal("told");
    expect(verdict.findings).to.deep.equal([]);
    const [statement] = verdict.statements;
    expect(statement).to.deep.include({ entries: 2, moneyIn: 150_000n, moneyOut: 30_000n, findings: [] });
    expect(statement!.head).to.deep.include({ account: ours, currency: "VND", sequence: 15n, statementId: "S15" });
    expect(statement!.head.opening).to.deep.include({ amount: 1_000_000n, day: "2026-01-15" });
    expect(statement!.standing).to.deep.equal({ closing: 1_120_000n, sequence: 15n, day: "2026-01-15" });
    expect(entries[0]).to.deep.include({
      sign: 1,
      amount: 150_000n,
      said: "150000",
      status: "booked",
      isReversal: false,
      bankReference: "FT26015000001",
      endToEndId: null,
      text: "DH0001 H2026000001",
      counterparty: "NGUYEN VAN THU NGHIEM",
      bookedOn: "2026-01-15",
      valueOn: "2026-01-15",
    });
    expect(entries[1]).to.deep.include({ sign: -1, amount: 30_000n, isReversal: true, bankReference: null, text: "" });
  });

  it("TV-36: the same whatever pieces it comes in", async () => {
    const whole = await take(readCamt([camt053()]));
    for (const size of [1, 2, 3, 7, 64]) {
      const pieces = await take(readCamt(inPieces(camt053(), size)));
      expect(pieces.parts, `pieces of ${size}`).to.deep.equal(whole.parts);
    }
    const bytes = new TextEncoder().encode(camt053().replace("THU NGHIEM", "THỬ NGHIỆM"));
    const halves = await take(readCamt([bytes.subarray(0, 1201), bytes.subarray(1201)]));
    expect(halves.verdict.weight).to.equal("told");
    expect(halves.entries[0]!.counterparty).to.equal("NGUYEN VAN THỬ NGHIỆM");
  });

  const plain = tv36Entries.replaceAll(/<Sts><Cd>BOOK<\/Cd><\/Sts>/g, "<Sts>BOOK</Sts>").replaceAll(/<\/?Pty>/g, "");
  for (const version of ["02", "03", "04", "05", "06"])
    it(`reads version ${version}, whose status and parties are plain`, async () => {
      const { entries, verdict } = await take(
        readCamt([camt053({ namespace: `camt.053.001.${version}`, entries: plain })]),
      );
      expect(verdict.weight).to.equal("told");
      expect(entries.map(({ counterparty }) => counterparty)).to.deep.equal(["NGUYEN VAN THU NGHIEM", null]);
    });
  for (const version of ["07", "08", "09", "10", "11", "12"])
    it(`reads version ${version}, whose status and parties are a choice`, async () => {
      const { entries, verdict } = await take(readCamt([camt053({ namespace: `camt.053.001.${version}` })]));
      expect(verdict.weight).to.equal("told");
      expect(entries.map(({ counterparty }) => counterparty)).to.deep.equal(["NGUYEN VAN THU NGHIEM", null]);
    });
  it("does not take a version's status in the other's form", async () => {
    expect((await take(readCamt([camt053({ entries: plain })]))).findings).to.deep.equal(["entry-unreadable"]);
    expect((await take(readCamt([camt053({ namespace: "camt.053.001.06" })]))).findings).to.deep.equal([
      "entry-unreadable",
    ]);
  });
  for (const namespace of ["camt.053.001.01", "camt.053.001.13", "camt.052.001.08", "camt.053.002.08"])
    it(`does not know ${namespace}`, async () => {
      const { findings, verdict } = await take(readCamt([camt053({ namespace })]));
      expect([findings, verdict.weight]).to.deep.equal([["version-unknown"], "refused"]);
    });

  it("reads a notification with a prefix, which has no balances", async () => {
    const text = camt053({ namespace: "camt.054.001.08", opening: "", closing: "" })
      .replaceAll("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn")
      .replaceAll("Stmt>", "Ntfctn>")
      .replace("xmlns=", "xmlns:n=")
      .replaceAll(/<(\/?)(?=[A-Z])/g, "<$1n:");
    const { entries, verdict } = await take(readCamt([text]));
    expect(verdict).to.deep.include({ weight: "told" });
    expect(verdict.statements[0]!.standing.closing).to.equal(null);
    expect(entries.map(({ amount }) => amount)).to.deep.equal([150_000n, 30_000n]);
  });

  it("a notification and the statement after it know a payment by the same key", async () => {
    const [before, after] = [
      await take(readCamt([camt053()])),
      await take(readCamt([camt053({ head: "<ElctrncSeqNb>16</ElctrncSeqNb>" })])),
    ];
    expect(after.entries.map(({ key }) => key)).to.deep.equal(before.entries.map(({ key }) => key));
    expect(new Set(before.entries.map(({ key }) => key)).size).to.equal(2);
  });

  it("two equal payments on one day without references are two, by their position", async () => {
    const twice = anEntry("") + anEntry("");
    const { entries, verdict } = await take(readCamt([camt053({ entries: twice, closing: "1300000" })]));
    expect(verdict.weight).to.equal("told");
    const [first, second] = entries.map(({ key }) => key.split("#"));
    expect(first![0]).to.equal(second![0]);
    expect([first![1], second![1]]).to.deep.equal(["1", "2"]);
  });

  it("a reference that the bank uses for a transfer and its fee loses neither, and is told", async () => {
    const reference = "<AcctSvcrRef>FT1</AcctSvcrRef>";
    const two = anEntry(reference) + anEntry(reference, "3300", "DBIT");
    const { entries, findings, verdict } = await take(readCamt([camt053({ entries: two, closing: "1146700" })]));
    expect([verdict.weight, findings]).to.deep.equal(["told", ["reference-reused"]]);
    expect(new Set(entries.map(({ key }) => key)).size).to.equal(2);
  });

  it("only what is booked is money", async () => {
    const others = ["PDNG", "INFO", "FUTR"].map((status) => anEntry("", "1000").replace("BOOK", status)).join("");
    const { entries, verdict } = await take(readCamt([camt053({ entries: tv36Entries + others })]));
    expect(verdict.statements[0]).to.deep.include({ weight: "told", entries: 2 });
    expect(entries.map(({ status }) => status)).to.deep.equal(["booked", "booked", "pending", "info", "pending"]);
  });

  it("money out has its receiver's name, a return is a reversal, and the legal number counts where there is no other", async () => {
    const inside =
      "<NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>US</Nm></Pty></Dbtr><Cdtr><Pty><Nm>THEM</Nm></Pty></Cdtr></RltdPties>" +
      "<RtrInf><Rsn><Cd>AC01</Cd></Rsn></RtrInf></TxDtls></NtryDtls>";
    const head = "<LglSeqNb>3</LglSeqNb>";
    const text = camt053({ head, entries: anEntry(inside, "150000", "DBIT"), closing: "850000" });
    const { entries, verdict } = await take(readCamt([text]));
    expect(entries[0]).to.deep.include({ sign: -1, counterparty: "THEM", isReversal: true });
    expect(verdict.statements[0]).to.deep.include({ weight: "told" });
    expect(verdict.statements[0]!.standing.sequence).to.equal(3n);
  });

  it("opens with the former closing balance where there is no opening one", async () => {
    const { verdict } = await take(readCamt([camt053().replace("OPBD", "PRCD")]));
    expect(verdict.weight).to.equal("told");
    expect(verdict.statements[0]!.head.opening).to.deep.include({ amount: 1_000_000n, isFinal: true });
  });
  for (const [type, where] of [
    ["OPBD", "before the first page"],
    ["CLBD", "after the last page"],
  ] as const)
    it(`a balance in between in place of ${type} is a page's`, async () => {
      const { verdict } = await take(readCamt([camt053().replace(type, "ITBD")]));
      expect(verdict.statements[0]!.findings).to.deep.equal([{ code: "page-missing", detail: where }]);
    });
  for (const [what, credits, weight] of [
    ["all entries", 2, "told"],
    ["the booked ones", 1, "told"],
    ["neither", 3, "refused"],
  ] as const)
    it(`a summary may count ${what}`, async () => {
      const summary = `<TxsSummry><TtlCdtNtries><NbOfNtries>${credits}</NbOfNtries></TtlCdtNtries></TxsSummry>`;
      const entries = summary + tv36Entries + anEntry("", "1000").replace("BOOK", "PDNG");
      expect((await take(readCamt([camt053({ entries })]))).verdict.weight).to.equal(weight);
    });

  it("days are those of Viet Nam; none is as good as any", async () => {
    const [moment, none] = [
      anEntry("").replace("<Dt>2026-01-15</Dt>", "<DtTm>2026-01-15T18:30:00Z</DtTm>"),
      anEntry("").replace(/<BookgDt>.*<\/BookgDt>/, ""),
    ];
    const { entries } = await take(readCamt([camt053({ entries: moment + none })]));
    expect(entries.map(({ bookedOn }) => bookedOn)).to.deep.equal(["2026-01-16", null]);
  });

  describe("a batch", () => {
    const payment = (amount: string, reference: string): string =>
      `<TxDtls><Refs><AcctSvcrRef>${reference}</AcctSvcrRef></Refs><Amt Ccy="VND">${amount}</Amt>` +
      `<CdtDbtInd>CRDT</CdtDbtInd><RmtInf><Ustrd>for ${reference}</Ustrd></RmtInf></TxDtls>`;
    const batch = (inside: string, head = "<Btch><NbOfTxs>2</NbOfTxs></Btch>"): string =>
      camt053({ entries: anEntry(`<NtryDtls>${head}${inside}</NtryDtls>`), closing: "1150000" });

    it("whose payments have amounts is told payment by payment", async () => {
      const { entries, verdict } = await take(readCamt([batch(payment("100000", "A") + payment("50000", "B"))]));
      expect(verdict.weight).to.equal("told");
      expect(entries.map(({ amount, bankReference, text }) => [amount, bankReference, text])).to.deep.equal([
        [100_000n, "A", "for A"],
        [50_000n, "B", "for B"],
      ]);
    });
    it("may hold money out beside money in", async () => {
      const back = payment("50000", "B").replace("CRDT", "DBIT");
      const { entries, verdict } = await take(readCamt([batch(payment("200000", "A") + back)]));
      expect(verdict).to.deep.include({ weight: "told" });
      expect(verdict.statements[0]).to.deep.include({ moneyIn: 200_000n, moneyOut: 50_000n });
      expect(entries.map(({ sign }) => sign)).to.deep.equal([1, -1]);
    });
    it("whose payments share its reference is told without a word about that", async () => {
      const shared = payment("100000", "A").replace("<AcctSvcrRef>A</AcctSvcrRef>", "");
      const inside = `<AcctSvcrRef>BATCH</AcctSvcrRef><NtryDtls>${shared}${shared.replace(">100000<", ">50000<")}</NtryDtls>`;
      const { entries, findings } = await take(readCamt([camt053({ entries: anEntry(inside), closing: "1150000" })]));
      expect(findings).to.deep.equal([]);
      expect(entries.map(({ bankReference }) => bankReference)).to.deep.equal(["BATCH", "BATCH"]);
      expect(new Set(entries.map(({ key }) => key)).size).to.equal(2);
    });
    it("whose payments have none is one entry of so many payments", async () => {
      const { entries, verdict } = await take(readCamt([batch("<TxDtls/><TxDtls></TxDtls>")]));
      expect(verdict.weight).to.equal("told");
      expect(entries.map(({ amount, payments }) => [amount, payments])).to.deep.equal([[150_000n, 2]]);
    });
    it("amounts in the payer's currency say nothing of what came in", async () => {
      const foreign = '<TxDtls><AmtDtls><TxAmt><Amt Ccy="USD">6.00</Amt></TxAmt></AmtDtls></TxDtls>';
      const { entries, verdict } = await take(readCamt([batch(foreign, "")]));
      expect([verdict.weight, entries[0]!.amount]).to.deep.equal(["told", 150_000n]);
    });
    for (const [what, text] of [
      ["whose payments add up to less", batch(payment("100000", "A") + payment("49999", "B"))],
      ["with another number of payments", batch(payment("100000", "A") + payment("50000", "B")).replace(">2<", ">3<")],
      ["one payment of which has no amount", batch(payment("150000", "A") + "<TxDtls/>")],
      ["of one payment with another amount", batch(payment("149999", "A"), "")],
      ["whose total is another", batch("", "<Btch><NbOfTxs>2</NbOfTxs><TtlAmt>149999</TtlAmt></Btch>")],
      ["a payment of which is no amount", batch(payment("1e5", "A"), "")],
    ] as const)
      it(`${what} is refused`, async () => {
        const { findings, verdict } = await take(readCamt([text]));
        expect([verdict.weight, findings]).to.deep.equal(["refused", ["batch-differs"]]);
      });
  });

  describe("bad input", () => {
    for (const [what, text, finding] of [
      ["cut off in an entry", camt053().slice(0, camt053().indexOf("<Ustrd>")), "truncated"],
      ["cut off before the last tag", camt053().replace("</Document>", ""), "truncated"],
      ["empty", "", "truncated"],
      ["no XML", "Số dư đầu kỳ;1.000.000", "malformed"],
      ["a tag that closes another", camt053().replace("</Ustrd>", "</Ustr>"), "malformed"],
      ["an attribute without quotes", camt053().replace('Ccy="VND">150000', "Ccy=VND>150000"), "malformed"],
      ["a DTD", camt053().replace("<Document", '<!DOCTYPE d [<!ENTITY a "b">]><Document'), "malformed"],
      ["an entity of its own", camt053().replace("DH0001", "&bank;"), "malformed"],
      ["a character that does not exist", camt053().replace("DH0001", "&#0;"), "malformed"],
      ["something after its end", `${camt053()}<more/>`, "malformed"],
      ["another encoding", camt053().replace("UTF-8", "windows-1258"), "malformed"],
      ["an account that is not ours", camt053({ account: "9999" }), "account-other"],
      ["a wrong closing balance", camt053({ closing: "1120001" }), "balance-wrong"],
      ["another currency", camt053({ currency: "USD" }), "currency-other"],
      ["an entry in another currency", camt053().replace('Ccy="VND">30000', 'Ccy="USD">12.50'), "currency-other"],
      ["a fraction of a dong", camt053().replace(">150000<", ">150000.50<"), "amount-unreadable"],
      ["an exponent", camt053().replace(">150000<", ">1.5e5<"), "amount-unreadable"],
      ["a sign in the amount", camt053().replace(">150000<", ">-150000<"), "amount-unreadable"],
      ["more than 10^15", camt053().replace(">150000<", ">1000000000000001<"), "amount-unreadable"],
      [
        "a direction of its own",
        camt053().replace(">CRDT</CdtDbtInd><Sts>", ">CREDIT</CdtDbtInd><Sts>"),
        "entry-unreadable",
      ],
      ["a status of its own", camt053().replace("<Cd>BOOK</Cd>", "<Cd>DONE</Cd>"), "entry-unreadable"],
      [
        "a day that does not exist",
        camt053().replace("<ValDt><Dt>2026-01-15", "<ValDt><Dt>2026-02-30"),
        "entry-unreadable",
      ],
      ["no closing balance", camt053({ closing: "" }), "balance-missing"],
      ["a copy", camt053({ head: "<CpyDplctInd>COPY</CpyDplctInd>" }), "file-copy"],
      ["a duplicate", camt053({ head: "<CpyDplctInd>DUPL</CpyDplctInd>" }), "file-copy"],
      ["both at once", camt053({ head: "<CpyDplctInd>CODU</CpyDplctInd>" }), "file-copy"],
      [
        "a page",
        camt053().replace("</GrpHdr>", "<MsgPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></MsgPgntn></GrpHdr>"),
        "page-missing",
      ],
      [
        "a summary of other entries",
        camt053({
          entries: `<TxsSummry><TtlCdtNtries><NbOfNtries>2</NbOfNtries></TtlCdtNtries></TxsSummry>${tv36Entries}`,
        }),
        "summary-differs",
      ],
    ] as const)
      it(`${what}: ${finding}`, async () => {
        const { findings, verdict } = await take(readCamt([text]));
        expect(findings).to.deep.equal([finding]);
        const held = finding === "file-copy" || finding === "balance-missing";
        expect(verdict.weight).to.equal(held ? "held" : "refused");
      });

    it("cut off anywhere: nothing of it counts", async () => {
      const whole = camt053().trimEnd();
      for (let length = 0; length < whole.length; length += 1) {
        const { verdict } = await take(readCamt([whole.slice(0, length)]));
        expect(verdict.weight, whole.slice(0, length).slice(-40)).to.equal("refused");
      }
    });
    it("an unknown root, a notification under a statement's name", async () => {
      expect((await take(readCamt(["<Envelope></Envelope>"]))).findings).to.deep.equal(["malformed"]);
      const other = camt053({ namespace: "camt.054.001.08" });
      expect((await take(readCamt([other]))).findings).to.deep.equal(["version-unknown"]);
    });
    it("bytes that are no UTF-8", async () => {
      const bytes = Buffer.from(camt053().replace("THU", "TH\u00da"), "latin1");
      expect((await take(readCamt([bytes]))).findings).to.include("malformed");
    });
    it("a broken second statement takes the first with it: nothing of the file counts", async () => {
      const two = camt053().replace("</BkToCstmrStmt>", "<Stmt><Id>S16</Id>");
      const { verdict } = await take(readCamt([two]));
      expect(verdict.weight).to.equal("refused");
      expect(verdict.statements.map(({ weight }) => weight)).to.deep.equal(["refused"]);
    });
    it("elements without end, in depth or in length", async () => {
      const nested = "<Strd>".repeat(70) + "</Strd>".repeat(70);
      const deep = camt053().replace(/<Ustrd>.*<\/Ustrd>/, nested);
      expect((await take(readCamt([deep]))).findings).to.deep.equal(["malformed"]);
      const long = camt053().replace("DH0001", "D".repeat(5_000_000));
      expect((await take(readCamt([long]))).findings).to.deep.equal(["malformed"]);
      const tag = inPieces(`<Document xmlns="${"u".repeat(5_000_000)}`, 1_000_000);
      expect((await take(readCamt(tag))).findings).to.deep.equal(["malformed"]);
    });
    it("a sign of a tag within an attribute is none", async () => {
      const text = camt053().replace("<Ustrd>", `<Ustrd note='/>' more="'b>'">`);
      expect((await take(readCamt([text]))).entries[0]!.text).to.equal("DH0001 H2026000001");
    });
    it("comments, CDATA and entities that every document may have are read", async () => {
      const text = camt053().replace("DH0001 H2026000001", "<!-- x -->A &amp; B<![CDATA[ <C> ]]>&#272;");
      expect((await take(readCamt([text]))).entries[0]!.text).to.equal("A & B <C> Đ");
    });
  });

  it("a day of 50,000 payments: every one of them, one entry at a time", async function () {
    this.timeout(120_000);
    const [head, foot] = camt053({ entries: "@", closing: "2500001000000" }).split("@") as [string, string];
    function* day() {
      yield head;
      for (let number = 1; number <= 50_000; number += 1)
        yield anEntry(
          `<AcctSvcrRef>FT${number}</AcctSvcrRef><NtryDtls><TxDtls><RmtInf><Ustrd>DH${number}</Ustrd></RmtInf></TxDtls></NtryDtls>`,
          "50000000",
        );
      yield foot;
    }
    let [entries, sum] = [0, 0n];
    for await (const part of readCamt(day())) {
      expect(part.kind).not.to.equal("finding");
      if (part.kind !== "entry") continue;
      entries += 1;
      sum += part.entry.amount ?? 0n;
    }
    expect([entries, sum]).to.deep.equal([50_000, 2_500_000_000_000n]);
  });
});

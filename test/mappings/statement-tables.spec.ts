import { expect } from "chai";
import { createHash } from "node:crypto";
import { readBankCsv, type BankCsv } from "../../mappings/statement/bank-csv.ts";
import { readPlatformFile, type PlatformFile, type PlatformPart } from "../../mappings/statement/platform-file.ts";
import { inPieces, ours, take } from "../support/statements.ts";

const columns = Array.from({ length: 22 }, (_, place) => `C${place + 1}`);
const platform: PlatformFile = {
  encoding: "base64",
  delimiter: "|",
  columns,
  hasHeader: false,
  of: { reference: "C3", amount: "C7", code: "C9", theirNumber: "C4", currency: "C8", at: "C10", said: "C22" },
  timeForm: "yyyyMMddHHmmss",
  outcomes: { "00": "paid", "01": "failed", "09": "reversed" },
  summary: {
    place: "last",
    marker: "TONG",
    count: 1,
    total: 2,
    checksum: { cell: 3, hash: "sha256", joint: "\n" },
  },
};
const row = (but: Readonly<Record<number, string>> = {}): string => {
  const cells = Array.from({ length: 22 }, () => "");
  const said = { 3: "DH0001", 4: "PP-77", 7: "150000", 8: "VND", 9: "00", 10: "20260115093155", ...but };
  for (const [place, text] of Object.entries(said)) cells[Number(place) - 1] = text;
  return cells.join("|");
};
// two rows of 150,000 and 30,000; the checksum was made by sha256sum over both with a line break between them
const rows = [row(), row({ 3: "DH0002", 4: "PP-78", 7: "30000", 9: "77", 10: "" })];
const checksum = createHash("sha256").update(rows.join("\n")).digest("hex");
const file = (lines: readonly string[] = rows, summary = `TONG|2|180000|${checksum}`): string =>
  Buffer.from([...lines, summary, ""].join("\r\n"), "utf8").toString("base64");

const read = async (chunks: Iterable<string | Uint8Array>, but: Partial<PlatformFile> = {}) => {
  const parts: PlatformPart[] = [];
  for await (const part of readPlatformFile(chunks, { ...platform, ...but })) parts.push(part);
  return {
    parts,
    rows: parts.flatMap((part) => (part.kind === "row" ? [part.row] : [])),
    findings: parts.flatMap((part) => (part.kind === "finding" ? [part.finding.code] : [])),
    end: parts.find((part) => part.kind === "end"),
  };
};

describe("the payment platform's file", () => {
  it("22 columns, Base64, a summary with count, total and checksum", async () => {
    const { rows: told, findings, end } = await read([file()]);
    expect(findings).to.deep.equal([]);
    expect(end).to.deep.equal({ kind: "end", rows: 2, total: 180_000n });
    expect(told).to.deep.equal([
      {
        reference: "DH0001",
        outcome: "paid",
        amount: 150_000n,
        currency: "VND",
        theirNumber: "PP-77",
        at: new Date("2026-01-15T02:31:55Z"),
        code: "00",
        said: "",
      },
      // a code that no table knows is unknown, and shown
      {
        reference: "DH0002",
        outcome: "unknown",
        amount: 30_000n,
        currency: "VND",
        theirNumber: "PP-78",
        at: null,
        code: "77",
        said: "",
      },
    ]);
  });
  it("the same whatever pieces it comes in", async () => {
    const whole = await read([file()]);
    for (const size of [1, 3, 5, 1000]) expect((await read(inPieces(file(), size))).parts).to.deep.equal(whole.parts);
    const broken = file().replaceAll(/.{76}/g, "$&\r\n");
    expect((await read([Buffer.from(broken)])).parts).to.deep.equal(whole.parts);
  });
  it("plain, with a header and the summary first", async () => {
    const text = [`TONG|2|180000|${checksum}`, columns.join("|"), ...rows].join("\n");
    const summary = { ...platform.summary, place: "first" as const };
    const { findings, end } = await read([text], { encoding: "plain", hasHeader: true, summary });
    expect([findings, end?.kind]).to.deep.equal([[], "end"]);
  });

  for (const [what, text, finding] of [
    ["cut off before the summary", Buffer.from(rows.join("\n")).toString("base64"), "truncated"],
    ["cut off in a row", Buffer.from(rows.join("\n").slice(0, -5)).toString("base64"), "malformed"],
    ["no Base64", rows.join("\n"), "malformed"],
    ["Base64 that was cut", file().slice(0, -3), "malformed"],
    ["another count", file(rows, `TONG|3|180000|${checksum}`), "summary-differs"],
    ["another total", file(rows, `TONG|2|180001|${checksum}`), "summary-differs"],
    ["another checksum", file(rows, `TONG|2|180000|${"0".repeat(64)}`), "summary-differs"],
    ["a row that was changed", file([rows[0]!.replace("DH0001", "DH0003"), rows[1]!]), "summary-differs"],
    ["a row too many", file([...rows, row({ 3: "DH0009" })]), "summary-differs"],
    ["another number of columns", file([`${rows[0]!}|`, rows[1]!]), "malformed"],
    ["a float", file([row({ 7: "150000.5" }), rows[1]!]), "amount-unreadable"],
    ["a row without reference", file([row({ 3: "" }), rows[1]!]), "entry-unreadable"],
    ["another currency", file([row({ 8: "USD" }), rows[1]!]), "currency-other"],
    [
      "something after the summary",
      Buffer.from(`${rows.join("\n")}\nTONG|2|180000|${checksum}\n${row()}`).toString("base64"),
      "malformed",
    ],
    ["two files in one", `${Buffer.from("x").toString("base64")}${file()}`, "malformed"],
    ["nothing", "", "truncated"],
  ] as const)
    it(`${what}: ${finding}`, async () => expect((await read([text])).findings).to.include(finding));
  it("a second file after the first one's end is refused, also in a piece of its own", async () => {
    const { findings } = await read([Buffer.from("x").toString("base64"), file()]);
    expect(findings).to.deep.equal(["malformed"]);
  });
});

const bank: BankCsv = {
  account: ours,
  currency: "VND",
  delimiter: ",",
  thousands: ".",
  point: ",",
  dayForm: "dd/MM/yyyy",
  columns: {
    bookedOn: "Ngày GD",
    amount: { moneyIn: "Ghi có", moneyOut: "Ghi nợ" },
    text: "Nội dung",
    bankReference: "Số bút toán",
    balance: "Số dư",
  },
  newestFirst: false,
  footer: "Tổng cộng",
};
const csv = [
  '"NGÂN HÀNG THỬ NGHIỆM"',
  `Tài khoản,${ours}`,
  "",
  "STT,Ngày GD,Số bút toán,Ghi nợ,Ghi có,Số dư,Nội dung",
  '1,15/01/2026,FT1,,150.000,1.150.000,"NOP PHI DH0001, H2026000001"',
  "2,15/01/2026,FT2,30.000,0,1.120.000,HOAN PHI",
  "Tổng cộng,,,30.000,150.000,,",
  "Người lập,Kế toán",
].join("\r\n");

describe("a bank's table", () => {
  it("is a statement whose balances are added up", async () => {
    const { entries, verdict } = await take(readBankCsv([csv], bank));
    expect(verdict.weight).to.equal("told");
    expect(verdict.statements[0]).to.deep.include({ entries: 2, moneyIn: 150_000n, moneyOut: 30_000n });
    expect(verdict.statements[0]!.standing).to.deep.equal({ closing: 1_120_000n, sequence: null, day: "2026-01-15" });
    expect(
      entries.map(({ sign, amount, bankReference, text, bookedOn }) => [sign, amount, bankReference, text, bookedOn]),
    ).to.deep.equal([
      [1, 150_000n, "FT1", "NOP PHI DH0001, H2026000001", "2026-01-15"],
      [-1, 30_000n, "FT2", "HOAN PHI", "2026-01-15"],
    ]);
  });
  it("the same with a mark of byte order, in small pieces, and with NFD headings", async () => {
    const whole = await take(readBankCsv([csv], bank));
    const marked = Buffer.from(`\ufeff${csv.normalize("NFD").replaceAll("\r\n", "\n")}`);
    const pieces = Array.from({ length: Math.ceil(marked.length / 7) }, (_, at) => marked.subarray(at * 7, at * 7 + 7));
    expect((await take(readBankCsv(pieces, bank))).entries).to.deep.equal(whole.entries);
  });
  it("in another encoding, where it is configured", async () => {
    const { verdict } = await take(readBankCsv([Buffer.from(csv, "utf16le")], { ...bank, encoding: "utf-16le" }));
    expect(verdict.weight).to.equal("told");
    expect((await take(readBankCsv([Buffer.from(csv, "utf16le")], bank))).verdict.weight).to.equal("refused");
  });
  it("with the newest first, and one signed column", async () => {
    const text = [
      "Ngay;So tien;So du;ND",
      "2026-01-16;-30,000.00;1,120,000.00;B",
      "2026-01-15;150,000.00;1,150,000.00;A",
    ].join("\n");
    const { entries, verdict } = await take(
      readBankCsv([text], {
        ...bank,
        ...{ delimiter: ";", thousands: ",", point: ".", dayForm: "yyyy-MM-dd", newestFirst: true },
        columns: { bookedOn: "ngay", amount: "so tien", text: "nd", balance: "so du" },
      }),
      { standingOf: () => ({ closing: 1_000_000n, sequence: null, day: null }) },
    );
    expect([verdict.weight, verdict.statements[0]!.standing.closing]).to.deep.equal(["told", 1_120_000n]);
    expect(entries.map(({ sign, amount }) => [sign, amount])).to.deep.equal([
      [-1, 30_000n],
      [1, 150_000n],
    ]);
  });

  for (const [what, text, finding] of [
    ["a wrong balance", csv.replace("1.120.000", "1.120.001"), "balance-wrong"],
    ["a row that was cut out", csv.replace(/1,15.*\r\n/, "").replace("2,15", "1,15"), "not-continuous"],
    ["a fraction", csv.replace("150.000,", '"150.000,50",'), "amount-unreadable"],
    ["thousands in other groups", csv.replace(",150.000,", ",15.0000,"), "amount-unreadable"],
    ["money in and out in one row", csv.replace("30.000,0,", "30.000,5,"), "amount-unreadable"],
    ["neither", csv.replace("30.000,0,", ",,"), "amount-unreadable"],
    ["a day that is none", csv.replace("2,15/01/2026", "2,31/02/2026"), "entry-unreadable"],
    ["other headings", csv.replace("Ghi có", "Phát sinh"), "version-unknown"],
    ["a quote that does not end", csv.replace('H2026000001"', "H2026000001"), "malformed"],
    ["nothing", "", "version-unknown"],
    ["no rows", csv.slice(0, csv.indexOf("1,15")), "balance-missing"],
  ] as const)
    it(`${what}: ${finding}`, async () => {
      const { findings, verdict } = await take(readBankCsv([text], bank), {
        standingOf: () => ({ closing: 1_000_000n, sequence: null, day: null }),
      });
      expect(findings).to.include(finding);
      expect(verdict.weight).not.to.equal("told");
    });

  it("another currency is kept as text, for a person", async () => {
    const { entries, findings, verdict } = await take(readBankCsv([csv], { ...bank, currency: "USD" }));
    expect([verdict.weight, findings]).to.deep.equal(["refused", ["currency-other"]]);
    expect(entries[0]).to.deep.include({ amount: null, said: "150.000", currency: "USD" });
  });
  it("a file that fails on its way is not a broken file", async () => {
    const lost = async function* () {
      yield csv.slice(0, 200);
      await Promise.reject(new Error("connection lost"));
    };
    const error = await take(readBankCsv(lost(), bank)).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(String(error)).to.equal("Error: connection lost");
  });
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { StatementSettings } from "../../adapters/statement/settings.ts";
import { takeFile } from "../../adapters/statement/take-file.ts";
import type { FileControl } from "../../core/domain/payment/statement-control.ts";
import { decideHeldFile, type MoneyFileKind, type TakenFile } from "../../core/service/money-take.ts";
import type { BankCsv } from "../../mappings/statement/bank-csv.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { account, bank, bringGatewayFile, bringStatement, day, reference } from "../support/money.ts";
import { camt053 } from "../support/statements.ts";

const csv = (but: Partial<BankCsv> = {}): BankCsv => ({
  ...{
    account,
    currency: "VND",
    delimiter: ";",
    thousands: ".",
    point: ",",
    dayForm: "dd/MM/yyyy",
    newestFirst: false,
  },
  columns: {
    ...{ bookedOn: "Ngày", amount: { moneyIn: "Có", moneyOut: "Nợ" }, text: "Nội dung", bankReference: "Số TC" },
  },
  ...but,
});
const at = new Date("2026-01-17T06:00:00+07:00");

/** `day;in;out;text;reference` of each row. */
const table = (rows: readonly string[], end = ""): string =>
  ["Ngày;Có;Nợ;Nội dung;Số TC", ...rows, ...(end === "" ? [] : [end]), ""].join("\r\n");
const entry = (number: string, amount: string, on: string, text = ""): string =>
  `<Ntry><Amt Ccy="VND">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${on}</Dt></BookgDt>` +
  `<AcctSvcrRef>${number}</AcctSvcrRef>` +
  (text === "" ? "" : `<NtryDtls><TxDtls><RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls>`) +
  `</Ntry>`;
const camt = (closing: number, on: string, ...entries: readonly string[]): string =>
  camt053({ closing: String(closing), entries: entries.join("") }).replaceAll("2026-01-15", on);

describe("what a bank's files say of one account", () => {
  let test: TestDatabase;
  let folder: string;
  before(async () => {
    test = await freshDatabase();
    folder = await mkdtemp(join(tmpdir(), "hub-money-"));
  });
  after(async () => {
    await test.drop();
    await rm(folder, { recursive: true });
  });
  beforeEach(() =>
    test.sql(
      "truncate money_case, money_match, money_row, money_open_row, money_open_line, statement, money_file, money_run cascade",
    ),
  );

  let files = 0;
  const take = async (
    text: string,
    kind: MoneyFileKind,
    { layout = csv(), control }: { readonly layout?: BankCsv; readonly control?: FileControl } = {},
  ): Promise<TakenFile> => {
    const path = join(folder, `tep-${(files += 1)}`);
    await writeFile(path, text);
    const settings: StatementSettings = {
      accounts: new Map([[account, { mt940Encoding: "utf-8", csv: layout }]]),
      ...{ gateways: new Map(), explain: [], folders: [] },
    };
    return takeFile(test.db, settings, { path, kind, place: bank, by: "ketoan", at, control });
  };
  const found = ({ weight, findings }: TakenFile): string =>
    [weight, ...new Set(findings.map(({ code, detail }) => `${code} ${detail}`))].join(" | ");
  const counting = async (): Promise<readonly string[]> =>
    (
      await test.sql<{ line: string }>(
        "select concat_ws(' ', day, amount, their_number) as line from money_row where counts order by 1",
      )
    ).map(({ line }) => line);
  const decide = (sha256: string, isReleased: boolean) =>
    decideHeldFile(test.db, sha256, { isReleased, by: "truong phong", login: "login:tp", why: "da doi chieu", at });
  const whole: FileControl = { rows: 3, sum: 450_000n };

  describe("in two formats", () => {
    const three = table([
      "15/01/2026;150.000;;nop phi;FT26015 000001",
      "15/01/2026;150.000;;nop phi;FT26015 000002",
      "15/01/2026;150.000;;nop phi;FT26015 000002",
    ]);

    it("the same reference in other letters is one payment; equal payments under one count one by one", async () => {
      expect((await take(three, "csv", { control: whole })).weight).to.equal("told");
      const second = await take(
        camt(
          1_450_000,
          "2026-01-15",
          ...["ft26015-000001", "FT26015.000002", "FT26015.000002"].map((one) => entry(one, "150000", "2026-01-15")),
        ),
        "camt",
      );
      expect([found(second).split(" | ")[0], second.rows, second.known]).to.deep.equal(["told", 3, 3]);
      expect(await counting()).to.deep.equal([
        "2026-01-15 150000 FT26015 000001",
        "2026-01-15 150000 FT26015 000002",
        "2026-01-15 150000 FT26015 000002",
      ]);
    });

    it("another spelling altogether holds the second file; let through, equal sums of the day count once", async () => {
      await take(three, "csv", { control: whole });
      const second = await take(
        camt(
          1_660_000,
          "2026-01-15",
          ...["X1", "X2", "X3", "X4"].map((one) => entry(one, "150000", "2026-01-15")),
          entry("X5", "60000", "2026-01-15"),
        ),
        "camt",
      );
      expect(found(second)).to.equal("held | told-otherwise 2026-01-15: 5 rows");
      expect(await counting()).to.have.length(3);
      // four equal payments are in the fuller of the two, and one of another sum
      expect(await decide(second.sha256, true)).to.equal(2);
      expect(await counting()).to.deep.equal([
        "2026-01-15 150000 FT26015 000001",
        "2026-01-15 150000 FT26015 000002",
        "2026-01-15 150000 FT26015 000002",
        "2026-01-15 150000 X4",
        "2026-01-15 60000 X5",
      ]);
    });

    it("two true equal payments of a day count both, whatever is told twice", async () => {
      const two = table(["15/01/2026;150.000;;a;A1", "15/01/2026;150.000;;b;A2"]);
      await take(two, "csv", { control: { rows: 2, sum: 300_000n } });
      const second = await take(
        camt(1_300_000, "2026-01-15", entry("B1", "150000", "2026-01-15"), entry("B2", "150000", "2026-01-15")),
        "camt",
      );
      expect(await decide(second.sha256, true)).to.equal(0);
      expect(await counting()).to.deep.equal(["2026-01-15 150000 A1", "2026-01-15 150000 A2"]);
    });

    it("the day after is told by another format alone: it counts; the same sum beside it makes it doubtful", async () => {
      await take(three, "csv", { control: whole });
      const next = camt(1_070_000, "2026-01-16", entry("Y1", "70000", "2026-01-16"));
      expect(found(await take(next, "camt"))).to.equal("told");
      const alike = camt(1_150_000, "2026-01-16", entry("Y2", "150000", "2026-01-16"));
      expect(found(await take(alike.replace("<ElctrncSeqNb>15</ElctrncSeqNb>", ""), "camt")))
        .to.include("held")
        .and.include("told-otherwise 2026-01-16: 1 rows");
    });
  });

  describe("in two formats, of requests of ours", () => {
    const [a, b, c, d] = [reference(1), reference(2), reference(3), reference(4)];
    const line = (on: string, text: string, number: string): string => `${on}/01/2026;150.000;;${text};${number}`;
    const row = (number: string, text: string, on = "2026-01-15"): string => entry(number, "150000", on, text);
    const told = (...rows: readonly string[]) =>
      take(table(rows), "csv", { control: { rows: rows.length, sum: 150_000n * BigInt(rows.length) } });
    const release = async (...entries: readonly string[]): Promise<readonly string[]> => {
      const second = await take(
        camt(1_000_000 + 150_000 * entries.length, "2026-01-15", ...entries).replace(
          "<ElctrncSeqNb>15</ElctrncSeqNb>",
          "",
        ),
        "camt",
      );
      expect(found(second)).to.match(/^held/);
      await decide(second.sha256, true);
      return (
        await test.sql<{ line: string }>(
          "select concat_ws(' ', their_number, reference) as line from money_row where counts order by 1",
        )
      ).map((one) => one.line);
    };

    it("the request that a row names tells which payment it is, in whatever order they come", async () => {
      await told(line("15", a, "C1"), line("15", b, "C2"));
      expect(await release(row("X1", d), row("X2", c), row("X3", a), row("X4", b))).to.deep.equal([
        `C1 ${a}`,
        `C2 ${b}`,
        `X1 ${d}`,
        `X2 ${c}`,
      ]);
    });

    it("rows that name different requests are never one payment, also under one number of the bank", async () => {
      await told(line("15", a, "C1"), line("15", b, "C2"));
      expect(await release(row("c-1", c), row("X2", d))).to.deep.equal([`C1 ${a}`, `C2 ${b}`, `X2 ${d}`, `c-1 ${c}`]);
    });

    it("what names none is paired with what is left, so that as many count as the fuller format has", async () => {
      await told(line("15", a, "C1"), line("15", "nop phi", "C2"), line("15", b, "C3"));
      // what X2 tells is C2, and its request is paid by it
      expect(await release(row("X1", "nop tien"), row("X2", c), row("X3", a))).to.deep.equal([
        `C1 ${a}`,
        `C2 ${c}`,
        `C3 ${b}`,
      ]);
    });

    it("one day beside its twin it is the same payment, where it names the same request", async () => {
      await told(line("15", a, "C1"));
      expect(await release(row("X1", a, "2026-01-16"), row("X2", b, "2026-01-16"))).to.deep.equal([
        `C1 ${a}`,
        `X2 ${b}`,
      ]);
    });

    it("without a request, one day beside it, where the other format told both days and has one less here", async () => {
      await told(line("14", "nop phi", "C1"), line("15", "nop phi", "C2"));
      // the 14th is told by the first alone: its row is the second one of the 15th
      expect(await release(row("X1", "nop"), row("X2", "nop"))).to.deep.equal(["C1", "C2"]);
    });

    it("without a request, beside a day that only one format told: no twin, and it counts", async () => {
      await told(line("14", "nop phi", "C1"));
      expect(await release(row("X1", "nop"))).to.deep.equal(["C1", "X1"]);
    });

    it("a row that a file before has as its twin is not the twin of the next day's", async () => {
      await told(line("15", "nop phi", "C1"));
      expect(await release(row("X1", "nop"))).to.deep.equal(["C1"]);
      expect(await release(row("X2", "nop", "2026-01-16"))).to.deep.equal(["C1", "X2"]);
    });
  });

  describe("in a table without balances", () => {
    const row = "15/01/2026;150.000;;nop phi;A1";

    it("cut off at a line's end it is never silently whole: held, until a person says so", async () => {
      const taken = await take(table([row]), "csv");
      expect(found(taken)).to.equal("held | table-unproven 1 rows of 150000");
      expect(await counting()).to.deep.equal([]);
      expect(await decide(taken.sha256, true)).to.equal(1);
    });

    it("counted and added up at the bank it is whole, and refused where it is not", async () => {
      const control = { rows: 2, sum: 139_000n };
      expect(found(await take(table([row]), "csv", { control }))).to.equal(
        "refused | summary-differs 1 rows of 150000, not 2 of 139000",
      );
      const both = table([row, "15/01/2026;;11.000;phi;A2"]);
      expect(found(await take(both, "csv", { control }))).to.equal("told");
    });

    it("its closing line proves it; one with other sums refuses it; where it is cut off the file is held", async () => {
      const layout = csv({ footer: "Tổng cộng" });
      expect(found(await take(table([row], "Tổng cộng;150.000;0;;"), "csv", { layout }))).to.equal("told");
      expect(found(await take(table([row], "Tổng cộng;300.000;0;;"), "csv", { layout }))).to.equal(
        "refused | summary-differs row 3: Có 300.000, not 150000",
      );
      expect(found(await take(table(["15/01/2026;70.000;;x;A3"]), "csv", { layout }))).to.match(/^held/);
    });
  });

  describe("of days to come", () => {
    const now = { at: new Date("2026-01-15T20:00:00+07:00") };
    const codes = async (taking: Promise<TakenFile>): Promise<string> => found(await taking);

    it("is refused, whoever says the day", async () => {
      expect(await codes(bringStatement(test.db, day("2026-01-15"), { opening: 0n }, [], now))).to.equal("told");
      expect(await codes(bringStatement(test.db, day("2026-01-16"), { opening: 0n }, [], now))).to.equal(
        "refused | day-ahead 2026-01-16 > 2026-01-15",
      );
      expect(await codes(bringGatewayFile(test.db, day("2062-01-15"), [], now))).to.equal(
        "refused | day-ahead 2062-01-15 > 2026-01-15",
      );
      const far = [{ amount: 5n, number: "FT1", day: day("2062-01-14") }];
      expect(
        await codes(bringStatement(test.db, day("2026-01-14"), { opening: 0n }, far, { ...now, name: "xa" })),
      ).to.equal("refused | day-ahead 2062-01-14 > 2026-01-15");
      expect(await counting()).to.deep.equal([]);
    });
  });
});

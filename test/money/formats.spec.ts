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
import { account, bank, bringGatewayFile, bringStatement, day } from "../support/money.ts";
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
const entry = (reference: string, amount: string, on: string): string =>
  `<Ntry><Amt Ccy="VND">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${on}</Dt></BookgDt>` +
  `<AcctSvcrRef>${reference}</AcctSvcrRef></Ntry>`;
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

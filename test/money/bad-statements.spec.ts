import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { StatementSettings } from "../../adapters/statement/settings.ts";
import { takeFile } from "../../adapters/statement/take-file.ts";
import { findingWords } from "../../core/domain/payment/finding-words.ts";
import { decideHeldFile, type MoneyFileKind, type TakenFile } from "../../core/service/money-take.ts";
import { countRows, holdRows, writeFileHead, writeRows } from "../../core/store/money-files.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { account, aFile, bank, day, reconcile, unexplainedIn } from "../support/money.ts";
import { anEntry, camt053, ours } from "../support/statements.ts";

const settings: StatementSettings = {
  accounts: new Map([[account, { mt940Encoding: "utf-8", csv: undefined }]]),
  gateways: new Map(),
  explain: [],
  folders: [],
};
const at = new Date("2026-01-17T23:00:00+07:00");

const mt940 = (lines: readonly string[]): string => [":20:S15", `:25:${ours}`, ":28C:15/1", ...lines, "-"].join("\r\n");
const mt940Day = (amount = "150000,"): string =>
  mt940([
    ":60F:C260115VND1000000,",
    `:61:2601150115C${amount}NTRFNONREF//FT26015000001`,
    ":86:nop phi",
    ":62F:C260115VND1150000,",
  ]);

describe("a statement that is not right: refused or held with its reason, and nothing moved", () => {
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
      "truncate money_case, money_match, money_row, money_open_row, money_open_line, statement, money_file, money_run, journal_line, journal_booking cascade",
    ),
  );

  let files = 0;
  const take = async (text: string, kind: MoneyFileKind = "camt"): Promise<TakenFile> => {
    const path = join(folder, `tep-${(files += 1)}`);
    await writeFile(path, text);
    return takeFile(test.db, settings, { path, kind, place: bank, by: "ketoan", at });
  };
  const codes = ({ findings }: TakenFile): readonly string[] => [...new Set(findings.map(({ code }) => code))];
  const counting = async (): Promise<readonly number[]> => {
    const [row] = await test.sql<{ rows: number; statements: number; bookings: number }>(
      `select (select count(*)::int from money_row where counts) as rows, (select count(*)::int from statement) as statements,
              (select count(*)::int from journal_booking) as bookings`,
    );
    return [row!.rows, row!.statements, row!.bookings];
  };

  for (const [what, text, kind, code] of [
    ["truncated", camt053().slice(0, -120), "camt", "truncated"],
    ["truncated in an entry", camt053().slice(0, 1_400), "camt", "truncated"],
    ["of another account", camt053({ account: "9990001112223" }), "camt", "account-other"],
    ["with a wrong balance", camt053({ closing: "1120001" }), "camt", "balance-wrong"],
    ["in another currency", camt053({ currency: "USD" }), "camt", "currency-other"],
    ["MT940 with floats: a point", mt940Day("150000.50"), "mt940", "entry-unreadable"],
    ["MT940 with floats: a fraction of a dong", mt940Day("150000,50"), "mt940", "amount-unreadable"],
    ["MT940 that breaks off", mt940Day().slice(0, 120), "mt940", "truncated"],
    ["no statement at all", "hello", "camt", "malformed"],
  ] as const)
    it(`${what}: refused`, async () => {
      const taken = await take(text, kind);
      expect(taken.weight).to.equal("refused");
      expect(codes(taken)).to.include(code);
      expect(await counting()).to.deep.equal([0, 0, 0]);
      const [kept] = await test.sql<{ weight: string; findings: { code: string }[] }>(
        "select weight, findings from money_file",
      );
      expect(kept!.weight).to.equal("refused");
      for (const one of kept!.findings) {
        const said = findingWords[one.code as keyof typeof findingWords];
        expect([said.vi, said.en].every((sentence) => sentence.length > 20)).to.equal(true);
      }
      const report = await reconcile(test.db, bank, day("2026-01-15"));
      expect([report.matched, report.left, report.covered]).to.deep.equal([{}, {}, null]);
    });

  it("twice the same: the second is refused, and the first counts once", async () => {
    expect((await take(camt053())).weight).to.equal("told");
    const again = await take(camt053());
    expect([again.weight, codes(again)]).to.deep.equal(["refused", ["file-known"]]);
    expect(await counting()).to.deep.equal([2, 1, 0]);
    expect((await test.sql("select weight from money_file")).map(({ weight }) => weight)).to.deep.equal(["told"]);
  });

  it("twice the same at once: one is taken", async () => {
    const both = await Promise.all([take(camt053()), take(camt053())]);
    expect(both.map(({ weight }) => weight).sort()).to.deep.equal(["refused", "told"]);
    expect(await counting()).to.deep.equal([2, 1, 0]);
  });

  it("the same payments in another file (a notification, then the day): known by their keys, and counted once", async () => {
    const note = camt053({ namespace: "camt.054.001.12", opening: "", closing: "" })
      .replaceAll("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn")
      .replaceAll(/<(\/?)Stmt>/g, "<$1Ntfctn>");
    const first = await take(note);
    expect([first.weight, first.rows, first.known, first.covers]).to.deep.equal(["told", 2, 0, null]);
    const whole = await take(camt053());
    expect([whole.weight, whole.rows, whole.known, whole.covers]).to.deep.equal(["told", 2, 2, "2026-01-15"]);
    expect((await counting())[0]).to.equal(2);
  });

  it("refused for an account that was not configured: the same bytes count once it is", async () => {
    const none: StatementSettings = {
      ...settings,
      accounts: new Map([["111", { mt940Encoding: "utf-8", csv: undefined }]]),
    };
    const path = join(folder, "khai-bao-sau");
    await writeFile(path, camt053());
    const early = await takeFile(test.db, none, { path, kind: "camt", place: "bank:111", by: "ketoan", at });
    expect([early.weight, codes(early)]).to.deep.equal(["refused", ["account-other"]]);
    expect((await take(camt053())).weight).to.equal("told");
    expect((await counting())[0]).to.equal(2);
  });

  const dayAfter = (): string =>
    camt053({
      opening: "1120000",
      closing: "1270000",
      head: "<ElctrncSeqNb>16</ElctrncSeqNb>",
      entries: anEntry(""),
    }).replaceAll("2026-01-15", "2026-01-16");
  const twoDaysAfter = (): string =>
    camt053({
      opening: "1270000",
      closing: "1420000",
      head: "<ElctrncSeqNb>17</ElctrncSeqNb>",
      entries: anEntry(""),
    }).replaceAll("2026-01-15", "2026-01-17");

  it("two days with a gap between: the second is held, and counts when a person says so", async () => {
    await take(camt053());
    const third = await take(twoDaysAfter());
    expect([third.weight, [...codes(third)].sort()]).to.deep.equal(["held", ["not-continuous", "sequence-gap"]]);
    expect((await counting())[0]).to.equal(2);
    // the one between comes: it goes on from the first, not from what is held
    expect((await take(dayAfter())).weight).to.equal("told");
    const decision = { isReleased: true, by: "ketoan truong", login: "login:ktt", why: "tep giua da ve", at };
    expect(await decideHeldFile(test.db, third.sha256, decision)).to.equal(1);
    expect(await decideHeldFile(test.db, third.sha256, decision)).to.equal(undefined);
    expect((await counting())[0]).to.equal(4);
    const report = await reconcile(test.db, bank, day("2026-01-17"));
    expect(report.difference).to.equal(0n);
    expect(await unexplainedIn(test)).to.deep.equal([]);
  });

  it("two days with a gap that is let through: the account is off by what did not come", async () => {
    await take(camt053());
    const third = await take(twoDaysAfter());
    await decideHeldFile(test.db, third.sha256, {
      isReleased: true,
      by: "ketoan truong",
      login: "login:ktt",
      why: "chua co tep giua",
      at,
    });
    const report = await reconcile(test.db, bank, day("2026-01-17"));
    expect(report.difference).to.equal(150_000n);
    await take(dayAfter());
    const [late] = await test.sql<{ sha256: string; weight: string }>(
      "select sha256, weight from money_file where released_at is null and weight = 'held'",
    );
    await decideHeldFile(test.db, late!.sha256, {
      isReleased: true,
      by: "ketoan truong",
      login: "login:ktt",
      why: "tep giua da ve",
      at,
    });
    expect((await reconcile(test.db, bank, day("2026-01-17"))).difference).to.equal(0n);
  });

  it("brought under a wrong account and thrown away: the same bytes count at the right one alone", async () => {
    const file = aFile({ name: "mot bang khong ghi tai khoan" });
    const row = {
      ...{ key: "r1", amount: 150_000n, day: day("2026-01-15"), reference: null, theirNumber: null, text: "nop phi" },
      ...{ isReversal: false, hint: null, mentions: 0 },
    };
    const bring = (place: string, weight: "held" | "told") =>
      test.db.transaction().execute(async (tx) => {
        const head = { ...file, place, weight, takenAt: at, takenBy: "ketoan", findings: [], rows: 1, covers: null };
        await writeFileHead(tx, head);
        await writeRows(tx, file.sha256, place, [row]);
        if (weight === "held") await holdRows(tx, file.sha256);
        else await countRows(tx, file.sha256, place);
      });
    await bring("bank:9990001112223", "held");
    await bring(bank, "told");
    expect(await test.sql("select place, counts from money_row order by place desc")).to.deep.equal([
      { place: "bank:9990001112223", counts: false },
      { place: bank, counts: true },
    ]);
  });

  it("thrown away: none of its rows ever counts, unless the same bytes are brought again", async () => {
    const copy = camt053({ head: "<ElctrncSeqNb>15</ElctrncSeqNb><CpyDplctInd>COPY</CpyDplctInd>" });
    const held = await take(copy);
    expect([held.weight, codes(held)]).to.deep.equal(["held", ["file-copy"]]);
    await decideHeldFile(test.db, held.sha256, {
      isReleased: false,
      by: "ketoan truong",
      login: "login:ktt",
      why: "da co ban chinh",
      at,
    });
    expect((await counting())[0]).to.equal(0);
    const again = await take(copy);
    expect(again.weight).to.equal("held");
    expect(
      await decideHeldFile(test.db, again.sha256, {
        isReleased: true,
        by: "ketoan truong",
        login: "login:ktt",
        why: "van can",
        at,
      }),
    ).to.equal(2);
    expect((await counting())[0]).to.equal(2);
  });
});

import { expect } from "chai";
import { explainRow, nameRow } from "../../core/service/money-cases.ts";
import { takeBackFile } from "../../core/service/money-take-back.ts";
import { decideHeldFile, takeStatement, type MoneyFileKind } from "../../core/service/money-take.ts";
import type { Holder } from "../../core/domain/payment/journal.ts";
import type { StatementPart } from "../../core/domain/payment/statement.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import {
  aFile,
  aRequest,
  aStatement,
  balances,
  bank,
  day,
  reconcile,
  reference,
  sha256,
  unexplainedIn,
  type SaidEntry,
} from "../support/money.ts";

const the15 = day("2026-01-15");
const act = { by: "ketoan", login: "login:ketoan01", why: "nham tai khoan", at: new Date("2026-01-16T08:00:00+07:00") };
const head = { ...act, by: "lanh dao", login: "login:lanhdao01" };
/** One payment of the first request, in the letters of three formats. */
const spelled = { camt: "FT26015-000001", csv: "FT26015 000001", mt940: "FT26015.000001" } as const;

describe("a payment that several files tell", () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await freshDatabase();
    await aRequest(test, 1);
  });
  afterEach(() => test.drop());

  /** A file of the 15th; held, a person lets it through. */
  const bring = async (name: string, kind: MoneyFileKind, entries: readonly SaidEntry[], place: Holder = bank) => {
    const parts = aStatement(the15, { opening: 0n }, entries);
    const file = aFile({ name, kind, sha256: sha256(name), place });
    const { weight } = await takeStatement(test.db, file, of(place, parts));
    if (weight === "held")
      await decideHeldFile(test.db, sha256(name), {
        ...{ isReleased: true, by: "x", login: "login:x", why: "da doi chieu", at: act.at },
      });
  };
  async function* of(place: Holder, parts: AsyncIterable<StatementPart>): AsyncGenerator<StatementPart> {
    for await (const part of parts)
      yield part.kind === "head" ? { ...part, head: { ...part.head, account: place.slice("bank:".length) } } : part;
  }
  const bringIn = (kind: keyof typeof spelled) =>
    bring(kind, kind, [{ amount: 150_000n, text: reference(1), number: spelled[kind] }]);
  const takeBack = async (name: string): Promise<number> => {
    const { became, payments } = await takeBackFile(test.db, sha256(name), "takeBack", act);
    if (became === "proposed") await takeBackFile(test.db, sha256(name), "approve", head);
    return payments;
  };
  const counting = async (): Promise<readonly string[]> =>
    (
      await test.sql<{ line: string }>(
        `select concat_ws(' ', f.name, r.amount, r.their_number) as line
           from money_row r join money_file f on f.sha256 = r.file_sha256 where r.counts order by r.id`,
      )
    ).map(({ line }) => line);
  const state = async () =>
    (await test.sql<{ state: string }>(`select state from payment_request where reference = '${reference(1)}'`))[0]
      ?.state;
  const reconciled = async (): Promise<void> => {
    await reconcile(test.db, bank, the15);
    expect(await unexplainedIn(test)).to.deep.equal([]);
  };

  it("stays a payment while one of them counts; with the last, before any reconciliation, it is none any more", async () => {
    await bringIn("camt");
    await reconciled();
    await bringIn("csv");
    expect(await takeBack("camt")).to.equal(0);
    expect(await state()).to.equal("paid");
    expect(await takeBack("csv")).to.equal(1);
    await reconciled();
    expect(await state()).to.equal("unknown");
    expect(await balances(test.db)).to.deep.equal({});
  });

  it("named by a person, it is the payment of whatever file tells it last", async () => {
    await bring("camt", "camt", [{ amount: 150_000n, text: "nop phi", number: spelled.camt }]);
    await reconciled();
    const [one] = await test.sql<{ id: string }>("select id from money_case");
    await nameRow(test.db, BigInt(one!.id), reference(1), act);
    await bring("csv", "csv", [{ amount: 150_000n, text: "nop phi", number: spelled.csv }]);
    expect(await takeBack("camt")).to.equal(0);
    await reconciled();
    expect(await balances(test.db)).to.deep.equal({ [bank]: 150_000n, "fees:owed": -150_000n });
    expect(await takeBack("csv")).to.equal(1);
    expect(await balances(test.db)).to.deep.equal({});
  });

  it("of three files of one format the third counts once two are taken back; one that comes again counts behind it", async () => {
    const entries = [{ amount: 150_000n, text: reference(1), number: "FT1" }];
    for (const name of ["mot", "hai", "ba"]) await bring(name, "camt", entries);
    await reconciled();
    await takeBack("mot");
    await reconciled();
    await takeBack("hai");
    expect([await counting(), await state()]).to.deep.equal([["ba 150000 FT1"], "paid"]);
    await bring("mot", "camt", entries);
    expect(await counting()).to.deep.equal(["ba 150000 FT1"]);
    expect(await takeBack("ba")).to.equal(0);
    expect([await counting(), await state()]).to.deep.equal([["mot 150000 FT1"], "paid"]);
    await reconciled();
    expect(await takeBack("mot")).to.equal(1);
    expect(await balances(test.db)).to.deep.equal({});
  });

  it("of three formats one row counts, whichever of them are taken back", async () => {
    for (const kind of ["camt", "csv", "mt940"] as const) await bringIn(kind);
    await reconciled();
    await takeBack("camt");
    await reconciled();
    expect(await counting()).to.deep.equal(["csv 150000 FT26015 000001"]);
    await takeBack("csv");
    await reconciled();
    expect([await counting(), await state()]).to.deep.equal([["mt940 150000 FT26015.000001"], "paid"]);
    expect(await balances(test.db)).to.deep.equal({ [bank]: 150_000n, "fees:owed": -150_000n });
  });

  it("a held file that told it counts it when it is let through, though the file before is gone by then", async () => {
    const entries = [{ amount: 150_000n, text: reference(1), number: "FT1" }];
    await bring("mot", "camt", entries);
    await takeStatement(
      test.db,
      aFile({ name: "cho", sha256: sha256("cho") }),
      aStatement(the15, { opening: 0n }, entries),
    );
    await takeBack("mot");
    expect(await counting()).to.deep.equal([]);
    const release = { isReleased: true, by: "x", login: "login:x", why: "da doi chieu", at: act.at };
    expect(await decideHeldFile(test.db, sha256("cho"), release)).to.equal(1);
    await reconciled();
    expect([await counting(), await state()]).to.deep.equal([["cho 150000 FT1"], "paid"]);
  });

  it("a file that was brought under a wrong account before has no rows there, whatever is taken back there", async () => {
    const entries = [{ amount: 150_000n, text: "nop phi", number: "FT1" }];
    await bring("mot", "camt", entries, "bank:999");
    await bring("hai", "camt", entries, "bank:999");
    await takeBack("hai");
    await bring("hai", "camt", entries);
    await takeBack("mot");
    expect(await test.sql("select place from money_row where counts")).to.deep.equal([{ place: bank }]);
  });

  for (const [how, kind, number] of [
    ["another format", "csv", spelled.csv],
    ["a later file of the same format", "camt", spelled.camt],
  ] as const)
    it(`R16: named by ${how} alone, it pays the request`, async () => {
      await bring("mot", "camt", [{ amount: 150_000n, text: "", number: spelled.camt }]);
      await reconciled();
      await bring("hai", kind, [{ amount: 150_000n, text: reference(1), number }]);
      await reconciled();
      expect([await counting(), await state()]).to.deep.equal([[`mot 150000 ${spelled.camt}`], "paid"]);
      expect(await balances(test.db)).to.deep.equal({ [bank]: 150_000n, "fees:owed": -150_000n });
      // it is the first file's still, and then the second's
      expect(await takeBack("mot")).to.equal(0);
      await reconciled();
      expect([await counting(), await state()]).to.deep.equal([[`hai 150000 ${number}`], "paid"]);
    });

  it("named by a file that waits for a person it pays nothing, until that counts", async () => {
    await bring("mot", "camt", [{ amount: 150_000n, text: "", number: "FT1" }]);
    const entries = [{ amount: 150_000n, text: reference(1), number: "FT1" }];
    const file = aFile({ name: "cho", sha256: sha256("cho") });
    expect((await takeStatement(test.db, file, aStatement(the15, { opening: 0n }, entries))).weight).to.equal("held");
    await reconciled();
    expect(await state()).to.equal("sent");
  });

  it("what a person explained meanwhile is not named by another file", async () => {
    await bring("mot", "camt", [{ amount: 150_000n, text: "", number: "FT1" }]);
    await reconciled();
    const [one] = await test.sql<{ id: string }>("select id from money_case");
    await explainRow(test.db, BigInt(one!.id), { as: "charge", name: "lai" }, act);
    await bring("hai", "camt", [{ amount: 150_000n, text: reference(1), number: "FT1" }]);
    await reconciled();
    expect(await balances(test.db)).to.deep.equal({ [bank]: 150_000n, "charges:lai": -150_000n });
  });

  it("two files of one format tell two payments, and another told one of them: both count", async () => {
    await bring("csv", "csv", [{ amount: 150_000n, text: "nop phi" }]);
    await bring("sang", "camt", [{ amount: 150_000n, text: "A", number: "FT1" }]);
    await bring("chieu", "camt", [{ amount: 150_000n, text: "B", number: "FT2" }]);
    expect(await counting()).to.deep.equal(["csv 150000", "chieu 150000 FT2"]);
    // the day's statement tells both again
    await bring("ngay", "camt", [
      { amount: 150_000n, text: "B", number: "FT2" },
      { amount: 150_000n, text: "A", number: "FT1" },
    ]);
    expect(await counting()).to.deep.equal(["csv 150000", "chieu 150000 FT2"]);
    await takeBack("csv");
    await reconciled();
    expect(await counting()).to.deep.equal(["sang 150000 FT1", "chieu 150000 FT2"]);
  });
});

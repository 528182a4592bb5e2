import { expect } from "chai";
import { decideOwedBack, explainRow, proposeOwedBack, reverseExplanation } from "../../core/service/money-cases.ts";
import { takeBackFile } from "../../core/service/money-take-back.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import {
  balances,
  bank,
  bringStatement,
  day,
  reconcile,
  sha256,
  unexplainedIn,
  type SaidEntry,
} from "../support/money.ts";

const [the15, the16] = [day("2026-01-15"), day("2026-01-16")];
const act = { by: "ketoan", login: "login:ketoan01", why: "nham tai khoan", at: new Date("2026-01-17T08:00:00+07:00") };
const head = { ...act, by: "lanh dao", login: "login:lanhdao01" };
const came = { amount: 70_000n, text: "chuyen nham", number: "FT1" };
const left = { amount: -70_000n, text: "hoan tra", number: "FT2", day: the16 };

describe("a file is taken back whose row was owed back", () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await freshDatabase();
  });
  afterEach(() => test.drop());

  const faultOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => "done",
      (error: unknown) => (error as { code: string }).code,
    );
  const openCase = async (): Promise<bigint> => {
    const open = await test.sql<{ id: string }>("select id from money_case where closed_at is null order by id");
    expect(open).to.have.length(1);
    return BigInt(open[0]!.id);
  };
  const bring = async (of: typeof the15, opening: bigint, ...entries: readonly SaidEntry[]): Promise<void> => {
    await bringStatement(test.db, of, { opening }, entries, { sha256: sha256(of), at: act.at });
    await reconcile(test.db, bank, of);
  };
  const owedBack = async (): Promise<bigint> => {
    await bring(the15, 0n, came);
    const id = await openCase();
    await proposeOwedBack(test.db, id, act);
    await decideOwedBack(test.db, id, true, head);
    return id;
  };
  const takeBack = (of: typeof the15) => takeBackFile(test.db, sha256(of), "takeBack", act);

  it("and has left: it is not, until the row by which it left is explained otherwise", async () => {
    const id = await owedBack();
    await bring(the16, 70_000n, left);
    await explainRow(test.db, await openCase(), { as: "owedBack", case: id }, act);
    expect(await balances(test.db)).to.deep.equal({});
    expect(await faultOf(takeBack(the15))).to.equal("money-left-already");
    expect(await balances(test.db)).to.deep.equal({});

    const [sent] = await test.sql<{ id: string }>("select id from journal_booking where kind = 'refundSent'");
    await reverseExplanation(test.db, sent!.id, act);
    expect((await takeBack(the15)).became).to.equal("takenBack");
    await reconcile(test.db, bank, the16);
    // what left is a person's again
    expect(await balances(test.db)).to.deep.equal({ [bank]: -70_000n, suspense: 70_000n });
    expect(await unexplainedIn(test)).to.deep.equal([]);
  });

  it("and is told to have left by the same file: both go", async () => {
    await bring(the15, 0n, came, { ...left, day: the15 });
    const [id, out] = (
      await test.sql<{ id: string }>("select id from money_case where closed_at is null order by id")
    ).map((one) => BigInt(one.id));
    await proposeOwedBack(test.db, id!, act);
    await decideOwedBack(test.db, id!, true, head);
    await explainRow(test.db, out!, { as: "owedBack", case: id! }, act);
    expect((await takeBack(the15)).became).to.equal("takenBack");
    expect(await balances(test.db)).to.deep.equal({});
  });

  it("and has not left: it is owed no more, and no row is how it left", async () => {
    const id = await owedBack();
    expect((await takeBack(the15)).became).to.equal("takenBack");
    expect(await balances(test.db)).to.deep.equal({});
    await bring(the16, 0n, left);
    const leaving = explainRow(test.db, await openCase(), { as: "owedBack", case: id }, act);
    expect(await faultOf(leaving)).to.equal("not-owed-back");
    expect(await balances(test.db)).to.deep.equal({ [bank]: -70_000n, suspense: 70_000n });
  });
});

import { expect } from "chai";
import {
  closeCase,
  decideOwedBack,
  explainRow,
  proposeOwedBack,
  reverseExplanation,
} from "../../core/service/money-cases.ts";
import { reconcileDue } from "../../core/service/money-reconcile.ts";
import { takeBackFile } from "../../core/service/money-take-back.ts";
import { decideHeldFile, takeStatement } from "../../core/service/money-take.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import {
  aFile,
  aRequest,
  aStatement,
  balances,
  bank,
  bringStatement,
  day,
  reconcile,
  reference,
  sha256,
  type SaidEntry,
  unexplainedIn,
  worldOf,
} from "../support/money.ts";
import type { MoneyFileKind } from "../../core/service/money-take.ts";

const [the15, the16] = [day("2026-01-15"), day("2026-01-16")];
const act = { by: "ketoan", login: "login:ketoan01", why: "nham tai khoan", at: new Date("2026-01-16T08:00:00+07:00") };
const head = { ...act, by: "lanh dao", login: "login:lanhdao01" };

/** Found by a reader: each of these fails today. */
describe("files of one account, taken back", () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await freshDatabase();
  });
  afterEach(() => test.drop());
  const caseIds = async (): Promise<readonly bigint[]> =>
    (await test.sql<{ id: string }>("select id from money_case where closed_at is null order by id")).map(({ id }) =>
      BigInt(id),
    );
  /** A file of the 15th in a format; held, it is let through. */
  const bring = async (name: string, kind: MoneyFileKind, entries: readonly SaidEntry[]) => {
    const taken = await takeStatement(
      test.db,
      aFile({ name, kind, sha256: sha256(name) }),
      aStatement(the15, { opening: 0n }, entries),
    );
    if (taken.weight === "held")
      await decideHeldFile(test.db, sha256(name), {
        ...{ isReleased: true, by: "x", login: "login:x", why: "da doi chieu", at: act.at },
      });
    return taken;
  };
  const takeBack = async (name: string) => {
    const { became, payments } = await takeBackFile(test.db, sha256(name), "takeBack", act);
    if (became === "proposed") await takeBackFile(test.db, sha256(name), "approve", head);
    return payments;
  };
  const counting = () => test.sql("select amount::int, file_sha256 from money_row where counts order by id");
  const state = async () => (await test.sql<{ state: string }>("select state from payment_request"))[0]!.state;

  it("lesser, g: two files of one format tell two payments, another format told one of them: both count", async () => {
    await bring("csv", "csv", [{ amount: 150_000n, text: "nop phi" }]);
    await bring("sang", "camt", [{ amount: 150_000n, text: "A", number: "FT1" }]);
    await bring("chieu", "camt", [{ amount: 150_000n, text: "B", number: "FT2" }]);
    expect((await counting()).length).to.equal(2);
  });

  it("12: a wrong explanation is taken back: by the clock its row is opened again, also where no other file comes", async () => {
    await bringStatement(test.db, the15, { opening: 100_000n }, [{ amount: -11_000n, text: "phi", number: "FT3" }], {
      sha256: sha256("mot"),
    });
    const now = new Date("2026-01-16T08:00:00+07:00");
    await reconcileDue(worldOf(test.db), now);
    const [id] = await caseIds();
    await explainRow(test.db, id!, { as: "charge", name: "account" }, act);
    await reverseExplanation(
      test.db,
      (await test.sql<{ id: string }>("select booking_id as id from money_match"))[0]!.id,
      act,
    );
    await reconcileDue(worldOf(test.db), new Date("2026-01-17T08:00:00+07:00"));
    expect(await unexplainedIn(test)).to.deep.equal([]);
  });

  it("lesser, h: who was called closes the case: the request is nobody's any more", async () => {
    await aRequest(test, 1);
    await bring("mot", "camt", [{ amount: 150_000n, text: reference(1), number: "FT1" }]);
    await reconcile(test.db, bank, the15);
    await takeBack("mot");
    await bring("hai", "camt", [{ amount: 150_000n, text: reference(1), number: "FT7" }]);
    await reconcile(test.db, bank, the15);
    expect(await state()).to.equal("paid");
    for (const id of await caseIds()) await closeCase(test.db, id, act);
    expect(await caseIds()).to.deep.equal([]);
    expect(await test.sql("select person_since from payment_request")).to.deep.equal([{ person_since: null }]);
  });

  for (const [how, kind, number] of [
    ["another format", "csv", "FT26015 000001"],
    ["a later file of the same format", "camt", "FT26015-000001"],
  ] as const)
    it(`11: the request is named by ${how} alone: the payment is heard`, async () => {
      await aRequest(test, 1);
      await bring("mot", "camt", [{ amount: 150_000n, text: "", number: "FT26015-000001" }]);
      await reconcile(test.db, bank, the15);
      await bring("hai", kind, [{ amount: 150_000n, text: reference(1), number }]);
      await reconcile(test.db, bank, the15);
      expect(await state()).to.equal("paid");
    });
});

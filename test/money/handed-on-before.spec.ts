import { expect } from "chai";
import type { ExplainRule } from "../../core/domain/payment/explain.ts";
import { paid, refundDecided, refundSent } from "../../core/domain/payment/journal.ts";
import { explainRow } from "../../core/service/money-cases.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { balances, bank, bringStatement, cases, day, gateway, reconcile, reference, write } from "../support/money.ts";

const the15 = day("2026-01-15");
const act = { by: "ketoan", login: "login:ketoan", why: "sao kê", at: new Date("2026-01-17T08:00:00+07:00") };

describe("what a gateway handed on before it gave back", () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await freshDatabase();
    const of = (id: string, at: string) => ({ id, about: reference(1), at: new Date(at) });
    await write(
      test.db,
      paid(of("payment:1", "2026-01-14T09:00:00+07:00"), gateway, 150_000n),
      refundDecided(of("refundDecided:1", "2026-01-16T09:00:00+07:00"), 150_000n),
      refundSent(of("refundSent:1", "2026-01-16T09:00:00+07:00"), gateway, 150_000n),
    );
    // handed on the day before, and told after the refund
    await bringStatement(test.db, the15, { opening: 0n }, [{ amount: 148_900n, text: "payplatform", number: "FT1" }]);
  });
  afterEach(() => test.drop());

  it("may be explained: the refund came out of what it owes us next", async () => {
    await reconcile(test.db, bank, the15);
    await explainRow(test.db, 1n, { as: "settlement", gateway: "payplatform", charge: 1_100n }, act);
    expect(await cases(test)).to.deep.equal(["missingHere 148900 = explained settlement"]);
    expect(await balances(test.db)).to.deep.equal({
      ...{ [bank]: 148_900n, "charges:payplatform": 1_100n, "fees:charged": 150_000n, "fees:owed": -150_000n },
      [gateway]: -150_000n,
    });
  });

  it("is no more than was there: another sum is still a person's", async () => {
    await reconcile(test.db, bank, the15);
    const refused = await explainRow(
      test.db,
      1n,
      { as: "settlement", gateway: "payplatform", charge: 1_101n },
      act,
    ).catch((error: unknown) => error);
    expect(refused).to.include({ code: "holds-less" });
  });

  it("is explained by an installation's rule too", async () => {
    const explain: readonly ExplainRule[] = [
      {
        ...{ id: "T:day", place: bank, way: "in", has: "payplatform" },
        is: { as: "settlement", gateway: "payplatform", charge: 0n },
      },
    ];
    const { left } = await reconcile(test.db, bank, the15, { explain });
    expect(left).to.deep.equal({});
  });
});

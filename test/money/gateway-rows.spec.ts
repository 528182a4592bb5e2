import { createHash } from "node:crypto";
import { expect } from "chai";
import { sql } from "kysely";
import { paid, refundDecided } from "../../core/domain/payment/journal.ts";
import {
  decideOwedBack,
  explainRow,
  nameRow,
  proposeOwedBack,
  reverseExplanation,
} from "../../core/service/money-cases.ts";
import { hearMessage } from "../../core/service/pay-hear.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import {
  aRequest,
  balances,
  bank,
  bringGatewayFile,
  bringStatement,
  cases,
  day,
  gateway,
  reconcile,
  reference,
  unexplainedIn,
  write,
} from "../support/money.ts";

const [the15, the16] = [day("2026-01-15"), day("2026-01-16")];
const morning = new Date("2026-01-15T09:00:00+07:00");
const act = { by: "ketoan", login: "login:ketoan01", why: "theo chung tu", at: new Date("2026-01-16T08:00:00+07:00") };
const head = { ...act, by: "lanh dao", login: "login:lanhdao01" };

describe("a gateway's row that is not ours, or that takes money back", () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await freshDatabase();
  });
  afterEach(() => test.drop());

  const booked = (n: number, number: string) =>
    write(test.db, paid({ id: `payment:${gateway}:${number}`, about: reference(n), at: morning }, gateway, 150_000n));
  const caseIds = async (): Promise<readonly bigint[]> =>
    (await test.sql<{ id: string }>("select id from money_case where closed_at is null order by id")).map(({ id }) =>
      BigInt(id),
    );
  const state = async (n: number): Promise<string> =>
    (
      await test.sql<{ line: string }>(
        "select concat_ws(' ', state, case when person_since is not null then 'person' end) as line from payment_request where reference = $1",
        [reference(n)],
      )
    )[0]!.line;
  const faultOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => "done",
      (error: unknown) => (error as { code: string }).code,
    );
  const told = (n: number, but: object = {}) => ({ reference: reference(n), theirNumber: `PP${n}`, ...but });
  const callback = (n: number, number: string) =>
    hearMessage(test.db, {
      ...{ gateway: "payplatform", holder: gateway, source: "callback", covers: ["reference", "amount", "outcome"] },
      report: {
        ...{ reference: reference(n), outcome: "paid", amount: 150_000n, currency: "VND", theirNumber: number },
        ...{ at: morning, code: "00", said: null },
      },
      ...{
        contentSha256: createHash("sha256").update(`${n} ${number}`).digest("hex"),
        raw: null,
        peer: null,
        at: morning,
      },
      ...{ givesReceipts: false, askAt: null },
    });

  it("is held in suspense at the gateway once, and the day's settlement that contains it settles", async () => {
    await booked(1, "PP1");
    // of no request of ours, and ours once more under another number
    await bringGatewayFile(test.db, the15, [told(1), told(9, { amount: 70_000n }), told(1, { theirNumber: "PP1-2" })]);
    for (let round = 1; round <= 2; round += 1) {
      const report = await reconcile(test.db, gateway, the15);
      expect(report.left, `round ${round}`).to.deep.equal({ missingHere: 1, duplicate: 1 });
      expect(await balances(test.db)).to.deep.equal({
        "fees:owed": -150_000n,
        [gateway]: 370_000n,
        suspense: -220_000n,
      });
    }
    await bringStatement(test.db, the16, { opening: 0n }, [{ amount: 369_000n, text: "QT 15/01", number: "FT1" }]);
    await reconcile(test.db, bank, the16);
    const settlement = (await caseIds()).at(-1)!;
    await explainRow(test.db, settlement, { as: "settlement", gateway: "payplatform", charge: 1_000n }, act);
    expect(await balances(test.db)).to.deep.equal({
      ...{ [bank]: 369_000n, "charges:payplatform": 1_000n, "fees:owed": -150_000n, suspense: -220_000n },
    });
  });

  it("a person names its fee, owes it back with another's approval, or calls it a charge; a settlement it cannot be", async () => {
    await aRequest(test, 1, { through: "payplatform" });
    await bringGatewayFile(test.db, the15, [
      told(7),
      told(8, { amount: 70_000n }),
      told(6, { amount: 3_000n, outcome: "reversed" }),
    ]);
    await reconcile(test.db, gateway, the15);
    const [named, owed, charge] = await caseIds();
    expect(
      await faultOf(explainRow(test.db, named!, { as: "settlement", gateway: "payplatform", charge: 0n }, act)),
    ).to.equal("only-at-bank");
    expect(await nameRow(test.db, named!, reference(1), act)).to.equal("counted");
    // its number is known from now on: the callback that comes late is a repeat
    expect((await callback(1, "PP7")).verdict).to.equal("repeated");
    expect(await state(1)).to.equal("paid");
    await proposeOwedBack(test.db, owed!, act);
    await decideOwedBack(test.db, owed!, true, head);
    await explainRow(test.db, charge!, { as: "charge", name: "payplatform" }, act);
    expect(await balances(test.db)).to.deep.equal({
      ...{ "charges:payplatform": 3_000n, "fees:owed": -150_000n, [gateway]: 217_000n, "refunds:owed": -70_000n },
    });
    const [wrong] = await test.sql<{ id: string }>("select id from journal_booking where kind = 'charged'");
    await reverseExplanation(test.db, wrong!.id, act);
    expect((await reconcile(test.db, gateway, the15)).left).to.deep.equal({ missingHere: 1 });
    expect(await unexplainedIn(test)).to.deep.equal([]);
  });

  it("whose payment is told late after all: matched, and taken out of suspense", async () => {
    await bringGatewayFile(test.db, the15, [told(1)]);
    await reconcile(test.db, gateway, the15);
    expect(await balances(test.db)).to.deep.equal({ [gateway]: 150_000n, suspense: -150_000n });
    await booked(1, "PP1");
    const report = await reconcile(test.db, gateway, the15);
    expect([report.matched, report.closed, report.left]).to.deep.equal([{ M1: 1 }, 1, {}]);
    expect(await balances(test.db)).to.deep.equal({ "fees:owed": -150_000n, [gateway]: 150_000n });
  });

  it("whose callback came before a person looked, and no reconciliation in between: it is that payment, and counts once", async () => {
    await aRequest(test, 1, { through: "payplatform" });
    await callback(1, "PP1");
    await bringGatewayFile(test.db, the15, [told(1), told(1, { theirNumber: "PP1-2" })]);
    await reconcile(test.db, gateway, the15);
    const [one] = await caseIds();
    await callback(1, "PP1-2");
    // neither is it another's, nor a charge, nor a stranger's
    await aRequest(test, 2, { through: "payplatform" });
    expect(await faultOf(nameRow(test.db, one!, reference(2), act))).to.equal("told-otherwise");
    expect(await faultOf(explainRow(test.db, one!, { as: "charge", name: "payplatform" }, act))).to.equal(
      "told-otherwise",
    );
    expect(await faultOf(proposeOwedBack(test.db, one!, act))).to.equal("told-otherwise");
    expect(await nameRow(test.db, one!, reference(1), act)).to.equal("owedBack");
    expect((await reconcile(test.db, gateway, the15)).left).to.deep.equal({});
    expect(await balances(test.db)).to.deep.equal({
      ...{ [gateway]: 300_000n, "fees:owed": -150_000n, "refunds:owed": -150_000n },
    });
  });

  it("whose callback comes in the very moment in which a person names it: it is that payment, and counts once", async () => {
    await aRequest(test, 1, { through: "payplatform" });
    await bringGatewayFile(test.db, the15, [told(9, { theirNumber: "PP1" })]);
    await reconcile(test.db, gateway, the15);
    const [one] = await caseIds();
    const waiting = (many: number) =>
      eventually(`${many} wait for the fee`, async () => {
        const [row] = await test.sql<{ n: number }>(
          "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        return row?.n === many;
      });
    let both: Promise<unknown[]> = Promise.resolve([]);
    await test.db.transaction().execute(async (tx) => {
      await sql`select from hub.fee for update`.execute(tx);
      const callbacks = callback(1, "PP1");
      await waiting(1);
      both = Promise.all([callbacks, nameRow(test.db, one!, reference(1), act)]);
      await waiting(2);
    });
    expect((await both)[1]).to.equal("counted");
    expect(await balances(test.db)).to.deep.equal({ [gateway]: 150_000n, "fees:owed": -150_000n });
  });

  it("another sum once more under a reference that was paid, its callback lost: held, so that the day settles, and named", async () => {
    await aRequest(test, 1, { through: "payplatform" });
    await callback(1, "PP1");
    await bringGatewayFile(test.db, the15, [told(1), told(1, { theirNumber: "PP1-2", amount: 140_000n })]);
    for (let round = 1; round <= 2; round += 1) {
      expect((await reconcile(test.db, gateway, the15)).left, `round ${round}`).to.deep.equal({ amountDiffers: 1 });
      expect(await balances(test.db)).to.deep.equal({
        "fees:owed": -150_000n,
        [gateway]: 290_000n,
        suspense: -140_000n,
      });
    }
    const [one] = await caseIds();
    await bringStatement(test.db, the16, { opening: 0n }, [{ amount: 290_000n, text: "QT 15/01", number: "FT1" }]);
    await reconcile(test.db, bank, the16);
    const settlement = (await caseIds()).at(-1)!;
    await explainRow(test.db, settlement, { as: "settlement", gateway: "payplatform", charge: 0n }, act);
    expect(await nameRow(test.db, one!, reference(1), act)).to.equal("suspense");
    expect(await balances(test.db)).to.deep.equal({ [bank]: 290_000n, "fees:owed": -150_000n, suspense: -140_000n });
  });

  it("another sum than we were told of the same payment: nothing is booked beside it, and nobody can name it", async () => {
    await aRequest(test, 1, { through: "payplatform" });
    await callback(1, "PP1");
    await bringGatewayFile(test.db, the15, [told(1, { amount: 140_000n })]);
    expect((await reconcile(test.db, gateway, the15)).left).to.deep.equal({ amountDiffers: 2 });
    expect(await balances(test.db)).to.deep.equal({ "fees:owed": -150_000n, [gateway]: 150_000n });
    const became = await Promise.all((await caseIds()).map((id) => faultOf(nameRow(test.db, id, reference(1), act))));
    expect(became).to.deep.equal(["case-without-row", "case-without-row"]);
  });

  it("`reversed` after it was paid: heard, booked, and a person's; the fee is never silently unpaid", async () => {
    await aRequest(test, 1, { through: "payplatform" });
    await callback(1, "PP1");
    await bringGatewayFile(test.db, the15, [told(1), told(1, { outcome: "reversed" })]);
    for (let round = 1; round <= 2; round += 1) {
      const report = await reconcile(test.db, gateway, the15);
      expect([report.heard, report.left], `round ${round}`).to.deep.equal([round === 1 ? 1 : 0, { missingHere: 1 }]);
    }
    expect(await state(1)).to.equal("paid person");
    expect([...(await cases(test))].sort()).to.deep.equal([
      `missingHere -150000 ${reference(1)}`,
      `reversedAfterPaid 150000 ${reference(1)}`,
    ]);
    // the gateway holds nothing of it any more
    expect(await balances(test.db)).to.deep.equal({ "fees:owed": -150_000n, suspense: 150_000n });
  });

  it("`reversed` is a refund of ours: named by its key, and checked against it", async () => {
    await aRequest(test, 1, { through: "payplatform" });
    await callback(1, "PP1");
    await bringGatewayFile(test.db, the15, [told(1), told(1, { outcome: "reversed" })]);
    await reconcile(test.db, gateway, the15);
    const [row] = (
      await test.sql<{ id: string }>("select id from money_case where class = 'missingHere' and closed_at is null")
    ).map(({ id }) => BigInt(id));
    const refund = (key: string, amount: number, by: string | null) =>
      test.sql(
        `insert into refund (key, reference, amount, state, reason, decided_by, decided_at, approved_by, approved_at, charged_off)
         values ($1, $2, $3, case when $4::text is null then 'decided' else 'approved' end, 'rut ho so', 'a', $5, $4,
                 case when $4::text is not null then $5::timestamptz end, $3)`,
        [key, reference(1), amount, by, morning],
      );
    await refund("hoan-1", 150_000, null);
    await refund("hoan-2", 100_000, "b");
    const explain = (key: string) => explainRow(test.db, row!, { as: "refund", key }, act);
    expect(await faultOf(explain("hoan-9"))).to.equal("refund-unknown");
    expect(await faultOf(explain("hoan-2"))).to.equal("refund-differs");
    expect(await faultOf(explain("hoan-1"))).to.equal("refund-not-now");
    await test.sql("update refund set state = 'withdrawn' where key = 'hoan-2'");
    await test.sql("update refund set state = 'approved', approved_by = 'b', approved_at = $1 where key = 'hoan-1'", [
      morning,
    ]);
    await write(test.db, refundDecided({ id: "refundDecided:hoan-1", about: reference(1), at: morning }, 150_000n));
    await explain("hoan-1");
    expect(await state(1)).to.equal("refunded");
    expect(await test.sql("select state, proof from refund where key = 'hoan-1'")).to.deep.equal([
      { state: "done", proof: "PP1" },
    ]);
    expect((await cases(test)).every((line) => line.includes(" = "))).to.equal(true);
    expect(await balances(test.db)).to.deep.equal({ "fees:charged": 150_000n, "fees:owed": -150_000n });
    expect((await reconcile(test.db, gateway, the15)).left).to.deep.equal({});
  });

  it("what a person names is told as it ended: counted, owed back, or kept", async () => {
    await aRequest(test, 1);
    await bringStatement(test.db, the15, { opening: 0n }, [
      { amount: 150_000n, text: "nop phi", number: "FT1" },
      { amount: 150_000n, text: "nop phi nua", number: "FT2" },
      { amount: 149_000n, text: "nop phi lan ba", number: "FT3" },
    ]);
    await reconcile(test.db, bank, the15);
    const became: string[] = [];
    for (const id of await caseIds()) became.push(await nameRow(test.db, id, reference(1), act));
    expect(became).to.deep.equal(["counted", "owedBack", "suspense"]);
    expect(await balances(test.db)).to.deep.equal({
      ...{ [bank]: 449_000n, "fees:owed": -150_000n, "refunds:owed": -150_000n, suspense: -149_000n },
    });
  });
});

import { expect } from "chai";
import { nameRow } from "../../core/service/money-cases.ts";
import { hearMessage, type HearingDone, type HeardMessage } from "../../core/service/pay-hear.ts";
import { takeBackFile } from "../../core/service/money-take-back.ts";
import { bringGatewayFile, day, reconcile, sha256, unexplainedIn } from "../support/money.ts";
import { testPayments, type TestPayments } from "../support/payments.ts";

const the16 = day("2026-11-16");
const start = new Date("2026-11-16T02:00:00Z");
const act = { by: "ketoan", login: "login:ketoan01", why: "nham tai khoan", at: new Date("2026-11-18T02:00:00Z") };
const head = { ...act, by: "lanh dao", login: "login:lanhdao01" };
const held = "gateway:vnpay";
const paid = { "fees:charged": -150_000, [held]: 150_000 };
const owed = { "fees:charged": -150_000, "fees:owed": 150_000 };

describe("a gateway's file is taken back, and the gateway itself tells of its payment", () => {
  let pay: TestPayments;
  before(async () => {
    pay = await testPayments();
  });
  after(() => pay.close());
  beforeEach(async () => {
    pay.setClock(start);
    await pay.gateway.database.sql(
      `truncate hub.dossier, hub.fee, hub.journal_booking, hub.payment_report, hub.money_case, hub.money_file, hub.money_row, hub.money_run,
         hub.money_open_row, hub.money_open_line
         restart identity cascade`,
    );
  });

  const attempt = async (): Promise<string> => {
    const { reference, redirect } = await pay.open(await pay.owing(), "vnpay");
    await pay.standIns.vnpay.visit(redirect ?? "");
    return reference;
  };
  const bring = async (reference: string, but: { amount?: bigint; theirNumber?: string | null } = {}) => {
    const { db } = pay.gateway.database;
    await bringGatewayFile(db, the16, [{ reference, theirNumber: "901", at: start, ...but }], {
      ...{ sha256: sha256("G1"), place: held, at: new Date("2026-11-17T06:00:00+07:00") },
    });
    await reconcile(db, held, the16);
  };
  const takeBack = async (): Promise<number> => {
    const { db } = pay.gateway.database;
    const { became, payments } = await takeBackFile(db, sha256("G1"), "takeBack", act);
    if (became === "proposed") await takeBackFile(db, sha256("G1"), "approve", head);
    await reconcile(db, held, the16);
    expect(await unexplainedIn(pay.gateway.database)).to.deep.equal([]);
    return payments;
  };
  const calls = async (reference: string): Promise<unknown> => {
    pay.standIns.vnpay.settle(reference);
    return (await pay.standIns.vnpay.notify(reference, { outcome: "paid", number: "901" })).body["RspCode"];
  };
  const says = (
    reference: string,
    but: { amount?: bigint; theirNumber?: string | null; covers?: HeardMessage["covers"] } = {},
  ): Promise<HearingDone> => {
    const { amount = 150_000n, theirNumber = "901", covers = ["reference", "amount", "outcome"] } = but;
    return hearMessage(pay.gateway.database.db, {
      ...{ gateway: "vnpay", holder: held, source: "callback", covers, raw: null, peer: null, at: act.at },
      report: {
        ...{ reference, outcome: "paid", amount, currency: "VND", theirNumber, at: null, code: "00", said: null },
      },
      ...{ contentSha256: sha256(`said ${theirNumber} ${amount}`), givesReceipts: false, askAt: null },
    });
  };
  const state = async () =>
    (await pay.gateway.database.sql("select state from payment_request")).map((one) => one["state"]);

  it("before it is taken back: the payment stays", async () => {
    const reference = await attempt();
    await bring(reference);
    expect(await calls(reference)).to.equal("02");
    expect(await takeBack()).to.equal(0);
    expect([await state(), await pay.balances()]).to.deep.equal([["paid"], paid]);
  });

  it("before it is taken back, of another sum: what waits stays, too", async () => {
    const reference = await attempt();
    await bring(reference, { amount: 140_000n });
    expect((await says(reference, { amount: 140_000n })).verdict).to.equal("wrongAmount");
    expect(await takeBack()).to.equal(0);
    expect(await pay.balances()).to.deep.equal({ ...owed, [held]: 140_000, suspense: -140_000 });
  });

  for (const [sum, verdict] of [
    [150_000n, "repeated"],
    [140_000n, "wrongAmount"],
  ] as const)
    it(`by a callback whose signature does not cover the outcome (${sum}): that is no proof, and it goes`, async () => {
      const reference = await attempt();
      await bring(reference, { amount: sum });
      const said = await says(reference, { amount: sum, covers: ["reference", "amount"] });
      expect([said.verdict, said.rule]).to.deep.equal([verdict, "R9"]);
      expect(await takeBack()).to.equal(1);
      expect(await pay.balances()).to.deep.equal(owed);
    });

  it("after it was taken back: it pays the fee, once", async () => {
    const reference = await attempt();
    await bring(reference);
    expect(await takeBack()).to.equal(1);
    expect([await state(), await pay.balances()]).to.deep.equal([["unknown"], owed]);
    expect(await calls(reference)).to.equal("00");
    expect(await calls(reference)).to.equal("02");
    expect([await state(), await pay.balances()]).to.deep.equal([["paid"], paid]);
  });

  it("after it was taken back, under another reference: it is that one's payment", async () => {
    const [first, second] = [await attempt(), await attempt()];
    await bring(first);
    await takeBack();
    expect(await calls(second)).to.equal("00");
    expect((await state()).sort()).to.deep.equal(["paid", "unknown"]);
  });

  it("after it was taken back, neither with a number: it is booked anew", async () => {
    const reference = await attempt();
    await bring(reference, { theirNumber: null });
    await takeBack();
    expect((await says(reference, { theirNumber: null })).kept).to.equal("counted");
    expect(await pay.balances()).to.deep.equal(paid);
  });

  it("after it came again, and a person named it: that is the same payment", async () => {
    const reference = await attempt();
    await bring(reference);
    await takeBack();
    await bring(reference);
    const [one] = await pay.gateway.database.sql(
      "select id from money_case where closed_at is null and row_id is not null",
    );
    expect(await nameRow(pay.gateway.database.db, BigInt(String(one!["id"])), reference, act)).to.equal("counted");
    expect(await calls(reference)).to.equal("02");
    await reconcile(pay.gateway.database.db, held, the16);
    expect([await state(), await pay.balances()]).to.deep.equal([["paid"], paid]);
  });
});

import { expect } from "chai";
import { takeBackFile } from "../../core/service/money-take-back.ts";
import { bank, bringStatement, day, reconcile, sha256, unexplainedIn } from "../support/money.ts";
import { testPayments, type TestPayments } from "../support/payments.ts";

const the16 = day("2026-11-16");
const start = new Date("2026-11-16T02:00:00Z");
const act = { by: "ketoan", login: "login:ketoan01", why: "nham tai khoan", at: new Date("2026-11-18T02:00:00Z") };
const head = { ...act, by: "lanh dao", login: "login:lanhdao01" };

describe("a file is taken back whose payments somebody decided about", () => {
  let pay: TestPayments;
  before(async () => {
    pay = await testPayments();
  });
  after(() => pay.close());
  let stood = 0n;
  beforeEach(async () => {
    stood = 0n;
    pay.setClock(start);
    await pay.gateway.database.sql(
      `truncate hub.dossier, hub.fee, hub.journal_booking, hub.payment_report, hub.money_case, hub.money_file, hub.money_row, hub.money_run
         restart identity cascade`,
    );
  });

  const attempt = async () => {
    const code = await pay.owing();
    return { code, reference: (await pay.open(code, "transfer")).reference };
  };
  /** A statement of its own file, of one transfer, and what follows from it. */
  const comes = async (reference: string, amount: bigint, number: string) => {
    const { db } = pay.gateway.database;
    const at = new Date("2026-11-17T06:00:00+07:00");
    const entries = [{ amount, text: reference, number }];
    await bringStatement(db, the16, { opening: stood }, entries, { sha256: sha256(number), name: number, at });
    stood += amount;
    await reconcile(db, bank, the16);
    pay.setClock(new Date("2026-11-17T23:30:00Z"));
    await pay.sweep();
  };
  const end = (code: string, reference: string) =>
    pay.send("POST", `/v1/dossiers/${code}/payment-requests/${reference}/end`, { officer: "cb-01", reason: "thử" });
  const decide = async (code: string, reference: string, to: "fee" | "oweBack") => {
    const body = { officer: "cb-01", to, reason: "thử" };
    const answer = await pay.send("POST", `/v1/dossiers/${code}/payment-requests/${reference}/money`, body);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  };
  const takeBack = async (number: string) => {
    const { db } = pay.gateway.database;
    expect((await takeBackFile(db, sha256(number), "takeBack", act)).became).to.equal("proposed");
    expect((await takeBackFile(db, sha256(number), "approve", head)).became).to.equal("takenBack");
    expect(await unexplainedIn(pay.gateway.database)).to.deep.equal([]);
  };
  const states = async (code: string) =>
    (await pay.money(code)).fees.map(({ requests }: { requests: { state: string }[] }) =>
      requests.map(({ state }) => state).join(" "),
    );
  const waiting = async () =>
    (
      await pay.gateway.database.sql(
        "select class, amount::int as amount from hub.money_case where closed_at is null order by id",
      )
    ).map((one) => `${one["class"]} ${one["amount"]}`);
  const owed = { "fees:charged": -150_000, "fees:owed": 150_000 };

  it("that late money pays the fee: the fee is owed as before, and nothing is owed back", async () => {
    const { code, reference } = await attempt();
    await end(code, reference);
    await comes(reference, 150_000n, "FT1");
    await decide(code, reference, "fee");
    expect(await pay.balances()).to.deep.equal({ "fees:charged": -150_000, [bank]: 150_000 });
    await takeBack("FT1");
    expect(await pay.balances()).to.deep.equal(owed);
    expect(await states(code)).to.deep.equal(["unknown"]);
  });

  it("that none came after all, by ending its attempt: the fee is owed again, and another attempt pays it", async () => {
    const { code, reference } = await attempt();
    await comes(reference, 150_000n, "FT1");
    await takeBack("FT1");
    expect(await states(code)).to.deep.equal(["unknown"]);
    expect((await end(code, reference)).body).to.include({ state: "expired", person: true });
    // its dossier knows it as paid
    expect(await waiting()).to.deep.equal(["reversedAfterPaid 150000", "contradiction 150000"]);
    expect(await pay.balances()).to.deep.equal(owed);
    const another = await pay.open(code, "transfer");
    stood = 0n;
    await comes(another.reference, 150_000n, "FT2");
    expect(await states(code)).to.deep.equal(["expired paid"]);
    expect(await pay.balances()).to.deep.equal({ "fees:charged": -150_000, [bank]: 150_000 });
  });

  it("that another sum goes back: it is owed to nobody any more", async () => {
    const { code, reference } = await attempt();
    await comes(reference, 140_000n, "FT1");
    await decide(code, reference, "oweBack");
    expect(await pay.balances()).to.deep.equal({ ...owed, [bank]: 140_000, "refunds:owed": -140_000 });
    await takeBack("FT1");
    expect(await pay.balances()).to.deep.equal(owed);
    expect(await states(code)).to.deep.equal(["expired"]);
  });

  it("that its dossier does not take it: nothing is owed, neither by nor to anybody", async () => {
    const { code } = await attempt();
    // as it could be before: a further fee of a dossier that is settled
    await pay.step(code, "waivePayment", { legalBasis: "Điều 5 luật thử" });
    const setMoney = (money: string) =>
      pay.gateway.database.sql("update hub.dossier set money = $1 where code = $2", [money, code]);
    await setMoney("due");
    const lines = [{ kind: "phi", name: "Phí thẩm định bổ sung", amountVnd: 90_000, basis: "Nghị quyết thử 02" }];
    expect((await pay.send("POST", `/v1/dossiers/${code}/fees`, { officer: "cb-01", lines })).status).to.equal(201);
    await setMoney("waived");
    await comes((await pay.open(code, "transfer")).reference, 90_000n, "FT1");
    expect(await pay.balances()).to.deep.equal({ [bank]: 90_000, "refunds:owed": -90_000 });
    await takeBack("FT1");
    expect(await pay.balances()).to.deep.equal({});
    expect(await states(code)).to.deep.equal(["expired", "expired"]);
  });

  it("that two sums pay it together: what is left is none of the fee's, and waits for a person again", async () => {
    const { code, reference } = await attempt();
    await comes(reference, 100_000n, "FT1");
    await comes(reference, 70_000n, "FT2");
    await decide(code, reference, "fee");
    expect(await pay.balances()).to.deep.equal({
      ...{ "fees:charged": -150_000, [bank]: 170_000, "refunds:owed": -20_000 },
    });
    await takeBack("FT1");
    expect(await pay.balances()).to.deep.equal({ ...owed, [bank]: 70_000, suspense: -70_000 });
    expect(await states(code)).to.deep.equal(["unknown"]);
    expect(await waiting()).to.deep.equal(["suspense 70000", "reversedAfterPaid 100000"]);
    // what is missing comes again, and a person lets both count
    await comes(reference, 80_000n, "FT3");
    await decide(code, reference, "fee");
    expect(await pay.balances()).to.deep.equal({ "fees:charged": -150_000, [bank]: 150_000 });
  });

  it("of late money that was applied, the second payment pays the fee once the first is gone; both gone, it is owed", async () => {
    const { code, reference } = await attempt();
    await end(code, reference);
    await comes(reference, 150_000n, "FT1");
    await decide(code, reference, "fee");
    await comes(reference, 150_000n, "FT2");
    expect(await pay.balances()).to.deep.equal({
      ...{ "fees:charged": -150_000, [bank]: 300_000, "refunds:owed": -150_000 },
    });
    await takeBack("FT1");
    expect(await pay.balances()).to.deep.equal({ "fees:charged": -150_000, [bank]: 150_000 });
    expect(await states(code)).to.deep.equal(["paid"]);
    await takeBack("FT2");
    expect(await pay.balances()).to.deep.equal(owed);
    expect(await states(code)).to.deep.equal(["unknown"]);
  });

  it("the one that is more may go alone: what pays the fee stays", async () => {
    const { code, reference } = await attempt();
    await comes(reference, 150_000n, "FT1");
    await comes(reference, 40_000n, "FT2");
    await decide(code, reference, "oweBack");
    expect((await pay.balances())["refunds:owed"]).to.equal(-40_000);
    await takeBack("FT2");
    expect(await pay.balances()).to.deep.equal({ "fees:charged": -150_000, [bank]: 150_000 });
    expect(await states(code)).to.deep.equal(["paid"]);
  });
});

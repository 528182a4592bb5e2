import { expect } from "chai";
import { sql } from "kysely";
import { askAbout, sweepPayments } from "../../core/service/pay-ask.ts";
import { hearMessage } from "../../core/service/pay-hear.ts";
import { takeBackFile } from "../../core/service/money-take-back.ts";
import { takeOwedSteps } from "../../core/service/pay-steps.ts";
import { eventually } from "../support/eventually.ts";
import { bank, bringGatewayFile, bringStatement, day, reconcile, sha256 } from "../support/money.ts";
import { testPayments, type TestPayments } from "../support/payments.ts";

const the16 = day("2026-11-16");
const start = new Date("2026-11-16T02:00:00Z");
const act = { by: "ketoan", login: "login:ketoan01", why: "nham tai khoan", at: new Date("2026-11-18T02:00:00Z") };
const head = { ...act, by: "lanh dao", login: "login:lanhdao01" };
const owed = { "fees:charged": -150_000, "fees:owed": 150_000 };

/** The file that told of it was taken back: its fee is not unpaid in silence, and is owed again as soon as it is known that none came. */
describe("an attempt in doubt", () => {
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
  const rows = (text: string) => pay.gateway.database.sql(text);
  /** A statement of its own file, of one transfer, and what follows from it. */
  const comes = async (reference: string, amount: bigint, number: string, at = "2026-11-17T23:30:00Z", of = the16) => {
    const { db } = pay.gateway.database;
    const entries = [{ amount, text: reference, number, day: of }];
    const but = { sha256: sha256(number), name: number, at: new Date(at) };
    await bringStatement(db, of, { opening: stood }, entries, but);
    stood += amount;
    await reconcile(db, bank, of);
    pay.setClock(new Date(at));
    await pay.sweep();
  };
  const takeBack = async (number: string) => {
    const { db } = pay.gateway.database;
    expect((await takeBackFile(db, sha256(number), "takeBack", act)).became).to.equal("proposed");
    expect((await takeBackFile(db, sha256(number), "approve", head)).became).to.equal("takenBack");
  };
  const post = async (path: string, body: object) => {
    const answer = await pay.send("POST", `/v1/dossiers/${path}`, { officer: "cb-01", ...body });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return answer.body;
  };
  const end = (code: string, reference: string) =>
    post(`${code}/payment-requests/${reference}/end`, { reason: "không thấy tiền" });
  const decide = (code: string, reference: string, to: "fee" | "oweBack") =>
    post(`${code}/payment-requests/${reference}/money`, { to, reason: "đã đối chiếu" });
  const followed = async (code: string) => {
    expect((await pay.step(code, "askPayment", { role: "officer" })).status).to.equal(201);
    await post(`${code}/fees`, {
      lines: [{ kind: "phi", name: "Phí bổ sung", amountVnd: 90_000, basis: "Nghị quyết thử 02" }],
    });
  };
  const fees = async () =>
    (await rows("select number, paid_by is not null as paid, ended_why from fee order by number")).map(
      (fee) => `${String(fee["number"])} ${fee["paid"] ? "paid" : "unpaid"} ${String(fee["ended_why"] ?? "in force")}`,
    );
  const states = async () =>
    (await rows("select state from payment_request order by created_at, reference")).map((one) => one["state"]);
  const cases = async () =>
    (await rows("select class from money_case where closed_at is null order by id")).map((one) => one["class"]);
  const toldAs = async () => (await rows("select money from dossier")).map((one) => one["money"]);
  /** A file of VNPAY's tells of the money, and was another's: the attempt and the fee of before are in doubt. */
  const doubtedAtVnpay = async () => {
    const code = await pay.owing();
    const { reference } = await pay.open(code, "vnpay");
    const { db } = pay.gateway.database;
    await bringGatewayFile(db, the16, [{ reference, theirNumber: "901", at: start }], {
      ...{ sha256: sha256("G1"), place: "gateway:vnpay", at: new Date("2026-11-17T06:00:00+07:00") },
    });
    await reconcile(db, "gateway:vnpay", the16);
    await takeBack("G1");
    expect([await fees(), await states()]).to.deep.equal([["1 paid in force"], ["unknown"]]);
    return { code, reference };
  };

  /** VNPAY's answer to a question; it is asked again. */
  const says = (reference: string, outcome: "failed" | "pending" | "unknown") =>
    hearMessage(pay.gateway.database.db, {
      ...{ gateway: "vnpay", holder: "gateway:vnpay", source: "asked", covers: ["reference", "amount", "outcome"] },
      report: {
        ...{ reference, outcome, amount: 150_000n, currency: "VND", theirNumber: null },
        ...{ at: null, code: outcome, said: null },
      },
      ...{ contentSha256: sha256(outcome), raw: null, peer: null, at: act.at, givesReceipts: false, askAt: act.at },
    });

  describe("that ends without money leaves its fee owed, and another attempt may pay it:", () => {
    it("another sum under it is owed back; money that comes after all is late, and a person lets it count", async () => {
      const code = await pay.owing();
      const { reference } = await pay.open(code, "transfer");
      await comes(reference, 150_000n, "FT1");
      await comes(reference, 40_000n, "FT2");
      await takeBack("FT1");
      await decide(code, reference, "oweBack");
      expect([await fees(), await states()]).to.deep.equal([["1 unpaid in force"], ["paidLate"]]);
      expect(await pay.balances()).to.deep.equal({ ...owed, [bank]: 40_000, "refunds:owed": -40_000 });
      // its dossier knows it as paid
      expect(await cases()).to.deep.equal(["reversedAfterPaid", "contradiction"]);
      expect((await pay.open(code, "transfer")).state).to.equal("created");
      await comes(reference, 150_000n, "FT3");
      await decide(code, reference, "fee");
      expect(await pay.balances()).to.deep.equal({
        ...{ "fees:charged": -150_000, [bank]: 190_000, "refunds:owed": -40_000 },
      });
    });

    it("its gateway says that none came", async () => {
      const { code, reference } = await doubtedAtVnpay();
      await says(reference, "failed");
      expect([await fees(), await states()]).to.deep.equal([["1 unpaid in force"], ["failed"]]);
      expect((await pay.open(code, "transfer")).state).to.equal("created");
    });

    it("its gateway says that it waits, and after its time that it knows of nothing", async () => {
      const { code, reference } = await doubtedAtVnpay();
      await says(reference, "pending");
      expect([await fees(), await states()]).to.deep.equal([["1 paid in force"], ["pending"]]);
      pay.setClock(new Date("2026-11-19T02:00:00Z"));
      await askAbout(pay.world, reference);
      expect([await fees(), await states()]).to.deep.equal([["1 unpaid in force"], ["expired"]]);
      expect((await pay.open(code, "transfer")).state).to.equal("created");
    });

    it("its gateway never knows, and the last question is past: a person's, too (R13)", async () => {
      const { code, reference } = await doubtedAtVnpay();
      await says(reference, "unknown");
      const gateways = new Map(pay.world.gateways);
      const query = () => Promise.resolve({ kind: "unclear", code: "99" } as const);
      gateways.set("vnpay", { ...gateways.get("vnpay")!, query });
      for (const at of ["2026-11-22T02:00:00Z", "2026-11-22T03:00:00Z"]) {
        pay.setClock(new Date(at));
        await sweepPayments({ ...pay.world, gateways });
      }
      expect([await fees(), await states()]).to.deep.equal([["1 unpaid in force"], ["expired"]]);
      // its dossier had not been told
      expect(await cases()).to.deep.equal(["reversedAfterPaid", "silent"]);
      expect(await rows("select how from payment_step")).to.deep.equal([{ how: "ended by sweep-payments" }]);
      expect((await pay.open(code, "transfer")).state).to.equal("created");
    });
  });

  describe("and its dossier", () => {
    it("before it was told: ended, and its money let count when it comes late, the dossier is told", async () => {
      const code = await pay.owing({ asked: false });
      const { reference } = await pay.open(code, "transfer");
      await comes(reference, 150_000n, "FT1");
      await takeBack("FT1");
      await end(code, reference);
      stood = 0n;
      await comes(reference, 150_000n, "FT2");
      await decide(code, reference, "fee");
      expect((await pay.step(code, "askPayment", { role: "officer" })).status).to.equal(201);
      pay.setClock(new Date("2026-11-19T02:00:00Z"));
      await pay.sweep();
      expect(await toldAs()).to.deep.equal(["paid"]);
    });

    it("its file taken back while the hub takes the step: the dossier is not told", async () => {
      const code = await pay.owing({ asked: false });
      const { reference } = await pay.open(code, "transfer");
      await comes(reference, 150_000n, "FT1");
      expect((await pay.step(code, "askPayment", { role: "officer" })).status).to.equal(201);
      pay.setClock(new Date("2026-11-18T02:00:00Z"));
      let sweeping: Promise<unknown> = Promise.resolve();
      await pay.gateway.database.db.transaction().execute(async (tx) => {
        await sql`select from hub.dossier where code = ${code} for update`.execute(tx);
        sweeping = takeOwedSteps(pay.world);
        await eventually("the step waits for the dossier", async () => {
          const [found] = await rows(
            "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
          );
          return found!["n"] === 1;
        });
        await takeBack("FT1");
      });
      await sweeping;
      expect(await toldAs()).to.deep.equal(["due"]);
      expect(await rows("select how, next_at from payment_step")).to.deep.equal([{ how: "takenBack", next_at: null }]);
      // it came on the right account
      stood = 0n;
      await comes(reference, 150_000n, "FT2", "2026-11-18T23:30:00Z");
      expect(await toldAs()).to.deep.equal(["paid"]);
    });

    it("told, and that not noted any more: ended, a person is called", async () => {
      const code = await pay.owing();
      const { reference } = await pay.open(code, "transfer");
      await comes(reference, 150_000n, "FT1");
      await rows("update payment_step set done_at = null, how = null, next_at = owed_at");
      await takeBack("FT1");
      await end(code, reference);
      expect(await cases()).to.deep.equal(["reversedAfterPaid", "contradiction"]);
      expect(await rows("select how from payment_step")).to.deep.equal([{ how: "taken" }]);
    });
  });

  it("paid on the right account on another day: the fee bears that day", async () => {
    const code = await pay.owing();
    const { reference } = await pay.open(code, "transfer");
    await comes(reference, 150_000n, "FT1");
    await takeBack("FT1");
    stood = 0n;
    await comes(reference, 150_000n, "FT2", "2026-11-19T23:30:00Z", day("2026-11-18"));
    const [fee] = await rows("select paid_at from fee");
    expect((fee!["paid_at"] as Date).toISOString().slice(0, 10)).to.equal("2026-11-18");
  });

  it("of a fee that another one followed: ended, nobody owes it any more, and today's fee is paid by its own", async () => {
    const code = await pay.owing();
    const { reference } = await pay.open(code, "transfer");
    await comes(reference, 150_000n, "FT1");
    await followed(code);
    await takeBack("FT1");
    await end(code, reference);
    expect(await fees()).to.deep.equal(["1 unpaid settled", "2 unpaid in force"]);
    stood = 0n;
    await comes((await pay.open(code, "transfer")).reference, 90_000n, "FT2");
    expect(await pay.balances()).to.deep.equal({ "fees:charged": -90_000, [bank]: 90_000 });
  });

  it("is in doubt as before when another fee follows: the right account's money pays the fee of before", async () => {
    const code = await pay.owing();
    const { reference } = await pay.open(code, "transfer");
    await comes(reference, 150_000n, "FT1");
    await takeBack("FT1");
    await followed(code);
    expect([await fees(), await states()]).to.deep.equal([["1 paid settled", "2 unpaid in force"], ["unknown"]]);
    stood = 0n;
    await comes(reference, 150_000n, "FT2");
    expect(await states()).to.deep.equal(["paid"]);
    expect(await pay.balances()).to.deep.equal({ "fees:charged": -240_000, "fees:owed": 90_000, [bank]: 150_000 });
    expect(await toldAs()).to.deep.equal(["due"]);
  });

  /** Paid by FT1 and again by FT2, of which so much went back. */
  const givenBack = async (amountVnd: number) => {
    const code = await pay.owing();
    const { reference } = await pay.open(code, "transfer");
    await comes(reference, 150_000n, "FT1");
    await comes(reference, 150_000n, "FT2");
    const { key } = await post(`${code}/payment-requests/${reference}/refunds`, {
      ...{ amountVnd, leftVnd: 300_000, reason: "Nộp hai lần" },
    });
    await post(`${code}/refunds/${String(key)}/decisions`, { officer: "ld-01", decision: "approve" });
    await post(`${code}/refunds/${String(key)}/decisions`, { decision: "done", proof: "CT-1" });
    return reference;
  };

  it("whose second payment had gone back as paid twice: nothing is there, and the right account's money pays", async () => {
    const reference = await givenBack(150_000);
    await takeBack("FT1");
    expect(await pay.balances()).to.deep.equal(owed);
    expect(await states()).to.deep.equal(["unknown"]);
    await comes(reference, 150_000n, "FT3");
    expect(await states()).to.deep.equal(["paid"]);
    expect(await pay.balances()).to.deep.equal({ "fees:charged": -150_000, [bank]: 150_000 });
  });

  it("of whose second payment a part had gone back: what is left of it is owed back, and the fee is owed", async () => {
    await givenBack(100_000);
    await takeBack("FT1");
    expect(await pay.balances()).to.deep.equal({ ...owed, [bank]: 50_000, "refunds:owed": -50_000 });
    expect(await states()).to.deep.equal(["unknown"]);
  });

  it("is none where it is the second payment's file, and that had gone back: the fee is paid, and what was given back is a claim", async () => {
    await givenBack(150_000);
    await takeBack("FT2");
    expect(await pay.balances()).to.deep.equal({ "fees:charged": -150_000, "refunds:owed": 150_000 });
    expect([await fees(), await states()]).to.deep.equal([["1 paid in force"], ["paid"]]);
    expect(await cases()).to.deep.equal(["reversedAfterPaid"]);
  });
});

import { expect } from "chai";
import type { PaymentGateway, RefundSaid } from "../../core/service/pay-gateways.ts";
import { hearMessage } from "../../core/service/pay-hear.ts";
import { sendRefunds } from "../../core/service/pay-refunds.ts";
import { aKey } from "../support/gateway.ts";
import { testPayments, type TestPayments } from "../support/payments.ts";

const start = new Date("2026-11-16T02:00:00Z");
type RefundOrder = Parameters<PaymentGateway["refund"]>[0];

describe("money that goes back: which, how much of it rightly, and by whom (R11)", () => {
  let pay: TestPayments;
  /** Of the gateway's payments, each its own. */
  let numbers = 900;
  before(async () => {
    pay = await testPayments();
  });
  after(() => pay.close());
  beforeEach(async () => {
    pay.setClock(start);
    numbers = 900;
    await pay.gateway.database.sql(
      "truncate hub.dossier, hub.fee, hub.journal_booking, hub.payment_report, hub.money_case restart identity cascade",
    );
  });

  const paidTimes = async (times: number) => {
    const code = await pay.owing();
    const { reference, redirect } = await pay.open(code, "vnpay");
    await pay.standIns.vnpay.visit(redirect ?? "");
    for (let time = 0; time < times; time += 1)
      await pay.standIns.vnpay.notify(reference, { outcome: "paid", number: String((numbers += 1)) });
    await pay.settled();
    return { code, reference };
  };
  const decide = (code: string, reference: string, but: object, key = aKey()) =>
    pay.send(
      "POST",
      `/v1/dossiers/${code}/payment-requests/${reference}/refunds`,
      { officer: "cb-01", reason: "thử", ...but },
      key,
    );
  const decision = (code: string, key: string, but: object) =>
    pay.send("POST", `/v1/dossiers/${code}/refunds/${key}/decisions`, { officer: "tbp-01", ...but });
  const decided = async (code: string, reference: string, amountVnd: number, leftVnd: number, but: object = {}) => {
    const { status, body } = await decide(code, reference, { amountVnd, leftVnd, ...but });
    expect(status, JSON.stringify(body)).to.equal(201);
    return body as { key: string; payment: string | null };
  };
  const approved = async (code: string, key: string) =>
    expect((await decision(code, key, { decision: "approve" })).body.state).to.equal("approved");
  const owesBack = (code: string) =>
    pay.step(code, "decideRefund", { legalBasis: "Điều 5 luật thử", reason: "thử", role: "oneStopHead" });
  const first = async (code: string) => (await pay.money(code)).fees[0].requests[0];
  const chargedOff = async () =>
    (await pay.gateway.database.sql("select charged_off::int as n from hub.refund order by decided_at, key")).map(
      ({ n }) => Number(n),
    );
  /** Gateways as they are, whose refunds are written down. */
  const recorded = (answer?: () => Promise<RefundSaid>) => {
    const orders: RefundOrder[] = [];
    const gateways = [...pay.world.gateways].map(([name, gateway]): [string, PaymentGateway] => [
      name,
      {
        ...gateway,
        refund(order, signal) {
          orders.push(order);
          return answer ? answer() : gateway.refund(order, signal);
        },
      },
    ]);
    return { orders, world: { ...pay.world, gateways: new Map(gateways) } };
  };

  it("two decided before the first is approved: what was owed back is not charged off, and neither is it twice", async () => {
    const { code, reference } = await paidTimes(2);
    await owesBack(code);
    const one = await decided(code, reference, 150_000, 300_000);
    const other = await decided(code, reference, 150_000, 150_000);
    await approved(code, one.key);
    expect((await decision(code, one.key, { decision: "done", proof: "CT-1" })).status).to.equal(201);
    await approved(code, other.key);
    expect((await chargedOff()).toSorted((left, right) => left - right)).to.deep.equal([0, 150_000]);
    expect((await decision(code, other.key, { decision: "done", proof: "CT-2" })).status).to.equal(201);
    // the fee is charged no more, and nothing is owed to anybody
    expect(await pay.balances()).to.deep.equal({});
    expect((await first(code)).state).to.equal("refunded");
  });

  it("one that is withdrawn before it was approved takes nothing along", async () => {
    const { code, reference } = await paidTimes(2);
    await owesBack(code);
    const one = await decided(code, reference, 150_000, 300_000);
    const other = await decided(code, reference, 150_000, 150_000);
    expect((await decision(code, other.key, { decision: "withdraw" })).body.state).to.equal("withdrawn");
    await approved(code, one.key);
    await decision(code, one.key, { decision: "done", proof: "CT-1" });
    expect(await pay.balances()).to.deep.equal({ "fees:charged": -150_000, "gateway:vnpay": 150_000 });
    expect(await first(code)).to.include({ state: "paid", owedBackVnd: 0, leftVnd: 150_000 });
  });

  it("one that was decided of more than is owed back by now is decided anew", async () => {
    const { code, reference } = await paidTimes(1);
    await owesBack(code);
    const { key } = await decided(code, reference, 150_000, 150_000);
    // as it was kept before what is charged off was fixed by the decision
    await pay.gateway.database.sql("update hub.refund set charged_off = 0");
    const { status, body } = await decision(code, key, { decision: "approve" });
    expect([status, body.code]).to.deep.equal([409, "refund-decide-anew"]);
    expect((await decision(code, key, { decision: "withdraw" })).body.state).to.equal("withdrawn");
    expect(await pay.balances()).to.deep.equal({ "fees:charged": -150_000, "gateway:vnpay": 150_000 });
  });

  it("after a part of the fee went back rightly, a second payment is owed back in full", async () => {
    const { code, reference } = await paidTimes(1);
    await owesBack(code);
    const part = await decided(code, reference, 50_000, 150_000);
    await approved(code, part.key);
    await decision(code, part.key, { decision: "done", proof: "CT-1" });
    expect(await first(code)).to.include({ state: "partlyRefunded", owedBackVnd: 0, duty: null });
    await pay.standIns.vnpay.notify(reference, { outcome: "paid", number: "902" });
    await pay.settled();
    expect(await first(code)).to.include({ state: "paidTwice", owedBackVnd: 150_000, duty: "refund" });
    expect((await pay.balances())["refunds:owed"]).to.equal(-150_000);
    const whole = await decided(code, reference, 150_000, 250_000);
    await approved(code, whole.key);
    await decision(code, whole.key, { decision: "done", proof: "CT-2" });
    expect(await first(code)).to.include({ state: "partlyRefunded", owedBackVnd: 0, leftVnd: 100_000 });
    expect(await pay.balances()).to.deep.equal({ "fees:charged": -100_000, "gateway:vnpay": 100_000 });
  });

  it("goes back as the payment that it was: the later one, under its own number, whole", async () => {
    const { code, reference } = await paidTimes(2);
    const { key, payment } = await decided(code, reference, 150_000, 300_000);
    const { payments } = (await pay.money(code)).fees[0];
    expect(payments.map(({ id, theirNumber }: Record<string, string>) => [theirNumber, id === payment])).to.deep.equal([
      ["901", false],
      ["902", true],
    ]);
    await approved(code, key);
    const { orders, world } = recorded(() => Promise.resolve({ kind: "refund", outcome: "done", code: "00" }));
    expect(await sendRefunds(world)).to.deep.equal({ sent: 1, done: 1, unclear: 0 });
    expect(orders.map(({ theirNumber, amount, isWhole }) => ({ theirNumber, amount, isWhole }))).to.deep.equal([
      { theirNumber: "902", amount: 150_000n, isWhole: true },
    ]);
  });

  it("or the one that is named; one that does not cover it is refused", async () => {
    const { code, reference } = await paidTimes(2);
    await owesBack(code);
    const [one] = (await pay.money(code)).fees[0].payments;
    const named = await decided(code, reference, 100_000, 300_000, { payment: one.id });
    expect(named.payment).to.equal(one.id);
    const refused = await decide(code, reference, { amountVnd: 50_001, leftVnd: 200_000, payment: one.id });
    expect([refused.status, refused.body.code]).to.deep.equal([409, "refund-payment-unfit"]);
    const foreign = await decide(code, reference, { amountVnd: 1, leftVnd: 200_000, payment: "999999" });
    expect(foreign.body.code).to.equal("refund-payment-unfit");
  });

  it("is booked out of where that payment is, though another came first elsewhere", async () => {
    const { code, reference } = await paidTimes(1);
    // a transfer to our account under the same reference, seen on the bank's statement
    await hearMessage(pay.gateway.database.db, {
      ...{ gateway: "bank:0011001234567", holder: "bank:0011001234567", source: "statement", covers: [], raw: null },
      report: {
        ...{ reference, outcome: "paid", amount: 150_000n, currency: "VND", theirNumber: "FT-1" },
        ...{ at: null, code: "statement", said: null },
      },
      ...{ contentSha256: "1".repeat(64), at: start, peer: null, givesReceipts: false, askAt: null },
    });
    const { key } = await decided(code, reference, 150_000, 300_000);
    await approved(code, key);
    // the bank takes no refunds through us
    expect(await sendRefunds(pay.world)).to.deep.equal({ sent: 0, done: 0, unclear: 0 });
    await decision(code, key, { decision: "done", proof: "CT-1" });
    expect(await pay.balances()).to.deep.equal({ "fees:charged": -150_000, "gateway:vnpay": 150_000 });
  });

  it("of money in several places goes by hand, and says where from", async () => {
    const { code, reference } = await paidTimes(1);
    await hearMessage(pay.gateway.database.db, {
      ...{ gateway: "bank:0011001234567", holder: "bank:0011001234567", source: "statement", covers: [], raw: null },
      report: {
        ...{ reference, outcome: "paid", amount: 150_000n, currency: "VND", theirNumber: "FT-1" },
        ...{ at: null, code: "statement", said: null },
      },
      ...{ contentSha256: "1".repeat(64), at: start, peer: null, givesReceipts: false, askAt: null },
    });
    await owesBack(code);
    const { key, payment } = await decided(code, reference, 300_000, 300_000);
    expect(payment).to.equal(null);
    await approved(code, key);
    const bare = await decision(code, key, { decision: "done", proof: "CT-1" });
    expect([bare.status, bare.body.code]).to.deep.equal([422, "refund-account-missing"]);
    expect((await pay.money(code)).fees[0].refunds[0].state).to.equal("approved");
    const said = await decision(code, key, { decision: "done", proof: "CT-1", account: "0011001234567" });
    expect(said.body.state).to.equal("done");
  });

  it("by hand takes no turn of one that a gateway could take", async () => {
    // slips at the bank, approved before
    for (let index = 0; index < 21; index += 1) {
      const code = await pay.owing();
      const { reference } = await pay.open(code, "vietcombank");
      await pay.step(code, "waivePayment", { legalBasis: "Điều 5 luật thử" });
      pay.standIns.vietcombank.settle(reference, "paid", 150_000n);
      await pay.standIns.vietcombank.notify(reference, { number: `V${index}` });
      await approved(code, (await decided(code, reference, 150_000, 150_000)).key);
    }
    pay.setClock(new Date(start.getTime() + 60_000));
    const { code, reference } = await paidTimes(2);
    await approved(code, (await decided(code, reference, 150_000, 300_000)).key);
    const { world } = recorded(() => Promise.resolve({ kind: "refund", outcome: "done", code: "00" }));
    expect(await sendRefunds(world)).to.deep.equal({ sent: 1, done: 1, unclear: 0 });
  });

  it("of a payment that was taken back is not sent; one that was sent before is asked about all the same", async () => {
    const { code, reference } = await paidTimes(2);
    await approved(code, (await decided(code, reference, 150_000, 300_000)).key);
    // as it could be before a take-back waited for refunds
    await pay.gateway.database.sql("update hub.payment set kept = 'takenBack' where their_number = '902'");
    const { orders, world } = recorded(() => Promise.resolve({ kind: "refund", outcome: "done", code: "00" }));
    expect(await sendRefunds(world)).to.deep.equal({ sent: 0, done: 0, unclear: 0 });
    expect(orders).to.deep.equal([]);
    await pay.gateway.database.sql("update hub.refund set state = 'sent', sent_at = $1", [start]);
    expect((await sendRefunds(world)).unclear).to.equal(1);
  });

  it("has a number at the gateway that no other key shares, and that is the same at every try", async () => {
    const long = "k".repeat(120);
    const numbers: string[] = [];
    for (const key of [`${long}-1`, `${long}-2`, "a-b", "ab"]) {
      const { code, reference } = await paidTimes(2);
      const { status, body } = await decide(code, reference, { amountVnd: 150_000, leftVnd: 300_000 }, key);
      expect(status, JSON.stringify(body)).to.equal(201);
      expect(body.key.length).to.be.at.most(100);
      await approved(code, body.key);
      const { orders, world } = recorded(() => Promise.resolve({ kind: "unclear", code: "timeout" }));
      await sendRefunds(world);
      numbers.push(...orders.map(({ number }) => number));
    }
    expect(new Set(numbers).size).to.equal(4);
    for (const number of numbers) expect(number).to.match(/^[0-9a-f]{32}$/);
  });

  it("is sent by a run that ends in its time, and goes on with the next one", async () => {
    for (let index = 0; index < 3; index += 1) {
      const { code, reference } = await paidTimes(2);
      await approved(code, (await decided(code, reference, 150_000, 300_000)).key);
    }
    const { orders, world } = recorded(() => Promise.resolve({ kind: "refund", outcome: "done", code: "00" }));
    for (const sent of [1, 2, 3]) {
      expect((await sendRefunds(world, 0)).sent).to.equal(1);
      expect(orders.length).to.equal(sent);
    }
    expect((await sendRefunds(world, 0)).sent).to.equal(0);
  });

  it("waits for no other gateway", async () => {
    const slow = await pay.owing();
    const atKeyPay = await pay.open(slow, "keypay3");
    pay.standIns.keypay3.settle(atKeyPay.reference);
    await pay.standIns.keypay3.notify(atKeyPay.reference);
    await pay.settled();
    await owesBack(slow);
    await approved(slow, (await decided(slow, atKeyPay.reference, 150_000, 150_000)).key);
    const { code, reference } = await paidTimes(2);
    await approved(code, (await decided(code, reference, 150_000, 300_000)).key);

    let release: (said: RefundSaid) => void = () => undefined;
    const hanging = new Promise<RefundSaid>((resolve) => (release = resolve));
    const { orders, world } = recorded(() => hanging);
    const vnpay = world.gateways.get("vnpay")!;
    let told: () => void = () => undefined;
    const isTold = new Promise<void>((resolve) => (told = resolve));
    world.gateways.set("vnpay", {
      ...vnpay,
      refund() {
        told();
        return Promise.resolve({ kind: "refund", outcome: "done", code: "00" });
      },
    });
    const running = sendRefunds(world, 0);
    // while the one says nothing, the other is done
    await isTold;
    release({ kind: "unclear", code: "late" });
    expect(await running).to.deep.equal({ sent: 2, done: 1, unclear: 1 });
    expect(orders.length).to.equal(1);
  });

  it("keeps the caller beside the officer; one officer is one person in whichever agency's name", async () => {
    const { code, reference } = await paidTimes(2);
    const { key } = await decided(code, reference, 150_000, 300_000);
    const own = await decision(code, key, { decision: "approve", officer: " CB-01" });
    expect([own.status, own.body.code]).to.deep.equal([403, "refund-same-person"]);
    const { body } = await decision(code, key, { decision: "approve" });
    expect([body.decidedLogin, body.approvedLogin]).to.deep.equal(["partner:commune", "partner:commune"]);
  });
});

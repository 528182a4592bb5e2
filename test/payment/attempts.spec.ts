import { expect } from "chai";
import { sweepPayments } from "../../core/service/pay-ask.ts";
import type { PaymentGateway, QuerySaid } from "../../core/service/pay-gateways.ts";
import { paymentStanding } from "../../core/store/pay-standing.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { testPayments, type TestPayments } from "../support/payments.ts";

const start = new Date("2026-11-16T02:00:00Z");
const later = (hours: number) => new Date(start.getTime() + hours * 3_600_000);

describe("fees that a dossier takes, and attempts that end", () => {
  let pay: TestPayments;
  before(async () => {
    pay = await testPayments();
  });
  after(() => pay.close());
  beforeEach(async () => {
    pay.setClock(start);
    await pay.gateway.database.sql(
      "truncate hub.dossier, hub.fee, hub.journal_booking, hub.payment_report, hub.money_case restart identity cascade",
    );
  });

  const lines = [{ kind: "phi", name: "Phí thẩm định bổ sung", amountVnd: 90_000, basis: "Nghị quyết thử 02" }];
  const fix = async (code: string) => {
    const { status, body } = await pay.send("POST", `/v1/dossiers/${code}/fees`, { officer: "cb-01", lines });
    return [status, body.code];
  };
  const first = async (code: string, fee = 0) => (await pay.money(code)).fees[fee].requests[0];
  const payAtBank = async (code: string, amount = 150_000n) => {
    const slip = await pay.open(code, "vietcombank");
    pay.standIns.vietcombank.settle(slip.reference, "paid", amount);
    await pay.standIns.vietcombank.notify(slip.reference);
    await pay.settled();
    return slip.reference;
  };
  const law = { legalBasis: "Điều 5 luật thử" };

  describe("a fee of a dossier that", () => {
    it("is paid or waived is not fixed; asked for again, it is", async () => {
      const paid = await pay.owing();
      await payAtBank(paid);
      expect(await fix(paid)).to.deep.equal([409, "fee-settled"]);
      expect((await pay.money(paid)).fees).to.have.length(1);
      const waived = await pay.owing();
      await pay.step(waived, "waivePayment", law);
      expect(await fix(waived)).to.deep.equal([409, "fee-settled"]);
      // T23 again: a further duty arose
      expect((await pay.step(paid, "askPayment", { role: "officer" })).status).to.equal(201);
      expect((await fix(paid))[0]).to.equal(201);
      await payAtBank(paid, 90_000n);
      const dossier = (await pay.send("GET", `/v1/dossiers/${paid}`)).body;
      expect([dossier.money, dossier.payments.length]).to.deep.equal(["paid", 4]);
      expect((await pay.money(paid)).fees.map(({ endedWhy }) => endedWhy)).to.deep.equal(["settled", null]);
    });

    it("has to give back first, or has ended, is not fixed", async () => {
      const code = await pay.owing();
      await payAtBank(code);
      await pay.step(code, "requestWithdrawal");
      await pay.step(code, "confirmWithdrawal");
      expect(await fix(code)).to.deep.equal([409, "refund-still-owed"]);
      const stopped = await pay.owing({ asked: false });
      await pay.step(stopped, "requestWithdrawal");
      await pay.step(stopped, "confirmWithdrawal");
      expect(await fix(stopped)).to.deep.equal([409, "fee-dossier-ended"]);
    });

    it("was paid a moment ago is not fixed before the dossier knows", async () => {
      const code = await pay.owing({ asked: false });
      await payAtBank(code);
      expect(await fix(code)).to.deep.equal([409, "fee-already-paid"]);
    });
  });

  it("money of a fee whose dossier takes no step is owed back by name, and shown", async () => {
    const code = await pay.owing();
    // as it could be fixed before: a further fee of a dossier that is paid
    await payAtBank(code);
    await pay.gateway.database.sql("update hub.dossier set money = 'due' where code = $1", [code]);
    expect((await fix(code))[0]).to.equal(201);
    await pay.gateway.database.sql("update hub.dossier set money = 'paid' where code = $1", [code]);
    const reference = await payAtBank(code, 90_000n);
    const { fees, steps } = await pay.money(code);
    expect([fees[1].endedWhy, fees[1].paidBy]).to.deep.equal(["notTaken", null]);
    expect(fees[1].requests[0]).to.include({ reference, state: "paidLate", duty: "refund", owedBackVnd: 90_000 });
    expect(steps.map(({ how, doneAt }: Record<string, unknown>) => [how, doneAt === null])).to.deep.equal([
      ["taken", false],
      ["payment-already-confirmed", false],
    ]);
    expect(await pay.balances()).to.deep.equal({
      ...{ "fees:charged": -150_000, "gateway:vietcombank": 240_000, "refunds:owed": -90_000 },
    });
    const standing = await paymentStanding(pay.world.db, start);
    expect([standing.refundsOwed, standing.steps]).to.deep.equal([90_000, 0]);
    // again: once
    await pay.sweep();
    expect((await pay.balances())["refunds:owed"]).to.equal(-90_000);
  });

  it("a step that is tried no more is a person's, and counted", async () => {
    const code = await pay.owing({ asked: false });
    await payAtBank(code);
    await pay.gateway.database.sql("update hub.payment_step set tried = 500, next_at = $1", [start]);
    await pay.sweep();
    expect(await paymentStanding(pay.world.db, start)).to.include({ steps: 1, stepsForPerson: 1 });
  });

  for (const kind of ["payplatform", "keypay3", "keypay1"] as const)
    it(`an attempt that a payer gave up at ${kind} ends after its last question; money that comes then is late`, async () => {
      const code = await pay.owing();
      const { reference } = await pay.open(code, kind);
      for (const hours of [1, 24, 71]) {
        pay.setClock(later(hours));
        await pay.sweep();
        expect((await first(code)).state, `${hours} h`).not.to.equal("expired");
      }
      pay.setClock(later(73));
      await pay.sweep();
      expect(await first(code)).to.include({ reference, state: "expired", duty: "person", person: true });
      const [silent] = await pay.gateway.database.sql("select class, closed_at from hub.money_case");
      expect(silent).to.deep.equal({ class: "silent", closed_at: null });
      if (kind !== "payplatform") return;
      pay.standIns.payplatform.settle(reference);
      await pay.standIns.payplatform.notify(reference, { at: later(73) });
      await pay.settled();
      expect(await first(code)).to.include({ state: "paidLate", owedBackVnd: 150_000, duty: "refund" });
    });

  it("they hold nobody's ten open attempts", async () => {
    const code = await pay.owing();
    for (let index = 0; index < 10; index += 1) await pay.open(code, "payplatform");
    const eleventh = { officer: "cb-01", gateway: "payplatform" };
    const full = await pay.send("POST", `/v1/dossiers/${code}/payment-requests`, eleventh);
    expect(full.body.code).to.equal("payments-too-many");
    pay.setClock(later(71));
    await pay.sweep();
    pay.setClock(later(73));
    await pay.sweep();
    expect((await pay.send("POST", `/v1/dossiers/${code}/payment-requests`, eleventh)).status).to.equal(201);
  });

  it("one with a long time to pay is asked about at its end, and ends after that", async () => {
    const code = await pay.owing();
    await pay.send("POST", `/v1/dossiers/${code}/payment-requests`, {
      ...{ officer: "cb-01", gateway: "payplatform", minutes: 10 * 24 * 60 },
    });
    for (const hours of [71, 73, 9 * 24]) {
      pay.setClock(later(hours));
      await pay.sweep();
      expect(await first(code), `${hours} h`).to.include({ state: "unknown", person: false });
    }
    pay.setClock(later(10 * 24 + 1));
    await pay.sweep();
    expect((await first(code)).state).to.equal("unknown");
    pay.setClock(later(10 * 24 + 2));
    await pay.sweep();
    expect((await first(code)).state).to.equal("expired");
  });

  it("a person ends one with a reason; it is asked about as ever, and what comes is late", async () => {
    const code = await pay.owing();
    const { reference, redirect } = await pay.open(code, "vnpay");
    await pay.standIns.vnpay.visit(redirect ?? "");
    const end = (but: object = {}) =>
      pay.send("POST", `/v1/dossiers/${code}/payment-requests/${reference}/end`, {
        ...{ officer: "cb-01", reason: "Người nộp chọn cách khác", ...but },
      });
    expect((await end({ reason: " " })).status).to.equal(400);
    const { status, body } = await end();
    expect([status, body.state, body.lastSaid]).to.deep.equal([201, "expired", "Người nộp chọn cách khác"]);
    const again = await end();
    expect([again.status, again.body.code]).to.deep.equal([409, "payment-not-open"]);
    const [change] = await pay.gateway.database.sql(
      "select from_state, to_state, by from hub.payment_change where to_state = 'expired'",
    );
    expect(change).to.deep.equal({ from_state: "sent", to_state: "expired", by: "H38.91 cb-01" });
    pay.standIns.vnpay.settle(reference);
    pay.setClock(later(1));
    await pay.sweep();
    expect(await first(code)).to.include({ state: "paidLate", owedBackVnd: 150_000 });
    expect((await pay.send("GET", `/v1/dossiers/${code}`)).body.money).to.equal("due");
  });

  it("P3: two partners use one key for the late money of two dossiers: each is answered for its own", async () => {
    const answers: string[] = [];
    for (const partner of ["commune", "its-new-software"]) {
      const code = await pay.owing();
      const slip = await pay.open(code, "vietcombank");
      await pay.send("POST", `/v1/dossiers/${code}/payment-requests/${slip.reference}/end`, {
        ...{ officer: "cb-01", reason: "Người nộp chọn cách khác" },
      });
      pay.standIns.vietcombank.settle(slip.reference, "paid", 150_000n);
      await pay.standIns.vietcombank.notify(slip.reference);
      await pay.settled();
      // the agency changes its software, whose keys begin anew
      if (partner !== "commune") await pay.gateway.register(partner, [walkNow.commune]);
      const { status, body } = await pay.gateway.send(
        "POST",
        `/v1/dossiers/${code}/payment-requests/${slip.reference}/money`,
        {
          ...{ token: await pay.gateway.tokenOf(partner), key: "so-0001" },
          body: { by: walkNow.commune, officer: "cb-01", to: "fee", reason: "Vẫn phải nộp" },
        },
      );
      answers.push(`${status} ${body.code === code ? "its own" : JSON.stringify(body)}`);
    }
    await pay.gateway.register("commune", [walkNow.commune]);
    expect(answers).to.deep.equal(["201 its own", "201 its own"]);
    expect(await pay.balances()).to.deep.equal({ "fees:charged": -300_000, "gateway:vietcombank": 300_000 });
  });

  it("that a person looks stays while a gateway is asked, and ends when the money is here", async () => {
    const { code, reference } = await (async () => {
      const code = await pay.owing();
      const { reference, redirect } = await pay.open(code, "vnpay");
      await pay.standIns.vnpay.visit(redirect ?? "");
      return { code, reference };
    })();
    const other = await pay.owing();
    const known = await pay.open(other, "vnpay");
    await pay.standIns.vnpay.visit(known.redirect ?? "");
    const { number } = pay.standIns.vnpay.settle(known.reference);
    await pay.standIns.vnpay.notify(known.reference);
    // another's number under this reference: a person looks
    await pay.standIns.vnpay.notify(reference, { outcome: "paid", number: number ?? "" });
    await pay.settled();
    expect(await first(code)).to.include({ duty: "person", person: true });
    // then nobody knows, and the gateway is asked
    pay.standIns.vnpay.settle(reference, "strange");
    await pay.standIns.vnpay.notify(reference);
    await pay.settled();
    expect(await first(code)).to.include({ state: "unknown", duty: "person", person: true });
    const [row] = await pay.gateway.database.sql("select duty from hub.payment_request where reference = $1", [
      reference,
    ]);
    expect(row).to.deep.equal({ duty: "ask" });
    pay.standIns.vnpay.orders.get(reference)!.number = null;
    pay.standIns.vnpay.settle(reference);
    pay.setClock(later(1));
    await pay.sweep();
    // the contradiction is still open
    expect(await first(code)).to.include({ state: "paid", person: true });
  });

  it("ended by hand, what else a person looks into under it is looked into as before", async () => {
    const [code, other] = [await pay.owing(), await pay.owing()];
    const { reference, redirect } = await pay.open(code, "vnpay");
    await pay.standIns.vnpay.visit(redirect ?? "");
    const known = await pay.open(other, "vnpay");
    await pay.standIns.vnpay.visit(known.redirect ?? "");
    const { number } = pay.standIns.vnpay.settle(known.reference);
    await pay.standIns.vnpay.notify(known.reference);
    // another's number under this reference: a contradiction, which no end of the attempt explains
    await pay.standIns.vnpay.notify(reference, { outcome: "paid", number: number ?? "" });
    await pay.settled();
    const { body } = await pay.send("POST", `/v1/dossiers/${code}/payment-requests/${reference}/end`, {
      ...{ officer: "cb-01", reason: "Người nộp chọn cách khác" },
    });
    expect([body.state, body.person, body.duty]).to.deep.equal(["expired", true, "person"]);
  });

  it("what nobody could ask about is nobody's any more when the money comes", async () => {
    const code = await pay.owing();
    const slip = await pay.open(code, "viettelpay");
    pay.standIns.viettelpay.settle(slip.reference, "paid", 150_000n);
    await pay.standIns.viettelpay.notify(slip.reference);
    await pay.settled();
    expect(await first(code)).to.include({ state: "created", person: true });
    // somebody said that it is paid: it does not end before a person looked
    pay.setClock(later(11 * 24));
    await pay.sweep();
    expect((await first(code)).state).to.equal("created");
    const reply = await pay.send("POST", `/v1/dossiers/${code}/payment-requests/${slip.reference}/end`, {
      ...{ officer: "cb-01", reason: "Cổng không xác nhận" },
    });
    expect([reply.body.state, reply.body.person, reply.body.duty]).to.deep.equal(["expired", false, null]);
  });

  it("questions wait for no other gateway, and end in their time", async () => {
    const code = await pay.owing();
    for (let index = 0; index < 5; index += 1) await pay.open(code, "keypay3");
    const lost = await pay.owing();
    const { reference, redirect } = await pay.open(lost, "vnpay");
    await pay.standIns.vnpay.visit(redirect ?? "");
    pay.standIns.vnpay.settle(reference);
    pay.setClock(later(1));
    let release: (said: QuerySaid) => void = () => undefined;
    const hanging = new Promise<QuerySaid>((resolve) => (release = resolve));
    let told: () => void = () => undefined;
    const isTold = new Promise<void>((resolve) => (told = resolve));
    let asked = 0;
    const gateways = new Map<string, PaymentGateway>(pay.world.gateways);
    gateways.set("keypay3", { ...gateways.get("keypay3")!, query: () => ((asked += 1), hanging) });
    const vnpay = gateways.get("vnpay")!;
    gateways.set("vnpay", {
      ...vnpay,
      query: (order, signal) => vnpay.query(order, signal).finally(() => told()),
    });
    const running = sweepPayments({ ...pay.world, gateways }, 0);
    await isTold;
    release({ kind: "unclear", code: "late" });
    // four at once, and no fifth after the time
    expect([(await running).asked, asked]).to.deep.equal([5, 4]);
    expect((await first(lost)).state).to.equal("paid");
    await sweepPayments({ ...pay.world, gateways }, 0);
    expect(asked).to.equal(5);
  });

  describe("inquiries by a dossier's code", () => {
    const bank = async (key: string) => {
      const { body } = await pay.standIns.vietcombank.inquire(key);
      const bills = (body["payload"] as { bills: { billId: string; amount: string }[] }).bills;
      return { error: (body["context"] as { errorCode: string }).errorCode, bill: bills[0] };
    };
    const portal = async (code: string) => {
      const answer = await fetch(`${pay.url}/callbacks/payments/payplatform/dptracuuthanhtoanhs`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ MaHoSo: code }),
      });
      return (await answer.json()) as { error_code: number; message: { MaTraCuuTT: string; SoTien: string } };
    };
    const attempts = async (code: string): Promise<string[]> =>
      (await pay.money(code)).fees[0].requests.map(
        ({ gateway, state, reference }: Record<string, string>) => `${gateway} ${state} ${reference}`,
      );

    it("open an attempt for the fee in force, once at each connection, and it is paid under its reference", async () => {
      const code = await pay.owing();
      await pay.open(code, "vnpay");
      const asked = await portal(code);
      expect([asked.error_code, asked.message.SoTien]).to.deep.equal([1, "150000"]);
      expect((await portal(code)).message.MaTraCuuTT).to.equal(asked.message.MaTraCuuTT);
      const { error, bill } = await bank(code);
      expect([error, bill?.amount]).to.deep.equal(["0", "150000"]);
      const all = await attempts(code);
      expect(all.slice(1)).to.deep.equal([
        `payplatform created ${asked.message.MaTraCuuTT}`,
        `vietcombank created ${bill?.billId ?? ""}`,
      ]);
      pay.standIns.vietcombank.settle(bill?.billId ?? "", "paid", 150_000n);
      await pay.standIns.vietcombank.notify(bill?.billId ?? "");
      await pay.settled();
      expect((await pay.send("GET", `/v1/dossiers/${code}`)).body.money).to.equal("paid");
      expect((await portal(code)).error_code).to.equal(0);
      expect((await bank(code)).error).to.equal("1");
      expect(await attempts(code)).to.have.length(3);
    });

    it("two at once open one", async () => {
      const code = await pay.owing();
      const said = await Promise.all([portal(code), portal(code), portal(code)]);
      expect(new Set(said.map(({ message }) => message.MaTraCuuTT)).size).to.equal(1);
      expect(await attempts(code)).to.have.length(1);
    });

    it("find nothing to pay where nothing is, and nothing where no dossier is", async () => {
      const waived = await pay.owing();
      await pay.step(waived, "waivePayment", law);
      expect([(await portal(waived)).error_code, (await bank(waived)).error]).to.deep.equal([0, "1"]);
      expect([(await portal("H38.91-261116-9999")).error_code, (await bank("H38.91-261116-9999")).error]).to.deep.equal(
        [...[-1, "17"]],
      );
      expect(await attempts(waived)).to.deep.equal([]);
    });

    it("find nothing to pay of a dossier that has ended, by its code or by an attempt that is open, and none is opened", async () => {
      const code = await pay.owing({ asked: false });
      const known = await pay.open(code, "vietcombank");
      await pay.gateway.database.sql("update hub.dossier set state = 'processing' where code = $1", [code]);
      const asked = await pay.step(code, "askSupplement", {
        role: "officer",
        items: [{ name: "Ảnh chụp hiện trạng cây xanh" }],
      });
      expect(asked.status, JSON.stringify(asked.body)).to.equal(201);
      expect((await bank(known.reference)).error).to.equal("0");
      pay.setClock(later(90 * 24));
      const closed = await pay.step(code, "closeUnsupplemented", { role: "officer", reason: "quá hạn bổ sung" });
      expect(closed.body.dossier?.state, JSON.stringify(closed.body)).to.equal("stopped");
      expect((await portal(code)).error_code).to.equal(0);
      expect([(await bank(code)).error, (await bank(known.reference)).error]).to.deep.equal(["1", "1"]);
      const opened = await pay.send("POST", `/v1/dossiers/${code}/payment-requests`, {
        ...{ officer: "cb-01", gateway: "transfer" },
      });
      expect([opened.status, opened.body.code]).to.deep.equal([409, "fee-dossier-ended"]);
      expect(await attempts(code)).to.deep.equal([`vietcombank created ${known.reference}`]);
    });

    it("open none where a payer pays under the code itself", async () => {
      const code = await pay.owing();
      const { body } = await pay.standIns.viettelpay.inquire(code, 150_000n);
      expect(body["error_code"]).to.equal("01");
      expect(await attempts(code)).to.deep.equal([]);
    });
  });
});

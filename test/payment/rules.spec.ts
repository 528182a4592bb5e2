import { readFileSync } from "node:fs";
import { expect } from "chai";
import { hearMessage } from "../../core/service/pay-hear.ts";
import { pino } from "pino";
import { Registry } from "prom-client";
import { paymentJobs } from "../../main/payments.ts";
import { sendRefunds } from "../../core/service/pay-refunds.ts";
import { aKey } from "../support/gateway.ts";
import { testPayments, type Money, type TestPayments } from "../support/payments.ts";

const start = new Date("2026-11-16T02:00:00Z");
const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

describe("the eighteen rules of money, over HTTP both ways", () => {
  let pay: TestPayments;
  before(async () => {
    pay = await testPayments();
  });
  after(() => pay.close());
  beforeEach(async () => {
    pay.setClock(start);
    await pay.gateway.database.sql(
      `truncate hub.dossier, hub.fee, hub.payment_request, hub.payment_report, hub.payment, hub.journal_booking, hub.refund,
        hub.receipt, hub.money_case, hub.payment_step, hub.payment_stranger, hub.dossier_counter, hub.outbox restart identity cascade`,
    );
  });

  const requestsOf = (money: Money) => money.fees.flatMap((fee) => fee.requests);
  const stateOf = async (code: string, reference: string) =>
    requestsOf(await pay.money(code)).find((one) => one.reference === reference)?.state;
  const shown = async (code: string) => (await pay.send("GET", `/v1/dossiers/${code}`)).body;
  const count = async (table: string, where = "true") =>
    Number((await pay.gateway.database.sql(`select count(*) from hub.${table} where ${where}`))[0]?.["count"]);
  /** A VNPAY attempt whose payer has gone there. */
  const atVnpay = async (amount = 150_000) => {
    const code = await pay.owing({ amount });
    const { reference, redirect } = await pay.open(code, "vnpay");
    await pay.standIns.vnpay.visit(redirect ?? "");
    return { code, reference };
  };
  const refund = (code: string, reference: string, but: object, key = aKey()) =>
    pay.send(
      "POST",
      `/v1/dossiers/${code}/payment-requests/${reference}/refunds`,
      { officer: "cb-01", reason: "thử", ...but },
      key,
    );
  const decision = (code: string, key: string, but: object) =>
    pay.send("POST", `/v1/dossiers/${code}/refunds/${key}/decisions`, { officer: "tbp-01", ...but });
  const apply = (code: string, reference: string, to: string) =>
    pay.send("POST", `/v1/dossiers/${code}/payment-requests/${reference}/money`, {
      officer: "cb-01",
      to,
      reason: "thử",
    });
  const paidByVnpay = { "fees:charged": -150_000, "gateway:vnpay": 150_000 };

  it("R1 a message that comes again has one effect, and the first answer", async () => {
    const { code, reference } = await atVnpay();
    pay.standIns.vnpay.settle(reference);
    const message = pay.standIns.vnpay.outgoing(reference);
    expect((await pay.standIns.vnpay.send(message)).body["RspCode"]).to.equal("00");
    await pay.settled();
    for (let time = 0; time < 3; time += 1)
      expect((await pay.standIns.vnpay.send(message)).body["RspCode"]).to.equal("02");
    // another text about the same payment
    pay.setClock(later(5));
    expect((await pay.standIns.vnpay.notify(reference)).body["RspCode"]).to.equal("02");
    expect(await pay.balances()).to.deep.equal(paidByVnpay);
    expect(await count("payment")).to.equal(1);
    expect((await shown(code)).payments.map(({ step }: { step: string }) => step)).to.deep.equal([
      "askPayment",
      "confirmPayment",
    ]);
  });

  it("R2 a known payment with another amount, or under another reference, is refused and alarms", async () => {
    const { code, reference } = await atVnpay();
    const other = await atVnpay();
    const { number } = pay.standIns.vnpay.settle(reference);
    await pay.standIns.vnpay.notify(reference);
    await pay.settled();
    expect((await pay.standIns.vnpay.notify(reference, { amount: "15000100" })).body["RspCode"]).to.equal("04");
    pay.standIns.vnpay.settle(other.reference);
    expect((await pay.standIns.vnpay.notify(other.reference, { number: number ?? "" })).body["RspCode"]).to.equal("99");
    expect(await count("money_case", "class = 'contradiction'")).to.equal(2);
    expect(await stateOf(code, reference)).to.equal("paid");
    expect(await stateOf(other.code, other.reference)).to.equal("sent");
    expect((await pay.balances())["gateway:vnpay"]).to.equal(150_000);
  });

  it("R3 a late “failed” undoes nothing", async () => {
    const { code, reference } = await atVnpay();
    pay.standIns.vnpay.settle(reference);
    await pay.standIns.vnpay.notify(reference);
    const failed = await pay.standIns.vnpay.notify(reference, { outcome: "failed" });
    await pay.settled();
    expect(failed.body["RspCode"]).to.equal("00");
    expect(await stateOf(code, reference)).to.equal("paid");
    expect((await shown(code)).money).to.equal("paid");
  });

  it("R4 an answer that never came is no failure: it is unknown, asked, and never sent again under another reference", async () => {
    const code = await pay.owing();
    pay.standIns.payplatform.failNext("silentAfterWork");
    const opened = await pay.open(code, "payplatform");
    expect(opened.state).to.equal("unknown");
    expect([...pay.standIns.payplatform.orders.keys()]).to.include(opened.reference);
    pay.standIns.payplatform.settle(opened.reference);
    pay.setClock(later(31));
    await pay.sweep();
    expect(await stateOf(code, opened.reference)).to.equal("paid");
    expect((await shown(code)).money).to.equal("paid");
  });

  it("R5 money after the end is seen and owed back, until a person lets it count", async () => {
    const code = await pay.owing();
    const slip = await pay.open(code, "vietcombank");
    pay.setClock(later(11 * 24 * 60));
    await pay.sweep();
    expect(await stateOf(code, slip.reference)).to.equal("expired");
    pay.standIns.vietcombank.settle(slip.reference, "paid", 150_000n);
    const { body } = await pay.standIns.vietcombank.notify(slip.reference);
    expect((body["context"] as { errorCode: string }).errorCode).to.equal("0");
    await pay.settled();
    expect(await stateOf(code, slip.reference)).to.equal("paidLate");
    expect(await pay.balances()).to.deep.equal({
      ...{ "fees:owed": 150_000, "fees:charged": -150_000 },
      ...{ "gateway:vietcombank": 150_000, "refunds:owed": -150_000 },
    });
    expect((await shown(code)).money).to.equal("due");
    expect((await apply(code, slip.reference, "fee")).status).to.equal(201);
    expect(await stateOf(code, slip.reference)).to.equal("paid");
    expect(await pay.balances()).to.deep.equal({ "fees:charged": -150_000, "gateway:vietcombank": 150_000 });
    expect((await shown(code)).money).to.equal("paid");
  });

  it("R5 when one request of a fee is paid the others end, so that money there is late", async () => {
    const { code, reference } = await atVnpay();
    const slip = await pay.open(code, "vietcombank");
    pay.standIns.vnpay.settle(reference);
    await pay.standIns.vnpay.notify(reference);
    expect(await stateOf(code, slip.reference)).to.equal("expired");
    pay.standIns.vietcombank.settle(slip.reference, "paid", 150_000n);
    await pay.standIns.vietcombank.notify(slip.reference);
    await pay.settled();
    expect(await stateOf(code, slip.reference)).to.equal("paidLate");
    expect((await pay.balances())["refunds:owed"]).to.equal(-150_000);
    const again = await apply(code, slip.reference, "fee");
    expect([again.status, again.body.code]).to.deep.equal([409, "fee-already-paid"]);
  });

  it("R6 a right signature on a wrong amount moves nothing (TV-4), nor on another's reference", async () => {
    const code = await pay.owing();
    const { reference } = await pay.open(code, "payplatform");
    const tv4 = await pay.standIns.payplatform.notify(reference, {
      amount: "15000",
      outcome: "paid",
      number: "PP778899",
    });
    expect(tv4.body["MaLoi"]).to.equal("99");
    await pay.settled();
    expect(await stateOf(code, reference)).to.equal("pending");
    expect((await shown(code)).money).to.equal("due");
    const vnpay = await atVnpay();
    expect((await pay.standIns.payplatform.notify(reference, { reference: vnpay.reference })).body["MaLoi"]).to.equal(
      "99",
    );
    expect((await pay.standIns.payplatform.notify(reference, { reference: "LT0000000000" })).body["MaLoi"]).to.equal(
      "99",
    );
    await pay.settled();
    expect(await stateOf(vnpay.code, vnpay.reference)).to.equal("sent");
    expect(await count("payment", "kept = 'counted'")).to.equal(0);
  });

  it("R7 what is signed wrongly, or comes from elsewhere, is looked at no further", async () => {
    const { code, reference } = await atVnpay();
    pay.standIns.vnpay.settle(reference);
    const message = pay.standIns.vnpay.outgoing(reference);
    const forged = { ...message, query: message.query.replace(/.$/, (last) => (last === "0" ? "1" : "0")) };
    expect((await pay.standIns.vnpay.send(forged)).body["RspCode"]).to.equal("97");
    const unsigned = { ...message, query: message.query.replace(/&vnp_SecureHash=.*/, "") };
    expect((await pay.standIns.vnpay.send(unsigned)).body["RspCode"]).to.equal("97");
    await pay.settled();
    expect(await stateOf(code, reference)).to.equal("sent");
    for (let time = 0; time < 30; time += 1) await pay.standIns.vnpay.send(forged);
    await pay.settled();
    // one row a reason, network and hour, and the first one's text
    const rows = await pay.gateway.database.sql("select gateway, reason, times::int from hub.payment_stranger");
    expect(rows).to.deep.equal([{ gateway: "vnpay", reason: "badSignature", times: 32 }]);
    expect(await count("payment_report", "kept = 'refused'")).to.equal(1);
    expect(pay.counted.get("vnpay badSignature")).to.be.at.least(32);
  });

  it("R8 a browser that comes back proves nothing: it makes us ask", async () => {
    const { code, reference } = await atVnpay();
    const back = pay.standIns.vnpay.outgoing(reference, { outcome: "paid", number: "99" });
    const page = await fetch(`${pay.url}/payments/return/vnpay?${back.query}`);
    expect([page.status, await page.text()].join(" "))
      .to.include("Đang hỏi kết quả")
      .and.include("We are asking");
    await pay.settled();
    expect(await stateOf(code, reference)).to.equal("pending");
    expect(await count("payment")).to.equal(0);
    pay.standIns.vnpay.settle(reference);
    pay.setClock(later(2));
    await fetch(`${pay.url}/payments/return/vnpay?${back.query}`);
    await pay.settled();
    expect(await stateOf(code, reference)).to.equal("paid");
    expect((await shown(code)).money).to.equal("paid");
  });

  it("R9 what a callback's signature does not cover is asked for before it is believed", async () => {
    const code = await pay.owing();
    const { reference } = await pay.open(code, "keypay3");
    expect((await pay.standIns.keypay3.notify(reference, { outcome: "paid" })).body["return_code"]).to.equal(0);
    await pay.settled();
    expect(await stateOf(code, reference)).to.equal("unknown");
    pay.standIns.keypay3.settle(reference);
    expect((await pay.standIns.keypay3.notify(reference)).body["return_code"]).to.equal(0);
    await pay.settled();
    expect(await stateOf(code, reference)).to.equal("paid");
    // there is nothing to ask: a person's
    const other = await pay.owing();
    const slip = await pay.open(other, "viettelpay");
    pay.standIns.viettelpay.settle(slip.reference, "paid", 150_000n);
    expect((await pay.standIns.viettelpay.notify(slip.reference)).body["error_code"]).to.equal("00");
    await pay.settled();
    const [request] = requestsOf(await pay.money(other));
    expect([request.state, request.duty]).to.deep.equal(["created", "person"]);
  });

  it("R10 amounts are whole dong: fractions, exponents, signs and zero move nothing", async () => {
    const code = await pay.owing();
    const { reference } = await pay.open(code, "payplatform");
    pay.standIns.payplatform.settle(reference);
    for (const amount of ["150000.0", "1.5e5", "-150000", "0", "0150000", "1000000000000001", "150 000", ""])
      expect((await pay.standIns.payplatform.notify(reference, { amount })).body["MaLoi"], amount).to.equal("99");
    expect(await stateOf(code, reference)).to.equal("pending");
    for (const amountVnd of [0, -1, 1.5, 1e15 + 1]) {
      const lines = [{ kind: "phi", name: "x", amountVnd, basis: "y" }];
      const { status } = await pay.send("POST", `/v1/dossiers/${code}/fees`, { officer: "cb-01", lines });
      expect(status, String(amountVnd)).to.equal(400);
    }
    // the one place where it is hundredths
    const vnpay = await atVnpay();
    pay.standIns.vnpay.settle(vnpay.reference);
    expect((await pay.standIns.vnpay.notify(vnpay.reference, { amount: "150000" })).body["RspCode"]).to.equal("04");
  });

  it("R11 a refund has its own key, stays within what came, states what is left, and takes two persons", async () => {
    const { code, reference } = await atVnpay();
    pay.standIns.vnpay.settle(reference);
    await pay.standIns.vnpay.notify(reference);
    await pay.settled();
    const refusal = async (but: object, key = aKey()) => (await refund(code, reference, but, key)).body.code;
    expect(await refusal({ amountVnd: 150_000, leftVnd: 150_000 })).to.equal("refund-not-decided");
    const law = { legalBasis: "Điều 5 luật thử", reason: "thử", role: "oneStopHead" };
    expect((await pay.step(code, "decideRefund", law)).status).to.equal(201);
    expect(await refusal({ amountVnd: 150_001, leftVnd: 150_000 })).to.equal("refund-too-much");
    expect(await refusal({ amountVnd: 100_000, leftVnd: 140_000 })).to.equal("refund-left-differs");
    const key = aKey();
    const wish = { amountVnd: 100_000, leftVnd: 150_000 };
    expect((await refund(code, reference, wish, key)).status).to.equal(201);
    expect((await refund(code, reference, wish, key)).headers.get("idempotency-replayed")).to.equal("true");
    expect(await refusal({ ...wish, amountVnd: 90_000 }, key)).to.equal("idempotency-key-reused");
    expect(await refusal({ amountVnd: 60_000, leftVnd: 50_000 })).to.equal("refund-too-much");
    const own = await decision(code, key, { decision: "approve", officer: "cb-01" });
    expect([own.status, own.body.code]).to.deep.equal([403, "refund-same-person"]);
    expect((await decision(code, key, { decision: "approve" })).body.state).to.equal("approved");
    await sendRefunds(pay.world);
    const money = await pay.money(code);
    expect(money.fees[0].refunds[0].state).to.equal("done");
    expect(requestsOf(money)[0].state).to.equal("partlyRefunded");
    expect(pay.standIns.vnpay.orders.get(reference)?.refunded).to.equal(100_000n);
    expect(await pay.balances()).to.deep.equal({ "fees:charged": -50_000, "gateway:vnpay": 50_000 });
    expect((await shown(code)).money).to.equal("refunded");
  });

  it("R12 every payment stands in the journal under the gateway's own number, for the files to be matched with", async () => {
    const { reference } = await atVnpay();
    const { number } = pay.standIns.vnpay.settle(reference);
    await pay.standIns.vnpay.notify(reference);
    const [row] = await pay.gateway.database.sql(
      "select b.id, b.about, b.kind from hub.journal_booking b join hub.payment p on p.booking_id = b.id",
    );
    expect(row).to.deep.equal({ id: `payment:gateway:vnpay:${number ?? ""}`, about: reference, kind: "paid" });
  });

  it("R13 lost callbacks are asked for from 30 minutes on; after three days a person looks", async () => {
    const lost = await atVnpay();
    const silent = await pay.owing();
    const { reference } = await pay.open(silent, "keypay1");
    pay.standIns.vnpay.settle(lost.reference);
    pay.setClock(later(29));
    await pay.sweep();
    expect(await stateOf(lost.code, lost.reference)).to.equal("sent");
    pay.setClock(later(31));
    await pay.sweep();
    expect(await stateOf(lost.code, lost.reference)).to.equal("paid");
    for (const hours of [1, 24, 71]) {
      pay.setClock(later(hours * 60));
      await pay.sweep();
    }
    expect(requestsOf(await pay.money(silent))[0].duty).to.equal(null);
    pay.setClock(later(73 * 60));
    await pay.sweep();
    expect(requestsOf(await pay.money(silent))[0]).to.include({ reference, duty: "person", state: "expired" });
    expect(await count("money_case", "class = 'silent'")).to.equal(1);
  });

  it("R13 a browser that came back puts the next question off, and does not end the questions", async () => {
    const { code, reference } = await atVnpay();
    const back = pay.standIns.vnpay.outgoing(reference, { outcome: "paid", number: "99" });
    pay.setClock(later(5));
    await fetch(`${pay.url}/payments/return/vnpay?${back.query}`);
    await pay.settled();
    pay.standIns.vnpay.settle(reference);
    for (const [minutes, state] of [
      [31, "pending"],
      [34, "pending"],
      [36, "paid"],
    ] as const) {
      pay.setClock(later(minutes));
      await pay.sweep();
      expect(await stateOf(code, reference), `after ${minutes} minutes`).to.equal(state);
    }
  });

  it("R5 that a refund is owed is not forgotten over a message that has to be asked about", async () => {
    const { code, reference } = await atVnpay();
    for (const number of ["1", "2"]) await pay.standIns.vnpay.notify(reference, { outcome: "paid", number });
    await pay.settled();
    const duty = async () => requestsOf(await pay.money(code))[0].duty as unknown;
    expect([await stateOf(code, reference), await duty()]).to.deep.equal(["paidTwice", "refund"]);
    const { verdict } = await hearMessage(pay.gateway.database.db, {
      ...{
        gateway: "vnpay",
        holder: "gateway:vnpay",
        source: "callback",
        covers: ["reference"],
        peer: null,
        raw: null,
      },
      report: {
        ...{ reference, outcome: "paid", amount: 150_000n, currency: "VND", theirNumber: "3" },
        ...{ at: null, code: "00", said: null },
      },
      ...{ contentSha256: "0".repeat(64), at: later(1), givesReceipts: false, askAt: later(31) },
    });
    expect([verdict, await duty()]).to.deep.equal(["recorded", "refund"]);
  });

  it("R13 what nobody paid in its time is given up when its gateway says so, and a new attempt may follow", async () => {
    const { code, reference } = await atVnpay();
    pay.setClock(later(120));
    await pay.sweep();
    expect(await stateOf(code, reference)).to.equal("expired");
    expect((await pay.open(code, "vnpay")).reference).not.to.equal(reference);
  });

  it("R14 the answer comes after what was heard is on disk, and before the dossier's step", async () => {
    const { code, reference } = await atVnpay();
    pay.standIns.vnpay.settle(reference);
    // the dossier is locked by somebody: the gateway does not wait for it
    const { db } = pay.gateway.database;
    await db.transaction().execute(async (tx) => {
      await tx.selectFrom("dossier").select("id").where("code", "=", code).forUpdate().execute();
      const { body } = await pay.standIns.vnpay.notify(reference);
      expect(body["RspCode"]).to.equal("00");
      expect(await count("payment")).to.equal(1);
    });
    await pay.settled();
    expect((await shown(code)).money).to.equal("paid");
  });

  it("R15 a failure that is recorded is answered as received; trouble of ours so that they come again", async () => {
    const { code, reference } = await atVnpay();
    pay.standIns.vnpay.settle(reference, "failed");
    const message = pay.standIns.vnpay.outgoing(reference);
    await pay.gateway.database.away();
    try {
      expect((await pay.standIns.vnpay.send(message)).body["RspCode"]).to.equal("99");
    } finally {
      await pay.gateway.database.back();
    }
    expect((await pay.standIns.vnpay.send(message)).body["RspCode"]).to.equal("00");
    expect(await stateOf(code, reference)).to.equal("failed");
  });

  it("R16 too little and too much wait for a person; together they pay, and what is more is owed back", async () => {
    const code = await pay.owing();
    const slip = await pay.open(code, "vietcombank");
    const pays = async (amount: string, number: string) => {
      pay.standIns.vietcombank.settle(slip.reference, "paid", 150_000n);
      const { body } = await pay.standIns.vietcombank.notify(slip.reference, { amount, number });
      await pay.settled();
      return (body["context"] as { errorCode: string }).errorCode;
    };
    expect(await pays("100000", "V1")).to.equal("3");
    // the same again is the same money
    expect(await pays("100000", "V1")).to.equal("3");
    expect((await shown(code)).money).to.equal("due");
    expect(await pay.balances()).to.include({ suspense: -100_000, "fees:owed": 150_000 });
    expect((await apply(code, slip.reference, "fee")).body.code).to.equal("money-not-enough");
    expect(await pays("70000", "V2")).to.equal("3");
    expect((await apply(code, slip.reference, "fee")).status).to.equal(201);
    expect(await pay.balances()).to.deep.equal({
      ...{ "fees:charged": -150_000, "gateway:vietcombank": 170_000, "refunds:owed": -20_000 },
    });
    expect(requestsOf(await pay.money(code))[0]).to.include({
      state: "paidTwice",
      owedBackVnd: 20_000,
      duty: "refund",
    });
    expect((await shown(code)).money).to.equal("paid");
    expect(await count("money_case", "closed_at is null")).to.equal(0);
  });

  it("R16 another sum may be owed back instead; it is then one refund", async () => {
    const code = await pay.owing();
    const slip = await pay.open(code, "vietcombank");
    pay.standIns.vietcombank.settle(slip.reference, "paid", 150_000n);
    await pay.standIns.vietcombank.notify(slip.reference, { amount: "200000" });
    await pay.settled();
    expect((await apply(code, slip.reference, "oweBack")).status).to.equal(201);
    const key = aKey();
    expect((await refund(code, slip.reference, { amountVnd: 200_000, leftVnd: 200_000 }, key)).status).to.equal(201);
    await decision(code, key, { decision: "approve" });
    const bare = await decision(code, key, { decision: "done" });
    expect([bare.status, bare.body.code]).to.deep.equal([422, "refund-without-reference"]);
    const done = await decision(code, key, { decision: "done", proof: "CT-77" });
    expect([done.body.state, done.body.proof]).to.deep.equal(["done", "CT-77"]);
    expect(await stateOf(code, slip.reference)).to.equal("refunded");
    expect(await pay.balances()).to.deep.equal({ "fees:owed": 150_000, "fees:charged": -150_000 });
  });

  it("R17 every report and every change of a request is kept, and the journal sums to zero", async () => {
    const { reference } = await atVnpay();
    pay.standIns.vnpay.settle(reference, "strange");
    await pay.standIns.vnpay.notify(reference);
    await pay.settled();
    pay.standIns.vnpay.settle(reference);
    await pay.standIns.vnpay.notify(reference);
    await pay.settled();
    const changes = await pay.gateway.database.sql(
      "select from_state, to_state, rule from hub.payment_change where reference = $1 order by version",
      [reference],
    );
    expect(changes.map((row) => Object.values(row).join(" "))).to.deep.equal([
      ...["created sent R4", "sent unknown R4", "unknown paid R6"],
    ]);
    const reports = await pay.gateway.database.sql<{ outcome: string; code: string; raw: string; peer: string }>(
      "select outcome, code, raw, host(peer) as peer from hub.payment_report where source = 'callback' order by id",
    );
    expect(reports.map(({ outcome, code, peer }) => `${outcome} ${code} ${peer}`)).to.deep.equal([
      ...["unknown 07/88 127.0.0.1", "paid 00/00 127.0.0.1"],
    ]);
    expect(reports[0]?.raw).to.include(reference);
    expect(Object.values(await pay.balances()).reduce((sum, amount) => sum + amount, 0)).to.equal(0);
  });

  it("R18 card fields and secrets are never kept", async () => {
    const code = await pay.owing();
    const { reference } = await pay.open(code, "payplatform");
    pay.standIns.payplatform.settle(reference);
    const unsigned = { SoThe: "9704360000000018", Token: "tok-1", ThangThe: "01", NamThe: "30" };
    expect((await pay.standIns.payplatform.notify(reference, { unsigned })).body["MaLoi"]).to.equal("00");
    const [{ all }] = (await pay.gateway.database.sql<{ all: string }>(
      "select string_agg(to_jsonb(r)::text, '') as all from hub.payment_report r",
    )) as [{ all: string }];
    expect(all).not.to.include("9704360000000018").and.not.include("tok-1");
    expect(all).not.to.include(readFileSync(pay.secretFile("payplatform"), "utf8"));
  });

  it("the house's jobs do it by the clock, and what stands is told to those who watch", async () => {
    const { code, reference } = await atVnpay();
    pay.standIns.vnpay.settle(reference);
    await pay.open(await pay.owing(), "vietcombank");
    pay.setClock(later(31));
    const metrics = new Registry();
    const jobs = paymentJobs(() => pay.world, pay.payments, metrics, pino({ level: "silent" }), pay.world.now);
    expect(jobs.map(({ name }) => name)).to.deep.equal([
      ...["sweep-payments", "send-refunds", "fetch-receipts", "forget-payment-texts"],
    ]);
    expect(await jobs[0]?.run(later(31))).to.deep.equal({
      ...{ asked: 1, heard: 1, person: 0, expired: 0, steps: 1, refused: 0 },
    });
    expect(await stateOf(code, reference)).to.equal("paid");
    const said = await metrics.metrics();
    expect(said)
      .to.include('hub_payment_requests{state="created",duty="none"} 1')
      .and.include("hub_payment_steps_owed 0");
    expect(await jobs[1]?.run(later(31))).to.deep.equal({ sent: 0, done: 0, unclear: 0 });
    expect(await jobs[2]?.run(later(31))).to.deep.equal({ issued: 0, failed: 0 });
    expect(await jobs[3]?.run(later(31))).to.deep.equal({ forgotten: 0 });
  });
});

import { expect } from "chai";
import { fetchReceipts } from "../../core/service/pay-receipts.ts";
import { readVietQr } from "../../mappings/payment/vietqr/vietqr.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, type Answer } from "../support/gateway.ts";
import { testPayments, type TestPayments } from "../support/payments.ts";

const start = new Date("2026-11-16T02:00:00Z");

describe("fees of dossiers, attempts to pay them, and receipts", () => {
  let pay: TestPayments;
  before(async () => {
    pay = await testPayments();
  });
  after(() => pay.close());
  beforeEach(async () => {
    pay.setClock(start);
    await pay.gateway.database.sql(
      "truncate hub.dossier, hub.fee, hub.journal_booking, hub.payment_report restart identity cascade",
    );
  });

  const fix = (code: string, but: object = {}) =>
    pay.send("POST", `/v1/dossiers/${code}/fees`, { officer: "cb-01", ...but });
  const receive = async (procedure: string, applicant: object = { name: "Trần Thị Thử Nghiệm" }): Promise<string> => {
    const { status, body } = await pay.send("POST", "/v1/dossiers", { procedure, applicant });
    expect(status, JSON.stringify(body)).to.equal(201);
    return body.dossier.code;
  };
  const refused = async (answer: Promise<Answer>) => {
    const { status, body } = await answer;
    return [status, body.code, body.field ?? null];
  };
  const line = (amountVnd: number) => ({ kind: "phi", name: "Phí thẩm định", amountVnd, basis: "Nghị quyết thử 01" });
  const states = async (code: string) =>
    (await pay.money(code)).fees.map((fee) =>
      [fee.endedWhy ?? "inForce", ...fee.requests.map((one: { state: string }) => one.state)].join(" "),
    );
  const law = { legalBasis: "Điều 5 luật thử" };

  it("are the catalogue's where it fixes one, and then nobody states another", async () => {
    const code = await receive("2.000635");
    expect(await refused(fix(code, { lines: [line(5_000)] }))).to.deep.equal([422, "fee-fixed-by-catalogue", "/lines"]);
    const { status, body } = await fix(code, { kind: "lePhi" });
    expect(status, JSON.stringify(body)).to.equal(201);
    expect(body.fees[0].lines).to.deep.equal([
      { kind: "lePhi", name: "8.000 đ/bản", source: "catalogue", basis: null, amountVnd: 8_000 },
    ]);
    expect(await pay.balances()).to.deep.equal({ "fees:owed": 8_000, "fees:charged": -8_000 });
  });

  it("are stated with their basis where it depends; each as often as its key says", async () => {
    const code = await receive(walkNow.procedure);
    expect(await refused(fix(code))).to.deep.equal([422, "fee-not-in-catalogue", "/lines"]);
    expect((await refused(fix(code, { lines: [{ ...line(1), basis: " " }] })))[0]).to.equal(400);
    const lines = [line(100_000), { ...line(50_000), kind: "lePhi", name: "Lệ phí cấp giấy" }];
    const key = aKey();
    const send = () => pay.send("POST", `/v1/dossiers/${code}/fees`, { officer: "cb-01", lines }, key);
    expect([(await send()).status, (await send()).headers.get("idempotency-replayed")]).to.deep.equal([201, "true"]);
    const { fees } = await pay.money(code);
    expect([fees.length, fees[0].amountVnd, fees[0].fixedBy]).to.deep.equal([1, 150_000, "H38.91 cb-01"]);
  });

  it("end with another one, and the open attempts with them; what is owed no more is taken back", async () => {
    const code = await pay.owing();
    await pay.open(code, "vietcombank");
    expect((await fix(code, { lines: [line(90_000)] })).status).to.equal(201);
    expect(await states(code)).to.deep.equal(["replaced expired", "inForce"]);
    expect(await pay.balances()).to.deep.equal({ "fees:owed": 90_000, "fees:charged": -90_000 });
  });

  it("end by a waiver, a withdrawal, and a payment at the counter, in the step's own transaction", async () => {
    for (const [step, but, why] of [
      ["waivePayment", law, "waived"],
      ["confirmPayment", { paymentReference: "BL-1" }, "paidOtherwise"],
    ] as const) {
      const code = await pay.owing();
      await pay.open(code, "vietcombank");
      expect((await pay.step(code, step, but)).status).to.equal(201);
      expect(await states(code)).to.deep.equal([`${why} expired`]);
    }
    const code = await pay.owing({ asked: false });
    await pay.open(code, "transfer");
    await pay.step(code, "requestWithdrawal");
    expect((await pay.step(code, "confirmWithdrawal")).status).to.equal(201);
    expect(await states(code)).to.deep.equal(["withdrawn expired"]);
    expect(await pay.balances()).to.deep.equal({});
  });

  it("money after a waiver is owed back, and told to no dossier", async () => {
    const code = await pay.owing();
    const { reference } = await pay.open(code, "vietcombank");
    await pay.step(code, "waivePayment", law);
    pay.standIns.vietcombank.settle(reference, "paid", 150_000n);
    await pay.standIns.vietcombank.notify(reference);
    await pay.settled();
    expect(await states(code)).to.deep.equal(["waived paidLate"]);
    expect(await pay.balances()).to.deep.equal({ "gateway:vietcombank": 150_000, "refunds:owed": -150_000 });
    expect((await pay.send("GET", `/v1/dossiers/${code}`)).body.money).to.equal("waived");
  });

  it("a payment that was found is not waived, nor taken at the counter, before its step is taken", async () => {
    const code = await pay.owing();
    const { reference } = await pay.open(code, "vietcombank");
    await pay.gateway.database.sql(
      "update hub.fee set paid_by = $1, paid_at = now() where id = (select fee_id from hub.payment_request where reference = $1)",
      [reference],
    );
    for (const [step, but] of [
      ["waivePayment", law],
      ["confirmPayment", { paymentReference: "BL-2" }],
    ] as const)
      expect(await refused(pay.step(code, step, but))).to.deep.equal([409, "payment-already-confirmed", "/step"]);
    expect((await pay.step(code, "confirmPayment", { paymentReference: reference })).status).to.equal(201);
    expect(await states(code)).to.deep.equal(["inForce created"]);
  });

  it("a withdrawal owes back what was paid, and its refund is told to the dossier", async () => {
    const code = await pay.owing();
    const { reference } = await pay.open(code, "vietcombank");
    pay.standIns.vietcombank.settle(reference, "paid", 150_000n);
    await pay.standIns.vietcombank.notify(reference);
    await pay.settled();
    await pay.step(code, "requestWithdrawal");
    await pay.step(code, "confirmWithdrawal");
    const { fees } = await pay.money(code);
    expect(fees[0].requests[0]).to.include({ state: "paid", duty: "refund" });
    const key = aKey();
    const path = `/v1/dossiers/${code}/payment-requests/${reference}/refunds`;
    await pay.send("POST", path, { officer: "cb-01", amountVnd: 150_000, leftVnd: 150_000, reason: "rút hồ sơ" }, key);
    const decide = (but: object) => pay.send("POST", `/v1/dossiers/${code}/refunds/${key}/decisions`, but);
    await decide({ officer: "tbp-01", decision: "approve" });
    expect(
      (await decide({ officer: "cb-01", decision: "done", proof: "CT-9", account: "0011001234567" })).status,
    ).to.equal(201);
    const { money, payments } = (await pay.send("GET", `/v1/dossiers/${code}`)).body;
    expect([money, payments.at(-1).reference, payments.at(-1).amountVnd]).to.deep.equal(["refunded", "CT-9", 150_000]);
    expect(await pay.balances()).to.deep.equal({ "gateway:vietcombank": 150_000, "bank:0011001234567": -150_000 });
  });

  it("paid before it was asked for: the step waits until the dossier does", async () => {
    const code = await pay.owing({ asked: false });
    const { reference } = await pay.open(code, "vietcombank");
    pay.standIns.vietcombank.settle(reference, "paid", 150_000n);
    await pay.standIns.vietcombank.notify(reference);
    await pay.settled();
    expect((await pay.money(code)).steps).to.deep.equal([
      { step: "confirmPayment", how: "step-not-allowed", doneAt: null },
    ]);
    expect((await pay.step(code, "askPayment", { role: "officer" })).status).to.equal(201);
    pay.setClock(new Date(start.getTime() + 20 * 60_000));
    await pay.sweep();
    expect((await pay.send("GET", `/v1/dossiers/${code}`)).body).to.include({ money: "paid", state: "accepted" });
  });

  it("a transfer has a VietQR text under its reference; a slip shows it", async () => {
    const { transfer, reference } = await pay.open(await pay.owing(), "transfer");
    const read = readVietQr(transfer?.vietQr ?? "");
    expect(read.ok && read.value).to.deep.equal({
      ...{ bin: "970436", account: "0011001234567", kind: "account", isOnce: true, amount: 150_000n },
      ...{ billNumber: reference, purpose: reference },
    });
    expect(transfer?.note).to.equal(reference);
    expect(transfer?.picture).to.match(/^<svg /);
  });

  it("what cannot be asked for says why, and nothing is sent", async () => {
    const open = (code: string, but: object) =>
      pay.send("POST", `/v1/dossiers/${code}/payment-requests`, { officer: "cb-01", gateway: "payplatform", ...but });
    const bare = await receive(walkNow.procedure);
    expect(await refused(open(bare, {}))).to.deep.equal([409, "fee-not-fixed", "/gateway"]);
    await fix(bare, { lines: [line(150_000)] });
    expect(await refused(open(bare, { gateway: "momo" }))).to.deep.equal([422, "payment-gateway-unknown", "/gateway"]);
    // no identity number: a receipt is not filled with zeros
    expect(await refused(open(bare, {}))).to.deep.equal([422, "payment-request-unfit", "/gateway"]);
    expect(await states(bare)).to.deep.equal(["inForce failed"]);
    const payer = { name: "Nguyễn Văn Thử", idNumber: "079000000002", address: "2 Phố Thử" };
    const { status, body } = await open(bare, { payer });
    expect([status, body.state]).to.deep.equal([201, "pending"]);
    for (let index = 0; index < 9; index += 1) await open(bare, { payer });
    expect((await refused(open(bare, { payer })))[1]).to.equal("payments-too-many");
  });

  it("who has nothing to do with a dossier learns nothing of its money", async () => {
    const code = await pay.owing();
    await pay.gateway.register("justice", ["H38.10"]);
    const token = await pay.gateway.tokenOf("justice");
    const { status, body } = await pay.gateway.send("GET", `/v1/dossiers/${code}/money`, { token });
    expect([status, body.code]).to.deep.equal([404, "dossier-unknown"]);
    const stranger = { by: "H38.10", officer: "x", lines: [line(1)] };
    const fixed = await pay.gateway.send("POST", `/v1/dossiers/${code}/fees`, { token, key: aKey(), body: stranger });
    expect([fixed.status, fixed.body.code]).to.deep.equal([404, "dossier-unknown"]);
  });

  it("a receipt is fetched after the payment; that it fails undoes nothing, and it is tried again", async () => {
    const code = await pay.owing();
    const { reference } = await pay.open(code, "payplatform");
    pay.standIns.payplatform.settle(reference);
    await pay.standIns.payplatform.notify(reference);
    await pay.settled();
    const receipt = async () => (await pay.money(code)).fees[0].receipts[0];
    expect(await receipt()).to.include({ state: "owed", url: null });
    pay.standIns.payplatform.failNext("broken");
    expect(await fetchReceipts(pay.world)).to.deep.equal({ issued: 0, failed: 1 });
    expect(await receipt()).to.include({ state: "failed", lastSaid: "unclear" });
    expect((await pay.send("GET", `/v1/dossiers/${code}`)).body.money).to.equal("paid");
    // not before its time
    expect(await fetchReceipts(pay.world)).to.deep.equal({ issued: 0, failed: 0 });
    pay.setClock(new Date(start.getTime() + 3 * 60_000));
    expect(await fetchReceipts(pay.world)).to.deep.equal({ issued: 1, failed: 0 });
    expect(await receipt()).to.include({ state: "issued", url: `https://platform.example/bill/${reference}` });
  });
});

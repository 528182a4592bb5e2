import { expect } from "chai";
import type { PaymentReport } from "../../core/domain/payment/report.ts";
import { makeOpenPayment } from "../../core/service/pay-requests.ts";
import { takeOwedSteps } from "../../core/service/pay-steps.ts";
import { hearMessage } from "../../core/service/pay-hear.ts";
import type { StandIn } from "../../adapters/payment/stand-in/index.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey } from "../support/gateway.ts";
import { testPayments, type Kind, type TestPayments } from "../support/payments.ts";

const start = new Date("2026-11-16T02:00:00Z");

/** How each says what it answered. */
const codeOf: Readonly<Record<Exclude<Kind, "keypay1">, (body: Readonly<Record<string, unknown>>) => unknown>> = {
  payplatform: (body) => body["MaLoi"],
  vnptpay: (body) => body["RESPONSE_CODE"],
  keypay3: (body) => body["return_code"],
  viettelpay: (body) => body["error_code"],
  vnpay: (body) => body["RspCode"],
  vietcombank: (body) => (body["context"] as { errorCode: string }).errorCode,
};

describe("callbacks that are not right: refused or kept with a reason, answered in the gateway's own codes, and nothing moved", () => {
  let pay: TestPayments;
  before(async () => {
    pay = await testPayments();
  });
  after(() => pay.close());
  beforeEach(() => pay.setClock(start));

  const opened = async (kind: Exclude<Kind, "keypay1">) => {
    const code = await pay.owing();
    const { reference, redirect } = await pay.open(code, kind);
    const standIn = pay.standIns[kind];
    if (kind === "vnpay") await standIn.visit(redirect ?? "");
    standIn.settle(reference, "paid", kind === "viettelpay" || kind === "vietcombank" ? 150_000n : undefined);
    const said = async (outgoing: ReturnType<StandIn["outgoing"]>) => {
      const answer = await standIn.send(outgoing);
      await pay.settled();
      return String(codeOf[kind](answer.body));
    };
    return { code, reference, standIn, said };
  };
  /** State of the request, and how many payments it has. */
  const standing = async (reference: string) => {
    const [row] = await pay.gateway.database.sql<{ state: string; payments: number }>(
      `select state, (select count(*)::int from hub.payment p where p.reference = r.reference) as payments
         from hub.payment_request r where reference = $1`,
      [reference],
    );
    return `${row?.state ?? "none"} ${row?.payments ?? 0}`;
  };
  /** All that could have moved: requests with their changes, payments, bookings, cases and steps of dossiers. */
  const everything = () =>
    pay.gateway.database.sql(
      `select to_jsonb(it)::text as row from (select reference, state, duty, version from hub.payment_request) it
       union all select to_jsonb(it)::text from hub.payment_change it
       union all select to_jsonb(it)::text from hub.payment it
       union all select to_jsonb(it)::text from hub.journal_booking it
       union all select to_jsonb(it)::text from hub.money_case it
       union all select to_jsonb(it)::text from hub.payment_step it
       union all select to_jsonb(it)::text from (select code, state, money, revision from hub.dossier) it
       order by 1`,
    );
  const signatureOf: Readonly<Record<string, string>> = {
    ...{ payplatform: "MaXacThuc", vnptpay: "SECURE_CODE", keypay3: "check_sum", viettelpay: "check_sum" },
    vietcombank: "signature",
  };
  const bad = { payplatform: "99", vnptpay: "97", keypay3: "-1", viettelpay: "02", vnpay: "97", vietcombank: "18" };

  for (const kind of Object.keys(bad) as (keyof typeof bad)[]) {
    it(`${kind}: unsigned, and wrongly signed`, async () => {
      const { reference, standIn, said } = await opened(kind);
      const before = await standing(reference);
      const right = standIn.outgoing(reference);
      const strip = (value: string | undefined) => {
        if (!right.body) {
          const query = right.query.replace(
            /&vnp_SecureHash=.*/,
            value === undefined ? "" : `&vnp_SecureHash=${value}`,
          );
          return { ...right, query };
        }
        const body = Object.fromEntries(Object.entries(right.body).filter(([name]) => name !== signatureOf[kind]));
        return { ...right, body: { ...body, ...(value === undefined ? {} : { [signatureOf[kind] ?? ""]: value }) } };
      };
      expect(await said(strip(undefined)), "unsigned").to.equal(bad[kind]);
      expect(await said(strip("0".repeat(64))), "wrongly signed").to.equal(bad[kind]);
      expect(await standing(reference)).to.equal(before);
    });

    const wrong = { payplatform: "99", vnptpay: "99", keypay3: "-1", viettelpay: "03", vnpay: "04", vietcombank: "3" };
    const waits = (state: string) =>
      [state, ["suspense 149000"], "due", { [`gateway:${kind}`]: 149_000, suspense: -149_000 }] as const;
    const after = {
      ...{ payplatform: waits("pending"), vnptpay: waits("pending"), vnpay: waits("sent") },
      vietcombank: waits("created"),
      keypay3: ["paid", ["counted 150000"], "paid", { "gateway:keypay3": 150_000, "fees:owed": -150_000 }],
      viettelpay: ["created", [], "due", {}],
    } as const;
    it(`${kind}: rightly signed with another amount`, async () => {
      const { code, reference, standIn, said } = await opened(kind);
      const amount = kind === "vnpay" ? "14900000" : "149000";
      expect(await said(standIn.outgoing(reference, { amount }))).to.equal(wrong[kind]);
      // money that a signature, or the line, vouches for waits; what is silent about the amount is asked, and the answer pays
      const [state, kept, money, balances] = after[kind];
      const dossier = (await pay.send("GET", `/v1/dossiers/${code}`)).body;
      const payments = await pay.gateway.database.sql<{ line: string }>(
        "select concat_ws(' ', kept, amount) as line from hub.payment where reference = $1",
        [reference],
      );
      expect([await standing(reference), payments.map(({ line }) => line), dossier.money]).to.deep.equal([
        `${state} ${kept.length}`,
        kept,
        money,
      ]);
      const booked = await pay.gateway.database.sql<{ account: string; amount: number }>(
        `select account, sum(amount)::int as amount from hub.journal_line join hub.journal_booking b on b.id = booking_id
          where about = $1 group by account order by account`,
        [reference],
      );
      expect(Object.fromEntries(booked.map(({ account, amount }) => [account, amount]))).to.deep.equal(balances);
    });

    it(`${kind}: in float or exponent notation, negative, zero, above 10^15`, async () => {
      const { reference, standIn, said } = await opened(kind);
      const before = await everything();
      for (const amount of ["150000.0", "1.5e5", "-150000", "0", "1000000000000001000"]) {
        const code = await said(standIn.outgoing(reference, { amount }));
        expect(code, amount).to.equal(wrong[kind]);
      }
      expect(await everything()).to.deep.equal(before);
    });

    const unknown = {
      payplatform: "99",
      vnptpay: "01",
      keypay3: "-1",
      viettelpay: "01",
      vnpay: "01",
      vietcombank: "17",
    };
    it(`${kind}: for an unknown reference, and for another gateway's`, async () => {
      const { standIn, said, reference } = await opened(kind);
      const transfer = await pay.open(await pay.owing(), "transfer");
      for (const other of ["LT0000000000", "DH0001", transfer.reference])
        expect(await said(standIn.outgoing(reference, { reference: other })), other).to.equal(unknown[kind]);
      expect(await standing(transfer.reference)).to.equal("created 0");
    });
  }

  it("with “|” in a signed field, though the hash is the same", async () => {
    const { reference, standIn, said } = await opened("payplatform");
    const right = standIn.outgoing(reference);
    const body = { ...right.body, MaNganHang: "VCB|20260115093155", ThoiGianGD: "" };
    expect(await said({ ...right, body })).to.equal("99");
    expect(await standing(reference)).to.equal("pending 0");
  });

  it("with NFD text that is rightly signed", async () => {
    const { reference, standIn, said } = await opened("vnptpay");
    const { sha256, joined } = await import("../../adapters/payment/stand-in/signing.ts");
    const names =
      "ACTION RESPONSE_CODE MERCHANT_SERVICE_ID MERCHANT_ORDER_ID AMOUNT CURRENCY_CODE VNPTPAY_TRANSACTION_ID PAYMENT_METHOD PAY_DATE ADDITIONAL_INFO";
    const right = standIn.outgoing(reference);
    const body = { ...right.body, ADDITIONAL_INFO: "Nộp phí".normalize("NFD") };
    const signed = { ...body, SECURE_CODE: sha256(`${joined(body, names.split(" "))}|S3cr3t-VnptPay-Demo`) };
    expect(await said({ ...right, body: signed })).to.equal("99");
    expect(await standing(reference)).to.equal("pending 0");
  });

  it("older than the payment was asked for", async () => {
    const { reference, standIn, said } = await opened("vnpay");
    const at = new Date(start.getTime() - 11 * 60_000);
    expect(await said(standIn.outgoing(reference, { at }))).to.equal("99");
    expect(await standing(reference)).to.equal("sent 0");
  });

  it("1,000 at once for one payment: one effect, each answered, and two rows of what was said", async function () {
    this.timeout(60_000);
    const { code, reference, standIn } = await opened("vnpay");
    const message = standIn.outgoing(reference);
    const answers = new Map<string, number>();
    await Promise.all(
      Array.from({ length: 1_000 }, async () => {
        const { body } = await standIn.send(message);
        const said = String(body["RspCode"]);
        answers.set(said, (answers.get(said) ?? 0) + 1);
      }),
    );
    await pay.settled();
    expect(await standing(reference)).to.equal("paid 1");
    expect(answers.get("00")).to.equal(1);
    // what found no turn in its time was told to come again
    expect((answers.get("02") ?? 0) + (answers.get("99") ?? 0)).to.equal(999);
    const reports = await pay.gateway.database.sql("select 1 from hub.payment_report where reference = $1", [
      reference,
    ]);
    expect(reports.length).to.be.at.most(2);
    expect((await pay.send("GET", `/v1/dossiers/${code}`)).body.money).to.equal("paid");
  });

  it("broken, too large, packed, of no UTF-8, too deep, or with a name twice", async () => {
    const { reference } = await opened("payplatform");
    const url = `${pay.url}/callbacks/payments/payplatform`;
    const deep = `${'{"a":'.repeat(40)}1${"}".repeat(40)}`;
    const bodies: readonly (string | Uint8Array)[] = [
      ...["", "null", "[]", "{", '"x"', deep, '{"MaLoi":"00","MaLoi":"99"}', "x".repeat(70_000)],
      new Uint8Array([0x7b, 0xff, 0x7d]),
    ];
    for (const body of bodies) {
      const answer = await fetch(url, { method: "POST", body, headers: { "content-type": "application/json" } });
      expect([answer.status, ((await answer.json()) as { MaLoi: string }).MaLoi]).to.deep.equal([200, "99"]);
    }
    const packed = await fetch(url, { method: "POST", body: "{}", headers: { "content-encoding": "gzip" } });
    expect(((await packed.json()) as { MaLoi: string }).MaLoi).to.equal("99");
    expect(await standing(reference)).to.equal("pending 0");
    for (const path of ["/callbacks/payments/nobody", "/callbacks/payments/%ff", "/callbacks/payments"])
      expect((await fetch(pay.url + path, { method: "POST" })).status).to.equal(404);
  });

  it("from outside the networks of its connection: nothing of it is read", async () => {
    const closed = await testPayments({ callers: ["203.0.113.0/24"] });
    try {
      const { reference } = await closed.open(await closed.owing(), "payplatform");
      closed.standIns.payplatform.settle(reference);
      expect((await closed.standIns.payplatform.notify(reference)).status).to.equal(403);
      await closed.settled();
      const rows = await closed.gateway.database.sql("select reason, network, times::int from hub.payment_stranger");
      expect(rows).to.deep.equal([{ reason: "network", network: "127.0.0.1", times: 1 }]);
      expect(await closed.gateway.database.sql("select 1 from hub.payment_report")).to.deep.equal([]);
    } finally {
      await closed.close();
    }
  });

  it("an IPN before the answer to our own request is a payment, and the answer changes nothing", async () => {
    const code = await pay.owing();
    pay.standIns.payplatform.failNext("ipnBeforeAnswer");
    const { state, reference } = await pay.open(code, "payplatform");
    await pay.settled();
    expect(state).to.equal("paid");
    expect(await standing(reference)).to.equal("paid 1");
    expect((await pay.send("GET", `/v1/dossiers/${code}`)).body.money).to.equal("paid");
  });

  it("reversed after it was paid is a person's; before, it is unknown", async () => {
    const { reference, standIn, said } = await opened("vnpay");
    standIn.settle(reference, "reversed");
    expect(await said(standIn.outgoing(reference))).to.equal("00");
    expect((await standing(reference)).split(" ")[0]).to.equal("unknown");
    standIn.settle(reference);
    expect(await said(standIn.outgoing(reference))).to.equal("00");
    expect(await said(standIn.outgoing(reference, { outcome: "reversed" }))).to.equal("00");
    expect(await standing(reference)).to.equal("paid 1");
    const cases = await pay.gateway.database.sql("select class from hub.money_case where reference = $1", [reference]);
    expect(cases).to.deep.equal([{ class: "reversedAfterPaid" }]);
  });

  it("our own request that was not understood, wrongly answered, or answered by a page: unknown, and asked", async () => {
    for (const fault of ["broken", "notJson", "wronglySigned"] as const) {
      const code = await pay.owing();
      pay.standIns.vnptpay.failNext(fault);
      const { state, reference } = await pay.open(code, "vnptpay");
      expect(state, fault).to.equal("unknown");
      pay.setClock(new Date(start.getTime() + 31 * 60_000));
      if (fault !== "broken") pay.standIns.vnptpay.settle(reference);
      await pay.sweep();
      expect(await standing(reference), fault).to.equal(fault === "broken" ? "unknown 0" : "paid 1");
      pay.setClock(start);
    }
  });

  it("inquiries: what is owed, to whom it belongs; nothing owed; signed over another amount", async () => {
    const code = await pay.owing();
    const slip = await pay.open(code, "vietcombank");
    const owed = (await pay.standIns.vietcombank.inquire(slip.reference)).body;
    expect((owed["payload"] as { bills: object[] }).bills[0]).to.include({ billId: slip.reference, amount: "150000" });
    const errorOf = async (key: string) => codeOf.vietcombank((await pay.standIns.vietcombank.inquire(key)).body);
    expect(await errorOf("LT0000000000")).to.equal("17");
    expect(await errorOf(code)).to.equal("0");
    pay.standIns.vietcombank.settle(slip.reference, "paid", 150_000n);
    await pay.standIns.vietcombank.notify(slip.reference);
    await pay.settled();
    expect(await errorOf(slip.reference)).to.equal("1");
    const viettel = await pay.open(await pay.owing(), "viettelpay");
    const confirm = async (amount: bigint) =>
      codeOf.viettelpay((await pay.standIns.viettelpay.inquire(viettel.reference, amount)).body);
    expect([await confirm(150_000n), await confirm(149_000n)]).to.deep.equal(["00", "02"]);
    const before = await everything();
    const portal = await fetch(`${pay.url}/callbacks/payments/payplatform/dptracuuthanhtoanhs`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ MaHoSo: code }),
    });
    // it is paid, elsewhere: there is nothing to pay
    expect(await portal.json()).to.deep.equal({ error_code: 0, message: [] });
    expect(await everything(), "a question moves nothing").to.deep.equal(before);
  });

  it("killed between the money and the dossier's step: the sweep takes it, once", async () => {
    const { code, reference, standIn } = await opened("vnpay");
    const report: PaymentReport = {
      ...{ reference, amount: 150_000n, currency: null, theirNumber: "77", at: start, code: "00", said: null },
      outcome: "paid",
    };
    // what a process does that dies after its commit
    await hearMessage(pay.world.db, {
      ...{ gateway: "vnpay", holder: "gateway:vnpay", source: "callback", covers: ["reference", "amount", "outcome"] },
      ...{
        report,
        contentSha256: "0".repeat(64),
        raw: null,
        peer: null,
        at: start,
        givesReceipts: false,
        askAt: start,
      },
    });
    expect((await pay.send("GET", `/v1/dossiers/${code}`)).body.money).to.equal("due");
    await Promise.all([takeOwedSteps(pay.world), takeOwedSteps(pay.world), pay.sweep()]);
    const dossier = (await pay.send("GET", `/v1/dossiers/${code}`)).body;
    expect(dossier.money).to.equal("paid");
    expect(dossier.payments.map(({ step }: { step: string }) => step)).to.deep.equal(["askPayment", "confirmPayment"]);
    // and dies after the step, before it is on record: it is taken for taken
    await pay.gateway.database.sql("update hub.payment_step set done_at = null, next_at = $1", [start]);
    await takeOwedSteps(pay.world);
    await pay.gateway.database.sql("delete from hub.idempotency");
    await pay.gateway.database.sql("update hub.payment_step set done_at = null, next_at = $1", [start]);
    await takeOwedSteps(pay.world);
    const [step] = (await pay.money(code)).steps;
    expect([step.how, step.doneAt === null]).to.deep.equal(["taken", false]);
    expect((await pay.send("GET", `/v1/dossiers/${code}`)).body.payments).to.have.length(2);
    expect(standIn.orders.get(reference)?.status).to.equal("paid");
  });

  it("killed between writing a request and sending it: the same key sends it then, under the same reference", async () => {
    const code = await pay.owing();
    const ask = {
      ...{ partnerId: "commune", units: new Set([walkNow.commune]), key: aKey(), digest: "d", requestId: "r" },
    };
    const dies = new Map([...pay.world.gateways].map(([name, one]) => [name, { ...one, isAskedToPay: false }]));
    const wish = { by: walkNow.commune, officer: "cb-01", gateway: "payplatform" };
    const first = await makeOpenPayment({ ...pay.world, gateways: dies })(code, wish, ask);
    const again = await makeOpenPayment(pay.world)(code, wish, ask);
    if (!first.ok || !again.ok) throw new Error("refused");
    expect([first.body.state, again.body.state]).to.deep.equal(["created", "pending"]);
    expect(again.body.reference).to.equal(first.body.reference);
    expect(pay.standIns.payplatform.orders.has(first.body.reference)).to.equal(true);
  });
});

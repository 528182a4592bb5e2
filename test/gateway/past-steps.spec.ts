import { expect } from "chai";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";
import { inUsualRole } from "../support/roles.ts";

/** 1.002693 has 10 working days. December 2026: the 1st is a Tuesday; office hours 07:30–11:30, 13:30–17:30. */
describe("what was done with a dossier binds what is done next", () => {
  let gateway: TestGateway;
  const tokens = new Map<string, string>();
  const { commune, province } = walkNow;
  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-31T00:00:00Z")); // all of it has happened
    for (const [name, unit] of [
      ["commune", commune],
      ["province", province],
    ] as const) {
      await gateway.register(name, [unit]);
      tokens.set(unit, await gateway.tokenOf(name));
    }
  });
  after(() => gateway.close());

  const december = (text: string) => `2026-12-${text}:00+07:00`;
  const post = (path: string, by: string, body: object) =>
    gateway.send("POST", path, { token: tokens.get(by) ?? "", key: aKey(), body: { by, ...body } });
  const steps =
    (code: string) =>
    (by: string, step: string, at: string, but: object = {}) =>
      post(`/v1/dossiers/${code}/steps`, by, { ...inUsualRole(step), step, at: december(at), ...but });
  const handOver = (code: string, from: string, to: string, at: string) =>
    post(`/v1/dossiers/${code}/handovers`, from, { to, role: "officer", at: december(at) });
  const read = async (code: string) =>
    (await gateway.send("GET", `/v1/dossiers/${code}`, { token: tokens.get(commune) ?? "" })).body;
  const received = async () => {
    const { status, body } = await post("/v1/dossiers", commune, {
      ...{ procedure: walkNow.procedure, applicant: { name: "Trần Thị Thử Nghiệm" }, at: december("01T08:00") },
    });
    expect(status, JSON.stringify(body)).to.equal(201);
    return body.dossier.code as string;
  };
  const inHand = async () => {
    const code = await received();
    expect((await handOver(code, commune, province, "01T09:00")).status).to.equal(201);
    expect((await steps(code)(province, "acknowledge", "01T10:00", { role: "officer" })).status).to.equal(201);
    return code;
  };
  const told = async (answer: ReturnType<typeof post>) => {
    const { status, body } = await answer;
    return status === 201 ? "201" : `${status} ${body.code}`;
  };

  describe("a result named when a withdrawal was declined (T30)", () => {
    const declined = async () => {
      const code = await inHand();
      const step = steps(code);
      expect(await told(step(commune, "requestWithdrawal", "02T08:00"))).to.equal("201");
      const result = { kind: "Giấy phép", number: "12/GP" };
      const reason = "đã ban hành kết quả";
      expect(await told(step(commune, "declineWithdrawal", "02T09:00", { reason, result }))).to.equal("201");
      return { code, step };
    };

    it("is not forgotten: nothing is withdrawn any more, and the refusal names it (T28)", async () => {
      const { code, step } = await declined();
      const { status, body } = await step(commune, "requestWithdrawal", "02T10:00");
      expect([status, body.code]).to.deep.equal([409, "result-named-before"]);
      expect(body.en.detail).to.contain("12/GP");
      expect((await read(code)).state).to.equal("processing");
    });

    it("is the one that is then issued: another number is refused, at the decision and after it", async () => {
      const { code, step } = await declined();
      const conclude = (number: string) =>
        step(province, "conclude", "03T09:00", {
          ...{ role: "signatory", outcome: "granted", result: { kind: "Giấy phép", number } },
        });
      expect(await told(conclude("13/GP"))).to.equal("409 result-differs");
      expect(await told(conclude(" 12/gp "))).to.equal("201");
      const again = (number?: string) =>
        step(commune, "declineWithdrawal", "03T10:00", {
          reason: "đã có kết quả",
          ...(number === undefined ? {} : { result: { kind: "Giấy phép", number } }),
        });
      expect(await told(again("14/GP"))).to.equal("409 result-differs");
      expect(await told(again("12/GP"))).to.equal("201");
      expect(await told(again())).to.equal("201");
      expect(await told(step(commune, "requestWithdrawal", "03T11:00"))).to.equal("409 result-already-issued");
      expect((await read(code)).state).to.equal("done");
    });
  });

  describe("a payment asked for in vain (T23, T29)", () => {
    it("is not owed by whoever withdraws; what was paid before it is owed back", async () => {
      for (const [paidBefore, money] of [
        [false, "none"],
        [true, "toRefund"],
      ] as const) {
        const code = await inHand();
        const step = steps(code);
        const confirm = { role: "officer", paymentReference: "BL-1" };
        if (paidBefore) {
          expect(await told(step(province, "askPayment", "02T08:00"))).to.equal("201");
          expect(await told(step(commune, "confirmPayment", "02T09:00", confirm))).to.equal("201");
        }
        expect(await told(step(province, "askPayment", "02T10:00"))).to.equal("201");
        expect(await told(step(commune, "requestWithdrawal", "02T14:00"))).to.equal("201");
        expect(await told(step(commune, "confirmWithdrawal", "02T15:00"))).to.equal("201");
        expect(await read(code)).to.include({ state: "stopped", money });
      }
    });

    it("and waived loses nothing that was paid before: a withdrawal after a third one owes it back", async () => {
      const code = await inHand();
      const step = steps(code);
      const confirm = { role: "officer", paymentReference: "BL-1" };
      const waiver = { role: "officer", legalBasis: "Luật thử nghiệm, Điều 1" };
      expect(await told(step(province, "askPayment", "02T08:00"))).to.equal("201");
      expect(await told(step(commune, "confirmPayment", "02T09:00", confirm))).to.equal("201");
      expect(await told(step(province, "askPayment", "02T10:00"))).to.equal("201");
      expect(await told(step(commune, "waivePayment", "02T11:00", waiver))).to.equal("201");
      expect(await read(code)).to.include({ state: "processing", money: "paid" });
      expect(await told(step(province, "askPayment", "02T14:00"))).to.equal("201");
      expect(await told(step(commune, "requestWithdrawal", "02T15:00"))).to.equal("201");
      expect(await told(step(commune, "confirmWithdrawal", "02T16:00"))).to.equal("201");
      expect(await read(code)).to.include({ state: "stopped", money: "toRefund" });
    });
  });

  describe("a payment that arrives while or after a withdrawal is decided (T24, T29, §2.1)", () => {
    const paid = { role: "officer", paymentReference: "BL-1" };
    const withdrawing = async () => {
      const code = await inHand();
      expect(await told(steps(code)(province, "askPayment", "03T09:00"))).to.equal("201");
      expect(await told(steps(code)(commune, "requestWithdrawal", "03T10:00"))).to.equal("201");
      return { code, step: steps(code) };
    };
    const refund = { reason: "rút hồ sơ", refund: { reference: "HT-1" } };

    it("is recorded, with its receipt, and owed back once the withdrawal is confirmed", async () => {
      const { code, step } = await withdrawing();
      const { status, body } = await step(commune, "confirmPayment", "03T10:30", paid);
      expect([status, body.event?.paper, body.event?.source]).to.deep.equal([201, "BIEN_LAI", "T24"]);
      expect(body.dossier).to.include({ state: "withdrawRequested", money: "paid" });
      expect(await told(step(commune, "confirmPayment", "03T10:40", paid))).to.equal("409 payment-already-confirmed");
      expect(await told(step(commune, "confirmWithdrawal", "03T11:00"))).to.equal("201");
      expect(await read(code)).to.include({ state: "stopped", money: "toRefund" });
      expect(await told(step(commune, "confirmRefund", "04T09:00", refund))).to.equal("201");
    });

    it("lets the work go on from where it was when the withdrawal is declined: nothing is awaited any more", async () => {
      const { code, step } = await withdrawing();
      expect(await told(step(commune, "confirmPayment", "03T10:30", paid))).to.equal("201");
      const result = { kind: "Giấy phép", number: "12/GP" };
      expect(await told(step(commune, "declineWithdrawal", "03T11:00", { reason: "đã ban hành", result }))).to.equal(
        "201",
      );
      const { state, stateBefore, money, clocks } = await read(code);
      expect([state, stateBefore ?? null, money]).to.deep.equal(["processing", null, "paid"]);
      const settlement = (clocks as { kind: string; state: string }[]).find(({ kind }) => kind === "settlement");
      expect(settlement?.state).to.equal("running");
    });

    it("is recorded after the end, too, stored away or not, and goes back; once, and only what was asked for", async () => {
      for (const stored of [false, true]) {
        const { code, step } = await withdrawing();
        expect(await told(step(commune, "confirmWithdrawal", "03T11:00"))).to.equal("201");
        expect(await read(code)).to.include({ state: "stopped", money: "none" });
        if (stored) expect(await told(step(province, "archive", "03T14:00"))).to.equal("201");
        expect((await read(code)).allowedSteps[commune]).to.include("confirmPayment");
        expect(await told(step(commune, "confirmPayment", "04T09:00", { role: "officer" }))).to.equal(
          "422 payment-not-confirmed",
        );
        expect(await told(step(commune, "confirmPayment", "04T09:00", paid))).to.equal("201");
        expect(await read(code)).to.include({ state: stored ? "archived" : "stopped", money: "toRefund" });
        expect(await told(step(commune, "confirmPayment", "04T09:30", paid))).to.equal("409 payment-already-confirmed");
        expect(await told(step(commune, "confirmRefund", "04T10:00", refund))).to.equal("201");
        const { money, payments, allowedSteps } = await read(code);
        expect(money).to.equal("refunded");
        expect(payments.map(({ step: name }: { step: string }) => name)).to.deep.equal([
          ...["askPayment", "confirmPayment", "confirmRefund"],
        ]);
        expect(allowedSteps[commune]).not.to.include("confirmPayment");
      }
      const code = await inHand();
      expect(await told(steps(code)(commune, "requestWithdrawal", "03T10:00"))).to.equal("201");
      expect(await told(steps(code)(commune, "confirmPayment", "03T10:30", paid))).to.equal("409 step-not-allowed");
      expect(await told(steps(code)(commune, "confirmWithdrawal", "03T11:00"))).to.equal("201");
      expect(await told(steps(code)(commune, "confirmPayment", "04T09:00", paid))).to.equal("409 step-not-allowed");
    });

    it("of a second request, comes to what is owed back already: a dossier has one account", async () => {
      const code = await inHand();
      const step = steps(code);
      const second = { ...paid, paymentReference: "BL-2" };
      expect(await told(step(province, "askPayment", "02T08:00"))).to.equal("201");
      expect(await told(step(commune, "confirmPayment", "02T09:00", paid))).to.equal("201");
      expect(await told(step(province, "askPayment", "02T10:00"))).to.equal("201");
      expect(await told(step(commune, "requestWithdrawal", "02T14:00"))).to.equal("201");
      expect(await told(step(commune, "confirmWithdrawal", "02T15:00"))).to.equal("201");
      expect(await told(step(commune, "confirmPayment", "03T09:00", second))).to.equal("201");
      const { money, payments } = await read(code);
      expect(money).to.equal("toRefund");
      expect(payments.at(-1)).to.include({ step: "confirmPayment", reference: "BL-2" });
    });
  });

  describe("the three working days in which an agency may ask for papers (D14, T20)", () => {
    const items = [{ name: "Giấy xác nhận", legalBasis: "NĐ thử nghiệm, Điều 1" }];

    it("count from the first time it held the dossier: a round trip renews nothing", async () => {
      const code = await inHand(); // Tuesday the 1st, so until Friday the 4th
      const step = steps(code);
      expect(await told(step(province, "sendBack", "04T09:00", { reason: "sai nơi nhận" }))).to.equal("201");
      expect(await told(step(commune, "acknowledge", "04T10:00"))).to.equal("201");
      expect(await told(handOver(code, commune, province, "07T08:00"))).to.equal("201");
      expect(await told(step(province, "acknowledge", "07T09:00"))).to.equal("201");
      const { status, body } = await step(province, "askSupplement", "07T10:00", { items, reason: "thiếu giấy" });
      expect([status, body.code]).to.deep.equal([409, "return-window-over"]);
      expect(body.vi.detail).to.contain("đến 17:30 ngày 04/12/2026");
      expect(body.en.detail).to.contain("2026-12-04T17:30:00+07:00").and.not.contain("Z");
    });

    it("are open to the next agency from its own receipt", async () => {
      const code = await received();
      expect(await told(handOver(code, commune, province, "07T08:00"))).to.equal("201");
      const step = steps(code);
      expect(await told(step(province, "acknowledge", "07T09:00"))).to.equal("201");
      expect(await told(step(province, "askSupplement", "10T17:00", { items, reason: "thiếu giấy" }))).to.equal("201");
    });
  });

  describe("the time to pass a dossier on (T12, D5a): the same day, after 15:00 first thing on the next", () => {
    /** As it stands after the steps; times in Viet Nam. */
    const transfer = async (code: string) => {
      const { clocks } = await read(code);
      const { due, state } = (clocks as { kind: string; due: string; state: string }[]).find(
        ({ kind }) => kind === "transfer",
      ) ?? { due: "", state: "none" };
      return `${state} ${due === "" ? "" : new Date(Date.parse(due) + 7 * 3_600_000).toISOString().slice(5, 16)}`;
    };
    const paid = { role: "officer", paymentReference: "BL-1" };

    it("waits while a payment is awaited, and is counted anew from it", async () => {
      const code = await received();
      const step = steps(code);
      expect(await transfer(code)).to.equal("running 12-01T17:30");
      await step(commune, "askPayment", "01T09:00", { role: "officer" });
      expect(await transfer(code)).to.equal("stopped 12-01T17:30");
      expect(await told(step(commune, "confirmPayment", "03T15:30", paid))).to.equal("201");
      expect(await transfer(code)).to.equal("running 12-04T07:30");
      expect(await told(handOver(code, commune, province, "04T07:30"))).to.equal("201");
      expect(await transfer(code)).to.equal("ended 12-04T07:30");
    });

    it("waits while a withdrawal is decided, a payment awaited or not", async () => {
      const code = await received();
      const step = steps(code);
      const result = { kind: "Giấy phép", number: "12/GP" };
      const decline = { reason: "đã ban hành", result };
      await step(commune, "askPayment", "01T09:00", { role: "officer" });
      expect(await told(step(commune, "requestWithdrawal", "02T09:00"))).to.equal("201");
      expect(await told(step(commune, "declineWithdrawal", "03T09:00", decline))).to.equal("201");
      expect(await transfer(code)).to.equal("stopped 12-01T17:30");
      expect(await told(step(commune, "confirmPayment", "04T09:00", paid))).to.equal("201");
      expect(await transfer(code)).to.equal("running 12-04T17:30");
      const other = await received();
      const withdrawn = steps(other);
      await withdrawn(commune, "requestWithdrawal", "01T16:00");
      expect(await transfer(other)).to.equal("stopped 12-01T17:30");
      expect(await told(withdrawn(commune, "confirmWithdrawal", "07T16:00"))).to.equal("201");
      expect(await transfer(other)).to.equal("ended 12-01T17:30");
    });

    it("goes on as before when the hand-over never happened: recalled, or refused before it was opened", async () => {
      for (const [by, undo] of [
        [commune, "recall"],
        [province, "sendBack"],
      ] as const) {
        const code = await received();
        expect(await told(handOver(code, commune, province, "01T09:00"))).to.equal("201");
        expect(await transfer(code)).to.equal("ended 12-01T17:30");
        expect(await told(steps(code)(by, undo, "02T10:00", { reason: "sai nơi nhận" }))).to.equal("201");
        expect(await transfer(code), undo).to.equal("running 12-01T17:30");
      }
    });

    it("asked back on the way, it waits until that is decided", async () => {
      const code = await received();
      const step = steps(code);
      expect(await told(handOver(code, commune, province, "01T09:00"))).to.equal("201");
      expect(await told(step(commune, "requestWithdrawal", "02T10:00"))).to.equal("201");
      expect(await transfer(code)).to.equal("stopped 12-01T17:30");
    });

    it("begins anew when the dossier is back at the one-stop (T15)", async () => {
      const code = await inHand();
      const step = steps(code);
      expect(await told(step(province, "sendBack", "03T09:00", { reason: "sai nơi nhận" }))).to.equal("201");
      expect(await transfer(code)).to.equal("ended 12-01T17:30");
      expect(await told(step(commune, "acknowledge", "03T10:00"))).to.equal("201");
      expect(await transfer(code)).to.equal("running 12-03T17:30");
    });

    it("begins for the one-stop of another authority (T14); ends when it is sent on, back, or worked on there", async () => {
      for (const [onward, at] of [
        [(code: string) => handOver(code, province, commune, "03T09:00"), "ended 12-02T17:30"],
        [(code: string) => steps(code)(province, "sendBack", "03T09:00", { reason: "sai" }), "ended 12-02T17:30"],
        [(code: string) => steps(code)(province, "assign", "03T09:00", { assignee: "cb-7" }), "ended 12-02T17:30"],
      ] as const) {
        const code = await received();
        expect(await told(handOver(code, commune, province, "01T16:00"))).to.equal("201");
        expect(await told(steps(code)(province, "acknowledge", "02T08:00", { role: "upperOneStop" }))).to.equal("201");
        expect(await transfer(code)).to.equal("running 12-02T17:30");
        expect(await told(onward(code))).to.equal("201");
        expect(await transfer(code)).to.equal(at);
      }
    });

    it("is none at an agency that settles: it was passed on", async () => {
      expect(await transfer(await inHand())).to.equal("ended 12-01T17:30");
    });
  });

  it("a result is announced as early once, and is with the post or at the counter, not both (T32, T33, T35)", async () => {
    const code = await received();
    const step = steps(code);
    const outcome = { role: "signatory", outcome: "granted" };
    expect(await told(step(commune, "conclude", "02T08:00", outcome))).to.equal("201");
    expect(await told(step(commune, "announceEarly", "02T09:00"))).to.equal("201");
    expect(await told(step(commune, "announceEarly", "02T10:00"))).to.equal("409 early-already-announced");
    expect(await told(step(commune, "sendResultByPost", "02T11:00"))).to.equal("201");
    expect(await told(step(commune, "sendResultByPost", "02T11:10"))).to.equal("409 result-with-post");
    expect(await told(step(commune, "returnResult", "02T11:20"))).to.equal("409 result-with-post");
    expect(await told(step(commune, "resultCameBack", "07T09:00"))).to.equal("201");
    expect(await told(step(commune, "returnResult", "07T10:00"))).to.equal("201");
  });

  it("a result that is with the post is handed to nobody, and not announced: the post brings it or brings it back (L3, T33, T35)", async () => {
    const code = await received();
    const step = steps(code);
    await step(commune, "conclude", "02T08:00", { role: "signatory", outcome: "granted" });
    expect(await told(step(commune, "sendResultByPost", "03T09:00"))).to.equal("201");
    expect(await told(handOver(code, commune, province, "03T10:00"))).to.equal("409 result-with-post");
    expect(await told(step(commune, "announceEarly", "03T10:00"))).to.equal("409 result-with-post");
    expect((await read(code)).allowedSteps[commune]).not.to.include("handOver");
    expect((await read(code)).allowedSteps[commune]).not.to.include("announceEarly");
    expect(await told(step(commune, "confirmPostDelivery", "03T12:00"))).to.equal("201");
    expect(await read(code)).to.include({ state: "resultReturned", heldBy: commune, delivery: "delivered" });
  });

  it("the public is told of the archive what was true before it: ended, done, or returned (TT 01/2018 art. 16(2d))", async () => {
    const completion = async (code: string) => (await gateway.send("GET", `/public/dossiers/${code}`)).body.completion;
    const archived = async (code: string, before: string, after: string) => {
      expect(await completion(code)).to.equal(before);
      expect(await told(steps(code)(commune, "archive", "08T09:00"))).to.equal("201");
      expect(await completion(code)).to.equal(after);
    };
    const withdrawn = await received();
    await steps(withdrawn)(commune, "requestWithdrawal", "02T08:00");
    await steps(withdrawn)(commune, "confirmWithdrawal", "02T09:00");
    await archived(withdrawn, "ended", "ended");
    const { body } = await post("/v1/dossiers", commune, {
      ...{ procedure: walkNow.procedure, applicant: { name: "Trần Thị Thử Nghiệm" }, at: december("01T08:00") },
      ...{ step: "refuseReceipt", reason: "không đủ điều kiện" },
    });
    await archived(body.dossier.code, "ended", "ended");
    const unclaimed = await received();
    await steps(unclaimed)(commune, "conclude", "02T08:00", { role: "signatory", outcome: "granted" });
    await archived(unclaimed, "done", "done");
    const fetched = await received();
    await steps(fetched)(commune, "conclude", "02T08:00", {
      role: "signatory",
      outcome: "refused",
      reason: "không đủ",
    });
    await steps(fetched)(commune, "returnResult", "03T08:00");
    await archived(fetched, "returned", "returned");
  });

  it("a result that nobody fetches ends in the store, and is returned from it to who comes later (T40, T32)", async () => {
    const code = await received();
    const step = steps(code);
    const outcome = { role: "signatory", outcome: "granted" };
    expect(await told(step(commune, "conclude", "02T08:00", outcome))).to.equal("201");
    expect(await told(step(commune, "archive", "21T09:00"))).to.equal("201");
    expect(await read(code)).to.include({ state: "archived", delivery: "stored" });
    expect((await read(code)).allowedSteps[commune]).to.deep.equal(["returnResult"]);
    expect(await told(step(commune, "returnResult", "28T09:00"))).to.equal("201");
    expect(await told(step(commune, "archive", "29T09:00"))).to.equal("201");
    expect(await read(code)).to.include({ state: "archived", delivery: "delivered" });
    const { body } = await step(commune, "returnResult", "30T09:00");
    expect(body).to.include({ status: 409, code: "step-not-allowed" });
    expect(body.vi.detail).to.contain("đang ở trạng thái “Lưu trữ”").and.not.contain("archived");
  });
});

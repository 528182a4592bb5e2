import { expect } from "chai";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";
import { messagesOf } from "../support/agreed-messages.ts";

/** 1.002693 has 10 working days, so what is received on Mon 02/11 at 09:00 is due on Mon 16/11 at 17:30. */
describe("money that is waived, and money that goes back (§2.1, T24, L10)", () => {
  let gateway: TestGateway;
  let token: string;
  let province: string;
  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-31T00:00:00Z"));
    await gateway.register("commune", [walkNow.commune]);
    await gateway.register("province", [walkNow.province]);
    token = await gateway.tokenOf("commune");
    province = await gateway.tokenOf("province");
  });
  after(() => gateway.close());

  const november = (text: string) => `2026-11-${text}:00+07:00`;
  const law = "Điều 5 luật thử nghiệm";
  const send = (path: string, body: object, key = aKey(), as = token) =>
    gateway.send("POST", path, { token: as, key, body: { by: walkNow.commune, ...body } });
  const step = (code: string, name: string, at: string, but: object = {}, key = aKey()) =>
    send(`/v1/dossiers/${code}/steps`, { step: name, at: november(at), ...but }, key);
  const taken = async (answer: Promise<Answer>) => {
    const { status, body } = await answer;
    expect(status, JSON.stringify(body)).to.equal(201);
    return body;
  };
  const refused = async (answer: Promise<Answer>) => {
    const { status, body } = await answer;
    return [status, body.code, body.field ?? null];
  };
  const receive = async (): Promise<string> => {
    const filed = { procedure: walkNow.procedure, applicant: { name: "Trần Thị Thử Nghiệm" } };
    return (await taken(send("/v1/dossiers", { ...filed, at: november("02T09:00") }))).dossier.code;
  };
  const asked = async () => {
    const code = await receive();
    await taken(step(code, "askPayment", "05T09:00", { role: "officer" }));
    return code;
  };
  const paid = async () => {
    const code = await asked();
    await taken(step(code, "confirmPayment", "05T10:00", { paymentReference: "BL-1" }));
    return code;
  };
  const shown = async (code: string) => (await gateway.send("GET", `/v1/dossiers/${code}`, { token })).body;
  const open = async (code: string) => (await shown(code)).allowedSteps[walkNow.commune] as string[];
  const refund = { reason: "Hồ sơ bị từ chối", refund: { reference: "HT-1", amountVnd: 105_000 } };

  it("a waiver by its law lets the work go on with what was left, as a payment does, without a receipt", async () => {
    const code = await asked();
    expect(await open(code)).to.include.members(["confirmPayment", "waivePayment"]);
    expect((await refused(step(code, "waivePayment", "12T10:00")))[0]).to.equal(400);
    expect(await refused(step(code, "waivePayment", "12T10:00", { legalBasis: law, role: "handler" }))).to.deep.equal([
      ...[403, "role-not-allowed", "/role"],
    ]);
    const body = await taken(step(code, "waivePayment", "12T10:00", { legalBasis: law }));
    expect(body.event).to.include({ step: "waivePayment", source: "T24", paper: null, role: "officer" });
    expect(body.dossier).to.include({ state: "accepted", money: "waived" });
    const { clocks, payments } = await shown(code);
    const settlement = clocks.find(({ kind }: { kind: string }) => kind === "settlement");
    expect(settlement.due).to.equal("2026-11-23T10:30:00.000Z"); // E21 RESUME: 7 left
    expect(payments.map(({ step, legalBasis }: Record<string, unknown>) => [step, legalBasis])).to.deep.equal([
      ["askPayment", null],
      ["waivePayment", law],
    ]);
    for (const [again, but] of [
      ["confirmPayment", { paymentReference: "BL-9" }],
      ["waivePayment", { legalBasis: law }],
    ] as const)
      expect((await refused(step(code, again, "12T11:00", but)))[1]).to.equal("payment-already-waived");
    const late = step(code, "decideRefund", "12T11:00", { reason: "nộp nhầm", legalBasis: law });
    expect(await refused(late)).to.deep.equal([409, "nothing-to-refund", "/step"]);
  });

  it("what is paid is not waived any more", async () => {
    const code = await paid();
    const waiver = step(code, "waivePayment", "06T09:00", { legalBasis: law });
    expect(await refused(waiver)).to.deep.equal([409, "payment-already-confirmed", "/step"]);
    expect((await shown(code)).money).to.equal("paid");
  });

  it("refused, the fee stays paid until the head decides by law that it goes back; then once", async () => {
    const code = await paid();
    const decision = { role: "signatory", outcome: "refused", reason: "Không đủ điều kiện" };
    expect((await taken(step(code, "conclude", "09T09:00", decision))).dossier.money).to.equal("paid");
    expect(await refused(step(code, "confirmRefund", "09T10:00", refund))).to.deep.equal([
      ...[409, "refund-not-decided", "/step"],
    ]);
    expect((await refused(step(code, "decideRefund", "09T10:00", { reason: "x" })))[0]).to.equal(400);
    expect((await refused(step(code, "decideRefund", "09T10:00", { legalBasis: law })))[0]).to.equal(400);
    const decided = { reason: "Hồ sơ bị từ chối", legalBasis: law };
    const owed = await taken(step(code, "decideRefund", "09T10:00", decided));
    expect(owed.dossier).to.include({ state: "done", money: "toRefund" });
    expect(owed.event).to.include({ source: "§2.1", role: "oneStopHead", paper: null });
    expect(await open(code))
      .to.include("confirmRefund")
      .and.not.include("decideRefund");

    for (const broken of [{}, { reference: "" }, { reference: "HT-1", amountVnd: 0 }, { reference: "HT-1", vnd: 1 }])
      expect((await refused(step(code, "confirmRefund", "10T09:00", { ...refund, refund: broken })))[0]).to.equal(400);
    const key = aKey();
    const first = await step(code, "confirmRefund", "10T09:00", refund, key);
    const again = await step(code, "confirmRefund", "10T09:00", refund, key);
    expect([first.status, again.status, again.headers.get("idempotency-replayed")]).to.deep.equal([201, 201, "true"]);
    expect(again.body).to.deep.equal(first.body);
    expect(first.body.dossier).to.include({ state: "done", money: "refunded", outcome: "refused" });
    const { payments, revision } = await shown(code);
    expect(payments.at(-1)).to.deep.equal({
      ...{ revision, step: "confirmRefund", at: "2026-11-10T02:00:00.000Z", reference: "HT-1" },
      ...{ amountVnd: 105_000, legalBasis: null, reason: "Hồ sơ bị từ chối" },
    });
    expect(payments.filter(({ step }: { step: string }) => step === "confirmRefund")).to.have.length(1);
    const twice = step(code, "confirmRefund", "10T10:00", { ...refund, refund: { reference: "HT-2" } });
    expect(await refused(twice)).to.deep.equal([409, "refund-already-recorded", "/step"]);
    const { events } = (await gateway.send("GET", `/v1/dossiers/${code}/timeline`, { token })).body;
    expect(events.map(({ step }: { step: string }) => step).slice(-2)).to.deep.equal(["decideRefund", "confirmRefund"]);
  });

  it("withdrawn, what was paid is owed back by itself; it goes back though the dossier is stored away", async () => {
    const code = await paid();
    await taken(step(code, "requestWithdrawal", "06T09:00"));
    expect((await taken(step(code, "confirmWithdrawal", "06T10:00"))).dossier.money).to.equal("toRefund");
    await taken(step(code, "archive", "09T09:00"));
    const { reference } = refund.refund;
    const back = await taken(step(code, "confirmRefund", "10T09:00", { reason: "Rút hồ sơ", refund: { reference } }));
    expect(back.dossier).to.include({ state: "archived", stopReason: "applicant", money: "refunded" });
    expect((await shown(code)).payments.at(-1)).to.include({ reference: "HT-1", amountVnd: null });
  });

  it("a fee that was wrong goes back while another unit has the dossier, which is told; then the right one is asked", async () => {
    const code = await paid();
    await taken(send(`/v1/dossiers/${code}/handovers`, { to: walkNow.province, at: november("05T14:00") }));
    const wrong = { reason: "Thu nhầm mức phí", legalBasis: law };
    expect((await taken(step(code, "decideRefund", "05T15:00", wrong))).dossier).to.include({
      ...{ state: "processing", offeredTo: walkNow.province, money: "toRefund" },
    });
    const theirs = { by: walkNow.province, at: november("06T08:00"), role: "officer" };
    const path = `/v1/dossiers/${code}/steps`;
    await taken(send(path, { ...theirs, step: "acknowledge" }, aKey(), province));
    const ask = (at: string) => send(path, { ...theirs, at: november(at), step: "askPayment" }, aKey(), province);
    expect(await refused(ask("06T09:00"))).to.deep.equal([409, "refund-still-owed", "/step"]);
    await taken(step(code, "confirmRefund", "06T10:00", { ...refund, reason: "Thu nhầm mức phí" }));
    expect((await taken(ask("06T11:00"))).dossier).to.include({ state: "waitingForPayment", money: "due" });
    const told = (await messagesOf(gateway.database, "moved.v1"))
      .filter(({ subject, receiver }) => subject === code && receiver === walkNow.province)
      .map(({ data }) => data["step"]);
    expect(told).to.include.members(["decideRefund", "confirmRefund"]);
  });
});

import { expect } from "chai";
import { sql as raw } from "kysely";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { MoneyFault } from "../../core/domain/payment/money-fault.ts";
import { hearCollections } from "../../core/service/money-post.ts";
import { closeCase, decideOwedBack, explainRow, reverseExplanation } from "../../core/service/money-cases.ts";
import { takeBackFile } from "../../core/service/money-take-back.ts";
import { oweReceipt } from "../../core/service/post-owe-back.ts";
import { unsettledReceipts } from "../../core/service/post-decide.ts";
import { hearMessage } from "../../core/service/pay-hear.ts";
import { close } from "../../core/service/pay-follow.ts";
import { takeOwedSteps } from "../../core/service/pay-steps.ts";
import { eraseDossierWords } from "../../core/store/erase-dossier.ts";
import { openCases } from "../../core/store/money-cases.ts";
import { lockFee } from "../../core/store/pay-fees.ts";
import { addMoneyCommand } from "../../main/cli/money.ts";
import { addPostCommand } from "../../main/cli/post.ts";
import { command, refusalOf } from "../support/command.ts";
import { aKey } from "../support/gateway.ts";
import { balances, bank, bringStatement, day, reconcile, sha256, unexplainedIn } from "../support/money.ts";
import { commune, openPostWorld, sending, type PostWorld } from "../support/post-world.ts";

const customer = "KH-TAP";
const post = `post:${customer}`;

/** QĐ 45/2016 art. 11 and §1.6: paid for the applicant with the receipt, with the post until it is settled. */
describe("what the post collected", () => {
  let world: PostWorld;
  before(async () => {
    world = await openPostWorld("VP-1");
  });
  after(() => world.close());
  beforeEach(async () => {
    await world.reset();
    await world.gateway.database.sql(
      "truncate hub.money_file, hub.money_case, hub.money_open_row, hub.money_open_line, hub.evidence_erasure cascade",
    );
  });

  const db = () => world.gateway.database.db;
  const fix = async (code: string, amountVnd = 150_000) => {
    const lines = [{ kind: "phi", name: "Phí thẩm định", amountVnd, basis: "Nghị quyết thử 01" }];
    const answer = await world.post(`/v1/dossiers/${code}/fees`, { by: commune, officer: "cb-01", lines });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  };
  const ordered = async (body: object = {}) => {
    const code = await world.submitted();
    const answer = await world.post(`/v1/dossiers/${code}/post-orders`, sending(body));
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return code;
  };
  /** Received, a fee of 150,000, and the dossier waits for it. */
  const owing = async (body: object = {}, amountVnd = 150_000) => {
    const code = await ordered(body);
    expect((await world.step(code, "accept", { at: "2026-11-20T09:20:00+07:00" })).status).to.equal(201);
    await fix(code, amountVnd);
    const asked = await world.step(code, "askPayment", { at: "2026-11-20T09:25:00+07:00" });
    expect(asked.status, JSON.stringify(asked.body)).to.equal(201);
    return code;
  };
  const collect = async (code: string, receiptNumber: string, amountVnd = 150_000, but: object = {}) => {
    const money = { receiptNumber, amountVnd, collectedAt: "2026-11-20T09:30:00+07:00", ...but };
    const answer = await world.post(`/v1/post-orders/${code}/handover`, {
      ...{ by: commune, role: "postClerk", records: { money } },
    });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return answer.body;
  };
  const correct = (code: string, receiptNumber: string, but: object, key = aKey()) =>
    world.post(
      `/v1/post-orders/${code}/corrections`,
      { by: commune, officer: "cb-02", receiptNumber, reason: "Gõ nhầm", ...but },
      key,
    );
  const dossier = async (code: string) =>
    (
      await world.gateway.database.sql<{ state: string; money: string }>(
        "select state, money from dossier where code = $1",
        [code],
      )
    )[0];
  /** State of each attempt under the dossier's fees, and which pays. */
  const attempts = async (code: string) =>
    (
      await world.gateway.database.sql<{ line: string }>(
        `select concat_ws(' ', r.gateway, r.state, case when f.paid_by = r.reference then 'pays' end) as line
           from payment_request r join fee f on f.id = r.fee_id join dossier d on d.id = f.dossier_id
          where d.code = $1 order by r.reference`,
        [code],
      )
    ).map(({ line }) => line);
  const cases = async () => (await openCases(db(), { limit: 50 })).map((one) => `${one.class} ${one.place}`);
  const money = () => balances(db());
  const decide = async (code: string, reference: string, to: "fee" | "oweBack") => {
    const path = `/v1/dossiers/${code}/payment-requests/${reference}/money`;
    const answer = await world.post(path, { by: commune, officer: "cb-01", to, reason: "Đã xem biên lai" });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  };
  const endings = () => world.gateway.database.sql("select ended_why, paid_by is null as unpaid from fee");
  /** The sweep of payments, an hour on: what the dossier does not take is owed back by now. */
  const sweep = async () => {
    world.minutesLater(60);
    await takeOwedSteps(world.worker.world);
  };
  const act = {
    by: "ketoan",
    login: "login:ketoan",
    why: "đối chiếu bảng kê của bưu điện",
    at: new Date("2026-11-24T09:00:00+07:00"),
  };
  const sumsToZero = async () => {
    const [row] = await world.gateway.database.sql<{ n: string }>(
      "select coalesce(sum(amount), 0)::text as n from journal_line",
    );
    expect(row?.n).to.equal("0");
  };
  afterEach(sumsToZero);

  it("pays the fee from the moment on its receipt, and the dossier goes on; our account shows it with the post", async () => {
    const code = await owing();
    const body = await collect(code, "BL-01");
    expect(await dossier(code)).to.deep.equal({ state: "accepted", money: "paid" });
    expect(await attempts(code)).to.deep.equal([`${post} paid pays`]);
    expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
    expect(body.collections[0].reference).to.match(/^LT[0-9A-Z]{10}$/);
    const [step] = await world.gateway.database.sql<{ at: Date; role: string }>(
      "select at, role from dossier_event where step = 'confirmPayment'",
    );
    expect([step?.at.toISOString(), step?.role]).to.deep.equal(["2026-11-20T02:30:00.000Z", "hub"]);
    expect(await cases()).to.deep.equal([]);
  });

  it("R1: the same record again pays nothing more", async () => {
    const code = await owing();
    await collect(code, "BL-01");
    await collect(code, "BL-01");
    expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
  });

  it("R16: a transfer beside it is a second payment, and owed back; so is a second receipt", async () => {
    const code = await owing();
    const slip = await world.post(`/v1/dossiers/${code}/payment-requests`, {
      ...{ by: commune, officer: "cb-01", gateway: "transfer" },
    });
    // this hub has no account of its own: the attempt is written as a connection would
    expect(slip.status).to.equal(422);
    await world.gateway.database.sql(
      `insert into payment_request (reference, fee_id, amount, gateway, description, state, created_at, created_by, expires_at)
       select 'LT000000000X', id, 150000, 'transfer', 'phi', 'created', '2026-11-20T09:26:00+07', 'cb', '2026-11-30' from fee`,
    );
    await collect(code, "BL-01");
    expect(await attempts(code)).to.have.members(["transfer expired", `${post} paid pays`]);
    await hearMessage(db(), {
      ...{ gateway: bank, holder: bank, source: "statement", covers: [], raw: null, peer: null, at: world.now() },
      report: {
        ...{ reference: "LT000000000X", outcome: "paid", amount: 150_000n, currency: "VND", theirNumber: "FT1" },
        ...{ at: world.now(), code: "statement", said: null },
      },
      ...{ contentSha256: sha256("FT1"), givesReceipts: false, askAt: null },
    });
    await collect(code, "BL-02");
    expect(await attempts(code)).to.have.members(["transfer paidLate", `${post} paidTwice pays`]);
    expect(await money()).to.deep.equal({
      ...{ [post]: 300_000n, [bank]: 150_000n, "fees:charged": -150_000n, "refunds:owed": -300_000n },
    });
  });

  it("a fee that was paid otherwise: what the post took is owed back under an attempt of its own", async () => {
    const code = await owing();
    expect((await world.step(code, "confirmPayment", { paymentReference: "QUAY-1" })).status).to.equal(201);
    await collect(code, "BL-01");
    expect(await attempts(code)).to.deep.equal([`${post} paidLate`]);
    expect(await money()).to.deep.equal({ [post]: 150_000n, "refunds:owed": -150_000n });
  });

  it("paid in time under an attempt of its own, where an earlier sum is to be given back: it pays, and a third is owed back", async () => {
    const code = await owing({}, 50_000);
    const { collections } = await collect(code, "BL-01", 40_000);
    await decide(code, collections[0].reference, "oweBack");
    await collect(code, "BL-02", 50_000);
    expect(await attempts(code)).to.have.members([`${post} paidLate`, `${post} paid pays`]);
    expect(await dossier(code)).to.deep.equal({ state: "accepted", money: "paid" });
    expect(await money()).to.deep.equal({ [post]: 90_000n, "fees:charged": -50_000n, "refunds:owed": -40_000n });
    await collect(code, "BL-03", 50_000);
    expect(await attempts(code)).to.have.members([`${post} paidLate`, `${post} paidTwice pays`]);
    expect(await money()).to.deep.equal({ [post]: 140_000n, "fees:charged": -50_000n, "refunds:owed": -90_000n });
  });

  describe("a receipt that a clerk confirmed by hand before its record came", () => {
    it("is that money: it pays the fee, and nothing is owed back", async () => {
      const code = await owing();
      expect((await world.step(code, "confirmPayment", { paymentReference: "BL-01" })).status).to.equal(201);
      expect(await money()).to.deep.equal({});
      await collect(code, "BL-01");
      await sweep();
      expect(await attempts(code)).to.deep.equal([`${post} paid pays`]);
      expect(await endings()).to.deep.equal([{ ended_why: null, unpaid: false }]);
      expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
      expect(await dossier(code)).to.deep.equal({ state: "accepted", money: "paid" });
      expect(await cases()).to.deep.equal([]);
      await collect(code, "BL-02");
      expect(await attempts(code)).to.deep.equal([`${post} paidTwice pays`]);
    });

    it("of another sum: a person's, until it is corrected", async () => {
      const code = await owing();
      await world.step(code, "confirmPayment", { paymentReference: "BL-01" });
      await collect(code, "BL-01", 15_000);
      expect(await endings()).to.deep.equal([{ ended_why: "paidOtherwise", unpaid: true }]);
      expect(await cases()).to.deep.equal([`suspense ${post}`]);
      expect((await correct(code, "BL-01", { amountVnd: 150_000 })).status).to.equal(201);
      await sweep();
      expect(await attempts(code)).to.have.members([`${post} expired`, `${post} paid pays`]);
      expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
      expect(await cases()).to.deep.equal([]);
    });

    it("void after that: the fee is owed, and a person is called; ended once more, it is owed no more", async () => {
      const code = await owing();
      await world.step(code, "confirmPayment", { paymentReference: "BL-01" });
      await collect(code, "BL-01");
      expect((await correct(code, "BL-01", { isVoid: true })).status).to.equal(201);
      expect(await cases()).to.deep.equal([`contradiction ${post}`]);
      expect(await money()).to.deep.equal({ "fees:owed": 150_000n, "fees:charged": -150_000n });
      await db()
        .transaction()
        .execute(async (tx) => {
          const [row] = await world.gateway.database.sql<{ id: string }>("select id::text from fee");
          await close(tx, await lockFee(tx, BigInt(row!.id)), "withdrawn", "cb-01", world.now());
        });
      expect(await money()).to.deep.equal({});
    });

    it("of a payment that was given back by hand since: owed back", async () => {
      const code = await owing();
      await world.step(code, "confirmPayment", { paymentReference: "BL-01" });
      await world.gateway.database.sql("update dossier set money = 'refunded'");
      await collect(code, "BL-01");
      expect(await attempts(code)).to.deep.equal([`${post} paidLate`]);
    });
  });

  it("a fee that was waived: owed back by name, and told to no dossier", async () => {
    const code = await owing();
    expect((await world.step(code, "waivePayment", { legalBasis: "Điều 5 luật thử" })).status).to.equal(201);
    await collect(code, "BL-01");
    expect(await attempts(code)).to.deep.equal([`${post} paidLate`]);
    const [row] = await world.gateway.database.sql("select duty from payment_request");
    expect(row).to.deep.equal({ duty: "refund" });
    expect(await dossier(code)).to.include({ money: "waived" });
  });

  it("a dossier whose words were erased: owed back, and nothing is told to it", async () => {
    const code = await ordered();
    await fix(code);
    await world.gateway.database.sql("update dossier set state = 'stopped'");
    await db()
      .transaction()
      .execute(async (tx) => {
        await raw`set local role hub_owner`.execute(tx);
        await raw`insert into hub.evidence_erasure (subject, reason, decided_by) values (${code}, 'hết hạn lưu', 'vh-1')`.execute(
          tx,
        );
        return eraseDossierWords(tx, parseDossierCode(code));
      });
    await collect(code, "BL-01");
    expect(await attempts(code)).to.deep.equal([`${post} paidLate`]);
    expect(await money()).to.deep.equal({
      ...{ [post]: 150_000n, "fees:owed": 150_000n, "fees:charged": -150_000n, "refunds:owed": -150_000n },
    });
    expect(await world.gateway.database.sql("select from payment_step")).to.have.length(0);
  });

  it("R16: another sum waits for a person and completes nothing; the rest on another receipt does not, a person lets both count", async () => {
    const code = await owing();
    const { collections } = await collect(code, "BL-01", 100_000);
    const body = await collect(code, "BL-02", 50_000);
    expect(body.collections[1].reference).to.equal(collections[0].reference);
    expect(await dossier(code)).to.include({ state: "waitingForPayment", money: "due" });
    expect(await cases()).to.deep.equal([`suspense ${post}`, `suspense ${post}`]);
    expect(await money()).to.deep.equal({
      ...{ [post]: 150_000n, suspense: -150_000n, "fees:owed": 150_000n, "fees:charged": -150_000n },
    });
    const applied = await world.post(`/v1/dossiers/${code}/payment-requests/${collections[0].reference}/money`, {
      by: commune,
      officer: "cb-01",
      to: "fee",
      reason: "Thu hai lần, đủ phí",
    });
    expect(applied.status, JSON.stringify(applied.body)).to.equal(201);
    expect(await dossier(code)).to.include({ money: "paid" });
    expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
    const decided = await correct(code, "BL-01", { amountVnd: 90_000 });
    expect([decided.status, decided.body.code]).to.deep.equal([409, "post-receipt-decided"]);
  });

  it("collected before there is a fee: set aside, a person is told; once the fee is fixed it pays", async () => {
    const code = await ordered();
    await collect(code, "BL-01");
    expect(await money()).to.deep.equal({ [post]: 150_000n, "post:unsettled": -150_000n });
    expect(await world.matters()).to.deep.equal(["collected-without-fee"]);
    expect(await hearCollections(world.worker.world)).to.deep.equal({ heard: 0 });
    await fix(code);
    expect(await hearCollections(world.worker.world)).to.deep.equal({ heard: 1 });
    expect(await hearCollections(world.worker.world)).to.deep.equal({ heard: 0 });
    expect(await attempts(code)).to.deep.equal([`${post} paid pays`]);
    expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
    expect(await world.matters()).to.deep.equal([]);
    // its step is taken when the dossier asks for it
    await world.step(code, "accept", { at: "2026-11-20T09:40:00+07:00" });
    expect((await world.step(code, "askPayment", { at: "2026-11-20T09:45:00+07:00" })).status).to.equal(201);
    world.minutesLater(20);
    await takeOwedSteps(world.worker.world);
    expect(await dossier(code)).to.include({ state: "accepted", money: "paid" });
  });

  describe("a receipt that was mistyped", () => {
    it("is corrected: the sum was short, its bookings are reversed and made anew, and it pays", async () => {
      const code = await owing();
      await collect(code, "BL-01", 15_000);
      expect(await cases()).to.deep.equal([`suspense ${post}`]);
      const { status, body } = await correct(code, "BL-01", { amountVnd: 150_000 });
      expect(status, JSON.stringify(body)).to.equal(201);
      expect(body.collections).to.have.length(1);
      expect(body.collections[0]).to.deep.include({ amountVnd: 150_000, settledBy: null, voidedAt: null });
      expect(body.collections[0].corrections).to.deep.equal([
        {
          ...{ at: "2026-11-20T03:00:00.000Z", reason: "Gõ nhầm", officer: `${commune} cb-02` },
          ...{ wasVnd: 15_000, wasCollectedAt: "2026-11-20T02:30:00.000Z" },
          ...{ amountVnd: 150_000, collectedAt: "2026-11-20T02:30:00.000Z" },
        },
      ]);
      expect(await dossier(code)).to.include({ money: "paid" });
      expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
      expect(await cases()).to.deep.equal([]);
      const kinds = await world.gateway.database.sql<{ kind: string }>(
        "select kind from journal_booking where kind <> 'feeOwed' order by number",
      );
      expect(kinds.map(({ kind }) => kind)).to.deep.equal(["wrongAmount", "reversal", "paid"]);
    });

    it("paid a fee that it does not reach: the fee is owed again, and where the dossier knows it as paid a person is called", async () => {
      const code = await owing();
      await collect(code, "BL-01");
      const { status, body } = await correct(code, "BL-01", { amountVnd: 15_000 });
      expect(status, JSON.stringify(body)).to.equal(201);
      expect(await attempts(code)).to.have.members([`${post} failed`, `${post} created`]);
      expect(await money()).to.deep.equal({
        ...{ [post]: 15_000n, suspense: -15_000n, "fees:owed": 150_000n, "fees:charged": -150_000n },
      });
      expect(await cases()).to.have.members([`contradiction ${post}`, `suspense ${post}`]);
    });

    it("before the dossier's step was taken: the step falls with it", async () => {
      const code = await ordered();
      await fix(code);
      await collect(code, "BL-01");
      const steps = () => world.gateway.database.sql("select how, done_at is null as open from payment_step");
      expect(await steps()).to.deep.equal([{ how: "step-not-allowed", open: true }]);
      expect((await correct(code, "BL-01", { isVoid: true })).status).to.equal(201);
      expect(await steps()).to.deep.equal([{ how: "corrected", open: false }]);
      expect(await money()).to.deep.equal({ "fees:owed": 150_000n, "fees:charged": -150_000n });
      expect(await cases()).to.deep.equal([]);
      // it was right after all
      expect((await correct(code, "BL-01", { amountVnd: 150_000 })).status).to.equal(201);
      expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
      expect((await world.ordersOf(code))[0].collections[0].corrections).to.have.length(2);
    });

    it("in its moment alone: the dates follow, and its money stays as it was booked", async () => {
      const code = await owing();
      const [heard] = (await collect(code, "BL-01")).collections;
      const { status, body } = await correct(code, "BL-01", { collectedAt: "2026-11-20T09:28:00+07:00" });
      expect(status, JSON.stringify(body)).to.equal(201);
      expect(body.collections[0]).to.include({ reference: heard.reference, collectedAt: "2026-11-20T02:28:00.000Z" });
      await sweep();
      expect(await attempts(code)).to.deep.equal([`${post} paid pays`]);
      expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
      expect(await cases()).to.deep.equal([]);
      const dates = await world.gateway.database.sql<{ paid: Date }>(
        "select paid_at as paid from fee union all select paid_at from payment",
      );
      expect(dates.map(({ paid }) => paid.toISOString())).to.deep.equal(
        Array.from({ length: 2 }, () => "2026-11-20T02:28:00.000Z"),
      );
      expect((await correct(code, "BL-01", { isVoid: true })).status).to.equal(201);
      expect(await money()).to.deep.equal({ "fees:owed": 150_000n, "fees:charged": -150_000n });
    });

    it("void, and right after all: its dossier knows it as paid, so nothing is owed back and nobody is called; each time anew", async () => {
      const code = await owing();
      await collect(code, "BL-01");
      for (let times = 0; times < 2; times++) {
        expect((await correct(code, "BL-01", { isVoid: true })).status).to.equal(201);
        expect(await cases()).to.deep.equal([`contradiction ${post}`]);
        expect(await money()).to.deep.equal({ "fees:owed": 150_000n, "fees:charged": -150_000n });
        expect((await correct(code, "BL-01", { amountVnd: 150_000 })).status).to.equal(201);
        await sweep();
        expect(await cases()).to.deep.equal([]);
        expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
      }
      expect(await attempts(code)).to.have.members([`${post} failed`, `${post} failed`, `${post} paid pays`]);
      expect(await endings()).to.deep.equal([{ ended_why: null, unpaid: false }]);
      expect(await dossier(code)).to.deep.equal({ state: "accepted", money: "paid" });
    });

    it("to less than the fee: a true receipt later pays it, and is not owed back", async () => {
      const code = await owing();
      await collect(code, "BL-01");
      expect((await correct(code, "BL-01", { amountVnd: 15_000 })).status).to.equal(201);
      await collect(code, "BL-02");
      await sweep();
      expect(await attempts(code)).to.have.members([`${post} failed`, `${post} paid pays`]);
      expect(await money()).to.deep.equal({ [post]: 165_000n, suspense: -15_000n, "fees:charged": -150_000n });
      expect(await cases()).to.deep.equal([`suspense ${post}`]);
    });

    it("void: a transfer later pays the fee, and is not owed back", async () => {
      const code = await owing();
      await collect(code, "BL-01");
      expect((await correct(code, "BL-01", { isVoid: true })).status).to.equal(201);
      await world.gateway.database.sql(
        `insert into payment_request (reference, fee_id, amount, gateway, description, state, created_at, created_by, expires_at)
         select 'LT000000000X', id, 150000, 'transfer', 'phi', 'created', '2026-11-20T10:00:00+07', 'cb', '2026-11-30' from fee`,
      );
      await hearMessage(db(), {
        ...{ gateway: bank, holder: bank, source: "statement", covers: [], raw: null, peer: null, at: world.now() },
        report: {
          ...{ reference: "LT000000000X", outcome: "paid", amount: 150_000n, currency: "VND", theirNumber: "FT1" },
          ...{ at: world.now(), code: "statement", said: null },
        },
        ...{ contentSha256: sha256("FT1"), givesReceipts: false, askAt: null },
      });
      await sweep();
      expect(await attempts(code)).to.have.members([`${post} failed`, "transfer paid pays"]);
      expect(await money()).to.deep.equal({ [bank]: 150_000n, "fees:charged": -150_000n });
      expect(await cases()).to.deep.equal([]);
    });

    it("void, and its dossier asks anew: what pays then is told to it", async () => {
      const code = await owing();
      await collect(code, "BL-01");
      expect((await correct(code, "BL-01", { isVoid: true })).status).to.equal(201);
      const asked = await world.step(code, "askPayment", { at: "2026-11-20T09:50:00+07:00" });
      expect(asked.status, JSON.stringify(asked.body)).to.equal(201);
      expect(await dossier(code)).to.include({ money: "due" });
      await collect(code, "BL-02");
      expect(await dossier(code)).to.deep.equal({ state: "accepted", money: "paid" });
      const told = await world.gateway.database.sql("select step from dossier_event where step = 'confirmPayment'");
      expect(told).to.have.length(2);
      expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
    });

    it("one of two: what was owed back is so no more", async () => {
      const code = await owing();
      await collect(code, "BL-01");
      await collect(code, "BL-02");
      expect((await correct(code, "BL-02", { isVoid: true })).status).to.equal(201);
      expect(await attempts(code)).to.deep.equal([`${post} paid pays`]);
      const [row] = await world.gateway.database.sql("select duty from payment_request");
      expect(row).to.deep.equal({ duty: null });
      expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
    });

    it("the first of two: the second pays in its place", async () => {
      const code = await owing();
      await collect(code, "BL-01");
      await collect(code, "BL-02");
      expect((await correct(code, "BL-01", { isVoid: true })).status).to.equal(201);
      expect(await attempts(code)).to.deep.equal([`${post} paid pays`]);
      expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
      expect(await dossier(code)).to.include({ money: "paid" });
      expect(await cases()).to.deep.equal([]);
    });

    it("late, and let count by a person: it is that person's, and corrected no more", async () => {
      const code = await owing();
      await world.gateway.database.sql("update fee set ended_at = now(), ended_why = 'withdrawn'");
      const { collections } = await collect(code, "BL-01");
      await world.gateway.database.sql("update fee set ended_at = null, ended_why = null");
      const applied = await world.post(`/v1/dossiers/${code}/payment-requests/${collections[0].reference}/money`, {
        ...{ by: commune, officer: "cb-01", to: "fee", reason: "Vẫn phải nộp" },
      });
      expect(applied.status, JSON.stringify(applied.body)).to.equal(201);
      const { status, body } = await correct(code, "BL-01", { isVoid: true });
      expect([status, body.code]).to.deep.equal([409, "post-receipt-decided"]);
      expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
    });

    it("set aside for want of a fee: void, nothing is left of it and nobody waits", async () => {
      const code = await ordered();
      await collect(code, "BL-01");
      expect((await correct(code, "BL-01", { isVoid: true })).status).to.equal(201);
      expect(await money()).to.deep.equal({});
      expect(await world.matters()).to.deep.equal([]);
      await fix(code);
      expect(await hearCollections(world.worker.world)).to.deep.equal({ heard: 0 });
    });

    it("the same key once; nothing to correct, no such receipt, a moment ahead, another's order: refused", async () => {
      const code = await owing();
      await collect(code, "BL-01", 15_000);
      const key = aKey();
      for (let times = 0; times < 2; times++)
        expect((await correct(code, "BL-01", { amountVnd: 150_000 }, key)).status).to.equal(201);
      expect((await world.ordersOf(code))[0].collections[0].corrections).to.have.length(1);
      for (const [but, status, why] of [
        [{ amountVnd: 150_000 }, 409, "post-receipt-same"],
        [{}, 409, "post-receipt-same"],
        [{ receiptNumber: "BL-99", amountVnd: 1 }, 404, "post-receipt-unknown"],
        [{ collectedAt: "2026-11-20T11:00:00+07:00" }, 422, "time-in-future"],
        [{ amountVnd: 0 }, 400, "field-invalid"],
        [{ amountVnd: 1, reason: " " }, 400, "field-invalid"],
        [{ amountVnd: 1, by: "H38.16" }, 403, "unit-not-yours"],
      ] as const) {
        const answer = await correct(code, "BL-01", but);
        expect([answer.status, answer.body.code], JSON.stringify(but)).to.deep.equal([status, why]);
      }
    });
  });

  describe("a settlement names its receipts", () => {
    const the23 = day("2026-11-23");
    const rows = async (...entries: readonly { readonly amount: bigint; readonly text: string }[]) => {
      await bringStatement(db(), the23, { opening: 0n }, entries, { at: act.at });
      await reconcile(db(), bank, the23);
      return (await openCases(db(), { place: bank, limit: 50 })).map(({ id }) => id);
    };
    const settle = async (id: bigint, receipts?: readonly string[]) => {
      try {
        await explainRow(db(), id, { as: "post", customer, ...(receipts ? { receipts } : {}) }, act);
        return "settled";
      } catch (error) {
        if (error instanceof MoneyFault) return error.code;
        throw error;
      }
    };
    const unsettled = async () =>
      (await unsettledReceipts(db(), { customerCode: customer, limit: 10 })).map(({ receiptNumber }) => receiptNumber);
    const paidThree = async () => {
      for (const n of [1, 2, 3]) await collect(await owing(), `BL-0${n}`, 150_000);
    };

    it("all that is with the post: brought to our account, each receipt by it, and no fee is paid again", async () => {
      await paidThree();
      const [row] = await rows({ amount: 450_000n, text: "BUU DIEN NOP" });
      expect(await settle(row!)).to.equal("settled");
      expect(await money()).to.deep.equal({ [bank]: 450_000n, "fees:charged": -450_000n });
      expect(await unsettled()).to.deep.equal([]);
      expect((await reconcile(db(), bank, the23)).difference).to.equal(0n);
      expect(await unexplainedIn(world.gateway.database)).to.deep.equal([]);
    });

    it("a part by its receipts; the same settlement or receipt twice is refused", async () => {
      await paidThree();
      const [first, second] = await rows(
        { amount: 300_000n, text: "BUU DIEN NOP" },
        { amount: 150_000n, text: "BUU DIEN NOP" },
      );
      expect(await settle(first!, ["BL-01", "BL-03"])).to.equal("settled");
      expect(await unsettled()).to.deep.equal(["BL-02"]);
      expect(await settle(first!, ["BL-02"])).to.equal("case-closed");
      expect(await settle(second!, ["BL-01"])).to.equal("receipt-settled");
      expect(await settle(second!, ["BL-77"])).to.equal("receipt-unknown");
      expect(await settle(second!)).to.equal("settled");
      expect(await money()).to.deep.equal({ [bank]: 450_000n, "fees:charged": -450_000n });
    });

    it("another sum than its receipts is a case: it stays one, with what was tried, and nothing moved", async () => {
      await paidThree();
      const [row] = await rows({ amount: 449_999n, text: "BUU DIEN NOP" });
      expect(await settle(row!)).to.equal("settlement-differs");
      expect(await unsettled()).to.deep.equal(["BL-01", "BL-02", "BL-03"]);
      expect(await money()).to.deep.equal({
        ...{ [post]: 450_000n, [bank]: 449_999n, suspense: -449_999n, "fees:charged": -450_000n },
      });
      const noted = await world.gateway.database.sql<{ act: string; by: string }>(
        "select act, by from money_case_change where case_id = $1",
        [String(row)],
      );
      expect(noted).to.deep.equal([{ act: "noted", by: "ketoan" }]);
      expect(await cases()).to.deep.equal([`missingHere ${bank}`]);
    });

    it("a settlement of nothing, of a void receipt, or of what was collected after its day is none", async () => {
      const code = await owing();
      await collect(code, "BL-01");
      await correct(code, "BL-01", { isVoid: true });
      world.setClock("2026-11-24T10:00:00+07:00");
      await collect(code, "BL-02", 150_000, { collectedAt: "2026-11-24T08:00:00+07:00" });
      const [row] = await rows({ amount: 150_000n, text: "BUU DIEN NOP" });
      expect(await settle(row!, ["BL-01"])).to.equal("receipt-settled");
      expect(await settle(row!)).to.equal("settlement-differs");
      expect(await unsettled()).to.deep.equal(["BL-02"]);
    });

    it("by the command line: what is still with the post, and a settlement by its receipts or with a sentence why not", async () => {
      await paidThree();
      const [row] = await rows({ amount: 300_000n, text: "BUU DIEN NOP" });
      const hub = (...words: string[]) =>
        command(
          (program) => {
            addMoneyCommand(program, () => Promise.resolve(db()));
            addPostCommand(program, () => Promise.resolve(db()));
          },
          ...words,
        );
      const settlePost = (...receipts: string[]) =>
        hub(
          ...["money", "settle-post", String(row), "--customer", customer, "--why", "bảng kê 23/11"],
          ...(receipts.length > 0 ? ["--receipts", ...receipts] : []),
        );
      expect((await hub("post", "receipts")).split("\n")).to.have.length(3);
      expect(await refusalOf(settlePost())).to.include(
        "The receipts come to another sum than the row (3: 450000 ≠ 300000)",
      );
      expect(await settlePost("BL-01", "BL-03")).to.equal(`Việc ${String(row)}: bưu điện đã nộp.`);
      expect(await hub("post", "receipts", "--customer", customer)).to.match(
        /^KH-TAP {2}BL-02 {2}150000 {2}2026-11-20T02:30/,
      );
    });

    it("taken back, its receipts are with the post again, and the row is opened again", async () => {
      const code = await owing();
      await collect(code, "BL-01");
      const [row] = await rows({ amount: 150_000n, text: "BUU DIEN NOP" });
      expect(await settle(row!)).to.equal("settled");
      const [booking] = await world.gateway.database.sql<{ id: string }>(
        "select id from journal_booking where kind = 'postSettled'",
      );
      await reverseExplanation(db(), booking!.id, act);
      expect(await unsettled()).to.deep.equal(["BL-01"]);
      await reconcile(db(), bank, the23);
      const [again] = (await openCases(db(), { place: bank, limit: 5 })).map(({ id }) => id);
      expect(await settle(again!)).to.equal("settled");
      expect(await money()).to.deep.equal({ [bank]: 150_000n, "fees:charged": -150_000n });
    });

    it("its file taken back, its receipts are with the post again, and are settled by the next", async () => {
      await collect(await owing(), "BL-01");
      const [row] = await rows({ amount: 150_000n, text: "BUU DIEN NOP" });
      expect(await settle(row!)).to.equal("settled");
      const [file] = await world.gateway.database.sql<{ sha256: string }>("select sha256 from money_file");
      await takeBackFile(db(), file!.sha256, "takeBack", act);
      expect(await unsettled()).to.deep.equal(["BL-01"]);
      expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
      await bringStatement(db(), the23, { opening: 0n }, [{ amount: 150_000n, text: "BUU DIEN NOP" }], {
        ...{ sha256: sha256("lại"), at: act.at },
      });
      await reconcile(db(), bank, the23);
      const [again] = (await openCases(db(), { place: bank, limit: 5 })).map(({ id }) => id);
      expect(await settle(again!)).to.equal("settled");
      expect(await money()).to.deep.equal({ [bank]: 150_000n, "fees:charged": -150_000n });
    });

    it("a receipt that was settled is corrected no more: a person is called", async () => {
      const code = await owing();
      await collect(code, "BL-01");
      const [row] = await rows({ amount: 150_000n, text: "BUU DIEN NOP" });
      await settle(row!);
      for (let times = 0; times < 2; times++) {
        const { status, body } = await correct(code, "BL-01", { amountVnd: 15_000 });
        expect([status, body.code]).to.deep.equal([409, "post-receipt-settled"]);
      }
      expect(await cases()).to.deep.equal([`contradiction ${post}`]);
      expect(await money()).to.deep.equal({ [bank]: 150_000n, "fees:charged": -150_000n });
      const [called] = await openCases(db(), { place: post, limit: 5 });
      await closeCase(db(), called!.id, act);
      expect(await cases()).to.deep.equal([]);
    });

    it("settled before its dossier had a fee: it pays all the same once there is one", async () => {
      const code = await ordered();
      await collect(code, "BL-01");
      const [row] = await rows({ amount: 150_000n, text: "BUU DIEN NOP" });
      expect(await settle(row!)).to.equal("settled");
      expect(await money()).to.deep.equal({ [bank]: 150_000n, "post:unsettled": -150_000n });
      await fix(code);
      expect(await hearCollections(world.worker.world)).to.deep.equal({ heard: 1 });
      expect(await money()).to.deep.equal({ [bank]: 150_000n, "fees:charged": -150_000n });
    });
  });

  it("from before receipts paid fees (0087): none is heard by itself; void and restored by a person, it pays", async () => {
    const code = await ordered();
    await collect(code, "BL-01");
    await world.gateway.database.sql("update post_collection set heard_at = recorded_at");
    await fix(code);
    expect(await hearCollections(world.worker.world)).to.deep.equal({ heard: 0 });
    expect((await correct(code, "BL-01", { isVoid: true })).status).to.equal(201);
    expect((await correct(code, "BL-01", { amountVnd: 150_000 })).status).to.equal(201);
    expect(await attempts(code)).to.deep.equal([`${post} paid pays`]);
    expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
  });

  describe("a receipt entered under the wrong order", () => {
    it("void there, it is entered under the right one as its next version, with where it stood, and pays that fee", async () => {
      const [wrong, right] = [await owing(), await owing()];
      await collect(wrong, "BL-01");
      const early = await world.post(`/v1/post-orders/${right}/handover`, {
        ...{ by: commune, role: "postClerk" },
        records: { money: { receiptNumber: "BL-01", amountVnd: 150_000, collectedAt: "2026-11-20T09:30:00+07:00" } },
      });
      expect([early.status, early.body.code]).to.deep.equal([409, "post-record-differs"]);
      expect((await correct(wrong, "BL-01", { isVoid: true })).status).to.equal(201);
      const body = await collect(right, "BL-01");
      expect(body.collections).to.have.length(1);
      expect(body.collections[0]).to.deep.include({ amountVnd: 150_000, voidedAt: null, settledBy: null });
      expect(body.collections[0].corrections.map(({ reason }: { reason: string }) => reason)).to.deep.equal([
        "Gõ nhầm",
        `từ đơn ${wrong} / from order ${wrong}`,
      ]);
      expect((await world.ordersOf(wrong))[0].collections).to.deep.equal([]);
      expect(await attempts(right)).to.deep.equal([`${post} paid pays`]);
      expect(await dossier(right)).to.include({ money: "paid" });
      expect(await money()).to.deep.equal({
        ...{ [post]: 150_000n, "fees:owed": 150_000n, "fees:charged": -300_000n },
      });
      // the same again is the same; the wrong order has it no more
      await collect(right, "BL-01");
      const gone = await correct(wrong, "BL-01", { amountVnd: 150_000 });
      expect([gone.status, gone.body.code]).to.deep.equal([404, "post-receipt-unknown"]);
      const { status, body: after } = await correct(right, "BL-01", { isVoid: true });
      expect(status, JSON.stringify(after)).to.equal(201);
      expect(after.collections[0].corrections).to.have.length(3);
    });

    it("its dossier's words erased, nothing of its corrections is left under the other order either", async () => {
      const [wrong, right] = [await ordered(), await ordered()];
      await collect(wrong, "BL-01");
      await correct(wrong, "BL-01", { isVoid: true, reason: "Thu của bà Thử Nghiệm" });
      await collect(right, "BL-01");
      await world.gateway.database.sql("update dossier set state = 'stopped' where code = $1", [wrong]);
      await db()
        .transaction()
        .execute(async (tx) => {
          await raw`set local role hub_owner`.execute(tx);
          return eraseDossierWords(tx, parseDossierCode(wrong));
        });
      const kept = await world.gateway.database.sql("select reason, officer from post_correction order by version");
      expect(kept).to.deep.equal([
        { reason: "đã xóa", officer: null },
        { reason: "đã xóa", officer: null },
      ]);
    });
  });

  describe("taken where no fee is due", () => {
    const head = { ...act, by: "lanhdao", login: "login:lanhdao" };
    const faultOf = (work: Promise<unknown>) =>
      work.then(
        () => "done",
        (error: unknown) => (error as { code: string }).code,
      );

    it("and handed over with other receipts: one person proposes, another approves, and it leaves by its row", async () => {
      const code = await ordered();
      await collect(code, "BL-01");
      await collect(await owing(), "BL-02");
      await bringStatement(db(), day("2026-11-23"), { opening: 0n }, [{ amount: 300_000n, text: "BUU DIEN NOP" }], {
        at: act.at,
      });
      await reconcile(db(), bank, day("2026-11-23"));
      const [row] = await openCases(db(), { place: bank, limit: 5 });
      await explainRow(db(), row!.id, { as: "post", customer }, act);

      const id = await oweReceipt(db(), { customer, receipt: "BL-01" }, act);
      expect(await cases()).to.deep.equal([`suspense ${post}`]);
      expect(await faultOf(decideOwedBack(db(), id, true, act))).to.equal("same-person");
      await decideOwedBack(db(), id, true, head);
      expect(await money()).to.deep.equal({ [bank]: 300_000n, "refunds:owed": -150_000n, "fees:charged": -150_000n });
      expect(await cases()).to.deep.equal([]);
      expect(await world.matters()).to.deep.equal([]);

      // a fee that comes later is not paid by it, and nobody corrects or owes it back again
      await fix(code);
      expect(await hearCollections(world.worker.world)).to.deep.equal({ heard: 0 });
      expect(await faultOf(oweReceipt(db(), { customer, receipt: "BL-01" }, act))).to.equal("receipt-not-aside");

      await bringStatement(db(), day("2026-11-24"), { opening: 300_000n }, [{ amount: -150_000n, text: "TRA LAI" }], {
        sha256: sha256("24"),
        at: act.at,
      });
      await reconcile(db(), bank, day("2026-11-24"));
      const [left] = await openCases(db(), { place: bank, limit: 5 });
      await explainRow(db(), left!.id, { as: "owedBack", case: id }, act);
      expect(await money()).to.deep.equal({ [bank]: 150_000n, "fees:owed": 150_000n, "fees:charged": -300_000n });
    });

    it("still with the post: owed back, it is corrected no more, and the post settles it all the same", async () => {
      const code = await ordered();
      await collect(code, "BL-01");
      await decideOwedBack(db(), await oweReceipt(db(), { customer, receipt: "BL-01" }, act), true, head);
      expect(await money()).to.deep.equal({ [post]: 150_000n, "refunds:owed": -150_000n });
      const { status, body } = await correct(code, "BL-01", { isVoid: true });
      expect([status, body.code]).to.deep.equal([409, "post-receipt-decided"]);
      const with_ = await unsettledReceipts(db(), { customerCode: customer, limit: 10 });
      expect(with_.map(({ receiptNumber }) => receiptNumber)).to.deep.equal(["BL-01"]);
    });

    it("declined, void or its fee fixed meanwhile: the proposal is over, and nothing moved by it", async () => {
      const code = await ordered();
      await collect(code, "BL-01");
      const propose = () => oweReceipt(db(), { customer, receipt: "BL-01" }, act);
      const declined = await propose();
      await decideOwedBack(db(), declined, false, head);
      expect(await cases()).to.deep.equal([]);
      const voided = await propose();
      expect((await correct(code, "BL-01", { isVoid: true })).status).to.equal(201);
      expect(await faultOf(decideOwedBack(db(), voided, true, head))).to.equal("case-closed");
      expect(await faultOf(propose())).to.equal("receipt-not-aside");
      expect((await correct(code, "BL-01", { amountVnd: 150_000 })).status).to.equal(201);
      const late = await propose();
      await fix(code);
      expect(await hearCollections(world.worker.world)).to.deep.equal({ heard: 1 });
      expect(await faultOf(decideOwedBack(db(), late, true, head))).to.equal("case-closed");
      expect(await faultOf(propose())).to.equal("receipt-not-aside");
      expect(await faultOf(oweReceipt(db(), { customer, receipt: "BL-77" }, act))).to.equal("receipt-unknown");
      expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
    });

    it("by the command line, and the matter says how", async () => {
      const code = await ordered();
      await collect(code, "BL-01");
      const hub = (...words: string[]) =>
        command(
          (program) => {
            addMoneyCommand(program, () => Promise.resolve(db()));
            addPostCommand(program, () => Promise.resolve(db()));
          },
          ...words,
        );
      expect(await hub("post", "stuck")).to.include("hub money owe-receipt KH-TAP BL-01");
      expect(await hub("money", "owe-receipt", customer, "BL-01", "--why", "không phải nộp phí")).to.match(
        /^Việc \d+: chờ người khác duyệt\.$/,
      );
      expect(await cases()).to.deep.equal([`suspense ${post}`]);
    });
  });

  it("R11: a refund of it names the account that it leaves: it never leaves the post", async () => {
    const code = await owing();
    await collect(code, "BL-01");
    const { body } = await collect(code, "BL-02").then(async ({ collections }) =>
      world.post(`/v1/dossiers/${code}/payment-requests/${collections[0].reference}/refunds`, {
        ...{ by: commune, officer: "cb-01", amountVnd: 150_000, leftVnd: 300_000, reason: "Thu hai lần" },
      }),
    );
    const decision = (but: object) =>
      world.post(`/v1/dossiers/${code}/refunds/${body.key}/decisions`, { by: commune, officer: "tbp-01", ...but });
    expect((await decision({ decision: "approve" })).status).to.equal(201);
    const refused = await decision({ decision: "done", proof: "CT-1" });
    expect([refused.status, refused.body.code]).to.deep.equal([422, "refund-account-missing"]);
    const named = await decision({ decision: "done", proof: "CT-1", account: bank.slice("bank:".length) });
    expect(named.status, JSON.stringify(named.body)).to.equal(201);
    expect(await money()).to.deep.equal({ [post]: 300_000n, [bank]: -150_000n, "fees:charged": -150_000n });
  });

  describe("prices", () => {
    it("the sum that the post was asked to collect, and the postage that it had named, are held against its receipt", async () => {
      const code = await owing({ collectVnd: 160_000 });
      await world.gateway.database.sql("update post_order set fee_vnd = 30000, fee_at = now()");
      await collect(code, "BL-01", 150_000, { postageVnd: 33_000 });
      expect(await world.matters()).to.have.members(["collected-differs", "postage-differs"]);
      const [order] = await world.ordersOf(code);
      expect(order.collections[0]).to.include({ amountVnd: 150_000, postageVnd: 33_000 });
      // postage is the post's own: no line of our journal
      expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
    });

    it("a correction is held against what was asked for: as it was asked, nobody waits; another sum again, somebody does", async () => {
      const code = await owing({ collectVnd: 150_000 });
      await collect(code, "BL-01", 15_000);
      expect(await world.matters()).to.deep.equal(["collected-differs"]);
      expect((await correct(code, "BL-01", { amountVnd: 150_000 })).status).to.equal(201);
      expect(await world.matters()).to.deep.equal([]);
      expect((await correct(code, "BL-01", { amountVnd: 105_000 })).status).to.equal(201);
      expect(await world.matters()).to.deep.equal(["collected-differs"]);
      expect((await correct(code, "BL-01", { isVoid: true })).status).to.equal(201);
      expect(await world.matters()).to.deep.equal([]);
    });

    it("one of two receipts corrected: what the other one differs in stays somebody's", async () => {
      const code = await owing({ collectVnd: 150_000 });
      await collect(code, "BL-01", 15_000);
      await collect(code, "BL-02", 105_000);
      expect((await correct(code, "BL-02", { amountVnd: 150_000 })).status).to.equal(201);
      expect(await world.matters()).to.deep.equal(["collected-differs"]);
      const [matter] = await world.gateway.database.sql("select details from post_matter where closed_at is null");
      expect(matter).to.deep.equal({ details: { receipt: "BL-01", amount: "15000", asked: "150000" } });
    });

    it("what is as it was named is nobody's matter", async () => {
      const code = await owing({ collectVnd: 150_000 });
      await world.gateway.database.sql("update post_order set quoted_vnd = 30000, quoted_at = now()");
      await collect(code, "BL-01", 150_000, { postageVnd: 30_000 });
      expect(await world.matters()).to.deep.equal([]);
    });
  });
});

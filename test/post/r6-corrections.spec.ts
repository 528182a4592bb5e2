import { expect } from "chai";
import { sql } from "kysely";
import { takeOwedSteps } from "../../core/service/pay-steps.ts";
import { aKey } from "../support/gateway.ts";
import { balances } from "../support/money.ts";
import { eventually } from "../support/eventually.ts";
import { commune, openPostWorld, sending, type PostWorld } from "../support/post-world.ts";

const post = "post:KH-TAP";

/** Found by a reader: each of these fails today. */
describe("what the post collected, corrected", () => {
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
  const rows = (text: string) => world.gateway.database.sql(text);
  const fix = async (code: string, amountVnd = 150_000) => {
    const lines = [{ kind: "phi", name: "Phí thẩm định", amountVnd, basis: "Nghị quyết thử 01" }];
    const answer = await world.post(`/v1/dossiers/${code}/fees`, { by: commune, officer: "cb-01", lines });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  };
  const fixed = async () => {
    const code = await world.submitted();
    expect((await world.post(`/v1/dossiers/${code}/post-orders`, sending({}))).status).to.equal(201);
    expect((await world.step(code, "accept", { at: "2026-11-20T09:20:00+07:00" })).status).to.equal(201);
    await fix(code);
    return code;
  };
  const ask = async (code: string) => {
    const asked = await world.step(code, "askPayment", { at: "2026-11-20T09:25:00+07:00" });
    expect(asked.status, JSON.stringify(asked.body)).to.equal(201);
  };
  const owing = async () => {
    const code = await fixed();
    await ask(code);
    return code;
  };
  const collect = async (code: string, receiptNumber: string, amountVnd = 150_000, but: object = {}) => {
    const money = { receiptNumber, amountVnd, collectedAt: "2026-11-20T09:30:00+07:00", ...but };
    const answer = await world.post(`/v1/post-orders/${code}/handover`, {
      ...{ by: commune, role: "postClerk", records: { money } },
    });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  };
  const correct = async (code: string, receiptNumber: string, but: object) => {
    const answer = await world.post(
      `/v1/post-orders/${code}/corrections`,
      { by: commune, officer: "cb-02", receiptNumber, reason: "Gõ nhầm", ...but },
      aKey(),
    );
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  };
  const money = () => balances(db());

  it("4: the receipt that paid is void, another sum of 40,000 is owed back: the fee is owed, and 40,000 still goes back", async () => {
    const code = await owing();
    await collect(code, "BL-01");
    await collect(code, "BL-02", 40_000);
    const [one] = await rows("select reference from payment_request");
    const path = `/v1/dossiers/${code}/payment-requests/${String(one!["reference"])}/money`;
    const said = { by: commune, officer: "cb-01", to: "oweBack", reason: "Thu thừa" };
    expect((await world.post(path, said)).status).to.equal(201);
    expect(await money()).to.deep.equal({ [post]: 190_000n, "fees:charged": -150_000n, "refunds:owed": -40_000n });
    await correct(code, "BL-01", { isVoid: true });
    expect(await money()).to.deep.equal({
      ...{ [post]: 40_000n, "fees:charged": -150_000n, "fees:owed": 150_000n, "refunds:owed": -40_000n },
    });
  });

  it("1: a receipt is void while its dossier's step is being taken: the fee is owed, not closed as paid at a counter", async () => {
    const code = await fixed();
    // the step waits: nobody asked for the money yet
    await collect(code, "BL-01");
    await ask(code);
    world.minutesLater(60);
    let sweep: Promise<unknown> = Promise.resolve();
    await db()
      .transaction()
      .execute(async (tx) => {
        await sql`select from hub.dossier where code = ${code} for update`.execute(tx);
        sweep = takeOwedSteps(world.worker.world);
        await eventually("the sweep has read the step and waits for the dossier", async () => {
          const [found] = await rows(
            "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
          );
          return found!["n"] === 1;
        });
        await correct(code, "BL-01", { isVoid: true });
      });
    await sweep;
    expect(await money()).to.deep.equal({ "fees:charged": -150_000n, "fees:owed": 150_000n });
    expect(await rows("select money from dossier")).to.deep.equal([{ money: "due" }]);
  });

  it("1: the process dies between the dossier's step and its note, then the receipt is void: a person is called, and a true receipt later pays", async () => {
    const code = await owing();
    await collect(code, "BL-01");
    expect(await rows("select money from dossier")).to.deep.equal([{ money: "paid" }]);
    // taken and committed, and not noted any more
    await rows("update payment_step set done_at = null, how = null, next_at = owed_at");
    await correct(code, "BL-01", { isVoid: true });
    const called = await rows("select class from money_case where closed_at is null");
    await collect(code, "BL-02");
    world.minutesLater(60);
    await takeOwedSteps(world.worker.world);
    expect([called, await money(), await rows("select ended_why from fee")]).to.deep.equal([
      [{ class: "contradiction" }],
      { [post]: 150_000n, "fees:charged": -150_000n },
      [{ ended_why: null }],
    ]);
  });

  it("lesser, a: the moment of a second receipt is corrected: the fee's moment stays that of the first", async () => {
    const code = await owing();
    await collect(code, "BL-01");
    await collect(code, "BL-02");
    await correct(code, "BL-02", { collectedAt: "2026-11-20T09:10:00+07:00" });
    const [fee] = await rows("select paid_at from fee");
    expect((fee!["paid_at"] as Date).toISOString()).to.equal("2026-11-20T02:30:00.000Z");
  });

  it("lesser, b: the numbers BL-01 and BL-01#2 are two receipts, also once BL-01 is corrected", async () => {
    const code = await owing();
    await collect(code, "BL-01", 100_000);
    await collect(code, "BL-01#2", 100_000);
    await correct(code, "BL-01", { amountVnd: 50_000 });
  });

  it("lesser, c: of two receipts both are corrected, one after the other, where nobody decided anything", async () => {
    const code = await owing();
    await collect(code, "BL-01");
    await collect(code, "BL-02");
    await correct(code, "BL-01", { isVoid: true });
    await correct(code, "BL-02", { isVoid: true });
    expect(await money()).to.deep.equal({ "fees:charged": -150_000n, "fees:owed": 150_000n });
  });

  it("9: a receipt that paid a fee of before is corrected: the fee of today is not paid by it", async () => {
    const code = await owing();
    await collect(code, "BL-01");
    world.minutesLater(60);
    const asked = await world.step(code, "askPayment", {});
    expect(asked.status, JSON.stringify(asked.body)).to.equal(201);
    await fix(code, 90_000);
    await correct(code, "BL-01", { amountVnd: 90_000 });
    expect(await rows("select paid_by from fee where number = 2")).to.deep.equal([{ paid_by: null }]);
  });
});

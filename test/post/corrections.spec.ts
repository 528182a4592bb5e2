import { expect } from "chai";
import { sql } from "kysely";
import { takeOwedSteps } from "../../core/service/pay-steps.ts";
import { oweBackUntaken } from "../../core/service/pay-untaken.ts";
import { owedSteps } from "../../core/store/pay-steps.ts";
import { aKey } from "../support/gateway.ts";
import { balances } from "../support/money.ts";
import { eventually } from "../support/eventually.ts";
import { commune, openPostWorld, sending, type PostWorld } from "../support/post-world.ts";

const post = "post:KH-TAP";
const owed = { "fees:charged": -150_000n, "fees:owed": 150_000n };

/** What paid a fee, and what came beside it, is known by its journal, its attempt, its fee and its dossier: a correction leaves all of them agreeing. */
describe("receipts of the post that are corrected after money came beside them, or while their dossier is told", () => {
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
  const cases = async () =>
    (await rows("select class from money_case where closed_at is null order by id")).map((one) => one["class"]);
  const oweBack = async (code: string) => {
    const [one] = await rows("select reference from payment_request");
    const path = `/v1/dossiers/${code}/payment-requests/${String(one!["reference"])}/money`;
    const said = { by: commune, officer: "cb-01", to: "oweBack", reason: "Thu thừa" };
    expect((await world.post(path, said)).status).to.equal(201);
  };
  const paidAt = async () => {
    const [fee] = await rows("select paid_at from fee");
    return (fee!["paid_at"] as Date).toISOString();
  };
  const sweep = () => {
    world.minutesLater(60);
    return takeOwedSteps(world.worker.world);
  };
  /** The dossier is paid, and asks for a further fee. */
  const followed = async (code: string) => {
    world.minutesLater(60);
    const asked = await world.step(code, "askPayment", {});
    expect(asked.status, JSON.stringify(asked.body)).to.equal(201);
    await fix(code, 90_000);
  };
  const payers = async () =>
    (await rows("select number, paid_by is not null as paid, ended_why from fee order by number")).map(
      (fee) => `${String(fee["number"])} ${fee["paid"] ? "paid" : "unpaid"} ${String(fee["ended_why"] ?? "in force")}`,
    );

  describe("while the hub tells the dossier", () => {
    it("void as the step is being taken: the fee is owed, and is not closed as paid at a counter", async () => {
      const code = await fixed();
      // the step waits: nobody asked for the money yet
      await collect(code, "BL-01");
      await ask(code);
      world.minutesLater(60);
      let sweeping: Promise<unknown> = Promise.resolve();
      await db()
        .transaction()
        .execute(async (tx) => {
          await sql`select from hub.dossier where code = ${code} for update`.execute(tx);
          sweeping = takeOwedSteps(world.worker.world);
          await eventually("the sweep has read the step and waits for the dossier", async () => {
            const [found] = await rows(
              "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
            );
            return found!["n"] === 1;
          });
          await correct(code, "BL-01", { isVoid: true });
        });
      await sweeping;
      expect(await money()).to.deep.equal(owed);
      expect(await rows("select money from dossier")).to.deep.equal([{ money: "due" }]);
      // and what pays it then is told
      await collect(code, "BL-02");
      expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
      expect(await rows("select money from dossier")).to.deep.equal([{ money: "paid" }]);
    });

    it("void after the step was taken and before that was noted: a person is called, and a true receipt later pays", async () => {
      const code = await owing();
      await collect(code, "BL-01");
      expect(await rows("select money from dossier")).to.deep.equal([{ money: "paid" }]);
      // as a process leaves it that dies in between
      await rows("update payment_step set done_at = null, how = null, next_at = owed_at");
      await correct(code, "BL-01", { isVoid: true });
      expect(await cases()).to.deep.equal(["contradiction"]);
      await collect(code, "BL-02");
      await sweep();
      expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
      expect(await payers()).to.deep.equal(["1 paid in force"]);
      expect(await cases()).to.deep.equal([]);
    });

    it("a step that was read before the correction, and that the dossier refuses, ends nothing of what pays now", async () => {
      const code = await fixed();
      await collect(code, "BL-01");
      world.minutesLater(60);
      const [read] = await owedSteps(db(), world.now(), { most: 10 });
      await correct(code, "BL-01", { isVoid: true });
      await collect(code, "BL-02");
      expect(await oweBackUntaken({ db: db() }, read!, "step-not-allowed", world.now())).to.equal(false);
      expect(await payers()).to.deep.equal(["1 paid in force"]);
      expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
    });
  });

  describe("beside other money", () => {
    it("void where another sum was owed back: the fee is owed, and that sum still goes back", async () => {
      const code = await owing();
      await collect(code, "BL-01");
      await collect(code, "BL-02", 40_000);
      await oweBack(code);
      expect(await money()).to.deep.equal({ [post]: 190_000n, "fees:charged": -150_000n, "refunds:owed": -40_000n });
      await correct(code, "BL-01", { isVoid: true });
      expect(await money()).to.deep.equal({ ...owed, [post]: 40_000n, "refunds:owed": -40_000n });
      expect(await rows("select state, duty from payment_request")).to.deep.equal([
        { state: "paidLate", duty: "refund" },
      ]);
      expect(await cases()).to.deep.equal(["contradiction"]);
      // a true receipt pays under an attempt of its own
      await collect(code, "BL-03");
      await sweep();
      expect(await money()).to.deep.equal({ [post]: 190_000n, "fees:charged": -150_000n, "refunds:owed": -40_000n });
    });

    it("R16: sums that were owed back, and together are the fee, do not pay it in the place of what is void", async () => {
      const code = await owing();
      await collect(code, "BL-01");
      await collect(code, "BL-02", 90_000);
      await collect(code, "BL-03", 60_000);
      await oweBack(code);
      await correct(code, "BL-01", { isVoid: true });
      expect(await money()).to.deep.equal({ ...owed, [post]: 150_000n, "refunds:owed": -150_000n });
      expect(await payers()).to.deep.equal(["1 unpaid in force"]);
    });

    it("both of two, one after the other, where nobody decided anything: the fee is owed", async () => {
      const code = await owing();
      await collect(code, "BL-01");
      await collect(code, "BL-02");
      await correct(code, "BL-01", { isVoid: true });
      await correct(code, "BL-02", { isVoid: true });
      expect(await money()).to.deep.equal(owed);
      expect(await payers()).to.deep.equal(["1 unpaid in force"]);
      expect(await cases()).to.deep.equal(["contradiction"]);
    });

    it("all of three, one after the other: as long as one is left it pays", async () => {
      const code = await owing();
      for (const number of ["BL-01", "BL-02", "BL-03"]) await collect(code, number);
      for (const number of ["BL-01", "BL-02"]) await correct(code, number, { isVoid: true });
      expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:charged": -150_000n });
      await correct(code, "BL-03", { isVoid: true });
      expect(await money()).to.deep.equal(owed);
    });

    it("the fee was paid when the one came that pays it now", async () => {
      const code = await owing();
      await collect(code, "BL-01");
      await collect(code, "BL-02", 150_000, { collectedAt: "2026-11-20T09:40:00+07:00" });
      await correct(code, "BL-01", { isVoid: true });
      expect(await paidAt()).to.equal("2026-11-20T02:40:00.000Z");
    });

    it("the moment of a second receipt alone: the fee's moment stays that of the first", async () => {
      const code = await owing();
      await collect(code, "BL-01");
      await collect(code, "BL-02");
      await correct(code, "BL-02", { collectedAt: "2026-11-20T09:10:00+07:00" });
      expect(await paidAt()).to.equal("2026-11-20T02:30:00.000Z");
      await correct(code, "BL-01", { collectedAt: "2026-11-20T09:20:00+07:00" });
      expect(await paidAt()).to.equal("2026-11-20T02:20:00.000Z");
    });

    it("a receipt whose number looks like the correction of another: two receipts, each corrected by itself", async () => {
      const code = await owing();
      await collect(code, "BL-01", 100_000);
      await collect(code, "BL-01#2", 100_000);
      await correct(code, "BL-01", { amountVnd: 50_000 });
      await correct(code, "BL-01#2", { amountVnd: 60_000 });
      expect(await money()).to.deep.equal({ ...owed, [post]: 110_000n, suspense: -110_000n });
    });
  });

  describe("of a fee that another one followed", () => {
    it("to another sum: it waits for a person under that fee, and the fee of today is not paid by it", async () => {
      const code = await owing();
      await collect(code, "BL-01");
      await followed(code);
      await correct(code, "BL-01", { amountVnd: 90_000 });
      expect(await payers()).to.deep.equal(["1 unpaid settled", "2 unpaid in force"]);
      expect(await money()).to.deep.equal({
        ...{ [post]: 90_000n, suspense: -90_000n, "fees:owed": 90_000n, "fees:charged": -90_000n },
      });
      expect(await cases()).to.have.members(["contradiction", "suspense"]);
    });

    it("void: nobody owes that fee any more, and a person is called; right after all, it pays it again, and the dossier is told nothing", async () => {
      const code = await owing();
      await collect(code, "BL-01");
      await followed(code);
      await correct(code, "BL-01", { isVoid: true });
      expect(await money()).to.deep.equal({ "fees:owed": 90_000n, "fees:charged": -90_000n });
      expect(await cases()).to.deep.equal(["contradiction"]);
      await correct(code, "BL-01", { amountVnd: 150_000 });
      await sweep();
      expect(await payers()).to.deep.equal(["1 paid settled", "2 unpaid in force"]);
      expect(await money()).to.deep.equal({ [post]: 150_000n, "fees:owed": 90_000n, "fees:charged": -240_000n });
      expect(await cases()).to.deep.equal([]);
      expect(await rows("select money from dossier")).to.deep.equal([{ money: "due" }]);
    });
  });
});

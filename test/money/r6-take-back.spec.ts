import { expect } from "chai";
import { hearMessage } from "../../core/service/pay-hear.ts";
import { takeBackFile } from "../../core/service/money-take-back.ts";
import { bank, bringGatewayFile, bringStatement, day, reconcile, sha256 } from "../support/money.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { testPayments, type TestPayments } from "../support/payments.ts";

const the16 = day("2026-11-16");
const start = new Date("2026-11-16T02:00:00Z");
const act = { by: "ketoan", login: "login:ketoan01", why: "nham tai khoan", at: new Date("2026-11-18T02:00:00Z") };
const head = { ...act, by: "lanh dao", login: "login:lanhdao01" };

/** Found by a reader: each of these fails today. */
describe("after a file was taken back", () => {
  let pay: TestPayments;
  before(async () => {
    pay = await testPayments();
  });
  after(() => pay.close());
  let stood = 0n;
  beforeEach(async () => {
    stood = 0n;
    pay.setClock(start);
    await pay.gateway.database.sql(
      `truncate hub.dossier, hub.fee, hub.journal_booking, hub.payment_report, hub.money_case, hub.money_file, hub.money_row, hub.money_run
         restart identity cascade`,
    );
  });
  const rows = (text: string) => pay.gateway.database.sql(text);
  const comes = async (reference: string, amount: bigint, number: string, at = "2026-11-17T23:30:00Z", of = the16) => {
    const { db } = pay.gateway.database;
    const entries = [{ amount, text: reference, number, day: of }];
    const but = { sha256: sha256(number), name: number, at: new Date(at) };
    await bringStatement(db, of, { opening: stood }, entries, but);
    stood += amount;
    await reconcile(db, bank, of);
    pay.setClock(new Date(at));
    await pay.sweep();
  };
  const takeBack = async (number: string, isAll = true) => {
    const { db } = pay.gateway.database;
    expect((await takeBackFile(db, sha256(number), "takeBack", act)).became).to.equal("proposed");
    expect((await takeBackFile(db, sha256(number), "approve", head)).became).to.equal("takenBack");
    if (isAll) stood = 0n;
  };
  const end = async (code: string, reference: string) => {
    const body = { officer: "cb-01", reason: "thử" };
    const answer = await pay.send("POST", `/v1/dossiers/${code}/payment-requests/${reference}/end`, body);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  };
  const decide = async (code: string, reference: string, to: "fee" | "oweBack") => {
    const body = { officer: "cb-01", to, reason: "thử" };
    const answer = await pay.send("POST", `/v1/dossiers/${code}/payment-requests/${reference}/money`, body);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  };
  const feeOf = async () =>
    (await rows("select paid_by is not null as paid, ended_why from fee order by number")).map((one) => ({ ...one }));

  it("5: another sum under the attempt is owed back: the fee is owed, and another attempt can pay it", async () => {
    const code = await pay.owing();
    const { reference } = await pay.open(code, "transfer");
    await comes(reference, 150_000n, "FT1");
    await comes(reference, 40_000n, "FT2");
    await takeBack("FT1", false);
    await decide(code, reference, "oweBack");
    const opened = await pay.send("POST", `/v1/dossiers/${code}/payment-requests`, {
      officer: "cb-01",
      gateway: "transfer",
    });
    // the right account tells the payment after all
    await comes(reference, 150_000n, "FT3");
    const applied = await pay.send("POST", `/v1/dossiers/${code}/payment-requests/${reference}/money`, {
      ...{ officer: "cb-01", to: "fee", reason: "thử" },
    });
    expect([opened.status, applied.status]).to.deep.equal([201, 201]);
  });

  it("5: its gateway says that none came: the fee is owed, and another attempt can pay it", async () => {
    const code = await pay.owing();
    const { reference } = await pay.open(code, "vnpay");
    const { db } = pay.gateway.database;
    await bringGatewayFile(db, the16, [{ reference, theirNumber: "901", at: start }], {
      ...{ sha256: sha256("G1"), place: "gateway:vnpay", at: new Date("2026-11-17T06:00:00+07:00") },
    });
    await reconcile(db, "gateway:vnpay", the16);
    expect(await feeOf()).to.deep.equal([{ paid: true, ended_why: null }]);
    await takeBack("G1");
    await hearMessage(db, {
      ...{ gateway: "vnpay", holder: "gateway:vnpay", source: "asked", covers: ["reference", "amount", "outcome"] },
      report: {
        ...{ reference, outcome: "failed", amount: 150_000n, currency: "VND", theirNumber: null },
        ...{ at: null, code: "02", said: null },
      },
      ...{ contentSha256: sha256("failed"), raw: null, peer: null, at: act.at, givesReceipts: false, askAt: null },
    });
    expect(await feeOf()).to.deep.equal([{ paid: false, ended_why: null }]);
  });

  it("8: ended, and its money comes late and is let count: the dossier is told", async () => {
    const code = await pay.owing({ asked: false });
    const { reference } = await pay.open(code, "transfer");
    await comes(reference, 150_000n, "FT1");
    await takeBack("FT1");
    await end(code, reference);
    await comes(reference, 150_000n, "FT2");
    await decide(code, reference, "fee");
    expect((await pay.step(code, "askPayment", { role: "officer" })).status).to.equal(201);
    pay.setClock(new Date("2026-11-19T02:00:00Z"));
    await pay.sweep();
    expect(await rows("select money from dossier")).to.deep.equal([{ money: "paid" }]);
  });

  it("lesser, d: paid by the right account on another day, the fee bears that day", async () => {
    const code = await pay.owing();
    const { reference } = await pay.open(code, "transfer");
    await comes(reference, 150_000n, "FT1");
    await takeBack("FT1");
    await comes(reference, 150_000n, "FT2", "2026-11-19T23:30:00Z", day("2026-11-18"));
    const [fee] = await rows("select paid_at from fee");
    expect((fee!["paid_at"] as Date).toISOString().slice(0, 10)).to.equal("2026-11-18");
  });

  it("9: its attempt is ended where another fee followed: nothing is owed by nobody", async () => {
    const code = await pay.owing();
    const { reference } = await pay.open(code, "transfer");
    await comes(reference, 150_000n, "FT1");
    expect((await pay.step(code, "askPayment", { role: "officer" })).status).to.equal(201);
    const lines = [{ kind: "phi", name: "Phí bổ sung", amountVnd: 90_000, basis: "Nghị quyết thử 02" }];
    expect((await pay.send("POST", `/v1/dossiers/${code}/fees`, { officer: "cb-01", lines })).status).to.equal(201);
    await takeBack("FT1");
    await end(code, reference);
    const other = await pay.open(code, "transfer");
    await comes(other.reference, 90_000n, "FT2");
    expect(await pay.balances()).to.deep.equal({ "fees:charged": -90_000, [bank]: 90_000 });
  });

  const refund = async (code: string, reference: string, amountVnd: number, leftVnd: number) => {
    const path = `/v1/dossiers/${code}`;
    const said = { officer: "cb-01", amountVnd, leftVnd, reason: "Nộp hai lần" };
    const decided = await pay.send("POST", `${path}/payment-requests/${reference}/refunds`, said);
    expect(decided.status, JSON.stringify(decided.body)).to.equal(201);
    const { key } = decided.body;
    const approved = await pay.send("POST", `${path}/refunds/${key}/decisions`, {
      officer: "ld-01",
      decision: "approve",
    });
    expect(approved.status, JSON.stringify(approved.body)).to.equal(201);
    return key as string;
  };
  it("lesser, e: the first payment's file is taken back after the second went back as paid twice: no fee is paid without money", async () => {
    const code = await pay.owing();
    const { reference } = await pay.open(code, "transfer");
    await comes(reference, 150_000n, "FT1");
    await comes(reference, 150_000n, "FT2");
    const key = await refund(code, reference, 150_000, 300_000);
    const path = `/v1/dossiers/${code}/refunds/${key}/decisions`;
    const done = await pay.send("POST", path, { officer: "cb-01", decision: "done", proof: "CT-1" });
    expect(done.status, JSON.stringify(done.body)).to.equal(201);
    await takeBack("FT1", false);
    expect((await pay.balances())["refunds:owed"] ?? 0).to.be.at.most(0);
  });

  it("lesser, f (P3): two partners use one key for the money of two dossiers: both are answered", async () => {
    const late: { code: string; reference: string }[] = [];
    for (const number of ["FT1", "FT2"]) {
      const code = await pay.owing();
      const { reference } = await pay.open(code, "transfer");
      await end(code, reference);
      await comes(reference, 150_000n, number);
      late.push({ code, reference });
    }
    const answers: string[] = [];
    for (const [index, { code, reference }] of late.entries()) {
      const partner = ["commune", "its-new-software"][index]!;
      if (index > 0) await pay.gateway.register(partner, [walkNow.commune]);
      const { status, body } = await pay.gateway.send(
        "POST",
        `/v1/dossiers/${code}/payment-requests/${reference}/money`,
        {
          token: await pay.gateway.tokenOf(partner),
          ...{ key: "so-0001", body: { by: walkNow.commune, officer: "cb-01", to: "fee", reason: "thử" } },
        },
      );
      answers.push(`${status} ${body.code ?? ""}`);
    }
    expect(answers).to.deep.equal(["201 ", "201 "]);
  });
});

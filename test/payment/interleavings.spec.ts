import { expect } from "chai";
import type { Outgoing } from "../../adapters/payment/stand-in/counterparty.ts";
import { sendRefunds } from "../../core/service/pay-refunds.ts";
import { owedBack, leftOf } from "../../core/domain/payment/request.ts";
import { feesOf } from "../../core/store/pay-fees.ts";
import { requestsOf } from "../../core/store/pay-requests.ts";
import { aKey, type Answer } from "../support/gateway.ts";
import { cutConnections, makeLawful, Unlawful, useUpDead } from "../support/lawful.ts";
import { testPayments, type TestPayments } from "../support/payments.ts";
import { seeded } from "../support/seeded.ts";

/** How each says what it answered. */
const codeOf: Readonly<Record<Kind, (body: Readonly<Record<string, unknown>>) => unknown>> = {
  vnpay: (body) => body["RspCode"],
  payplatform: (body) => body["MaLoi"],
  keypay3: (body) => body["return_code"],
  vietcombank: (body) => (body["context"] as { errorCode: string }).errorCode,
};
const comeAgain: Readonly<Record<Kind, string>> = { vnpay: "99", payplatform: "99", keypay3: "-1", vietcombank: "400" };

const kinds = ["vnpay", "payplatform", "vietcombank", "keypay3"] as const;
type Kind = (typeof kinds)[number];

/**
 * Payers, gateways, officers, the sweep and a database whose connections break, in any order. Whatever happens, money adds
 * up: nothing is created or lost, nothing is kept that nobody owes.
 */
describe("any interleaving of create, pay, IPN, late IPN, query, refund and crash", function () {
  this.timeout(180_000);
  let pay: TestPayments;
  before(async () => {
    pay = await testPayments();
  });
  after(() => pay.close());

  for (const seed of [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610])
    it(`adds up (seed ${seed})`, async () => {
      await run(seed);
    });

  async function run(seed: number): Promise<void> {
    const { random, pick } = seeded(seed);
    let now = new Date("2026-11-16T02:00:00Z").getTime() + seed * 86_400_000 * 5;
    const pass = (minutes: number) => {
      now += minutes * 60_000;
      pay.setClock(new Date(now));
    };
    pass(0);
    const codes = [await pay.owing(), await pay.owing()];
    const attempts: { code: string; kind: Kind; reference: string }[] = [];
    const wrongs = new Map<string, string>();

    let hasDied = false;
    const lawful = makeLawful(() => hasDied);
    const asks = async (what: string, codes: readonly string[], send: () => Promise<Answer>) => {
      const answer = await lawful.asks(what, codes, send);
      return typeof answer === "string" ? undefined : answer;
    };
    const taken: Readonly<Record<Kind, readonly string[]>> = {
      ...{ vnpay: ["00", "02"], payplatform: ["00"], keypay3: ["0"], vietcombank: ["0", "1"] },
    };
    /** Answered as received, or, where the connections were cut, told to come again. */
    const tell = async (
      kind: Kind,
      message: Outgoing,
      { also = [], tries = 3 }: { readonly also?: readonly string[]; readonly tries?: number } = {},
    ): Promise<void> => {
      const answer = await lawful.mayDie(`IPN of ${kind}`, () => pay.standIns[kind].send(message));
      if (!answer || (hasDied && answer.status >= 500)) return;
      const code = String(codeOf[kind](answer.body));
      if ([...taken[kind], ...also, ...(hasDied ? [comeAgain[kind]] : [])].includes(code)) return;
      // a machine that stood still had no turn for it in time: it comes again, and what is refused is refused again
      if (code !== comeAgain[kind] || tries === 1) throw new Unlawful(`IPN of ${kind}: ${code}`);
      await tell(kind, message, { also, tries: tries - 1 });
    };
    const doing: Readonly<Record<string, () => Promise<unknown>>> = {
      async open() {
        const [code, kind] = [pick(codes) ?? "", pick(kinds) ?? "vnpay"];
        if (random() < 0.2)
          pay.standIns[kind].failNext(pick(["silentAfterWork", "ipnBeforeAnswer"] as const) ?? "notJson");
        const refusals = ["fee-already-paid", "fee-not-fixed", "payments-too-many"];
        const answer = await asks(`open ${kind}`, refusals, () =>
          pay.send("POST", `/v1/dossiers/${code}/payment-requests`, { officer: "cb-01", gateway: kind }),
        );
        if (!answer) return;
        const { body } = answer;
        attempts.push({ code, kind, reference: body.reference as string });
        // a gateway that has a fault just then shows its payer no page
        if (kind === "vnpay") await pay.standIns.vnpay.visit(body.redirect as string).catch(() => undefined);
      },
      pays() {
        const one = pick(attempts);
        if (!one) return Promise.resolve();
        const isSlip = one.kind === "vietcombank";
        if (isSlip && pay.standIns.vietcombank.orders.has(one.reference)) return Promise.resolve();
        pay.standIns[one.kind].settle(
          one.reference,
          random() < 0.15 && !isSlip ? "failed" : "paid",
          isSlip ? 150_000n : undefined,
        );
        return Promise.resolve();
      },
      async notifies() {
        const one = pick(attempts.filter(({ kind, reference }) => pay.standIns[kind].orders.get(reference)?.number));
        if (!one) return;
        const times = random() < 0.3 ? 3 : 1;
        const message = pay.standIns[one.kind].outgoing(one.reference);
        await Promise.all(Array.from({ length: times }, () => tell(one.kind, message)));
      },
      async paysWrong() {
        const one = pick(attempts.filter(({ kind }) => kind === "vietcombank"));
        if (!one || wrongs.has(one.reference)) return;
        wrongs.set(one.reference, `W${one.reference}`);
        const { vietcombank } = pay.standIns;
        if (!vietcombank.orders.has(one.reference)) vietcombank.settle(one.reference, "waiting", 150_000n);
        const message = vietcombank.outgoing(one.reference, {
          outcome: "paid",
          amount: random() < 0.5 ? "90000" : "200000",
          number: `W${one.reference}`,
        });
        // another sum: told so each time
        for (let time = 0; time < 3; time += 1) await tell("vietcombank", message, { also: ["3"] });
      },
      async waives() {
        if (random() >= 0.12) return;
        const refusals = ["payment-already-confirmed", "payment-already-waived", "step-not-allowed"];
        const code = pick(codes) ?? "";
        await asks("waive", refusals, () => pay.step(code, "waivePayment", { legalBasis: "Điều 5 luật thử" }));
      },
      async waits() {
        // a slip lives for ten days
        pass(random() < 0.15 ? 11 * 24 * 60 : Math.floor(random() * 90));
        await lawful.mayDie("sweep", () => pay.sweep());
      },
      async decides() {
        const one = pick(attempts);
        if (!one) return;
        const path = `/v1/dossiers/${one.code}/payment-requests/${one.reference}/money`;
        const to = random() < 0.5 ? "fee" : "oweBack";
        const refusals = ["money-not-waiting", "fee-already-paid", "money-not-enough", "refund-not-now"];
        await asks(`money to ${to}`, refusals, () => pay.send("POST", path, { officer: "cb-01", to, reason: "thử" }));
      },
      async givesBack() {
        const one = pick(attempts);
        const money = one && (await lawful.mayDie("look", () => pay.money(one.code)));
        const request = money?.fees.flatMap((fee) => fee.requests).find((row) => row.reference === one?.reference);
        if (!one || !request || request.owedBackVnd === 0) return;
        const key = aKey();
        const wish = { officer: "cb-01", reason: "thử", amountVnd: request.owedBackVnd, leftVnd: request.leftVnd };
        const owed = ["refund-too-much", "refund-left-differs", "refund-not-decided"];
        const decided = await asks("refund", owed, () =>
          pay.send("POST", `/v1/dossiers/${one.code}/payment-requests/${one.reference}/refunds`, wish, key),
        );
        if (!decided) return;
        const decision = random() < 0.85 ? "approve" : "withdraw";
        const decide = (by: object) =>
          asks("decide", ["refund-not-now"], () =>
            pay.send("POST", `/v1/dossiers/${one.code}/refunds/${key}/decisions`, by),
          );
        await decide({ officer: "tbp-01", decision });
        if (random() < 0.7) await lawful.mayDie("send refunds", () => sendRefunds(pay.world));
        else if (decision === "approve")
          await decide({ officer: "cb-01", decision: random() < 0.8 ? "done" : "refused", proof: "CT-1" });
      },
    };
    const names = "open open pays pays notifies notifies notifies paysWrong waits decides givesBack waives".split(" ");
    for (let index = 0; index < 70; index += 1) {
      // sometimes two at once, and a crash at any moment of them
      hasDied = false;
      const running = Promise.allSettled(
        Array.from({ length: random() < 0.3 ? 2 : 1 }, async () => doing[pick(names) ?? "waits"]?.()),
      );
      if (random() < 0.15) {
        await new Promise((resolve) => setTimeout(resolve, Math.floor(random() * 12)));
        hasDied = true;
        await cutConnections((text) => pay.gateway.database.sql(text));
      }
      const failed = (await running).find(({ status }) => status === "rejected");
      if (failed?.status === "rejected") throw failed.reason;
      await pay.settled();
      if (hasDied) await useUpDead(pay.gateway.database.db);
    }
    hasDied = false;
    await pay.settled();
    // whatever a gateway has is told until we say that we have it
    for (const { kind, reference } of attempts)
      if (pay.standIns[kind].orders.get(reference)?.status === "paid")
        await tell(kind, pay.standIns[kind].outgoing(reference));
    await pay.settled();
    // what a job had taken when its connection broke is due again by then
    for (const minutes of [5, 31]) {
      pass(minutes);
      await pay.sweep();
    }
    await addsUp(codes, attempts);
  }

  /** Of this database, since it was made: the order of locks leaves none. */
  const deadlocks = async (): Promise<number> => {
    const [row] = await pay.gateway.database.sql<{ n: number }>(
      "select deadlocks::int as n from pg_stat_database where datname = current_database()",
    );
    return row?.n ?? 0;
  };

  async function addsUp(
    codes: readonly string[],
    attempts: readonly { kind: Kind; reference: string }[],
  ): Promise<void> {
    const { db, sql } = pay.gateway.database;
    const balances = await pay.balances();
    expect(
      Object.values(balances).reduce((sum, amount) => sum + amount, 0),
      "the journal",
    ).to.equal(0);

    expect(await deadlocks()).to.equal(0);

    // every booking is a payment's, and no payment is there twice or lost
    for (const { kind, reference } of attempts) {
      const order = pay.standIns[kind].orders.get(reference);
      if (order?.status !== "paid" || order.number === null) continue;
      const rows = await sql("select kept from hub.payment where reference = $1 and amount = 150000", [reference]);
      expect(rows.length, `${kind} ${reference}`).to.equal(1);
    }
    const dossiers = await sql<{ id: string; code: string }>("select id::text as id, code from hub.dossier");
    let [owed, back, came, suspense] = [0n, 0n, 0n, 0n];
    for (const { id, code } of dossiers) {
      for (const fee of await feesOf(db, BigInt(id))) {
        const requests = await requestsOf(db, fee.id);
        const inTime = requests.filter(({ request }) =>
          ["paid", "paidTwice", "partlyRefunded"].includes(request.state),
        );
        expect(inTime.length, `${code} is paid once`).to.be.at.most(1);
        const left = requests.reduce((sum, { request }) => sum + leftOf(request), 0n);
        const owedHere = requests.reduce((sum, { request }) => sum + owedBack(request), 0n);
        // what is beyond the fee is owed back, to the dong
        expect(left - owedHere, code).to.equal(fee.paidBy === null ? 0n : fee.amount);
        if (fee.paidBy === null && fee.endedAt === null) owed += fee.amount;
        back += owedHere;
        came += left;
      }
      const { payments } = (await pay.send("GET", `/v1/dossiers/${code}`)).body;
      const confirmed = payments.filter(({ step }: { step: string }) => step === "confirmPayment");
      const [fee] = await feesOf(db, BigInt(id));
      if (codes.includes(code)) expect(confirmed.length, `${code} was told once`).to.equal(fee?.paidBy ? 1 : 0);
    }
    const [waiting] = await sql<{ sum: string }>(
      "select coalesce(sum(amount), 0)::text as sum from hub.payment where kept = 'suspense'",
    );
    suspense = BigInt(waiting?.sum ?? 0);
    const at = (prefix: string) =>
      Object.entries(balances).reduce((sum, [account, amount]) => (account.startsWith(prefix) ? sum + amount : sum), 0);
    expect(BigInt(at("fees:owed")), "fees that are owed").to.equal(owed);
    expect(BigInt(-at("refunds:owed")), "owed back").to.equal(back);
    expect(BigInt(-at("suspense")), "in suspense").to.equal(suspense);
    expect(BigInt(at("gateway:") + at("bank:")), "what is there").to.equal(came + suspense);
  }
});

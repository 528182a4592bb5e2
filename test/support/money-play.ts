import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStatementSettings, type StatementSettings } from "../../adapters/statement/settings.ts";
import { takeFile } from "../../adapters/statement/take-file.ts";
import type { Outgoing } from "../../adapters/payment/stand-in/counterparty.ts";
import { dayAfter, dayOf, type Day } from "../../core/domain/day.ts";
import type { Holder } from "../../core/domain/payment/journal.ts";
import { MoneyFault } from "../../core/domain/payment/money-fault.ts";
import * as moneyCases from "../../core/service/money-cases.ts";
import { makeHearStatementPayment } from "../../core/service/money-hear.ts";
import { reconcileDue } from "../../core/service/money-reconcile.ts";
import { decideHeldFile, type TakenFile } from "../../core/service/money-take.ts";
import { fetchReceipts } from "../../core/service/pay-receipts.ts";
import { sendRefunds } from "../../core/service/pay-refunds.ts";
import { openCases, type StoredCase } from "../../core/store/money-cases.ts";
import { makePostDesk, reachPost } from "../../main/post.ts";
import { makeBreaking, type Breaking } from "./breaking.ts";
import { aKey, type Answer } from "./gateway.ts";
import { cutConnections, makeLawful, Unlawful, useUpDead } from "./lawful.ts";
import { bankAccount, gatewayNames, moneyTruth, type GatewayName, type MoneyTruth } from "./money-truth.ts";
import { testPayments, type TestPayments } from "./payments.ts";
import { connectionFor, sending } from "./post-world.ts";
import { seeded } from "./seeded.ts";

/** The hub with its gateways, its bank and its post, for one run after the other. */
export interface MoneyStage {
  readonly pay: TestPayments;
  readonly breaking: Breaking;
  readonly settings: StatementSettings;
  /** Where files are brought from. */
  readonly folder: string;
  readonly reset: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export const postCustomer = "practice-customer";
/** What a gateway keeps of a day that it hands on; those that keep nothing are known by an installation's rule. */
const charges: Readonly<Record<GatewayName, bigint>> = {
  ...{ vnpay: 1_100n, payplatform: 0n, keypay3: 0n, vietcombank: 2_200n },
};

export async function openMoneyStage(): Promise<MoneyStage> {
  const breaking = makeBreaking();
  // nothing is told to the post here: its worker does not run
  const { connection, remove } = connectionFor("VP-1", "http://127.0.0.1:9", { customerCode: postCustomer });
  const pay = await testPayments({
    post: (db, now) => makePostDesk(connection, reachPost(db, connection, now)),
  });
  const folder = await mkdtemp(join(tmpdir(), "hub-money-play-"));
  const layout = {
    encoding: "plain",
    columns: ["REF", "NUM", "AMT", "CODE", "AT"],
    of: { reference: "REF", theirNumber: "NUM", amount: "AMT", code: "CODE", at: "AT" },
    timeForm: "yyyyMMddHHmmss",
    outcomes: { "00": "paid", "09": "reversed" },
    summary: { marker: "TONG", count: 1, total: 2 },
  };
  const rule = (id: string, way: "in" | "out", has: string, is: object) => ({
    ...{ id, account: bankAccount, way, has },
    ...is,
  });
  const file = join(folder, "money.yaml");
  await writeFile(
    file,
    // JSON is YAML
    JSON.stringify({
      accounts: [{ number: bankAccount }],
      gateways: gatewayNames.map((name) => ({ name, file: layout })),
      explain: [
        rule("account-fee", "out", "phi quan ly tai khoan", { charge: "account" }),
        ...gatewayNames
          .filter((name) => charges[name] === 0n)
          .map((name) => rule(`day-${name}`, "in", `quyet toan ${name}`, { settlementOf: name })),
      ],
    }),
  );
  return {
    ...{ pay, breaking, folder, settings: readStatementSettings(file) },
    async reset() {
      breaking.revive();
      await pay.settled();
      for (const { orders } of Object.values(pay.standIns)) orders.clear();
      // all that a run writes, whatever hangs on what
      const tables = await pay.gateway.database.sql<{ name: string }>(
        `select format('hub.%I', tablename) as name from pg_tables
          where schemaname = 'hub' and tablename ~ '^(dossier|outbox|idempotency|fee|payment|refund|journal|money|statement|post)(_|$)'`,
      );
      await pay.gateway.database.sql(`truncate ${tables.map(({ name }) => name).join()} restart identity cascade`);
      await pay.gateway.database.sql("alter sequence hub.payment_number restart");
    },
    async close() {
      await pay.close();
      remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Attempt {
  readonly code: string;
  /** `post`: what takes the receipts of the post. */
  readonly kind: GatewayName | "transfer" | "post";
  readonly reference: string;
  readonly amount: bigint;
  readonly redirect: string | null;
  /** The dossier's fee that it is of, as people count them; null: another one was fixed just then. */
  readonly fee: number | null;
  readonly openedAt: number;
  /** Until then nobody gives it up. */
  readonly expiresAt: number;
  /** How many times somebody ended it, or may have: nobody is held to its money then. */
  endings: number;
}

/** What people know of a dossier's fees without looking at the hub. */
export interface TrueFees {
  /** Of the fee in force, or the last one. */
  number: number;
  amount: bigint;
  /** Acts that ended it, or may have: waived, withdrawn, paid at the counter, fixed anew. */
  endings: number;
  /** Acts by which its dossier ended, so that it may take no payment any more. */
  withdrawals: number;
  /** Acts by which a part of it was not charged after all. */
  refundsDecided: number;
  /** Fees for which exact money was told in time, and of what. */
  readonly mustBePaid: Map<number, string>;
}

/** What is on record of a run, for the oracle, and for who reads why a seed failed. */
export interface Played {
  readonly truth: MoneyTruth;
  readonly codes: readonly string[];
  readonly attempts: readonly Attempt[];
  readonly fees: ReadonlyMap<string, TrueFees>;
  /** When all files had come for the first time. */
  readonly allToldAt: number;
  readonly log: readonly string[];
}

interface RefundSeen {
  /** Of which payment it is; null: of none alone. */
  readonly payment?: string | null;
  readonly key: string;
  readonly reference: string;
  readonly amountVnd: number;
  readonly state: string;
}
interface RequestSeen {
  readonly reference: string;
  readonly gateway: string;
  readonly state: string;
  readonly leftVnd: number;
  readonly owedBackVnd: number;
}

export interface PlayOptions {
  readonly days?: number;
  /** Acts of a day. */
  readonly acts?: number;
  /** Acts that are never drawn. */
  readonly without?: readonly string[];
}

/**
 * Some days of payers, gateways, officers, a bank, the post, jobs and a process that dies, drawn from a seed; then quiet days in
 * which every file comes, every job runs and people finish what is theirs.
 */
export async function playMoney(
  stage: MoneyStage,
  seed: number,
  { days = 3, acts = 22, without = [] }: PlayOptions = {},
): Promise<Played> {
  const { pay, breaking, settings, folder } = stage;
  const { db, sql } = pay.gateway.database;
  const { random, chance, whole, pick, oneOf } = seeded(seed);
  const truth = moneyTruth();
  const log: string[] = [];
  const attempts: Attempt[] = [];
  const codes: string[] = [];
  const ipns: {
    readonly kind: GatewayName;
    readonly reference: string;
    readonly message: Outgoing;
    /** It tells of the sum that was asked for. */
    readonly isExact: boolean;
  }[] = [];
  const fees = new Map<string, TrueFees>();
  /** What an officer's program sends again, because it got no answer. */
  const again: (() => Promise<unknown>)[] = [];
  const paidBack = new Set<string>();
  let allToldAt = Infinity;
  let settled = 0;
  let faults = 0;
  let now = new Date("2026-11-16T01:00:00Z").getTime();
  /** Whether the process died in what runs just now. */
  let hasDied = false;
  const pass = (ms: number) => {
    now += ms;
    pay.setClock(new Date(now));
  };
  const minutes = 60_000;
  const at = () => new Date(now);
  const today = () => dayOf(at());
  const note = (words: string) => void log.push(`${at().toISOString().slice(5, 16)} ${words}`);
  pass(0);
  await stage.reset();

  const lawful = makeLawful(() => hasDied || breaking.isDead(), note);
  const { mayDie } = lawful;
  /** An officer's request. Undefined: refused lawfully, or nobody knows; then it is mostly sent again. */
  async function asks(
    what: string,
    codes: readonly string[],
    send: () => Promise<Answer>,
    ending: Ending = { begins: () => undefined, isRefused: () => undefined },
  ): Promise<Answer | undefined> {
    ending.begins();
    const answer = await lawful.asks(what, codes, send);
    if (answer === "refused") ending.isRefused();
    if (answer === "unknown" && chance(0.8))
      again.push(() => asks(what, codes, send, { ...ending, begins: () => undefined }));
    return typeof answer === "string" ? undefined : answer;
  }

  /** What an act may do to a fee is done from its beginning on, unless it is refused. */
  interface Ending {
    readonly begins: () => void;
    readonly isRefused: () => void;
  }
  const counting = <K extends string>(of: Record<K, number> | undefined, ...what: readonly K[]): Ending => ({
    begins: () => what.forEach((name) => of && (of[name] += 1)),
    isRefused: () => what.forEach((name) => of && (of[name] -= 1)),
  });
  const feesOf = (code: string) => fees.get(code);
  const knowFee = (code: string, amount: bigint) =>
    void fees.set(code, { number: 1, amount, endings: 0, withdrawals: 0, refundsDecided: 0, mustBePaid: new Map() });
  /** Undefined: somebody ended the fee, or may have. */
  const inForce = (code: string): number | undefined => {
    const of = fees.get(code);
    return of?.endings === 0 ? of.number : undefined;
  };
  const mustBePaid = (code: string, fee: number, of: string): void => {
    if (inForce(code) === fee) fees.get(code)?.mustBePaid.set(fee, of);
  };
  const attemptInTime = (reference: string): Attempt | undefined => {
    const one = attempts.find((attempt) => attempt.reference === reference);
    if (one?.endings !== 0 || one.fee === null || inForce(one.code) !== one.fee) return undefined;
    // nobody waits longer than three days for what a gateway is asked to answer
    return now < one.openedAt + 3 * 24 * 60 * minutes && paidInTime(one) ? one : undefined;
  };
  /** At its gateway, while it could be paid there. */
  const paidInTime = ({ reference, kind, amount, expiresAt }: Attempt): boolean =>
    truth.moves.some(
      (move) =>
        move.reference === reference &&
        move.gateway === kind &&
        move.amount === amount &&
        move.at.getTime() < expiresAt,
    );

  const moneyOf = async (code: string) => {
    const seen = await mayDie(`look at ${code}`, () => pay.money(code));
    const fees = (seen?.fees ?? []) as {
      readonly paidBy: string | null;
      readonly endedAt: string | null;
      readonly requests: readonly RequestSeen[];
      readonly refunds: readonly RefundSeen[];
      readonly payments: readonly {
        readonly id: string;
        readonly holder: string;
        readonly reference: string;
        readonly amountVnd: number;
        readonly kept: string;
      }[];
    }[];
    return {
      fees,
      requests: fees.flatMap(({ requests }) => requests),
      refunds: fees.flatMap(({ refunds }) => refunds),
      payments: fees.flatMap(({ payments }) => payments),
    };
  };

  /** What the stand-ins did without our hand: a payment before our answer, a refund. */
  function harvest(): void {
    for (const gateway of gatewayNames) {
      if (gateway === "vietcombank") continue;
      for (const order of pay.standIns[gateway].orders.values()) {
        const { reference } = order;
        const own = truth.moves.filter((move) => move.gateway === gateway && move.reference === reference);
        if (order.status === "paid" && !own.some(({ amount }) => amount > 0n))
          truth.move({
            ...{ gateway, reference, amount: order.amount, at: at() },
            number: gateway === "keypay3" ? null : order.number,
          });
        const back = own.filter(({ amount }) => amount < 0n).length;
        for (const amount of [...order.refunds.values()].slice(back)) {
          note(`${gateway} gave back ${amount} of ${reference}`);
          truth.move({ gateway, reference, amount: -amount, number: null, at: at() });
        }
      }
    }
  }

  const answeredBy: Readonly<Record<GatewayName, (body: Readonly<Record<string, unknown>>) => string>> = {
    vnpay: (body) => String(body["RspCode"]),
    payplatform: (body) => String(body["MaLoi"]),
    keypay3: (body) => String(body["return_code"]),
    vietcombank: (body) => (body["context"] as { errorCode: string }).errorCode,
  };
  const taken: Readonly<Record<GatewayName, readonly string[]>> = {
    ...{ vnpay: ["00", "02"], payplatform: ["00"], keypay3: ["0"], vietcombank: ["0", "1", "3"] },
  };
  const comeAgain = { vnpay: "99", payplatform: "99", keypay3: "-1", vietcombank: "400" } as const;
  const badlySigned = { vnpay: "97", payplatform: "99", keypay3: "-1", vietcombank: "18" } as const;
  /** By their callback alone; the other one is asked. */
  const believed: readonly GatewayName[] = ["vnpay", "payplatform", "vietcombank"];
  /** @returns whether the gateway is content. */
  async function tell(one: (typeof ipns)[number], what: string, tries = 3): Promise<boolean> {
    const { kind, reference, message, isExact } = one;
    const before = isExact && believed.includes(kind) ? attemptInTime(reference) : undefined;
    const answer = await mayDie(what, () => pay.standIns[kind].send(message));
    if (!answer) return false;
    const code = answer.status === 200 ? answeredBy[kind](answer.body) : `HTTP ${answer.status}`;
    note(`${what} ${kind} ${reference}: ${code}`);
    if (taken[kind].includes(code)) {
      if (before && before.endings === 0 && before.fee !== null)
        mustBePaid(before.code, before.fee, `${kind} ${reference}`);
      return true;
    }
    if ((hasDied || breaking.isDead()) && (code === comeAgain[kind] || answer.status >= 500)) return false;
    // a machine that stood still had no turn for it in time: it comes again, and what is refused is refused again
    if (code === comeAgain[kind] && tries > 1) return tell(one, what, tries - 1);
    throw new Unlawful(`${what} ${kind} ${reference}: ${code} ${JSON.stringify(answer.body)}`);
  }

  let numbers = 0;
  const pays: Readonly<Record<string, () => Promise<unknown> | undefined>> = {
    async open() {
      const [code, kind] = [pick(codes) ?? "", oneOf("transfer", "transfer", ...gatewayNames)];
      if ((kind === "payplatform" || kind === "keypay3") && chance(0.3)) {
        faults += 1;
        pay.standIns[kind].failNext(oneOf("silentAfterWork", "ipnBeforeAnswer"));
      }
      const key = aKey();
      const refusals = ["fee-already-paid", "fee-not-fixed", "payments-too-many"];
      const [fee, openedAt] = [inForce(code), now];
      const answer = await asks(`open ${kind} of ${code}`, refusals, () =>
        pay.send("POST", `/v1/dossiers/${code}/payment-requests`, { officer: "cb-01", gateway: kind }, key),
      );
      harvest();
      if (!answer) return;
      const { reference, redirect, amountVnd, expiresAt, state } = answer.body as {
        readonly reference: string;
        readonly redirect: string | null;
        readonly amountVnd: number;
        readonly expiresAt: string;
        readonly state: string;
      };
      attempts.push({
        ...{ code, kind, reference, amount: BigInt(amountVnd), redirect, openedAt, expiresAt: Date.parse(expiresAt) },
        fee: inForce(code) === fee ? (fee ?? null) : null,
        endings: state === "failed" ? 1 : 0,
      });
      // a gateway that has a fault just then shows its payer no page
      if (kind === "vnpay" && redirect !== null && chance(0.9))
        await pay.standIns.vnpay.visit(redirect).catch(() => note(`${reference}: no page`));
    },
    async pays() {
      const one = pick(attempts);
      if (!one) return;
      const { kind, reference, amount } = one;
      // a postman's receipts are acts of their own
      if (kind === "post") return;
      if (kind === "transfer") {
        const notes = [reference, `NOP PHI ${reference}`, `${reference} nguyen van thu`, "nop phi ho so"];
        const text = pick([...notes, `NOP PHI ${reference}`, `chuyen tien ${reference.slice(0, 10)}`]) ?? reference;
        const sent = chance(0.15) ? amount + oneOf(-10_000n, 5_000n) : amount;
        const { number } = truth.enter({ amount: sent, text, day: today(), meaning: { is: "payment", reference } });
        note(`transfer ${number} of ${sent} for ${reference}: ${text}`);
        return;
      }
      const standIn = pay.standIns[kind];
      if (kind === "vietcombank") {
        const sent = chance(0.2) ? amount + oneOf(-40_000n, 60_000n) : amount;
        const number = `VC${(numbers += 1)}`;
        truth.move({ gateway: kind, reference, amount: sent, number, at: at() });
        const message = standIn.outgoing(reference, { outcome: "paid", amount: String(sent), number });
        ipns.push({ kind, reference, message, isExact: sent === amount });
        note(`${kind} ${reference} paid ${sent} as ${number}`);
        return;
      }
      const order = standIn.orders.get(reference);
      if (!order) return;
      if (order.status === "paid") {
        // the payer pays the same attempt once more, where the gateway lets him
        if (kind !== "payplatform" || !chance(0.4)) return;
        const number = `PP${(numbers += 1)}`;
        truth.move({ gateway: kind, reference, amount, number, at: at() });
        const message = standIn.outgoing(reference, { outcome: "paid", number });
        ipns.push({ kind, reference, message, isExact: true });
        note(`${kind} ${reference} paid again as ${number}`);
        return;
      }
      const isPaid = !chance(0.15);
      if (!isPaid) one.endings += 1;
      standIn.settle(reference, isPaid ? "paid" : "failed");
      note(`${kind} ${reference} ${order.status} ${order.number ?? ""}`);
      harvest();
      // of this one nothing is heard unless it is asked, but for a hint now and then
      if (kind !== "keypay3" || chance(0.3))
        ipns.push({ kind, reference, message: standIn.outgoing(reference), isExact: isPaid });
      return Promise.resolve();
    },
    async notifies() {
      const one = pick(ipns);
      if (!one) return;
      const times = chance(0.3) ? 3 : 1;
      const said = await Promise.all(Array.from({ length: times }, () => tell(one, "IPN")));
      if (said.every(Boolean) && chance(0.7)) ipns.splice(ipns.indexOf(one), 1);
    },
    losesIpn() {
      const one = pick(ipns);
      if (one) ipns.splice(ipns.indexOf(one), 1);
      if (one) note(`IPN ${one.kind} ${one.reference} is lost`);
      return undefined;
    },
    async wrongChecksum() {
      const one = pick(ipns);
      if (!one) return;
      const { kind, reference, message } = one;
      const name = { payplatform: "MaXacThuc", keypay3: "check_sum", vietcombank: "signature", vnpay: "" }[kind];
      const forged: Outgoing = message.body
        ? { ...message, body: { ...message.body, [name]: "0".repeat(64) } }
        : { ...message, query: message.query.replace(/vnp_SecureHash=.*/, `vnp_SecureHash=${"0".repeat(128)}`) };
      const answer = await mayDie("forged IPN", () => pay.standIns[kind].send(forged));
      const code = answer?.status === 200 ? answeredBy[kind](answer.body) : "";
      if (answer && code !== badlySigned[kind] && !hasDied && !breaking.isDead())
        throw new Unlawful(`forged IPN ${kind} ${reference}: ${JSON.stringify(answer.body)}`);
    },
    async returns() {
      const one = pick(attempts.filter(({ kind }) => kind === "vnpay"));
      if (!one) return;
      const { query } = pay.standIns.vnpay.outgoing(one.reference, { outcome: "paid", number: "99" });
      await mayDie("browser", async () => (await fetch(`${pay.url}/payments/return/vnpay?${query}`)).text());
      await pay.settled();
    },
    async waits() {
      pass(chance(0.2) ? 100 * minutes : whole(40) * minutes);
      await mayDie("sweep", () => pay.sweep());
    },
    async waives() {
      if (!chance(0.25)) return;
      const code = pick(codes) ?? "";
      const refusals = [
        ...["payment-already-confirmed", "payment-already-waived", "step-not-allowed", "step-not-yours"],
        ...["dossier-not-held", "not-your-dossier"],
      ];
      const key = aKey();
      const wish = { step: "waivePayment", role: "officer", legalBasis: "Điều 5 luật thử" };
      await asks(
        `waive ${code}`,
        refusals,
        () => pay.send("POST", `/v1/dossiers/${code}/steps`, wish, key),
        counting(feesOf(code), "endings"),
      );
    },
    async withdraws() {
      if (!chance(0.25)) return;
      const code = pick(codes) ?? "";
      const [first, second] = [aKey(), aKey()];
      const path = `/v1/dossiers/${code}/steps`;
      const refusals = ["step-not-allowed", "result-already-issued", "payment-already-confirmed"];
      await asks(`request withdrawal of ${code}`, refusals, () =>
        pay.send("POST", path, { step: "requestWithdrawal", role: "applicant" }, first),
      );
      await asks(
        `withdraw ${code}`,
        refusals,
        () => pay.send("POST", path, { step: "confirmWithdrawal", role: "officer" }, second),
        counting(feesOf(code), "endings", "withdrawals", "refundsDecided"),
      );
    },
    async paysAtCounter() {
      if (!chance(0.2)) return;
      const code = pick(codes) ?? "";
      const key = aKey();
      const refusals = ["step-not-allowed", "payment-already-confirmed", "payment-already-waived"];
      const wish = { step: "confirmPayment", role: "officer", paymentReference: `BL-${(numbers += 1)}` };
      await asks(
        `cash for ${code}`,
        refusals,
        () => pay.send("POST", `/v1/dossiers/${code}/steps`, wish, key),
        counting(feesOf(code), "endings"),
      );
    },
    async fixesFee() {
      if (!chance(0.3)) return;
      const code = pick(codes) ?? "";
      const { money } = ((await mayDie("look", () => pay.send("GET", `/v1/dossiers/${code}`)))?.body ?? {}) as {
        readonly money?: string;
      };
      const { fees } = await moneyOf(code);
      // a supplementary fee, and one of a matter that is settled, are asked for in the specs of fees
      if (money !== "due" || fees.some(({ paidBy }) => paidBy !== null)) return;
      const lines = [
        { kind: "phi", name: "Phí", amountVnd: oneOf(120_000, 150_000, 180_000), basis: "Nghị quyết thử 02" },
      ];
      const key = aKey();
      const own = feesOf(code);
      const fixed = await asks(
        `fix a fee of ${lines[0]?.amountVnd} for ${code}`,
        feeRefused,
        () => pay.send("POST", `/v1/dossiers/${code}/fees`, { officer: "cb-01", lines }, key),
        counting(own, "endings"),
      );
      // of one that was fixed while others acted on it nobody is sure
      if (!fixed || !own) return;
      own.number += 1;
      own.amount = BigInt(lines[0]?.amountVnd ?? 0);
      if (own.endings === 1) own.endings = 0;
    },
    async decidesRefund() {
      if (!chance(0.4)) return;
      const code = pick(codes) ?? "";
      const key = aKey();
      const refusals = [...["step-not-allowed", "nothing-to-refund", "refund-still-owed", "refund-already-recorded"]];
      const wish = { step: "decideRefund", role: "oneStopHead", legalBasis: "Điều 5 luật thử", reason: "thử" };
      await asks(
        `the head decides that ${code} is refunded`,
        refusals,
        () => pay.send("POST", `/v1/dossiers/${code}/steps`, wish, key),
        counting(feesOf(code), "refundsDecided"),
      );
    },
    async applies() {
      const one = pick(attempts);
      if (!one) return;
      const to = oneOf("fee", "oweBack");
      const key = aKey();
      const refusals = ["money-not-waiting", "fee-already-paid", "money-not-enough", "refund-not-now"];
      const path = `/v1/dossiers/${one.code}/payment-requests/${one.reference}/money`;
      await asks(
        `money of ${one.reference} to ${to}`,
        refusals,
        () => pay.send("POST", path, { officer: "cb-01", to, reason: "thử" }, key),
        to === "oweBack" ? counting(one, "endings") : undefined,
      );
    },
    async endsAttempt() {
      if (!chance(0.3)) return;
      const one = pick(attempts);
      if (!one) return;
      const key = aKey();
      const path = `/v1/dossiers/${one.code}/payment-requests/${one.reference}/end`;
      await asks(
        `end ${one.kind} ${one.reference}`,
        ["payment-not-open"],
        () => pay.send("POST", path, { officer: "cb-01", reason: "người nộp bỏ" }, key),
        counting(one, "endings"),
      );
    },
    refunds: () => refunds(chance(0.5)),
    async sendsRefunds() {
      if (chance(0.25)) {
        faults += 1;
        pay.standIns.vnpay.failNext(oneOf("silentAfterWork", "notJson"));
      }
      await mayDie("send refunds", () => sendRefunds(pay.world));
      harvest();
    },
    async paysBack() {
      await payBackByHand();
    },
    receipts: () => mayDie("receipts", () => fetchReceipts(pay.world)),
    async collects() {
      if (!chance(0.5)) return;
      await collectByPost();
    },
    async mistypes() {
      if (!chance(0.5)) return;
      // a sum that pays nothing is typed first, or there was no receipt at all
      const then = oneOf(150_000n, 120_000n, null);
      await collectAndCorrect(oneOf(150_000n, 100_000n), then);
    },
    async reverses() {
      const explained = await mayDie("explained", () =>
        sql<{ id: string }>(
          `select b.id from hub.journal_booking b
            where b.kind in ('settled', 'postSettled', 'charged')
              and not exists (select from hub.journal_booking r where r.reverses = b.id) order by b.id`,
        ),
      );
      const one = pick(explained ?? []);
      if (!one || !chance(0.5)) return;
      const act = { by: "ketoan", login: "login:ketoan", why: "giải thích nhầm", at: at() };
      note(`the explanation ${one.id} was wrong`);
      await mayDie(`reverse ${one.id}`, () => moneyCases.reverseExplanation(db, one.id, act)).catch(onlyLawful);
    },
    strangerPays() {
      if (chance(0.6)) return undefined;
      truth.enter({ amount: oneOf(33_000n, 150_000n), text: "chuyen tien", day: today(), meaning: { is: "stranger" } });
      return undefined;
    },
    strangerAtGateway() {
      if (chance(0.5)) return undefined;
      const [gateway, number] = [oneOf("payplatform", "vietcombank"), `KH${(numbers += 1)}`];
      truth.move({ gateway, reference: `KHAC-${number}`, amount: 45_000n, number, at: at() });
      note(`${gateway} has 45000 of nobody of ours, ${number}`);
      return undefined;
    },
    bankCharges() {
      if (chance(0.6)) return undefined;
      const meaning = { is: "charge", name: "account" } as const;
      truth.enter({ amount: -5_500n, text: "PHI QUAN LY TAI KHOAN", day: today(), meaning });
      return undefined;
    },
    bankPays() {
      if (chance(0.8)) return undefined;
      truth.enter({ amount: BigInt(-20_000 - whole(9)), text: "CHI KHAC", day: today(), meaning: { is: "left" } });
      return undefined;
    },
    noticeComes: () => bringNotice(),
    reconciles: () => reconciles(),
    peopleLook: () => peopleLook(chance(0.5)),
    brokenFile: () => bringBroken(),
  };
  const feeRefused = ["fee-already-paid", "fee-settled", "fee-dossier-ended"];

  // ---- refunds

  async function refunds(isPart: boolean): Promise<void> {
    const code = pick(codes) ?? "";
    const { fees, refunds, payments } = await moneyOf(code);
    const { money } = ((await mayDie("look", () => pay.send("GET", `/v1/dossiers/${code}`)))?.body ?? {}) as {
      readonly money?: string;
    };
    const isOwed = money === "toRefund";
    const one = pick(
      fees.flatMap(({ requests, paidBy }) =>
        requests.filter(
          ({ owedBackVnd, leftVnd, reference }) => owedBackVnd > 0 || (isOwed && leftVnd > 0 && paidBy === reference),
        ),
      ),
    );
    const waiting = pick(refunds.filter(({ state }) => state === "decided"));
    if (waiting && chance(0.6)) {
      await decideOn(code, waiting.key, "tbp-01", { decision: chance(0.9) ? "approve" : "withdraw" });
      return;
    }
    if (!one) return;
    const { reference } = one;
    const under = refunds.filter(
      (refund) => refund.reference === reference && !["refused", "withdrawn"].includes(refund.state),
    );
    const came = payments.reduce(
      (sum, row) => (row.reference === reference && row.kept === "counted" ? sum + row.amountVnd : sum),
      0,
    );
    const left = under.reduce((sum, { amountVnd }) => sum - amountVnd, came);
    const most = Math.min(left, one.owedBackVnd > 0 ? one.owedBackVnd : left);
    if (most <= 0) return;
    const amountVnd = isPart && most > 1_000 ? Math.floor(most / 2_000) * 1_000 : most;
    const key = aKey();
    const refusals = ["refund-too-much", "refund-left-differs", "refund-not-decided"];
    const decided = await asks(`refund ${amountVnd} of ${reference} (${key.slice(0, 8)})`, refusals, () =>
      pay.send(
        "POST",
        `/v1/dossiers/${code}/payment-requests/${reference}/refunds`,
        { officer: "cb-01", amountVnd, leftVnd: left, reason: "thử" },
        key,
      ),
    );
    if (decided && chance(0.6)) await decideOn(code, key, "tbp-01", { decision: "approve" });
  }

  async function decideOn(code: string, refund: string, officer: string, but: object): Promise<Answer | undefined> {
    const key = aKey();
    return asks(`${JSON.stringify(but)} of refund ${refund.slice(0, 8)}`, ["refund-not-now"], () =>
      pay.send("POST", `/v1/dossiers/${code}/refunds/${refund}/decisions`, { officer, ...but }, key),
    );
  }

  /** Money that no gateway gives back: the accountant transfers it, and records its proof; what is unclear is looked up there. */
  async function payBackByHand(): Promise<void> {
    for (const code of codes) {
      const { refunds, requests, payments } = await moneyOf(code);
      const isByGateway = ({ payment, reference }: RefundSeen): boolean => {
        const holder = payments.find(({ id }) => id === payment)?.holder;
        const gateway = requests.find((one) => one.reference === reference)?.gateway ?? "";
        return takesRefunds.includes(payment === undefined ? `gateway:${gateway}` : (holder ?? ""));
      };
      for (const refund of refunds) {
        const { key, reference, state, amountVnd } = refund;
        if (!isByGateway(refund) && (state === "approved" || state === "sent")) {
          if (!paidBack.has(key)) {
            paidBack.add(key);
            const text = chance(0.8) ? `HOAN PHI ${reference}` : "HOAN PHI";
            const meaning = { is: "refund", reference, key } as const;
            truth.enter({ amount: BigInt(-amountVnd), text, day: today(), meaning });
            note(`transferred ${amountVnd} back for ${key.slice(0, 8)}: ${text}`);
          }
          const holder = payments.find(({ id }) => id === refund.payment)?.holder ?? "";
          const done = { decision: "done", proof: `CT-${key.slice(0, 8)}` };
          // the post gives nothing back: which account of ours did is to be said
          if (holder.startsWith("post:")) {
            const said = await lawful.asks(`refund ${key.slice(0, 8)} of the post`, noAccount, () =>
              pay.send("POST", `/v1/dossiers/${code}/refunds/${key}/decisions`, { officer: "cb-01", ...done }, aKey()),
            );
            if (typeof said !== "string") throw new Unlawful(`${key} left an account of the post's`);
          }
          const isOwn = holder === `bank:${bankAccount}` && chance(0.3);
          await decideOn(code, key, "cb-01", isOwn ? done : { ...done, account: bankAccount });
        } else if (isByGateway(refund) && (state === "unknown" || state === "sent"))
          await clearUp(
            code,
            refunds.filter((one) => one.reference === reference && isByGateway(one)),
          );
      }
    }
  }
  const noAccount = ["refund-account-missing", "refund-not-now"];
  const takesRefunds = ["gateway:vnpay", "gateway:keypay3"];

  /** A person asks the gateway which of its refunds of an attempt were done, and records them. */
  async function clearUp(code: string, under: readonly RefundSeen[]): Promise<void> {
    harvest();
    const reference = under[0]?.reference ?? "";
    const inDoubt = under.filter(({ state }) => state === "unknown" || state === "sent");
    const sumOf = (refunds: readonly RefundSeen[]) =>
      refunds.reduce((sum, { amountVnd }) => sum + BigInt(amountVnd), 0n);
    const gaveBack = truth.moves.reduce(
      (sum, move) => (move.reference === reference && move.amount < 0n ? sum - move.amount : sum),
      0n,
    );
    const rest = gaveBack - sumOf(under.filter(({ state }) => state === "done"));
    const sets = Array.from({ length: 2 ** inDoubt.length }, (_, bits) => inDoubt.filter((_one, n) => bits & (1 << n)));
    const done = sets.find((set) => sumOf(set) === rest);
    if (!done) throw new Unlawful(`${reference}: the gateway gave back ${rest} that no refund in doubt explains`);
    for (const { key } of inDoubt)
      await decideOn(
        code,
        key,
        "cb-01",
        done.some((one) => one.key === key)
          ? { decision: "done", proof: `GW-${key.slice(0, 8)}` }
          : { decision: "refused" },
      );
  }

  // ---- the post

  let posted = 0;
  async function fileByPost(): Promise<void> {
    const applicant = { name: "Trần Thị Thử Nghiệm", idKind: "CCCD", idNumber: "079000000001", address: "1 Phố Thử" };
    const procedure = (await import("../../main/demo/walks.ts")).walkNow.procedure;
    const must = async (what: string, answer: Promise<Answer>) => {
      const { status, body } = await answer;
      if (status >= 300) throw new Unlawful(`${what}: ${status} ${JSON.stringify(body)}`);
      return body;
    };
    const draft = { procedure, applicant, step: "draft", channel: "online" };
    const { dossier } = await must("draft", pay.send("POST", "/v1/dossiers", draft));
    postDossier = dossier.code as string;
    await must("submit", pay.step(postDossier, "submit"));
    const lines = [{ kind: "phi", name: "Phí thẩm định", amountVnd: 150_000, basis: "Nghị quyết thử 01" }];
    await must("fee", pay.send("POST", `/v1/dossiers/${postDossier}/fees`, { officer: "cb-01", lines }));
    const { number } = await must("order", pay.send("POST", `/v1/dossiers/${postDossier}/post-orders`, sending()));
    postOrder = number as string;
    codes.push(postDossier);
    knowFee(postDossier, 150_000n);
  }
  let postDossier = "";
  let postOrder = "";
  const recordOf = (receiptNumber: string, amount: bigint) => {
    const records = { money: { receiptNumber, amountVnd: Number(amount), collectedAt: at().toISOString() } };
    const key = aKey();
    return () => pay.send("POST", `/v1/post-orders/${postOrder}/handover`, { role: "postClerk", records }, key);
  };
  /** Exact money of a fee in force pays it, whatever became of other receipts before. */
  const postTold = (answer: Answer, receipt: string, amount: bigint, fee: number | undefined): void => {
    if (fee !== undefined && fees.get(postDossier)?.amount === amount) mustBePaid(postDossier, fee, receipt);
    const { collections } = answer.body as {
      readonly collections: readonly { readonly receiptNumber: string; readonly reference: string | null }[];
    };
    const reference = collections.find((one) => one.receiptNumber === receipt)?.reference ?? null;
    if (reference === null || attempts.some((one) => one.reference === reference)) return;
    attempts.push({
      ...{ code: postDossier, kind: "post", reference, amount: fees.get(postDossier)?.amount ?? 0n, redirect: null },
      ...{ fee: fee ?? null, openedAt: now, expiresAt: Infinity, endings: 0 },
    });
  };
  async function collectByPost(): Promise<void> {
    const amount = chance(0.8) ? 150_000n : 100_000n;
    const receipt = `BC-${(posted += 1)}`;
    const record = recordOf(receipt, amount);
    // the postman has it, whether or not we heard the answer
    truth.collect({ customer: postCustomer, receipt, amount });
    const tells = async (): Promise<void> => {
      const fee = inForce(postDossier);
      const known = await lawful.asks(`the post collected ${amount} (${receipt})`, [], record);
      if (typeof known === "string") again.push(tells);
      else postTold(known, receipt, amount, fee);
    };
    await tells();
  }
  /** @param then what it truly was; null: there was no receipt. */
  async function collectAndCorrect(typed: bigint, then: bigint | null): Promise<void> {
    const receipt = `BS-${(posted += 1)}`;
    const record = recordOf(receipt, typed);
    const key = aKey();
    // a sum that was right all along: the moment was not
    const day = { collectedAt: new Date(now - minutes).toISOString() };
    const but = then === null ? { isVoid: true } : then === typed ? day : { amountVnd: Number(then) };
    const wish = { officer: "cb-02", receiptNumber: receipt, reason: "gõ nhầm", ...but };
    const tells = async (): Promise<void> => {
      const fee = inForce(postDossier);
      const known = await lawful.asks(`the post's clerk types ${typed} (${receipt})`, [], record);
      if (typeof known === "string") return void again.push(tells);
      const words = `${receipt} is corrected: ${then === null ? "void" : then}`;
      const corrected = await lawful.asks(words, ["post-receipt-decided"], () =>
        pay.send("POST", `/v1/post-orders/${postOrder}/corrections`, wish, key),
      );
      if (corrected === "unknown") return void again.push(tells);
      // what somebody decided about stays: so much the post hands over, and the postman bears the rest
      const amount = corrected === "refused" ? typed : then;
      if (amount === null) return;
      truth.collect({ customer: postCustomer, receipt, amount });
      if (typeof corrected !== "string") postTold(corrected, receipt, amount, fee);
    };
    await tells();
  }

  // ---- files

  interface Pending {
    readonly place: Holder;
    readonly kind: "camt" | "platform";
    readonly name: string;
    readonly text: string;
    readonly day: Day | undefined;
  }
  const pending: Pending[] = [];
  const held = new Set<string>();
  const allowed: Readonly<Record<string, readonly string[]>> = {
    told: [],
    held: ["not-continuous", "sequence-known", "sequence-gap"],
    refused: ["file-known"],
  };
  let written = 0;

  async function bring({ place, kind, name, text, day }: Pending, isBroken = false): Promise<TakenFile | undefined> {
    const path = join(folder, name);
    await writeFile(path, text);
    const file = { path, kind, place, by: "ketoan", at: at(), day };
    const done = await mayDie(`take ${name}`, () => takeFile(db, settings, file));
    if (!done) return undefined;
    const found = done.findings.map((finding) => finding.code);
    note(`${name} is ${done.weight} ${found.join()}: ${done.rows} rows, ${done.known} known`);
    if (isBroken) {
      if (done.weight !== "refused") throw new Unlawful(`a broken file is ${done.weight}: ${name}`);
      return done;
    }
    if (!found.every((code) => allowed[done.weight]?.includes(code)))
      throw new Unlawful(`${name} is ${done.weight}: ${found.join()}`);
    if (done.weight === "held") held.add(done.sha256);
    return done;
  }
  const bringNotice = async (): Promise<void> => {
    if (!truth.entries.some(({ day }) => day === today())) return;
    const name = `camt054-${today()}-${(written += 1)}.xml`;
    await bring({ place: `bank:${bankAccount}`, kind: "camt", name, text: truth.notice(today()), day: undefined });
  };
  const bringBroken = async (): Promise<void> => {
    const isBank = chance(0.5);
    const [gateway, day] = [pick(gatewayNames) ?? "vnpay", today()];
    const whole = isBank ? truth.statement(day, 99, null) : truth.gatewayFile(gateway, day);
    const cut = isBank ? whole.length - 20 - Math.floor(random() * (whole.length / 2)) : whole.lastIndexOf("TONG");
    const text = `${whole.slice(0, cut)}${isBank ? "" : `TONG|777|1|${gateway}|${day}`}`;
    const place = isBank ? (`bank:${bankAccount}` as const) : (`gateway:${gateway}` as const);
    const name = `cut-${(written += 1)}`;
    await bring({ place, kind: isBank ? "camt" : "platform", name, text, day }, true);
  };

  /** A day ends: what it leaves at gateways is handed on the next, and each writes its file. */
  let sequence = 0;
  const withSequence = chance(0.5);
  function writeFiles(day: Day): void {
    for (const gateway of gatewayNames)
      pending.push({
        ...{ place: `gateway:${gateway}`, kind: "platform", name: `${gateway}-${day}.txt`, day },
        text: truth.gatewayFile(gateway, day),
      });
    sequence += 1;
    pending.push({
      ...{ place: `bank:${bankAccount}`, kind: "camt", name: `camt053-${day}.xml`, day: undefined },
      text: truth.statement(day, 1, withSequence ? sequence : null),
    });
    if (chance(0.2))
      pending.push({
        ...{ place: `bank:${bankAccount}`, kind: "camt", name: `camt053-${day}-again.xml`, day: undefined },
        text: truth.statement(day, 2, withSequence ? sequence : null),
      });
  }
  function handOn(isAll: boolean): void {
    for (const gateway of gatewayNames) {
      const holds = truth.heldAt(gateway);
      const charge = holds > charges[gateway] ? charges[gateway] : 0n;
      if (holds - charge <= 0n || (!isAll && chance(0.3))) continue;
      settled += 1;
      truth.enter({
        ...{ amount: holds - charge, text: `QUYET TOAN ${gateway} ${settled}`, day: today() },
        meaning: { is: "settlement", gateway, charge },
      });
    }
    const collected = truth.withPost(postCustomer);
    if (collected > 0n && (isAll || chance(0.5)))
      truth.enter({
        ...{ amount: collected, text: `BUU DIEN NOP TIEN THU HO ${(settled += 1)}`, day: today() },
        meaning: { is: "postSettlement", customer: postCustomer, receipts: truth.receiptsWith(postCustomer) },
      });
  }
  async function bringFiles(all: boolean): Promise<void> {
    // sometimes the later one comes first
    for (const file of [...pending].sort(() => (all ? 0 : random() - 0.5))) {
      if (!all && chance(0.3)) continue;
      const done = await bring(file);
      if (!done) continue;
      if (chance(0.9)) pending.splice(pending.indexOf(file), 1);
    }
    await releaseHeld(all);
  }
  async function releaseHeld(all: boolean): Promise<void> {
    for (const sha256 of held) {
      if (!all && chance(0.4)) continue;
      // each of them tells the truth, so it is no harm to let it count
      const decision = { isReleased: true, by: "ketoan", login: "login:ketoan", why: "đã kiểm tra", at: at() };
      await mayDie("release", () => decideHeldFile(db, sha256, decision));
      if (!hasDied) held.delete(sha256);
    }
  }
  const hear = makeHearStatementPayment(db, (name) => pay.world.gateways.get(name)?.givesReceipts ?? false);
  async function reconciles(): Promise<void> {
    await mayDie("reconcile", async () => {
      const reports = await reconcileDue({ db, hear, explain: settings.explain }, at());
      for (const { place, day, heard, left } of reports)
        note(`${place} is reconciled up to ${day}: heard ${heard}, left ${JSON.stringify(left)}`);
    });
  }

  // ---- people and cases

  async function peopleLook(isAll: boolean): Promise<void> {
    const cases = await mayDie("cases", () => openCases(db, { limit: 500 }));
    for (const one of cases ?? []) {
      if (!isAll && chance(0.5)) continue;
      await mayDie(`case ${one.class} ${one.text ?? one.reference ?? ""}`, () => look(one)).catch(onlyLawful);
    }
  }
  function onlyLawful(error: unknown): void {
    const fault = error instanceof Unlawful ? error.cause : error;
    if (!(fault instanceof MoneyFault) || !lawfulFaults.includes(fault.code)) throw error;
    note(fault.message);
  }
  // somebody else, or a job, was faster; or what was handed on is not known to have been paid yet
  const lawfulFaults: readonly string[] = ["case-closed", "holds-less", "receipt-unknown", "booking-reversed"];
  async function look(one: StoredCase): Promise<void> {
    const { id, theirNumber, rowId, suspenseId } = one;
    if (rowId === null || suspenseId === null) return;
    const act = { by: "ketoan", login: "login:ketoan", why: "theo chứng từ", at: at() };
    if (one.place.startsWith("gateway:")) {
      const ours = attempts.some(({ reference }) => reference === one.reference);
      note(`a person looks at ${one.place} ${one.reference ?? ""} ${one.amount}`);
      if (ours && one.amount > 0n) await moneyCases.nameRow(db, id, one.reference ?? "", act);
      else if (!ours) await oweBack(one, act);
      return;
    }
    const entry = truth.entries.find(({ number }) => number === theirNumber);
    if (!entry) return;
    const { meaning } = entry;
    note(`a person looks at ${entry.number}, ${meaning.is} of ${entry.amount}`);
    switch (meaning.is) {
      case "payment":
        await moneyCases.nameRow(db, id, meaning.reference, act);
        return;
      case "settlement":
        await moneyCases.explainRow(
          db,
          id,
          { as: "settlement", gateway: meaning.gateway, charge: meaning.charge },
          act,
        );
        return;
      case "postSettlement":
        await moneyCases.explainRow(db, id, postOf(meaning), act);
        return;
      case "charge":
        await moneyCases.explainRow(db, id, { as: "charge", name: meaning.name }, act);
        return;
      case "refund": {
        // of two of one sum and reference the bank's words may have been taken for the other: they are the same money
        const [there] = await sql<{ booking: string }>(
          `select 'refundSent:' || r.key as booking from hub.refund r
            where r.reference = $1 and r.amount = $2 and r.state = 'done'
              and not exists (select from hub.money_match m where m.booking_id = 'refundSent:' || r.key and m.ended_at is null)
            order by r.key <> $3, r.key limit 1`,
          [meaning.reference, String(-entry.amount), meaning.key],
        );
        if (there) await moneyCases.matchByHand(db, id, there.booking, act);
        return;
      }
      case "stranger":
        await oweBack(one, act);
        return;
      case "left":
        return;
    }
  }

  /** One proposes, another approves. */
  const oweBack = (one: StoredCase, act: Parameters<typeof moneyCases.proposeOwedBack>[2]): Promise<void> =>
    one.proposedBy === null
      ? moneyCases.proposeOwedBack(db, one.id, act)
      : moneyCases.decideOwedBack(db, one.id, true, { ...act, ...{ by: "ketoantruong", login: "login:ketoantruong" } });
  const postOf = ({ customer, receipts }: { readonly customer: string; readonly receipts: readonly string[] }) =>
    ({ as: "post", customer, receipts }) as const;

  // ---- the run

  const weights: readonly (readonly [string, number])[] = [
    ...([
      ["open", 5],
      ["pays", 6],
      ["notifies", 5],
      ["losesIpn", 1],
      ["wrongChecksum", 1],
      ["returns", 1],
    ] as const),
    ...([
      ["endsAttempt", 1],
      ["waits", 3],
      ["waives", 1],
      ["withdraws", 1],
      ["paysAtCounter", 1],
      ["fixesFee", 1],
    ] as const),
    ...([
      ["decidesRefund", 1],
      ["applies", 2],
      ["refunds", 3],
      ["sendsRefunds", 2],
      ["paysBack", 1],
    ] as const),
    ...([
      ["receipts", 1],
      ["collects", 2],
      ["mistypes", 2],
      ["strangerPays", 1],
      ["strangerAtGateway", 1],
      ["bankCharges", 1],
      ["bankPays", 1],
    ] as const),
    ...([
      ["noticeComes", 1],
      ["reconciles", 1],
      ["peopleLook", 1],
      ["reverses", 1],
      ["brokenFile", 1],
    ] as const),
  ];
  const names = weights.filter(([name]) => !without.includes(name)).flatMap(([name, n]) => Array<string>(n).fill(name));

  /** One or two acts at once, and now and then the process dies in the middle. */
  async function round(doing: readonly (() => Promise<unknown> | undefined)[]): Promise<void> {
    hasDied = false;
    const dies = random();
    if (dies < 0.12) breaking.arm(whole(25), oneOf("beforeIt", "afterIt"));
    const working = Promise.allSettled(doing.map(async (act) => act()));
    if (dies > 0.96) {
      hasDied = true;
      await new Promise((resolve) => setTimeout(resolve, whole(12)));
      await cutConnections(sql);
    }
    // the others of this round end before anything is judged
    const failed = (await working).find(({ status }) => status === "rejected");
    await pay.settled();
    const wasDead = breaking.revive();
    if (wasDead) note("– the process starts again");
    if (wasDead || hasDied) await useUpDead(db);
    hasDied = false;
    if (failed?.status === "rejected") throw failed.reason;
    for (const send of again.splice(0)) await send();
    harvest();
  }

  for (const amount of [150_000, 150_000, 90_000]) {
    const code = await pay.owing({ amount });
    codes.push(code);
    knowFee(code, BigInt(amount));
  }
  if (!without.includes("collects")) await fileByPost();
  try {
    for (let day = 0; day < days; day += 1) {
      for (let act = 0; act < acts; act += 1) {
        const chosen = Array.from({ length: chance(0.2) ? 2 : 1 }, () => pick(names) ?? "waits");
        await round(chosen.map((name) => pays[name] ?? (() => undefined)));
        pass(whole(12) * minutes);
      }
      nextDay();
      await round([() => bringFiles(false)]);
      await round([() => reconciles()]);
      await round([() => peopleLook(chance(0.5))]);
    }
    await finish();
  } catch (error) {
    if (error instanceof Error) error.message += `\n${log.slice(-80).join("\n")}`;
    throw error;
  } finally {
    breaking.revive();
    // a fault that nobody met is not the next run's
    for (let n = 0; n < faults; n += 1)
      for (const kind of gatewayNames) await fetch(`${pay.standIns[kind].url}/none`).catch(() => undefined);
  }

  function nextDay(): void {
    const day = today();
    // the evening: what is handed on tomorrow is on tomorrow's statement
    writeFiles(day);
    now = Date.parse(`${dayAfter(day)}T01:00:00Z`);
    pass(0);
    handOn(false);
  }

  /** Nothing new happens but what is owed: all that was to be told is told, all that is to be done by hand is done. */
  async function finish(): Promise<void> {
    note("== the end");
    for (let quiet = 0; quiet < 4; quiet += 1) {
      handOn(true);
      for (const one of ipns.splice(0)) if (chance(0.5)) await tell(one, "late IPN");
      await pay.settled();
      for (let time = 0; time < 3; time += 1) {
        pass(45 * minutes);
        await pay.sweep();
        await sendRefunds(pay.world);
        harvest();
        await payBackByHand();
      }
      const day = today();
      writeFiles(day);
      now = Date.parse(`${dayAfter(day)}T01:00:00Z`);
      pass(0);
      await bringFiles(true);
      await reconciles();
      await peopleLook(true);
      await peopleLook(true);
      allToldAt = Math.min(allToldAt, now);
    }
    // what was told again word for word, and what waited for a release
    await bringFiles(true);
    await reconciles();
    await pay.sweep();
  }

  return { truth, codes, attempts, fees, allToldAt, log };
}

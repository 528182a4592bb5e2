import { createHash } from "node:crypto";
import { isDong } from "../domain/payment/dong.ts";
import * as journal from "../domain/payment/journal.ts";
import type { Holder } from "../domain/payment/journal.ts";
import {
  approveRefund,
  decideRefund,
  moveRefund,
  paymentToReturn,
  refundable,
  type Refund,
  type RefundFault,
} from "../domain/payment/refund.ts";
import { giveBack, owedBack } from "../domain/payment/request.ts";
import { partnerLogin, type Person } from "../domain/payment/two-persons.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { book } from "../store/journal.ts";
import { lockFee, type StoredFee } from "../store/pay-fees.ts";
import { closeCases } from "../store/pay-reports.ts";
import { askReceiptAgain } from "../store/pay-receipts.ts";
import {
  findRefund,
  insertRefund,
  moveStoredRefund,
  refundsUnder,
  takeRefund,
  type StoredRefund,
} from "../store/pay-refunds.ts";
import { findRequest, moveRequest, noteRequest, paymentsUnder, type StoredRequest } from "../store/pay-requests.ts";
import { oweStep } from "../store/pay-steps.ts";
import type { Tx } from "../../platform/database.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { officerOf, whoActs } from "./pay-fees.ts";
import { eachWithin } from "./pay-each.ts";
import { holderOf, type MoneyWorld, type PaymentGateway, type RefundSaid } from "./pay-gateways.ts";
import { refundView, type RefundView } from "./pay-read.ts";
import { takeOwedSteps } from "./pay-steps.ts";

export interface RefundWish {
  readonly by: string;
  readonly officer: string;
  readonly amountVnd: number;
  /** What may still go back, as who decides believes (R11). */
  readonly leftVnd: number;
  readonly reason: string;
  readonly legalBasis?: string;
  /** Number of the payment that goes back; left out: what came last where it is owed back, else what came first. */
  readonly payment?: string;
}

/** Under the dossier's lock and that of the request's fee; undefined: no such request of this dossier. */
export async function lockRequest(
  tx: Tx,
  dossierId: bigint,
  reference: string,
): Promise<{ readonly stored: StoredRequest; readonly fee: StoredFee } | undefined> {
  const found = await findRequest(tx, reference);
  if (!found) return undefined;
  const fee = await lockFee(tx, found.feeId);
  if (fee.dossierId !== dossierId) return undefined;
  const stored = await findRequest(tx, reference);
  return stored && { stored, fee };
}

const faults = {
  notAnAmount: "refund-amount-wrong",
  moreThanCame: "refund-too-much",
  leftDiffers: "refund-left-differs",
  sameKeyOtherContent: "refund-key-reused",
  samePerson: "refund-same-person",
  decideAnew: "refund-decide-anew",
  notNow: "refund-not-now",
} as const satisfies Readonly<Record<RefundFault, string>>;

/** Who acts, with what nobody states: the partner whose token it came under. */
const personOf = (unit: string, officer: string, { partnerId }: Ask): Person => ({
  by: officerOf(unit, officer),
  login: partnerLogin(partnerId),
});

/** The caller's key where it fits, else a digest of it: never a part, which another key may share. */
const refundKeyOf = (key: string): string => (key.length <= 100 ? key : createHash("sha256").update(key).digest("hex"));

/**
 * Decides that money goes back (R11). What was rightly paid goes back only where the dossier owes it: by a withdrawal, or
 * its head's decision (decideRefund).
 */
export const makeDecideRefund =
  (world: MoneyWorld) =>
  (text: string, reference: string, wish: RefundWish, ask: Ask): Promise<Answer<RefundView>> =>
    once(world.db, ask, async (tx) => {
      const acting = await whoActs(tx, world, text, wish.by, ask);
      if (!acting.ok) return acting;
      const locked = await lockRequest(tx, acting.dossierId, reference);
      if (!locked) return refuse("payment-unknown", { reference, code: acting.dossier.code }, "reference");
      const { stored } = locked;
      const refunds = await refundsUnder(tx, [reference]);
      const amount = BigInt(wish.amountVnd);
      const key = refundKeyOf(ask.key);
      const isKeyKnown = (await findRefund(tx, key)) !== undefined;
      const decided = isKeyKnown
        ? ({ ok: false, why: "sameKeyOtherContent" } as const)
        : decideRefund(stored.request, refunds, {
            ...personOf(acting.unit, wish.officer, ask),
            ...{ key, amount, leftBelieved: BigInt(wish.leftVnd) },
          });
      if (!decided.ok) return refusedBy(decided.why, stored, refunds, wish);
      const { chargedOff } = decided.refund;
      if (chargedOff > 0n && acting.dossier.money !== "toRefund")
        return refuse("refund-not-decided", { code: acting.dossier.code }, "/amountVnd");
      const counted = (await paymentsUnder(tx, [reference])).filter(({ kept }) => kept === "counted");
      const named = wish.payment === undefined ? null : BigInt(wish.payment);
      const payment = paymentToReturn(counted, refunds, { amount, chargedOff, named });
      if (named !== null && !payment)
        return refuse(
          "refund-payment-unfit",
          { reference, payment: String(named), amount: String(amount) },
          "/payment",
        );
      const at = world.now();
      const { reason, legalBasis = null } = wish;
      const paymentId = payment?.id ?? null;
      await insertRefund(tx, decided.refund, { reference, reason, legalBasis, paymentId, at });
      const kept = await findRefund(tx, key);
      if (!kept) throw new Error(`no refund ${key}`);
      return { ok: true, body: refundView(kept) };
    });

function refusedBy(
  why: RefundFault,
  { request }: StoredRequest,
  refunds: readonly StoredRefund[],
  wish: RefundWish,
): Refusal {
  const left = String(refundable(request, refunds));
  const values = { reference: request.reference, amount: String(wish.amountVnd), left };
  return refuse(faults[why], values, why === "leftDiffers" ? "/leftVnd" : "/amountVnd");
}

export interface RefundDecisionWish {
  readonly by: string;
  readonly officer: string;
  readonly decision: "approve" | "withdraw" | "done" | "refused";
  /** Of a transfer made by hand: its number. */
  readonly proof?: string;
  /** The account it left, where it was not the gateway. */
  readonly account?: string;
  readonly reason?: string;
}

/**
 * What becomes of a refund: approved by another person; withdrawn; or, made by hand, done with its proof, or refused. One
 * that is approved is sent by the sweep where its gateway takes refunds.
 */
export const makeMoveRefund =
  (world: MoneyWorld) =>
  async (text: string, key: string, wish: RefundDecisionWish, ask: Ask): Promise<Answer<RefundView>> => {
    let feeId: bigint | undefined;
    const answer = await once(world.db, ask, async (tx) => {
      const acting = await whoActs(tx, world, text, wish.by, ask);
      if (!acting.ok) return acting;
      const found = await findRefund(tx, key);
      const locked = found && (await lockRequest(tx, acting.dossierId, found.reference));
      const refund = locked && (await findRefund(tx, key));
      if (!refund) return refuse("refund-unknown", { key, code: acting.dossier.code }, "key");
      const { stored, fee } = locked;
      const { by, login } = personOf(acting.unit, wish.officer, ask);
      const at = world.now();
      const refused = await moved(tx, { refund, stored, fee, by, login, at }, wish);
      if (refused) return refused;
      feeId = fee.id;
      const kept = await findRefund(tx, key);
      if (!kept) throw new Error(`no refund ${key}`);
      return { ok: true, body: refundView(kept) };
    });
    // the dossier's step follows what is on record; cut off here, the sweep takes it
    if (answer.ok && feeId !== undefined) await takeOwedSteps(world, feeId);
    return answer;
  };

interface At {
  readonly refund: StoredRefund;
  readonly stored: StoredRequest;
  readonly fee: StoredFee;
  readonly by: string;
  readonly at: Date;
}

async function moved(
  tx: Tx,
  now: At & { readonly login: string | null },
  wish: RefundDecisionWish,
): Promise<Refusal | undefined> {
  const { refund, stored, by, login, at } = now;
  const { reference } = stored.request;
  const values = { key: refund.key, state: refund.state };
  switch (wish.decision) {
    case "approve": {
      const refunds = await refundsUnder(tx, [reference]);
      const approved = approveRefund(stored.request, refunds, refund, { by, login });
      if (!approved.ok) return refuse(faults[approved.why], { ...values, reference, amount: "", left: "" }, "/officer");
      if (approved.refund === refund) return undefined;
      const { chargedOff } = refund;
      if (chargedOff > 0n)
        await book(tx, [
          journal.refundDecided({ id: `refundDecided:${refund.key}`, about: reference, at }, chargedOff),
        ]);
      await moveStoredRefund(tx, approved.refund, { by, at, said: wish.reason ?? null });
      return undefined;
    }
    case "withdraw":
      return end(tx, now, "withdrawn", wish.reason ?? null);
    case "refused":
      if (refund.state === "approved") {
        const sent = moveRefund(refund, "sent");
        if (sent.ok) await moveStoredRefund(tx, sent.refund, { by, at, said: null });
        return end(tx, { ...now, refund: { ...refund, state: "sent" } }, "refused", wish.reason ?? null);
      }
      return end(tx, now, "refused", wish.reason ?? null);
    case "done": {
      if (!wish.proof?.trim()) return refuse("refund-without-reference", { code: reference }, "/proof");
      const from: Holder | undefined = wish.account === undefined ? undefined : `bank:${wish.account}`;
      return finish(tx, now, { proof: wish.proof.trim(), from });
    }
  }
}

/** Not given back after all: what was charged off for it is charged again. */
async function end(
  tx: Tx,
  { refund, stored, by, at }: At,
  to: "withdrawn" | "refused",
  said: string | null,
): Promise<Refusal | undefined> {
  const done = moveRefund(refund, to);
  if (!done.ok) return refuse("refund-not-now", { key: refund.key, state: refund.state }, "/decision");
  if (refund.chargedOff > 0n && refund.approvedAt !== null) {
    const about = stored.request.reference;
    const was = journal.refundDecided(
      { id: `refundDecided:${refund.key}`, about, at: refund.approvedAt },
      refund.chargedOff,
    );
    await book(tx, [journal.reversal({ id: `${was.id}:ended`, about, at }, was)]);
  }
  await moveStoredRefund(tx, done.refund, { by, at, said });
  if (owedBack(stored.request) > 0n) await noteRequest(tx, stored.request.reference, { duty: "refund" });
  return undefined;
}

/** It went: booked out, and the request has so much less. */
async function finish(
  tx: Tx,
  { refund, stored, fee, by, at }: At,
  {
    proof,
    from,
    officer = by.split(" ").slice(1).join(" ") || by,
  }: { readonly proof?: string; readonly from: Holder | undefined; readonly officer?: string },
): Promise<Refusal | undefined> {
  const { reference } = stored.request;
  const came = (await paymentsUnder(tx, [reference])).filter(({ kept }) => kept === "counted");
  const holders = new Set(came.map((payment) => payment.holder));
  const own =
    came.find(({ id }) => id === refund.paymentId)?.holder ?? (holders.size === 1 ? [...holders][0] : undefined);
  // nothing leaves by the post: who gives back says from which account
  const holder = from ?? (own?.startsWith("post:") ? undefined : own);
  if (!holder) return refuse("refund-account-missing", { key: refund.key, reference }, "/account");
  let before: Refund = refund;
  if (before.state === "approved") {
    const sent = moveRefund(before, "sent");
    if (sent.ok) {
      await moveStoredRefund(tx, sent.refund, { by, at, said: null });
      before = sent.refund;
    }
  }
  const done = moveRefund(before, "done");
  const given = giveBack(stored.request, refund.amount, refund.chargedOff);
  if (!done.ok || !given || !isDong(refund.amount))
    return refuse("refund-not-now", { key: refund.key, state: refund.state }, "/decision");
  await book(tx, [journal.refundSent({ id: `refundSent:${refund.key}`, about: reference, at }, holder, refund.amount)]);
  await moveStoredRefund(tx, done.refund, { by, at, said: null }, proof === undefined ? {} : { proof });
  await moveRequest(
    tx,
    stored,
    given,
    { event: "refundDone", rule: "R11", by, at },
    { duty: owedBack(given) > 0n ? "refund" : null },
  );
  if (refund.chargedOff > 0n)
    await oweStep(
      tx,
      {
        ...{ key: `refund ${refund.key}`, feeId: fee.id, dossierId: fee.dossierId, step: "confirmRefund", at },
        details: {
          reason: refund.reason,
          refund: { reference: proof ?? refund.key, amountVnd: Number(refund.amount) },
          officer,
        },
      },
      at,
    );
  await askReceiptAgain(tx, reference, at);
  await closeCases(tx, reference, ["reversedAfterPaid"], { by, how: "refunded", at });
  return undefined;
}

/**
 * A row of a statement is how a refund left: under the lock of its fee.
 *
 * @returns false: it is not approved, or has ended.
 */
export async function refundLeft(
  tx: Tx,
  key: string,
  left: { readonly by: string; readonly at: Date; readonly from: Holder; readonly proof: string },
): Promise<boolean> {
  const found = await findRefund(tx, key);
  const request = found && (await findRequest(tx, found.reference));
  if (!request) return false;
  const fee = await lockFee(tx, request.feeId);
  const [refund, stored] = [await findRefund(tx, key), await findRequest(tx, request.request.reference)];
  if (!refund || !stored) return false;
  const { by, at, from, proof } = left;
  // on a command line a name stands alone, without an agency before it
  return (await finish(tx, { refund, stored, fee, by, at }, { proof, from, officer: by })) === undefined;
}

const retryMs = 15 * 60_000;
/** Of one run: what is left goes on with the next one. */
const runMs = 40_000;

export interface RefundReport {
  readonly sent: number;
  readonly done: number;
  readonly unclear: number;
}

/**
 * Sends what is approved, where its gateway takes refunds, and asks about what is not clear: never under another key (R4).
 * Each gateway by itself, so that a slow one holds nobody up.
 */
export async function sendRefunds(world: MoneyWorld, limitMs = runMs): Promise<RefundReport> {
  const { db, now } = world;
  const counts = { sent: 0, done: 0, unclear: 0 };
  const taking = [...world.gateways.values()].filter(({ refunds }) => refunds);
  await eachWithin(taking, limitMs, async (gateway) => {
    const at = now();
    const before = new Date(at.getTime() - retryMs);
    const key = await db
      .transaction()
      .execute((tx) => takeRefund(tx, { holder: holderOf(gateway.name), now: at, before }));
    if (key === undefined) return false;
    await sendOne(world, gateway, key, counts);
    return true;
  });
  await takeOwedSteps(world);
  return counts;
}

async function sendOne(
  world: MoneyWorld,
  gateway: PaymentGateway,
  key: string,
  counts: { sent: number; done: number; unclear: number },
): Promise<void> {
  const { db, now } = world;
  const found = await findRefund(db, key);
  const request = found && (await findRequest(db, found.reference));
  const payments = found ? await paymentsUnder(db, [found.reference]) : [];
  const payment = payments.find(({ id }) => id === found?.paymentId);
  if (!found || !request || !payment) return;
  const isFirst = found.state === "approved";
  if (isFirst && !(await toState(world, key, "sent", gateway.name, null))) return;
  const said = isFirst
    ? await gateway.refund(
        {
          ...{ reference: found.reference, askedAt: request.sentAt ?? request.request.createdAt, at: now() },
          ...{ number: numberOf(key), theirNumber: payment.theirNumber, amount: found.amount },
          ...{ isWhole: found.amount === payment.amount, reason: found.reason, by: "hub" },
        },
        AbortSignal.timeout(60_000),
      )
    : await gateway.refundQuery(found.theirCode ?? numberOf(key), AbortSignal.timeout(25_000));
  if (isFirst) counts.sent += 1;
  const to = stateOf(said);
  if (to === "done") counts.done += 1;
  if (to === "unknown") counts.unclear += 1;
  await toState(world, key, to, gateway.name, wordsOf(said));
}

/** Fits the gateways' fields (`vnp_RequestId`: 32 characters), is the same at every try, and no other key's. */
const numberOf = (key: string): string => createHash("shake256", { outputLength: 16 }).update(key).digest("hex");

function stateOf(said: RefundSaid): "done" | "refused" | "unknown" | "sent" {
  if (said.kind === "notSent") return "refused";
  if (said.kind !== "refund") return "unknown";
  return said.outcome === "underWay" ? "sent" : said.outcome;
}
const wordsOf = (said: RefundSaid): string =>
  said.kind === "notSent" ? `${said.why} ${said.field}` : "code" in said ? said.code : said.kind;

/** @returns false: it moved meanwhile. */
async function toState(
  { db, now }: MoneyWorld,
  key: string,
  to: "sent" | "done" | "refused" | "unknown",
  by: string,
  said: string | null,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const found = await findRefund(tx, key);
    const request = found && (await findRequest(tx, found.reference));
    if (!request) return false;
    const fee = await lockFee(tx, request.feeId);
    const [refund, stored] = [await findRefund(tx, key), await findRequest(tx, request.request.reference)];
    if (!refund || !stored) return false;
    const at = now();
    const here = { refund, stored, fee, by, at };
    if (to === "done") return (await finish(tx, here, { from: undefined })) === undefined;
    if (to === "refused") return (await end(tx, here, "refused", said)) === undefined;
    const next = moveRefund(refund, to);
    if (!next.ok) return false;
    await moveStoredRefund(tx, next.refund, { by, at, said });
    return true;
  });
}

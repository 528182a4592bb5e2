import { isDong, type Dong } from "../domain/payment/dong.ts";
import * as journal from "../domain/payment/journal.ts";
import type { Holder } from "../domain/payment/journal.ts";
import { approveRefund, decideRefund, moveRefund, type Refund, type RefundFault } from "../domain/payment/refund.ts";
import { giveBack, owedBack } from "../domain/payment/request.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { book } from "../store/journal.ts";
import { lockFee, type StoredFee } from "../store/pay-fees.ts";
import { closeCases } from "../store/pay-reports.ts";
import {
  findRefund,
  insertRefund,
  moveStoredRefund,
  refundsUnder,
  takeRefunds,
  type StoredRefund,
} from "../store/pay-refunds.ts";
import { findRequest, moveRequest, noteRequest, paymentsUnder, type StoredRequest } from "../store/pay-requests.ts";
import { oweStep } from "../store/pay-steps.ts";
import type { Tx } from "../../platform/database.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { officerOf, whoActs } from "./pay-fees.ts";
import type { MoneyWorld, RefundSaid } from "./pay-gateways.ts";
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
  notNow: "refund-not-now",
} as const satisfies Readonly<Record<RefundFault, string>>;

/** What of a refund was owed back already; of the rest a fee was rightly paid. */
function ofOwed({ request }: StoredRequest, refunds: readonly StoredRefund[], but: string): Dong {
  const underWay = refunds
    .filter(({ key, state }) => key !== but && ["decided", "approved", "sent", "unknown"].includes(state))
    .reduce((sum, { amount, chargedOff }) => sum + amount - chargedOff, 0n);
  const left = owedBack(request) - underWay;
  return left > 0n ? left : 0n;
}

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
      const by = officerOf(acting.unit, wish.officer);
      const amount = BigInt(wish.amountVnd);
      const key = ask.key.slice(0, 100);
      const isKeyKnown = (await findRefund(tx, key)) !== undefined;
      const decided = isKeyKnown
        ? ({ ok: false, why: "sameKeyOtherContent" } as const)
        : decideRefund(stored.request, refunds, { key, amount, by, leftBelieved: BigInt(wish.leftVnd) });
      if (!decided.ok) return refusedBy(decided.why, stored, refunds, wish);
      const rightlyPaid = amount - ofOwed(stored, refunds, key);
      if (rightlyPaid > 0n && acting.dossier.money !== "toRefund")
        return refuse("refund-not-decided", { code: acting.dossier.code }, "/amountVnd");
      const at = world.now();
      const { reason, legalBasis = null } = wish;
      await insertRefund(tx, decided.refund, { reference, reason, legalBasis, at });
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
  const ended = ["refused", "withdrawn"];
  const came = request.payments.reduce((sum, { amount }) => sum + amount, 0n);
  const left = refunds.filter(({ state }) => !ended.includes(state)).reduce((sum, { amount }) => sum - amount, came);
  const values = { reference: request.reference, amount: String(wish.amountVnd), left: String(left) };
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
      const by = officerOf(acting.unit, wish.officer);
      const at = world.now();
      const refused = await moved(tx, { refund, stored, fee, by, at }, wish);
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

async function moved(tx: Tx, now: At, wish: RefundDecisionWish): Promise<Refusal | undefined> {
  const { refund, stored, by, at } = now;
  const { reference } = stored.request;
  const values = { key: refund.key, state: refund.state };
  switch (wish.decision) {
    case "approve": {
      const approved = approveRefund(refund, by);
      if (!approved.ok) return refuse(faults[approved.why], { ...values, reference, amount: "", left: "" }, "/officer");
      if (approved.refund === refund) return undefined;
      const others = await refundsUnder(tx, [reference]);
      const chargedOff = refund.amount - min(refund.amount, ofOwed(stored, others, refund.key));
      if (chargedOff > 0n)
        await book(tx, [
          journal.refundDecided({ id: `refundDecided:${refund.key}`, about: reference, at }, chargedOff),
        ]);
      await moveStoredRefund(tx, approved.refund, { by, at, said: wish.reason ?? null }, { chargedOff });
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

const min = (one: Dong, other: Dong): Dong => (one < other ? one : other);

/** Not given back after all: what was charged off for it is charged again. */
async function end(
  tx: Tx,
  { refund, stored, by, at }: At,
  to: "withdrawn" | "refused",
  said: string | null,
): Promise<Refusal | undefined> {
  const done = moveRefund(refund, to);
  if (!done.ok) return refuse("refund-not-now", { key: refund.key, state: refund.state }, "/decision");
  if (refund.chargedOff > 0n) {
    const about = stored.request.reference;
    const was = journal.refundDecided(
      { id: `refundDecided:${refund.key}`, about, at: refund.approvedAt ?? at },
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
  { proof, from }: { readonly proof?: string; readonly from: Holder | undefined },
): Promise<Refusal | undefined> {
  const { reference } = stored.request;
  let before: Refund = refund;
  if (before.state === "approved") {
    const sent = moveRefund(before, "sent");
    if (sent.ok) {
      await moveStoredRefund(tx, sent.refund, { by, at, said: null });
      before = sent.refund;
    }
  }
  const done = moveRefund(before, "done");
  const given = giveBack(stored.request, refund.amount);
  if (!done.ok || !given || !isDong(refund.amount))
    return refuse("refund-not-now", { key: refund.key, state: refund.state }, "/decision");
  const came = await paymentsUnder(tx, [reference]);
  const holder = from ?? came.find(({ kept }) => kept === "counted")?.holder;
  if (!holder) throw new Error(`no money came under ${reference}`);
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
          officer: by.split(" ").slice(1).join(" ") || by,
        },
      },
      at,
    );
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
  return (await finish(tx, { refund, stored, fee, by, at }, { proof, from })) === undefined;
}

const retryMs = 15 * 60_000;

/** Sends what is approved, where its gateway takes refunds, and asks about what is not clear: never under another key (R4). */
export async function sendRefunds(world: MoneyWorld): Promise<{ sent: number; done: number; unclear: number }> {
  const { db, now } = world;
  const counts = { sent: 0, done: 0, unclear: 0 };
  const due = await db.transaction().execute((tx) => takeRefunds(tx, now(), new Date(now().getTime() - retryMs), 20));
  for (const { key } of due) {
    const found = await findRefund(db, key);
    const request = found && (await findRequest(db, found.reference));
    const gateway = request && world.gateways.get(request.gateway);
    if (!found || !request || !gateway?.refunds) continue;
    const isFirst = found.state === "approved";
    if (isFirst && !(await toState(world, key, "sent", gateway.name, null))) continue;
    const said = isFirst
      ? await gateway.refund(
          {
            ...{ reference: found.reference, askedAt: request.sentAt ?? request.request.createdAt, at: now() },
            ...{ number: numberOf(key), theirNumber: request.theirNumber, amount: found.amount },
            ...{ isWhole: found.amount === request.request.amount, reason: found.reason },
            by: "hub",
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
  await takeOwedSteps(world);
  return counts;
}

/** Fits the gateways' fields, and is the same at every try. */
const numberOf = (key: string): string => key.replaceAll("-", "").slice(0, 32);

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

import * as journal from "../domain/payment/journal.ts";
import { isOpen, owedBack, step, type PaymentRequest } from "../domain/payment/request.ts";
import { refuse } from "../domain/refusal.ts";
import { book } from "../store/journal.ts";
import { closeCases } from "../store/pay-reports.ts";
import { refundsUnder } from "../store/pay-refunds.ts";
import { countPayments, moveRequest, paymentsUnder, requestsOf } from "../store/pay-requests.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { officerOf, whoActs } from "./pay-fees.ts";
import type { MoneyWorld } from "./pay-gateways.ts";
import { feeIsPaid } from "./pay-hear.ts";
import { readMoneyWithin, type DossierMoney } from "./pay-read.ts";
import { lockRequest } from "./pay-refunds.ts";
import { takeOwedSteps } from "./pay-steps.ts";
import { owedIfEnded } from "./pay-unpaid.ts";

export interface ApplyWish {
  readonly by: string;
  readonly officer: string;
  /** `fee`: it pays the fee after all. `oweBack`: it is given back. */
  readonly to: "fee" | "oweBack";
  readonly reason: string;
}

/**
 * What a person decides about money that waits under a request: money that came late (R5), or another sum than was
 * asked for (R16). Applied, all that waits under it pays the fee, once it is enough, and what is more is owed back.
 */
export const makeApplyMoney =
  (world: MoneyWorld) =>
  async (text: string, reference: string, wish: ApplyWish, ask: Ask): Promise<Answer<DossierMoney>> => {
    let feeId: bigint | undefined;
    const answer = await once(world.db, ask, async (tx) => {
      const acting = await whoActs(tx, world, text, wish.by, ask);
      if (!acting.ok) return acting;
      const { dossier, dossierId } = acting;
      const locked = await lockRequest(tx, dossierId, reference);
      if (!locked) return refuse("payment-unknown", { reference, code: dossier.code }, "reference");
      const { stored, fee } = locked;
      const { request } = stored;
      const under = await paymentsUnder(tx, [reference]);
      const waiting = under.filter(({ kept }) => kept === "suspense");
      const sum = waiting.reduce((total, { amount }) => total + amount, 0n);
      const isLate = request.state === "paidLate";
      if (waiting.length === 0 && !(isLate && wish.to === "fee"))
        return refuse("money-not-waiting", { reference, state: request.state }, "reference");
      // what had paid it under this reference may have been taken back
      const isPaid = fee.paidBy !== null && !(fee.paidBy === reference && isOpen(request.state));
      if (wish.to === "fee" && (isPaid || fee.endedAt !== null))
        return refuse("fee-already-paid", { code: dossier.code, reference: fee.paidBy ?? "–" }, "/to");

      const by = officerOf(acting.unit, wish.officer);
      const at = world.now();
      const before = request.payments.reduce((total, { amount }) => total + amount, 0n) - request.returned;
      const refunds = await refundsUnder(tx, [reference]);
      const isGoingBack = refunds.some(({ state }) => !["done", "refused", "withdrawn"].includes(state));
      const payments = [
        ...request.payments,
        ...waiting.map((one) => ({ number: one.theirNumber, amount: one.amount })),
      ];
      const settle = { by, how: `${wish.to}: ${wish.reason}`.slice(0, 300), at };
      const count = async () => {
        await countPayments(
          tx,
          waiting.map(({ id }) => id),
          reference,
        );
        await closeCases(tx, reference, ["suspense", "silent"], settle);
      };
      // a key is its partner's own (P3)
      const id = (what: string) => ({ id: `${what}:${ask.partnerId}:${ask.key}`, about: reference, at });

      if (wish.to === "oweBack") {
        // what waits ends an attempt that is open, so that it is one sum that goes back
        const closed = isOpen(request.state) ? step(request, "expire") : request;
        if (!closed) throw new Error(`${reference} cannot end`);
        const after: PaymentRequest = {
          ...closed,
          payments,
          state: isPaid && fee.paidBy === reference ? "paidTwice" : "paidLate",
        };
        await count();
        await book(tx, [journal.suspenseOwedBack(id("suspenseOwedBack"), sum)]);
        await moveRequest(
          tx,
          stored,
          after,
          { event: "oweBack", rule: "R16", by, at },
          { duty: "refund", person: null, nextAskAt: null },
        );
        await owedIfEnded(tx, fee, stored, after, { by, at });
        return { ok: true, body: await readMoneyWithin(tx, world, dossierId, dossier.code) };
      }

      if (isGoingBack) return refuse("refund-not-now", { key: reference, state: "approved" }, "/to");
      if (before + sum < request.amount)
        return refuse(
          "money-not-enough",
          { reference, came: String(before + sum), amount: String(request.amount) },
          "reference",
        );
      const paid: PaymentRequest = {
        ...request,
        payments,
        state: before + sum === request.amount ? "paid" : "paidTwice",
      };
      // late money first: it is owed back already
      const fromOwed = before < request.amount ? before : request.amount;
      const fromSuspense = request.amount - fromOwed;
      const more = sum - fromSuspense;
      await count();
      await book(tx, [
        ...(fromOwed > 0n ? [journal.applied(id("appliedLate"), "refunds:owed", fromOwed)] : []),
        ...(fromSuspense > 0n ? [journal.applied(id("applied"), "suspense", fromSuspense)] : []),
        ...(more > 0n ? [journal.suspenseOwedBack(id("suspenseOwedBack"), more)] : []),
      ]);
      await moveRequest(
        tx,
        stored,
        paid,
        { event: "reapply", rule: isLate ? "R5" : "R16", by, at },
        { duty: owedBack(paid) > 0n ? "refund" : null, person: null, nextAskAt: null },
      );
      const receipt = world.gateways.get(stored.gateway)?.givesReceipts ?? false;
      const paidAt = under.at(-1)?.paidAt ?? at;
      await feeIsPaid(tx, fee, await requestsOf(tx, fee.id), paid, { by, at, paidAt, receipt });
      feeId = fee.id;
      return { ok: true, body: await readMoneyWithin(tx, world, dossierId, dossier.code) };
    });
    if (answer.ok && feeId !== undefined) await takeOwedSteps(world, feeId);
    return answer;
  };

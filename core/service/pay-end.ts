import { step } from "../domain/payment/request.ts";
import { refuse } from "../domain/refusal.ts";
import { unpayFee } from "../store/pay-fees.ts";
import { closeCases, hasOpenCase, openCase } from "../store/pay-reports.ts";
import { findRequest, moveRequest, noteRequest, type StoredRequest } from "../store/pay-requests.ts";
import { noteStep, stepsOf } from "../store/pay-steps.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { officerOf, whoActs } from "./pay-fees.ts";
import type { MoneyWorld } from "./pay-gateways.ts";
import { requestView, type RequestView } from "./pay-read.ts";
import { lockRequest } from "./pay-refunds.ts";
import type { Tx } from "../../platform/database.ts";

export interface EndWish {
  readonly by: string;
  readonly officer: string;
  readonly reason: string;
}

/**
 * A person ends an attempt that is open: the payer gave it up. Its gateway is asked as long as ever, and money that comes
 * all the same is late, and owed back (R5).
 */
export const makeEndPayment =
  (world: MoneyWorld) =>
  (text: string, reference: string, wish: EndWish, ask: Ask): Promise<Answer<RequestView>> =>
    once(world.db, ask, async (tx) => {
      const acting = await whoActs(tx, world, text, wish.by, ask);
      if (!acting.ok) return acting;
      const { code } = acting.dossier;
      const locked = await lockRequest(tx, acting.dossierId, reference);
      if (!locked) return refuse("payment-unknown", { reference, code }, "reference");
      const { stored, fee } = locked;
      const ended = step(stored.request, "expire");
      if (!ended) return refuse("payment-not-open", { reference, code, state: stored.request.state }, "reference");
      const at = world.now();
      const by = officerOf(acting.unit, wish.officer);
      await moveRequest(
        tx,
        stored,
        ended,
        { event: "expire", rule: "R5", by, at },
        { duty: stored.duty === "ask" ? null : stored.duty, lastSaid: wish.reason },
      );
      if (fee.paidBy === reference) await owedAgain(tx, stored, { by, at });
      await closeCases(tx, reference, ["silent"], { by, how: `ended: ${wish.reason}`.slice(0, 300), at });
      // what else is open under it is looked into as before
      if (!(await hasOpenCase(tx, reference))) await noteRequest(tx, reference, { person: null });
      const kept = await findRequest(tx, reference);
      if (!kept) throw new Error(`no request ${reference}`);
      return { ok: true, body: requestView(kept, world) };
    });

/**
 * What it was paid with was taken back with its file, and now a person says that none came: the fee is owed again. Where its
 * dossier knows it as paid, a person sorts that out.
 */
async function owedAgain(
  tx: Tx,
  { request: { reference, amount }, feeId, gateway }: StoredRequest,
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<void> {
  await unpayFee(tx, feeId);
  const owed = (await stepsOf(tx, [feeId])).find(({ key }) => key === `payment ${reference}`);
  if (owed?.doneAt === null) await noteStep(tx, owed.key, { how: `ended by ${by}`, doneAt: at, nextAt: null });
  else if (owed)
    await openCase(tx, {
      ...{ class: "contradiction", place: `gateway:${gateway}`, reference, amount, rule: "R17", bookingId: null, at },
    });
}

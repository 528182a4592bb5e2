import { step } from "../domain/payment/request.ts";
import { refuse } from "../domain/refusal.ts";
import { closeCases, hasOpenCase } from "../store/pay-reports.ts";
import { findRequest, moveRequest, noteRequest } from "../store/pay-requests.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { officerOf, whoActs } from "./pay-fees.ts";
import type { MoneyWorld } from "./pay-gateways.ts";
import { requestView, type RequestView } from "./pay-read.ts";
import { lockRequest } from "./pay-refunds.ts";
import { owedIfEnded } from "./pay-unpaid.ts";

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
      await owedIfEnded(tx, fee, stored, ended, { by, at });
      await closeCases(tx, reference, ["silent"], { by, how: `ended: ${wish.reason}`.slice(0, 300), at });
      // what else is open under it is looked into as before
      if (!(await hasOpenCase(tx, reference))) await noteRequest(tx, reference, { person: null });
      const kept = await findRequest(tx, reference);
      if (!kept) throw new Error(`no request ${reference}`);
      return { ok: true, body: requestView(kept, world) };
    });

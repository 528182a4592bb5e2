import { findDossierCode } from "../domain/dossier-code.ts";
import { find } from "../store/dossiers.ts";
import { closeMatters, openMatter } from "../store/post-matters.ts";
import * as orders from "../store/post-orders.ts";
import { theHub } from "./once.ts";
import { thePost } from "./post-events.ts";
import type { World } from "./step-taken.ts";
import { makeTakeStep } from "./take-step.ts";

const leaseMs = 60_000;
const againAfterMs = 3_600_000;

/** What the dossier says of itself once the step was taken, by whomever. */
const done = { confirmPostDelivery: "delivered", resultCameBack: "returnedToSender" } as const;

/**
 * Takes the step that the post's word owes a dossier: a result delivered (T33), or come back. What the rules refuse is a
 * person's: mostly nobody has recorded yet that the result was given to the post. It is tried again each hour.
 * @returns false when nothing is owed now.
 */
export async function takeOwedStep(world: World): Promise<boolean> {
  const now = world.now();
  const order = await world.db.transaction().execute((tx) => orders.claimOwed(tx, now, leaseMs));
  if (!order?.owedStep) return false;
  const { owedStep: step, number, dossierCode } = order;
  const code = findDossierCode(dossierCode);
  const stored = code && (await find(world.db, code));
  if (!stored) return true;
  const { dossier } = stored;
  const answer =
    dossier.delivery === done[step]
      ? { ok: true as const }
      : await makeTakeStep(world)(
          dossierCode,
          {
            ...{ step, by: dossier.returnsTo, role: "hub", reason: `Bưu điện: ${order.waybill ?? number}` },
            // as the post dated it, where that can be
            ...(order.stageSince && order.stageSince >= dossier.lastEventAt && order.stageSince <= now
              ? { at: order.stageSince.toISOString() }
              : {}),
          },
          {
            ...{ partnerId: theHub, units: new Set([dossier.returnsTo]), key: `post ${number} ${step}` },
            ...{ digest: `post ${number} ${step}`, requestId: `post ${number}` },
          },
        );
  await world.db.transaction().execute(async (tx) => {
    if (answer.ok) {
      await orders.changeOrder(tx, order.id, { owedStep: null, owedNextAt: null });
      await closeMatters(tx, number, ["step-refused"], { by: thePost, reason: step, at: now });
      return;
    }
    await orders.changeOrder(tx, order.id, { owedNextAt: new Date(now.getTime() + againAfterMs) });
    await openMatter(tx, {
      ...{ subject: number, kind: "step-refused", orderId: order.id },
      details: { step, code: answer.code, dossier: dossierCode },
    });
  });
  return true;
}

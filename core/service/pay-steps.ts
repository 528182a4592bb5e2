import { paymentsOf } from "../store/payments.ts";
import { dossierOfStep, noteStep, noteTried, owedSteps, type OwedStep } from "../store/pay-steps.ts";
import { theHub } from "./once.ts";
import { noteKnown } from "./pay-known.ts";
import { oweBackUntaken } from "./pay-untaken.ts";
import type { World } from "./step-taken.ts";
import { makeTakeStep, type StepRequest } from "./take-step.ts";

const minuteMs = 60_000;
const batch = 200;
/** After so many refusals a person looks: the dossier does not wait for this money. */
const mostTries = 500;

/**
 * Takes the steps that money owes to its dossiers, through the same door as a clerk (T24). Each is kept with the money
 * and taken under a key of its own: cut off anywhere, it is taken at the next look, and once.
 */
export async function takeOwedSteps(
  world: World,
  feeId?: bigint,
): Promise<{ readonly taken: number; readonly refused: number }> {
  const take = makeTakeStep(world);
  let [taken, refused] = [0, 0];
  for (;;) {
    const now = world.now();
    const steps = await owedSteps(world.db, now, { ...(feeId === undefined ? {} : { feeId }), most: batch });
    for (const owed of steps) {
      if (await takeOne(world, take, owed)) taken += 1;
      else refused += 1;
    }
    // each was given a later time or its end
    if (steps.length < batch) return { taken, refused };
  }
}

async function takeOne(world: World, take: ReturnType<typeof makeTakeStep>, owed: OwedStep): Promise<boolean> {
  const { key, step } = owed;
  const details = owed.details as Partial<StepRequest>;
  const dossier = await dossierOfStep(world.db, owed.dossierId);
  const now = world.now();
  if (!dossier) {
    if (!(await oweBackUntaken(world, owed, "erased", now))) await tryAgain(world, owed, "erased", now);
    return false;
  }
  const ask = {
    ...{ partnerId: theHub, units: new Set([dossier.returnsTo]), key, digest: key, requestId: key },
  };
  // when it was paid, unless the dossier has gone on since
  const at = owed.at > dossier.lastEventAt ? owed.at : dossier.lastEventAt;
  const role = step === "confirmPayment" ? ("hub" as const) : ("officer" as const);
  const request = {
    ...details,
    ...{ step, by: dossier.returnsTo, role },
    ...(at <= now ? { at: at.toISOString() } : {}),
  } satisfies StepRequest;
  const answer = await take(dossier.code, request, ask);
  if (answer.ok) {
    await noteStep(world.db, key, { how: "taken", doneAt: now, nextAt: null });
    return true;
  }
  // taken before, and the answer to it is forgotten (P3 keeps eight days)
  const past = await paymentsOf(world.db, owed.dossierId);
  if (past.some((one) => one.step === step && one.reference === referenceOf(details))) {
    await noteStep(world.db, key, { how: "taken", doneAt: now, nextAt: null });
    return true;
  }
  const { money, state } = (await dossierOfStep(world.db, owed.dossierId)) ?? dossier;
  if (money === "paid" && (await noteKnown(world.db, owed, now))) return true;
  const hasEnded = answer.code === "step-not-allowed" && ended.includes(state);
  const isOver = over.includes(answer.code) || hasEnded;
  if (isOver && (await oweBackUntaken(world, owed, answer.code, now))) return false;
  await tryAgain(world, owed, answer.code, now);
  return false;
}

function tryAgain({ db }: World, { key, tried }: OwedStep, how: string, now: Date): Promise<void> {
  const waitMs = Math.min(2 ** tried, 15) * minuteMs;
  return noteTried(db, key, { how, nextAt: tried >= mostTries ? null : new Date(now.getTime() + waitMs) });
}

const referenceOf = ({ paymentReference, refund }: Partial<StepRequest>): string | undefined =>
  paymentReference ?? refund?.reference;

/** The dossier's money is settled otherwise, or nobody waits for it any more: what came is owed back. */
const over: readonly string[] = ["payment-already-confirmed", "payment-already-waived", "refund-already-recorded"];
const ended: readonly string[] = ["receiptRefused", "stopped", "resultReturned", "archived"];

import type { Holder } from "../domain/payment/journal.ts";
import type { PaymentRequest } from "../domain/payment/request.ts";
import { unpayFee, type StoredFee } from "../store/pay-fees.ts";
import { openCase } from "../store/pay-reports.ts";
import type { StoredRequest } from "../store/pay-requests.ts";
import { noteStep, stepsOf } from "../store/pay-steps.ts";
import { wasTold } from "../store/payments.ts";
import type { Tx } from "../../platform/database.ts";
import { chargeOff } from "./pay-charge.ts";

/**
 * What paid a fee is no payment after all: the fee is owed again, and one that has ended is owed no more. A step that its dossier is
 * owed falls with it; where the dossier was told already, a person sorts that out. Under the fee's lock.
 */
export async function owedAgain(
  tx: Tx,
  fee: StoredFee,
  { reference, place, amount }: { readonly reference: string; readonly place: Holder; readonly amount: bigint },
  { how, at }: { readonly how: string; readonly at: Date },
): Promise<void> {
  await unpayFee(tx, fee.id);
  if (fee.endedAt !== null) await chargeOff(tx, fee, at);
  const owed = (await stepsOf(tx, [fee.id])).find(({ key }) => key === `payment ${reference}`);
  // by the dossier's own history: a process may have died between the step and its note
  const isTold = owed?.how === "taken" || (await wasTold(tx, fee.dossierId, reference));
  if (owed?.doneAt === null) await noteStep(tx, owed.key, { how: isTold ? "taken" : how, doneAt: at, nextAt: null });
  if (isTold)
    await openCase(tx, { class: "contradiction", place, reference, amount, rule: "R17", bookingId: null, at });
}

/**
 * An attempt that paid its fee, and was in doubt since its file was taken back, has ended without money of the fee's: the fee is
 * owed again. After each move that may end one.
 */
export async function owedIfEnded(
  tx: Tx,
  fee: StoredFee,
  { request: { reference, amount }, gateway }: Pick<StoredRequest, "request" | "gateway">,
  { state }: Pick<PaymentRequest, "state">,
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<void> {
  if (fee.paidBy !== reference || !(state === "failed" || state === "expired" || state === "paidLate")) return;
  const place: Holder = gateway.startsWith("post:") ? (gateway as Holder) : `gateway:${gateway}`;
  await owedAgain(tx, fee, { reference, place, amount }, { how: `ended by ${by}`, at });
}

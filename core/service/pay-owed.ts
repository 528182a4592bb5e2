import { lockFee, type StoredFee } from "../store/pay-fees.ts";
import { feeOwing } from "../store/pay-steps.ts";
import type { Tx } from "../../platform/database.ts";

/**
 * The fee by whose payment a dossier is owed this step, locked. Who takes the step, or ends it, holds it until its transaction ends:
 * a receipt may be corrected, or a file taken back, since the step was read.
 *
 * @returns undefined: it is owed no more, or waits for the money or a person.
 */
export async function holdOwed(tx: Tx, key: string): Promise<StoredFee | undefined> {
  const feeId = await feeOwing(tx, key);
  if (feeId === undefined) return undefined;
  const fee = await lockFee(tx, feeId);
  const isOwed = (await feeOwing(tx, key)) !== undefined;
  return isOwed && key === `payment ${fee.paidBy ?? ""}` ? fee : undefined;
}

import { postCollected } from "../domain/payment/journal.ts";
import type { Dong } from "../domain/payment/dong.ts";
import { book } from "../store/journal.ts";
import type { Tx } from "../../platform/database.ts";

/**
 * Money that a postman took, as the post's record says it: kept apart until it is settled (§1.6), which a person states of the row
 * of the statement by which it came (`explainRow`). In the transaction of the record.
 */
export async function bookPostCollected(
  tx: Tx,
  collected: {
    readonly orderNumber: string;
    readonly customerCode: string;
    readonly receiptNumber: string;
    readonly amount: Dong;
    readonly collectedAt: Date;
  },
): Promise<void> {
  const { customerCode, orderNumber, receiptNumber, amount, collectedAt } = collected;
  const id = `post:${customerCode}:${receiptNumber}`;
  await book(tx, [postCollected({ id, about: orderNumber, at: collectedAt }, customerCode, amount)]);
}

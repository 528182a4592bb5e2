import { isDong } from "../domain/payment/dong.ts";
import { postAccount } from "../domain/payment/journal.ts";
import { refuse } from "../domain/refusal.ts";
import { openCase } from "../store/pay-reports.ts";
import { correctCollection, lockCollection, redate, type StoredCollection } from "../store/post-collections.ts";
import { momentOf } from "./acting-unit.ts";
import { hearCollection, takeBackCollection } from "./money-post.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { takeOwedSteps } from "./pay-steps.ts";
import { orderForOneStop } from "./post-orders.ts";
import { compareCorrected } from "./post-records.ts";
import { orderView, type PostOrderView } from "./post-view.ts";
import type { World } from "./step-taken.ts";

/** What a receipt of the post ought to say; with neither amount nor moment it is void. */
export interface ReceiptCorrection {
  readonly by: string;
  readonly officer: string;
  readonly receiptNumber: string;
  readonly amountVnd?: number;
  readonly collectedAt?: string;
  /** Nothing was collected by it, or not for this order. */
  readonly isVoid?: boolean;
  readonly reason: string;
}

/**
 * Corrects a receipt that was mistyped: what it said stays on record with who corrected it and why, its bookings are reversed
 * and made anew, and what it is now is heard as a payment; where its moment alone was wrong, the dates follow. One that was settled is what the post handed over for it: a case
 * is opened, and a person finds out which of the two is wrong.
 */
export const makeCorrectReceipt =
  (world: World) =>
  async (number: string, correction: ReceiptCorrection, ask: Ask): Promise<Answer<PostOrderView>> => {
    let feeId: bigint | undefined;
    let settled: StoredCollection | undefined;
    const answer = await once(world.db, ask, async (tx) => {
      const now = world.now();
      const found = await orderForOneStop(tx, number, correction.by, ask, now);
      if (!found.ok) return found;
      const { receiptNumber, amountVnd, collectedAt, isVoid = false, reason, officer } = correction;
      const judged = momentOf(collectedAt, now);
      if (!judged.ok) return { ...judged, field: "/collectedAt" };
      const was = await lockCollection(tx, found.order.id, receiptNumber);
      if (!was) return refuse("post-receipt-unknown", { receipt: receiptNumber, number }, "/receiptNumber");
      if (was.settledBy !== null) {
        settled = was;
        return refuse("post-receipt-settled", { receipt: receiptNumber, by: was.settledBy }, "/receiptNumber");
      }
      const to = isVoid
        ? null
        : {
            amount: amountVnd === undefined ? was.amount : BigInt(amountVnd),
            collectedAt: collectedAt === undefined ? was.collectedAt : new Date(collectedAt),
          };
      const isSame =
        to === null
          ? was.voidedAt !== null
          : was.voidedAt === null && to.amount === was.amount && to.collectedAt.getTime() === was.collectedAt.getTime();
      if (isSame || (to !== null && !isDong(to.amount)))
        return refuse("post-receipt-same", { receipt: receiptNumber }, "/receiptNumber");

      const by = `${found.unit} ${officer}`;
      const change = { to, reason, partnerId: ask.partnerId, officer: by, at: now };
      // the same money at another moment: booked and decided as it was
      if (to !== null && was.voidedAt === null && to.amount === was.amount) {
        await redate(tx, was, to.collectedAt);
        await correctCollection(tx, was, change);
        return { ok: true, body: await orderView(tx, found.order, true) };
      }
      const decided = await takeBackCollection(tx, was, { by: postAccount(was.customerCode), at: now });
      if (decided) return decided;
      const after = await correctCollection(tx, { ...was, heardAt: null, reference: null, bookingId: null }, change);
      if (after.voidedAt === null) feeId = await hearCollection(tx, after, now);
      await compareCorrected(tx, found.order, receiptNumber, { by, reason: receiptNumber, at: now });
      return { ok: true, body: await orderView(tx, found.order, true) };
    });
    if (answer.ok && feeId !== undefined) await takeOwedSteps(world, feeId);
    if (!answer.ok && settled) await callPerson(world, settled);
    return answer;
  };

/** What the post handed over, and what is said of it now, differ. */
const callPerson = ({ db, now }: World, { customerCode, reference, amount, settledBy }: StoredCollection) =>
  db.transaction().execute((tx) =>
    openCase(tx, {
      ...{ class: "contradiction", place: postAccount(customerCode), reference, amount, rule: "R17" },
      ...{ bookingId: settledBy, at: now() },
    }),
  );

import type { CollectedMoney, HandOverMinute, SealedPacket, SignedSlip } from "../domain/post/records.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import type { Tx } from "../../platform/database.ts";
import { lockCollection, moveVoided, type StoredCollection } from "../store/post-collections.ts";
import { closeMatters, openMatter } from "../store/post-matters.ts";
import type { StoredOrder } from "../store/post-orders.ts";
import * as records from "../store/post-records.ts";
import { momentOf } from "./acting-unit.ts";
import { hearCollection } from "./money-post.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { takeOwedSteps } from "./pay-steps.ts";
import { orderForOneStop } from "./post-orders.ts";
import { orderView, type PostOrderView } from "./post-view.ts";
import type { World } from "./step-taken.ts";

/** What the post's clerk or an officer states about a packet: each part is a record of its own. */
export interface HandOverRequest {
  readonly by: string;
  readonly role: "officer" | "postClerk";
  readonly officer?: string;
  readonly records: PostRecords;
}

/** At least one. */
export interface PostRecords {
  readonly slip?: {
    readonly number: string;
    readonly papers: SignedSlip["papers"];
    readonly signedByCitizenAt?: string;
    readonly signedByPostAt?: string;
  };
  readonly packet?: { readonly sealNumber: string; readonly sealedAt: string; readonly waybill?: string };
  readonly money?: {
    readonly receiptNumber: string;
    readonly amountVnd: number;
    readonly collectedAt: string;
    /** The post's own charge on the same receipt: no money of ours. */
    readonly postageVnd?: number;
  };
  readonly minute?: {
    readonly number: string;
    readonly direction: HandOverMinute["direction"];
    readonly postOffice: string;
    readonly sealNumber: string;
    readonly isSealWhole: boolean;
    readonly signedByAgencyAt?: string;
    readonly signedByPostAt?: string;
  };
}

/**
 * Where money comes in: told once of each receipt, in the transaction that keeps its record, so that both are there or none is.
 *
 * @returns the fee whose steps may be owed now.
 */
export type HearCollected = (tx: Tx, receipt: StoredCollection, at: Date) => Promise<bigint | undefined>;

/**
 * Slip, sealed packet, collected money and the minute by which a packet changes hands, each as a record of its own that is
 * never rewritten: the same again is the same, another content under its number is refused, a signature that lacked may come
 * later. A minute in force from the post to the one-stop dates the step by which the papers come in (D1, `dateByPost`).
 */
export const makeRecordHandOver =
  (world: World, hear: HearCollected = hearCollection) =>
  async (number: string, request: HandOverRequest, ask: Ask): Promise<Answer<PostOrderView>> => {
    let feeId: bigint | undefined;
    const answer = await once(world.db, ask, async (tx) => {
      const now = world.now();
      const found = await orderForOneStop(tx, number, request.by, ask, now);
      if (!found.ok) return found;
      const { order, unit } = found;
      const by = { partnerId: ask.partnerId, role: request.role, officer: request.officer ?? null };
      const { slip, packet, money, minute } = request.records;
      const ahead = momentsIn(request.records)
        .map(([field, at]) => aheadOf(at, now, field))
        .find((refusal) => refusal !== undefined);
      if (ahead) return ahead;
      const differs = (field: string, kept: string) => refuse("post-record-differs", { number: kept }, field);

      if (slip) {
        const said = {
          ...slip,
          signedByCitizenAt: at(slip.signedByCitizenAt),
          signedByPostAt: at(slip.signedByPostAt),
        };
        if (!(await records.keepSlip(tx, order.id, said, by))) return differs("/records/slip", slip.number);
      }
      if (packet) {
        const said: Omit<SealedPacket, "kind" | "dossierCode"> = {
          ...{ sealNumber: packet.sealNumber, sealedAt: new Date(packet.sealedAt), waybill: packet.waybill ?? null },
        };
        if (!(await records.keepPacket(tx, order.id, said, by))) return differs("/records/packet", packet.sealNumber);
      }
      if (money) {
        const said: Omit<CollectedMoney, "kind" | "dossierCode"> = {
          ...{ receiptNumber: money.receiptNumber, amount: BigInt(money.amountVnd) },
          ...{ collectedAt: new Date(money.collectedAt), settledBy: null },
        };
        const postage = money.postageVnd === undefined ? null : BigInt(money.postageVnd);
        const kept = await records.keepCollection(tx, order, { ...said, postage }, by);
        const officer = by.officer === null ? null : `${unit} ${by.officer}`;
        const isMoved =
          kept === "differs" && (await moveVoided(tx, order, { ...said, postage }, { ...by, officer, at: now }));
        if (kept === "differs" && !isMoved) return differs("/records/money", money.receiptNumber);
        const receipt = kept !== "repeated" && (await lockCollection(tx, order.id, money.receiptNumber));
        if (receipt) {
          feeId = await hear(tx, receipt, now);
          await comparePost(tx, order, { amount: said.amount, postage, receipt: money.receiptNumber });
        }
      }
      if (minute) {
        const { packets } = await records.recordsOf(tx, [order.id]);
        const seals = packets.map(({ sealNumber }) => sealNumber);
        if (seals.length > 0 && !seals.includes(minute.sealNumber))
          return refuse(
            "post-seal-differs",
            { seal: minute.sealNumber, seals: seals.join(", ") },
            "/records/minute/sealNumber",
          );
        const said: records.Minute = {
          ...{ number: minute.number, direction: minute.direction, agency: unit, postOffice: minute.postOffice },
          ...{ sealNumber: minute.sealNumber, isSealWhole: minute.isSealWhole },
          ...{ signedByAgencyAt: at(minute.signedByAgencyAt), signedByPostAt: at(minute.signedByPostAt) },
        };
        if (!(await records.keepMinute(tx, order.id, said, by))) return differs("/records/minute", minute.number);
      }
      return { ok: true, body: await orderView(tx, order, true) };
    });
    // cut off here, the sweep of payments takes them
    if (answer.ok && feeId !== undefined) await takeOwedSteps(world, feeId);
    return answer;
  };

/** What the post took is held against what it was asked to collect, and against the price that it had named. */
async function comparePost(
  tx: Tx,
  order: StoredOrder,
  { amount, postage, receipt }: { readonly amount: bigint; readonly postage: bigint | null; readonly receipt: string },
): Promise<void> {
  await compareCollected(tx, order, { amount, receipt });
  const { id: orderId, number: subject, fee, quote } = order;
  // what was told with the order is newer than the quote before it
  const told = fee ?? quote?.price ?? null;
  if (postage !== null && told !== null && postage !== told)
    await openMatter(tx, {
      ...{ subject, kind: "postage-differs", orderId },
      details: { receipt, amount: String(postage), told: String(told) },
    });
}

/** What the post took is held against what it was asked to collect. */
async function compareCollected(
  tx: Tx,
  { id: orderId, number: subject, collect }: StoredOrder,
  { amount, receipt }: { readonly amount: bigint; readonly receipt: string },
): Promise<void> {
  if (collect !== null && collect !== amount)
    await openMatter(tx, {
      ...{ subject, kind: "collected-differs", orderId },
      details: { receipt, amount: String(amount), asked: String(collect) },
    });
}

/**
 * The same after a correction. What somebody waits for may have been about it: then it is found out anew for each receipt of the
 * order; what a person closed is not asked again but for the receipt that changed.
 */
export async function compareCorrected(
  tx: Tx,
  order: StoredOrder,
  corrected: string,
  by: { readonly by: string; readonly reason: string; readonly at: Date },
): Promise<void> {
  const wereOpen = (await closeMatters(tx, order.number, ["collected-differs"], by)) > 0;
  const { collections } = await records.recordsOf(tx, [order.id]);
  for (const { receiptNumber: receipt, amount, voidedAt } of collections)
    if (voidedAt === null && (wereOpen || receipt === corrected))
      await compareCollected(tx, order, { amount, receipt });
}

const at = (said: string | undefined): Date | null => (said === undefined ? null : new Date(said));

const momentsIn = ({ slip, packet, money, minute }: PostRecords): (readonly [string, string | undefined])[] => [
  ["/records/slip/signedByCitizenAt", slip?.signedByCitizenAt],
  ["/records/slip/signedByPostAt", slip?.signedByPostAt],
  ["/records/packet/sealedAt", packet?.sealedAt],
  ["/records/money/collectedAt", money?.collectedAt],
  ["/records/minute/signedByAgencyAt", minute?.signedByAgencyAt],
  ["/records/minute/signedByPostAt", minute?.signedByPostAt],
];

function aheadOf(said: string | undefined, now: Date, field: string): Refusal | undefined {
  const judged = momentOf(said, now);
  return judged.ok ? undefined : { ...judged, field };
}

import type { CollectedMoney, HandOverMinute, SealedPacket, SignedSlip } from "../domain/post/records.ts";
import type { Dong } from "../domain/payment/dong.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import type { Tx } from "../../platform/database.ts";
import * as records from "../store/post-records.ts";
import { momentOf } from "./acting-unit.ts";
import { once, type Answer, type Ask } from "./once.ts";
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
  readonly money?: { readonly receiptNumber: string; readonly amountVnd: number; readonly collectedAt: string };
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

/** The postman has it; the fee is owed on (§1.6). */
export interface CollectedUnsettled {
  readonly dossierCode: string;
  readonly orderNumber: string;
  readonly customerCode: string;
  readonly receiptNumber: string;
  readonly amount: Dong;
  readonly collectedAt: Date;
}

/**
 * Where the journal comes in: told once of each receipt, in the transaction that keeps its record, so that both are there
 * or none is. Its booking is `postCollected` of core/domain/payment/journal.ts.
 */
export type BookCollected = (tx: Tx, collected: CollectedUnsettled) => Promise<void>;

/**
 * Slip, sealed packet, collected money and the minute by which a packet changes hands, each as a record of its own that is
 * never rewritten: the same again is the same, another content under its number is refused, a signature that lacked may come
 * later. A minute in force from the post to the one-stop dates the step by which the papers come in (D1, `dateByPost`).
 */
export const makeRecordHandOver =
  (world: Pick<World, "db" | "now">, book?: BookCollected) =>
  (number: string, request: HandOverRequest, ask: Ask): Promise<Answer<PostOrderView>> =>
    once(world.db, ask, async (tx) => {
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
        const kept = await records.keepCollection(tx, order, said, by);
        if (kept === "differs") return differs("/records/money", money.receiptNumber);
        const { dossierCode, number: orderNumber, customerCode } = order;
        if (kept === "kept") await book?.(tx, { dossierCode, orderNumber, customerCode, ...said });
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

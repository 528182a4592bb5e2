import type { Dong } from "../payment/dong.ts";

// What the post does at the counter of a citizen is three records, not one (QĐ 45/2016, §1.6): a slip can be signed without
// money, a packet sealed without a slip that reached us, money collected and not settled.

/** The papers counted against the published list, signed by both. */
export interface SignedSlip {
  readonly kind: "slip";
  readonly number: string;
  readonly dossierCode: string;
  /** Papers as counted, by the codes of the published list. */
  readonly papers: readonly { readonly code: string; readonly originals: number; readonly copies: number }[];
  readonly signedByCitizenAt: Date | null;
  readonly signedByPostAt: Date | null;
}

/** Sealed before the citizen's eyes. */
export interface SealedPacket {
  readonly kind: "packet";
  readonly sealNumber: string;
  readonly dossierCode: string;
  readonly sealedAt: Date;
  /** Null: not on its way yet. */
  readonly waybill: string | null;
}

/** Collected by the postman: paid for the applicant, and the post's to hand over. */
export interface CollectedMoney {
  readonly kind: "money";
  readonly receiptNumber: string;
  readonly dossierCode: string;
  readonly amount: Dong;
  readonly collectedAt: Date;
  /** The settlement that brought it; null: still with the post. */
  readonly settledBy: string | null;
}

export type PostRecord = SignedSlip | SealedPacket | CollectedMoney;

/** Biên bản bàn giao between the post and an agency, for several packets at once. */
export interface HandOverMinute {
  readonly number: string;
  readonly direction: "postToAgency" | "agencyToPost";
  readonly agency: string;
  readonly postOffice: string;
  readonly items: readonly {
    readonly dossierCode: string;
    readonly sealNumber: string;
    readonly isSealWhole: boolean;
  }[];
  readonly signedByAgencyAt: Date | null;
  readonly signedByPostAt: Date | null;
}

export type HandOver =
  | { readonly kind: "handedOver"; readonly at: Date; readonly dossiers: readonly string[] }
  /** Not in force yet: a signature, or an item, is missing. */
  | { readonly kind: "open"; readonly missing: readonly ("signedByAgencyAt" | "signedByPostAt" | "items")[] }
  /** A packet with a broken seal is handed over by nobody: a person decides with the post. */
  | { readonly kind: "broken"; readonly seals: readonly string[] };

/**
 * When the minute is in force: with the later of the two signatures. From the post to an agency that is the moment at which
 * the dossiers were submitted (QĐ 45/2016 art. 7(4), rule D1).
 */
export function handOverOf(minute: HandOverMinute): HandOver {
  const { signedByAgencyAt, signedByPostAt, items } = minute;
  const seals = items.filter(({ isSealWhole }) => !isSealWhole).map(({ sealNumber }) => sealNumber);
  if (seals.length > 0) return { kind: "broken", seals };
  if (!signedByAgencyAt || !signedByPostAt || items.length === 0)
    return {
      kind: "open",
      missing: [
        ...(signedByAgencyAt ? [] : (["signedByAgencyAt"] as const)),
        ...(signedByPostAt ? [] : (["signedByPostAt"] as const)),
        ...(items.length > 0 ? [] : (["items"] as const)),
      ],
    };
  const at = signedByAgencyAt > signedByPostAt ? signedByAgencyAt : signedByPostAt;
  return { kind: "handedOver", at, dossiers: [...new Set(items.map(({ dossierCode }) => dossierCode))] };
}

/** Whether the slip is a proof: both signed. */
export const isSigned = ({ signedByCitizenAt, signedByPostAt }: SignedSlip): boolean =>
  signedByCitizenAt !== null && signedByPostAt !== null;

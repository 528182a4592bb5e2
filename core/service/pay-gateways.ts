import type { Dong } from "../domain/payment/dong.ts";
import type { Holder } from "../domain/payment/journal.ts";
import type { PaymentReport } from "../domain/payment/report.ts";
import type { SweepTimes } from "../domain/payment/sweep.ts";
import type { Answer } from "./once.ts";
import type { StepTaken, World } from "./step-taken.ts";

/** What a receipt is to say of a fee; a gateway that wants more of it than there is refuses by field. */
export interface BillFacts {
  readonly dossierCode: string;
  readonly procedure: { readonly code: string; readonly name: string };
  readonly unit: { readonly code: string; readonly name: string };
  readonly lines: readonly { readonly kind: "phi" | "lePhi"; readonly name: string; readonly amount: Dong }[];
  readonly payer: { readonly name: string; readonly idNumber: string; readonly address: string };
}

export interface PayOrder {
  readonly reference: string;
  readonly amount: Dong;
  readonly description: string;
  readonly at: Date;
  readonly expiresAt: Date;
  readonly payerAddress: string;
  readonly bill: BillFacts;
}

/** Why nothing was sent: our own request does not fit the gateway. Nothing has happened there. */
export interface NotSent {
  readonly kind: "notSent";
  readonly why: string;
  readonly field: string;
}
/** Whatever is not clear: asked again, never taken for a no (R4). */
export interface Unclear {
  readonly kind: "unclear";
  readonly code: string;
}

export type PaySaid =
  /** `isSent`: they know of it; false: the payer's browser brings it. */
  | { readonly kind: "taken"; readonly redirect: string | null; readonly isSent: boolean }
  | { readonly kind: "refused"; readonly code: string }
  /** Nothing is sent: the payer pays by the reference. */
  | { readonly kind: "notOffered" }
  | NotSent
  | Unclear;

export type QuerySaid =
  | {
      readonly kind: "report";
      readonly report: PaymentReport;
      readonly contentSha256: string;
      readonly raw: string;
    }
  | { readonly kind: "absent"; readonly code: string }
  | { readonly kind: "notOffered" }
  | NotSent
  | Unclear;

export type RefundSaid =
  | {
      readonly kind: "refund";
      readonly outcome: "done" | "underWay" | "refused" | "unknown";
      readonly code: string;
    }
  | { readonly kind: "notOffered" }
  | NotSent
  | Unclear;

export type BillSaid =
  | {
      readonly kind: "bill";
      readonly url: string | null;
      readonly pdf: Uint8Array | null;
      readonly number: string | null;
      readonly series: string | null;
      /** A day in Viet Nam, `2026-11-16`. */
      readonly issuedOn: string | null;
      readonly isCancelled: boolean;
    }
  | { readonly kind: "notOffered" }
  | NotSent
  | Unclear;

/** One configured gateway, as the core uses it: whatever its dialect. None of these throws for what a gateway does. */
export interface PaymentGateway {
  readonly name: string;
  /** Whether a request is told to them, or the payer's browser brings it; false: it is paid by its reference. */
  readonly isAskedToPay: boolean;
  readonly answersQuestions: boolean;
  readonly refunds: boolean;
  readonly givesReceipts: boolean;
  readonly pay: (order: PayOrder, signal: AbortSignal) => Promise<PaySaid>;
  readonly query: (
    order: {
      readonly reference: string;
      readonly askedAt: Date;
      readonly at: Date;
      readonly number: string;
      readonly theirNumber: string | null;
      readonly dossierCode: string;
    },
    signal: AbortSignal,
  ) => Promise<QuerySaid>;
  readonly refund: (
    order: {
      readonly reference: string;
      readonly askedAt: Date;
      readonly at: Date;
      readonly number: string;
      readonly theirNumber: string | null;
      readonly amount: Dong;
      readonly isWhole: boolean;
      readonly reason: string;
      readonly by: string;
    },
    signal: AbortSignal,
  ) => Promise<RefundSaid>;
  readonly refundQuery: (refundCode: string, signal: AbortSignal) => Promise<RefundSaid>;
  readonly bill: (order: { readonly reference: string; readonly at: Date }, signal: AbortSignal) => Promise<BillSaid>;
}

export const holderOf = (gateway: string): Holder => `gateway:${gateway}`;

/** Not a gateway: a transfer to our account, whose proof is the bank's statement. */
export const transfer = "transfer";

/** What the uses of money need from outside. */
export interface MoneyWorld extends World {
  readonly gateways: ReadonlyMap<string, PaymentGateway>;
  /** What a VietQR code of a transfer says; undefined: no account is configured, or it cannot be written. */
  readonly transferCode: (reference: string, amount: Dong) => string | undefined;
  /** Such a code as a picture: SVG. */
  readonly drawCode: (code: string) => string;
  /** The account of `transferCode`. */
  readonly account: { readonly bin: string; readonly number: string; readonly name: string } | undefined;
  readonly sweepTimes: SweepTimes;
  /** Keeps a receipt that came as a document among the dossier's files. @returns its SHA-256. Missing: there is no place for it. */
  readonly keepDocument?: (dossierId: bigint, name: string, content: Uint8Array) => Promise<string>;
  readonly log: { readonly warn: (facts: object, words: string) => void };
}

export type StepAnswer = Answer<StepTaken>;

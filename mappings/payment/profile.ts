import type { Dong } from "../../core/domain/payment/dong.ts";
import type { CallbackVerdict, PaymentReport, Signed } from "../../core/domain/payment/report.ts";
import type { Fault } from "./fault.ts";
import type { FeeBill } from "./fee-bill.ts";
import type { Fields, Received } from "./received.ts";

/** What is asked of a gateway, in no dialect. Moments are the hub's; a profile writes them in Vietnamese time. */
export type Ask =
  | {
      readonly kind: "pay";
      /** Ours, of this attempt alone, never used again. */
      readonly reference: string;
      readonly amount: Dong;
      readonly description: string;
      readonly at: Date;
      readonly expiresAt: Date;
      readonly payerAddress: string;
      /** Where the browser comes back to. It proves nothing (R8). */
      readonly returnUrl: string;
      /** What it is for, where a gateway wants that beside the reference. */
      readonly dossierCode: string;
      readonly bill: FeeBill | null;
    }
  | {
      readonly kind: "query";
      readonly reference: string;
      /** When the payment was asked for. */
      readonly askedAt: Date;
      readonly at: Date;
      /** Of this very question. */
      readonly number: string;
      readonly theirNumber: string | null;
      readonly dossierCode: string;
    }
  | {
      readonly kind: "refund";
      readonly reference: string;
      readonly askedAt: Date;
      readonly at: Date;
      /** Of this refund, the same at every try (R11). */
      readonly number: string;
      readonly theirNumber: string | null;
      readonly amount: Dong;
      readonly isWhole: boolean;
      readonly reason: string;
      /** A reference, not a name. */
      readonly by: string;
    }
  | { readonly kind: "refundQuery"; readonly refundCode: string }
  | { readonly kind: "bill"; readonly reference: string; readonly at: Date };
export type AskOf<Kind extends Ask["kind"]> = Extract<Ask, { readonly kind: Kind }>;

export interface GatewayRequest {
  /** `send`: we call. `redirect`: the payer's browser is sent there; `query` says with what. */
  readonly how: "send" | "redirect";
  readonly method: "GET" | "POST";
  /** Which of the connection's paths. */
  readonly call: string;
  /** The JSON body of a POST. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Of a GET, encoded as it is signed. */
  readonly query: string | null;
  /** Exactly what was signed, without the secret: it may be kept as evidence. */
  readonly signed: string;
}

export type Built =
  { readonly ok: true; readonly request: GatewayRequest } | { readonly ok: false; readonly fault: Fault };

/** What an answer to our own request says. Whatever is not clear is `unclear`: asked again, never taken for a no (R4). */
export type Reply =
  /** Taken; the payer goes to `redirect`. */
  | { readonly kind: "taken"; readonly redirect: string | null; readonly code: string }
  | { readonly kind: "report"; readonly report: PaymentReport }
  /** They do not know the reference. */
  | { readonly kind: "absent"; readonly code: string }
  /** A plain no: nothing has happened there. */
  | { readonly kind: "refused"; readonly code: string; readonly said: string }
  | { readonly kind: "refund"; readonly outcome: "done" | "underWay" | "refused" | "unknown"; readonly code: string }
  /** Where the receipt is; null: it came itself, or is only told of. */
  | ({ readonly kind: "bill"; readonly url: string | null } & ReceiptLines)
  | { readonly kind: "unclear"; readonly fault: Fault | null; readonly code: string };

/** What a receipt says of itself; null: nothing was said. */
export interface ReceiptLines {
  readonly number: string | null;
  readonly series: string | null;
  /** A day in Viet Nam, `2026-11-16`. */
  readonly issuedOn: string | null;
  readonly isCancelled: boolean;
}
export const noReceiptLines: ReceiptLines = { number: null, series: null, issuedOn: null, isCancelled: false };

export interface HeardCallback {
  readonly ok: true;
  readonly report: PaymentReport;
  /** What the signature of this message covers; what it does not is asked for or compared. */
  readonly signs: readonly Signed[];
  /** As it came, without card fields. */
  readonly fields: Fields;
}

export interface Unheard {
  readonly ok: false;
  /** `wrongAmount`: what it says is no amount. */
  readonly verdict: Extract<CallbackVerdict, "badSignature" | "malformed" | "notFound" | "wrongAmount">;
  readonly fault: Fault;
  /** What can be answered to; null where nothing could be read. */
  readonly fields: Fields | null;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** Exactly what was signed, without the secret; null: the answer has no signature of its own. */
  readonly signed: string | null;
}

/** What they ask before money moves: what is owed under this code? */
export type Inquiry =
  | {
      readonly ok: true;
      /** As the payer or the portal states it: a reference of ours, or a dossier's code. */
      readonly key: string;
      /** False: the question is signed with another amount than the one owed. */
      readonly isFor: (amount: Dong) => boolean;
      readonly fields: Fields;
    }
  | Unheard;

/** What is owed, if anything. */
export interface Owed {
  readonly reference: string;
  readonly amount: Dong;
  readonly description: string;
}

export type InquiryVerdict = CallbackVerdict | "nothingOwed";

/**
 * One gateway: its words both ways, without input or output of its own. A new one fills this and a row of `profiles.ts`; the
 * core does not change.
 */
export interface Profile {
  /**
   * Who vouches for a callback: its signature, or the line it came by (mTLS, allow-list), where the signature covers
   * nothing that matters and there is nobody to ask.
   */
  readonly vouchedBy: "signature" | "channel";
  readonly build: (ask: Ask) => Built;
  readonly readReply: (ask: Ask, received: Received) => Reply;
  /** In this order: readable, no bar, signature, NFC, meant for us, an amount. Nothing is looked up before. */
  readonly readCallback: (received: Received) => HeardCallback | Unheard;
  /** @param number ours, of this answer. @param fields what is answered to. */
  readonly answer: (verdict: CallbackVerdict, fields: Fields | null, at: Date, number: string) => Answer;
  readonly inquiry?: {
    /** Whether the answer names the reference to pay under; false: they pay under what they asked with. */
    readonly namesReference: boolean;
    readonly read: (received: Received) => Inquiry;
    readonly answer: (
      verdict: InquiryVerdict,
      owed: Owed | null,
      fields: Fields | null,
      at: Date,
      number: string,
    ) => Answer;
  };
  /** What a browser brought back: only which payment to ask about (R8). Undefined: nothing of ours. */
  readonly readReturn?: (received: Received) => { readonly reference: string } | undefined;
}

export const unheard = (
  verdict: Unheard["verdict"],
  why: Fault["why"],
  field: string,
  fields: Fields | null,
): Unheard => ({ ok: false, verdict, fault: { why, field }, fields });

export const unclear = (code: string, why: Fault | null = null): Reply => ({ kind: "unclear", fault: why, code });
export const notOffered: Built = { ok: false, fault: { why: "notOffered", field: "" } };

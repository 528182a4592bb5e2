import type { Tx } from "../platform/database.ts";

/** What stands in for a message that a person let drop. */
export { withdrawnType } from "./envelope.ts";

/** How an attempt on a partner ended (P6). There are four endings and no fifth. */
export type Outcome =
  | ({ readonly kind: "delivered"; readonly detail: string; readonly receipt: Receipt } & Along)
  /** It surely did not arrive; later is fine. `retryAfterMs`: as the partner asked. */
  | ({ readonly kind: "retry"; readonly retryAfterMs?: number } & Trouble)
  /** The partner will never take it: a person is asked, nothing is resent. `field`: at fault, as the partner says. */
  | ({ readonly kind: "refused"; readonly field?: string } & Trouble)
  /** It left and no answer came: it may have arrived. */
  | ({ readonly kind: "unknown" } & Trouble);

interface Along {
  /** The `data` of messages behind it in its lane that arrived with it: they are not sent for themselves. */
  readonly along?: readonly Readonly<Record<string, unknown>>[];
  /** What the adapter keeps of it: written in the transaction that settles the message, or neither is. */
  readonly keep?: (tx: Tx) => Promise<void>;
}

interface Trouble {
  readonly detail: string;
  /** Missing: what this ending most likely means (bus/fault.ts). */
  readonly fault?: FaultCode;
}

/** Not an ending yet: it lies in the partner's own queue, confirmed, and the attempt ends with the partner's receipt. */
export interface Queued {
  readonly kind: "queued";
}

/** What is wrong, as far as the answer or its absence tells; meanings and words are in bus/fault.ts. */
export type FaultCode =
  | "unreachable"
  | "silent"
  | "certificate"
  | "server-error"
  | "asked-to-wait"
  | "redirected"
  | "gone"
  | "not-found"
  | "not-allowed"
  | "not-accepted"
  | "address-refused"
  | "queue-full"
  | "no-receipt"
  | "portal-incomplete"
  | "portal-unmapped"
  | "portal-refused"
  | "portal-link-dead"
  | "portal-login"
  | "portal-unclear"
  | "portal-out-of-order"
  | "portal-step-unknown"
  | "portal-contradicts"
  | "our-fault";

/** Whether a message arrived whose ending is unknown. */
export type Asked =
  | { readonly kind: "delivered"; readonly detail: string; readonly receipt: Receipt }
  | { readonly kind: "notArrived"; readonly detail: string }
  | { readonly kind: "unknown"; readonly detail: string };

/** What proves the delivery: kept with the message and shown on the dossier's timeline. */
export interface Receipt {
  /** `succession`: it did not go there; it went to the agency that follows (bus/succession). */
  readonly channel: "webhook" | "inbox" | "portal" | "succession";
  /** HTTP status of the partner's answer, or who acknowledged. */
  readonly status?: number;
  readonly acknowledgedBy?: string;
  readonly movedTo?: string;
  /** The message by which that one is told; null: it had been withdrawn. */
  readonly movedAs?: string | null;
}

/** Where a webhook partner wants its messages. */
export interface Target {
  readonly partnerId: string;
  readonly url: string;
  /** Which of the partner's derived secrets signs. */
  readonly secretVersion: number;
  /** The version before, which signs as well for a day after a rotation; null or missing: the new one alone. */
  readonly formerSecretVersion?: number | null;
}

export interface OutgoingMessage {
  readonly messageId: string;
  readonly receiver: string;
  /** The dossier code. */
  readonly subject: string;
  readonly sequence: number;
  /** The CloudEvent, sent as it is. */
  readonly envelope: Readonly<Record<string, unknown>>;
  /** Which attempt this is since it was let go last, from 1. */
  readonly attempt?: number;
}

/** Hands one message to its partner and tells how it ended; does not throw for what the partner does. */
export type Deliver = (target: Target, message: OutgoingMessage, signal: AbortSignal) => Promise<Outcome>;

/**
 * Asks a partner whether it has a message, where the partner can be asked: where a repeat costs money or paper (post,
 * bank). Then nothing is sent again before the answer is no (P6). Does not throw for what the partner does.
 */
export type Reconcile = (target: Target, message: OutgoingMessage, signal: AbortSignal) => Promise<Asked>;

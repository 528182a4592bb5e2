/** How an attempt on a partner ended (P6). There are four endings and no fifth. */
export type Outcome =
  | { readonly kind: "delivered"; readonly detail: string; readonly receipt: Receipt }
  /** It surely did not arrive; later is fine. `retryAfterMs`: as the partner asked. */
  | { readonly kind: "retry"; readonly detail: string; readonly retryAfterMs?: number }
  /** The partner will never take it: a person is asked, nothing is resent. */
  | { readonly kind: "refused"; readonly detail: string }
  /** It left and no answer came: it may have arrived. */
  | { readonly kind: "unknown"; readonly detail: string };

/** What proves the delivery: kept with the message and shown on the dossier's timeline. */
export interface Receipt {
  readonly channel: "webhook" | "inbox";
  /** HTTP status of the partner's answer, or who acknowledged. */
  readonly status?: number;
  readonly acknowledgedBy?: string;
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
}

/** Hands one message to its partner and tells how it ended; does not throw for what the partner does. */
export type Deliver = (target: Target, message: OutgoingMessage, signal: AbortSignal) => Promise<Outcome>;

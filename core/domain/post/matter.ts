/** What about the post waits for a person; their words are in matter-words.ts. */
export const postMatterKinds = [
  /** A call that may have called a postman ended without an answer, and the post cannot be asked. */
  "create-unknown",
  "create-refused",
  "order-incomplete",
  "cancel-unknown",
  "cancel-refused",
  /** It was handed over before its cancelling came through. */
  "cancel-too-late",
  "not-let-in",
  "tries-over",
  "waybills-used-up",
  "account-missing",
  "event-unknown-code",
  "event-contradicts",
  "event-for-person",
  "waybill-differs",
  /** An order for both ways was delivered: which way, the post does not say. */
  "way-unclear",
  "order-unknown",
  "feed-stopped",
  "step-refused",
  /** Money was taken for a dossier that has no fee. */
  "collected-without-fee",
  /** Money that was recorded before receipts paid fees (0087). */
  "collected-before",
  /** Another sum than the post was asked to collect. */
  "collected-differs",
  /** The post took another price than it had named. */
  "postage-differs",
] as const;
export type PostMatterKind = (typeof postMatterKinds)[number];

/** What is settled once the post has said that it has the order. */
export const mattersOfCreation: readonly PostMatterKind[] = [
  "create-unknown",
  "not-let-in",
  "tries-over",
  "waybills-used-up",
  "account-missing",
];
export const mattersOfCancelling: readonly PostMatterKind[] = [
  "cancel-unknown",
  "cancel-refused",
  "not-let-in",
  "tries-over",
  "account-missing",
];

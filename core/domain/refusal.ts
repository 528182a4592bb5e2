/**
 * A refusal is an answer of the core, not a failure. Its code is for good: partners' programs depend on it.
 * A new code does not compile until the gateway has given it a status and its words in both languages.
 */
export type RefusalCode =
  | "unit-unknown"
  | "unit-not-valid"
  | "unit-not-yours"
  | "procedure-unknown"
  | "procedure-not-valid"
  | "procedure-version-unknown"
  | "dossier-unknown"
  | "step-not-allowed"
  | "not-your-dossier"
  | "handover-to-self"
  | "handover-pending"
  | "time-in-future"
  | "time-too-early"
  | "time-before-last-step"
  | "role-not-allowed"
  | "supplement-already-asked"
  | "return-window-over"
  | "extension-already-used"
  | "new-due-not-later"
  | "dossier-without-due"
  | "not-overdue"
  | "time-before-receipt"
  | "duty-not-yours"
  | "duty-already-stamped"
  | "centre-not-named"
  | "delegation-missing"
  | "delegation-unknown"
  | "delegation-over"
  | "day-too-early"
  | "payment-not-confirmed"
  | "payment-already-confirmed"
  | "second-person-missing"
  | "decision-missing"
  | "result-already-issued"
  | "procedure-not-immediate"
  | "message-unknown"
  | "delivery-unknown"
  | "message-not-parked"
  | "replacement-not-as-agreed"
  | "readdress-not-concerned"
  | "process-unknown"
  | "process-not-sound"
  | "process-too-long"
  | "process-state-wrong"
  | "process-not-running"
  | "process-not-approved"
  | "process-not-for-procedure"
  | "chain-unknown"
  | "chain-already-started"
  | "chain-lead-missing"
  | "chain-legs-open"
  | "chain-outcome-differs"
  | "outside-chain"
  | "leg-unknown"
  | "leg-not-yours"
  | "leg-not-started"
  | "leg-already-acknowledged"
  | "leg-not-acknowledged"
  | "leg-ended"
  | "leg-before-conclusion"
  | "leg-already-returned"
  | "leg-nothing-before"
  | "leg-return-target"
  | "paper-not-on-list"
  | "period-reversed"
  | "calendar-missing"
  | "contact-unknown"
  | "paper-unknown"
  | "procedure-solved-by-ministry"
  | "slip-secret-wrong"
  | "slip-tries-used"
  | "subscription-url-refused"
  | "channel-not-offered"
  | "digest-not-right"
  | "file-unknown"
  | "file-incomplete"
  | "file-empty"
  | "file-too-large"
  | "file-size-wrong"
  | "file-offset-wrong"
  | "file-hash-wrong"
  | "file-upload-busy"
  | "file-uploads-too-many"
  | "file-quota-reached"
  | "file-no-room";

export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  /** The field at fault as a JSON pointer into the request, when it is one field. */
  readonly field?: string;
  /** What the words of the code are filled with. Never personal data. */
  readonly values: Readonly<Record<string, string>>;
}

export const refuse = (code: RefusalCode, values: Readonly<Record<string, string>>, field?: string): Refusal => ({
  ok: false,
  code,
  values,
  ...(field === undefined ? {} : { field }),
});

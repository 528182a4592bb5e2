/**
 * A refusal is an answer of the core, not a failure. Its code is for good: partners' programs depend on it.
 * A new code does not compile until the gateway has given it a status, a title and a remedy.
 */
export type RefusalCode =
  | "unit-unknown"
  | "unit-not-valid"
  | "unit-not-yours"
  | "procedure-unknown"
  | "procedure-not-valid"
  | "dossier-unknown"
  | "step-not-allowed"
  | "not-your-dossier"
  | "handover-to-self"
  | "handover-pending"
  | "time-in-future"
  | "time-before-last-step"
  | "message-unknown";

export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  /** The field at fault as a JSON pointer into the request, when it is one field. */
  readonly field?: string;
  /** What exactly was wrong, with the values that show it; in English, for the log and the caller's developer. */
  readonly detail: string;
}

export const refuse = (code: RefusalCode, detail: string, field?: string): Refusal => ({
  ok: false,
  code,
  detail,
  ...(field === undefined ? {} : { field }),
});

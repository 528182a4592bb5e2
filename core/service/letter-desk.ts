import type { OrgCode } from "../domain/org-code.ts";
import type { OutgoingLetter } from "../domain/letter/outgoing.ts";
import type { RecallsBy } from "./letter-ask-back.ts";

/** One of the agencies' accounts with the axis, as it serves one agency. */
export interface LetterAccount {
  readonly name: string;
  /** How the agency is named there, in the notation that the account writes. */
  readonly organ: string;
  readonly organName: string | null;
  readonly recallsBy: RecallsBy;
}

/** What the core asks of the axis' side before a letter is queued; wired by main. */
export interface LetterDesk {
  /** Undefined: the agency has no account. */
  readonly accountFor: (unit: OrgCode) => LetterAccount | undefined;
  /** Fields, as JSON pointers, without which no letter can be written. */
  readonly faultsOf: (account: string, letter: OutgoingLetter) => readonly string[];
}

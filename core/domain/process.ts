import { isValidOn, type Day, type Validity } from "./day.ts";
import type { Limit } from "./clock/limit.ts";
import type { Mode } from "./clock/mode.ts";
import type { OrgCode } from "./org-code.ts";

/** Draft, checked by the province's office, approved by decision, retired (S003, S004): only an approved one runs. */
export const processStates = ["draft", "checked", "approved", "retired"] as const;
export type ProcessState = (typeof processStates)[number];

export const legKinds = ["handle", "consult", "verify", "sign", "return"] as const;
export type LegKind = (typeof legKinds)[number];

/** Who does a leg: an agency by its identifier, or whoever plays the part in the dossier at hand. */
export const parts = ["receivingOneStop", "lead"] as const;
export type Part = (typeof parts)[number];
export type LegAgency = OrgCode | Part;

export const isPart = (agency: LegAgency): agency is Part => (parts as readonly string[]).includes(agency);

/** One agency's share of the work, as designed. */
export interface ProcessLeg {
  readonly number: number;
  readonly agency: LegAgency;
  /** The superior's one-stop, which gets the data for supervision while the superior works (L3). */
  readonly supervisedBy: OrgCode | null;
  readonly kind: LegKind;
  readonly work: string;
  readonly limit: Limit;
  /** Numbers of the legs whose results it needs. None: it starts with the chain. */
  readonly after: readonly number[];
  /** Whole đồng asked for this leg; null when none is. */
  readonly feeVnd: bigint | null;
  /** In a linked group: the procedure this leg settles (L4). */
  readonly procedure: string | null;
}

export interface Decision {
  readonly no: string;
  readonly date: Day;
  readonly signer: string;
}

/** How a procedure runs through several agencies. A version that was approved is never rewritten (P9). */
export interface Process extends Validity {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly procedure: string;
  /** The lead agency; null where it is named when a dossier's chain starts. */
  readonly lead: OrgCode | null;
  /** How starts outside office hours are read. */
  readonly mode: Mode;
  /** Several procedures on one form (L4): a refusal ends what waits for it, the others go on. */
  readonly linked: boolean;
  /** Whether fees of legs that never started go back when a leg refuses. KARA: they do not (L10). */
  readonly refundWhenRefused: boolean;
  readonly legs: readonly ProcessLeg[];
  readonly state: ProcessState;
  readonly checkedBy: string | null;
  readonly decision: Decision | null;
  /** The decision that ended it, with `validTo` as its last day; null while none did. */
  readonly retirement: Decision | null;
}

/** An unapproved process cannot run, nor can one on a day that its decision leaves out. */
export const mayRun = (process: Process, on: Day): boolean => process.state === "approved" && isValidOn(process, on);

/** All legs that a leg waits for, directly or through others. Ends also where legs wait in a circle. */
export function waitedFor(legs: readonly Pick<ProcessLeg, "number" | "after">[], number: number): Set<number> {
  const found = new Set<number>();
  const look = (at: number): void => {
    for (const before of legs.find((leg) => leg.number === at)?.after ?? [])
      if (!found.has(before)) {
        found.add(before);
        look(before);
      }
  };
  look(number);
  return found;
}

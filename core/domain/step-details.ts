import type { Exclusion } from "./clock/exclusion.ts";
import type { Letter } from "./overdue-duty.ts";

/** A paper as it was handed in: its name, which kind of paper, how many of it (form 01 of 2025). */
export interface FiledPaper {
  readonly name: string;
  readonly kind?: "original" | "certified" | "copy" | "electronic";
  readonly copies?: number;
}

/** A paper asked for, with the law when it is not on the procedure's list. */
export interface AskedPaper {
  readonly name: string;
  readonly legalBasis?: string;
}

/** The document that a decision is: loại, số of the result, its code in the procedure's list of results. */
export interface ResultDocument {
  readonly kind: string;
  readonly number: string;
  readonly code?: string;
  /** Day in Viet Nam. */
  readonly issuedOn?: string;
}

/** Papers lost or damaged (NĐ61 21(2)). */
export interface IncidentReport {
  readonly kind: "lost" | "damaged";
  readonly items: readonly string[];
  readonly happenedAt?: string;
  /** Number of the minutes (biên bản). */
  readonly minutesNo?: string;
  readonly remedy?: string;
}

/** Money that went back to who paid; when is the step's own time. */
// a type: it is kept as JSON
export type Refund = {
  readonly reference: string;
  /** Whole đồng; left out when not known. */
  readonly amountVnd?: number;
};

/** A stretch that does not count (D23), as it is stated. */
// a type: it is kept as JSON
export type StatedExclusion = Omit<Exclusion, "from" | "to"> & { readonly from: string; readonly to: string };

export const exclusionOf = (said: StatedExclusion): Exclusion => ({
  ...said,
  from: new Date(said.from),
  to: new Date(said.to),
});

/** Why a filing is not received: another agency's matter, or not eligible (T05, T10). */
export type RefusalGround = "wrongAuthority" | "notEligible";

export const resultChannels = ["counter", "post", "online"] as const;
export type ResultChannel = (typeof resultChannels)[number];

/** What a unit states with a step beside who, when and why; kept with the event. No personal data. */
// a type, not an interface: it is written as JSON as it is
export type StepDetails = {
  readonly legalBasis?: string;
  /** The second person (reset), or the head who agreed. */
  readonly approvedBy?: string;
  readonly decisionNo?: string;
  readonly newDue?: string;
  /** Until when an opinion is asked for. */
  readonly opinionDue?: string;
  /** The official letter that brought an opinion, by its number here. */
  readonly letter?: string;
  readonly paymentReference?: string;
  readonly refund?: Refund;
  readonly items?: readonly AskedPaper[];
  readonly papers?: readonly FiledPaper[];
  /** Sets of papers handed in (bộ). */
  readonly sets?: number;
  readonly resultChannel?: ResultChannel;
  readonly ground?: RefusalGround;
  /** Where the applicant should have gone (NĐ61 17(2a)). */
  readonly rightAgency?: string;
  /** What the extension letter says beside the reason: it is the apology (O1). */
  readonly apology?: Letter;
  readonly result?: ResultDocument;
  readonly incident?: IncidentReport;
  /** Moments as text, like all that is kept with an event. */
  readonly exclusion?: StatedExclusion;
};

const kept = [
  ...([
    "legalBasis",
    "approvedBy",
    "decisionNo",
    "newDue",
    "opinionDue",
    "letter",
    "paymentReference",
    "refund",
    "items",
    "papers",
    "sets",
  ] as const),
  ...(["resultChannel", "ground", "rightAgency", "apology", "result", "incident", "exclusion"] as const),
];

/** What of a request is kept with the event. */
export const detailsOf = (said: StepDetails): StepDetails =>
  Object.fromEntries(kept.flatMap((name) => (said[name] === undefined ? [] : [[name, said[name]]])));

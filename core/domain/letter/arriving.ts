import type { Day } from "../day.ts";
import type { LetterBusiness, StatusCode } from "./letter.ts";

/** An agency as a message names it. */
export interface Organ {
  readonly id: string;
  readonly name: string | null;
}

/** A letter as another message names it, as far as it does. */
export interface NamedLetter {
  readonly organ: string | null;
  readonly documentId: string | null;
  /** Number and notation, `7816/VPCP-TTĐT`. */
  readonly code: string | null;
  readonly year: number | null;
}

/** For people: what was read although it should not be so, or what they should look at. */
export interface LetterWarning {
  readonly code: string;
  readonly detail: string;
}

/** A letter, or what is asked about one, as it came. Texts in NFC, trimmed; what lacks is null. */
export interface ArrivingLetter {
  readonly kind: "letter";
  readonly from: Organ;
  readonly to: readonly Organ[];
  readonly documentId: string;
  readonly number: string | null;
  readonly notation: string | null;
  readonly issued: Day | null;
  /** Of its issue. */
  readonly year: number | null;
  readonly typeName: string | null;
  readonly subject: string;
  readonly content: string | null;
  readonly signer: { readonly position: string | null; readonly fullName: string | null };
  readonly due: Day | null;
  readonly priority: string | null;
  readonly referenceCodes: readonly string[];
  readonly responseFor: readonly NamedLetter[];
  readonly replyFors: readonly string[];
  readonly business: {
    readonly kind: LetterBusiness;
    readonly reason: string | null;
    /** The document acted upon, where it is named. */
    readonly documentId: string | null;
    readonly replaced: readonly string[];
    readonly receivers: readonly { readonly organ: string; readonly change: "removed" | "added" | null }[];
  };
  /** When its sender's system wrote it; Viet Nam's time without proof. */
  readonly writtenAt: Date | null;
  /**
   * SHA-256 in hex of what it says and of its files, whatever its line ends and hops, and whatever it is labelled: new, update,
   * replacement. Of a recall with its reason and its time: a sender may ask twice.
   */
  readonly digest: string;
  /** Whether an XML signature came with it, whatever it is worth. */
  readonly isSigned: boolean;
  readonly warnings: readonly LetterWarning[];
}

/** What is told about a letter. */
export interface ArrivingStatus {
  readonly kind: "status";
  readonly from: Organ;
  /** Its `organ` is whom it is for. */
  readonly about: NamedLetter;
  readonly code: StatusCode;
  readonly description: string | null;
  readonly saidAt: Date | null;
  readonly digest: string;
  readonly isSigned: boolean;
  readonly warnings: readonly LetterWarning[];
}

export type Arriving = ArrivingLetter | ArrivingStatus;

/** Content of a paper, kept in the folder of files. */
export interface LetterPaper {
  readonly sha256: string;
  readonly size: number;
  /** What its bytes are. */
  readonly type: string;
  readonly name: string | null;
  readonly description: string | null;
}

import type { NamedLetter, Organ } from "./arriving.ts";
import type { LetterBusiness, StatusCode } from "./letter.ts";

/** A letter of ours, as it is to be written. */
export interface OutgoingLetter {
  readonly from: Organ;
  readonly to: readonly Organ[];
  readonly documentId: string;
  readonly number: string;
  readonly notation: string;
  /** `2026-11-20`. */
  readonly issued: string;
  readonly place: string | null;
  readonly typeName: string;
  readonly subject: string;
  readonly content: string | null;
  readonly signer: {
    readonly competence: string | null;
    readonly position: string | null;
    readonly fullName: string | null;
  };
  readonly due: string | null;
  readonly priority: string;
  readonly referenceCodes: readonly string[];
  readonly responseFor: readonly (NamedLetter & { readonly issued: string | null })[];
  readonly files: readonly OutgoingPaper[];
  readonly business: OutgoingBusiness;
  /** When it was made. */
  readonly at: Date;
}

/** What a message says beside its letter: identifiers alone. */
// a type: it is kept as JSON
export type OutgoingActs = {
  /** The document that an update changes. */
  readonly documentId?: string;
  readonly changed?: { readonly document: boolean; readonly receivers: boolean };
  readonly receivers?: readonly { readonly organ: string; readonly change: "added" | "removed" }[];
  /** Documents that it replaces, and who has them. */
  readonly replaced?: readonly { readonly documentId: string; readonly organs: readonly string[] }[];
};

export interface OutgoingBusiness extends OutgoingActs {
  readonly kind: LetterBusiness;
  readonly reason: string | null;
}
export const isNew: OutgoingBusiness = { kind: "new", reason: null };

export interface OutgoingPaper {
  readonly sha256: string;
  readonly size: number;
  readonly type: string;
  readonly name: string;
}

/** A state, as it is to be written. */
export interface OutgoingStatus {
  readonly from: Organ;
  readonly to: string;
  readonly about: NamedLetter & { readonly issued: string | null };
  readonly code: StatusCode;
  readonly description: string | null;
  readonly at: Date;
}

/** `<organ>,<yyyy/MM/dd>,<number>/<notation>`: the common form of an identifier, by which most systems know a document. */
export const documentIdOf = (organ: string, issued: string, code: string): string =>
  `${organ},${issued.replaceAll("-", "/")},${code}`;

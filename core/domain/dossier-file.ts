/** What a file is to the dossier: the application form, a paper handed in with it, its result, something else. */
export const fileKinds = ["application", "paper", "result", "other"] as const;
export type FileKind = (typeof fileKinds)[number];

/** A content that lies apart, and what it is to a dossier. The name is for people and may tell of one. */
export interface FileReference {
  /** Hex, lower case. */
  readonly sha256: string;
  readonly name: string;
  /** As given; never guessed, never believed. */
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  readonly kind: FileKind;
}

/** What travels in a message in place of the content: no name, for messages carry nothing about people (P12). */
export type ClaimCheck = Omit<FileReference, "name">;

export const claimChecks = (files: readonly FileReference[]): ClaimCheck[] =>
  files.map(({ sha256, mediaType, size, kind }) => ({ sha256, mediaType, size, kind }));

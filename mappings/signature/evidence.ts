import canonicalize from "canonicalize";
import type { SignatureCheck } from "../../core/domain/letter/signature.ts";
import { fingerprintOf, type Trust } from "./trust.ts";

/** What was found of a file's signatures, when, and against whom: with the file it can be found again. */
export interface SignatureRecord {
  readonly v: 1;
  /** SHA-256 of the file, hex. */
  readonly file: string;
  readonly check: SignatureCheck;
  /** UTC. */
  readonly at: string;
  /** SHA-256 of the certificates that were believed, hex, in order. */
  readonly roots: readonly string[];
  readonly intermediates: readonly string[];
}

/**
 * For the chain of evidence (P11) its canonical JSON is the content that is digested with a salt: it names signers, so it lies
 * where it can be erased (`hub.letter_check`), and the chain has the digest alone.
 */
export const signatureRecord = (file: string, check: SignatureCheck, trust: Trust, at: Date): SignatureRecord => ({
  v: 1,
  file,
  check,
  at: at.toISOString(),
  roots: trust.roots.map(fingerprintOf).sort(),
  intermediates: trust.intermediates.map(fingerprintOf).sort(),
});

/** As it is digested (RFC 8785). */
export const recordText = (record: SignatureRecord): string => canonicalize(record) ?? "";

/** For logs: without names, which are people's. */
export const signatureLine = ({ verdict, reasons, signatures }: SignatureCheck): string =>
  [
    [verdict, ...reasons].join(" "),
    ...signatures.map((one) => [one.kind, one.form, one.verdict, ...one.reasons].join(" ")),
  ].join("; ");

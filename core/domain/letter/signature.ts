/**
 * What the signatures of a received file are worth. Only a file whose every signature holds, by certificates under roots the
 * operator named, is `valid`; an unsigned one is "for reference" (QĐ 28/2018 art. 4). Whether the two signatures of the law are
 * there, the person's and the agency's (NĐ 30/2020 art. 5), is read from the subjects: no certificate says which it is.
 */
export type SignatureVerdict = "unsigned" | "valid" | "validUntrusted" | "changedAfter" | "invalid" | "unreadable";

/** The worst first: a file is as good as its worst signature. */
const worstFirst: readonly SignatureVerdict[] = ["unreadable", "invalid", "changedAfter", "validUntrusted", "valid"];

/**
 * Why a signature is not `valid`, and what it is instead. `validUntrusted`: nothing was altered, but who signed is not proven.
 */
export const signatureReasons = {
  notPdf: "unreadable",
  structureBroken: "unreadable",
  encrypted: "unreadable",
  tooLarge: "unreadable",
  tooManySignatures: "unreadable",
  formUnsupported: "unreadable",
  algorithmUnsupported: "unreadable",
  xmlBroken: "unreadable",
  attachmentsCutOut: "unreadable",
  packed: "unreadable",
  tookTooLong: "unreadable",
  checkFailed: "unreadable",

  byteRangeMissing: "invalid",
  byteRangeMalformed: "invalid",
  byteRangeGap: "invalid",
  byteRangeOverlap: "invalid",
  byteRangeSeveralHoles: "invalid",
  byteRangeBeyondFile: "invalid",
  byteRangeNotRevision: "invalid",
  contentsMissing: "invalid",
  contentsMoved: "invalid",
  contentsTrailing: "invalid",
  entryTwice: "invalid",
  cmsMalformed: "invalid",
  signersNotOne: "invalid",
  contentEmbedded: "invalid",
  signedAttributesMissing: "invalid",
  digestWrong: "invalid",
  signatureWrong: "invalid",
  certificateMissing: "invalid",
  certificateSwapped: "invalid",
  signingCertificateMissing: "invalid",
  digestBroken: "invalid",
  keyUsage: "invalid",
  certificateExpired: "invalid",
  certificateNotYetValid: "invalid",
  certificateRevoked: "invalid",
  chainInvalid: "invalid",
  severalSignatures: "invalid",
  referenceUnknown: "invalid",
  idTwice: "invalid",
  wrapped: "invalid",
  transformUnknown: "invalid",

  contentChanged: "changedAfter",
  strayBytes: "changedAfter",
  notIncrement: "changedAfter",
  signatureRemoved: "changedAfter",
  certifiedFinal: "changedAfter",
  tooMuchToCompare: "changedAfter",

  rootUnknown: "validUntrusted",
  expiredSince: "validUntrusted",
  digestWeak: "validUntrusted",
  keyWeak: "validUntrusted",
} as const satisfies Readonly<Record<string, SignatureVerdict>>;

export type SignatureReason = keyof typeof signatureReasons;

/**
 * What a person should know although it changes no verdict. `timeNotProven`: the moment is the signer's own word.
 * `revocationNotChecked`: the file brings no list or answer of the issuer for that moment, and the hub asks nobody. `stampWrong`,
 * `stampUntrusted`: the time stamp within the signature is none, or of an authority the operator did not name.
 * `hopsAdded`: the XML signature holds without what stations on the way noted of themselves. `notASignature`: an XML Signature outside its own namespace, or an empty one. `attachmentsNotCovered`: as always in edXML.
 */
export type SignatureNote =
  | "timeNotProven"
  | "signedInFuture"
  | "revocationNotChecked"
  | "stampWrong"
  | "stampUntrusted"
  | "signingCertificateMissing"
  | "notASignature"
  | "attachmentsNotCovered"
  | "hopsAdded";

/** What came after a signature without touching what it covers. */
export type LaterAddition = "signature" | "validationData" | "metadata";

/** Out of the certificate; personal data: for the result alone, never for logs. Numbers of identity papers in it are not read. */
export interface SignatureSubject {
  readonly commonName: string | null;
  readonly organisation: string | null;
  readonly issuer: string | null;
  /** SHA-256 of the certificate, hex. */
  readonly fingerprint: string;
}

export interface CheckedSignature {
  readonly kind: "signature" | "timeStamp";
  /** `adbe.pkcs7.detached`, `ETSI.CAdES.detached`, …; `xmldsig`. */
  readonly form: string;
  /** Name of its field in the PDF. */
  readonly field: string | null;
  readonly verdict: SignatureVerdict;
  readonly reasons: readonly SignatureReason[];
  readonly notes: readonly SignatureNote[];
  readonly signer: SignatureSubject | null;
  /** UTC; by a trusted time stamp, or by the signer's own word. */
  readonly signedAt: string | null;
  readonly timeBy: "stamp" | "signer" | null;
  /** `file`: all of it. `revision`: the file as it was then; see `later`. Names of elements for XML. */
  readonly covers: readonly string[];
  readonly later: readonly LaterAddition[];
  readonly revocation: "good" | "revoked" | "notChecked";
}

export interface SignatureCheck {
  readonly verdict: SignatureVerdict;
  /** Of the file as a whole; those of a signature stand with it. */
  readonly reasons: readonly SignatureReason[];
  readonly notes: readonly SignatureNote[];
  /** In the order of signing. */
  readonly signatures: readonly CheckedSignature[];
}

/** @returns `valid` where there is no reason. */
export const verdictOf = (reasons: readonly SignatureReason[]): SignatureVerdict =>
  worstOf(reasons.map((reason) => signatureReasons[reason]));

/** A file's: `unsigned` where nobody signed; a time stamp alone is no signature, but a false one is false. */
export function checkOf(
  signatures: readonly CheckedSignature[],
  reasons: readonly SignatureReason[] = [],
  notes: readonly SignatureNote[] = [],
): SignatureCheck {
  const all = worstOf([verdictOf(reasons), ...signatures.map(({ verdict }) => verdict)]);
  const isSigned = signatures.some(({ kind }) => kind === "signature");
  return { verdict: all === "valid" && !isSigned ? "unsigned" : all, reasons, notes, signatures };
}

/** Somebody signed, and it is not what is here: a person has to know. What cannot be judged, or is of nobody known, is not false. */
export const isFalse = ({ verdict }: SignatureCheck): boolean => verdict === "invalid" || verdict === "changedAfter";

const worstOf = (verdicts: readonly SignatureVerdict[]): SignatureVerdict =>
  worstFirst.find((verdict) => verdicts.includes(verdict)) ?? "valid";

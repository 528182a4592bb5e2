import { createHash, type X509Certificate } from "node:crypto";
import type {
  CheckedSignature,
  SignatureNote,
  SignatureReason,
  SignatureSubject,
} from "../../core/domain/letter/signature.ts";
import { findPath, hasWeakKey, isValidAt, judgePath, mayBeUsed, parsed, subjectOf } from "./certificates.ts";
import { checkCms, type CheckedCms } from "./cms.ts";
import { SignatureFault } from "./fault.ts";
import { revocationOf } from "./revocation.ts";
import type { Trust } from "./trust.ts";

/** Who signed, when, and whether that is believed. */
export interface Judged {
  readonly reasons: readonly SignatureReason[];
  readonly notes: readonly SignatureNote[];
  readonly signer: SignatureSubject | null;
  readonly signedAt: Date | null;
  readonly timeBy: CheckedSignature["timeBy"];
  readonly revocation: CheckedSignature["revocation"];
}

export interface Signing {
  readonly certificate: X509Certificate | null;
  readonly pool: readonly X509Certificate[];
  /** The signer's word. */
  readonly claimedAt: Date | null;
  /** Of an authority that is trusted. */
  readonly provenAt: Date | null;
  readonly use: "document" | "stamp";
  /** Lists and answers of issuers, DER. */
  readonly revocation: readonly Uint8Array[];
}

/**
 * A certificate is judged at the moment of a trusted time stamp, else at the signer's own word, which is told. Whose certificate
 * has run out since then, without a stamp, may have signed yesterday: not believed.
 * @param at now.
 */
export function judgeSigner(signing: Signing, trust: Trust, at: Date): Promise<Judged> {
  // nothing is read here: whatever is thrown, libraries throw over certificates that somebody else made
  return judged(signing, trust, at).catch(() => ({
    reasons: ["cmsMalformed"],
    notes: [],
    signer: null,
    signedAt: null,
    timeBy: null,
    revocation: "notChecked",
  }));
}

async function judged(signing: Signing, trust: Trust, at: Date): Promise<Judged> {
  const { certificate, pool, claimedAt, provenAt } = signing;
  const reasons = new Set<SignatureReason>();
  const notes = new Set<SignatureNote>();
  const signedAt = provenAt ?? claimedAt;
  const timeBy = provenAt ? "stamp" : claimedAt ? "signer" : null;
  if (!certificate)
    return { reasons: ["certificateMissing"], notes: [], signer: null, signedAt, timeBy, revocation: "notChecked" };
  const isAhead = claimedAt !== null && claimedAt.getTime() > at.getTime() + skewMs;
  if (isAhead) notes.add("signedInFuture");
  const time = provenAt ?? (claimedAt === null || isAhead ? at : claimedAt);
  if (!provenAt) notes.add("timeNotProven");

  if (time < new Date(certificate.validFrom)) reasons.add("certificateNotYetValid");
  else if (!isValidAt(certificate, time)) reasons.add("certificateExpired");
  else if (!provenAt && !isValidAt(certificate, at)) reasons.add("expiredSince");
  if (!mayBeUsed(parsed(certificate), signing.use)) reasons.add("keyUsage");
  if (hasWeakKey(certificate)) reasons.add("keyWeak");

  const path = findPath(certificate, pool, trust);
  if (!path) reasons.add("rootUnknown");
  else for (const reason of await judgePath(path, time)) reasons.add(reason);
  const revocation = await revocationOf(path ?? [], signing.revocation, time, provenAt !== null);
  if (revocation === "revoked") reasons.add("certificateRevoked");
  if (revocation === "notChecked") notes.add("revocationNotChecked");
  return { reasons: [...reasons], notes: [...notes], signer: subjectOf(certificate), signedAt, timeBy, revocation };
}

/** Clocks of signers run ahead a little. */
const skewMs = 10 * 60_000;

/**
 * What a time stamp within a signature is worth.
 * @returns when, where it is one over this signature by an authority that is trusted; else what is to be noted.
 */
export async function judgeStamp(
  stamp: NonNullable<CheckedCms["stamp"]>,
  revocation: readonly Uint8Array[],
  trust: Trust,
  at: Date,
): Promise<Date | SignatureNote> {
  try {
    const checked = await checkCms(stamp.token, "stamp", (algorithm) =>
      Promise.resolve(createHash(algorithm).update(stamp.over).digest()),
    );
    if (checked.reasons.some((reason) => reason !== "digestWeak")) return "stampWrong";
    const { reasons } = await judgeSigner(stampSigning(checked, revocation), trust, at);
    if (checked.stampedAt === null) return "stampWrong";
    return reasons.length === 0 && checked.reasons.length === 0 ? checked.stampedAt : "stampUntrusted";
  } catch (error) {
    if (error instanceof SignatureFault) return "stampWrong";
    throw error;
  }
}

/** An authority's own time is the time of its certificate. */
export const stampSigning = (checked: CheckedCms, revocation: readonly Uint8Array[]): Signing => ({
  certificate: checked.certificate,
  pool: checked.pool,
  claimedAt: checked.stampedAt,
  provenAt: checked.stampedAt,
  use: "stamp",
  revocation: [...revocation, ...checked.revocation],
});

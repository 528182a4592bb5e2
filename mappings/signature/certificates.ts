import type { X509Certificate } from "node:crypto";
import * as pkijs from "pkijs";
import type { SignatureReason, SignatureSubject } from "../../core/domain/letter/signature.ts";
import { strengthOf } from "./algorithms.ts";
import { shown } from "./shown.ts";
import { fingerprintOf, type Trust } from "./trust.ts";

/** A buffer of its own: Node's small ones share a pool. */
export const ownBuffer = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

export const parsed = (certificate: X509Certificate): pkijs.Certificate =>
  pkijs.Certificate.fromBER(ownBuffer(certificate.raw));

const deepest = 8;
const mostTried = 100;

/**
 * A way from a certificate to a root by signatures alone. Found by hand, since the library's search runs on for ever where
 * certificates in a file sign each other; what is found the library then judges.
 * @param pool from the file; believed nothing.
 * @returns the certificate first, the root last; null where there is none.
 */
export function findPath(
  leaf: X509Certificate,
  pool: readonly X509Certificate[],
  { roots, intermediates }: Trust,
): readonly X509Certificate[] | null {
  const trusted = new Set(roots.map(fingerprintOf));
  const between = [...intermediates, ...pool];
  let tried = 0;

  function search(path: readonly X509Certificate[]): readonly X509Certificate[] | null {
    const last = path.at(-1) ?? leaf;
    if (trusted.has(fingerprintOf(last))) return path;
    if (path.length >= deepest) return null;
    for (const issuer of [...roots, ...between]) {
      if (path.some((one) => fingerprintOf(one) === fingerprintOf(issuer)) || !last.checkIssued(issuer)) continue;
      if (++tried > mostTried) return null;
      if (!isSignedBy(last, issuer)) continue;
      const found = search([...path, issuer]);
      if (found) return found;
    }
    return null;
  }
  return search([leaf]);
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

const oids = {
  keyUsage: "2.5.29.15",
  basicConstraints: "2.5.29.19",
  extendedKeyUsage: "2.5.29.37",
  commonName: "2.5.4.3",
  organisation: "2.5.4.10",
};
/** TLS servers, code, answers on revocation, time stamps: made for something else than signing documents. */
const otherPurposes = ["1", "3", "8", "9"].map((end) => `1.3.6.1.5.5.7.3.${end}`);
const stampingPurpose = "1.3.6.1.5.5.7.3.8";

/** Whether a certificate may do what it did: sign a document (RFC 5280, 4.2.1.3), or stamp times (RFC 3161, 2.3). */
export function mayBeUsed(certificate: pkijs.Certificate, use: "document" | "stamp"): boolean {
  const purposes: unknown = extensionOf(certificate, oids.extendedKeyUsage)?.parsedValue;
  const named = purposes instanceof pkijs.ExtKeyUsage ? purposes.keyPurposes : [];
  if (use === "stamp") return named.includes(stampingPurpose);
  if (named.length > 0 && named.every((purpose) => otherPurposes.includes(purpose))) return false;
  const usage = extensionOf(certificate, oids.keyUsage)?.parsedValue as
    { readonly valueBlock: { readonly valueHexView: Uint8Array } } | undefined;
  // digitalSignature or nonRepudiation, the first two bits
  return usage === undefined || ((usage.valueBlock.valueHexView[0] ?? 0) & 0b1100_0000) !== 0;
}

export const extensionOf = (certificate: pkijs.Certificate, oid: string): pkijs.Extension | undefined =>
  certificate.extensions?.find(({ extnID }) => extnID === oid);

/** What can be said of a certificate and its way to a root at a moment. */
export async function judgePath(path: readonly X509Certificate[], time: Date): Promise<readonly SignatureReason[]> {
  const reasons = new Set<SignatureReason>();
  const all = path.map(parsed);
  for (const certificate of all.slice(0, -1)) {
    const strength = strengthOf(certificate.signatureAlgorithm, undefined);
    if (strength === "weak") reasons.add("digestWeak");
    if (strength === "broken") reasons.add("digestBroken");
  }
  if (all.some(hasUnknownCondition)) reasons.add("chainInvalid");
  const issuers = path.slice(1);
  if (issuers.some((one) => !one.ca || !isValidAt(one, time)) || !keepsPathLengths(all)) reasons.add("chainInvalid");
  else if (isValidAt(path[0], time) && all.length > 1) {
    const [leaf, ...above] = all;
    const root = above.at(-1);
    const engine = new pkijs.CertificateChainValidationEngine({
      trustedCerts: root ? [root] : [],
      certs: [...above.slice(0, -1), ...(leaf ? [leaf] : [])],
      checkDate: time,
    });
    const verdict = await engine.verify({ passedWhenNotRevValues: true }).catch(() => ({ result: false }));
    if (!verdict.result) reasons.add("chainInvalid");
  }
  return [...reasons];
}

/** What a certificate may say beside the rest and is judged here, or says nothing of who signed (RFC 5280, 4.2; RFC 3739). */
const understood: ReadonlySet<string> = new Set([
  ...[14, 15, 17, 18, 19, 30, 31, 32, 33, 35, 36, 37, 46, 54].map((end) => `2.5.29.${end}`),
  "1.3.6.1.5.5.7.1.1",
  "1.3.6.1.5.5.7.1.3",
  "1.3.6.1.5.5.7.48.1.5",
]);

/** Critical is what has to be understood before a certificate is believed. */
const hasUnknownCondition = ({ extensions }: pkijs.Certificate): boolean =>
  extensions?.some(({ critical, extnID }) => critical && !understood.has(extnID)) ?? false;

export const isValidAt = (certificate: X509Certificate | undefined, time: Date): boolean =>
  certificate !== undefined && new Date(certificate.validFrom) <= time && time <= new Date(certificate.validTo);

/** RFC 5280, 4.2.1.9: how many may stand between; those that signed themselves do not count. */
function keepsPathLengths(path: readonly pkijs.Certificate[]): boolean {
  return path.every((certificate, i) => {
    if (i === 0) return true;
    const constraints: unknown = extensionOf(certificate, oids.basicConstraints)?.parsedValue;
    const most = constraints instanceof pkijs.BasicConstraints ? constraints.pathLenConstraint : undefined;
    const between = path.slice(1, i).filter(({ subject, issuer }) => !subject.isEqual(issuer)).length;
    return typeof most !== "number" || between <= most;
  });
}

/** RSA below 2048 bits. */
export function hasWeakKey(certificate: X509Certificate): boolean {
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  return asymmetricKeyType?.startsWith("rsa") === true && (asymmetricKeyDetails?.modulusLength ?? 0) < 2048;
}

/** Names alone: numbers of identity papers stand in the subject too, and are left there. */
export function subjectOf(certificate: X509Certificate): SignatureSubject {
  const { subject, issuer } = parsed(certificate);
  return {
    commonName: partOf(subject, oids.commonName),
    organisation: partOf(subject, oids.organisation),
    issuer: partOf(issuer, oids.commonName),
    fingerprint: fingerprintOf(certificate),
  };
}

function partOf({ typesAndValues }: pkijs.RelativeDistinguishedNames, oid: string): string | null {
  const value: unknown = typesAndValues.find(({ type }) => type === oid)?.value.valueBlock.value;
  return typeof value === "string" ? shown(value) : null;
}

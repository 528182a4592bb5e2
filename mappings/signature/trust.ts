import { X509Certificate } from "node:crypto";

/** Whom signatures are believed. */
export interface Trust {
  readonly roots: readonly X509Certificate[];
  /** They stand between a signer and a root where the file itself does not bring them; they are believed nothing by themselves. */
  readonly intermediates: readonly X509Certificate[];
}

export const noTrust: Trust = { roots: [], intermediates: [] };

/**
 * Reads a bundle of certificates: those that signed themselves are roots, the others stand between.
 * @param pem as text; what stands around the certificates is passed over.
 * @throws {RangeError} when there is none, or one cannot be read; the message says which, counted from 1.
 */
export function readTrust(pem: string): Trust {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new RangeError("no certificate in PEM form");
  const certificates = blocks.map((block, i) => {
    try {
      return new X509Certificate(block);
    } catch {
      throw new RangeError(`certificate ${i + 1} is unreadable`);
    }
  });
  const roots = certificates.filter(isSelfSigned);
  return { roots, intermediates: certificates.filter((certificate) => !roots.includes(certificate)) };
}

function isSelfSigned(certificate: X509Certificate): boolean {
  try {
    return certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);
  } catch {
    return false;
  }
}

export const joinTrust = (all: readonly Trust[]): Trust => ({
  roots: all.flatMap(({ roots }) => roots),
  intermediates: all.flatMap(({ intermediates }) => intermediates),
});

/** SHA-256, hex. */
export const fingerprintOf = (certificate: X509Certificate): string =>
  certificate.fingerprint256.replaceAll(":", "").toLowerCase();

import { createHash, X509Certificate } from "node:crypto";
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";
import type { CheckedSignature } from "../../core/domain/letter/signature.ts";
import { isValidAt, ownBuffer, parsed } from "./certificates.ts";

const largest = 512 * 1024;
const most = 32;

/**
 * What lists and answers that came with a file say of a way to a root; the hub asks nobody. `good` only where every certificate
 * but the root is spoken of, for that moment, by its issuer or whom the issuer named for it.
 * @param isProven whether the moment is proven; else a later revocation counts, for a stolen key dates back at will.
 */
export async function revocationOf(
  path: readonly X509Certificate[],
  given: readonly Uint8Array[],
  time: Date,
  isProven: boolean,
): Promise<CheckedSignature["revocation"]> {
  const known = given.filter(({ length }) => length <= largest).slice(0, most);
  let isGood = path.length > 1;
  for (const [i, certificate] of path.slice(0, -1).entries()) {
    const issuer = path[i + 1];
    if (!issuer) break;
    let isSpokenOf = false;
    for (const der of known) {
      const said = await saidOf(der, certificate, issuer);
      if (!said) continue;
      if (said.revokedAt !== null && (!isProven || said.revokedAt <= time)) return "revoked";
      if ((said.until ?? said.from) >= time) isSpokenOf = true;
    }
    isGood &&= isSpokenOf;
  }
  return isGood ? "good" : "notChecked";
}

interface Said {
  readonly revokedAt: Date | null;
  readonly from: Date;
  readonly until: Date | null;
}

/** @returns undefined when it says nothing of this certificate that can be believed. */
async function saidOf(
  der: Uint8Array,
  certificate: X509Certificate,
  issuer: X509Certificate,
): Promise<Said | undefined> {
  try {
    const asn1 = asn1js.fromBER(ownBuffer(der));
    if (asn1.offset === -1 || !(asn1.result instanceof asn1js.Sequence)) return undefined;
    const [first] = asn1.result.valueBlock.value;
    // an OCSP answer begins with its status, a list with what is signed
    return first instanceof asn1js.Enumerated
      ? await byAnswer(asn1.result, certificate, issuer)
      : await byList(asn1.result, certificate, issuer);
  } catch {
    return undefined;
  }
}

async function byList(
  schema: asn1js.Sequence,
  certificate: X509Certificate,
  issuer: X509Certificate,
): Promise<Said | undefined> {
  const list = new pkijs.CertificateRevocationList({ schema });
  const authority = parsed(issuer);
  if (!list.issuer.isEqual(authority.subject) || !(await list.verify({ issuerCertificate: authority })))
    return undefined;
  const own = parsed(certificate);
  const entry = list.revokedCertificates?.find(({ userCertificate }) => userCertificate.isEqual(own.serialNumber));
  return {
    revokedAt: entry?.revocationDate.value ?? null,
    from: list.thisUpdate.value,
    until: list.nextUpdate?.value ?? null,
  };
}

async function byAnswer(
  schema: asn1js.Sequence,
  certificate: X509Certificate,
  issuer: X509Certificate,
): Promise<Said | undefined> {
  const response = new pkijs.OCSPResponse({ schema });
  const inner = response.responseBytes?.response.getValue();
  if (!inner) return undefined;
  const basic = pkijs.BasicOCSPResponse.fromBER(inner);
  const { tbsResponseData } = basic;
  const signer = signerOf(basic, issuer, tbsResponseData.producedAt);
  if (!signer) return undefined;
  const isRight = await pkijs
    .getCrypto(true)
    .verifyWithPublicKey(
      Uint8Array.from(tbsResponseData.tbsView).buffer,
      basic.signature,
      parsed(signer).subjectPublicKeyInfo,
      basic.signatureAlgorithm,
    );
  if (!isRight) return undefined;
  const [own, authority] = [parsed(certificate), parsed(issuer)];
  for (const one of tbsResponseData.responses) {
    const id = one.certID;
    const algorithm = { "1.3.14.3.2.26": "sha1", "2.16.840.1.101.3.4.2.1": "sha256" }[id.hashAlgorithm.algorithmId];
    if (algorithm === undefined || !id.serialNumber.isEqual(own.serialNumber)) continue;
    const key = createHash(algorithm).update(authority.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView);
    if (Buffer.compare(Buffer.from(id.issuerKeyHash.getValue()), key.digest()) !== 0) continue;
    const status = one.certStatus as asn1js.BaseBlock;
    const until = one.nextUpdate ?? null;
    if (status.idBlock.tagNumber === 0) return { revokedAt: null, from: one.thisUpdate, until };
    if (status.idBlock.tagNumber !== 1) continue;
    const parts = (status as unknown as asn1js.Constructed).valueBlock.value;
    const at = parts[0] instanceof asn1js.GeneralizedTime ? parts[0].toDate() : new Date(0);
    return { revokedAt: at, from: one.thisUpdate, until };
  }
  return undefined;
}

const ocspPurpose = "1.3.6.1.5.5.7.3.9";

/** The issuer itself, or whom it made a certificate for answering (RFC 6960, 4.2.2.2). */
function signerOf(basic: pkijs.BasicOCSPResponse, issuer: X509Certificate, at: Date): X509Certificate | undefined {
  for (const one of basic.certs ?? []) {
    const certificate = new X509Certificate(Buffer.from(one.toSchema().toBER()));
    const purposes: unknown = one.extensions?.find(({ extnID }) => extnID === "2.5.29.37")?.parsedValue;
    const mayAnswer = purposes instanceof pkijs.ExtKeyUsage && purposes.keyPurposes.includes(ocspPurpose);
    if (
      mayAnswer &&
      isValidAt(certificate, at) &&
      certificate.checkIssued(issuer) &&
      certificate.verify(issuer.publicKey)
    )
      return certificate;
  }
  return issuer;
}

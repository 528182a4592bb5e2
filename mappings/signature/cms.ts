import { createHash, X509Certificate } from "node:crypto";
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";
import type { SignatureReason } from "../../core/domain/letter/signature.ts";
import { findDigest, strengthOf } from "./algorithms.ts";
import { ownBuffer } from "./certificates.ts";
import { SignatureFault } from "./fault.ts";

/** What a CMS signature (RFC 5652) is over. */
export type CmsForm =
  /** Bytes outside it. */
  | "detached"
  /** The SHA-1 of bytes outside, within it (adbe.pkcs7.sha1). */
  | "sha1"
  /** A time stamp over bytes outside (RFC 3161). */
  | "stamp";

export interface CheckedCms {
  /** Nothing here: what was signed is what is there, by the key of `certificate`. */
  readonly reasons: readonly SignatureReason[];
  readonly certificate: X509Certificate | null;
  /** Others that came along. */
  readonly pool: readonly X509Certificate[];
  /** As the signer says; signed. */
  readonly claimedAt: Date | null;
  /** As a time-stamping authority says. */
  readonly stampedAt: Date | null;
  /** A stamp over this signature, DER, and what it is to be over. */
  readonly stamp: { readonly token: Uint8Array; readonly over: Uint8Array } | null;
  readonly namesCertificate: boolean;
  /** DER. */
  readonly revocation: readonly Uint8Array[];
}

const largest = 1024 * 1024;
const oids = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  tokenInfo: "1.2.840.113549.1.9.16.1.4",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  signingCertificate: "1.2.840.113549.1.9.16.2.12",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
  timeStamp: "1.2.840.113549.1.9.16.2.14",
  subjectKey: "2.5.29.14",
};

/**
 * Whether a CMS signature holds over what `digestOf` digests. Trust is not asked about.
 * @param der may be followed by zeros.
 * @param digestOf digests what is outside; names as of `node:crypto`.
 * @throws {SignatureFault} when it is none, or of a kind that is not checked here.
 */
export async function checkCms(
  der: Uint8Array,
  form: CmsForm,
  digestOf: (algorithm: string) => Promise<Uint8Array>,
): Promise<CheckedCms> {
  const failures: unknown[] = [];
  const digest = (algorithm: string) =>
    digestOf(algorithm).catch((error: unknown) => {
      failures.push(error);
      throw error;
    });
  try {
    return await check(der, form, digest);
  } catch (error) {
    // libraries throw what they like over bytes that somebody else made
    if (failures.length > 0 || error instanceof SignatureFault) throw error;
    throw malformed(error);
  }
}

async function check(
  der: Uint8Array,
  form: CmsForm,
  digestOf: (algorithm: string) => Promise<Uint8Array>,
): Promise<CheckedCms> {
  const signed = openCms(der);
  const [signer] = signed.signerInfos;
  if (!signer || signed.signerInfos.length !== 1) throw new SignatureFault("signersNotOne", "");
  // RFC 5652, 5.1 and 5.3: signers that are named by a key say 3, and not everybody does
  if (![1, 3, 4, 5].includes(signed.version) || ![1, 3].includes(signer.version))
    throw new SignatureFault("cmsMalformed", "no such version");
  const reasons = new Set<SignatureReason>();
  const digest = findDigest(signer.digestAlgorithm.algorithmId);
  if (!digest) throw new SignatureFault("algorithmUnsupported", signer.digestAlgorithm.algorithmId);
  const strength = strengthOf(signer.signatureAlgorithm, digest.strength);
  if (strength === undefined) throw new SignatureFault("algorithmUnsupported", signer.signatureAlgorithm.algorithmId);
  if (digest.strength === "broken" || strength === "broken") throw new SignatureFault("digestBroken", "");
  if (digest.strength === "weak" || strength === "weak" || form === "sha1") reasons.add("digestWeak");

  const attributes = attributesOf(signer.signedAttrs);
  if (!signer.signedAttrs || attributes.length === 0) throw new SignatureFault("signedAttributesMissing", "");
  const { eContentType, eContent } = signed.encapContentInfo;
  const wantedType = form === "stamp" ? oids.tokenInfo : oids.data;
  const content = eContent ? new Uint8Array(eContent.getValue()) : null;
  const said = only(attributes, oids.contentType);
  if (eContentType !== wantedType || !(said instanceof asn1js.ObjectIdentifier) || said.getValue() !== wantedType)
    throw new SignatureFault("cmsMalformed", "another type of content");

  const reached = await reach(form, content, digest.name, digestOf);
  for (const reason of reached.reasons) reasons.add(reason);
  const message = only(attributes, oids.messageDigest);
  if (!(message instanceof asn1js.OctetString)) throw new SignatureFault("cmsMalformed", "no message digest");
  if (!isSame(reached.message, new Uint8Array(message.getValue()))) reasons.add("digestWrong");

  const all = (signed.certificates ?? []).filter((one) => one instanceof pkijs.Certificate);
  const named = namedBy(attributes);
  const candidates = all.filter((one) => isMeant(one, signer.sid));
  const isNamed = (one: pkijs.Certificate) => named !== null && isSame(hashOf(one, named.algorithm), named.hash);
  const leaf = candidates.find(isNamed) ?? candidates[0];
  if (!leaf) throw new SignatureFault("certificateMissing", "");
  if (named !== null && !isNamed(leaf)) reasons.add("certificateSwapped");
  const isRight = await pkijs
    .getCrypto(true)
    .verifyWithPublicKey(
      signer.signedAttrs.encodedValue,
      signer.signature,
      leaf.subjectPublicKeyInfo,
      signer.signatureAlgorithm,
      ...(signer.signatureAlgorithm.algorithmId === "1.2.840.113549.1.1.1" ? [digest.web] : []),
    )
    .catch(() => false);
  if (!isRight) reasons.add("signatureWrong");

  const time = only(attributes, oids.signingTime);
  return {
    reasons: [...reasons],
    certificate: ownCertificate(leaf),
    pool: all.filter((one) => one !== leaf).flatMap((one) => ownCertificate(one) ?? []),
    claimedAt: time instanceof asn1js.UTCTime || time instanceof asn1js.GeneralizedTime ? time.toDate() : null,
    stampedAt: reached.stampedAt,
    stamp: stampOf(signer),
    namesCertificate: named !== null,
    revocation: (signed.crls ?? []).flatMap((one) =>
      one instanceof pkijs.CertificateRevocationList ? new Uint8Array(berOf(one)) : [],
    ),
  };
}

interface Reached {
  /** What the message digest has to be. */
  readonly message: Uint8Array;
  readonly reasons: readonly SignatureReason[];
  readonly stampedAt: Date | null;
}

/** The way from what is signed to what is outside: each form has its own, and each compares with what is there. */
async function reach(
  form: CmsForm,
  content: Uint8Array | null,
  digest: string,
  digestOf: (algorithm: string) => Promise<Uint8Array>,
): Promise<Reached> {
  switch (form) {
    case "detached":
      if (content !== null) throw new SignatureFault("contentEmbedded", "");
      return { message: await digestOf(digest), reasons: [], stampedAt: null };
    case "sha1": {
      const [held, message] = heldBy(content, digest);
      return { message, reasons: isSame(held, await digestOf("sha1")) ? [] : ["digestWrong"], stampedAt: null };
    }
    case "stamp": {
      const [held, message] = heldBy(content, digest);
      const stamped = pkijs.TSTInfo.fromBER(ownBuffer(held));
      const imprint = findDigest(stamped.messageImprint.hashAlgorithm.algorithmId);
      if (!imprint) throw new SignatureFault("algorithmUnsupported", "imprint");
      if (imprint.strength === "broken") throw new SignatureFault("digestBroken", "imprint");
      const reasons: SignatureReason[] = imprint.strength === "weak" ? ["digestWeak"] : [];
      const hashed = new Uint8Array(stamped.messageImprint.hashedMessage.getValue());
      if (!isSame(hashed, await digestOf(imprint.name))) reasons.push("digestWrong");
      return { message, reasons, stampedAt: stamped.genTime };
    }
    default:
      throw new SignatureFault("formUnsupported", String(form satisfies never));
  }
}

function heldBy(content: Uint8Array | null, digest: string): readonly [held: Uint8Array, message: Uint8Array] {
  if (content === null) throw new SignatureFault("cmsMalformed", "holds nothing");
  return [content, createHash(digest).update(content).digest()];
}

function openCms(der: Uint8Array): pkijs.SignedData {
  if (der.length > largest) throw new SignatureFault("tooLarge", "a signature");
  const asn1 = asn1js.fromBER(ownBuffer(der));
  if (asn1.offset === -1) throw new SignatureFault("cmsMalformed", "not DER");
  if (der.subarray(asn1.offset).some((byte) => byte !== 0)) throw new SignatureFault("contentsTrailing", "");
  const content = new pkijs.ContentInfo({ schema: asn1.result });
  if (content.contentType !== oids.signedData) throw new SignatureFault("cmsMalformed", "nothing signed");
  return new pkijs.SignedData({ schema: content.content });
}

const malformed = (error: unknown) =>
  new SignatureFault("cmsMalformed", error instanceof Error ? error.message.slice(0, 100) : "");

const attributesOf = (set: pkijs.SignedAndUnsignedAttributes | undefined): readonly pkijs.Attribute[] =>
  set?.attributes ?? [];

/** The value of an attribute that stands once with one value; null: it does not. Twice is refused: readers differ. */
function only(attributes: readonly pkijs.Attribute[], oid: string): unknown {
  const found = attributes.filter(({ type }) => type === oid);
  if (found.length === 0) return null;
  const values = found[0]?.values as readonly unknown[];
  if (found.length > 1 || values.length !== 1) throw new SignatureFault("cmsMalformed", "an attribute twice");
  return values[0];
}

/** ESSCertID or ESSCertIDv2 (RFC 5035): which certificate the signer meant; the first one is the signer's. */
function namedBy(
  attributes: readonly pkijs.Attribute[],
): { readonly algorithm: string; readonly hash: Uint8Array } | null {
  const newer = only(attributes, oids.signingCertificateV2);
  const value = newer ?? only(attributes, oids.signingCertificate);
  if (value === null) return null;
  const first = partsOf(partsOf(partsOf(value)[0])[0]);
  const hash = first.find((part) => part instanceof asn1js.OctetString);
  const stated = newer !== null && first[0] instanceof asn1js.Sequence ? partsOf(first[0])[0] : undefined;
  const oid = stated instanceof asn1js.ObjectIdentifier ? stated.getValue() : "2.16.840.1.101.3.4.2.1";
  const algorithm = newer === null ? "sha1" : findDigest(oid)?.name;
  if (!hash || algorithm === undefined) throw new SignatureFault("cmsMalformed", "signing certificate");
  return { algorithm, hash: new Uint8Array(hash.getValue()) };
}

const partsOf = (value: unknown): readonly unknown[] =>
  value instanceof asn1js.Sequence ? value.valueBlock.value : [];

function isMeant(certificate: pkijs.Certificate, sid: unknown): boolean {
  if (sid instanceof pkijs.IssuerAndSerialNumber)
    return certificate.issuer.isEqual(sid.issuer) && certificate.serialNumber.isEqual(sid.serialNumber);
  const key = keyIdOf(sid);
  const said: unknown = certificate.extensions?.find(({ extnID }) => extnID === oids.subjectKey)?.parsedValue;
  const own = createHash("sha1").update(certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView);
  return (
    key !== null &&
    (isSame(key, own.digest()) || (said instanceof asn1js.OctetString && isSame(key, new Uint8Array(said.getValue()))))
  );
}

function keyIdOf(sid: unknown): Uint8Array | null {
  if (sid instanceof asn1js.Primitive) return sid.valueBlock.valueHexView;
  const inner = sid instanceof asn1js.Constructed ? sid.valueBlock.value[0] : sid;
  return inner instanceof asn1js.OctetString ? new Uint8Array(inner.getValue()) : null;
}

function stampOf(signer: pkijs.SignerInfo): CheckedCms["stamp"] {
  const found = attributesOf(signer.unsignedAttrs).find(({ type }) => type === oids.timeStamp);
  const token = found?.values[0] as { toBER: () => ArrayBuffer } | undefined;
  return token ? { token: new Uint8Array(token.toBER()), over: new Uint8Array(signer.signature.getValue()) } : null;
}

const berOf = (of: pkijs.Certificate | pkijs.CertificateRevocationList): ArrayBuffer =>
  (of.toSchema() as asn1js.Sequence).toBER();
const derOf = (certificate: pkijs.Certificate): Buffer => Buffer.from(berOf(certificate));
const hashOf = (certificate: pkijs.Certificate, algorithm: string) =>
  createHash(algorithm).update(derOf(certificate)).digest();

function ownCertificate(certificate: pkijs.Certificate): X509Certificate | null {
  try {
    const own = new X509Certificate(derOf(certificate));
    // a key that cannot be read throws where it is first looked at
    return own.publicKey.type === "public" ? own : null;
  } catch {
    return null;
  }
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

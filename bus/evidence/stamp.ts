import { X509Certificate } from "node:crypto";
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";

/** A time-stamp answer or token that is no proof; the message says why, in English, for the record and the verifier. */
export class StampError extends Error {
  override name = "StampError";
}

export interface Stamp {
  /** When the authority says it saw the head; UTC. */
  readonly at: Date;
  /** Subject of the certificate that signed. */
  readonly authority: string;
  /** SHA-256 of that certificate, hex. */
  readonly fingerprint: string;
}

const sha256Oid = "2.16.840.1.101.3.4.2.1";
const tokenInfoOid = "1.2.840.113549.1.9.16.1.4";
const signedDataOid = "1.2.840.113549.1.7.2";
const timeStampingOid = "1.3.6.1.5.5.7.3.8";
const extendedKeyUsageOid = "2.5.29.37";

/**
 * A request of RFC 3161, DER, that asks for the certificate as well: a token without it cannot be verified offline.
 * @param imprint SHA-256, hex.
 * @param nonce up to 8 random bytes.
 */
export function writeStampRequest(imprint: string, nonce: Uint8Array): Uint8Array {
  const request = new pkijs.TimeStampReq({
    version: 1,
    messageImprint: new pkijs.MessageImprint({
      hashAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: sha256Oid, algorithmParams: new asn1js.Null() }),
      hashedMessage: new asn1js.OctetString({ valueHex: Buffer.from(imprint, "hex") }),
    }),
    nonce: integerOf(nonce),
    certReq: true,
  });
  return new Uint8Array(request.toSchema().toBER());
}

// a first byte of zero keeps it positive
const integerOf = (nonce: Uint8Array) => asn1js.Integer.fromBigInt(BigInt(`0x${Buffer.from(nonce).toString("hex")}`));

/**
 * The token out of an authority's answer, checked as far as it can be without knowing whom to trust.
 * @param text what was to be stamped.
 * @throws {StampError} when the answer is a refusal, is unreadable, or proves something else.
 */
export async function readStampResponse(der: Uint8Array, text: string, nonce: Uint8Array): Promise<Uint8Array> {
  const response = parse("the answer is no time-stamp response", () => pkijs.TimeStampResp.fromBER(ownBuffer(der)));
  const { status, statusStrings } = response.status;
  const granted = status === pkijs.PKIStatus.granted || status === pkijs.PKIStatus.grantedWithMods;
  if (!granted || !response.timeStampToken) {
    const words = statusStrings?.map(({ valueBlock }) => valueBlock.value).join("; ") ?? "";
    throw new StampError(`the authority refused: status ${status} ${words.slice(0, 200)}`.trim());
  }
  const token = new Uint8Array(response.timeStampToken.toSchema().toBER());
  const { info } = openToken(token);
  if (!info.nonce?.isEqual(integerOf(nonce))) throw new StampError("the answer belongs to another request (nonce)");
  await checkStamp(token, text);
  return token;
}

/**
 * Whether a token proves that `text` existed at its time: imprint, signature, and a certificate made for time-stamping.
 * @param authorities PEM certificates that are trusted; without them the certificate in the token vouches for itself.
 * @throws {StampError} when it proves nothing, or something else.
 */
export async function checkStamp(token: Uint8Array, text: string, authorities?: string): Promise<Stamp> {
  const { signedData, info } = openToken(token);
  const data = ownBuffer(Buffer.from(text));
  if (info.messageImprint.hashAlgorithm.algorithmId !== sha256Oid)
    throw new StampError("the stamp uses another digest than SHA-256");
  if (!(await info.verify({ data }))) throw new StampError("the stamp is one for something else (imprint)");
  if (signedData.signerInfos.length !== 1) throw new StampError("the stamp has not exactly one signer");
  const trustedCerts = authorities === undefined ? [] : readCertificates(authorities);
  const result = await signedData
    .verify({ signer: 0, data, extendedMode: true, checkChain: authorities !== undefined, trustedCerts })
    .catch((error: unknown) => {
      throw new StampError(`the stamp's signature cannot be verified: ${messageOf(error)}`);
    });
  if (result.signatureVerified !== true || !result.signerCertificate)
    throw new StampError("the stamp's signature is wrong");
  if (!isForStamping(result.signerCertificate))
    throw new StampError("the stamp's certificate is not one for time-stamping");
  const certificate = new X509Certificate(Buffer.from(result.signerCertificate.toSchema(true).toBER()));
  const at = info.genTime;
  if (at < new Date(certificate.validFrom) || at > new Date(certificate.validTo))
    throw new StampError("the stamp's certificate was not valid at its time");
  return {
    at,
    authority: certificate.subject.replaceAll("\n", ", "),
    fingerprint: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
  };
}

function openToken(token: Uint8Array): { readonly signedData: pkijs.SignedData; readonly info: pkijs.TSTInfo } {
  return parse("the stamp is unreadable", () => {
    const content = pkijs.ContentInfo.fromBER(ownBuffer(token));
    if (content.contentType !== signedDataOid) throw new StampError("it is not signed");
    const signedData = new pkijs.SignedData({ schema: content.content });
    const { eContentType, eContent } = signedData.encapContentInfo;
    if (eContentType !== tokenInfoOid || !eContent) throw new StampError("it holds no time");
    return { signedData, info: pkijs.TSTInfo.fromBER(eContent.getValue()) };
  });
}

const isForStamping = (certificate: pkijs.Certificate): boolean => {
  const usage: unknown = certificate.extensions?.find(({ extnID }) => extnID === extendedKeyUsageOid)?.parsedValue;
  return usage instanceof pkijs.ExtKeyUsage && usage.keyPurposes.includes(timeStampingOid);
};

/** @throws {StampError} when there is none. */
function readCertificates(pem: string): pkijs.Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new StampError("no certificate in PEM form");
  return blocks.map((block) =>
    parse("a certificate is unreadable", () => pkijs.Certificate.fromBER(ownBuffer(new X509Certificate(block).raw))),
  );
}

function parse<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new StampError(`${what}: ${messageOf(error)}`);
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 200);

/** A buffer of its own: Node's small ones share a pool. */
const ownBuffer = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

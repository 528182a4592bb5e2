import { createHash, webcrypto } from "node:crypto";
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";

/** Certificates and CMS signatures for tests, made with the library that reads them; people and agencies are invented. */
export interface Signer {
  readonly certificate: pkijs.Certificate;
  readonly key: webcrypto.CryptoKey;
  readonly pem: string;
  readonly der: Buffer;
}

interface Wanted {
  readonly cn: string;
  readonly o?: string;
  readonly issuer?: Signer;
  readonly isCa?: boolean;
  readonly pathLength?: number;
  readonly from?: string;
  readonly to?: string;
  /** Bits of keyUsage's first byte; null: without. */
  readonly usage?: number | null;
  readonly purposes?: readonly string[];
  readonly hash?: "SHA-1" | "SHA-256";
  readonly rsa?: number;
  readonly rsaName?: "RSASSA-PKCS1-v1_5" | "RSA-PSS";
  /** The id of an extension that nobody knows, critical. */
  readonly condition?: string;
  /** A key of somebody else. */
  readonly pair?: webcrypto.CryptoKeyPair;
}

const { subtle } = webcrypto;
export const ecPair = (namedCurve = "P-256"): Promise<webcrypto.CryptoKeyPair> =>
  subtle.generateKey({ name: "ECDSA", namedCurve }, true, ["sign", "verify"]);
const rsaPair = (modulusLength: number, hash: string, name: string): Promise<webcrypto.CryptoKeyPair> =>
  subtle.generateKey({ name, modulusLength, publicExponent: Uint8Array.of(1, 0, 1), hash }, true, ["sign", "verify"]);

export const signDocuments = 0b1100_0000;
const signCertificates = 0b0000_0110;
let serial = 1000;

export async function aSigner(wanted: Wanted): Promise<Signer> {
  const { cn, o, issuer, isCa = false, from = "2025-01-01", to = "2028-01-01", hash = "SHA-256" } = wanted;
  const pair =
    wanted.pair ??
    (wanted.rsa === undefined
      ? await ecPair()
      : await rsaPair(wanted.rsa, hash, wanted.rsaName ?? "RSASSA-PKCS1-v1_5"));
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1js.Integer({ value: serial++ });
  const named = [["2.5.4.3", cn] as const, ...(o === undefined ? [] : [["2.5.4.10", o] as const])];
  for (const [type, value] of named)
    certificate.subject.typesAndValues.push(
      new pkijs.AttributeTypeAndValue({ type, value: new asn1js.Utf8String({ value }) }),
    );
  certificate.issuer = issuer ? issuer.certificate.subject : certificate.subject;
  certificate.notBefore.value = new Date(`${from}T00:00:00Z`);
  certificate.notAfter.value = new Date(`${to}T00:00:00Z`);
  await certificate.subjectPublicKeyInfo.importKey(pair.publicKey);
  const usage = wanted.usage === undefined ? (isCa ? signCertificates : signDocuments) : wanted.usage;
  certificate.extensions = [];
  const constraints = new pkijs.BasicConstraints({
    cA: isCa,
    ...(wanted.pathLength === undefined ? {} : { pathLenConstraint: wanted.pathLength }),
  });
  extend("2.5.29.19", true, constraints.toSchema().toBER());
  if (usage !== null)
    extend("2.5.29.15", true, new asn1js.BitString({ valueHex: Uint8Array.of(usage).buffer, unusedBits: 0 }).toBER());
  if (wanted.purposes)
    extend("2.5.29.37", false, new pkijs.ExtKeyUsage({ keyPurposes: [...wanted.purposes] }).toSchema().toBER());
  if (wanted.condition !== undefined) extend(wanted.condition, true, new asn1js.Null().toBER());
  await certificate.sign(issuer?.key ?? pair.privateKey, hash);
  const der = Buffer.from(certificate.toSchema(true).toBER());
  const body = der.toString("base64").replaceAll(/.{64}/g, "$&\n");
  const pem = `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
  return { certificate: pkijs.Certificate.fromBER(Uint8Array.from(der).buffer), key: pair.privateKey, pem, der };

  function extend(extnID: string, critical: boolean, value: ArrayBuffer): void {
    certificate.extensions?.push(new pkijs.Extension({ extnID, critical, extnValue: value }));
  }
}

export interface CmsWanted {
  readonly hash?: "SHA-1" | "SHA-256";
  readonly claimedAt?: string;
  /** The certificate that the signed attribute names; null: no attribute. */
  readonly names?: Signer | null;
  /** Version 1 of that attribute, with SHA-1. */
  readonly namesByOld?: boolean;
  /** Others that come along. */
  readonly along?: readonly Signer[];
  /** What is put inside although it should be outside. */
  readonly inside?: Uint8Array;
  readonly contentType?: string;
  /** Over the signature. */
  readonly stamp?: (over: Uint8Array) => Promise<Uint8Array>;
  /** What the message digest says instead. */
  readonly digest?: Uint8Array;
  readonly isBare?: boolean;
  readonly twice?: boolean;
  /** Of the signer; the standard has 1 and 3. */
  readonly version?: number;
}

/** A CMS signature, DER. @param data what is outside, or inside by `inside`. */
export async function aCms(signer: Signer, data: Uint8Array, wanted: CmsWanted = {}): Promise<Buffer> {
  const { hash = "SHA-256", contentType = "1.2.840.113549.1.7.1", names = signer } = wanted;
  const node = hash === "SHA-1" ? "sha1" : "sha256";
  const attributes = [
    attribute("1.2.840.113549.1.9.3", new asn1js.ObjectIdentifier({ value: contentType })),
    attribute(
      "1.2.840.113549.1.9.4",
      new asn1js.OctetString({
        valueHex: own(
          wanted.digest ??
            createHash(node)
              .update(wanted.inside ?? data)
              .digest(),
        ),
      }),
    ),
  ];
  if (wanted.claimedAt !== undefined)
    attributes.push(attribute("1.2.840.113549.1.9.5", new asn1js.UTCTime({ valueDate: new Date(wanted.claimedAt) })));
  if (names) {
    const [oid, by] = wanted.namesByOld ? ["12", "sha1"] : ["47", "sha256"];
    const id = new asn1js.Sequence({
      value: [new asn1js.OctetString({ valueHex: own(createHash(by).update(names.der).digest()) })],
    });
    const list = new asn1js.Sequence({ value: [new asn1js.Sequence({ value: [id] })] });
    attributes.push(attribute(`1.2.840.113549.1.9.16.2.${oid}`, list));
  }
  const info = new pkijs.SignerInfo({
    version: wanted.version ?? 1,
    sid: new pkijs.IssuerAndSerialNumber({
      issuer: signer.certificate.issuer,
      serialNumber: signer.certificate.serialNumber,
    }),
    ...(wanted.isBare ? {} : { signedAttrs: new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes }) }),
  });
  const signed = new pkijs.SignedData({
    version: 1,
    encapContentInfo: new pkijs.EncapsulatedContentInfo({
      eContentType: contentType,
      ...(wanted.inside ? { eContent: new asn1js.OctetString({ valueHex: own(wanted.inside) }) } : {}),
    }),
    signerInfos: wanted.twice ? [info, info] : [info],
    certificates: [signer, ...(wanted.along ?? [])].map(({ certificate }) => certificate),
  });
  // the library cuts content into pieces of its own
  await signed.sign(signer.key, 0, hash, own(data));
  if (wanted.stamp) {
    const token = await wanted.stamp(new Uint8Array(info.signature.getValue()));
    const parsed = asn1js.fromBER(own(token)).result;
    info.unsignedAttrs = new pkijs.SignedAndUnsignedAttributes({
      type: 1,
      attributes: [attribute("1.2.840.113549.1.9.16.2.14", parsed)],
    });
  }
  return Buffer.from(
    new pkijs.ContentInfo({ contentType: "1.2.840.113549.1.7.2", content: signed.toSchema(true) }).toSchema().toBER(),
  );
}

/** A time stamp of RFC 3161 over something, DER. */
export async function aStamp(
  signer: Signer,
  data: Uint8Array,
  at: string,
  along: readonly Signer[] = [],
): Promise<Buffer> {
  const info = new pkijs.TSTInfo({
    version: 1,
    policy: "1.2.3.4.1",
    messageImprint: new pkijs.MessageImprint({
      hashAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: "2.16.840.1.101.3.4.2.1" }),
      hashedMessage: new asn1js.OctetString({ valueHex: own(createHash("sha256").update(data).digest()) }),
    }),
    serialNumber: new asn1js.Integer({ value: 7 }),
    genTime: new Date(at),
  });
  const inside = Buffer.from(info.toSchema().toBER());
  return aCms(signer, inside, { inside, contentType: "1.2.840.113549.1.9.16.1.4", along });
}

/** A list of revoked certificates, DER. */
export async function aRevocationList(
  issuer: Signer,
  revoked: readonly (readonly [Signer, string])[],
  from: string,
  until: string,
): Promise<Buffer> {
  const list = new pkijs.CertificateRevocationList({
    version: 1,
    issuer: issuer.certificate.subject,
    thisUpdate: new pkijs.Time({ type: pkijs.TimeType.UTCTime, value: new Date(from) }),
    nextUpdate: new pkijs.Time({ type: pkijs.TimeType.UTCTime, value: new Date(until) }),
    ...(revoked.length === 0
      ? {}
      : {
          revokedCertificates: revoked.map(
            ([one, at]) =>
              new pkijs.RevokedCertificate({
                userCertificate: one.certificate.serialNumber,
                revocationDate: new pkijs.Time({ type: pkijs.TimeType.UTCTime, value: new Date(at) }),
              }),
          ),
        }),
  });
  await list.sign(issuer.key, "SHA-256");
  return Buffer.from(list.toSchema(true).toBER());
}

/** An OCSP answer about a certificate, DER. @param by who signs it. */
export async function anOcspAnswer(
  about: Signer,
  issuer: Signer,
  by: Signer,
  said: { readonly from: string; readonly until: string; readonly revokedAt?: string },
): Promise<Buffer> {
  const basic = new pkijs.BasicOCSPResponse();
  const id = new pkijs.CertID();
  await id.createForCertificate(about.certificate, {
    hashAlgorithm: "SHA-256",
    issuerCertificate: issuer.certificate,
  });
  const tagged = { tagClass: 3, tagNumber: said.revokedAt === undefined ? 0 : 1 };
  const certStatus =
    said.revokedAt === undefined
      ? new asn1js.Primitive({ idBlock: tagged })
      : new asn1js.Constructed({
          idBlock: tagged,
          value: [new asn1js.GeneralizedTime({ valueDate: new Date(said.revokedAt) })],
        });
  const response = new pkijs.SingleResponse({ certID: id });
  response.certStatus = certStatus;
  response.thisUpdate = new Date(said.from);
  response.nextUpdate = new Date(said.until);
  basic.tbsResponseData.responderID = by.certificate.subject;
  basic.tbsResponseData.producedAt = new Date(said.from);
  basic.tbsResponseData.responses.push(response);
  basic.certs = [by.certificate];
  await basic.sign(by.key, "SHA-256");
  const answer = new pkijs.OCSPResponse({
    responseStatus: new asn1js.Enumerated({ value: 0 }),
    responseBytes: new pkijs.ResponseBytes({
      responseType: "1.3.6.1.5.5.7.48.1.1",
      response: new asn1js.OctetString({ valueHex: basic.toSchema().toBER() }),
    }),
  });
  return Buffer.from(answer.toSchema().toBER());
}

const attribute = (type: string, value: unknown) => new pkijs.Attribute({ type, values: [value] });
const own = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

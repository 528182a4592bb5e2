import * as pkijs from "pkijs";

/** How strong a digest is held to be. SHA-1: collisions are made for money; MD5: by anybody. */
export type Strength = "good" | "weak" | "broken";

interface Digest {
  /** For `node:crypto`. */
  readonly name: string;
  /** For WebCrypto. */
  readonly web: string;
  readonly strength: Strength;
}

const digests: ReadonlyMap<string, Digest> = new Map([
  ["2.16.840.1.101.3.4.2.1", { name: "sha256", web: "SHA-256", strength: "good" }],
  ["2.16.840.1.101.3.4.2.2", { name: "sha384", web: "SHA-384", strength: "good" }],
  ["2.16.840.1.101.3.4.2.3", { name: "sha512", web: "SHA-512", strength: "good" }],
  ["1.3.14.3.2.26", { name: "sha1", web: "SHA-1", strength: "weak" }],
  ["1.2.840.113549.2.5", { name: "md5", web: "MD5", strength: "broken" }],
]);

export const findDigest = (oid: string): Digest | undefined => digests.get(oid);

const pssOid = "1.2.840.113549.1.1.10";
const good = ["1.1.11", "1.1.12", "1.1.13"].map((end) => `1.2.840.113549.${end}`);
const curves = ["4.3.2", "4.3.3", "4.3.4"].map((end) => `1.2.840.10045.${end}`);

/** Of a signature's algorithm; undefined: one that is not checked here. @param digest what it is told to digest by. */
export function strengthOf(algorithm: pkijs.AlgorithmIdentifier, digest: Strength | undefined): Strength | undefined {
  const oid = algorithm.algorithmId;
  if (good.includes(oid) || curves.includes(oid)) return "good";
  if (oid === "1.2.840.113549.1.1.1") return digest;
  if (oid === "1.2.840.113549.1.1.5" || oid === "1.2.840.10045.4.1") return "weak";
  if (oid === "1.2.840.113549.1.1.4") return "broken";
  if (oid !== pssOid) return undefined;
  try {
    const parameters = new pkijs.RSASSAPSSParams({ schema: algorithm.algorithmParams });
    return findDigest(parameters.hashAlgorithm.algorithmId)?.strength;
  } catch {
    return undefined;
  }
}

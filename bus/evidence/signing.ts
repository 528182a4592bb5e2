import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { canonicalJson } from "./record.ts";

/** A signed head over the records `first`..`last`. Heads are chained like records. */
export interface Head {
  readonly v: 1;
  /** From 1, gap-free. */
  readonly number: number;
  readonly first: number;
  readonly last: number;
  /** Merkle root over the hashes of these records. */
  readonly root: string;
  /** Hash of the last of them. */
  readonly lastHash: string;
  /** Hash of the head before; null: the first. */
  readonly previous: string | null;
  /** When it was signed; UTC, milliseconds. */
  readonly at: string;
  /** Id of the key. */
  readonly key: string;
}

export interface EvidenceKey {
  readonly id: string;
  readonly publicPem: string;
  /** Ed25519 over the canonical JSON; hex. */
  readonly sign: (value: unknown) => string;
}

// PKCS #8 around a bare Ed25519 seed (RFC 8410)
const seedPrefix = Buffer.from("302e020100300506032b657004220420", "hex");

/** Purpose of the seed that the hub derives from its master key. */
export const evidencePurpose = "evidence ed25519 1";

/** @param seed 32 bytes that are the same for all processes of a hub. */
export function openEvidenceKey(seed: Buffer): EvidenceKey {
  const privateKey = createPrivateKey({ key: Buffer.concat([seedPrefix, seed]), format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(privateKey);
  return {
    id: keyId(publicKey),
    publicPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
    sign: (value) => sign(null, Buffer.from(canonicalJson(value)), privateKey).toString("hex"),
  };
}

/** The first 32 digits of the SHA-256 of the public key (SPKI, DER): nobody can make another key of the same id. */
export const keyId = (key: KeyObject): string =>
  createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex")
    .slice(0, 32);

/** The keys of PEM text, by id. @throws {RangeError} when there is none, or one is not Ed25519. */
export function readPublicKeys(pem: string): Map<string, KeyObject> {
  const blocks = pem.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? [];
  if (blocks.length === 0) throw new RangeError("no public key in PEM form");
  return new Map(
    blocks.map((block) => {
      const key = createPublicKey(block);
      if (key.asymmetricKeyType !== "ed25519")
        throw new RangeError(`not an Ed25519 key: ${key.asymmetricKeyType ?? ""}`);
      return [keyId(key), key];
    }),
  );
}

export const isSignedBy = (value: unknown, signature: string, key: KeyObject): boolean =>
  /^[0-9a-f]{128}$/.test(signature) &&
  verify(null, Buffer.from(canonicalJson(value)), key, Buffer.from(signature, "hex"));
